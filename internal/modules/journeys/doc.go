// Package journeys accompanies patients (旅程): what happens to whom, when, and why.
//
// Words:
//   - journey (旅程): a plan for patients of one sort, with its versions;
//   - graph: the plan itself, nodes and what leads from one to the next; see Graph;
//   - version: a graph that was published. It never changes; who is in a journey
//     stays with the version in which they entered, unless they are moved;
//   - enrolment (在程): one patient in one journey, for one entry key;
//   - step: one input (entered, a time, a fact, an answer) taken by one enrolment.
//     What comes of it is decided by Step, a pure function;
//   - effect: what a step does to the world: a message, a task, a tag, a coupon;
//   - goal (目标): what a journey is for; who reaches it leaves at once;
//   - rung (阶梯): one try of a ladder, whose success is the outcome and not the
//     delivery;
//   - arm: what an experiment does to an enrolment. Who is held out goes the same
//     way and gets nothing: each would-be message is logged, for comparison;
//   - pause: nobody moves; goals and exits are still heard.
//
// Invariants:
//   - of a patient, journey and entry key there is one enrolment;
//   - an enrolment takes one step at a time: each has the next number (seq), written
//     with what it does in one transaction; an effect has the key (enrolment, seq,
//     node) and is there once;
//   - waiting is a row with an instant; nothing waits for ever: each wait has an end,
//     and so has an enrolment;
//   - a message of a journey is judged again at the moment of sending: goal, exit,
//     pause, removal stop it, and the reason is kept;
//   - matters of safety are never held out of an experiment;
//   - a change of a live journey does what its preview said, and nobody gets a burst.
//
// Read graph.go, step.go and the story in service_test.go, in that order.
package journeys
