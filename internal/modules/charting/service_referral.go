package charting

import (
	"context"
	"errors"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// Referred are referrals with what screens show around them.
type Referred struct {
	List    []Referral
	People  map[string]patients.Card // patients
	Names   map[string]string        // of staff, by account
	Clinics map[string]string        // short names
}

// Box says whose referrals a list shows.
type Box string

// The boxes.
const (
	BoxToMe   Box = "to_me"  // to take, or taken and to be answered, by the actor
	BoxSent   Box = "sent"   // sent by the actor and not yet read to the end
	BoxClinic Box = "clinic" // everything open that was sent to the clinic
)

// ReferralsOf gives a patient's referrals, the newest first. Its fault is
// patients.NotFound.
func (s *Service) ReferralsOf(ctx context.Context, patient string) (Referred, error) {
	var out Referred
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = s.inSight(tx, patient); err != nil {
			return err
		}
		if out.List, err = referralsOf(tx, patient); err != nil {
			return err
		}
		return s.aroundReferrals(tx, &out)
	})
	return out, err
}

// ReferralsIn gives the work list of a clinic or of the actor in it, the most
// pressing first. Its fault is db.OutOfScope.
func (s *Service) ReferralsIn(ctx context.Context, clinic string, box Box) (Referred, error) {
	var out Referred
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err = tx.RequireClinic(clinic); err != nil {
			return err
		}
		if out.List, err = s.boxed(tx, clinic, box); err != nil {
			return err
		}
		return s.aroundReferrals(tx, &out)
	})
	return out, err
}

func (s *Service) boxed(tx *db.Tx, clinic string, box Box) ([]Referral, error) {
	if box == BoxSent {
		return referralsSent(tx, tx.Actor())
	}
	list, err := referralsTo(tx, clinic)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b Referral) int {
		return slices.Index(Urgencies, a.Urgency) - slices.Index(Urgencies, b.Urgency)
	})
	if box != BoxToMe {
		return list, nil
	}
	roles, err := s.rolesOf(tx, tx.Actor(), clinic)
	return slices.DeleteFunc(list, func(r Referral) bool {
		if r.State == ReferralTaken {
			return r.Taker != tx.Actor()
		}
		return r.Sender == tx.Actor() || r.ToStaff != tx.Actor() && !slices.Contains(roles, r.ToRole)
	}), err
}

// rolesOf are the roles that somebody holds in a clinic.
func (s *Service) rolesOf(tx *db.Tx, staff, clinic string) ([]string, error) {
	people, err := s.org.StaffByIDs(tx, []string{staff})
	return people[staff].RolesAt(clinic), err
}

// aroundReferrals reads the names that a list shows; a referral of somebody who is
// not in sight is left out.
func (s *Service) aroundReferrals(tx *db.Tx, out *Referred) (err error) {
	var people, staff []string
	for _, r := range out.List {
		people, staff = append(people, r.Patient), append(staff, r.Sender, r.ToStaff, r.Taker)
	}
	if out.People, err = s.patients.Cards(tx, people); err != nil {
		return err
	}
	out.List = slices.DeleteFunc(out.List, func(r Referral) bool { _, seen := out.People[r.Patient]; return !seen })
	if out.Names, err = s.staffNames(tx, staff); err != nil {
		return err
	}
	out.Clinics = map[string]string{}
	for _, r := range out.List {
		for _, id := range []string{r.FromClinic, r.ToClinic} {
			if _, known := out.Clinics[id]; known {
				continue
			}
			c, err := s.org.Clinic(tx, id)
			if err != nil {
				return err
			}
			out.Clinics[id] = c.ShortName
		}
	}
	return nil
}

// Referral gives one referral with its history; the opening is in the audit. Its
// fault is ReferralNotFound.
func (s *Service) Referral(ctx context.Context, referral string) (Referred, []ReferralEvent, error) {
	var out Referred
	var events []ReferralEvent
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := s.referralInSight(tx, referral, false)
		if err != nil {
			return err
		}
		out.List = []Referral{r}
		if events, err = referralEvents(tx, referral); err != nil {
			return err
		}
		return s.aroundReferrals(tx, &out)
	})
	if err != nil {
		return out, nil, err
	}
	r := out.List[0]
	return out, events, s.audit.Opened(ctx, audit.Entry{Action: "charting.referral_opened", SubjectKind: "referral", SubjectID: r.ID, Patient: r.Patient})
}

