package app

import (
	"fmt"
	"net/http"
	"net/url"
)

// recordExamples are the requests of module charting about records, templates and
// phrases.
var recordExamples = book{
	"charting.list_records": func(w *world) example {
		visit := w.visit()
		w.record(visit)
		return example{query: url.Values{"visit_id": {visit}}, names: true}
	},
	"charting.begin_record": func(w *world) example {
		return example{body: map[string]any{"visit_id": w.visit(), "kind": "note"}}
	},
	"charting.show_record":  func(w *world) example { return example{path: about(w.record(w.visit()))} },
	"charting.record_paper": func(w *world) example { return example{path: about(w.record(w.visit()))} },
	"charting.seal": func(w *world) example {
		return example{path: about(w.patient()), body: w.sealText(map[string]any{"clinic_id": w.one})}
	},
	"charting.seals": func(w *world) example {
		p := w.patient()
		w.seal(p)
		return example{path: about(p)}
	},
	"charting.unseal": func(w *world) example {
		return example{path: about(w.seal(w.patient())), body: w.sealText(map[string]any{})}
	},
	"charting.check_seal": func(w *world) example { return example{path: about(w.seal(w.patient()))} },
	"charting.seal_list":  func(w *world) example { return example{path: about(w.seal(w.patient()))} },
	"charting.hand_out_seal": func(w *world) example {
		id := w.seal(w.patient())
		w.do(request{by: w.here, method: http.MethodPost, path: "/charting/seals/" + id + "/unseal", media: "application/json", body: encode(w.sealText(map[string]any{}))})
		return example{path: about(id)}
	},
	"charting.print_record": func(w *world) example { return example{path: about(w.record(w.visit()))} },
	"charting.compare_record": func(w *world) example {
		return example{path: about(w.submitted()), query: url.Values{"from": {"0"}, "to": {"1"}}}
	},
	"charting.save_record": func(w *world) example {
		return example{path: about(w.record(w.visit())), match: 1, body: map[string]any{"kind": "note", "parts": noteParts("术后第二天电话随访")}}
	},
	"charting.submit_record": func(w *world) example {
		id := w.record(w.visit())
		w.write(http.MethodPatch, "/charting/records/"+id, `"1"`, map[string]any{"parts": noteParts("无不适")})
		return example{path: about(id), match: 2, body: map[string]any{}}
	},
	"charting.take_back_record": func(w *world) example { return example{path: about(w.submitted()), match: 3} },
	"charting.review_record": func(w *world) example {
		id := w.record(w.visit())
		w.write(http.MethodPatch, "/charting/records/"+id, `"1"`, map[string]any{"parts": noteParts("无不适")})
		senior := w.senior()
		w.write(http.MethodPost, "/charting/records/"+id+"/submit", `"2"`, map[string]any{"reviewer_id": senior.id})
		return example{as: senior, path: about(id), match: 3, body: map[string]any{"approve": true}}
	},
	// Wrong passwords count, so each who signs does so for the first time.
	"charting.sign_record": func(w *world) example {
		doctor := w.hire(w.fresh("signs-"), "doctor", w.one)
		return example{as: doctor, path: about(w.submittedBy(doctor)), match: 3, body: map[string]any{"password": worldPassword}}
	},
	"charting.amend_record": func(w *world) example {
		doctor := w.hire(w.fresh("amends-"), "doctor", w.one)
		id := w.submittedBy(doctor)
		w.writeBy(doctor, http.MethodPost, "/charting/records/"+id+"/sign", 3, map[string]any{"password": worldPassword})
		return example{as: doctor, path: about(id), match: 4, body: map[string]any{"parts": noteParts("无不适，已告知饮食"), "reason": "遗漏", "password": worldPassword}}
	},
	"charting.unsigned": func(w *world) example { w.record(w.visit()); return example{wide: true} },
	"charting.sign_several": func(w *world) example {
		doctor := w.hire(w.fresh("signs-"), "doctor", w.one)
		return example{as: doctor, body: map[string]any{"password": worldPassword,
			"records": []any{map[string]any{"id": w.submittedBy(doctor), "version": 3}}}}
	},
	"charting.prepare": func(w *world) example { return example{query: w.inOne("day", "2026-11-23")} },

	"charting.list_templates": func(w *world) example { return example{wide: true} },
	"charting.add_template": func(w *world) example {
		return example{wide: true, body: map[string]any{"form": "phrase", "name": w.fresh("常用"), "parts": noteParts("勿咬硬物")}}
	},
	"charting.change_template": func(w *world) example {
		id := w.post(w.here, "/charting/templates", map[string]any{"form": "phrase", "name": w.fresh("常用"), "parts": noteParts("勿咬硬物")})["id"].(string)
		return example{path: about(id), match: 1, body: map[string]any{"active": false}}
	},
	"charting.install_templates": func(w *world) example { return example{wide: true} },
}

// sealText is why a record is sealed, and who is present.
func (w *world) sealText(more map[string]any) map[string]any {
	more["reason"], more["present"] = "患者要求", []any{"陈山（父亲）"}
	return more
}

// seal seals a patient's record.
func (w *world) seal(patient string) string {
	w.T.Helper()
	return w.post(w.here, "/charting/patients/"+patient+"/seals", w.sealText(map[string]any{"clinic_id": w.one}))["id"].(string)
}

func noteParts(text string) []any {
	return []any{map[string]any{"part": "treatment", "lines": []any{map[string]any{"text": text}}}}
}

// record begins a note about a visit of the first clinic.
func (w *world) record(visit string) string {
	w.T.Helper()
	return w.post(w.here, "/charting/records", map[string]any{"visit_id": visit, "kind": "note"})["id"].(string)
}

// submitted is a note that waits for its signature, at version 3.
func (w *world) submitted() string { return w.submittedBy(w.here) }

func (w *world) submittedBy(by *person) string {
	w.T.Helper()
	id := w.post(by, "/charting/records", map[string]any{"visit_id": w.visit(), "kind": "note"})["id"].(string)
	w.writeBy(by, http.MethodPatch, "/charting/records/"+id, 1, map[string]any{"parts": noteParts("无不适")})
	w.writeBy(by, http.MethodPost, "/charting/records/"+id+"/submit", 2, map[string]any{})
	return id
}

// writeBy changes something at a version.
func (w *world) writeBy(by *person, method, path string, version int64, body any) {
	w.T.Helper()
	got := w.do(request{by: by, method: method, path: path, match: fmt.Sprintf(`"%d"`, version), media: "application/json", body: encode(body)})
	if !got.ok() {
		w.T.Fatalf("%s %s: %s", method, path, got)
	}
}

// senior hires a dentist who reviews in the first clinic.
func (w *world) senior() *person {
	w.T.Helper()
	p := w.hire(w.fresh("senior-"), "doctor", w.one)
	w.writeBy(w.owner, http.MethodPatch, "/org/staff/"+p.id, w.tag("/org/staff/"+p.id), map[string]any{"may_do_licensed_acts": true})
	return p
}
