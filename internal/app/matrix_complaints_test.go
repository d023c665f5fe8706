package app

import (
	"net/http"
	"net/url"
)

// complaintsExamples are the requests of module complaints.
var complaintsExamples = book{
	"complaints.list": func(w *world) example {
		w.complaint()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"complaints.figures": func(w *world) example { return example{query: url.Values{"clinic_id": {w.one}}} },
	"complaints.show":    func(w *world) example { return example{path: about(w.complaint())} },
	"complaints.raise":   func(w *world) example { return example{body: w.newComplaint()} },
	"complaints.do": func(w *world) example {
		return example{path: about(w.complaint()), body: map[string]any{"what": "measure", "text": "送一份口腔护理包", "amount": 3900}}
	},
	"complaints.hand_over": func(w *world) example {
		return example{path: about(w.complaint()), match: 1, body: map[string]any{"owner_id": w.here.id, "note": "请接手"}}
	},
	"complaints.close": func(w *world) example {
		return example{path: about(w.complaint()), match: 1, body: w.ending()}
	},
	"complaints.reopen": func(w *world) example {
		id := w.complaint()
		w.write(http.MethodPost, "/complaints/"+id+"/close", `"1"`, w.ending())
		return example{path: about(id), match: 2, body: map[string]any{"text": "患者又来电"}}
	},
}

func (w *world) ending() map[string]any {
	return map[string]any{"result": "apologised", "content": "yes", "text": "当面致歉，患者接受"}
}

func (w *world) newComplaint() map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": w.patient(), "about": "waiting", "words": "等了四十分钟", "severity": "serious", "way": "in_person"}
}

// complaint raises a complaint in the first clinic.
func (w *world) complaint() string {
	w.T.Helper()
	return w.post(w.here, "/complaints", w.newComplaint())["id"].(string)
}
