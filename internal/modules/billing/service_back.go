package billing

import (
	"context"
	"slices"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// GiveBack asks for what stands to be given back.
type GiveBack struct {
	Clinic    string
	Patient   string
	Pot       Pot    // Prepaid, Contract or Principal
	Agreement string // of the pot contract
	Amount    money.Fen
	Reason    string
}

// RefundStanding gives back what stands in a pot, to the tenders it came by, the
// latest first. A gift goes with the principal that it came with, at the same
// ratio, and is no money. Needs MayRefund. Faults: PatientNotFound,
// AgreementNotFound, BadAmount, BadReason, NotEnough, db.OutOfScope.
func (s *Service) RefundStanding(ctx context.Context, in GiveBack) (Refund, error) {
	if in.Amount <= 0 || in.Amount > MaxAmount || in.Pot == Gift || (in.Pot == Contract) != (in.Agreement != "") {
		return Refund{}, BadAmount.At("amount")
	}
	if err := because(in.Reason, RefundReasons); err != nil {
		return Refund{}, err
	}
	var r Refund
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, in.Clinic, in.Patient)
		if err != nil {
			return err
		}
		if in.Agreement != "" {
			a, err := agreementOne(tx, in.Agreement)
			if err != nil {
				return err
			}
			if a.Patient != at.patient {
				return AgreementNotFound.At("agreement_id")
			}
		}
		list, err := standing(tx, at.patient, in.Pot, in.Agreement)
		if err != nil {
			return err
		}
		if r, err = s.refundOut(tx, at, list, in); err != nil {
			return err
		}
		return httpapi.Answer(tx, refundOf(r))
	})
	return r, err
}

// newRefund writes the document of a refund.
func (s *Service) newRefund(tx *db.Tx, at desk, total money.Fen, reason string) (Refund, error) {
	n, err := count(tx, at.clinic.ID, "refund", at.day.Year())
	if err != nil {
		return Refund{}, err
	}
	r := Refund{ID: tx.NewID(), Clinic: at.clinic.ID, Patient: at.patient, Number: number(at.clinic.NumberPrefix, "T", at.day.Year(), n),
		Day: at.day, Total: total, Reason: reason, At: tx.Now(), By: tx.Actor()}
	return r, insertRefund(tx, r)
}

// refundTenders gives a refund's total back out of what stands, the latest tender
// first.
func refundTenders(tx *db.Tx, r Refund, list []Tender) error {
	gifts, err := standing(tx, r.Patient, Gift, "")
	if err != nil {
		return err
	}
	book := openBook(tx, EntryRefund, r.Clinic, r.Patient, r.Day, r.ID)
	left := r.Total
	for i := range slices.Backward(list) {
		t := &list[i]
		back := min(left, t.Standing)
		if back == 0 {
			break
		}
		if g, stands := giftOf(gifts, t.ID); g >= 0 {
			if err := book.refund(&gifts[g], mulDiv(stands, back, t.Standing)); err != nil {
				return err
			}
		}
		if err := book.refund(t, back); err != nil {
			return err
		}
		left -= back
	}
	if left > 0 {
		return NotEnough.At("amount", "standing", (r.Total - left).String())
	}
	return book.close()
}

func (s *Service) tellRefund(tx *db.Tx, r Refund, agreement string) error {
	return s.tell(tx, told{fact: FactRefunded, subject: "refund", id: r.ID, clinic: r.Clinic, patient: r.Patient, reason: r.Reason,
		body: ReceivedBody{r.ID, r.Total, agreement, r.Day}})
}

// TakeBack asks for a part of a line of a desk bill to be taken back.
type TakeBack struct {
	Line     string
	Quantity int
	Keep     bool // what was paid for it stands as prepaid instead of going back over the desk
	Reason   string
}

// TakenBack is what came of it.
type TakenBack struct {
	Credited money.Fen // of the line's net
	Stands   money.Fen // stands again in the pots that it came from
	Refund   Refund    // went back over the desk; the zero Refund where nothing did
}

