package visits

import (
	"cmp"
	"slices"

	"archwire/internal/kit/span"
)

// Running is a visit of today as the forecast sees it.
type Running struct {
	VisitID  string
	Colour   Colour
	Plan     Plan
	Progress Progress
}

// Absence is a stretch in which a doctor is not there, though on shift.
type Absence struct {
	DoctorID string
	Span     span.Span
}

// Today is what a forecast is made from.
type Today struct {
	Now     int64
	Numbers Numbers
	Lanes   map[string]int // things at hand at once by doctor; absent: 1
	Visits  []Running
	Away    []Absence
}

// Forecast is how a visit will probably run.
type Forecast struct {
	VisitID  string
	Segments []span.Span // one per segment of the pattern
	DoctorAt int64       // when the doctor's hands begin, 0 if never
	End      int64
	Overrun  int    // minutes beyond the planned end
	Behind   string // the visit that it waits for most, "" if none
	ForAway  bool   // it waits for an absent doctor
}

// Foresee plays the rest of the day on. A patient goes into the next place when
// the planned time has come and it is free, and waits there for the doctor;
// a segment begins when the one before is done and, if it is the doctor's, a
// hand is free. Whatever can happen first does, so that a patient who is late
// holds nobody up. Doctors work into their break rather
// than leave a patient; a doctor who is called away in the middle of a segment
// ends it after coming back. Pools are left out: they never run short for long.
// Patients who are not expected any more, or suspected not to come, are left
// out as well. The answers are in the order of the planned start.
func Foresee(in Today) []Forecast {
	s := newPlay(in)
	for {
		v, m := s.earliest()
		if v == nil {
			break
		}
		s.run(v, m)
	}
	var out []Forecast
	for _, v := range s.visits {
		out = append(out, v.forecast())
	}
	return out
}

// play is the state of the day while it is played on.
type play struct {
	Today
	visits []*playing
	places map[string]*hold   // by place
	lanes  map[string][]*hold // by doctor
}

// hold says who has something last and until when.
type hold struct {
	by    string
	until int64 // open end while the visit is in the place
}

type playing struct {
	Running
	plan    []span.Span
	stamped []SegmentTime
	stay    []int // the stay of each segment
	done    []span.Span
	entered int   // the stay that the patient is in, -1 for none yet
	ready   int64 // for the next thing
	behind  string
	waited  int64
	away    bool
}

const never = int64(1) << 62

