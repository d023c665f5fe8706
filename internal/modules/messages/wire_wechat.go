package messages

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// serviceTextMost is what a service message may be, in bytes of UTF-8.
const serviceTextMost = 2048

type (
	wechatValue struct {
		Value string `json:"value"`
	}
	wechatMini struct {
		App  string `json:"appid"`
		Page string `json:"pagepath"`
	}
	wechatTemplate struct {
		To       string                 `json:"touser"`
		Template string                 `json:"template_id"`
		URL      string                 `json:"url,omitempty"`
		Page     string                 `json:"page,omitempty"`
		Mini     *wechatMini            `json:"miniprogram,omitempty"`
		State    string                 `json:"miniprogram_state,omitempty"`
		Lang     string                 `json:"lang,omitempty"`
		Number   string                 `json:"client_msg_id,omitempty"`
		Data     map[string]wechatValue `json:"data"`
	}
	wechatSent struct {
		wireStatus
		Message json.Number `json:"msgid"`
	}
)

// wechatData fills a template's fields, thing1 and the like.
func wechatData(values []Value) map[string]wechatValue {
	out := make(map[string]wechatValue, len(values))
	for _, v := range values {
		out[v.Name] = wechatValue{v.Text}
	}
	return out
}

// wechatJump is the mini-program's page that a tap opens, nil = none. Where both
// are given WeChat opens the page, and the link where it cannot.
func wechatJump(o outgoing) *wechatMini {
	if o.App == "" {
		return nil
	}
	return &wechatMini{o.App, o.Page}
}

func (l *line) wechatSend(ctx context.Context, path string, body any) reply {
	var out wechatSent
	if r, fine := l.call(ctx, path, nil, body, &out); !fine {
		return r
	}
	return reply{Said: saidAccepted, Ref: out.Message.String()}
}

// officialTemplateSend sends a template message (模板消息) to a follower.
//
// WeChat promises: of an equal openid and client_msg_id one message within ten
// minutes, so the same Number may be sent again for nine; and one receipt
// (TEMPLATESENDJOBFINISH) by msgid, which says delivered, blocked or failed. It
// promises no answer to a question afterwards: there is nobody to ask. 100,000 a
// day, 25 templates; no marketing, and no reminder that no act of the person's set
// off. A field that breaks its kind's limits refuses the whole (47003).
func officialTemplateSend(ctx context.Context, l *line, o outgoing) reply {
	return l.wechatSend(ctx, "/cgi-bin/message/template/send", wechatTemplate{To: o.Address, Template: o.Template, URL: o.Link, Mini: wechatJump(o),
		Number: o.Number, Data: wechatData(o.Values)})
}

// officialSubscribeSend sends a subscription notice (订阅通知): one permission each,
// also to who does not follow. It has no key. Sent again after silence it comes twice
// where the person has given two permissions, and 43101 where it was one: then the
// first went. Of where a tap leads WeChat's own pages disagree: by one page is a web
// address, by the other a page of the mini-program; a link that it does not take is
// 41030, and nothing was sent [to be checked with a real account]. Its receipt is subscribe_msg_sent_event; that msgid is in the answer is
// [to be checked with a real account].
func officialSubscribeSend(ctx context.Context, l *line, o outgoing) reply {
	return l.wechatSend(ctx, "/cgi-bin/message/subscribe/bizsend", wechatTemplate{To: o.Address, Template: o.Template, Page: o.Link, Mini: wechatJump(o),
		Data: wechatData(o.Values)})
}

// officialServiceSend sends a service message (客服消息): plain words, the link below
// them. Only within 48 h after a word of the person's, five in all; within a minute
// after a menu, a follow or a scan, three. Beyond: 45015, 45047, refused. There is no
// key, no receipt and nobody to ask.
func officialServiceSend(ctx context.Context, l *line, o outgoing) reply {
	text, link := o.Text, ""
	if o.Link != "" {
		link = "\n" + o.Link
	}
	text = bytesCut(text, max(0, serviceTextMost-len(link))) + link
	return l.wechatSend(ctx, "/cgi-bin/message/custom/send", struct {
		To   string    `json:"touser"`
		Type string    `json:"msgtype"`
		Text wecomText `json:"text"`
	}{o.Address, "text", wecomText{text}})
}

// miniSubscribeSend sends a subscription message of the mini-program (订阅消息). The
// same holds as of the account's notices: one permission each, which does not expire;
// no key; the receipt is subscribe_msg_sent_event. 10,000,000 a day.
func miniSubscribeSend(ctx context.Context, l *line, o outgoing) reply {
	return l.wechatSend(ctx, "/cgi-bin/message/subscribe/send", wechatTemplate{To: o.Address, Template: o.Template, Page: o.Page, State: "formal",
		Lang: "zh_CN", Data: wechatData(o.Values)})
}

// miniCode draws the code that opens a page of the mini-program, which need not be
// published under that path yet. scene is at most 32 characters. Any number of them
// may be made.
func miniCode(ctx context.Context, l *line, scene, page string) (picture []byte, r reply) {
	const path = "/wxa/getwxacodeunlimit"
	a, r, fine := l.withToken(ctx, path, nil, struct {
		Scene string `json:"scene"`
		Page  string `json:"page,omitempty"`
		Check bool   `json:"check_path"`
	}{scene, page, false})
	if !fine {
		return nil, r
	}
	if a.status == http.StatusOK && (bytes.HasPrefix(a.body, []byte("\x89PNG")) || bytes.HasPrefix(a.body, []byte("\xff\xd8"))) {
		return a.body, reply{Said: saidAccepted}
	}
	var s wireStatus
	if json.Unmarshal(a.body, &s) != nil || s.code() == 0 {
		return nil, unclearReply("http_"+strconv.Itoa(a.status), "")
	}
	return nil, l.refusal(path, s.code(), s.Errmsg)
}
