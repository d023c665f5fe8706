package journeys

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
)

var shanghai = time.FixedZone("CST", 8*3600)

func clockAt(day civil.Day, clock string) int64 {
	c, err := civil.ParseClock(clock)
	if err != nil {
		panic(err)
	}
	return day.At(c, shanghai)
}

func planOf(t testing.TB, template string) *Plan {
	t.Helper()
	x, ok := TemplateOf(template)
	if !ok {
		t.Fatal(template)
	}
	p := Ready(x.Graph("zh-CN", func(key string) string { return key }))
	p.Journey = 1
	return p
}

const monday = civil.Day("2026-11-02")

// fortnight is a stage of two weeks in which everybody is reached by mini-program.
func fortnight() Stage {
	return Stage{From: monday.At(0, shanghai), To: monday.AddDays(14).At(0, shanghai), Seed: 1, Most: 4, Done: 100,
		Cap:   map[messages.Class]int{messages.ServiceClass: 3, messages.Marketing: 1},
		Hours: map[messages.Class]messages.Hours{messages.ServiceClass: {From: civil.Clock(450), To: civil.Clock(1290)}, messages.Marketing: {From: civil.Clock(540), To: civil.Clock(1230)}}}
}

func checks(due ...Event) Player {
	p := Player{Patient: "p", Clinic: "c", Zone: shanghai, Ways: map[messages.Class]Route{messages.ServiceClass: {Channel: messages.MiniSubscribe},
		messages.Care: {Channel: messages.MiniSubscribe}, messages.Marketing: {Channel: messages.WeComTask}},
		Rules: map[string][]Turn{place("entry", "entry"): {{In: true}}}} // who complains of nothing
	for i := range due {
		p.Facts = append(p.Facts, due[i])
		if due[i].Kind == "checkin.due" {
			p.Enters = append(p.Enters, Entrance{At: due[i].At, Key: "d", Event: &due[i]})
		}
	}
	return p
}

func daily(kind string, at int64) Event {
	return Event{Kind: kind, At: at, Body: map[string]any{"cycle": 1.0}}
}

func told(list []Would) (out []string) {
	for _, w := range list {
		out = append(out, fmt.Sprintf("%s %s %s%s", time.UnixMilli(w.At).In(shanghai).Format("02 15:04"), w.Kind, w.Who, w.Text)+w.Reason)
	}
	return out
}

// A child does not check in for days: the ladder climbs to the doctor's call. The day
// on which the child does, it stops, and nothing is sent after.
func TestTheLadderClimbsToTheDoctorAndStopsAtTheCheckIn(t *testing.T) {
	p := planOf(t, "checkin_ladder")
	never := checks(daily("checkin.due", clockAt(monday, "20:00")))
	w := Walk(p, fortnight(), &never, true)
	want := []string{"02 20:00 message journey.checkin_ladder.1", "02 20:30 message journey.checkin_ladder.2", "03 09:00 task service",
		"03 20:00 message journey.checkin_ladder.1", "04 20:00 message journey.checkin_ladder.1", "05 09:00 task service",
		"09 09:00 task assistant", "12 09:00 task doctor"}
	if got := told(w.Would); !reflect.DeepEqual(got, want) {
		t.Errorf("a child that never checks in:\n%q\nwant\n%q", got, want)
	}
	if len(w.Lines) < len(want) || !w.Inside && w.Ended[EndExit] != 1 {
		t.Errorf("%+v", w)
	}
	done := clockAt(monday.AddDays(1), "19:59")
	comes := checks(daily("checkin.due", clockAt(monday, "20:00")), daily("checkin.done", done))
	w = Walk(p, fortnight(), &comes, false)
	if got := told(w.Would); !reflect.DeepEqual(got, want[:3]) || w.Ended[EndGoal] != 1 {
		t.Errorf("a child that comes back: %q, %v", got, w.Ended)
	}
	paused := checks(daily("checkin.due", clockAt(monday, "20:00")), daily("checkin.paused", clockAt(monday, "20:10")))
	if got := told(Walk(p, fortnight(), &paused, false).Would); !reflect.DeepEqual(got, want[:1]) {
		t.Errorf("a child on holiday: %q", got)
	}
}

