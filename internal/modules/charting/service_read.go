package charting

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// OfPatient lists a patient's records in the clinics in sight, the newest visit
// first. Its fault is patients.NotFound.
func (s *Service) OfPatient(ctx context.Context, patient string) ([]Record, map[string]org.Staff, error) {
	var list []Record
	var names map[string]org.Staff
	if !id.Valid(patient) { // PostgreSQL would refuse the comparison
		return nil, nil, patients.NotFound.With()
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		seen, err := s.patients.Cards(tx, []string{patient})
		if err != nil {
			return err
		}
		if len(seen) == 0 {
			return patients.NotFound.With()
		}
		if list, err = recordsOfPatient(tx, patient); err != nil {
			return err
		}
		names, err = s.namesOf(tx, list)
		return err
	})
	return list, names, err
}

// OfVisit lists the records of a visit, in the order in which they were begun.
// Its fault is visits.NotFound.
func (s *Service) OfVisit(ctx context.Context, visit string) ([]Record, map[string]org.Staff, error) {
	var list []Record
	var names map[string]org.Staff
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err := s.visits.ByID(tx, visit); err != nil {
			return err
		}
		if list, err = recordsOfVisits(tx, []string{visit}); err != nil {
			return err
		}
		names, err = s.namesOf(tx, list)
		return err
	})
	return list, names, err
}

// namesOf are the people whom records name.
func (s *Service) namesOf(tx *db.Tx, list []Record, more ...string) (map[string]org.Staff, error) {
	ids := more
	for _, r := range list {
		ids = append(ids, r.Author, r.Writer)
		if r.Review.Reviewer != "" {
			ids = append(ids, r.Review.Reviewer)
		}
	}
	return s.org.StaffByIDs(tx, ids)
}

// Opened is a record with all that stands around it.
type Opened struct {
	Record
	Visit    visits.Visit
	Patient  patients.Card
	Clinic   org.Clinic
	Versions []Kept
	Findings []Finding // of a record that is not signed
	Names    map[string]org.Staff
}

// Open reads a record with its versions; the opening is in the audit. A draft is
// opened by those who write it. Faults: RecordNotFound, NotAuthor.
func (s *Service) Open(ctx context.Context, record string) (Opened, error) {
	return s.look(ctx, record, "charting.record_opened")
}

// Print is Open for paper; the printing is in the audit.
func (s *Service) Print(ctx context.Context, record string) (Opened, error) {
	return s.look(ctx, record, "charting.record_printed")
}

func (s *Service) look(ctx context.Context, record, action string) (Opened, error) {
	var o Opened
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.Record, err = recordByID(tx, record); err != nil {
			return err
		}
		if o.State == Draft && !o.mine(tx.Actor()) {
			return NotAuthor.With()
		}
		return s.around(tx, &o)
	})
	if err != nil {
		return o, err
	}
	return o, s.audit.Opened(ctx, audit.Entry{Action: action, SubjectKind: "record", SubjectID: o.ID, Patient: o.Record.Patient, Clinic: o.Record.Clinic})
}

// around reads what stands around a record.
func (s *Service) around(tx *db.Tx, o *Opened) (err error) {
	if o.Visit, err = s.visits.ByID(tx, o.Record.Visit); err != nil {
		return err
	}
	cards, err := s.patients.Cards(tx, []string{o.Record.Patient})
	if err != nil {
		return err
	}
	o.Patient = cards[o.Record.Patient]
	if o.Clinic, err = s.org.Clinic(tx, o.Record.Clinic); err != nil {
		return err
	}
	if o.Versions, err = versionsOf(tx, o.ID); err != nil {
		return err
	}
	var actors []string
	for _, v := range o.Versions {
		if v.By != "" {
			actors = append(actors, v.By)
		}
	}
	if o.Names, err = s.namesOf(tx, []Record{o.Record}, actors...); err != nil {
		return err
	}
	if o.State != Signed {
		o.Findings, err = s.findings(tx, o.Record)
	}
	return err
}

// Compare tells what became of a record between two of its versions; 0 is the
// empty page before the first. Faults: RecordNotFound, NotAuthor.
func (s *Service) Compare(ctx context.Context, record string, from, to int64) ([]PartDiff, error) {
	o, err := s.Open(ctx, record)
	if err != nil {
		return nil, err
	}
	before, err := contentAt(o.Versions, from)
	if err != nil {
		return nil, err
	}
	after, err := contentAt(o.Versions, to)
	return Diff(before, after), err
}

