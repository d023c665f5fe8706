package messages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"archwire/internal/platform/db"
)

// A reminder goes by the best channel that is open, is taken, and arrives.
func TestReminderIsSentAndArrives(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.plan(p, "v1@1")
		h.plan(p, "v1@1") // the same again changes nothing
		h.drain()
		m := h.shown("v1@1")
		if m.State != Accepted || m.Channel != SMS || m.Rung != 1 || h.facts(FactAccepted) != 1 {
			t.Fatalf("%+v, facts %v", m, h.told)
		}
		if len(m.Why.Passed) != 3 || m.Why.Passed[0] != (Passed{MiniSubscribe, ReasonNoAddress}) || m.Why.Basis != "appointment" || m.Why.Person != "0/6" {
			t.Errorf("why: %+v", m.Why)
		}
		text := m.Sends[0].Text
		if !strings.HasPrefix(text, "【牙程口腔】李*木在风车路的就诊时间：2026年11月23日 09:00") || m.Sends[0].Parts != 1 || m.Sends[0].To != "128****0001" {
			t.Errorf("%q, %d parts to %s", text, m.Sends[0].Parts, m.Sends[0].To)
		}
		if h.left(h.clinic) != 99 || h.outside.count("SendSms") != 1 {
			t.Errorf("%d left, %d sent", h.left(h.clinic), h.outside.count("SendSms"))
		}
		h.drain()
		h.receipt(m.Sends[0].Ref, m.Sends[0].Number, saidDelivered)
		if m = h.shown("v1@1"); m.State != Delivered || m.WakeAt != 0 || h.facts(FactDelivered) != 1 {
			t.Fatalf("%+v", m)
		}
		// What has arrived has arrived.
		h.receipt(m.Sends[0].Ref, m.Sends[0].Number, saidRefused)
		if h.message("v1@1").State != Delivered || h.facts(FactDelivered) != 1 || h.outside.count("SendSms") != 1 {
			t.Errorf("a late receipt changed it: %s", h.message("v1@1").State)
		}
	})
}

// receipt lets a provider's receipt be worked off.
func (h *house) receipt(ref, number string, s said) {
	h.t.Helper()
	h.hears(Aliyun, notice{Dedupe: h.IDs(), Kind: noticeReceipt, Ref: ref, Number: number, Said: s, At: h.Clock.Now()})
}

// hears lets callbacks, already proven, be stored and worked off.
func (h *house) hears(kind Kind, list ...notice) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		var all []noticed
		for _, n := range list {
			all = append(all, noticed{h.acct[kind], "hash", n})
		}
		return h.s.keepNotices(tx, all)
	})
	ok(h.t, h.s.hear(h.program()))
}

// A moved visit takes its reminder back; moved back again, it is planned again; what
// has gone is not taken back.
func TestReminderIsMovedAndDropped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		later := h.Clock.Now() + time.Hour.Milliseconds()
		w := Wish{Purpose: reminder.Key, Occurrence: "v1@9", Patient: p, At: later, Fields: map[string]string{"time": "2026年11月23日 09:00", "doctor": "程弓远"},
			Link: "/m/a"}
		h.wish(w)
		drop := func(want bool) {
			t.Helper()
			h.write(func(tx *db.Tx) error {
				found, err := h.s.Drop(tx, Key{reminder.Key, "v1@9"}, ReasonMoved)
				if found != want {
					t.Errorf("found %v", found)
				}
				return err
			})
		}
		drop(true)
		drop(false)
		if m := h.message("v1@9"); m.State != Dropped || m.Reason != ReasonMoved {
			t.Fatalf("%+v", m)
		}
		h.Clock.Add(2 * time.Hour)
		h.drain()
		if h.outside.count("SendSms") != 0 {
			t.Fatal("sent all the same")
		}
		w.Link = "/m/b"
		w.At = 0
		h.wish(w)
		if m := h.shown("v1@9"); m.State != Planned || m.Link != "/m/b" {
			t.Fatalf("%+v", m)
		}
		h.drain()
		drop(false)
		if m := h.message("v1@9"); m.State != Accepted || h.outside.count("SendSms") != 1 {
			t.Errorf("%+v", m)
		}
	})
}

