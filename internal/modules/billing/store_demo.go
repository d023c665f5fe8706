package billing

import (
	"archwire/internal/platform/db"
)

// tookMoney tells whether the clinic ever took any.
func tookMoney(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("billing_receipts").Where("clinic_id = ?", clinic).Exists()
}

// pastMoney is money of the past, written at once.
type pastMoney struct {
	receipts    []*Receipt
	tenders     []*Tender
	allocations []*Allocation
	refunds     []*Refund
	counters    []counterRow
}

func insertPast(tx *db.Tx, m pastMoney) error {
	receipts := make([]receiptRow, len(m.receipts))
	for i, r := range m.receipts {
		receipts[i] = rowOfReceipt(*r)
	}
	if err := tx.Insert("billing_receipts", receipts); err != nil {
		return err
	}
	tenders := make([]tenderRow, len(m.tenders))
	for i, t := range m.tenders {
		tenders[i] = tenderRow(*t)
	}
	if err := tx.Insert("billing_tenders", tenders); err != nil {
		return err
	}
	allocations := make([]allocationRow, len(m.allocations))
	for i, a := range m.allocations {
		allocations[i] = allocationRow(*a)
	}
	if err := tx.Insert("billing_allocations", allocations); err != nil {
		return err
	}
	refunds := make([]refundRow, len(m.refunds))
	for i, r := range m.refunds {
		refunds[i] = refundRow(*r)
	}
	if err := tx.Insert("billing_refunds", refunds); err != nil {
		return err
	}
	return tx.Insert("billing_counters", m.counters)
}

func insertPastBills(tx *db.Tx, list []*Bill) error {
	bills := make([]billRow, len(list))
	var lines []Line
	for i, b := range list {
		bills[i] = rowOfBill(*b)
		lines = append(lines, b.Lines...)
	}
	if err := tx.Insert("billing_bills", bills); err != nil {
		return err
	}
	return insertLines(tx, lines)
}

func insertPastAgreements(tx *db.Tx, list []Agreement, heads []scheduleRow, rows []instalmentRow) error {
	agreements := make([]agreementRow, len(list))
	for i, a := range list {
		agreements[i] = agreementRow(a)
	}
	if err := tx.Insert("billing_agreements", agreements); err != nil {
		return err
	}
	if err := tx.Insert("billing_schedules", heads); err != nil {
		return err
	}
	return tx.Insert("billing_instalments", rows)
}

func insertPastClosings(tx *db.Tx, list []Closing) error {
	rows := make([]closingRow, len(list))
	var counts []countRow
	for i, c := range list {
		rows[i] = closingRow{c.ID, c.Clinic, c.Cashier, c.Day, c.Entries, c.Reason, c.ClosedAt, c.ClosedBy}
		for _, n := range c.Counts {
			counts = append(counts, countRow{c.ID, n.Means, n.Received, n.GivenBack, n.Counted})
		}
	}
	if err := tx.Insert("billing_closings", rows); err != nil {
		return err
	}
	return tx.Insert("billing_counts", counts)
}

// closedEntryRow is an entry that was counted already.
type closedEntryRow struct {
	entryRow
	Closing string `db:"closing_id,null"`
}

func insertPastEntries(tx *db.Tx, list []*demoEntry) error {
	var entries []closedEntryRow
	var posts []postingRow
	for _, e := range list {
		if len(e.posts) > 0 { // an act that moved nothing leaves no entry
			entries = append(entries, closedEntryRow{e.row, e.closing})
			posts = append(posts, e.posts...)
		}
	}
	if err := tx.Insert("billing_entries", entries); err != nil {
		return err
	}
	return tx.Insert("billing_postings", posts)
}
