package messages

import (
	"context"
	"slices"
	"sync"
	"time"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

const (
	tagsHeldFor = 3 * time.Minute // longer than an attempt of the job, so that no two work on one account
	tagsAPage   = 500             // customers who are compared in one transaction
	tagsABatch  = 40              // customers whose edges are written between two transactions
	verifyEvery = time.Hour       // how often one believes that a tag is gone at WeCom
)

// tagMarker wakes what waits, and the nightly proof.
func (s *Service) tagMarker() jobs.Waker {
	return jobs.Waker{Topic: tagsTopic, Next: nextTagWork, Due: func(ctx context.Context, _ int64) error {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			if err := s.beginTagProofs(tx); err != nil {
				return err
			}
			accounts, err := accountsDue(tx)
			if err != nil {
				return err
			}
			for _, a := range accounts {
				if err := s.jobs.Enqueue(tx, tagsKind, jobArgs{a}, jobs.Unique(a)); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

// beginTagProofs begins the proofs of accounts whose hour has come. One that is walked
// anyway is proven by that.
func (s *Service) beginTagProofs(tx *db.Tx) error {
	list, err := tagWorkList(tx)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.ProofAt > tx.Now() {
			continue
		}
		w, _, err := tagWorkOne(tx, x.Account)
		if err != nil {
			return err
		}
		if w.ProofAt = nextTagProof(tx.Now()); !w.Walking {
			w.Walking, w.Proving, w.Walked, w.Flaws = true, true, "", 0
		}
		w.Tries, w.WakeAt = 0, tx.Now()
		if err := saveTagWork(tx, w); err != nil {
			return err
		}
		if err := forgetRefusedTags(tx, w.Account); err != nil {
			return err
		}
	}
	return nil
}

// carryTags makes WeCom show on an account's customers what it is to show. One job works
// on an account at a time: two would undo each other's steps.
func (s *Service) carryTags(ctx context.Context, account string, halfWay func() bool) error {
	a, held, err := s.holdTags(ctx, account)
	if err != nil || !held {
		return err
	}
	again := false
	if l := s.lineTo(a); !a.Enabled || l.acct.BaseURL == "" {
		err = s.putOffTags(ctx, account, reply{Said: saidBusy, Wait: time.Hour})
	} else {
		again, err = s.carryTagsOn(ctx, l, halfWay)
	}
	if freed := s.freeTags(ctx, account); err == nil {
		err = freed
	}
	if err == nil && again {
		return jobs.Again(0)
	}
	return err
}

// carryTagsOn goes on until nothing is left, WeCom does not answer, or half the time is
// over (again).
func (s *Service) carryTagsOn(ctx context.Context, l *line, halfWay func() bool) (again bool, err error) {
	for {
		if r, err := s.makeTags(ctx, l); err != nil || r.Said != saidAccepted {
			if err != nil {
				return false, err
			}
			return false, s.putOffTags(ctx, l.acct.ID, r)
		}
		walks, err := s.walkTagPage(ctx, l.acct.ID)
		if err != nil {
			return false, err
		}
		marked, goes, err := s.markBatch(ctx, l.acct)
		switch {
		case err != nil:
			return false, err
		case !goes || !walks && !marked:
			return false, nil
		case halfWay():
			return true, nil
		}
	}
}

// holdTags takes an account for this job, unless another has it.
func (s *Service) holdTags(ctx context.Context, account string) (a Account, held bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		held = false
		w, found, err := tagWorkOne(tx, account)
		if err != nil || !found || w.HeldUntil > tx.Now() {
			return err
		}
		if a, err = s.accountOne(tx, account); err != nil {
			return err
		}
		w.HeldUntil, held = tx.Now()+tagsHeldFor.Milliseconds(), true
		return saveTagWork(tx, w)
	})
	return a, held, err
}

func (s *Service) freeTags(ctx context.Context, account string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, _, err := tagWorkOne(tx, account)
		if err != nil {
			return err
		}
		w.HeldUntil = 0
		return saveTagWork(tx, w)
	})
}

