package db_test

import (
	"errors"
	"slices"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// TestRequireClinic: who sees the whole group may act in the clinics that it
// has, not in one that somebody thought of.
func TestRequireClinic(t *testing.T) {
	testkit.Each(t, schema(), func(t *testing.T, w *testkit.World) {
		east, west, nobodys := w.IDs(), w.IDs(), w.IDs()
		w.DB.KnowClinics(func(_ *db.Tx, clinic string) (bool, error) {
			return slices.Contains([]string{east, west}, clinic), nil
		})
		for _, c := range []struct {
			scope  []string
			clinic string
			may    bool
		}{
			{nil, east, true}, {nil, nobodys, false}, {nil, "", false}, {nil, "x", false},
			{[]string{east}, east, true}, {[]string{east}, west, false}, {[]string{}, east, false},
		} {
			err := w.DB.Read(db.With(w.Ctx(), db.Scope{Tenant: w.Tenant, Clinics: c.scope}), func(tx *db.Tx) error {
				return tx.RequireClinic(c.clinic)
			})
			if (err == nil) != c.may || err != nil && !errors.Is(err, db.OutOfScope) {
				t.Errorf("in scope %v the clinic %q: %v", c.scope, c.clinic, err)
			}
		}
	})
}
