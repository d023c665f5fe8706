package billing

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// MaxShown bounds the bills, receipts and refunds of an account.
const MaxShown = 200

// AccountView is a patient's money on one page.
type AccountView struct {
	Day        civil.Day // in the home zone
	Owed       money.Fen // in the clinics in sight
	Prepaid    money.Fen // stands for anything
	Contracts  money.Fen // stands for agreements
	Principal  money.Fen // of stored value
	Gift       money.Fen
	Overdue    money.Fen // of all schedules
	Agreements []AgreementView
	Bills      []Bill
	Asked      []AskedBill // wait for an approval, were refused or withdrawn
	Receipts   []Receipt
	Refunds    []Refund
	Payers     []Payer // who may pay for the patient, those who are noted to pay first
	// Stored is what of the stored value is refundable today, by cause.
	Stored [2]Figure
}

// Account shows a patient's money: what was paid, executed, what stands, what is
// refundable today. Opening it is audited. Needs MayView. Its fault is
// PatientNotFound.
func (s *Service) Account(ctx context.Context, patient string) (AccountView, error) {
	var v AccountView
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v = AccountView{}
		if err := s.seen(tx, patient); err != nil {
			return err
		}
		v.Day = civil.Of(tx.Now(), org.Clinic{Zone: org.HomeZone}.Location()) // an account is no clinic's
		return s.fill(tx, patient, &v)
	})
	if err != nil {
		return v, err
	}
	return v, s.audit.Opened(ctx, audit.Entry{Action: "billing.account_opened", SubjectKind: "patient", SubjectID: patient, Patient: patient})
}

func (s *Service) fill(tx *db.Tx, patient string, v *AccountView) error {
	list, err := agreementsOf(tx, patient)
	if err != nil {
		return err
	}
	if v.Agreements, err = s.views(tx, list, v.Day); err != nil {
		return err
	}
	for _, a := range v.Agreements {
		if a.Ended == "" {
			v.Overdue += a.Standing.Overdue
		}
	}
	if v.Bills, err = billsOf(tx, patient, MaxShown); err != nil {
		return err
	}
	owed, err := owedLines(tx, patient, nil, "")
	if err != nil {
		return err
	}
	v.Owed = sumOwed(owed)
	if v.Asked, err = askedFor(tx, patient); err != nil {
		return err
	}
	if v.Receipts, err = receiptsOf(tx, patient, MaxShown); err != nil {
		return err
	}
	if v.Refunds, err = refundsOf(tx, patient, MaxShown); err != nil {
		return err
	}
	tenders, err := tendersOfPatient(tx, patient)
	if err != nil {
		return err
	}
	v.take(tenders)
	v.Payers, err = s.payers(tx, patient)
	return err
}

// take adds the tenders to their receipts and to what stands.
func (v *AccountView) take(tenders []Tender) {
	at := map[string]int{}
	for i, r := range v.Receipts {
		at[r.ID] = i
	}
	var stored Holding
	for _, t := range tenders {
		if i, ok := at[t.Receipt]; ok {
			v.Receipts[i].Tenders = append(v.Receipts[i].Tenders, t)
		}
		switch t.Pot {
		case Prepaid:
			v.Prepaid += t.Standing
		case Contract:
			v.Contracts += t.Standing
		case Principal:
			v.Principal += t.Standing
			stored.Paid += t.Amount - t.Refunded
			stored.Used += t.Spent
		case Gift:
			v.Gift += t.Standing
			stored.Gift += t.Amount - t.Refunded
			stored.Used += t.Spent
		}
	}
	// Stored value is spent at the price that is asked: there is no other.
	stored.UsedList = stored.Used
	stored.Days = CoolingOff + 1
	v.Stored = Figures(stored)
}
