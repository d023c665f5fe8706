package fake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	g := newGround(t, "").peopled()
	ask := func(token string) object {
		return g.call("POST", "/wecom/cgi-bin/message/send?access_token="+token, appText("wuwu", "早"))
	}
	g.want(ask(""), 41001)
	g.want(ask("nonsense"), 40014)
	g.want(g.call("GET", "/wecom/cgi-bin/gettoken?corpid="+WeCom.ID+"&corpsecret=wrong", nil), 40001)
	g.want(g.call("GET", "/wecom/cgi-bin/gettoken?corpid=nobody&corpsecret="+WeCom.Secret, nil), 40013)
	mine := g.corp(WeCom)
	if g.corp(WeCom) != mine {
		t.Error("another token while the first lives")
	}
	g.want(ask(mine), 0)
	// A token belongs to one account, whatever the path.
	g.want(ask(g.stable(Official)), 40014)
	g.want(g.call("POST", "/official/cgi-bin/message/template/send?access_token="+mine, object{}), 40001)
	g.want(g.call("POST", "/mini/cgi-bin/message/subscribe/send?access_token="+g.stable(Official), object{}), 40001)
	other := g.corp(WeComTwo)
	g.w.Open(Account{Kind: WeComKind, ID: WeCom.ID, Agent: 1000009, Secret: "another", Token: "t", AESKey: doubleAES(9)})
	body := appText("wuwu", "不该发出")
	body["agentid"] = 1000009
	g.want(g.call("POST", "/wecom/cgi-bin/message/send?access_token="+mine, body), 301002)
	if other == mine {
		t.Error("two corps have one token")
	}
	g.pass(2*time.Hour + time.Second)
	g.want(ask(mine), 42001)
	if g.corp(WeCom) == mine {
		t.Error("the dead token again")
	}
	g.w.ExpireTokens()
	g.want(ask(g.corp(WeCom)), 0)
}

func TestStableTokensAreForcedRarely(t *testing.T) {
	g := newGround(t, "")
	force := func() object {
		return g.call("POST", "/official/cgi-bin/stable_token", object{"grant_type": "client_credential", "appid": Official.ID, "secret": Official.Secret, "force_refresh": true})
	}
	old := g.stable(Official)
	fresh := g.want(force(), 0)["access_token"].(string)
	if fresh == old || g.stable(Official) != fresh {
		t.Error("not forced")
	}
	g.want(force(), 45011)
	// The old one lives five minutes more.
	info := func(token string) object {
		return g.call("GET", "/official/cgi-bin/user/info?openid=nobody&access_token="+token, nil)
	}
	g.want(info(old), 40003)
	g.pass(5 * time.Minute)
	g.want(info(old), 42001)
	for range 19 {
		g.want(force(), 0)
		g.pass(31 * time.Second)
	}
	g.want(force(), 45009)
	g.want(g.call("POST", "/official/cgi-bin/stable_token", object{"grant_type": "client_credential", "appid": Official.ID, "secret": "wrong"}), 40125)
}

func appText(to, text string) object {
	return object{"touser": to, "msgtype": "text", "agentid": WeCom.Agent, "text": object{"content": text}}
}

