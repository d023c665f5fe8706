package audit

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/testkit"
)

var tables = []db.Migrations{
	{Module: "secrets", Files: secrets.Migrations},
	{Module: "audit", Files: Migrations},
}

func each(t *testing.T, fn func(*testing.T, *testkit.World, *Log)) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		v, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
		if err != nil {
			t.Fatal(err)
		}
		fn(t, w, New(w.DB, v))
	})
}

func write(t *testing.T, w *testkit.World, fn func(*db.Tx) error) {
	t.Helper()
	if err := w.DB.Write(w.Ctx(), fn); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, ctx context.Context, l *Log, f Filter) []Line {
	t.Helper()
	var out []Line
	err := l.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = l.List(tx, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func actions(lines []Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Action)
	}
	return strings.Join(out, " ")
}

func verify(t *testing.T, w *testkit.World, l *Log) Report {
	t.Helper()
	r, err := l.Verify(w.Ctx())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecordAndList(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		patient, a, b := w.IDs(), w.IDs(), w.IDs()
		write(t, w, func(tx *db.Tx) error {
			return errors.Join(
				l.Record(tx, Entry{Action: "patients.changed", SubjectKind: "patient", SubjectID: patient, Patient: patient, Clinic: a,
					Before: map[string]string{"phone": "13800000001"}, After: map[string]string{"phone": "13900000002"}, Reason: "换号"}),
				l.Record(tx, Entry{Action: "visits.moved", SubjectKind: "visit", SubjectID: w.IDs(), Clinic: b}))
		})
		w.Clock.Add(time.Minute)
		write(t, w, func(tx *db.Tx) error {
			return l.Record(tx, Entry{Action: "settings.changed", SubjectKind: "setting", SubjectID: "visits.no_show_minutes", After: 30})
		})
		all := list(t, w.Ctx(), l, Filter{})
		if got := actions(all); got != "settings.changed visits.moved patients.changed" {
			t.Errorf("order: %s", got)
		}
		last := all[2]
		if last.Actor != w.Actor || last.At != testkit.Start || last.Kind != Change || last.Reason != "换号" ||
			string(last.Before) != `{"phone":"13800000001"}` || string(last.After) != `{"phone":"13900000002"}` {
			t.Errorf("%+v", last)
		}
		for name, c := range map[string]struct {
			f    Filter
			want string
		}{
			"patient":  {Filter{Patient: patient}, "patients.changed"},
			"module":   {Filter{Action: "visits."}, "visits.moved"},
			"action":   {Filter{Action: "visits.mov"}, ""},
			"clinic":   {Filter{Clinic: a}, "patients.changed"},
			"from":     {Filter{From: testkit.Start + 1}, "settings.changed"},
			"to":       {Filter{To: testkit.Start + 1}, "visits.moved patients.changed"},
			"page":     {Filter{Before: Cursor{all[0].At, all[0].ID}, Limit: 1}, "visits.moved"},
			"subject":  {Filter{SubjectKind: "setting", SubjectID: "visits.no_show_minutes"}, "settings.changed"},
			"actor":    {Filter{Actor: w.IDs()}, ""},
			"nonsense": {Filter{Actor: "x' OR 1=1"}, ""},
			"reads":    {Filter{Kind: Read}, ""},
		} {
			if got := actions(list(t, w.Ctx(), l, c.f)); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		if got := actions(list(t, w.Ctx(b), l, Filter{})); got != "visits.moved" {
			t.Errorf("who sees one clinic sees %q", got)
		}
		if got := list(t, w.Other().Ctx(), l, Filter{}); len(got) != 0 {
			t.Errorf("another group sees %d rows", len(got))
		}
	})
}

func TestRollbackLeavesNoRow(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		stop := errors.New("stop")
		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
			return errors.Join(l.Record(tx, Entry{Action: "x.done"}), stop)
		})
		if !errors.Is(err, stop) || len(list(t, w.Ctx(), l, Filter{})) != 0 {
			t.Errorf("a row without its change: %v", err)
		}
	})
}

