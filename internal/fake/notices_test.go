package fake

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// follows lets people follow one after the other: so many callbacks.
func (g *ground) follows(people ...string) {
	g.Helper()
	for _, p := range people {
		if _, err := g.w.Follow("official", p, ""); err != nil {
			g.Fatal(err)
		}
	}
}

func TestCallbacksMisbehave(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Official)
	toggle := func(how string, millis int) {
		g.w.Add(Rule{Provider: OfficialKind, Call: "follow", How: how, Times: 1, Millis: millis})
		g.follows("lin")
	}
	back := func() {
		g.ok(g.w.Unfollow("official", "lin"))
		g.events()
	}
	toggle(Twice, 0)
	if list := g.events(); len(list) != 2 || list[0] != list[1] {
		t.Error(list)
	}
	back()
	toggle(Mute, 0)
	if list := g.events(); len(list) != 0 {
		t.Error(list)
	}
	back()
	toggle(Late, 3000)
	if list := g.events(); len(list) != 0 {
		t.Error(list)
	}
	g.w.Advance(3 * time.Second)
	g.one("subscribe")
	back()
	toggle(Forge, 0)
	g.w.Wait()
	g.mu.Lock()
	right := 0
	for _, x := range g.told {
		if x.right {
			right++
		}
	}
	if len(g.told) != 2 || right != 1 {
		t.Error(len(g.told), right)
	}
	g.mu.Unlock()
	back()
	if g.w.TellAgain(Official.Key(), 1) != nil {
		t.Error("there is one to repeat")
	}
	g.one("unsubscribe")
	if g.w.TellAgain(Official.Key(), 1000) == nil {
		t.Error("there are not so many")
	}
}

// TestHeldCallbacks come the last first.
func TestHeldCallbacks(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Official)
	g.w.Add(Rule{Provider: OfficialKind, How: Hold})
	g.follows("lin", "chen")
	g.ok(g.w.Say("official", "lin", "", "第三"))
	if list := g.events(); len(list) != 0 {
		t.Error(list)
	}
	g.w.Clear()
	g.w.Release()
	list := g.events()
	if len(list) != 3 || !strings.Contains(list[0], "第三") || !strings.Contains(list[1], OpenID(Official.ID, "chen")) || !strings.Contains(list[2], OpenID(Official.ID, "lin")) {
		t.Error(list)
	}
}

// TestCallbacksAreRepeated three times, five seconds apart, until somebody takes
// them.
func TestCallbacksAreRepeated(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Official)
	g.answer = func(told) (int, string) { return http.StatusBadGateway, "" }
	g.follows("lin")
	for range 5 {
		g.w.Wait()
		g.pass(5 * time.Second)
	}
	g.w.Wait()
	if list := g.events(); len(list) != 4 {
		t.Errorf("told %d times", len(list))
	}
	g.follows("chen")
	g.w.Wait()
	g.answer = nil
	g.pass(5 * time.Second)
	if list := g.events(); len(list) != 2 || list[0] != list[1] {
		t.Error(list)
	}
	g.pass(time.Hour)
	if list := g.events(); len(list) != 0 {
		t.Error(list)
	}
}

// TestAgendaIsWatched: without Wait what is due comes as well, by the clock.
func TestAgendaIsWatched(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Official)
	g.w.Add(Rule{Provider: OfficialKind, How: Late, Millis: 1000, Times: 1})
	g.follows("lin")
	g.pass(time.Second)
	for range 100 {
		g.mu.Lock()
		n := len(g.told)
		g.mu.Unlock()
		if n == 1 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("nobody was told")
}

