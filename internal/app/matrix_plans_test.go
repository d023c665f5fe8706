package app

import (
	"net/http"
	"net/url"
)

// plansExamples are the requests of module plans, and those of approvals, which
// plans ask for.
var plansExamples = book{
	"plans.list": func(w *world) example {
		p := w.patient()
		w.planOf(p)
		return example{query: url.Values{"patient_id": {p}}}
	},
	"plans.show": func(w *world) example { return example{path: about(w.plan())} },
	"plans.paper": func(w *world) example {
		return example{path: about(w.plan()), query: url.Values{"alternatives": {"true"}}}
	},
	"plans.make": func(w *world) example { return example{body: w.newPlan(w.patient())} },
	"plans.quote": func(w *world) example {
		return example{looks: true, body: map[string]any{"clinic_id": w.one, "plan": w.planText(9000)}}
	},
	"plans.rewrite": func(w *world) example { return example{path: about(w.plan()), match: 1, body: w.planText(9600)} },
	"plans.present": func(w *world) example { return example{path: about(w.plan()), match: 1} },
	"plans.accept": func(w *world) example {
		return example{path: about(w.plan()), match: 1, body: map[string]any{"amount": 29100}}
	},
	"plans.decline": func(w *world) example { return example{path: about(w.plan()), match: 1} },
	"plans.revive": func(w *world) example {
		id := w.plan()
		w.write(http.MethodPost, "/plans/"+id+"/decline", `"1"`, nil)
		return example{path: about(id), match: 2}
	},
	"plans.ask_discount": func(w *world) example {
		return example{path: about(w.dearPlan()), match: 1, body: map[string]any{"why": "老客户"}}
	},
	"plans.propose": func(w *world) example {
		return example{path: about(w.agreedPlan()), match: 2, body: map[string]any{"why": "换一种", "plan": w.planText(9600)}}
	},
	"plans.changes":     func(w *world) example { return example{path: about(w.agreedPlan())} },
	"plans.show_change": func(w *world) example { return example{path: about(w.askedChange())} },
	"plans.executions":  func(w *world) example { return example{path: about(w.agreedPlan())} },
	"plans.execute": func(w *world) example {
		id := w.agreedPlan()
		return example{path: about(id), match: 2, body: w.doing(id)}
	},
	"plans.execute_direct": func(w *world) example {
		b := w.newPlan(w.patient())
		b["done"] = map[string]any{"clinic_id": w.one, "day": "2026-11-22", "note": "当天", "anyway": "已查"}
		return example{body: b}
	},
	"plans.undo_execution": func(w *world) example {
		done := w.post(w.here, "/plans/direct", w.newPlan(w.patient()))["executions"].([]any)
		return example{path: about(done[0].(map[string]any)["id"].(string)), body: map[string]any{"reason": "other", "note": "记错"}}
	},
	"plans.complete": func(w *world) example {
		return example{path: about(w.agreedPlan()), match: 2, body: map[string]any{"note": "做完了"}}
	},
	"plans.reopen": func(w *world) example {
		id := w.agreedPlan()
		w.write(http.MethodPost, "/plans/"+id+"/completion", `"2"`, map[string]any{"note": "做完了"})
		return example{path: about(id), match: 3}
	},
	"plans.end": func(w *world) example {
		return example{path: about(w.agreedPlan()), match: 2, body: map[string]any{"reason": "moved_away", "note": "去外地"}}
	},
	"plans.of_day": func(w *world) example {
		w.agreedPlan()
		return example{query: w.inOne("day", "2026-11-23")}
	},

	"tasks.approvals": func(w *world) example {
		w.approval()
		return example{query: url.Values{"clinic_id": {w.one}, "state": {"waiting"}}}
	},
	"tasks.show_approval": func(w *world) example { return example{path: about(w.approval())} },
	"tasks.decide": func(w *world) example {
		return example{as: w.owner, path: about(w.approval()), match: 1, body: map[string]any{"approve": true, "note": "可以"}}
	},
	"tasks.withdraw": func(w *world) example { return example{path: about(w.approval()), match: 1} },
}

// planText is a plan of two items, at a share of the price.
func (w *world) planText(share int) map[string]any {
	return map[string]any{"title": "方案", "note": "说明", "doctor_id": w.here.id,
		"offer": map[string]any{"plan": map[string]any{"kind": "rate", "value": share}},
		"items": []any{
			map[string]any{"catalog_id": w.pricedItem(), "quantity": 2, "site": "46", "note": "先做"},
			map[string]any{"catalog_id": w.pricedItem(), "sessions": 2, "discount": map[string]any{"kind": "off", "value": 0}},
		}}
}

func (w *world) newPlan(patient string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "plan": w.planText(9700)}
}

// pricedItem is an item of the catalogue that discounts apply to, of 100 yuan.
func (w *world) pricedItem() string {
	i := w.newItem()
	i["teeth"], i["discountable"] = "optional", true
	return w.post(w.owner, "/catalog/items", i)["id"].(string)
}

func (w *world) plan() string { return w.planOf(w.patient()) }

func (w *world) planOf(patient string) string {
	w.T.Helper()
	return w.post(w.here, "/plans", w.newPlan(patient))["id"].(string)
}

// dearPlan is a plan whose discount the manager of a clinic may not give.
func (w *world) dearPlan() string {
	w.T.Helper()
	b := w.newPlan(w.patient())
	b["plan"] = w.planText(5000)
	return w.post(w.here, "/plans", b)["id"].(string)
}

// agreedPlan is a plan at version 2, which the patient accepted.
func (w *world) agreedPlan() string {
	w.T.Helper()
	id := w.plan()
	w.write(http.MethodPost, "/plans/"+id+"/acceptance", `"1"`, map[string]any{"amount": 29100})
	return id
}

// askedChange is another version of an agreed plan, which waits.
func (w *world) askedChange() string {
	w.T.Helper()
	got := w.do(request{by: w.here, method: http.MethodPost, path: "/plans/" + w.agreedPlan() + "/changes", key: w.fresh("furnish-"), match: `"2"`,
		media: "application/json", body: encode(map[string]any{"why": "换一种", "plan": w.planText(9600)})})
	if !got.ok() {
		w.T.Fatalf("a change: %s", got)
	}
	return got.json["id"].(string)
}

// doing executes one step of a plan's first item.
func (w *world) doing(plan string) map[string]any {
	w.T.Helper()
	item := w.must(w.here, http.MethodGet, "/plans/"+plan, nil).json["items"].([]any)[0].(map[string]any)
	return map[string]any{"done": map[string]any{"day": "2026-11-22", "note": "做了一半"},
		"items": []any{map[string]any{"item_id": item["id"], "number": 1}}}
}

// approval is a discount that waits, asked for by who holds every right in the
// first clinic.
func (w *world) approval() string {
	w.T.Helper()
	id := w.dearPlan()
	w.write(http.MethodPost, "/plans/"+id+"/discount", `"1"`, map[string]any{"why": "老客户"})
	list := w.must(w.owner, http.MethodGet, "/tasks/approvals?subject_id="+id, nil).json["items"].([]any)
	return list[0].(map[string]any)["id"].(string)
}
