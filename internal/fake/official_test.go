package fake

import (
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func (g *ground) template(to string, more object) object {
	g.Helper()
	in := object{"touser": to, "template_id": "T1", "url": "https://a.example/m", "data": object{"thing1": object{"value": "复诊"}, "time2": object{"value": "2026年11月24日 09:00"}}}
	for k, v := range more {
		in[k] = v
	}
	return g.call("POST", "/official/cgi-bin/message/template/send?access_token="+g.stable(Official), in)
}

func TestTemplates(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Official)
	id := OpenID(Official.ID, "lin")
	g.want(g.template("stranger", nil), 40003)
	g.want(g.template(OpenID(Mini.ID, "lin"), nil), 40003) // of another app
	g.want(g.template(id, nil), 43004)
	openid, err := g.w.Follow("official", "lin", "clinic-1")
	g.ok(err)
	if openid != id {
		t.Error(openid)
	}
	g.one("<Event><![CDATA[subscribe]]>", "<EventKey><![CDATA[qrscene_clinic-1]]>", "<ToUserName><![CDATA["+Official.Raw+"]]>", "<FromUserName><![CDATA["+id+"]]>")
	o := g.want(g.template(id, object{"client_msg_id": "K1"}), 0)
	g.one("<Event><![CDATA[TEMPLATESENDJOBFINISH]]>", "<MsgID>"+fmt.Sprint(o["msgid"])+"</MsgID>", "<Status><![CDATA[success]]>")
	if s := g.seen("lin"); len(s) != 1 || s[0].Link != "https://a.example/m" || s[0].Values[0].Label != "事项" {
		t.Error(s)
	}
	// The same key within ten minutes is sent once; after that it is not known.
	if again := g.want(g.template(id, object{"client_msg_id": "K1"}), 0); fmt.Sprint(again["msgid"]) != fmt.Sprint(o["msgid"]) || len(g.seen("lin")) != 1 || len(g.w.SentTwice()) != 0 {
		t.Error(again)
	}
	g.pass(10 * time.Minute)
	g.want(g.template(id, object{"client_msg_id": "K1"}), 0)
	if list := g.w.SentTwice(); len(list) != 1 || list[0].Key != "K1" || list[0].Times != 2 {
		t.Error(list)
	}
	g.events()
	g.w.Add(Rule{Provider: OfficialKind, Call: "receipt", How: Refuse, Times: 1})
	g.want(g.template(id, nil), 0)
	g.one("<Status><![CDATA[failed: system failed]]>")
	g.w.Meet(Person{Key: "lin", Blocks: true})
	g.want(g.template(id, nil), 0)
	g.one("<Status><![CDATA[failed:user block]]>")
	g.w.Meet(Person{Key: "lin", Blacklist: true})
	g.want(g.template(id, nil), 43019)
	g.ok(g.w.Unfollow("official", "lin"))
	g.one("<Event><![CDATA[unsubscribe]]>")
}

func TestFields(t *testing.T) {
	g := newGround(t, "").peopled()
	_, err := g.w.Follow("official", "lin", "")
	g.ok(err)
	id := OpenID(Official.ID, "lin")
	for _, x := range []struct {
		name, text string
		fits       bool
	}{
		{"thing1", strings.Repeat("长", 20), true}, {"thing1", strings.Repeat("长", 21), false}, {"thing1", "", false},
		{"time2", "15:01", true}, {"time2", "2026年11月24日 09:00", true}, {"time2", "2026-11-24 09:00:00", true}, {"time2", "09:00~10:00", true},
		{"time2", "明天上午", false}, {"time2", "11月24日 09:00", false}, {"date3", "2026年11月24日", true}, {"date3", "2026年11月24日 09:00", true}, {"date3", "周二", false},
		{"number4", "12.5", true}, {"number4", "十二", false}, {"amount5", "¥100.00", true}, {"amount5", "100元", true}, {"amount5", "一百", false},
		{"phone_number6", "+86-0755-66668888", true}, {"phone_number6", "021 12345678 转 9", false}, {"character_string7", "No.12 A", true},
		{"character_string7", "编号", false}, {"name8", "欧阳小雪", true}, {"name8", strings.Repeat("名", 11), false}, {"name8", strings.Repeat("n", 20), true},
		{"phrase9", "已预约", true}, {"phrase9", "已经预约成功", false}, {"letter10", "ABC", true}, {"letter10", "A1", false}, {"const11", "复诊", true}, {"car_number12", "粤A8Z888挂车车", false},
	} {
		o := g.template(id, object{"data": object{x.name: object{"value": x.text}}})
		if x.fits {
			g.want(o, 0)
		} else if !strings.Contains(fmt.Sprint(g.want(o, 47003)["errmsg"]), "data."+x.name+".value") {
			t.Error(x, o)
		}
	}
	// Where templates are known only those may be used, with all that they ask for.
	g.w.Teach(Template{Account: Official.Key(), Code: "T1", Title: "复诊提醒", Fields: []Value{{Name: "time2", Label: "就诊时间"}, {Name: "thing1", Label: "就诊项目"}}})
	g.want(g.template(id, object{"template_id": "T2"}), 40037)
	g.want(g.template(id, object{"data": object{"thing1": object{"value": "复诊"}}}), 47003)
	g.want(g.template(id, object{"data": object{"first": object{"value": "您好"}, "thing1": object{"value": "复诊"}, "time2": object{"value": "09:00"}}}), 0)
	s := g.seen("lin")
	if last := s[len(s)-1]; last.Title != "复诊提醒" || len(last.Values) != 2 || last.Values[0] != (Value{"time2", "就诊时间", "09:00"}) {
		t.Error(last)
	}
}

