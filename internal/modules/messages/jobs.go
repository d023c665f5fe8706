package messages

import (
	"context"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// The kinds of job, and the topics of waiting.
const (
	drainKind  = "messages.drain"  // decides and sends what is due
	nowKind    = "messages.now"    // the same for messages that must not wait for others
	lookKind   = "messages.look"   // asks about what hangs
	cancelKind = "messages.cancel" // takes a task back from a colleague
	hearKind   = "messages.hear"   // works callbacks off that must not wait
	remindKind = "messages.remind"
	testKind   = "messages.test"
	trialKind  = "messages.trial"  // sends one message to somebody in the house
	nameKind   = "messages.name"   // asks WeCom who was added
	enterKind  = "messages.enter"  // asks WeCom who somebody is
	ownKind    = "messages.own"    // asks WeChat whose an official account's code is
	ticketKind = "messages.ticket" // fetches what a page proves itself with
	fetchKind  = "messages.fetch"  // fetches the customers whom colleagues had before
	codeKind   = "messages.code"   // makes, changes or ends a code at WeCom
	tagsKind   = "messages.tags"   // makes WeCom show the tags that it is to show
	moveKind   = "messages.move"   // asks WeCom to move customers, and what came of it
	wakeTopic  = "messages.due"
	hearTopic  = "messages.heard"
	tidyTopic  = "messages.tidy"
	tagsTopic  = "messages.tags"
	movesTopic = "messages.moves"
)

type jobArgs struct {
	ID string `json:"id"`
}

type nowArgs struct {
	IDs []string `json:"ids"`
}

func (s *Service) jobList() []jobs.Job {
	one := func(kind string, timeout time.Duration, do func(context.Context, string) error) jobs.Job {
		return jobs.Job{Kind: kind, Timeout: timeout, Work: func(ctx context.Context, in jobs.Input) error {
			var a jobArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return do(ctx, a.ID)
		}}
	}
	return []jobs.Job{
		{Kind: drainKind, Timeout: 90 * time.Second, Work: func(ctx context.Context, in jobs.Input) error { return s.drain(ctx, in.HalfWay) }},
		{Kind: nowKind, Timeout: 60 * time.Second, Work: func(ctx context.Context, in jobs.Input) error {
			var a nowArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return s.sendNow(ctx, a.IDs)
		}},
		{Kind: lookKind, Timeout: 90 * time.Second, Work: func(ctx context.Context, in jobs.Input) error { return s.look(ctx, in.HalfWay) }},
		{Kind: trialKind, Timeout: 30 * time.Second, Work: func(ctx context.Context, in jobs.Input) error {
			var a trialArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return s.trial(ctx, a)
		}},
		{Kind: hearKind, Timeout: 60 * time.Second, Work: func(ctx context.Context, _ jobs.Input) error { return s.hear(ctx) }},
		one(cancelKind, 60*time.Second, s.cancelTask), one(remindKind, 30*time.Second, s.remind), one(testKind, 30*time.Second, s.test),
		{Kind: fetchKind, Timeout: 90 * time.Second, Work: func(ctx context.Context, in jobs.Input) error {
			var a jobArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return s.fetch(ctx, a.ID, in.HalfWay)
		}},
		{Kind: tagsKind, Timeout: 90 * time.Second, Work: func(ctx context.Context, in jobs.Input) error {
			var a jobArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return s.carryTags(ctx, a.ID, in.HalfWay)
		}},
		{Kind: moveKind, Timeout: 90 * time.Second, Work: func(ctx context.Context, in jobs.Input) error {
			var a jobArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return s.tendMoves(ctx, a.ID, in.HalfWay)
		}},
		one(codeKind, 30*time.Second, s.tendCode), one(nameKind, 30*time.Second, s.nameContact), one(enterKind, 20*time.Second, s.enter), one(ownKind, 20*time.Second, s.arrive), one(ticketKind, 30*time.Second, s.fetchTickets),
	}
}

// drain decides and sends what is due, batch by batch, until nothing is.
func (s *Service) drain(ctx context.Context, halfWay func() bool) error {
	for {
		n, list, err := s.decideDue(ctx, nil)
		if err != nil || n == 0 {
			return err
		}
		s.outside(ctx, list, sendOut)
		if err := s.took(ctx, list); err != nil {
			return err
		}
		if halfWay() {
			return jobs.Again(0)
		}
	}
}

// sendNow decides and sends messages that must not wait for others.
func (s *Service) sendNow(ctx context.Context, ids []string) error {
	_, list, err := s.decideDue(ctx, ids)
	if err != nil {
		return err
	}
	s.outside(ctx, list, sendOut)
	return s.took(ctx, list)
}

// waker lets what is due be sent, and asked about. What is planned stays due until
// it is decided, so that nothing is lost where a job ends early.
func (s *Service) waker() jobs.Waker {
	return jobs.Waker{Topic: wakeTopic, Next: nextWake, Due: func(ctx context.Context, _ int64) error {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			planned, other, err := isDue(tx)
			if err == nil && planned {
				err = s.jobs.Enqueue(tx, drainKind, struct{}{}, jobs.Unique("all"))
			}
			if err == nil && other {
				err = s.jobs.Enqueue(tx, lookKind, struct{}{}, jobs.Unique("all"))
			}
			return err
		})
	}}
}

// hearer works callbacks off.
func (s *Service) hearer() jobs.Waker {
	return jobs.Waker{Topic: hearTopic, Next: nextNotice, Due: func(ctx context.Context, _ int64) error { return s.hear(ctx) }}
}

// How long callbacks are kept after they were worked off, and counts of days. What
// somebody wrote is not kept for ever; no provider tells a thing again after days.
const (
	keepNotices = 60 * 24 * time.Hour
	keepCounts  = 40 // days
)

// tidier drops what is kept no longer, at most once a day.
func (s *Service) tidier() jobs.Waker {
	return jobs.Waker{Topic: tidyTopic, Next: nextTidy, Due: func(ctx context.Context, now int64) error {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			return dropOld(tx, now-keepNotices.Milliseconds(), string(civil.Of(now, time.UTC).AddDays(-keepCounts)))
		})
	}}
}

// nextTidy is a day after the oldest callback may go.
func nextTidy(tx *db.Tx) (int64, bool, error) {
	at, found, err := oldestDone(tx)
	return at + (keepNotices + 24*time.Hour).Milliseconds(), found, err
}
