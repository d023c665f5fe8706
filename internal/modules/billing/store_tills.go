package billing

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// inTill finds the entries that lie in tills. It says so in the words of the index
// billing_entries_open: with the kinds as arguments neither database can know that
// the index holds them, and both read all there ever was.
const inTill = "closing_id IS NULL AND kind IN ('receive', 'refund', 'void')"

type movedRow struct {
	Means  Means     `db:"means" sql:"t.means"`
	Debit  Account   `db:"debit" sql:"p.debit"`
	Amount money.Fen `db:"amount" sql:"CAST(sum(p.amount) AS BIGINT)"`
}

// counts adds up what entries moved of money, by means: over the desk, then through
// the outside world, which is in no till.
func counts(q *db.Query) ([]Count, error) {
	var rows []movedRow
	err := q.Join("billing_postings p", "p.entry_id = e.id AND (p.debit = 'money' OR p.credit = 'money')").
		Join("billing_tenders t", "t.id = p.tender_id").GroupBy("t.means, p.debit").OrderBy("t.means, p.debit").All(&rows)
	if err != nil {
		return nil, err
	}
	by := map[Means]*Count{}
	for _, r := range rows {
		c := by[r.Means]
		if c == nil {
			c = &Count{Means: r.Means}
			by[r.Means] = c
		}
		if r.Debit == AccountMoney {
			c.Received += r.Amount
		} else {
			c.GivenBack += r.Amount
		}
	}
	var out []Count
	for _, m := range slices.Concat(AllMeans, outsideMeans) {
		if c := by[m]; c != nil {
			out = append(out, *c)
		}
	}
	return out, nil
}

// tillOf reads what a cashier took since the last closing.
func tillOf(tx *db.Tx, clinic, cashier string) (entries int, newest string, list []Count, err error) {
	open := func() *db.Query {
		return tx.From("billing_entries e").Where("e.clinic_id = ? AND e.till_id = ?", clinic, cashier).Where(inTill)
	}
	if entries, err = open().Count(); err != nil || entries == 0 {
		return entries, "", nil, err
	}
	if _, err = open().OrderBy("e.id DESC").Limit(1).Get("e.id", &newest); err != nil {
		return entries, newest, nil, err
	}
	list, err = counts(open())
	return entries, newest, list, err
}

type closingRow struct {
	ID       string    `db:"id"`
	Clinic   string    `db:"clinic_id"`
	Cashier  string    `db:"cashier_id"`
	Day      civil.Day `db:"day"`
	Entries  int       `db:"entries"`
	Reason   string    `db:"reason"`
	ClosedAt int64     `db:"closed_at"`
	ClosedBy string    `db:"closed_by,null"`
}

type countRow struct {
	Closing   string    `db:"closing_id"`
	Means     Means     `db:"means"`
	Received  money.Fen `db:"received"`
	GivenBack money.Fen `db:"given_back"`
	Counted   money.Fen `db:"counted"`
}

// insertClosing writes a closing and gives its entries to it; it tells how many
// there were.
func insertClosing(tx *db.Tx, c Closing) (int64, error) {
	err := tx.Insert("billing_closings", closingRow{c.ID, c.Clinic, c.Cashier, c.Day, c.Entries, c.Reason, c.ClosedAt, c.ClosedBy})
	if err != nil {
		return 0, err
	}
	rows := make([]countRow, len(c.Counts))
	for i, n := range c.Counts {
		rows[i] = countRow{c.ID, n.Means, n.Received, n.GivenBack, n.Counted}
	}
	if err := tx.Insert("billing_counts", rows); err != nil {
		return 0, err
	}
	return tx.Update("billing_entries").Set("closing_id = ?", c.ID).
		Where("clinic_id = ? AND till_id = ?", c.Clinic, c.Cashier).Where(inTill).Exec()
}

// closingsOn lists the closings of a clinic on a day.
func closingsOn(tx *db.Tx, clinic string, day civil.Day) ([]Closing, error) {
	var rows []closingRow
	err := tx.From("billing_closings").Where("clinic_id = ? AND day = ?", clinic, day).OrderBy("id").All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return withCounts(tx, rows)
}

