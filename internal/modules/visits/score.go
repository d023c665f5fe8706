package visits

import "archwire/internal/kit/span"

// What each quality of a fit weighs. The wish and the sibling come first,
// because a person asked for them; then the doctor's minutes, the scarce thing.
const (
	weighBeside = 40
	weighWished = 30
	weighDense  = 30
	weighEven   = 15
	weighNoGap  = 20
	weighWait   = 4 // taken off for every unit alone in the chair
)

// score is the worth of a start.
func (l *look) score(unit int) int {
	q := l.quality(unit)
	v := weighBeside*q.beside + weighWished*q.wished + weighDense*q.dense + weighEven*q.even + weighNoGap*q.noGap
	return int(v+0.5) - weighWait*l.wait
}

// quality is how good a start is, each from 0 to 1.
type quality struct{ beside, wished, dense, even, noGap float64 }

func (l *look) quality(unit int) quality {
	q := quality{dense: l.dense(unit), even: l.even(unit), noGap: 1}
	at := l.day.instant(unit)
	if l.q.Wished > 0 {
		hours := float64(max(at-l.q.Wished, l.q.Wished-at)) / float64(span.Hour)
		q.wished = 1 / (1 + hours)
	}
	end := at + int64(l.pattern.Units())*span.Unit
	for _, s := range l.q.Beside {
		// Siblings come together: at the same time or one after the other.
		near := min(gap(at, s.End), gap(end, s.Start), gap(at, s.Start))
		if near <= 10*span.Minute {
			q.beside = 1
		}
	}
	if len(l.kinds) > 0 {
		sum := 0.0
		for i := range l.kinds {
			_, v := l.bestPlace(&l.kinds[i], unit)
			sum += v
		}
		q.noGap = sum / float64(len(l.kinds))
	}
	return q
}

func gap(a, b int64) int64 { return max(a-b, b-a) }

// dense is the share of the doctor's runs that touch work on one side, less
// half of those that leave a single unit, in which nobody can be treated.
func (l *look) dense(unit int) float64 {
	if len(l.hands) == 0 {
		return 0
	}
	v := 0.0
	for _, h := range l.hands {
		before, after := l.free.runBefore(unit+h.From, 3), l.free.runFrom(unit+h.To, 3)
		if before == 0 || after == 0 {
			v++
		}
		if before == 1 || after == 1 {
			v -= 0.5
		}
	}
	return max(v, 0) / float64(len(l.hands))
}

// even is how free the doctor is in the two hours around the start.
func (l *look) even(unit int) float64 {
	if len(l.hands) == 0 {
		return 0
	}
	at := unit + l.hands[0].From
	work := l.doctor.work.count(at-12, at+12)
	if work == 0 {
		return 0
	}
	return float64(l.free.count(at-12, at+12)) / float64(work)
}

// bestPlace is the place of a kind with the fewest useless holes beside the
// visit, the first of equals; v is 1 without one, 0.5 with one, 0 with two.
func (l *look) bestPlace(k *kindLook, unit int) (best int, v float64) {
	best, v = -1, -1
	usable := l.day.Numbers.UsableGapMinutes / UnitMinutes
	if k.where == Chair {
		usable += l.day.Numbers.turnoverUnits()
	}
	for i := range k.places {
		if !k.starts[i].has(unit) {
			continue
		}
		worst := 1.0
		for _, s := range k.stays {
			one := 1.0
			if n := k.free[i].runBefore(unit+s.From, usable); n > 0 && n < usable {
				one -= 0.5
			}
			if n := k.free[i].runFrom(unit+s.To, usable); n > 0 && n < usable {
				one -= 0.5
			}
			worst = min(worst, one)
		}
		if worst > v {
			best, v = i, worst
		}
	}
	return best, v
}

// fit makes the answer of a start: its places and its reasons.
func (l *look) fit(unit int) Fit {
	at := l.day.instant(unit)
	p := Plan{Pattern: l.pattern, Start: at, DoctorID: l.id, Places: make([]string, len(l.stays))}
	for i := range l.kinds {
		k := &l.kinds[i]
		best, _ := l.bestPlace(k, unit)
		for j, s := range l.stays {
			if s.Where == k.where {
				p.Places[j] = k.places[best].ID
			}
		}
	}
	return Fit{Date: l.day.Date, Plan: p, Reasons: l.reasons(unit)}
}

func (l *look) reasons(unit int) []Reason {
	q := l.quality(unit)
	var out []Reason
	for _, r := range []struct {
		holds bool
		why   Reason
	}{
		{q.beside == 1, ReasonBeside},
		{q.wished >= 1/1.5, ReasonWished},
		{q.dense == 1, ReasonDense},
		{len(l.hands) > 0 && q.even >= l.meanFree(), ReasonEven},
		{len(l.kinds) > 0 && q.noGap == 1, ReasonNoGap},
		{len(l.kinds) > 0 && l.wait == 0 && l.pattern.MinutesOf(Nobody) == 0, ReasonNoWait},
	} {
		if r.holds {
			out = append(out, r.why)
		}
	}
	return out
}

// meanFree is how free the doctor is over the whole day.
func (l *look) meanFree() float64 {
	work := l.doctor.work.count(0, setUnits)
	if work == 0 {
		return 0
	}
	return float64(l.free.count(0, setUnits)) / float64(work)
}
