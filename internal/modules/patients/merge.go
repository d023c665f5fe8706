package patients

// MergeMove is a column of a higher module that names a patient. The table has
// a column id, and holds the patient in no key: rows are moved by an UPDATE.
type MergeMove struct {
	Table  string // "visits_visits"
	Column string // "patient_id"
}

// ownMoves are the columns of this module that a merge moves row by row.
// Consents stay where they were given; contacts, tags and clinics may collide
// and are moved by rules of their own; the journals of earlier merges stay.
var ownMoves = []MergeMove{
	{"patients_relations", "patient_id"},
	{"patients_relations", "person_patient_id"},
	{"patients_care_team", "patient_id"},
	{"patients_days", "patient_id"},
	{"patients_wechats", "patient_id"},
	{"patients_alerts", "patient_id"},
	{"patients_patients", "introducer_patient_id"},
	{"patients_patients", "merged_into"}, // what was merged before comes along, so that every old number leads to the end
}

// MergePreview tells what a merge would do; nothing is stored.
type MergePreview struct {
	From, Into Patient
	Moves      []MoveCount
	Fill       []string // fields of the record that stays which are empty and would be taken over
	Consents   int      // of the record that goes; they stay with it and go on counting
}

// MoveCount is how many rows of a table would be moved.
type MoveCount struct {
	Table string
	Rows  int
}

// filled completes the record that stays with what only the other one knows,
// and names the fields. Nothing that is there is overwritten.
func filled(into *patientRow, from patientRow) []string {
	var out []string
	take := func(name string, empty bool, do func()) {
		if empty {
			do()
			out = append(out, name)
		}
	}
	take("birth_day", into.Birth == "" && from.Birth != "", func() { into.Birth = from.Birth })
	take("sex", into.Sex == Unknown && from.Sex != Unknown, func() { into.Sex = from.Sex })
	take("source", into.Source == "" && from.Source != "", func() { into.Source = from.Source })
	take("address", into.Address == "" && from.Address != "", func() { into.Address = from.Address })
	take("wishes", into.Wishes == "" && from.Wishes != "", func() { into.Wishes = from.Wishes })
	take("note", into.Note == "" && from.Note != "", func() { into.Note = from.Note })
	take("important", !into.Important && from.Important, func() { into.Important, into.ImportantReason = true, from.ImportantReason })
	take("introducer", into.IntroducerKind == NoIntroducer && from.IntroducerKind != NoIntroducer && from.IntroducerPatient != into.ID, func() {
		into.IntroducerKind, into.IntroducerNote = from.IntroducerKind, from.IntroducerNote
		into.IntroducerPatient, into.IntroducerStaff = from.IntroducerPatient, from.IntroducerStaff
	})
	take("household", into.Household == "" && from.Household != "", func() { into.Household = from.Household })
	take("identity", into.IDMac == "" && from.IDMac != "", func() {})
	return out
}
