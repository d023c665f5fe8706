package db_test

import (
	"database/sql"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// postgres opens a World on PostgreSQL alone.
func postgres(t *testing.T) *testkit.World {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") == "" && os.Getenv("REQUIRE_ALL") != "1" {
		t.Skip("TEST_POSTGRES is not set")
	}
	return testkit.OpenPostgres(t, schema())
}

func connect(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	p, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	p.SetMaxOpenConns(1)
	t.Cleanup(func() { p.Close() })
	return p
}

// TestRowLevelSecurity passes by the door, with the role of the program.
func TestRowLevelSecurity(t *testing.T) {
	w := postgres(t)
	other, clinic := w.Other(), w.IDs()
	insert(t, w, clinic, "own")
	insert(t, other, clinic, "theirs")
	count := func(p interface {
		QueryRow(string, ...any) *sql.Row
	}, table string) (n int) {
		if err := p.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	write(t, w, func(tx *db.Tx) error {
		_, err := tx.Update("t_things").Set("amount = 200").Where("1=1").Exec()
		return err
	})
	write(t, other, func(tx *db.Tx) error {
		_, err := tx.Update("t_things").Set("amount = 200").Where("1=1").Exec()
		return err
	})

	app := connect(t, w.DB.Config().App)
	for _, table := range []string{"t_things", "t_dear"} {
		if n := count(app, table); n != 0 {
			t.Errorf("without a group the app role sees %d rows of %s", n, table)
		}
	}
	tx, err := app.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("SET LOCAL app.tenant = '" + w.Tenant + "'"); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"t_things", "t_dear"} {
		if n := count(tx, table); n != 1 {
			t.Errorf("with a group the app role sees %d rows of %s", n, table)
		}
	}
	if _, err := tx.Exec("UPDATE t_things SET tenant_id = $1", other.Tenant); err == nil {
		t.Error("a row may be moved into another group")
	}
	_ = tx.Rollback()
	if n := count(app, "t_things"); n != 0 { // the setting is '' now, not NULL
		t.Errorf("after a transaction the app role sees %d rows", n)
	}
	for _, text := range []string{
		"INSERT INTO t_parts (tenant_id, id, thing_id, label) SELECT '" + w.Tenant + "', gen_random_uuid(), gen_random_uuid(), 'x'",
		"SET app.migrating = 'on'; INSERT INTO t_words SELECT name FROM t_things; SELECT 1/count(*) FROM t_words",
		"ALTER TABLE t_things DISABLE ROW LEVEL SECURITY",
		"DELETE FROM db_migrations",
		"SET row_security = off; SELECT * FROM t_things",
		"SET ROLE archwire_test_owner",
	} {
		if _, err := app.Exec(text); err == nil {
			t.Errorf("the app role may: %s", text)
		}
	}
	if n := count(connect(t, w.DB.Config().Owner), "t_things"); n != 0 {
		t.Errorf("outside a migration the owner sees %d rows", n)
	}
	if n := count(connect(t, w.DB.Config().System), "t_things"); n != 2 {
		t.Errorf("the system role sees %d rows", n)
	}
}

