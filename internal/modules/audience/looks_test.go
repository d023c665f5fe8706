package audience

import (
	"testing"
	"time"
)

// What is read for a judgement is what its rules look at, in whichever zone somebody
// lives: at 11:00 UTC of 22 November the earliest zone has the 23rd, the latest still the 21st.
func TestNoMoreIsReadThanRulesLookAt(t *testing.T) {
	at, err := time.Parse(time.RFC3339, "2026-11-22T11:00:00Z")
	ok(t, err)
	d, err := NewDictionary(toldAttrs, toldKinds)
	ok(t, err)
	month := &Window{Last: 30, Unit: Day}
	few := Rule{Op: OpEvent, Event: "t.charged", Measure: Count, Compare: Gt, Numbers: []int64{2}, Window: month}
	summed, first, where := few, few, few
	summed.Measure, summed.Field, summed.Window = Sum, "amount", &Window{Last: 1, Unit: Year}
	first.Measure = First
	where.Where = []Where{{Field: "about", Compare: Known}}
	absent := Rule{Op: OpAbsent, Event: "t.charged", Window: &Window{This: true, Unit: Month}}
	seq := Rule{Op: OpSeq, Event: "t.charged", Window: month, Then: &Then{Event: "t.presented", Days: 5}}
	near := days{"2026-10-23", "2026-11-23"}
	for name, c := range map[string]struct {
		rules []Rule
		kind  string
		want  look
	}{
		"counts":             {[]Rule{few}, "t.charged", look{near, false}},
		"sums":               {[]Rule{summed}, "t.charged", look{days{"2025-11-22", "2026-11-23"}, true}},
		"the first of all":   {[]Rule{first}, "t.charged", look{always, false}},
		"some of them":       {[]Rule{where}, "t.charged", look{near, true}},
		"none":               {[]Rule{{Op: OpNot, Rules: []Rule{absent}}}, "t.charged", look{days{"2026-11-01", "2026-11-30"}, false}},
		"what comes first":   {[]Rule{seq}, "t.charged", look{near, true}},
		"what follows":       {[]Rule{seq}, "t.presented", look{always, true}},
		"two rules together": {[]Rule{absent, {Op: OpOr, Rules: []Rule{summed, few}}}, "t.charged", look{days{"2025-11-22", "2026-11-30"}, true}},
		"nothing was said":   {[]Rule{few}, "t.accepted", look{always, true}},
	} {
		var list []standing
		for _, r := range c.rules {
			list = append(list, standing{rule: r})
		}
		if got := d.looks(at.UnixMilli(), list).of(c.kind); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
