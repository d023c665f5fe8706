package secrets

import (
	"errors"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

var tables = []db.Migrations{{Module: "secrets", Files: Migrations}}

func TestSubjectKeys(t *testing.T) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		v := load(t, newFile(t))
		zhou, sun := w.IDs(), w.IDs()
		var a, b string
		write(t, w, func(tx *db.Tx) (err error) {
			if a, err = v.SealFor(tx, zhou, []byte("过敏：青霉素")); err != nil {
				return err
			}
			b, err = v.SealFor(tx, sun, []byte("b"))
			return err
		})
		read := func(w *testkit.World, subject, sealed string) (string, error) {
			var got []byte
			err := w.DB.Read(w.Ctx(), func(tx *db.Tx) (err error) {
				got, err = v.OpenFor(tx, subject, sealed)
				return err
			})
			return string(got), err
		}
		if got, err := read(w, zhou, a); err != nil || got != "过敏：青霉素" {
			t.Errorf("OpenFor = %q, %v", got, err)
		}
		if _, err := read(w, sun, a); !errors.Is(err, ErrSealed) {
			t.Errorf("one subject's key opens another's text: %v", err)
		}
		if _, err := read(w.Other(), zhou, a); !errors.Is(err, ErrNoSubject) {
			t.Errorf("another group: %v", err)
		}

		write(t, w, func(tx *db.Tx) error { return v.Drop(tx, zhou) })
		if _, err := read(w, zhou, a); !errors.Is(err, ErrDropped) {
			t.Errorf("after Drop: %v", err)
		}
		if got, err := read(w, sun, b); err != nil || got != "b" {
			t.Errorf("the neighbour's text: %q, %v", got, err)
		}
		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
			_, err := v.SealFor(tx, zhou, []byte("new"))
			return err
		})
		if !errors.Is(err, ErrDropped) {
			t.Errorf("sealing for an erased subject: %v", err)
		}
		left := 0
		write(t, w, func(tx *db.Tx) (err error) {
			if err := errors.Join(v.Drop(tx, zhou), v.Drop(tx, w.Actor)); err != nil {
				return err
			}
			left, err = tx.From("secrets_subjects").Where("sealed_key IS NOT NULL").Count()
			return err
		})
		if left != 1 {
			t.Errorf("%d keys are left, want the neighbour's alone", left)
		}
	})
}

// The first 20 values of a subject, sealed at once, share one key.
func TestSubjectKeyRace(t *testing.T) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		v := load(t, newFile(t))
		subject, sealed := w.IDs(), make([]string, 20)
		errs := testkit.Race(t, 20, func(i int) error {
			return w.DB.Write(w.Ctx(), func(tx *db.Tx) (err error) {
				sealed[i], err = v.SealFor(tx, subject, []byte{byte(i)})
				return err
			})
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		write(t, w, func(tx *db.Tx) error {
			for i, s := range sealed {
				got, err := v.OpenFor(tx, subject, s)
				if err != nil || got[0] != byte(i) {
					t.Errorf("%d: %v, %v", i, got, err)
				}
			}
			return nil
		})
	})
}

func TestMatch(t *testing.T) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		path := newFile(t)
		if err := load(t, path).Match(w.Ctx(), w.DB); err != nil {
			t.Fatal(err)
		}
		if _, err := AddKey(path); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a new key is noted, and then known
			if err := load(t, path).Match(w.Ctx(), w.DB); err != nil {
				t.Fatal(err)
			}
		}
		if err := load(t, newFile(t)).Match(w.Ctx(), w.DB); !errors.Is(err, ErrOtherKeys) {
			t.Errorf("a fresh key file in place of the lost one: %v", err)
		}
	})
}

func write(t *testing.T, w *testkit.World, fn func(*db.Tx) error) {
	t.Helper()
	if err := w.DB.Write(w.Ctx(), fn); err != nil {
		t.Fatal(err)
	}
}
