package patients

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Card is what a board or a list of another module shows of a person.
type Card struct {
	ID         string
	Name       string
	RecordNo   string
	Sex        Sex
	Birth      civil.Day // "" = not known
	Phone      string    // the default contact's, masked, "" = none
	Important  bool
	Alerts     []string // in force, severe ones first
	Tags       []string // names, in order
	Introducer string   // name or note of who brought them, "" = nobody
	Wishes     string
}

// Cards gives the cards of those of the patients whom the actor's clinics see,
// in a few queries however many there are.
func (s *Service) Cards(tx *db.Tx, ids []string) (map[string]Card, error) {
	out := make(map[string]Card, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := cardRows(tx, ids)
	if err != nil {
		return nil, err
	}
	seals := s.sealer(tx)
	var alerted, staff []string
	for _, r := range rows {
		if _, done := out[r.ID]; done {
			continue // seen by several of the actor's clinics
		}
		phone, err := seals.masked(atDefault, r.ID, r.PhoneSealed)
		if err != nil {
			return nil, err
		}
		by := r.Introducer
		if by == "" {
			by = r.Note
		}
		out[r.ID] = Card{ID: r.ID, Name: r.Name, RecordNo: r.RecordNo, Sex: r.Sex, Birth: r.Birth, Phone: phone,
			Important: r.Important, Introducer: by, Wishes: r.Wishes}
		if r.Alerts > 0 {
			alerted = append(alerted, r.ID)
		}
		if r.Staff != "" {
			staff = append(staff, r.Staff)
		}
	}
	if err := s.addStaff(tx, out, rows, staff); err != nil {
		return nil, err
	}
	if err := addAlerts(tx, out, alerted); err != nil {
		return nil, err
	}
	return out, addTags(tx, out, ids)
}

// addStaff names the colleagues who brought somebody.
func (s *Service) addStaff(tx *db.Tx, out map[string]Card, rows []cardRow, staff []string) error {
	if len(staff) == 0 {
		return nil
	}
	names, err := s.org.StaffByIDs(tx, staff)
	for _, r := range rows {
		if one, ok := names[r.Staff]; ok && r.Staff != "" {
			c := out[r.ID]
			c.Introducer = one.Name
			out[r.ID] = c
		}
	}
	return err
}

func addAlerts(tx *db.Tx, out map[string]Card, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := cardAlerts(tx, ids)
	for _, r := range rows {
		c := out[r.Patient]
		c.Alerts = append(c.Alerts, r.Text)
		out[r.Patient] = c
	}
	return err
}

func addTags(tx *db.Tx, out map[string]Card, ids []string) error {
	rows, err := cardTags(tx, ids)
	for _, r := range rows {
		if c, ok := out[r.Patient]; ok {
			c.Tags = append(c.Tags, r.Name)
			out[r.Patient] = c
		}
	}
	return err
}

// Visiting lets the clinic see a person who will come there, and gives the
// person. Between clinics of one legal person the visit is basis enough; another
// legal person needs the consent first. Faults: NotFound, Closed, ConsentNeeded.
func (s *Service) Visiting(tx *db.Tx, patient, clinic string) (Patient, error) {
	r, err := openRow(tx, patient)
	if err != nil {
		return Patient{}, err
	}
	p := Patient{ID: r.ID, Name: r.Name, RecordNo: r.RecordNo, Birth: r.Birth, HomeClinic: r.HomeClinic, Wishes: r.Wishes}
	if r.HomeClinic == clinic {
		return p, nil
	}
	list, err := clinicsOf(tx, patient)
	if err != nil {
		return p, err
	}
	for _, c := range list {
		if c.Clinic == clinic {
			return p, nil
		}
	}
	home, err := s.org.Clinic(tx, r.HomeClinic)
	if err != nil {
		return p, err
	}
	there, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return p, err
	}
	if !sameController(home, there) {
		return p, ConsentNeeded.With()
	}
	return p, s.show(tx, r, clinic, ByVisit)
}
