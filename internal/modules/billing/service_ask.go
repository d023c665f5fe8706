package billing

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
)

// ApprovalDiscount is the kind of approval for a desk bill whose discount is
// beyond the limit of who makes it; its subject is the bill that was asked for.
const ApprovalDiscount = "billing.discount"

// AskBill asks for a desk bill whose discount is beyond the actor's limit: nothing
// of it is charged until somebody with the right approves. Needs MayCharge.
// Faults: those of Charge but DiscountTooBig, WhyMissing, ReasonTooLong,
// NothingToApprove.
func (s *Service) AskBill(ctx context.Context, in NewBill, why string) (AskedBill, error) {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return AskedBill{}, WhyMissing.At("why")
	case utf8.RuneCountInString(why) > MaxReason:
		return AskedBill{}, ReasonTooLong.At("why", "max", MaxReason)
	}
	if err := checkNew(in); err != nil {
		return AskedBill{}, err
	}
	var b AskedBill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, in.Clinic, in.Patient)
		if err != nil {
			return err
		}
		q, err := s.quote(ctx, tx, in)
		if err != nil {
			return err
		}
		if !q.Waits() {
			return NothingToApprove.With()
		}
		b = AskedBill{ID: tx.NewID(), Clinic: in.Clinic, Patient: at.patient, State: AskedWaiting, Day: q.Day, Lines: q.Lines, List: q.List,
			Net: q.Net, Given: q.Given, Share: q.Share, Why: why, AskedAt: tx.Now(), AskedBy: tx.Actor()}
		if err := s.ask(tx, b); err != nil {
			return err
		}
		if err := s.spend(tx, q, b.ID); err != nil {
			return err
		}
		return httpapi.Answer(tx, askedOf(b))
	})
	return b, err
}

func (s *Service) ask(tx *db.Tx, b AskedBill) error {
	if err := insertAsked(tx, b); err != nil {
		return err
	}
	_, err := s.tasks.Ask(tx, tasks.NewApproval{Kind: ApprovalDiscount, Clinic: b.Clinic, Subject: b.ID, Patient: b.Patient, Why: b.Why, Amount: b.Given,
		Args: map[string]any{"percent": shownPercent(b.Share), "list": b.List.String(), "amount": b.Net.String()}})
	if err != nil {
		return err
	}
	return s.tellAsked(tx, b, FactBillAsked)
}

func (s *Service) tellAsked(tx *db.Tx, b AskedBill, fact string) error {
	return s.tell(tx, told{fact: fact, subject: "asked_bill", id: b.ID, clinic: b.Clinic, patient: b.Patient,
		body: AskedBody{b.ID, b.State, b.Net, b.Given}})
}

// settleDiscount follows the decision about a bill that was asked for: approved,
// it is charged as it was shown; otherwise it is gone, and the reason is kept.
func (s *Service) settleDiscount(ctx context.Context, tx *db.Tx, a tasks.Approval) error {
	b, err := askedToSettle(tx, a.Subject)
	if err != nil {
		return err
	}
	if b.Patient, err = s.hold(tx, b.Patient); err != nil {
		return err
	}
	b.State, b.Note, b.SettledAt, b.SettledBy = AskedState(a.State), a.Note, tx.Now(), tx.Actor()
	if err := settleAsked(tx, b); err != nil {
		return err
	}
	if b.State == AskedApproved {
		rules, err := deskRules(ctx, tx, b.Clinic)
		if err != nil {
			return err
		}
		if b.Share > rules.Limit {
			return LimitTooLow.With("percent", shownPercent(rules.Limit))
		}
		day, err := s.today(tx, b.Clinic)
		if err != nil {
			return err
		}
		if _, err := s.writeBill(tx, Bill{ID: b.ID, Clinic: b.Clinic, Patient: b.Patient, Kind: DeskBill, Day: day, At: tx.Now(),
			By: b.AskedBy, Lines: b.Lines}); err != nil {
			return err
		}
	}
	return s.tellAsked(tx, b, FactBillSettled)
}

// MaxAsked bounds the bills that were asked for of a patient or a clinic.
const MaxAsked = 50

// Asked gives a bill that was asked for, to who may see the patient's money or
// approve it. Its fault is BillNotFound.
func (s *Service) Asked(ctx context.Context, bill string) (AskedBill, error) {
	var b AskedBill
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		b, err = askedOne(tx, bill)
		return err
	})
	return b, err
}

// forget hears of erased persons: what was written freely about their bills goes.
func forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	return blankAsked(tx, body.Records)
}

// shownPercent writes parts of ten thousand as per cent: 1250 is "12.5".
func shownPercent(parts int) string { return strconv.FormatFloat(float64(parts)/percent, 'f', -1, 64) }
