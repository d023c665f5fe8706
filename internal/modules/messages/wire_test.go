package messages

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// wireTrip answers calls without a network.
type wireTrip func(*http.Request) (*http.Response, error)

func (f wireTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// wireAt is the moment of the tests: 2019-01-08 16:44:10 in Beijing.
const wireAt = 1546937050000

// lineTo opens a line to an account whose calls are answered by f.
func lineTo(kind Kind, f wireTrip) *line {
	host := map[Kind]string{WeCom: "https://qyapi.weixin.qq.com", Official: "https://api.weixin.qq.com", Mini: "https://api.weixin.qq.com",
		Aliyun: "https://dysmsapi.aliyuncs.com", Tencent: "https://sms.tencentcloudapi.com"}
	return &line{acct: Account{ID: "a", Kind: kind, BaseURL: host[kind], Keys: Keys{CorpID: "ww1", AgentID: "1000002", AppID: "wx1", AccessKeyID: "testId",
		SecretID: "AKID1", SDKAppID: "1400006666", SignName: "牙程口腔", Region: "ap-guangzhou", Secret: "testSecret"}},
		http: &http.Client{Transport: f}, now: func() int64 { return wireAt }, tokens: newTokens()}
}

// tokened gives the line a token, so that it need not fetch one.
func (l *line) tokened() *line {
	l.tokens.held[keyOf(l.acct)] = &heldToken{text: "TOKEN", until: wireAt + 1}
	return l
}

func wireAnswering(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// wireAlways answers every call with the same.
func wireAlways(status int, body string) wireTrip {
	return func(*http.Request) (*http.Response, error) { return wireAnswering(status, body), nil }
}

// wireShow writes a reply as the golden files have it.
func wireShow(r reply) string {
	out := string(r.Said)
	add := func(name, value string) {
		if value != "" && value != "0" && value != "0s" {
			out += " " + name + "=" + value
		}
	}
	add("ref", r.Ref)
	add("code", r.Code)
	add("parts", strconv.Itoa(r.Parts))
	add("wait", r.Wait.String())
	add("at", strconv.FormatInt(r.At, 10))
	add("words", r.Words)
	return out
}

// wireDump writes a request as the golden files have it.
func wireDump(r *http.Request) string {
	var b strings.Builder
	fmt.Fprintf(&b, "> %s %s\n", r.Method, r.URL)
	var names []string
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "> %s: %s\n", name, strings.Join(r.Header[name], "; "))
	}
	body, _ := io.ReadAll(r.Body)
	if len(body) > 0 {
		b.Write(body)
		b.WriteByte('\n')
	}
	return b.String()
}

// wireScript is a golden file: what is asked, what is answered, what comes of it.
type wireScript struct {
	path     string
	answers  []string // status and body
	statuses []int
}

func readScript(t *testing.T, name string) wireScript {
	t.Helper()
	s := wireScript{path: filepath.Join("testdata", "wire", name+".txt")}
	text, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	in := false
	for _, x := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		switch {
		case strings.HasPrefix(x, "< "):
			n, err := strconv.Atoi(x[2:])
			if err != nil {
				t.Fatal(err)
			}
			s.statuses, s.answers, in = append(s.statuses, n), append(s.answers, ""), true
		case strings.HasPrefix(x, "> ") || strings.HasPrefix(x, "= "):
			in = false
		case in:
			s.answers[len(s.answers)-1] += x + "\n"
		}
	}
	return s
}

// wirePlay runs a call against a golden file's answers and compares what was asked and
// what came of it. UPDATE=1 writes both anew; the answers stay.
func wirePlay(t *testing.T, name string, kind Kind, call func(context.Context, *line) string) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		s := readScript(t, name)
		var got bytes.Buffer
		i := 0
		l := lineTo(kind, func(r *http.Request) (*http.Response, error) {
			got.WriteString(wireDump(r))
			if i >= len(s.answers) {
				t.Fatalf("asked once more than there are answers:\n%s", got.String())
			}
			body := s.answers[i]
			fmt.Fprintf(&got, "< %d\n%s", s.statuses[i], body)
			i++
			return wireAnswering(s.statuses[i-1], body), nil
		})
		if !strings.HasSuffix(name, "token") {
			l.tokened()
		}
		fmt.Fprintf(&got, "= %s\n", call(t.Context(), l))
		if i != len(s.answers) {
			t.Errorf("asked %d times, there are %d answers", i, len(s.answers))
		}
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(s.path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(s.path)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Errorf("got\n%s\nwant\n%s", got.String(), want)
		}
		for _, x := range l.heard {
			if strings.Contains(x.what, "TOKEN") || strings.Contains(x.what, "139") || strings.Contains(x.what, "testSecret") || x.status == 0 {
				t.Errorf("the log says %q", x.what)
			}
			if strings.Contains(string(x.body), "access_token") {
				t.Errorf("the log keeps a token: %s", x.body)
			}
		}
	})
}

// wireOf turns a client's function into what wirePlay calls.
func wireOf(f func(context.Context, *line, outgoing) reply, o outgoing) func(context.Context, *line) string {
	return func(ctx context.Context, l *line) string { return wireShow(f(ctx, l, o)) }
}

