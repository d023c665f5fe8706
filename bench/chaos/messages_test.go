package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
)

// soundMessages are books of an SMS that arrived, a message of an official account
// and one of a mini-program of which the answer was lost.
func soundMessages() *messageBooks {
	start := time.Date(2027, 1, 7, 22, 30, 0, 0, time.UTC).UnixMilli()
	at := start - 1_000_000
	name := func(visit string) string { return fmt.Sprintf("%s@%d", visit, start) }
	return &messageBooks{
		zone: time.UTC, now: at + 200_000, last: true,
		messages: map[string]messageRow{
			"m1": {"m1", "visits.reminder", name("v1"), "service", "p1", "v1", "delivered", 1, 0},
			"m2": {"m2", "visits.booked", name("v1"), "service", "p1", "v1", "delivered", 2, 0},
			"m3": {"m3", "visits.booked", name("v2"), "service", "p2", "v2", "unknown", 1, 0},
			"m4": {"m4", "visits.booked", name("v3"), "service", "p3", "v3", "dropped", 0, 0},
		},
		sends: []sendRow{
			{"s1", "m1", "n1", "sms", "a1", fake.AliyunKind, "", "T1", "delivered", "r1", 1, 1, at, at + 10},
			{"s2", "m2", "n2", "mini_subscribe", "a2", fake.MiniKind, "o1", "T2", "failed", "", 1, 1, at, at + 10},
			{"s3", "m2", "n3", "official_template", "a3", fake.OfficialKind, "o2", "T2", "delivered", "r3", 2, 1, at, at + 10},
			{"s4", "m3", "n4", "mini_subscribe", "a2", fake.MiniKind, "o3", "T2", "unknown", "", 1, 1, at, at + 10},
		},
		starts: map[string][]standing{"v1": {{at - 50_000, start}}, "v2": {{at - 90_000, start - 60_000}, {at - 50_000, start}, {at + 50_000, 0}}},
		pots:   []pot{{"credit o1 T2", 2, 2}, {"quota c1", 500, 500}},
		took: []fake.Sent{
			{Seq: 1, Provider: fake.AliyunKind, Call: "send", Key: "n1", Ref: "r1", To: "128", Template: "T1", Text: "提醒您1月7日 22:30在风车路就诊"},
			{Seq: 2, Provider: fake.OfficialKind, Call: "template", Key: "n3", Ref: "r3", To: "o2", Template: "T2", Values: []fake.Value{{Text: "2027年1月7日 22:30"}}},
			{Seq: 3, Provider: fake.MiniKind, Call: "subscribe", Ref: "r4", To: "o3", Template: "T2", Values: []fake.Value{{Text: "2027年1月7日 22:30"}}},
		},
		told: []fake.Notice{{Number: "1", State: "taken", Event: "receipt", Text: `[{"out_id":"n1"}]`, Due: at + 5}, {Number: "2", State: "given_up", Event: "receipt", Forged: true}},
		left: map[string]int64{name("v2"): at + 50_000}, silenced: map[string]silence{"p2": {"service", "opted out", at + 60_000}}, visible: map[string]bool{"m3": true},
	}
}

