package billing

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// Agreement is an accepted plan as money knows it; its id is the plan's.
type Agreement struct {
	ID           string
	Home         string // the clinic of the plan
	Patient      string
	Contract     bool      // executed over months, by shares
	Day          civil.Day // on which it was agreed
	List         money.Fen // before discounts
	Amount       money.Fen // agreed
	Executed     money.Fen // of the amount
	ExecutedList money.Fen // the same before discounts
	Schedule     int       // revision of the schedule in force; 0 = none
	Ended        civil.Day // "" = it runs
	Version      int64
	Payer        string // id of the patient's relation who pays; "" = the patient
}

// Payer (付款人) is who pays for a patient.
type Payer struct {
	ID       string // of the patient's relation; "" = the patient
	Relation string // what they are to the patient
	Name     string
}

// Revision is a schedule as it was agreed once.
type Revision struct {
	Revision    int
	Amount      money.Fen // of the contract at that time; 0 = not known any more
	At          int64     // epoch milliseconds; 0 = not known any more
	By          string    // account
	Instalments []Instalment
}

// Refund is money that went back over the desk.
type Refund struct {
	ID      string
	Clinic  string
	Patient string
	Number  string
	Day     civil.Day
	Total   money.Fen
	Reason  string
	At      int64
	By      string
}

// mostOverdue gives the agreements of which something is overdue, the most first.
func mostOverdue(all []AgreementView, limit int) []AgreementView {
	var out []AgreementView
	for _, v := range all {
		if v.Standing.Overdue > 0 {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b AgreementView) int { return cmp.Compare(b.Standing.Overdue, a.Standing.Overdue) })
	return out[:min(len(out), limit)]
}
