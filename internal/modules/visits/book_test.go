package visits

import (
	"slices"
	"testing"

	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// TestADeskBooksAndIsRefused is the plain story: one booking, the next one on the
// same chair is told who has it and when it is free.
func TestADeskBooksAndIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.wish("o12", "10:00")
		in.Places = []string{h.places["1号椅"]}
		p, err := h.s.Book(h.desk(), in)
		ok(t, err)
		v := p.Visit
		want := []Claim{
			{LaneResource(h.doctor, 0), span.Span{Start: h.at("10:05"), End: h.at("10:10")}},
			{PlaceResource(h.places["1号椅"]), span.Span{Start: h.at("10:00"), End: h.at("10:20")}},
		}
		if got := h.claims(v.ID); !slices.Equal(got, want) {
			t.Errorf("claims %v, want %v", got, want)
		}
		if v.Day != h.day || v.Progress.State != Booked || v.Version != 1 || v.SuspectAt != h.at("10:15") {
			t.Errorf("%+v", v)
		}
		other := h.wish("o12", "10:10")
		other.Places = in.Places
		_, err = h.s.Book(h.desk(), other)
		f := wantFault(t, err, PlaceTaken)
		if f.Args["resource"] != "1号椅" || f.Args["holder"] != "李积木1" || f.Args["from"] != "10:10" {
			t.Errorf("the refusal says %v", f.Args)
		}
		r := f.Details.(Refusal)
		if len(r.Fits) != 3 || r.Fits[0].Start < other.Start || r.Clashes[0].Holder != v.ID {
			t.Errorf("details %+v", r)
		}
		other.Places, other.Start = nil, r.Fits[0].Start
		if _, err := h.s.Book(h.desk(), other); err != nil {
			t.Errorf("the first way out is none: %v", err)
		}
		wantList(t, "facts", h.facts(), FactBooked, FactBooked)
		if n := h.count("visits_visits", "1 = 1"); n != 2 {
			t.Errorf("%d visits are stored", n)
		}
	})
}

// race books n times at once and tells how many succeeded; the others must be
// refused with one of the kinds.
func race(t *testing.T, h *house, n int, wish func(i int) NewVisit, kinds ...ClashKind) int {
	t.Helper()
	list := make([]NewVisit, n)
	for i := range list {
		list[i] = wish(i)
	}
	ctx := h.as([]string{h.mill, h.boat}, MayView, MayBook)
	errs := testkit.Race(t, n, func(i int) error { _, err := h.s.Book(ctx, list[i]); return err })
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		f, _ := asFault(err)
		if f == nil {
			t.Fatalf("not a refusal: %v", err)
		}
		r, ok := f.Details.(Refusal)
		if !ok || len(r.Clashes) == 0 || !slices.Contains(kinds, r.Clashes[0].Kind) || len(r.Fits) != 3 {
			t.Fatalf("refused with %v, details %+v", f, f.Details)
		}
	}
	return won
}

// TestTwentyWantOneChair and its sisters are the promises under concurrency.
func TestTwentyWantOneChair(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		// Green visits: the chair alone stands against them. Different starts, so
		// that only the overlap can tell.
		won := race(t, h, 20, func(i int) NewVisit {
			in := h.wish("o06", "10:00")
			in.Start += int64(i%3) * 5 * minute
			in.Places = []string{h.places["3号椅"]}
			return in
		}, ClashPlace)
		if won != 1 {
			t.Errorf("%d got the chair", won)
		}
	})
}

func TestTwentyWantOneRoom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		won := race(t, h, 20, func(int) NewVisit { return h.wish("o03", "14:00") }, ClashPlace, ClashPool)
		if won != 1 {
			t.Errorf("%d got the imaging room", won)
		}
	})
}

func TestTwentyWantTheDoctorsHands(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		chairs := []string{"1号椅", "2号椅", "3号椅", "4号椅", "5号椅", "6号椅"}
		won := race(t, h, 20, func(i int) NewVisit {
			in := h.wish("o12", "10:00")
			in.Places = []string{h.places[chairs[i%6]]}
			return in
		}, ClashDoctor, ClashPlace)
		if won != 1 {
			t.Errorf("%d got the doctor", won)
		}
	})
}

// TestTwentyWantAPool: only one coordinator is there during the other's lunch.
func TestTwentyWantAPool(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		won := race(t, h, 20, func(i int) NewVisit {
			in := h.wish("o02", "12:00")
			in.Pattern, in.Template = "K:TTDT", h.kinds["o02"]
			in.Doctor = h.staff["dougenguan"].ID
			if i%2 == 1 {
				in.Doctor = h.staff["xuwuzhu"].ID
			}
			in.Places = []string{h.places[[]string{"咨询室1", "咨询室2"}[i%2]]}
			in.Start = h.at("11:30")
			return in
		}, ClashPool, ClashPlace, ClashDoctor)
		if won != 1 {
			t.Errorf("%d got the one coordinator", won)
		}
	})
}

// TestADoctorInTwoClinics: the hands are one resource of the group.
func TestADoctorInTwoClinics(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.worksAlso(h.boat, h.doctor)
		won := race(t, h, 20, func(i int) NewVisit {
			in := h.wish("o12", "10:00")
			if i%2 == 1 {
				in.Clinic, in.Patient = h.boat, h.patient(h.boat)
			}
			return in
		}, ClashDoctor, ClashPlace)
		if won != 1 {
			t.Errorf("%d got the doctor", won)
		}
	})
}

// TestTwentyWantTwoHands: a doctor with two hands has two things at once, in one
// clinic and over two, and nobody is sent away while a hand is free.
func TestTwentyWantTwoHands(t *testing.T) {
	for name, clinics := range map[string]int{"one clinic": 1, "two clinics": 2} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.worksAlso(h.boat, h.doctor)
				_, err := h.s.SetLanes(h.both(), h.doctor, 2, false)
				ok(t, err)
				won := race(t, h, 20, func(i int) NewVisit {
					in := h.wish("o12", "10:00")
					if i%clinics == 1 {
						in.Clinic, in.Patient = h.boat, h.patient(h.boat)
					}
					return in
				}, ClashDoctor, ClashPlace)
				if won != 2 {
					t.Errorf("%d got a hand", won)
				}
				lanes := map[string]bool{}
				h.read(func(tx *db.Tx) error {
					rows, err := claimsOn(tx, h.mill, []string{h.doctor}, h.at("10:00"), h.at("10:30"))
					for _, r := range rows {
						if r.Doctor != "" {
							lanes[r.Resource] = true
						}
					}
					return err
				})
				if len(lanes) != 2 {
					t.Errorf("hands %v", lanes)
				}
			})
		})
	}
}

// TestTwoClinicsTakeTwoHands at the same moment, again and again: each reaches for
// the first hand, and the slower one must find the second.
func TestTwoClinicsTakeTwoHands(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.worksAlso(h.boat, h.doctor)
		_, err := h.s.SetLanes(h.both(), h.doctor, 2, false)
		ok(t, err)
		ctx := h.as([]string{h.mill, h.boat}, MayView, MayBook)
		for i := range int64(20) {
			wishes := [2]NewVisit{h.wish("o12", "14:00"), h.wish("o12", "14:00")}
			wishes[1].Clinic, wishes[1].Patient = h.boat, h.patient(h.boat)
			for j := range wishes {
				wishes[j].Start += i * 10 * minute
			}
			for j, err := range testkit.Race(t, 2, func(j int) error { _, err := h.s.Book(ctx, wishes[j]); return err }) {
				if err != nil {
					t.Errorf("round %d, clinic %d: %v", i, j, err)
				}
			}
		}
	})
}
