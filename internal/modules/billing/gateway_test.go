package billing

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/testkit"
)

// far is a till with the outside world's double behind it, its jobs at work.
type far struct {
	*till
	g      *gateways.Service
	w      *fake.World
	ticker *jobs.Ticker
	queue  *jobs.Queue
}

func eachFar(t *testing.T, fn func(t *testing.T, h *far)) {
	t.Helper()
	with := append(slices.Clone(stack), db.Migrations{Module: "gateways", Files: (&gateways.Service{}).Module().Migrations})
	testkit.Each(t, with, func(t *testing.T, w *testkit.World) { fn(t, goOut(t, open(t, w))) })
}

func goOut(t *testing.T, near *till) *far {
	t.Helper()
	h := &far{till: near}
	vault, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
	ok(t, err)
	quiet := slog.New(slog.DiscardHandler)
	h.queue = jobs.New(h.DB, quiet)
	h.g = gateways.New(gateways.Deps{DB: h.DB, Org: h.s.org, Auth: auth.New(h.DB, vault, h.s.audit.Act), Vault: vault, Audit: h.s.audit, Facts: h.bus,
		Jobs: h.queue, DoubleKeys: gateways.Keys{Serial: fake.MerchantSerial, PrivateKey: fake.MerchantKey, Secret: fake.Secret,
			PlatformSerial: fake.PlatformSerial, PlatformKey: fake.PlatformKey}})
	m := h.g.Module()
	ok(t, h.queue.Add(m.Jobs...))
	h.ticker = jobs.NewTicker(h.DB, quiet)
	ok(t, h.ticker.Add(m.Wakers...))
	ok(t, h.s.Outdoors(h.g, h.tasks))
	ok(t, h.bus.Add(h.s.outsideFacts()...))
	ok(t, m.Demo(h.program(), h.world))
	h.w, err = fake.New(fake.Options{Clock: h.Clock.Now})
	ok(t, err)
	server := httptest.NewServer(h.w.Handler())
	h.g.Double = server.URL
	ok(t, h.queue.Start(context.Background()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		ok(t, h.queue.Stop(ctx))
		server.Close()
	})
	return h
}

// until lets time pass until a request is as it is wanted.
func (h *far) until(id string, is func(gateways.Request) bool) gateways.Request {
	h.t.Helper()
	var r gateways.Request
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		var err error
		r, err = h.g.Show(h.program(), id)
		if ok(h.t, err); is(r) {
			return r
		}
		h.Clock.Add(500 * time.Millisecond)
		ok(h.t, h.ticker.Run(h.t.Context()))
	}
	h.t.Fatalf("%s is %s (%s %s)", r.Kind, r.State, r.Said, r.Code)
	return r
}

func (h *far) state(id string, want gateways.State) gateways.Request {
	h.t.Helper()
	return h.until(id, func(r gateways.Request) bool { return r.State == want })
}

// online asks for what a patient owes.
func (h *far) online(patient string, amount money.Fen) (gateways.Request, error) {
	return h.s.AskPayment(h.cashier(), OnlinePayment{Clinic: h.clinic, Patient: patient, Owed: h.account(patient).Owed, Amount: amount})
}

// paidOnline charges an item and lets it be paid by a code.
func (h *far) paidOnline(patient string) (Bill, gateways.Request) {
	h.t.Helper()
	b := h.bill(patient, "E04", 1)
	r, err := h.online(patient, b.Owed())
	ok(h.t, err)
	h.state(r.ID, gateways.Sent)
	ok(h.t, h.w.Pay(r.Number, false))
	return b, h.state(r.ID, gateways.Done)
}

func (h *far) of(patient string) OutsideView {
	h.t.Helper()
	v, err := h.s.OutsideOf(h.cashier(), patient)
	ok(h.t, err)
	return v
}

