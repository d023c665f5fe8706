package db_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// steps makes a module of migrations: version → text, the same for both.
func steps(module string, texts map[string]string) db.Migrations {
	files := fstest.MapFS{}
	for v, text := range texts {
		for _, d := range []string{"sqlite", "postgres"} {
			files["migrations/"+d+"/"+v+"_step.sql"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return db.Migrations{Module: module, Files: files}
}

// empty runs a test on a database that has no tables yet.
func empty(t *testing.T, fn func(t *testing.T, w *testkit.World)) {
	t.Helper()
	testkit.Each(t, nil, fn)
}

func TestMigrationsRunOnceInOrder(t *testing.T) {
	empty(t, func(t *testing.T, w *testkit.World) {
		b := steps("b", map[string]string{"20261122_0900": "CREATE TABLE b_one (x TEXT)", "20261122_1100": "INSERT INTO a_one (x) VALUES ('from b')"})
		a := steps("a", map[string]string{"20261122_1000": "CREATE TABLE a_one (x TEXT); INSERT INTO a_one VALUES ('a'); CREATE TABLE a_two (x TEXT)"})
		var ran []string
		migrate := func(list ...db.Migrations) {
			t.Helper()
			ran = nil
			if err := w.DB.Migrate(t.Context(), list, func(s db.Step) { ran = append(ran, s.Module+" "+s.Version) }); err != nil {
				t.Fatal(err)
			}
		}
		migrate(b, a)
		if want := []string{"b 20261122_0900", "a 20261122_1000", "b 20261122_1100"}; !slices.Equal(ran, want) {
			t.Fatalf("ran %v", ran)
		}
		migrate(b, a)
		if len(ran) != 0 {
			t.Fatalf("ran again %v", ran)
		}
		var n int
		read(t, w, func(tx *db.Tx) (err error) { n, err = tx.From("a_one").Count(); return err })
		if n != 2 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestAMigrationThatRanIsImmutable(t *testing.T) {
	empty(t, func(t *testing.T, w *testkit.World) {
		text := "CREATE TABLE a_one (x TEXT)"
		if err := w.DB.Migrate(t.Context(), []db.Migrations{steps("a", map[string]string{"20261122_1000": text})}, nil); err != nil {
			t.Fatal(err)
		}
		edited := steps("a", map[string]string{"20261122_1000": text + " -- edited", "20261122_1100": "CREATE TABLE a_two (x TEXT)"})
		err := w.DB.Migrate(t.Context(), []db.Migrations{edited}, nil)
		if !errors.Is(err, db.ErrChanged) || !strings.Contains(err.Error(), "20261122_1000") {
			t.Fatal(err)
		}
		if w.DB.Columns()["a_two"] != nil {
			t.Fatal("a later step ran")
		}
	})
}

func TestAFailedStepLeavesNothing(t *testing.T) {
	empty(t, func(t *testing.T, w *testkit.World) {
		bad := steps("a", map[string]string{"20261122_1000": "CREATE TABLE a_one (x TEXT); INSERT INTO a_nothing VALUES (1)"})
		if err := w.DB.Migrate(t.Context(), []db.Migrations{bad}, nil); err == nil {
			t.Fatal("passed")
		}
		good := steps("a", map[string]string{"20261122_1000": "CREATE TABLE a_one (x TEXT)"})
		if err := w.DB.Migrate(t.Context(), []db.Migrations{good}, nil); err != nil {
			t.Fatal(err)
		}
		if w.DB.Columns()["a_one"] == nil {
			t.Fatal("the table is missing")
		}
	})
}

func TestNamesOfMigrations(t *testing.T) {
	for _, name := range []string{"1_x.sql", "20261122_0900.sql", "20261122_0900_Big.sql", "20261122_0900_a-b.sql"} {
		_, err := db.Steps(db.SQLite, []db.Migrations{{Module: "a", Files: fstest.MapFS{"migrations/sqlite/" + name: {}}}})
		if err == nil {
			t.Errorf("%s passed", name)
		}
	}
	_, err := db.Steps(db.SQLite, []db.Migrations{{Module: "a", Files: fstest.MapFS{
		"migrations/sqlite/20261122_0900_a.sql": {}, "migrations/sqlite/20261122_0900_b.sql": {}}}})
	if err == nil {
		t.Error("two of one version passed")
	}
}

// TestTwoProcessesMigrateAtOnce: each step runs once, and both find the schema
// whole.
func TestTwoProcessesMigrateAtOnce(t *testing.T) {
	empty(t, func(t *testing.T, w *testkit.World) {
		texts := map[string]string{"20261122_0000": "CREATE TABLE a_one (x TEXT)"}
		for _, v := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09"} {
			texts["20261122_00"+v] = "INSERT INTO a_one VALUES ('" + v + "')"
		}
		list := []db.Migrations{steps("a", texts)}
		errs := testkit.Race(t, 4, func(int) error {
			d, err := db.Open(t.Context(), w.DB.Config())
			if err != nil {
				return err
			}
			defer d.Close()
			if err := d.Migrate(t.Context(), list, nil); err != nil {
				return err
			}
			if d.Columns()["a_one"] == nil {
				return errors.New("the table is missing")
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if err := w.DB.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n int
		read(t, w, func(tx *db.Tx) (err error) { n, err = tx.From("a_one").Count(); return err })
		if n != len(texts)-1 {
			t.Fatalf("%d rows, want each step once: %d", n, len(texts)-1)
		}
	})
}

// TestAMigrationSeesEveryGroup: a later step changes rows of all groups, which
// row-level security would hide from the owner.
func TestAMigrationSeesEveryGroup(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		other := w.Other()
		insert(t, w, w.IDs(), "a")
		insert(t, other, w.IDs(), "b")
		later := steps("u", map[string]string{"20261123_0900": "UPDATE t_things SET amount = 7"})
		if err := w.DB.Migrate(t.Context(), append(schema(), later), nil); err != nil {
			t.Fatal(err)
		}
		for _, g := range []*testkit.World{w, other} {
			var got int64
			read(t, g, func(tx *db.Tx) error { _, err := tx.From("t_things").Get("sum(amount)", &got); return err })
			if got != 7 {
				t.Errorf("amount %d after the step", got)
			}
		}
	})
}

// TestTheSameColumnsTwice: SQLite could not tell which of two was violated.
func TestTheSameColumnsTwice(t *testing.T) {
	w := testkit.OpenSQLite(t, nil)
	list := []db.Migrations{steps("a", map[string]string{"20261122_0900": `CREATE TABLE a_one (x TEXT, y TEXT);
		CREATE UNIQUE INDEX a_one_open ON a_one (x) WHERE y = '1'; CREATE UNIQUE INDEX a_one_shut ON a_one (x) WHERE y = '2'`})}
	if err := w.DB.Migrate(t.Context(), list, nil); err == nil || !strings.Contains(err.Error(), "a_one_open") {
		t.Fatal(err)
	}
}

func TestColumns(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		got := slices.Sorted(maps.Keys(w.DB.Columns()["t_parts"]))
		if want := []string{"id", "label", "tenant_id", "thing_id"}; !slices.Equal(got, want) {
			t.Fatalf("columns %v", got)
		}
	})
}
