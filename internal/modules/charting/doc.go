// Package charting is what is written down at the chair: the record of a visit
// (病历), the state of the mouth, the orthodontic visit card, what is ordered of
// imaging and whom a patient is sent to within the house.
//
// # Words
//
//   - A record is what one author writes about one visit. A visit may have
//     several records, one of each author.
//   - Its kind says what it is about: first (初诊), return (复诊), orthodontic
//     (正畸), emergency (急诊) or a note (补充记录).
//   - Its parts are those of the dental record: chief complaint 主诉, present
//     illness 现病史, past history 既往史, examination 检查, diagnosis 诊断, plan
//     治疗计划, treatment 处置, advice 医嘱. Each is a list of lines, and a line may
//     name a place in the mouth: "#46" in its text does.
//   - A version is the whole record as it was submitted, signed or amended, with
//     the SHA-256 of its canonical bytes.
//   - To sign is to give one's password or a code of one's second factor again.
//   - An amendment (修改补充) is a version after the signature, with its reason.
//   - A rule of quality is looked at when a record is signed: an error stands
//     against it, a warning asks for a reason, which is kept with the signature.
//   - A record is late (补记) when it was submitted longer after the visit than
//     the clinic allows.
//   - A reviewer (上级医师) is asked by the author and approves or gives back
//     before the author signs.
//   - A template fills the parts of a record; a phrase (常用语) is one line that
//     "/" brings. Both are the group's or somebody's own.
//
// # Invariants
//
//  1. A draft belongs to its author alone. What was submitted may be taken back
//     by its author until it is signed.
//  2. Only the author signs. Nothing that was signed is changed or deleted: the
//     database refuses to change or remove a version, and to change the text of
//     a record without one.
//  3. Every version says who, when by the server's clock, why, and what it was
//     made of; its hash goes to the audit, whose chain proves it.
//  4. Every opening and printing of a record is in the audit.
//  5. Of an erased person the law keeps the record: it goes to storage, where no
//     route finds it and nobody changes it.
//
// # What age says of teeth
//
// Of a tooth that nobody wrote of, the chart shows what is to be expected at the
// patient's age, drawn as assumed. The ages are middles of spans: of milk teeth those
// of the American Dental Association's eruption chart, of permanent teeth those of
// the chronology after Logan and Kronfeld, as Schour and Massler revised it and
// textbooks carry it; the lower canine, first premolar and first molar are the
// house's own. Children differ by a year and more, girls are a little earlier: an
// expectation never stands against what somebody saw, and a medical director may
// want other figures (mouth.go, eruption).
//
// Read record.go, quality.go and diff.go first: they know no database.
package charting
