package messages

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"
)

// What WeCom takes, in bytes of UTF-8.
const (
	wecomTextMost = 4000 // of a group task and of a welcome
	appTextMost   = 2048
	cardTitleMost = 128
	cardTextMost  = 512
	linkTitleMost = 128
	miniTitleMost = 64
)

// appRepeat is how long WeCom drops an equal message to a colleague, the longest
// that it offers.
const appRepeat = 4 * time.Hour

// crockford leaves out the letters that one misreads.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// wecomMarker is what a text carries so that it can be found again: eight letters of
// our number. Of texts of one corp within an hour it names one.
func wecomMarker(number string) string {
	sum := sha256.Sum256([]byte(number))
	var b strings.Builder
	b.WriteString("〔")
	for _, x := range sum[:8] {
		b.WriteByte(crockford[x&31])
	}
	b.WriteString("〕")
	return b.String()
}

// wecomMarked is a text with its marker, within so many bytes.
func wecomMarked(text, number string, most int) string {
	m := wecomMarker(number)
	return strings.TrimSpace(strings.TrimSpace(bytesCut(text, most-len(m)-1)) + "\n" + m)
}

type (
	wecomText struct {
		Content string `json:"content"`
	}
	wecomCard struct { // textcard
		Title string `json:"title"`
		Words string `json:"description"`
		URL   string `json:"url"`
	}
	wecomTitle struct {
		Title string `json:"title"`
		Words string `json:"desc,omitempty"`
	}
	wecomButton struct {
		Text  string `json:"text"`
		Style int    `json:"style"`
		Key   string `json:"key"`
	}
	wecomAction struct {
		Type int    `json:"type"`
		URL  string `json:"url"`
	}
	wecomButtons struct { // template_card
		Type    string        `json:"card_type"`
		Title   wecomTitle    `json:"main_title"`
		Words   string        `json:"sub_title_text,omitempty"`
		Action  *wecomAction  `json:"card_action,omitempty"`
		Task    string        `json:"task_id"`
		Buttons []wecomButton `json:"button_list"`
	}
	wecomMessage struct {
		To       string        `json:"touser"`
		Type     string        `json:"msgtype"`
		Agent    jsonNumber    `json:"agentid"`
		Text     *wecomText    `json:"text,omitempty"`
		Card     *wecomCard    `json:"textcard,omitempty"`
		Buttons  *wecomButtons `json:"template_card,omitempty"`
		Check    int           `json:"enable_duplicate_check"`
		Interval int           `json:"duplicate_check_interval"` // s
	}
	wecomSent struct {
		wireStatus
		Message    string   `json:"msgid"`
		Invalid    string   `json:"invaliduser"`
		Unlicensed string   `json:"unlicenseduser"`
		Failed     []string `json:"fail_list"`
	}
)

// jsonNumber is a number that is kept as text.
type jsonNumber string

// MarshalJSON writes it without quotes; what is no number becomes 0.
func (n jsonNumber) MarshalJSON() ([]byte, error) {
	if n == "" || strings.Trim(string(n), "0123456789") != "" {
		return []byte("0"), nil
	}
	return []byte(n), nil
}

// CardTemplate asks WeComApp for a card with buttons: each of Values is one, Name
// being what a press tells and Text what it says. At most six.
const CardTemplate = "button_interaction"

// wecomAppSend sends a message of our app to one colleague: a card with buttons
// (Template = CardTemplate), a card with a link, or a text.
//
// WeCom promises: an equal request within the interval arrives once, so the same
// Number may be sent again for 3.5 h; two messages of equal words differ by their
// marker. It does not promise arrival: beyond 30 a minute or 1,000 an hour for one
// colleague it answers 0 and drops the message; there is no receipt. An app has
// seats × 200 a day. That an equal request answers 0 is [to be checked with a real
// account].
func wecomAppSend(ctx context.Context, l *line, o outgoing) reply {
	m := wecomMessage{To: o.Address, Agent: jsonNumber(l.acct.AgentID), Check: 1, Interval: int(appRepeat.Seconds())}
	title, rest, _ := strings.Cut(strings.TrimSpace(o.Text), "\n")
	switch {
	case o.Template == CardTemplate && len(o.Values) > 0:
		m.Type = "template_card"
		m.Buttons = &wecomButtons{Type: CardTemplate, Title: wecomTitle{Title: bytesCut(title, cardTitleMost)}, Words: bytesCut(rest, cardTextMost), Task: o.Number}
		if o.Link != "" {
			m.Buttons.Action = &wecomAction{1, o.Link}
		}
		for i, v := range o.Values {
			m.Buttons.Buttons = append(m.Buttons.Buttons, wecomButton{v.Text, min(i+1, 2), v.Name})
		}
	case o.Link != "":
		m.Type = "textcard"
		m.Card = &wecomCard{bytesCut(title, cardTitleMost), wecomMarked(rest, o.Number, cardTextMost), o.Link}
	default:
		m.Type = "text"
		m.Text = &wecomText{wecomMarked(o.Text, o.Number, appTextMost)}
	}
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/message/send", nil, m, &out)
	switch {
	case r.Code == "81013" || r.Code == "60111" || r.Code == "40031": // nobody of that name may see the app
		r.Said = saidNotFriend
		return r
	case !fine:
		return r
	case wecomNamed(out.Invalid, o.Address):
		return reply{Said: saidNotFriend, Code: "invaliduser", Ref: out.Message}
	case wecomNamed(out.Unlicensed, o.Address):
		return reply{Said: saidRefused, Code: "unlicenseduser", Ref: out.Message}
	}
	return reply{Said: saidAccepted, Ref: out.Message}
}