// What is true at the moment of sending counts, not what was true when it was planned.
func TestStateAtTheMomentOfSending(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, x := range []struct {
			name   string
			change func(p string)
			reason string
		}{
			{"dead", func(p string) {
				h.write(func(tx *db.Tx) error {
					_, err := tx.Update("patients_patients").Set("deceased_day = '2026-11-22'").Where("id = ?", p).Exec()
					return err
				})
			}, ReasonDeceased},
			{"erased", func(p string) {
				h.write(func(tx *db.Tx) error {
					_, err := tx.Update("patients_patients").Set("state = 'erased'").Where("id = ?", p).Exec()
					return err
				})
			}, ReasonErased},
			{"opted out", func(p string) {
				_, err := h.s.OptOutOf(h.program(), OptOut{Patient: p, Class: ServiceClass, Source: "hand"})
				ok(t, err)
				_, err = h.s.OptOutOf(h.program(), OptOut{Patient: p, Class: ServiceClass, Source: "hand"})
				want(t, err, AlreadyOut)
			}, ReasonOptedOut},
			{"no number", func(p string) {
				h.write(func(tx *db.Tx) error {
					_, err := tx.Update("patients_patients").Set("phone_sealed = NULL").Where("id = ?", p).Exec()
					return err
				})
			}, ReasonUnreachable},
		} {
			p := h.patient("李积木", "12800010001")
			h.plan(p, x.name)
			x.change(p)
			h.drain()
			if m := h.message(x.name); m.State != Dropped || m.Reason != x.reason || h.facts(FactDropped+" "+x.name+" "+x.reason) != 1 {
				t.Errorf("%s: %s %s %+v", x.name, m.State, m.Reason, h.told)
			}
		}
		if h.outside.count("SendSms") != 0 {
			t.Error("sent all the same")
		}
	})
}

// A guard is asked at the moment of sending, about all its messages at once.
func TestGuard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		asked := 0
		ok(t, h.s.Guard(reminder.Key, func(_ *db.Tx, list []Message) (map[string]string, error) {
			asked++
			return map[string]string{list[0].ID: ReasonDone}, nil
		}))
		a, b := h.patient("李积木", "12800010001"), h.patient("王风车", "12800010002")
		h.plan(a, "v1")
		h.plan(b, "v2")
		h.drain()
		if m := h.message("v1"); asked != 1 || m.State != Dropped || m.Reason != ReasonDone || h.message("v2").State != Accepted {
			t.Errorf("asked %d times; %s %s, %s", asked, m.State, m.Reason, h.message("v2").State)
		}
	})
}

// Nothing but what is urgent goes in quiet hours; what waits goes after the opening,
// or not at all where it would come too late.
func TestQuietHours(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(0, "22:10")
		p := h.patient("李积木", "12800010001")
		h.plan(p, "waits")
		h.wish(Wish{Purpose: reminder.Key, Occurrence: "late", Patient: p, Until: h.Clock.Now() + time.Hour.Milliseconds(),
			Fields: map[string]string{"time": "2026年11月22日 23:00", "doctor": "程弓远"}})
		h.wish(Wish{Purpose: "test.alarm", Occurrence: "alarm", Staff: h.doctor})
		h.wish(Wish{Purpose: "test.note", Occurrence: "note", Staff: h.doctor})
		h.drain()
		m := h.message("waits")
		if m.State != Planned || m.Reason != ReasonQuiet || len(m.Why.Deferred) != 1 {
			t.Fatalf("%+v", m)
		}
		h.at(1, "07:30")
		if wait := m.WakeAt - h.Clock.Now(); wait < 0 || wait >= (20*time.Minute).Milliseconds() {
			t.Errorf("%d ms after the opening", wait)
		}
		if m := h.message("late"); m.State != ExpiredNow || m.Reason != ReasonQuiet || h.facts(FactDropped+" late quiet_hours") != 1 {
			t.Errorf("%s %s %v", m.State, m.Reason, h.told)
		}
		if h.message("alarm").State != Accepted || h.message("note").State != Planned || h.outside.count("send") != 1 {
			t.Errorf("alarm %s, note %s", h.message("alarm").State, h.message("note").State)
		}
		h.at(1, "07:51")
		h.drain()
		if h.message("waits").State != Accepted || h.message("note").State != Accepted {
			t.Errorf("%s, %s", h.message("waits").State, h.message("note").State)
		}
	})
}

