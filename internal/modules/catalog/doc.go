// Package catalog keeps what the group does for money: items with their codes,
// categories and prices.
//
// Words:
//   - item: one thing on the price list ("E04 根管治疗 磨牙"), of the whole group;
//   - category: a branch of the tree that items hang on (牙体牙髓);
//   - unit: what one of it is (a tooth, a film, a course);
//   - teeth rule: what a plan or a bill must say about teeth when it names the item;
//   - follow-up class (followup_class): the protocol of follow-up that an executed
//     item starts; "none" starts none;
//   - insured: may be settled with the medical insurance where the local rule
//     says so; an item that is not insured is self-pay (自费);
//   - price: an amount in force from a day on, for the group or for one clinic;
//   - offered: a clinic may leave out an item that the group has.
//
// Invariants:
//   - a price is never edited: every change is a new row from a day on, not in
//     the past. Of two for the same day the one recorded later counts, which is
//     how a slip of the pen is corrected; both stay in the history;
//   - a clinic's own price stands before the group's, until a row without an
//     amount sends the clinic back to the group's;
//   - a code is unique in the group and never changes;
//   - an item is never deleted, because plans and bills name it: it is switched
//     off;
//   - each change of an item or its prices is made against the item's version.
//
// What was agreed keeps its price: plans and bills take a copy of the amount.
package catalog
