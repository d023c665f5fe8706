package charting

import (
	"testing"

	"archwire/internal/modules/catalog"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// An order is taken by its first image and waits again when the last is withdrawn.
func TestOrderByImages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var item catalog.Item
		h.read(func(tx *db.Tx) (err error) { item, err = h.s.catalog.ItemByCode(tx, "I02"); return err })
		him := h.enter(h.mill, patients.Male, "1990-05-01")
		o, err := h.s.OrderImaging(h.doctor(), Order{Clinic: h.mill, Patient: him, Items: []string{item.ID}, Question: "复查"}, nothing)
		ok(t, err)
		room := h.as("fangpian", MayView, MayImage)
		take := func(order, patient string) (known, open bool) {
			t.Helper()
			ok(t, h.DB.Write(room, func(tx *db.Tx) (err error) { known, open, err = h.s.TakeByImage(tx, order, patient); return err }))
			return known, open
		}
		standing := func(want OrderState, version int64) {
			t.Helper()
			book, err := h.s.OrdersOf(room, him)
			list := book.List
			if ok(t, err); len(list) != 1 || list[0].State != want || list[0].Version != version || (list[0].TakenAt > 0) != (want == Taken) {
				t.Errorf("%+v, want %s at %d", list, want, version)
			}
		}
		reopen := func() { ok(t, h.DB.Write(room, func(tx *db.Tx) error { return h.s.ReopenByImage(tx, o.ID) })) }
		if known, _ := take(o.ID, h.enter(h.mill, patients.Male, "1990-05-01")); known {
			t.Error("it is another patient's")
		}
		for _, nobodys := range []string{h.IDs(), "x", ""} {
			if known, _ := take(nobodys, him); known {
				t.Errorf("%q is known", nobodys)
			}
		}
		standing(Ordered, 1)
		for range 2 { // the second image changes nothing
			if known, open := take(o.ID, him); !known || !open {
				t.Error("refused")
			}
			standing(Taken, 2)
		}
		for range 2 {
			reopen()
			standing(Ordered, 3)
		}
		if n, again := h.facts(FactOrderTaken), h.facts(FactOrderReopened); n != 1 || again != 1 {
			t.Errorf("told %d times, %d times", n, again)
		}
		take(o.ID, him)
		_, err = h.s.MoveOrder(room, o.ID, 4, ReportIt, "未见异常")
		ok(t, err)
		if known, open := take(o.ID, him); !known || open {
			t.Error("a reported order took an image")
		}
		reopen()
		if book, err := h.s.OrdersOf(room, him); err != nil || book.List[0].State != Reported {
			t.Errorf("%+v %v", book, err)
		}
	})
}
