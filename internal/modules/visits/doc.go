// Package visits is the clinic's schedule: who comes when, where they are and
// whose hands they need at which minute.
//
// # Words
//
//   - A visit is one coming of one patient. It is not a block of time but a
//     pattern placed at a start.
//   - A pattern is a row of segments in units of five minutes. Each says who is
//     needed (D the doctor's hands, A an assistant, H a second licensed dentist,
//     T a treatment coordinator, I imaging, - nobody) and where (K consultation
//     room, X imaging room, C chair, Y training room, desk, online).
//   - A stay is a run of neighbouring segments in one place. A visit moves from
//     stay to stay and holds each place only for its own stay.
//   - A plan is a pattern at a start with its concrete places and its doctor.
//   - A claim is a stretch of time that a plan takes of one resource: a place
//     or one lane of a doctor's hands. Claims of one resource never overlap.
//   - A pool is a group of staff of whom any will do: A, H, T and I are counted,
//     not claimed.
//   - A lane is one pair of hands that a doctor can have at work at once; one
//     unless the clinic says otherwise.
//   - Turnover is the cleaning of a chair after every stay in it: the chair and
//     one assistant, planned by itself.
//   - A day template says which kinds of visit a doctor starts when, how many
//     of them, and what is kept free for emergencies.
//   - A week plan is somebody's usual week at one clinic from a day on; a single
//     day may be worked otherwise, and approved leave stands over both.
//   - The calendar says which days are not like their weekday: closed, holiday,
//     make-up workday (调休), school break, other hours. A clinic's word stands
//     over the group's.
//   - A block takes a place out of use for a while; it holds claims like a visit.
//   - Duty (值班) is who answers an emergency outside the day.
//   - A misfit is a booked visit that a change of roster, leave, calendar or places
//     left without something it needs; a work list until it fits again.
//   - An offer (邀约) asks somebody of the waitlist about a slot and holds nothing:
//     it runs out by itself, and whoever books first has the slot.
//   - Red lock: the doctor's part of a red visit cannot begin, and the visit
//     cannot become treated, before its doctor is marked on site.
//   - The next step is what follows a visit: a booked visit, a recall date, or
//     an explicit "none, because".
//
// # Invariants
//
//  1. No two claims of one resource overlap. Check explains it, the database
//     guarantees it. Nobody may override it.
//  2. A doctor has at most as many D units at once as lanes, in the whole group.
//  3. In no unit is more of a pool needed than is on shift and not at lunch,
//     unless somebody with the right gave a reason.
//  4. Nothing lies outside a shift, on a closed day or against the day template,
//     unless somebody with the right gave a reason.
//  5. Claims hold the plan. What really happens (late, early, overrun) is
//     measured beside it and never collides.
//  6. A visit's state is what its events say; an undo takes the last one back.
//  7. Nothing that stands (shifts, places, calendar) changes behind a booking's
//     back: it changes under the locks of its days, and whom it leaves without
//     something is named first and kept on the list of misfits afterwards.
//  8. Every visit that ends gives back what it no longer needs, and no visit is
//     left without a next step.
//
// # Where to read
//
// standing.go says who works when and which places are open, places.go and
// holidays.go what that is made of; pattern.go and claims.go say what a visit
// takes; day.go what a clinic's day offers; check.go why a booking is refused;
// fit.go where one would be accepted; states.go what may happen to a visit;
// forecast.go what a delay does to the others. None of these knows a database, a
// clock or a network.
package visits
