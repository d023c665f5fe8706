package jobs

import (
	"context"
	"fmt"

	"archwire/internal/platform/db"
)

// Waker is a topic of waiting, as a module declares it. The module keeps the
// waiting rows in a table of its own, with a column of instants; jobs_wake says
// in one row per group and topic when the earliest is due.
//
//	in the use case:  insert the row, then jobs.Lower(tx, "tasks.due", row.WakeAt)
//	Due:              work off the rows that are due (Write as usual)
//	Next:             SELECT min(wake_at) of the rows that still wait
//
// An early wake does no harm and a late one does: so Lower only lowers, and the
// row is raised only by the ticker, with the row locked while Next looks.
type Waker struct {
	// Topic is "module.what", unique in the program.
	Topic string
	// Due works off what is due at now (epoch milliseconds), in batches of its
	// choice: what is left is found by Next. The context carries the group's
	// db.Scope and ends after WakeTimeout. One call runs at a time in a group, but
	// after the death of a process or a call that ignores its context the next may
	// find what that one left half done. It may be called with nothing due. After
	// an error it is called again in half a minute.
	Due func(ctx context.Context, now int64) error
	// Next reads when the earliest row that waits is due, false if none waits. It
	// is one short indexed read.
	Next func(tx *db.Tx) (at int64, waits bool, err error)
}

func (w Waker) check() error {
	if !kindForm.MatchString(w.Topic) {
		return fmt.Errorf("jobs: topic %q is not module.what", w.Topic)
	}
	if w.Due == nil || w.Next == nil {
		return fmt.Errorf("jobs: waker %s needs Due and Next", w.Topic)
	}
	return nil
}

type wakeRow struct {
	Topic string `db:"topic"`
	Due   int64  `db:"due_at"`
}

// Lower says that something of the topic waits for the instant at (epoch
// milliseconds), in the caller's transaction and group. It is called after the
// waiting row was written, by every use case that adds one or makes one earlier;
// nothing is called when a row goes or gets later.
func Lower(tx *db.Tx, topic string, at int64) error {
	// An earlier instant stands already in most cases: then the row is only held
	// in common with others, so that transactions of a group do not wait for each
	// other, while the ticker cannot raise it before they are through.
	held := "SELECT topic, due_at FROM jobs_wake WHERE tenant_id = :tenant AND topic = ? AND due_at <= ?"
	if tx.Dialect() == db.Postgres {
		held += " FOR SHARE"
	}
	var row []wakeRow
	if err := tx.Raw(&row, held, topic, at); err != nil || len(row) > 0 {
		return err
	}
	_, err := tx.InsertOr("jobs_wake", wakeRow{Topic: topic, Due: at},
		"ON CONFLICT (tenant_id, topic) DO UPDATE SET due_at = excluded.due_at WHERE jobs_wake.due_at > excluded.due_at")
	return err
}