// referralInSight reads a referral of a patient whom the actor's clinics see.
func (s *Service) referralInSight(tx *db.Tx, referral string, change bool) (Referral, error) {
	r, err := referralByID(tx, referral, change)
	if err != nil {
		return r, err
	}
	if _, err := s.inSight(tx, r.Patient); err != nil {
		return r, ReferralNotFound.With()
	}
	return r, nil
}

// Receiver is a clinic to which patients may be referred.
type Receiver struct {
	Clinic   org.Clinic
	Dentists []org.Staff // without the actor
}

// Receivers lists the open clinics of the group with who treats there. Who refers
// sees the names of dentists in clinics that they do not work in, and no more.
func (s *Service) Receivers(ctx context.Context) ([]Receiver, error) {
	scope, _ := db.From(ctx)
	scope.Clinics = nil
	var out []Receiver
	err := s.db.Read(db.With(ctx, scope), func(tx *db.Tx) error {
		out = nil
		clinics, err := s.org.Clinics(tx)
		if err != nil {
			return err
		}
		for _, c := range clinics {
			if c.ClosedAt != 0 {
				continue
			}
			people, err := s.org.StaffOf(tx, c.ID)
			if err != nil {
				return err
			}
			out = append(out, Receiver{c, slices.DeleteFunc(people, func(p org.Staff) bool { return !p.MayDoLicensedActs || p.ID == tx.Actor() })})
		}
		return nil
	})
	return out, err
}

// reaching is the context of a write that concerns the clinics on both sides of a
// referral: the other side's task and the patient's being seen there are part of
// it. What the actor may do is looked at before, under their own rights.
func reaching(ctx context.Context, clinics ...string) context.Context {
	scope, _ := db.From(ctx)
	if scope.Clinics != nil {
		scope.Clinics = append(slices.Clone(scope.Clinics), clinics...)
	}
	return db.With(ctx, scope)
}

// Refer sends a patient to a colleague: the clinic there sees the patient from
// then on, what is asked of teeth is planned in the chart, and the receiver gets
// a task. last runs at the end of the transaction. Faults: patients.NotFound,
// patients.Closed, patients.ConsentNeeded, db.OutOfScope, visits.NotFound,
// VisitOfAnother, UnknownKind, ToothGone and those of a referral.
func (s *Service) Refer(ctx context.Context, r Referral, last func(*db.Tx, Referral) error) (Referral, error) {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r.Sender = tx.Actor()
		if err := tx.RequireClinic(r.FromClinic); err != nil {
			return err
		}
		_, err := s.inSight(tx, r.Patient)
		return err
	})
	if err != nil {
		return r, err
	}
	r = r.tidy()
	if err := fault.Join(r.check()); err != nil {
		return r, err
	}
	err = s.db.Write(reaching(ctx, r.ToClinic), func(tx *db.Tx) error {
		if err := s.checkReferral(tx, r); err != nil {
			return err
		}
		r.ID, r.Version, r.State, r.SentAt, r.Planned = tx.NewID(), 1, ReferralAsked, tx.Now(), []string{}
		if r.Attached == nil {
			r.Attached = []Reference{}
		}
		if err := s.planReferred(tx, &r); err != nil {
			return err
		}
		if err := insertReferrals(tx, []Referral{r}); err != nil {
			return err
		}
		if err := s.tellReferral(tx, r, nil, ReferralMove{Step: SendReferral, Visit: r.Visit, At: tx.Now(), By: tx.Actor()}); err != nil {
			return err
		}
		return last(tx, r)
	})
	return r, err
}

// checkReferral looks at what only the database knows.
func (s *Service) checkReferral(tx *db.Tx, r Referral) error {
	if _, _, err := s.toChart(tx, NewFindings{Clinic: r.FromClinic, Patient: r.Patient, Visit: r.Visit}); err != nil {
		return err
	}
	there, err := s.org.StaffOf(tx, r.ToClinic)
	if errors.Is(err, org.ClinicNotFound) {
		return BadReceiver.At("to_clinic_id")
	}
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(there, func(p org.Staff) bool {
		return p.ID != r.Sender && (p.ID == r.ToStaff && p.MayDoLicensedActs || r.ToRole != "" && p.Is(r.ToRole, r.ToClinic))
	}) {
		return BadReceiver.At("to_staff_id")
	}
	if r.ToClinic != r.FromClinic {
		if err := s.patients.Share(tx, r.Patient, r.ToClinic, patients.ByReferral); err != nil {
			return err
		}
	}
	if err := s.knownKind(tx, r.ToClinic, r.Template); err != nil {
		return err
	}
	named := slices.Clone(r.Attached)
	if r.Origin != (Reference{}) {
		named = append(named, r.Origin)
	}
	for _, a := range named {
		if ok, err := s.holds(tx, r.Patient, a); err != nil || !ok {
			return errOr(err, BadAttachment.At("attached", "max", MaxAttached))
		}
	}
	return nil
}

