package visits

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// Booking is a visit that somebody wants: a plan of a template for a patient.
type Booking struct {
	VisitID          string // of the visit that is moved, or of the new one
	PatientID        string
	Template         Template
	Plan             Plan
	SchoolAge        bool // the patient goes to school
	ApplianceArrived bool
}

func (b Booking) caller(schoolDay bool) caller {
	return caller{b.Template.Code, b.Template.Category, b.SchoolAge && b.Template.SchoolAgeLate && schoolDay}
}

// Check lists everything that stands against a booking, the heaviest rules
// first; an empty list means that it fits. What the visit itself holds is left
// out, so that a visit can be moved onto its own time. The plan must be valid
// (Plan.Validate); of one that is not, only that is said.
//
// Check goes by spans and is the measure of Find, which goes by sets of units.
func Check(day *DayState, b Booking) []Clash {
	if b.Plan.Validate() != nil {
		return []Clash{{Kind: ClashWrong, Weight: Firm, Span: b.Plan.Span()}}
	}
	others := slices.DeleteFunc(slices.Clone(day.Held), func(h Held) bool { return h.VisitID == b.VisitID })
	var out []Clash
	out = append(out, day.checkStart(b)...)
	out = append(out, day.checkPlaces(b, others)...)
	out = append(out, day.checkHands(b, others)...)
	out = append(out, day.checkPools(b, others)...)
	out = append(out, day.checkShifts(b)...)
	out = append(out, day.checkTemplate(b, others)...)
	return append(out, day.checkPatient(b, others)...)
}

// checkStart refuses what is over. The unit that runs now may still be taken: a
// walk-in is booked onto the unit in which the patient stands at the desk.
func (s *DayState) checkStart(b Booking) []Clash {
	var out []Clash
	if b.Plan.Start+span.Unit <= s.Now {
		out = append(out, Clash{Kind: ClashPast, Weight: Firm, Span: b.Plan.Span()})
	}
	if b.Template.NeedsAppliance && !b.ApplianceArrived {
		w := Warning
		if s.Numbers.ApplianceBlocks {
			w = Firm
		}
		out = append(out, Clash{Kind: ClashAppliance, Weight: w, Span: b.Plan.Span()})
	}
	return out
}

// checkPlaces is rule 1.
func (s *DayState) checkPlaces(b Booking, others []Held) []Clash {
	var out []Clash
	for i, stay := range b.Plan.Pattern.Stays() {
		if p := s.places[b.Plan.Places[i]]; stay.Where.Claimed() && (p == nil || p.Where != stay.Where) {
			out = append(out, Clash{Kind: ClashWrong, Weight: Firm,
				Resource: PlaceResource(b.Plan.Places[i]), Span: b.Plan.at(stay.From, stay.To)})
		}
	}
	for _, want := range b.Plan.PlaceClaims(s.Numbers.TurnoverMinutes) {
		for _, h := range others {
			for _, c := range h.Claims {
				if c.Resource != want.Resource || !c.Span.Overlaps(want.Span) {
					continue
				}
				clash := Clash{Kind: ClashPlace, Weight: Firm, Resource: c.Resource, Holder: h.VisitID, Span: c.Span.Cut(want.Span)}
				if h.Block != "" {
					clash.Kind, clash.Rule = ClashBlock, h.Block
				}
				out = append(out, clash)
			}
		}
	}
	return out
}

// checkHands is rule 2: in every unit fewer things at hand than lanes. It names
// each visit that has the doctor in a unit where no lane is left.
func (s *DayState) checkHands(b Booking, others []Held) []Clash {
	lanes := 1
	if d := s.doctors[b.Plan.DoctorID]; d != nil {
		lanes = d.Lanes
	}
	holders := map[string][]span.Span{}
	var order []string
	for _, h := range b.Plan.Hands() {
		for t := h.Start; t < h.End; t += span.Unit {
			unit := span.Span{Start: t, End: t + span.Unit}
			at := handsAt(others, b.Plan.DoctorID, unit)
			if len(at) < lanes {
				continue
			}
			for _, id := range at {
				if holders[id] == nil {
					order = append(order, id)
				}
				holders[id] = append(holders[id], unit)
			}
		}
	}
	var out []Clash
	for _, id := range order {
		for _, x := range span.Union(holders[id]) {
			out = append(out, Clash{Kind: ClashDoctor, Weight: Firm, Resource: "doctor:" + b.Plan.DoctorID, Holder: id, Span: x})
		}
	}
	return out
}

// handsAt lists the visits that have the doctor in the unit, one entry per claim.
func handsAt(held []Held, doctorID string, unit span.Span) []string {
	var out []string
	for _, h := range held {
		for _, c := range h.Claims {
			if id, _, ok := DoctorOf(c.Resource); ok && id == doctorID && c.Span.Overlaps(unit) {
				out = append(out, h.VisitID)
			}
		}
	}
	return out
}

