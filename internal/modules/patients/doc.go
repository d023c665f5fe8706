// Package patients keeps the people a clinic treats: who they are, how they are
// reached and found, who stands beside them, who of the staff cares for them,
// what must never be overlooked, and what they have allowed.
//
// Words:
//   - patient: one person's record, of the whole group. Where it is seen is told
//     by its clinics, each with a basis: registered there, a visit, a referral
//     between clinics of one legal person, or the person's consent (the only
//     basis across legal persons, which is what a franchise is);
//   - record number (病历号): prefix of the clinic and a counter, gap-free;
//   - contact: a telephone number by which the person is reached, with whose it
//     is. A number is no identity: a mother's serves three children;
//   - WeChat (微信): an account through which the person is spoken with, which may
//     speak for several people, and is no identity either;
//   - relation: one edge to somebody beside the patient, as guardian (监护人),
//     payer (付款人) or contact; household (家庭), introducer (介绍人) and care
//     team are edges of their own. None follows from another;
//   - alert (过敏史 / 系统病史): allergy, disease or medicine; never deleted, only
//     ended with a reason;
//   - consent: an event, given or withdrawn, for one purpose.
//
// Invariants:
//   - every read of a person goes through the clinics that see them; break-glass
//     access lends their eyes for an hour, to read and never to change;
//   - numbers of telephones and identity cards are sealed at rest and found by
//     keyed digests; lists show them masked, and each showing is in the audit;
//   - only identity number, name and birth date together link a new entry to a
//     record that is there; everything else is proposed to a person;
//   - below 14 only a guardian consents; at 14 and at 18 consents given before
//     are asked for again; a guardianship ends at 18;
//   - a merge is one transaction with a journal and can be undone for a time; it
//     moves no consent and never joins relatives; old numbers lead to the record
//     that stays;
//   - an erased person leaves the record number and that there were alerts.
//
// Search is one range of one table (patients_keys), see keys.go.
package patients
