package visits

import (
	"testing"

	"archwire/internal/kit/span"

	"github.com/google/go-cmp/cmp"
)

// TestMisfits: the doctor goes home at 16:00; what is planned later no longer fits.
func TestMisfits(t *testing.T) {
	day, wanted := ReferenceDay(NamedReferenceClinic(), refDate, shanghai)
	full := day.Prepare()
	booked := Pack(full, Shuffled(wanted, 3)).Booked
	day.Held, day.Now = full.Held, refDate.At(10*60, shanghai)
	if got := Misfits(day.Prepare(), booked); len(got) > 0 {
		t.Fatalf("nothing changed, and yet: %+v", got)
	}
	home := refDate.At(16*60, shanghai)
	day.Doctors[0].Free = span.Minus(day.Doctors[0].Free, []span.Span{{Start: home, End: home + 3*span.Hour}})
	want := map[string]bool{}
	for _, b := range booked {
		for _, h := range b.Plan.Hands() {
			if b.Plan.DoctorID == day.Doctors[0].ID && h.End > home {
				want[b.VisitID] = true
			}
		}
	}
	got := map[string]bool{}
	for _, m := range Misfits(day.Prepare(), booked) {
		got[m.VisitID] = true
		if m.Clashes[0].Kind != ClashShift {
			t.Errorf("%s: %+v", m.VisitID, m.Clashes)
		}
	}
	if len(want) == 0 || !cmp.Equal(got, want) {
		t.Errorf("misfits %v, want %v", got, want)
	}
}

func TestPieces(t *testing.T) {
	d := smallDay()
	p := book(d, "v", "K:T C:ADA desk:-", "10:00", "k1", "c1", "").Plan
	at := func(from, to string) span.Span { return span.Span{Start: clock(d, from), End: clock(d, to)} }
	want := []Piece{
		{Coordinator, "k1", at("10:00", "10:05")}, {Assistant, "c1", at("10:05", "10:10")}, {Doctor, "c1", at("10:10", "10:15")},
		{Assistant, "c1", at("10:15", "10:20")}, {Turnover, "c1", at("10:20", "10:25")}, {Nobody, "", at("10:20", "10:25")},
	}
	if diff := cmp.Diff(want, p.Pieces(5)); diff != "" {
		t.Error(diff)
	}
}
