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
	stays := map[string]string{"events_facts": "a fact is told of the record of its time"}
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
