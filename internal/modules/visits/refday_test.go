package visits

import (
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

var shanghai = time.FixedZone("CST", 8*3600)

const refDate = civil.Day("2026-08-08") // a Saturday in the holidays

// TestReferenceDayPacks is acceptance 3: from 20 fixed shuffles every visit of
// the reference day finds its place, and no rule is broken.
func TestReferenceDayPacks(t *testing.T) {
	clinic := NamedReferenceClinic()
	for seed := range uint64(20) {
		day, wanted := ReferenceDay(clinic, refDate, shanghai)
		if len(wanted) != 96 {
			t.Fatalf("the reference day has %d visits, want 96", len(wanted))
		}
		state := day.Prepare()
		began := time.Now()
		packing := Pack(state, Shuffled(wanted, seed))
		took := time.Since(began)
		if len(packing.Unplaced) > 0 {
			t.Fatalf("seed %d: %d visits have no place, first %s", seed, len(packing.Unplaced), packing.Unplaced[0].VisitID)
		}
		if took > 2*time.Second {
			t.Errorf("seed %d: packing took %v, want at most 2s", seed, took)
		}
		recheck(t, day, state, packing.Booked)
		hands := state.HandsUsage(clinic.Orthodontist)
		if hands != (Usage{Used: 415, Offered: 480}) {
			t.Errorf("seed %d: the doctor's hands are %+v, want 415 of 480", seed, hands)
		}
		t.Logf("seed %2d: %3d ms, D %d %%, A %d %%, ortho chairs %d %%, general chairs %d %%, T %d %%, I %d %%, last end %s", seed, took.Milliseconds(),
			hands.Percent(), state.PoolUsage(Assistant).Percent(), state.PlaceUsage(Chair, OrthoArea).Percent(),
			state.PlaceUsage(Chair, GeneralArea).Percent(), state.PoolUsage(Coordinator).Percent(), state.PoolUsage(Imager).Percent(), lastEnd(packing.Booked))
	}
}

func lastEnd(list []Booking) string {
	var end int64
	for _, b := range list {
		end = max(end, b.Plan.End())
	}
	return civil.ClockOf(end, shanghai).String()
}

// recheck looks at every minute of the day on its own: it reads patterns and
// places only, and uses neither Check nor Find nor claims.
func recheck(t *testing.T, day Day, state *DayState, booked []Booking) {
	t.Helper()
	type key struct {
		what string
		min  int64
	}
	taken, pool := map[key]string{}, map[key]int{}
	open, kind := map[string][]span.Span{}, map[string]Where{}
	for _, p := range day.Places {
		open[p.ID], kind[p.ID] = p.Open, p.Where
	}
	hold := func(what, visit string, at int64) {
		if by, dup := taken[key{what, at}]; dup {
			t.Fatalf("%s is held by %s and %s at %s", what, by, visit, civil.ClockOf(at, shanghai))
		}
		taken[key{what, at}] = visit
	}
	starts := map[string][]string{}
	for _, b := range booked {
		starts[b.Template.Code] = append(starts[b.Template.Code], civil.ClockOf(b.Plan.Start, shanghai).String())
		at, stay := b.Plan.Start, -1
		var where Where
		for i, seg := range b.Plan.Pattern {
			if seg.Where != where {
				stay, where = stay+1, seg.Where
			}
			place := b.Plan.Places[stay]
			if kind[place] != seg.Where {
				t.Fatalf("%s sits in %s, which is not a %s", b.VisitID, place, seg.Where)
			}
			last := i == len(b.Plan.Pattern)-1 || b.Plan.Pattern[i+1].Where != seg.Where
			length := int64(seg.Units * 5)
			for m := int64(0); m < length; m, at = m+1, at+span.Minute {
				hold(place, b.VisitID, at)
				if !holdsAny(open[place], at) {
					t.Fatalf("%s is in %s outside its hours", b.VisitID, place)
				}
				switch seg.Who {
				case Doctor:
					hold("doctor "+b.Plan.DoctorID, b.VisitID, at)
				case Nobody:
				default:
					pool[key{string(seg.Who), at}]++
				}
			}
			if seg.Where == Chair && last {
				for m := range int64(5) {
					hold(place, b.VisitID+" turnover", at+m*span.Minute)
					pool[key{"A", at + m*span.Minute}]++
					if !holdsAny(open[place], at+m*span.Minute) {
						t.Fatalf("%s is cleaned after closing", place)
					}
				}
			}
		}
	}
	for k := range taken {
		for _, d := range day.Doctors {
			if k.what == "doctor "+d.ID && !holdsAny(d.Free, k.min) {
				t.Fatalf("%s works at %s, outside the shift", d.ID, civil.ClockOf(k.min, shanghai))
			}
		}
	}
	for k, n := range pool {
		have := 0
		for _, s := range day.Staff {
			if string(s.Who) == k.what && holdsAny(s.Work, k.min) && !holdsAny(s.Breaks, k.min) {
				have++
			}
		}
		if n > have {
			t.Fatalf("pool %s: %d needed, %d there at %s", k.what, n, have, civil.ClockOf(k.min, shanghai))
		}
	}
	if s := starts["o07"]; len(s) != 1 || (s[0] != "09:00" && s[0] != "13:00") {
		t.Fatalf("bonding starts at %v, want 09:00 or 13:00", s)
	}
	if s := starts["o24"]; s[0] > "11:00" {
		t.Fatalf("debonding starts at %v, want 11:00 at the latest", s)
	}
	for code, list := range starts {
		for _, s := range list {
			if s > "17:30" {
				t.Fatalf("a %s starts at %s, after the last start", code, s)
			}
		}
	}
	for _, at := range []civil.Clock{11*60 + 40, 16*60 + 40} {
		by := taken[key{"doctor " + day.Doctors[0].ID, refDate.At(at, shanghai)}]
		if by != "" && by[:3] != "o18" {
			t.Fatalf("the emergency slot at %s is taken by %s", at, by)
		}
	}
	if len(state.Held) != len(booked) {
		t.Fatalf("the day holds %d visits, %d were booked", len(state.Held), len(booked))
	}
}

func holdsAny(list []span.Span, at int64) bool {
	for _, s := range list {
		if s.Start <= at && at < s.End {
			return true
		}
	}
	return false
}

// TestReferenceNeeds holds the mix against the table that it was made from.
func TestReferenceNeeds(t *testing.T) {
	day, wanted := ReferenceDay(NamedReferenceClinic(), refDate, shanghai)
	ortho, general := map[Who]int{}, 0
	chairs, n := 0, 0
	for _, w := range wanted {
		minutes := 0
		for _, s := range w.Template.Pattern.Stays() {
			if s.Where == Chair {
				minutes += (s.To-s.From)*UnitMinutes + day.Numbers.TurnoverMinutes
			}
		}
		if w.Template.Area == GeneralArea {
			general += minutes
			continue
		}
		n, chairs = n+1, chairs+minutes
		for _, who := range append([]Who{Doctor}, Pools...) {
			ortho[who] += w.Template.Pattern.MinutesOf(who)
		}
	}
	if n != 72 || chairs != 1445 || ortho[Doctor] != 415 || ortho[Assistant] != 805 || ortho[Coordinator] != 95 || ortho[Imager] != 140 || general != 750 {
		t.Errorf("72 visits: got %d; chairs 1445: %d; D 415, A 805, T 95, I 140: %v; general chairs 750: %d", n, chairs, ortho, general)
	}
}
