package patients

import (
	"slices"
	"strings"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// many writes records in few statements: for imports and the demo. The list is
// tidied and its record numbers are free; who made it keeps its own audit.
type many struct {
	clinic org.Clinic
	list   []NewPatient
	ids    []string // nil = to be made
	at     int64    // when they were made; 0 = now
	mark   string   // id of the import
	alter  func(i int, r *patientRow)
}

// addMany writes the records with clinics, contacts and keys, and publishes
// their facts as facts of the past.
func (s *Service) addMany(tx *db.Tx, m many) ([]patientRow, error) {
	seals := s.sealer(tx)
	rows := make([]patientRow, len(m.list))
	clinics := make([]clinicRow, len(m.list))
	var contacts []contactRow
	var keys []keyRow
	if m.at == 0 {
		m.at = tx.Now()
	}
	if err := numberMany(tx, m); err != nil {
		return nil, err
	}
	for i, in := range m.list {
		r := patientRow{
			ID: idOf(tx, m.ids, i), Version: 1, HomeClinic: m.clinic.ID, RecordNo: in.RecordNo, Sex: Unknown, State: Active, Import: m.mark,
			CreatedAt: m.at, CreatedBy: tx.Actor(), ChangedAt: m.at,
		}
		r.apply(in.Entry, seals)
		numbers := make([]string, len(in.Contacts))
		for j, c := range in.Contacts {
			numbers[j] = c.Number
			contacts = append(contacts, newContact(tx, seals, r.ID, c))
			if c.Default {
				r.PhoneSealed = seals.seal(atDefault, r.ID, c.Number)
			}
		}
		r.Keys = keysOf(r.Name, r.RecordNo, numbers, seals)
		if m.alter != nil {
			m.alter(i, &r)
		}
		for _, k := range r.Keys {
			keys = append(keys, keyRow{k, m.clinic.ID, r.ID})
		}
		rows[i], clinics[i] = r, clinicRow{m.clinic.ID, r.ID, Registered, r.CreatedAt}
	}
	if err := insertPatients(tx, rows, clinics); err != nil {
		return nil, err
	}
	if err := insertContacts(tx, contacts); err != nil {
		return nil, err
	}
	slices.SortFunc(keys, func(a, b keyRow) int { return strings.Compare(a.Key, b.Key) })
	if err := insertKeys(tx, keys); err != nil {
		return nil, err
	}
	return rows, s.tellMany(tx, rows)
}

func idOf(tx *db.Tx, ids []string, i int) string {
	if ids == nil {
		return tx.NewID()
	}
	return ids[i]
}

func (s *Service) tellMany(tx *db.Tx, rows []patientRow) error {
	for _, r := range rows {
		body := introducedBody{r.Source, r.IntroducerKind, r.IntroducerPatient + r.IntroducerStaff}
		err := s.facts.Publish(tx, events.Fact{
			Kind: FactRegistered, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, At: r.CreatedAt, Backfill: true, Body: body,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// numberMany gives record numbers to those of the list that have none, passing
// over numbers that are taken.
func numberMany(tx *db.Tx, m many) error {
	var need []int
	for i := range m.list {
		if m.list[i].RecordNo == "" {
			need = append(need, i)
		}
	}
	for len(need) > 0 {
		first, err := takeNumbers(tx, m.clinic.ID, len(need))
		if err != nil {
			return err
		}
		numbers := make([]string, len(need))
		for i := range numbers {
			numbers[i] = recordNo(m.clinic.NumberPrefix, first+int64(i))
		}
		taken, err := takenNumbers(tx, numbers)
		if err != nil {
			return err
		}
		numbers = slices.DeleteFunc(numbers, func(n string) bool { return slices.Contains(taken, n) })
		for i, n := range numbers {
			m.list[need[i]].RecordNo = n
		}
		need = need[len(numbers):]
	}
	return nil
}
