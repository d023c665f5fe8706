package followup

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// anchor lays the series of treated visits by the instant at which the treatment
// ended, and begins the relationship layer of their patients anew.
func (s *Service) anchor(d *desk, list []visitFact) error {
	if len(list) == 0 {
		return nil
	}
	ended := map[string]int64{}
	for _, v := range list {
		ended[v.Subject] = v.At
	}
	open, err := seriesByVisits(d.tx, keysOf(ended))
	if err != nil {
		return err
	}
	var moved []Series
	for _, one := range open {
		if !one.Anchored {
			one.Anchor, one.Anchored = ended[one.Visit], true
			moved = append(moved, one)
		}
	}
	if err := anchorSeries(d.tx, moved); err != nil {
		return err
	}
	if err := d.relay(moved); err != nil {
		return err
	}
	return s.renewRelationships(d, list)
}

// relay lays what of some series still waits anew.
func (d *desk) relay(list []Series) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	if err := dropPlanned(d.tx, ids); err != nil {
		return err
	}
	left, err := stepsOfSeries(d.tx, ids)
	if err != nil {
		return err
	}
	have := map[string][]string{}
	for _, st := range left {
		have[st.Series] = append(have[st.Series], st.Step)
	}
	var steps []Planned
	for _, one := range list {
		more, err := d.layOf(one, have[one.ID])
		if err != nil {
			return err
		}
		steps = append(steps, more...)
	}
	return d.wait(steps)
}

// renewRelationships begins months 1 and 3 anew for who was here: of a person one
// such series is open.
func (s *Service) renewRelationships(d *desk, list []visitFact) error {
	_, number, err := d.protocol("relationship")
	if err != nil || number == 0 {
		return err
	}
	last := map[string]visitFact{}
	for _, v := range list {
		if v.Patient != "" && v.At > last[v.Patient].At {
			last[v.Patient] = v
		}
	}
	before, err := relationshipsOf(d.tx, keysOf(last))
	if err != nil {
		return err
	}
	var over []string
	for _, one := range before {
		if one.Anchor >= last[one.Patient].At {
			delete(last, one.Patient) // heard again, or later visits were heard already
			continue
		}
		over = append(over, one.ID)
	}
	if err := s.stopSeries(d.tx, over, BecauseCameSince); err != nil {
		return err
	}
	var all []Series
	for _, patient := range keysOf(last) {
		v := last[patient]
		all = append(all, Series{ID: d.tx.NewID(), Clinic: v.Clinic, Patient: patient, Protocol: "relationship", Number: number, State: SeriesOpen, Visit: v.Subject,
			Doctor: v.Doctor, Flags: map[string]bool{}, Plan: map[string]float64{}, Anchor: v.At, Anchored: true, Begun: d.tx.Now(), Version: 1})
	}
	return d.plant(all)
}

// asked closes what waits for somebody who has just arrived: they are asked in
// person. What comes hours after a treatment of this very day stays.
func (s *Service) asked(d *desk, list []visitFact) error {
	if len(list) == 0 {
		return nil
	}
	day := map[string]civil.Day{}
	for _, v := range list {
		day[v.Patient] = v.Day
	}
	live, err := liveContacts(d.tx, keysOf(day))
	if err != nil {
		return err
	}
	var over []Made
	for _, m := range live {
		if m.Day <= day[m.Patient] && !m.Slot.hours() {
			over = append(over, m)
		}
	}
	return s.withdraw(d.tx, over, BecauseInPerson)
}

// booked ends what waits for the relationship, or for a plan that was not agreed
// to, of somebody who has just booked: they come anyway.
func (s *Service) booked(tx *db.Tx, people []string) error {
	if len(people) == 0 {
		return nil
	}
	return s.courtNoMore(tx, distinct(people), BecauseBooked)
}
