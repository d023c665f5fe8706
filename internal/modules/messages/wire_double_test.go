package messages

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/fake"
)

// wireWorld is the double with everybody in it, and the address that it calls back.
type wireWorld struct {
	*fake.World
	t     *testing.T
	clock atomic.Int64
	url   string

	mu     sync.Mutex
	told   []notice // what was believed
	denied int      // callbacks that were not
}

// wireDouble opens the double at its own clock.
func wireDouble(t *testing.T) *wireWorld {
	t.Helper()
	w := &wireWorld{t: t}
	w.clock.Store(beijingTime("2026-11-23 10:00:00"))
	var err error
	if w.World, err = fake.New(fake.Options{Clock: w.clock.Load}); err != nil {
		t.Fatal(err)
	}
	url, stop, err := w.Serve("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.url = url
	t.Cleanup(func() { stop(); w.Close() })
	here := httptest.NewServer(http.HandlerFunc(w.hear))
	t.Cleanup(here.Close)
	for _, kind := range Kinds {
		a := doubleAccounts[kind]
		a.Callback = here.URL + "/" + string(kind)
		if kind == Aliyun || kind == Tencent {
			a.Callback += "?key=0f3a"
		}
		w.Open(a)
	}
	w.Meet(fake.Person{Key: "程妈妈", Phone: "13900000001"}, fake.Person{Key: "小林", User: "xiaolin"})
	return w
}

var doubleAccounts = map[Kind]fake.Account{WeCom: fake.WeCom, Official: fake.Official, Mini: fake.Mini, Aliyun: fake.Aliyun, Tencent: fake.Tencent}

// account is what we keep of an account at the double.
func (w *wireWorld) account(kind Kind) Account {
	a := doubleAccounts[kind]
	return Account{Kind: kind, BaseURL: w.url + "/" + string(kind), Keys: Keys{CorpID: a.ID, AgentID: strconv.Itoa(a.Agent), AppID: a.ID, AccessKeyID: a.ID, SecretID: a.ID,
		SDKAppID: a.App, SignName: a.Sign, Region: a.Region, Secret: a.Secret, Token: a.Token, AESKey: a.AESKey, NoticeKey: "0f3a"}}
}

func (w *wireWorld) line(kind Kind) *line {
	return &line{acct: w.account(kind), http: &http.Client{Timeout: 2 * time.Second}, now: w.clock.Load, tokens: newTokens()}
}

// hear takes callbacks as the house does.
func (w *wireWorld) hear(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Error(err)
	}
	told, answer, kind, err := parseNotice(w.account(Kind(strings.Trim(r.URL.Path, "/"))), r.Method, r.URL.Query(), body, w.clock.Load())
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.denied++
		http.Error(out, "", http.StatusUnauthorized)
		return
	}
	w.told = append(w.told, told...)
	out.Header().Set("Content-Type", kind)
	_, _ = out.Write(answer)
}