// putOffTags lets everything of an account wait after WeCom did not take, or not answer,
// what all of it needs.
func (s *Service) putOffTags(ctx context.Context, account string, r reply) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, _, err := tagWorkOne(tx, account)
		if err != nil {
			return err
		}
		at := tx.Now() + max(tagPause(w.Tries), r.Wait.Milliseconds())
		w.Tries++
		if w.WakeAt <= tx.Now() {
			w.WakeAt = min(at, max(w.ProofAt, tx.Now()+1))
		}
		if err := saveTagWork(tx, w); err != nil {
			return err
		}
		return putOffAllTagsDue(tx, account, at)
	})
}

// walkTagPage compares the next page of an account's customers, where they are walked:
// who differs is marked like everybody else. more tells that there is another page.
func (s *Service) walkTagPage(ctx context.Context, account string) (more bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		more = false
		w, _, err := tagWorkOne(tx, account)
		if err != nil {
			return err
		}
		if !w.Walking {
			if w.WakeAt == w.ProofAt {
				return nil
			}
			w.WakeAt = w.ProofAt
			return saveTagWork(tx, w)
		}
		ids, err := addressesAfter(tx, account, w.Walked, tagsAPage)
		if err != nil {
			return err
		}
		if more = len(ids) == tagsAPage; len(ids) > 0 {
			w.Walked = ids[len(ids)-1]
			flaws, err := s.compareWalked(tx, w, ids)
			if err != nil {
				return err
			}
			w.Flaws += flaws
		}
		if !more {
			if err := s.endTagWalk(tx, &w); err != nil {
				return err
			}
		}
		return saveTagWork(tx, w)
	})
	return more, err
}

// compareWalked has those of some customers marked who differ, and counts in a proof of
// how many nobody had said so.
func (s *Service) compareWalked(tx *db.Tx, w tagWorkRow, ids []string) (flaws int, err error) {
	marks, _, err := s.tagPlans(tx, w.Account, ids)
	if err != nil || len(marks) == 0 {
		return 0, err
	}
	refused, err := edgeRefusals(tx, ids)
	if err != nil {
		return 0, err
	}
	due, err := stillDue(tx, ids)
	if err != nil {
		return 0, err
	}
	var differ []string
	for _, m := range marks {
		r, was := refused[m.edgeKey]
		if due[m.Address] || w.Proving && was && tx.Now()-r.At < refusedFor {
			continue
		}
		if !was {
			flaws++
		}
		if !slices.Contains(differ, m.Address) {
			differ = append(differ, m.Address)
		}
	}
	return flaws, saveTagsDue(tx, w.Account, differ)
}

func (s *Service) endTagWalk(tx *db.Tx, w *tagWorkRow) error {
	proved, flaws := w.Proving, w.Flaws
	w.Walking, w.Proving, w.Walked, w.Flaws, w.Tries, w.WakeAt = false, false, "", 0, 0, w.ProofAt
	if !proved || flaws == 0 {
		return nil
	}
	return s.audit.Record(tx, audit.Entry{Action: "messages.tags_healed", SubjectKind: "account", SubjectID: w.Account, After: map[string]any{"flaws": flaws}})
}

// markBatch writes the next edges that are due: what is asked for is noted before it is,
// so that a call of which nothing was heard is repeated or taken back, whatever is
// wanted by then. goes tells that WeCom answers.
func (s *Service) markBatch(ctx context.Context, a Account) (marked, goes bool, err error) {
	var due []tagDueRow
	var marks []tagMark
	var numbers map[string]string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		marks = nil
		if due, err = tagsDue(tx, a.ID, tagsABatch); err != nil || len(due) == 0 {
			return err
		}
		if marks, err = s.takeMarks(tx, a.ID, due); err != nil {
			return err
		}
		numbers, err = numbersOfTags(tx, a.ID)
		return err
	})
	if err != nil || len(due) == 0 {
		return false, true, err
	}
	asked := s.db.Now()
	replies := s.askMarks(ctx, a, marks, numbers)
	err = s.db.Write(ctx, func(tx *db.Tx) error { goes, err = s.marked(tx, a.ID, due, marks, replies, asked); return err })
	return true, goes, err
}

// takeMarks plans the edges of customers and notes what will be asked for.
func (s *Service) takeMarks(tx *db.Tx, account string, due []tagDueRow) ([]tagMark, error) {
	ids, since := make([]string, len(due)), map[string]int64{}
	for i, d := range due {
		ids[i], since[d.Address] = d.Address, d.At
	}
	marks, fallen, err := s.tagPlans(tx, account, ids)
	if err != nil {
		return nil, err
	}
	for _, k := range fallen {
		if err := doubtEdgeTags(tx, k); err != nil {
			return nil, err
		}
	}
	refused, err := edgeRefusals(tx, ids)
	if err != nil {
		return nil, err
	}
	marks = slices.DeleteFunc(marks, func(m tagMark) bool { // what was refused stays so until something changes
		r, was := refused[m.edgeKey]
		return was && r.At > since[m.Address]
	})
	return marks, noteAsked(tx, marks)
}

