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
		"audit_entries": "tells what was done to the record that it names",
		"auth_glass":    "was opened for the record that was asked for",
		"events_facts":  "is told of the record of its time",
	}
	for table, columns := range a.DB.Columns() {
		if strings.HasPrefix(table, "patients_") {
			continue
		}
		for c := range columns {
			if c != "patient_id" && !strings.HasSuffix(c, "_patient_id") {
				continue
			}
			moved := slices.Contains(a.House.Patients.Moves, patients.MergeMove{Table: table, Column: c})
			if why := stays[table]; moved == (why != "") {
				t.Errorf("%s.%s: moved %v, a reason to stay %q", table, c, moved, why)
			}
		}
	}
}
