package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"archwire/internal/modules/org"
	"archwire/internal/platform/testkit"
)

const aDay = 24 * hour

// bookingExamples are the requests of module visits about bookings.
var bookingExamples = book{
	"visits.book": func(w *world) example { return example{body: w.newVisit()} },
	"visits.book_together": func(w *world) example {
		return example{body: map[string]any{"visits": []any{w.newVisit(), w.newVisit()}}}
	},
	"visits.move": func(w *world) example {
		return example{path: about(w.visit()), match: 1, body: map[string]any{
			"starts_at": w.slot(), "party": "patient", "reason": "考试", "override_reason": "加班"}}
	},
	"visits.copy": func(w *world) example {
		return example{path: about(w.visit()), body: map[string]any{"starts_at": w.slot(), "override_reason": "加班"}}
	},
	"visits.park": func(w *world) example { return example{path: about(w.visit()), match: 1} },
	"visits.annotate": func(w *world) example {
		return example{path: about(w.visit()), match: 1, body: map[string]any{"note": "带上旧片", "wishes": "靠窗", "charged": true}}
	},
	"visits.check": func(w *world) example { return example{body: w.newVisit(), looks: true} },
	"visits.step": func(w *world) example {
		return example{path: about(w.visit()), match: 1, body: map[string]any{"step": "confirm"}}
	},
	"visits.undo": func(w *world) example {
		id := w.visit()
		w.step(id, "confirm")
		return example{path: about(id), match: w.tag("/visits/bookings/" + id)}
	},
	"visits.set_next_step": func(w *world) example {
		return example{path: about(w.visit()), body: map[string]any{"kind": "recall", "recall_day": "2027-01-05"}}
	},

	"visits.board":      func(w *world) example { return example{query: w.inOne("day", "2026-11-23")} },
	"visits.today":      func(w *world) example { return example{query: w.inOne("day", "2026-11-23")} },
	"visits.open":       func(w *world) example { return example{path: about(w.visit())} },
	"visits.of_patient": func(w *world) example { return example{path: about(w.newVisit()["patient_id"].(string))} },
	"visits.fits": func(w *world) example {
		return example{body: map[string]any{"clinic_id": w.one, "template_id": w.kind("o06"), "from": "2027-11-22", "to": "2027-11-24",
			"patient_id": w.patient(), "tags": []any{}, "parts": []any{map[string]any{"from": 540, "to": 720}}, "limit": 3}}
	},
	"visits.without_next_step": func(w *world) example { return example{query: w.inOne("days", "30")} },
	"visits.due_not_booked":    func(w *world) example { return example{query: w.inOne("days", "30")} },
	"visits.figures":           func(w *world) example { return example{query: w.inOne("from", "2026-11-01", "to", "2026-11-30")} },
	"visits.reasons":           func(w *world) example { return example{wide: true} },
	"visits.day_print":         func(w *world) example { return example{query: w.inOne("day", "2026-11-23")} },

	"visits.wait":     func(w *world) example { return example{body: w.newWaiter()} },
	"visits.waitlist": func(w *world) example { w.waiter(); return example{query: w.inOne()} },
	"visits.freed":    func(w *world) example { return example{query: w.inOne()} },
	"visits.rank_waitlist": func(w *world) example {
		at := w.slot()
		return example{body: map[string]any{"clinic_id": w.one, "start": at, "end": at + hour/2, "place_id": w.chair}}
	},
	"visits.withdraw": func(w *world) example { return example{path: about(w.waiter()), match: 1} },
	"visits.offer": func(w *world) example {
		return example{path: about(w.waiter()), match: 1, body: map[string]any{
			"starts_at": w.slot(), "places": []any{w.chair}, "override_reason": "加班"}}
	},
	"visits.decline": func(w *world) example {
		id := w.waiter()
		w.write(http.MethodPost, "/visits/waitlist/"+id+"/offer", `"1"`, map[string]any{
			"starts_at": w.slot(), "places": []any{w.chair}, "override_reason": "加班"})
		return example{path: about(id), match: 2, body: map[string]any{"party": "patient"}}
	},
	"visits.book_waiter": func(w *world) example {
		return example{path: about(w.waiter()), match: 1, body: map[string]any{
			"starts_at": w.slot(), "places": []any{w.chair}, "override_reason": "加班"}}
	},

	"visits.renew_calendar": func(w *world) example { return example{path: about(w.staff[org.RoleDoctor].id)} },
	"visits.revoke_calendar": func(w *world) example {
		id := w.staff[org.RoleDoctor].id
		w.address("calendars", id)
		return example{path: about(id)}
	},
	"visits.icalendar":         func(w *world) example { return example{path: w.address("calendars", w.staff[org.RoleDoctor].id)} },
	"visits.renew_call_screen": func(w *world) example { return example{path: about(w.one)} },
	"visits.revoke_call_screen": func(w *world) example {
		w.address("call-screens", w.one)
		return example{path: about(w.one)}
	},
	"visits.call_screen": func(w *world) example { return example{path: w.address("call-screens", w.one)} },
}

