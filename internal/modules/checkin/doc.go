// Package checkin keeps check-ins (打卡): what a patient in orthodontic treatment
// does at home day by day, who does it, and who does not.
//
// Words:
//   - programme: what is asked, how often, at what time of the day, and how long a
//     day may be made up; its variants fit one programme to prescriptions;
//   - member: a patient in a programme, from a day on, with the consent of whoever
//     may give it;
//   - due day: a day of the clinic on which something is asked. It lasts until the
//     grace of the next morning (03:00): what is sent at one o'clock at night
//     belongs to the evening before;
//   - state of a due day: due, then done, made_up or missed; or paused, or excused.
//     Paused and excused days leave the denominator;
//   - claimed: what somebody says about the day. It is never taken for verified;
//   - rung: how far the ladder has to climb by what was missed: by days, of so many
//     due days, never by a bare count of cycles.
//
// A higher module asks
//
//	states, err := c.StateOf(tx, patients)   // patient → programmes with streaks
//	path, err := c.LinkOf(tx, patient, "")   // the page on which a parent checks in
//
// and hears the facts: checkin.joined, .due (at the hour of the reminder, once a
// day, never where the day is done already), .done, .missed, .paused, .resumed,
// .left. The body is Told. A missed day of a daily programme is told at its grace;
// how late a day of a cycle may be is in the ladder of its programme.
//
// Invariants:
//   - a member has one row for a day: of two guardians who check in at once one
//     makes the check-in, the other hears that it is made;
//   - a member waits for one due day at a time; a paused one, and one whose consent
//     was withdrawn, waits for none, so nothing reminds of it;
//   - a day whose reminder never went, because the program stood still until its
//     end, is excused: nobody is blamed for it;
//   - misses are counted anew after a pause;
//   - a changed programme is a new version and rules from the next due day on.
//
// Photographs and their verification, points, boards and reviews stand upon this.
package checkin
