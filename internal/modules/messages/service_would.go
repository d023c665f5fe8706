package messages

import (
	"context"
	"time"

	"archwire/internal/platform/db"
)

// Would is what would become of a message of a purpose now.
type Would struct {
	Purpose Purpose
	Do      Do
	Reason  string
	At      int64 // of Later
	Channel Channel
	Why     Why
}

// Would tells what would become of each kind of message to a patient now, for who
// asks how somebody is reached. Nothing is planned, taken or counted, and those who
// plan are not asked. Faults: patients.NotFound, db.OutOfScope.
func (s *Service) Would(ctx context.Context, patient, clinic string) (out []Would, err error) {
	if err := s.warm(ctx); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if _, _, err := s.inSight(tx, patient); err != nil {
			return err
		}
		var list []Message
		for _, key := range s.order {
			p := s.purposes[key]
			if p.Class == Staff || p.goes(WeComWelcome) {
				continue
			}
			m := p.sampleFor(patient, clinic, tx.Now())
			m.sealed, err = s.sealJSON(secretPlace(tx, m.Purpose, m.Occurrence), secret{Link: "/m/a/b"})
			if err != nil {
				return err
			}
			list = append(list, m)
		}
		d, err := s.lookAt(tx, list)
		if err != nil {
			return err
		}
		for _, m := range list {
			c, err := d.caseOf(m)
			if err != nil {
				return err
			}
			v := decide(c)
			out = append(out, Would{c.Purpose, v.do, v.reason, v.at, v.way.Channel, v.why})
		}
		return nil
	})
	return out, err
}

// sampleFor is a message of the purpose as it might be planned now.
func (p Purpose) sampleFor(patient, clinic string, now int64) Message {
	m := Message{ID: p.Key, Purpose: p.Key, Occurrence: p.Key, Class: p.Class, Urgent: p.Urgent, Clinic: clinic, Patient: patient, State: Planned,
		Fields: map[string]string{}, At: now, Until: now + max(p.keep(), (24*time.Hour).Milliseconds())}
	for _, f := range p.Fields {
		m.Fields[f.Key] = f.Sample
	}
	return m
}

// lookAt reads what gather reads, without holding pots and without asking guards.
func (s *Service) lookAt(tx *db.Tx, list []Message) (*desk, error) {
	d := s.deskFor(tx, list)
	for _, read := range []func() error{d.readHouse, d.readPeople, d.seeWays, d.readObjections, d.readCounts} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// seeWays reads addresses, credits and quota as they are seen.
func (d *desk) seeWays() (err error) {
	if d.bound, err = boundTo(d.tx, d.ids(patientOf)); err != nil {
		return err
	}
	pots, err := creditsSeen(d.tx, d.addressIDs())
	if err != nil {
		return err
	}
	for _, p := range pots {
		d.credits[creditKey{p.Address, p.Template}] = p.Amount
	}
	d.quota, err = quotaList(d.tx)
	return err
}

// rateOver is how long ago a message counts for the rate of bindings.
const rateOver = 90 * 24 * time.Hour

// BoundRate tells to how many patients a clinic planned messages of late, and how
// many of them have a contact. Fault: db.OutOfScope.
func (s *Service) BoundRate(ctx context.Context, clinic string) (all, bound int, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		all, bound, err = boundCounts(tx, clinic, tx.Now()-rateOver.Milliseconds())
		return err
	})
	return all, bound, err
}
