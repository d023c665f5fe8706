package messages

import (
	"context"
	"errors"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

const (
	hearMost  = 100
	hearTries = 8 // of one callback, over about three minutes: the send that a receipt is about may be under way still
)

// errNoSend says that a receipt is about nothing that was sent from here, as far as
// is known yet.
var errNoSend = errors.New("messages: no send has that number")

// heardRow is a callback, opened.
type heardRow struct {
	noticeRow
	notice notice
	kind   Kind
}

// happened is when what it tells was, by the provider's clock, or when it came.
func (h heardRow) happened() int64 {
	if h.notice.At > 0 {
		return min(h.notice.At, h.At)
	}
	return h.At
}

// hear works callbacks off, oldest first, a batch in one transaction. Where one of a
// batch cannot be worked, each is worked by itself, so that it holds up no other.
func (s *Service) hear(ctx context.Context) error {
	for {
		n, err := s.hearBatch(ctx, hearMost)
		if err != nil {
			n, err = s.hearOne(ctx)
		}
		if err != nil || n == 0 || ctx.Err() != nil {
			return err
		}
	}
}

// hearBatch works up to n callbacks off and tells how many it looked at.
func (s *Service) hearBatch(ctx context.Context, n int) (looked int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := s.openNotices(tx, n)
		looked = len(list)
		if err != nil || looked == 0 {
			return err
		}
		late, err := s.receipts(tx, list)
		if err != nil {
			return err
		}
		var done []string
		for _, h := range list {
			if late[h.ID] {
				if err := putOff(tx, h, errNoSend); err != nil {
					return err
				}
				continue
			}
			if err := s.hearNotice(tx, h); err != nil {
				return err
			}
			done = append(done, h.ID)
		}
		if err := doneNotices(tx, done); err != nil {
			return err
		}
		return jobs.Lower(tx, tidyTopic, tx.Now()+(keepNotices+24*time.Hour).Milliseconds())
	})
	return looked, err
}

// hearOne works the oldest callback off alone, and puts it off where that fails.
func (s *Service) hearOne(ctx context.Context) (int, error) {
	n, err := s.hearBatch(ctx, 1)
	if err == nil || ctx.Err() != nil {
		return n, err
	}
	cause := err
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := dueNotices(tx, 1)
		if n = len(rows); err != nil || n == 0 {
			return err
		}
		return putOff(tx, heardRow{noticeRow: rows[0]}, cause)
	})
	return n, err
}

// putOff lets a callback wait, or sets it aside after its last try.
func putOff(tx *db.Tx, h heardRow, cause error) error {
	until := int64(0)
	if h.Tries+1 < hearTries {
		until = tx.Now() + (time.Second << min(h.Tries, 6)).Milliseconds()
	}
	if err := putOffNotice(tx, h.ID, bytesCut(cause.Error(), 300), until); err != nil || until == 0 {
		return err
	}
	return jobs.Lower(tx, hearTopic, until)
}

