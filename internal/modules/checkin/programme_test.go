package checkin

import (
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
)

var shanghai = clock{time.FixedZone("", 8*3600), 3 * 60}

func programme(t testing.TB, key string) Programme {
	t.Helper()
	for _, p := range Defaults() {
		if p.Key == key {
			return p
		}
	}
	t.Fatalf("no programme %s", key)
	return Programme{}
}

// dues lists the first n due days of a member.
func dues(t testing.TB, key, variant string, m Member, n int) string {
	t.Helper()
	v, known := programme(t, key).Variant(variant)
	if !known {
		t.Fatalf("no variant %s", variant)
	}
	var out []string
	day := m.From.AddDays(-1)
	for range n {
		if day = v.NextDue(m, day); day == "" {
			break
		}
		out = append(out, string(day)[5:])
	}
	return strings.Join(out, " ")
}

// The cadences of the five programmes, over ends of months, of years and of February.
func TestDueDays(t *testing.T) {
	for _, k := range []struct {
		programme, variant string
		from, until        civil.Day
		every              int
		want               string
	}{
		{"early_removable", "", "2026-11-29", "", 0, "11-29 11-30 12-01"},
		{"early_removable", "facemask", "2028-02-28", "", 0, "02-28 02-29 03-01"},
		{"early_removable", "eased", "2026-11-27", "", 0, "11-27 11-30 12-01"}, // a Friday
		{"early_removable", "", "2026-11-29", "2026-11-30", 0, "11-29 11-30"},
		{"myofunctional", "", "2026-12-31", "", 0, "12-31 01-01 01-04"}, // a Thursday
		{"myofunctional", "", "2026-11-28", "", 0, "11-30 12-01 12-02"}, // a Saturday
		{"aligner_change", "7", "2026-11-22", "", 0, "11-29 12-06 12-13"},
		{"aligner_change", "", "2026-12-22", "", 0, "01-01 01-11 01-21"},
		{"aligner_change", "14", "2028-02-20", "", 0, "03-05 03-19 04-02"},
		{"aligner_change", "stage", "2026-11-22", "", 9, "12-01 12-10 12-19"},
		{"retainer", "", "2026-11-24", "", 0, "11-29 12-06 12-13"}, // a Tuesday: cycles turn on Sundays
		{"retainer", "", "2026-11-22", "", 0, "11-29 12-06 12-13"}, // a Sunday: not on the first day
	} {
		got := dues(t, k.programme, k.variant, Member{From: k.from, Until: k.until, Every: k.every}, 3)
		if got != k.want {
			t.Errorf("%s %s from %s: %s, want %s", k.programme, k.variant, k.from, got, k.want)
		}
	}
}

// A programme turns slower as it goes on: elastics after thirty days, the retainer
// after six months and after twelve, counted by the calendar.
func TestPhases(t *testing.T) {
	v, _ := programme(t, "elastics_brushing").Variant("")
	m := Member{From: "2026-10-31"}
	if a, b, c := v.NextDue(m, "2026-11-28"), v.NextDue(m, "2026-11-29"), v.NextDue(m, "2026-11-30"); a != "2026-11-29" || b != "2026-11-30" || c != "2026-12-07" {
		t.Error(a, b, c)
	}
	v, _ = programme(t, "retainer").Variant("")
	m = Member{From: "2026-08-31"}
	if last := v.PhaseOn(m.From, "2027-02-27"); last.Every != 7 {
		t.Error(last)
	}
	// Six months after 31 August is the last of February, a Sunday.
	if d := v.NextDue(m, "2027-02-27"); d != "2027-02-28" || v.PhaseOn(m.From, d).Every != 14 || v.NextDue(m, d) != "2027-03-14" {
		t.Error(d, v.NextDue(m, d))
	}
	if d := v.NextDue(m, "2027-08-30"); d != "2027-08-31" || v.NextDue(m, d) != "2027-09-30" {
		t.Error(d, v.NextDue(m, d))
	}
}

