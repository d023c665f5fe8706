package journeys

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// Resume says what becomes of times that passed in a pause. Its text is
// "journeys.resume.<resume>".
type Resume string

// The choices.
const (
	Shift       Resume = "shift" // every time is later by the length of the pause
	SkipElapsed Resume = "skip"  // times stay; what was due in the pause is not made up for
)

// Pause stops everybody in a live journey where they stand; nobody enters, and no
// message of it goes. Goals and exits are still heard. Faults: NotFound, NotNow,
// db.Stale.
func (s *Service) Pause(ctx context.Context, journey string, version int64) (Journey, error) {
	return s.turn(ctx, journey, version, Live, Paused, func(tx *db.Tx, nos []int64, list []standing) error {
		for _, v := range list {
			if err := setVersion(tx, v.No, VersionPaused, v.Drain, tx.Now(), 0); err != nil {
				return err
			}
		}
		return freeze(tx, nos)
	})
}

// turn changes where a journey stands, with its versions in use.
func (s *Service) turn(ctx context.Context, journey string, version int64, from, to Standing, fn func(tx *db.Tx, nos []int64, list []standing) error) (Journey, error) {
	return s.change(ctx, journey, version, func(tx *db.Tx, j *Journey) error {
		if j.State != from {
			return NotNow.With()
		}
		all, err := inUse(tx)
		if err != nil {
			return err
		}
		var nos []int64
		var list []standing
		for _, v := range all {
			if v.Journey == j.No {
				nos, list = append(nos, v.No), append(list, v)
			}
		}
		if err := fn(tx, nos, list); err != nil {
			return err
		}
		before := map[string]any{"state": j.State}
		j.State = to
		if err := updateJourney(tx, j); err != nil {
			return err
		}
		return s.note(tx, "journeys."+string(verbOf[to]), *j, before)
	})
}

var verbOf = map[Standing]string{Paused: "paused", Live: "resumed", Ended: "ended"}

// Resumed lets a paused journey go on. Faults: NotFound, NotNow, db.Stale.
func (s *Service) Resumed(ctx context.Context, journey string, version int64, how Resume) (Journey, error) {
	return s.turn(ctx, journey, version, Paused, Live, func(tx *db.Tx, nos []int64, list []standing) error {
		w, err := s.walkers(tx)
		if err != nil {
			return err
		}
		live := slices.Max(append(nos, 0))
		pausedAt := tx.Now()
		for _, v := range list {
			full, err := versionOne(tx, v.No)
			if err != nil {
				return err
			}
			pausedAt = min(pausedAt, cmp.Or(full.PausedAt, pausedAt))
			state, next := VersionDraining, cmp.Or(v.Drain, lookAgain(tx.Now()))
			if v.No == live {
				state = VersionLive
				if e := Ready(full.Graph).first(); e.How == BySchedule {
					next = e.At.after(tx.Now(), w.house())
				}
			}
			if err := setVersion(tx, v.No, state, v.Drain, 0, next); err != nil {
				return err
			}
		}
		later := tx.Now() - pausedAt
		if how == SkipElapsed {
			later = 0
			if err := w.skipElapsed(nos); err != nil {
				return err
			}
		}
		if err := thaw(tx, nos, later); err != nil {
			return err
		}
		return jobs.Lower(tx, wakeTopic, tx.Now())
	})
}

// first is the entry of a plan.
func (p *Plan) first() *Entry { return p.nodes[p.entry].Entry }

// skipElapsed has those go on whose time passed in the pause, without making up for
// what they would have got.
func (w *walkers) skipElapsed(nos []int64) error {
	list, err := openOfVersions(w.tx, nos, true)
	if err != nil {
		return err
	}
	var steps []*go1
	for _, e := range list {
		if e.HeldAt == 0 || e.HeldAt > w.tx.Now() {
			continue
		}
		e.WakeAt, e.HeldAt = e.HeldAt, 0
		steps = append(steps, &go1{e: e, in: Input{What: HeardMoved, Skip: true}})
	}
	return w.advance(steps)
}

// End lets nobody in any more; who is in the journey goes on to its end. Faults:
// NotFound, NotNow, db.Stale.
func (s *Service) End(ctx context.Context, journey string, version int64) (Journey, error) {
	return s.turn(ctx, journey, version, Live, Ended, func(tx *db.Tx, _ []int64, list []standing) error {
		for _, v := range list {
			if v.State != VersionLive {
				continue
			}
			if err := setVersion(tx, v.No, VersionDraining, 0, 0, lookAgain(tx.Now())); err != nil {
				return err
			}
		}
		return jobs.Lower(tx, wakeTopic, lookAgain(tx.Now()))
	})
}
