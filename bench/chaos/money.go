package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// document is what an act leaves under a name of its own.
type document struct {
	id     string
	number string // of receipts and refunds
	total  int64
	voided bool
}

// moneyBooks are the tables of money of a program that is dead. That rows and
// journal agree, and that no number is left out, the doctor tells.
type moneyBooks struct {
	before map[string]bool                // documents of the demo, by id
	docs   map[string]map[string]document // by kind: bill, receipt, refund, closing, execution
	kept   map[string]string              // answers by key
	routes map[string]string              // the route of each key
	facts  map[string]int                 // by kind of fact and subject
	audits map[string]int
	lines  map[string]int // lines of an execution
}

// moneyDocs says where each kind of document lies, and which fact tells of it.
var moneyDocs = []struct{ kind, fact, text string }{
	{"bill", "billing.charged", "SELECT id, '', 0, CASE WHEN voided_at IS NULL THEN 0 ELSE 1 END FROM billing_bills WHERE kind = 'desk'"},
	{"receipt", "billing.received", "SELECT id, number, total, CASE WHEN voided_at IS NULL THEN 0 ELSE 1 END FROM billing_receipts"},
	{"refund", "billing.refunded", "SELECT id, number, total, 0 FROM billing_refunds"},
	{"closing", "billing.till_closed", "SELECT id, '', entries, 0 FROM billing_closings"},
	{"execution", "plans.item_executed", "SELECT id, '', amount, 0 FROM plans_executions"},
}