func numbersOfTags(tx *db.Tx, account string) (map[string]string, error) {
	rows, err := corpTags(tx, account)
	out := map[string]string{}
	for _, r := range rows {
		out[r.Tag] = r.Number
	}
	return out, err
}

// askMarks asks WeCom, a few edges at once.
func (s *Service) askMarks(ctx context.Context, a Account, list []tagMark, numbers map[string]string) []reply {
	of := func(tags []string) []string {
		var out []string
		for _, t := range tags {
			if n := numbers[t]; n != "" {
				out = append(out, n)
			}
		}
		return out
	}
	out := make([]reply, len(list))
	lanes := make(chan struct{}, tagsAtOnce)
	var all sync.WaitGroup
	for i, m := range list {
		add, remove := of(m.Add), of(m.Remove)
		if len(add)+len(remove) == 0 { // of a tag that is gone at WeCom nothing is there to take off
			out[i] = reply{Said: saidAccepted}
			continue
		}
		lanes <- struct{}{}
		all.Go(func() {
			defer func() { <-lanes }()
			ctx, cancel := context.WithTimeout(ctx, callTimeout)
			defer cancel()
			out[i] = wecomMarkTag(ctx, s.lineTo(a), m.User, m.Value, add, remove)
		})
	}
	all.Wait()
	return out
}

// marked keeps what came of some edges, and tells whether it makes sense to go on.
func (s *Service) marked(tx *db.Tx, account string, due []tagDueRow, marks []tagMark, replies []reply, asked int64) (goes bool, err error) {
	wait, verify := map[string]int64{}, false
	goes = true
	w, _, err := tagWorkOne(tx, account)
	if err != nil {
		return false, err
	}
	for i, m := range marks {
		switch r := replies[i]; {
		case r.Said == saidAccepted:
			err = tookMark(tx, m)
		case r.Said == saidRefused && r.Code == tagUnknown && tx.Now()-w.VerifiedAt >= verifyEvery.Milliseconds():
			verify, wait[m.Address] = true, max(wait[m.Address], 1)
		case r.Said == saidRefused || r.Said == saidNotFriend:
			err = refusedMark(tx, m, r, asked)
		default:
			goes, wait[m.Address] = false, max(wait[m.Address], 1, r.Wait.Milliseconds())
		}
		if err != nil {
			return false, err
		}
	}
	if verify {
		w.Verify, w.WakeAt = true, tx.Now()
		if err := saveTagWork(tx, w); err != nil {
			return false, err
		}
	}
	for _, d := range due {
		switch ms := wait[d.Address]; {
		case ms == 0:
			err = endTagDue(tx, d)
		case goes: // WeCom answers, and a tag has to be looked for first
			err = putOffTagDue(tx, d, d.Tries, tx.Now())
		default:
			err = putOffTagDue(tx, d, d.Tries+1, tx.Now()+max(ms, tagPause(d.Tries)))
		}
		if err != nil {
			return false, err
		}
	}
	return goes, s.live.Touch(tx, live.Change{Topic: "messages_tags"})
}

func tookMark(tx *db.Tx, m tagMark) error {
	if err := saveEdgeTags(tx, m.edgeKey, m.Add); err != nil {
		return err
	}
	if err := deleteEdgeTags(tx, m.edgeKey, m.Remove); err != nil {
		return err
	}
	return dropEdgeRefusal(tx, m.edgeKey)
}

// refusedMark notes that WeCom refused; where it knows of no friendship there is none,
// and nothing is asked of that edge until it stands again.
func refusedMark(tx *db.Tx, m tagMark, r reply, asked int64) error {
	if r.Said == saidNotFriend {
		if err := endEdge(tx, m.edgeKey, asked); err != nil {
			return err
		}
		if err := doubtEdgeTags(tx, m.edgeKey); err != nil {
			return err
		}
	}
	return saveEdgeRefusal(tx, m.edgeKey, r.Code)
}
