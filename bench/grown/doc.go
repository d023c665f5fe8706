// Package grown makes a group that has worked for years: a hundred thousand
// patients, four hundred thousand visits with signed records, a million executed
// items with their plans, bills, receipts, allocations, journal and closings.
//
// Making them through the use cases would take a day; what those would have
// written is written here in bulk, day by day, in the order of time, by the rules
// that the modules export (the steps of an item, the form of ids). Proven tells
// whether what came out is a clinic's: keys, sums and books.
//
// Left out, because nothing that is measured reads them: facts, audit and history
// of the past, claims of past days, images.
package grown