// What quiet hours hold back until the morning is not sent to who has done it by then.
func TestWhatWaitsForTheMorningIsTakenBack(t *testing.T) {
	g := Graph{Goals: []When{happens("visits.booked")}, Nodes: row(onEvent("visits.no_show"), tell("m", MessageDo{Class: messages.ServiceClass, Text: "x", Hours: 24}),
		pause("w", afterDays(5, "10:00")))}
	p := Ready(g)
	night := clockAt(monday, "22:15")
	e := Event{Kind: "visits.no_show", At: night}
	who := checks()
	who.Enters = []Entrance{{At: night, Event: &e}}
	if got := told(Walk(p, fortnight(), &who, false).Would); !reflect.DeepEqual(got, []string{"03 07:30 message x"}) {
		t.Errorf("held back until %q", got)
	}
	who.Facts = []Event{{Kind: "visits.booked", At: clockAt(monday, "23:00")}}
	if got := told(Walk(p, fortnight(), &who, false).Would); !reflect.DeepEqual(got, []string{"02 23:00 message xwithdrawn"}) {
		t.Errorf("booked at night: %q", got)
	}
}

// crowd are n people who check in as they please.
func crowd(n, days int) []Player {
	r := rand.New(rand.NewPCG(5, 6))
	out := make([]Player, n)
	for i := range out {
		var list []Event
		for d := range days {
			day := monday.AddDays(d)
			list = append(list, daily("checkin.due", clockAt(day, "20:00")))
			if r.IntN(100) < 60 {
				list = append(list, daily("checkin.done", clockAt(day, "20:00")+int64(r.IntN(9000))*1000))
			} else {
				list = append(list, daily("checkin.missed", clockAt(day.AddDays(1), "03:00")))
			}
		}
		out[i] = checks(list...)
		out[i].Patient, out[i].Household = fmt.Sprint("p", i), fmt.Sprint("h", i/2)
	}
	return out
}

// A thousand patients, thirty days: the same answer each time. (How quick it is for ten
// thousand is measured in bench.)
func TestARehearsalIsTheSameEachTime(t *testing.T) {
	p, st := planOf(t, "checkin_ladder"), fortnight()
	st.To = monday.AddDays(30).At(0, shanghai)
	all := crowd(1000, 30)
	one := Rehearse(p, st, all)
	if one.People != 1000 || one.Entered < 10_000 || one.Messages == 0 || one.Tasks == 0 || one.ManyAll == 0 || len(one.Many) > mostShown || one.Peak.Hour != 20 {
		t.Errorf("%+v", one)
	}
	if two := Rehearse(p, st, all[:100]); !reflect.DeepEqual(two, Rehearse(p, st, all[:100])) {
		t.Error("the same rehearsal twice gave two answers")
	}
	c := one.Contrasted(Rehearse(planOf(t, "checkin_ladder_cycle"), st, all))
	if c.Messages[0] != one.Messages || c.More != c.New || c.Entered[1] != 0 || c.More < 500 {
		t.Errorf("against a journey that lets nobody of them in: %d %d %d %v", c.More, c.New, c.Fewer, c.Entered)
	}
}

// Nobody who did not agree to promotions gets one, and the report says why.
func TestWhatIsWithheldIsToldWithItsReason(t *testing.T) {
	p := planOf(t, "ortho_not_agreed")
	who := checks()
	who.Enters = []Entrance{{At: clockAt(monday, "12:00")}}
	who.Ways = map[messages.Class]Route{messages.Marketing: {Reason: messages.ReasonNoConsent}}
	st := fortnight()
	r := Rehearse(p, st, []Player{who})
	if r.Messages != 0 || len(r.Withheld) == 0 {
		t.Errorf("%+v", r)
	}
	for _, c := range r.Withheld {
		if c.Key != messages.ReasonNoConsent && c.Key != ReasonHeldBack {
			t.Errorf("withheld for %s", c.Key)
		}
	}
}
