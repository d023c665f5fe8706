package app

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// Each release leaves a backup of both databases, with its key file, in
// testdata/releases; the present program restores each and brings it up to date.
// When a release is made:
//
//	TEST_POSTGRES=1 go test ./internal/app -run MakeRelease -release 0.2
var release = flag.String("release", "", "leave backups of this release in testdata/releases")

const (
	releases      = "testdata/releases"
	ofSQLite      = "sqlite.db.gz"
	ofPostgres    = "postgres.dump"
	keysOfRelease = "keys-of-" // and the name of the backup
)

// TestMakeRelease leaves the backups: of a world in which every route has been
// used once, so that nearly every table holds rows.
func TestMakeRelease(t *testing.T) {
	if *release == "" {
		t.Skip("only where a release is made: -release NAME")
	}
	dir := filepath.Join(releases, *release)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatalf("a release is left once: %v", err)
	}
	all, migrations := examples(t), scratch(t).Migrations()
	testkit.Each(t, migrations, func(t *testing.T, k *testkit.World) {
		w := furnishWorld(t, k)
		w.useEverything(all)
		if err := w.app.Vault.Match(t.Context(), w.DB); err != nil {
			t.Fatal(err)
		}
		if err := w.app.Audit.SealAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		name := ofPostgres
		if w.DB.Dialect == db.Postgres {
			if err := dump(t.Context(), w.DB.Config().System, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		} else {
			name = ofSQLite
			file := filepath.Join(t.TempDir(), "copy.db")
			if err := vacuumInto(t.Context(), w.DB.Config().Path, file); err != nil {
				t.Fatal(err)
			}
			packed(t, file, filepath.Join(dir, name))
		}
		if err := os.WriteFile(filepath.Join(dir, keysOfRelease+name), []byte(read(t, w.keys)), 0o644); err != nil {
			t.Fatal(err)
		}
	})
}

// useEverything sends the example of every route.
func (w *world) useEverything(all book) {
	for _, r := range w.app.API.Routes() {
		c := &trial{world: w, route: r, op: w.operation(r), make: all[r.ID]}
		ex := c.make(w)
		if got := c.try(c.entitled(ex), ex); !got.ok() {
			w.T.Errorf("%s: %s", r.ID, got)
		}
	}
}

// TestUpgrade restores the backups of every release and opens them with the
// present program: nothing is lost, the tables become those of a fresh
// installation, what is sealed opens, and people log in.
func TestUpgrade(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(releases, "*", ofSQLite))
	if err != nil || len(found) == 0 {
		t.Fatalf("no release in %s: %v", releases, err)
	}
	for _, file := range found {
		dir := filepath.Dir(file)
		t.Run("sqlite/"+filepath.Base(dir), func(t *testing.T) {
			keys := keysOf(t, dir, ofSQLite)
			conf := Config{Data: filepath.Join(t.TempDir(), "data"), Keys: keys}
			upgrade(t, conf, unpacked(t, file), func() *sql.DB { return opened(t, "sqlite", conf.File()) })
		})
		t.Run("postgres/"+filepath.Base(dir), func(t *testing.T) {
			conf, _ := onServer(t, keysOf(t, dir, ofPostgres))
			// Before the walls stand the owner sees all, afterwards the system role.
			who := []string{conf.DatabaseOwner, conf.DatabaseSystem + " default_query_exec_mode=exec"}
			upgrade(t, conf, filepath.Join(dir, ofPostgres), func() *sql.DB {
				next := who[0]
				who = who[1:]
				return opened(t, "pgx", next)
			})
		})
	}
}

// upgrade restores a backup and brings it up to date; look opens the database
// past the door, before and after.
func upgrade(t *testing.T, conf Config, backup string, look func() *sql.DB) {
	t.Helper()
	fresh := scratch(t).DB.Columns()
	if err := Restore(t.Context(), conf, backup, false, quiet); err != nil {
		t.Fatal(err)
	}
	before := look()
	columns := columnsOf(t, before, tablesIn(t, before, conf.Embedded()))
	delete(columns, "db_migrations") // grows with every step
	want := rowsIn(t, before, columns)

	a, err := Build(t.Context(), conf, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatalf("the present program does not open it: %v", err)
	}
	t.Cleanup(func() { a.Close() })
	sameRows(t, want, rowsIn(t, look(), columns))
	for table, cols := range a.DB.Columns() {
		if !maps.Equal(cols, fresh[table]) && !strings.HasPrefix(table, "river_") {
			t.Errorf("%s has the columns %v, in a fresh installation %v", table, slices.Sorted(maps.Keys(cols)), slices.Sorted(maps.Keys(fresh[table])))
		}
	}
	groups, err := a.Auth.Groups(t.Context())
	if err != nil || len(groups) != 2 {
		t.Fatalf("%d groups: %v", len(groups), err)
	}
	for _, g := range groups {
		whole(t, a, g.ID)
		ticket, err := a.Auth.Login(t.Context(), auth.LoginInput{Group: g.Code, Login: g.Code + "-owner", Password: worldPassword})
		if err != nil || ticket.Cookie == "" {
			t.Errorf("the owner of %s cannot log in: %v", g.Code, err)
		}
	}
	segmentsArrived(t, a)
	wrong := foundBeside(t, conf)
	delete(wrong, "disk")
	if len(wrong) > 0 {
		t.Errorf("the doctor finds %v", wrong)
	}
}

// segmentsArrived proves that a group which is older than segments gets those that
// ship, once, with everybody known to them.
func segmentsArrived(t *testing.T, a *App) {
	t.Helper()
	groups, err := a.Auth.Groups(t.Context())
	fine(t, err)
	count := func(g auth.GroupInfo, table, cond string) (n int) {
		t.Helper()
		fine(t, a.DB.Read(auth.AsProgram(t.Context(), g.ID, "test"), func(tx *db.Tx) (err error) {
			n, err = tx.From(table).Where(cond).Count()
			return err
		}))
		return n
	}
	shipped := []int{}
	for range 2 {
		a.arrive(t.Context())
		for _, g := range groups {
			shipped = append(shipped, count(g, "audience_segments", "shipped <> '' AND state = 'live'"))
			if known, all := count(g, "audience_people", "TRUE"), count(g, "patients_patients", "state = 'active'"); known != all {
				t.Errorf("of %d patients of %s the segments know %d", all, g.Code, known)
			}
		}
	}
	if shipped[0] < 8 || shipped[1] != 0 || !slices.Equal(shipped[:2], shipped[2:]) {
		t.Errorf("the groups got %v segments", shipped)
	}
}

func opened(t *testing.T, driver, at string) *sql.DB {
	t.Helper()
	d, err := sql.Open(driver, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// tablesIn lists the tables of a database that the door has not opened yet.
func tablesIn(t *testing.T, d *sql.DB, embedded bool) (out []string) {
	t.Helper()
	text := "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = 'public'"
	if embedded {
		text = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	rows, err := d.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	return out
}

// keysOf copies a release's key file to where only the program may read it.
func keysOf(t *testing.T, dir, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte(read(t, filepath.Join(dir, keysOfRelease+name))), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func packed(t *testing.T, from, to string) {
	t.Helper()
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if _, err := z.Write([]byte(read(t, from))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func unpacked(t *testing.T, file string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(read(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "backup.db")
	if err := os.WriteFile(to, plain, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}
