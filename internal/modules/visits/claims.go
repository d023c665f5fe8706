package visits

import (
	"fmt"
	"slices"
	"strings"

	"archwire/internal/kit/span"
)

// Plan is a pattern at a start (epoch milliseconds) with the doctor and the
// concrete places, one per stay; a stay at the desk or online has "".
type Plan struct {
	Pattern  Pattern
	Start    int64
	DoctorID string
	Places   []string
}

// Claim is a stretch that a visit takes of one resource.
type Claim struct {
	Resource string // "place:<id>" or "doctor:<id>:<lane>"
	Span     span.Span
}

// Need is a stretch in which a visit needs one of a pool.
type Need struct {
	Who  Who
	Span span.Span
}

// PlaceResource is the resource of a place.
func PlaceResource(placeID string) string { return "place:" + placeID }

// LaneResource is the resource of one pair of a doctor's hands, lanes from 0.
func LaneResource(doctorID string, lane int) string {
	return fmt.Sprintf("doctor:%s:%d", doctorID, lane)
}

// DoctorOf is the doctor of a lane resource; ok is false for other resources.
func DoctorOf(resource string) (doctorID string, lane int, ok bool) {
	rest, found := strings.CutPrefix(resource, "doctor:")
	i := strings.LastIndexByte(rest, ':')
	if !found || i < 0 {
		return "", 0, false
	}
	if _, err := fmt.Sscanf(rest[i+1:], "%d", &lane); err != nil {
		return "", 0, false
	}
	return rest[:i], lane, true
}

// PlaceOf is the place of a place resource; ok is false for other resources.
func PlaceOf(resource string) (placeID string, ok bool) { return strings.CutPrefix(resource, "place:") }

// Validate tells whether the plan can be read. Faults: those of patterns,
// PlanOffGrid, PlanPlaces, PlanNoDoctor.
func (p Plan) Validate() error {
	if err := p.Pattern.Validate(); err != nil {
		return err
	}
	if p.Start <= 0 || p.Start%span.Unit != 0 {
		return PlanOffGrid.At("starts_at", "unit", UnitMinutes)
	}
	stays := p.Pattern.Stays()
	if len(stays) != len(p.Places) {
		return PlanPlaces.At("places", "want", len(stays), "have", len(p.Places))
	}
	for i, s := range stays {
		if s.Where.Claimed() != (p.Places[i] != "") {
			return PlanPlaces.At("places", "want", len(stays), "have", len(p.Places))
		}
	}
	if p.DoctorID == "" && p.Pattern.MinutesOf(Doctor) > 0 {
		return PlanNoDoctor.At("doctor_id")
	}
	return nil
}

// End is when the patient is done, turnover not counted.
func (p Plan) End() int64 { return p.Start + int64(p.Pattern.Units())*span.Unit }

// Span is from the patient's start to End.
func (p Plan) Span() span.Span { return span.Span{Start: p.Start, End: p.End()} }

func (p Plan) at(from, to int) span.Span {
	return span.Span{Start: p.Start + int64(from)*span.Unit, End: p.Start + int64(to)*span.Unit}
}

// SegmentSpans is when each segment of the pattern is planned.
func (p Plan) SegmentSpans() []span.Span {
	out := make([]span.Span, len(p.Pattern))
	at := 0
	for i, s := range p.Pattern {
		out[i] = p.at(at, at+s.Units)
		at += s.Units
	}
	return out
}

// Turnover stands for Who in the pieces of a plan: a chair is cleaned.
const Turnover Who = "turnover"

// Piece is a stretch of a visit as a board draws it.
type Piece struct {
	Who     Who
	PlaceID string
	Span    span.Span
}

// Pieces are the plan's segments in order, each stay in a chair followed by its
// turnover (minutes).
func (p Plan) Pieces(turnover int) []Piece {
	var out []Piece
	at := p.SegmentSpans()
	seg := 0
	for i, st := range p.Pattern.Stays() {
		for n := st.From; n < st.To; seg++ {
			out = append(out, Piece{p.Pattern[seg].Who, p.Places[i], at[seg]})
			n += p.Pattern[seg].Units
		}
		if st.Where == Chair && turnover > 0 {
			out = append(out, Piece{Turnover, p.Places[i], span.Of(p.at(st.From, st.To).End, turnover)})
		}
	}
	return out
}

// Hands is when the doctor's hands are at work, neighbours joined.
func (p Plan) Hands() []span.Span {
	var out []span.Span
	for i, s := range p.SegmentSpans() {
		if p.Pattern[i].Who == Doctor {
			out = append(out, s)
		}
	}
	return span.Union(out)
}

// PlaceClaims is what the plan takes of places, with turnover (minutes) after
// each stay in a chair.
func (p Plan) PlaceClaims(turnover int) []Claim {
	byPlace := map[string][]span.Span{}
	var order []string
	for i, s := range p.Pattern.Stays() {
		if !s.Where.Claimed() {
			continue
		}
		held := p.at(s.From, s.To)
		if s.Where == Chair {
			held.End += int64(turnover) * span.Minute
		}
		r := PlaceResource(p.Places[i])
		if !slices.Contains(order, r) {
			order = append(order, r)
		}
		byPlace[r] = append(byPlace[r], held)
	}
	var out []Claim
	for _, r := range order {
		for _, s := range span.Union(byPlace[r]) {
			out = append(out, Claim{r, s})
		}
	}
	return out
}

// HandsClaims puts the doctor's minutes on lanes that busy leaves free, staying
// on a lane as long as it can and changing only where it must: because lanes
// are taken unit by unit, a doctor with n lanes has n things at once and never
// fewer. ok is false if in some unit no lane is free.
func (p Plan) HandsClaims(lanes int, busy func(lane int, unit span.Span) bool) (claims []Claim, ok bool) {
	lane := 0
	for _, h := range p.Hands() {
		for t := h.Start; t < h.End; t += span.Unit {
			unit := span.Span{Start: t, End: t + span.Unit}
			tried := 0
			for ; tried < lanes && busy(lane, unit); tried++ {
				lane = (lane + 1) % lanes
			}
			if tried >= lanes {
				return nil, false
			}
			r := LaneResource(p.DoctorID, lane)
			if n := len(claims); n > 0 && claims[n-1].Resource == r && claims[n-1].Span.End == t {
				claims[n-1].Span.End = unit.End
				continue
			}
			claims = append(claims, Claim{r, unit})
		}
	}
	return claims, true
}

// Needs is what the plan needs of the pools, an assistant for every turnover
// (minutes) included.
func (p Plan) Needs(turnover int) []Need {
	var out []Need
	for i, s := range p.SegmentSpans() {
		if slices.Contains(Pools, p.Pattern[i].Who) {
			out = append(out, Need{p.Pattern[i].Who, s})
		}
	}
	if turnover == 0 {
		return out
	}
	for _, s := range p.Pattern.Stays() {
		if s.Where == Chair {
			out = append(out, Need{Assistant, span.Of(p.at(s.From, s.To).End, turnover)})
		}
	}
	return out
}

// Blocking is the claims of a block of a place (repair, cleaning, a meeting):
// cut into pieces of at most a day, because no claim is longer.
func Blocking(placeID string, s span.Span) []Claim {
	var out []Claim
	for at := s.Start; at < s.End; at += span.Day {
		out = append(out, Claim{PlaceResource(placeID), span.Span{Start: at, End: min(at+span.Day, s.End)}})
	}
	return out
}
