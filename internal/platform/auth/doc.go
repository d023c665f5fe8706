// Package auth knows who acts and what they may do.
//
// Words: a group (tenant) of clinics has a group code that people type at
// log-in and a public code that travels in cookies and addresses. An account is
// one person's own access; a session is one device on which that person is
// logged in. A permission ("visits.book") is a right that a use case asks for;
// grants are the permissions of one account, held for the whole group or for
// single clinics. Roles, which are named sets of permissions, live above, in
// the module that knows the clinics; it hands the grants down through GrantsOf.
//
// Invariants:
//   - a password is stored as argon2id with fixed parameters, a session token
//     and every link token as a hash, the secret of the second factor sealed;
//   - an unknown login takes as long as a wrong password, and both get the same
//     answer;
//   - failed log-ins are counted per login and per address, under a lock, so that
//     no number of parallel tries gets more than the rule allows;
//   - a session lives in one group: its cookie names the group by public code,
//     and the look-up is scoped by it;
//   - a change of password or of the second factor ends every other session.
package auth
