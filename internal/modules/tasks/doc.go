// Package tasks is the task centre (任务中心): what somebody of the clinic still
// has to do, until when, and what came of it.
//
// Words:
//   - task: one thing to do in one clinic, for one person (owner) or for whoever
//     holds a role there; it may concern a patient and a subject (a visit);
//   - kind: what sort of task it is ("visits.no_show_call"), declared by the
//     module that opens such tasks, with its outcomes and its ladder;
//   - outcome: what came of it. An outcome finishes the task, makes it wait for
//     another try, or voids it because it is no longer needed;
//   - form: what the screen opens to record what came of it; a kind may bring its
//     own, past which nothing is recorded (Kind.Own);
//   - ladder: the roles that hear of a task which is late, one after the other;
//   - stand-in (代班): who sees the tasks of somebody who is away, beside their
//     owner: a person named for the leave, else a role of the clinic;
//   - approval (审批): something that somebody may not do without another's word.
//     The module that asks declares the kind, with the permission to decide it
//     and what follows.
//
// A higher module declares its kinds when it is built and opens, moves and closes
// tasks inside its own transactions:
//
//	err := t.Add(tasks.Kind{Key: "visits.no_show_call", Call: true, Outcomes: tasks.CallOutcomes, Ladder: []string{org.RoleManager}})
//	…
//	id, err := t.Open(tx, tasks.New{Kind: "visits.no_show_call", Clinic: v.Clinic, Patient: v.Patient, Subject: v.ID,
//		Title: tasks.Title{Key: "visits.task.no_show_call", Args: map[string]any{"time": "09:00"}},
//		Role: org.RoleFrontDesk, Due: v.Start + 60*60*1000, Dedupe: "visits.no_show_call:" + v.ID})
//	_, err = t.Move(tx, "visits.no_show_call:"+v.ID, due)
//	_, err = t.Close(tx, "visits.no_show_call:"+v.ID, tasks.Came, "")
//
// OpenAll opens many at once, Retry notes a try in vain, Give hands over.
//
// Texts: the name of a kind is "task.<kind>", of an outcome "task.outcome.<key>",
// both in the declaring module's files.
//
// Invariants:
//   - at most one open task of the group has a given dedupe key, however many
//     open it at once;
//   - a task that is due is red and escalated exactly once per rung of its
//     ladder; a snooze hides it but never beyond its due time, so that nobody
//     sleeps through an escalation;
//   - while somebody is away nothing of their tasks is rewritten: who stands in is
//     asked of the roster whenever a list is read, and the badge counts each task
//     once;
//   - one approval of a kind waits about a subject at a time; nobody decides what
//     they asked for; what follows a decision happens in its transaction;
//   - what happened to a task is appended to its history; only the erasure of
//     its patient empties the texts there.
package tasks
