package gateways

import (
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

func TestPaymentIsScannedAndPaid(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		r := h.sent(pay())
		if r.State != Sent || !strings.HasPrefix(r.Answer.QR, "weixin://") {
			t.Fatalf("%+v", r)
		}
		if r = h.asked(r.ID); r.State != Sent {
			t.Fatalf("nobody paid: %s", r.State)
		}
		ok(t, h.w.Pay(r.Number, false))
		if r = h.asked(r.ID); r.State != Done || r.ProviderNo == "" || r.Late || r.WakeAt != 0 {
			t.Fatalf("%+v", r)
		}
		if h.facts(r.ID, FactDone) != 1 || h.asked(r.ID).State != Done || h.facts(r.ID, FactDone) != 1 {
			t.Errorf("told %d times", h.facts(r.ID, FactDone))
		}
		back := h.sent(NewRequest{Kind: PaymentReturn, Of: r.ID, Subject: "x", Amount: money.Yuan(40), Ask: Ask{Reason: "退费"}})
		if back.State != Sent && back.State != Done {
			t.Fatalf("%+v", back)
		}
		if back = h.asked(back.ID); back.State != Done || h.facts(back.ID, FactDone) != 1 {
			t.Fatalf("%+v", back)
		}
		heard, err := h.s.Log(h.program(), r.ID)
		ok(t, err)
		for _, x := range heard {
			if !x.Sound || x.Status != 200 || len(x.Hash) != 64 {
				t.Errorf("%+v", x)
			}
		}
		if len(heard) < 3 {
			t.Errorf("%d lines", len(heard))
		}
	})
}

// The matrix: whatever the double does in the call that counts, the thing happens
// at most once, is told once, and what is not known is seen as unknown.
func TestWhateverTheProviderDoes(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		for _, k := range h.kinds() {
			for _, x := range []struct {
				how         string
				first, then State
			}{
				{"", Done, Done},
				{fake.Late, Done, Done},
				{fake.Silent, Unknown, Unknown},
				{fake.After, Unknown, Done},
				{fake.Broken, Unknown, Unknown},
				{fake.Refuse, Refused, Refused},
			} {
				t.Run(string(k.n.Kind)+" "+k.n.Platform+" "+x.how, func(t *testing.T) {
					h.w.Clear()
					if x.how != "" {
						h.w.Add(fake.Rule{Provider: k.provider, Call: k.call, How: x.how, Times: 1, Millis: 50})
					}
					if k.n.Kind == VoucherRedeem {
						k.n.Person = "6" + h.IDs()
					}
					if k.n.Kind == Payment { // an order waits for its payer
						if x.first, x.then = waiting(x.first), waiting(x.then); x.then == Done {
							x.then = Sent
						}
					}
					if k.n.Kind == InsuranceSettle && x.how == fake.Broken {
						x.first = Unknown
					}
					r := h.sent(k.n)
					if r.State != x.first {
						t.Fatalf("first %s (%s %s), want %s", r.State, r.Code, r.Words, x.first)
					}
					// A job that comes again sends nothing.
					ok(t, h.s.send(h.program(), r.ID))
					if r = h.asked(r.ID); r.State != x.then {
						t.Fatalf("then %s (%s %s), want %s", r.State, r.Code, r.Words, x.then)
					}
					if x.then == Unknown && (r.Said != SaidAbsent || h.facts(r.ID, FactUnknown) != 1) {
						t.Errorf("%s, told %d times", r.Said, h.facts(r.ID, FactUnknown))
					}
					if n := h.facts(r.ID, FactDone); n != map[bool]int{true: 1}[x.then == Done] {
						t.Errorf("told done %d times", n)
					}
				})
			}
		}
	})
}

// waiting is where a payment stands when another thing would be done.
func waiting(s State) State {
	if s == Done {
		return Sent
	}
	return s
}

