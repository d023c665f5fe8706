package messages

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
)

func TestDoubleOfficialAccount(t *testing.T) {
	w := wireDouble(t)
	l, ctx := w.line(Official), t.Context()
	openid, err := w.Follow("official", "程妈妈", "k7")
	w.do(err)
	if n := w.only(noticeFollow); n.Address != openid || n.State != "k7" {
		t.Fatalf("%+v", n)
	}
	o := outgoing{Number: "o-1", Channel: OfficialTemplate, Address: openid, Template: "T1", Link: "https://c.example/m/1",
		Values: []Value{{"thing1", "复诊"}, {"time2", "2026年11月23日 09:00"}}, SentAt: w.clock.Load()}
	r := w.want(officialTemplateSend(ctx, l, o), saidAccepted, "")
	if n := w.only(noticeReceipt); n.Ref != r.Ref || n.Said != saidDelivered {
		t.Errorf("%+v, not of %s", n, r.Ref)
	}

	// The answer is lost; the receipt comes, and the same number again is one message.
	o.Number = "o-2"
	w.next(Official, "template", fake.After)
	w.want(officialTemplateSend(ctx, l, o), saidSilent, "no_answer")
	n := w.only(noticeReceipt)
	w.pass(clients[OfficialTemplate].key - time.Minute)
	if r := w.want(officialTemplateSend(ctx, l, o), saidAccepted, ""); r.Ref != n.Ref {
		t.Errorf("%s and %s", r.Ref, n.Ref)
	}
	if w.shown("template") != 2 {
		t.Error("sent twice")
	}

	o.Number, o.Values[0].Text = "o-3", strings.Repeat("长", 21)
	if r := w.want(officialTemplateSend(ctx, l, o), saidRefused, "47003"); !strings.HasPrefix(r.Words, "thing1: ") {
		t.Error(r.Words)
	}
	o.Values[0].Text = "复诊"
	w.Add(fake.Rule{Provider: "official", Call: "receipt", How: fake.Refuse, Times: 1})
	r = w.want(officialTemplateSend(ctx, l, o), saidAccepted, "")
	if n := w.only(noticeReceipt); n.Ref != r.Ref || n.Said != saidRefused {
		t.Errorf("%+v", n)
	}
	w.do(w.Unfollow("official", "程妈妈"))
	w.only(noticeUnfollow)
	o.Number = "o-4"
	w.want(officialTemplateSend(ctx, l, o), saidNotFriend, "43004")
	w.once()
}

func TestDoubleServiceMessages(t *testing.T) {
	w := wireDouble(t)
	l, ctx := w.line(Official), t.Context()
	openid, err := w.Follow("official", "程妈妈", "")
	w.do(err)
	w.pass(2 * time.Minute)
	o := outgoing{Number: "s-1", Address: openid, Text: "您好"}
	w.want(officialServiceSend(ctx, l, o), saidRefused, "45015")
	w.heard(1)
	w.do(w.Say("official", "程妈妈", "", "牙套松了 <急>"))
	if n := w.only(noticeText); n.Text != "牙套松了 <急>" || n.Address != openid {
		t.Errorf("%+v", n)
	}
	for i := range 5 {
		o.Text = "您好 " + strconv.Itoa(i)
		w.want(officialServiceSend(ctx, l, o), saidAccepted, "")
	}
	w.want(officialServiceSend(ctx, l, o), saidRefused, "45047")
	w.do(w.Click("official", "程妈妈", "book"))
	if n := w.only(noticeMenu); n.Key != "book" {
		t.Errorf("%+v", n)
	}
	w.once()
}