// A mother of three hears two birthday wishes a day, and one promotion; a reminder of
// an appointment waits rather than being lost.
func TestCapsOfAHousehold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var kids []string
		for _, name := range []string{"李大宝", "李二宝", "李小宝"} {
			kids = append(kids, h.patient(name, "12800010001"))
		}
		h.write(func(tx *db.Tx) error {
			_, err := tx.Update("patients_patients").Set("household_id = ?", h.IDs()).Where("id IN (?)", kids).Exec()
			return err
		})
		for i, kid := range kids {
			h.wish(Wish{Purpose: "test.birthday", Occurrence: "b" + string(rune('1'+i)), Patient: kid})
		}
		h.wish(Wish{Purpose: "test.birthday", Occurrence: "again", Patient: kids[0]})
		h.drain()
		var got []string
		for _, o := range []string{"b1", "b2", "b3", "again"} {
			m := h.message(o)
			got = append(got, string(m.State)+" "+m.Reason)
		}
		if s := strings.Join(got, ", "); s != "accepted , accepted , dropped household_cap, dropped cap" {
			t.Errorf("%s", s)
		}
		if w := h.message("b2").Why; w.Person != "0/1" || w.Household != "1/2" {
			t.Errorf("%+v", w)
		}
		for i := range 7 {
			h.plan(kids[0], "r"+string(rune('1'+i)))
		}
		h.drain()
		h.drain()
		waits := 0
		for i := range 7 {
			if m := h.message("r" + string(rune('1'+i))); m.State == Planned && m.Reason == ReasonCap {
				waits++
				if m.WakeAt < h.Clock.Now()+(20*time.Hour).Milliseconds() {
					t.Error("it waits for the next day")
				}
			}
		}
		if waits != 1 {
			t.Errorf("%d wait", waits)
		}
	})
}

// An opt-out silences its class, and no other; a reply to an SMS silences promotions
// at that number, for everybody who is reached by it.
func TestOptOutByClass(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.patient("李大宝", "12800010001"), h.patient("李二宝", "12800010001")
		h.hears(Aliyun, notice{Dedupe: "1", Kind: noticeSMSReply, Address: "12800010001", Text: " r。"}, notice{Dedupe: "2", Kind: noticeSMSReply,
			Address: "12800010001", Text: "TD"})
		for i, p := range []string{a, b} {
			o := string(rune('a' + i))
			h.wish(Wish{Purpose: "test.birthday", Occurrence: "birthday " + o, Patient: p})
			h.wish(Wish{Purpose: "test.care", Occurrence: "care " + o, Patient: p})
			h.plan(p, "visit "+o)
		}
		h.drain()
		for _, o := range []string{"a", "b"} {
			x := h.message("birthday " + o)
			if x.State != Dropped || x.Reason != ReasonUnreachable || x.Why.Passed[0].Reason != ReasonOptedOut {
				t.Errorf("%s %s %+v", x.State, x.Reason, x.Why)
			}
			if h.message("care "+o).State != Accepted || h.message("visit "+o).State != Accepted {
				t.Errorf("care %s, visit %s", h.message("care "+o).State, h.message("visit "+o).State)
			}
		}
		r, err := h.s.ReachOf(h.program(), a)
		if ok(t, err); len(r.OptOuts) != 2 || r.OptOuts[0].Source != "reply" || r.Phone != "128****0001" {
			t.Fatalf("%+v", r)
		}
		for _, o := range r.OptOuts {
			ok(t, h.s.EndOptOut(h.program(), a, o.ID))
			want(t, h.s.EndOptOut(h.program(), a, o.ID), OptOutNotFound)
		}
		h.wish(Wish{Purpose: "test.birthday", Occurrence: "next", Patient: a})
		h.drain()
		if h.message("next").State != Accepted || h.facts(FactHeard) != 2 {
			t.Errorf("%s, heard %d", h.message("next").State, h.facts(FactHeard))
		}
	})
}