// A job that died after it sent is not sent again: it is asked about.
func TestDeadJobIsAskedAbout(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		for _, k := range h.kinds() {
			if k.n.Kind == VoucherRedeem {
				k.n.Person = "6" + h.IDs()
			}
			r := h.request(k.n)
			// As far as the note that it is being sent, and the call; not the answer.
			_, err := h.s.change(h.program(), r.ID, func(tx *db.Tx, r *Request) error { r.SendingAt = tx.Now(); return nil })
			ok(t, err)
			now := h.now(r.ID)
			c, err := h.s.prepare(h.program(), &now)
			ok(t, err)
			c.keep = func(a Answer) error {
				_, err := h.s.change(h.program(), r.ID, func(_ *db.Tx, now *Request) error { now.Answer = merged(now.Answer, a); return nil })
				return err
			}
			adapters[c.acct.Provider].send(h.program(), c)
			ok(t, h.s.send(h.program(), r.ID))
			if got := h.now(r.ID); got.State != Asked {
				t.Fatalf("%s: sent again: %s", k.n.Kind, got.State)
			}
			h.Clock.Add(sendGrace + time.Second)
			want := Done
			if k.n.Kind == Payment {
				want = Sent
			}
			if got := h.asked(r.ID); got.State != want {
				t.Errorf("%s: %s (%s)", k.n.Kind, got.State, got.Code)
			}
		}
	})
}

func TestNobodyPaysIsClosedAtTheProvider(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		r := h.sent(pay())
		_, err := h.s.Close(h.program(), r.ID)
		ok(t, err)
		if r = h.asked(r.ID); r.State != Closed || h.facts(r.ID, FactClosed) != 1 {
			t.Fatalf("%+v", r)
		}
		if h.w.Pay(r.Number, false) == nil {
			t.Error("a closed order was paid")
		}
		// By itself, once its time is over.
		late := h.sent(pay())
		h.Clock.Add(6 * time.Minute)
		if late = h.asked(late.ID); late.State != Closed {
			t.Errorf("after its time: %s", late.State)
		}
		// Paid in the moment of closing: it is done, not closed.
		race := h.sent(pay())
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "close", How: fake.Paid, Times: 1})
		_, err = h.s.Close(h.program(), race.ID)
		ok(t, err)
		if race = h.asked(race.ID); race.State != Done || race.Late {
			t.Errorf("paid while closing: %s", race.State)
		}
		// Paid although it is closed: told as late.
		ok(t, h.w.Pay(late.Number, true))
		if late = h.asked(late.ID); late.State != Done || !late.Late || h.facts(late.ID, FactDone) != 1 {
			t.Errorf("%+v", late)
		}
		// Nothing of it has left the house: closed at once.
		quick := h.request(pay())
		quick, err = h.s.Close(h.program(), quick.ID)
		if ok(t, err); quick.State != Closed {
			t.Error(quick.State)
		}
		ok(t, h.s.send(h.program(), quick.ID))
		if h.now(quick.ID).State != Closed {
			t.Error("sent after it was closed")
		}
	})
}

func TestUnreachableIsTriedAgainAndThenRefused(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		url := h.s.Double
		h.s.Double = "http://127.0.0.1:1"
		r := h.sent(pay())
		if r.State != Asked || r.Said != SaidUnreached || r.SendingAt != 0 {
			t.Fatalf("%+v", r)
		}
		h.s.Double = url
		if r = h.asked(r.ID); r.State != Sent {
			t.Fatalf("%+v", r)
		}
		h.s.Double = "http://127.0.0.1:1"
		r = h.sent(pay())
		for range triesMost - 1 {
			r = h.asked(r.ID)
		}
		if r.State != Refused || h.facts(r.ID, FactRefused) != 1 {
			t.Errorf("%+v", r)
		}
	})
}

