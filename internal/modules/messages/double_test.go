package messages

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/platform/testkit"
)

// stand is the house before the stand-in, with all that it does by itself.
type stand struct {
	*house
	w *fake.World
}

// onDouble lets the house use the stand-in for every channel, and be called back by
// it.
func onDouble(t *testing.T, fn func(t *testing.T, x *stand)) {
	t.Helper()
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) {
		h := open(t, w)
		list, err := h.s.Accounts(h.program())
		ok(t, err)
		for _, a := range list {
			a.Enabled = false
			_, err := h.s.ChangeAccount(h.program(), a)
			ok(t, err)
		}
		x := &stand{house: h}
		x.w, err = fake.New(fake.Options{Clock: w.Clock.Now})
		ok(t, err)
		double := httptest.NewServer(x.w.Handler())
		t.Cleanup(func() { x.w.Wait(); x.w.Close(); double.Close() })
		here := httptest.NewServer(http.HandlerFunc(x.callback))
		t.Cleanup(here.Close)
		h.s.Double, h.s.Public = double.URL, "https://m.example.cn"
		h.s.double = map[Kind]Keys{}
		for kind, a := range doubleAccounts {
			h.s.double[kind] = (&wireWorld{}).account(kind).Keys
			h.s.double[kind] = h.s.double[kind].named(Keys{})
			made, err := h.s.AddAccount(h.program(), Account{Kind: kind, BaseURL: DoubleURL, Enabled: kind != Tencent})
			ok(t, err)
			h.acct[kind] = made.ID
			for _, p := range h.s.Purposes() {
				for _, tpl := range p.defaults(made, demoProvider(p.Key)) {
					if !tpl.Channel.free() && (tpl.Channel == SMS || len(tpl.Slots) > 0) {
						_, err := h.s.SetTemplate(h.program(), tpl)
						ok(t, err)
					}
				}
			}
			a.Callback = here.URL + noticePath(h.group, made.ID)
			if made.NoticeKey != "" {
				a.Callback += "?key=" + made.NoticeKey
			}
			x.w.Open(a)
		}
		ok(t, h.s.SetUserid(h.program(), Userid{h.acct[WeCom], h.doctor, "chenggongyuan"}))
		x.w.Meet(fake.Person{Key: "妈妈", Phone: "13800010001"}, fake.Person{Key: "程医生", User: "chenggongyuan"})
		fn(t, x)
	})
}

// callback is the route, without the edge.
func (x *stand) callback(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	parts := strings.Split(r.URL.Path, "/")
	answer, err := x.s.Notice(context.WithoutCancel(r.Context()), parts[len(parts)-2], parts[len(parts)-1], r.Method, r.URL.Query(), body)
	if err != nil {
		http.Error(out, err.Error(), http.StatusUnauthorized)
		return
	}
	_, _ = out.Write(answer)
}

// settle lets the stand-in tell what it has to tell, and everything be worked off.
func (x *stand) settle() {
	x.t.Helper()
	x.drain()
	for range 5 {
		x.w.Advance(2 * time.Second)
		x.Clock.Add(2 * time.Second)
		x.w.Wait()
		ok(x.t, x.s.hear(x.program()))
	}
}

// A family's day against the stand-in: the whole ladder, with what people do.
func TestAgainstTheDouble(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		p := x.patient("李积木", "13800010001")
		say := func(o string, want Channel, state State) Shown {
			t.Helper()
			x.wish(Wish{Purpose: reminder.Key, Occurrence: o, Patient: p, Link: "/m/f/x", Fields: map[string]string{"time": "11月23日 09:00", "doctor": "程弓远"}})
			x.settle()
			m := x.shown(o)
			if m.Channel != want || m.State != state {
				t.Fatalf("%s: %s by %s, want %s by %s; passed %v; %+v", o, m.State, m.Channel, state, want, m.Why.Passed, m.Sends)
			}
			return m
		}
		say("SMS", SMS, Delivered)

		// She adds the doctor at WeCom, is welcomed, and is bound.
		external, err := x.w.Befriend("", "妈妈", "chenggongyuan", "")
		ok(t, err)
		x.settle()
		list, err := x.s.Unbound(x.program(), x.clinic)
		if ok(t, err); len(list) != 1 || list[0].Value != external {
			t.Fatalf("%+v", list)
		}
		ok(t, x.s.Bind(x.program(), list[0].ID, p, "mother"))
		task := say("task", WeComTask, Waits)
		ok(t, x.w.Confirm("chenggongyuan", task.Sends[0].Ref))
		x.Clock.Add(10 * time.Minute)
		x.look()
		if m := x.message("task"); m.State != Delivered {
			t.Fatalf("confirmed: %s", m.State)
		}

		// She follows the official account, and permits two messages in the mini-program.
		openid, err := x.w.Follow(fake.Official.ID, "妈妈", "")
		ok(t, err)
		x.settle()
		x.bind(Official, openid, p)
		say("template", OfficialTemplate, Delivered)
		ok(t, x.w.Permit(fake.Mini.ID, "妈妈", true, demoProvider(reminder.Key)))
		x.settle()
		x.bind(Mini, fake.OpenID(fake.Mini.ID, "妈妈"), p)
		say("credit", MiniSubscribe, Delivered)
		if n := x.w.Credits(fake.Mini.ID, "妈妈", demoProvider(reminder.Key)); n != 0 {
			t.Errorf("%d credits are left there", n)
		}
		say("no credit", OfficialTemplate, Delivered)

		// She unfollows: what the stand-in refuses goes by the next channel, once.
		ok(t, x.w.Unfollow(fake.Official.ID, "妈妈"))
		say("unfollowed", WeComTask, Waits)

		// The stand-in takes an SMS and says nothing: it is asked about, never sent again.
		q := x.patient("李小二", "13800010001")
		x.w.Add(fake.Rule{Provider: "aliyun", Call: "send", How: fake.After, Times: 1})
		x.plan(q, "silent")
		x.drain()
		if m := x.message("silent"); m.State != Unknown {
			t.Fatalf("%+v", m)
		}
		x.settle()
		for range 4 {
			x.Clock.Add(3 * time.Minute)
			x.look()
		}
		if m := x.message("silent"); m.State != Delivered {
			t.Errorf("%+v", m)
		}
		ok(t, x.w.ReplySMS("", "13800010001", "R"))
		x.settle()
		x.wish(Wish{Purpose: "test.birthday", Occurrence: "birthday", Patient: p})
		x.settle()
		if m := x.message("birthday"); m.State != Dropped || m.Why.Passed[0].Reason != ReasonOptedOut {
			t.Errorf("%s %+v", m.State, m.Why)
		}
		if n := len(x.w.SentTwice()); n != 0 {
			t.Errorf("%d were sent twice: %v", n, x.w.SentTwice())
		}
	})
}