// TestEveryTableHasItsWalls asks PostgreSQL for tables that were forgotten.
func TestEveryTableHasItsWalls(t *testing.T) {
	w := postgres(t)
	rows, err := connect(t, w.DB.Config().App).Query(`
		SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity AND c.relforcerowsecurity ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if want := []string{"t_claims", "t_parts", "t_things"}; !slices.Equal(got, want) {
		t.Fatalf("walls around %v, want %v", got, want)
	}
}

func TestWrongRolesAreRefused(t *testing.T) {
	w := postgres(t)
	good := w.DB.Config()
	super := strings.Replace(good.App, "user=archwire_test_app", "user=postgres", 1)
	if os.Getenv("TEST_POSTGRES") != "1" && os.Getenv("TEST_POSTGRES") != "" {
		t.Skip("the superuser's password is not known here")
	}
	for what, conf := range map[string]db.Config{
		"app is a superuser":                 {App: super, System: good.System},
		"app passes row-level security":      {App: good.System, System: good.System},
		"app owns the tables":                {App: good.Owner, System: good.System},
		"system is a superuser":              {App: good.App, System: super},
		"system is under row-level security": {App: good.App, System: good.App},
		"nobody":                             {},
		"a server that is not there":         {App: "host=/nonexistent user=x dbname=y"},
	} {
		d, err := db.Open(t.Context(), conf)
		if err == nil {
			d.Close()
			t.Errorf("%s: opened", what)
		}
	}
	// Without the owner and the system role it serves, and says what it cannot do.
	d, err := db.Open(t.Context(), db.Config{App: good.App})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.System(t.Context(), "a test", func(*db.Tx) error { return nil }); err == nil {
		t.Error("System opened without its role")
	}
	if err := d.Migrate(t.Context(), schema(), nil); err == nil {
		t.Error("migrated without the owner")
	}
}

// TestAddressesAsURL: the roles are found in either way of writing an address.
func TestAddressesAsURL(t *testing.T) {
	w := postgres(t)
	asURL := func(dsn string) string {
		word := map[string]string{}
		for _, f := range strings.Fields(dsn) {
			k, v, _ := strings.Cut(f, "=")
			word[k] = v
		}
		return "postgres://" + word["user"] + ":" + word["password"] + "@/" + word["dbname"] + "?host=" + word["host"] + "&port=" + word["port"]
	}
	c := w.DB.Config()
	c.App, c.Owner, c.System = asURL(c.App), asURL(c.Owner), asURL(c.System)
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	list := append(schema(), steps("u", map[string]string{"20261123_0900": "CREATE TABLE u_one (tenant_id uuid NOT NULL, x TEXT)"}))
	if err := d.Migrate(t.Context(), list, nil); err != nil {
		t.Fatal(err)
	}
	if d.Columns()["u_one"] == nil {
		t.Fatal("the app role was granted nothing on the new table")
	}
}

// TestStatementsStayPrepared looks at what the server keeps prepared for the one
// connection of a door: texts that come again, few of those that do not, and
// nothing that a migration by another process would break.
func TestStatementsStayPrepared(t *testing.T) {
	w := postgres(t)
	c := w.DB.Config()
	c.Writers = 1
	d, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	one := *w
	one.DB = d
	kept := func() (n int) {
		if err := d.Pool().QueryRow("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%t_things%' AND statement NOT LIKE '%pg_prepared%'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	some := func(n int) []thing {
		rows := make([]thing, n)
		for i := range rows {
			rows[i] = thing{ID: w.IDs(), Clinic: w.IDs(), Name: "n" + w.IDs()}
		}
		return rows
	}
	work := func() {
		write(t, &one, func(tx *db.Tx) error {
			if err := tx.Insert("t_things", some(1)); err != nil {
				return err
			}
			var rows []thing
			return tx.From("t_things").Where("name = ?", "many").All(&rows)
		})
	}
	for range 5 {
		work()
	}
	if n := kept(); n != 2 {
		t.Errorf("two texts, and %d are kept", n)
	}
	write(t, &one, func(tx *db.Tx) error {
		for n := 100; n < 140; n++ { // 40 long texts
			if err := tx.Insert("t_things", some(n)); err != nil {
				return err
			}
		}
		for n := range 400 { // as many short ones as would fill the cache twice
			if _, err := tx.From("t_things").Where("amount < " + strconv.Itoa(n)).Count(); err != nil {
				return err
			}
		}
		return nil
	})
	if n := kept(); n > 260 {
		t.Errorf("%d texts are kept", n)
	}

	owner := connect(t, c.Owner)
	for _, change := range []string{
		"ALTER TABLE t_things ADD COLUMN later TEXT", "CREATE INDEX t_things_later ON t_things (later)", "ALTER TABLE t_things DROP COLUMN later",
	} {
		work()
		if _, err := owner.Exec(change); err != nil {
			t.Fatal(err)
		}
		work()
	}
}