func newPlay(in Today) *play {
	s := &play{Today: in, places: map[string]*hold{}, lanes: map[string][]*hold{}}
	s.Away = slices.SortedFunc(slices.Values(in.Away), func(a, b Absence) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	for _, r := range in.Visits {
		p := r.Progress
		if p.State == NoShow || p.State == Cancelled || Suspected(p.State, r.Plan.Start, in.Now, in.Numbers) {
			continue
		}
		v := &playing{Running: r, plan: r.Plan.SegmentSpans(), stamped: Compare(r.Plan, p.Actual), entered: -1, ready: r.Plan.Start}
		if p.Actual.InPlaceAt > 0 {
			v.ready = p.Actual.InPlaceAt
		} else {
			v.ready = max(v.ready, in.Now)
		}
		for i, st := range r.Plan.Pattern.Stays() {
			for n := 0; n < st.To-st.From; {
				n += r.Plan.Pattern[len(v.stay)].Units
				v.stay = append(v.stay, i)
			}
		}
		s.visits = append(s.visits, v)
	}
	slices.SortStableFunc(s.visits, func(a, b *playing) int {
		return cmp.Or(cmp.Compare(a.Plan.Start, b.Plan.Start), cmp.Compare(a.VisitID, b.VisitID))
	})
	return s
}

// move is the next thing that happens to a visit: its patient goes into a place,
// or a segment begins.
type move struct {
	at     int64
	enter  bool
	behind string // the visit that it waits for
	away   bool   // it waits for an absent doctor
}

// earliest is the visit whose next move comes first; of equals one whose patient
// is here, then the one that was planned first; nil when all are played.
func (s *play) earliest() (best *playing, next move) {
	for _, v := range s.visits {
		if len(v.done) == len(v.plan) {
			continue
		}
		if m := s.next(v); best == nil || m.at < next.at || (m.at == next.at && v.before(best)) {
			best, next = v, m
		}
	}
	return best, next
}

func (v *playing) before(o *playing) bool {
	if here := !v.Progress.State.Expected(); here == o.Progress.State.Expected() {
		return here
	}
	return v.plan[len(v.done)].Start < o.plan[len(o.done)].Start
}

func (s *play) next(v *playing) move {
	i := len(v.done)
	place := v.place(i)
	m := move{at: v.ready, enter: place != "" && v.entered != v.stay[i]}
	if v.begun(i) {
		if !m.enter && i == v.first() {
			m.at = max(m.at, v.Progress.Actual.StartedAt)
		}
		return m
	}
	// Once a visit has begun early it goes on early; before that its plan holds.
	if v.Progress.Actual.InPlaceAt == 0 {
		m.at = max(m.at, v.plan[i].Start)
	}
	if m.enter {
		if h := s.places[place]; h != nil && h.until > m.at {
			m.at, m.behind = h.until, h.by
		}
		return m
	}
	if v.Plan.Pattern[i].Who == Doctor {
		s.awaitDoctor(v, &m)
	}
	return m
}

func (s *play) awaitDoctor(v *playing, m *move) {
	if v.Progress.Actual.StartedAt == 0 {
		m.at = max(m.at, s.Now)
	}
	if h := s.lane(v.Plan.DoctorID); h.until > m.at {
		m.at, m.behind = h.until, h.by
	}
	for _, a := range s.Away {
		if a.DoctorID == v.Plan.DoctorID && a.Span.Holds(m.at) {
			m.at, m.behind, m.away = a.Span.End, "", true
		}
	}
}

// begun tells whether stamps say that segment i has begun already.
func (v *playing) begun(i int) bool {
	a := v.Progress.Actual
	if a.TreatedAt > 0 || !v.stamped[i].Actual.Empty() || (i == 0 && a.InPlaceAt > 0) {
		return true
	}
	return a.StartedAt > 0 && i <= v.first()
}

// first is the index of the doctor's first segment, -1 if there is none.
func (v *playing) first() int {
	return slices.IndexFunc(v.Plan.Pattern, func(s Segment) bool { return s.Who == Doctor })
}

// place is where segment i is, "" at the desk or online.
func (v *playing) place(i int) string { return v.Plan.Places[v.stay[i]] }

// lane is the doctor's hand that is free first.
func (s *play) lane(doctorID string) *hold {
	if s.lanes[doctorID] == nil {
		for range max(s.Lanes[doctorID], 1) {
			s.lanes[doctorID] = append(s.lanes[doctorID], &hold{})
		}
	}
	return slices.MinFunc(s.lanes[doctorID], func(a, b *hold) int { return cmp.Compare(a.until, b.until) })
}

// run plays the next move of a visit.
func (s *play) run(v *playing, m move) {
	i := len(v.done)
	if waited := m.at - v.ready; m.behind != "" && waited > v.waited {
		v.behind, v.waited = m.behind, waited
	}
	v.away = v.away || m.away
	v.ready = m.at
	if m.enter {
		v.entered = v.stay[i]
		s.places[v.place(i)] = &hold{v.VisitID, never}
		return
	}
	v.ready = s.ends(v, i, m.at)
	v.done = append(v.done, span.Span{Start: m.at, End: v.ready})
	if v.Plan.Pattern[i].Who == Doctor {
		h := s.lane(v.Plan.DoctorID)
		h.by, h.until = v.VisitID, max(h.until, v.ready)
	}
	leaves := i == len(v.plan)-1 || v.stay[i+1] != v.stay[i]
	if v.place(i) != "" && leaves {
		until := v.ready
		if v.Plan.Pattern[i].Where == Chair {
			until += int64(s.Numbers.TurnoverMinutes) * span.Minute
		}
		s.places[v.place(i)] = &hold{v.VisitID, until}
	}
}

// ends is when segment i ends if it begins at an instant.
func (s *play) ends(v *playing, i int, at int64) int64 {
	a := v.Progress.Actual
	last := i == len(v.plan)-1
	if stamped := v.stamped[i].Actual; !stamped.Empty() {
		return max(stamped.End, at)
	}
	if a.TreatedAt > 0 && last {
		return max(a.TreatedAt, at)
	}
	if a.StartedAt > 0 && i < v.first() {
		return max(at, min(a.StartedAt, at+v.plan[i].End-v.plan[i].Start))
	}
	end := at + v.plan[i].End - v.plan[i].Start
	if v.Plan.Pattern[i].Who == Doctor {
		for _, away := range s.Away {
			if away.DoctorID == v.Plan.DoctorID && at < away.Span.Start && away.Span.Start < end {
				end += away.Span.End - away.Span.Start
				v.away = true
			}
		}
	}
	if a.TreatedAt > 0 {
		return min(end, max(a.TreatedAt, at))
	}
	if last && v.Progress.State != Left {
		end = max(end, s.Now)
	}
	return end
}

func (v *playing) forecast() Forecast {
	f := Forecast{VisitID: v.VisitID, Segments: v.done, Behind: v.behind, ForAway: v.away}
	f.End = v.done[len(v.done)-1].End
	f.Overrun = int(max(f.End-v.Plan.End(), 0) / span.Minute)
	for i, s := range v.Plan.Pattern {
		if s.Who == Doctor {
			f.DoctorAt = v.done[i].Start
			break
		}
	}
	return f
}
