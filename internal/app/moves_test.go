package app

import (
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/patients"
)

// A merge moves what higher modules keep of a patient, and the undo of an import
// looks into the same columns. A module that names patients and is not asked
// would leave its rows with a record that nobody opens any more.
func TestMergesMoveWhatEveryModuleKeeps(t *testing.T) {
	a := scratch(t)
	stays := map[string]string{
		"audit_entries":   "tells what was done to the record that it names",
		"auth_glass":      "was opened for the record that was asked for",
		"events_facts":    "is told of the record of its time",
		"audience_people": "is one row per record; what happened is moved by the module, which hears of merges",
	}
	for table, columns := range a.DB.Columns() {
		for c := range columns {
			if !namesPatient(table, c) {
				continue
			}
			moved := slices.Contains(a.House.Patients.Moves, patients.MergeMove{Table: table, Column: c})
			if why := stays[table]; moved == (why != "") {
				t.Errorf("%s.%s: moved %v, a reason to stay %q", table, c, moved, why)
			}
		}
	}
}

// namesPatient tells whether a column outside patients names a patient.
func namesPatient(table, column string) bool {
	return !strings.HasPrefix(table, "patients_") && (column == "patient_id" || strings.HasSuffix(column, "_patient_id"))
}

// A person's data is erased in patients; who keeps anything of a patient hears of
// it and takes out what was written about them.
func TestEveryModuleForgetsTheErased(t *testing.T) {
	a := scratch(t)
	deaf := map[string]string{
		"audit":  "what it holds of a person is sealed with the person's key, which goes with the erasure",
		"auth":   "who broke the glass, and why, is answered for as long as the group stands",
		"events": "facts carry ids and words of the program, never what somebody wrote",
	}
	hears := map[string]bool{}
	for _, m := range a.Modules() {
		for _, s := range m.Events {
			hears[m.Name] = hears[m.Name] || slices.Contains(s.Kinds, patients.FactErased)
		}
	}
	for table, columns := range a.DB.Columns() {
		module, _, _ := strings.Cut(table, "_")
		for c := range columns {
			if namesPatient(table, c) && hears[module] == (deaf[module] != "") {
				t.Errorf("%s.%s: hears of erasures %v, a reason not to %q", table, c, hears[module], deaf[module])
			}
		}
	}
}