// TestCallsMisbehave: each way, for each provider of messages.
func TestCallsMisbehave(t *testing.T) {
	for _, x := range []struct {
		provider, name string
		send           func(*ground) (object, error)
		fault, refusal string // in the answer
	}{
		{WeComKind, "app", func(g *ground) (object, error) {
			return g.tryCall("POST", "/wecom/cgi-bin/message/send?access_token="+g.corp(WeCom), appText("wuwu", "早"))
		}, "-1", "48002"},
		{OfficialKind, "template", func(g *ground) (object, error) {
			return g.tryCall("POST", "/official/cgi-bin/message/template/send?access_token="+g.stable(Official),
				object{"touser": OpenID(Official.ID, "lin"), "template_id": "T", "data": object{"thing1": object{"value": "复诊"}}})
		}, "-1", "48002"},
	} {
		for how, want := range map[string]struct {
			sent int
			text string
		}{Silent: {0, ""}, After: {1, ""}, Late: {1, "0"}, Broken: {0, x.fault}, Refuse: {0, x.refusal}} {
			t.Run(x.provider+" "+how, func(t *testing.T) {
				g := newGround(t, "").peopled()
				g.follows("lin")
				// The token is there before the rule: other calls are as they should be.
				g.corp(WeCom)
				g.stable(Official)
				g.w.Add(Rule{Provider: x.provider, Call: x.name, How: how, Times: 1, Millis: 20, Code: map[bool]string{true: x.refusal}[how == Refuse]})
				o, err := x.send(g)
				if (err != nil) != (want.text == "") || err == nil && fmt.Sprint(o["errcode"]) != want.text {
					t.Error(o, err)
				}
				if n := len(g.w.AllSent()); n != want.sent {
					t.Errorf("%d sent", n)
				}
				if o, err := x.send(g); err != nil || code(o) != 0 {
					t.Error("the rule was for once", o, err)
				}
			})
		}
	}
}

func TestShortMessagesMisbehave(t *testing.T) {
	g := newGround(t, "")
	g.w.Add(Rule{Provider: AliyunKind, Call: "send", How: Broken, Times: 1})
	if o := g.short("13800000001", "1"); o["Code"] != "InternalError" || o["status"] != 500 {
		t.Error(o)
	}
	g.w.Add(Rule{Provider: AliyunKind, Call: "send", How: Refuse, Code: "isv.AMOUNT_NOT_ENOUGH", Times: 1})
	if o := g.short("13800000001", "2"); o["Code"] != "isv.AMOUNT_NOT_ENOUGH" {
		t.Error(o)
	}
	g.w.Add(Rule{Provider: TencentKind, Call: "send", How: Broken, Times: 1})
	if o := g.tencentShort("13800000001", "3"); o["Error"].(object)["Code"] != "InternalError" {
		t.Error(o)
	}
	g.w.Add(Rule{Provider: TencentKind, Call: "send", How: Refuse, Times: 1})
	if o := g.tencentShort("13800000001", "4"); o["Error"] == nil {
		t.Error(o)
	}
	if n := len(g.w.AllSent()); n != 0 {
		t.Errorf("%d sent", n)
	}
}

// TestAcceptedButTimedOut: it is done, who called gave up, and the receipt comes.
func TestAcceptedButTimedOut(t *testing.T) {
	g := newGround(t, "")
	g.listen(Aliyun)
	g.call("POST", "/__ctl/fail_next?provider=aliyun&call=send&timeout_after_accept", nil)
	q := g.form("SendSms", map[string]string{"PhoneNumbers": "13800000001", "SignName": "牙程口腔", "TemplateCode": "SMS_1", "OutId": "N-1"})
	q.Set("Signature", aliyunSignature("GET", Aliyun.Secret, q))
	client := &http.Client{Timeout: 100 * time.Millisecond}
	if res, err := client.Get(g.url + "/aliyun/?" + q.Encode()); err == nil {
		res.Body.Close()
		t.Error("answered")
	}
	if list := g.w.AllSent(); len(list) != 1 || list[0].Key != "N-1" {
		t.Error(list)
	}
	g.one(`"out_id":"N-1"`)
}

