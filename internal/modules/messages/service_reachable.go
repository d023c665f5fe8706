package messages

import "archwire/internal/platform/db"

// Reachable tells which patients a message of a purpose would reach now, by whatever
// channel, were it sent by their home clinic: in a handful of statements, however
// many they are. Quiet hours and caps put a message off and are not looked at.
func (s *Service) Reachable(tx *db.Tx, purpose string, patients []string) (map[string]bool, error) {
	p, out := s.purposes[purpose], make(map[string]bool, len(patients))
	if len(patients) == 0 {
		return out, nil
	}
	list := make([]Message, len(patients))
	for i, id := range patients {
		list[i] = Message{ID: id, Purpose: purpose, Class: p.Class, Patient: id, Fields: p.samples()}
	}
	d := s.deskFor(tx, list)
	if err := d.readPeople(); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Clinic = d.people[list[i].Patient].HomeClinic
	}
	for _, read := range []func() error{d.readHouse, d.seeWays, d.readObjections} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	for _, m := range list {
		c, err := d.caseOf(m)
		if err != nil {
			return nil, err
		}
		c.Until = c.Known.Now + 1
		if c.against() != "" {
			continue
		}
		c.Known.Values["link"] = p.samples()["link"] // whoever plans one gives its own
		_, _, out[m.Patient] = choose(c.Purpose, c.Known)
	}
	return out, nil
}