func contentAt(list []Kept, seq int64) (Content, error) {
	if seq == 0 {
		return nil, nil
	}
	for _, v := range list {
		if v.Seq == seq {
			return v.Parts, nil
		}
	}
	return nil, RecordNotFound.With()
}

// Lack is what should be there and is not. Its text is "charting.lack.<lack>".
type Lack string

// The lacks.
const (
	LackRecord    Lack = "no_record" // nothing is written about the last visit
	LackSignature Lack = "unsigned"  // a record of an earlier visit is not signed
)

// Prepared is a visit to come with what to know before.
type Prepared struct {
	Visit visits.BoardVisit
	Last  *Record // the last visit's record, not a draft; nil = none
	Lacks []Lack
	Films []Order // ordered and not yet reported
}

// Preparation is a day to come, of a clinic or of one doctor there.
type Preparation struct {
	Visits   []Prepared
	Unsigned []Record // of the doctor, or of the clinic
	Reviews  []Record // that wait for the actor
	People   map[string]patients.Card
	Names    map[string]org.Staff
}

// maxOpen bounds the lists of what is not done.
const maxOpen = 200

// Prepare gives what to know before a day's visits; doctor "" is the whole clinic.
// Faults: db.OutOfScope, org.ClinicNotFound.
func (s *Service) Prepare(ctx context.Context, clinic string, day civil.Day, doctor string) (Preparation, error) {
	var p Preparation
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if err := s.prepareVisits(tx, &p, clinic, day, doctor); err != nil {
			return err
		}
		return s.prepareLists(tx, &p, clinic, doctor)
	})
	return p, err
}

func (s *Service) prepareVisits(tx *db.Tx, p *Preparation, clinic string, day civil.Day, doctor string) error {
	all, err := s.visits.OnDay(tx, clinic, day)
	if err != nil {
		return err
	}
	var list []visits.Visit
	var people []string
	for _, v := range all {
		if v.ParkedAt == 0 && v.Progress.State != visits.Cancelled && v.Progress.State != visits.NoShow && (doctor == "" || v.Plan.DoctorID == doctor) {
			list, people = append(list, v), append(people, v.Patient)
		}
	}
	if len(list) == 0 {
		return nil
	}
	cards, err := s.visits.CardsOf(tx, list, day)
	if err != nil {
		return err
	}
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return err
	}
	last, err := s.visits.LastBefore(tx, people, day.At(0, zone))
	if err != nil {
		return err
	}
	latest, err := latestOf(tx, people, day)
	if err != nil {
		return err
	}
	lacks, err := s.lacks(tx, last)
	if err != nil {
		return err
	}
	films, err := openOrders(tx, clinic, maxOpen)
	if err != nil {
		return err
	}
	for i, v := range list {
		one := Prepared{Visit: cards[i], Lacks: lacks[v.Patient]}
		for _, o := range films {
			if o.Patient == v.Patient {
				one.Films = append(one.Films, o)
			}
		}
		if r, ok := latest[v.Patient]; ok {
			one.Last = &r
		}
		p.Visits = append(p.Visits, one)
	}
	return nil
}

// lacks tells by patient what is missing of their last visits.
func (s *Service) lacks(tx *db.Tx, last map[string]visits.Visit) (map[string][]Lack, error) {
	var ids []string
	for _, v := range last {
		ids = append(ids, v.ID)
	}
	list, err := recordsOfVisits(tx, ids)
	if err != nil {
		return nil, err
	}
	written, open := map[string]bool{}, map[string]bool{}
	for _, r := range list {
		written[r.Visit] = true
		open[r.Visit] = open[r.Visit] || r.State != Signed
	}
	out := map[string][]Lack{}
	for patient, v := range last {
		if !written[v.ID] {
			out[patient] = append(out[patient], LackRecord)
		}
		if open[v.ID] {
			out[patient] = append(out[patient], LackSignature)
		}
	}
	return out, nil
}

func (s *Service) prepareLists(tx *db.Tx, p *Preparation, clinic, doctor string) (err error) {
	if p.Unsigned, err = unsignedOf(tx, clinic, doctor, maxOpen); err != nil {
		return err
	}
	if tx.Actor() != "" {
		if p.Reviews, err = reviewsOf(tx, tx.Actor(), maxOpen); err != nil {
			return err
		}
	}
	all := append(append([]Record{}, p.Unsigned...), p.Reviews...)
	var people []string
	for _, r := range all {
		people = append(people, r.Patient)
	}
	if p.People, err = s.patients.Cards(tx, people); err != nil {
		return err
	}
	for _, one := range p.Visits {
		if one.Last != nil {
			all = append(all, *one.Last)
		}
	}
	p.Names, err = s.namesOf(tx, all)
	return err
}
