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

// announce plans the messages about a visit at its start. Of doctor and kind stillSo
// tells when they go.
func (s *Service) announce(tx *db.Tx, f events.Fact, b FactBody) error {
	zone, err := s.org.Zone(tx, f.Clinic)
	if err != nil {
		return err
	}
	values, err := settings.Of(tx, f.Clinic)
	if err != nil {
		return err
	}
	lead := int64(values.Int(remindLeadMinutes)) * time.Minute.Milliseconds()
	wish := messages.Wish{Purpose: remindNotice.Key, Occurrence: occurrence(b.Visit, b.Start), Clinic: f.Clinic, Patient: f.Patient,
		Subject: b.Visit, Fields: map[string]string{"time": spoken(b.Start, zone)}}
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
// message names. It names the doctor and the kind that the visit has now.
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
	var stand []messages.Message
	for _, m := range list {
		v, ok := found[m.Subject]
		switch {
		case !ok || !v.Progress.State.Expected():
			out[m.ID] = messages.ReasonCancelled
		case v.ParkedAt > 0 || m.Occurrence != occurrence(v.ID, v.Plan.Start):
			out[m.ID] = messages.ReasonMoved
		default:
			stand = append(stand, m)
		}
	}
	return out, s.name(tx, stand, found)
}

// name sets who treats and what for in messages about visits.
func (s *Service) name(tx *db.Tx, list []messages.Message, visits map[string]Visit) error {
	if len(list) == 0 {
		return nil
	}
	var doctors, kinds []string
	for _, m := range list {
		v := visits[m.Subject]
		kinds = append(kinds, v.TemplateID)
		if v.Plan.DoctorID != "" {
			doctors = append(doctors, v.Plan.DoctorID)
		}
	}
	people, err := s.org.StaffByIDs(tx, doctors)
	if err != nil {
		return err
	}
	templates, err := templatesByID(tx, kinds)
	for _, m := range list {
		v := visits[m.Subject]
		doctor := people[v.Plan.DoctorID].Name
		if doctor == "" {
			doctor = "门诊"
		}
		m.Fields["doctor"], m.Fields["kind"] = doctor, templates[v.TemplateID].Name.Zh
	}
	return err
}
