package messages

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/phone"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/live"
)

// Reach is how a patient is reached, and what of it is not wanted.
type Reach struct {
	Phone   string // masked, "" = none
	Mobile  bool   // an SMS reaches it
	Bound   []Bound
	Credits map[string][]Credit // by address
	OptOuts []OptOut            // in force first
	Today   map[Class]int       // heard today
	Kinds   map[string]Kind     // of the accounts
	Tags    map[string][]string // names of those that WeCom shows, by address
}

// Credit is a pot of permissions.
type Credit struct {
	Template string // the provider's id
	Left     int
}

// ReachOf tells how a patient is reached. Fault: patients.NotFound.
func (s *Service) ReachOf(ctx context.Context, patient string) (r Reach, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, number, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		r = Reach{Phone: phone.Mask(number), Mobile: textable(number), Credits: map[string][]Credit{}, Today: map[Class]int{}}
		if r.Kinds, err = s.kindsByAccount(tx); err != nil {
			return err
		}
		all, err := boundTo(tx, []string{patient})
		if err != nil {
			return err
		}
		r.Bound = all[patient]
		marks := []string{s.mark(tx, number)}
		var ids []string
		for _, b := range r.Bound {
			ids, marks = append(ids, b.ID), append(marks, "a:"+b.ID)
		}
		if err := r.readCredits(tx, ids); err != nil {
			return err
		}
		if r.Tags, err = s.tagNamesShown(tx, ids); err != nil {
			return err
		}
		if r.OptOuts, err = optOutsAll(tx, patient, marks); err != nil {
			return err
		}
		slices.SortStableFunc(r.OptOuts, func(a, b OptOut) int { return order(a.EndedAt == 0, b.EndedAt == 0) })
		return s.heardToday(tx, p, r.Today)
	})
	return r, err
}

// order puts true before false.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (r *Reach) readCredits(tx *db.Tx, addresses []string) error {
	pots, err := creditsSeen(tx, addresses)
	for _, p := range pots {
		r.Credits[p.Address] = append(r.Credits[p.Address], Credit{p.Template, p.Amount})
	}
	return err
}

func (s *Service) heardToday(tx *db.Tx, p patients.Patient, out map[Class]int) error {
	zone, err := s.org.Zone(tx, p.HomeClinic)
	if err != nil {
		return err
	}
	day := string(civil.Of(tx.Now(), zone))
	counts, err := touches(tx, []string{"p:" + p.ID}, []string{day})
	for _, c := range Classes {
		if n := counts[touch{"p:" + p.ID, string(c), day}]; n > 0 {
			out[c] = n
		}
	}
	return err
}

// inSight gives a patient whom the actor's clinics see, with their whole number.
// Fault: patients.NotFound.
func (s *Service) inSight(tx *db.Tx, patient string) (patients.Patient, string, error) {
	list, err := s.patients.ByIDs(tx, []string{patient})
	if err != nil {
		return patients.Patient{}, "", err
	}
	p, ok := list[patient]
	if !ok {
		return p, "", patients.NotFound.With()
	}
	numbers, err := s.patients.NumbersFor(tx, []string{patient})
	return p, numbers[patient], err
}

// History lists the messages to a patient in the clinics in sight, latest first.
// Fault: patients.NotFound.
func (s *Service) History(ctx context.Context, patient, before string, limit int) (list []Message, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, _, err := s.inSight(tx, patient); err != nil {
			return err
		}
		list, err = messagesByPatient(tx, patient, before, limit)
		return err
	})
	return list, err
}

// OptOutOf notes what a patient does not want. Faults: patients.NotFound, BadClass,
// AlreadyOut.
func (s *Service) OptOutOf(ctx context.Context, o OptOut) (OptOut, error) {
	if !slices.Contains(Classes, o.Class) || o.Class == Staff || o.Channel != "" && kindsOf[o.Channel] == nil {
		return o, BadClass.At("class")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, _, err := s.inSight(tx, o.Patient)
		if err != nil {
			return err
		}
		if err := tx.Lock("messages.optout/" + o.Patient); err != nil {
			return err
		}
		there, err := optOutsInForce(tx, []string{o.Patient}, nil)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(there, func(x OptOut) bool { return x.Class == o.Class && x.Channel == o.Channel }) {
			return AlreadyOut.With()
		}
		o.ID, o.Mark, o.At, o.By = tx.NewID(), "", tx.Now(), tx.Actor()
		if _, err := insertOptOuts(tx, []OptOut{o}); err != nil {
			return err
		}
		if err := s.Recheck(tx, p.ID); err != nil {
			return err
		}
		return s.tellPatient(tx, p, "messages.opted_out", map[string]any{"class": o.Class, "channel": o.Channel}, o.Note)
	})
	return o, err
}

// EndOptOut takes an opt-out back. Faults: OptOutNotFound, patients.NotFound.
func (s *Service) EndOptOut(ctx context.Context, patient, optOut string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, number, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		o, err := optOutOne(tx, optOut)
		if err != nil {
			return err
		}
		bound, err := boundTo(tx, []string{patient})
		if err != nil {
			return err
		}
		mine := o.Patient == patient || number != "" && o.Mark == s.mark(tx, number) ||
			slices.ContainsFunc(bound[patient], func(b Bound) bool { return o.Mark == "a:"+b.ID })
		if !mine || o.EndedAt != 0 {
			return OptOutNotFound.With()
		}
		if err := endOptOut(tx, o.ID); err != nil {
			return err
		}
		return s.tellPatient(tx, p, "messages.opted_in", map[string]any{"class": o.Class, "channel": o.Channel}, "")
	})
}

func (s *Service) tellPatient(tx *db.Tx, p patients.Patient, action string, after any, reason string) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "patient", SubjectID: p.ID, Patient: p.ID, Clinic: p.HomeClinic, After: after, Reason: reason})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "messages_reach", Clinic: p.HomeClinic, ID: p.ID})
}