func TestUnknownIsResolvedByPeople(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		k := h.kinds()[2]
		unknown := func() Request {
			h.w.Add(fake.Rule{Provider: k.provider, Call: k.call, How: fake.Silent, Times: 1})
			return h.sent(k.n)
		}
		r := unknown()
		_, err := h.s.TakeNotDone(h.program(), r.ID)
		want(t, err, NotNow) // the provider has not said so
		r = h.asked(r.ID)
		r, err = h.s.TakeNotDone(h.program(), r.ID)
		if ok(t, err); r.State != Closed || h.facts(r.ID, FactClosed) != 1 {
			t.Fatalf("%+v", r)
		}
		_, err = h.s.TakeNotDone(h.program(), r.ID)
		want(t, err, NotNow)
		// Booked by hand, as the program tells it.
		r = unknown()
		ok(t, h.DB.Write(h.Ctx(), func(tx *db.Tx) error { return h.s.TakeDone(tx, r.ID, "slip-1") }))
		ok(t, h.s.byHand(h.program(), r.ID))
		if r = h.now(r.ID); r.State != Done || r.HandBy != h.Actor || r.Answer.Slip != "slip-1" || h.facts(r.ID, FactDone) != 1 {
			t.Errorf("%+v", r)
		}
		_, err = h.s.Again(h.program(), r.ID)
		want(t, err, NotNow)
	})
}

func TestOnceIsOnce(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		n := h.kinds()[1].n
		n.Once = "bill"
		errs := testkit.Race(t, 20, func(int) error { _, err := h.tryAsk(n); return err })
		good := 0
		for _, err := range errs {
			if err == nil {
				good++
			} else {
				want(t, err, AlreadyAsked)
			}
		}
		if good != 1 {
			t.Errorf("%d of 20 were asked", good)
		}
		n.Clinic = h.World.IDs()
		_, err := h.tryAsk(n)
		want(t, err, NoAccount)
	})
}

// Twenty answers and callbacks at once tell of one thing once.
func TestOneFactOfManyAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		r := h.sent(pay())
		ok(t, h.w.Pay(r.Number, false))
		for _, err := range testkit.Race(t, 20, func(int) error { return h.s.ask(h.program(), r.ID) }) {
			ok(t, err)
		}
		n := 0
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
			n, err = tx.From("events_facts").Where("subject_id = ? AND kind = ?", r.ID, FactDone).Count()
			return err
		}))
		if n != 1 {
			t.Errorf("%d facts", n)
		}
	})
}

func TestCallbacksAreProvenAndCountOnce(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		if h.group == "" {
			t.Fatal("the group of the test has no public code")
		}
		h.hooks()
		h.w.Add(fake.Rule{Provider: "wechatpay", Call: "transaction", How: fake.Twice, Times: 1})
		r := h.sent(pay())
		ok(t, h.w.Pay(r.Number, false))
		h.w.Wait()
		heard, err := h.s.Log(h.program(), r.ID)
		ok(t, err)
		calls := 0
		for _, x := range heard {
			if x.Way == "callback" {
				calls++
			}
		}
		if calls != 1 {
			t.Errorf("%d callbacks kept of one that came twice", calls)
		}
		header, body := h.w.Notice("n1", "TRANSACTION.SUCCESS", "transaction", map[string]any{"out_trade_no": r.Number, "trade_state": "SUCCESS",
			"amount": map[string]any{"total": 10000}})
		for name, spoil := range map[string]func(){
			"another body":    func() { body = append(body, ' ') },
			"no signature":    func() { header.Del("Wechatpay-Signature") },
			"another serial":  func() { header.Set("Wechatpay-Serial", "x") },
			"another account": func() { header.Set("Wechatpay-Timestamp", "1") },
		} {
			h1, b1 := header.Clone(), string(body)
			spoil()
			want(t, h.s.Notice(t.Context(), h.group, r.Account, header, body), BadSignature)
			header, body = h1, []byte(b1)
			_ = name
		}
		want(t, h.s.Notice(t.Context(), "nobody", r.Account, header, body), BadSignature)
		want(t, h.s.Notice(t.Context(), h.group, h.IDs(), header, body), BadSignature)
		// Where no stand-in runs, its keys, which everybody knows, prove nothing.
		double := h.s.Double
		h.s.Double = ""
		want(t, h.s.Notice(t.Context(), h.group, r.Account, header, body), BadSignature)
		h.s.Double = double
		ok(t, h.s.Notice(t.Context(), h.group, r.Account, header, body))
		h.Clock.Add(6 * time.Minute)
		want(t, h.s.Notice(t.Context(), h.group, r.Account, header, body), BadSignature) // of six minutes ago
	})
}

