// Package content keeps what patients are given to read and to hold.
//
// Words:
//   - text (文案): what is said in one message, with its words for a chat, a short
//     form for the fields of templates, and its SMS;
//   - article (文章): a page of blocks with a public address for each who gets it;
//   - revision (修订): a text or an article as it read from then on; a message says
//     which one it went with. The newest is in force at once;
//   - face (券面): what a coupon is worth, for how long and under what conditions;
//   - coupon (券): one of a face, in the hands of one patient;
//   - share (链接): the address of an article for one recipient;
//   - finding (审查意见): what law or a channel holds against some words, why, and
//     what may be written instead.
//
// Texts and articles stand as the program brings them until the group changes one;
// what it changes is the group's own from then on.
//
// Invariants:
//   - a revision is written once; nothing of it is changed afterwards;
//   - nothing with a finding that forbids is saved, whoever saves it;
//   - one key grants one coupon, however often it is asked for; a household holds no
//     more of a face than it allows, and no more are given than the stock had: keys
//     and CHECKs of the database say so;
//   - a coupon pays once. A bill that is voided gives it back, unless it has expired;
//   - an address of an article opens nothing once a character of it is changed.
//
// Facts carry ids, never names or words.
package content