func errOr(err error, f *fault.Fault) error {
	if err != nil {
		return err
	}
	return f
}

// holds tells whether what a reference names is the patient's.
func (s *Service) holds(tx *db.Tx, patient string, r Reference) (bool, error) {
	switch {
	case r.Kind == RefRecord || r.Kind == RefCard || r.Kind == RefOrder:
		return holdsReference(tx, patient, r)
	case s.Others != nil:
		return s.Others(tx, patient, r)
	}
	return false, nil
}

// planReferred plans in the chart what is asked of the teeth.
func (s *Service) planReferred(tx *db.Tx, r *Referral) error {
	if r.Treatment == "" {
		return nil
	}
	list, err := s.note(tx, NewFindings{Clinic: r.FromClinic, Patient: r.Patient, Visit: r.Visit,
		List: []MouthFinding{{Site: r.Site, What: r.Treatment, State: Intended, Note: firstChars(r.Why, MaxFindingNote)}}})
	for _, f := range list {
		r.Planned = append(r.Planned, f.ID)
	}
	return err
}

func firstChars(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// ReferralAct is a step as somebody asks for it.
type ReferralAct struct {
	Step  ReferralStep
	Text  string
	Visit string     // at which it was done; "" = none
	Did   tooth.Site // with an answer: the teeth at which it was done, for the chart
}

// MoveReferral takes a referral a step on. Faults: ReferralNotFound, db.Stale,
// ReferralStanding, NotYourReferral, ReferralText, visits.NotFound,
// VisitOfAnother, and of teeth that were treated ToothGone and WrongPlace.
func (s *Service) MoveReferral(ctx context.Context, referral string, version int64, a ReferralAct) (Referral, error) {
	var was Referral
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		was, err = s.referralInSight(tx, referral, false)
		return err
	})
	if err != nil {
		return was, err
	}
	var r Referral
	err = s.db.Write(reaching(ctx, was.FromClinic, was.ToClinic), func(tx *db.Tx) error {
		before, err := s.referralInSight(tx, referral, true)
		if err != nil {
			return err
		}
		if before.Version != version {
			return db.Stale.With()
		}
		roles, err := s.rolesOf(tx, tx.Actor(), before.ToClinic)
		if err != nil {
			return err
		}
		m := ReferralMove{Step: a.Step, Text: a.Text, Visit: a.Visit, At: tx.Now(), By: tx.Actor(), Holds: slices.Contains(roles, before.ToRole)}
		next, no := before.after(m)
		if no != nil {
			return no
		}
		if err := s.charted(tx, next, a); err != nil {
			return err
		}
		if err := moveReferral(tx, next); err != nil {
			return err
		}
		next.Version++
		r = next
		return s.tellReferral(tx, next, &before, m)
	})
	return r, err
}

// charted carries a step into the chart: what was done at teeth is charted as done,
// and what was planned for a referral that is called back is struck out.
func (s *Service) charted(tx *db.Tx, r Referral, a ReferralAct) error {
	if a.Step == WithdrawReferral {
		return s.strikeStanding(tx, r.Planned, firstChars(r.Reason, MaxStrikeReason))
	}
	n := NewFindings{Clinic: r.ToClinic, Patient: r.Patient, Visit: a.Visit}
	if a.Step != AnswerReferral || r.Treatment == "" || a.Did.Empty() {
		if a.Visit == "" {
			return nil
		}
		_, _, err := s.toChart(tx, n)
		return err
	}
	n.List = []MouthFinding{{Site: a.Did, What: r.Treatment, State: Done, Note: firstChars(r.Answer, MaxFindingNote)}}
	if err := fault.Join(within(0, n.List[0].check())); err != nil {
		return err
	}
	_, err := s.note(tx, n)
	return err
}