func TestErasure(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		patient := w.IDs()
		e := Entry{Action: "patients.changed", Patient: patient, Before: "周宁", Reason: "她自己要求"}
		write(t, w, func(tx *db.Tx) error { return l.Record(tx, e) })
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		write(t, w, func(tx *db.Tx) error {
			return errors.Join(l.vault.Drop(tx, patient), l.Record(tx, e))
		})
		for _, line := range list(t, w.Ctx(), l, Filter{}) {
			if !line.Erased || line.Before != nil || line.Reason != "" || line.Patient != patient {
				t.Errorf("after the erasure: %+v", line)
			}
		}
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, w, l); r.Broken != nil || r.Rows != 2 {
			t.Errorf("an erasure broke the chain: %+v", r)
		}
	})
}

func TestAppendOnly(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		record := func() {
			write(t, w, func(tx *db.Tx) error { return l.Record(tx, Entry{Action: "x.done", After: 1}) })
		}
		record()
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		record() // one sealed, one open
		for name, change := range map[string]func(tx *db.Tx) error{
			"delete sealed": func(tx *db.Tx) error { _, err := tx.Delete("audit_entries").Where("seq = 1").Exec(); return err },
			"delete open": func(tx *db.Tx) error {
				_, err := tx.Delete("audit_entries").Where("seq IS NULL").Exec()
				return err
			},
			"rewrite open": func(tx *db.Tx) error {
				_, err := tx.Update("audit_entries").Set("action = 'x.other'").Where("seq IS NULL").Exec()
				return err
			},
			"rewrite while sealing": func(tx *db.Tx) error {
				_, err := tx.Update("audit_entries").Set("seq = 2").Set("hash = 'h'").Set("sealed_at = 1").
					Set("body = NULL").Where("seq IS NULL").Exec()
				return err
			},
			"seal again": func(tx *db.Tx) error {
				_, err := tx.Update("audit_entries").Set("hash = 'h'").Where("seq = 1").Exec()
				return err
			},
			"unseal": func(tx *db.Tx) error {
				_, err := tx.Update("audit_entries").Set("seq = NULL").Set("hash = NULL").Set("sealed_at = NULL").Where("seq = 1").Exec()
				return err
			},
			"insert sealed": func(tx *db.Tx) error {
				return tx.Insert("audit_entries", row{ID: tx.NewID(), Kind: Change, Action: "x", BodyUnder: underNone, Seq: 9, Hash: "h"})
			},
			"head back": func(tx *db.Tx) error {
				_, err := tx.Update("audit_chains").Set("seq = 0").Where("seq = 1").Exec()
				return err
			},
			"head away": func(tx *db.Tx) error { _, err := tx.Delete("audit_chains").Where("seq = 1").Exec(); return err },
		} {
			err := w.DB.Write(w.Ctx(), change)
			if db.Violated(err) != "audit_append_only" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if r := verify(t, w, l); r.Broken != nil || r.Rows != 1 || r.Open != 1 {
			t.Errorf("%+v", r)
		}
	})
}

// Sealers of several programs at once, while rows keep coming: one chain, each
// row once.
func TestSealersRace(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		other := w.Other()
		errs := testkit.Race(t, 20, func(i int) error {
			world := w
			if i%4 == 3 {
				world = other
			}
			for n := range 5 {
				err := world.DB.Write(world.Ctx(), func(tx *db.Tx) error {
					return l.Record(tx, Entry{Action: "x.done", SubjectID: fmt.Sprint(i, n)})
				})
				if err = errors.Join(err, l.Seal(world.Ctx(), world.Tenant)); err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, w, l); r.Broken != nil || r.Rows != 75 || r.Open != 0 || r.Head.Seq != 75 {
			t.Errorf("%+v", r)
		}
		if r := verify(t, other, l); r.Broken != nil || r.Rows != 25 {
			t.Errorf("the other group: %+v", r)
		}
	})
}