// checkPools is rule 3.
func (s *DayState) checkPools(b Booking, others []Held) []Clash {
	needs := b.Plan.Needs(s.Numbers.TurnoverMinutes)
	var out []Clash
	for _, who := range Pools {
		var short []span.Span
		for _, n := range needs {
			if n.Who != who {
				continue
			}
			for t := n.Span.Start; t < n.Span.End; t += span.Unit {
				unit := span.Span{Start: t, End: t + span.Unit}
				if s.onShift(who, unit) < needed(needs, who, unit)+s.neededBy(others, who, unit) {
					short = append(short, unit)
				}
			}
		}
		for _, x := range span.Union(short) {
			out = append(out, Clash{Kind: ClashPool, Weight: Reasoned, Resource: "pool:" + string(who), Span: x})
		}
	}
	return out
}

func (s *DayState) onShift(who Who, unit span.Span) int {
	n := 0
	for _, p := range s.Staff {
		if p.Who == who && span.Within(unit, p.Free()) {
			n++
		}
	}
	return n
}

func needed(needs []Need, who Who, unit span.Span) int {
	n := 0
	for _, x := range needs {
		if x.Who == who && x.Span.Overlaps(unit) {
			n++
		}
	}
	return n
}

func (s *DayState) neededBy(held []Held, who Who, unit span.Span) int {
	n := 0
	for _, h := range held {
		n += needed(h.Needs, who, unit)
	}
	return n
}

// checkShifts is the first half of rule 4: closed days, the doctor's shift, the
// hours of places. Minutes without the doctor need no doctor's shift.
func (s *DayState) checkShifts(b Booking) []Clash {
	if s.Closed != "" {
		return []Clash{{Kind: ClashClosed, Weight: Reasoned, Resource: "clinic:" + s.ClinicID, Span: b.Plan.Span(), Rule: s.Closed}}
	}
	var out []Clash
	var free []span.Span
	if d := s.doctors[b.Plan.DoctorID]; d != nil {
		free = d.Free
	}
	for _, x := range span.Minus(b.Plan.Hands(), free) {
		out = append(out, Clash{Kind: ClashShift, Weight: Reasoned, Resource: "doctor:" + b.Plan.DoctorID, Span: x})
	}
	for _, c := range b.Plan.PlaceClaims(s.Numbers.TurnoverMinutes) {
		id, _ := PlaceOf(c.Resource)
		p := s.places[id]
		if p == nil {
			continue
		}
		for _, x := range span.Minus([]span.Span{c.Span}, p.Open) {
			out = append(out, Clash{Kind: ClashShift, Weight: Reasoned, Resource: c.Resource, Span: x})
		}
	}
	return out
}

// checkTemplate is the second half of rule 4.
func (s *DayState) checkTemplate(b Booking, others []Held) []Clash {
	d := s.doctors[b.Plan.DoctorID]
	if d == nil {
		return nil
	}
	clash := Clash{Kind: ClashTemplate, Weight: Reasoned, Resource: "doctor:" + d.ID, Span: b.Plan.Span()}
	rules, refused := d.Template.bound(b.caller(s.SchoolDay), startedIn(others, d.ID))
	if refused == "" {
		refused = broken(rules, civil.ClockOf(b.Plan.Start, s.Zone))
	}
	if refused != "" {
		clash.Rule = refused
		return []Clash{clash}
	}
	var out []Clash
	for _, k := range d.Template.Kept {
		kept := s.keptSpan(k)
		if k.Category == b.Template.Category || kept.Empty() {
			continue
		}
		for _, h := range b.Plan.Hands() {
			if h.Overlaps(kept) {
				clash.Rule, clash.Span = "kept", h.Cut(kept)
				out = append(out, clash)
			}
		}
	}
	return out
}

// keptSpan is what is kept, empty once it has been given free.
func (s *DayState) keptSpan(k Kept) span.Span {
	if s.Now >= s.Date.At(k.Until, s.Zone) {
		return span.Span{}
	}
	return span.Of(s.Date.At(k.From, s.Zone), k.Minutes)
}

// startedIn counts the doctor's visits of the day that a rule speaks of.
func startedIn(held []Held, doctorID string) func(DayRule) int {
	return func(r DayRule) int {
		n := 0
		for _, h := range held {
			if h.Block == "" && h.DoctorID == doctorID && r.matches(caller{code: h.Code, category: h.Category}) {
				n++
			}
		}
		return n
	}
}

// checkPatient warns when the patient is booked elsewhere at the same time.
func (s *DayState) checkPatient(b Booking, others []Held) []Clash {
	var out []Clash
	for _, h := range others {
		if b.PatientID != "" && h.PatientID == b.PatientID && h.Span.Overlaps(b.Plan.Span()) {
			out = append(out, Clash{Kind: ClashPatient, Weight: Warning, Holder: h.VisitID, Span: h.Span.Cut(b.Plan.Span())})
		}
	}
	return out
}
