package app

import (
	"testing"

	"archwire/internal/modules/imaging"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/events"
)

// Images of one sitting are one moment, others are not.
func TestImagesOfOneSittingAreOneMoment(t *testing.T) {
	const hour = 3_600_000
	m := patients.Moment{At: 10 * hour, Kind: "imaging.timeline.image_added", Clinic: "c"}
	of := momentBody{Visit: "v"}
	for name, c := range map[string]struct {
		f    events.Fact
		b    momentBody
		want bool
	}{
		"a minute before":  {events.Fact{Kind: imaging.FactAdded, At: 10*hour - 60_000, Clinic: "c"}, momentBody{Visit: "v"}, true},
		"an hour before":   {events.Fact{Kind: imaging.FactAdded, At: 9 * hour, Clinic: "c"}, momentBody{Visit: "v"}, false},
		"of another visit": {events.Fact{Kind: imaging.FactAdded, At: 10*hour - 1, Clinic: "c"}, momentBody{Visit: "w"}, false},
		"elsewhere":        {events.Fact{Kind: imaging.FactAdded, At: 10*hour - 1, Clinic: "d"}, momentBody{Visit: "v"}, false},
		"withdrawn":        {events.Fact{Kind: imaging.FactWithdrawn, At: 10*hour - 1, Clinic: "c"}, momentBody{Visit: "v"}, false},
	} {
		if got := alike(m, of, c.f, c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Amounts are told to who sees money, and nobody else.
func TestAMomentTellsAmountsToWhoSeesMoney(t *testing.T) {
	amount := int64(63750)
	b := momentBody{Amount: &amount, Site: "46", Steps: []string{string(plans.StepReview)}, count: 1}
	if w := b.words(true); w["amount"] != "63750" || w["site"] != "46" || w["step"] != "review" {
		t.Errorf("%v", w)
	}
	if w := b.words(false); w["amount"] != "" || w["step"] != "review" {
		t.Errorf("%v", w)
	}
}

// A page of facts that ends within an instant goes on with the whole of it.
func TestAPageOfFactsEndsWithAnInstant(t *testing.T) {
	at := func(instants ...int64) (list []events.Fact) {
		for _, i := range instants {
			list = append(list, events.Fact{At: i})
		}
		return list
	}
	for _, c := range []struct {
		list []events.Fact
		want int
		to   int64
	}{{at(5, 4, 4), 3, 0}, {at(5, 4, 4, 4), 1, 5}, {at(4, 4, 4, 4), 4, 4}, {at(7, 6, 5, 4), 3, 5}} {
		if list, to := wholeInstants(c.list, 3); len(list) != c.want || to != c.to {
			t.Errorf("%d facts are left, before %d; want %d, %d", len(list), to, c.want, c.to)
		}
	}
}