// Promotions need the consent; they and birthday wishes stop at an open complaint.
func TestConsentAndComplaint(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.wish(Wish{Purpose: "test.offer", Occurrence: "o1", Patient: p})
		h.drain()
		_, err := h.people.NoteConsent(db.With(h.program(), db.Scope{Tenant: h.Tenant, Actor: h.doctor}), p, consent(true))
		ok(t, err)
		h.wish(Wish{Purpose: "test.offer", Occurrence: "o2", Patient: p})
		h.drain()
		h.s.Complaints = func(_ *db.Tx, ids []string) (map[string]bool, error) { return map[string]bool{p: true}, nil }
		h.wish(Wish{Purpose: "test.birthday", Occurrence: "o3", Patient: p})
		h.plan(p, "o4")
		h.drain()
		if m := h.message("o1"); m.Reason != ReasonNoConsent || h.message("o2").State != Accepted || h.message("o3").Reason != ReasonComplaint ||
			h.message("o4").State != Accepted {
			t.Errorf("%s, %s, %s, %s", m.Reason, h.message("o2").State, h.message("o3").Reason, h.message("o4").State)
		}
	})
}

// Who is never marketed to gets no promotion, whatever they agreed to; what serves
// them goes.
func TestNeverMarketedTo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		_, err := h.people.NoteConsent(db.With(h.program(), db.Scope{Tenant: h.Tenant, Actor: h.doctor}), p, consent(true))
		ok(t, err)
		var asked []string
		h.s.NeverMarketed = func(_ *db.Tx, ids []string) (map[string]bool, error) {
			asked = append(asked, ids...)
			return map[string]bool{p: true}, nil
		}
		h.plan(p, "o1")
		h.drain()
		if asked != nil || h.message("o1").State != Accepted {
			t.Errorf("a reminder: asked for %v, %s", asked, h.message("o1").State)
		}
		h.wish(Wish{Purpose: "test.offer", Occurrence: "o2", Patient: p})
		h.drain()
		if m := h.message("o2"); m.State != Dropped || m.Reason != ReasonNeverSold {
			t.Errorf("a promotion: %s, %s", m.State, m.Reason)
		}
	})
}

// The provider says that the permission is used up: our books follow, and the next
// channel goes.
func TestCreditUsedUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		mini := h.bind(Mini, "openid-mini", p)
		h.bind(Official, "openid-official", p)
		h.credit(mini, reminder.Key, 2)
		h.plan(p, "v1")
		h.drain()
		if m := h.message("v1"); m.Channel != MiniSubscribe || m.State != Accepted {
			t.Fatalf("%+v", m)
		}
		h.outside.do("send", answers(`{"errcode":43101,"errmsg":"user refuse to accept the msg"}`))
		h.plan(p, "v2")
		h.drain()
		m := h.shown("v2")
		if m.Channel != OfficialTemplate || m.State != Accepted || m.Rung != 2 || m.Sends[0].State != SendFailed {
			t.Fatalf("%+v", m)
		}
		r, err := h.s.ReachOf(h.program(), p)
		if ok(t, err); len(r.Credits) != 0 || len(r.Bound) != 2 {
			t.Errorf("%+v", r.Credits)
		}
		h.plan(p, "v3")
		h.drain()
		if m := h.message("v3"); m.Why.Passed[0] != (Passed{MiniSubscribe, ReasonNoCredit}) || m.Channel != OfficialTemplate {
			t.Errorf("%+v", m.Why)
		}
		// Taps add credits, and a withdrawal voids them.
		h.hears(Mini, notice{Dedupe: "1", Kind: noticeSubscribed, Address: "openid-mini", Template: "TPL_test_reminder", Yes: true},
			notice{Dedupe: "2", Kind: noticeSubscribed, Address: "openid-mini", Template: "TPL_test_reminder", Yes: true},
			notice{Dedupe: "1", Kind: noticeSubscribed, Address: "openid-mini", Template: "TPL_test_reminder", Yes: true})
		r, err = h.s.ReachOf(h.program(), p)
		if ok(t, err); len(r.Credits[mini]) != 1 || r.Credits[mini][0].Left != 2 {
			t.Errorf("%+v", r.Credits)
		}
		h.hears(Mini, notice{Dedupe: "3", Kind: noticeSubscription, Address: "openid-mini", Template: "TPL_test_reminder"})
		if r, err = h.s.ReachOf(h.program(), p); err != nil || len(r.Credits[mini]) != 0 {
			t.Errorf("%+v %v", r.Credits, err)
		}
	})
}

