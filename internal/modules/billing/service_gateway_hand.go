package billing

import (
	"context"
	"slices"

	"archwire/internal/modules/gateways"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// ApprovalByHand is the kind of approval for booking on a slip what nobody outside
// confirms; its subject is the request.
const ApprovalByHand = "billing.book_by_hand"

// MayBookByHand is the right to approve that.
const MayBookByHand = "billing.by_hand"

// BookByHand asks that what hangs be booked on a slip: somebody with
// MayBookByHand, who is not the one who asks, decides. Needs MayCharge. Faults:
// OutsideNotFound, BadSlip, gateways.NotNow, tasks.AlreadyAsked.
func (s *Service) BookByHand(ctx context.Context, request, slip string) error {
	if !slipForm.MatchString(slip) {
		return BadSlip.At("slip")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.out.gateways.Request(tx, request)
		if err != nil {
			return err
		}
		if !slices.Contains(r.Resolutions(), gateways.ByHand) {
			return gateways.NotNow.With("state", string(r.State))
		}
		_, err = s.out.tasks.Ask(tx, tasks.NewApproval{Kind: ApprovalByHand, Clinic: r.Clinic, Subject: r.ID, Patient: r.Patient, Why: slip, Amount: r.Amount,
			Args: map[string]any{"number": r.Number, "slip": slip, "amount": r.Amount.String()}})
		return err
	})
}

// settleByHand follows the decision.
func (s *Service) settleByHand(ctx context.Context, tx *db.Tx, a tasks.Approval) error {
	if a.State != tasks.ApprovalApproved {
		return nil
	}
	if err := auth.Require(ctx, MayBookByHand, a.Clinic); err != nil {
		return err
	}
	return s.out.gateways.TakeDone(tx, a.Subject, a.Why)
}
