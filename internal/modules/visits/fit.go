package visits

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// Query is what the fit finder looks for.
type Query struct {
	Template         Template
	Pattern          Pattern // with add-ons and its own length; empty: the template's
	VisitID          string  // the visit that is to be moved, "" for a new one
	PatientID        string
	SchoolAge        bool
	ApplianceArrived bool

	Doctors   []string    // in order of preference; empty: every doctor of the day
	Places    []string    // only these, where a kind is named at all; empty: any
	Tags      []string    // a place of the visit must bear all of them
	Parts     []Part      // the start lies in one of them; empty: any
	NotBefore int64       // how soon the patient can be there
	Wished    int64       // the instant that the patient would like best, 0 if none
	Beside    []span.Span // visits of siblings; starting or ending beside one is best

	Soonest bool // order by time, not by score
	Limit   int  // so many answers; 0: five
	Apart   int  // minutes between two answers of one doctor on one day
}

// Part is a part of the day, [From, To).
type Part struct{ From, To civil.Clock }

// Reason says why a fit is good; its text is visits.fit.reason.<reason>.
type Reason string

// The reasons, in the order in which they weigh.
const (
	ReasonBeside  Reason = "beside"  // next to a sibling's visit
	ReasonWished  Reason = "wished"  // within half an hour of the wish
	ReasonDense   Reason = "dense"   // the doctor goes on without a break
	ReasonEven    Reason = "even"    // in an hour that has less than the day's mean
	ReasonNoGap   Reason = "no_gap"  // leaves no hole that is of no use
	ReasonNoWait  Reason = "no_wait" // nobody sits alone in the chair
	ReasonSoonest Reason = "soonest" // on the first day that has room
)

// Fit is a place in the schedule that Check accepts.
type Fit struct {
	Date    civil.Day
	Plan    Plan
	Score   int // higher is better, about 0 to 150
	Reasons []Reason
}

// Find lists the best fits over the prepared days, best first. Every one passes
// Check; a visit stays in one place of a kind however often it comes back to
// it. A template that waits for its appliance has no fits where the clinic
// refuses such bookings.
func Find(days []*DayState, q Query) []Fit {
	if q.Pattern == nil {
		q.Pattern = q.Template.Pattern
	}
	if q.Pattern.Validate() != nil {
		return nil
	}
	var all []candidate
	for i, day := range days {
		if q.VisitID != "" && slices.ContainsFunc(day.Held, func(h Held) bool { return h.VisitID == q.VisitID }) {
			day = day.Without(q.VisitID)
		}
		all = append(all, day.candidates(q, i)...)
	}
	slices.SortFunc(all, func(a, b candidate) int {
		byTime := cmp.Compare(a.start(), b.start())
		if q.Soonest {
			return cmp.Or(byTime, cmp.Compare(b.score, a.score), cmp.Compare(a.rank, b.rank))
		}
		return cmp.Or(cmp.Compare(b.score, a.score), byTime, cmp.Compare(a.rank, b.rank))
	})
	return pick(all, q)
}

// Explain gives a refused booking its next n ways out: the soonest fits at or
// after the wanted start.
func Explain(days []*DayState, q Query, wanted int64, n int) []Fit {
	q.NotBefore, q.Soonest, q.Limit, q.Apart = max(q.NotBefore, wanted), true, n, 0
	return Find(days, q)
}

// candidate is a fit before anybody asked for its reasons.
type candidate struct {
	look  *look
	day   int // index of the day
	rank  int // of the doctor in the query
	unit  int
	score int
}

func (c candidate) start() int64 { return c.look.day.instant(c.unit) }

// pick takes the first answers of an ordered list, keeping them apart.
func pick(all []candidate, q Query) []Fit {
	limit := q.Limit
	if limit <= 0 {
		limit = 5
	}
	soonest := -1
	for _, c := range all {
		if soonest < 0 || c.day < soonest {
			soonest = c.day
		}
	}
	var taken []candidate
	var out []Fit
	for _, c := range all {
		if len(out) == limit {
			break
		}
		if slices.ContainsFunc(taken, func(t candidate) bool {
			near := int64(q.Apart) * span.Minute
			gap := c.start() - t.start()
			return t.rank == c.rank && (gap == 0 || (-near < gap && gap < near))
		}) {
			continue
		}
		taken = append(taken, c)
		f := c.look.fit(c.unit)
		f.Score = c.score
		if c.day == soonest {
			f.Reasons = append(f.Reasons, ReasonSoonest)
		}
		out = append(out, f)
	}
	return out
}

