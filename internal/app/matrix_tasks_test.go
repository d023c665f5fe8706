package app

import (
	"net/http"
	"net/url"

	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/testkit"
)

const hour = int64(60 * 60 * 1000)

// tasksExamples are the requests of module tasks.
var tasksExamples = book{
	"tasks.list": func(w *world) example {
		w.task()
		return example{query: url.Values{"whose": {"clinic"}, "clinic_id": {w.one}}}
	},
	"tasks.counts": func(w *world) example { return example{} },
	"tasks.kinds":  func(w *world) example { return example{wide: true} },
	"tasks.show":   func(w *world) example { return example{path: about(w.task())} },
	"tasks.open":   func(w *world) example { return example{body: w.newTask()} },
	"tasks.record": func(w *world) example {
		return example{path: about(w.task()), match: 1, body: map[string]any{"outcome": tasks.DoneOutcome, "note": "已回"}}
	},
	"tasks.hand_over": func(w *world) example {
		return example{path: about(w.task()), match: 1, body: map[string]any{"owner_id": w.here.id, "note": "请接手"}}
	},
	"tasks.snooze": func(w *world) example {
		return example{path: about(w.task()), match: 1, body: map[string]any{"until": testkit.Start + hour/2}}
	},
	"tasks.comment": func(w *world) example {
		return example{path: about(w.task()), body: map[string]any{"text": "下午再打"}}
	},
	"tasks.hand_over_all": func(w *world) example {
		return example{body: map[string]any{"tasks": []any{map[string]any{"id": w.task(), "version": 1, "owner_id": w.here.id}}, "note": "今天我不在"}}
	},
	"tasks.snooze_all": func(w *world) example {
		return example{body: map[string]any{"tasks": []any{map[string]any{"id": w.task(), "version": 1, "until": testkit.Start + hour/2}}}}
	},
	"tasks.done_all": func(w *world) example {
		return example{body: map[string]any{"tasks": []any{map[string]any{"id": w.task(), "version": 1}}}}
	},
	"tasks.reopen_all": func(w *world) example {
		id := w.task()
		w.write(http.MethodPost, "/tasks/"+id+"/outcome", `"1"`, map[string]any{"outcome": tasks.DoneOutcome})
		return example{body: map[string]any{"tasks": []any{map[string]any{"id": id, "version": 2}}}}
	},
	"tasks.reopen": func(w *world) example {
		id := w.task()
		w.write(http.MethodPost, "/tasks/"+id+"/outcome", `"1"`, map[string]any{"outcome": tasks.DoneOutcome})
		return example{path: about(id), match: 2}
	},
}

func (w *world) newTask() map[string]any {
	return map[string]any{"kind": tasks.Todo, "clinic_id": w.one, "text": "给技工所回电", "due_at": testkit.Start + hour,
		"role": org.RoleFrontDesk, "priority": 1}
}

// task opens a task in the first clinic.
func (w *world) task() string {
	w.T.Helper()
	return w.post(w.here, "/tasks", w.newTask())["id"].(string)
}
