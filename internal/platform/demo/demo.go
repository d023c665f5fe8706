// Package demo carries what a module needs to furnish the demo clinic: a seed,
// a span of time and a way to tell of progress. Nothing else: a module makes its
// demo data through its own use cases, in the order of the floors, so that the
// demo can hold nothing the program could not have made.
package demo

import (
	"math/rand/v2"
	"time"

	"archwire/internal/kit/civil"
)

// World is the stage of the demo.
type World struct {
	Tenant   string
	Seed     uint64
	Zone     *time.Location
	Today    civil.Day // the reference day
	From, To civil.Day // first day of history, last day of bookings
	Patients int       // how many patients the group has
	Progress func(module string, done, total int)
	// Put and Get hand values up the floors: org puts its clinics and staff,
	// patients its people, under keys the module documents.
	shelf map[string]any
}

// Put leaves a value for higher floors.
func (w *World) Put(key string, v any) {
	if w.shelf == nil {
		w.shelf = map[string]any{}
	}
	w.shelf[key] = v
}

// Get reads what a lower floor left; a missing or mistyped value is a
// programming error and panics.
func Get[T any](w *World, key string) T { return w.shelf[key].(T) }

// Rand is a generator of the module's own: what one module draws does not
// change what another gets.
func (w *World) Rand(module string) *rand.Rand {
	h := uint64(14695981039346656037)
	for _, c := range []byte(module) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(w.Seed, h))
}

// Step tells of progress.
func (w *World) Step(module string, done, total int) {
	if w.Progress != nil {
		w.Progress(module, done, total)
	}
}
