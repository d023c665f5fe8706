package app

import "net/http"

// teethExamples are the requests of module charting about teeth.
var teethExamples = book{
	"charting.chart": func(w *world) example {
		id := w.patient()
		w.finding(id)
		return example{path: about(id)}
	},
	"charting.note_findings": func(w *world) example { return example{body: w.newFindings(w.patient())} },
	"charting.strike_finding": func(w *world) example {
		return example{path: about(w.finding(w.patient())), body: map[string]any{"reason": "看错了"}}
	},

	"charting.cards": func(w *world) example {
		v := w.newVisit()
		w.card(w.post(w.here, "/visits/bookings", v)["id"].(string))
		return example{path: about(v["patient_id"].(string))}
	},
	"charting.visit_card": func(w *world) example {
		id := w.visit()
		w.card(id)
		return example{path: about(id)}
	},
	"charting.write_card": func(w *world) example {
		id := w.visit()
		w.card(id)
		return example{path: about(id), match: 1, body: w.newCard()}
	},

	"charting.orders": func(w *world) example {
		id := w.patient()
		w.order(id)
		return example{path: about(id)}
	},
	"charting.open_orders":   func(w *world) example { w.order(w.patient()); return example{query: w.inOne()} },
	"charting.order_imaging": func(w *world) example { return example{body: w.newOrder(w.patient())} },
	"charting.move_order": func(w *world) example {
		return example{path: about(w.order(w.patient())), match: 1, body: map[string]any{"step": "cancel", "text": "重复申请"}}
	},
}

func (w *world) newFindings(patient string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "findings": []any{
		map[string]any{"site": "16:MO", "what": "caries", "state": "found", "detail": "deep", "note": "探痛"},
		map[string]any{"site": "13+12+11", "what": "bridge", "state": "planned", "pontics": "12"},
	}}
}

func (w *world) newOrder(patient string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "items": []any{w.film()}, "site": "46", "question": "阻生齿位置",
		"pregnancy": "maybe", "reason": "急诊外伤"}
}

// order orders films of a patient.
func (w *world) order(patient string) string {
	w.T.Helper()
	return w.post(w.here, "/charting/orders", w.newOrder(patient))["id"].(string)
}

// film is an item of imaging on the price list that ships.
func (w *world) film() string {
	w.T.Helper()
	w.post(w.owner, "/catalog/install", nil)
	return w.get(w.owner, "/catalog/items?q=I02")["items"].([]any)[0].(map[string]any)["id"].(string)
}

func (w *world) newCard() map[string]any {
	return map[string]any{"upper_wire": "0.016 NiTi", "lower_wire": "0.014 NiTi", "elastics": "Ⅱ 类", "off": "13,24", "hygiene": "good",
		"cooperation": "fair", "stage": 3, "stage_to": 6, "done": "加力", "next_template_id": w.kind("o06"), "weeks": 4, "note": "考试周后来"}
}

// card writes the card of a visit.
func (w *world) card(visit string) {
	w.T.Helper()
	w.write(http.MethodPut, "/charting/visits/"+visit+"/card", `"0"`, w.newCard())
}

// finding writes findings of a patient down and gives the id of the first.
func (w *world) finding(patient string) string {
	w.T.Helper()
	list := w.post(w.here, "/charting/findings", w.newFindings(patient))["findings"].([]any)
	return list[0].(map[string]any)["id"].(string)
}
