package billing

import "archwire/internal/kit/money"

// The refund of what a patient prepaid, as the Supreme People's Court has courts
// compute it (法释〔2025〕4号, in force since 2025-05-01; here by its articles). Its
// first article lists consumer services with "等"; whether a dental contract is
// one of them may be argued, so both figures are computed and shown with their
// working.

// Cause says why a prepaid contract ends. Its text is "billing.cause.<cause>".
type Cause string

// The causes.
const (
	NotThePatient Cause = "not_patient" // not for the patient's reason: §18
	ThePatient    Cause = "patient"     // for the patient's reason: §19
)

// CoolingOff is the number of days from payment in which the whole principal is
// given back to who never had the same before (§14).
const CoolingOff = 7

// Holding is what the calculator knows of a contract or of stored value.
type Holding struct {
	Paid     money.Fen // received and not yet refunded, gifts apart
	Gift     money.Fen // stored value that came on top
	Used     money.Fen // taken in goods or services, at the agreed price
	UsedList money.Fen // the same at the price before discounts
	Days     int       // since the payment
	KnewIt   bool      // had the same goods or services before the contract
}

// Figure is one figure with its working.
type Figure struct {
	Cause   Cause
	Article int       // 14, 18 or 19
	Paid    money.Fen // what it starts from
	Taken   money.Fen // the price of what was taken, as the article counts it
	Capped  bool      // more was taken than paid; the patient owes nothing for that (§20)
	Refund  money.Fen
	// Interest runs from the end of the contract (§17), at Rate hundredths of a per
	// cent a year (§16): nothing while it runs.
	Rate, Days int
	Interest   money.Fen
}

// yearDays is the number of days of a year of interest.
const yearDays = 365

// Rates are the rates of interest by cause (§16), in hundredths of a per cent a
// year, as they were when contracts were made: the one-year loan prime rate where
// the clinic is the cause, the central bank's benchmark rate for one year's
// deposits where the patient is.
type Rates struct{ NotThePatient, ThePatient int }

// with adds the interest of so many days since the contract ended.
func (f Figure) with(r Rates, days int) Figure {
	f.Rate, f.Days = r.NotThePatient, max(0, days)
	if f.Cause == ThePatient {
		f.Rate = r.ThePatient
	}
	f.Interest = mulDiv(f.Refund, money.Fen(f.Rate*f.Days), yearDays*10000)
	return f
}

// Figures computes what is refundable under each cause: first not for the
// patient's reason, then for it. Staff commission is deducted in neither (§15).
func Figures(h Holding) [2]Figure {
	return [2]Figure{h.figure(NotThePatient), h.figure(ThePatient)}
}

func (h Holding) figure(c Cause) Figure {
	f := Figure{Cause: c, Article: 18, Paid: h.Paid}
	switch {
	case h.Days <= CoolingOff && !h.KnewIt && h.Used == 0 && h.UsedList == 0:
		f.Article = 14
	case c == ThePatient:
		f.Article, f.Taken = 19, h.UsedList
	case h.Gift > 0 && h.Paid > 0:
		// At the ratio of what was paid to what could be spent, rounded for the patient.
		f.Taken = mulDiv(h.Used, h.Paid, h.Paid+h.Gift)
	case h.Paid > 0:
		f.Taken = h.Used
	}
	f.Refund = h.Paid - f.Taken
	if f.Refund < 0 {
		f.Refund, f.Capped = 0, true
	}
	return f
}
