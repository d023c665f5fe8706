package testkit_test

import (
	"errors"
	"os"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

func notes() []db.Migrations {
	step := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`CREATE TABLE t_notes (tenant_id ` + id + ` NOT NULL, id ` + id + ` NOT NULL, text TEXT NOT NULL, PRIMARY KEY (tenant_id, id));`)}
	}
	return []db.Migrations{{Module: "t", Files: fstest.MapFS{
		"migrations/sqlite/20261122_0900_notes.sql":   step("TEXT"),
		"migrations/postgres/20261122_0900_notes.sql": step("uuid"),
	}}}
}

type note struct {
	ID   string `db:"id"`
	Text string `db:"text"`
}

func TestEachGivesAFreshDatabase(t *testing.T) {
	for range 2 { // the second finds nothing of the first
		testkit.Each(t, notes(), func(t *testing.T, w *testkit.World) {
			count := func(w *testkit.World) (n int) {
				err := w.DB.Read(w.Ctx(), func(tx *db.Tx) (err error) { n, err = tx.From("t_notes").Count(); return err })
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			if n := count(w); n != 0 {
				t.Fatalf("a fresh database has %d notes", n)
			}
			err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
				if tx.Now() != testkit.Start || tx.Actor() != w.Actor {
					t.Errorf("now %d, actor %s", tx.Now(), tx.Actor())
				}
				return tx.Insert("t_notes", note{tx.NewID(), "早上好"})
			})
			if err != nil {
				t.Fatal(err)
			}
			if n, other := count(w), count(w.Other()); n != 1 || other != 0 {
				t.Fatalf("own group sees %d, another %d; want 1, 0", n, other)
			}
		})
	}
}

func TestClockStandsUntilMoved(t *testing.T) {
	c := testkit.NewClock()
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	if got := time.UnixMilli(c.Now()).In(shanghai).Format("2006-01-02 15:04"); got != "2026-11-22 09:00" {
		t.Fatalf("the clock starts at %s", got)
	}
	if c.Add(time.Minute) != testkit.Start+60_000 || c.Now() != testkit.Start+60_000 {
		t.Fatal("Add did not move the clock by a minute")
	}
}

func TestRaceKeepsErrorsByIndex(t *testing.T) {
	odd := errors.New("odd")
	errs := testkit.Race(t, 4, func(i int) error {
		if i%2 == 1 {
			return odd
		}
		return nil
	})
	if !slices.Equal(errs, []error{nil, odd, nil, odd}) {
		t.Fatal(errs)
	}
}

// TestServerEndsWithItsPipe proves that nothing is left behind.
func TestServerEndsWithItsPipe(t *testing.T) {
	if how := os.Getenv("TEST_POSTGRES"); how != "1" {
		t.Skip("needs TEST_POSTGRES=1")
	}
	before := servers(t)
	s, err := testkit.StartServer(false)
	if err != nil {
		t.Fatal(err)
	}
	if len(servers(t)) != len(before)+1 {
		t.Fatal("the server has no directory")
	}
	s.Stop()
	if len(servers(t)) > len(before) {
		t.Fatal("the server's directory is left behind")
	}
}

func servers(t *testing.T) []string {
	list, err := os.ReadDir("/tmp")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		if len(e.Name()) > 4 && e.Name()[:4] == "awpg" {
			out = append(out, e.Name())
		}
	}
	return out
}
