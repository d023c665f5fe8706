package db_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// The schema of these tests, in the words that differ between the databases:
// ID is the type of an identifier, BYTES of raw bytes.
const things = `
CREATE TABLE t_things (
	tenant_id     ID      NOT NULL,
	id            ID      NOT NULL,
	clinic_id     ID      NOT NULL,
	name          TEXT    NOT NULL,
	amount        BIGINT  NOT NULL CONSTRAINT t_things_amount_positive CHECK (amount >= 0),
	flag          BOOLEAN NOT NULL,
	ratio         DOUBLE PRECISION NOT NULL,
	introducer_id ID,
	day           TEXT,
	tags          TEXT    NOT NULL,
	body          BYTES,
	version       BIGINT  NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX t_things_name ON t_things (tenant_id, name);
CREATE UNIQUE INDEX t_things_lower_day ON t_things (tenant_id, lower(day));

CREATE TABLE t_parts (
	tenant_id ID   NOT NULL,
	id        ID   NOT NULL,
	thing_id  ID   NOT NULL,
	label     TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id),
	UNIQUE (tenant_id, label),
	FOREIGN KEY (tenant_id, thing_id) REFERENCES t_things (tenant_id, id)
);

CREATE VIEW t_dear AS SELECT tenant_id, id, name FROM t_things WHERE amount > 100;

CREATE TABLE t_words (word TEXT NOT NULL PRIMARY KEY);

CREATE TABLE t_claims (
	tenant_id ID     NOT NULL,
	visit_id  ID     NOT NULL,
	resource  TEXT   NOT NULL,
	starts_at BIGINT NOT NULL,
	ends_at   BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, resource, starts_at, visit_id),
	CONSTRAINT t_claims_within_a_day CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000)
);
`

// A claim lasts at most a day, so that one which began more than a day before
// cannot overlap: the search in the trigger is bounded by that.
const claimsSQLite = `
CREATE TRIGGER t_claims_insert BEFORE INSERT ON t_claims
WHEN EXISTS (
	SELECT 1 FROM t_claims c
	WHERE c.tenant_id = NEW.tenant_id AND c.resource = NEW.resource
		AND c.starts_at > NEW.starts_at - 86400000 AND c.starts_at < NEW.ends_at
		AND c.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 't_claims_no_overlap'); END;

CREATE TRIGGER t_claims_update BEFORE UPDATE ON t_claims
BEGIN SELECT RAISE(ABORT, 't_claims_fixed'); END;
`

const claimsPostgres = `
ALTER TABLE t_claims ADD CONSTRAINT t_claims_no_overlap
	EXCLUDE USING gist (tenant_id WITH =, resource WITH =, int8range(starts_at, ends_at) WITH &&);

CREATE FUNCTION t_claims_fixed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 't_claims_fixed'; END $$;
CREATE TRIGGER t_claims_update BEFORE UPDATE ON t_claims FOR EACH ROW EXECUTE FUNCTION t_claims_fixed();
`

// schema is the one migration of these tests.
func schema() []db.Migrations {
	return []db.Migrations{{Module: "t", Files: fstest.MapFS{
		"migrations/sqlite/20261122_0900_things.sql": {
			Data: []byte(strings.NewReplacer(" ID ", " TEXT ", " ID,", " TEXT,", " BYTES", " BLOB").Replace(things) + claimsSQLite)},
		"migrations/postgres/20261122_0900_things.sql": {
			Data: []byte(strings.NewReplacer(" ID ", " uuid ", " ID,", " uuid,", " BYTES", " bytea").Replace(things) + claimsPostgres)},
	}}}
}

type thing struct {
	ID         string   `db:"id"`
	Clinic     string   `db:"clinic_id"`
	Name       string   `db:"name"`
	Amount     int64    `db:"amount"`
	Flag       bool     `db:"flag"`
	Ratio      float64  `db:"ratio"`
	Introducer string   `db:"introducer_id,null"`
	Day        string   `db:"day,null"`
	Tags       []string `db:"tags,json"`
	Body       []byte   `db:"body"`
	Version    int64    `db:"version"`
}

type part struct {
	ID    string `db:"id"`
	Thing string `db:"thing_id"`
	Label string `db:"label"`
}

type claim struct {
	Visit    string `db:"visit_id"`
	Resource string `db:"resource"`
	Starts   int64  `db:"starts_at"`
	Ends     int64  `db:"ends_at"`
}

// each runs a test on both databases with the schema above.
func each(t *testing.T, fn func(t *testing.T, w *testkit.World)) {
	t.Helper()
	testkit.Each(t, schema(), fn)
}

func write(t *testing.T, w *testkit.World, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.Write(w.Ctx(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, w *testkit.World, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := w.DB.Read(w.Ctx(), fn); err != nil {
		t.Fatal(err)
	}
}

// insert adds things of one clinic, by name.
func insert(t *testing.T, w *testkit.World, clinic string, names ...string) (ids []string) {
	t.Helper()
	write(t, w, func(tx *db.Tx) error {
		ids = nil
		for _, n := range names {
			ids = append(ids, tx.NewID())
			if err := tx.Insert("t_things", thing{ID: ids[len(ids)-1], Clinic: clinic, Name: n}); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

// names lists what the group sees of the things.
func names(t *testing.T, w *testkit.World) (out []string) {
	t.Helper()
	read(t, w, func(tx *db.Tx) error { return tx.From("t_things").OrderBy("name").Pluck("name", &out) })
	return out
}
