// Package db is the data door: the only way from a use case to a database.
//
// One meaning on two databases: SQLite (embedded, one clinic group) and
// PostgreSQL (chains, hosting). A use case opens exactly one transaction:
//
//	err := s.DB.Write(ctx, func(tx *db.Tx) error { … })
//
// The transaction knows the tenant (the group of clinics), the clinics that the
// actor may see, the actor and the time. Every query built through it is scoped
// already: the door adds "AND tenant" around whatever the caller writes, and
// "AND clinic" for tables that have a clinic_id column. Two nets hang below:
// row-level security on PostgreSQL, and on SQLite a guard that asks the engine
// itself which columns a statement reads and refuses one that touches a tenant's
// table without tenant_id.
//
// Rules of the house:
//   - fn may run twice (a deadlock or serialization failure is retried once), so
//     it touches nothing but the transaction;
//   - a Write inside a Write is an error; the world (files, network) is never
//     called inside;
//   - promises are constraints: Violated tells which one spoke, by the same name
//     on both databases; what to tell the user is looked up in a new Read;
//   - keys lead with tenant_id; ids are UUIDv7 text; instants are int64 epoch
//     milliseconds; days are text 2026-11-22 of the clinic's zone; money is int64
//     fen; booleans are BOOLEAN.
package db
