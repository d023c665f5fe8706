package billing

import (
	"context"
	"fmt"

	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// Payment is what a cashier takes for what is owed.
type Payment struct {
	Clinic     string
	Patient    string
	Bills      []string  // to be paid; none = everything owed in the clinics in sight
	Lines      []string  // to be paid, instead of whole bills
	Owed       money.Fen // of them, as the cashier saw it
	UsePrepaid money.Fen // of what stands for anything
	UseStored  money.Fen // of stored value, principal and gift together
	Tenders    []NewTender
	Given      money.Fen // cash handed over; 0 = not counted
	Payer      string    // the patient's relation who pays, "" = the patient
	KeepRest   bool      // what is paid beyond what is owed stands as prepaid
}

// Paid is what came of a payment.
type Paid struct {
	Receipt Receipt   // the zero Receipt where nothing but what stood was used
	Covered money.Fen // of what was owed
	Owed    money.Fen // still
}

// Pay covers what is owed, oldest line first: from what stands as the cashier
// says, then from the tenders. Less than is owed may be paid. Needs MayCharge.
// Faults: PatientNotFound, PayerNotFound, BillNotFound, LineNotFound, OwedChanged, PaidTooMuch, NothingPaid, NotEnough,
// BadMeans, BadAmount, GivenTooLittle, TooManyTenders, BadReference,
// db.OutOfScope.
func (s *Service) Pay(ctx context.Context, in Payment) (Paid, error) {
	total, change, err := checkTenders(in.Tenders, in.Given)
	if err != nil {
		return Paid{}, err
	}
	if in.UsePrepaid < 0 || in.UseStored < 0 || in.UsePrepaid > MaxAmount || in.UseStored > MaxAmount {
		return Paid{}, BadAmount.At("use_prepaid")
	}
	if err := in.named(); err != nil {
		return Paid{}, err
	}
	if total+in.UsePrepaid+in.UseStored == 0 {
		return Paid{}, NothingPaid.At("tenders")
	}
	var out Paid
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = Paid{}
		at, err := s.atDesk(tx, in.Clinic, in.Patient)
		if err != nil {
			return err
		}
		if err := s.quiet(tx, at.patient); err != nil {
			return err
		}
		lines, err := in.owed(tx, at.patient)
		if err != nil {
			return err
		}
		owed := sumOwed(lines)
		if err := in.fits(owed, total); err != nil {
			return err
		}
		if err := s.useStanding(tx, at, in, lines); err != nil {
			return err
		}
		if total > 0 {
			n := newReceipt{desk: at, pot: Prepaid, tenders: in.Tenders, total: total, given: in.Given, change: change}
			if n.payer, err = s.payer(tx, at.patient, in.Payer); err != nil {
				return err
			}
			if out.Receipt, err = s.receive(tx, n); err != nil {
				return err
			}
			if err := coverWith(tx, at, out.Receipt, lines); err != nil {
				return err
			}
		}
		out.Owed = sumOwed(lines)
		out.Covered = owed - out.Owed
		return httpapi.Answer(tx, paidOf(out))
	})
	return out, err
}

// named refuses bills and lines that are no ids.
func (in Payment) named() error {
	for i, b := range in.Bills {
		if !id.Valid(b) {
			return BillNotFound.At(fmt.Sprintf("bill_ids[%d]", i))
		}
	}
	for i, l := range in.Lines {
		if !id.Valid(l) {
			return LineNotFound.At(fmt.Sprintf("line_ids[%d]", i))
		}
	}
	return nil
}

// owed gives the lines that are to be paid, oldest first.
func (in Payment) owed(tx *db.Tx, patient string) ([]Line, error) {
	if len(in.Lines) > 0 {
		return owedOf(tx, patient, in.Lines)
	}
	return owedLines(tx, patient, in.Bills, "")
}

// fits tells whether a payment goes with what is owed.
func (in Payment) fits(owed, total money.Fen) error {
	stood := in.UsePrepaid + in.UseStored
	switch {
	case in.Owed != owed:
		return OwedChanged.At("owed", "owed", owed.String())
	case stood > owed, stood+total > owed && !in.KeepRest:
		return PaidTooMuch.At("tenders", "owed", owed.String())
	}
	return nil
}

func sumOwed(lines []Line) (sum money.Fen) {
	for _, l := range lines {
		sum += l.Owed()
	}
	return sum
}

// useStanding covers lines from the patient's prepaid and stored value.
func (s *Service) useStanding(tx *db.Tx, at desk, in Payment, lines []Line) error {
	if in.UsePrepaid+in.UseStored == 0 {
		return nil
	}
	prepaid, err := standing(tx, at.patient, Prepaid, "")
	if err != nil {
		return err
	}
	book := openBook(tx, EntryCover, at.clinic.ID, at.patient, at.day, lines[0].Bill)
	n, err := book.settle(prepaid, lines, in.UsePrepaid)
	if err != nil {
		return err
	}
	if n < in.UsePrepaid {
		return NotEnough.At("use_prepaid", "standing", n.String())
	}
	principals, err := standing(tx, at.patient, Principal, "")
	if err != nil {
		return err
	}
	gifts, err := standing(tx, at.patient, Gift, "")
	if err != nil {
		return err
	}
	if n, err = book.settleStored(principals, gifts, lines, in.UseStored); err != nil {
		return err
	}
	if n < in.UseStored {
		return NotEnough.At("use_stored", "standing", n.String())
	}
	return book.close()
}

// coverWith spends a receipt's tenders on lines.
func coverWith(tx *db.Tx, at desk, r Receipt, lines []Line) error {
	book := openBook(tx, EntryCover, at.clinic.ID, r.Patient, at.day, r.ID)
	if _, err := book.settle(r.Tenders, lines, r.Total); err != nil {
		return err
	}
	return book.close()
}

