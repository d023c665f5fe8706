package messages

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"
)

// sealedNotice is what stands around a sealed callback.
type sealedNotice struct {
	Encrypt string `xml:"Encrypt" json:"Encrypt"`
}

// wechatEvent is what WeCom, an official account or a mini-program tells, whatever
// it is.
type wechatEvent struct {
	From   string `xml:"FromUserName"`
	Made   string `xml:"CreateTime"` // s
	Type   string `xml:"MsgType"`
	Event  string `xml:"Event"`
	Key    string `xml:"EventKey"`
	Change string `xml:"ChangeType"`
	ID     string `xml:"MsgId"`
	Job    string `xml:"MsgID"` // of a template message's receipt
	Status string `xml:"Status"`

	Text  string `xml:"Content"`
	Heard string `xml:"Recognition"` // what a machine made of a voice

	User    string `xml:"UserID"`
	Patient string `xml:"ExternalUserID"`
	State   string `xml:"State"`
	Welcome string `xml:"WelcomeCode"`
	Fail    string `xml:"FailReason"`

	Task string `xml:"TaskId"`
	Card string `xml:"ResponseCode"`

	Popup   []wechatSubscription `xml:"SubscribeMsgPopupEvent>List"`
	Changed []wechatSubscription `xml:"SubscribeMsgChangeEvent>List"`
	Sent    []wechatSubscription `xml:"SubscribeMsgSentEvent>List"`
}

type wechatSubscription struct {
	Template string `xml:"TemplateId"`
	Said     string `xml:"SubscribeStatusString"`
	Job      string `xml:"MsgID"`
	Code     string `xml:"ErrorCode"`
	Status   string `xml:"ErrorStatus"`
}

// wechatNotices proves, opens and reads a POST of WeCom, an official account or a
// mini-program.
func wechatNotices(a Account, query url.Values, body []byte) ([]notice, error) {
	whose := a.AppID
	if a.Kind == WeCom {
		whose = a.CorpID
	}
	stamp, nonce := query.Get("timestamp"), query.Get("nonce")
	if a.AESKey == "" {
		if a.Kind == WeCom || !provenBy(query.Get("signature"), a.Token, stamp, nonce) {
			return nil, errNotice
		}
	} else {
		sealed, err := sealedIn(body)
		if err != nil || !provenBy(query.Get("msg_signature"), a.Token, stamp, nonce, sealed) {
			return nil, errNotice
		}
		if body, err = openNotice(a.AESKey, sealed, whose); err != nil {
			return nil, err
		}
	}
	e, err := wechatRead(body)
	if err != nil {
		return nil, err
	}
	if a.Kind == WeCom {
		return e.ofWeCom(), nil
	}
	return e.ofWeChat(), nil
}

// isJSON tells the two forms apart in which WeChat writes.
func isJSON(body []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) }

func sealedIn(body []byte) (string, error) {
	var s sealedNotice
	if isJSON(body) {
		if json.Unmarshal(body, &s) != nil {
			return "", errNotice
		}
	} else if xml.Unmarshal(body, &s) != nil {
		return "", errNotice
	}
	if s.Encrypt == "" {
		return "", errNotice
	}
	return s.Encrypt, nil
}

func wechatRead(body []byte) (wechatEvent, error) {
	var e wechatEvent
	if isJSON(body) {
		return wechatReadJSON(body)
	}
	if xml.Unmarshal(body, &e) != nil || e.Type == "" && e.Event == "" {
		return e, errNotice
	}
	return e, nil
}

// loose is text that a mini-program writes now as text and now as a number.
type loose string

// UnmarshalJSON takes either.
func (x *loose) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*x = loose(text)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*x = loose(n)
	return nil
}

type looseSubscription struct {
	Template loose `json:"TemplateId"`
	Said     loose `json:"SubscribeStatusString"`
	Job      loose `json:"MsgID"`
	Code     loose `json:"ErrorCode"`
	Status   loose `json:"ErrorStatus"`
}

// looseList is a list, or the one thing in it without a list around.
type looseList []looseSubscription

// UnmarshalJSON takes either.
func (x *looseList) UnmarshalJSON(b []byte) error {
	if isJSON(b) {
		var one looseSubscription
		err := json.Unmarshal(b, &one)
		*x = looseList{one}
		return err
	}
	return json.Unmarshal(b, (*[]looseSubscription)(x))
}

// wechatReadJSON reads what a mini-program tells in JSON. MsgId is of a message,
// MsgID of a receipt, and a list of one thing may come without its brackets.
func wechatReadJSON(body []byte) (wechatEvent, error) {
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return wechatEvent{}, errNotice
	}
	text := func(name string) string {
		var x loose
		if json.Unmarshal(all[name], &x) != nil {
			return ""
		}
		return string(x)
	}
	e := wechatEvent{From: text("FromUserName"), Made: text("CreateTime"), Type: text("MsgType"), Event: text("Event"), Key: text("EventKey"),
		ID: text("MsgId"), Job: text("MsgID"), Status: text("Status"), Text: text("Content"), Heard: text("Recognition")}
	if e.Type == "" && e.Event == "" {
		return e, errNotice
	}
	var list looseList
	if raw, found := all["List"]; found && json.Unmarshal(raw, &list) != nil {
		return e, errNotice
	}
	var subscriptions []wechatSubscription
	for _, s := range list {
		subscriptions = append(subscriptions, wechatSubscription{string(s.Template), string(s.Said), string(s.Job), string(s.Code), string(s.Status)})
	}
	switch e.Event {
	case "subscribe_msg_popup_event":
		e.Popup = subscriptions
	case "subscribe_msg_change_event":
		e.Changed = subscriptions
	case "subscribe_msg_sent_event":
		e.Sent = subscriptions
	}
	return e, nil
}