// More rows than one transaction seals and one page reads.
func TestLongChain(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		write(t, w, func(tx *db.Tx) error {
			for range 1200 {
				if err := l.Record(tx, Entry{Action: "x.done"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, w, l); r.Broken != nil || r.Rows != 1200 || r.Open != 0 {
			t.Errorf("%+v", r)
		}
	})
}

// Whoever gets past the triggers (an owner of the database) is found out.
func TestVerifyNamesTheBreak(t *testing.T) {
	rows := make([]row, 5)
	hash := ""
	for i := range rows {
		rows[i] = row{ID: fmt.Sprint("id", i), At: int64(i), Kind: Change, Action: "x.done", BodyUnder: underNone, Seq: int64(i + 1)}
		hash = link(hash, rows[i].Seq, "t", rows[i])
		rows[i].Hash = hash
	}
	if got, _, b := walk("", 0, "t", rows); b != nil || got != hash {
		t.Fatal(b)
	}
	for name, c := range map[string]struct {
		spoil func([]row) []row
		want  Break
	}{
		"action":   {func(r []row) []row { r[2].Action = "x.else"; return r }, Break{3, "id2", "changed"}},
		"actor":    {func(r []row) []row { r[1].ActorID = "me"; return r }, Break{2, "id1", "changed"}},
		"moved":    {func(r []row) []row { r[0].SubjectKind, r[0].SubjectID = "", "k"; return r }, Break{1, "id0", "changed"}},
		"rehashed": {func(r []row) []row { r[2].At = 9; r[2].Hash = link(r[1].Hash, 3, "t", r[2]); return r }, Break{4, "id3", "changed"}},
		"missing":  {func(r []row) []row { return append(r[:1], r[2:]...) }, Break{2, "", "missing"}},
	} {
		_, _, b := walk("", 0, "t", c.spoil(append([]row{}, rows...)))
		if b == nil || *b != c.want {
			t.Errorf("%s: %+v, want %+v", name, b, c.want)
		}
	}
	if _, _, b := walk("", 0, "other", rows); b == nil {
		t.Error("the chain of one group passes as another's")
	}
}

func TestOpened(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		patient, before := w.IDs(), w.Actor
		start := time.Now()
		errs := testkit.Race(t, 50, func(i int) error {
			ctx := db.With(w.Ctx(), db.Scope{Tenant: w.Tenant, Actor: before, Request: fmt.Sprint("r", i)})
			return l.Opened(ctx, Entry{Action: "patients.opened", SubjectKind: "patient", SubjectID: patient, Patient: patient})
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		t.Logf("50 reads were recorded in %v", time.Since(start))
		seen := map[string]bool{}
		for _, line := range list(t, w.Ctx(), l, Filter{Kind: Read, Patient: patient, Limit: 200}) {
			if line.Actor != before {
				t.Errorf("actor %s", line.Actor)
			}
			seen[line.Request] = true
		}
		if len(seen) != 50 {
			t.Errorf("%d of 50 reads are recorded", len(seen))
		}
		if err := l.Opened(context.Background(), Entry{Action: "patients.opened"}); !errors.Is(err, db.ErrNoScope) {
			t.Errorf("without a scope: %v", err)
		}
	})
}

// More readers than one batch takes, from two groups, and one who hangs up.
func TestOpenedManyBatches(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		other := w.Other()
		var wg sync.WaitGroup
		for i := range maxBatch + 100 {
			wg.Go(func() {
				if err := l.Opened(w.Ctx(), Entry{Action: "patients.opened", SubjectID: fmt.Sprint(i)}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Go(func() {
			if err := l.Opened(other.Ctx(), Entry{Action: "patients.opened"}); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		gone, cancel := context.WithCancel(other.Ctx())
		cancel()
		if err := l.Opened(gone, Entry{Action: "patients.printed"}); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if err := l.Opened(other.Ctx(), Entry{Action: "patients.exported"}); err != nil { // the same batch, or a later one
			t.Error(err)
		}
		count := func(w *testkit.World) (n int) {
			w.DB.Read(w.Ctx(), func(tx *db.Tx) (err error) { n, err = tx.From("audit_entries").Count(); return err })
			return n
		}
		if n := count(w); n != maxBatch+100 {
			t.Errorf("%d rows, want %d", n, maxBatch+100)
		}
		if n := count(other); n != 3 {
			t.Errorf("the other group has %d rows, want 3", n)
		}
	})
}

// Package auth tells what happens to accounts, in its own transactions.
func TestActs(t *testing.T) {
	all := append(slices.Clone(tables), db.Migrations{Module: "auth", Files: auth.Migrations})
	testkit.Each(t, all, func(t *testing.T, w *testkit.World) {
		v, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
		if err != nil {
			t.Fatal(err)
		}
		l := New(w.DB, v)
		s := auth.New(w.DB, v, l.Act)
		if _, err := s.CreateGroup(w.Ctx(), auth.GroupInput{ID: w.Tenant, Code: "qingshang", Name: "青上齿科"}); err != nil {
			t.Fatal(err)
		}
		var account string
		write(t, w, func(tx *db.Tx) (err error) {
			account, err = s.CreateIn(tx, auth.AccountInput{Login: "zhou", Name: "周宁"}, "hash")
			return err
		})
		doctor := auth.With(w.Ctx(), auth.Actor{ID: account, Tenant: w.Tenant, Grants: auth.Grants{Group: auth.KeysOf(auth.GlassPermission)}})
		patient := w.IDs()
		if _, err := s.BreakGlass(doctor, patient, "急诊外伤"); err != nil {
			t.Fatal(err)
		}
		lines := list(t, w.Ctx(), l, Filter{Patient: patient})
		if len(lines) != 1 || lines[0].Action != "auth.glass_broken" || lines[0].Actor != account ||
			lines[0].SubjectID != account || lines[0].Reason != "急诊外伤" {
			t.Errorf("%+v", lines)
		}
		if got := len(list(t, w.Ctx(), l, Filter{Action: "auth."})); got != 3 {
			t.Errorf("%d lines, want group, account and glass", got)
		}
	})
}

// Somebody takes the triggers away and mends the past.
func TestTamperedDatabase(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Break
	}{
		"tail cut":  {"DELETE FROM audit_entries WHERE seq = 4", Break{4, "", "missing"}},
		"row gone":  {"DELETE FROM audit_entries WHERE seq = 2", Break{2, "", "missing"}},
		"all gone":  {"DELETE FROM audit_entries", Break{1, "", "missing"}},
		"rewritten": {"UPDATE audit_entries SET action = 'x.nothing' WHERE seq = 3", Break{3, "", "changed"}},
		"new head":  {"UPDATE audit_chains SET hash = 'h'", Break{4, "", "head"}},
	} {
		w := testkit.OpenSQLite(t, tables)
		v, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
		if err != nil {
			t.Fatal(err)
		}
		l := New(w.DB, v)
		write(t, w, func(tx *db.Tx) error {
			for range 4 {
				if err := l.Record(tx, Entry{Action: "x.done"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := l.SealAll(w.Ctx()); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{
			"DROP TRIGGER audit_entries_delete", "DROP TRIGGER audit_entries_update", "DROP TRIGGER audit_chains_update", c.text,
		} {
			if _, err := w.DB.Pool().Exec(text); err != nil {
				t.Fatal(err)
			}
		}
		r := verify(t, w, l)
		if r.Broken == nil || r.Broken.Seq != c.want.Seq || r.Broken.Why != c.want.Why {
			t.Errorf("%s: %+v", name, r.Broken)
		}
	}
}
