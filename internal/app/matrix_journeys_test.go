package app

import (
	"fmt"
	"net/http"
	"net/url"
)

// journeysExamples are the requests of module journeys.
var journeysExamples = book{
	"journeys.list": func(w *world) example {
		w.journey()
		return example{wide: true}
	},
	"journeys.show": func(w *world) example { return example{path: about(w.journey()), wide: true} },
	"journeys.make": func(w *world) example { return example{body: w.newJourney()} },
	"journeys.rename": func(w *world) example {
		return example{path: about(w.journey()), match: 1, body: map[string]any{"name": "新名字", "owner_id": w.here.id}}
	},
	"journeys.write_draft": func(w *world) example {
		return example{path: about(w.journey()), match: 1, body: smallGraph()}
	},
	"journeys.drop_draft": func(w *world) example { return example{path: about(w.journey()), match: 1} },
	"journeys.check":      func(w *world) example { return example{body: map[string]any{"graph": smallGraph()}} },
	"journeys.standing": func(w *world) example {
		return example{path: about(w.liveJourney()), wide: true}
	},
	"journeys.foresee": func(w *world) example {
		return example{path: about(w.journey()), body: map[string]any{"mode": "new_only"}}
	},
	"journeys.publish": func(w *world) example {
		w.unrehearsed()
		return example{path: about(w.journey()), match: 1, body: map[string]any{"mode": "new_only"}}
	},
	"journeys.pause": func(w *world) example { return example{path: about(w.liveJourney()), match: 2} },
	"journeys.resume": func(w *world) example {
		id := w.liveJourney()
		w.turn(id, "pause", 2, nil)
		return example{path: about(id), match: 3, body: map[string]any{"how": "shift"}}
	},
	"journeys.end": func(w *world) example { return example{path: about(w.liveJourney()), match: 2} },
	"journeys.enrolments": func(w *world) example {
		w.enrolment()
		return example{query: url.Values{"open": {"true"}}}
	},
	"journeys.trace": func(w *world) example { return example{path: about(w.enrolment())} },
	"journeys.enter": func(w *world) example {
		return example{path: about(w.liveJourney()), body: map[string]any{"patient_id": w.patient()}}
	},
	"journeys.remove": func(w *world) example {
		return example{path: about(w.enrolment()), body: map[string]any{"reason": "患者要求"}}
	},
}

// liveJourney begins a journey and lets it go live.
func (w *world) liveJourney() string {
	w.T.Helper()
	w.unrehearsed()
	id := w.journey()
	w.turn(id, "publish", 1, map[string]any{"mode": "new_only"})
	return id
}

// turn changes where a journey stands, as the owner.
func (w *world) turn(id, what string, version int, body any) {
	w.T.Helper()
	r := request{by: w.owner, method: http.MethodPost, path: "/journeys/" + id + "/" + what, match: fmt.Sprintf(`"%d"`, version), key: w.fresh("key-")}
	if body != nil {
		r.media, r.body = "application/json", encode(body)
	}
	if got := w.do(r); !got.ok() {
		w.T.Fatal(got)
	}
}

// unrehearsed lets drafts go live that nobody rehearsed.
func (w *world) unrehearsed() {
	w.T.Helper()
	w.must(w.owner, http.MethodPut, "/settings/journeys.must_rehearse", map[string]any{"value": false})
}

// enrolment lets a patient into a live journey.
func (w *world) enrolment() string {
	w.T.Helper()
	return w.post(w.here, "/journeys/"+w.liveJourney()+"/enrolments", map[string]any{"patient_id": w.patient()})["id"].(string)
}

// smallGraph lets people in by hand and has somebody call them.
func smallGraph() map[string]any {
	return map[string]any{"nodes": []any{
		map[string]any{"id": "in", "kind": "entry", "to": map[string]any{"next": "wait"}, "entry": map[string]any{"how": "manual"}},
		map[string]any{"id": "wait", "kind": "wait", "to": map[string]any{"next": "call"}, "wait": map[string]any{"amount": 2, "unit": "days", "at": "10:00"}},
		map[string]any{"id": "call", "kind": "task", "to": map[string]any{}, "task": map[string]any{"what": "call", "title": "问候一声", "role": "service",
			"due": map[string]any{"amount": 1, "unit": "days"}}},
	}}
}

func (w *world) newJourney() map[string]any {
	return map[string]any{"name": "问候", "note": "两天后打个电话", "owner_id": w.here.id, "graph": smallGraph()}
}

// journey begins a journey.
func (w *world) journey() string {
	w.T.Helper()
	return w.post(w.owner, "/journeys", w.newJourney())["id"].(string)
}
