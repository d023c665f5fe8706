package visits

import (
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// Day is everything that decides about bookings of one clinic on one day, as
// plain slices: a store fills two weeks of them from one round trip.
type Day struct {
	ClinicID  string
	Date      civil.Day
	Zone      *time.Location
	Now       int64  // epoch milliseconds
	Closed    string // why the clinic is closed that day, "" if it is open
	SchoolDay bool   // children are at school
	Numbers   Numbers
	Places    []Place
	Doctors   []DoctorDay
	Staff     []Shift // people of the pools; doctors stand in Doctors
	Held      []Held
}

// DoctorDay is one doctor's day at this clinic.
type DoctorDay struct {
	ID       string
	Lanes    int         // things at hand at once; 0 counts as 1
	Free     []span.Span // shifts at this clinic without breaks
	Template DayTemplate
}

// Held is what one visit or block already has. A visit of another clinic that
// takes a doctor of this one stands here with its doctor claims alone.
type Held struct {
	VisitID   string // or the block's id
	PatientID string
	DoctorID  string
	Code      string // of its template
	Category  string
	Block     string // the reason of a block, "" for a visit
	Span      span.Span
	Claims    []Claim
	Needs     []Need
}

// DayState is a day made ready for questions. It is not safe for concurrent
// change; reading from several goroutines is.
type DayState struct {
	Day
	midnight int64
	places   map[string]*placeUnits
	doctors  map[string]*doctorUnits
	have     map[Who]*[setUnits]int16
	need     map[Who]*[setUnits]int16
}

type placeUnits struct {
	Place
	open, busy unitSet
}

type doctorUnits struct {
	DoctorDay
	work unitSet
	at   [setUnits]int16 // things at hand
	full unitSet         // no lane left
}

// Prepare makes the day ready for Check and Find. The slices of the day are
// read, never changed.
func (d Day) Prepare() *DayState {
	s := &DayState{
		Day: d, midnight: d.Date.At(0, d.Zone),
		places: map[string]*placeUnits{}, doctors: map[string]*doctorUnits{},
		have: map[Who]*[setUnits]int16{}, need: map[Who]*[setUnits]int16{},
	}
	s.Held = nil
	for _, p := range d.Places {
		u := &placeUnits{Place: p}
		for _, o := range p.Open {
			u.open.add(s.inner(o))
		}
		s.places[p.ID] = u
	}
	for _, doc := range d.Doctors {
		doc.Lanes = max(doc.Lanes, 1)
		u := &doctorUnits{DoctorDay: doc}
		for _, f := range doc.Free {
			u.work.add(s.inner(f))
		}
		s.doctors[doc.ID] = u
	}
	for _, w := range Pools {
		s.have[w], s.need[w] = new([setUnits]int16), new([setUnits]int16)
	}
	for _, p := range d.Staff {
		for _, f := range p.Free() {
			if units := s.have[p.Who]; units != nil {
				from, to := s.inner(f)
				count(units, from, to, 1)
			}
		}
	}
	for _, h := range d.Held {
		s.Take(h)
	}
	return s
}

// inner is the units wholly within a span: what is offered.
func (s *DayState) inner(x span.Span) (from, to int) {
	return int((x.Start - s.midnight + span.Unit - 1) / span.Unit), int((x.End - s.midnight) / span.Unit)
}

// outer is the units that a span touches: what is taken.
func (s *DayState) outer(x span.Span) (from, to int) {
	return int((x.Start - s.midnight) / span.Unit), int((x.End - s.midnight + span.Unit - 1) / span.Unit)
}

func (s *DayState) instant(unit int) int64 { return s.midnight + int64(unit)*span.Unit }

func count(units *[setUnits]int16, from, to int, by int16) {
	for i := max(from, 0); i < min(to, setUnits); i++ {
		units[i] += by
	}
}

// Take adds what a visit or block holds to the day.
func (s *DayState) Take(h Held) {
	s.Held = append(s.Held, h)
	s.move(h, 1)
}

// Release takes what the visit held out of the day; unknown ids are nothing.
func (s *DayState) Release(visitID string) {
	s.Held = slices.DeleteFunc(slices.Clone(s.Held), func(h Held) bool {
		if h.VisitID == visitID {
			s.move(h, -1)
		}
		return h.VisitID == visitID
	})
}

func (s *DayState) move(h Held, by int16) {
	for _, c := range h.Claims {
		from, to := s.outer(c.Span)
		if id, ok := PlaceOf(c.Resource); ok && s.places[id] != nil {
			// Claims of one place never overlap, so a set is enough to count them.
			if by > 0 {
				s.places[id].busy.add(from, to)
			} else {
				s.places[id].busy.remove(from, to)
			}
		}
		if id, _, ok := DoctorOf(c.Resource); ok && s.doctors[id] != nil {
			d := s.doctors[id]
			count(&d.at, from, to, by)
			for i := max(from, 0); i < min(to, setUnits); i++ {
				if d.at[i] >= int16(d.Lanes) {
					d.full.add(i, i+1)
				} else {
					d.full.remove(i, i+1)
				}
			}
		}
	}
	for _, n := range h.Needs {
		if units := s.need[n.Who]; units != nil {
			from, to := s.outer(n.Span)
			count(units, from, to, by)
		}
	}
}

// Without is the day as it would be without that visit; the day itself is not
// changed. It is the day in which a visit is moved.
func (s *DayState) Without(visitID string) *DayState {
	d := s.Day
	d.Held = slices.DeleteFunc(slices.Clone(s.Held), func(h Held) bool { return h.VisitID == visitID })
	return d.Prepare()
}

// HoldOf is what a booking takes once it is accepted, lanes chosen among those
// that are free. Faults: those of Plan.Validate, DoctorTaken.
func (s *DayState) HoldOf(b Booking) (Held, error) {
	if err := b.Plan.Validate(); err != nil {
		return Held{}, err
	}
	turnover := s.Numbers.TurnoverMinutes
	lanes := 1
	if d := s.doctors[b.Plan.DoctorID]; d != nil {
		lanes = d.Lanes
	}
	hands, ok := b.Plan.HandsClaims(lanes, func(lane int, unit span.Span) bool {
		r := LaneResource(b.Plan.DoctorID, lane)
		return slices.ContainsFunc(s.Held, func(h Held) bool {
			return h.VisitID != b.VisitID && slices.ContainsFunc(h.Claims, func(c Claim) bool {
				return c.Resource == r && c.Span.Overlaps(unit)
			})
		})
	})
	if !ok {
		return Held{}, DoctorTaken.With("doctor", b.Plan.DoctorID)
	}
	return Held{
		VisitID: b.VisitID, PatientID: b.PatientID, DoctorID: b.Plan.DoctorID,
		Code: b.Template.Code, Category: b.Template.Category, Span: b.Plan.Span(),
		Claims: append(b.Plan.PlaceClaims(turnover), hands...), Needs: b.Plan.Needs(turnover),
	}, nil
}

// HalfHour is how much of a pool is needed and there in the busiest unit of a
// half hour.
type HalfHour struct {
	Start      int64
	Need, Have int
}

// Load is the pool's need and offer between two instants, by half hours; Doctor
// sums the hands of all doctors.
func (s *DayState) Load(who Who, from, to int64) []HalfHour {
	var out []HalfHour
	for t := from; t < to; t += 30 * span.Minute {
		a, b := s.outer(span.Span{Start: t, End: min(t+30*span.Minute, to)})
		h := HalfHour{Start: t, Have: -1}
		for u := max(a, 0); u < min(b, setUnits); u++ {
			need, have := s.unitLoad(who, u)
			if h.Have < 0 || need-have > h.Need-h.Have || (need-have == h.Need-h.Have && need > h.Need) {
				h.Need, h.Have = need, have
			}
		}
		h.Have = max(h.Have, 0)
		out = append(out, h)
	}
	return out
}

func (s *DayState) unitLoad(who Who, unit int) (need, have int) {
	if who != Doctor {
		if s.have[who] == nil {
			return 0, 0
		}
		return int(s.need[who][unit]), int(s.have[who][unit])
	}
	for _, d := range s.doctors {
		need += int(d.at[unit])
		if d.work.has(unit) {
			have += d.Lanes
		}
	}
	return need, have
}