// readMoney reads everything that the laws of money speak of.
func (b *books) readMoney(ctx context.Context, before map[string]bool) (*moneyBooks, error) {
	m := &moneyBooks{before: before, docs: map[string]map[string]document{}, kept: map[string]string{}, routes: map[string]string{},
		facts: map[string]int{}, audits: map[string]int{}, lines: map[string]int{}}
	for _, k := range moneyDocs {
		list := map[string]document{}
		err := b.each(ctx, k.text, func(r []string) error {
			if !before[r[0]] {
				list[r[0]] = document{r[0], r[1], number(r[2]), r[3] == "1"}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		m.docs[k.kind] = list
	}
	count := func(into map[string]int) func([]string) error {
		return func(r []string) error { into[r[0]+" "+r[1]] = int(number(r[2])); return nil }
	}
	for text, fn := range map[string]func([]string) error{
		"SELECT kind, subject_id, count(*) FROM events_facts WHERE kind LIKE 'billing.%' OR kind = 'plans.item_executed' GROUP BY kind, subject_id":          count(m.facts),
		"SELECT action, subject_id, count(*) FROM audit_entries WHERE action LIKE 'billing.%' OR action = 'plans.item_executed' GROUP BY action, subject_id": count(m.audits),
		"SELECT execution_id, count(*) FROM billing_lines WHERE execution_id IS NOT NULL GROUP BY execution_id": func(r []string) error {
			m.lines[r[0]] = int(number(r[1]))
			return nil
		},
		"SELECT idem_key, route, answer FROM httpapi_once WHERE idem_key LIKE 'chaos-money-%'": func(r []string) error {
			m.kept[r[0]], m.routes[r[0]] = r[2], r[1]
			return nil
		},
	} {
		if err := b.each(ctx, text, fn); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// moneyAnswer is what any of the requests may have been answered.
type moneyAnswer struct {
	ID         string       `json:"id"`
	Bill       *moneyAnswer `json:"bill"`
	Number     string       `json:"number"`
	Total      int64        `json:"total"`
	Receipt    *moneyAnswer `json:"receipt"`
	Refund     *moneyAnswer `json:"refund"`
	Executions []struct {
		ID     string `json:"id"`
		Amount int64  `json:"amount"`
	} `json:"executions"`
}

// named are the documents that the answer of a route names.
func named(route, text string) (map[string][]document, error) {
	var a moneyAnswer
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		return nil, err
	}
	out := map[string][]document{}
	add := func(kind string, a *moneyAnswer) {
		if a != nil && a.ID != "" {
			out[kind] = append(out[kind], document{id: a.ID, number: a.Number, total: a.Total})
		}
	}
	switch route {
	case "billing.charge":
		if a.Bill != nil {
			a.ID = a.Bill.ID
		}
		add("bill", &a)
	case "billing.pay":
		add("receipt", a.Receipt)
	case "billing.prepay":
		add("receipt", &a)
	case "billing.refund":
		add("refund", &a)
	case "billing.take_back":
		add("refund", a.Refund)
	case "billing.close_till":
		add("closing", &a)
	case "plans.execute_direct":
		for _, e := range a.Executions {
			out["execution"] = append(out["execution"], document{id: e.ID, total: e.Amount})
		}
	default:
		return nil, fmt.Errorf("nobody here asks %s", route)
	}
	return out, nil
}

// laws hold whatever happened: every document belongs to exactly one request that
// is remembered with its answer, and to one fact and one audit row of each kind;
// every remembered answer names documents that are there.
func (m *moneyBooks) laws(violated func(string, ...any)) {
	owner := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(m.kept)) {
		list, err := named(m.routes[key], m.kept[key])
		if err != nil {
			violated("the answer to %s cannot be read: %v", key, err)
			continue
		}
		for kind, docs := range list {
			for _, d := range docs {
				have, there := m.docs[kind][d.id]
				switch {
				case !there:
					violated("%s was answered with the %s %s, which is not there", key, kind, d.id)
				case owner[d.id] != "":
					violated("the %s %s belongs to two requests, %s and %s", kind, d.id, owner[d.id], key)
				case have.number != d.number || d.total != 0 && have.total != d.total:
					violated("%s was answered with %s of %d, and the books have %s of %d", key, d.number, d.total, have.number, have.total)
				}
				owner[d.id] = key
			}
		}
	}
	for _, k := range moneyDocs {
		for _, d := range m.docs[k.kind] {
			if owner[d.id] == "" {
				violated("the %s %s %s belongs to no request that is remembered", k.kind, d.id, d.number)
			}
			if f, a := m.facts[k.fact+" "+d.id], m.audits[k.fact+" "+d.id]; f != 1 || a != 1 {
				violated("the %s %s has %d facts and %d audit rows", k.kind, d.id, f, a)
			}
			if n := m.facts["billing.receipt_voided "+d.id]; k.kind == "receipt" && (n == 1) != d.voided {
				violated("the receipt %s is voided: %v, and there are %d facts of it", d.id, d.voided, n)
			}
			if k.kind == "execution" && m.lines[d.id] != 1 {
				violated("the execution %s has %d lines on bills", d.id, m.lines[d.id])
			}
		}
	}
}

// reconcile holds what a cashier knows against the books: what was acknowledged is
// there as it was told.
func (c *cashier) reconcile(m *moneyBooks) {
	for _, a := range c.done {
		switch {
		case a.kind == "void":
			if d, receipt := m.docs["receipt"][a.of]; receipt && !d.voided {
				c.trial.violated("receipt %s was voided and stands", a.of)
			}
			if d, bill := m.docs["bill"][a.of]; bill && !d.voided {
				c.trial.violated("bill %s was voided and stands", a.of)
			}
		case strings.TrimSpace(m.kept[a.key]) != strings.TrimSpace(string(a.answer)) && !sameJSON(m.kept[a.key], a.answer):
			c.trial.violated("%s %s was acknowledged with %.300s, and the books remember %.300s", a.kind, a.key, a.answer, m.kept[a.key])
		}
	}
	if c.unsure != nil && m.kept[c.unsure.key] != "" {
		c.counts["recovered"]++
	}
}

// recover looks whether the act whose answer a cashier lost was done.
func (b *books) recover(ctx context.Context, c *cashier) error {
	if c.unsure == nil || c.unsure.key == "" {
		return nil
	}
	return b.each(ctx, "SELECT answer FROM httpapi_once WHERE idem_key = '"+c.unsure.key+"'", func(r []string) error {
		c.trial.money.kept[c.unsure.key] = r[0]
		c.counts["recovered"]++
		return nil
	})
}

// sameJSON tells whether two texts say the same; the edge adds where its schema
// stands.
func sameJSON(a string, b []byte) bool {
	var x, y map[string]any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	delete(x, "$schema")
	delete(y, "$schema")
	s, _ := json.Marshal(x)
	t, _ := json.Marshal(y)
	return string(s) == string(t)
}

// moneyReport is the line of the report.
func moneyReport(list []*cashier) string {
	sum := map[string]int{}
	for _, c := range list {
		for k, n := range c.counts {
			sum[k] += n
		}
	}
	var words []string
	for _, k := range []string{"bill", "pay", "prepay", "execute", "refund", "take back", "void", "close", "refused", "repeated", "lost", "recovered"} {
		words = append(words, fmt.Sprintf("%s %d", k, sum[k]))
	}
	return "money: " + strings.Join(words, ", ")
}
