package billing

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// Settlement divides what stands of an agreement that ended early.
type Settlement struct {
	Clinic    string
	Agreement string
	Cause     Cause
	Refund    money.Fen // as it was shown; anything else is refused
	Reason    string
}

// Settled is what came of it.
type Settled struct {
	Refund Refund    // went back over the desk; the zero Refund where nothing did
	Kept   money.Fen // charged: what was taken is dearer before the discount (§19)
}

// The line by which a settlement keeps the difference to the price before
// discounts. It stands for no item of the catalogue.
const (
	settleCode   = "-"
	settleNameZh = "提前结束：已消费按折前价计算的差额"
	settleNameEn = "Early end: what was taken, at the price before discounts"
)

// Settle gives back what the law's figure says of an agreement that ended, to the
// tenders it came by. What stands beyond it, where the patient is the cause, is
// charged and covered. Interest is computed beside it and not paid here. Needs
// MayRefund. Faults: AgreementNotFound, StillRuns, NothingStands, FigureChanged,
// BadReason, db.OutOfScope.
func (s *Service) Settle(ctx context.Context, in Settlement) (Settled, error) {
	if err := because(in.Reason, RefundReasons); err != nil {
		return Settled{}, err
	}
	var out Settled
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = Settled{}
		a, err := s.agreementHere(tx, in.Agreement)
		if err != nil {
			return err
		}
		at, err := s.atDesk(tx, in.Clinic, a.Patient)
		if err != nil {
			return err
		}
		stands, back, err := s.divided(tx, a, in.Cause, at.day)
		switch {
		case err != nil:
			return err
		case back != in.Refund:
			return FigureChanged.At("refund", "refund", back.String())
		}
		if back > 0 {
			if out.Refund, err = s.giveBack(tx, at, a.ID, back, in.Reason); err != nil {
				return err
			}
		}
		if out.Kept = stands - back; out.Kept > 0 {
			if err := s.keep(tx, at, a.ID, out.Kept); err != nil {
				return err
			}
		}
		return httpapi.Answer(tx, settledOf(out))
	})
	return out, err
}

// divided tells what stands of an agreement that ended, and how much of it goes back.
func (s *Service) divided(tx *db.Tx, a Agreement, cause Cause, today civil.Day) (stands, back money.Fen, err error) {
	if a.Ended == "" {
		return 0, 0, StillRuns.With()
	}
	views, err := s.views(tx, []Agreement{a}, today)
	if err != nil {
		return 0, 0, err
	}
	stands = views[0].Stands
	if stands == 0 {
		return 0, 0, NothingStands.With()
	}
	for _, f := range views[0].Figures {
		if f.Cause == cause {
			back = min(f.Refund, stands)
		}
	}
	return stands, back, nil
}

// giveBack refunds out of an agreement's pot.
func (s *Service) giveBack(tx *db.Tx, at desk, agreement string, amount money.Fen, reason string) (Refund, error) {
	list, err := standing(tx, at.patient, Contract, agreement)
	if err != nil {
		return Refund{}, err
	}
	return s.refundOut(tx, at, list, GiveBack{Amount: amount, Reason: reason, Agreement: agreement})
}

// keep charges an amount and covers it out of an agreement's pot.
func (s *Service) keep(tx *db.Tx, at desk, agreement string, amount money.Fen) error {
	b := Bill{ID: tx.NewID(), Clinic: at.clinic.ID, Patient: at.patient, Kind: DeskBill, Day: at.day, At: tx.Now(), By: tx.Actor()}
	b.Lines = []Line{{ID: tx.NewID(), Bill: b.ID, Clinic: b.Clinic, Patient: b.Patient, Code: settleCode, NameZh: settleNameZh,
		NameEn: settleNameEn, Quantity: 1, List: amount, Net: amount}}
	if err := insertBill(tx, b); err != nil {
		return err
	}
	charge := openBook(tx, EntryCharge, b.Clinic, b.Patient, b.Day, b.ID)
	charge.charge(b.Lines[0])
	if err := charge.close(); err != nil {
		return err
	}
	list, err := standing(tx, at.patient, Contract, agreement)
	if err != nil {
		return err
	}
	cover := openBook(tx, EntryCover, b.Clinic, b.Patient, b.Day, b.ID)
	if _, err := cover.settle(list, b.Lines, amount); err != nil {
		return err
	}
	if err := cover.close(); err != nil {
		return err
	}
	return s.tell(tx, told{fact: FactCharged, subject: "bill", id: b.ID, clinic: b.Clinic, patient: b.Patient,
		body: ChargedBody{Bill: b.ID, Kind: b.Kind, Amount: amount, Day: b.Day}})
}
