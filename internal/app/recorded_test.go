package app

import (
	"regexp"
	"testing"

	"archwire/internal/platform/db"
)

// Whatever the audit records and whatever a task is called has its words, in
// each language. What stands in the source is proven here; what is put together
// while the program runs, by the matrix, which asks every route.

// recorded finds the actions that are given to the audit as plain texts: by
// themselves, or to one of the functions that record something in a module.
var recorded = regexp.MustCompile(`\b(?:Action:|note\(tx,|(?:audit|tell)[A-Z]\w*\([^"\n]*) *"([a-z]+\.[a-z_]+)"`)

func TestRecordedActionsAreTranslated(t *testing.T) {
	a := scratch(t)
	found := recorded.FindAllStringSubmatch(allSource(t), -1)
	if len(found) < 40 {
		t.Errorf("only %d actions were found", len(found))
	}
	for _, m := range found {
		need(t, a, "audit."+m[1])
	}
}

func TestTasksAreTranslated(t *testing.T) {
	a := scratch(t)
	for _, k := range a.House.Tasks.Kinds() {
		need(t, a, "task."+k.Key)
		for _, o := range k.Outcomes {
			need(t, a, "task.outcome."+o.Key)
		}
	}
}

// spoken proves that all that was recorded in the matrix has its words.
func (w *world) spoken() {
	var actions []string
	err := w.DB.System(w.T.Context(), "which actions were recorded", func(tx *db.Tx) error {
		return tx.From("audit_entries").GroupBy("action").OrderBy("action").Pluck("action", &actions)
	})
	if err != nil || len(actions) < 80 {
		w.T.Errorf("only %d different actions were recorded: %v", len(actions), err)
	}
	for _, action := range actions {
		if !w.app.Texts.Has("zh-CN", "audit."+action) || !w.app.Texts.Has("en", "audit."+action) {
			w.T.Errorf("audit.%s is not translated", action)
		}
	}
}
