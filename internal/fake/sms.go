package fake

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What both providers of SMS have in common.

// mobile is a number that may get SMS; 128 is nobody's, and the demo's people have it.
var mobile = regexp.MustCompile(`^1(28|[3-9]\d)\d{8}$`)

// bare is a number without its country.
func bare(phone string) string {
	for _, head := range []string{"+86", "0086", "86"} {
		if rest, found := strings.CutPrefix(phone, head); found && len(rest) == 11 {
			return rest
		}
	}
	return phone
}

// parts is how many messages are billed: one up to 70 characters, then one for each
// 67.
func parts(text string) int {
	n := utf8.RuneCountInString(text)
	if n <= 70 {
		return 1
	}
	return (n + 66) / 67
}

var placeholder = regexp.MustCompile(`\$\{(\w+)\}|\{(\d+)\}`)

// read is the text of a message by template, as it arrives. Names that the template
// has and nobody filled are missing.
func (t *Template) read(sign, code string, values []Value) (text string, missing []string) {
	if t == nil || t.Text == "" {
		var list []string
		for _, v := range values {
			list = append(list, v.Name+"："+v.Text)
		}
		return "【" + sign + "】模板 " + code + "（" + strings.Join(list, "；") + "）", nil
	}
	text = placeholder.ReplaceAllStringFunc(t.Text, func(found string) string {
		name := strings.Trim(found, "${}")
		for _, v := range values {
			if v.Name == name {
				return v.Text
			}
		}
		missing = append(missing, name)
		return found
	})
	return "【" + sign + "】" + text, missing
}

// short is one SMS that was taken. What becomes of it is known when the receipt is.
func (w *World) short(a *Account, s Sent, phone string) *Sent {
	p := w.who(a, phone)
	s.Provider, s.Account, s.Call, s.To, s.Person = a.Kind, a.Key(), "send", phone, p.Key
	s.Parts = parts(s.Text)
	s.Why = "DELIVERED"
	rule := w.rule(a.Kind, "receipt", Refuse)
	switch {
	case rule.How == Refuse:
		s.State, s.Why = failed, rule.Code
		if s.Why == "" {
			s.Why = "UNDELIVRD"
		}
		w.keep()
	case p.Off:
		s.State, s.Why = failed, "UNDELIVRD"
	}
	return w.deliver(&s)
}

// known tells what the provider knows by now: 1 nothing, 2 it failed, 3 it arrived.
func (w *World) knownOf(s *Sent) int {
	switch {
	case s.SureAt == 0 || s.SureAt > w.now():
		return 1
	case s.State == failed:
		return 2
	}
	return 3
}

// ReplySMS lets somebody answer the last SMS of an account, "" = of any.
func (w *World) ReplySMS(account, phone, text string) error {
	return w.play(func() error {
		var last *Sent
		for key, list := range w.t.byPhone {
			s := list[len(list)-1]
			if strings.HasSuffix(key, "|"+phone) && (account == "" || s.Account == account || s.Provider == account) && (last == nil || s.Seq > last.Seq) {
				last = s
			}
		}
		if last == nil {
			return fmt.Errorf("%s has no SMS to answer", phone)
		}
		a := w.t.accounts[last.Account]
		w.deliver(&Sent{Provider: a.Kind, Account: a.Key(), Call: "reply", To: phone, Person: last.Person, In: true, Text: text, Read: true})
		w.tellReply(a, phone, text)
		return nil
	})
}

func (w *World) tellReply(a *Account, phone, text string) {
	if a.Kind == AliyunKind {
		w.notify(a, "reply", jsonOf([]map[string]any{{"phone_number": phone, "send_time": clock(w.now()), "content": text, "sign_name": a.Sign,
			"dest_code": "001", "sequence_id": w.t.seq}}))
		return
	}
	w.notify(a, "reply", jsonOf(map[string]any{"extend": "", "mobile": phone, "nationcode": "86", "sign": a.Sign, "text": text, "time": w.now() / second}))
}

func ref(prefix string, w *World) string {
	w.t.seq++
	return prefix + strconv.FormatInt(w.now(), 10) + fmt.Sprintf("%09d", w.t.seq)
}