func TestAppMessages(t *testing.T) {
	g := newGround(t, "").peopled()
	o := g.want(g.wecom("message/send", appText("wuwu|nobody", "晨会")), 0)
	if o["invaliduser"] != "nobody" || o["msgid"] == "" {
		t.Error(o)
	}
	g.want(g.wecom("message/send", appText("nobody", "晨会")), 81013)
	g.want(g.wecom("message/send", appText("wuwu", "")), 44004)
	g.want(g.wecom("message/send", object{"touser": "wuwu", "msgtype": "telegram", "agentid": WeCom.Agent}), 40008)
	// The same again within the interval is accepted, and sent once.
	twin := appText("wuwu", "只发一次")
	twin["enable_duplicate_check"], twin["duplicate_check_interval"] = 1, 60
	first, second := g.want(g.wecom("message/send", twin), 0), g.want(g.wecom("message/send", twin), 0)
	if first["msgid"] != second["msgid"] || len(g.seen("desk")) != 2 {
		t.Error(first, second, g.seen("desk"))
	}
	g.pass(61 * time.Second)
	g.want(g.wecom("message/send", twin), 0)
	if len(g.seen("desk")) != 3 {
		t.Error("the interval is over")
	}
	// Beyond 30 a minute everything is accepted, and nothing shown.
	for i := range 40 {
		g.want(g.wecom("message/send", appText("zhouzhou", fmt.Sprint("第", i))), 0)
	}
	if n := len(g.seen("nurse")); n != appPerMinute {
		t.Errorf("%d shown", n)
	}
	g.pass(time.Minute + time.Second)
	g.want(g.wecom("message/send", appText("zhouzhou", "又可以了")), 0)
	if n := len(g.seen("nurse")); n != appPerMinute+1 {
		t.Errorf("%d shown", n)
	}
	g.w.Open(func() Account { a := WeCom; a.Seats = 1; return a }())
	g.pass(24 * time.Hour)
	for i := range 200 {
		g.want(g.wecom("message/send", appText("wuwu", fmt.Sprint(i))), 0)
	}
	g.want(g.wecom("message/send", appText("wuwu", "201")), 45009)
}

func TestCards(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(WeCom)
	card := object{"touser": "zhouzhou", "msgtype": "template_card", "agentid": WeCom.Agent, "template_card": object{"card_type": "button_interaction",
		"main_title": object{"title": "异常反馈", "desc": "红"}, "task_id": "T-1", "horizontal_content_list": []object{{"keyname": "疼痛", "value": "8"}},
		"button_list": []object{{"text": "我来处理", "key": "take"}, {"text": "转给别人", "key": "pass"}}}}
	o := g.want(g.wecom("message/send", card), 0)
	if o["response_code"] == "" {
		t.Error(o)
	}
	g.want(g.wecom("message/send", card), 40058) // a task's number is used once
	s := g.seen("nurse")[0]
	if s.Title != "异常反馈" || len(s.Buttons) != 2 || s.Values[0].Text != "8" {
		t.Error(s)
	}
	if g.w.Press(s.Seq, "burn") == nil {
		t.Error("no such button")
	}
	g.ok(g.w.Press(s.Seq, "take"))
	g.one("<Event><![CDATA[template_card_event]]>", "<TaskId><![CDATA[T-1]]>", "<EventKey><![CDATA[take]]>", "<FromUserName><![CDATA[zhouzhou]]>", "<ResponseCode>")
	change := object{"userids": []string{"zhouzhou"}, "agentid": WeCom.Agent, "response_code": g.seen("nurse")[0].Code, "button": object{"replace_name": "已接手"}}
	g.want(g.wecom("message/update_template_card", change), 0)
	g.want(g.wecom("message/update_template_card", change), 40058)
	if got := g.seen("nurse")[0]; got.Pressed != "已接手" || len(got.Buttons) != 0 {
		t.Error(got)
	}
	if list := g.events(); len(list) != 0 {
		t.Error("what an account does by itself is told to nobody", list)
	}
	g.ok(g.w.Say("wecom", "nurse", "", "你好"))
	g.one("<MsgType><![CDATA[text]]>", "<Content><![CDATA[你好]]>", "<AgentID>1000002</AgentID>")
}

