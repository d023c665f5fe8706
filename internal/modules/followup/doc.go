// Package followup looks after people between their visits (回访): it asks how
// they are after a treatment, by call or by form, calls a doctor where an answer
// passes a threshold, keeps the relationship, and recalls who should be looked at
// again.
//
// Words:
//   - protocol (回访方案): when somebody is contacted after which treatment, how,
//     what they are asked, and which answers call a doctor. It is data: a clinic
//     writes a draft and publishes it as the next version; a version never changes;
//   - series (回访计划): all steps that grew from one executed item. Its anchor is
//     the end of the treatment;
//   - step (回访步骤): one thing that a series does at a time;
//   - contact (回访): one time at which somebody is contacted, for all the steps
//     that fall on it;
//   - form (随访表单): the questions of a contact on the patient's telephone;
//   - answer, result (回访结果): what came of a contact. It is corrected by addition;
//   - threshold (阈值): a condition on answers. Red (红): a doctor calls within half
//     an hour. Amber (黄): before the clinic closes;
//   - abnormal (异常反馈): a result that is red or amber;
//   - recall (召回复查): a day from which somebody should be looked at again;
//   - caller (回访人), calling desk (回访台): who calls, and where;
//   - digest (晨报): what a doctor reads in the morning; weekly summary (周报).
//
// Invariants:
//   - a series grows from an executed item, never from a booking, and from each
//     once;
//   - of a person there is at most one contact that waits per day and slot, and
//     none is made for a second protocol on a day;
//   - a contact is decided when it wakes, against what is true then: death, opt-out,
//     complaint, a visit. Why something was not done is kept;
//   - care that falls on a closed day moves earlier or to whoever is on call, the
//     relationship moves later;
//   - a published version of a protocol and a result are never overwritten: the
//     database refuses it;
//   - the safety sentence stands before any other text where somebody may be in
//     danger, at once and at any hour.
//
// # Where to read
//
// protocol.go says what a protocol is, defaults*.go which ones the program brings,
// questions.go and scripts.go what is asked and said. start.go says what an item
// starts, when.go when, way.go how, merge.go what becomes one contact, fate.go
// what is not done and why, judge.go what answers come to, recall.go when somebody
// is to be looked at again. None of these knows a database, a clock or a network.
// service_grow.go lets series grow, service_decide.go makes contacts of them,
// service_call.go and service_forms.go hear what came of it.
package followup
