// Package complaints keeps what patients were not content with (投诉): who deals
// with it, until when, what was done, and what came of it.
//
// Words:
//   - complaint: one thing that one patient, or who speaks for them, was not
//     content with; about is its cause, words are what was said;
//   - owner: who deals with it and is named to the patient; without one, whoever
//     manages the clinic;
//   - first answer: somebody spoke with the patient about it; it is due a day
//     after the complaint came;
//   - result: how it ended, and whether the patient was content with that; it is
//     due a week after the complaint came, or was opened again;
//   - measure: something that was done, also what it cost;
//   - rate: complaints of a month for a hundred patients who came in it.
//
// A module in which a complaint is heard raises it inside its own transaction:
//
//	id, err := c.Raise(tx, complaints.New{Clinic: …, Patient: …, About: complaints.Waiting, Words: "等了四十分钟",
//		Severity: complaints.Normal, Way: complaints.ByCall, Origin: contact.ID})
//
// and asks, before it sends anything for its own sake, who has one open:
//
//	open, err := c.OpenOf(tx, patients) // patient → complaint
//
// Invariants:
//   - one origin raises one complaint, however often it is told;
//   - an open complaint has one open task: to answer, then to come to a result;
//     a closed one has none; who gives the task away gives the complaint away;
//   - what was done is appended, never changed; only the erasure of the patient
//     empties the texts;
//   - a complaint is closed once: of two who close it at the same time one hears
//     that the other was first.
//
// Facts carry ids and words of this module, never what was said.
package complaints