func TestCustomMessages(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Official)
	id := OpenID(Official.ID, "lin")
	send := func() object {
		return g.call("POST", "/official/cgi-bin/message/custom/send?access_token="+g.stable(Official), object{"touser": id, "msgtype": "text", "text": object{"content": "在的"}})
	}
	g.want(send(), 45015)
	_, err := g.w.Follow("official", "lin", "")
	g.ok(err)
	for range 3 {
		g.want(send(), 0)
	}
	g.want(send(), 45047)
	g.pass(time.Minute)
	g.want(send(), 45015)
	g.events()
	g.ok(g.w.Say("official", "lin", "", "牙疼 <b>]]></b>"))
	text := g.one("<MsgType><![CDATA[text]]>", "<MsgId>")
	if !strings.Contains(text, "]]]]><![CDATA[>") {
		t.Error("what ends a section is not parted", text)
	}
	for range 5 {
		g.want(send(), 0)
	}
	g.want(send(), 45047)
	g.ok(g.w.Click("official", "lin", "book"))
	g.one("<Event><![CDATA[CLICK]]>", "<EventKey><![CDATA[book]]>")
	for range 3 {
		g.want(send(), 0)
	}
	g.want(send(), 45047)
	g.ok(g.w.Say("official", "lin", "", "还在吗"))
	g.pass(48*time.Hour - time.Second)
	g.want(send(), 0)
	g.pass(time.Second)
	g.want(send(), 45015)
}

func TestSubscriptions(t *testing.T) {
	for _, x := range []struct {
		a     Account
		path  string
		scene string
	}{{Official, "bizsend", "1"}, {Mini, "send", "0"}} {
		t.Run(x.a.Kind, func(t *testing.T) {
			g := newGround(t, "").peopled()
			g.listen(x.a)
			id := OpenID(x.a.ID, "lin")
			send := func(more object) object {
				in := object{"touser": id, "template_id": "S1", "page": "pages/form?x=1", "data": object{"thing1": object{"value": "随访"}}}
				for k, v := range more {
					in[k] = v
				}
				return g.call("POST", "/"+x.a.Kind+"/cgi-bin/message/subscribe/"+x.path+"?access_token="+g.stable(x.a), in)
			}
			g.want(send(nil), 43101)
			g.want(send(object{"touser": "stranger"}), 40003)
			if x.a.Kind == MiniKind {
				g.want(send(object{"page": "https://a.example"}), 41030)
			}
			g.want(send(object{"data": object{"time1": object{"value": "以后"}}}), 47003)
			g.ok(g.w.Permit(x.a.Kind, "lin", true, "S1", "S2"))
			g.one("subscribe_msg_popup_event", "<TemplateId><![CDATA[S1]]>", "<TemplateId><![CDATA[S2]]>", "<![CDATA[accept]]>", "<PopupScene>"+x.scene+"</PopupScene>")
			g.ok(g.w.Permit(x.a.Kind, "lin", true, "S1"))
			g.ok(g.w.Permit(x.a.Kind, "lin", false, "S1"))
			if list := g.events(); len(list) != 2 || !strings.Contains(strings.Join(list, ""), "<![CDATA[reject]]>") || g.w.Credits(x.a.Kind, "lin", "S1") != 2 {
				t.Error(list)
			}
			// Each is one message, and none expires.
			g.pass(400 * 24 * time.Hour)
			o := g.want(send(nil), 0)
			g.one("subscribe_msg_sent_event", "<MsgID><![CDATA["+fmt.Sprint(o["msgid"])+"]]>", "<ErrorStatus><![CDATA[success]]>")
			g.want(send(nil), 0)
			g.want(send(nil), 43101)
			if s := g.seen("lin"); len(s) != 2 || s[0].Page != "pages/form?x=1" {
				t.Error(s)
			}
			g.ok(g.w.Permit(x.a.Kind, "lin", true, "S1"))
			g.events()
			g.ok(g.w.Forbid(x.a.Kind, "lin", "S1"))
			g.one("subscribe_msg_change_event", "<![CDATA[reject]]>")
			g.want(send(nil), 43101)
			// A permanent one needs no credit.
			g.w.Teach(Template{Account: x.a.Key(), Code: "L1", Long: true})
			g.want(send(object{"template_id": "L1"}), 0)
			g.want(send(object{"template_id": "unknown"}), 40037)
		})
	}
}

