package patients

import (
	"archwire/internal/platform/db"
)

// keepThere leaves rows as they are that an earlier run of the demo made.
const keepThere = "ON CONFLICT (tenant_id, id) DO NOTHING"

func insertTags(tx *db.Tx, rows []tagRow) error {
	_, err := tx.InsertOr("patients_tags", rows, keepThere)
	return err
}

// insertAround writes what belongs to single people who are new.
func insertAround(tx *db.Tx, homes []householdRow, all surroundings) error {
	if _, err := tx.InsertOr("patients_households", homes, keepThere); err != nil {
		return err
	}
	for table, rows := range map[string]any{
		"patients_care_team": all.care, "patients_alerts": all.alerts, "patients_tagged": all.tags, "patients_days": all.day,
	} {
		if err := tx.Insert(table, rows); err != nil {
			return err
		}
	}
	return nil
}

// insertBetween writes the edges between people.
func insertBetween(tx *db.Tx, relations []relationRow, consents []consentRow, people []DemoPatient) error {
	if _, err := tx.InsertOr("patients_relations", relations, keepThere); err != nil {
		return err
	}
	if _, err := tx.InsertOr("patients_consents", consents, keepThere); err != nil {
		return err
	}
	for _, d := range people {
		if d.Introducer == "" {
			continue
		}
		_, err := tx.Update("patients_patients").Set("introducer_kind = ?", ByPatient).Set("introducer_patient_id = ?", d.Introducer).
			Where("id = ? AND introducer_kind = ? AND state = ?", d.ID, NoIntroducer, Active).Exec()
		if err != nil {
			return err
		}
	}
	return nil
}
