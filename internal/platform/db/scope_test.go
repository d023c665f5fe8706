package db_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// TestAnotherGroupIsNeverSeen tries every way of the builder to lift the scope.
func TestAnotherGroupIsNeverSeen(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		other, clinic := w.Other(), w.IDs()
		own := insert(t, w, clinic, "own")[0]
		theirs := insert(t, other, w.IDs(), "theirs")[0]
		write(t, other, func(tx *db.Tx) error { return tx.Insert("t_parts", part{tx.NewID(), theirs, "their part"}) })
		write(t, w, func(tx *db.Tx) error { return tx.Insert("t_parts", part{tx.NewID(), own, "own part"}) })

		pluck := map[string]func(tx *db.Tx) *db.Query{
			"plain":          func(tx *db.Tx) *db.Query { return tx.From("t_things t") },
			"or":             func(tx *db.Tx) *db.Query { return tx.From("t_things t").Where("t.name = ? OR 1 = 1", "x") },
			"two ors":        func(tx *db.Tx) *db.Query { return tx.From("t_things t").Where("1=1 OR 1=1").Where("1=1 OR 2=2") },
			"by id":          func(tx *db.Tx) *db.Query { return tx.From("t_things t").Where("t.id IN (?)", []string{own, theirs}) },
			"join":           func(tx *db.Tx) *db.Query { return tx.From("t_parts p").Join("t_things t", "1 = 1 OR 1 = 1") },
			"join from":      func(tx *db.Tx) *db.Query { return tx.From("t_things t").Join("t_parts p", "1 = 1 OR p.label = ?", "x") },
			"view":           func(tx *db.Tx) *db.Query { return tx.From("t_dear t") },
			"across clinics": func(tx *db.Tx) *db.Query { return tx.From("t_things t").AcrossClinics("a test") },
		}
		write(t, w, func(tx *db.Tx) error {
			_, err := tx.Update("t_things").Set("amount = 200").Where("1=1").Exec()
			return err
		})
		write(t, other, func(tx *db.Tx) error {
			_, err := tx.Update("t_things").Set("amount = 300").Where("1=1").Exec()
			return err
		})
		for what, q := range pluck {
			var got []string
			read(t, w, func(tx *db.Tx) error { return q(tx).Pluck("t.name", &got) })
			if !slices.Equal(got, []string{"own"}) {
				t.Errorf("%s: sees %v, want [own]", what, got)
			}
		}
		var labels []string
		read(t, w, func(tx *db.Tx) error {
			return tx.From("t_things t").LeftJoin("t_parts p", "1 = 1").Pluck("p.label", &labels)
		})
		if !slices.Equal(labels, []string{"own part"}) {
			t.Errorf("left join sees %v", labels)
		}
	})
}

func TestAnotherGroupIsNeverChanged(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		other := w.Other()
		id := insert(t, other, w.IDs(), "theirs")[0]
		insert(t, w, w.IDs(), "own")
		write(t, w, func(tx *db.Tx) error {
			n, err := tx.Update("t_things").Set("name = ?", "mine").Where("id = ? OR name = ?", id, "theirs").Exec()
			if n != 0 {
				t.Errorf("changed %d rows of another group", n)
			}
			return err
		})
		write(t, w, func(tx *db.Tx) error {
			n, err := tx.Delete("t_things").Where("1 = 1 OR 1 = 1").Exec()
			if n != 1 {
				t.Errorf("removed %d rows, want the own one", n)
			}
			return err
		})
		if err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
			_, err := tx.Update("t_things").Set("tenant_id = ?", other.Tenant).Where("1 = 1").Exec()
			return err
		}); err == nil {
			t.Error("a row may change its group")
		}
		if got := names(t, other); !slices.Equal(got, []string{"theirs"}) {
			t.Errorf("the other group has %v", got)
		}
	})
}

