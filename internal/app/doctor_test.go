package app

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// found are the doctor's findings that are not right, by what was looked at.
func found(t *testing.T, c Config) map[string]Finding {
	t.Helper()
	out := map[string]Finding{}
	for _, f := range Doctor(t.Context(), c) {
		if !f.OK {
			out[f.What] = f
			if f.Do == "" || !strings.Contains(f.String(), "WRONG") {
				t.Errorf("%s: nothing is said of what to do: %s", f.What, f)
			}
		}
	}
	return out
}

// foundBeside is found without the one thing that is wrong with the tests' server:
// it does without the disk.
func foundBeside(t *testing.T, c Config) map[string]Finding {
	t.Helper()
	out := found(t, c)
	if !c.Embedded() {
		delete(out, "durability")
	}
	return out
}

// onlyWrong fails unless the doctor finds that one thing wrong, in these words.
func onlyWrong(t *testing.T, c Config, what, words string) {
	t.Helper()
	wrong := found(t, c)
	if len(wrong) != 1 || !strings.Contains(wrong[what].Says, words) {
		t.Errorf("the doctor finds %v wrong, want %q: …%s…", wrong, what, words)
	}
}

func TestDoctor(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	onlyWrong(t, Config{Database: "a"}, "configuration", "three roles")
	onlyWrong(t, conf, "database file", "there is none at")
	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	group := founded(t, a, "alpha")
	for i := range 5 {
		if err := note(a, group, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Audit.SealAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Close()
	if wrong := found(t, conf); len(wrong) > 0 {
		t.Fatalf("a sound installation: %v", wrong)
	}

	t.Run("keys", func(t *testing.T) {
		onlyWrong(t, Config{Data: conf.Data, Keys: filepath.Join(dir, "lost")}, "keys", "no key file at")
		if _, err := os.Stat(filepath.Join(dir, "lost")); !os.IsNotExist(err) {
			t.Error("the doctor made a key file")
		}
		if err := os.Chmod(conf.Keys, 0o644); err != nil {
			t.Fatal(err)
		}
		onlyWrong(t, conf, "keys", "mode 0644")
		if err := os.Chmod(conf.Keys, 0o600); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(dir, "other", "keys")
		if _, err := Build(t.Context(), Config{Data: filepath.Join(dir, "other", "data"), Keys: other}, Options{Log: silent(), Unsynced: true, Migrate: true}); err != nil {
			t.Fatal(err)
		}
		onlyWrong(t, Config{Data: conf.Data, Keys: other}, "database", "does not belong to this database")
	})

	raw, err := sql.Open("sqlite", conf.File())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	change := func(text string) {
		t.Helper()
		if _, err := raw.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	change("CREATE TABLE kept AS SELECT * FROM db_migrations")
	change("DELETE FROM db_migrations WHERE module = 'audit'")
	onlyWrong(t, conf, "schema", "missing")
	change("INSERT INTO db_migrations SELECT * FROM kept WHERE module = 'audit'")
	change("UPDATE db_migrations SET checksum = 'other' WHERE module = 'audit'")
	onlyWrong(t, conf, "schema", "was changed")
	change("DELETE FROM db_migrations; INSERT INTO db_migrations SELECT * FROM kept")
	change("INSERT INTO db_migrations SELECT 'visits', '20991231_0000', name, checksum, applied_at FROM kept LIMIT 1")
	onlyWrong(t, conf, "schema", "a newer program")
	_, err = Build(t.Context(), conf, Options{Log: silent(), Migrate: true})
	says(t, "an older program", err, "a newer program has brought the database up to date: it holds the step visits 20991231_0000")
	change("DELETE FROM db_migrations; INSERT INTO db_migrations SELECT * FROM kept")
	if wrong := found(t, conf); len(wrong) > 0 {
		t.Fatalf("put right again: %v", wrong)
	}

	change("DROP TRIGGER audit_entries_update")
	change("UPDATE audit_entries SET action = 'test.other' WHERE seq = 3")
	onlyWrong(t, conf, "audit alpha", "broken")
}

// The doctor looks; it changes nothing.
func TestDoctorChangesNothing(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	founded(t, a, "alpha")
	tables := tablesOf(a)
	want := rowsOf(t, a.DB.Pool(), tables)
	a.Close()
	Doctor(t.Context(), conf)
	raw, err := sql.Open("sqlite", conf.File())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if got := rowsOf(t, raw, tables); !maps.EqualFunc(want, got, slices.Equal) {
		t.Error("the doctor changed a table")
	}
	var files []string
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			files = append(files, filepath.Base(p))
		}
		return err
	})
	slices.Sort(files)
	if slices.ContainsFunc(files, func(f string) bool { return !strings.HasPrefix(f, "archwire.db") && f != "keys" }) {
		t.Errorf("files: %v", files)
	}
}