func TestPaidByCode(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		b, r := h.paidOnline(p)
		v := h.account(p)
		if v.Owed != 0 || len(v.Receipts) != 1 || v.Receipts[0].Total != r.Amount {
			t.Fatalf("%+v", v)
		}
		// It is in nobody's till, and is not voided.
		till, err := h.s.TillNow(h.cashier(), h.clinic, h.Actor)
		if ok(t, err); till.Entries != 0 {
			t.Errorf("the till holds %d entries", till.Entries)
		}
		want(t, h.s.VoidReceipt(h.cashier(), v.Receipts[0].ID, "twice"), ThroughProvider)
		// Taken back: through the provider, booked once that says so.
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "refund", How: fake.After, Times: 1})
		out, err := h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
		ok(t, err)
		same(t, "over the desk", out.Refund.Total, 0)
		back := h.of(p).Requests[0]
		if back.Kind != gateways.PaymentReturn || back.Amount != r.Amount {
			t.Fatalf("%+v", back)
		}
		// On its way it can be spent on nothing, nor go back a second time.
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Prepaid, Amount: 1, Reason: "other"})
		want(t, err, NotEnough)
		h.state(back.ID, gateways.Done)
		if v = h.account(p); v.Owed != 0 || v.Prepaid != 0 || len(v.Refunds) != 1 || v.Refunds[0].Total != r.Amount {
			t.Errorf("%+v", v)
		}
		h.books(t)
	})
}

// The matrix of acceptance: whatever the provider does, money is booked as it
// moved: never twice, never lost, and what nobody knows is seen.
func TestMoneyIsBookedAsItMoved(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		for _, how := range []string{"", fake.Late, fake.Silent, fake.After, fake.Broken, fake.Refuse} {
			for name, act := range h.acts() {
				t.Run(name+" "+how, func(t *testing.T) {
					h.w.Clear()
					act(t, how, func(provider, call string) {
						if how != "" {
							h.w.Add(fake.Rule{Provider: provider, Call: call, How: how, Times: 1, Millis: 30})
						}
					})
				})
			}
		}
		h.books(t)
	})
}

// ends is how a thing ends that the provider met in a way.
func ends(how string) gateways.State {
	switch how {
	case fake.Silent, fake.Broken:
		return gateways.Unknown
	case fake.Refuse:
		return gateways.Refused
	}
	return gateways.Done
}

func (h *far) acts() map[string]func(t *testing.T, how string, rule func(string, string)) {
	booked := func(t *testing.T, r gateways.Request, err error, how string) bool {
		t.Helper()
		ok(t, err)
		h.until(r.ID, func(r gateways.Request) bool {
			return r.State == ends(how) && (r.State != gateways.Unknown || r.Said == gateways.SaidAbsent)
		})
		return ends(how) == gateways.Done
	}
	return map[string]func(t *testing.T, how string, rule func(string, string)){
		"pay": func(t *testing.T, how string, rule func(string, string)) {
			p := h.patient()
			b := h.bill(p, "E04", 1)
			rule("wechatpay", "order")
			r, err := h.online(p, b.Owed())
			ok(t, err)
			if ends(how) != gateways.Done {
				// Nobody can pay a code that is not there; the order ends without money.
				h.until(r.ID, func(r gateways.Request) bool { return r.State == ends(how) })
				same(t, "owed", h.account(p).Owed, b.Owed())
				return
			}
			h.state(r.ID, gateways.Sent)
			ok(t, h.w.Pay(r.Number, false))
			h.state(r.ID, gateways.Done)
			same(t, "owed", h.account(p).Owed, 0)
			same(t, "receipts", len(h.account(p).Receipts), 1)
		},
		"return": func(t *testing.T, how string, rule func(string, string)) {
			p := h.patient()
			b, paid := h.paidOnline(p)
			rule("wechatpay", "refund")
			_, err := h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
			done := booked(t, h.of(p).Requests[0], err, how)
			v := h.account(p)
			same(t, "refunds", len(v.Refunds), map[bool]int{true: 1}[done])
			if ends(how) == gateways.Refused {
				same(t, "stands again", v.Prepaid, paid.Amount)
			}
		},
		"insurance": func(t *testing.T, how string, rule func(string, string)) {
			p := h.patient()
			b := h.insuredBill(p)
			rule("insurance", "2207")
			r, err := h.s.AskInsurance(h.cashier(), NewSettlement{h.clinic, p, b.ID, "000000199001011234"})
			ok(t, err)
			if _, err := h.pay(p, b.Owed(), NewTender{Means: Cash, Amount: 1}); err == nil && how == "" {
				now, _ := h.g.Show(h.program(), r.ID)
				if !now.State.Over() {
					t.Error("paid while the insurance was asked")
				}
			}
			done := booked(t, r, nil, how)
			v := h.account(p)
			if done {
				net := b.Lines[0].Net
				same(t, "owed", v.Owed, net-net/2-net*3/10)
			} else if v.Owed > b.Owed() || v.Owed < b.Owed()-1 {
				t.Errorf("owed %s", v.Owed)
			}
		},
		"invoice": func(t *testing.T, how string, rule func(string, string)) {
			p := h.patient()
			receipt := h.prepay(p, "", money.Yuan(100))
			rule("invoice", "issue")
			r, err := h.s.Invoice(h.cashier(), receipt.ID, Buyer{Name: "李积木"})
			if booked(t, r, err, how) {
				_, err = h.s.Invoice(h.cashier(), receipt.ID, Buyer{Name: "李积木"})
				want(t, err, gateways.AlreadyAsked)
			}
		},
		"voucher": func(t *testing.T, how string, rule func(string, string)) {
			p := h.patient()
			b := h.bill(p, "E04", 1)
			rule("voucher", "redeem")
			r, err := h.s.Redeem(h.cashier(), NewVoucher{h.clinic, p, []string{b.ID}, "meituan", h.code()})
			v := b.Owed()
			if booked(t, r, err, how) {
				v -= money.Yuan(99)
			}
			same(t, "owed", h.account(p).Owed, max(v, 0))
		},
	}
}