func TestDoubleSubscriptions(t *testing.T) {
	w := wireDouble(t)
	l, ctx := w.line(Mini), t.Context()
	openid := fake.OpenID(fake.Mini.ID, "程妈妈")
	o := outgoing{Number: "m-1", Address: openid, Template: "T1", Page: "pages/visit?id=1", Values: []Value{{"thing1", "复诊"}}}
	w.want(miniSubscribeSend(ctx, l, o), saidNoCredit, "43101")
	w.do(w.Permit("mini", "程妈妈", true, "T1"))
	if n := w.only(noticeSubscribed); n.Address != openid || n.Template != "T1" || !n.Yes {
		t.Errorf("%+v", n)
	}

	// The answer is lost: sent again it is refused, since the one permission is used up.
	w.next(Mini, "subscribe", fake.After)
	w.want(miniSubscribeSend(ctx, l, o), saidSilent, "no_answer")
	if n := w.only(noticeReceipt); n.Said != saidDelivered || n.Ref == "" || n.Template != "T1" {
		t.Errorf("%+v", n)
	}
	w.want(miniSubscribeSend(ctx, l, o), saidNoCredit, "43101")
	if w.shown("subscribe") != 1 {
		t.Error("sent twice")
	}

	w.do(w.Permit("mini", "程妈妈", true, "T1", "T2"))
	if told := w.heard(2); told[0].Dedupe == told[1].Dedupe || !told[0].Yes || !told[1].Yes {
		t.Errorf("%+v", told)
	}
	w.do(w.Permit("mini", "程妈妈", false, "T2"))
	if n := w.only(noticeSubscribed); n.Yes {
		t.Errorf("%+v", n)
	}
	w.do(w.Forbid("mini", "程妈妈", "T1"))
	if n := w.only(noticeSubscription); n.Yes || n.Template != "T1" {
		t.Errorf("%+v", n)
	}
	o.Number = "m-2"
	w.want(miniSubscribeSend(ctx, l, o), saidNoCredit, "43101")
	o.Address = "nobody"
	w.want(miniSubscribeSend(ctx, l, o), saidNotFriend, "40003")
	if picture, r := miniCode(ctx, l, "k7", "pages/visit"); r.Said != saidAccepted || len(picture) == 0 {
		t.Error(wireShow(r))
	}
	w.once()
}

// Tokens end whenever the provider likes; nobody notices.
func TestDoubleTokens(t *testing.T) {
	w := wireDouble(t)
	openid, err := w.Follow("official", "程妈妈", "")
	w.do(err)
	w.do(w.Say("official", "程妈妈", "", "hi"))
	service, app := w.line(Official), w.line(WeCom)
	for i := range 3 {
		w.want(officialServiceSend(t.Context(), service, outgoing{Address: openid, Text: strconv.Itoa(i)}), saidAccepted, "")
		w.want(wecomAppSend(t.Context(), app, outgoing{Number: strconv.Itoa(i), Address: "xiaolin", Text: "x"}), saidAccepted, "")
		w.ExpireTokens()
	}
	app.acct.Secret = "another secret"
	if r := wecomAppSend(t.Context(), app, outgoing{Number: "z", Address: "xiaolin", Text: "x"}); r.Said != saidRefused || !strings.HasPrefix(r.Code, "token_") {
		t.Error(wireShow(r))
	}
	// The token of one account opens no other.
	mini := w.line(Mini)
	token, _ := service.tokens.get(t.Context(), service, "")
	mini.tokens.held[keyOf(mini.acct)] = &heldToken{text: token, until: w.clock.Load() + 1000}
	w.want(miniSubscribeSend(t.Context(), mini, outgoing{Address: "o", Template: "T", Values: []Value{{"thing1", "x"}}}), saidNotFriend, "40003")
}

// Callbacks come twice, forged and late; each counts once.
func TestDoubleCallbacks(t *testing.T) {
	w := wireDouble(t)
	w.next(Official, "follow", fake.Twice)
	_, err := w.Follow("official", "程妈妈", "")
	w.do(err)
	w.only(noticeFollow)
	w.next(Official, "say", fake.Forge)
	w.do(w.Say("official", "程妈妈", "", "hi"))
	w.only(noticeText)
	w.mu.Lock()
	if w.denied != 1 {
		t.Errorf("%d callbacks were not believed", w.denied)
	}
	w.mu.Unlock()
	w.Add(fake.Rule{Provider: "official", How: fake.Hold, Times: 2})
	w.do(w.Say("official", "程妈妈", "", "one"))
	w.do(w.Say("official", "程妈妈", "", "two"))
	w.Release()
	if told := w.heard(2); told[0].Text != "two" || told[0].Dedupe == told[1].Dedupe {
		t.Errorf("%+v", told)
	}
	w.do(w.TellAgain("", 2))
	w.heard(2)
}
