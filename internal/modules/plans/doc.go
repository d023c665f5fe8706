// Package plans keeps treatment plans (治疗计划) and their execution (执行, 划扣):
// what a patient was offered, what was agreed at which price, and what of it was
// done.
//
// Words:
//   - plan: one way to treat somebody, with items, places in the mouth,
//     quantities and prices. Plans that are alternatives to each other stand in
//     one set;
//   - item: one line of a plan, named after an item of the catalogue;
//   - step: what of an item is executed at once: a tooth, a session, the first
//     fitting of an orthodontic contract. The steps of an item come to exactly
//     the item's amount;
//   - execution: that steps were done, on a day, in a visit, by a doctor. It is
//     never deleted; it may be undone with a reason, and its steps are free again;
//   - contract: an item that is executed over months by the shares of a contract:
//     first fitting, reviews, end of active treatment, retention;
//   - change: another version of an accepted plan, which waits for approval;
//   - direct: a plan made and accepted in the act of executing, for a visit
//     without an agreed plan.
//
// Invariants:
//   - at most one plan of a set is ever accepted (a unique index); the others
//     are declined with it;
//   - prices are read until a plan is accepted and never after: a change of the
//     price list touches only what nobody agreed to;
//   - what is accepted changes through an approved change only; steps that were
//     executed keep their amount whatever changes;
//   - a plan is seen and executed in every clinic that sees the patient, at the
//     prices of the snapshot; an execution belongs to the clinic where it was done,
//     and only the plan's own clinic changes the plan;
//   - a step is executed by one execution at a time (its row is taken where
//     nobody holds it), so never more is executed than was accepted;
//   - amounts are whole fen; a discount on the whole is spread to lines to the
//     fen, what is left over on the largest.
//
// The executed item (FactItemExecuted) is what everything later follows from:
// revenue, commission, stock, follow-up, recall. It is published in the
// transaction of the execution.
package plans
