package app

// referralExamples are the requests of module charting about referrals.
var referralExamples = book{
	"charting.referrals": func(w *world) example {
		w.referral()
		return example{query: w.inOne("box", "clinic")}
	},
	"charting.receivers": func(w *world) example { return example{wide: true} },
	"charting.patient_referrals": func(w *world) example {
		patient, _, _ := w.referral()
		return example{path: about(patient)}
	},
	"charting.show_referral": func(w *world) example {
		_, id, _ := w.referral()
		return example{path: about(id)}
	},
	"charting.refer": func(w *world) example { return example{body: w.newReferral(w.patient(), w.senior())} },
	"charting.move_referral": func(w *world) example {
		_, id, senior := w.referral()
		return example{as: senior, path: about(id), match: 1, body: map[string]any{"step": "take"}}
	},
}

func (w *world) newReferral(patient string, to *person) map[string]any {
	return map[string]any{"from_clinic_id": w.one, "patient_id": patient, "to_clinic_id": w.one, "to_staff_id": to.id, "site": "14,24",
		"treatment": "extracted", "why": "牙列拥挤", "asked": "拔除 14 24", "urgency": "soon",
		"attached": []any{map[string]any{"kind": "order", "id": w.order(patient)}}, "template_id": w.kind("o06")}
}

// referral sends a new patient to a dentist of the first clinic.
func (w *world) referral() (patient, id string, to *person) {
	w.T.Helper()
	patient, to = w.patient(), w.senior()
	return patient, w.post(w.here, "/charting/referrals", w.newReferral(patient, to))["id"].(string), to
}