// The provider took it and nobody answered: it is not sent a second time, it is asked
// about.
func TestUnknownIsAskedAbout(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.outside.do("SendSms", h.outside.hangUp(true))
		h.plan(p, "v1")
		h.drain()
		m := h.shown("v1")
		if m.State != Unknown || m.Reason != ReasonNoAnswer || h.left(h.clinic) != 99 {
			t.Fatalf("%+v", m)
		}
		h.drain()
		for range 3 {
			h.Clock.Add(time.Minute)
			h.look()
		}
		if h.outside.count("SendSms") != 1 {
			t.Fatalf("sent %d times", h.outside.count("SendSms"))
		}
		// The receipt comes in the end, by our number.
		h.receipt("biz", m.Sends[0].Number, saidDelivered)
		if m := h.message("v1"); m.State != Delivered || h.facts(FactDelivered) != 1 {
			t.Errorf("%+v", m)
		}
	})
}

// A channel with a key is sent again under its number, which the provider takes once.
func TestUnknownIsSentAgainUnderItsKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.bind(Official, "openid-official", p)
		for _, took := range []bool{true, false} {
			o := map[bool]string{true: "took", false: "lost"}[took]
			h.outside.do("send", h.outside.hangUp(took))
			h.plan(p, o)
			h.drain()
			if m := h.message(o); m.State != Unknown || m.Channel != OfficialTemplate {
				t.Fatalf("%+v", m)
			}
			h.Clock.Add(15 * time.Second)
			h.look()
			if m := h.shown(o); m.State != Accepted || m.Sends[0].Tries != 2 || len(m.Sends) != 1 {
				t.Fatalf("%s: %+v", o, m)
			}
		}
		if n := h.outside.count("send"); n != 2 {
			t.Errorf("the provider took %d", n)
		}
	})
}

// A permission is worth one message. Who gave a single one cannot be told twice: it is
// sent again, and the provider refuses a second one. Who gave several would hear it
// twice: it is not.
func TestUnknownOnACreditGoesAgainOnlyWithTheLastOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, credits := range map[string]int{"one": 1, "two": 2} {
			p := h.patient("李积木"+name, map[string]string{"one": "12800010001", "two": "12800010002"}[name])
			h.credit(h.bind(Mini, "openid-"+name, p), reminder.Key, credits)
			h.outside.do("send", h.outside.hangUp(true))
			h.plan(p, name)
			h.drain()
			if m := h.message(name); m.State != Unknown || m.Channel != MiniSubscribe {
				t.Fatalf("%s: %+v", name, m)
			}
			h.Clock.Add(15 * time.Second)
			h.look()
			if m := h.shown(name); m.Sends[0].Tries != 3-credits {
				t.Errorf("%s: it left the house %d times", name, m.Sends[0].Tries)
			}
		}
	})
}

// Where nobody can be asked any more, a person decides.
func TestAPersonDecides(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		hang := func(o string) string {
			h.outside.do("SendSms", h.outside.hangUp(false))
			h.plan(p, o)
			h.drain()
			m := h.message(o)
			if m.State != Unknown {
				t.Fatalf("%+v", m)
			}
			return m.ID
		}
		a, b := hang("a"), hang("b")
		x, err := h.s.TakeSent(h.program(), a)
		if ok(t, err); x.State != Accepted {
			t.Errorf("%+v", x)
		}
		_, err = h.s.TakeSent(h.program(), a)
		want(t, err, NotNow)
		x, err = h.s.SendAgain(h.program(), b)
		if ok(t, err); x.State != Planned || h.left(h.clinic) != 99 {
			t.Errorf("%+v, %d left", x, h.left(h.clinic))
		}
		h.drain()
		if m := h.shown("b"); m.State != Accepted || m.Channel != SMS || len(m.Sends) != 2 {
			t.Errorf("%+v", m)
		}
	})
}

