package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"archwire/internal/kit/span"
	"archwire/internal/modules/visits"
)

// laws hold whatever happened: an act is in the books with everything that
// belongs to it, or not at all.
func (b *books) laws(violated func(string, ...any)) {
	for _, s := range b.strays {
		violated("%s, which is not there", s)
	}
	for _, v := range b.visits {
		if wrong := b.wrongClaims(v); wrong != "" {
			violated("visit %s, %s: %s", v.id, v.state, wrong)
		}
	}
	for key, list := range b.tagged {
		if len(list) != 1 {
			violated("booking %s made %d visits", key, len(list))
		}
		if b.answers[key] != list[0].id {
			violated("booking %s made visit %s, and its answer names %q", key, list[0].id, b.answers[key])
		}
	}
	for key, id := range b.answers {
		if strings.HasPrefix(key, "chaos-") && len(b.tagged[key]) == 0 {
			violated("booking %s was answered with visit %s and made none", key, id)
		}
	}
	for _, v := range b.byDesks() {
		if s := b.steps[v.id]; s.n != v.version || s.last != v.version {
			violated("visit %s is at version %d and its history has %d steps up to %d", v.id, v.version, s.n, s.last)
		}
		if b.facts[v.id] != 1 || b.audited[v.id] != 1 {
			violated("visit %s was booked and has %d facts and %d audit rows of it", v.id, b.facts[v.id], b.audited[v.id])
		}
		if v.ended == "rescheduled" && b.following[v.id].id == "" {
			violated("visit %s was moved to another day and nothing follows it", v.id)
		}
	}
	b.overlaps(violated)
}

// byDesks are the visits that the desks booked or moved to another day.
func (b *books) byDesks() (out []visitRow) {
	for _, v := range b.visits {
		if strings.HasPrefix(v.note, "chaos-") {
			out = append(out, v)
		}
	}
	return out
}

// wrongClaims compares what a visit holds with what its plan takes.
func (b *books) wrongClaims(v visitRow) string {
	have := b.claims[v.id]
	if v.state == "cancelled" || v.state == "no_show" {
		if len(have) > 0 {
			return fmt.Sprintf("it is over and holds %d claims", len(have))
		}
		return ""
	}
	if !v.holds {
		return ""
	}
	var places []visits.Claim
	var hands []span.Span
	for _, c := range have {
		if doctor, _, ok := visits.DoctorOf(c.Resource); !ok {
			places = append(places, c)
		} else if doctor != v.plan.DoctorID {
			return "it holds the hands of another doctor"
		} else {
			hands = append(hands, c.Span)
		}
	}
	if want := v.plan.PlaceClaims(v.turnover); !slices.Equal(sorted(places), sorted(want)) {
		return fmt.Sprintf("it holds the places %v, its plan takes %v", places, want)
	}
	if want := v.plan.Hands(); !slices.Equal(span.Union(hands), want) {
		return fmt.Sprintf("it holds the hands %v, its plan takes %v", hands, want)
	}
	return ""
}

func sorted(list []visits.Claim) []visits.Claim {
	return slices.SortedFunc(slices.Values(list), func(a, b visits.Claim) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Span.Start, b.Span.Start))
	})
}

// overlaps looks for two claims of one resource at the same time.
func (b *books) overlaps(violated func(string, ...any)) {
	var all []visits.Claim
	for _, list := range b.claims {
		all = append(all, list...)
	}
	all = sorted(all)
	for i := 1; i < len(all); i++ {
		if all[i].Resource == all[i-1].Resource && all[i].Span.Start < all[i-1].Span.End {
			violated("two claims of %s at %d", all[i].Resource, all[i].Span.Start)
		}
	}
}
