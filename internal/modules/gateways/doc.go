// Package gateways asks the outside world about money: payment providers,
// insurance, tax invoices, group-buy platforms.
//
// Words:
//   - account (商户账户): a clinic's account at a provider, with its keys sealed;
//   - request (对外请求): one thing asked, under a number of our own that is never
//     used again. It is written in the transaction of who asks; a job sends it;
//   - unknown (结果未明): it was sent, or may have been, and nobody answered. It is
//     asked about by our number with growing pauses, never sent a second time;
//   - log: every answer and every callback as it came, sealed, with its SHA-256;
//   - closed (已关闭): nobody waits for it any more. What is done all the same is
//     told as late.
//
// Invariants:
//   - what may follow what is one table (states.go);
//   - before the first byte leaves, the row says that it is being sent: after the
//     death of a process nothing is sent again, it is asked about;
//   - a fact is told in the transaction of the step that it tells of, so a hearer
//     books once for once;
//   - of what may be asked once only (a bill's settlement) the database keeps one;
//   - the log is appended only.
//
// The world is called from jobs alone, never inside a transaction, at the base
// URL of the account; archwire fake stands there where there is no provider.
package gateways
