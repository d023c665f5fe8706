package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// VoidReceipt takes a receipt of the same day back as a mistake: whatever it
// covered is owed again, and the money is out of the till. Its number stays, with
// the reason. Needs MayVoid. Faults: ReceiptNotFound, BadReason, AlreadyVoided,
// NotToday, AlreadyClosed, AlreadyRefunded.
func (s *Service) VoidReceipt(ctx context.Context, receipt, reason string) error {
	if err := because(reason, VoidReasons); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := receiptOne(tx, receipt)
		if err != nil {
			return err
		}
		at, err := s.atDesk(tx, r.Clinic, r.Patient)
		if err != nil {
			return err
		}
		if r, err = receiptOne(tx, receipt); err != nil { // as it is now that the patient is locked
			return err
		}
		entry, closed, err := receiveEntry(tx, receipt)
		if err != nil {
			return err
		}
		if err := voidable(r, at, closed); err != nil {
			return err
		}
		if err := voidReceipt(tx, receipt, reason); err != nil {
			return err
		}
		if err := backOut(tx, at, r, entry); err != nil {
			return err
		}
		return s.tell(tx, told{fact: FactReceiptVoided, subject: "receipt", id: r.ID, clinic: r.Clinic, patient: r.Patient, reason: reason,
			body: ReceivedBody{r.ID, r.Total, r.Tenders[0].Agreement, r.Day}})
	})
}

func voidable(r Receipt, at desk, closed bool) error {
	switch {
	case r.VoidedAt != 0:
		return AlreadyVoided.With()
	case r.Day != at.day:
		return NotToday.With()
	case closed:
		return AlreadyClosed.With()
	}
	for _, t := range r.Tenders {
		if t.Refunded > 0 {
			return AlreadyRefunded.With()
		}
		if t.Means.outside() {
			return ThroughProvider.With()
		}
	}
	return nil
}

// backOut uncovers what a receipt covered and takes its tenders out of the till
// into which they came.
func backOut(tx *db.Tx, at desk, r Receipt, entry string) error {
	book := openBook(tx, EntryVoid, r.Clinic, r.Patient, at.day, r.ID)
	book.entry.Till, book.entry.Reverses = r.By, entry
	ids := make([]string, len(r.Tenders))
	var spent money.Fen
	for i, t := range r.Tenders {
		ids[i] = t.ID
		spent += t.Spent
	}
	list, err := allocations(tx, "tender_id", ids)
	if err != nil {
		return err
	}
	if _, err := uncoverSome(book, list, spent); err != nil {
		return err
	}
	for _, t := range r.Tenders {
		t.Standing, t.Spent = t.Amount, 0
		if err := book.refund(&t, t.Amount); err != nil {
			return err
		}
	}
	return book.close()
}

// VoidBill takes a desk bill of the same day back as a mistake: nothing of it is
// owed, and what covered it stands again. Needs MayVoid. Faults: BillNotFound,
// BadReason, AlreadyVoided, NotToday, ExecutedLine.
func (s *Service) VoidBill(ctx context.Context, bill, reason string) error {
	if err := because(reason, VoidReasons); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := billOne(tx, bill)
		if err != nil {
			return err
		}
		at, err := s.atDesk(tx, b.Clinic, b.Patient)
		if err != nil {
			return err
		}
		if b, err = billOne(tx, bill); err != nil { // as it is now that the patient is locked
			return err
		}
		switch {
		case b.Kind != DeskBill:
			return ExecutedLine.With()
		case b.VoidedAt != 0:
			return AlreadyVoided.With()
		case b.Day != at.day:
			return NotToday.With()
		}
		if err := voidBill(tx, bill, reason); err != nil {
			return err
		}
		return s.creditAll(tx, at, b, reason)
	})
}

// creditAll takes back what is left of every line of a bill.
func (s *Service) creditAll(tx *db.Tx, at desk, b Bill, reason string) error {
	book := openBook(tx, EntryCredit, b.Clinic, b.Patient, at.day, b.ID)
	var sum money.Fen
	for i := range b.Lines {
		l := &b.Lines[i]
		left := l.Net - l.Credited
		if _, err := takeBack(book, l, left, l.Quantity-l.CreditedQuantity); err != nil {
			return err
		}
		sum += left
	}
	if err := book.close(); err != nil {
		return err
	}
	return s.tell(tx, told{fact: FactCredited, subject: "bill", id: b.ID, clinic: b.Clinic, patient: b.Patient, reason: reason,
		body: ChargedBody{Bill: b.ID, Kind: b.Kind, Amount: sum, Day: at.day, Voided: true}})
}
