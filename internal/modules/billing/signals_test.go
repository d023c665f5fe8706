package billing

import (
	"testing"

	"archwire/internal/kit/money"
	"archwire/internal/kit/span"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

func TestSignalState(t *testing.T) {
	for _, x := range []struct {
		s    Signal
		want SignalState
	}{{Signal{}, SignalNone}, {Signal{Charged: 5, Left: 2}, SignalNone}, {Signal{Charged: 5}, SignalSettled}, {Signal{Charged: 5, Owed: 1}, SignalOwed},
		{Signal{Owed: 1, Overdue: 1}, SignalOverdue}} {
		same(t, "state", x.s.State(), x.want)
	}
}

// Who owes, who is behind and who has paid is told with a few questions for all of
// a day; paid, it is told no more, and the call about it closes by itself.
func TestSignals(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		late, owes, paid, quiet := h.patient(), h.patient(), h.patient(), h.patient()
		plan := h.agree(late, money.Yuan(1000), money.Yuan(1000), true)
		due := h.today()
		_, err := h.s.AgreeSchedule(h.cashier(), plan, 1, []Instalment{{Amount: money.Yuan(600), Due: due}, {Amount: money.Yuan(400), Due: due.AddMonths(6)}})
		ok(t, err)
		_, err = h.s.CallOverdue(h.cashier(), plan)
		want(t, err, NothingOverdue)
		h.Clock.Add(5 * day)
		h.bill(owes, "I02", 1)
		h.bill(paid, "I02", 1)
		_, err = h.pay(paid, money.Yuan(120), cash(money.Yuan(120))...)
		ok(t, err)
		tell := func() map[string]Signal {
			out := map[string]Signal{}
			ok(t, h.DB.Read(h.cashier(), func(tx *db.Tx) error {
				list, err := h.s.signals(tx, signalsAsked{people: []string{late, owes, paid, quiet}, clinic: h.clinic, day: h.today(), today: h.today()})
				for _, one := range list {
					out[one.Patient] = one
				}
				return err
			}))
			return out
		}
		got := tell()
		same(t, "late", got[late], Signal{Patient: late, Overdue: money.Yuan(600), Since: due, Days: 5})
		same(t, "owes", got[owes], Signal{Patient: owes, Owed: money.Yuan(120), Charged: money.Yuan(120), Left: money.Yuan(120)})
		same(t, "paid", got[paid], Signal{Patient: paid, Charged: money.Yuan(120)})
		same(t, "nothing is said of others", len(got), 3)
		one, err := h.s.PatientSignal(h.cashier(), late)
		ok(t, err)
		same(t, "of one", one.State(), SignalOverdue)
		_, err = h.s.PatientSignal(h.cashier(), h.IDs())
		want(t, err, PatientNotFound)
		_, err = h.s.DaySignals(h.as(h.Actor, h.other, MayView), h.clinic, "")
		want(t, err, db.OutOfScope)
		none, err := h.s.DaySignals(h.cashier(), h.clinic, "")
		ok(t, err)
		same(t, "nobody has a visit", len(none), 0)

		task, err := h.s.CallOverdue(h.cashier(), plan)
		ok(t, err)
		again, err := h.s.CallOverdue(h.cashier(), plan)
		ok(t, err)
		same(t, "one call", again, task)
		h.prepay(late, plan, money.Yuan(100))
		h.paidUp(late)
		same(t, "it stands while something is overdue", h.open(callKey(plan)), true)
		h.prepay(late, plan, money.Yuan(500))
		h.paidUp(late)
		same(t, "it closes by itself", h.open(callKey(plan)), false)
		same(t, "nothing more is said", tell()[late].State(), SignalNone)
	})
}

// paidUp lets the reminders hear that money came in.
func (h *till) paidUp(patient string) {
	h.t.Helper()
	ok(h.t, h.s.paidUp(h.program(), []events.Fact{{Kind: FactReceived, Clinic: h.clinic, Patient: patient}}))
}

func (h *till) open(dedupe string) (found bool) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := h.s.tasks.FindAll(tx, []string{dedupe})
		_, found = list[dedupe]
		return err
	}))
	return found
}

// Before a debonding the assistant is reminded of what is open; the task moves and
// goes with the booking, and goes when all is paid. Nothing is locked.
func TestBalanceBeforeDebonding(t *testing.T) {
	each(t, func(t *testing.T, h *till) {
		p := h.patient()
		plan := h.agree(p, money.Yuan(1000), money.Yuan(1000), true)
		_, err := h.s.AgreeSchedule(h.cashier(), plan, 1, []Instalment{{Amount: money.Yuan(1000), Milestone: Debonding}})
		ok(t, err)
		var heard events.Fact
		ok(t, h.bus.Add(events.Subscription{Name: "billing.test", Kinds: []string{visits.FactBooked, visits.FactMoved, visits.FactCancelled},
			Now: func(_ *db.Tx, f events.Fact) error { heard = f; return nil }}))
		visit, start := h.IDs(), h.Clock.Now()+10*span.Day
		hear := func(kind, code string, start int64) {
			t.Helper()
			fact := events.Fact{Kind: kind, Clinic: h.clinic, Patient: p, Subject: visit, Body: visits.FactBody{Visit: visit, Code: code, Start: start, Day: h.today().AddDays(10)}}
			ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error { return h.bus.Publish(tx, fact) }))
			ok(t, h.s.debondings(h.program(), []events.Fact{heard}))
		}
		due := func() (at int64) {
			ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
				list, err := h.s.tasks.FindAll(tx, []string{debondKey(plan)})
				at = list[debondKey(plan)].Due
				return err
			}))
			return at
		}
		hear(visits.FactBooked, "o12", start)
		same(t, "a review asks nothing", h.open(debondKey(plan)), false)
		hear(visits.FactBooked, "o24", start)
		same(t, "a day before", due(), start-24*span.Hour)
		hear(visits.FactMoved, "o24", start+span.Hour)
		same(t, "it moves along", due(), start-23*span.Hour)
		hear(visits.FactCancelled, "o24", start)
		same(t, "and goes", h.open(debondKey(plan)), false)
		hear(visits.FactBooked, "o24", start)
		_, err = h.execute(p, plan, "O05", money.Yuan(400), money.Yuan(400), plans.StepDebond)
		ok(t, err) // no door is locked
		h.prepay(p, plan, money.Yuan(1000))
		h.paidUp(p)
		same(t, "paid, it goes by itself", h.open(debondKey(plan)), false)
		hear(visits.FactBooked, "o24", start)
		same(t, "and does not come again", h.open(debondKey(plan)), false)
	})
}
