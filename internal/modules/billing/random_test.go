package billing

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
)

// desks are random acts at the desk about one patient and one plan. An act is
// done or refused by a fault; whichever, the books must come out.
type desks struct {
	*till
	rt      *rapid.T
	patient string
	plan    string
	amount  money.Fen
	done    []executed
	said    []string // for the failure's reader
}

type executed struct {
	id     string
	amount money.Fen
}

// errNothing: the act found nothing that it could be done to.
var errNothing = errors.New("nothing to do it to")

func (d *desks) fen(name string, most int64) money.Fen {
	return money.Fen(rapid.Int64Range(1, most).Draw(d.rt, name))
}

func (d *desks) pick(n int) int { return rapid.IntRange(0, n-1).Draw(d.rt, "which") }

// tenders are one or two of different means.
func (d *desks) tenders() []NewTender {
	out := cash(d.fen("cash", 30000))
	if rapid.Bool().Draw(d.rt, "two") {
		out = append(out, NewTender{Means: WeChat, Amount: d.fen("wechat", 30000)})
	}
	return out
}

// deskActs are the acts at the desk, those that are wanted more often more often.
var deskActs = []string{"bill", "bill", "pay", "pay", "prepay", "prepay", "store", "refund", "refund", "take back", "take back", "void receipt", "void bill", "merge"}

// act does something at the desk, or tells what the module plans would tell.
func (d *desks) act() (string, error) {
	what := rapid.SampledFrom(slices.Concat(deskActs, []string{"execute", "execute", "undo"})).Draw(d.rt, "act")
	switch what {
	case "execute":
		n := d.fen("amount", int64(d.amount)/3)
		id, err := d.execute(d.patient, d.plan, "O05", n+100, n, plans.StepReview)
		if err == nil {
			d.done = append(d.done, executed{id, n})
		}
		return what, err
	case "undo":
		if len(d.done) == 0 {
			return what, errNothing
		}
		e := d.done[d.pick(len(d.done))] // perhaps for the second time, which is refused
		return what, d.undo(d.patient, d.plan, e.id, e.amount+100, e.amount)
	}
	return what, d.do(what)
}

// do does one of the acts at the desk.
func (d *desks) do(what string) error {
	ctx := d.cashier()
	switch what {
	case "bill":
		code := rapid.SampledFrom([]string{"I02", "P05", "R01", "G01"}).Draw(d.rt, "code")
		_, err := d.s.Charge(ctx, NewBill{Clinic: d.clinic, Patient: d.patient, Lines: []NewLine{
			{Item: d.items[code], Quantity: rapid.IntRange(1, 3).Draw(d.rt, "quantity")}, {Item: d.items["I01"], Quantity: 1}}})
		return err
	case "pay":
		p := Payment{Clinic: d.clinic, Patient: d.patient, Owed: d.account(d.patient).Owed, KeepRest: rapid.Bool().Draw(d.rt, "keep")}
		switch d.pick(4) {
		case 0:
			p.UsePrepaid = d.fen("prepaid", 20000)
		case 1:
			p.UseStored = d.fen("stored", 20000)
		default:
			p.Tenders = d.tenders()
		}
		_, err := d.s.Pay(ctx, p)
		return err
	case "prepay", "store":
		p := Prepayment{Clinic: d.clinic, Patient: d.patient, Tenders: d.tenders()}
		if p.Stored = what == "store"; p.Stored {
			p.Gift = d.fen("gift", 6000)
		} else if rapid.Bool().Draw(d.rt, "for the plan") {
			p.Agreement = d.plan
		}
		_, err := d.s.Prepay(ctx, p)
		return err
	}
	return d.wayBack(ctx, what)
}

