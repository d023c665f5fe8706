package billing

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// Verified is what came of holding a group's rows of money against its journal.
type Verified struct {
	Entries int          // of the journal
	Lines   int          // that were held against it
	Wrong   []Difference // the first of each sort, none where the books are right
}

// Difference is one thing that two places tell differently. Amounts are fen, or
// counts where What speaks of numbers.
type Difference struct {
	What   string // which two places
	ID     string // of the thing
	Clinic string // where it stands, "" = it is the group's
	Row    int64  // as its row has it
	Books  int64  // as the other place has it
}

// String is the line that the doctor prints.
func (d Difference) String() string {
	at := ""
	if d.Clinic != "" {
		at = " in clinic " + d.Clinic
	}
	return fmt.Sprintf("%s: %s%s has %d, it should be %d", d.What, d.ID, at, d.Row, d.Books)
}

// Verify holds every row that carries an amount against what the journal says of
// it: lines, tenders with their pots, allocations, receipts, refunds, agreements,
// closings, and the numbers that were given; and tenders with what was asked of the
// outside world against what came of it. It changes nothing, and reads the
// whole of the group's money: seconds for a million lines.
func (s *Service) Verify(ctx context.Context) (Verified, error) {
	var out Verified
	found := make([][]Difference, len(proofs)+1)
	errs := make([]error, len(proofs)+2)
	var all sync.WaitGroup
	for i, p := range proofs {
		all.Go(func() {
			errs[i] = s.db.Read(ctx, func(tx *db.Tx) (err error) {
				found[i], err = differences(tx, p)
				return err
			})
		})
	}
	all.Go(func() {
		errs[len(proofs)] = s.db.Read(ctx, func(tx *db.Tx) error {
			have, want, err := balances(tx)
			found[len(proofs)] = unbalanced(have, want)
			return err
		})
	})
	all.Go(func() {
		errs[len(proofs)+1] = s.db.Read(ctx, func(tx *db.Tx) (err error) {
			out.Entries, out.Lines, err = sizes(tx)
			return err
		})
	})
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return out, err
		}
	}
	out.Wrong = slices.Concat(found...)
	return out, nil
}

// unbalanced compares the accounts of the journal with what the rows come to.
func unbalanced(journal, rows map[Account]money.Fen) []Difference {
	var out []Difference
	for _, a := range []Account{AccountMoney, AccountReceivable, AccountPrepaid, AccountContract, AccountPrincipal, AccountGift, AccountGiftsGiven,
		AccountExecuted} {
		if journal[a] != rows[a] {
			out = append(out, Difference{What: "an account and its rows", ID: string(a), Row: int64(rows[a]), Books: int64(journal[a])})
		}
	}
	return out
}
