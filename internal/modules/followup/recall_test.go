package followup

import (
	"fmt"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
)

func TestIntervals(t *testing.T) {
	for text, want := range map[string]string{
		"6m+1d": "2027-05-23", "1y": "2027-11-22", "3w": "2026-12-13", "1y+2m+1w+3d": "2028-02-01", "1d": "2026-11-23",
		"6 m + 1 d": "2027-05-23", "": "no", "0d": "no", "6m+2m": "no", "11y": "no", "m6": "no", "6x": "no",
	} {
		got := "no"
		if i, ok := ParseInterval(text); ok {
			got = string(i.After("2026-11-22"))
			if again, ok := ParseInterval(i.String()); !ok || again != i {
				t.Errorf("%s does not come back: %s", text, i)
			}
		}
		if got != want {
			t.Errorf("%q leads to %s, want %s", text, got, want)
		}
	}
	if i := (Interval{Months: 6}); i.After("2026-08-31") != "2027-02-28" {
		t.Errorf("half a year after 31 August is %s", i.After("2026-08-31"))
	}
}

func recallSketch(list []PatientRecall) string {
	var out []string
	for _, r := range list {
		hand := ""
		if r.ByHand {
			hand = " by hand"
		}
		out = append(out, fmt.Sprintf("%s %s %s%s", r.Type, r.Due, r.State, hand))
	}
	return strings.Join(out, " | ")
}

func TestRecompute(t *testing.T) {
	cleaned := func(day civil.Day) Trigger { return Trigger{Class: "cleaning", Code: "P01", Day: day} }
	scaled := func(day civil.Day) Trigger { return Trigger{Class: "cleaning", Code: "P03", Day: day} }
	for _, c := range []struct {
		name string
		done []Trigger
		have []PatientRecall
		want string
	}{
		{"nothing was done", nil, nil, ""},
		{"from the last of several", []Trigger{cleaned("2026-01-10"), cleaned("2026-07-10")}, nil, "cleaning 2027-01-11 on"},
		{"done again: later", []Trigger{cleaned("2026-07-10")}, []PatientRecall{{Type: "cleaning", From: "2026-01-10", Due: "2026-07-11", State: RecallOn}},
			"cleaning 2027-01-11 on"},
		{"undone: earlier again", []Trigger{cleaned("2026-01-10")}, []PatientRecall{{Type: "cleaning", From: "2026-07-10", Due: "2027-01-11", State: RecallOn}},
			"cleaning 2026-07-11 on"},
		{"all undone", nil, []PatientRecall{{Type: "cleaning", From: "2026-07-10", Due: "2027-01-11", State: RecallOn}}, "cleaning 2027-01-11 over"},
		{"set by hand, never overwritten", []Trigger{cleaned("2026-07-10")}, []PatientRecall{{Type: "cleaning", Due: "2026-12-01", ByHand: true, State: RecallOn}},
			"cleaning 2026-12-01 on by hand"},
		{"set by hand, and undone", nil, []PatientRecall{{Type: "cleaning", Due: "2026-12-01", ByHand: true, State: RecallOn}}, "cleaning 2026-12-01 on by hand"},
		{"switched off stays off", []Trigger{cleaned("2026-07-10")}, []PatientRecall{{Type: "cleaning", Due: "2026-07-11", State: RecallOff}}, "cleaning 2027-01-11 off"},
		{"the later of two that exclude each other", []Trigger{cleaned("2026-07-10"), scaled("2026-08-10")}, nil, "cleaning 2027-01-11 excluded | periodontal 2026-11-11 on"},
		{"and back", []Trigger{cleaned("2026-09-10"), scaled("2026-08-10")}, []PatientRecall{{Type: "cleaning", Due: "2027-01-11", State: RecallReplaced},
			{Type: "periodontal", Due: "2026-11-11", State: RecallOn}}, "cleaning 2027-03-11 on | periodontal 2026-11-11 excluded"},
	} {
		if got := recallSketch(Recompute(DefaultRecalls, c.done, c.have)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWhichRecallsCount(t *testing.T) {
	for _, c := range []struct {
		r       PatientRecall
		balance int64
		want    bool
	}{
		{PatientRecall{State: RecallOn}, 0, true},
		{PatientRecall{State: RecallOff}, 0, false},
		{PatientRecall{State: RecallUntil, Until: "2026-11-23"}, 0, false},
		{PatientRecall{State: RecallUntil, Until: "2026-11-22"}, 0, true},
		{PatientRecall{State: RecallBelow, Balance: 100_00}, 100_00, false},
		{PatientRecall{State: RecallBelow, Balance: 100_00}, 99_99, true},
		{PatientRecall{State: RecallReplaced}, 0, false},
	} {
		if got := c.r.Live("2026-11-22", c.balance); got != c.want {
			t.Errorf("%+v with %d owed: %v", c.r, c.balance, got)
		}
	}
}
