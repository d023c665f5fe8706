package billing

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// treatments are desks whose patient has a plan of the module plans: accepted,
// executed step by step, undone, changed by approval.
type treatments struct {
	desks
	done []string // executions
}

var planActs = []string{"execute", "execute", "execute", "undo", "undo", "change", "change"}

// accept makes a plan of a contract, an item of sessions, one of teeth, and one
// that is done at once, at 95 per cent, and lets the patient agree to it.
func (h *till) accept(patient string, codes ...string) plans.Plan {
	h.t.Helper()
	in := plans.DraftIn{Clinic: h.clinic, Patient: patient, Doctor: h.doctor, Offer: plans.Offer{Plan: plans.Discount{Kind: plans.DiscountRate, Value: 9500}}}
	for _, code := range codes {
		in.Items = append(in.Items, h.planItem(code))
	}
	p, err := h.plans.Make(h.dentist(), in)
	ok(h.t, err)
	p, err = h.plans.Accept(h.dentist(), p.ID, p.Version, p.Amount)
	ok(h.t, err)
	return p
}

func (h *till) planItem(code string) plans.ItemIn {
	in := plans.ItemIn{Catalog: h.items[code]}
	switch code {
	case "E04":
		in.Site, in.Sessions = "46", 3
	case "R05":
		in.Site = "11,21,22"
	}
	return in
}

func (d *treatments) act() (string, error) {
	what := rapid.SampledFrom(slices.Concat(deskActs, planActs)).Draw(d.rt, "act")
	switch what {
	case "execute":
		p, err := d.plans.Show(d.dentist(), d.plan)
		ok(d.t, err)
		_, list, err := d.plans.Execute(d.dentist(), p.ID, p.Version, plans.Executing{Anyway: "资料在外院"}, []plans.Doing{
			{Item: p.Items[d.pick(len(p.Items))].ID, Number: rapid.IntRange(1, 3).Draw(d.rt, "steps")}})
		for _, e := range list {
			d.done = append(d.done, e.ID)
		}
		return what, err
	case "undo":
		if len(d.done) == 0 {
			return what, errNothing
		}
		_, err := d.plans.Undo(d.dentist(), d.done[d.pick(len(d.done))], "wrong_item", "")
		return what, err
	case "change":
		return what, d.change()
	}
	return what, d.do(what)
}

// change proposes another version and lets the manager decide.
func (d *treatments) change() error {
	p, err := d.plans.Show(d.dentist(), d.plan)
	ok(d.t, err)
	in := plans.DraftIn{Clinic: d.clinic, Patient: d.patient, Doctor: d.doctor, Offer: p.Offer}
	drop := d.pick(len(p.Items) + 1)
	for n, i := range p.Items {
		if n != drop && !i.Dropped {
			in.Items = append(in.Items, plans.ItemIn{ID: i.ID, Catalog: i.Catalog, Site: i.Site, Quantity: i.Quantity, Sessions: i.Sessions,
				Shares: i.Shares, Discount: i.Discount, Note: i.Note})
		}
	}
	if rapid.Bool().Draw(d.rt, "more") {
		in.Items = append(in.Items, d.planItem(rapid.SampledFrom([]string{"P01", "R05", "E04"}).Draw(d.rt, "code")))
	}
	change, err := d.plans.Propose(d.dentist(), p.ID, p.Version, in, "换一种做法")
	if err != nil {
		return err
	}
	boss := d.as(d.boss, d.clinic, plans.MayView, plans.MayApprove, tasks.MayView)
	list, err := d.tasks.Approvals(boss, tasks.ApprovalQuery{State: tasks.ApprovalWaiting, Subject: change.ID, Limit: 1})
	ok(d.t, err)
	_, err = d.tasks.Decide(boss, list[0].ID, list[0].Version, rapid.Bool().Draw(d.rt, "approved"), "看过了")
	if err != nil { // what follows is refused: the change is taken back
		refused := err
		_, err = d.tasks.Decide(boss, list[0].ID, list[0].Version, false, "做不到")
		ok(d.t, err)
		return refused
	}
	return nil
}

// whole holds plan and money against each other.
func (d *treatments) whole() {
	p, err := d.plans.Show(d.dentist(), d.plan)
	ok(d.t, err)
	a := d.account(d.patient).Agreements[0]
	if a.Amount != p.Amount || a.Executed != p.Executed() || p.Executed() > p.Amount {
		d.rt.Fatalf("%v: %d executed of %d, the plan says %d of %d", d.said, a.Executed, a.Amount, p.Executed(), p.Amount)
	}
	for _, i := range p.Items {
		var steps money.Fen
		for _, s := range i.Steps {
			steps += s.Amount
		}
		if !i.Dropped && steps != i.Priced.Net {
			d.rt.Fatalf("%v: the sessions of %s come to %d, the item to %d", d.said, i.Code, steps, i.Priced.Net)
		}
	}
}

// With a real plan: whatever is accepted, executed by step, undone, changed,
// charged, paid, given back, voided and merged in whichever order, no pot is below
// nothing, receipts equal their allocations, executed is never above accepted,
// refunded never above received, and the sessions come to their item.
func TestRandomTreatments(t *testing.T) {
	worked := map[string]int{} // on all databases together
	each(t, func(t *testing.T, h *till) {
		checks := "25"
		if h.DB.Dialect == db.Postgres || testing.Short() {
			checks = "8"
		}
		was := flag.Lookup("rapid.checks").Value.String()
		ok(t, flag.Set("rapid.checks", checks))
		defer flag.Set("rapid.checks", was)
		untilAll(t, worked, slices.Concat(deskActs, planActs), func(rt *rapid.T) {
			d := &treatments{desks: desks{till: h, rt: rt, patient: h.patient()}}
			d.plan = h.accept(d.patient, "O05", "E04", "R05", "P01").ID
			for range rapid.IntRange(5, 25).Draw(rt, "acts") {
				what, err := d.act()
				if err == nil {
					worked[what]++
				} else if _, known := fault.As(err); !known && !errors.Is(err, errNothing) {
					rt.Fatalf("%v, %s: %v", d.said, what, err)
				}
				d.said = append(d.said, fmt.Sprint(what, " ", err))
				d.check()
				d.whole()
			}
		})
		h.books(t)
	})
}