// candidates are the day's accepted starts for every allowed doctor and every
// length of waiting, scored.
func (s *DayState) candidates(q Query, index int) []candidate {
	if s.Closed != "" || (q.Template.NeedsAppliance && !q.ApplianceArrived && s.Numbers.ApplianceBlocks) {
		return nil
	}
	var out []candidate
	for rank, id := range s.askedDoctors(q) {
		var seen unitSet
		for wait := 0; wait <= s.Numbers.MaxWaitMinutes/UnitMinutes; wait++ {
			p := q.Pattern.waiting(wait)
			if wait > 0 && p.Units() == q.Pattern.Units() || p.Units() > MaxUnits {
				break
			}
			l := s.look(q, p, id)
			l.wait = wait
			// A longer wait is only of use where a shorter one does not fit.
			l.starts.less(seen).each(func(unit int) bool {
				out = append(out, candidate{l, index, rank, unit, l.score(unit) - 2*index})
				return true
			})
			seen = seen.or(l.starts)
		}
	}
	return out
}

// askedDoctors are the doctors to try. A pattern without the doctor's hands
// needs none, but one that is asked for keeps their day template.
func (s *DayState) askedDoctors(q Query) []string {
	if len(q.Doctors) > 0 {
		return q.Doctors
	}
	if q.Pattern.MinutesOf(Doctor) == 0 {
		return []string{""}
	}
	var out []string
	for _, d := range s.Doctors {
		out = append(out, d.ID)
	}
	return out
}

// look is one pattern held against one day and one doctor.
type look struct {
	day     *DayState
	q       Query
	pattern Pattern
	stays   []Stay
	doctor  *doctorUnits // nil if not of this day
	id      string       // the doctor's
	hands   []Stay       // the doctor's runs; only From and To are used
	free    unitSet      // the doctor's hands
	kinds   []kindLook
	starts  unitSet
	wait    int
}

// kindLook is one kind of place with the places of it that could serve.
type kindLook struct {
	where  Where
	stays  []Stay
	places []*placeUnits
	free   []unitSet // what is free of each place
	starts []unitSet // where the visit may start for each place
}

func (s *DayState) look(q Query, p Pattern, doctorID string) *look {
	l := &look{day: s, q: q, pattern: p, stays: p.Stays(), doctor: s.doctors[doctorID], id: doctorID}
	at := 0
	for _, seg := range p {
		if seg.Who == Doctor {
			l.hands = append(l.hands, Stay{From: at, To: at + seg.Units})
		}
		at += seg.Units
	}
	l.starts = s.openStarts(q)
	l.askDoctor()
	l.askPools()
	l.askPlaces()
	l.askTemplate()
	return l
}

// openStarts are the units that are not over and within the parts that were asked for.
func (s *DayState) openStarts(q Query) unitSet {
	var out unitSet
	first := int((max(s.Now-span.Unit+1, q.NotBefore) - s.midnight + span.Unit - 1) / span.Unit)
	if len(q.Parts) == 0 {
		out.add(first, setUnits)
	}
	for _, p := range q.Parts {
		from, to := s.outer(span.Span{Start: s.Date.At(p.From, s.Zone), End: s.Date.At(p.To, s.Zone)})
		out.add(max(from, first), to)
	}
	return out
}

func (l *look) askDoctor() {
	if len(l.hands) == 0 {
		return
	}
	if l.doctor == nil {
		l.starts = unitSet{}
		return
	}
	l.free = l.doctor.work.less(l.doctor.full)
	for _, k := range l.doctor.Template.Kept {
		if kept := l.day.keptSpan(k); k.Category != l.q.Template.Category && !kept.Empty() {
			l.free.remove(l.day.outer(kept))
		}
	}
	for _, h := range l.hands {
		l.starts = l.starts.and(l.free.starts(h.From, h.To))
	}
}

