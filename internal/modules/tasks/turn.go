package tasks

// change is what is told of a step to history, audit, hearers and screens.
type change struct {
	What    Happening
	Fact    string // "" = no fact: nobody outside cares
	Outcome string
	Text    string
	Before  any // for the audit
}

// end closes the task by an outcome that finishes or voids.
func (t *Task) end(o Outcome, note string, now int64, by string) change {
	c := change{What: Finished, Fact: "tasks.done", Outcome: o.Key, Text: note}
	t.State = Done
	if o.Effect == Voids {
		t.State, c.What, c.Fact = Cancelled, Voided, "tasks.cancelled"
	}
	t.Outcome, t.Note, t.ClosedAt, t.ClosedBy, t.Snoozed, t.wake = o.Key, note, now, by, 0, 0
	return c
}

// tryAgain notes a try in vain; the task is due at r.Due and in time again.
func (t *Task) tryAgain(r Result) change {
	c := change{What: Tried, Fact: "tasks.tried", Outcome: r.Outcome, Text: r.Note, Before: t.Due}
	t.Attempts++
	t.setDue(r.Due)
	t.Snoozed, t.Outcome, t.Note = 0, r.Outcome, r.Note
	return c
}

// handOver gives the task to a person or to a role. It shows with them at once,
// also where it was put off.
func (t *Task) handOver(owner, role, note string) change {
	c := change{What: HandedOver, Fact: "tasks.handed_over", Text: note, Before: map[string]string{"owner": t.Owner, "role": t.Role}}
	t.Owner, t.Role, t.Snoozed = owner, role, 0
	return c
}

// snooze hides the task until an instant, 0 = shows it again.
func (t *Task) snooze(until int64) change {
	c := change{What: Snoozed, Before: t.Snoozed}
	t.Snoozed = until
	return c
}

// reopen opens a closed task again, with its due time.
func (t *Task) reopen() change {
	c := change{What: Reopened, Fact: "tasks.reopened", Before: map[string]string{"state": string(t.State), "outcome": t.Outcome}}
	t.State, t.Outcome, t.Note, t.ClosedAt, t.ClosedBy = Open, "", "", 0, ""
	t.setDue(t.Due)
	return c
}

// takeBackFor is how long who closed a task may open it again without the right
// to open what others closed, in milliseconds.
const takeBackFor = 15 * minute

// ownSlip tells whether somebody closed the task themselves, a moment ago.
func (t Task) ownSlip(who string, now int64) bool {
	return who != "" && t.ClosedBy == who && now-t.ClosedAt <= takeBackFor
}
