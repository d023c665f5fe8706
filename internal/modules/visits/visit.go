package visits

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// EndRescheduled is the end of a visit that was moved to another day: a new
// visit follows it, and neither patient nor clinic is blamed.
const EndRescheduled End = "rescheduled"

// Visit is one coming of one patient as it is kept.
type Visit struct {
	ID         string
	Version    int64
	Clinic     string
	Day        civil.Day // of the start, in the clinic's zone
	Patient    string
	TemplateID string
	Code       string // of the template, as it was when booked
	Category   string
	Colour     Colour // with its add-ons
	First      bool   // the patient comes for the first time (初诊)
	AddOns     []string
	Plan       Plan
	Turnover   int // minutes planned after each stay in a chair
	Appliance  bool
	SchoolAge  bool
	Progress   Progress
	ReleasedAt int64 // when it gave back what it no longer needed, 0 = it holds all
	SuspectAt  int64 // when the system looks whether the patient came, 0 = never
	ParkedAt   int64 // on the shelf since: it holds nothing and is on no board
	Ended      End
	Charged    bool
	TimeLocked bool // its length was set by hand and is not computed anew
	Override   string
	Note       string
	Wishes     string
	Together   string // shared by visits that were booked together
	Follows    string // the visit that this one replaces
	CreatedAt  int64
	CreatedBy  string
}

// Live tells whether the visit still stands to be done: neither ended nor on
// the shelf.
func (v Visit) Live() bool { return !v.Progress.State.Ended() && v.ParkedAt == 0 }

// Chairs are the places of the plan that are chairs.
func (v Visit) Chairs() map[string]bool {
	out := map[string]bool{}
	for i, s := range v.Plan.Pattern.Stays() {
		if s.Where == Chair {
			out[v.Plan.Places[i]] = true
		}
	}
	return out
}

// held is what the visit holds, given its claims: its needs are those of the
// plan, cut where the visit gave back.
func (v Visit) held(claims []Claim) Held {
	h := Held{
		VisitID: v.ID, PatientID: v.Patient, DoctorID: v.Plan.DoctorID, Code: v.Code, Category: v.Category,
		Span: v.Plan.Span(), Claims: claims,
	}
	if v.ParkedAt > 0 || v.Progress.State == NoShow || v.Progress.State == Cancelled {
		h.Claims = nil
		return h
	}
	h.Needs = v.Plan.Needs(v.Turnover)
	if v.ReleasedAt > 0 {
		whole := Held{Claims: v.Plan.PlaceClaims(v.Turnover), Needs: h.Needs}
		h.Needs = v.release(v.ReleasedAt).Remaining(whole).Needs
	}
	return h
}

// release is how the visit gives back at an instant.
func (v Visit) release(at int64) Release {
	return Release{State: v.Progress.State, Now: at, Chairs: v.Chairs(), Numbers: Numbers{TurnoverMinutes: v.Turnover}}
}

// booking is the visit as the rules see it when it is looked at again.
func (v Visit) booking(t Template) Booking {
	return Booking{VisitID: v.ID, PatientID: v.Patient, Template: t, Plan: v.Plan, SchoolAge: v.SchoolAge, ApplianceArrived: v.Appliance}
}

// running is the visit as a forecast sees it.
func (v Visit) running() Running {
	return Running{VisitID: v.ID, Colour: v.Colour, Plan: v.Plan, Progress: v.Progress}
}

// seatedElsewhere is the plan with the present stay in another place of the same
// kind: the stay in which the patient is at that minute, or the next one that is
// of the place's kind. ok is false where no stay is of that kind; then the
// patient only waits there.
func (p Plan) seatedElsewhere(where Where, placeID string, at int64) (Plan, bool) {
	stays := p.Pattern.Stays()
	best := -1
	for i, s := range stays {
		if s.Where == where && (best < 0 || p.at(s.From, s.To).Start <= at) {
			best = i
		}
	}
	if best < 0 {
		return p, false
	}
	out := p
	out.Places = slices.Clone(p.Places)
	out.Places[best] = placeID
	return out, true
}

// left is the part of each claim that lies after an instant, in whole units.
func left(claims []Claim, at int64) []Claim {
	at = at / span.Unit * span.Unit
	var out []Claim
	for _, c := range claims {
		if c.Span.Start = max(c.Span.Start, at); !c.Span.Empty() {
			out = append(out, c)
		}
	}
	return out
}

// schoolAge tells whether somebody born then goes to school on the day; nobody
// knows without a birth date.
func (n Numbers) schoolAge(born, day civil.Day) bool {
	if born == "" {
		return false
	}
	age := day.Age(born)
	return n.SchoolFromAge <= age && age <= n.SchoolToAge
}

// choosePlaces gives each stay of a pattern a place: per kind the first in order
// that is open and free for all its stays, else the first that the template may
// use at all, so that a check can say what stands against it.
func (s *DayState) choosePlaces(p Pattern, start int64, q Query) []string {
	stays := p.Stays()
	out := make([]string, len(stays))
	chosen := map[Where]string{}
	for i, st := range stays {
		if !st.Where.Claimed() {
			continue
		}
		if _, done := chosen[st.Where]; !done {
			chosen[st.Where] = s.choosePlace(p, start, q, st.Where)
		}
		out[i] = chosen[st.Where]
	}
	return out
}

func (s *DayState) choosePlace(p Pattern, start int64, q Query, where Where) string {
	list := s.askedPlaces(q, where)
	for _, pl := range list {
		free := pl.open.less(pl.busy)
		fits := true
		for _, st := range p.Stays() {
			if st.Where != where {
				continue
			}
			to := st.To
			if where == Chair {
				to += s.Numbers.turnoverUnits()
			}
			from := int((start - s.midnight) / span.Unit)
			fits = fits && free.count(from+st.From, from+to) == to-st.From
		}
		if fits {
			return pl.ID
		}
	}
	if len(list) > 0 {
		return list[0].ID
	}
	return ""
}

// What happens to a visit beside the steps of its states.
const (
	DidBook       Step = "booked"
	DidMove       Step = "moved"
	DidReschedule Step = "rescheduled"
	DidPark       Step = "parked"
	DidTakeDown   Step = "taken_down"
	DidNote       Step = "noted"
	DidSuspect    Step = "suspected"
)

// isStep tells whether the law of states knows the step.
func isStep(s Step) bool {
	for _, from := range transitions {
		if _, ok := from[s]; ok {
			return true
		}
	}
	return false
}
