package visits

import (
	"time"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/settings"
)

// declarePurposes tells what this module says to patients, and that it is asked
// whether it is still so before it is said.
func (s *Service) declarePurposes() error {
	if s.messages == nil {
		return nil
	}
	if err := s.messages.Add(purposes...); err != nil {
		return err
	}
	for _, p := range purposes {
		if err := s.messages.Guard(p.Key, s.stillSo); err != nil {
			return err
		}
	}
	return nil
}

// reminds keeps the messages about a visit true, in the transaction of whatever
// happens to it: a new time is confirmed and reminded of, an old one is taken back.
func (s *Service) reminds() events.Subscription {
	return events.Subscription{
		Name: "visits.remind",
		Kinds: []string{FactBooked, FactMoved, FactRescheduled, FactParked, FactConfirmed, FactArrived, FactNoShow,
			FactCancelled, FactUndone},
		Now: s.remind,
	}
}

func (s *Service) remind(tx *db.Tx, f events.Fact) error {
	if s.messages == nil {
		return nil
	}
	var b FactBody
	if err := f.Decode(&b); err != nil {
		return err
	}
	switch f.Kind {
	case FactConfirmed:
		return nil // the reminder stands: who said yes forgets as well
	case FactMoved:
		if b.Before == b.Start {
			return nil
		}
		if b.Before != 0 {
			if err := s.unremind(tx, b.Visit, b.Before, messages.ReasonMoved); err != nil {
				return err
			}
		}
		return s.announce(tx, f, b)
	case FactBooked, FactUndone:
		if !b.State.Expected() {
			return nil
		}
		return s.announce(tx, f, b)
	case FactRescheduled, FactParked:
		return s.unremind(tx, b.Visit, b.Start, messages.ReasonMoved)
	case FactArrived:
		return s.unremind(tx, b.Visit, b.Start, messages.ReasonDone)
	}
	return s.unremind(tx, b.Visit, b.Start, messages.ReasonCancelled)
}

// announce plans the messages about a visit at its start.
func (s *Service) announce(tx *db.Tx, f events.Fact, b FactBody) error {
	zone, err := s.org.Zone(tx, f.Clinic)
	if err != nil {
		return err
	}
	values, err := settings.Of(tx, f.Clinic)
	if err != nil {
		return err
	}
	fields, err := s.wordsAbout(tx, b, zone)
	if err != nil {
		return err
	}
	lead := int64(values.Int(remindLeadMinutes)) * time.Minute.Milliseconds()
	wish := messages.Wish{Purpose: remindNotice.Key, Occurrence: occurrence(b.Visit, b.Start), Clinic: f.Clinic, Patient: f.Patient,
		Subject: b.Visit, Fields: fields}
	var list []messages.Wish
	if at, until, ok := remindAt(b.Start, tx.Now(), zone, values.Int(remindDays), values.Clock(remindClock), lead); ok {
		one := wish
		one.At, one.Until = at, until
		list = append(list, one)
	}
	if f.Kind != FactUndone && b.Start > tx.Now() { // the confirmation of a time that is taken up again was heard before
		wish.Purpose, wish.Until = bookedNotice.Key, min(b.Start, tx.Now()+bookedNotice.Keep.Milliseconds())
		list = append(list, wish)
	}
	return s.messages.Plan(tx, list...)
}

// wordsAbout are the fields of a message about a visit.
func (s *Service) wordsAbout(tx *db.Tx, b FactBody, zone *time.Location) (map[string]string, error) {
	t, err := templateByID(tx, b.Template)
	if err != nil {
		return nil, err
	}
	doctor := "门诊"
	if b.Doctor != "" {
		people, err := s.org.StaffByIDs(tx, []string{b.Doctor})
		if err != nil {
			return nil, err
		}
		doctor = people[b.Doctor].Name
	}
	return map[string]string{"time": spoken(b.Start, zone), "doctor": doctor, "kind": t.Name.Zh}, nil
}

// unremind takes back what is planned about a visit at a start.
func (s *Service) unremind(tx *db.Tx, visit string, start int64, reason string) error {
	for _, p := range purposes {
		if _, err := s.messages.Drop(tx, messages.Key{Purpose: p.Key, Occurrence: occurrence(visit, start)}, reason); err != nil {
			return err
		}
	}
	return nil
}

// stillSo refuses what is no longer so at the moment of sending, whatever the facts
// said: the visit must still be expected, off the shelf, at the start that the
// message names.
func (s *Service) stillSo(tx *db.Tx, list []messages.Message) (map[string]string, error) {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.Subject
	}
	found, err := s.ByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, m := range list {
		v, ok := found[m.Subject]
		switch {
		case !ok || !v.Progress.State.Expected():
			out[m.ID] = messages.ReasonCancelled
		case v.ParkedAt > 0 || m.Occurrence != occurrence(v.ID, v.Plan.Start):
			out[m.ID] = messages.ReasonMoved
		}
	}
	return out, nil
}