func TestMiniProgram(t *testing.T) {
	g := newGround(t, "").peopled()
	q := "/mini/sns/jscode2session?appid=" + Mini.ID + "&secret=" + Mini.Secret + "&js_code="
	if o := g.call("GET", q+"code-lin", nil); o["openid"] != OpenID(Mini.ID, "lin") || o["unionid"] != UnionID("lin") {
		t.Error(o)
	}
	g.want(g.call("GET", q+"code-nobody", nil), 40029)
	g.want(g.call("POST", "/mini/wxa/getwxacodeunlimit?access_token="+g.stable(Mini), object{"scene": strings.Repeat("x", 33)}), 40169)
	res, err := http.Post(g.url+"/mini/wxa/getwxacodeunlimit?access_token="+g.stable(Mini), "application/json", strings.NewReader(`{"scene":"x"}`))
	g.ok(err)
	defer res.Body.Close()
	if _, err := png.Decode(res.Body); err != nil || res.Header.Get("Content-Type") != "image/png" {
		t.Error(err, res.Header)
	}
}

func TestAddressesAreProven(t *testing.T) {
	g := newGround(t, "")
	for _, a := range []Account{WeCom, Official} {
		a.Callback = g.hear
		g.w.Open(a)
		if g.w.Verify(a.Kind, a.ID) == nil {
			t.Error("an address that does not answer the question was taken")
		}
	}
	// The question, opened as its receiver does.
	a := WeCom
	sealed, err := wrap(a.AESKey, "1616140317555161061", a.ID)
	g.ok(err)
	if got := unwrap(t, a.AESKey, a.ID, sealed); got != "1616140317555161061" {
		t.Error(got)
	}
}

// TestSealOfTheProvider opens what the provider's own example shows.
func TestSealOfTheProvider(t *testing.T) {
	sealed := "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
	if got := stamped("QDG6eK", "1409659589", "263014780", sealed); got != "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3" {
		t.Error(got)
	}
	if got := unwrap(t, "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", sealed); got != "1616140317555161061" {
		t.Error(got)
	}
	if _, err := wrap("short", "x", "y"); err == nil {
		t.Error("a key that is none")
	}
}

func TestPlainCallbacks(t *testing.T) {
	g := newGround(t, "").peopled()
	a := Official
	a.Plain = true
	g.listen(a)
	_, err := g.w.Follow("official", "lin", "")
	g.ok(err)
	g.w.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if x := g.told[0]; !x.right || x.query.Has("msg_signature") || !strings.HasPrefix(x.raw, "<xml><ToUserName>") {
		t.Error(x)
	}
}

// form signs a call of Aliyun's.
func (g *ground) form(action string, more map[string]string) url.Values {
	q := url.Values{"Action": {action}, "Version": {"2017-05-25"}, "AccessKeyId": {Aliyun.ID}, "Format": {"JSON"}, "SignatureMethod": {"HMAC-SHA1"},
		"SignatureVersion": {"1.0"}, "SignatureNonce": {fmt.Sprint("n", g.nonce.Add(1))}, "Timestamp": {time.UnixMilli(g.now.Load()).UTC().Format("2006-01-02T15:04:05Z")}}
	for k, v := range more {
		q.Set(k, v)
	}
	return q
}
