package app

import "net/url"

// studyExamples are the requests by which a journey is begun from the gallery, tried and
// judged.
var studyExamples = book{
	"journeys.templates": func(*world) example { return example{query: url.Values{"lang": {"en"}}} },
	"journeys.template":  func(*world) example { return example{query: url.Values{"key": {"no_show_rescue"}}} },
	"journeys.rehearse": func(w *world) example {
		return example{path: about(w.journey()), body: map[string]any{"kind": "replay", "graph": smallGraph()}}
	},
	"journeys.rehearsals": func(w *world) example { return example{path: about(w.journey()), wide: true} },
	"journeys.dry_run": func(w *world) example {
		return example{path: about(w.journey()), body: map[string]any{"patient_id": w.patient(), "graph": smallGraph()}}
	},
	"journeys.effects":          func(w *world) example { return example{path: about(w.liveJourney()), wide: true} },
	"journeys.promotions_worth": func(*world) example { return example{} },
}
