// Package app is the roof: it reads the configuration, builds platform and
// modules from the bottom up (modules.go reads as the map of the program),
// serves, and holds the tests that speak of all modules at once: floors,
// translations, migrations in both dialects, and the matrix that proves for
// every route that another group, clinic or role gets nothing.
package app
