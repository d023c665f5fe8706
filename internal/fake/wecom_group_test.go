package fake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// task makes a group message for people of wuwu.
func (g *ground) task(text string, ids ...string) string {
	g.Helper()
	o := g.want(g.wecom("externalcontact/add_msg_template", object{"chat_type": "single", "external_userid": ids, "sender": "wuwu", "text": object{"content": text}}), 0)
	return o["msgid"].(string)
}

// results are the states of a group message's patients.
func (g *ground) results(number string) map[string]int64 {
	g.Helper()
	out := map[string]int64{}
	o := g.want(g.wecom("externalcontact/get_groupmsg_send_result", object{"msgid": number, "userid": "wuwu"}), 0)
	for _, x := range o["send_list"].([]any) {
		n, _ := x.(object)["status"].(json.Number).Int64()
		out[x.(object)["external_userid"].(string)] = n
	}
	return out
}

func TestGroupMessages(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(WeCom)
	lin, err := g.w.Befriend("", "lin", "wuwu", "")
	g.ok(err)
	chen, err := g.w.Befriend("", "chen", "wuwu", "")
	g.ok(err)
	g.events()
	o := g.want(g.wecom("externalcontact/add_msg_template", object{"chat_type": "single", "external_userid": []string{lin, chen, "stranger"}, "sender": "wuwu",
		"text": object{"content": "明天复诊"}, "attachments": []object{{"msgtype": "link", "link": object{"title": "详情", "url": "https://a.example/m"}}}}), 0)
	number := o["msgid"].(string)
	if fails := o["fail_list"].([]any); len(fails) != 1 || fails[0] != "stranger" {
		t.Error(o)
	}
	// Nothing happens until the colleague taps.
	if r := g.results(number); r[lin] != 0 || len(g.seen("lin")) != 0 {
		t.Error(r)
	}
	if g.w.Confirm("zhouzhou", number) == nil {
		t.Error("it is not theirs")
	}
	g.ok(g.w.Unfriend("", "chen", "wuwu", false))
	g.events()
	g.ok(g.w.Confirm("wuwu", number))
	if r := g.results(number); r[lin] != 1 || r[chen] != 2 {
		t.Error(r)
	}
	if s := g.seen("lin"); len(s) != 1 || s[0].Link != "https://a.example/m" || s[0].Text != "明天复诊" || len(g.seen("chen")) != 0 {
		t.Error(s)
	}
	task := g.want(g.wecom("externalcontact/get_groupmsg_task", object{"msgid": number}), 0)["task_list"].([]any)[0].(object)
	if fmt.Sprint(task["status"]) != "2" {
		t.Error(task)
	}
	if g.w.Confirm("wuwu", number) == nil {
		t.Error("twice")
	}
	if list := g.events(); len(list) != 0 {
		t.Error("nobody is told", list)
	}
	g.want(g.wecom("externalcontact/add_msg_template", object{"external_userid": []string{"stranger"}, "sender": "wuwu", "text": object{"content": "x"}}), 41048)
	g.want(g.wecom("externalcontact/add_msg_template", object{"external_userid": []string{lin}, "sender": "wuwu", "text": object{"content": strings.Repeat("x", 4001)}}), 45002)
	g.want(g.wecom("externalcontact/add_msg_template", object{"external_userid": []string{lin}, "sender": "wuwu"}), 44004)
	// Cancelled is cancelled.
	gone := g.task("不发了", lin)
	g.want(g.wecom("externalcontact/cancel_groupmsg_send", object{"msgid": gone}), 0)
	g.want(g.wecom("externalcontact/remind_groupmsg_send", object{"msgid": gone}), 41093)
	g.want(g.wecom("externalcontact/get_groupmsg_send_result", object{"msgid": gone, "userid": "wuwu"}), 41093)
	if g.w.Confirm("wuwu", gone) == nil || len(g.seen("lin")) != 1 {
		t.Error("sent after it was cancelled")
	}
	// Without a sender it goes to whom the patient last wrote.
	_, err = g.w.Befriend("", "lin", "zhouzhou", "")
	g.ok(err)
	g.pass(time.Minute)
	g.ok(g.w.Say("wecom", "lin", "wuwu", "问一下"))
	g.pass(time.Minute)
	_, err = g.w.Befriend("", "chen", "wuwu", "")
	g.ok(err)
	whose := g.want(g.wecom("externalcontact/add_msg_template", object{"external_userid": []string{lin}, "text": object{"content": "谁发"}}), 0)["msgid"].(string)
	if r := g.results(whose); len(r) != 1 { // zhouzhou was added after wuwu, and wuwu wrote last
		t.Error(r)
	}
	g.ok(g.w.Say("wecom", "lin", "zhouzhou", "问一下"))
	g.pass(time.Minute)
	g.ok(g.w.Say("wecom", "lin", "zhouzhou", "再问一下"))
	theirs := g.want(g.wecom("externalcontact/add_msg_template", object{"external_userid": []string{lin}, "text": object{"content": "谁发"}}), 0)["msgid"].(string)
	if r := g.results(theirs); len(r) != 0 {
		t.Error("zhouzhou wrote last", r)
	}
	// With a sender alone it is for all of theirs.
	all := g.want(g.wecom("externalcontact/add_msg_template", object{"sender": "zhouzhou", "text": object{"content": "大家好"}}), 0)["msgid"].(string)
	g.ok(g.w.Confirm("zhouzhou", all))
}

