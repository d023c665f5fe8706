package messages

import (
	"net/http"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// A group task that waits for its colleague's tap is taken back when something comes
// up against it: the tap is the moment of sending as well.
func TestWaitingTaskIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		complaints, moved := map[string]bool{}, map[string]string{}
		h.s.Complaints = func(*db.Tx, []string) (map[string]bool, error) { return complaints, nil }
		ok(t, h.s.Guard(reminder.Key, func(_ *db.Tx, list []Message) (map[string]string, error) {
			out := map[string]string{}
			for _, m := range list {
				if why := moved[m.Occurrence]; why != "" {
					out[m.ID] = why
				}
			}
			return out, nil
		}))
		for _, x := range []struct {
			name, purpose string
			change        func(p string)
			reason        string
		}{
			{"dead", reminder.Key, func(p string) {
				h.write(func(tx *db.Tx) error {
					_, err := tx.Update("patients_patients").Set("deceased_day = '2026-11-22'").Where("id = ?", p).Exec()
					return err
				})
				h.Clock.Add(6 * time.Minute)
			}, ReasonDeceased},
			{"complained", "test.card", func(p string) {
				complaints[p] = true
				h.write(func(tx *db.Tx) error { return h.s.Recheck(tx, p) })
			}, ReasonComplaint},
			{"opted out", reminder.Key, func(p string) {
				_, err := h.s.OptOutOf(h.program(), OptOut{Patient: p, Class: ServiceClass, Source: "hand"})
				ok(t, err)
			}, ReasonOptedOut},
			{"moved", reminder.Key, func(p string) {
				moved["moved"] = ReasonMoved
				h.write(func(tx *db.Tx) error { return h.s.Recheck(tx, p) })
			}, ReasonMoved},
		} {
			p := h.patient("李积木", "12800010001")
			h.bind(WeCom, "ext "+x.name, p)
			h.wish(Wish{Purpose: x.purpose, Occurrence: x.name, Patient: p, Fields: fieldsOf(x.purpose)})
			h.drain()
			h.look()
			h.look()
			if m := h.message(x.name); m.State != Waits {
				t.Fatalf("%s: %+v", x.name, m)
			}
			x.change(p)
			h.look()
			if m := h.message(x.name); m.State != Dropped || m.Reason != x.reason || h.facts(FactDropped+" "+x.name+" "+x.reason) != 1 {
				t.Fatalf("%s: %s %s %v", x.name, m.State, m.Reason, h.told)
			}
			before := h.outside.count("cancel_groupmsg_send")
			ok(t, h.s.cancelTask(h.program(), h.message(x.name).ID))
			if m := h.shown(x.name); h.outside.count("cancel_groupmsg_send") != before+1 || m.Sends[0].State != SendFailed || m.State != Dropped {
				t.Errorf("%s: %+v", x.name, m)
			}
		}
		if h.outside.count("SendSms") != 0 {
			t.Error("it went by the next channel")
		}
	})
}

func fieldsOf(purpose string) map[string]string {
	if purpose != reminder.Key {
		return nil
	}
	return map[string]string{"time": "2026年11月23日 09:00", "doctor": "程弓远"}
}

// No colleague is asked to tap in the night; the next channel goes in the morning.
func TestTaskIsTakenBackForTheNight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at(0, "20:00")
		p := h.patient("李积木", "12800010001")
		h.bind(WeCom, "ext1", p)
		h.plan(p, "v1")
		h.drain()
		h.at(0, "21:29")
		h.look()
		if m := h.message("v1"); m.State != Waits {
			t.Fatalf("%+v", m)
		}
		h.at(0, "21:35")
		h.look()
		h.drain()
		if m := h.shown("v1"); m.State != Planned || m.Reason != ReasonQuiet || m.Sends[0].Code != ReasonNotTapped {
			t.Fatalf("%s %s %+v", m.State, m.Reason, m.Sends)
		}
		h.at(1, "07:55")
		h.drain()
		if m := h.message("v1"); m.State != Accepted || m.Channel != SMS {
			t.Errorf("%s by %s", m.State, m.Channel)
		}
	})
}

