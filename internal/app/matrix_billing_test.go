package app

import (
	"context"
	"net/http"
	"net/url"

	"archwire/internal/kit/money"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// billingExamples are the requests of module billing.
var billingExamples = book{
	"billing.desk": func(w *world) example {
		w.bill(w.patient())
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"billing.account": func(w *world) example {
		p := w.patient()
		w.bill(p)
		return example{path: about(p)}
	},
	"billing.imaging_amounts": func(w *world) example {
		w.bill(w.patient())
		return example{query: w.inOne("from", "2026-11-01", "to", "2026-11-30")}
	},
	"billing.quote":  func(w *world) example { return example{looks: true, body: w.cutBill(w.patient(), 5000)} },
	"billing.charge": func(w *world) example { return example{body: w.cutBill(w.patient(), 300)} },
	"billing.ask_bill": func(w *world) example {
		return example{body: map[string]any{"bill": w.cutBill(w.patient(), 5000), "why": "老客户"}}
	},
	"billing.asked_bill": func(w *world) example {
		b := w.post(w.here, "/billing/asked-bills", map[string]any{"bill": w.cutBill(w.patient(), 5000), "why": "老客户"})
		return example{path: about(b["id"].(string))}
	},
	"billing.register_visit": func(w *world) example {
		w.registration()
		return example{body: map[string]any{"clinic_id": w.one, "patient_id": w.patient(), "again": true}}
	},
	"billing.pay": func(w *world) example {
		p := w.patient()
		w.prepaid(p)
		bill := w.bill(p)
		return example{body: map[string]any{"clinic_id": w.one, "patient_id": p, "bill_ids": []any{bill["id"]}, "owed": 20000, "use_prepaid": 1000,
			"tenders": []any{map[string]any{"means": "wechat", "amount": 9000, "reference": "4200"}, map[string]any{"means": "cash", "amount": 12000}},
			"given":   15000, "keep_rest": true}}
	},
	"billing.prepay": func(w *world) example { return example{body: w.newPrepayment(w.patient())} },
	"billing.refund": func(w *world) example {
		p := w.patient()
		w.prepaid(p)
		return example{body: map[string]any{"clinic_id": w.one, "patient_id": p, "pot": "prepaid", "amount": 500, "reason": "other"}}
	},
	"billing.take_back": func(w *world) example {
		line := w.bill(w.patient())["lines"].([]any)[0].(map[string]any)["id"].(string)
		return example{path: about(line), body: map[string]any{"quantity": 1, "keep": true, "reason": "not_done"}}
	},
	"billing.way_back": func(w *world) example {
		line := w.bill(w.patient())["lines"].([]any)[0].(map[string]any)["id"].(string)
		return example{path: about(line), query: url.Values{"quantity": {"1"}}}
	},
	"billing.note_statement": func(w *world) example {
		return example{body: map[string]any{"clinic_id": w.one, "day": "2026-11-20", "means": "card", "booked": 0, "stated": 100, "reason": "多到"}}
	},
	"billing.void_receipt": func(w *world) example {
		return example{path: about(w.prepaid(w.patient())), body: map[string]any{"reason": "twice"}}
	},
	"billing.void_bill": func(w *world) example {
		return example{path: about(w.bill(w.patient())["id"].(string)), body: map[string]any{"reason": "twice"}}
	},
	"billing.hand_out_receipt": func(w *world) example {
		return example{path: about(w.prepaid(w.patient())), body: onPaper}
	},
	"billing.hand_out_refund": func(w *world) example {
		return example{path: about(w.refund()), body: onPaper}
	},
	"billing.paper": func(w *world) example {
		return example{path: about(w.post(w.here, "/billing/receipts/"+w.prepaid(w.patient())+"/papers", onPaper)["id"].(string))}
	},
	"billing.overdue": func(w *world) example {
		w.agreement()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"billing.agree_schedule": func(w *world) example {
		return example{path: about(w.agreement()), match: 1, body: map[string]any{"instalments": []any{
			map[string]any{"amount": 60000, "due_day": "2026-12-01"}, map[string]any{"amount": 40000, "milestone": "fitting"}}}}
	},
	"billing.reach_production": func(w *world) example {
		id := w.agreement()
		w.write(http.MethodPut, "/billing/agreements/"+id+"/instalments", `"1"`, map[string]any{"instalments": []any{
			map[string]any{"amount": 100000, "milestone": "production"}}})
		return example{path: about(id), match: 2}
	},
	"billing.signals": func(w *world) example {
		w.bill(w.patient())
		return example{query: url.Values{"clinic_id": {w.one}, "day": {"2026-11-22"}}}
	},
	"billing.signal": func(w *world) example {
		p := w.patient()
		w.bill(p)
		return example{path: about(p)}
	},
	"billing.call_overdue": func(w *world) example {
		id := w.agreement()
		w.write(http.MethodPut, "/billing/agreements/"+id+"/instalments", `"1"`, map[string]any{"instalments": []any{
			map[string]any{"amount": 100000, "due_day": "2026-11-01"}}})
		return example{path: about(id)}
	},
	"billing.schedules": func(w *world) example {
		id := w.agreement()
		w.write(http.MethodPut, "/billing/agreements/"+id+"/instalments", `"1"`, map[string]any{"instalments": []any{
			map[string]any{"amount": 100000, "milestone": "deposit"}}})
		return example{path: about(id)}
	},
	"billing.paid_by": func(w *world) example {
		return example{path: about(w.agreement()), match: 1, body: map[string]any{"payer_id": ""}}
	},
	"billing.settle": func(w *world) example {
		return example{path: about(w.ended()), body: map[string]any{"clinic_id": w.one, "cause": "patient", "refund": 10000, "reason": "moved_away"}}
	},
	"billing.till": func(w *world) example {
		w.prepaid(w.patient())
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"billing.close_till": func(w *world) example {
		w.prepaid(w.patient())
		till := w.get(w.here, "/billing/till?clinic_id="+w.one)
		return example{body: map[string]any{"clinic_id": w.one, "cashier_id": w.here.id, "entries": till["entries"], "newest": till["newest"],
			"counts": []any{map[string]any{"means": "cash", "counted": 1}}, "reason": "少了"}}
	},
	"billing.closing_paper": func(w *world) example {
		w.prepaid(w.patient())
		till := w.get(w.here, "/billing/till?clinic_id="+w.one)
		c := w.post(w.here, "/billing/closings", map[string]any{"clinic_id": w.one, "cashier_id": w.here.id, "entries": till["entries"], "newest": till["newest"],
			"counts": []any{map[string]any{"means": "cash", "counted": 1}}, "reason": "少了"})
		return example{path: about(c["id"].(string))}
	},
	"billing.day_paper": func(w *world) example {
		w.prepaid(w.patient())
		return example{query: url.Values{"clinic_id": {w.one}, "day": {"2026-11-22"}, "locale": {"en"}}}
	},
	"billing.account_paper": func(w *world) example {
		p := w.patient()
		w.prepaid(p)
		return example{path: about(p), query: url.Values{"clinic_id": {w.one}}}
	},
	"billing.clearing": func(w *world) example {
		w.prepaid(w.patient())
		return example{query: url.Values{"clinic_id": {w.one}, "month": {"2026-11"}}}
	},
	"billing.day": func(w *world) example {
		w.prepaid(w.patient())
		return example{query: url.Values{"clinic_id": {w.one}, "day": {"2026-11-22"}}}
	},
}

// onPaper asks for a paper.
var onPaper = map[string]any{"form": "a5", "locale": "zh-CN"}

// refund gives 5 yuan back, and gives its document.
func (w *world) refund() string {
	w.T.Helper()
	p := w.patient()
	w.prepaid(p)
	return w.post(w.here, "/billing/refunds", map[string]any{"clinic_id": w.one, "patient_id": p, "pot": "prepaid", "amount": 500, "reason": "other"})["id"].(string)
}

func (w *world) newBill(patient string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "lines": []any{map[string]any{"item_id": w.item(), "quantity": 2, "site": "36"}}}
}

// cutBill is a desk bill of 100 yuan with a discount on its line and one on the
// whole.
func (w *world) cutBill(patient string, discount int) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "member": true, "coupon": 100, "round": true,
		"order": map[string]any{"kind": "off", "value": 100},
		"lines": []any{map[string]any{"item_id": w.pricedItem(), "quantity": 1, "site": "36", "discount": discount}}}
}

// registration makes a fresh item the clinic's registration fee.
func (w *world) registration() {
	w.T.Helper()
	i := w.newItem()
	w.post(w.owner, "/catalog/items", i)
	w.must(w.here, http.MethodPut, "/settings/billing.registration_code", map[string]any{"clinic_id": w.one, "value": i["code"]})
}

// bill charges 200 yuan.
func (w *world) bill(patient string) map[string]any {
	w.T.Helper()
	return w.post(w.here, "/billing/bills", w.newBill(patient))
}

func (w *world) newPrepayment(patient string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "tenders": []any{map[string]any{"means": "cash", "amount": 10000, "reference": "1"}},
		"given": 10000}
}

