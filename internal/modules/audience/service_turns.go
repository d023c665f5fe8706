package audience

import (
	"context"
	"errors"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// setTurns notes up to which day a segment is true in each zone, if its rule speaks of
// days; anew says that it was just judged for everybody.
func (s *Service) setTurns(tx *db.Tx, x standing, anew bool) error {
	if !s.words.timely(x.rule) {
		return deleteTurns(tx, x.No)
	}
	zones, err := zonesOf(tx)
	if err != nil {
		return err
	}
	had, err := turnsOf(tx, x.No)
	if err != nil {
		return err
	}
	var rows []turnRow
	for _, zone := range zones {
		if anew || !had[zone] {
			rows = append(rows, turnOf(x.No, zone, tx.Now()))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := setTurns(tx, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if err := jobs.Lower(tx, turnTopic, r.WakeAt); err != nil {
			return err
		}
	}
	return nil
}

// turnOf is a segment that is true of the day as it is now in a zone.
func turnOf(segment int64, zone string, now int64) turnRow {
	at := location(zone)
	today := civil.Of(now, at)
	return turnRow{segment, zone, string(today), today.AddDays(1).At(0, at)}
}

// turnDue turns the day for the segments and zones where a new one has begun.
func (s *Service) turnDue(ctx context.Context, now int64) error {
	for ctx.Err() == nil {
		left := 0
		err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Lock(batchLock); err != nil {
				return err
			}
			due, err := turnsDue(tx, now)
			if err != nil || len(due) == 0 {
				return err
			}
			left = len(due) - 1
			return s.turn(tx, due[0])
		})
		if err != nil || left == 0 {
			return err
		}
	}
	return ctx.Err()
}

// turn judges whom the days that passed may have turned, for one segment in one zone.
// It works however many days passed: what lies between the last day and this one is
// what windows reached or left.
func (s *Service) turn(tx *db.Tx, t turnRow) error {
	all, err := s.standingAll(tx)
	if err != nil {
		return err
	}
	var mine *standing
	for i := range all {
		if all[i].No == t.Segment {
			mine = &all[i]
		}
	}
	if mine == nil {
		return deleteTurns(tx, t.Segment)
	}
	next := turnOf(t.Segment, t.Zone, tx.Now())
	who, err := edgePeople(tx, s.words.edges(mine.rule, civil.Day(t.Day), civil.Day(next.Day)), t.Zone)
	if err != nil {
		return err
	}
	people, err := highest(tx)
	if err != nil {
		return err
	}
	if len(who) > max(int(people/bulkShare), bulkLeast) {
		var in, out []int64
		if in, out, err = s.renew(tx, *mine, numbersOf(all), ByTime, false); err == nil {
			err = s.noteReaders(tx, *mine, in, out)
		}
	} else {
		d := doubt{}
		for _, p := range who {
			d[p] = Cause{}
		}
		err = s.judge(tx, all, map[string]doubt{mine.ID: d}, ByTime)
	}
	return errors.Join(err, setTurns(tx, []turnRow{next}))
}
