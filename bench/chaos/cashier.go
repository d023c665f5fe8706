package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"archwire/bench/stage"
)

// cashier takes money of patients of their own, so that they know what must have
// become of each act.
type cashier struct {
	trial    *trial
	number   int
	rnd      *rand.Rand
	call     caller
	boss     caller // who gives money back, executes, and voids
	cookies  [2]string
	patients []string
	seq      int

	done   []*payAct // acknowledged
	unsure *payAct   // sent, and the answer was lost
	counts map[string]int
}

// payAct is one request that moves money: key and body stay the same when it is
// repeated.
type payAct struct {
	kind   string // bill, pay, prepay, execute, refund, take back, close, void
	path   string
	key    string // "" = the route has none: a void
	body   []byte
	boss   bool
	of     string // what is voided
	answer []byte // nil: never acknowledged
}

// money is what an account says of a patient.
type moneyOf struct {
	Owed    int64 `json:"owed"`
	Prepaid int64 `json:"prepaid"`
	Bills   []struct {
		ID     string `json:"id"`
		Kind   string `json:"kind"`
		Voided bool   `json:"voided"`
		Lines  []struct {
			ID       string `json:"id"`
			Quantity int    `json:"quantity"`
			Credited int    `json:"credited_quantity"`
		} `json:"lines"`
	} `json:"bills"`
	Receipts []struct {
		ID     string `json:"id"`
		Voided bool   `json:"voided"`
	} `json:"receipts"`
}

// cashierLogins sit at the desks of the larger clinic; bossLogin gives back.
var cashierLogins = []string{"qianfenming", "jiyue", "heying"}

const bossLogin = "shidinghai"

func newCashier(t *trial, number int) *cashier {
	c := &cashier{trial: t, number: number, rnd: rand.New(rand.NewPCG(t.seed, uint64(number)+1001)), counts: map[string]int{}}
	for i, p := range t.clinic.patients {
		if i%t.cashierCount == number {
			c.patients = append(c.patients, p)
		}
	}
	return c
}

func (c *cashier) sitDown(url string) (err error) {
	for i, login := range []string{cashierLogins[c.number%len(cashierLogins)], bossLogin} {
		if c.cookies[i] == "" {
			if c.cookies[i], err = stage.LogIn(url, login); err != nil {
				return err
			}
		}
	}
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}
	c.call, c.boss = caller{url: url, client: client, cookie: c.cookies[0]}, caller{url: url, client: client, cookie: c.cookies[1]}
	return nil
}

// work goes on until the program is gone.
func (c *cashier) work() {
	for !c.trial.killed.Load() {
		if c.rnd.IntN(12) == 0 && len(c.done) > 0 {
			if !c.repeat(c.done[c.rnd.IntN(len(c.done))]) {
				return
			}
			continue
		}
		a, up := c.next()
		if !up {
			return
		}
		if a != nil && !c.send(a) {
			return
		}
	}
}

// next decides what a patient's account calls for.
func (c *cashier) next() (*payAct, bool) {
	if c.rnd.IntN(12) == 0 {
		return c.closing()
	}
	p := c.patients[c.rnd.IntN(min(len(c.patients), 6))] // few, so that their accounts grow
	a := c.call.send("GET", "/billing/patients/"+p, nil)
	if a.lost() {
		return nil, false
	}
	var m moneyOf
	if err := json.Unmarshal(a.body, &m); err != nil || a.status != http.StatusOK {
		c.trial.violated("the account of %s was answered %d: %.300s", p, a.status, a.body)
		return nil, true
	}
	return c.decide(p, m), true
}

func (c *cashier) decide(p string, m moneyOf) *payAct {
	n := c.rnd.IntN(10)
	switch {
	case m.Owed > 1 && n < 5:
		return c.payment(p, m)
	case n < 2:
		return c.act("prepay", "/billing/prepayments", map[string]any{"clinic_id": c.trial.clinic.id, "patient_id": p, "tenders": c.tenders(int64(10000 + c.rnd.IntN(50000)))})
	case n < 4:
		return c.execution(p)
	case n < 8:
		return c.wayBack(p, m)
	}
	return c.act("bill", "/billing/bills", map[string]any{"clinic_id": c.trial.clinic.id, "patient_id": p,
		"lines": []map[string]any{{"item_id": c.item(), "quantity": 1 + c.rnd.IntN(3)}, {"item_id": c.item(), "quantity": 1}}})
}

func (c *cashier) item() string { return c.trial.clinic.items[c.rnd.IntN(len(c.trial.clinic.items))] }

// tenders cut an amount into two means.
func (c *cashier) tenders(amount int64) []map[string]any {
	cash := 1 + c.rnd.Int64N(max(1, amount-1))
	out := []map[string]any{{"means": "cash", "amount": cash}}
	if amount > cash {
		out = append(out, map[string]any{"means": "wechat", "amount": amount - cash})
	}
	return out
}

// payment pays all of what is owed or a part of it, by two means and from what
// stands.
func (c *cashier) payment(p string, m moneyOf) *payAct {
	body := map[string]any{"clinic_id": c.trial.clinic.id, "patient_id": p, "owed": m.Owed}
	left := m.Owed
	if m.Prepaid > 0 && c.rnd.IntN(2) == 0 {
		use := min(m.Prepaid, 1+c.rnd.Int64N(m.Owed))
		body["use_prepaid"] = use
		left -= use
	}
	if c.rnd.IntN(3) == 0 {
		left /= 2
	}
	if left > 0 {
		body["tenders"] = c.tenders(left)
	}
	return c.act("pay", "/billing/payments", body)
}