// TestDoubleOfMessagesIsKilled: what it accepted it knows after it was killed, even in
// the middle of a line; what it had still to tell it tells.
func TestDoubleOfMessagesIsKilled(t *testing.T) {
	file := t.TempDir() + "/double.json"
	g := newGround(t, file).peopled()
	g.listen(Official)
	g.listen(Aliyun)
	g.w.Teach(Template{Account: Aliyun.Key(), Code: "SMS_1", Text: "${name}：${time}"})
	lin, err := g.w.Befriend("", "lin", "wuwu", "")
	g.ok(err)
	number := g.task("等确认", lin)
	a := WeCom
	a.Cap = "day"
	g.w.Open(a)
	sent, err := g.w.SendPersonal("", "wuwu", "今天已经有一条", "lin")
	g.ok(err)
	g.w.Add(Rule{Provider: AliyunKind, Call: "receipt", How: Late, Millis: 60_000, Times: 1})
	g.w.Add(Rule{Provider: OfficialKind, Call: "follow", How: Hold, Times: 1})
	g.short("13800000001", "N-1")
	g.follows("lin")
	g.ok(g.w.Permit("official", "lin", true, "S1"))
	g.want(g.template(OpenID(Official.ID, "lin"), object{"client_msg_id": "K1"}), 0)
	g.ok(g.w.Forbid("official", "lin", "S8"))
	g.ok(g.w.Forbid("official", "lin", "S9"))
	g.events()
	token := g.corp(WeCom)
	numbers := len(g.w.t.notices)
	g.w.Close()
	// Death cuts the last line short.
	f, err := os.OpenFile(file+".lines", os.O_APPEND|os.O_WRONLY, 0)
	g.ok(err)
	_, err = f.WriteString(`{"k":"sent","v":{"seq":99`)
	g.ok(err)
	g.ok(f.Close())

	again := newGround(t, file)
	for _, a := range []Account{Official, Aliyun} {
		again.listen(a)
	}
	if n := len(again.w.AllSent()); n != 4 || len(again.seen("lin")) != 3 || again.results(sent)[lin] != 1 {
		t.Error(n, again.seen("lin"))
	}
	again.ok(again.w.Say("official", "lin", "", "一个新的"))
	again.one("一个新的")
	if n := len(again.w.t.notices); n != numbers+1 {
		t.Errorf("%d callbacks were %d: one took another's number", n, numbers)
	}
	if again.corp(WeCom) != token || again.w.Credits("official", "lin", "S1") != 1 {
		t.Error("forgot a token or a credit")
	}
	again.want(again.template(OpenID(Official.ID, "lin"), object{"client_msg_id": "K1"}), 0)
	if list := again.w.SentTwice(); len(list) != 0 {
		t.Error(list)
	}
	again.ok(again.w.Confirm("wuwu", number))
	if again.results(number)[lin] != 3 {
		t.Error("the patient has had one today")
	}
	again.pass(time.Minute)
	again.one("DELIVERED", "N-1")
	again.w.Release()
	again.one("subscribe")
	// A file that belongs to another double is begun anew.
	g.ok(os.Remove(file))
	if n := len(newGround(t, file).w.AllSent()); n != 0 {
		t.Errorf("%d of another", n)
	}
}

// TestLinesAreRewritten: what has many lines has one again after a start.
func TestLinesAreRewritten(t *testing.T) {
	file := t.TempDir() + "/double.json"
	g := newGround(t, file).peopled()
	for range 600 {
		g.ok(g.w.Permit("mini", "lin", true, "S1"))
		g.ok(g.w.Permit("mini", "chen", true, "S1"))
	}
	g.w.Close()
	before, err := os.Stat(file + ".lines")
	g.ok(err)
	again := newGround(t, file)
	after, err := os.Stat(file + ".lines")
	g.ok(err)
	if after.Size() > before.Size()/100 || again.w.Credits("mini", "lin", "S1") != 600 {
		t.Error(before.Size(), after.Size())
	}
	again.ok(again.w.Permit("mini", "lin", true, "S1"))
	if newGround(t, file).w.Credits("mini", "lin", "S1") != 601 {
		t.Error("what came after is lost")
	}
}

// TestServeTellsTheRest: what was still to be told when it was killed is told when it
// is served again, with nobody calling.
func TestServeTellsTheRest(t *testing.T) {
	file := t.TempDir() + "/double.json"
	g := newGround(t, file).peopled()
	g.listen(Official)
	g.w.Add(Rule{Provider: OfficialKind, How: Late, Millis: 1000, Times: 1})
	g.follows("lin")
	g.w.Close()
	again, err := New(Options{File: file, Clock: g.now.Load})
	g.ok(err)
	g.pass(time.Second)
	_, stop, err := again.Serve("127.0.0.1:0")
	g.ok(err)
	defer stop()
	again.calls.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.told) != 1 {
		t.Error(g.told)
	}
}
