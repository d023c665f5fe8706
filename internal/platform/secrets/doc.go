// Package secrets seals what must not be read from a stolen database or backup.
//
// The Vault holds the keys of one installation. They live in a small file of
// mode 0600 outside the data directory, made at the first start; each sealed
// text begins with the id of its key, so that a key can be added (archwire keys
// add) while older texts stay readable. Whoever keeps a backup of the database keeps the
// key file too, elsewhere: without it the sealed columns are lost.
//
// Three uses:
//   - Seal and Open: one value (a telephone number, the secret of a second
//     factor), bound to the place where it is stored, so that a sealed text
//     copied to another row does not open;
//   - Mac: a keyed digest by which a sealed number is found again, as a whole or
//     by its last four digits;
//   - SealFor and OpenFor: values under a key of one subject (a patient). Drop
//     forgets that key, and with it everything sealed for the subject is
//     unreadable at once, wherever it is stored: this is erasure.
//
// What Drop cannot reach are copies of the database made before it: a backup is
// erased when it is replaced, and PostgreSQL and SQLite keep the old page until
// it is vacuumed or written over.
package secrets
