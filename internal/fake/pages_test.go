package fake

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The pages are whole: every tag closed, every id once, every control named, nothing
// from elsewhere.
func TestPages(t *testing.T) {
	g := newGround(t, "")
	for _, path := range []string{"/", "/phones"} {
		res, err := http.Get(g.url + path)
		g.ok(err)
		b, err := io.ReadAll(res.Body)
		g.ok(err)
		res.Body.Close()
		text := string(b)
		if res.StatusCode != 200 || !strings.HasPrefix(text, "<!doctype html>") || !strings.Contains(text, `lang="zh-CN"`) {
			t.Error(path, res.StatusCode)
		}
		if found := regexp.MustCompile(`(src|href)="(https?:)?//`).FindString(text); found != "" {
			t.Error(path, "takes something from elsewhere:", found)
		}
		body, _, _ := strings.Cut(text, "<script>")
		for _, name := range []string{"html", "head", "body", "main", "section", "header", "form", "table", "tbody", "thead", "tr", "select", "style", "details", "div", "ul", "button", "label"} {
			open := len(regexp.MustCompile(`<`+name+`[ >]`).FindAllString(text[:len(body)], -1))
			closed := strings.Count(body, "</"+name+">")
			if name == "html" || name == "body" {
				closed = strings.Count(text, "</"+name+">")
			}
			if open != closed {
				t.Errorf("%s: %d <%s>, %d closed", path, open, name, closed)
			}
		}
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Error(path, "twice:", m[1])
			}
			seen[m[1]] = true
		}
		// What the script asks for is there.
		for _, m := range regexp.MustCompile(`\$\('([a-z]+)'\)`).FindAllStringSubmatch(text, -1) {
			if !seen[m[1]] {
				t.Error(path, "has no", m[1])
			}
		}
		for _, m := range regexp.MustCompile(`<(input|select)[^>]*>`).FindAllString(body, -1) {
			before := body[:strings.Index(body, m)]
			if !strings.Contains(m, "aria-label") && strings.LastIndex(before, "<label>") < strings.LastIndex(before, "</label>") {
				t.Error(path, "unnamed:", m)
			}
		}
	}
}

