package patients

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/phone"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// edit opens a record for a change of one of its parts, runs fn, and tells the
// audit and the hearers of facts. Parts have no version of their own: they are
// added to and ended, not overwritten.
func (s *Service) edit(ctx context.Context, patient, action, part string, fn func(*db.Tx, patientRow) (after any, err error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := openRow(tx, patient)
		if err != nil {
			return err
		}
		after, err := fn(tx, r)
		if err != nil {
			return err
		}
		return s.tellPart(tx, r, action, part, after)
	})
}

func (s *Service) tellPart(tx *db.Tx, r patientRow, action, part string, after any) error {
	err := s.audit.Record(tx, audit.Entry{
		Action: action, SubjectKind: subject, SubjectID: r.ID, Patient: r.ID, Clinic: r.HomeClinic, After: after,
	})
	if err != nil {
		return err
	}
	return s.changed(tx, r, part)
}

// Relate adds somebody beside a patient: guardian, payer or contact.
func (s *Service) Relate(ctx context.Context, patient string, in Relation) (Relation, error) {
	err := s.edit(ctx, patient, "patients.relation_added", partRelations, func(tx *db.Tx, r patientRow) (any, error) {
		in := &in
		today, err := s.today(tx, r.HomeClinic)
		if err != nil {
			return nil, err
		}
		if err := in.tidy(today); err != nil {
			return nil, err
		}
		if in.Person != "" {
			other, err := openRow(tx, in.Person)
			if err != nil || other.ID == r.ID {
				return nil, PersonMissing.At("person_id")
			}
			in.Name = other.Name
		}
		if in.Relation == "self" {
			in.Name = r.Name
		}
		in.ID, in.InForce = tx.NewID(), in.inForce(today, r.Birth)
		row := relationRow{
			ID: in.ID, Patient: r.ID, Kind: in.Kind, Relation: in.Relation, Person: in.Person, Name: in.Name,
			Sealed: s.sealer(tx).seal(atRelation, in.ID, in.Phone), Note: in.Note, From: in.From, At: tx.Now(),
		}
		after := map[string]any{"id": in.ID, "kind": in.Kind, "relation": in.Relation, "name": in.Name, "person": in.Person}
		return after, insertRelation(tx, row)
	})
	if err == nil {
		in.Phone = phone.Mask(in.Phone)
	}
	return in, err
}

// EndRelation ends a relation today; it stays on record.
func (s *Service) EndRelation(ctx context.Context, patient, relation, reason string) error {
	return s.edit(ctx, patient, "patients.relation_ended", partRelations, func(tx *db.Tx, r patientRow) (any, error) {
		if f := checkReason("reason", reason); f != nil {
			return nil, f
		}
		today, err := s.today(tx, r.HomeClinic)
		if err != nil {
			return nil, err
		}
		row, err := relationOf(tx, r.ID, relation)
		if err != nil {
			return nil, err
		}
		if row.To != "" {
			return nil, RelationEnded.With()
		}
		err = endRelation(tx, relation, max(today, row.From), reason)
		return map[string]any{"id": relation, "reason": reason}, err
	})
}

// RelationsOf lists who stands or stood beside a patient.
func (s *Service) RelationsOf(tx *db.Tx, r patientRow) ([]Relation, error) {
	rows, err := relationRows(tx, r.ID)
	if err != nil {
		return nil, err
	}
	today, err := s.today(tx, r.HomeClinic)
	if err != nil {
		return nil, err
	}
	seals := s.sealer(tx)
	out := make([]Relation, len(rows))
	for i, row := range rows {
		out[i] = Relation{
			ID: row.ID, Kind: row.Kind, Relation: row.Relation, Person: row.Person, Name: row.Name, Note: row.Note,
			From: row.From, To: row.To, EndReason: row.EndReason,
		}
		if out[i].Phone, err = seals.masked(atRelation, row.ID, row.Sealed); err != nil {
			return nil, err
		}
		out[i].InForce = out[i].inForce(today, r.Birth)
	}
	return out, nil
}

