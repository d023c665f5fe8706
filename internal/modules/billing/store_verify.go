package billing

import (
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// proof gives rows that must not be there: each is something that two places tell
// differently. Every one compares within one statement, so it is true whatever
// others write meanwhile.
type proof struct{ what, text string }

// proofLimit is how many differences of one sort are told.
const proofLimit = "5"

// owedBy and earnedBy are what the journal says of a line, standsBy and cameBy of
// a tender.
const (
	owedBy   = "coalesce(sum(CASE WHEN p.debit = 'receivable' THEN p.amount WHEN p.credit = 'receivable' THEN -p.amount ELSE 0 END), 0)"
	earnedBy = "coalesce(sum(CASE WHEN p.credit = 'executed' THEN p.amount WHEN p.debit = 'executed' THEN -p.amount ELSE 0 END), 0)"
	standsBy = "coalesce(sum(CASE WHEN p.credit = t.pot THEN p.amount WHEN p.debit = t.pot THEN -p.amount ELSE 0 END), 0)"
	cameBy   = "coalesce(sum(CASE WHEN p.credit = t.pot AND p.line_id IS NULL THEN p.amount WHEN p.debit = t.pot AND p.line_id IS NULL THEN -p.amount ELSE 0 END), 0)"
	liveOf   = "coalesce(sum(x.amount - x.given_back), 0)"
)

var proofs = []proof{
	{"a line and the journal", `SELECT l.id, l.clinic_id AS clinic, l.net - l.credited - l.paid AS have, CAST(` + owedBy + ` AS BIGINT) AS want
		FROM billing_lines l LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.line_id = l.id WHERE l.tenant_id = :tenant
		GROUP BY l.id, l.clinic_id, l.net, l.credited, l.paid
		HAVING l.net - l.credited - l.paid <> ` + owedBy + ` OR l.net - l.credited <> ` + earnedBy},
	{"a tender and the journal", `SELECT t.id, t.home_clinic_id AS clinic, t.standing AS have, CAST(` + standsBy + ` AS BIGINT) AS want
		FROM billing_tenders t LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.tender_id = t.id WHERE t.tenant_id = :tenant
		GROUP BY t.id, t.home_clinic_id, t.pot, t.standing, t.amount, t.refunded
		HAVING t.standing <> ` + standsBy + ` OR t.amount - t.refunded <> ` + cameBy},
	{"a line and what covers it", `SELECT l.id, l.clinic_id AS clinic, l.paid AS have, CAST(` + liveOf + ` AS BIGINT) AS want
		FROM billing_lines l LEFT JOIN billing_allocations x ON x.tenant_id = :tenant AND x.line_id = l.id WHERE l.tenant_id = :tenant
		GROUP BY l.id, l.clinic_id, l.paid HAVING l.paid <> ` + liveOf},
	{"a tender and what it covers", `SELECT t.id, t.home_clinic_id AS clinic, t.spent AS have, CAST(` + liveOf + ` AS BIGINT) AS want
		FROM billing_tenders t LEFT JOIN billing_allocations x ON x.tenant_id = :tenant AND x.tender_id = t.id WHERE t.tenant_id = :tenant
		GROUP BY t.id, t.home_clinic_id, t.spent HAVING t.spent <> ` + liveOf},
	{"a receipt and its tenders", `SELECT r.id, r.clinic_id AS clinic, r.total AS have, CAST(coalesce(sum(t.amount), 0) AS BIGINT) AS want
		FROM billing_receipts r LEFT JOIN billing_tenders t ON t.tenant_id = :tenant AND t.receipt_id = r.id AND t.pot <> 'gift'
		WHERE r.tenant_id = :tenant GROUP BY r.id, r.clinic_id, r.total HAVING r.total <> coalesce(sum(t.amount), 0)`},
	{"a refund and the journal", `SELECT r.id, r.clinic_id AS clinic, r.total AS have, CAST(coalesce(sum(p.amount), 0) AS BIGINT) AS want
		FROM billing_refunds r LEFT JOIN billing_entries e ON e.tenant_id = :tenant AND e.of_id = r.id
		LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.entry_id = e.id AND p.credit = 'money'
		WHERE r.tenant_id = :tenant GROUP BY r.id, r.clinic_id, r.total HAVING r.total <> coalesce(sum(p.amount), 0)`},
	{"an agreement and its lines", `SELECT a.id, a.home_clinic_id AS clinic, a.executed AS have, CAST(coalesce(sum(l.net - l.credited), 0) AS BIGINT) AS want
		FROM billing_agreements a LEFT JOIN billing_lines l ON l.tenant_id = :tenant AND l.agreement_id = a.id WHERE a.tenant_id = :tenant
		GROUP BY a.id, a.home_clinic_id, a.executed HAVING a.executed <> coalesce(sum(l.net - l.credited), 0)`},
	{"a closing and its entries", `SELECT c.id, c.clinic_id AS clinic, c.entries AS have, CAST(count(e.id) AS BIGINT) AS want
		FROM billing_closings c LEFT JOIN billing_entries e ON e.tenant_id = :tenant AND e.closing_id = c.id WHERE c.tenant_id = :tenant
		GROUP BY c.id, c.clinic_id, c.entries HAVING c.entries <> count(e.id)`},
	{"what a closing counted and the journal", `SELECT c.id, c.clinic_id AS clinic,
			coalesce((SELECT CAST(sum(n.received - n.given_back) AS BIGINT) FROM billing_counts n WHERE n.tenant_id = :tenant AND n.closing_id = c.id), 0) AS have,
			CAST(coalesce(sum(CASE WHEN p.debit = 'money' THEN p.amount WHEN p.credit = 'money' THEN -p.amount ELSE 0 END), 0) AS BIGINT) AS want
		FROM billing_closings c LEFT JOIN billing_entries e ON e.tenant_id = :tenant AND e.closing_id = c.id
		LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.entry_id = e.id WHERE c.tenant_id = :tenant
		GROUP BY c.id, c.clinic_id
		HAVING coalesce((SELECT sum(n.received - n.given_back) FROM billing_counts n WHERE n.tenant_id = :tenant AND n.closing_id = c.id), 0) <>
			coalesce(sum(CASE WHEN p.debit = 'money' THEN p.amount WHEN p.credit = 'money' THEN -p.amount ELSE 0 END), 0)`},
	{"a tender and what is on its way back", `SELECT t.id, t.home_clinic_id AS clinic, t.held AS have, CAST(coalesce(sum(o.held), 0) AS BIGINT) AS want
		FROM billing_tenders t LEFT JOIN billing_outside o ON o.tenant_id = :tenant AND o.tender_id = t.id WHERE t.tenant_id = :tenant
		GROUP BY t.id, t.home_clinic_id, t.held HAVING t.held <> coalesce(sum(o.held), 0)`},
	{"a request to the outside world and what it booked", `SELECT o.id, o.clinic_id AS clinic, o.amount AS have, CAST(coalesce(r.total, f.total, 0) AS BIGINT) AS want
		FROM billing_outside o LEFT JOIN billing_receipts r ON r.tenant_id = :tenant AND r.id = o.receipt_id
		LEFT JOIN billing_refunds f ON f.tenant_id = :tenant AND f.id = o.refund_id
		WHERE o.tenant_id = :tenant AND o.booked_at IS NOT NULL AND o.kind IN ('payment', 'payment_return', 'voucher_undo')
		AND o.amount <> coalesce(r.total, f.total, 0)`},
	// No number is left out: as many were given as were counted, and the last one
	// is the last that is there. (None is there twice: an index forbids it.)
	{"the numbers of a year", `SELECT x.kind || ' ' || x.year AS id, x.clinic_id AS clinic, CAST(sum(x.n) AS BIGINT) AS have, CAST(sum(x.last) AS BIGINT) AS want FROM (
			SELECT clinic_id, kind, CAST(year AS TEXT) AS year, last, 0 AS n, 0 AS top FROM billing_counters
				WHERE tenant_id = :tenant AND kind IN ('receipt', 'refund')
			UNION ALL SELECT clinic_id, 'receipt', substr(day, 1, 4), 0, count(*), max(CAST(substr(number, length(number) - 5) AS BIGINT)) FROM billing_receipts
				WHERE tenant_id = :tenant GROUP BY clinic_id, substr(day, 1, 4)
			UNION ALL SELECT clinic_id, 'refund', substr(day, 1, 4), 0, count(*), max(CAST(substr(number, length(number) - 5) AS BIGINT)) FROM billing_refunds
				WHERE tenant_id = :tenant GROUP BY clinic_id, substr(day, 1, 4)
		) x GROUP BY x.clinic_id, x.kind, x.year HAVING sum(x.n) <> sum(x.last) OR sum(x.last) < 1000000 AND max(x.top) <> sum(x.last)`},
}

type proofRow struct {
	ID     string `db:"id"`
	Clinic string `db:"clinic"`
	Have   int64  `db:"have"`
	Want   int64  `db:"want"`
}

// differences runs a proof.
func differences(tx *db.Tx, p proof) ([]Difference, error) {
	var rows []proofRow
	err := tx.Raw(&rows, p.text+" LIMIT "+proofLimit)
	out := make([]Difference, len(rows))
	for i, r := range rows {
		out[i] = Difference{What: p.what, ID: r.ID, Clinic: r.Clinic, Row: r.Have, Books: r.Want}
	}
	return out, err
}

type pairRow struct {
	Debit  Account   `db:"debit"`
	Credit Account   `db:"credit"`
	Amount money.Fen `db:"amount"`
}

type potRow struct {
	Pot      Pot       `db:"pot"`
	Standing money.Fen `db:"standing"`
	Came     money.Fen `db:"came"`
}

type lineSums struct {
	Owed   money.Fen `db:"owed"`
	Earned money.Fen `db:"earned"`
}

// balances gives the accounts as the journal has them, and what the rows come to.
// What a posting without a row moved shows in no line and no tender; it shows here.
func balances(tx *db.Tx) (journal, rows map[Account]money.Fen, err error) {
	journal, rows = map[Account]money.Fen{}, map[Account]money.Fen{}
	var pairs []pairRow
	err = tx.Raw(&pairs, `SELECT debit, credit, CAST(sum(amount) AS BIGINT) AS amount FROM billing_postings WHERE tenant_id = :tenant GROUP BY debit, credit`)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range pairs {
		journal[p.Debit] += p.Amount
		journal[p.Credit] -= p.Amount
	}
	var sums []lineSums
	err = tx.Raw(&sums, `SELECT CAST(coalesce(sum(net - credited - paid), 0) AS BIGINT) AS owed, CAST(coalesce(sum(net - credited), 0) AS BIGINT) AS earned
		FROM billing_lines WHERE tenant_id = :tenant`)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range sums {
		rows[AccountReceivable], rows[AccountExecuted] = l.Owed, -l.Earned
	}
	var pots []potRow
	err = tx.Raw(&pots, `SELECT pot, CAST(sum(standing) AS BIGINT) AS standing, CAST(sum(amount - refunded) AS BIGINT) AS came
		FROM billing_tenders WHERE tenant_id = :tenant GROUP BY pot`)
	for _, p := range pots {
		rows[p.Pot.account()] -= p.Standing
		rows[Tender{Pot: p.Pot}.source()] += p.Came
	}
	return journal, rows, err
}

// sizes counts the journal and the lines.
func sizes(tx *db.Tx) (entries, lines int, err error) {
	if entries, err = tx.From("billing_entries").Count(); err != nil {
		return 0, 0, err
	}
	lines, err = tx.From("billing_lines").Count()
	return entries, lines, err
}
