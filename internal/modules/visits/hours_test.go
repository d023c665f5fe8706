package visits

import (
	"testing"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// rehour gives the mill other hours, as its manager does.
func (h *house) rehour(change org.ClinicChange) {
	h.t.Helper()
	var version int64
	h.read(func(tx *db.Tx) error {
		c, err := h.s.org.Clinic(tx, h.mill)
		version = c.Version
		return err
	})
	_, err := h.s.org.ChangeClinic(h.Program(), h.mill, version, change)
	ok(h.t, err)
}

func (h *house) onList(want ...string) {
	h.t.Helper()
	open, err := h.s.MisfitList(h.manager(), h.mill)
	ok(h.t, err)
	var got []string
	for _, m := range open {
		got = append(got, m.Visit)
	}
	wantList(h.t, "work list", got, want...)
}

// TestOtherHoursListWhomTheyLeaveOutside: once, without those that somebody put
// there with a reason, and without those that somebody has settled.
func TestOtherHoursListWhomTheyLeaveOutside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.s.facts.Add(h.s.subscriptions()...))
		boss := h.as([]string{h.mill}, MayView, MayBook, MayOverride)
		early, late := h.wish("g01", "10:00"), h.wish("g01", "17:00")
		early.Doctor, late.Doctor = h.staff["dougenguan"].ID, h.staff["dougenguan"].ID
		_, err := h.s.Book(h.desk(), early)
		ok(t, err)
		p, err := h.s.Book(h.desk(), late)
		ok(t, err)
		night := h.wish("g01", "18:10")
		night.Doctor, night.Override = late.Doctor, "急诊"
		_, err = h.s.Book(boss, night)
		ok(t, err)
		phone := "029-0000000"
		h.rehour(org.ClinicChange{Phone: &phone})
		h.onList()
		short := org.EveryDay(9*60, 16*60)
		n := len(h.facts())
		h.rehour(org.ClinicChange{Hours: &short})
		h.onList(p.Visit.ID)
		wantList(t, "facts", h.told(n), FactMisfit)
		ok(t, h.s.SettleMisfit(h.manager(), h.mill, p.Visit.ID))
		n = len(h.facts())
		h.rehour(org.ClinicChange{Phone: &phone})
		h.onList()
		if told := h.told(n); len(told) != 0 {
			t.Errorf("a new number of the telephone says %v", told)
		}
		long := org.EveryDay(9*60, 18*60)
		h.rehour(org.ClinicChange{Hours: &long})
		h.onList()
	})
}

// TestAClinicThatShutsListsEverybody and takes nobody any more.
func TestAClinicThatShutsListsEverybody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.s.facts.Add(h.s.subscriptions()...))
		a, b := h.book("o12", "10:00"), h.book("o12", "16:00")
		_, err := h.s.org.CloseClinic(h.Program(), h.mill)
		ok(t, err)
		h.onList(a.ID, b.ID)
		_, err = h.s.Book(h.desk(), h.wish("o12", "11:00"))
		if f := wantFault(t, err, ClinicClosed); f.Args["rule"] != "门店已停业" {
			t.Errorf("%v", f.Args)
		}
		_, err = h.s.org.ReopenClinic(h.Program(), h.mill)
		ok(t, err)
		h.onList()
		h.book("o12", "11:00")
	})
}
