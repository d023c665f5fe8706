package billing

import (
	"context"
	"errors"
	"fmt"

	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// outdoors is what the module needs of the outside world.
type outdoors struct {
	gateways *gateways.Service
	tasks    *tasks.Service
}

// Outdoors ties the module to the outside world, at start only.
func (s *Service) Outdoors(g *gateways.Service, t *tasks.Service) error {
	s.out = outdoors{g, t}
	return t.AddApprovals(tasks.ApprovalKind{Key: ApprovalByHand, Permission: MayBookByHand, Settle: s.settleByHand})
}

// OnlinePayment is what a patient shall pay by a code on the screen.
type OnlinePayment struct {
	Clinic    string
	Patient   string
	Bills     []string  // to be paid; none = everything owed in the clinics in sight
	Owed      money.Fen // of them, as the cashier saw it
	Amount    money.Fen
	Agreement string // money for an agreement instead of bills
	Prepaid   bool   // money for anything instead of bills
}

// AskPayment asks for a payment. It is booked once the provider says that it is
// paid; one payment of a patient is asked for at a time. Needs MayCharge. Faults:
// PatientNotFound, BillNotFound, OwedChanged, PaidTooMuch, BadAmount, AgreementNotFound,
// AgreementOver, gateways.NoAccount, gateways.AlreadyAsked, db.OutOfScope.
func (s *Service) AskPayment(ctx context.Context, in OnlinePayment) (gateways.Request, error) {
	if in.Amount <= 0 || in.Amount > MaxAmount {
		return gateways.Request{}, BadAmount.At("amount")
	}
	return s.askOutside(ctx, in.Clinic, in.Patient, func(tx *db.Tx, at desk) (gateways.NewRequest, Outside, error) {
		o := Outside{Agreement: in.Agreement, About: About{Bills: in.Bills}, Amount: in.Amount}
		n := gateways.NewRequest{Kind: gateways.Payment, Once: "patient/" + at.patient, Ask: gateways.Ask{Title: at.clinic.Name}}
		switch {
		case in.Agreement != "":
			return n, o, running(tx, in.Agreement, at.patient)
		case in.Prepaid:
			return n, o, nil
		}
		if err := ownBills(tx, at.patient, in.Bills); err != nil {
			return n, o, err
		}
		lines, err := owedLines(tx, at.patient, in.Bills, "")
		if err != nil {
			return n, o, err
		}
		for _, l := range lines {
			o.About.Lines = append(o.About.Lines, l.ID)
		}
		owed := sumOwed(lines)
		switch {
		case in.Owed != owed:
			err = OwedChanged.At("owed", "owed", owed.String())
		case in.Amount > owed:
			err = PaidTooMuch.At("amount", "owed", owed.String())
		}
		return n, o, err
	})
}

// ownBills refuses bills that are not the patient's, or out of sight.
func ownBills(tx *db.Tx, patient string, bills []string) error {
	for i, one := range bills {
		missing := BillNotFound.At(fmt.Sprintf("bill_ids[%d]", i))
		if !id.Valid(one) {
			return missing
		}
		b, err := billOne(tx, one)
		switch {
		case errors.Is(err, BillNotFound), err == nil && b.Patient != patient:
			return missing
		case err != nil:
			return err
		}
	}
	return nil
}

// askOutside writes a request and what it is for, in one transaction with the
// patient's money locked.
func (s *Service) askOutside(ctx context.Context, clinic, patient string, make func(*db.Tx, desk) (gateways.NewRequest, Outside, error)) (gateways.Request, error) {
	var r gateways.Request
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, clinic, patient)
		if err != nil {
			return err
		}
		n, o, err := make(tx, at)
		if err != nil {
			return err
		}
		if r, err = s.putOutside(tx, at, n, o); err != nil {
			return err
		}
		return httpapi.Answer(tx, gateways.BodyOf(r))
	})
	return r, err
}

func (s *Service) putOutside(tx *db.Tx, at desk, n gateways.NewRequest, o Outside) (gateways.Request, error) {
	n.Clinic, n.Patient = at.clinic.ID, at.patient
	if n.Amount == 0 {
		n.Amount = o.Amount
	}
	r, err := s.out.gateways.Ask(tx, n)
	if err != nil {
		return r, err
	}
	o.ID, o.Clinic, o.Patient, o.Kind, o.Of = r.ID, at.clinic.ID, at.patient, n.Kind, n.Of
	return r, insertOutside(tx, o)
}

// OutsideView is what of a patient's money was asked of the outside world.
type OutsideView struct {
	Requests  []gateways.Request // latest first
	Proposals []RedProposal
}

// OutsideOf shows it. Needs MayView. Fault: PatientNotFound.
func (s *Service) OutsideOf(ctx context.Context, patient string) (v OutsideView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.seen(tx, patient); err != nil {
			return err
		}
		if v.Requests, err = s.out.gateways.OfPatient(tx, patient, 50); err != nil {
			return err
		}
		list, err := outsideOf(tx, patient, 200)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.Kind != gateways.Invoice || o.BookedAt == 0 {
				continue
			}
			taken, err := reds(tx, o.ID)
			if err != nil {
				return err
			}
			left, err := invoiceable(tx, o.Receipt)
			if err != nil {
				return err
			}
			if over := o.Amount - taken - left; over > 0 {
				v.Proposals = append(v.Proposals, RedProposal{o.ID, o.Receipt, over})
			}
		}
		return nil
	})
	return v, err
}