// wecomNamed tells whether a userid stands in a list a|b; WeCom gives them in small letters.
func wecomNamed(list, id string) bool {
	return list != "" && slices.ContainsFunc(strings.Split(list, "|"), func(x string) bool { return strings.EqualFold(x, id) })
}

type (
	wecomLink struct {
		Title string `json:"title"`
		URL   string `json:"url"`
	}
	wecomMini struct {
		Title string `json:"title"`
		Cover string `json:"pic_media_id"`
		App   string `json:"appid"`
		Page  string `json:"page"`
	}
	wecomAttachment struct {
		Type string     `json:"msgtype"`
		Link *wecomLink `json:"link,omitempty"`
		Mini *wecomMini `json:"miniprogram,omitempty"`
	}
	wecomTask struct {
		Chat        string            `json:"chat_type"`
		To          []string          `json:"external_userid"`
		Sender      string            `json:"sender,omitempty"`
		Text        wecomText         `json:"text"`
		Attachments []wecomAttachment `json:"attachments,omitempty"`
	}
	wecomWelcome struct {
		Code        string            `json:"welcome_code"`
		Text        wecomText         `json:"text"`
		Attachments []wecomAttachment `json:"attachments,omitempty"`
	}
)

// wecomAttached is what hangs on a message to a patient: the mini-program's page where
// there is a cover for it (Template holds its media id, which lives three days),
// else the link.
func wecomAttached(o outgoing) []wecomAttachment {
	title, _, _ := strings.Cut(strings.TrimSpace(o.Text), "\n")
	title = bytesCut(title, linkTitleMost)
	switch {
	case o.App != "" && o.Page != "" && o.Template != "":
		return []wecomAttachment{{Type: "miniprogram", Mini: &wecomMini{bytesCut(title, miniTitleMost), o.Template, o.App, o.Page}}}
	case o.Link != "":
		return []wecomAttachment{{Type: "link", Link: &wecomLink{title, o.Link}}}
	}
	return nil
}

// wecomTaskSend lays a message to one patient before the colleague who must tap it
// (企业群发). Nothing goes before the tap: the reply is saidWaits with the task's
// msgid.
//
// WeCom promises nothing against a second task: there is no key, so after silence
// the task is looked for by the marker in its text. A patient takes as many group
// messages a month as it has days, those that colleagues send by hand included; what
// is beyond comes back as refused, code "cap", after the tap. At most 10,000
// patients and 4,000 bytes a task; we send to one.
func wecomTaskSend(ctx context.Context, l *line, o outgoing) reply {
	if o.Sender == "" { // WeCom would choose who chatted with the patient last
		return reply{Said: saidRefused, Code: "no_sender"}
	}
	body := wecomTask{Chat: "single", To: []string{o.Address}, Sender: o.Sender, Text: wecomText{wecomMarked(o.Text, o.Number, wecomTextMost)}, Attachments: wecomAttached(o)}
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/add_msg_template", nil, body, &out)
	switch {
	case !fine:
		return r
	case slices.Contains(out.Failed, o.Address):
		// Not this colleague's customer, or not any more; another's perhaps [to be
		// checked with a real account].
		return reply{Said: saidRefused, Code: "fail_list", Ref: out.Message}
	case out.Message == "":
		return unclearReply("no_msgid", "")
	}
	return reply{Said: saidWaits, Ref: out.Message}
}

// wecomWelcomeSend greets somebody who was just added, with the code that came with
// the event: once, within 20 s. 41051 says that the chat has begun or was greeted,
// which after silence is our own greeting; 41096 says that another app of the corp
// is at it.
func wecomWelcomeSend(ctx context.Context, l *line, o outgoing) reply {
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/send_welcome_msg", nil,
		wecomWelcome{o.Welcome, wecomText{bytesCut(o.Text, wecomTextMost)}, wecomAttached(o)}, &out)
	switch {
	case fine:
		return reply{Said: saidAccepted}
	case r.Code == "41051":
		return reply{Said: saidAccepted, Code: r.Code, Words: r.Words}
	case r.Code == "41096":
		return busyReply(r.Code, r.Words, 2*time.Second)
	}
	return r
}