// newReceipt is a receipt about to be written.
type newReceipt struct {
	desk
	pot           Pot
	agreement     string
	tenders       []NewTender
	total         money.Fen
	given, change money.Fen
	gift          money.Fen // on top of stored value
	payer         Payer
	past          int64 // of the demo: when it was, epoch milliseconds
}

// receive writes a receipt with its tenders, all of which stand.
func (s *Service) receive(tx *db.Tx, n newReceipt) (Receipt, error) {
	c, err := count(tx, n.clinic.ID, "receipt", n.day.Year())
	if err != nil {
		return Receipt{}, err
	}
	r := Receipt{ID: tx.NewID(), Clinic: n.clinic.ID, Patient: n.patient, Number: number(n.clinic.NumberPrefix, "S", n.day.Year(), c),
		Day: n.day, Total: n.total, Given: n.given, Change: n.change, At: tx.Now(), By: tx.Actor(), Payer: n.payer}
	if n.past != 0 {
		r.At = n.past
	}
	if err := insertReceipt(tx, r); err != nil {
		return r, err
	}
	r.Tenders = n.split(tx, r)
	book := openBook(tx, EntryReceive, r.Clinic, r.Patient, r.Day, r.ID)
	for _, t := range r.Tenders {
		if err := book.receive(t); err != nil {
			return r, err
		}
	}
	if err := book.close(); err != nil {
		return r, err
	}
	return r, s.tell(tx, told{fact: FactReceived, subject: "receipt", id: r.ID, clinic: r.Clinic, patient: r.Patient, past: n.past != 0,
		body: ReceivedBody{r.ID, r.Total, n.agreement, r.Day}})
}

// split makes the tenders of a receipt. A gift comes with the tenders in the
// ratio of their amounts, what is left over with the last.
func (n newReceipt) split(tx *db.Tx, r Receipt) []Tender {
	var out []Tender
	giftLeft := n.gift
	for i, t := range n.tenders {
		one := Tender{ID: tx.NewID(), Home: r.Clinic, Patient: r.Patient, Receipt: r.ID, Means: t.Means, Pot: n.pot, Agreement: n.agreement,
			Reference: t.Reference, Amount: t.Amount, Standing: t.Amount}
		out = append(out, one)
		gift := mulDiv(n.gift, t.Amount, n.total)
		if i == len(n.tenders)-1 {
			gift = giftLeft
		}
		if giftLeft -= gift; gift > 0 {
			out = append(out, Tender{ID: tx.NewID(), Home: r.Clinic, Patient: r.Patient, Receipt: r.ID, Means: noMeans, Pot: Gift,
				GiftOf: one.ID, Amount: gift, Standing: gift})
		}
	}
	return out
}

// Prepayment is what a cashier takes before anything is owed.
type Prepayment struct {
	Clinic    string
	Patient   string
	Agreement string // "" = for anything
	Stored    bool   // stored value; Agreement is "" then
	Gift      money.Fen
	Payer     string // the patient's relation who pays, "" = the patient
	Tenders   []NewTender
	Given     money.Fen
}

// Prepay takes money that stands: for an agreement, for anything, or as stored
// value with a gift on top. What is owed already of the agreement is covered at
// once. Needs MayPrepay. Faults: PatientNotFound, PayerNotFound, AgreementNotFound,
// AgreementOver, NothingPaid, BadAmount, BadMeans, GivenTooLittle, TooManyTenders,
// BadReference, db.OutOfScope.
func (s *Service) Prepay(ctx context.Context, in Prepayment) (Receipt, error) {
	total, change, err := checkTenders(in.Tenders, in.Given)
	if err != nil {
		return Receipt{}, err
	}
	switch {
	case total == 0:
		return Receipt{}, NothingPaid.At("tenders")
	case in.Gift < 0, in.Gift > MaxAmount, in.Gift > 0 && !in.Stored, in.Stored && in.Agreement != "":
		return Receipt{}, BadAmount.At("gift")
	}
	var r Receipt
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		at, err := s.atDesk(tx, in.Clinic, in.Patient)
		if err != nil {
			return err
		}
		n := newReceipt{desk: at, pot: Prepaid, agreement: in.Agreement, tenders: in.Tenders, total: total, given: in.Given, change: change,
			gift: in.Gift}
		if n.payer, err = s.payer(tx, at.patient, in.Payer); err != nil {
			return err
		}
		switch {
		case in.Stored:
			n.pot = Principal
			err = checkGift(tx, in.Gift, total)
		case in.Agreement != "":
			n.pot = Contract
			err = running(tx, in.Agreement, at.patient)
		}
		if err != nil {
			return err
		}
		if r, err = s.receive(tx, n); err != nil {
			return err
		}
		if in.Agreement != "" {
			lines, err := owedLines(tx, at.patient, nil, in.Agreement)
			if err != nil {
				return err
			}
			if err := coverWith(tx, at, r, lines); err != nil {
				return err
			}
		}
		return httpapi.Answer(tx, receiptOf(r))
	})
	return r, err
}

// checkGift refuses a gift beyond the limit.
func checkGift(tx *db.Tx, gift, total money.Fen) error {
	percent, err := GiftLimit.Int(tx, "")
	if err == nil && !within(gift, total, percent) {
		err = BadAmount.At("gift")
	}
	return err
}

// running refuses an agreement of somebody else, and one that has ended.
func running(tx *db.Tx, agreement, patient string) error {
	a, err := agreementOne(tx, agreement)
	switch {
	case err != nil:
		return err
	case a.Patient != patient:
		return AgreementNotFound.At("agreement_id")
	case a.Ended != "":
		return AgreementOver.With()
	}
	return nil
}
