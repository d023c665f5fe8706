package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/settings"
)

// QuoteBill tells what a desk bill would come to, and whether its discount has to
// be approved. Needs MayCharge; nothing is stored. Faults: those of Charge but
// DiscountTooBig.
func (s *Service) QuoteBill(ctx context.Context, in NewBill) (Quote, error) {
	if err := checkNew(in); err != nil {
		return Quote{}, err
	}
	var q Quote
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q, err = s.quote(ctx, tx, in)
		return err
	})
	return q, err
}

// quote prices a checked desk bill at the prices of the clinic's day.
func (s *Service) quote(ctx context.Context, tx *db.Tx, in NewBill) (Quote, error) {
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return Quote{}, err
	}
	day, err := s.today(tx, in.Clinic)
	if err != nil {
		return Quote{}, err
	}
	var ids []string
	for _, l := range in.Lines {
		ids = append(ids, l.Item)
	}
	items, err := s.catalog.PricesOn(tx, ids, in.Clinic, day)
	if err != nil {
		return Quote{}, err
	}
	rules, err := deskRules(ctx, tx, in.Clinic)
	if err != nil {
		return Quote{}, err
	}
	from, err := s.issued(tx, in, day, items, rules)
	if err != nil {
		return Quote{}, err
	}
	return quote(in, day, items, rules, from)
}

// percent is one per cent in parts of ten thousand.
const percent = plans.Whole / 100

// deskRules are the clinic's numbers, with the actor's own limit.
func deskRules(ctx context.Context, tx *db.Tx, clinic string) (DeskRules, error) {
	v, err := settings.Of(tx, clinic)
	if err != nil {
		return DeskRules{}, err
	}
	r := DeskRules{Member: v.Int(MemberShare) * percent, Limit: v.Int(DeskDiscount) * percent}
	switch v.Text(RoundTo) {
	case RoundYuan:
		r.Round = money.Yuan(1)
	case RoundJiao:
		r.Round = 10
	}
	actor, _ := auth.From(ctx)
	switch {
	case actor.Can(MayApprove, ""):
		r.Limit = plans.Whole
	case actor.Can(MayApprove, clinic):
		r.Limit = max(v.Int(DiscountApprove), v.Int(DiscountWide), v.Int(DeskDiscount)) * percent
	case actor.Can(MayDiscount, clinic):
		r.Limit = max(v.Int(DiscountWide), v.Int(DeskDiscount)) * percent
	}
	return r, nil
}

// Charge makes a desk bill at the prices of the clinic's day, in the order of
// discounts of the house. Needs MayCharge; how much may be taken off follows from
// the actor's rights (DeskDiscount, DiscountWide, DiscountApprove), beyond it the
// bill is asked for (AskBill). Faults: PatientNotFound, NoLines, BadQuantity,
// BadAmount, BadSite, BadReason, NotDiscountable, PriceFixed, NotInsured,
// DiscountTooBig, catalog.ItemNotFound, catalog.NoPrice, db.OutOfScope.
func (s *Service) Charge(ctx context.Context, in NewBill) (Bill, error) {
	if err := checkNew(in); err != nil {
		return Bill{}, err
	}
	var b Bill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, in.Clinic, in.Patient)
		if err != nil {
			return err
		}
		if b, err = s.charge(ctx, tx, at, in); err != nil {
			return err
		}
		return httpapi.Answer(tx, billOf(b))
	})
	return b, err
}

// charge prices and writes a desk bill.
func (s *Service) charge(ctx context.Context, tx *db.Tx, at desk, in NewBill) (Bill, error) {
	q, err := s.quote(ctx, tx, in)
	if err != nil {
		return Bill{}, err
	}
	if q.Waits() {
		return Bill{}, DiscountTooBig.With("percent", shownPercent(q.Limit), "given", shownPercent(q.Share))
	}
	b, err := s.writeBill(tx, Bill{ID: tx.NewID(), Clinic: in.Clinic, Patient: at.patient, Kind: DeskBill, Day: at.day, At: tx.Now(),
		By: tx.Actor(), Lines: q.Lines})
	if err != nil {
		return b, err
	}
	return b, s.spend(tx, q, b.ID)
}

// writeBill writes a desk bill and charges its lines, which belong to it from now
// on.
func (s *Service) writeBill(tx *db.Tx, b Bill) (Bill, error) {
	var sum money.Fen
	for i := range b.Lines {
		l := &b.Lines[i]
		l.ID, l.Bill, l.Clinic, l.Patient = tx.NewID(), b.ID, b.Clinic, b.Patient
		sum += l.Net
	}
	if err := insertBill(tx, b); err != nil {
		return b, err
	}
	book := openBook(tx, EntryCharge, b.Clinic, b.Patient, b.Day, b.ID)
	for _, l := range b.Lines {
		book.charge(l)
	}
	if err := book.close(); err != nil {
		return b, err
	}
	return b, s.tell(tx, told{fact: FactCharged, subject: "bill", id: b.ID, clinic: b.Clinic, patient: b.Patient,
		body: ChargedBody{Bill: b.ID, Kind: b.Kind, Amount: sum, Day: b.Day}})
}

// RegisterVisit charges the registration fee (RegistrationCode) of a day, once;
// with again, once more. Needs MayCharge. Faults: PatientNotFound,
// AlreadyRegistered, NoRegistration where the price list has no such item,
// catalog.NoPrice, db.OutOfScope.
func (s *Service) RegisterVisit(ctx context.Context, clinic, patient string, again bool) (Bill, error) {
	var b Bill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, clinic, patient)
		if err != nil {
			return err
		}
		v, err := settings.Of(tx, clinic)
		if err != nil {
			return err
		}
		code := v.Text(RegistrationCode)
		item, err := s.catalog.ItemByCode(tx, code)
		if err != nil {
			return NoRegistration.With("code", code)
		}
		if there, err := chargedOn(tx, at, item.ID); err != nil || there && !again {
			if err == nil {
				err = AlreadyRegistered.With()
			}
			return err
		}
		if b, err = s.charge(ctx, tx, at, NewBill{Clinic: clinic, Lines: []NewLine{{Item: item.ID, Quantity: 1}}}); err != nil {
			return err
		}
		return httpapi.Answer(tx, billOf(b))
	})
	return b, err
}
