package messages

import (
	"context"
	"errors"
	"net/url"
	"time"

	"archwire/internal/kit/id"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// How callbacks that come at the same time share a transaction: providers wait for
// an answer for five seconds, and call by the hundred when a campaign arrives.
const (
	gatherFor   = 4 * time.Millisecond
	gatherMost  = 200
	gatherLimit = 4 * time.Second
)

// gathering is what waits to be written together.
type gathering struct {
	list []noticed
	full chan struct{}
	done chan struct{}
	err  error
}

// noticed is a thing that a provider told, proven.
type noticed struct {
	account string
	hash    string // of the callback as it came
	notice  notice
}

// noticePath is where the provider of an account calls back.
func noticePath(group, account string) string {
	return "/api/v1/messages/notices/" + group + "/" + account
}

// Notice takes a callback: proven, stored once, and answered at once. What it tells
// is worked off soon after; a welcome, which is good for 20 seconds, right away.
// Fault: BadSignature.
func (s *Service) Notice(ctx context.Context, group, account, method string, query url.Values, body []byte) (answer []byte, err error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return nil, err
	}
	if !found || !id.Valid(account) {
		return nil, BadSignature.With()
	}
	ctx = auth.AsProgram(ctx, g.ID, "messages.notice")
	var a Account
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) { a, err = s.accountOne(tx, account); return err })
	switch {
	case errors.Is(err, AccountNotFound), err == nil && (!a.Enabled || a.BaseURL == DoubleURL && s.Double == ""):
		return nil, BadSignature.With()
	case err != nil:
		return nil, err
	}
	told, answer, _, err := parseNotice(a, method, query, body, s.db.Now())
	if err != nil {
		return nil, BadSignature.With()
	}
	if len(told) > 0 {
		list := make([]noticed, len(told))
		for i, n := range told {
			list[i] = noticed{a.ID, digest(body), n}
		}
		err = s.store(ctx, g.ID, list)
	}
	return answer, err
}

// store writes what was told, together with what others were told at the same time,
// and returns once it is durable.
func (s *Service) store(ctx context.Context, tenant string, list []noticed) error {
	b := s.join(tenant, list)
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return ctx.Err() // it is written all the same
	}
}

// join adds to the group's open gathering, or opens one.
func (s *Service) join(tenant string, list []noticed) *gathering {
	s.noticed.Lock()
	defer s.noticed.Unlock()
	b := s.inbox[tenant]
	if b == nil {
		b = &gathering{full: make(chan struct{}), done: make(chan struct{})}
		s.inbox[tenant] = b
		go s.writeGathered(tenant, b)
	}
	b.list = append(b.list, list...)
	if len(b.list) >= gatherMost {
		delete(s.inbox, tenant)
		close(b.full)
	}
	return b
}

// writeGathered waits for company, closes the gathering and writes it.
func (s *Service) writeGathered(tenant string, b *gathering) {
	wait := time.NewTimer(gatherFor)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-b.full:
	}
	s.noticed.Lock()
	if s.inbox[tenant] == b {
		delete(s.inbox, tenant)
	}
	s.noticed.Unlock()
	defer close(b.done)
	ctx, cancel := context.WithTimeout(context.Background(), gatherLimit)
	defer cancel()
	b.err = s.db.Write(auth.AsProgram(ctx, tenant, "messages.notice"), func(tx *db.Tx) error { return s.keepNotices(tx, b.list) })
}

// keepNotices writes callbacks that did not come before.
func (s *Service) keepNotices(tx *db.Tx, list []noticed) error {
	rows := make([]noticeRow, len(list))
	hurry := false
	for i, n := range list {
		r := noticeRow{ID: tx.NewID(), Account: n.account, Dedupe: n.notice.Dedupe, Kind: string(n.notice.Kind), At: tx.Now(), Hash: n.hash, State: "new", WakeAt: tx.Now()}
		var err error
		if r.Body, err = s.sealJSON(noticePlace(tx, r.ID), n.notice); err != nil {
			return err
		}
		rows[i] = r
		hurry = hurry || n.notice.Welcome != ""
	}
	if _, err := insertNotices(tx, rows); err != nil {
		return err
	}
	if hurry {
		if err := s.jobs.Enqueue(tx, hearKind, struct{}{}); err != nil {
			return err
		}
	}
	return jobs.Lower(tx, hearTopic, tx.Now())
}
