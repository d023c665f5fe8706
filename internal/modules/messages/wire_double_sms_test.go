package messages

import (
	"testing"
	"time"

	"archwire/internal/fake"
)

// eachSMS runs a story at both providers of SMS.
func eachSMS(t *testing.T, story func(t *testing.T, w *wireWorld, kind Kind, l *line, o outgoing)) {
	for _, kind := range []Kind{Aliyun, Tencent} {
		t.Run(string(kind), func(t *testing.T) {
			w := wireDouble(t)
			story(t, w, kind, w.line(kind), outgoing{Number: "s-1", Address: "13900000001", Template: "SMS_1", Values: []Value{{"time", "11月23日 09:00"}},
				SentAt: w.clock.Load()})
			w.once()
		})
	}
}

func TestDoubleSMS(t *testing.T) {
	eachSMS(t, func(t *testing.T, w *wireWorld, kind Kind, l *line, o outgoing) {
		r := w.want(smsClients[kind].send(t.Context(), l, o), saidAccepted, "")
		n := w.only(noticeReceipt)
		if n.Said != saidDelivered || n.Ref != r.Ref || n.Address != "13900000001" || kind == Aliyun && (n.Number != "s-1" || n.Parts != 1) {
			t.Errorf("%+v", n)
		}
		if kind == Tencent && r.Parts != 1 {
			t.Errorf("%d parts", r.Parts)
		}
		if got := smsAskers[kind](t.Context(), l, o, r.Ref); got.Said != saidDelivered || got.Ref != r.Ref {
			t.Error(wireShow(got))
		}
		w.do(w.ReplySMS("", "13900000001", "R"))
		if n := w.only(noticeSMSReply); n.Text != "R" || n.Address != "13900000001" {
			t.Errorf("%+v", n)
		}
	})
}

// The answer is lost, and the receipt is mute: it is asked about, not sent again.
func TestDoubleSMSWhoseAnswerIsLost(t *testing.T) {
	eachSMS(t, func(t *testing.T, w *wireWorld, kind Kind, l *line, o outgoing) {
		c := smsClients[kind]
		w.next(kind, "receipt", fake.Mute)
		w.next(kind, "send", fake.After)
		w.want(c.send(t.Context(), l, o), saidSilent, "no_answer")
		w.want(c.ask(t.Context(), l, o), saidDelivered, "")

		// The same attempt twice, by whose mistake ever, is not one SMS more.
		if got := c.send(t.Context(), l, o); kind == Aliyun && (got.Said != saidSilent || got.Code != "SignatureNonceUsed") {
			t.Error(wireShow(got))
		}
		if n := w.shown("send"); n != 1 {
			t.Errorf("%d SMS", n)
		}
	})
}

func TestDoubleSMSThatNeverGotThere(t *testing.T) {
	eachSMS(t, func(t *testing.T, w *wireWorld, kind Kind, l *line, o outgoing) {
		c, ctx := smsClients[kind], t.Context()
		w.next(kind, "send", fake.Silent)
		w.want(c.send(ctx, l, o), saidSilent, "no_answer")
		w.want(c.ask(ctx, l, o), saidSilent, "not_yet")
		w.pass(11 * time.Minute)
		after := map[Kind]said{Aliyun: saidAbsent, Tencent: saidSilent}[kind]
		if got := c.ask(ctx, l, o); got.Said != after {
			t.Error(wireShow(got))
		}
		w.pass(73 * time.Hour)
		w.want(c.ask(ctx, l, o), saidAbsent, "")
		w.next(kind, "send", fake.Broken)
		if got := c.send(ctx, l, o); got.Said != saidSilent {
			t.Error(wireShow(got))
		}
	})
}

func TestDoubleSMSThatFails(t *testing.T) {
	eachSMS(t, func(t *testing.T, w *wireWorld, kind Kind, l *line, o outgoing) {
		c, ctx := smsClients[kind], t.Context()
		w.Add(fake.Rule{Provider: string(kind), Call: "receipt", How: fake.Refuse, Times: 1})
		r := w.want(c.send(ctx, l, o), saidAccepted, "")
		if n := w.only(noticeReceipt); n.Said != saidRefused || n.Ref != r.Ref || n.Code == "" {
			t.Errorf("%+v", n)
		}
		w.want(smsAskers[kind](ctx, l, o, r.Ref), saidRefused, map[Kind]string{Aliyun: "UNDELIVRD", Tencent: "report_fail"}[kind])
		o.Number, o.Address = "s-2", "12"
		if got := c.send(ctx, l, o); got.Said != saidNotFriend {
			t.Error(wireShow(got))
		}
		l.acct.Secret, o.Number = "another secret", "s-3"
		if got := c.send(ctx, l, o); got.Said != saidRefused {
			t.Error(wireShow(got))
		}
	})
}

// A number that gets too many is told to wait, and nothing of it was sent.
func TestDoubleSMSTooOften(t *testing.T) {
	w := wireDouble(t)
	l := w.line(Tencent)
	o := outgoing{Number: "a", Address: "13900000001", Template: "1", SentAt: w.clock.Load()}
	w.want(tencentSend(t.Context(), l, o), saidAccepted, "")
	o.Number = "b"
	if r := w.want(tencentSend(t.Context(), l, o), saidBusy, "LimitExceeded.PhoneNumberThirtySecondLimit"); r.Wait != 30*time.Second {
		t.Error(wireShow(r))
	}
	w.pass(31 * time.Second)
	w.want(tencentSend(t.Context(), l, o), saidAccepted, "")
}
