package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/settings"
)

// NewBill is a desk bill as the cashier asks for it.
type NewBill struct {
	Clinic  string
	Patient string
	Lines   []NewLine
}

// Charge makes a desk bill at the prices of the clinic's day. Needs MayCharge;
// discounts beyond DeskDiscount need MayDiscount. Faults: PatientNotFound,
// NoLines, BadQuantity, BadAmount, BadSite, NotDiscountable, DiscountTooBig,
// catalog.ItemNotFound, catalog.NoPrice, db.OutOfScope.
func (s *Service) Charge(ctx context.Context, in NewBill) (Bill, error) {
	if err := checkNew(in.Lines); err != nil {
		return Bill{}, err
	}
	var b Bill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, in.Clinic, in.Patient)
		if err != nil {
			return err
		}
		b = Bill{ID: tx.NewID(), Clinic: in.Clinic, Patient: at.patient, Kind: DeskBill, Day: at.day, At: tx.Now(), By: tx.Actor()}
		if b.Lines, err = s.priced(ctx, tx, b, in.Lines); err != nil {
			return err
		}
		if err := insertBill(tx, b); err != nil {
			return err
		}
		book := openBook(tx, EntryCharge, b.Clinic, b.Patient, b.Day, b.ID)
		var sum money.Fen
		for _, l := range b.Lines {
			book.charge(l)
			sum += l.Net
		}
		if err := book.close(); err != nil {
			return err
		}
		err = s.tell(tx, told{fact: FactCharged, subject: "bill", id: b.ID, clinic: b.Clinic, patient: b.Patient,
			body: ChargedBody{b.ID, b.Kind, sum, b.Day}})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, billOf(b))
	})
	return b, err
}

// priced makes lines at the prices in force.
func (s *Service) priced(ctx context.Context, tx *db.Tx, b Bill, asked []NewLine) ([]Line, error) {
	all, err := settings.Of(tx, b.Clinic)
	if err != nil {
		return nil, err
	}
	percent := all.Int(DeskDiscount)
	if auth.Require(ctx, MayDiscount, b.Clinic) == nil {
		percent = 100
	}
	out := make([]Line, len(asked))
	for i, a := range asked {
		item, err := s.catalog.Item(tx, a.Item)
		if err != nil {
			return nil, err
		}
		price, err := s.catalog.PriceOn(tx, a.Item, b.Clinic, b.Day)
		if err != nil {
			return nil, err
		}
		list := price * money.Fen(a.Quantity)
		site, err := tooth.ParseSite(a.Site)
		if err != nil {
			return nil, err
		}
		switch {
		case list > MaxAmount:
			return nil, BadAmount.At(at("lines", i, "quantity"))
		case a.Discount > list:
			return nil, BadAmount.At(at("lines", i, "discount"))
		case a.Discount > 0 && !item.Discountable:
			return nil, NotDiscountable.At(at("lines", i, "discount"), "code", item.Code)
		case !within(a.Discount, list, percent):
			return nil, DiscountTooBig.At(at("lines", i, "discount"), "percent", percent)
		}
		out[i] = Line{ID: tx.NewID(), Bill: b.ID, Clinic: b.Clinic, Patient: b.Patient, Item: item.ID, Code: item.Code,
			NameZh: item.NameZh, NameEn: item.NameEn, Site: site.String(), Quantity: a.Quantity, List: list, Discount: a.Discount,
			Net: list - a.Discount}
	}
	return out, nil
}