func TestDoctorFindsAWrongRole(t *testing.T) {
	dir := t.TempDir()
	conf, _ := onServer(t, filepath.Join(dir, "keys"))
	a, err := Build(t.Context(), conf, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	founded(t, a, "alpha")
	a.Close()
	// The tests' server does without the disk, which the doctor must not let pass.
	onlyWrong(t, conf, "durability", "fsync is off")
	for _, c := range []struct{ database, system, words string }{
		{conf.DatabaseOwner, conf.DatabaseSystem, "must own no table"},
		{conf.DatabaseSystem, conf.DatabaseSystem, "NOBYPASSRLS"},
		{conf.Database, conf.Database, "NOSUPERUSER and BYPASSRLS"},
	} {
		with := conf
		with.Database, with.DatabaseSystem = c.database, c.system
		onlyWrong(t, with, "database", c.words)
	}
}

// A file that is damaged is told, wherever the damage lies.
func TestDoctorFindsADamagedFile(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	founded(t, a, "alpha")
	a.Close()
	sound := read(t, conf.File())
	for what, at := range map[string]int{"the head": 0, "a page": len(sound) / 2 &^ 4095, "the end": len(sound) - 8192} {
		spoiled := []byte(sound)
		for i := range 8192 {
			spoiled[at+i] = 0xff
		}
		if err := os.WriteFile(conf.File(), spoiled, 0o600); err != nil {
			t.Fatal(err)
		}
		wrong := found(t, conf)
		f, there := wrong["file"]
		if !there {
			f = wrong["database"] // the page was one that is needed to open it at all
		}
		if !strings.Contains(f.Do, "archwire restore --replace") {
			t.Errorf("%s damaged: %v", what, wrong)
		}
	}
}

// The doctor asks the connection that writes, not what it was opened with.
func TestDurability(t *testing.T) {
	dir := t.TempDir()
	for _, unsynced := range []bool{false, true} {
		a, err := Build(t.Context(), Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")},
			Options{Log: silent(), Unsynced: unsynced, Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		err = a.DB.Durable(t.Context())
		if unsynced != (err != nil) {
			t.Errorf("unsynced %v: %v", unsynced, err)
		}
		if _, err := a.DB.Pool().Exec("PRAGMA synchronous = NORMAL"); err != nil {
			t.Fatal(err)
		}
		if err := a.DB.Durable(t.Context()); err == nil || !strings.Contains(err.Error(), "synchronous=1") {
			t.Errorf("a commit that does not wait for the disk: %v", err)
		}
		a.Close()
	}
}

// Money that was changed past the program is found, and told so that one can look
// it up.
func TestDoctorFindsSpoiledBooks(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	group := founded(t, a, "alpha")
	a.Close()
	raw, err := sql.Open("sqlite", conf.File())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	change := func(text string) {
		t.Helper()
		if _, err := raw.Exec(strings.ReplaceAll(text, ":group", "'"+group+"'")); err != nil {
			t.Fatal(err)
		}
	}
	// One receipt of a hundred yuan that stands.
	change(`INSERT INTO billing_counters VALUES (:group, 'c1', 'receipt', 2026, 1);
		INSERT INTO billing_receipts (tenant_id, id, clinic_id, patient_id, number, day, total, given, change, created_at, void_reason)
			VALUES (:group, 'r1', 'c1', 'p1', 'FS26-000001', '2026-11-22', 10000, 0, 0, 1, '');
		INSERT INTO billing_tenders (tenant_id, id, home_clinic_id, patient_id, receipt_id, means, pot, reference, amount, standing, spent, refunded)
			VALUES (:group, 't1', 'c1', 'p1', 'r1', 'cash', 'prepaid', '', 10000, 10000, 0, 0);
		INSERT INTO billing_entries (tenant_id, id, clinic_id, patient_id, kind, day, at, of_id) VALUES (:group, 'e1', 'c1', 'p1', 'receive', '2026-11-22', 1, 'r1');
		INSERT INTO billing_postings (tenant_id, entry_id, seq, debit, credit, amount, tender_id) VALUES (:group, 'e1', 1, 'money', 'prepaid', 10000, 't1')`)
	if wrong := found(t, conf); len(wrong) > 0 {
		t.Fatalf("sound books: %v", wrong)
	}
	change("UPDATE billing_tenders SET standing = 4000, refunded = 6000")
	onlyWrong(t, conf, "books alpha", "a tender and the journal: t1 in clinic c1 has 4000, it should be 10000")
	change("UPDATE billing_tenders SET standing = 10000, refunded = 0; UPDATE billing_counters SET last = 2")
	onlyWrong(t, conf, "books alpha", "the numbers of a year: receipt 2026 in clinic c1 has 1, it should be 2")
}

func TestDatabaseRemedy(t *testing.T) {
	for says, do := range map[string]string{
		"dial tcp 127.0.0.1:1: connect: connection refused":        "start PostgreSQL",
		`FATAL: database "nosuch" does not exist (SQLSTATE 3D000)`: "make the database",
		"password authentication failed (SQLSTATE 28P01)":          "the password",
		"file is not a database (26)":                              "restore --replace",
		`relation "secrets_keys" does not exist (SQLSTATE 42P01)`:  "archwire init",
		"something new": "docs/administration.md",
	} {
		if got := databaseRemedy(errors.New(says)); !strings.Contains(got, do) {
			t.Errorf("%s: %s", says, got)
		}
	}
}
