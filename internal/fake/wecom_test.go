package fake

import (
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
	many := func(n, shown int) {
		t.Helper()
		for i := range n {
			g.want(g.wecom("message/send", appText("zhouzhou", fmt.Sprint("第", i))), 0)
		}
		if n := len(g.seen("nurse")); n != shown {
			t.Errorf("%d shown, not %d", n, shown)
		}
	}
	many(30, 30)
	g.pass(30 * time.Second)
	many(10, 30)
	g.pass(31 * time.Second) // what was dropped does not count
	many(31, 60)
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
	g.want(g.wecom("externalcontact/update_contact_way", object{"config_id": config, "user": []string{"zhouzhou"}}), 0)
	ways, err := g.w.Ways("")
	if g.ok(err); len(ways["way-7"]) != 1 || ways["way-7"][0] != "zhouzhou" {
		t.Error(ways)
	}
	if _, err := g.w.Scan("", "lin", config.(string)); err != nil {
		t.Error(err)
	}
	g.want(g.wecom("externalcontact/del_contact_way", object{"config_id": config}), 0)
	if _, err := g.w.Scan("", "lin", config.(string)); err == nil {
		t.Error("a code that was ended lets somebody in")
	}
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
	g.pass(30 * time.Second) // it is shut out for a minute, not until the next begins
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
