package app

import (
	"net/http"
	"net/url"
)

// platformRows decides a setting, so that the settings have something to show.
func (w *world) platformRows() {
	w.T.Helper()
	w.must(w.here, http.MethodPut, "/settings/tasks.retry_minutes", map[string]any{"clinic_id": w.one, "value": 45})
}

// platformExamples are the requests of the platform's own routes.
var platformExamples = book{
	"live.stream": func(*world) example { return example{} },
	"audit.list": func(w *world) example {
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"audit.verify": func(w *world) example { return example{as: w.owner} },
	"settings.list": func(w *world) example {
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"settings.change": func(w *world) example {
		return example{path: map[string]string{"key": "tasks.retry_minutes"}, body: map[string]any{"clinic_id": w.one, "value": 50}}
	},
}
