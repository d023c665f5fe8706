package visits

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Wanted is a visit that is to find its place on a day.
type Wanted struct {
	VisitID   string
	PatientID string
	Template  Template
	Doctors   []string
	SchoolAge bool
}

// Packing is what Pack made of a list.
type Packing struct {
	Booked   []Booking // in the order in which they were placed
	Unplaced []Wanted
}

// Pack places the wanted visits on the day one by one, those that need the
// doctor longest first and otherwise in the given order, each at its first
// accepted start, and takes what they hold. The doctor is the only scarce thing
// on a full day, so that large pieces first is enough. Appliances count as arrived.
func Pack(day *DayState, list []Wanted) Packing { return pack(day, list, true) }

// PackEvenly is Pack with each visit at its best start instead of its first, as a
// desk books that follows the fit finder: the day is as full, and more even.
func PackEvenly(day *DayState, list []Wanted) Packing { return pack(day, list, false) }

func pack(day *DayState, list []Wanted, soonest bool) Packing {
	order := slices.Clone(list)
	slices.SortStableFunc(order, func(a, b Wanted) int {
		return cmp.Compare(b.Template.Pattern.MinutesOf(Doctor), a.Template.Pattern.MinutesOf(Doctor))
	})
	var out Packing
	for _, w := range order {
		fits := Find([]*DayState{day}, Query{
			Template: w.Template, PatientID: w.PatientID, SchoolAge: w.SchoolAge, ApplianceArrived: true,
			Doctors: w.Doctors, Soonest: soonest, Limit: 1,
		})
		if len(fits) == 0 {
			out.Unplaced = append(out.Unplaced, w)
			continue
		}
		b := Booking{VisitID: w.VisitID, PatientID: w.PatientID, Template: w.Template, Plan: fits[0].Plan,
			SchoolAge: w.SchoolAge, ApplianceArrived: true}
		held, err := day.HoldOf(b)
		if err != nil {
			out.Unplaced = append(out.Unplaced, w)
			continue
		}
		day.Take(held)
		out.Booked = append(out.Booked, b)
	}
	return out
}

// Shuffled is the list in an order that depends on the seed alone.
func Shuffled(list []Wanted, seed uint64) []Wanted {
	out := slices.Clone(list)
	r := rand.New(rand.NewPCG(seed, 0x61726368))
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// Usage is how much of something a day used, in minutes.
type Usage struct{ Used, Offered int }

// Percent is Used of Offered, 0 if nothing is offered.
func (u Usage) Percent() int {
	if u.Offered == 0 {
		return 0
	}
	return (100*u.Used + u.Offered/2) / u.Offered
}

// HandsUsage is how much of one doctor's hands the day uses within the shift.
func (s *DayState) HandsUsage(doctorID string) Usage {
	d := s.doctors[doctorID]
	if d == nil {
		return Usage{}
	}
	u := Usage{Offered: d.work.count(0, setUnits) * UnitMinutes * d.Lanes}
	for _, n := range d.at {
		u.Used += int(n) * UnitMinutes
	}
	return u
}

// PoolUsage is how much of a pool the day uses, turnover included.
func (s *DayState) PoolUsage(who Who) Usage {
	var u Usage
	if s.have[who] == nil {
		return u
	}
	for i := range setUnits {
		u.Offered += int(s.have[who][i]) * UnitMinutes
		u.Used += int(s.need[who][i]) * UnitMinutes
	}
	return u
}

// PlaceUsage is how much of the places of a kind and area the day uses,
// turnover included.
func (s *DayState) PlaceUsage(where Where, area Area) Usage {
	var u Usage
	for _, p := range s.places {
		if p.Where == where && (area == "" || p.Area == area) {
			u.Offered += p.open.count(0, setUnits) * UnitMinutes
			u.Used += p.busy.count(0, setUnits) * UnitMinutes
		}
	}
	return u
}
