package gateways

import "testing"

// Whatever comes in whatever order: what is done stays done, nothing goes back to
// asked, and what nobody waits for any more is only ever left for done.
func TestStatesNeverGoBack(t *testing.T) {
	states := []State{Asked, Sent, Unknown, Done, Refused, Closed}
	said := []Said{SaidDone, SaidWaits, SaidRefused, SaidEnded, SaidAbsent, SaidSilent, SaidUnreached}
	for _, s := range states {
		for _, x := range said {
			next, late := Step(s, x)
			switch {
			case s == Done && (next != Done || late):
				t.Errorf("done, then %s: %s, late %v", x, next, late)
			case s != Asked && next == Asked:
				t.Errorf("%s, then %s: asked again", s, x)
			case (s == Refused || s == Closed) && next != s && (next != Done || !late):
				t.Errorf("%s, then %s: %s, late %v", s, x, next, late)
			case x == SaidDone && next != Done:
				t.Errorf("%s, then done: %s", s, next)
			case x == SaidUnreached && next != s:
				t.Errorf("%s, and nothing left the house: %s", s, next)
			}
		}
	}
}

// Two providers' words in both orders end in the same state, but for who waits.
func TestOrderDoesNotMatter(t *testing.T) {
	for _, first := range []Said{SaidWaits, SaidSilent, SaidAbsent, SaidDone} {
		one := Request{Kind: Payment, State: Asked, Amount: 5}
		two := one
		one.take(Reply{Said: first}, 1)
		one.take(Reply{Said: SaidDone, Amount: 5}, 2)
		two.take(Reply{Said: SaidDone, Amount: 5}, 1)
		two.take(Reply{Said: first}, 2)
		if one.State != Done || two.State != Done || one.Late || two.Late {
			t.Errorf("%s: %s %s", first, one.State, two.State)
		}
	}
}

// A provider that speaks of another amount is not believed.
func TestAnotherAmountIsNotUnderstood(t *testing.T) {
	r := Request{Kind: Payment, State: Sent, Amount: 100}
	if r.take(Reply{Said: SaidDone, Amount: 99}, 1); r.State != Sent || r.Code != "amount_differs" {
		t.Errorf("%s %s", r.State, r.Code)
	}
	v := Request{Kind: VoucherRedeem, State: Asked}
	if v.take(Reply{Said: SaidDone, Amount: 99}, 1); v.State != Done || v.Amount != 99 {
		t.Errorf("%s %d", v.State, v.Amount)
	}
}

// What hangs is asked about with growing pauses, and at last by nobody.
func TestPausesGrowAndEnd(t *testing.T) {
	r := Request{Kind: InsuranceSettle, State: Unknown}
	last := int64(0)
	for n := 0; ; n++ {
		at := r.next(0)
		if at == 0 {
			if n != len(pauses) {
				t.Errorf("asked %d times", n)
			}
			break
		}
		if at <= last {
			t.Errorf("pause %d: %d after %d", n, at, last)
		}
		last = at
		r.Asks++
	}
	for _, over := range []State{Done, Refused} {
		if at := (Request{State: over}).next(0); at != 0 {
			t.Errorf("%s is asked about", over)
		}
	}
}

func TestNumbers(t *testing.T) {
	n := numberOf(Payment, "2026-11-22", "01900000-0000-7000-8000-0123456789ab")
	if n != "P2611220123456789AB" || len(n) != 19 {
		t.Error(n)
	}
}

func TestAccountsAreChecked(t *testing.T) {
	good := Account{Provider: Tax, BaseURL: "https://tax.example/api", Merchant: "91", Keys: Keys{Secret: "0123456789abcdef"}}
	if err := good.check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Account){
		"plain http":    func(a *Account) { a.BaseURL = "http://tax.example" },
		"no address":    func(a *Account) { a.BaseURL = "tax" },
		"file":          func(a *Account) { a.BaseURL = "file:///etc/passwd" },
		"somebody's":    func(a *Account) { a.BaseURL = "https://me:pw@tax.example" },
		"merchant":      func(a *Account) { a.Merchant = "一号" },
		"long merchant": func(a *Account) { a.Merchant = string(make([]byte, 10000)) },
		"platform":      func(a *Account) { a.Platform = "meituan" },
		"short key":     func(a *Account) { a.Keys.Secret = "1" },
		"WeChat's keys": func(a *Account) { a.Provider = WeChatPay },
		"no platform":   func(a *Account) { a.Provider = Vouchers },
		"query":         func(a *Account) { a.BaseURL = "https://tax.example?x=1" },
	} {
		a := good
		if change(&a); a.check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