// The visit is moved while its task is on the way to WeCom: too late to drop, and seen
// before the colleague sees it.
func TestMovedWhileTheTaskIsOnItsWay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		moved := false
		ok(t, h.s.Guard(reminder.Key, func(_ *db.Tx, list []Message) (map[string]string, error) {
			if !moved {
				return nil, nil
			}
			return map[string]string{list[0].ID: ReasonMoved}, nil
		}))
		p := h.patient("李积木", "12800010001")
		h.bind(WeCom, "ext1", p)
		h.outside.do("add_msg_template", func(http.ResponseWriter, *http.Request) bool { moved = true; return false })
		h.plan(p, "v1")
		h.drain()
		h.look()
		if m := h.message("v1"); m.State != Dropped || m.Reason != ReasonMoved {
			t.Errorf("%s %s", m.State, m.Reason)
		}
	})
}

// What nobody answered leaves the house again under its number only while it would be
// sent now: not for a visit that was moved meanwhile, nor by night.
func TestUnknownIsLookedAtAgainBeforeItGoesAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		moved := map[string]bool{}
		ok(t, h.s.Guard(reminder.Key, func(_ *db.Tx, list []Message) (map[string]string, error) {
			out := map[string]string{}
			for _, m := range list {
				if moved[m.Occurrence] {
					out[m.ID] = ReasonMoved
				}
			}
			return out, nil
		}))
		p := h.patient("李积木", "12800010001")
		h.bind(Official, "openid-official", p)
		hang := func(o string) {
			h.outside.do("send", h.outside.hangUp(false))
			h.plan(p, o)
			h.drain()
			if m := h.message(o); m.State != Unknown {
				t.Fatalf("%+v", m)
			}
		}
		hang("moved")
		moved["moved"] = true
		h.Clock.Add(15 * time.Second)
		h.look()
		if m := h.shown("moved"); m.State != Unknown || m.Sends[0].Tries != 1 || h.outside.count("send") != 0 {
			t.Fatalf("%s, %d tries", m.State, m.Sends[0].Tries)
		}
		// A person may decide, and even then it is looked at again.
		_, err := h.s.SendAgain(h.program(), h.message("moved").ID)
		ok(t, err)
		h.drain()
		if m := h.message("moved"); m.State != Dropped || m.Reason != ReasonMoved || h.outside.count("send") != 0 {
			t.Errorf("%s %s", m.State, m.Reason)
		}
		h.at(0, "21:29")
		hang("night")
		h.at(0, "21:31")
		h.look()
		if m := h.shown("night"); m.State != Unknown || m.Sends[0].Tries != 1 {
			t.Errorf("%s, %d tries", m.State, m.Sends[0].Tries)
		}
	})
}

// Callbacks about one person come in any order: what happened last holds.
func TestFollowsInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := h.Clock.Now()
		at := func(n int64) int64 { return now - 60_000 + n*1000 }
		address := func(kind Kind, value string) (a Address) {
			h.write(func(tx *db.Tx) (err error) { a, err = knowAddress(tx, h.acct[kind], value); return err })
			return a
		}
		follow, gone := notice{Dedupe: "1", Kind: noticeFollow, Address: "o1", At: at(1)}, notice{Dedupe: "2", Kind: noticeUnfollow, Address: "o1", At: at(2)}
		h.hears(Official, gone)
		h.hears(Official, follow)
		if address(Official, "o1").Following {
			t.Error("who left follows, since the news of their coming came late")
		}
		again := notice{Dedupe: "3", Kind: noticeFollow, Address: "o1", At: at(4)}
		left := notice{Dedupe: "4", Kind: noticeUnfollow, Address: "o1", At: at(3)}
		h.hears(Official, again)
		h.hears(Official, left)
		if !address(Official, "o1").Following {
			t.Error("who came back does not follow, since the news of their leaving came late")
		}
		h.hears(WeCom, notice{Dedupe: "5", Kind: noticeFollowerDeleted, Address: "e1", User: "chenggongyuan", At: at(6)})
		h.hears(WeCom, notice{Dedupe: "6", Kind: noticeContactAdded, Address: "e1", User: "chenggongyuan", At: at(5)})
		if a := address(WeCom, "e1"); a.Following || a.FriendOf != "" {
			t.Errorf("%+v", a)
		}
	})
}

