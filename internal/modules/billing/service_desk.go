package billing

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/money"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
)

// Debtor is somebody who owes something in a clinic.
type Debtor struct {
	Patient string
	Card    patients.Card
	Owed    money.Fen
	Bills   int
	Today   bool // some of it is of today
	Prepaid money.Fen
}

// Here is somebody who came to the clinic today, as the desk must know of them.
type Here struct {
	Visit   string
	State   visits.State
	Since   int64 // of the state, epoch milliseconds
	Patient string
	Card    patients.Card
	Owed    money.Fen
	Prepaid money.Fen
}

// DeskView is the cashier's desk of a clinic.
type DeskView struct {
	Here    []Here   // those who are treated and owe something first
	Debtors []Debtor // of the latest bills first
	Asked   []AskedBill
	Names   map[string]patients.Card // of the patients of Asked
}

// MaxDebtors bounds the cashier's list.
const MaxDebtors = 200

// Desk shows who is in a clinic today and what they owe, who owes something at
// all, and the bills that wait for an approval. Needs MayView. Its fault is
// db.OutOfScope.
func (s *Service) Desk(ctx context.Context, clinic string) (DeskView, error) {
	var v DeskView
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v = DeskView{}
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		came, err := s.cameToday(tx, clinic)
		if err != nil {
			return err
		}
		rows, err := debtors(tx, clinic, nil, MaxDebtors)
		if err != nil {
			return err
		}
		if v.Asked, err = askedIn(tx, clinic); err != nil {
			return err
		}
		return s.furnish(tx, &v, clinic, came, rows)
	})
	return v, err
}

// cameToday gives the visits of today of those who came.
func (s *Service) cameToday(tx *db.Tx, clinic string) ([]visits.Visit, error) {
	today, err := s.today(tx, clinic)
	if err != nil {
		return nil, err
	}
	list, err := s.visits.OnDay(tx, clinic, today)
	return slices.DeleteFunc(list, func(v visits.Visit) bool {
		return v.ParkedAt != 0 || v.Progress.State.Expected() || v.Progress.State == visits.NoShow || v.Progress.State == visits.Cancelled
	}), err
}

// furnish names the people of the desk and puts what they owe and have standing
// beside them.
func (s *Service) furnish(tx *db.Tx, v *DeskView, clinic string, came []visits.Visit, rows []debtor) error {
	var here, all []string
	for _, c := range came {
		here = append(here, c.Patient)
	}
	all = slices.Clone(here)
	for _, r := range rows {
		all = append(all, r.Patient)
	}
	for _, b := range v.Asked {
		all = append(all, b.Patient)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 0 {
		return nil
	}
	cards, err := s.patients.Cards(tx, all)
	if err != nil {
		return err
	}
	stands, err := prepaidOf(tx, all)
	if err != nil {
		return err
	}
	owed := map[string]money.Fen{}
	if len(here) > 0 {
		theirs, err := debtors(tx, clinic, here, len(here))
		if err != nil {
			return err
		}
		for _, d := range theirs {
			owed[d.Patient] = d.Owed
		}
	}
	today, err := s.today(tx, clinic)
	for _, r := range rows {
		if c, ok := cards[r.Patient]; ok {
			v.Debtors = append(v.Debtors, Debtor{r.Patient, c, r.Owed, r.Bills, r.Latest == today, stands[r.Patient]})
		}
	}
	for _, c := range came {
		if card, ok := cards[c.Patient]; ok {
			v.Here = append(v.Here, Here{c.ID, c.Progress.State, c.Progress.Since, c.Patient, card, owed[c.Patient], stands[c.Patient]})
		}
	}
	v.Here, v.Names = inTurn(v.Here), cards
	return err
}

// inTurn puts those first who are treated and owe something, then who owes
// something, then who is treated, each in the order in which they got there. Who
// has left and owes nothing is no matter of the desk.
func inTurn(list []Here) []Here {
	rank := func(h Here) int {
		switch {
		case h.Owed > 0 && h.State == visits.Treated:
			return 0
		case h.Owed > 0:
			return 1
		case h.State == visits.Treated:
			return 2
		}
		return 3
	}
	out := slices.DeleteFunc(list, func(h Here) bool { return h.State == visits.Left && h.Owed == 0 })
	slices.SortStableFunc(out, func(a, b Here) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Since, b.Since), cmp.Compare(a.Visit, b.Visit))
	})
	return out
}
