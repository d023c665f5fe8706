package followup

import (
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
)

// TestRehearse imagines people who had a tooth taken out at 14:00 on a Monday.
func TestRehearse(t *testing.T) {
	h := UsualHours(time.FixedZone("CST", 8*3600))
	treated := civil.Day("2026-11-23").At(14*60, h.Zone)
	p, _ := DefaultOf("extraction")
	site := func(text string) tooth.Site {
		s, err := tooth.ParseSite(text)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	line := func(who Imagined, step string) Rehearsed {
		t.Helper()
		list, _, _ := Rehearse(p, who, 14, h)
		i := slices.IndexFunc(list, func(r Rehearsed) bool { return r.Step.Key == step })
		if i < 0 {
			t.Fatalf("no step %s in %v", step, list)
		}
		return list[i]
	}
	asks := func(r Rehearsed, key string) bool {
		return slices.ContainsFunc(r.Questions, func(q Asked) bool { return q.Key == key })
	}
	lower := Imagined{Site: site("36"), Treated: treated, Who: Person{Reachable: true}}
	if got := line(lower, "h2"); got.Way != Call || got.Not != "" || got.Moment.Due != treated+150*60_000 {
		t.Errorf("2–3 h after: %+v", got)
	}
	if !asks(line(lower, "d1"), "numbness") || asks(line(lower, "d1"), "trismus") {
		t.Error("after 36 numbness is asked about, how far the mouth opens is not")
	}
	if wisdom := (Imagined{Site: site("48"), Treated: treated, Who: Person{Reachable: true}}); !asks(line(wisdom, "d1"), "trismus") {
		t.Error("after 48 nobody asks how far the mouth opens")
	}
	if got := line(lower, "m2"); got.Not != "" {
		t.Errorf("36 is worth replacing: %q", got.Not)
	}
	if got := line(Imagined{Site: site("48"), Treated: treated, Who: Person{Reachable: true}}, "m2"); got.Not != BecauseCondition {
		t.Errorf("48 is not worth replacing: %q", got.Not)
	}
	comes := lower
	comes.Booked = civil.Day("2026-11-24").At(9*60, h.Zone)
	if got := line(comes, "d1"); got.Not != BecauseInPerson {
		t.Errorf("who comes on that day is asked there: %q", got.Not)
	}
	worse := lower
	worse.Answers, worse.At = Answers{"fever": "38.6"}, "d1"
	_, v, at := Rehearse(p, worse, 14, h)
	if v.Level != Red || at == 0 || len(v.Spoke) == 0 {
		t.Errorf("38.6 on the day after: %+v at %d", v, at)
	}
	if _, v, _ := Rehearse(p, lower, 14, h); v.Level != Green || len(v.Spoke) > 0 {
		t.Errorf("nothing answered: %+v", v)
	}
}