func TestWelcome(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(WeCom)
	welcomeCode := func() string {
		text := g.one("<ChangeType><![CDATA[add_external_contact]]>", "<State><![CDATA[way-7]]>", "<UserID><![CDATA[wuwu]]>")
		_, rest, _ := strings.Cut(text, "<WelcomeCode><![CDATA[")
		found, _, _ := strings.Cut(rest, "]]>")
		return found
	}
	greet := func(c string) object {
		return g.wecom("externalcontact/send_welcome_msg", object{"welcome_code": c, "text": object{"content": "您好"}})
	}
	id, err := g.w.Befriend("", "lin", "wuwu", "way-7")
	g.ok(err)
	if id != ExternalUserID(WeCom.ID, "lin") {
		t.Error(id)
	}
	c := welcomeCode()
	g.want(greet(c), 0)
	g.want(greet(c), 41051)
	g.want(greet("invented"), 41050)
	if s := g.seen("lin"); len(s) != 1 || s[0].Text != "您好" || s[0].From != "wuwu" {
		t.Error(s)
	}
	if _, err := g.w.Befriend("", "chen", "wuwu", "way-7"); err != nil {
		t.Fatal(err)
	}
	c = welcomeCode()
	g.w.Add(Rule{Provider: WeComKind, Call: "welcome", How: Refuse, Code: "41096", Times: 1})
	g.want(greet(c), 41096)
	g.pass(21 * time.Second)
	g.want(greet(c), 41050)
	// Who has begun to talk is not greeted.
	g.ok(g.w.Unfriend("", "chen", "wuwu", false))
	g.one("del_follow_user")
	_, err = g.w.Befriend("", "chen", "wuwu", "way-7")
	g.ok(err)
	c = welcomeCode()
	g.ok(g.w.Say("wecom", "chen", "wuwu", "在吗"))
	g.want(greet(c), 41051)
	// Where the console greets there is no code.
	g.ok(g.w.Console("", true))
	_, err = g.w.Befriend("", "chen", "zhouzhou", "way-7")
	g.ok(err)
	if text := g.one("zhouzhou"); strings.Contains(text, "WelcomeCode") {
		t.Error(text)
	}
	g.ok(g.w.Unfriend("", "chen", "zhouzhou", true))
	g.one("del_external_contact")
}

func TestContacts(t *testing.T) {
	g := newGround(t, "").peopled()
	id, err := g.w.Befriend("", "lin", "wuwu", "way-7")
	g.ok(err)
	get := func(a Account, id string) object {
		return g.call("GET", "/wecom/cgi-bin/externalcontact/get?external_userid="+id+"&access_token="+g.corp(a), nil)
	}
	o := g.want(get(WeCom, id), 0)
	who, follow := o["external_contact"].(object), o["follow_user"].([]any)[0].(object)
	if who["unionid"] != UnionID("lin") || who["name"] != "林妈妈" || follow["state"] != "way-7" || follow["userid"] != "wuwu" {
		t.Error(o)
	}
	// Another corp knows the same person by another name, or not at all.
	g.want(get(WeComTwo, id), 84061)
	g.w.Meet(Person{Key: "far", User: "yuan", Corp: WeComTwo.ID})
	there, err := g.w.Befriend(WeComTwo.ID, "lin", "yuan", "")
	g.ok(err)
	if there == id || g.want(get(WeComTwo, there), 0)["external_contact"].(object)["unionid"] != UnionID("lin") {
		t.Error(there)
	}
	// So does an application with a scope of its own in the same corp; and it gets no
	// unionid.
	third := Account{Kind: WeComKind, ID: WeCom.ID, Agent: 9, Secret: "third", Token: "t", AESKey: doubleAES(9), Scope: "suite-1"}
	g.w.Open(third)
	own, err := g.w.Befriend(third.Key(), "lin", "wuwu", "")
	g.ok(err)
	if who := g.want(get(third, own), 0)["external_contact"].(object); own == id || who["unionid"] != nil {
		t.Error(own, who)
	}
	list := g.call("GET", "/wecom/cgi-bin/externalcontact/list?userid=wuwu&access_token="+g.corp(WeCom), nil)
	if l := list["external_userid"].([]any); len(l) != 1 || l[0] != id {
		t.Error(list)
	}
	way := object{"type": 2, "scene": 2, "user": []string{"wuwu", "zhouzhou"}, "state": strings.Repeat("长", 31)}
	g.want(g.wecom("externalcontact/add_contact_way", way), 40058)
	way["state"] = "way-7"
	config := g.want(g.wecom("externalcontact/add_contact_way", way), 0)["config_id"]
	got := g.want(g.wecom("externalcontact/get_contact_way", object{"config_id": config}), 0)["contact_way"].(object)
	if got["state"] != "way-7" {
		t.Error(got)
	}
	g.want(g.wecom("externalcontact/del_contact_way", object{"config_id": config}), 0)
	g.want(g.wecom("externalcontact/get_contact_way", object{"config_id": config}), 41044)
	union := g.want(g.wecom("idconvert/unionid_to_external_userid", object{"unionid": UnionID("lin"), "openid": OpenID(Mini.ID, "lin")}), 0)
	pending := g.want(g.wecom("idconvert/unionid_to_external_userid", object{"unionid": UnionID("chen")}), 0)
	if union["external_userid"] != id || pending["pending_id"] == nil {
		t.Error(union, pending)
	}
}