// JoinHousehold puts a patient into the household of another one, and makes one
// for both where the other has none. with "" takes the patient out.
func (s *Service) JoinHousehold(ctx context.Context, patient, with string) error {
	return s.edit(ctx, patient, "patients.household_changed", partHousehold, func(tx *db.Tx, r patientRow) (any, error) {
		household := ""
		if with != "" {
			other, err := openRow(tx, with)
			if err != nil || other.ID == r.ID {
				return nil, PersonMissing.At("with_patient_id")
			}
			if household = other.Household; household == "" {
				if household, err = s.newHousehold(tx, other); err != nil {
					return nil, err
				}
			}
		}
		return map[string]any{"household": household, "before": r.Household}, setHousehold(tx, r.ID, household)
	})
}

func (s *Service) newHousehold(tx *db.Tx, first patientRow) (string, error) {
	h := householdRow{tx.NewID(), first.Name, tx.Now()}
	if err := insertHousehold(tx, h); err != nil {
		return "", err
	}
	return h.ID, setHousehold(tx, first.ID, h.ID)
}

// Mark sets or takes away the mark of an important patient (大患者), with the
// reason.
func (s *Service) Mark(ctx context.Context, patient string, important bool, reason string) error {
	return s.edit(ctx, patient, "patients.important_changed", partImportant, func(tx *db.Tx, r patientRow) (any, error) {
		if f := checkReason("reason", reason); f != nil {
			return nil, f
		}
		kept := reason
		if !important {
			kept = "" // the reason for taking it away stands in the audit
		}
		return map[string]any{"important": important, "reason": reason}, setImportant(tx, r.ID, important, kept)
	})
}

// SpecialDay is a day to think of.
type SpecialDay struct {
	Kind  string // birthday, wedding, other
	Label string
	Year  int // 0 = not known
	Month int
	Day   int
	Lunar bool // month and day of the lunar calendar
}

// maxDays bounds how many special days one person has.
const maxDays = 20

// SetDays replaces the special days of a patient.
func (s *Service) SetDays(ctx context.Context, patient string, list []SpecialDay) error {
	return s.edit(ctx, patient, "patients.days_changed", partDays, func(tx *db.Tx, r patientRow) (any, error) {
		rows := make([]dayRow, len(list))
		for i, d := range list {
			if f := d.check(); f != nil {
				return nil, f
			}
			rows[i] = dayRow{tx.NewID(), r.ID, d.Kind, d.Label, d.Year, d.Month, d.Day, d.Lunar}
		}
		if len(list) > maxDays {
			return nil, BadText.At("days", "max", maxDays)
		}
		return list, replaceDays(tx, r.ID, rows)
	})
}

func (d SpecialDay) check() error {
	if !slices.Contains([]string{"birthday", "wedding", "other"}, d.Kind) || d.Kind == "other" && d.Label == "" {
		return BadChoice.At("days")
	}
	if f := checkText("days", d.Label, maxLine); f != nil {
		return f
	}
	// A leap year, and thirty days for the moon, so that every day there is fits.
	longest := 30
	if !d.Lunar && d.Month >= 1 && d.Month <= 12 {
		longest = civil.Day("2024-01-01").AddMonths(d.Month).AddDays(-1).DayOfMonth()
	}
	if d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > longest || d.Year != 0 && (d.Year < firstYear || d.Year > 2200) {
		return BadDay.At("days")
	}
	return nil
}

// Beside lists who stands beside a patient today, for the modules above. Its
// fault is NotFound.
func (s *Service) Beside(tx *db.Tx, patient string) ([]Relation, error) {
	r, err := rowOf(tx, patient)
	if err != nil {
		return nil, err
	}
	all, err := s.RelationsOf(tx, r)
	return slices.DeleteFunc(all, func(x Relation) bool { return !x.InForce }), err
}
