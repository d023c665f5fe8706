package testkit_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
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

// socketDir is the directory of a server that this process started.
func socketDir(t *testing.T, s *testkit.Server) string {
	t.Helper()
	conf, _, err := s.Create(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	dir, ok := strings.CutPrefix(strings.Fields(conf.App)[0], "host=")
	if !ok {
		t.Fatalf("no directory in %q", conf.App)
	}
	return dir
}

func needServer(t *testing.T) {
	t.Helper()
	if os.Getenv("TEST_POSTGRES") != "1" {
		t.Skip("needs TEST_POSTGRES=1")
	}
}

func TestServerStops(t *testing.T) {
	needServer(t)
	s, err := testkit.StartServer(false)
	if err != nil {
		t.Fatal(err)
	}
	dir := socketDir(t, s)
	if _, err := os.Stat(dir + "/pg/PG_VERSION"); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Fatalf("%s is left behind: %v", dir, err)
	}
}

// TestServerEndsWithAKilledProcess runs this test again in a process of its own,
// which starts a server and is killed.
func TestServerEndsWithAKilledProcess(t *testing.T) {
	needServer(t)
	if os.Getenv("TESTKIT_VICTIM") != "" {
		s, err := testkit.StartServer(false)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("\ndir=%s\n", socketDir(t, s))
		time.Sleep(time.Minute)
		return
	}
	victim := exec.Command(os.Args[0], "-test.run=^TestServerEndsWithAKilledProcess$")
	victim.Env = append(os.Environ(), "TESTKIT_VICTIM=1")
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	dir := ""
	for lines := bufio.NewScanner(out); dir == "" && lines.Scan(); {
		dir, _ = strings.CutPrefix(lines.Text(), "dir=")
		if !strings.HasPrefix(dir, "/") {
			dir = ""
		}
	}
	_ = victim.Process.Kill()
	_ = victim.Wait()
	if dir == "" {
		t.Fatal("the process started no server")
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s is left behind", dir)
		}
	}
}
