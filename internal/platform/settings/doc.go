// Package settings keeps the numbers and choices that a clinic may change.
//
// A setting is declared as a value by the module that obeys it, with default,
// unit, bounds and the source of the default; it is read through the
// transaction and never cached:
//
//	var NoShow = settings.Setting{Key: "visits.no_show_minutes", Kind: settings.Minutes,
//		Default: 30, Unit: "min", Min: 5, Max: 240, PerClinic: true, Source: settings.House} // why 30
//
//	wait, err := NoShow.Int(tx, clinic)      // one
//	all, err := settings.Of(tx, clinic)      // many in one query: all.Int(NoShow), all.Bool(…)
//
// The clinic's own value comes first, then the group's, then the default. Only
// values that differ by decision are stored; every change is audited. Title and
// explanation of a setting are translated as "setting.<key>" and
// "setting.<key>.help".
package settings