// prepaid takes 100 yuan that stand, and gives the receipt.
func (w *world) prepaid(patient string) string {
	w.T.Helper()
	return w.post(w.here, "/billing/prepayments", w.newPrepayment(patient))["id"].(string)
}

// ended is a contract with 100 yuan paid for it that ended before anything was done.
func (w *world) ended() string {
	w.T.Helper()
	p, id := w.patient(), w.IDs()
	w.tellPlan(plans.FactAccepted, p, id, plans.AgreedBody{Plan: id, Kind: plans.Contract, List: money.Yuan(1100), Amount: money.Yuan(1000), Contract: true, Day: "2026-11-22"})
	w.post(w.here, "/billing/prepayments", map[string]any{"clinic_id": w.one, "patient_id": p, "agreement_id": id,
		"tenders": []any{map[string]any{"means": "cash", "amount": 10000}}})
	w.tellPlan(plans.FactEnded, p, id, plans.EndedBody{Plan: id, Day: "2026-11-22"})
	return id
}

// tellPlan tells a fact of a plan, as the module plans does.
func (w *world) tellPlan(kind, patient, plan string, body any) {
	w.T.Helper()
	err := w.DB.Write(auth.AsProgram(context.Background(), w.Tenant, "test"), func(tx *db.Tx) error {
		return w.app.Facts.Publish(tx, events.Fact{Kind: kind, Clinic: w.one, Patient: patient, Subject: plan, Body: body})
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// agreement lets a contract of 1,000 yuan be accepted, as the module plans tells it.
func (w *world) agreement() string {
	w.T.Helper()
	p, id := w.patient(), w.IDs()
	w.tellPlan(plans.FactAccepted, p, id, plans.AgreedBody{Plan: id, Kind: plans.Contract, List: money.Yuan(1100), Amount: money.Yuan(1000), Contract: true, Day: "2026-11-22"})
	return id
}