func (s *Service) openNotices(tx *db.Tx, n int) ([]heardRow, error) {
	rows, err := dueNotices(tx, n)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	kinds, err := s.kindsByAccount(tx)
	if err != nil {
		return nil, err
	}
	out := make([]heardRow, len(rows))
	for i, r := range rows {
		out[i] = heardRow{noticeRow: r, kind: kinds[r.Account]}
		if err := s.openJSON(noticePlace(tx, r.ID), r.Body, &out[i].notice); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// receipts carries the receipts among callbacks into their messages, in a handful
// of statements, and names those that are about nothing known yet.
func (s *Service) receipts(tx *db.Tx, list []heardRow) (late map[string]bool, err error) {
	late = map[string]bool{}
	var words []word
	var numbers, refs []string
	for _, h := range list {
		if h.notice.Kind == noticeReceipt {
			numbers, refs = append(numbers, h.notice.Number), append(refs, h.notice.Ref)
		}
	}
	if len(numbers) == 0 {
		return late, nil
	}
	found, err := sendsByWire(tx, numbers, refs)
	if err != nil {
		return late, err
	}
	for _, h := range list {
		if h.notice.Kind != noticeReceipt {
			continue
		}
		x, ok := found[wireKey{h.Account, h.notice.Number}]
		if !ok || h.notice.Number == "" {
			x, ok = found[wireKey{h.Account, "ref:" + h.notice.Ref}]
		}
		if !ok {
			tried, err := s.trialReceipt(tx, h)
			if err != nil {
				return late, err
			}
			late[h.ID] = !tried
			continue
		}
		n := h.notice
		words = append(words, word{x.ID, x.Message, reply{Said: n.Said, Ref: n.Ref, Code: n.Code, Words: n.Words, At: n.At}})
	}
	if len(words) > 0 {
		_, err = s.settle(tx, words)
	}
	return late, err
}

// hearNotice carries one callback that is no receipt.
func (s *Service) hearNotice(tx *db.Tx, h heardRow) error {
	n := h.notice
	switch n.Kind {
	case noticeSubscribed, noticeSubscription:
		return s.hearCredit(tx, h)
	case noticeFollow, noticeUnfollow, noticeScan, noticeText, noticeMenu:
		return s.hearPerson(tx, h)
	case noticeContactAdded, noticeContactDeleted, noticeFollowerDeleted, noticeContactEdited, noticeTransferFailed:
		return s.hearContact(tx, h)
	case noticeCard:
		return s.hearCard(tx, h)
	case noticeSMSReply:
		return s.hearReply(tx, h)
	}
	return nil
}

// hearCredit notes a permission that somebody gave or took back.
func (s *Service) hearCredit(tx *db.Tx, h heardRow) error {
	n := h.notice
	if n.Address == "" || n.Template == "" || n.Kind == noticeSubscribed && !n.Yes || n.Kind == noticeSubscription && n.Yes {
		return nil
	}
	a, err := knowAddress(tx, h.Account, n.Address)
	if err != nil {
		return err
	}
	k := creditKey{a.ID, n.Template}
	if n.Kind == noticeSubscription {
		return voidCredits(tx, k)
	}
	return addCredits(tx, k, 1, creditGiven, "")
}

// hearPerson notes who follows, and who said something.
func (s *Service) hearPerson(tx *db.Tx, h heardRow) error {
	n := h.notice
	a, err := knowAddress(tx, h.Account, n.Address)
	if err != nil {
		return err
	}
	at := h.happened()
	switch n.Kind {
	case noticeFollow, noticeScan:
		a.follows(true, at)
		if n.State != "" {
			a.State = n.State
		}
	case noticeUnfollow:
		a.follows(false, at)
	case noticeText:
		a.LastWordAt = max(a.LastWordAt, at)
	}
	if err := saveAddress(tx, a); err != nil || n.Kind != noticeText && n.Kind != noticeMenu {
		return err
	}
	if n.Kind == noticeText && stopsChat(n.Text) {
		if err := s.hearStop(tx, a, n.Text); err != nil {
			return err
		}
	}
	what := map[noticeKind]string{noticeText: "text", noticeMenu: "menu"}[n.Kind]
	return s.tellWord(tx, h, a, Word{What: what, Key: n.Key})
}

// tellWord tells that somebody said something.
func (s *Service) tellWord(tx *db.Tx, h heardRow, a Address, w Word) error {
	w.Account, w.Kind, w.Address, w.Notice = h.Account, h.kind, a.ID, h.ID
	f := events.Fact{Kind: FactHeard, Subject: h.ID}
	if a.ID != "" {
		var err error
		if w.Of, err = patientsOf(tx, a.ID); err != nil {
			return err
		}
		if len(w.Of) == 1 {
			f.Patient = w.Of[0]
		}
	}
	f.Body = w
	return s.facts.Publish(tx, f)
}

// hearCard tells that a colleague pressed a button of a card.
func (s *Service) hearCard(tx *db.Tx, h heardRow) error {
	n := h.notice
	w := Word{What: "card", Key: n.Key, Task: n.Number}
	var err error
	if w.Staff, _, err = staffByUserid(tx, h.Account, n.User); err != nil {
		return err
	}
	x, found, err := sendByNumber(tx, h.Account, n.Number)
	if err != nil {
		return err
	}
	if found {
		m, err := messageOne(tx, x.Message, false)
		if err != nil {
			return err
		}
		w.Purpose, w.Occurrence, w.Subject = m.Purpose, m.Occurrence, m.Subject
	}
	return s.tellWord(tx, h, Address{}, w)
}

// hearStop notes that somebody wrote that they want no more promotions here.
func (s *Service) hearStop(tx *db.Tx, a Address, text string) error {
	if err := noteStop(tx, "a:"+a.ID, "", text); err != nil {
		return err
	}
	of, err := patientsOf(tx, a.ID)
	if err != nil {
		return err
	}
	return s.Recheck(tx, of...)
}

// noteStop notes that who hears at a mark wants no more promotions, on a channel or
// ("") on any that goes there.
func noteStop(tx *db.Tx, mark string, channel Channel, text string) error {
	var list []OptOut
	for _, c := range []Class{Relation, Marketing} {
		list = append(list, OptOut{ID: tx.NewID(), Mark: mark, Class: c, Channel: channel, Source: "reply", Note: cut(text, 40), At: tx.Now()})
	}
	_, err := insertOptOuts(tx, list)
	return err
}

// hearReply notes an opt-out where an SMS was answered by one; whatever else is
// told.
func (s *Service) hearReply(tx *db.Tx, h heardRow) error {
	n := h.notice
	if stops(n.Text) {
		if err := noteStop(tx, s.mark(tx, n.Address), SMS, n.Text); err != nil {
			return err
		}
	}
	return s.tellWord(tx, h, Address{}, Word{What: "reply"})
}