// Each law is broken in turn and must be heard of.
func TestMessageLawsHearOfEveryBreach(t *testing.T) {
	heard := func(m *messageBooks) string {
		var out []string
		m.laws(func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) })
		return strings.Join(out, "\n")
	}
	if got := heard(soundMessages()); got != "" {
		t.Fatalf("sound books: %s", got)
	}
	change := func(id string, do func(*messageRow)) func(*messageBooks) {
		return func(m *messageBooks) { x := m.messages[id]; do(&x); m.messages[id] = x }
	}
	for name, c := range map[string]struct {
		spoil func(*messageBooks)
		says  string
	}{
		"one occurrence twice":                   {func(m *messageBooks) { x := m.messages["m4"]; x.id = "m9"; m.messages["m9"] = x }, "is two messages, m4 and m9"},
		"one number twice":                       {func(m *messageBooks) { m.sends[1].number = "n1" }, "the number n1 belongs to two sends"},
		"one rung twice":                         {func(m *messageBooks) { m.sends[2].rung = 1 }, "send s3 on rung 1, as its 2."},
		"a rung without its send":                {func(m *messageBooks) { m.sends = m.sends[:3]; m.took = m.took[:2] }, "message m3 stands on rung 1 and has 0 sends"},
		"sent after the move was acknowledged":   {func(m *messageBooks) { m.left[m.messages["m3"].occurrence] = m.sends[3].at - 7 }, "7 ms after it was acknowledged that the visit is not there"},
		"sent long after an unacknowledged move": {func(m *messageBooks) { m.starts["v2"][2].at = m.sends[3].at - 2_001 }, "send s4 names v2@"},
		"sent long before the visit came there":  {func(m *messageBooks) { m.starts["v2"][1].at = m.sends[3].at + 2_001 }, "send s4 names v2@"},
		"sent to who opted out":                  {func(m *messageBooks) { m.silenced["p1"] = silence{"service", "opted out", m.sends[0].at - 3} }, "3 ms after it was acknowledged that its patient opted out"},
		"sent to who died":                       {func(m *messageBooks) { m.silenced["p1"] = silence{"", "died", m.sends[0].at - 3} }, "that its patient died"},
		"a relation message to who complained":   {func(m *messageBooks) { spoilClass(m, "relation") }, "that its patient complained"},
		"a promotion to who complained":          {func(m *messageBooks) { spoilClass(m, "marketing") }, "that its patient complained"},
		"accepted twice by its key":              {func(m *messageBooks) { m.took = append(m.took, m.took[1]) }, "send s3 (official_template, visits.booked) was accepted twice"},
		"accepted twice without a key":           {func(m *messageBooks) { m.took = append(m.took, m.took[2]) }, "the double accepted mini subscribe"},
		"accepted, and the books know of none":   {func(m *messageBooks) { m.took[0].Key, m.took[0].Ref = "n8", "r8" }, "the books know no such send"},
		"accepted with another time":             {func(m *messageBooks) { m.took[0].Text = "提醒您1月7日 22:35在风车路就诊" }, "send s1 is of v1@"},
		"another time without a key":             {func(m *messageBooks) { m.took[2].Values[0].Text = "2027年1月8日 22:30" }, "the books know no such send"},
		"a number that nobody gave":              {func(m *messageBooks) { m.sends[0].ref = "r77" }, "the double's number r77, which the double never gave"},
		"a forged callback is believed":          {func(m *messageBooks) { m.told[1].State = "taken" }, "the forged callback 2"},
		"a pot that is not its journal":          {func(m *messageBooks) { m.pots[0].journal = 1 }, "credit o1 T2 holds 2, and its journal says 1"},
		"a pot below nothing":                    {func(m *messageBooks) { m.pots[1] = pot{"quota c1", -1, -1} }, "quota c1 holds -1"},
		"under way, and nobody looks again":      {func(m *messageBooks) { m.sends[3].state = "sending" }, "nobody looks at it again"},
		"under way for longer than the grace": {func(m *messageBooks) {
			change("m3", func(x *messageRow) { x.wake = 9 })(m)
			m.sends[3].state = "sending"
		}, "is under way since"},
		"unknown, and nobody may decide":             {func(m *messageBooks) { delete(m.visible, "m3") }, "m3 is unknown, and nobody may decide"},
		"a receipt that was taken and has no effect": {func(m *messageBooks) { m.sends[0].state = "accepted" }, "the receipt of n1 was taken, and its send is accepted"},
		"a callback that nobody works off":           {func(m *messageBooks) { m.unheard = []string{"c1 receipt 0"} }, "taken and not worked off: c1"},
	} {
		m := soundMessages()
		c.spoil(m)
		if got := heard(m); !strings.Contains(got, c.says) {
			t.Errorf("%s: heard %q, want %q", name, got, c.says)
		}
	}
}

// spoilClass lets a message of a class go to somebody who complained before.
func spoilClass(m *messageBooks, class string) {
	x := m.messages["m1"]
	x.class = class
	m.messages["m1"] = x
	m.silenced["p1"] = silence{"relation", "complained", m.sends[0].at - 3}
}

// A service message may go to who complained, and anything until a wish was
// acknowledged.
func TestMessageLawsLetGoWhatMay(t *testing.T) {
	m := soundMessages()
	m.silenced["p1"] = silence{"relation", "complained", m.sends[0].at - 3}
	m.silenced["p2"] = silence{"", "died", m.sends[3].at}
	m.starts["v2"][2].at = m.sends[3].at - 1_900 // within what clocks may differ
	m.laws(func(format string, args ...any) { t.Errorf(format, args...) })
}

// A second permission of an account is not taken for its message by template, of which
// the answer was lost as well.
func TestASecondPermissionIsNobodyElsesMessage(t *testing.T) {
	m := soundMessages()
	at := m.sends[3].at
	m.messages["m5"] = messageRow{"m5", "visits.booked", m.messages["m3"].occurrence + "#", "service", "p5", "v2", "unknown", 1, 0}
	m.messages["m6"] = messageRow{"m6", "visits.booked", m.messages["m3"].occurrence + "##", "service", "p5", "v2", "unknown", 1, 0}
	m.sends = append(m.sends,
		sendRow{"s5", "m5", "n5", "official_subscribe", "a3", fake.OfficialKind, "o5", "T2", "unknown", "", 1, 2, at, at + 10},
		sendRow{"s6", "m6", "n6", "official_template", "a3", fake.OfficialKind, "o5", "T2", "unknown", "", 1, 1, at, at + 10})
	took := func(seq int64, call, key string) fake.Sent {
		return fake.Sent{Seq: seq, Provider: fake.OfficialKind, Call: call, Key: key, Ref: fmt.Sprint("r", seq), To: "o5", Template: "T2", Values: []fake.Value{{Text: "2027年1月7日 22:30"}}}
	}
	m.took = append(m.took, took(5, "bizsend", ""), took(6, "bizsend", ""), took(7, "template", "n6"))
	m.visible["m5"], m.visible["m6"] = true, true
	m.laws(func(format string, args ...any) { t.Errorf(format, args...) })
	if m.again != 1 {
		t.Errorf("%d were accepted again by a second permission", m.again)
	}
}
