// Package org knows who the group of clinics is: its clinics, the people who
// work there, the roles they hold, and what each role may do. It also carries
// the routes of logging in and of one's own account.
//
// Words:
//   - group: the company at the top; one tenant of the program;
//   - clinic: one shop of the group, own (直营), managed for its owner (托管) or
//     franchised (加盟). A franchised clinic is another legal person: records are
//     shared with it only by the patient's consent (Kind.OtherLegalPerson);
//   - staff: one person who works for the group. The id is the id of the
//     account they log in with;
//   - role: a named set of permissions. Fifteen are built in and follow the
//     program's defaults (auth.Permission.Roles) except where the group has
//     decided otherwise, permission by permission; further ones are the group's
//     own;
//   - holding: a role that somebody holds, in one clinic or for the whole group.
//     A person works in the clinics in which they hold a role; who holds roles
//     for the whole group only belongs to the head office.
//
// Invariants:
//   - the owner holds every permission, always: that role cannot be changed and
//     can be held for the whole group only;
//   - at least one owner stays who can log in and whose employment has no end;
//   - nobody gives or takes what they do not hold themselves: a role, a
//     permission of a role, or access to the account of somebody who may do more;
//   - rights are read from the rows at each request, so that a change counts at
//     the next one; they are held on the days of employment only;
//   - clinics and staff are never deleted: a clinic closes, a person leaves.
//
// All changes of rights of one group are made one after the other (lockRights),
// because each of these rules speaks of more than one row.
package org