// TestControl plays a day through the control API alone.
func TestControl(t *testing.T) {
	g := newGround(t, "")
	ctl := func(path string, body any) object {
		t.Helper()
		o := g.call("POST", "/__ctl/"+path, body)
		if n := o["status"].(int); n != 200 && n != 204 {
			t.Fatal(path, o)
		}
		return o
	}
	ctl("person", []object{{"key": "lin", "name": "林妈妈", "phone": "13800000001"}, {"key": "desk", "name": "前台", "user": "wuwu"}})
	ctl("person", object{"key": "chen", "name": "陈爸爸"})
	ctl("template", object{"account": Mini.Key(), "code": "S1", "title": "随访表单"})
	for _, kind := range []string{"wecom", "official", "mini", "aliyun"} {
		ctl("account?kind="+kind+"&callback="+g.hear+"/"+map[string]string{"wecom": WeCom.Key(), "official": Official.Key(), "mini": Mini.Key(), "aliyun": Aliyun.Key()}[kind], nil)
	}
	external := ctl("follow", object{"person": "lin", "staff": "wuwu", "state": "way"})["external_userid"]
	g.one("add_external_contact")
	if openid := ctl("follow?person=lin", nil)["openid"]; openid != OpenID(Official.ID, "lin") {
		t.Error(openid)
	}
	g.one("subscribe")
	ctl("say?account=official&person=lin&text=hello", nil)
	g.one("hello")
	ctl("click?person=lin&key=book", nil)
	g.one("CLICK")
	ctl("tap_subscribe", object{"person": "lin", "templates": []string{"S1"}})
	g.one("subscribe_msg_popup_event", "accept")
	ctl("tap_subscribe", object{"person": "lin", "templates": []string{"S1"}, "answer": "off"})
	g.one("subscribe_msg_change_event")
	number := g.task("群发", external.(string))
	ctl("ignore?staff=wuwu&msgid="+number, nil)
	ctl("confirm?staff=wuwu&msgid="+number, nil)
	personal := ctl("personal", object{"staff": "wuwu", "text": "我自己的", "people": []string{"lin"}})["msgid"]
	if personal == "" || len(g.seen("lin")) != 3 {
		t.Error(personal, g.seen("lin"))
	}
	g.short("13800000001", "N-1")
	g.events()
	ctl("reply_sms?phone=13800000001&text=R", nil)
	g.one(`"content":"R"`)
	ctl("dup_callback", nil)
	g.one(`"content":"R"`)
	ctl("unfollow?person=lin", nil)
	g.one("unsubscribe")
	ctl("unfollow?person=lin&staff=wuwu", nil)
	g.one("del_follow_user")
	ctl("console_welcome?on=1", nil)
	ctl("fail_next?path=externalcontact/add_msg_template&errcode=45009", nil)
	g.want(g.wecom("externalcontact/add_msg_template", object{}), 45009)
	ctl("expire_tokens", nil)
	o := ctl("advance?seconds=60", nil)
	if fmt.Sprint(o["now"]) != fmt.Sprint(at+60_000) {
		t.Error(o)
	}
	before := g.now.Load()
	ctl("forward", object{"minutes": 1440})
	if d := g.now.Load() - before; d != 24*time.Hour.Milliseconds() {
		t.Error("the whole demo went forward by", d)
	}
	if o := g.call("POST", "/__ctl/forward", object{"minutes": -1}); o["status"] != 409 {
		t.Error("time went back:", o)
	}
	ctl("read?person=lin", nil)
	for path, want := range map[string]int{"confirm?staff=wuwu&msgid=none": 409, "fail_next?path=nowhere&errcode=1": 409, "fail_next?errcode=1": 409, "follow?person=nobody": 409,
		"reply_sms?phone=1": 409, "verify?kind=wecom": 409, "press?seq=1&key=x": 409, "account?kind=pigeon": 409} {
		if o := g.call("POST", "/__ctl/"+path, nil); o["status"] != want {
			t.Error(path, o)
		}
	}
	sent := g.call("GET", "/__ctl/sent?key=N-1", nil)
	if list := sent["sent"].([]any); len(list) != 1 || len(sent["twice"].([]any)) != 0 {
		t.Error(sent)
	}
}

func TestPhonesShow(t *testing.T) {
	g := newGround(t, "").peopled()
	lin, err := g.w.Befriend("", "lin", "wuwu", "")
	g.ok(err)
	g.task("等我点", lin)
	g.follows("lin")
	g.want(g.template(OpenID(Official.ID, "lin"), nil), 0)
	people := g.call("GET", "/__ctl/people", nil)
	unread := map[any]string{}
	for _, p := range people["people"].([]any) {
		unread[p.(object)["key"]] = fmt.Sprint(p.(object)["unread"])
	}
	if unread["lin"] != "1" || unread["desk"] != "1" || unread["chen"] != "0" {
		t.Error(unread)
	}
	// Who knows the version hears nothing.
	if o := g.call("GET", "/__ctl/people?v="+fmt.Sprint(people["version"]), nil); o["status"] != 204 {
		t.Error(o)
	}
	phone := g.call("GET", "/__ctl/phone?person=desk", nil)
	tasks := phone["threads"].([]any)[0].(object)["tasks"].([]any)
	if len(tasks) != 1 || tasks[0].(object)["people"].([]any)[0] != "林妈妈" {
		t.Error(phone)
	}
	g.ok(g.w.Read("lin"))
	phone = g.call("GET", "/__ctl/phone?person=13800000001", nil)
	if m := phone["messages"].([]any); len(m) != 1 || m[0].(object)["read"] != true {
		t.Error(phone)
	}
	if o := g.call("GET", "/__ctl/phone?person=nobody", nil); o["error"] == nil {
		t.Error(o)
	}
	world := g.call("GET", "/__ctl/world", nil)
	if len(world["accounts"].([]any)) != 6 || len(world["tasks"].([]any)) != 1 {
		t.Error(world)
	}
}
