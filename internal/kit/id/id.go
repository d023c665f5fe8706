// Package id makes and checks identifiers: UUIDs of version 7, written in
// lower case with dashes, so that they sort by time of making on both databases.
package id

import (
	"encoding/binary"
	"math/rand/v2"
	"regexp"

	"github.com/google/uuid"
)

// New returns a fresh identifier. It panics only if the system has no randomness.
func New() string { return uuid.Must(uuid.NewV7()).String() }

var form = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Valid tells whether s has the written form of an identifier.
func Valid(s string) bool { return form.MatchString(s) }

// Source makes identifiers.
type Source func() string

// Seeded returns a source whose identifiers depend on the seed and on the
// clock alone: the demo clinic gets the same ones at every start. at gives the
// time part in epoch milliseconds.
func Seeded(seed uint64, at func() int64) Source {
	rnd := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	var seq uint16
	return func() string {
		var u uuid.UUID
		ms := uint64(at())
		var t [8]byte
		binary.BigEndian.PutUint64(t[:], ms<<16)
		copy(u[:6], t[:6])
		seq++
		binary.BigEndian.PutUint16(u[6:8], 0x7000|seq&0x0fff)
		binary.BigEndian.PutUint64(u[8:], rnd.Uint64())
		u[8] = u[8]&0x3f | 0x80
		return u.String()
	}
}