func TestClinicsOfTheActor(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		east, west := w.IDs(), w.IDs()
		insert(t, w, east, "east")
		insert(t, w, west, "west")
		list := func(ctx context.Context, across bool) (out []string) {
			err := w.DB.Read(ctx, func(tx *db.Tx) error {
				q := tx.From("t_things t").Where("1=1 OR 1=1").OrderBy("t.name")
				if across {
					q.AcrossClinics("a doctor's hands are one resource")
				}
				return q.Pluck("t.name", &out)
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		for _, c := range []struct {
			clinics []string
			across  bool
			want    string
		}{
			{nil, false, "east west"}, {[]string{east}, false, "east"}, {[]string{east, west}, false, "east west"},
			{[]string{w.IDs()}, false, ""}, {[]string{east}, true, "east west"},
		} {
			if got := strings.Join(list(w.Ctx(c.clinics...), c.across), " "); got != c.want {
				t.Errorf("clinics %v across %v: sees %q, want %q", c.clinics, c.across, got, c.want)
			}
		}
		none := db.With(w.Ctx(), db.Scope{Tenant: w.Tenant, Clinics: []string{}})
		if got := list(none, false); len(got) != 0 {
			t.Errorf("an actor without clinics sees %v", got)
		}

		err := w.DB.Write(w.Ctx(east), func(tx *db.Tx) error {
			return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: west, Name: "smuggled"})
		})
		if !errors.Is(err, db.OutOfScope) {
			t.Errorf("insert outside the scope: %v", err)
		}
		err = w.DB.Write(w.Ctx(east), func(tx *db.Tx) error {
			_, err := tx.Update("t_things").Set("clinic_id = ?", west).Where("name = ?", "east").Exec()
			return err
		})
		if !errors.Is(err, db.OutOfScope) {
			t.Errorf("move outside the scope: %v", err)
		}
		err = w.DB.Write(w.Ctx(east), func(tx *db.Tx) error {
			return tx.Update("t_things").Set("amount = ?", 5).Where("name = ?", "west").Must()
		})
		if !errors.Is(err, db.Stale) {
			t.Errorf("change outside the scope: %v", err)
		}
		err = w.DB.Read(w.Ctx(east), func(tx *db.Tx) error { return tx.RequireClinic(west) })
		if !errors.Is(err, db.OutOfScope) {
			t.Errorf("RequireClinic: %v", err)
		}
	})
}

// TestArgumentsKeepTheirPlace: a missing argument must not let one of the
// caller's slip into the place of the group's id.
func TestArgumentsKeepTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		other := w.Other()
		insert(t, other, w.IDs(), "theirs")
		bad := map[string]func(tx *db.Tx) error{
			"join": func(tx *db.Tx) error {
				_, err := tx.From("t_things t").Join("t_parts p", "p.label <> ?").Where("1=1", other.Tenant).Count()
				return err
			},
			"where": func(tx *db.Tx) error { _, err := tx.From("t_things").Where("name = ?").Count(); return err },
			"set": func(tx *db.Tx) error {
				_, err := tx.Update("t_things").Set("name = ?").Where("1=1", other.Tenant).Exec()
				return err
			},
			"raw few": func(tx *db.Tx) error {
				_, err := tx.RawExec("DELETE FROM t_things WHERE tenant_id = :tenant AND name = ?")
				return err
			},
			"raw many": func(tx *db.Tx) error {
				_, err := tx.RawExec("DELETE FROM t_things WHERE tenant_id = :tenant", "x")
				return err
			},
			"raw without the group": func(tx *db.Tx) error { _, err := tx.RawExec("DELETE FROM t_things"); return err },
			"unknown table":         func(tx *db.Tx) error { _, err := tx.From("t_nothing").Count(); return err },
			"change of everything":  func(tx *db.Tx) error { _, err := tx.Delete("t_things").Exec(); return err },
			"no reason":             func(tx *db.Tx) error { _, err := tx.From("t_things").AcrossClinics("").Count(); return err },
			"change without a reason": func(tx *db.Tx) error {
				_, err := tx.Update("t_things").AcrossClinics("").Set("name = ?", "x").Where("1=1").Exec()
				return err
			},
			"the group behind another column": func(tx *db.Tx) error {
				_, err := tx.Update("t_things").Set("name = ?, tenant_id = ?", "x", other.Tenant).Where("1=1").Exec()
				return err
			},
			"the clinic behind another column": func(tx *db.Tx) error {
				_, err := tx.Update("t_things").Set("name = ?, clinic_id = ?", "x", other.IDs()).Where("1=1").Exec()
				return err
			},
		}
		for what, f := range bad {
			if err := w.DB.Write(w.Ctx(), f); err == nil {
				t.Errorf("%s: passed", what)
			}
		}
		if got := names(t, other); len(got) != 1 {
			t.Errorf("the other group has %v", got)
		}
	})
}