// code is a voucher that was sold.
func (h *far) code() string {
	h.count++
	return fmt.Sprintf("6%011d", h.count)
}

// insuredBill charges an item that is insured.
func (h *far) insuredBill(patient string) Bill {
	h.t.Helper()
	var code string
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := h.s.catalog.List(tx, h.clinic, h.day)
		for _, p := range list {
			if p.Insured && p.HasPrice && p.Price.Amount > 0 && code == "" {
				code = p.Code
			}
		}
		return err
	}))
	if code == "" {
		h.t.Fatal("nothing is insured")
	}
	return h.bill(patient, code, 1)
}

func TestPaidAfterItWasClosedStandsAsPrepaid(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		b := h.bill(p, "E04", 1)
		r, err := h.online(p, b.Owed())
		ok(t, err)
		_, err = h.online(p, b.Owed())
		want(t, err, gateways.AlreadyAsked) // one code at a time
		h.state(r.ID, gateways.Sent)
		_, err = h.g.Close(h.cashier(), r.ID)
		ok(t, err)
		h.state(r.ID, gateways.Closed)
		ok(t, h.w.Pay(r.Number, true))
		r = h.state(r.ID, gateways.Done)
		v := h.account(p)
		if !r.Late || v.Prepaid != r.Amount || v.Owed != b.Owed() {
			t.Errorf("late %v, prepaid %s, owed %s", r.Late, v.Prepaid, v.Owed)
		}
		var n int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
			n, err = tx.From("tasks_tasks").Where("dedupe_key = ?", "billing.late/"+r.ID).Count()
			return err
		}))
		same(t, "the desk's task", n, 1)
		h.books(t)
	})
}

// Paid at the desk while the code was open: nothing is paid twice over, the rest
// stands.
func TestPaidTwiceStands(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		b := h.bill(p, "E04", 1)
		r, err := h.online(p, b.Owed())
		ok(t, err)
		h.state(r.ID, gateways.Sent)
		_, err = h.pay(p, b.Owed(), NewTender{Means: Cash, Amount: b.Owed()})
		ok(t, err)
		ok(t, h.w.Pay(r.Number, false))
		h.state(r.ID, gateways.Done)
		v := h.account(p)
		same(t, "prepaid", v.Prepaid, b.Owed())
		same(t, "owed", v.Owed, 0)
		h.books(t)
	})
}

