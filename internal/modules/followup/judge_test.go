package followup

import (
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Every threshold, by protocol: what is answered, how long after, and
// how it is taken.
func TestThresholds(t *testing.T) {
	const hour, d = 1.0, 24.0
	for _, c := range []struct {
		protocol string
		after    float64 // hours
		answers  string
		flags    []string
		want     Level
		rule     string
	}{
		{"general", d, "airway=yes", nil, Red, "airway"},
		{"activation", d, "swelling=spreading", nil, Red, "swelling_spreads"},
		{"infusion", d, "rash=itch,lips", nil, Red, "allergy"},
		{"activation", d, "swallowed=breathing", nil, Red, "breathed_in"},
		{"cleaning", d, "fever=39.0", nil, Red, "high_fever"},
		{"cleaning", d, "fever=38.9", nil, Green, ""},
		{"sedation_ga", 2 * hour, "awake=hard", nil, Red, "hard_to_wake"},

		{"extraction", 2.5, "bleeding=active", nil, Red, "bleeds_on"},
		{"extraction", 2.5, "pain=8,painkiller=no_help", nil, Red, "pain_unhelped"},
		{"extraction", 2.5, "pain=8,painkiller=helps", nil, Amber, "pain_6"},
		{"extraction", 2.5, "bleeding=ooze", nil, Amber, "oozes"},
		{"extraction", 2.5, "pain=6", nil, Amber, "pain_6"},
		{"extraction", 2.5, "pain=5", nil, Green, ""},
		{"extraction", 2.5, "bleeding=streak", []string{FactAnticoagulant}, Green, ""},
		{"extraction", 2.5, "bleeding=ooze", []string{FactAnticoagulant}, Amber, "anticoagulant"},
		{"extraction", d, "fever=38.5", nil, Red, "fever_385"},
		{"extraction", d, "fever=38.0,swelling=marked", nil, Red, "fever_swelling"},
		{"extraction", d, "fever=38.0,swelling=mild", nil, Amber, "fever_376"},
		{"extraction", d, "trismus=1,fever=37.8", nil, Red, "trismus_fever"},
		{"extraction", d, "trismus=1", nil, Amber, "trismus"},
		{"extraction", d, "fever=37.5", nil, Green, ""},
		{"extraction", d, "numbness=tingling", nil, Amber, "numb"},
		{"extraction", 4 * d, "pain=5,pain_trend=worse", nil, Amber, "dry_socket"},
		{"extraction", 6 * d, "pain=5,pain_trend=worse", nil, Green, ""},
		{"extraction", 4 * d, "swelling=marked", nil, Amber, "swelling_4"},
		{"extraction", 3 * d, "swelling=marked", nil, Green, ""},

		{"root_filling", d, "pain=8,painkiller=no_help", nil, Red, "pain_unhelped"},
		{"root_filling", d, "swelling=marked,fever=38.0", nil, Red, "swelling_fever"},
		{"root_filling", 47 * hour, "pain=6", nil, Green, ""},
		{"root_filling", 49 * hour, "pain=6", nil, Amber, "pain_5"},
		{"canal_visit", d, "pain_trend=worse", nil, Amber, "worse"},
		{"pulp_opening", d, "bite=cannot", nil, Amber, "bite"},
		{"root_filling", d, "loose=lost", nil, Amber, "lost"},
		{"root_filling", d, "swelling=mild", nil, Amber, "swelling"},

		{"infusion", d, "rash=chest", nil, Red, "rash_chest"},
		{"infusion", d, "rash=rash", nil, Amber, "rash"},
		{"infusion", d, "needle_arm=swollen", nil, Amber, "arm"},

		{"fixed_start", d, "wire_poke=bleeding", nil, Red, "wire_bleeds"},
		{"fixed_start", d, "mouth_open=no", nil, Red, "mouth_shut"},
		{"fixed_start", d, "pain=7", nil, Amber, "pain_7"},
		{"fixed_start", 7 * d, "pain=4", nil, Amber, "pain_4"},
		{"fixed_start", 6 * d, "pain=4", nil, Green, ""},
		{"fixed_start", d, "loose=loose", nil, Amber, "loose"},
		{"fixed_start", d, "mouth_sore=large", nil, Amber, "sore"},
		{"fixed_start", d, "swallowed=swallowed", nil, Amber, "swallowed"},
		{"fixed_start", 3 * d, "eating=no", nil, Amber, "not_eating"},
		{"fixed_start", 2 * d, "eating=no", nil, Green, ""},
		{"activation", 5 * d, "pain=4", nil, Amber, "pain_4"},
		{"activation", 4 * d, "pain=4", nil, Green, ""},
		{"activation", d, "wire_poke=pokes", nil, Amber, "wire"},

		{"expander", 10 * d, "turns_done=10", nil, Green, ""},
		{"expander", 10 * d, "turns_done=8", nil, Amber, "turns"},
		{"expander", 10 * d, "turns_done=12", nil, Amber, "turns"},
		{"expander", 40 * d, "turns_done=28", nil, Green, ""},
		{"expander", 3 * d, "pain=6", nil, Amber, "pain_6"},
		{"expander", 3 * d, "screw_back=yes", nil, Amber, "screw_back"},
		{"expander", 3 * d, "breathing_night=yes", nil, Red, "breathing_night"},

		{"aligner_start", 7 * d, "appliance_fit=gap,gap_mm=2.5", nil, Amber, "gap"},
		{"aligner_start", 7 * d, "appliance_fit=gap,gap_mm=2", nil, Green, ""},
		{"aligner_start", 7 * d, "short_days=2", nil, Amber, "short"},
		{"aligner_start", 7 * d, "attachments_lost=1", nil, Green, ""},
		{"aligner_start", 7 * d, "attachments_lost=2", nil, Amber, "attachments"},
		{"aligner_start", 7 * d, "edge_cut=yes", nil, Amber, "edge"},
		{"functional_start", 3 * d, "wear_hours=6.9", nil, Amber, "worn_half"},
		{"functional_start", 3 * d, "wear_hours=7", nil, Green, ""},
		{"functional_start", 3 * d, "jaw_pain=4", nil, Amber, "jaw_pain"},

		{"miniscrew", 2 * d, "pain=5", nil, Amber, "pain_5"},
		{"miniscrew", d, "pain=5", nil, Green, ""},
		{"miniscrew", d, "swelling=marked,fever=37.9", nil, Red, "swelling_fever"},
		{"miniscrew", d, "gum_over=yes", nil, Amber, "gum_over"},
		{"debond", d, "pain=8", nil, Red, "pain_8"},
		{"whitening", d, "sensitive=lasting", nil, Amber, "sensitive"},
		{"retainer", 7 * d, "appliance_fit=gap", nil, Amber, "gap"},
		{"retainer", 7 * d, "wear_hours=9", nil, Amber, "worn_half"},
		{"restoration", d, "bite=high", nil, Amber, "bite"},
		{"restoration", d, "pain=8,painkiller=no_help", nil, Red, "pain_unhelped"},
		{"denture", d, "falls_talking=yes", nil, Amber, "falls"},
		{"cleaning", d, "bleeding=active", nil, Red, "bleeds_on"},
		{"cleaning", 23 * hour, "bleeding=ooze", nil, Green, ""},
		{"cleaning", 25 * hour, "bleeding=ooze", nil, Amber, "oozes"},
		{"implant", 7 * hour, "numbness=numb", nil, Red, "numb"},
		{"implant", 5 * hour, "numbness=numb", nil, Green, ""},
		{"implant", d, "numbness=tingling", nil, Amber, "tingling"},
		{"implant", d, "floor_mouth=swollen", nil, Red, "floor_swells"},
		{"implant", d, "nose=air", []string{FactUpper}, Amber, "nose"},
		{"implant", 90 * d, "pain=7,swelling=mild", nil, Red, "pain_swelling"},
		{"implant", 90 * d, "brush_bleeds=yes", nil, Amber, "brush_bleeds"},
		{"child_la", 3 * hour, "lip_bite=yes", nil, Amber, "lip_bite"},
		{"child_la", 3 * hour, "swelling=spreading", nil, Red, "swelling_spreads"},
		{"sedation_ga", 5 * hour, "vomiting=3", nil, Red, "vomits_3"},
		{"sedation_ga", 5 * hour, "drinking=no", nil, Amber, "not_drinking"},
		{"sedation_ga", 3 * hour, "drinking=no", nil, Green, ""},
	} {
		p, ok := DefaultOf(c.protocol)
		if !ok {
			t.Fatalf("no protocol %s", c.protocol)
		}
		answers := Answers{}
		key := ""
		for _, part := range strings.Split(c.answers, ",") {
			if k, v, pair := strings.Cut(part, "="); pair {
				key, answers[k] = k, v
			} else {
				answers[key] += "," + part
			}
		}
		flags := map[string]bool{}
		for _, f := range c.flags {
			flags[f] = true
		}
		anchor := civil.Day("2026-11-20").At(10*60, shanghai)
		now := anchor + int64(c.after*float64(span.Hour))
		s := p.SituationOf(anchor, now, flags, nil, answers, nil, UsualHours(shanghai))
		v := Judge([]Judged{{p, s}}, answers)
		if v.Level != c.want {
			t.Errorf("%s after %v h, %s: %s (%v), want %s", c.protocol, c.after, c.answers, v.Level, v.Spoke, c.want)
			continue
		}
		found := c.rule == ""
		for _, spoke := range v.Spoke {
			found = found || spoke.Rule == c.rule
		}
		if !found {
			t.Errorf("%s, %s: %v does not hold %s", c.protocol, c.answers, v.Spoke, c.rule)
		}
	}
}

func TestWhenTheDoctorCalls(t *testing.T) {
	h := UsualHours(shanghai)
	h.Open = func(d civil.Day) bool { return d != "2026-11-23" }
	at := func(day civil.Day, clock string) int64 {
		c, err := civil.ParseClock(clock)
		if err != nil {
			t.Fatal(err)
		}
		return day.At(c, shanghai)
	}
	for _, c := range []struct {
		name     string
		level    Level
		at       int64
		surgical bool
		want     int64
		onCall   bool
	}{
		{"red: in half an hour", Red, at("2026-11-20", "10:40"), false, at("2026-11-20", "11:10"), false},
		{"red after closing: whoever is on call", Red, at("2026-11-20", "19:40"), false, at("2026-11-20", "20:10"), true},
		{"amber in the morning: before closing", Amber, at("2026-11-20", "10:40"), false, at("2026-11-20", "18:00"), false},
		{"amber at 16:59: before closing", Amber, at("2026-11-20", "16:59"), true, at("2026-11-20", "18:00"), false},
		{"amber at 17:00: the next morning", Amber, at("2026-11-20", "17:00"), false, at("2026-11-21", "10:00"), false},
		{"amber at 17:00 after surgery: whoever is on call", Amber, at("2026-11-20", "17:00"), true, at("2026-11-20", "18:00"), true},
		{"amber in the evening before a closed day", Amber, at("2026-11-22", "19:00"), false, at("2026-11-24", "10:00"), false},
		{"amber on a closed day after surgery", Amber, at("2026-11-23", "11:00"), true, at("2026-11-23", "12:00"), true},
	} {
		due, onCall := DoctorDue(c.level, c.at, c.surgical, h)
		if due != c.want || onCall != c.onCall {
			t.Errorf("%s: due %v on call %v, want %v %v", c.name, time.UnixMilli(due).In(shanghai), onCall, time.UnixMilli(c.want).In(shanghai), c.onCall)
		}
	}
}