// heard gives the next n things that were told, without what was told twice. The
// double tells after it has answered, so they may be a moment late.
func (w *wireWorld) heard(n int) []notice {
	w.t.Helper()
	for range 200 {
		w.Wait()
		w.mu.Lock()
		seen := map[string]bool{}
		var out []notice
		for _, x := range w.told {
			if !seen[x.Dedupe] {
				out = append(out, x)
			}
			seen[x.Dedupe] = true
		}
		if len(out) >= n {
			w.told = nil
			w.mu.Unlock()
			if len(out) > n {
				w.t.Fatalf("told %+v, not %d", out, n)
			}
			return out
		}
		w.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("told less than %d", n)
	return nil
}

// only is the one thing that was told.
func (w *wireWorld) only(kind noticeKind) notice {
	w.t.Helper()
	told := w.heard(1)
	if told[0].Kind != kind {
		w.t.Fatalf("told %+v, not %s", told, kind)
	}
	return told[0]
}

func (w *wireWorld) pass(d time.Duration) {
	w.clock.Add(d.Milliseconds())
	w.Advance(0)
}

func (w *wireWorld) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// want checks what came of a call.
func (w *wireWorld) want(r reply, what said, code string) reply {
	w.t.Helper()
	if r.Said != what || r.Code != code {
		w.t.Fatalf("%s, wanted %s %s", wireShow(r), what, code)
	}
	return r
}

// next makes the double misbehave once.
func (w *wireWorld) next(kind Kind, call, how string) {
	w.Add(fake.Rule{Provider: string(kind), Call: call, How: how, Times: 1})
}

// shown counts the messages on a telephone that came by a call.
func (w *wireWorld) shown(call string) int {
	n := 0
	for _, s := range w.AllSent() {
		if s.Call == call && s.State != "dropped" {
			n++
		}
	}
	return n
}

func (w *wireWorld) once() {
	w.t.Helper()
	if twice := w.SentTwice(); len(twice) > 0 {
		w.t.Errorf("sent twice: %+v", twice)
	}
}

func TestDoubleProvesTheAddress(t *testing.T) {
	w := wireDouble(t)
	for _, kind := range []Kind{WeCom, Official, Mini} {
		w.do(w.Verify(string(kind), ""))
	}
}

func TestDoubleColleagues(t *testing.T) {
	w := wireDouble(t)
	l, ctx := w.line(WeCom), t.Context()
	o := outgoing{Number: "n-1", Channel: WeComApp, Address: "xiaolin", Text: "红色异常\n请回电", SentAt: w.clock.Load()}
	w.want(wecomAppSend(ctx, l, o), saidAccepted, "")
	w.want(wecomAppSend(ctx, l, outgoing{Number: "n-2", Address: "nobody", Text: "x"}), saidNotFriend, "81013")

	// The answer is lost, and the same number goes again: one message.
	o.Number = "n-3"
	w.next(WeCom, "app", fake.After)
	w.want(wecomAppSend(ctx, l, o), saidSilent, "no_answer")
	w.pass(clients[WeComApp].key - time.Minute)
	w.want(wecomAppSend(ctx, l, o), saidAccepted, "")
	if n := w.shown("app"); n != 2 { // two of equal words under two numbers
		t.Errorf("%d messages", n)
	}
	w.next(WeCom, "app", fake.Broken)
	w.want(wecomAppSend(ctx, l, o), saidSilent, "-1")

	o = outgoing{Number: "n-4", Address: "xiaolin", Text: "请回电\n程妈妈", Template: CardTemplate, Values: []Value{{"called", "已回电"}, {"later", "稍后"}}}
	w.want(wecomAppSend(ctx, l, o), saidAccepted, "")
	sent := w.AllSent()
	w.do(w.Press(sent[len(sent)-1].Seq, "called"))
	if n := w.only(noticeCard); n.Number != "n-4" || n.Key != "called" || n.User != "xiaolin" || n.Card == "" {
		t.Errorf("%+v", n)
	}
	w.do(w.Say("wecom", "小林", "", "收到"))
	if n := w.only(noticeText); n.Text != "收到" || n.User != "xiaolin" || n.Address != "" {
		t.Errorf("%+v", n)
	}
	w.once()
}

// What is beyond a colleague's limit is accepted and never arrives: accepted is not
// delivered.
func TestDoubleDropsBeyondTheLimit(t *testing.T) {
	w := wireDouble(t)
	l := w.line(WeCom)
	for i := range 31 {
		w.want(wecomAppSend(t.Context(), l, outgoing{Number: strconv.Itoa(i), Address: "xiaolin", Text: "x", Link: "https://c.example/" + strconv.Itoa(i)}), saidAccepted, "")
	}
	if n := w.shown("app"); n != 30 {
		t.Errorf("%d arrived", n)
	}
}

func TestDoubleWelcome(t *testing.T) {
	w := wireDouble(t)
	l, ctx := w.line(WeCom), t.Context()
	id, err := w.Befriend("", "程妈妈", "xiaolin", "k7q2m9")
	w.do(err)
	n := w.only(noticeContactAdded)
	if n.Address != id || n.User != "xiaolin" || n.State != "k7q2m9" || n.Welcome == "" {
		t.Fatalf("%+v", n)
	}
	o := outgoing{Number: "w-1", Address: id, Text: "您好", Welcome: n.Welcome}
	w.next(WeCom, "welcome", fake.After)
	w.want(wecomWelcomeSend(ctx, l, o), saidSilent, "no_answer")
	w.want(wecomWelcomeSend(ctx, l, o), saidAccepted, "41051")
	if w.shown("welcome") != 1 {
		t.Error("greeted twice")
	}
	c, r := wecomContactGet(ctx, l, id)
	w.want(r, saidAccepted, "")
	if c.ID != id || c.Union == "" || len(c.Followers) != 1 || c.Followers[0].User != "xiaolin" || c.Followers[0].State != "k7q2m9" {
		t.Errorf("%+v", c)
	}
	w.do(w.Unfriend("", "程妈妈", "xiaolin", false))
	if n := w.only(noticeFollowerDeleted); n.Address != id || n.User != "xiaolin" {
		t.Errorf("%+v", n)
	}
	_, err = w.Befriend("", "程妈妈", "xiaolin", "")
	w.do(err)
	o.Welcome = w.only(noticeContactAdded).Welcome
	w.pass(21 * time.Second)
	w.want(wecomWelcomeSend(ctx, l, o), saidRefused, "41050")
	w.do(w.Unfriend("", "程妈妈", "xiaolin", true))
	w.only(noticeContactDeleted)
	if _, r := wecomContactGet(ctx, l, "wmnobody"); r.Said != saidNotFriend {
		t.Error(wireShow(r))
	}
	if id, picture, r := wecomAddWay(ctx, l, []string{"xiaolin"}, "k7", "前台"); r.Said != saidAccepted || id == "" || picture == "" {
		t.Error(wireShow(r))
	}
}

// doubleTask is a patient whom 小林 knows, and a task for her.
func doubleTask(t *testing.T) (*wireWorld, *line, outgoing) {
	w := wireDouble(t)
	id, err := w.Befriend("", "程妈妈", "xiaolin", "")
	w.do(err)
	w.heard(1)
	return w, w.line(WeCom), outgoing{Number: "t-1", Channel: WeComTask, Address: id, Sender: "xiaolin", Text: "明天 9:00 复诊",
		Link: "https://c.example/m/1", SentAt: w.clock.Load()}
}

// The answer is lost: the task is found by its text, and waits for the tap.
func TestDoubleGroupTasks(t *testing.T) {
	w, l, o := doubleTask(t)
	ctx := t.Context()

	w.next(WeCom, "task", fake.After)
	w.want(wecomTaskSend(ctx, l, o), saidSilent, "no_answer")
	found := w.want(clients[WeComTask].ask(ctx, l, o), saidWaits, "")
	for range 3 {
		w.want(wecomRemind(ctx, l, found.Ref), saidAccepted, "")
	}
	if r := wecomRemind(ctx, l, found.Ref); r.Said != saidBusy || r.Wait == 0 {
		t.Error(wireShow(r))
	}
	if tapped, r := wecomTapped(ctx, l, found.Ref); r.Said != saidAccepted || tapped["xiaolin"] {
		t.Errorf("%v %s", tapped, wireShow(r))
	}
	w.do(w.Confirm("xiaolin", found.Ref))
	if r := w.want(wecomTaskAsk(ctx, l, o, found.Ref), saidDelivered, ""); r.At != w.clock.Load()/1000*1000 {
		t.Errorf("at %d", r.At)
	}
	if tapped, _ := wecomTapped(ctx, l, found.Ref); !tapped["xiaolin"] {
		t.Error("not tapped")
	}
	w.once()
}

// Nothing arrived there: not listed two minutes after means never made.
func TestDoubleTaskThatWasNeverMade(t *testing.T) {
	w, l, o := doubleTask(t)
	ctx := t.Context()
	w.next(WeCom, "task", fake.Silent)
	w.want(wecomTaskSend(ctx, l, o), saidSilent, "no_answer")
	w.want(clients[WeComTask].ask(ctx, l, o), saidSilent, "not_yet")
	w.pass(3 * time.Minute)
	w.want(clients[WeComTask].ask(ctx, l, o), saidAbsent, "")
	ref := w.want(wecomTaskSend(ctx, l, o), saidWaits, "").Ref
	w.next(WeCom, "ask_result", fake.Broken)
	w.want(wecomTaskAsk(ctx, l, o, ref), saidSilent, "-1")
	w.want(wecomCancel(ctx, l, ref), saidAccepted, "")
	if w.Confirm("xiaolin", ref) == nil {
		t.Error("what was taken back can be tapped")
	}
	w.once()
}

// The patient left the colleague between task and tap.
func TestDoubleTaskOfALostCustomer(t *testing.T) {
	w, l, o := doubleTask(t)
	ctx := t.Context()
	ref := w.want(wecomTaskSend(ctx, l, o), saidWaits, "").Ref
	w.do(w.Unfriend("", "程妈妈", "xiaolin", false))
	w.do(w.Confirm("xiaolin", ref))
	w.want(wecomTaskAsk(ctx, l, o, ref), saidNotFriend, "not_friend")
	w.do(w.Unfriend("", "程妈妈", "xiaolin", true))
	if r := wecomTaskSend(ctx, l, o); r.Said != saidRefused {
		t.Error(wireShow(r))
	}
}

func TestDoubleGroupTaskBeyondTheCap(t *testing.T) {
	w := wireDouble(t)
	a := doubleAccounts[WeCom]
	a.Cap = "day"
	w.Open(a)
	l, ctx := w.line(WeCom), t.Context()
	id, err := w.Befriend("", "程妈妈", "xiaolin", "")
	w.do(err)
	_, err = w.SendPersonal("", "xiaolin", "生日快乐", "程妈妈") // what she sends herself counts
	w.do(err)
	o := outgoing{Number: "c-1", Address: id, Sender: "xiaolin", Text: "复诊", SentAt: w.clock.Load()}
	ref := w.want(wecomTaskSend(ctx, l, o), saidWaits, "").Ref
	w.do(w.Confirm("xiaolin", ref))
	w.want(wecomTaskAsk(ctx, l, o, ref), saidRefused, "cap")
}

// Tags are marked as WeCom lets them be, however many want to at once.
func TestDoubleTags(t *testing.T) {
	w := wireDouble(t)
	id, err := w.Befriend("", "程妈妈", "xiaolin", "")
	w.do(err)
	shared := w.line(WeCom).tokens
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			l := w.line(WeCom)
			l.tokens = shared
			// There is no such tag; what counts is that nobody is refused for being one too many.
			if r := wecomMarkTag(context.Background(), l, "xiaolin", id, []string{"et1"}, nil); r.Code != "40068" {
				t.Error(wireShow(r))
			}
		})
	}
	all.Wait()
}
