package patients

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// erasedName stands where a name was.
const erasedName = "—"

// EraseData blanks everything personal of a record and drops the person's key, so
// that what the audit and the journals hold of them cannot be read any more.
// What the law keeps stays: the record number, that and when there were alerts
// and consents, and what higher modules must keep (money, the medical record;
// they hear patients.erased and blank the rest themselves). It cannot be undone.
//
// Records merged into this one are erased with it. Backups made before are not
// reached; see package secrets.
func (s *Service) EraseData(ctx context.Context, patient, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if f := checkReason("reason", reason); f != nil {
			return f
		}
		r, err := openRow(tx, patient)
		if err != nil {
			return err
		}
		ids := []string{r.ID}
		if err := tx.From("patients_patients").Where("id = ? OR merged_into = ?", r.ID, r.ID).Pluck("id", &ids); err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.eraseOne(tx, id); err != nil {
				return err
			}
		}
		// The reason tells of a request, not of the person: it is kept for the group.
		err = s.audit.Record(tx, audit.Entry{
			Action: "patients.erased", SubjectKind: subject, SubjectID: r.ID, Clinic: r.HomeClinic, Reason: reason,
			After: map[string]any{"record_no": r.RecordNo},
		})
		if err != nil {
			return err
		}
		return s.facts.Publish(tx, events.Fact{Kind: FactErased, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, Body: map[string]any{"records": ids}})
	})
}

func (s *Service) eraseOne(tx *db.Tx, id string) error {
	var r patientRow
	if _, err := tx.From("patients_patients").Where("id = ?", id).One(&r); err != nil {
		return err
	}
	if err := writeKeys(tx, id, r.Keys, nil, nil); err != nil {
		return err
	}
	if err := blank(tx, id, r.State); err != nil {
		return err
	}
	for _, table := range []string{"patients_contacts", "patients_days", "patients_tagged"} {
		if _, err := tx.Delete(table).Where("patient_id = ?", id).Exec(); err != nil {
			return err
		}
	}
	// Relations are named by consents, which stay: their contents go.
	_, err := tx.Update("patients_relations").Set("name = ?", erasedName).Set("phone_sealed = NULL").Set("note = ?", "").Set("person_patient_id = NULL").
		Set("end_reason = ?", "").Where("patient_id = ? OR person_patient_id = ?", id, id).Exec()
	if err != nil {
		return err
	}
	_, err = tx.Update("patients_alerts").Set("text = ?", erasedName).Where("patient_id = ?", id).Exec()
	if err != nil {
		return err
	}
	if _, err := tx.Update("patients_alerts").Set("end_reason = ?", erasedName).Where("patient_id = ? AND ended_at IS NOT NULL", id).Exec(); err != nil {
		return err
	}
	return s.vault.Drop(tx, id)
}

// blank takes everything personal out of the record's row. A record that was
// merged stays one, so that its number leads on.
func blank(tx *db.Tx, id string, was State) error {
	state := Erased
	if was == Merged {
		state = Merged
	}
	_, err := tx.Update("patients_patients").
		Set("version = version + 1").Set("changed_at = ?", tx.Now()).Set("state = ?", state).
		Set("name = ?", erasedName).Set("sex = ?", Unknown).Set("birth_day = NULL").Set("id_sealed = NULL").Set("id_mac = NULL").
		Set("phone_sealed = NULL").Set("household_id = NULL").Set("introducer_kind = ?", NoIntroducer).
		Set("introducer_patient_id = NULL").Set("introducer_staff_id = NULL").Set("introducer_note = ?", "").
		Set("wishes = ?", "").Set("note = ?", "").Set("address = ?", "").Set("important = ?", false).Set("important_reason = ?", "").
		Set("deceased_day = NULL").Where("id = ?", id).Exec()
	return err
}