// base is what all that an event tells have in common. A message has a number; an
// event is told from another by all that stands in it.
func (e wechatEvent) base() notice {
	n := notice{Kind: noticeOther, Address: e.From}
	if s, err := strconv.ParseInt(e.Made, 10, 64); err == nil && s > 0 && s < 1<<40 {
		n.At = s * 1000
	}
	if e.ID != "" {
		n.Dedupe = dedupeOf("message", e.From, e.ID)
	} else {
		n.Dedupe = dedupeOf("event", e.From, e.Made, e.Type, e.Event, e.Key, e.Change, e.Job, e.Status, e.User, e.Patient, e.State, e.Welcome, e.Task, e.Card)
	}
	return n
}

// heard fills in what somebody wrote, or sent that is no text.
func (n notice) heard(e wechatEvent) notice {
	n.Kind, n.Text, n.Key = noticeText, e.Text, e.Type
	if n.Text == "" {
		n.Text = e.Heard
	}
	return n
}

// ofWeChat reads what an official account or a mini-program tells.
func (e wechatEvent) ofWeChat() []notice {
	n := e.base()
	if e.Type != "event" {
		return []notice{n.heard(e)}
	}
	switch e.Event {
	case "subscribe":
		n.Kind, n.State = noticeFollow, strings.TrimPrefix(e.Key, "qrscene_")
	case "unsubscribe":
		n.Kind = noticeUnfollow
	case "SCAN":
		n.Kind, n.State = noticeScan, e.Key
	case "CLICK":
		n.Kind, n.Key = noticeMenu, e.Key
	case "TEMPLATESENDJOBFINISH":
		n.Kind, n.Ref = noticeReceipt, e.Job
		n.Said, n.Code = wechatArrived(e.Status)
	case "subscribe_msg_popup_event":
		return n.each(e.Popup, noticeSubscribed)
	case "subscribe_msg_change_event":
		return n.each(e.Changed, noticeSubscription)
	case "subscribe_msg_sent_event":
		return n.each(e.Sent, noticeReceipt)
	}
	return []notice{n}
}

// wechatArrived reads the end of a template message.
func wechatArrived(status string) (said, string) {
	switch reason, failed := strings.CutPrefix(status, "failed"); {
	case status == "success":
		return saidDelivered, ""
	case failed && strings.Contains(reason, "block"): // "failed:user block": she refuses what the account sends
		return saidNotFriend, "user_block"
	}
	return saidRefused, strings.TrimSpace(status)
}

// each makes a notice of every template that an event tells of.
func (n notice) each(list []wechatSubscription, kind noticeKind) []notice {
	out := make([]notice, 0, len(list))
	for i, s := range list {
		x := n
		x.Kind, x.Template = kind, s.Template
		x.Dedupe = dedupeOf(n.Dedupe, strconv.Itoa(i), s.Template, s.Said, s.Job)
		if kind == noticeReceipt {
			x.Ref, x.Said, x.Code, x.Words = s.Job, saidDelivered, "", s.Status
			if s.Code != "" && s.Code != "0" {
				x.Said, x.Code = saidRefused, s.Code
			}
		} else {
			x.Yes = s.Said == "accept"
		}
		out = append(out, x)
	}
	return out
}

// ofWeCom reads what WeCom tells about an app and about customers.
func (e wechatEvent) ofWeCom() []notice {
	n := e.base()
	n.Address, n.User = "", e.From // who writes to an app is a colleague
	if e.Type != "event" {
		return []notice{n.heard(e)}
	}
	switch e.Event {
	case "click":
		n.Kind, n.Key = noticeMenu, e.Key
	case "template_card_event":
		n.Kind, n.Key, n.Number, n.Card = noticeCard, e.Key, e.Task, e.Card
	case "change_external_contact":
		n.Address, n.User = e.Patient, e.User
		switch e.Change {
		case "add_external_contact", "add_half_external_contact": // half: without her saying yes
			n.Kind, n.State, n.Welcome, n.Half = noticeContactAdded, e.State, e.Welcome, e.Change == "add_half_external_contact"
		case "edit_external_contact":
			n.Kind = noticeContactEdited
		case "transfer_fail":
			n.Kind, n.Code = noticeTransferFailed, e.Fail
		case "del_external_contact":
			n.Kind = noticeContactDeleted
		case "del_follow_user":
			n.Kind = noticeFollowerDeleted
		}
	}
	return []notice{n}
}
