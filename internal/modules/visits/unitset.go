package visits

import "math/bits"

// setUnits is how many units a unitSet holds: 320, a day and the hour that a
// change of the clocks may add to it.
const setUnits = 320

// unitSet is a set of a day's units, counted from midnight. Shifting whole days
// against patterns is what makes the fit finder cheap.
type unitSet [setUnits / 64]uint64

func (s *unitSet) add(from, to int) {
	for i := max(from, 0); i < min(to, setUnits); i++ {
		s[i/64] |= 1 << (i % 64)
	}
}

func (s *unitSet) remove(from, to int) {
	for i := max(from, 0); i < min(to, setUnits); i++ {
		s[i/64] &^= 1 << (i % 64)
	}
}

func (s *unitSet) has(i int) bool {
	return i >= 0 && i < setUnits && s[i/64]&(1<<(i%64)) != 0
}

func (s unitSet) and(o unitSet) unitSet {
	for i := range s {
		s[i] &= o[i]
	}
	return s
}

func (s unitSet) or(o unitSet) unitSet {
	for i := range s {
		s[i] |= o[i]
	}
	return s
}

func (s unitSet) less(o unitSet) unitSet {
	for i := range s {
		s[i] &^= o[i]
	}
	return s
}

func (s unitSet) empty() bool { return s == unitSet{} }

// earlier moves every unit n units towards midnight; what leaves the day is lost.
func (s unitSet) earlier(n int) unitSet {
	var out unitSet
	words, rest := n/64, n%64
	for i := 0; i+words < len(s); i++ {
		out[i] = s[i+words] >> rest
		if rest > 0 && i+words+1 < len(s) {
			out[i] |= s[i+words+1] << (64 - rest)
		}
	}
	return out
}

// starts are the units u for which all of [u+from, u+to) is in the set.
func (s unitSet) starts(from, to int) unitSet {
	run, have := s, 1
	for want := to - from; have < want; {
		step := min(have, want-have)
		run = run.and(run.earlier(step))
		have += step
	}
	return run.earlier(from)
}

func (s unitSet) count(from, to int) int {
	var window unitSet
	window.add(from, to)
	n := 0
	for _, w := range s.and(window) {
		n += bits.OnesCount64(w)
	}
	return n
}

// runBefore is how many units in a row, ending before unit i, are in the set;
// it stops counting at most.
func (s *unitSet) runBefore(i, most int) int {
	n := 0
	for n < most && s.has(i-1-n) {
		n++
	}
	return n
}

// runFrom is how many units in a row, from unit i on, are in the set; it stops
// counting at most.
func (s *unitSet) runFrom(i, most int) int {
	n := 0
	for n < most && s.has(i+n) {
		n++
	}
	return n
}

// each calls f for every unit of the set in order until f says stop.
func (s unitSet) each(f func(unit int) bool) {
	for i, w := range s {
		for w != 0 {
			b := bits.TrailingZeros64(w)
			if !f(i*64 + b) {
				return
			}
			w &^= 1 << b
		}
	}
}
