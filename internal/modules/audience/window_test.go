package audience

import (
	"testing"

	"archwire/internal/kit/civil"

	"pgregory.net/rapid"
)

func TestWindowsAreWholeDays(t *testing.T) {
	for _, c := range []struct {
		name          string
		w             *Window
		today, lo, hi civil.Day
	}{
		{"ever", nil, "2026-11-22", dawn, dusk},
		{"today", &Window{Last: 1, Unit: Day}, "2026-11-22", "2026-11-22", "2026-11-22"},
		{"thirty days", &Window{Last: 30, Unit: Day}, "2026-11-22", "2026-10-24", "2026-11-22"},
		{"a month after its end", &Window{Last: 1, Unit: Month}, "2026-03-31", "2026-03-01", "2026-03-31"},
		{"a month into February", &Window{Last: 1, Unit: Month}, "2026-03-29", "2026-03-01", "2026-03-29"},
		{"a year", &Window{Last: 1, Unit: Year}, "2026-11-22", "2025-11-23", "2026-11-22"},
		{"a year after 29 February", &Window{Last: 1, Unit: Year}, "2025-02-28", "2024-02-29", "2025-02-28"},
		{"the week from Sunday", &Window{This: true, Unit: Week}, "2026-11-22", "2026-11-16", "2026-11-22"},
		{"the week from Monday", &Window{This: true, Unit: Week}, "2026-11-23", "2026-11-23", "2026-11-29"},
		{"this February", &Window{This: true, Unit: Month}, "2028-02-10", "2028-02-01", "2028-02-29"},
		{"this year", &Window{This: true, Unit: Year}, "2026-11-22", "2026-01-01", "2026-12-31"},
		{"the next week", &Window{Next: 1, Unit: Week}, "2026-12-29", "2026-12-29", "2027-01-04"},
		{"more than 180 days ago", &Window{Ago: true, MinAgo: 181}, "2026-11-22", dawn, "2026-05-25"},
		{"7 to 14 days ago", &Window{Ago: true, MinAgo: 7, MaxAgo: 14}, "2026-11-22", "2026-11-08", "2026-11-15"},
		{"since a day", &Window{From: "2026-01-15"}, "2026-11-22", "2026-01-15", dusk},
	} {
		if got := c.w.days(c.today); got != (days{c.lo, c.hi}) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAgesAndBirthdaysOnTheirDays(t *testing.T) {
	words, err := NewDictionary(toldAttrs, toldKinds)
	ok(t, err)
	age := func(how Compare, n ...int64) Rule { return Rule{Op: OpAttr, Attr: "age", Compare: how, Numbers: n} }
	day := func(w Window) Rule { return Rule{Op: OpAttr, Attr: "birthday", Compare: Within, Window: &w} }
	for _, c := range []struct {
		rule        Rule
		born, today civil.Day
		want        bool
	}{
		{age(Lt, 18), "2008-11-23", "2026-11-22", true},
		{age(Lt, 18), "2008-11-22", "2026-11-22", false},
		{age(Ge, 18), "2008-02-29", "2026-02-28", false},
		{age(Ge, 18), "2008-02-29", "2026-03-01", true},
		{age(Between, 6, 12), "2013-11-23", "2026-11-22", true},
		{age(Between, 6, 12), "2013-11-22", "2026-11-22", false},
		{age(Lt, 18), "", "2026-11-22", false},
		{age(Lt, 18), "2026-11-23", "2026-11-22", false},
		{day(Window{This: true, Unit: Month}), "1990-11-01", "2026-11-30", true},
		{day(Window{This: true, Unit: Month}), "1990-11-01", "2026-12-01", false},
		{day(Window{Next: 1, Unit: Week}), "1990-01-03", "2026-12-28", true},
		{day(Window{This: true, Unit: Month}), "1992-02-29", "2026-02-10", false},
		{day(Window{This: true, Unit: Month}), "1992-02-29", "2026-03-10", true},
		{day(Window{This: true, Unit: Month}), "1992-02-29", "2028-02-10", true},
	} {
		p := &known{Person: Person{Profile: Profile{Born: c.born}}}
		if got := (judge{words: words, today: c.today}).holds(c.rule, p); got != c.want {
			t.Errorf("%s, born %s, on %s: %v", written(c.rule), c.born, c.today, got)
		}
	}
}

// What a moving window reaches or leaves is what stands in exactly one of the two.
func TestChangedDaysAreThoseOfOneWindowAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(what string) civil.Day {
			return civil.Day("2026-01-01").AddDays(rapid.IntRange(0, 40).Draw(t, what))
		}
		span := func(what string) days {
			switch lo, hi := at(what+" lo"), at(what+" hi"); rapid.IntRange(0, 4).Draw(t, what+" open") {
			case 0:
				return days{dawn, hi}
			case 1:
				return days{lo, dusk}
			default:
				return days{min(lo, hi), max(lo, hi)}
			}
		}
		a, b := span("a"), span("b")
		for i := -2; i < 44; i++ {
			d, in := civil.Day("2026-01-01").AddDays(i), false
			for _, part := range changed(a, b) {
				in = in || part.holds(d)
			}
			if in != (a.holds(d) != b.holds(d)) {
				t.Fatalf("%v and %v on %s: %v", a, b, d, in)
			}
		}
	})
}