// visitsRows furnishes the first clinic with the kinds of visit, a chair and a
// visit.
func (w *world) visitsRows() {
	w.T.Helper()
	w.post(w.owner, "/visits/templates/defaults", nil)
	w.kinds = map[string]string{}
	for _, k := range w.get(w.owner, "/visits/templates")["items"].([]any) {
		w.kinds[k.(map[string]any)["code"].(string)] = k.(map[string]any)["id"].(string)
	}
	w.chair = w.place(secretOfGroup + secretOfClinic + "椅")
	v := w.newVisit()
	v["note"], v["wishes"] = secretOfGroup+secretOfClinic, secretOfGroup+secretOfClinic
	w.post(w.here, "/visits/bookings", v)
}

// inOne is a query about the first clinic.
func (w *world) inOne(more ...string) url.Values {
	q := url.Values{"clinic_id": {w.one}}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q
}

// kind is the id of a kind of visit that ships. Without module visits there is
// none.
func (w *world) kind(code string) string { return w.kinds[code] }

func (w *world) place(name string) string {
	w.T.Helper()
	return w.post(w.here, "/visits/places", map[string]any{"clinic_id": w.one, "name": name, "kind": "C"})["id"].(string)
}

// slot is half an hour of the chair that no other example uses, from tomorrow on.
func (w *world) slot() int64 {
	w.slots++
	return testkit.Start + aDay*int64(1+w.slots/16) + hour/2*int64(w.slots%16)
}

// newVisit is a visit of half an hour at most without a doctor; nobody is on the
// roster, so there is a reason.
func (w *world) newVisit() map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": w.patient(), "template_id": w.kind("o06"), "starts_at": w.slot(),
		"places": []any{w.chair}, "wishes": "轻一点", "note": "复诊", "override_reason": "加班"}
}

func (w *world) visit() string {
	w.T.Helper()
	return w.post(w.here, "/visits/bookings", w.newVisit())["id"].(string)
}

func (w *world) step(visit, step string) {
	w.T.Helper()
	version := fmt.Sprintf(`"%d"`, w.tag("/visits/bookings/"+visit))
	w.write(http.MethodPost, "/visits/bookings/"+visit+"/steps", version, map[string]any{"step": step})
}

func (w *world) newWaiter() map[string]any {
	return map[string]any{"clinic_id": w.one, "patient_id": w.patient(), "template_id": w.kind("o06"), "from_day": "2026-11-23",
		"to_day": "2027-11-20", "parts": []any{map[string]any{"from": 540, "to": 1080}}, "reach_minutes": 20, "note": "随叫随到"}
}

func (w *world) waiter() string {
	w.T.Helper()
	return w.post(w.here, "/visits/waitlist", w.newWaiter())["id"].(string)
}

// address makes a secret address and gives the parameters of its path.
func (w *world) address(kind, of string) map[string]string {
	w.T.Helper()
	parts := strings.Split(w.post(w.here, "/visits/"+kind+"/"+of+"/renew", nil)["path"].(string), "/")
	return map[string]string{"group": parts[len(parts)-2], "secret": parts[len(parts)-1]}
}
