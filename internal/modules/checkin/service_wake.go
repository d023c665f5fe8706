package checkin

import (
	"context"
	"slices"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// wakeTopic is the ticker's topic under which members wait for their due days.
const wakeTopic = "checkin.wake"

// wakeBatch is how many members one transaction lets time pass for.
const wakeBatch = 200

// wakeDue opens what is due, ends what is over, and lets pauses end.
func (s *Service) wakeDue(ctx context.Context, _ int64) error {
	scope, _ := db.From(ctx)
	ctx = auth.AsProgram(ctx, scope.Tenant, "checkin")
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := dueMembers(tx, wakeBatch)
			n = len(list)
			if err != nil || n == 0 {
				return err
			}
			return s.passAll(tx, list)
		})
		if err != nil || n < wakeBatch || ctx.Err() != nil {
			return err
		}
	}
}

// passAll lets time pass for many members.
func (s *Service) passAll(tx *db.Tx, list []Member) error {
	all, err := programmes(tx)
	if err != nil {
		return err
	}
	clocks := map[string]clock{}
	for _, m := range list {
		if _, known := clocks[m.Clinic]; !known {
			if clocks[m.Clinic], err = s.clockOf(tx, m.Clinic); err != nil {
				return err
			}
		}
	}
	days := map[string][]Day{}
	latest, err := latestDays(tx, list, clocks[list[0].Clinic].Today(tx.Now()))
	if err != nil {
		return err
	}
	for _, d := range latest {
		days[d.Member] = append(days[d.Member], d)
	}
	for _, m := range list {
		at := slices.IndexFunc(all, func(p Programme) bool { return p.Key == m.Programme })
		if err := s.passed(tx, &m, all[at], clocks[m.Clinic], days[m.ID]); err != nil {
			return err
		}
	}
	return nil
}

// lower says when something happens to a member by itself.
func lower(tx *db.Tx, m Member) error {
	if m.WakeAt == 0 {
		return nil
	}
	return jobs.Lower(tx, wakeTopic, m.WakeAt)
}
