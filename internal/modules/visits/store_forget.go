package visits

import (
	"slices"

	"archwire/internal/platform/db"
)

const everywhere = "an erased person is forgotten in every clinic"

// blank empties what people wrote about patients, in all clinics. Reasons that
// were chosen from the list stay; free text becomes OtherReason.
func blank(tx *db.Tx, people []string) error {
	if len(people) == 0 {
		return nil
	}
	var ids []string
	if err := tx.From("visits_visits").AcrossClinics(everywhere).Where("patient_id IN (?)", people).OrderBy("id").Pluck("id", &ids); err != nil {
		return err
	}
	changes := []*db.Change{
		tx.Update("visits_waitlist").Set("note = ''").Set("offered_override = ''").Set("version = version + 1").Where("patient_id IN (?)", people),
	}
	if len(ids) > 0 {
		changes = append(changes,
			tx.Update("visits_visits").Set("note = ''").Set("wishes = ''").Set("version = version + 1").Where("id IN (?)", ids),
			tx.Update("visits_visits").Set("override_reason = ?", erased).Where("id IN (?) AND override_reason <> ''", ids),
			tx.Update("visits_visits").Set("end_reason = ?", OtherReason).Where("id IN (?) AND end_reason NOT IN (?)", ids, knownReasons()),
			tx.Update("visits_events").Set("reason = ?", OtherReason).Where("visit_id IN (?) AND reason NOT IN (?)", ids, knownReasons()),
			tx.Update("visits_next_steps").Set("kind = ?", NextNone).Set("recall_day = NULL").Set("because = ?", erased).
				Where("visit_id IN (?) AND kind IN ('recall', 'none')", ids),
		)
	}
	for _, c := range changes {
		if _, err := c.AcrossClinics(everywhere).Exec(); err != nil {
			return err
		}
	}
	return nil
}

// knownReasons are the reasons that are no free text.
func knownReasons() []string {
	return slices.Concat(Reasons[ByPatient], Reasons[ByClinic], []string{"", OtherReason, DataErased})
}

// everyVisitOf reads and locks all visits of a patient in the clinics in sight.
func everyVisitOf(tx *db.Tx, patient string) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.patient_id = ?", patient).OrderBy("v.id").ForUpdate())
}

// nothingFollows keeps the visits off the list of those without a next step.
func nothingFollows(tx *db.Tx, list []Visit) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]nextRow, len(list))
	for i, v := range list {
		rows[i] = nextRowOf(v, NextStep{Kind: NextNone, Because: erased}, tx.Now(), tx.Actor())
	}
	_, err := tx.InsertOr("visits_next_steps", rows, "ON CONFLICT (tenant_id, visit_id) DO NOTHING")
	return err
}

// waitersOf reads and locks a patient's entries that still wait.
func waitersOf(tx *db.Tx, patient string) ([]Waiter, error) {
	var rows []waiterRow
	err := tx.From("visits_waitlist").Where("patient_id = ? AND state IN ('open', 'offered')", patient).OrderBy("id").ForUpdate().All(&rows)
	out := make([]Waiter, len(rows))
	for i, r := range rows {
		out[i] = r.waiter()
	}
	return out, err
}