// A process that died between the row and the answer: its send is found, and asked
// about, never sent blindly again.
func TestDeathBetweenSendingAndResult(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.plan(p, "v1")
		n, list, err := h.s.decideDue(h.program(), nil)
		if ok(t, err); n != 1 || len(list) != 1 || h.message("v1").State != Sending {
			t.Fatalf("%d decided, %d to call", n, len(list))
		}
		h.s.outside(h.program(), list, sendOut) // and here it dies
		h.drain()
		h.look()
		if h.message("v1").State != Sending {
			t.Fatal("too early")
		}
		h.Clock.Add(sendGrace + time.Second)
		h.look()
		m := h.shown("v1")
		if m.State != Unknown || m.Sends[0].Code != "lost" {
			t.Fatalf("%+v", m)
		}
		h.receipt("biz", m.Sends[0].Number, saidDelivered)
		if h.message("v1").State != Delivered || h.outside.count("SendSms") != 1 {
			t.Errorf("%s after %d sends", h.message("v1").State, h.outside.count("SendSms"))
		}
	})
}

// A busy provider is tried again a little later, under another number; one that
// cannot be reached as well, and then the next one.
func TestBusyAndUnreached(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.bind(Official, "openid-official", p)
		h.outside.do("send", answers(`{"errcode":45009,"errmsg":"reach max api daily quota limit"}`))
		h.wish(Wish{Purpose: reminder.Key, Occurrence: "v1", Patient: p, Until: h.Clock.Now() + (48 * time.Hour).Milliseconds(),
			Fields: map[string]string{"time": "2026年11月25日 09:00", "doctor": "程弓远"}})
		h.drain()
		m := h.message("v1")
		if m.State != Planned || m.Reason != ReasonBusy || m.WakeAt <= h.Clock.Now() {
			t.Fatalf("%+v", m)
		}
		h.at(1, "10:00") // the provider counts by days
		h.drain()
		if m := h.shown("v1"); m.State != Accepted || m.Channel != OfficialTemplate || len(m.Sends) != 2 || m.Sends[0].Number == m.Sends[1].Number {
			t.Errorf("%+v", m)
		}
		a, err := h.s.Accounts(h.program())
		ok(t, err)
		for _, x := range a {
			if x.Kind == Official {
				x.BaseURL = "http://127.0.0.1:1"
				_, err := h.s.ChangeAccount(h.program(), x)
				ok(t, err)
			}
		}
		h.plan(p, "v2")
		for range softMost {
			h.drain()
			h.Clock.Add(time.Minute)
		}
		h.drain()
		if m := h.shown("v2"); m.State != Accepted || m.Channel != SMS || len(m.Sends) != softMost+1 {
			t.Errorf("%s by %s after %d: %+v", m.State, m.Channel, len(m.Sends), m.Sends)
		}
	})
}

// A group task waits for its colleague. Tapped, it has arrived; not tapped in time, it
// is taken back and the next channel goes.
func TestGroupTask(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.bind(WeCom, "ext1", p)
		h.plan(p, "tapped")
		h.plan(p, "not tapped")
		h.plan(p, "stopped")
		h.drain()
		for _, o := range []string{"tapped", "not tapped", "stopped"} {
			if m := h.message(o); m.State != Waits || m.Channel != WeComTask {
				t.Fatalf("%s: %+v", o, m)
			}
		}
		h.outside.mu.Lock()
		h.outside.tap[h.shown("tapped").Sends[0].Ref] = 1
		h.outside.mu.Unlock()
		h.Clock.Add(6 * time.Minute)
		h.look()
		if h.message("tapped").State != Delivered || h.message("not tapped").State != Waits {
			t.Fatalf("%s, %s", h.message("tapped").State, h.message("not tapped").State)
		}
		h.write(func(tx *db.Tx) error {
			found, err := h.s.Drop(tx, Key{reminder.Key, "stopped"}, ReasonMoved)
			if !found {
				t.Error("not in time")
			}
			return err
		})
		ok(t, h.s.cancelTask(h.program(), h.message("stopped").ID))
		if m := h.shown("stopped"); m.State != Dropped || m.Sends[0].State != SendFailed {
			t.Errorf("%+v", m)
		}
		id := h.message("not tapped").ID
		for range remindMost {
			_, err := h.s.Remind(h.program(), id)
			ok(t, err)
		}
		_, err := h.s.Remind(h.program(), id)
		want(t, err, RemindedEnough)
		ok(t, h.s.remind(h.program(), id))
		h.Clock.Add(4 * time.Hour)
		h.look()
		h.drain()
		m := h.shown("not tapped")
		if m.State != Accepted || m.Channel != SMS || m.Sends[0].Code != ReasonNotTapped {
			t.Errorf("%s by %s: %+v", m.State, m.Channel, m.Sends)
		}
	})
}