// askPools leaves the starts at which each pool has as many as the pattern
// needs in each of its units: a turnover may fall together with a later segment.
func (l *look) askPools() {
	turnover := l.day.Numbers.turnoverUnits()
	for _, who := range Pools {
		var want [MaxUnits + 16]int16
		most := int16(0)
		add := func(from, to int) {
			for i := from; i < to; i++ {
				want[i]++
				most = max(most, want[i])
			}
		}
		at := 0
		for _, seg := range l.pattern {
			if seg.Who == who {
				add(at, at+seg.Units)
			}
			at += seg.Units
		}
		for _, s := range l.stays {
			if who == Assistant && s.Where == Chair {
				add(s.To, s.To+turnover)
			}
		}
		for level := int16(1); level <= most; level++ {
			l.askLevel(who, want[:], level)
		}
	}
}

func (l *look) askLevel(who Who, want []int16, level int16) {
	var spare unitSet
	have, need := l.day.have[who], l.day.need[who]
	for i := range setUnits {
		if have[i]-need[i] >= level {
			spare.add(i, i+1)
		}
	}
	for from := 0; from < len(want); from++ {
		to := from
		for to < len(want) && want[to] >= level {
			to++
		}
		if to > from {
			l.starts = l.starts.and(spare.starts(from, to))
			from = to
		}
	}
}

func (l *look) askPlaces() {
	for _, s := range l.stays {
		if !s.Where.Claimed() {
			continue
		}
		if s.Where == Chair {
			s.To += l.day.Numbers.turnoverUnits()
		}
		i := slices.IndexFunc(l.kinds, func(k kindLook) bool { return k.where == s.Where })
		if i < 0 {
			i = len(l.kinds)
			l.kinds = append(l.kinds, kindLook{where: s.Where})
		}
		l.kinds[i].stays = append(l.kinds[i].stays, s)
	}
	for i := range l.kinds {
		k := &l.kinds[i]
		var any unitSet
		for _, p := range l.day.askedPlaces(l.q, k.where) {
			free := p.open.less(p.busy)
			starts := l.starts
			for _, s := range k.stays {
				starts = starts.and(free.starts(s.From, s.To))
			}
			k.places, k.free, k.starts = append(k.places, p), append(k.free, free), append(k.starts, starts)
			any = any.or(starts)
		}
		l.starts = l.starts.and(any)
	}
}

// askedPlaces are the places of a kind that the query allows, in their order.
// A list of chairs says nothing about rooms: it bounds the kinds it names.
func (s *DayState) askedPlaces(q Query, where Where) []*placeUnits {
	named := slices.ContainsFunc(q.Places, func(id string) bool { return s.places[id] != nil && s.places[id].Where == where })
	var out []*placeUnits
	for i := range s.Places {
		p := s.places[s.Places[i].ID]
		if p.Where != where || (named && !slices.Contains(q.Places, p.ID)) {
			continue
		}
		if p.Area != "" && q.Template.Area != "" && p.Area != q.Template.Area && !named {
			continue
		}
		if where == Chair && slices.ContainsFunc(q.Tags, func(t string) bool { return !slices.Contains(p.Tags, t) }) {
			continue
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b *placeUnits) int { return cmp.Compare(a.Position, b.Position) })
	return out
}

func (l *look) askTemplate() {
	if l.doctor == nil || l.starts.empty() {
		return
	}
	b := Booking{Template: l.q.Template, SchoolAge: l.q.SchoolAge}
	rules, full := l.doctor.Template.bound(b.caller(l.day.SchoolDay), startedIn(l.day.Held, l.id))
	if full != "" {
		l.starts = unitSet{}
		return
	}
	if len(rules) == 0 {
		return
	}
	l.starts.each(func(unit int) bool {
		if broken(rules, civil.ClockOf(l.day.instant(unit), l.day.Zone)) != "" {
			l.starts.remove(unit, unit+1)
		}
		return true
	})
}
