package charting

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"archwire/internal/modules/catalog"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

func TestMustAskPregnancy(t *testing.T) {
	for _, x := range []struct {
		sex  patients.Sex
		age  int
		want bool
	}{
		{patients.Female, 11, false}, {patients.Female, 12, true}, {patients.Female, 55, true}, {patients.Female, 56, false}, {patients.Female, -1, true},
		{patients.Male, 30, false}, {patients.Male, -1, false}, {patients.Unknown, 30, true}, {patients.Unknown, 5, false},
	} {
		if got := mustAskPregnancy(x.sex, x.age); got != x.want {
			t.Errorf("%s of %d: %v", x.sex, x.age, got)
		}
	}
}

func TestOrderCheck(t *testing.T) {
	good := Order{Items: []string{"a", "b"}, Question: "术前", Pregnancy: NotPregnant, Urgency: Routine}
	for name, x := range map[string]struct {
		change func(*Order)
		want   string
	}{
		"good":          {func(*Order) {}, ""},
		"nothing":       {func(o *Order) { o.Items = nil }, "charting.order_items"},
		"twice":         {func(o *Order) { o.Items = []string{"b", "a", "b"} }, "charting.order_items"},
		"no question":   {func(o *Order) { o.Question = "" }, "charting.order_question"},
		"not asked":     {func(o *Order) { o.Pregnancy = "" }, "charting.pregnancy_asked"},
		"maybe":         {func(o *Order) { o.Pregnancy = MaybePregnant }, "charting.pregnancy_reason"},
		"maybe, reason": {func(o *Order) { o.Pregnancy, o.Reason = MaybePregnant, "急诊外伤" }, ""},
		"whenever":      {func(o *Order) { o.Urgency = "whenever" }, "charting.bad_choice"},
		"long":          {func(o *Order) { o.Reason = strings.Repeat("牙", 401) }, "charting.order_text_too_long"},
	} {
		o := good
		x.change(&o)
		var codes []string
		for _, f := range o.check(true) {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestOrdersByUrgency(t *testing.T) {
	list := []Order{{ID: "c", Urgency: Routine, OrderedAt: 1}, {ID: "b", Urgency: Soon, OrderedAt: 3}, {ID: "a", Urgency: Soon, OrderedAt: 2}, {ID: "d", Urgency: Urgent, OrderedAt: 9}}
	slices.SortFunc(list, pressing)
	got := ""
	for _, o := range list {
		got += o.ID
	}
	if got != "dabc" {
		t.Error(got)
	}
}

func TestOrderSteps(t *testing.T) {
	for _, x := range []struct {
		from OrderState
		step OrderStep
		text string
		want OrderState
		code string
	}{
		{Ordered, TakeIt, "", Taken, ""}, {Ordered, ReportIt, "x", "", "charting.order_standing"}, {Ordered, CancelIt, "重复", Cancelled, ""},
		{Taken, ReportIt, "未见异常", Reported, ""}, {Taken, ReportIt, " ", "", "charting.order_text_missing"}, {Taken, TakeIt, "", "", "charting.order_standing"},
		{Reported, CancelIt, "x", "", "charting.order_standing"}, {Cancelled, TakeIt, "", "", "charting.order_standing"},
		{Taken, CancelIt, strings.Repeat("牙", 401), "", "charting.order_text_too_long"},
	} {
		o, no := Order{State: x.from}.after(x.step, x.text, 7, "me")
		if no != nil {
			if no.Code != x.code {
				t.Errorf("%s %s: %s", x.from, x.step, no.Code)
			}
			continue
		}
		if o.State != x.want || x.code != "" {
			t.Errorf("%s %s: %s", x.from, x.step, o.State)
		}
	}
}

// An order from the chair to the report.
func TestOrderStory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		her := h.enter(h.mill, patients.Female, "1990-05-01")
		item := func(code string) (id string) {
			h.read(func(tx *db.Tx) error {
				i, err := h.s.catalog.ItemByCode(tx, code)
				id = i.ID
				return err
			})
			return id
		}
		o := Order{Clinic: h.mill, Patient: her, Items: []string{item("I02"), item("I01")}, Site: at(t, "46"), Question: "阻生齿位置"}
		_, err := h.s.OrderImaging(h.doctor(), o, nothing)
		refused(t, err, PregnancyAsked)
		o.Pregnancy = NotPregnant
		bad := o
		bad.Items = []string{item("E04")}
		_, err = h.s.OrderImaging(h.doctor(), bad, nothing)
		refused(t, err, OrderItems)
		bad.Items = []string{her}
		_, err = h.s.OrderImaging(h.doctor(), bad, nothing)
		refused(t, err, OrderItems)
		o, err = h.s.OrderImaging(h.doctor(), o, nothing)
		ok(t, err)
		room := h.as("fangpian", MayView, MayImage)
		book, err := h.s.OrdersIn(room, h.mill)
		ok(t, err)
		if len(book.List) != 1 || book.Names[o.OrderedBy] == "" || book.People[her].Name == "" {
			t.Fatalf("%+v", book)
		}
		_, err = h.s.MoveOrder(h.at(h.boat, "liangpingqi", MayView, MayImage), o.ID, 1, TakeIt, "")
		refused(t, err, OrderNotFound)
		o, err = h.s.MoveOrder(room, o.ID, 1, TakeIt, "")
		ok(t, err)
		_, err = h.s.MoveOrder(room, o.ID, 1, TakeIt, "")
		refused(t, err, db.Stale)
		o, err = h.s.MoveOrder(room, o.ID, 2, ReportIt, "48 近中阻生")
		ok(t, err)
		if o.State != Reported || o.Report != "48 近中阻生" || h.facts(FactOrdered) != 1 || h.facts(FactOrderTaken) != 1 || h.facts(FactOrderReported) != 1 {
			t.Errorf("%+v", o)
		}
		if book, err = h.s.OrdersIn(room, h.mill); err != nil || len(book.List) != 0 {
			t.Errorf("still open: %v, %v", book.List, err)
		}
	})
}

// Twenty take one order at once: it is taken once.
func TestOrderRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var item catalog.Item
		h.read(func(tx *db.Tx) (err error) { item, err = h.s.catalog.ItemByCode(tx, "I02"); return err })
		o, err := h.s.OrderImaging(h.doctor(), Order{Clinic: h.mill, Patient: h.enter(h.mill, patients.Male, "1990-05-01"), Items: []string{item.ID}, Question: "复查"}, nothing)
		ok(t, err)
		var done sync.WaitGroup
		won := make(chan bool, 20)
		for range 20 {
			done.Go(func() {
				switch _, err := h.s.MoveOrder(h.as("fangpian", MayImage), o.ID, 1, TakeIt, ""); {
				case err == nil:
					won <- true
				case !errors.Is(err, db.Stale):
					t.Error(err)
				}
			})
		}
		done.Wait()
		if n := h.facts(FactOrderTaken); len(won) != 1 || n != 1 {
			t.Errorf("taken %d times, told %d times", len(won), n)
		}
	})
}