// Whom one colleague loses may be another's customer still.
func TestAnotherColleagueKnowsThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.bind(WeCom, "ext1", h.patient("李积木", "12800010001"))
		h.hears(WeCom, notice{Dedupe: "1", Kind: noticeFollowerDeleted, Address: "ext1", User: "chenggongyuan", At: h.Clock.Now()})
		h.outside.do("get", answers(`{"errcode":0,"external_contact":{"external_userid":"ext1","name":"风车妈妈"},"follow_user":[
			{"userid":"anhuifang","createtime":1790000000},{"userid":"heying","createtime":1790000001}]}`))
		ok(t, h.s.nameContact(h.program(), a))
		h.write(func(tx *db.Tx) error {
			now, err := addressOne(tx, a, false)
			if !now.Following || now.FriendOf != "heying" {
				t.Errorf("%+v", now)
			}
			return err
		})
	})
}

// Who writes 退订 in a chat hears no more promotions there; 取消 there is about an
// appointment. The desk takes it back.
func TestStopInAChat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.bind(WeCom, "ext1", p)
		h.bind(Official, "o1", p)
		h.hears(Official, notice{Dedupe: "1", Kind: noticeText, Address: "o1", Text: "取消"}, notice{Dedupe: "2", Kind: noticeText, Address: "o1", Text: " 退订。"})
		r, err := h.s.ReachOf(h.program(), p)
		if ok(t, err); len(r.OptOuts) != 2 || r.OptOuts[0].Note != "退订。" && r.OptOuts[0].Note != " 退订。" {
			t.Fatalf("%+v", r.OptOuts)
		}
		h.plan(p, "v1")
		h.drain()
		if m := h.message("v1"); m.Channel != OfficialTemplate {
			t.Errorf("a reminder goes by %s", m.Channel)
		}
		for _, o := range r.OptOuts {
			ok(t, h.s.EndOptOut(h.program(), p, o.ID))
		}
	})
}

// Where the clocks are put forward over the opening, it is a little later, and not a
// day later; where they are put back, it is once.
func TestQuietHoursWhereClocksAreChanged(t *testing.T) {
	york, err := time.LoadLocation("America/New_York")
	ok(t, err)
	h := Hours{2*60 + 30, 21 * 60}
	for _, x := range []struct{ at, next string }{
		{"2026-03-08T00:10:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"2026-03-08T01:45:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"2026-03-07T21:00:00-05:00", "2026-03-08T03:00:00-04:00"},
		{"2026-03-08T21:00:00-04:00", "2026-03-09T02:30:00-04:00"},
		{"2026-11-01T01:30:00-05:00", "2026-11-01T02:30:00-05:00"},
		{"2026-11-01T00:30:00-04:00", "2026-11-01T02:30:00-05:00"},
	} {
		at, err := time.Parse(time.RFC3339, x.at)
		ok(t, err)
		want, err := time.Parse(time.RFC3339, x.next)
		ok(t, err)
		got := h.next(at.UnixMilli(), york)
		if d := got - want.UnixMilli(); d < 0 || d > (45*time.Minute).Milliseconds() || !h.open(got, york) {
			t.Errorf("%s: %s, want %s", x.at, time.UnixMilli(got).In(york), x.next)
		}
	}
	night := Hours{22 * 60, 6 * 60}
	for day := range 3 {
		d := civil.Day("2026-03-07").AddDays(day)
		if at := night.next(d.At(12*60, york), york); at != d.At(22*60, york) {
			t.Errorf("%s: %s", d, time.UnixMilli(at).In(york))
		}
	}
}