// Keys are read by nobody: not in the database, not on the wire.
func TestKeysAreSealed(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		var stored []string
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error { return tx.From("gateways_accounts").Pluck("keys", &stored) }))
		if len(stored) != 10 {
			t.Fatalf("%d accounts", len(stored))
		}
		for _, k := range stored {
			if strings.Contains(k, fake.Secret) || strings.Contains(k, "PRIVATE KEY") {
				t.Error("a key can be read")
			}
		}
		list, err := h.s.Accounts(h.program(), h.clinic)
		ok(t, err)
		for _, a := range list {
			ok(t, h.s.test(h.program(), a.ID))
			if a, err = h.account(a.ID); err != nil || !a.TestedOK || a.Tested != "ok" {
				t.Errorf("%s: %v %s", a.Provider, a.TestedOK, a.Tested)
			}
			a.Keys = Keys{}
			a.Merchant = "1900000099"
			_, err := h.s.ChangeAccount(h.program(), a)
			ok(t, err)
			_, err = h.s.ChangeAccount(h.program(), a)
			want(t, err, db.Stale)
			// A real address needs keys of its own; those of the stand-in do not go along.
			a.Version, a.BaseURL = a.Version+1, "https://provider.example/v1"
			_, err = h.s.ChangeAccount(h.program(), a)
			want(t, err, BadKey)
		}
	})
}

func (h *outside) account(id string) (a Account, err error) {
	err = h.DB.Read(h.program(), func(tx *db.Tx) error { a, err = h.s.accountOne(tx, id); return err })
	return a, err
}

// The log and the requests are not written over, not even by SQL.
func TestLogIsAppendOnly(t *testing.T) {
	each(t, func(t *testing.T, h *outside) {
		r := h.sent(h.kinds()[2].n)
		for _, sql := range []string{
			"UPDATE gateways_log SET body = 'x' WHERE tenant_id = :tenant", "DELETE FROM gateways_log WHERE tenant_id = :tenant",
			"DELETE FROM gateways_requests WHERE tenant_id = :tenant", "UPDATE gateways_requests SET number = 'x' WHERE tenant_id = :tenant",
			"UPDATE gateways_requests SET state = 'asked' WHERE tenant_id = :tenant AND state = 'done'",
		} {
			err := h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := tx.RawExec(sql); return err })
			if db.Violated(err) != "gateways_append_only" {
				t.Errorf("%s: %v", sql, err)
			}
		}
		if h.now(r.ID).State != Done {
			t.Error("it changed")
		}
	})
}

// The double forgets nothing over its own death.
func TestDoubleIsKilledAndStartedAgain(t *testing.T) {
	file := t.TempDir() + "/double.json"
	w, err := fake.New(fake.Options{File: file})
	ok(t, err)
	w.Add(fake.Rule{Provider: "wechatpay", How: fake.Silent})
	again, err := fake.New(fake.Options{File: file})
	ok(t, err)
	url, stop, err := again.Serve("127.0.0.1:0")
	ok(t, err)
	defer stop()
	if !strings.HasPrefix(url, "http://127.0.0.1:") || again.Pay("nobody's", true) == nil {
		t.Error(url)
	}
}
