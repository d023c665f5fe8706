package app

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"archwire/internal/platform/db"
)

// followupExamples are the requests of module followup.
var followupExamples = book{
	"followup.desk": func(w *world) example {
		w.followedUp("pulp_opening")
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"followup.show_contact": func(w *world) example { return example{path: about(w.followedUp("pulp_opening"))} },
	"followup.record": func(w *world) example {
		return example{path: about(w.followedUp("pulp_opening")), match: 1, body: map[string]any{"outcome": "reached", "answers": map[string]any{"pain": "9", "painkiller": "no_help"},
			"mood": "worried", "advice": "马上回来看", "satisfaction": 3, "wish": "book"}}
	},
	"followup.take_back": func(w *world) example {
		id := w.followedUp("pulp_opening")
		got := w.do(request{by: w.here, method: http.MethodPost, path: "/followup/contacts/" + id + "/result", match: `"1"`, key: w.fresh("key-"), media: "application/json",
			body: encode(map[string]any{"outcome": "no_answer"})})
		if !got.ok() {
			w.T.Fatal(got)
		}
		return example{path: about(id), match: 2}
	},
	"followup.correct": func(w *world) example {
		id := w.followedUp("pulp_opening")
		got := w.do(request{by: w.here, method: http.MethodPost, path: "/followup/contacts/" + id + "/result", match: `"1"`, key: w.fresh("key-"), media: "application/json",
			body: encode(map[string]any{"outcome": "reached", "answers": map[string]any{"pain": "1"}})})
		if !got.ok() {
			w.T.Fatal(got)
		}
		return example{path: about(id), body: map[string]any{"note": "听错了", "answers": map[string]any{"pain": "2"}}}
	},
	"followup.digest": func(w *world) example {
		return example{query: url.Values{"clinic_id": {w.one}, "doctor_id": {w.here.id}}}
	},
	"followup.tellings": func(w *world) example {
		return example{query: w.inOne("day", "2026-11-22")}
	},
	"followup.seen": func(w *world) example {
		return example{body: map[string]any{"result_ids": []any{w.IDs()}}, wide: true, looks: true}
	},
	"followup.week":       func(w *world) example { return example{query: url.Values{"clinic_id": {w.one}}} },
	"followup.week_paper": func(w *world) example { return example{query: url.Values{"clinic_id": {w.one}}} },
	"followup.forecast":   func(w *world) example { return example{query: url.Values{"clinic_id": {w.one}, "days": {"14"}}} },
	"followup.ahead": func(w *world) example {
		w.series("extraction")
		return example{query: w.inOne("protocol", "extraction", "day", "2026-11-22")}
	},
	"followup.of_patient": func(w *world) example { return example{path: about(w.patient())} },
	"followup.set_wishes": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"clinic_id": w.one, "asks_calls": true, "opted_out": true}}
	},
	"followup.begin": func(w *world) example { return example{body: w.newSeries("sedation_ga")} },
	"followup.set_case": func(w *world) example {
		return example{path: about(w.series("expander")), match: 1, body: map[string]any{"flags": map[string]any{"reaction": true}, "plan": map[string]any{"turns": 30}}}
	},
	"followup.stop": func(w *world) example {
		return example{path: about(w.series("extraction")), match: 1, body: map[string]any{"why": "患者转院"}}
	},
	"followup.trial": func(w *world) example {
		return example{path: about(w.followedUp("pulp_opening")), looks: true, body: map[string]any{"answers": map[string]any{"pain": "6"}}}
	},
	"followup.form": func(w *world) example { return example{path: w.form()} },
	"followup.answer": func(w *world) example {
		return example{path: w.form(), body: map[string]any{"answers": map[string]any{"pain": "2", "bleeding": "none"}}}
	},
	"followup.words":         func(w *world) example { return example{wide: true} },
	"followup.protocols":     func(w *world) example { return example{wide: true} },
	"followup.show_protocol": func(w *world) example { return example{path: map[string]string{"key": "extraction"}, wide: true} },
	"followup.rehearse": func(w *world) example {
		return example{path: map[string]string{"key": "extraction"}, looks: true, body: map[string]any{"clinic_id": w.one, "protocol": w.draftOf("extraction"),
			"who": map[string]any{"treated_at": 0, "answers": map[string]any{"pain": "7"}}}}
	},
	"followup.write_draft": func(w *world) example {
		body := w.draftOf("whitening")
		return example{path: map[string]string{"key": "whitening"}, match: w.drafted("whitening"), body: body}
	},
	"followup.drop_draft": func(w *world) example {
		return example{path: map[string]string{"key": "denture"}, match: w.drafted("denture")}
	},
	"followup.foresee": func(w *world) example {
		w.drafted("general")
		return example{path: map[string]string{"key": "general"}, query: url.Values{"clinic_id": {w.one}}}
	},
	"followup.publish": func(w *world) example {
		return example{path: map[string]string{"key": "infusion"}, match: w.drafted("infusion"), body: map[string]any{"note": "多问一次"}}
	},
	"followup.switch": func(w *world) example {
		w.drafted("observation")
		return example{path: map[string]string{"key": "observation"}, match: w.protocol("observation"), body: map[string]any{"active": false}}
	},
	"followup.recalls": func(w *world) example {
		w.recall()
		return example{query: url.Values{"clinic_id": {w.one}, "to": {"2027-12-31"}}}
	},
	"followup.set_recall": func(w *world) example { return example{body: w.newRecall()} },
	"followup.change_recall": func(w *world) example {
		return example{path: about(w.recall()), match: 1, body: map[string]any{"state": "off_until", "until_day": "2027-06-01", "note": "出国"}}
	},
	"followup.recall_types": func(w *world) example { return example{wide: true} },
	"followup.put_recall_type": func(w *world) example {
		return example{path: map[string]string{"key": "observation"}, fresh: true, body: w.recallType()}
	},
	"followup.add_recall_type": func(w *world) example {
		return example{body: map[string]any{"kind": w.fresh("own_"), "type": w.recallType()}}
	},
}

