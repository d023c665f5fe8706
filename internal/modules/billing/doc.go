// Package billing keeps the money between a patient and the group: what was
// charged, what was received, what stands as prepaid, what was executed.
//
// Words:
//   - bill (账单): lines charged at once. A desk bill is made by the cashier, an
//     execution bill (执行账单) by what was executed in a visit;
//   - quote: what a desk bill would come to, in the order of discounts (desk_bill.go);
//   - asked bill (待审批账单): a desk bill whose discount somebody else has to
//     approve; until then nothing of it is charged;
//   - line: one item on a bill: list (原价) less discount (优惠) is net (应收).
//     What is taken back of it is credited, what covers the rest is paid;
//   - owed (欠费): net less credited less paid;
//   - receipt (收据): what came in at once at the desk, under a number;
//   - tender: money of one means (支付方式) under a receipt. Of its amount some is
//     spent on lines, some stands (预收), some was refunded;
//   - pot: what a standing tender is for: prepaid (预交金) for anything, contract
//     for one agreement, principal and gift (储值本金, 赠金) for stored value;
//   - allocation: how much of a tender covers a line;
//   - agreement: an accepted plan as money knows it: amount and what is executed;
//   - instalment (应缴计划): what falls due of an agreement, by day or milestone;
//   - payer (付款人): who pays, where it is somebody beside the patient;
//   - settlement: what stands of an agreement that ended early, divided by the law's figure;
//   - signal: what there is to say of a patient's money at booking and chairside; it
//     is never a door that is locked;
//   - entry, posting: the journal. An entry is one act; each of its postings moves
//     an amount from the account credited to the account debited;
//   - till (收银台): what one cashier took in a clinic since the last closing (日结);
//   - day book (日流水): the journal of a clinic's day as its people speak of it,
//     beside statements (渠道到账), which are what banks and platforms say;
//   - clearing (门店往来): what clinics owe each other of a month, since income is of
//     the clinic that did the work and what stands is owed by the one that took it.
//
// Invariants, each held by the database:
//   - a posting moves more than nothing between two accounts, so the journal is
//     balanced by its form;
//   - a tender's amount is spent, standing or refunded, none of them below zero;
//   - of a line no more is credited than net, no more paid than net less credited;
//   - of an allocation no more is given back than its amount;
//   - of an agreement no more is executed than was agreed;
//   - numbers of receipts and refunds come from a row that is counted on in the
//     transaction that uses them: no number twice, none left out;
//   - nothing is deleted, and what was written stays as it was written.
//
// Every payment is two steps, received into a pot and spent from it, and every
// way back is the same two steps the other way. So there are three movements with
// their inverses (service_book.go), and everything else is made of them.
//
// Whoever takes, gives back or earns a patient's money holds the patient first
// (patients.Hold), so that a merge and two cashiers come one after the other.
//
// A patient's money is the group's: prepaid in one clinic it covers lines of
// another. Bills, receipts and tills are a clinic's.
package billing
