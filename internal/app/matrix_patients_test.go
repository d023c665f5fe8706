package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"archwire/internal/modules/org"
)

// patientsExamples are the requests of module patients.
var patientsExamples = book{
	"patients.search": func(w *world) example {
		w.patient()
		return example{query: url.Values{"q": {"周测"}}}
	},
	"patients.register": func(w *world) example { return example{body: w.newPatient()} },
	"patients.take_in": func(w *world) example {
		p := w.newPatient()
		w.post(w.here, "/patients", p)
		number := p["contacts"].([]any)[0].(map[string]any)["number"]
		return example{body: map[string]any{"clinic_id": p["clinic_id"], "name": p["name"], "number": number}, names: true}
	},
	"patients.elsewhere": func(w *world) example {
		p := w.newPatient()
		w.post(w.here, "/patients", p)
		number := p["contacts"].([]any)[0].(map[string]any)["number"]
		return example{body: map[string]any{"clinic_id": p["clinic_id"], "number": number}, looks: true, names: true}
	},
	"patients.open_urgently": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"reason": "外伤，不清楚过敏史"}, wide: true}
	},
	"patients.list": func(w *world) example {
		w.patient()
		return example{query: w.inOne("age_to", "90"), names: true}
	},
	"patients.duplicates": func(w *world) example {
		p := w.newPatient()
		w.post(w.here, "/patients", p)
		delete(p, "clinic_id")
		return example{body: p, looks: true}
	},
	"patients.open": func(w *world) example { return example{path: about(w.patient())} },
	"patients.by_number": func(w *world) example {
		p := w.get(w.here, "/patients/"+w.patient())["patient"].(map[string]any)
		return example{query: url.Values{"record_no": {p["record_no"].(string)}}, names: true}
	},
	"patients.change": func(w *world) example {
		id := w.patient()
		return example{path: about(id), match: w.tag("/patients/" + id), body: map[string]any{
			"name": w.fresh("周换"), "sex": "male", "birth_day": "2009-07-08", "id_number": w.fresh("E123"), "source": "referral",
			"introducer": map[string]any{"kind": "patient", "id": w.patient(), "note": "邻居"},
			"wishes":     "怕疼", "note": "先讲再做", "address": "积木路 2 号",
		}}
	},
	"patients.set_contacts": func(w *world) example {
		id := w.patient()
		return example{path: about(id), match: w.tag("/patients/" + id), body: map[string]any{"contacts": []any{w.contact()}}}
	},
	"patients.show_number": func(w *world) example {
		id := w.patient()
		c := w.get(w.here, "/patients/"+id)["contacts"].([]any)[0].(map[string]any)
		return example{path: map[string]string{"id": id, "contact_id": c["id"].(string)}}
	},
	"patients.show_identity": func(w *world) example { return example{path: about(w.patient())} },

	"patients.relate": func(w *world) example { return example{path: about(w.patient()), body: w.mother()} },
	"patients.end_relation": func(w *world) example {
		id := w.patient()
		r := w.post(w.here, "/patients/"+id+"/relations", w.mother())["id"].(string)
		return example{path: map[string]string{"id": id, "relation_id": r}, body: map[string]any{"reason": "搬走了"}}
	},
	"patients.join_household": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"with_patient_id": w.patient()}}
	},
	"patients.mark": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"important": true, "reason": "介绍了许多人"}}
	},
	"patients.set_days": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"days": []any{
			map[string]any{"kind": "wedding", "label": "金婚", "year": 1976, "month": 5, "day": 1, "lunar": true}}}}
	},
	"patients.set_wechats": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"wechats": []any{
			map[string]any{"nick": w.fresh("积木妈妈"), "whose": "mother", "note": "晚上回复"}}}}
	},
	"patients.set_tags": func(w *world) example {
		tag := w.post(w.owner, "/patients/lists/tags", w.newTag())["id"]
		return example{path: about(w.patient()), body: map[string]any{"tags": []any{tag}}}
	},
	"patients.share": func(w *world) example {
		return example{as: w.owner, path: about(w.patient()), body: map[string]any{"clinic_id": w.two, "basis": "referral"}}
	},
	"patients.set_care": func(w *world) example {
		return example{path: map[string]string{"id": w.patient(), "part": "doctor"},
			body: map[string]any{"staff_id": w.staff[org.RoleDoctor].id}}
	},
	"patients.hand_over": func(w *world) example {
		id := w.patient()
		w.must(w.here, http.MethodPut, "/patients/"+id+"/care-team/doctor", map[string]any{"staff_id": w.staff[org.RoleDoctor].id})
		return example{body: map[string]any{"part": "doctor", "from_staff_id": w.staff[org.RoleDoctor].id,
			"to_staff_id": w.staff[org.RoleSecondDentist].id, "patients": []any{id}, "reason": "休产假"}}
	},
	"patients.note_alert": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"kind": "allergy", "text": "青霉素", "severe": true}}
	},
	"patients.end_alert": func(w *world) example {
		id := w.patient()
		a := w.post(w.here, "/patients/"+id+"/alerts", map[string]any{"kind": "medicine", "text": "阿司匹林"})["id"].(string)
		return example{path: map[string]string{"id": id, "alert_id": a}, body: map[string]any{"reason": "已停药"}}
	},
	"patients.note_consent": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{
			"purpose": "photos", "given": true, "by": "self", "means": "paper", "note": "签了字"}}
	},

	"patients.tags":    func(w *world) example { return example{wide: true} },
	"patients.add_tag": func(w *world) example { return example{body: w.newTag()} },
	"patients.change_tag": func(w *world) example {
		return example{path: about(w.post(w.owner, "/patients/lists/tags", w.newTag())["id"].(string)), match: 1, body: w.newTag()}
	},
	"patients.sources": func(w *world) example { return example{wide: true} },
	"patients.set_source": func(w *world) example {
		return example{body: map[string]any{"name": w.fresh("来处"), "archived": false}}
	},

	"patients.card": func(w *world) example { return example{path: about(w.patient())} },
	"patients.timeline": func(w *world) example {
		return example{path: about(w.patient()), query: url.Values{"limit": {"10"}}}
	},
	"patients.referrals": func(w *world) example { return example{path: about(w.patient())} },
	"patients.circles":   func(w *world) example { return example{} },

	"patients.preview_merge": func(w *world) example {
		return example{path: about(w.patient()), query: url.Values{"into": {w.patient()}}}
	},
	"patients.merge": func(w *world) example {
		return example{body: map[string]any{"from_patient_id": w.patient(), "into_patient_id": w.patient(), "reason": "同一个人"}}
	},
	"patients.merges": func(w *world) example { return example{path: about(w.merge()["into_patient_id"].(string))} },
	"patients.undo_merge": func(w *world) example {
		return example{path: about(w.merge()["id"].(string)), body: map[string]any{"reason": "不是同一个人"}}
	},

	"patients.export": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"reason": "本人要求"}}
	},
	"patients.erase": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"reason": "本人要求"}}
	},
	"patients.upload_import": func(w *world) example {
		return example{query: w.inOne("file_name", "名单.csv"), media: "application/octet-stream", raw: w.file()}
	},
	"patients.imports": func(w *world) example { w.upload(); return example{} },
	"patients.import":  func(w *world) example { return example{path: about(w.upload())} },
	"patients.check_import": func(w *world) example {
		return example{path: about(w.upload()), body: map[string]any{"columns": []any{"name", "phone"}}}
	},
	"patients.run_import": func(w *world) example {
		return example{path: about(w.checked()), body: map[string]any{"skip_wrong": true}}
	},
	"patients.undo_import": func(w *world) example {
		id := w.checked()
		w.post(w.here, "/patients/import/files/"+id+"/run", map[string]any{})
		w.until(id, "done")
		return example{path: about(id)}
	},
	"patients.drop_import":   func(w *world) example { return example{path: about(w.upload())} },
	"patients.import_faults": func(w *world) example { return example{path: about(w.checked())} },
}

