package app

import (
	"net/url"
	"strings"
)

// checkinExamples are the requests of module checkin.
var checkinExamples = book{
	"checkin.programmes": func(w *world) example { return example{wide: true} },
	"checkin.change_times": func(w *world) example {
		return example{path: map[string]string{"key": "retainer"}, match: w.programme("retainer"), body: map[string]any{"remind_at": "18:30", "make_up_days": 4, "make_up_per_month": 0, "note": "家长下班晚"}}
	},
	"checkin.day": func(w *world) example {
		w.checkin()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"checkin.of_patient": func(w *world) example {
		patient := w.patient()
		w.post(w.here, "/checkin/members", w.newCheckin(patient))
		return example{path: about(patient)}
	},
	"checkin.join": func(w *world) example { return example{body: w.newCheckin(w.patient())} },
	"checkin.pause": func(w *world) example {
		return example{path: about(w.checkin()), body: map[string]any{"reason": "travel", "note": "回外婆家"}}
	},
	"checkin.resume": func(w *world) example {
		id := w.checkin()
		w.post(w.here, "/checkin/members/"+id+"/pause", map[string]any{"reason": "ill"})
		return example{path: about(id)}
	},
	"checkin.leave": func(w *world) example {
		return example{path: about(w.checkin()), body: map[string]any{"reason": "unwilling"}}
	},
	"checkin.note": func(w *world) example {
		return example{path: about(w.checkin()), body: map[string]any{"values": map[string]any{"hours": "13.5", "brushed": "yes", "note": "家长来电说的"}}}
	},
	"checkin.link": func(w *world) example { return example{path: about(w.checkin())} },
	"checkin.page": func(w *world) example { return example{path: w.checkinPage()} },
	"checkin.check_in": func(w *world) example {
		return example{path: w.checkinPage(), body: map[string]any{"values": map[string]any{"hours": "14"}}}
	},
}

func (w *world) newCheckin(patient string) map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": patient, "programme": "early_removable", "remind_at": "19:30", "consent": map[string]any{"by": "self", "means": "paper"}}
}

// checkin lets somebody join a programme in the first clinic.
func (w *world) checkin() string {
	w.T.Helper()
	return w.post(w.here, "/checkin/members", w.newCheckin(w.patient()))["id"].(string)
}

// checkinPage is the address of a page on which somebody checks in.
func (w *world) checkinPage() map[string]string {
	w.T.Helper()
	path := w.post(w.here, "/checkin/members/"+w.checkin()+"/link", nil)["path"].(string)
	parts := strings.Split(path, "/")
	return map[string]string{"group": parts[3], "token": parts[4]}
}

// programme is the version of a programme that is in force.
func (w *world) programme(key string) int64 {
	w.T.Helper()
	for _, p := range w.get(w.owner, "/checkin/programmes")["items"].([]any) {
		if one := p.(map[string]any); one["key"] == key {
			return int64(one["number"].(float64))
		}
	}
	w.T.Fatalf("no programme %s", key)
	return 0
}
