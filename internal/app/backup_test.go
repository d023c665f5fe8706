package app

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

const firstPassword = "蓝鲸慢慢游过长安街口"

// founded makes a group with the owner "boss" and gives its id.
func founded(t *testing.T, a *App, code string) string {
	t.Helper()
	if _, err := a.InitGroup(t.Context(), NewGroup{Code: code, Name: "牙程" + code, Owner: "周全", Login: "boss", Password: firstPassword}); err != nil {
		t.Fatal(err)
	}
	groups, err := a.Auth.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		if g.Code == code {
			return g.ID
		}
	}
	t.Fatal("the group is not there")
	return ""
}

// note writes one row into the group's audit.
func note(a *App, tenant, word string) error {
	ctx := auth.AsProgram(context.Background(), tenant, "test")
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return a.Audit.Record(tx, audit.Entry{Action: "test.noted", SubjectKind: "note", SubjectID: tx.NewID(), After: map[string]string{"word": word}})
	})
}

// noted lists the words of the group's audit, which were sealed with its keys.
func noted(t *testing.T, a *App, tenant string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := a.DB.Read(auth.AsProgram(t.Context(), tenant, "test"), func(tx *db.Tx) error {
		lines, err := a.Audit.List(tx, audit.Filter{Limit: 10_000})
		for _, l := range lines {
			if l.Action == "test.noted" {
				out[string(l.After)] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// whole fails unless the group's audit chain verifies; it tells how many rows
// are sealed.
func whole(t *testing.T, a *App, tenant string) int64 {
	t.Helper()
	r, err := a.Audit.Verify(auth.AsProgram(t.Context(), tenant, "test"))
	if err != nil || r.Broken != nil {
		t.Fatalf("the audit chain does not verify: %+v %v", r.Broken, err)
	}
	return r.Rows
}

// rowsOf reads every row of every table as text. d passes row-level security.
func rowsOf(t *testing.T, d *sql.DB, tables []string) map[string][]string {
	t.Helper()
	return rowsIn(t, d, columnsOf(t, d, tables))
}

// columnsOf tells the columns of tables, in the order of the database.
func columnsOf(t *testing.T, d *sql.DB, tables []string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, table := range tables {
		rows, err := d.QueryContext(t.Context(), "SELECT * FROM "+table+" LIMIT 0")
		if err != nil {
			t.Fatal(err)
		}
		out[table], _ = rows.Columns()
		rows.Close()
	}
	return out
}

// rowsIn is rowsOf for the named columns alone.
func rowsIn(t *testing.T, d *sql.DB, columns map[string][]string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for table, names := range columns {
		rows, err := d.QueryContext(t.Context(), "SELECT "+strings.Join(names, ", ")+" FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		cols, _ := rows.Columns()
		for rows.Next() {
			vals, dest := make([]any, len(cols)), make([]any, len(cols))
			for i := range vals {
				dest[i] = &vals[i]
			}
			if err := rows.Scan(dest...); err != nil {
				t.Fatal(err)
			}
			out[table] = append(out[table], fmt.Sprintf("%q", vals))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		slices.Sort(out[table])
	}
	return out
}

func sameRows(t *testing.T, want, got map[string][]string) {
	t.Helper()
	n := 0
	for _, table := range slices.Sorted(maps.Keys(want)) {
		n += len(want[table])
		if !slices.Equal(want[table], got[table]) {
			t.Errorf("%s has %d rows after the restore, %d before; or they differ", table, len(got[table]), len(want[table]))
		}
	}
	if n < 20 || len(want["audit_entries"]) == 0 || len(want["secrets_keys"]) == 0 {
		t.Errorf("only %d rows were compared", n)
	}
}

func tablesOf(a *App) []string { return slices.Sorted(maps.Keys(a.DB.Columns())) }

func quiet(string) {}

// A backup taken while rows come in is one moment of the database: what was
// acknowledged before is in it, nothing is torn, and the program opens it.
func TestBackupWhileWriting(t *testing.T) {
	dir := t.TempDir()
	from := Config{Data: filepath.Join(dir, "one"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(t.Context(), from, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	group := founded(t, a, "alpha")
	for i := range 50 {
		if err := note(a, group, fmt.Sprint("before ", i)); err != nil {
			t.Fatal(err)
		}
	}
	over, wrote := make(chan struct{}), make(chan error, 1)
	during := 0
	go func() {
		for ; ; during++ {
			select {
			case <-over:
				wrote <- nil
				return
			default:
			}
			if err := note(a, group, fmt.Sprint("during ", during)); err != nil {
				wrote <- err
				return
			}
			if during%20 == 0 {
				if err := a.Audit.SealAll(context.Background()); err != nil {
					wrote <- err
					return
				}
			}
		}
	}()
	file := filepath.Join(dir, "backup.db")
	err = Backup(t.Context(), from, file, quiet)
	close(over)
	if werr := <-wrote; err != nil || werr != nil {
		t.Fatal(err, werr)
	}
	if during == 0 {
		t.Fatal("nothing was written meanwhile")
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}

	b := restored(t, file, Config{Data: filepath.Join(dir, "two"), Keys: from.Keys})
	words := noted(t, b, group)
	for i := range 50 {
		if !words[fmt.Sprintf(`{"word":"before %d"}`, i)] {
			t.Errorf("row %d was acknowledged and is not in the backup", i)
		}
	}
	// What came during the copy is there up to some moment, without a gap.
	n := len(words) - 50
	for i := range n {
		if !words[fmt.Sprintf(`{"word":"during %d"}`, i)] {
			t.Errorf("of %d rows that came meanwhile, %d is missing", n, i)
		}
	}
	whole(t, b, group)
}

// restored puts a backup into an empty directory and opens it.
func restored(t *testing.T, file string, c Config) *App {
	t.Helper()
	if err := Restore(t.Context(), c, file, false, quiet); err != nil {
		t.Fatal(err)
	}
	b, err := Build(t.Context(), c, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatalf("the program does not open the restored database: %v", err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func TestRestoreGivesEveryRowBack(t *testing.T) {
	dir := t.TempDir()
	from := Config{Data: filepath.Join(dir, "one"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(t.Context(), from, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	group := founded(t, a, "alpha")
	for i := range 30 {
		if err := note(a, group, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Audit.SealAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := rowsOf(t, a.DB.Pool(), tablesOf(a))
	file := filepath.Join(dir, "backup.db")
	if err := Backup(t.Context(), from, file, quiet); err != nil {
		t.Fatal(err)
	}
	b := restored(t, file, Config{Data: filepath.Join(dir, "two"), Keys: from.Keys})
	sameRows(t, want, rowsOf(t, b.DB.Pool(), tablesOf(a)))
	if n := whole(t, b, group); n < 30 {
		t.Errorf("only %d audit rows are sealed", n)
	}

	// With other keys it is refused: nothing could be read, and what is written
	// next could not be read with the right ones.
	_, err = Build(t.Context(), Config{Data: filepath.Join(dir, "two"), Keys: filepath.Join(dir, "other-keys")}, Options{Log: silent()})
	says(t, "other keys", err, "put it back from where its copy is kept")
}

func TestBackupRefuses(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	file := filepath.Join(dir, "backup.db")
	says(t, "without a database", Backup(t.Context(), conf, file, quiet), "there is no database")

	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	founded(t, a, "alpha")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, "an existing file", Backup(t.Context(), conf, file, quiet), "never overwritten")
	if b, _ := os.ReadFile(file); string(b) != "precious" {
		t.Error("the existing file was touched")
	}
	says(t, "a directory that is not there", Backup(t.Context(), conf, filepath.Join(dir, "no", "backup.db"), quiet), "no backup was written")

	// A copy that broke off long ago does not stand in the way.
	good := filepath.Join(dir, "good.db")
	for _, left := range []string{good + ".part", good + ".part-journal"} {
		if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Backup(t.Context(), conf, good, quiet); err != nil {
		t.Fatal(err)
	}
	if exists(good+".part") || exists(good+".part-journal") {
		t.Error("a part is left")
	}

	says(t, "no backup", Restore(t.Context(), conf, file, true, quiet), "no backup that can be restored")
	says(t, "a database is there", Restore(t.Context(), conf, good, false, quiet), "give --replace")
	says(t, "the program runs", Restore(t.Context(), conf, good, true, quiet), "stop the program first")
	a.Close()

	before, err := os.ReadFile(conf.File())
	if err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), conf, good, true, quiet); err != nil {
		t.Fatal(err)
	}
	aside, err := os.ReadFile(conf.File() + ".before-restore")
	if err != nil || string(aside) != string(before) {
		t.Errorf("the old database was not kept as it was: %v", err)
	}

	// A damaged database does not keep anybody from restoring, and what was kept
	// before stays.
	if err := os.WriteFile(conf.File(), []byte("no database any more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), conf, good, true, quiet); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{".before-restore": string(before), ".before-restore-2": "no database any more"} {
		if b, err := os.ReadFile(conf.File() + name); err != nil || string(b) != want {
			t.Errorf("%s is not as it was: %v", name, err)
		}
	}
	if err := verifyBackup(t.Context(), conf, conf.File()); err != nil {
		t.Error(err)
	}
}

// A torn copy is no backup.
func TestRestoreRefusesATornFile(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	file := filepath.Join(dir, "backup.db")
	if err := Backup(t.Context(), conf, file, quiet); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := Config{Data: filepath.Join(dir, "fresh"), Keys: conf.Keys}
	says(t, "half a file", Restore(t.Context(), fresh, file, false, quiet), "no backup that can be restored")
	if _, err := os.Stat(fresh.File()); !os.IsNotExist(err) {
		t.Error("something was put in place")
	}
}

// onServer is the configuration of a database of its own on PostgreSQL, with
// nothing in it, and a pool that passes row-level security.
func onServer(t *testing.T, keys string) (Config, *sql.DB) {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") == "" && os.Getenv("REQUIRE_ALL") != "1" {
		t.Skip("PostgreSQL is not asked for; to run this: TEST_POSTGRES=1 go test ./internal/app")
	}
	w := testkit.OpenPostgres(t, nil)
	c := w.DB.Config()
	conf := Config{Data: t.TempDir(), Keys: keys, Database: c.App, DatabaseOwner: c.Owner, DatabaseSystem: c.System}
	owner, err := sql.Open("pgx", c.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if _, err := owner.Exec("DROP TABLE db_migrations"); err != nil {
		t.Fatal(err)
	}
	system, err := sql.Open("pgx", c.System+" default_query_exec_mode=exec")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { system.Close() })
	return conf, system
}

func TestBackupOfPostgres(t *testing.T) {
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys")
	from, fromRows := onServer(t, keys)
	a, err := Build(t.Context(), from, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	group := founded(t, a, "alpha")
	other := founded(t, a, "beta")
	for i := range 30 {
		if err := note(a, group, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Audit.SealAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	tables := tablesOf(a)
	want := rowsOf(t, fromRows, tables)
	file := filepath.Join(dir, "backup.dump")
	if err := Backup(t.Context(), from, file, quiet); err != nil {
		t.Fatal(err)
	}

	to, toRows := onServer(t, keys)
	if err := Restore(t.Context(), to, file, false, quiet); err != nil {
		t.Fatal(err)
	}
	app, err := sql.Open("pgx", to.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	if err := app.QueryRow("SELECT count(*) FROM auth_groups").Scan(new(int)); err == nil {
		t.Error("before the walls stand, the serving role reads a table")
	}
	b, err := Build(t.Context(), to, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatalf("the program does not open the restored database: %v", err)
	}
	defer b.Close()
	sameRows(t, want, rowsOf(t, toRows, tables))
	if n := whole(t, b, group); n < 30 {
		t.Errorf("only %d audit rows are sealed", n)
	}
	whole(t, b, other)
	wallsStand(t, app, toRows)
	if err := note(b, group, "after"); err != nil {
		t.Errorf("the restored database takes no rows: %v", err)
	}
	if got := noted(t, b, group); len(got) != 31 {
		t.Errorf("%d notes", len(got))
	}

	says(t, "tables are there", Restore(t.Context(), to, file, false, quiet), "give --replace")
	b.Close()
	if err := Restore(t.Context(), to, file, true, quiet); err != nil {
		t.Fatal(err)
	}
	if err := Migrate(t.Context(), to, Options{Log: silent()}); err != nil {
		t.Fatal(err)
	}
	sameRows(t, want, rowsOf(t, toRows, tables))
	wallsStand(t, app, toRows)
}

// wallsStand proves that the serving role sees no row without a group.
func wallsStand(t *testing.T, app, all *sql.DB) {
	t.Helper()
	var seen, there int
	if err := app.QueryRow("SELECT count(*) FROM auth_accounts").Scan(&seen); err != nil {
		t.Fatal(err)
	}
	if err := all.QueryRow("SELECT count(*) FROM auth_accounts").Scan(&there); err != nil {
		t.Fatal(err)
	}
	if seen != 0 || there == 0 {
		t.Errorf("without a group the serving role sees %d of %d accounts", seen, there)
	}
}

// A dump that breaks in the middle changes nothing, and neither does one of
// another program.
func TestRestoreOfPostgresIsWholeOrNothing(t *testing.T) {
	dir := t.TempDir()
	conf, rows := onServer(t, filepath.Join(dir, "keys"))
	a, err := Build(t.Context(), conf, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	founded(t, a, "alpha")
	tables := tablesOf(a)
	a.Close()
	file := filepath.Join(dir, "backup.dump")
	if err := Backup(t.Context(), conf, file, quiet); err != nil {
		t.Fatal(err)
	}
	want := rowsOf(t, rows, tables)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	torn := filepath.Join(dir, "torn.dump")
	if err := os.WriteFile(torn, whole[:len(whole)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), conf, torn, true, quiet); err == nil {
		t.Error("a torn dump was restored")
	}
	sameRows(t, want, rowsOf(t, rows, tables))
	junk := filepath.Join(dir, "junk")
	if err := os.WriteFile(junk, []byte("no dump"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(t, "no dump", Restore(t.Context(), conf, junk, true, quiet), "no backup that can be restored")
	sameRows(t, want, rowsOf(t, rows, tables))

	foreign, foreignRows := onServer(t, conf.Keys)
	owner, err := sql.Open("pgx", foreign.DatabaseOwner)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	if _, err := owner.Exec("CREATE TABLE ledger (n int); INSERT INTO ledger VALUES (1); GRANT SELECT ON ledger TO PUBLIC"); err != nil {
		t.Fatal(err)
	}
	says(t, "another program's tables", Restore(t.Context(), foreign, file, true, quiet), "another program")
	var n int
	if err := foreignRows.QueryRow("SELECT n FROM ledger").Scan(&n); err != nil || n != 1 {
		t.Errorf("the other program's table: %d %v", n, err)
	}
}

func TestToolsKeepTheWireAsItWasAskedFor(t *testing.T) {
	for dsn, want := range map[string]string{
		"host=db user=a sslmode=verify-full sslrootcert='/etc/ca.pem'":      "PGSSLMODE=verify-full PGSSLROOTCERT=/etc/ca.pem",
		"postgres://a:b@db/x?sslmode=require&application_name=c":            "PGSSLMODE=require",
		"postgresql://a@db/x?sslrootcert=%2Fetc%2Fca.pem&sslmode=verify-ca": "PGSSLMODE=verify-ca PGSSLROOTCERT=/etc/ca.pem",
		"host=db user=a": "",
	} {
		if got := strings.Join(wireWords(dsn), " "); got != want {
			t.Errorf("%s: %q, want %q", dsn, got, want)
		}
	}
}