const wirePatient = "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"

func TestWeComOnTheWire(t *testing.T) {
	toStaff := outgoing{Number: "n-1", Channel: WeComApp, Address: "LiuChang", Text: "红色异常\n程弓远的患者需要医生回电 <30 分钟", SentAt: wireAt}
	linked := toStaff
	linked.Link = "https://clinic.example/tasks/1?a=1&b=2"
	buttons := linked
	buttons.Template, buttons.Values = CardTemplate, []Value{{"called", "已回电"}, {"later", "稍后"}}
	wirePlay(t, "wecom_gettoken", WeCom, func(ctx context.Context, l *line) string {
		token, r := l.tokens.get(ctx, l, "")
		return token + wireShow(r)
	})
	wirePlay(t, "wecom_app_text", WeCom, wireOf(wecomAppSend, toStaff))
	wirePlay(t, "wecom_app_link", WeCom, wireOf(wecomAppSend, linked))
	wirePlay(t, "wecom_app_buttons", WeCom, wireOf(wecomAppSend, buttons))
	wirePlay(t, "wecom_app_nobody", WeCom, wireOf(wecomAppSend, toStaff))
	wirePlay(t, "wecom_app_unlicensed", WeCom, wireOf(wecomAppSend, toStaff))

	welcome := outgoing{Number: "n-1", Channel: WeComWelcome, Address: wirePatient, Text: "您好，我是您的客服小林。", Link: "https://m.example.cn/m/a/b", Welcome: "CALLBACK_CODE"}
	wirePlay(t, "wecom_welcome", WeCom, wireOf(wecomWelcomeSend, welcome))
	wirePlay(t, "wecom_welcome_begun", WeCom, wireOf(wecomWelcomeSend, welcome))
	wirePlay(t, "wecom_welcome_race", WeCom, wireOf(wecomWelcomeSend, welcome))
	wirePlay(t, "wecom_contact", WeCom, func(ctx context.Context, l *line) string {
		c, r := wecomContactGet(ctx, l, wirePatient)
		return fmt.Sprintf("%s %+v", wireShow(r), c)
	})
	wirePlay(t, "wecom_way", WeCom, func(ctx context.Context, l *line) string {
		id, picture, r := wecomAddWay(ctx, l, []string{"zhangsan"}, "k7q2m9", "风车路前台")
		return wireShow(r) + " " + id + " " + picture
	})
	wirePlay(t, "wecom_way_change", WeCom, func(ctx context.Context, l *line) string {
		return wireShow(wecomChangeWay(ctx, l, "42b34949e138eb6e027c123cba77fAAA", []string{"zhangsan", "lisi"}, "风车路前台"))
	})
	wirePlay(t, "wecom_way_end", WeCom, func(ctx context.Context, l *line) string {
		return wireShow(wecomEndWay(ctx, l, "42b34949e138eb6e027c123cba77fAAA"))
	})
	wirePlay(t, "wecom_tag", WeCom, func(ctx context.Context, l *line) string {
		return wireShow(wecomMarkTag(ctx, l, "zhangsan", wirePatient, []string{"TAGID1"}, []string{"TAGID2"}))
	})
}

func TestGroupTasksOnTheWire(t *testing.T) {
	o := outgoing{Number: "n-1", Channel: WeComTask, Address: wirePatient, Sender: "zhangsan", Text: "您的复诊安排在明天 9:00。\n请带上牙套。",
		Link: "https://m.example.cn/m/a/b", SentAt: wireAt - 5*60_000}
	page := o
	page.App, page.Page, page.Template = "wx8bd80126147dfAAA", "/path/index.html", "MEDIA_ID"
	const ref = "msgGCAAAXtWyujaWJHDDGi0mAAAA"
	state := func(ctx context.Context, l *line) string { return wireShow(wecomTaskAsk(ctx, l, o, ref)) }
	wirePlay(t, "wecom_task_link", WeCom, wireOf(wecomTaskSend, o))
	wirePlay(t, "wecom_task_page", WeCom, wireOf(wecomTaskSend, page))
	wirePlay(t, "wecom_task_refused", WeCom, wireOf(wecomTaskSend, o))
	wirePlay(t, "wecom_task_sent", WeCom, state)
	wirePlay(t, "wecom_task_waits", WeCom, state)
	wirePlay(t, "wecom_task_no_friend", WeCom, state)
	wirePlay(t, "wecom_task_cap", WeCom, state)
	wirePlay(t, "wecom_task_found", WeCom, wireOf(clients[WeComTask].ask, o))
	wirePlay(t, "wecom_task_absent", WeCom, wireOf(clients[WeComTask].ask, o))
	wirePlay(t, "wecom_tapped", WeCom, func(ctx context.Context, l *line) string {
		tapped, r := wecomTapped(ctx, l, ref)
		return fmt.Sprintf("%s %v", wireShow(r), tapped)
	})
	wirePlay(t, "wecom_remind", WeCom, func(ctx context.Context, l *line) string { return wireShow(wecomRemind(ctx, l, ref)) })
	wirePlay(t, "wecom_remind_often", WeCom, func(ctx context.Context, l *line) string { return wireShow(wecomRemind(ctx, l, ref)) })
	wirePlay(t, "wecom_cancel", WeCom, func(ctx context.Context, l *line) string { return wireShow(wecomCancel(ctx, l, ref)) })
}

