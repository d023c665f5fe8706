// Package tooth names teeth, their surfaces and the places in a mouth that a
// finding, a plan or a bill speaks of.
//
// A tooth is written in FDI notation: 11–48 are permanent, 51–85 primary. A
// supernumerary tooth is named by the tooth it stands beside with an "s": 11s.
// Whether a mouth is mixed is a matter of each tooth, not of the person.
package tooth

import (
	"slices"
	"strings"
)

// Tooth is an FDI code: "16", "55", "11s".
type Tooth string

// Parse reads a tooth as it is typed; ok is false for what is none.
func Parse(s string) (t Tooth, ok bool) {
	t = Tooth(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "#")))
	return t, t.Valid()
}

// Valid tells whether there is such a tooth.
func (t Tooth) Valid() bool {
	s := strings.TrimSuffix(string(t), "s")
	if len(s) != 2 {
		return false
	}
	q, n := s[0]-'0', s[1]-'0'
	return q >= 1 && q <= 8 && n >= 1 && (n <= 5 || n <= 8 && q <= 4)
}

// Quadrant is 1 (upper right, of the patient), 2 (upper left), 3 (lower left) or
// 4 (lower right).
func (t Tooth) Quadrant() int { return int(t[0]-'1')%4 + 1 }

// Number counts from the midline: 1–8, in primary teeth 1–5.
func (t Tooth) Number() int { return int(t[1] - '0') }

// Primary tells whether it is a milk tooth.
func (t Tooth) Primary() bool { return t[0] >= '5' }

// Extra tells whether it is supernumerary.
func (t Tooth) Extra() bool { return len(t) == 3 }

// Upper tells whether it stands in the upper arch.
func (t Tooth) Upper() bool { return t.Quadrant() <= 2 }

// Anterior tells whether it is an incisor or a canine: those have an incisal
// edge where the others have an occlusal surface.
func (t Tooth) Anterior() bool { return t.Number() <= 3 }

// Successor is the permanent tooth that takes the place of a primary one.
func (t Tooth) Successor() Tooth {
	if !t.Primary() || t.Extra() {
		return t
	}
	return Tooth([]byte{t[0] - 4, t[1]})
}

// Predecessor is the primary tooth whose place a permanent one takes; ok is false
// where there is none: molars, primary and supernumerary teeth.
func (t Tooth) Predecessor() (p Tooth, ok bool) {
	if t.Primary() || t.Extra() || t.Number() > 5 {
		return "", false
	}
	return Tooth([]byte{t[0] + 4, t[1]}), true
}

// place is the position from the patient's right to left in an arch, 0 at 18
// and 48, 15 at 28 and 38.
func (t Tooth) place() int {
	if q := t.Quadrant(); q == 1 || q == 4 {
		return 8 - t.Number()
	}
	return 7 + t.Number()
}

// rank orders teeth as a chart shows them: the upper arch from the patient's
// right, then the lower; permanent before primary, a supernumerary after the
// one it stands beside.
func (t Tooth) rank() int {
	n := t.place() * 4
	if !t.Upper() {
		n += 1000
	}
	if t.Primary() {
		n += 2
	}
	if t.Extra() {
		n++
	}
	return n
}

// Compare orders teeth as a chart shows them.
func Compare(a, b Tooth) int { return a.rank() - b.rank() }

// Neighbours tells whether b is the next tooth of the same arch, over the
// midline as well: what a bridge or joined crowns may span.
func Neighbours(a, b Tooth) bool {
	if a.Upper() != b.Upper() || a.Extra() || b.Extra() {
		return false
	}
	d := a.place() - b.place()
	return d == 1 || d == -1
}

// Of lists the permanent or primary teeth of a quadrant, from the midline.
func Of(quadrant int, primary bool) []Tooth {
	first, most := byte('0'+quadrant), 8
	if primary {
		first, most = first+4, 5
	}
	out := make([]Tooth, most)
	for i := range out {
		out[i] = Tooth([]byte{first, byte('1' + i)})
	}
	return out
}

// between lists the teeth of one arch from a to b, both of one dentition; nil if
// they are not of one.
func between(a, b Tooth) []Tooth {
	if a.Upper() != b.Upper() || a.Primary() != b.Primary() || a.Extra() || b.Extra() {
		return nil
	}
	row := Row(a.Upper(), a.Primary())
	i, j := slices.Index(row, a), slices.Index(row, b)
	if i > j {
		i, j = j, i
	}
	return row[i : j+1]
}
