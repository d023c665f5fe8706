// Package messages speaks to patients and colleagues through channels that are
// scarce, slow and not to be believed: WeCom, the official account, the
// mini-program, SMS.
//
// Words:
//   - purpose (用途): what a message is for, declared by the module that plans it,
//     with its class, its ladder of channels and the fields that it carries;
//   - message (消息): one purpose for one occurrence, planned in the transaction of
//     who plans it. Whether, when and how it goes is decided at the moment of
//     sending, against what is true then;
//   - send (发送): one attempt on one channel, under a number of our own. The next
//     channel is tried only when it is certain that nothing was sent;
//   - unknown (结果未明): it left the house and nobody answered. It is sent again
//     only while the number protects from a second one; else it is asked about;
//   - account (渠道账号): an account at a provider, with its keys sealed;
//   - address (联系地址): an openid or external_userid, which may speak for several
//     patients; a telephone number is the record's own;
//   - invitation (绑定邀请): a code at the desk by which somebody binds their own WeChat to
//     a patient, once;
//   - arrival: a browser that proves by an official account whose WeChat it is;
//   - mirrored tag (同步标签): a tag of the group's list that WeCom shows too, on each
//     friendship between a colleague and a customer who speaks for somebody who carries
//     it;
//   - move (客户移交): a customer on the way from one colleague to another at WeCom;
//   - credit (订阅次数): one permission for one message that somebody gave by a tap;
//   - quota (短信额度): how many parts of SMS a clinic may send, allotted by the head
//     office;
//   - opt-out (退订): a class, or a channel of it, that somebody does not want;
//   - cap (频次上限): how many a person, or a household, hears of a class in a day;
//   - quiet hours (免打扰时段): when nothing but what is urgent goes.
//
// Invariants:
//   - of a purpose and occurrence there is one message, and it is decided once;
//     what was taken back before may be planned again;
//   - a send is written, with the credit or quota that it uses, before the first
//     byte leaves: after the death of a process it is found as sending, and becomes
//     unknown, never again to be sent blindly;
//   - pots of credits and quota never fall below zero, and each change of one has a
//     line in its journal;
//   - our copy of the tags at WeCom notes what is asked for before it is asked: what
//     nobody answered is repeated, or taken back, and never forgotten;
//   - of a friendship one move is open at most; it is written before WeCom is asked, and
//     what nobody answered is looked up, never asked for again blindly;
//   - receipts are monotone: what has arrived has arrived, whatever is said later;
//   - an invitation binds one WeChat, and only in the browser that came back from WeChat
//     with the code that it set out for;
//   - a callback counts once, whatever order callbacks come in;
//   - the log is appended only, sealed, each entry with its SHA-256;
//   - care after treatment is not silenced by an opt-out from promotions; promotions
//     need the patient's consent, and stop at an open complaint.
//
// What is told: messages.accepted, delivered, failed, dropped and heard; bound and
// unbound. Patients' names stand in no fact, job or log; they are filled into a text at
// the moment of sending, which is kept sealed as it went.
//
// The world is called from jobs alone, never inside a transaction, at the base URL
// of the account; archwire fake stands there where there is no provider.
package messages
