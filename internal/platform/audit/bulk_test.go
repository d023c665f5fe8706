package audit

import (
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// Many changes are recorded by a few statements, each sealed for its own patient;
// of one whose key was dropped only the fact is kept.
func TestRecordAll(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, l *Log) {
		erased := w.IDs()
		write(t, w, func(tx *db.Tx) error { return l.vault.Drop(tx, erased) })
		entries := []Entry{
			{Action: "x.erased", SubjectKind: "task", SubjectID: w.IDs(), Patient: erased, After: 1},
			{Action: "x.plain", SubjectKind: "task", SubjectID: w.IDs(), After: 2},
			{Action: "x.empty", SubjectKind: "task", SubjectID: w.IDs(), Patient: w.IDs()},
		}
		same := w.IDs()
		for range 600 {
			entries = append(entries, Entry{Action: "x.done", SubjectKind: "task", SubjectID: w.IDs(), Patient: same, After: 3},
				Entry{Action: "x.done", SubjectKind: "task", SubjectID: w.IDs(), Patient: w.IDs(), After: 3})
		}
		var rec db.Recorder
		if err := w.DB.Write(db.Record(w.Ctx(), &rec), func(tx *db.Tx) error { return l.RecordAll(tx, entries) }); err != nil {
			t.Fatal(err)
		}
		if len(rec.List) > 10 {
			t.Errorf("%d statements for %d entries", len(rec.List), len(entries))
		}
		for action, want := range map[string]string{"x.erased": "", "x.plain": "2", "x.empty": ""} {
			if got := list(t, w.Ctx(), l, Filter{Action: action}); len(got) != 1 || string(got[0].After) != want || got[0].Actor != w.Actor {
				t.Errorf("%s: %+v", action, got)
			}
		}
		all := list(t, w.Ctx(), l, Filter{Action: "x.done", Limit: 200})
		for _, one := range all {
			if string(one.After) != "3" {
				t.Fatalf("%+v", one)
			}
		}
		n := 0
		if err := w.DB.Read(w.Ctx(), func(tx *db.Tx) (err error) {
			n, err = tx.From("audit_entries").Where("action = 'x.done'").Count()
			return err
		}); err != nil || n != 1200 {
			t.Errorf("%d rows, %v", n, err)
		}
		if err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error { return l.RecordAll(tx, []Entry{{}}) }); err == nil {
			t.Error("an entry without an action was taken")
		}
	})
}
