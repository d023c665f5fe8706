package messages

import (
	"context"
	"time"
)

// clients speak the channels that have one provider each.
var clients = map[Channel]client{
	WeComTask:         {send: wecomTaskSend, ask: unnumbered(wecomTaskAsk)},
	WeComApp:          {send: wecomAppSend, key: appRepeat - 30*time.Minute},
	WeComWelcome:      {send: wecomWelcomeSend, key: 15 * time.Second},
	OfficialTemplate:  {send: officialTemplateSend, key: 9 * time.Minute},
	OfficialSubscribe: {send: officialSubscribeSend},
	OfficialService:   {send: officialServiceSend},
	MiniSubscribe:     {send: miniSubscribeSend},
}

// smsClients speak SMS, by the kind of account.
var smsClients = map[Kind]client{
	Aliyun:  {send: aliyunSend, ask: unnumbered(aliyunAsk)},
	Tencent: {send: tencentSend, ask: unnumbered(tencentAsk)},
}

// asker asks what became of a send. ref is the provider's number, "" where no
// answer ever gave one; with it the answer is certain where without it a send is
// found by its text or by its time.
type asker func(ctx context.Context, l *line, o outgoing, ref string) reply

// askers ask by the provider's number.
var (
	askers    = map[Channel]asker{WeComTask: wecomTaskAsk}
	smsAskers = map[Kind]asker{Aliyun: aliyunAsk, Tencent: tencentAsk}
)

// askerOf gives who asks about a send whose number at the provider is known or
// not; false = nobody can be asked.
func askerOf(c Channel, of Kind) (asker, bool) {
	if c == SMS {
		out, ok := smsAskers[of]
		return out, ok
	}
	out, ok := askers[c]
	return out, ok
}

// unnumbered asks about a send of which the provider's number was never told.
func unnumbered(a asker) func(context.Context, *line, outgoing) reply {
	return func(ctx context.Context, l *line, o outgoing) reply { return a(ctx, l, o, "") }
}