// Who unfollowed is reached by the next channel, and is asked no more.
func TestUnfollowed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.bind(Official, "openid-official", p)
		h.outside.do("send", answers(`{"errcode":43004,"errmsg":"require subscribe"}`))
		h.plan(p, "v1")
		h.drain()
		if m := h.message("v1"); m.Channel != SMS || m.State != Accepted {
			t.Fatalf("%+v", m)
		}
		h.plan(p, "v2")
		h.drain()
		if m := h.message("v2"); m.Rung != 1 || m.Channel != SMS || m.Why.Passed[1].Reason != ReasonGone {
			t.Errorf("%+v", m)
		}
		h.hears(Official, notice{Dedupe: "f", Kind: noticeFollow, Address: "openid-official"})
		h.plan(p, "v3")
		h.drain()
		if m := h.message("v3"); m.Channel != OfficialTemplate {
			t.Errorf("%+v", m.Why)
		}
	})
}

// Who is added at WeCom is welcomed within its twenty seconds, once.
func TestWelcome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.outside.do("get", func(w http.ResponseWriter, r *http.Request) bool {
			return answers(`{"errcode":0,"external_contact":{"external_userid":"ext9","name":"风车妈妈","unionid":"u1"},"follow_user":[{"userid":"chenggongyuan",
"remark":"李积木妈妈","remark_mobiles":["12800010001"]}]}`)(w, r)
		})
		p := h.patient("李积木", "12800010001")
		n := notice{Dedupe: "1", Kind: noticeContactAdded, Address: "ext9", User: "chenggongyuan", Welcome: "WC", At: h.Clock.Now()}
		h.hears(WeCom, n)
		h.hears(WeCom, n)
		h.drain()
		if h.outside.count("send_welcome_msg") != 1 {
			t.Fatalf("welcomed %d times", h.outside.count("send_welcome_msg"))
		}
		late := n
		late.Dedupe, late.Address = "2", "ext10"
		h.write(func(tx *db.Tx) error { return h.s.keepNotices(tx, []noticed{{h.acct[WeCom], "x", late}}) })
		h.Clock.Add(21 * time.Second)
		ok(t, h.s.hear(h.program()))
		h.drain()
		if h.outside.count("send_welcome_msg") != 1 {
			t.Error("welcomed too late")
		}
		list, err := h.s.Unbound(h.program(), h.clinic)
		if ok(t, err); len(list) != 2 {
			t.Fatalf("%+v", list)
		}
		var a string
		for _, x := range list {
			if x.Value == "ext9" {
				a = x.ID
			}
		}
		ok(t, h.s.nameContact(h.program(), a))
		found, err := h.s.Suggest(h.program(), a)
		if ok(t, err); len(found) != 1 || found[0].Patient != p || found[0].Why != "phone" {
			t.Fatalf("%+v", found)
		}
		ok(t, h.s.Bind(h.program(), a, p, "mother"))
		want(t, h.s.Bind(h.program(), a, p, "mother"), AlreadyBound)
		h.plan(p, "v1")
		h.drain()
		if m := h.message("v1"); m.Channel != WeComTask {
			t.Errorf("%+v", m.Why)
		}
		ok(t, h.s.Unbind(h.program(), a, p))
		want(t, h.s.Unbind(h.program(), a, p), AddressNotFound)
	})
}
