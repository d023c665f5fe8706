package tasks

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
)

const bigDiscount = "plans.discount"

var refuseToFollow = &fault.Def{Code: "tasks.test_cannot_follow", Kind: fault.Conflict}

// approving declares a kind and remembers what it was told; with stuck what
// follows fails.
func (d *desk) approving() (heard *[]string, stuck *bool) {
	d.t.Helper()
	heard, stuck = &[]string{}, new(bool)
	err := d.s.AddApprovals(ApprovalKind{Key: bigDiscount, Permission: "plans.approve", Settle: func(_ context.Context, _ *db.Tx, a Approval) error {
		if *stuck {
			return refuseToFollow.With()
		}
		*heard = append(*heard, string(a.State))
		return nil
	}})
	if err != nil {
		d.t.Fatal(err)
	}
	return heard, stuck
}

func (d *desk) ask(subject string) (id string) {
	d.t.Helper()
	err := d.DB.Write(d.desk(), func(tx *db.Tx) (err error) {
		id, err = d.s.Ask(tx, NewApproval{Kind: bigDiscount, Clinic: d.clinic, Subject: subject, Why: " 老客户 ", Amount: 130000, Args: map[string]any{"percent": "12.5"}})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// boss may decide, desk may not.
func (d *desk) boss() context.Context {
	return d.as(d.shi, []string{d.clinic}, MayView, MayDecideAny, "plans.approve")
}

func (d *desk) approvalFacts() (out map[string]int) {
	out = map[string]int{}
	if err := d.DB.Read(d.program(), func(tx *db.Tx) error {
		list, err := events.List(tx, events.Filter{Kinds: []string{FactApprovalAsked, FactApprovalDecided, FactApprovalWithdrawn}})
		for _, f := range list {
			out[f.Kind]++
		}
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return out
}

func TestAnApprovalFromAskingToDecision(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		heard, stuck := d.approving()
		subject := d.IDs()
		id := d.ask(subject)
		if err := d.DB.Write(d.desk(), func(tx *db.Tx) error {
			_, err := d.s.Ask(tx, NewApproval{Kind: bigDiscount, Clinic: d.clinic, Subject: subject})
			return err
		}); !errors.Is(err, AlreadyAsked) {
			t.Errorf("asked twice: %v", err)
		}
		list, err := d.s.Approvals(d.boss(), ApprovalQuery{State: ApprovalWaiting, Limit: 10})
		if err != nil || len(list) != 1 || list[0].ID != id || list[0].Why != "老客户" || list[0].Amount != 130000 || list[0].Args["percent"] != "12.5" || !d.s.MayDecide(d.boss(), list[0]) {
			t.Fatalf("%+v %v", list, err)
		}
		if mine, err := d.s.Approvals(d.desk(), ApprovalQuery{Asked: true, Limit: 10}); err != nil || len(mine) != 1 || d.s.MayDecide(d.desk(), mine[0]) {
			t.Errorf("who asked sees %v %v", mine, err)
		}
		for name, c := range map[string]struct {
			ctx  context.Context
			want int
		}{"who may": {d.boss(), 1}, "who asked": {d.desk(), 0}, "who asked and may": {d.as(d.he, []string{d.clinic}, MayView, "plans.approve"), 0},
			"of another clinic": {d.as(d.shi, []string{d.newClinic("boat", "B")}, MayView, "plans.approve"), 0}, "the program": {d.program(), 0}} {
			if n, err := d.s.Counts(c.ctx); err != nil || n.Approvals != c.want {
				t.Errorf("%s is shown %d that wait, %v", name, n.Approvals, err)
			}
		}
		*stuck = true
		if _, err := d.s.Decide(d.boss(), id, 1, true, ""); !errors.Is(err, refuseToFollow) {
			t.Errorf("what follows failed: %v", err)
		}
		if a, err := d.s.ShowApproval(d.boss(), id); err != nil || a.State != ApprovalWaiting || a.Version != 1 {
			t.Errorf("decided though what follows failed: %+v %v", a, err)
		}
		*stuck = false
		a, err := d.s.Decide(d.boss(), id, 1, true, "可以")
		if err != nil || a.State != ApprovalApproved || a.DecidedBy != d.shi || a.Note != "可以" || a.Version != 2 {
			t.Fatalf("%+v %v", a, err)
		}
		if _, err := d.s.Decide(d.boss(), id, 2, false, "不"); !errors.Is(err, Decided) {
			t.Errorf("decided twice: %v", err)
		}
		d.ask(subject) // about the same again, now that the first is settled
		if got := fmt.Sprint(*heard, d.approvalFacts()); got != "[approved] map[tasks.approval_asked:2 tasks.approval_decided:1]" {
			t.Error(got)
		}
	})
}

func TestNobodyDecidesTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		heard, _ := d.approving()
		id := d.ask(d.IDs())
		own := d.as(d.he, []string{d.clinic}, MayView, MayDecideAny, "plans.approve")
		for name, c := range map[string]struct {
			err  error
			want *fault.Def
		}{
			"by who asked":        {fails(d.s.Decide(own, id, 1, true, "")), OwnApproval},
			"without the right":   {fails(d.s.Decide(d.as(d.shi, []string{d.clinic}, MayView, MayDecideAny), id, 1, true, "")), auth.Forbidden},
			"at another version":  {fails(d.s.Decide(d.boss(), id, 2, true, "")), db.Stale},
			"refused, no word":    {fails(d.s.Decide(d.boss(), id, 1, false, "  ")), NoteMissing},
			"no such":             {fails(d.s.Decide(d.boss(), d.IDs(), 1, true, "")), ApprovalNotFound},
			"no id":               {fails(d.s.Decide(d.boss(), "x", 1, true, "")), ApprovalNotFound},
			"taken back by other": {fails(d.s.Withdraw(d.boss(), id, 1)), NotYours},
			"by another clinic":   {fails(d.s.Decide(d.as(d.shi, []string{d.newClinic("boat", "B")}, MayDecideAny, "plans.approve"), id, 1, true, "")), ApprovalNotFound},
			"shown to a stranger": {fails(d.s.ShowApproval(d.as(d.shi, []string{d.clinic}, MayView), id)), ApprovalNotFound},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		// The database holds it as well, whoever forgets the rule.
		err := d.DB.Write(d.Ctx(), func(tx *db.Tx) error {
			return tx.Update("tasks_approvals").Set("state = 'approved'").Set("decided_at = 1").Set("decided_by = ?", d.he).Where("id = ?", id).Must()
		})
		if db.Violated(err) != "tasks_approvals_not_own" {
			t.Error(err)
		}
		if a, err := d.s.Withdraw(d.desk(), id, 1); err != nil || a.State != ApprovalWithdrawn {
			t.Errorf("%+v %v", a, err)
		}
		if got := fmt.Sprint(*heard, d.approvalFacts()); got != "[withdrawn] map[tasks.approval_asked:1 tasks.approval_withdrawn:1]" {
			t.Error(got)
		}
	})
}

func fails[T any](_ T, err error) error { return err }

func TestDecideRace(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		heard, _ := d.approving()
		id := d.ask(d.IDs())
		won := 0
		for _, err := range testkit.Race(t, 20, func(n int) error {
			_, err := d.s.Decide(d.boss(), id, 1, n%2 == 0, "一句话")
			return err
		}) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, Decided) && !errors.Is(err, db.Stale):
				t.Error(err)
			}
		}
		if won != 1 || len(*heard) < 1 || d.approvalFacts()[FactApprovalDecided] != 1 {
			t.Errorf("%d decided, heard %v, %v", won, *heard, d.approvalFacts())
		}
	})
}