func TestWithoutAScopeNothingOpens(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		fn := func(*db.Tx) error { t.Error("the function ran"); return nil }
		for what, ctx := range map[string]context.Context{
			"none":  t.Context(),
			"empty": db.With(t.Context(), db.Scope{}),
			"no id": db.With(t.Context(), db.Scope{Tenant: "x'; DROP TABLE t_things; --"}),
		} {
			if err := w.DB.Read(ctx, fn); !errors.Is(err, db.ErrNoScope) {
				t.Errorf("%s: Read gives %v", what, err)
			}
			if err := w.DB.Write(ctx, fn); !errors.Is(err, db.ErrNoScope) {
				t.Errorf("%s: Write gives %v", what, err)
			}
		}
		if err := w.DB.System(t.Context(), "", fn); err == nil {
			t.Error("System opens without a reason")
		}
	})
}

func TestSystemSeesEveryGroup(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		insert(t, w, w.IDs(), "a")
		insert(t, w.Other(), w.IDs(), "b")
		var got []string
		err := w.DB.System(t.Context(), "a test", func(tx *db.Tx) error {
			return tx.From("t_things").OrderBy("name").Pluck("name", &got)
		})
		if err != nil || !slices.Equal(got, []string{"a", "b"}) {
			t.Fatal(got, err)
		}
	})
}

// TestGuardRefusesStatementsWithoutTheGroup: only SQLite has the guard; what
// PostgreSQL has instead is in TestRowLevelSecurity.
func TestGuardRefusesStatementsWithoutTheGroup(t *testing.T) {
	w := testkit.OpenSQLite(t, schema())
	id := insert(t, w, w.IDs(), "own")[0]
	insert(t, w.Other(), w.IDs(), "theirs")
	type row struct {
		Name string `db:"name"`
	}
	for _, text := range []string{
		"SELECT name FROM t_things WHERE name <> :tenant",
		"SELECT 'x' AS name FROM t_things WHERE :tenant <> ''",
		"SELECT count(*) AS name FROM t_things WHERE :tenant <> ''",
		"SELECT p.label AS name FROM t_things t JOIN t_parts p ON p.thing_id = t.id WHERE t.tenant_id = :tenant",
		"SELECT name FROM (SELECT name FROM t_things) x WHERE name <> :tenant",
		"WITH x AS (SELECT name FROM t_things) SELECT name FROM x WHERE name <> :tenant",
		"WITH x AS MATERIALIZED (SELECT name FROM t_things) SELECT a.name FROM x a, x b WHERE a.name <> :tenant",
		"SELECT label AS name FROM t_parts WHERE tenant_id = :tenant AND thing_id IN (SELECT id FROM t_things)",
		"SELECT label AS name FROM t_parts WHERE tenant_id = :tenant UNION SELECT name FROM t_things",
		"SELECT name FROM t_dear WHERE name <> :tenant",
		"SELECT word AS name FROM t_words WHERE word <> :tenant AND EXISTS (SELECT 1 FROM t_things)",
	} {
		var got []row
		err := w.DB.Read(w.Ctx(), func(tx *db.Tx) error { return tx.Raw(&got, text) })
		if err == nil || !strings.Contains(err.Error(), "without tenant_id") {
			t.Errorf("passed with %v, %v: %s", got, err, text)
		}
	}
	for _, text := range []string{
		"UPDATE t_things SET name = 'x' WHERE name <> :tenant",
		"DELETE FROM t_things WHERE name <> :tenant",
		"INSERT INTO t_words (word) SELECT name FROM t_things WHERE name <> :tenant",
		"INSERT INTO t_parts (tenant_id, id, thing_id, label) SELECT :tenant, id, id, name FROM t_things",
		"INSERT INTO t_parts (tenant_id, id, thing_id, label) SELECT :tenant, id, thing_id, label || '2' FROM t_parts",
		"UPDATE t_parts SET label = (SELECT max(name) FROM t_things) WHERE tenant_id = :tenant",
	} {
		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error { _, err := tx.RawExec(text); return err })
		if err == nil || !strings.Contains(err.Error(), "without tenant_id") {
			t.Errorf("passed with %v: %s", err, text)
		}
	}
	write(t, w, func(tx *db.Tx) error {
		_, err := tx.RawExec(`INSERT INTO t_parts (tenant_id, id, thing_id, label)
			SELECT t.tenant_id, t.id, t.id, t.name FROM t_things t WHERE t.tenant_id = :tenant AND t.id = ?
			ON CONFLICT (tenant_id, id) DO UPDATE SET label = excluded.label`, id)
		return err
	})
}
