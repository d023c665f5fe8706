package main

import (
	"fmt"
	"strings"
	"testing"
)

// soundMoney are books of one bill, its payment, an execution and a closing, with
// everything that belongs to them.
func soundMoney() *moneyBooks {
	m := &moneyBooks{
		docs: map[string]map[string]document{
			"bill":      {"b1": {id: "b1"}},
			"receipt":   {"r1": {"r1", "FS26-000001", 500, false}, "r2": {"r2", "FS26-000002", 300, true}},
			"refund":    {"f1": {"f1", "FT26-000001", 100, false}},
			"closing":   {"c1": {id: "c1", total: 2}},
			"execution": {"e1": {id: "e1", total: 700}},
		},
		kept: map[string]string{
			"k1": `{"id":"b1","owed":500}`, "k2": `{"receipt":{"id":"r1","number":"FS26-000001","total":500},"covered":500}`,
			"k3": `{"id":"r2","number":"FS26-000002","total":300}`, "k4": `{"id":"f1","number":"FT26-000001","total":100}`,
			"k5": `{"id":"c1"}`, "k6": `{"plan":{},"executions":[{"id":"e1","amount":700}]}`, "k7": `{"covered":20}`,
		},
		routes: map[string]string{"k1": "billing.charge", "k2": "billing.pay", "k3": "billing.prepay", "k4": "billing.refund", "k5": "billing.close_till",
			"k6": "plans.execute_direct", "k7": "billing.pay"},
		facts: map[string]int{"billing.receipt_voided r2": 1}, audits: map[string]int{}, lines: map[string]int{"e1": 1},
	}
	for _, k := range moneyDocs {
		for id := range m.docs[k.kind] {
			m.facts[k.fact+" "+id], m.audits[k.fact+" "+id] = 1, 1
		}
	}
	return m
}

// Each law is broken in turn and must be heard of.
func TestMoneyLawsHearOfEveryBreach(t *testing.T) {
	heard := func(m *moneyBooks) string {
		var out []string
		m.laws(func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) })
		return strings.Join(out, "\n")
	}
	if got := heard(soundMoney()); got != "" {
		t.Fatalf("sound books: %s", got)
	}
	for name, c := range map[string]struct {
		spoil func(*moneyBooks)
		says  string
	}{
		"a receipt without its request":    {func(m *moneyBooks) { delete(m.kept, "k2") }, "receipt r1 FS26-000001 belongs to no request"},
		"a request without its receipt":    {func(m *moneyBooks) { delete(m.docs["receipt"], "r1") }, "the receipt r1, which is not there"},
		"paid twice":                       {func(m *moneyBooks) { m.docs["receipt"]["r9"] = document{"r9", "FS26-000003", 500, false} }, "r9 FS26-000003 belongs to no request"},
		"one receipt for two requests":     {func(m *moneyBooks) { m.kept["k3"] = m.kept["k2"]; m.routes["k3"] = "billing.pay" }, "belongs to two requests"},
		"another amount than was told":     {func(m *moneyBooks) { m.docs["receipt"]["r1"] = document{"r1", "FS26-000001", 400, false} }, "and the books have FS26-000001 of 400"},
		"another number than was told":     {func(m *moneyBooks) { m.docs["receipt"]["r1"] = document{"r1", "FS26-000007", 500, false} }, "the books have FS26-000007"},
		"a bill without its fact":          {func(m *moneyBooks) { delete(m.facts, "billing.charged b1") }, "bill b1 has 0 facts"},
		"a refund told twice":              {func(m *moneyBooks) { m.facts["billing.refunded f1"] = 2 }, "refund f1 has 2 facts"},
		"a closing without audit":          {func(m *moneyBooks) { delete(m.audits, "billing.till_closed c1") }, "closing c1 has 1 facts and 0 audit"},
		"an execution without its line":    {func(m *moneyBooks) { delete(m.lines, "e1") }, "execution e1 has 0 lines"},
		"an execution charged twice":       {func(m *moneyBooks) { m.lines["e1"] = 2 }, "execution e1 has 2 lines"},
		"voided and nobody told":           {func(m *moneyBooks) { delete(m.facts, "billing.receipt_voided r2") }, "receipt r2 is voided: true"},
		"told to be voided, and it is not": {func(m *moneyBooks) { m.facts["billing.receipt_voided r1"] = 1 }, "receipt r1 is voided: false"},
		"an answer that says nothing":      {func(m *moneyBooks) { m.kept["k1"] = "{" }, "cannot be read"},
	} {
		m := soundMoney()
		c.spoil(m)
		if got := heard(m); !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}

// What a cashier was told and the books do not have is a broken promise.
func TestCashiersHearOfLostActs(t *testing.T) {
	for name, c := range map[string]struct {
		known payAct
		says  string
	}{
		"as it is":            {payAct{kind: "prepay", key: "k3", answer: []byte(`{"$schema":"x","id":"r2","number":"FS26-000002","total":300}`)}, ""},
		"gone":                {payAct{kind: "prepay", key: "k9", answer: []byte(`{"id":"r9"}`)}, "was acknowledged with"},
		"another answer":      {payAct{kind: "prepay", key: "k3", answer: []byte(`{"id":"r2","number":"FS26-000002","total":200}`)}, "the books remember"},
		"voided, as was told": {payAct{kind: "void", of: "r2"}, ""},
		"voided, and stands":  {payAct{kind: "void", of: "r1"}, "was voided and stands"},
	} {
		tr := &trial{}
		cash := &cashier{trial: tr, counts: map[string]int{}, done: []*payAct{&c.known}}
		cash.reconcile(soundMoney())
		got := strings.Join(tr.violations, "\n")
		if c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}
