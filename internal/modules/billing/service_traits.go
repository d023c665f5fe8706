package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// Purse is what rules know of a person's money.
type Purse struct {
	Owed    money.Fen
	Prepaid money.Fen // stands, in all pots
	Moved   civil.Day // when money was last taken, or what stood was spent; "" = never
}

// Purses tells of some people what they owe and what stands for them, in all
// clinics, whoever acts.
func (s *Service) Purses(tx *db.Tx, patients []string) (map[string]Purse, error) {
	out := make(map[string]Purse, len(patients))
	for _, read := range []func(*db.Tx, []string, map[string]Purse) error{pursesOwed, pursesStanding, pursesMoved} {
		if err := read(tx, patients, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PaidUp is a charge that is settled (收费): a bill of more than nothing that was
// not voided, of which nothing is left to pay. Money in advance and instalments are
// no charges, and neither is what is executed of a contract (划扣): that was sold once. A bill counts on its own day, however late
// it was paid, and no longer once all of it was taken back.
type PaidUp struct {
	Bill    string
	Patient string
	Clinic  string
	Kind    BillKind
	Day     civil.Day
	At      int64
	Amount  money.Fen // less what was taken back
	Code    string    // of the line that cost most
}

// PaidUpOf lists the settled charges of some people on or after a day, in all
// clinics, whoever acts.
func (s *Service) PaidUpOf(tx *db.Tx, patients []string, from civil.Day) ([]PaidUp, error) {
	rows, err := settledRows(tx, patients, from)
	out := make([]PaidUp, len(rows))
	for i, r := range rows {
		out[i] = PaidUp(r)
	}
	return out, err
}