func TestInsuranceIsReversedBeforeRefund(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		b := h.insuredBill(p)
		ask := func() (gateways.Request, error) {
			return h.s.AskInsurance(h.cashier(), NewSettlement{h.clinic, p, b.ID, "000000199001011234"})
		}
		var first gateways.Request
		good := 0
		list := make([]gateways.Request, 20)
		for i, err := range testkit.Race(t, 20, func(i int) (err error) { list[i], err = ask(); return err }) {
			if err == nil {
				good++
				first = list[i]
			}
		}
		same(t, "asked", good, 1)
		h.state(first.ID, gateways.Done)
		v := h.account(p)
		same(t, "receipts", len(v.Receipts), 1)
		_, err := ask()
		if err == nil {
			t.Error("settled twice")
		}
		_, err = h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
		want(t, err, InsuranceFirst)
		h.w.Add(fake.Rule{Provider: "insurance", Call: "2208", How: fake.After, Times: 1})
		undo, err := h.s.UndoInsurance(h.cashier(), first.ID, "charged_wrongly")
		ok(t, err)
		h.state(undo.ID, gateways.Done)
		same(t, "owed again", h.account(p).Owed, b.Owed())
		_, err = h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
		ok(t, err)
		h.books(t)
	})
}

func TestInvoiceIsTakenBackByARedOne(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		receipt := h.prepay(p, "", money.Yuan(100))
		r, err := h.s.Invoice(h.cashier(), receipt.ID, Buyer{"积木科技", "91000000000000000X"})
		ok(t, err)
		if r = h.state(r.ID, gateways.Done); r.Answer.Invoice == "" {
			t.Fatalf("%+v", r)
		}
		same(t, "proposals", len(h.of(p).Proposals), 0)
		_, err = h.s.RefundStanding(h.cashier(), GiveBack{Clinic: h.clinic, Patient: p, Pot: Prepaid, Amount: money.Yuan(30), Reason: "other"})
		ok(t, err)
		todo := h.of(p).Proposals
		if len(todo) != 1 || todo[0].Amount != money.Yuan(30) {
			t.Fatalf("%+v", todo)
		}
		_, err = h.s.RedInvoice(h.cashier(), r.ID, money.Yuan(101), "other")
		want(t, err, BadAmount)
		red, err := h.s.RedInvoice(h.cashier(), r.ID, todo[0].Amount, "other")
		ok(t, err)
		h.state(red.ID, gateways.Done)
		same(t, "proposals", len(h.of(p).Proposals), 0)
		for _, to := range []Buyer{{}, {Name: strings.Repeat("牙", 10_000)}, {Name: "x", TaxNo: "1"}} {
			_, err = h.s.Invoice(h.cashier(), receipt.ID, to)
			want(t, err, BadBuyer)
		}
	})
}

// What nobody outside confirms is booked on a slip by two persons.
func TestBookedByHandByTwo(t *testing.T) {
	eachFar(t, func(t *testing.T, h *far) {
		p := h.patient()
		b, _ := h.paidOnline(p)
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "refund", How: fake.Silent, Times: 1})
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "ask_refund", How: fake.Silent})
		_, err := h.s.RefundLine(h.cashier(), TakeBack{Line: b.Lines[0].ID, Quantity: 1, Reason: "not_done"})
		ok(t, err)
		back := h.of(p).Requests[0]
		h.state(back.ID, gateways.Unknown)
		want(t, h.s.BookByHand(h.cashier(), back.ID, "一"), BadSlip)
		ok(t, h.s.BookByHand(h.cashier(), back.ID, "5030-1"))
		want(t, h.s.BookByHand(h.cashier(), back.ID, "5030-1"), tasks.AlreadyAsked)
		var a tasks.Approval
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { a, _, err = h.tasks.Waiting(tx, ApprovalByHand, back.ID); return err }))
		_, err = h.tasks.Decide(h.as(h.Actor, h.clinic, MayBookByHand), a.ID, a.Version, true, "")
		want(t, err, tasks.OwnApproval)
		decides := h.as(h.IDs(), h.clinic, MayBookByHand, MayClose)
		_, err = h.tasks.Decide(decides, a.ID, a.Version, true, "")
		ok(t, err)
		h.state(back.ID, gateways.Done)
		same(t, "refunds", len(h.account(p).Refunds), 1)
		mine, err := h.s.TillNow(decides, h.clinic, "")
		ok(t, err)
		same(t, "in the till of who decided", mine.Entries, 0)
		h.books(t)
	})
}
