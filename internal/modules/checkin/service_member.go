package checkin

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
)

// held is a member with everything that decides about it, locked.
type held struct {
	m     Member
	p     Programme
	v     Variant
	c     clock
	days  []Day
	today civil.Day
}

// hold reads a member for a change, and lets time pass for it first, so that nothing
// depends on when the ticker came by. Faults: MemberNotFound.
func (s *Service) hold(tx *db.Tx, member string) (*held, error) {
	m, err := memberOne(tx, member)
	if err != nil {
		return nil, err
	}
	h := &held{m: m}
	if h.p, err = programmeOf(tx, m.Programme); err != nil {
		return nil, err
	}
	if h.c, err = s.clockOf(tx, m.Clinic); err != nil {
		return nil, err
	}
	h.v, _ = h.p.Variant(m.Variant)
	h.today = h.c.Today(tx.Now())
	if h.days, err = latestDays(tx, []Member{m}, h.today); err != nil {
		return nil, err
	}
	if m.WakeAt == 0 || m.WakeAt > tx.Now() {
		return h, nil
	}
	if err := s.passed(tx, &h.m, h.p, h.c, h.days); err != nil {
		return nil, err
	}
	h.days, err = latestDays(tx, []Member{m}, h.today)
	return h, err
}

// passed lets time pass for a member, and writes and tells what came of it.
func (s *Service) passed(tx *db.Tx, m *Member, p Programme, c clock, days []Day) error {
	out := play(m, p, c, days, tx.Now())
	if err := putDays(tx, out.days); err != nil {
		return err
	}
	if err := updateMember(tx, m); err != nil {
		return err
	}
	if err := s.publish(tx, *m, p, out.told); err != nil {
		return err
	}
	return lower(tx, *m)
}

// change runs a change of a member and writes it.
func (s *Service) change(ctx context.Context, member string, fn func(*db.Tx, *held) error, last func(*db.Tx, Member) error) (Member, error) {
	var m Member
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := s.hold(tx, member)
		if err != nil {
			return err
		}
		if err := fn(tx, h); err != nil {
			return err
		}
		m = h.m
		return last(tx, m)
	})
	return m, err
}

// keep writes a member after a change, with its audit and its fact.
func (s *Service) keep(tx *db.Tx, h *held, fact string) error {
	if err := updateMember(tx, &h.m); err != nil {
		return err
	}
	if err := s.record(tx, h.m, fact, map[string]any{"programme": h.m.Programme, "reason": h.m.Reason, "until": h.m.ResumeOn}); err != nil {
		return err
	}
	if err := s.publish(tx, h.m, h.p, []telling{{fact, h.today, tx.Now(), h.days}}); err != nil {
		return err
	}
	return lower(tx, h.m)
}

// Pause lets nothing be due for a while. until is the day on which it goes on by
// itself, "" = when somebody says so. Faults: MemberNotFound, NotActive, BadReason,
// BadDay, TooLong.
func (s *Service) Pause(ctx context.Context, member, reason, words string, until civil.Day, last func(*db.Tx, Member) error) (Member, error) {
	if f := checkReason(PauseReasons, reason, &words); f != nil {
		return Member{}, f
	}
	return s.change(ctx, member, func(tx *db.Tx, h *held) error {
		if h.m.State != Active {
			return NotActive.With()
		}
		if until != "" && (until <= h.today || until > h.today.AddDays(furthest)) {
			return BadDay.At("resume_on")
		}
		if err := putDays(tx, h.m.rest(h.c, tx.Now(), reason, words, until)); err != nil {
			return err
		}
		return s.keep(tx, h, FactPaused)
	}, last)
}

// Resume lets a paused member go on today. Faults: MemberNotFound, NotPaused.
func (s *Service) Resume(ctx context.Context, member string, last func(*db.Tx, Member) error) (Member, error) {
	return s.change(ctx, member, func(tx *db.Tx, h *held) error {
		if h.m.State != Resting {
			return NotPaused.With()
		}
		if err := putDays(tx, h.m.resume(h.v, h.p, h.c, tx.Now())); err != nil {
			return err
		}
		fact := FactResumed
		if h.m.State == Left {
			fact = FactLeft
		}
		return s.keep(tx, h, fact)
	}, last)
}

// Leave takes a member out of the programme. Faults: MemberNotFound, HasLeft,
// BadReason, TooLong.
func (s *Service) Leave(ctx context.Context, member, reason, words string, last func(*db.Tx, Member) error) (Member, error) {
	if f := checkReason(LeaveReasons, reason, &words); f != nil {
		return Member{}, f
	}
	return s.change(ctx, member, func(tx *db.Tx, h *held) error {
		if h.m.State == Left {
			return HasLeft.With()
		}
		return s.finish(tx, &h.m, reason, words)
	}, last)
}

// finish ends a membership; the day that waits is paused, not missed.
func (s *Service) finish(tx *db.Tx, m *Member, reason, words string) error {
	p, err := programmeOf(tx, m.Programme)
	if err != nil {
		return err
	}
	c, err := s.clockOf(tx, m.Clinic)
	if err != nil {
		return err
	}
	if m.Opened {
		if err := putDays(tx, []Day{{Member: m.ID, Clinic: m.Clinic, Day: m.Next, State: Paused, Number: p.Number}}); err != nil {
			return err
		}
	}
	m.end(reason, words, tx.Now())
	if err := updateMember(tx, m); err != nil {
		return err
	}
	if err := dropLinks(tx, m.ID); err != nil {
		return err
	}
	if err := s.record(tx, *m, FactLeft, map[string]any{"programme": m.Programme, "reason": reason}); err != nil {
		return err
	}
	return s.publish(tx, *m, p, []telling{{fact: FactLeft, day: c.Today(tx.Now()), at: tx.Now()}})
}

// checkReason refuses a reason that there is not.
func checkReason(of []string, reason string, words *string) *fault.Fault {
	*words = strings.TrimSpace(*words)
	if !slices.Contains(of, reason) {
		return BadReason.At("reason")
	}
	if len([]rune(*words)) > maxWords {
		return TooLong.At("note", "max", maxWords)
	}
	return nil
}