// file is a list of one person, as a clinic brings it.
func (w *world) file() []byte {
	w.seq++
	return fmt.Appendf(nil, "姓名,手机号\n李积木%d,137%08d\n", w.seq, w.seq)
}

func (w *world) upload() string {
	w.T.Helper()
	got := w.do(request{by: w.here, method: http.MethodPost, path: "/patients/import/files?" + w.inOne("file_name", "x.csv").Encode(),
		key: w.fresh("furnish-"), media: "application/octet-stream", body: w.file()})
	if !got.ok() {
		w.T.Fatalf("upload: %s", got)
	}
	return got.json["id"].(string)
}

func (w *world) checked() string {
	w.T.Helper()
	id := w.upload()
	w.post(w.here, "/patients/import/files/"+id+"/check", map[string]any{})
	w.until(id, "checked")
	return id
}

// until lets the jobs work until an import has reached a state.
func (w *world) until(id, state string) {
	w.T.Helper()
	if err := w.app.Queue.Start(w.T.Context()); err != nil {
		w.T.Fatal(err)
	}
	defer func() {
		if err := w.app.Queue.Stop(w.T.Context()); err != nil {
			w.T.Error(err)
		}
	}()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if w.get(w.here, "/patients/import/files/"+id)["state"] == state {
			return
		}
	}
	w.T.Fatalf("the import does not become %s", state)
}

func (w *world) newPatient() map[string]any {
	return map[string]any{"clinic_id": w.one, "name": w.fresh("周测"), "sex": "female", "birth_day": "2008-05-01",
		"source": "walk_in", "contacts": []any{w.contact()}}
}

func (w *world) contact() map[string]any {
	w.seq++
	return map[string]any{"label": "mobile", "whose": "self", "number": fmt.Sprintf("138%08d", w.seq), "is_default": true, "note": "晚上"}
}

// patient registers somebody in the first clinic.
func (w *world) patient() string {
	w.T.Helper()
	return w.post(w.here, "/patients", w.newPatient())["patient"].(map[string]any)["id"].(string)
}

func (w *world) mother() map[string]any {
	w.seq++
	return map[string]any{"kind": "guardian", "relation": "mother", "name": "周妈妈", "phone": fmt.Sprintf("139%08d", w.seq),
		"note": "白天上班", "from_day": "2026-01-01"}
}

func (w *world) newTag() map[string]any {
	return map[string]any{"name": w.fresh("标签"), "colour": "#2f6f5e"}
}

func (w *world) merge() map[string]any {
	w.T.Helper()
	return w.post(w.here, "/patients/merges", map[string]any{
		"from_patient_id": w.patient(), "into_patient_id": w.patient(), "reason": "同一个人"})
}

// tag is the version that a change of what the path shows must name.
func (w *world) tag(path string) int64 {
	w.T.Helper()
	n, err := strconv.ParseInt(strings.Trim(w.must(w.here, http.MethodGet, path, nil).etag, `"`), 10, 64)
	if err != nil {
		w.T.Fatalf("%s has no version: %v", path, err)
	}
	return n
}