// Until the grace of the morning it is the day before; a clock that jumps in spring
// loses no day.
func TestGrace(t *testing.T) {
	at := func(s string, zone *time.Location) int64 {
		got, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return got.UnixMilli()
	}
	for instant, want := range map[string]civil.Day{"2026-11-22 23:59": "2026-11-22", "2026-11-23 00:01": "2026-11-22", "2026-11-23 02:59": "2026-11-22",
		"2026-11-23 03:00": "2026-11-23", "2027-01-01 01:00": "2026-12-31"} {
		if got := shanghai.Today(at(instant, shanghai.zone)); got != want {
			t.Errorf("%s is %s, want %s", instant, got, want)
		}
	}
	if ends := shanghai.Ends("2026-11-22"); shanghai.Today(ends-1) != "2026-11-22" || shanghai.Today(ends) != "2026-11-23" {
		t.Error("a day does not end at its grace")
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c := clock{berlin, 3 * 60}
	for _, day := range []civil.Day{"2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"} {
		if ends := c.Ends(day); c.Today(ends-1) != day || c.Today(ends) != day.AddDays(1) {
			t.Errorf("%s: ends at %s, the next at %s", day, c.Today(ends-1), c.Today(ends))
		}
	}
}

// past makes days of states: d done, u made up, m missed, p paused, x excused.
func past(last civil.Day, states string) []Day {
	kinds := map[rune]DayState{'d': Done, 'u': MadeUp, 'm': Missed, 'p': Paused, 'x': Excused}
	var out []Day
	for i, r := range states {
		out = append(out, Day{Day: last.AddDays(i - len(states) + 1), State: kinds[r]})
	}
	return out
}

// What the latest days come to, and how far the ladders climb by them.
func TestTallyAndLadder(t *testing.T) {
	for _, k := range []struct {
		programme, days string
		kept, missed    int
		of7, of14       int
		rung            Rung
	}{
		{"early_removable", "", 0, 0, 0, 0, RungNone},
		{"early_removable", "dddm", 0, 1, 1, 1, RungWecom},
		{"early_removable", "ddmm", 0, 2, 2, 2, RungWecom},
		{"early_removable", "dmmm", 0, 3, 3, 3, RungCall},
		{"early_removable", "mdmdmdm", 0, 1, 4, 4, RungCall},
		{"early_removable", "mmpmxpp", 0, 3, 3, 3, RungCall}, // paused and excused days are not there
		{"early_removable", "mmmu", 1, 0, 3, 3, RungNone},
		{"early_removable", "mmmmmmmddd", 3, 0, 4, 7, RungNone},
		{"early_removable", "mmmmmmdddm", 0, 1, 4, 7, RungAssistant},
		{"early_removable", "mmmmmmmmmm", 0, 10, 7, 10, RungDoctor},
		{"early_removable", "mmmmmmmmmm" + "dddddddddddddd", 14, 0, 0, 0, RungNone},
		{"early_removable", strings.Repeat("d", 40), 40, 0, 0, 0, RungNone},
		{"myofunctional", "dm", 0, 1, 1, 1, RungNone},
		{"myofunctional", "dmm", 0, 2, 2, 2, RungWecom},
		{"myofunctional", "dmmmdmm" + "dmmm", 0, 3, 5, 8, RungDoctor},
		{"retainer", "dm", 0, 1, 1, 1, RungNone}, // by how late it is
		{"retainer", "mm", 0, 2, 2, 2, RungAssistant},
		{"aligner_change", "mm", 0, 2, 2, 2, RungDoctor},
	} {
		p, days := programme(t, k.programme), past("2026-11-22", k.days)
		got := tally(days, "")
		if got.Kept != k.kept || got.Missed != k.missed || got.Of7 != k.of7 || got.Of14 != k.of14 || p.Rung(got) != k.rung {
			t.Errorf("%s %s: %+v, rung %q, want %q", k.programme, k.days, got, p.Rung(got), k.rung)
		}
	}
	// After a pause everybody begins anew.
	if got := tally(past("2026-11-22", "mmmmmmm"), "2026-11-21"); got.Missed != 2 || got.Of7 != 2 {
		t.Errorf("%+v", got)
	}
}

// A day may be made up so many days back, and so often in its month.
func TestMakeUp(t *testing.T) {
	for _, k := range []struct {
		rule       MakeUp
		day, today civil.Day
		made       int
		want       string
	}{
		{MakeUp{1, 2}, "2026-11-21", "2026-11-22", 0, ""},
		{MakeUp{1, 2}, "2026-11-20", "2026-11-22", 0, MakeUpTooLate.Code},
		{MakeUp{1, 2}, "2026-11-21", "2026-11-22", 2, MakeUpUsed.Code},
		{MakeUp{1, 2}, "2026-11-30", "2026-12-01", 1, ""},
		{MakeUp{5, 0}, "2026-12-29", "2027-01-03", 30, ""},
		{MakeUp{0, 0}, "2026-11-21", "2026-11-22", 0, MakeUpTooLate.Code},
	} {
		got := ""
		if f := k.rule.mayMakeUp(k.day, k.today, k.made); f != nil {
			got = f.Error()
		}
		if (got == "") != (k.want == "") || !strings.Contains(got, k.want) {
			t.Errorf("%+v of %s on %s after %d: %q", k.rule, k.day, k.today, k.made, got)
		}
	}
	days := append(past("2026-10-31", "uu"), past("2026-11-05", "umuum")...)
	if madeUpIn(days, "2026-11-30") != 3 || madeUpIn(days, "2026-10-01") != 2 || madeUpIn(days, "2026-12-01") != 0 {
		t.Error("make-ups of another month count")
	}
}

func TestClaims(t *testing.T) {
	v, _ := programme(t, "early_removable").Variant("night")
	items := v.ItemsOn(Member{From: "2026-11-22"}, "2026-11-22")
	if items[0].Target != 10 || v.ItemsOn(Member{From: "2026-11-22", Target: 12}, "2026-11-22")[0].Target != 12 {
		t.Error("the target is not the prescription's")
	}
	for said, fine := range map[string]bool{"14": true, "14.5": true, "0": true, "24": true, "24.5": false, "-1": false, "14.3": false, "": false, "many": false, "1e1": false, "NaN": false} {
		got, wrong := checkClaims(items, map[string]string{"hours": said, "brushed": "no", "unasked": "x"})
		if (len(wrong) == 0) != fine || got["unasked"] != "" {
			t.Errorf("%q: %v %v", said, got, wrong)
		}
	}
	for _, bad := range []map[string]string{{"hours": "14", "brushed": "maybe"}, {"hours": "14", "turns": "9"}, {"hours": "14", "turns": "1.5"}, {"hours": "14", "note": strings.Repeat("字", 501)}} {
		if _, wrong := checkClaims(items, bad); len(wrong) != 1 {
			t.Errorf("%v is taken", bad)
		}
	}
}

// Every programme is whole: its days come, its reminder lies in the day, its ladder
// climbs.
func TestDefaults(t *testing.T) {
	for _, p := range Defaults() {
		last := -1
		for _, x := range p.Ladder {
			at := -1
			for n, r := range rungs {
				if r == x.Rung {
					at = n
				}
			}
			if at <= last {
				t.Errorf("%s: %s does not climb", p.Key, x.Rung)
			}
			last = at
		}
		w := p.Window("2026-11-24")
		if p.Remind < earliest || p.Remind > latest || p.Remind < w.From || p.Remind > w.To || p.Name.Zh == "" || p.Name.En == "" {
			t.Errorf("%s: reminds at %s in %v", p.Key, p.Remind, w)
		}
		for _, v := range p.Variants {
			m := Member{From: "2026-11-22", Every: 10}
			day := m.From
			for range 40 {
				next := v.NextDue(m, day)
				if next <= day || len(v.ItemsOn(m, next)) == 0 {
					t.Fatalf("%s %s: after %s comes %q", p.Key, v.Key, day, next)
				}
				day = next
			}
		}
	}
	if w := programme(t, "early_removable").Window("2026-11-21"); w.From != 9*60 {
		t.Errorf("on Saturday from %s", w.From)
	}
}