func TestWeChatOnTheWire(t *testing.T) {
	o := outgoing{Number: "n-1", Channel: OfficialTemplate, Address: "OPENID", Template: "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY",
		Values: []Value{{"thing1", "复诊 & 洗牙"}, {"time2", "2026年11月23日 09:00"}}, Text: "您好", Link: "https://m.example.cn/m/a/b", SentAt: wireAt}
	both := o
	both.App, both.Page = "xiaochengxuappid12345", "index?foo=bar"
	wirePlay(t, "official_stable_token", Official, func(ctx context.Context, l *line) string {
		token, r := l.tokens.get(ctx, l, "")
		return token + wireShow(r)
	})
	wirePlay(t, "official_template", Official, wireOf(officialTemplateSend, both))
	wirePlay(t, "official_template_field", Official, wireOf(officialTemplateSend, o))
	wirePlay(t, "official_template_stranger", Official, wireOf(officialTemplateSend, o))
	wirePlay(t, "official_subscribe", Official, wireOf(officialSubscribeSend, o))
	wirePlay(t, "official_service", Official, wireOf(officialServiceSend, o))
	wirePlay(t, "official_service_late", Official, wireOf(officialServiceSend, o))
	wirePlay(t, "mini_subscribe", Mini, wireOf(miniSubscribeSend, both))
	wirePlay(t, "mini_no_credit", Mini, wireOf(miniSubscribeSend, both))
	wirePlay(t, "mini_code_refused", Mini, func(ctx context.Context, l *line) string {
		picture, r := miniCode(ctx, l, "k7q2m9", "pages/index/index")
		return fmt.Sprintf("%d %s", len(picture), wireShow(r))
	})
}

func TestSMSOnTheWire(t *testing.T) {
	o := outgoing{Number: "n-1", Channel: SMS, Address: "13900000001", Template: "SMS_122310183", Values: []Value{{"time", "11月23日 09:00"}, {"doctor", `程"弓"远`}}, SentAt: wireAt}
	late := o
	late.SentAt = wireAt - 3600_000
	wirePlay(t, "aliyun_send", Aliyun, wireOf(aliyunSend, o))
	wirePlay(t, "aliyun_send_minute", Aliyun, wireOf(aliyunSend, o))
	wirePlay(t, "aliyun_ask", Aliyun, wireOf(smsClients[Aliyun].ask, o))
	wirePlay(t, "aliyun_ask_failed", Aliyun, func(ctx context.Context, l *line) string {
		return wireShow(aliyunAsk(ctx, l, o, "607300000000000000^0"))
	})
	wirePlay(t, "aliyun_ask_absent", Aliyun, wireOf(smsClients[Aliyun].ask, late))

	o.Address, o.Template = "18501234444", "1110"
	wirePlay(t, "tencent_send", Tencent, wireOf(tencentSend, o))
	wirePlay(t, "tencent_send_limit", Tencent, wireOf(tencentSend, o))
	wirePlay(t, "tencent_send_fault", Tencent, wireOf(tencentSend, o))
	wirePlay(t, "tencent_ask", Tencent, func(ctx context.Context, l *line) string {
		return wireShow(tencentAsk(ctx, l, o, "5000:1045710669157053657849499619"))
	})
	wirePlay(t, "tencent_ask_by_time", Tencent, wireOf(smsClients[Tencent].ask, o))
}

func TestMiniCodeIsAPicture(t *testing.T) {
	l := lineTo(Mini, wireAlways(200, "\x89PNG\r\n")).tokened()
	if picture, r := miniCode(t.Context(), l, "k", ""); r.Said != saidAccepted || len(picture) != 6 {
		t.Errorf("%d %s", len(picture), wireShow(r))
	}
	l = lineTo(Mini, wireAlways(200, `{}`)).tokened()
	if picture, r := miniCode(t.Context(), l, "k", ""); r.Said != saidSilent || picture != nil {
		t.Errorf("%d %s", len(picture), wireShow(r))
	}
}

func TestEveryChannelHasAClient(t *testing.T) {
	for _, c := range Channels {
		for _, k := range kindsOf[c] {
			x, found := clientOf(c, k)
			if !found || x.send == nil {
				t.Errorf("%s at %s", c, k)
			}
			if _, can := askerOf(c, k); can != (x.ask != nil) {
				t.Errorf("%s at %s: one may ask, the other not", c, k)
			}
		}
	}
	if _, found := clientOf(SMS, WeCom); found {
		t.Error("WeCom sends SMS")
	}
	if k := clients[WeComApp].key; k >= appRepeat || k < time.Hour {
		t.Errorf("%s outlasts what WeCom promises", k)
	}
}
