package app

import (
	"net/http"
	"net/url"
)

// audienceExamples are the requests of module audience. Segments are the group's; whom
// a list shows is narrowed to the clinics in sight.
var audienceExamples = book{
	"audience.dictionary": func(w *world) example { return example{wide: true} },
	"audience.segments": func(w *world) example {
		w.segment()
		return example{query: url.Values{"archived": {"false"}}, wide: true}
	},
	"audience.segment":  func(w *world) example { return example{path: about(w.segment()), wide: true} },
	"audience.members":  func(w *world) example { return example{path: about(w.liveSegment()), wide: true} },
	"audience.overlaps": func(w *world) example { return example{path: about(w.liveSegment()), wide: true} },
	"audience.compare":  func(w *world) example { return example{path: about(w.segment()), wide: true} },
	"audience.export":   func(w *world) example { return example{path: about(w.liveSegment()), wide: true} },
	"audience.of_patient": func(w *world) example {
		return example{path: about(w.patient())}
	},
	"audience.preview": func(w *world) example {
		return example{body: map[string]any{"rule": young()}, looks: true, wide: true}
	},
	"audience.explain": func(w *world) example {
		return example{body: map[string]any{"rule": young(), "patient_id": w.patient()}, looks: true}
	},
	"audience.make": func(w *world) example { return example{body: w.newSegment()} },
	"audience.rename": func(w *world) example {
		return example{path: about(w.segment()), match: 1, body: map[string]any{"name": w.fresh("改名"), "note": "说明"}}
	},
	"audience.draft": func(w *world) example {
		return example{path: about(w.liveSegment()), match: 2, body: map[string]any{"rule": young()}}
	},
	"audience.drop_draft": func(w *world) example {
		id := w.liveSegment()
		w.writeBy(w.owner, http.MethodPut, "/audience/segments/"+id+"/draft", 2, map[string]any{"rule": young()})
		return example{path: about(id), match: 3}
	},
	"audience.switch": func(w *world) example { return example{path: about(w.segment()), match: 1} },
	"audience.archive": func(w *world) example {
		return example{path: about(w.liveSegment()), match: 2}
	},
	"audience.restore": func(w *world) example {
		id := w.liveSegment()
		w.writeBy(w.owner, http.MethodPost, "/audience/segments/"+id+"/archive", 2, nil)
		return example{path: about(id), match: 3}
	},
	"audience.prove": func(w *world) example { return example{path: about(w.liveSegment())} },
}

// young is a rule that everybody can be asked about.
func young() map[string]any {
	return map[string]any{"op": "and", "rules": []any{map[string]any{"op": "attr", "attr": "age", "compare": "lt", "numbers": []any{18}}}}
}

func (w *world) newSegment() map[string]any {
	return map[string]any{"name": w.fresh("分群"), "note": "测试", "rule": young()}
}

// segment makes a segment that is not in force yet.
func (w *world) segment() string {
	w.T.Helper()
	return w.post(w.owner, "/audience/segments", w.newSegment())["id"].(string)
}

// liveSegment makes a segment and puts it in force.
func (w *world) liveSegment() string {
	w.T.Helper()
	id := w.segment()
	w.writeBy(w.owner, http.MethodPost, "/audience/segments/"+id+"/switch", 1, nil)
	return id
}
