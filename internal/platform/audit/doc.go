// Package audit keeps the record of every change, and of every opening,
// printing and export of a patient's record.
//
//   - A change is recorded in its own transaction (Record): no change without
//     its row, no row without its change.
//   - A read is recorded before its answer is given (Opened). Reads that come
//     within a few milliseconds share one transaction.
//   - Rows carry ids. What was before and after is sealed, with the patient's
//     own key where a patient is named, so that dropping the key erases the
//     contents and leaves the record of who did what, and when.
//   - Rows are append-only: triggers refuse every other change on both
//     databases. Once a second the Sealer numbers the new rows of each group and
//     chains them: hash = SHA-256(hash before, number, row). Verify walks the
//     chain and names the first row that does not fit.
//
// The chain proves order and content from its sealing on; who can rewrite the
// whole database can rewrite the whole chain, unless its head was noted
// elsewhere (Head).
package audit