func (w *world) newSeries(protocol string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": w.patient(), "protocol": protocol, "doctor_id": w.here.id, "site": "46",
		"treated_at": w.Clock.Now() - 24*3600_000}
}

// series begins a series of yesterday in the first clinic.
func (w *world) series(protocol string) string {
	w.T.Helper()
	return w.post(w.here, "/followup/series", w.newSeries(protocol))["id"].(string)
}

// followedUp is a contact of today for what was done yesterday.
func (w *world) followedUp(protocol string) string {
	w.T.Helper()
	b := w.newSeries(protocol)
	w.post(w.here, "/followup/series", b)
	w.woken()
	list := w.get(w.here, "/followup/patients/"+b["patient_id"].(string))["contacts"].([]any)
	for _, c := range list {
		if one := c.(map[string]any); one["state"] == "open" || one["state"] == "sent" {
			return one["id"].(string)
		}
	}
	w.T.Fatalf("nobody is contacted for %s: %v", protocol, list)
	return ""
}

// woken decides what is due.
func (w *world) woken() {
	w.T.Helper()
	for _, k := range w.app.House.Followup.Module().Wakers {
		if err := k.Due(w.acting(), w.Clock.Now()); err != nil {
			w.T.Fatal(err)
		}
	}
}

// form is the address of a form that waits for its answer.
func (w *world) form() map[string]string {
	w.T.Helper()
	contact, token := w.followedUp("cleaning"), w.fresh("formtoken")
	sum := sha256.Sum256([]byte(token))
	w.writes(func(tx *db.Tx) error {
		var patient string
		if _, err := tx.From("followup_contacts").Where("id = ?", contact).Get("patient_id", &patient); err != nil {
			return err
		}
		return tx.Insert("followup_forms", struct {
			ID      string `db:"id"`
			Clinic  string `db:"clinic_id"`
			Contact string `db:"contact_id"`
			Patient string `db:"patient_id"`
			Hash    string `db:"token_hash"`
			Made    int64  `db:"made_at"`
			Expires int64  `db:"expires_at"`
		}{tx.NewID(), w.one, contact, patient, hex.EncodeToString(sum[:]), tx.Now(), tx.Now() + 3600_000})
	})
	g, _, err := w.app.Auth.Group(w.acting(), w.Tenant)
	if err != nil {
		w.T.Fatal(err)
	}
	return map[string]string{"group": g.PublicCode, "token": token}
}

// protocol is the version of a protocol, 0 where the group has none of its own.
func (w *world) protocol(key string) int64 {
	w.T.Helper()
	return int64(w.get(w.owner, "/followup/protocols/"+key)["version"].(float64))
}

// draftOf is a protocol as somebody would change it.
func (w *world) draftOf(key string) map[string]any {
	w.T.Helper()
	p := w.get(w.owner, "/followup/protocols/"+key)["protocol"].(map[string]any)
	p["name"] = map[string]any{"zh": "改过的方案" + w.fresh(""), "en": "Changed"}
	return p
}

// drafted writes a draft, and gives the version of the protocol.
func (w *world) drafted(key string) int64 {
	w.T.Helper()
	w.writeBy(w.owner, http.MethodPut, "/followup/protocols/"+key+"/draft", w.protocol(key), w.draftOf(key))
	return w.protocol(key)
}

func (w *world) recallType() map[string]any {
	return map[string]any{"name": map[string]any{"zh": "复查", "en": "Check"}, "interval": "6m+1d", "triggers": []any{"P01"}, "active": true}
}

func (w *world) newRecall() map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": w.patient(), "kind": "cleaning", "due_day": "2027-03-01", "note": "家长要求"}
}

func (w *world) recall() string {
	w.T.Helper()
	return w.post(w.here, "/followup/recalls", w.newRecall())["id"].(string)
}
