package app

// journeysExamples are the requests of module journeys.
var journeysExamples = book{
	"journeys.list": func(w *world) example {
		w.journey()
		return example{}
	},
	"journeys.show": func(w *world) example { return example{path: about(w.journey())} },
	"journeys.make": func(w *world) example { return example{body: w.newJourney()} },
	"journeys.rename": func(w *world) example {
		return example{path: about(w.journey()), match: 1, body: map[string]any{"name": "新名字", "owner_id": w.here.id}}
	},
	"journeys.write_draft": func(w *world) example {
		return example{path: about(w.journey()), match: 1, body: smallGraph()}
	},
	"journeys.drop_draft": func(w *world) example { return example{path: about(w.journey()), match: 1} },
	"journeys.check":      func(w *world) example { return example{body: map[string]any{"graph": smallGraph()}} },
}

// smallGraph lets people in by hand and has somebody call them.
func smallGraph() map[string]any {
	return map[string]any{"nodes": []any{
		map[string]any{"id": "in", "kind": "entry", "to": map[string]any{"next": "wait"}, "entry": map[string]any{"how": "manual"}},
		map[string]any{"id": "wait", "kind": "wait", "to": map[string]any{"next": "call"}, "wait": map[string]any{"amount": 2, "unit": "days", "at": "10:00"}},
		map[string]any{"id": "call", "kind": "task", "to": map[string]any{}, "task": map[string]any{"what": "call", "title": "问候一声", "role": "service_staff",
			"due": map[string]any{"amount": 1, "unit": "days"}}},
	}}
}

func (w *world) newJourney() map[string]any {
	return map[string]any{"name": "问候", "note": "两天后打个电话", "owner_id": w.here.id, "graph": smallGraph()}
}

// journey begins a journey.
func (w *world) journey() string {
	w.T.Helper()
	return w.post(w.here, "/journeys", w.newJourney())["id"].(string)
}
