// Package jobs does work outside the request: due I/O in a durable queue, and
// waiting as rows with a ticker that wakes them.
//
// # The queue
//
// A module lists its jobs as values. A job is enqueued inside the caller's
// transaction: after a rollback there is neither the row nor the job, after a
// commit there are both.
//
//	var sendReminder = jobs.Job{Kind: "messages.send", Work: s.send, Timeout: 20 * time.Second}
//	…
//	err := s.Jobs.Enqueue(tx, "messages.send", sendArgs{Message: id})
//
// The group (tenant) of the transaction travels with the job, so Work opens
// db.Write as any use case does. What the queue promises is at least once: a job
// whose process died is run again. An effect that must happen once is made so by
// a unique key or a state of its own, never by hoping that a job runs once.
// Calls to the outside world happen in jobs only, never inside a transaction.
//
// # Waiting
//
// Waiting is data: a table of the module's own with a column of instants, and
// one row in jobs_wake that says when the earliest of a topic is due in a group.
// See Waker.
//
// Behind the queue stands River; its types are hidden here. Logs name the kind,
// the id and the result of a job, never its arguments.
package jobs
