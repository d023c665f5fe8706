package billing

import (
	"errors"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// outsideFacts are what the outside world says, booked in the transaction that
// hears it.
func (s *Service) outsideFacts() []events.Subscription {
	return []events.Subscription{
		{Name: "billing.book_outside", Kinds: []string{gateways.FactDone}, Now: s.bookOutside, Backfill: true},
		{Name: "billing.end_outside", Kinds: []string{gateways.FactRefused, gateways.FactClosed}, Now: s.endOutside, Backfill: true},
	}
}

// bookOutside books what was done, once.
func (s *Service) bookOutside(tx *db.Tx, f events.Fact) error {
	var x gateways.Told
	if err := f.Decode(&x); err != nil {
		return err
	}
	if err := s.holdFor(tx, &f); err != nil {
		return err
	}
	o, found, err := outsideOne(tx, x.Request)
	if err != nil || !found || o.BookedAt != 0 {
		return err
	}
	at, err := s.atProgram(tx, o)
	if err != nil {
		return err
	}
	r, err := s.out.gateways.Request(tx, o.ID)
	if err != nil {
		return err
	}
	switch o.Kind {
	case gateways.Payment:
		err = s.bookPayment(tx, at, &o, r)
	case gateways.VoucherRedeem:
		err = s.bookIn(tx, at, &o, []NewTender{{Means: Voucher, Amount: r.Answer.Paid, Reference: r.Number}}, r.Late)
	case gateways.InsuranceSettle:
		err = s.bookIn(tx, at, &o, insuranceTenders(r), r.Late)
	case gateways.PaymentReturn, gateways.VoucherUndo:
		err = s.bookBack(tx, at, &o)
	case gateways.InsuranceUndo:
		err = s.bookUndone(tx, at, &o)
	}
	if err != nil {
		return err
	}
	return bookOutside(tx, o)
}

// atProgram is the desk of what the program books by itself.
func (s *Service) atProgram(tx *db.Tx, o Outside) (desk, error) {
	where, err := s.org.Clinic(tx, o.Clinic)
	if err != nil {
		return desk{}, err
	}
	return desk{where, o.Patient, civil.Of(tx.Now(), where.Location())}, nil
}

func insuranceTenders(r gateways.Request) []NewTender {
	var out []NewTender
	for _, t := range []NewTender{{Means: Fund, Amount: r.Answer.Fund, Reference: r.Number}, {Means: Personal, Amount: r.Answer.Account, Reference: r.Number}} {
		if t.Amount > 0 {
			out = append(out, t)
		}
	}
	return out
}

// bookPayment books a payment. What was paid after nobody waited for it any more
// stands as prepaid, and the desk is told.
func (s *Service) bookPayment(tx *db.Tx, at desk, o *Outside, r gateways.Request) error {
	if err := s.bookIn(tx, at, o, []NewTender{{Means: Online, Amount: r.Amount, Reference: r.Number}}, r.Late); err != nil {
		return err
	}
	if !r.Late {
		return nil
	}
	_, err := s.out.tasks.Open(tx, tasks.New{Kind: tasks.Todo, Clinic: o.Clinic, Patient: o.Patient, Role: org.RoleCashier, Due: tx.Now() + 60*60_000,
		Dedupe: "billing.late/" + o.ID, Title: tasks.Title{Key: "billing.late_payment", Args: map[string]any{"amount": r.Amount.String(), "number": r.Number}}})
	return err
}

// bookIn writes a receipt of what came in from outside and covers what it was for
// and is still owed; the rest stands.
func (s *Service) bookIn(tx *db.Tx, at desk, o *Outside, tenders []NewTender, late bool) error {
	n := newReceipt{desk: at, pot: Prepaid, tenders: tenders}
	for _, t := range tenders {
		n.total += t.Amount
	}
	if n.total == 0 {
		return nil
	}
	if o.Agreement != "" {
		n.pot, n.agreement = Contract, o.Agreement
		if err := running(tx, o.Agreement, at.patient); errors.Is(err, AgreementOver) {
			n.pot, n.agreement = Prepaid, ""
		} else if err != nil {
			return err
		}
	}
	r, err := s.receive(tx, n)
	if err != nil {
		return err
	}
	o.Receipt = r.ID
	if late && o.Kind == gateways.Payment {
		return nil
	}
	lines, err := o.owed(tx, n.agreement)
	if err != nil {
		return err
	}
	return coverWith(tx, at, r, lines)
}

// owed gives what the request is for and is still owed.
func (o Outside) owed(tx *db.Tx, agreement string) ([]Line, error) {
	switch {
	case agreement != "":
		return owedLines(tx, o.Patient, nil, agreement)
	case len(o.About.Lines) > 0:
		list, err := someLines(tx, o.About.Lines)
		var out []Line
		for _, l := range list {
			if l.Owed() > 0 {
				out = append(out, l)
			}
		}
		return out, err
	case len(o.About.Bills) > 0:
		return owedLines(tx, o.Patient, o.About.Bills, "")
	}
	return nil, nil
}

// bookBack books what went back through a provider. Where it was let go before
// and is spent since, what it covers is owed again.
func (s *Service) bookBack(tx *db.Tx, at desk, o *Outside) error {
	if o.Held > 0 {
		if err := holdTender(tx, o.Tender, -o.Held); err != nil {
			return err
		}
	}
	byID, err := tendersByID(tx, []string{o.Tender})
	if err != nil {
		return err
	}
	t := byID[o.Tender]
	r, err := s.newRefund(tx, at, o.Amount, o.Reason)
	if err != nil {
		return err
	}
	book := openBook(tx, EntryRefund, at.clinic.ID, at.patient, at.day, r.ID)
	if short := o.Amount - (t.Standing - t.Held); short > 0 {
		list, err := allocations(tx, "tender_id", []string{t.ID})
		if err != nil {
			return err
		}
		if err := uncoverFrom(book, list, &t, short); err != nil {
			return err
		}
	}
	if err := book.refund(&t, o.Amount); err != nil {
		return err
	}
	if err := book.close(); err != nil {
		return err
	}
	o.Refund = r.ID
	return s.tellRefund(tx, r, o.Agreement)
}

// uncoverFrom gives so much of one tender's allocations back, in their order.
func uncoverFrom(b *book, list []Allocation, t *Tender, amount money.Fen) error {
	for _, a := range list {
		back := min(amount, a.Live())
		if back == 0 {
			break
		}
		if err := b.uncover(a, t, back); err != nil {
			return err
		}
		amount -= back
	}
	return nil
}

// bookUndone takes what the insurance paid off its lines, which are owed again.
func (s *Service) bookUndone(tx *db.Tx, at desk, o *Outside) error {
	first, _, err := outsideOne(tx, o.Of)
	if err != nil || first.Receipt == "" {
		return err
	}
	list, err := tendersOfReceipt(tx, first.Receipt)
	if err != nil {
		return err
	}
	var total money.Fen
	for _, t := range list {
		total += t.Amount - t.Refunded
	}
	if total == 0 {
		return nil
	}
	r, err := s.newRefund(tx, at, total, o.Reason)
	if err != nil {
		return err
	}
	book := openBook(tx, EntryRefund, at.clinic.ID, at.patient, at.day, r.ID)
	for _, t := range list {
		covers, err := allocations(tx, "tender_id", []string{t.ID})
		if err != nil {
			return err
		}
		if err := uncoverFrom(book, covers, &t, t.Spent); err != nil {
			return err
		}
		if err := book.refund(&t, t.Standing); err != nil {
			return err
		}
	}
	if err := book.close(); err != nil {
		return err
	}
	o.Refund = r.ID
	if err := s.out.gateways.AskableAgain(tx, o.Of); err != nil {
		return err
	}
	return s.tellRefund(tx, r, "")
}

// endOutside lets go what was held for something that did not happen.
func (s *Service) endOutside(tx *db.Tx, f events.Fact) error {
	if err := s.holdFor(tx, &f); err != nil {
		return err
	}
	o, found, err := outsideOne(tx, f.Subject)
	if err != nil || !found || o.Over {
		return err
	}
	if o.Held > 0 {
		if err := holdTender(tx, o.Tender, -o.Held); err != nil {
			return err
		}
	}
	return endOutside(tx, o)
}
