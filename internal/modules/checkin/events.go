package checkin

import (
	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts; the subject is the member, the body Told.
const (
	FactJoined  = "checkin.joined"
	FactDue     = "checkin.due"  // once a day that is due, at the hour of the reminder, where nobody was earlier
	FactDone    = "checkin.done" // made_up where a missed day was made up
	FactMissed  = "checkin.missed"
	FactPaused  = "checkin.paused"
	FactResumed = "checkin.resumed"
	FactLeft    = "checkin.left"

	actionLinked  = "checkin.link_made" // of the audit alone
	actionChanged = "checkin.programme_changed"
)

// Told is the body of the facts: ids, days and counts, never what was said.
type Told struct {
	Member    string    `json:"member"`
	Programme string    `json:"programme"`
	Variant   string    `json:"variant"`
	Day       civil.Day `json:"day"`    // that the fact is about
	Cycle     int       `json:"cycle"`  // days from one due day to the next, 1 = daily or on weekdays
	Streak    int       `json:"streak"` // kept in a row
	Misses    int       `json:"misses"` // missed in a row, since the last pause
	Of7       int       `json:"missed_of_7"`
	Of14      int       `json:"missed_of_14"`
	Rung      Rung      `json:"rung,omitempty"` // how far the ladder climbs by these
	MadeUp    bool      `json:"made_up,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Doctor    string    `json:"doctor,omitempty"`
	Follows   string    `json:"follows,omitempty"` // the follow-up staff
}

// toldOf is the body of a fact about a member on a day.
func toldOf(m Member, p Programme, x telling) Told {
	v, _ := p.Variant(m.Variant)
	t := tally(x.days, m.Since)
	out := Told{Member: m.ID, Programme: m.Programme, Variant: m.Variant, Day: x.day, Streak: t.Kept, Misses: t.Missed, Of7: t.Of7, Of14: t.Of14,
		Rung: p.Rung(t), Reason: m.Reason, Doctor: m.Doctor, Follows: m.Follows}
	if x.day != "" && len(v.Phases) > 0 {
		out.Cycle = v.PhaseOn(m.From, x.day).cycle(m.Every)
	}
	return out
}

// dedupe is the key by which a fact is told once: a day is due once and missed once,
// whatever happens between.
func dedupe(m Member, x telling) string {
	if x.fact == FactDue || x.fact == FactMissed {
		return x.fact + ":" + m.ID + ":" + string(x.day)
	}
	return ""
}

// publish tells what happened to a member.
func (s *Service) publish(tx *db.Tx, m Member, p Programme, told []telling) error {
	list := make([]events.Fact, len(told))
	for i, x := range told {
		b := toldOf(m, p, x)
		for _, d := range x.days {
			b.MadeUp = b.MadeUp || x.fact == FactDone && d.Day == x.day && d.State == MadeUp
		}
		list[i] = events.Fact{Kind: x.fact, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID, At: min(x.at, tx.Now()), Dedupe: dedupe(m, x), Body: b}
	}
	if err := s.facts.PublishAll(tx, list); err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "checkin", Clinic: m.Clinic, Key: m.Patient, ID: m.ID, Version: m.Version})
}

// record keeps a change of a person's doing in the audit.
func (s *Service) record(tx *db.Tx, m Member, action string, after any) error {
	return s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "checkin", SubjectID: m.ID, Patient: m.Patient, Clinic: m.Clinic, After: after, Reason: m.Words})
}

// hears are the facts that this module listens to.
func (s *Service) hears() []events.Subscription {
	return []events.Subscription{
		{Name: "checkin.consent", Kinds: []string{patients.FactWithdrawn}, Now: s.withdrawn},
		{Name: "checkin.forget", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
	}
}

// withdrawn ends every check-in of who withdrew the consent to the treatment, in the
// transaction of the withdrawal: nothing is due and nothing reminds from then on.
func (s *Service) withdrawn(tx *db.Tx, f events.Fact) error {
	var body struct {
		Purpose patients.Purpose `json:"purpose"`
	}
	if err := f.Decode(&body); err != nil || body.Purpose != patients.ForTreatment {
		return err
	}
	return s.endAll(tx, []string{f.Patient}, BecauseConsent)
}

// forget takes what was said out of the check-ins of an erased person.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	people := append(body.Records, f.Patient)
	if err := s.endAll(tx, people, BecauseErased); err != nil {
		return err
	}
	return blank(tx, people)
}

// endAll ends the memberships of patients for a reason of the program's.
func (s *Service) endAll(tx *db.Tx, people []string, reason string) error {
	list, err := membersOf(tx, people, true)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.State == Left {
			continue
		}
		if err := s.finish(tx, &m, reason, ""); err != nil {
			return err
		}
	}
	return nil
}
