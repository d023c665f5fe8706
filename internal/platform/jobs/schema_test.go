package jobs

import (
	"testing"

	"archwire/internal/platform/db"
)

// Upgrading River must not change a step that has run somewhere: this list is
// what version 0.47.0 carries, and later versions only add to it.
func TestRiverStepsAreThere(t *testing.T) {
	for _, d := range []db.Dialect{db.SQLite, db.Postgres} {
		steps, err := db.Steps(d, []db.Migrations{{Module: "jobs", Files: Migrations}})
		if err != nil {
			t.Fatal(err)
		}
		var versions []string
		for _, s := range steps {
			versions = append(versions, s.Version)
			if len(s.Text) == 0 {
				t.Errorf("%s %s is empty", d, s.Version)
			}
		}
		want := []string{"20261122_0001", "20261122_0002", "20261122_0003", "20261122_0004", "20261122_0005", "20261122_0006", "20261122_0007", "20261122_0100"}
		if len(versions) != len(want) {
			t.Fatalf("%s: %v, want %v", d, versions, want)
		}
		for i := range want {
			if versions[i] != want[i] {
				t.Errorf("%s: step %d is %s, want %s", d, i, versions[i], want[i])
			}
		}
	}
}
