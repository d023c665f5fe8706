package journeys

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// wakeTopic is the ticker's topic under which enrolments wait for their time.
const wakeTopic = "journeys.wake"

// Batch is how many enrolments take a step in one transaction: enough that what a
// transaction costs is shared, few enough that nobody else waits long for it.
const Batch = 1000

// longest is how long one call works before it lets the ticker look around.
const longest = 20 * time.Second

func (s *Service) waker() jobs.Waker {
	return jobs.Waker{Topic: wakeTopic, Due: s.wake, Next: nextWake}
}

// asProgram lets hearers and jobs act for the program itself.
func asProgram(ctx context.Context) context.Context {
	scope, _ := db.From(ctx)
	return auth.AsProgram(ctx, scope.Tenant, "journeys")
}

// wake takes the steps whose time has come, batch by batch.
func (s *Service) wake(ctx context.Context, _ int64) error {
	ctx, cancel := context.WithTimeout(asProgram(ctx), jobs.WakeTimeout)
	defer cancel()
	if err := s.clockwork(ctx); err != nil {
		return err
	}
	n, _, err := s.Turn(ctx, Batch)
	if err != nil || n < Batch {
		return err
	}
	faults := make([]error, abreast(s.d.DB.Dialect))
	var crowd sync.WaitGroup
	for i := range faults {
		crowd.Go(func() { faults[i] = s.turns(ctx) })
	}
	crowd.Wait()
	return errors.Join(faults...)
}

// turns takes steps until hardly anybody is due, or others want to be looked at.
func (s *Service) turns(ctx context.Context) error {
	for begun := time.Duration(0); begun < longest; {
		n, took, err := s.Turn(ctx, Batch)
		if err != nil || n < Batch {
			return err
		}
		begun += took
	}
	return nil
}

// abreast is how many transactions take steps at once where many are due. PostgreSQL
// keeps them apart by the rows that they lock, and one plans while the other writes;
// the embedded database has one writer.
func abreast(d db.Dialect) int {
	if d == db.Postgres {
		return 2
	}
	return 1
}

// Turn takes the steps of up to n enrolments whose time has come, in one transaction,
// and tells how many. It is exported for benchmarks.
func (s *Service) Turn(ctx context.Context, n int) (taken int, took time.Duration, err error) {
	begun := s.d.DB.Now()
	err = s.d.DB.Write(ctx, func(tx *db.Tx) error {
		taken = 0
		if _, err := holdInUse(tx); err != nil {
			return err
		}
		due, err := dueEnrolments(tx, n)
		taken = len(due)
		if err != nil || taken == 0 {
			return err
		}
		w, err := s.walkers(tx)
		if err != nil {
			return err
		}
		list := make([]*go1, len(due))
		for i, e := range due {
			list[i] = &go1{e: e, in: inputOf(e)}
		}
		return w.advance(list)
	})
	return taken, time.Duration(s.d.DB.Now()-begun) * time.Millisecond, err
}

// inputOf is what an enrolment hears that is woken: its time has come, or it enters.
func inputOf(e *enrolment) Input {
	switch {
	case e.Seq == 0:
		return Input{What: HeardEntered, Cause: e.Cause}
	default:
		return Input{What: HeardTimer}
	}
}

// clockwork lets people in by the clock, and ends drains whose day has come.
func (s *Service) clockwork(ctx context.Context) error {
	var due []standing
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := inUse(tx)
		for _, v := range list {
			if v.NextAt != 0 && v.NextAt <= tx.Now() {
				due = append(due, v)
			}
		}
		return err
	})
	for _, v := range due {
		if err != nil {
			break
		}
		if v.State == VersionDraining {
			err = s.drained(ctx, v.No)
			continue
		}
		err = s.admitByClock(ctx, v.No)
	}
	return err
}

// admitByClock lets in whoever the rule of a scheduled entry matches, page by page,
// and sets the next time.
func (s *Service) admitByClock(ctx context.Context, no int64) error {
	after := ""
	for {
		var page []string
		err := s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
			if _, err := holdInUse(tx); err != nil {
				return err
			}
			w, err := s.walkers(tx)
			if err != nil {
				return err
			}
			page = nil
			v, err := versionStands(tx, no)
			if err != nil || v.State != VersionLive {
				return err // it was paused or ended since
			}
			p, err := w.plan(no)
			if err != nil {
				return err
			}
			e := p.nodes[p.entry].Entry
			if page, err = s.d.Audience.Matching(tx, *e.Only, after, perRead); err != nil {
				return err
			}
			list := make([]entrant, len(page))
			for i, id := range page {
				list[i] = entrant{patient: id, wakeAt: tx.Now(), cause: clockCause(v.NextAt)}
			}
			if _, err := w.enter(p, list); err != nil || len(page) == perRead {
				return err
			}
			next := e.At.after(tx.Now()+60_000, w.house())
			if err := setVersion(tx, no, VersionLive, 0, 0, next); err != nil {
				return err
			}
			return jobs.Lower(tx, wakeTopic, next)
		})
		if err != nil || len(page) < perRead {
			return err
		}
		after = page[len(page)-1]
	}
}

// clockCause names one look of the clock. The program may die between two pages of
// it and begin again with the first: who entered by that look does not enter by it
// again, however soon they left.
func clockCause(at int64) string { return "clock:" + strconv.FormatInt(at, 10) }

// house is the zone by which the group's own clock goes: that of its clinics, which
// is one in all of China.
func (w *walkers) house() *time.Location {
	for _, z := range w.zones {
		return z
	}
	return time.UTC
}

// lookAgain is when a version that nobody enters any more is looked at for whether
// everybody has left it.
func lookAgain(now int64) int64 { return now + (24 * time.Hour).Milliseconds() }

// drained retires a version that nobody enters any more: at once when everybody has
// left it, and on its day, if it has one, with those who are still in it.
func (s *Service) drained(ctx context.Context, no int64) error {
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		w, err := s.walkers(tx)
		if err != nil {
			return err
		}
		v, err := versionStands(tx, no)
		if err != nil || v.State != VersionDraining {
			return err // it was paused since
		}
		if v.Drain == 0 {
			some, err := anybodyIn(tx, no)
			if err != nil {
				return err
			}
			if some {
				return setVersion(tx, no, VersionDraining, 0, 0, lookAgain(tx.Now()))
			}
			return setVersion(tx, no, VersionRetired, 0, 0, 0)
		}
		list, err := openOfVersions(tx, []int64{no}, true)
		if err != nil {
			return err
		}
		if err := w.end(list, EndExit, "drained"); err != nil {
			return err
		}
		return setVersion(tx, no, VersionRetired, 0, 0, 0)
	})
}

// end has enrolments leave, with what they still wait for taken back.
func (w *walkers) end(list []*enrolment, e Ending, reason string) error {
	var steps []*go1
	for _, x := range list {
		p, err := w.plan(x.Version)
		if err != nil {
			return err
		}
		g := &go1{e: x, p: p, was: x.Seq, in: Input{What: HeardAnswer}}
		g.out = Outcome{State: x.State, Effects: []Effect{{Kind: EffectWithdraw}}, Path: []Pass{{Node: x.Node, Rung: x.Sub, Out: string(e)}}}
		g.out.State.End, g.out.State.Reason, g.out.State.WakeAt = e, reason, 0
		g.out.State.Seq++
		x.HeldAt = 0
		steps = append(steps, g)
	}
	return w.keep(steps)
}