// RefundLine takes so many of a line back, until none are left. What is not paid
// of it is owed no more; what is paid beyond the rest goes back: money that was
// taken as prepaid to the tender's means, unless it is kept; stored value and
// money for an agreement to their pots. Needs MayRefund. Faults: LineNotFound,
// ExecutedLine, NotSoMany, BadQuantity, BadReason.
func (s *Service) RefundLine(ctx context.Context, in TakeBack) (TakenBack, error) {
	if in.Quantity < 1 || in.Quantity > MaxQuantity {
		return TakenBack{}, BadQuantity.At("quantity", "max", MaxQuantity)
	}
	if err := because(in.Reason, RefundReasons); err != nil {
		return TakenBack{}, err
	}
	var out TakenBack
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = TakenBack{}
		line, err := lineOne(tx, in.Line)
		if err != nil {
			return err
		}
		at, err := s.atDesk(tx, line.Clinic, line.Patient)
		if err != nil {
			return err
		}
		if line, err = lineOne(tx, in.Line); err != nil { // as it is now that the patient is locked
			return err
		}
		if err := line.takeable(in.Quantity); err != nil {
			return err
		}
		book := openBook(tx, EntryCredit, at.clinic.ID, at.patient, at.day, line.Bill)
		share := line.share(in.Quantity)
		freed, err := takeBack(book, &line, share, in.Quantity)
		if err != nil {
			return err
		}
		if err := book.close(); err != nil {
			return err
		}
		out.Credited = share
		if err := s.tellCredit(tx, line, share, at, in.Reason); err != nil {
			return err
		}
		if err := s.handBack(tx, at, in, freed, &out); err != nil {
			return err
		}
		return httpapi.Answer(tx, takenBackOf(out))
	})
	return out, err
}

// freed is what stands again of a tender.
type freed struct {
	tender *Tender
	amount money.Fen
}

// takeBack credits a part of a line. As much of it as was covered beyond what is
// left stands again, the allocation made last first.
func takeBack(b *book, l *Line, amount money.Fen, quantity int) ([]freed, error) {
	over := max(0, l.Paid-(l.Net-l.Credited-amount))
	var out []freed
	if over > 0 {
		list, err := allocations(b.tx, "line_id", []string{l.ID})
		if err != nil {
			return nil, err
		}
		if out, err = uncoverSome(b, list, over); err != nil {
			return nil, err
		}
		l.Paid -= over
	}
	return out, b.credit(l, amount, quantity)
}

// uncoverSome gives so much of the allocations back, in their order.
func uncoverSome(b *book, list []Allocation, amount money.Fen) ([]freed, error) {
	ids := make([]string, len(list))
	for i, a := range list {
		ids[i] = a.Tender
	}
	tenders, err := tendersByID(b.tx, ids)
	if err != nil {
		return nil, err
	}
	var out []freed
	now := map[string]*Tender{}
	for _, a := range list {
		back := min(amount, a.Live())
		if back == 0 {
			break
		}
		t := now[a.Tender]
		if t == nil {
			one := tenders[a.Tender]
			t, now[a.Tender] = &one, &one
		}
		if t.Means.insured() {
			return nil, InsuranceFirst.With()
		}
		if err := b.uncover(a, t, back); err != nil {
			return nil, err
		}
		out = append(out, freed{t, back})
		amount -= back
	}
	return out, nil
}

// handBack gives over the desk what was freed of prepaid money, unless it is kept.
func (s *Service) handBack(tx *db.Tx, at desk, in TakeBack, list []freed, out *TakenBack) error {
	var total money.Fen
	if !in.Keep {
		var err error
		if list, err = s.sendBack(tx, at, list, in.Reason); err != nil {
			return err
		}
	}
	for _, f := range list {
		if f.tender.Pot == Prepaid && !in.Keep {
			total += f.amount
		} else {
			out.Stands += f.amount
		}
	}
	if total == 0 {
		return nil
	}
	r, err := s.newRefund(tx, at, total, in.Reason)
	if err != nil {
		return err
	}
	book := openBook(tx, EntryRefund, at.clinic.ID, at.patient, at.day, r.ID)
	for _, f := range list {
		if f.tender.Pot != Prepaid {
			continue
		}
		if err := book.refund(f.tender, f.amount); err != nil {
			return err
		}
	}
	if err := book.close(); err != nil {
		return err
	}
	out.Refund = r
	return s.tellRefund(tx, r, "")
}

func (s *Service) tellCredit(tx *db.Tx, l Line, amount money.Fen, at desk, reason string) error {
	kind := DeskBill
	if l.Execution != "" {
		kind = ExecutionBill
	}
	return s.tell(tx, told{fact: FactCredited, subject: "bill", id: l.Bill, clinic: at.clinic.ID, patient: at.patient, reason: reason,
		body: ChargedBody{Bill: l.Bill, Kind: kind, Amount: amount, Day: at.day}})
}
