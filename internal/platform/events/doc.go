// Package events carries what happened from the module where it happened to the
// modules above that care. Imports go down, facts go up.
//
//	err := s.Facts.Publish(tx, events.Fact{Kind: "visits.no_show", Clinic: v.Clinic, Patient: v.Patient,
//		Subject: v.ID, Dedupe: "no_show:" + v.ID, Body: noShow{…}})
//
// A fact is past tense with the module's prefix, carries ids and what the hearer
// needs (never names, numbers or other contents), and grows only by adding
// fields. It is one row of the append-only table events_facts, written in the
// transaction of what it tells of.
//
// A subscription hears in one of two ways:
//   - Now runs in the same transaction, does SQL only, and may refuse: then
//     nothing of the transaction stays. For roll-ups and movements of a ledger.
//   - Later runs soon after the commit, in batches, at least once, in the order
//     of recording as far as it is known (commit order is not recording order: a
//     fact of a slow transaction may come after a younger one). For everything
//     that may lag a second or that calls the world.
//
// For Later, Publish writes one row of events_inbox per subscriber. A poster in
// the background sees rows that wait and adds one unique job per subscriber and
// group, which drains the inbox. The job is not added by the publisher on
// purpose: a unique job's row would make all publishers of a group wait for each
// other, and one that is running may have looked past the newest row already.
// The poster looks again each second, so nothing stays behind.
//
// A fact that its hearer cannot take is tried Tries times with growing waits
// while those behind it wait; then it is set aside, kept, counted and logged,
// and the line moves on. Asides lists such facts, Retry puts them back.
//
// Backfill (demo, import) marks facts about the past: only subscriptions with
// Backfill hear them, so roll-ups are right and nobody gets a message.
package events