// wayBack are the acts that take something back.
func (d *desks) wayBack(ctx context.Context, what string) error {
	v := d.account(d.patient)
	switch what {
	case "refund":
		g := GiveBack{Clinic: d.clinic, Patient: d.patient, Pot: rapid.SampledFrom([]Pot{Prepaid, Contract, Principal}).Draw(d.rt, "pot"),
			Amount: d.fen("back", 3000), Reason: "other"}
		if g.Pot == Contract {
			g.Agreement = d.plan
		}
		_, err := d.s.RefundStanding(ctx, g)
		return err
	case "take back":
		if len(v.Bills) == 0 {
			return errNothing
		}
		bills := v.Bills
		if ofDesk := slices.DeleteFunc(slices.Clone(bills), func(b Bill) bool { return b.Kind != DeskBill }); len(ofDesk) > 0 && d.pick(4) > 0 {
			bills = ofDesk // of the others nothing is taken back, which is tried now and then
		}
		b := bills[d.pick(len(bills))]
		_, err := d.s.RefundLine(ctx, TakeBack{Line: b.Lines[d.pick(len(b.Lines))].ID, Quantity: rapid.IntRange(1, 3).Draw(d.rt, "quantity"),
			Keep: rapid.Bool().Draw(d.rt, "keep"), Reason: "other"})
		return err
	case "void receipt":
		if len(v.Receipts) == 0 {
			return errNothing
		}
		return d.s.VoidReceipt(ctx, v.Receipts[d.pick(len(v.Receipts))].ID, "other")
	case "void bill":
		if len(v.Bills) == 0 {
			return errNothing
		}
		return d.s.VoidBill(ctx, v.Bills[d.pick(len(v.Bills))].ID, "other")
	}
	into := d.till.patient()
	before := d.account(d.patient)
	if _, err := d.people.MergeInto(d.program(), d.patient, into, "同一个人"); err != nil {
		return err
	}
	d.patient = into
	after := d.account(into)
	if before.Owed != after.Owed || before.Prepaid != after.Prepaid || before.Contracts != after.Contracts || before.Principal != after.Principal {
		d.rt.Fatalf("a merge changed what there is: %+v, %+v", before, after)
	}
	return nil
}

// Whatever is done in whichever order, no pot is below nothing, rows and journal
// say the same, and never more goes back than came in.
func TestRandomDays(t *testing.T) {
	worked := map[string]int{} // on all databases together
	each(t, func(t *testing.T, h *till) {
		checks := "40"
		if h.DB.Dialect == db.Postgres || testing.Short() {
			checks = "15"
		}
		was := flag.Lookup("rapid.checks").Value.String()
		ok(t, flag.Set("rapid.checks", checks))
		defer flag.Set("rapid.checks", was)
		untilAll(t, worked, slices.Concat(deskActs, []string{"execute", "undo"}), func(rt *rapid.T) {
			d := &desks{till: h, rt: rt, patient: h.patient(), amount: money.Fen(rapid.Int64Range(300, 90000).Draw(rt, "agreed"))}
			d.plan = h.agree(d.patient, d.amount+1000, d.amount, true)
			for range rapid.IntRange(5, 25).Draw(rt, "acts") {
				what, err := d.act()
				if err == nil {
					worked[what]++
				} else if _, known := fault.As(err); !known && !errors.Is(err, errNothing) {
					rt.Fatalf("%s: %v", what, err)
				}
				d.said = append(d.said, fmt.Sprint(what, " ", err))
				d.check()
			}
		})
		h.books(t)
	})
}

// untilAll checks a property, and goes on with further cases until each act has worked
// at least once: what is drawn is left to chance, that all of it is tried is not.
func untilAll(t *testing.T, worked map[string]int, acts []string, property func(*rapid.T)) {
	missing := func(what string) bool { return worked[what] == 0 }
	for range 20 {
		if rapid.Check(t, property); t.Failed() || !slices.ContainsFunc(acts, missing) {
			return
		}
	}
	t.Errorf("some act never worked: %v", worked)
}

// check looks at the patient's own account after each act.
func (d *desks) check() {
	v := d.account(d.patient)
	a := v.Agreements[0]
	var in, out, stands, spent, paid money.Fen
	for _, r := range v.Receipts {
		for _, t := range r.Tenders {
			in, out, stands, spent = in+t.Amount, out+t.Refunded, stands+t.Standing, spent+t.Spent
			if t.Standing < 0 || t.Spent < 0 || t.Refunded < 0 {
				d.rt.Fatalf("%v: a tender below nothing: %+v", d.said, t)
			}
		}
	}
	for _, b := range v.Bills {
		for _, l := range b.Lines {
			paid += l.Paid
			if l.Owed() < 0 {
				d.rt.Fatalf("%v: more than all of a line is paid: %+v", d.said, l)
			}
		}
	}
	if in != stands+spent+out || out > in || spent != paid || stands != v.Prepaid+v.Contracts+v.Principal+v.Gift {
		d.rt.Fatalf("%v: in %d, out %d, stands %d, spent %d, paid %d, %+v", d.said, in, out, stands, spent, paid, v)
	}
	if a.Executed < 0 || a.Executed > a.Amount {
		d.rt.Fatalf("%v: executed %d of %d", d.said, a.Executed, a.Amount)
	}
	for _, f := range a.Figures {
		if f.Refund < 0 || f.Refund > a.Received {
			d.rt.Fatalf("%v: refundable %d of %d", d.said, f.Refund, a.Received)
		}
	}
}