func TestGroupMessagesReminders(t *testing.T) {
	g := newGround(t, "").peopled()
	lin, err := g.w.Befriend("", "lin", "wuwu", "")
	g.ok(err)
	number := g.task("记得确认", lin)
	remind := func() object { return g.wecom("externalcontact/remind_groupmsg_send", object{"msgid": number}) }
	g.ok(g.w.Ignore("wuwu", number))
	for range 3 {
		g.want(remind(), 0)
	}
	g.want(remind(), 41094)
	g.pass(24 * time.Hour)
	g.want(remind(), 0)
}

// TestGroupMessagesCap: a month holds as many as it has days, the personal ones too;
// other settings count otherwise.
func TestGroupMessagesCap(t *testing.T) {
	for _, x := range []struct {
		setting string
		limit   int
		renewed time.Duration
	}{{"", 30, 31 * 24 * time.Hour}, {"week", 7, 7 * 24 * time.Hour}, {"day", 1, 24 * time.Hour}} {
		t.Run("cap "+x.setting, func(t *testing.T) {
			g := newGround(t, "").peopled()
			a := WeCom
			a.Cap = x.setting
			g.w.Open(a)
			lin, err := g.w.Befriend("", "lin", "wuwu", "")
			g.ok(err)
			// November has 30 days; one is written by the colleague of their own accord.
			if _, err := g.w.SendPersonal("", "wuwu", "自己写的", "lin"); err != nil {
				t.Fatal(err)
			}
			send := func(i int) int64 {
				n := g.task(fmt.Sprint("第", i), lin)
				g.ok(g.w.Confirm("wuwu", n))
				return g.results(n)[lin]
			}
			for i := 1; i < x.limit; i++ {
				if got := send(i); got != 1 {
					t.Fatalf("the %d. is %d", i, got)
				}
			}
			if got := send(x.limit); got != 3 {
				t.Errorf("one too many is %d", got)
			}
			g.pass(x.renewed)
			if got := send(0); got != 1 {
				t.Errorf("later it is %d", got)
			}
		})
	}
}

func TestGroupMessagesList(t *testing.T) {
	g := newGround(t, "").peopled()
	lin, err := g.w.Befriend("", "lin", "wuwu", "")
	g.ok(err)
	mine := g.task("要找的 [A7]", lin)
	if _, err := g.w.SendPersonal("", "wuwu", "自己写的", "lin"); err != nil {
		t.Fatal(err)
	}
	list := func(more object) object {
		in := object{"chat_type": "single", "start_time": at/1000 - 60, "end_time": at/1000 + 60, "filter_type": 2, "limit": 100}
		for k, v := range more {
			in[k] = v
		}
		return g.wecom("externalcontact/get_groupmsg_list_v2", in)
	}
	rows := func(o object) []any { return g.want(o, 0)["group_msg_list"].([]any) }
	got := rows(list(nil))
	if len(got) != 2 || got[0].(object)["msgid"] != mine || got[0].(object)["text"].(object)["content"] != "要找的 [A7]" || got[0].(object)["creator"] != nil {
		t.Error(got)
	}
	if got := rows(list(object{"filter_type": 1})); len(got) != 1 || got[0].(object)["creator"] != "wuwu" {
		t.Error(got)
	}
	if got := rows(list(object{"creator": "wuwu"})); len(got) != 1 {
		t.Error("what was made by API has no creator", got)
	}
	if o := list(object{"limit": 1}); len(rows(o)) != 1 || o["next_cursor"] == "" || len(rows(list(object{"limit": 1, "cursor": o["next_cursor"]}))) != 1 {
		t.Error(o)
	}
	g.want(list(object{"start_time": at/1000 - 40*86400}), 40058)
	g.want(list(object{"limit": 101}), 40058)
}

// TestAnybody: an account that takes anybody needs nobody to be met before.
func TestAnybody(t *testing.T) {
	g := newGround(t, "")
	for _, a := range []Account{WeCom, Official} {
		a.Anybody = true
		g.w.Open(a)
	}
	g.want(g.template("o-anybody", nil), 0)
	g.want(g.wecom("message/send", appText("anyone", "早")), 0)
	n := g.task("你好", "wm-anybody")
	g.ok(g.w.Confirm("wuwu", n))
	if r := g.results(n); r["wm-anybody"] != 1 || len(g.w.AllSent()) != 3 {
		t.Error(r, g.w.AllSent())
	}
}

// TestOwnAddresses are those that are not made from the key.
func TestOwnAddresses(t *testing.T) {
	g := newGround(t, "")
	g.w.Meet(Person{Key: "lin", Addresses: map[string]string{Official.ID: "o-own"}})
	if openid, err := g.w.Follow("official", "lin", ""); err != nil || openid != "o-own" {
		t.Error(openid, err)
	}
	g.want(g.template("o-own", nil), 0)
	g.want(g.template(OpenID(Official.ID, "lin"), nil), 40003)
}