// execution does what was agreed on the spot; what the patient has standing covers
// it.
func (c *cashier) execution(p string) *payAct {
	a := c.act("execute", "/plans/direct", map[string]any{"clinic_id": c.trial.clinic.id, "patient_id": p,
		"plan": map[string]any{"items": []map[string]any{{"catalog_id": c.item(), "quantity": 1 + c.rnd.IntN(2)}, {"catalog_id": c.item()}}}})
	a.boss = true
	return a
}

// wayBack takes something back that is there; nil where nothing is.
func (c *cashier) wayBack(p string, m moneyOf) *payAct {
	var may []*payAct
	if m.Prepaid > 0 {
		may = append(may, c.act("refund", "/billing/refunds", map[string]any{"clinic_id": c.trial.clinic.id, "patient_id": p, "pot": "prepaid",
			"amount": 1 + c.rnd.Int64N(m.Prepaid), "reason": "other"}))
	}
	void := []byte(`{"reason":"other"}`)
	for _, r := range m.Receipts {
		if !r.Voided {
			may = append(may, &payAct{kind: "void", path: "/billing/receipts/" + r.ID + "/void", body: void, of: r.ID})
			break
		}
	}
	for _, b := range m.Bills {
		if b.Voided || b.Kind != "desk" {
			continue
		}
		l := b.Lines[c.rnd.IntN(len(b.Lines))]
		may = append(may, &payAct{kind: "void", path: "/billing/bills/" + b.ID + "/void", body: void, of: b.ID},
			c.act("take back", "/billing/lines/"+l.ID+"/refund", map[string]any{"quantity": 1, "reason": "other", "keep": c.rnd.IntN(2) == 0}))
		break
	}
	if len(may) == 0 {
		return nil
	}
	a := may[c.rnd.IntN(len(may))]
	a.boss = true
	return a
}

// closing counts the cashier's own till.
func (c *cashier) closing() (*payAct, bool) {
	a := c.call.send("GET", "/billing/till?clinic_id="+c.trial.clinic.id, nil)
	if a.lost() {
		return nil, false
	}
	var till struct {
		Entries int    `json:"entries"`
		Newest  string `json:"newest"`
		Counts  []struct {
			Means    string `json:"means"`
			Expected int64  `json:"expected"`
		} `json:"counts"`
	}
	if err := json.Unmarshal(a.body, &till); err != nil || till.Entries == 0 {
		return nil, true
	}
	var counts []map[string]any
	for _, n := range till.Counts {
		counts = append(counts, map[string]any{"means": n.Means, "counted": n.Expected})
	}
	return c.act("close", "/billing/closings", map[string]any{"clinic_id": c.trial.clinic.id, "entries": till.Entries, "newest": till.Newest, "counts": counts}), true
}

func (c *cashier) act(kind, path string, body map[string]any) *payAct {
	c.seq++
	text, _ := json.Marshal(body)
	return &payAct{kind: kind, path: path, key: fmt.Sprintf("chaos-money-%d-%d-%d", c.trial.seed, c.number, c.seq), body: text}
}

func (c *cashier) ask(a *payAct) answer {
	by := c.call
	if a.boss {
		by = c.boss
	}
	if a.key == "" {
		return by.send("POST", a.path, a.body)
	}
	return by.send("POST", a.path, a.body, header{"Idempotency-Key", a.key})
}

// send sends an act, for the first time or again, and tells whether the program
// still answers.
func (c *cashier) send(a *payAct) bool {
	got := c.ask(a)
	switch {
	case got.lost():
		if !c.trial.killed.Load() {
			c.trial.violated("the program went away before it was killed: %v", got.err)
		}
		c.counts["lost"]++
		c.unsure = a
		return false
	case got.status < 300:
		a.answer = got.body
		c.counts[a.kind]++
		c.done = append(c.done, a)
	case got.status < 500:
		c.counts["refused"]++
	default:
		c.trial.violated("%s %s was answered %d: %.300s", a.kind, a.key, got.status, got.body)
	}
	return true
}

// repeat asks for the answer of an act again.
func (c *cashier) repeat(a *payAct) bool {
	if a.key == "" {
		return true
	}
	got := c.ask(a)
	if got.lost() {
		return false
	}
	c.counts["repeated"]++
	if got.status >= 300 || !bytes.Equal(got.body, a.answer) {
		c.trial.violated("%s %s answers %d %.300s when it is repeated, at first %.300s", a.kind, a.key, got.status, got.body, a.answer)
	}
	return true
}

// askAgain repeats the act whose answer was lost, and some of the others.
func (c *cashier) askAgain() {
	if a := c.unsure; a != nil {
		c.unsure = nil
		if !c.send(a) {
			return
		}
		if a.answer == nil && c.trial.money.kept[a.key] != "" {
			c.trial.violated("%s %s was done and is refused when it is asked again", a.kind, a.key)
		}
	}
	for range min(3, len(c.done)) {
		if !c.repeat(c.done[c.rnd.IntN(len(c.done))]) {
			return
		}
	}
}