func TestTags(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(WeCom)
	id, err := g.w.Befriend("", "lin", "wuwu", "")
	g.ok(err)
	g.events()
	o := g.want(g.wecom("externalcontact/add_corp_tag", object{"group_name": "照护", "tag": []object{{"name": "正畸"}}}), 0)
	tag := o["tag_group"].(object)["tag"].([]any)[0].(object)["id"]
	mark := object{"userid": "wuwu", "external_userid": id, "add_tag": []any{tag}}
	g.want(g.wecom("externalcontact/mark_tag", mark), 0)
	mark["add_tag"] = []string{"none"}
	g.want(g.wecom("externalcontact/mark_tag", mark), 40068)
	got := g.want(g.call("GET", "/wecom/cgi-bin/externalcontact/get?external_userid="+id+"&access_token="+g.corp(WeCom), nil), 0)
	if tags := got["follow_user"].([]any)[0].(object)["tags"].([]any); len(tags) != 1 || tags[0].(object)["tag_name"] != "正畸" {
		t.Error(got)
	}
	if list := g.events(); len(list) != 0 {
		t.Error("told of what it did itself", list)
	}
	// Five at once, no more.
	g.w.Add(Rule{Provider: WeComKind, Call: "tag", How: Late, Millis: 400})
	token := g.corp(WeCom)
	codes := make(chan int, 12)
	for range 12 {
		go func() {
			o, _ := g.tryCall("POST", "/wecom/cgi-bin/externalcontact/mark_tag?access_token="+token, object{"userid": "wuwu", "external_userid": id})
			codes <- code(o)
		}()
	}
	count := map[int]int{}
	for range 12 {
		count[<-codes]++
	}
	if count[0] < 5 || count[45033] == 0 || count[0]+count[45033] != 12 {
		t.Error(count)
	}
}

func TestTooManyCalls(t *testing.T) {
	g := newGround(t, "").peopled()
	a := WeCom
	a.PerMinute = 3
	g.w.Open(a)
	token := g.corp(WeCom)
	ask := func() object {
		return g.call("POST", "/wecom/cgi-bin/externalcontact/get_groupmsg_task?access_token="+token, object{"msgid": "none"})
	}
	for range 3 {
		g.want(ask(), 40058)
	}
	g.want(ask(), 45009)
	g.pass(59 * time.Second)
	g.want(ask(), 45009)
	g.pass(2 * time.Second)
	g.want(ask(), 40058)
}

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
	if g.w.Confirm("wuwu", gone) == nil || len(g.seen("lin")) != 1 {
		t.Error("sent after it was cancelled")
	}
	// Without a sender it goes to whom the patient last wrote.
	_, err = g.w.Befriend("", "lin", "zhouzhou", "")
	g.ok(err)
	g.pass(time.Minute)
	g.ok(g.w.Say("wecom", "lin", "wuwu", "问一下"))
	whose := g.want(g.wecom("externalcontact/add_msg_template", object{"external_userid": []string{lin}, "text": object{"content": "谁发"}}), 0)["msgid"].(string)
	if r := g.results(whose); len(r) != 1 {
		t.Error(r)
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
	g.want(remind(), 45009)
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
