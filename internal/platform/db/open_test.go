package db_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// TestADatabaseSurvivesClosing, at a path that an address must escape.
func TestADatabaseSurvivesClosing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "牙 程?#%41&", "clinic.db")
	w := &testkit.World{T: t, Tenant: "019b0000-0000-7000-8000-000000000001"}
	for i := range 3 {
		d, err := db.Open(t.Context(), db.Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		w.DB, w.IDs = d, d.NewID
		if err := d.Migrate(t.Context(), schema(), nil); err != nil {
			t.Fatal(err)
		}
		insert(t, w, d.NewID(), fmt.Sprint(i))
		if got := names(t, w); len(got) != i+1 {
			t.Fatalf("opening %d finds %v", i, got)
		}
		if err := d.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatalf("closing twice: %v", err)
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
}

// TestTheLogIsMovedInTheBackground: nobody commits that many pages and leaves
// them in the log.
func TestTheLogIsMovedInTheBackground(t *testing.T) {
	w := testkit.OpenSQLite(t, schema())
	before, err := os.Stat(w.DB.Path())
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]thing, 2000)
	for i := range rows {
		rows[i] = thing{ID: w.IDs(), Clinic: w.IDs(), Name: fmt.Sprint(i)}
	}
	write(t, w, func(tx *db.Tx) error { return tx.Insert("t_things", rows) })
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		now, err := os.Stat(w.DB.Path())
		if err != nil {
			t.Fatal(err)
		}
		if now.Size() > before.Size() {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the file has not grown")
		}
	}
}

// TestTwoProgramsOnOneFile: a second one (a backup, a doctor) waits its turn.
func TestTwoProgramsOnOneFile(t *testing.T) {
	w := testkit.OpenSQLite(t, schema())
	second, err := db.Open(t.Context(), w.DB.Config())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	both := [2]*testkit.World{w, {T: t, DB: second, Tenant: w.Tenant, IDs: w.IDs}}
	errs := testkit.Race(t, 8, func(i int) error {
		for n := range 10 {
			err := both[i%2].DB.Write(w.Ctx(), func(tx *db.Tx) error {
				return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: fmt.Sprint(i, "/", n)})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, both[1]); len(got) != 80 {
		t.Fatalf("%d rows", len(got))
	}
}

// TestStatisticsWithoutSamples: with samples of values in its statistics SQLite
// plans a prepared statement anew whenever its arguments change.
func TestStatisticsWithoutSamples(t *testing.T) {
	w := testkit.OpenSQLite(t, schema())
	for range 50 {
		insert(t, w, w.IDs(), "n"+w.IDs())
	}
	if err := w.DB.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows, samples int
	if err := w.DB.Pool().QueryRow("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 't_things'").Scan(&rows); err != nil || rows == 0 {
		t.Fatal(rows, err)
	}
	if err := w.DB.Pool().QueryRow("SELECT count(*) FROM sqlite_stat4").Scan(&samples); err == nil && samples > 0 {
		t.Errorf("%d samples were kept", samples)
	}
}

// TestStatisticsAreHeardOf: who has been connected since before the statistics were
// gathered plans by them as well.
func TestStatisticsAreHeardOf(t *testing.T) {
	w := testkit.OpenSQLite(t, schema())
	if err := w.DB.Settle(t.Context()); err != nil { // the first time makes the table of the statistics, which is heard of
		t.Fatal(err)
	}
	for _, text := range []string{"CREATE TABLE few (a)", "CREATE INDEX few_a ON few (a)", "INSERT INTO few VALUES (1)",
		"CREATE TABLE many (a)", "CREATE INDEX many_a ON many (a)",
		"WITH n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) INSERT INTO many SELECT x FROM n"} {
		if _, err := w.DB.Pool().Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	reader, err := w.DB.PoolOf(db.Readers).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	outer := func() (table string) {
		t.Helper()
		var id, parent, unused int
		if err := reader.QueryRowContext(t.Context(), "SELECT a FROM few").Scan(&id); err != nil { // to explain looks at no file
			t.Fatal(err)
		}
		err := reader.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN SELECT 1 FROM many JOIN few ON few.a = many.a").Scan(&id, &parent, &unused, &table)
		if err != nil {
			t.Fatal(err)
		}
		return table
	}
	if got := outer(); !strings.Contains(got, "many") {
		t.Fatalf("before the statistics: %s", got)
	}
	if err := w.DB.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := outer(); !strings.Contains(got, "few") {
		t.Errorf("the plan of who was connected before is still: %s", got)
	}
}

// TestFreshen: tables that were filled day by day are known to the planner as well.
func TestFreshen(t *testing.T) {
	testkit.Each(t, schema(), func(t *testing.T, w *testkit.World) {
		for range 50 {
			insert(t, w, w.IDs(), "n"+w.IDs())
		}
		if err := w.DB.Freshen(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w.DB.Dialect == db.Postgres {
			return // autovacuum does it
		}
		var rows int
		if err := w.DB.Pool().QueryRow("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 't_things'").Scan(&rows); err != nil || rows == 0 {
			t.Fatal(rows, err)
		}
	})
}
