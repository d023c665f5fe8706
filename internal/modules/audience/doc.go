// Package audience knows the patients by facts, and groups them by rules that stay
// true as time passes.
//
// Words:
//   - attribute (属性): what is known of a person now: age, debt, the next visit;
//   - happening (经历): something that happened to a person, of a kind (a charge, a
//     visit not kept), with its day and the few values that rules ask for;
//   - dictionary (词典): which attributes and kinds there are, of which type; a rule
//     can speak of nothing else;
//   - rule (规则): a tree of and, or, not over leaves; leaf (条件): one question about
//     a person that is answered by yes or no;
//   - segment (分群): the people for whom a rule holds; its versions (版本) are the rules
//     that it had;
//   - member (成员): who is in a segment; delta (进出): who came or went, and why;
//   - turn (日界): the beginning of a day, at which time alone makes leaves true or
//     false: docs/decisions/0011-day-turns.md;
//   - batch (批次): what changed is judged together, within a second;
//   - proof (验证): each night the members are compared with what the rule says of
//     everybody; what differs is an alarm, and is put right;
//   - tag (标签): a word that is given to people, by hand, by WeCom, by a journey or by
//     a rule, and taken away again by the same.
//
// Invariants:
//   - attributes, happenings and the notes of what is to be judged are written in the
//     transaction of the fact;
//   - a day is that of the clinic where it happened; today is that of the person's home
//     clinic; windows are whole days;
//   - a rule means one thing: the statement for everybody (store_compile.go) and the
//     judge of one (judge.go) agree, which a test draws at random and every night proves;
//   - of a batch deltas, members, tags and what others do about them are one
//     transaction, so that nobody comes or goes twice;
//   - a segment is never read by what it reads, not even under a race.
//
// People, segments and tags stand here by numbers and ids; nobody's name does.
package audience