// closingOne gives a closing of the clinics in sight. Its fault is ClosingNotFound.
func closingOne(tx *db.Tx, closing string) (Closing, error) {
	var row closingRow
	found, err := tx.From("billing_closings").Where("id = ?", closing).One(&row)
	switch {
	case err != nil:
		return Closing{}, err
	case !found:
		return Closing{}, ClosingNotFound.With()
	}
	list, err := withCounts(tx, []closingRow{row})
	return list[0], err
}

// withCounts reads what was counted for closings.
func withCounts(tx *db.Tx, rows []closingRow) ([]Closing, error) {
	out, ids, at := make([]Closing, len(rows)), make([]string, len(rows)), map[string]int{}
	for i, r := range rows {
		out[i] = Closing{ID: r.ID, Clinic: r.Clinic, Cashier: r.Cashier, Day: r.Day, Entries: r.Entries, Reason: r.Reason,
			ClosedAt: r.ClosedAt, ClosedBy: r.ClosedBy}
		ids[i], at[r.ID] = r.ID, i
	}
	var found []countRow
	err := tx.From("billing_counts").Where("closing_id IN (?)", ids).OrderBy("closing_id, means").All(&found)
	for _, n := range found {
		c := &out[at[n.Closing]]
		c.Counts = append(c.Counts, Count{n.Means, n.Received, n.GivenBack, n.Counted})
	}
	return out, err
}

// openTills lists who has a till in the clinic that is not closed.
func openTills(tx *db.Tx, clinic string) ([]string, error) {
	var out []string
	err := tx.From("billing_entries e").Where("e.clinic_id = ? AND e.till_id IS NOT NULL", clinic).Where(inTill).
		GroupBy("e.till_id").OrderBy("e.till_id").Pluck("e.till_id", &out)
	return out, err
}

type movedFlowRow struct {
	Entry  EntryKind `db:"kind" sql:"e.kind"`
	Bill   BillKind  `db:"bill_kind" sql:"coalesce(b.kind, '')"`
	Debit  Account   `db:"debit" sql:"p.debit"`
	Credit Account   `db:"credit" sql:"p.credit"`
	Amount money.Fen `db:"amount" sql:"CAST(sum(p.amount) AS BIGINT)"`
}

// movedOn adds up the journal of a clinic's day by what moved, and what came and
// went by means.
func movedOn(tx *db.Tx, clinic string, day civil.Day) ([]Moved, []Count, error) {
	var rows []movedFlowRow
	err := tx.From("billing_entries e").Join("billing_postings p", "p.entry_id = e.id").LeftJoin("billing_bills b", "b.id = e.of_id").
		Where("e.clinic_id = ? AND e.day = ?", clinic, day).GroupBy("e.kind, coalesce(b.kind, ''), p.debit, p.credit").
		OrderBy("e.kind, coalesce(b.kind, ''), p.debit, p.credit").All(&rows)
	if err != nil {
		return nil, nil, err
	}
	out := make([]Moved, len(rows))
	for i, r := range rows {
		out[i] = Moved(r)
	}
	list, err := counts(tx.From("billing_entries e").Where("e.clinic_id = ? AND e.day = ?", clinic, day))
	return out, list, err
}

type statementRow struct {
	ID     string    `db:"id"`
	Clinic string    `db:"clinic_id"`
	Day    civil.Day `db:"day"`
	Means  Means     `db:"means"`
	Booked money.Fen `db:"booked"`
	Stated money.Fen `db:"stated"`
	Reason string    `db:"reason"`
	At     int64     `db:"noted_at"`
	By     string    `db:"noted_by,null"`
}

func insertStatement(tx *db.Tx, s Statement) error {
	return tx.Insert("billing_statements", statementRow(s))
}

// statementsOn gives the statements of a clinic's day, of each means the one that
// was noted last.
func statementsOn(tx *db.Tx, clinic string, day civil.Day) ([]Statement, error) {
	var rows []statementRow
	err := tx.From("billing_statements").Where("clinic_id = ? AND day = ?", clinic, day).OrderBy("id").All(&rows)
	last := map[Means]Statement{}
	for _, r := range rows {
		last[r.Means] = Statement(r)
	}
	var out []Statement
	for _, m := range AllMeans {
		if s, ok := last[m]; ok {
			out = append(out, s)
		}
	}
	return out, err
}
