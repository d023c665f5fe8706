package imaging

import (
	"errors"
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
	"archwire/internal/platform/testkit"
)

// ledger stands for who keeps orders: it knows one of a patient, and writes down
// what it is told.
type ledger struct {
	order, patient string
	closed         bool
	told           []string
}

func (l *ledger) orders() Orders {
	return Orders{
		Take: func(_ *db.Tx, order, patient string) (bool, bool, error) {
			if order != l.order || patient != l.patient {
				return false, false, nil
			}
			l.told = append(l.told, "take")
			return true, !l.closed, nil
		},
		Reopen: func(_ *db.Tx, order string) error {
			l.told = append(l.told, "reopen")
			return nil
		},
	}
}

func TestImagesOfAnOrder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, other := h.patient(h.mill, "李积木"), h.patient(h.mill, "王石子")
		l := &ledger{order: h.IDs(), patient: p}
		bring := func(patient, order string, n int) (AddedImage, error) {
			file := asPNG(photo(20, n))
			return h.s.Add(h.as(h.mill), NewImage{Clinic: h.mill, Patient: patient, Order: order, Slot: FilmPano, Hash: files.HashOf(file), Content: file})
		}
		_, err := bring(p, l.order, 9)
		wantFault(t, err, NoSuchOrder) // nobody keeps orders
		h.s.Orders = l.orders()
		_, err = bring(other, l.order, 9)
		wantFault(t, err, NoSuchOrder)
		_, err = bring(p, h.IDs(), 9)
		wantFault(t, err, NoSuchOrder)
		if n := h.count("imaging_images", "1 = 1"); n != 0 {
			t.Errorf("%d images are left of what was refused", n)
		}

		first, err := bring(p, l.order, 10)
		ok(t, err)
		second, err := bring(p, "", 11)
		ok(t, err)
		i, err := h.s.File(h.as(h.mill), second.ID, 1, Filing{Order: &l.order}) // later
		if ok(t, err); i.Order != l.order || i.Version != 2 {
			t.Errorf("%+v", i)
		}
		gone, err := h.s.Withdraw(h.as(h.mill), first.ID, 1, "模糊")
		ok(t, err) // one is left
		none := ""
		_, err = h.s.File(h.as(h.mill), second.ID, 2, Filing{Order: &none})
		ok(t, err)
		_, err = h.s.Return(h.as(h.mill), first.ID, gone.Version)
		ok(t, err)
		if want := []string{"take", "take", "reopen", "take"}; !slices.Equal(l.told, want) {
			t.Errorf("told: %v", l.told)
		}
		l.closed = true
		_, err = bring(p, l.order, 12)
		wantFault(t, err, OrderClosed)
		v, steps, err := h.s.One(h.as(h.mill), second.ID)
		if ok(t, err); v.Order != "" || len(steps) != 3 || steps[1].Order != l.order || steps[2].Order != "" {
			t.Errorf("%+v %+v", v, steps)
		}
	})
}

func TestWithdrawnByMistake(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		file := asPNG(photo(20, 10))
		i := h.must(p, file, FaceFront)
		_, err := h.s.Return(h.as(h.mill), i.ID, 1)
		wantFault(t, err, NotWithdrawn)
		gone, err := h.s.Withdraw(h.as(h.mill), i.ID, 1, "拍的是别人")
		ok(t, err)
		list, err := h.s.OfPatient(h.as(h.mill), p, true)
		if ok(t, err); len(list) != 1 || list[0].Gone.Reason != "拍的是别人" || list[0].Gone.Name == "" {
			t.Errorf("%+v", list)
		}
		again := h.must(p, file, FaceFront)
		_, err = h.s.Return(h.as(h.mill), i.ID, gone.Version)
		wantFault(t, err, ThereAlready)
		_, err = h.s.Withdraw(h.as(h.mill), again.ID, 1, "重复")
		ok(t, err)
		done := 0
		for _, err := range testkit.Race(t, 20, func(int) error { _, err := h.s.Return(h.as(h.mill), i.ID, gone.Version); return err }) {
			if err == nil {
				done++
			} else if !errors.Is(err, db.Stale) {
				t.Error(err)
			}
		}
		_, steps, err := h.s.One(h.as(h.mill), i.ID)
		if ok(t, err); done != 1 || len(steps) != 3 || steps[2].Step != Returned {
			t.Errorf("%d came back: %+v", done, steps)
		}
		if list, err = h.s.OfPatient(h.as(h.mill), p, false); err != nil || len(list) != 1 || list[0].ID != i.ID || list[0].Gone.Step != "" {
			t.Errorf("%+v %v", list, err)
		}
		if want := []string{FactAdded, FactWithdrawn, FactAdded, FactWithdrawn, FactReturned}; !slices.Equal(h.facts(), want) {
			t.Errorf("facts: %v", h.facts())
		}
	})
}

// A set that was brought in on the wrong day is moved by one act, and back.
func TestMoveOfASet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, other := h.patient(h.mill, "李积木"), h.patient(h.mill, "王石子")
		var held []Held
		for n, slot := range []Slot{FaceFront, OralFront, OralUpper} {
			held = append(held, Held{h.must(p, asPNG(photo(20, 10+n)), slot).ID, 1})
		}
		days := func() (out []civil.Day) {
			list, err := h.s.OfPatient(h.as(h.mill), p, false)
			ok(t, err)
			for _, v := range list {
				out = append(out, v.Day)
			}
			return out
		}
		today, day, later := civil.Day("2026-11-22"), civil.Day("2026-11-01"), civil.Day("2026-11-23")
		stale := slices.Clone(held)
		stale[2].Version = 7
		for name, c := range map[string]struct {
			patient string
			list    []Held
			f       Filing
			want    error
		}{
			"one was changed meanwhile": {p, stale, Filing{Day: &day}, db.Stale},
			"another patient's":         {other, held, Filing{Day: &day}, ImageNotFound},
			"a day to come":             {p, held, Filing{Day: &later}, BadDay},
			"nobody's visit":            {p, held, Filing{Visit: &h.Tenant}, OtherPatient},
		} {
			if _, err := h.s.Move(h.as(h.mill), c.patient, c.list, c.f); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if got := days(); !slices.Equal(got, []civil.Day{today, today, today}) {
				t.Fatalf("%s: %v", name, got)
			}
		}
		moved, err := h.s.Move(h.as(h.mill), p, held, Filing{Day: &day})
		if ok(t, err); !slices.Equal(days(), []civil.Day{day, day, day}) {
			t.Errorf("%v", days())
		}
		for n, i := range moved {
			held[n] = Held{i.ID, i.Version}
		}
		if _, err = h.s.Move(h.as(h.mill), p, held, Filing{Day: &today}); err != nil || !slices.Equal(days(), []civil.Day{today, today, today}) {
			t.Errorf("back: %v %v", days(), err)
		}
		if n := h.count("imaging_events", "step = 'filed'"); n != 6 {
			t.Errorf("%d steps", n)
		}
	})
}
