package fake

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Sent is a message: one that an account sent and the double accepted, or one that
// somebody wrote.
type Sent struct {
	Seq      int64    `json:"seq"`
	At       int64    `json:"at"`
	Provider string   `json:"provider"` // kind of the account
	Account  string   `json:"account"`  // its key
	Call     string   `json:"call"`     // template, app, task, send, …
	Key      string   `json:"key,omitempty"`
	To       string   `json:"to"` // the address
	Person   string   `json:"person"`
	From     string   `json:"from,omitempty"` // userid of the colleague, of a chat at WeCom
	In       bool     `json:"in,omitempty"`   // the person wrote it
	Template string   `json:"template,omitempty"`
	Title    string   `json:"title,omitempty"`
	Text     string   `json:"text,omitempty"`
	Values   []Value  `json:"values,omitempty"`
	Link     string   `json:"link,omitempty"`
	Page     string   `json:"page,omitempty"` // of a mini-program
	App      string   `json:"app,omitempty"`  // that the page belongs to
	Buttons  []Button `json:"buttons,omitempty"`
	Ref      string   `json:"ref,omitempty"` // the provider's number
	State    string   `json:"state"`         // arrived, waits, dropped, failed
	Why      string   `json:"why,omitempty"`
	Parts    int      `json:"parts,omitempty"` // of SMS
	Read     bool     `json:"read,omitempty"`
	Pressed  string   `json:"pressed,omitempty"` // the button
	Code     string   `json:"code,omitempty"`    // response_code of a card
	CodeUsed bool     `json:"code_used,omitempty"`
	Same     string   `json:"same,omitempty"` // what is the same when it is sent again
	SureAt   int64    `json:"sure_at,omitempty"`
}

// Value is a variable of a template.
type Value struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Button is a button of a card.
type Button struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// States of a message.
const (
	arrived = "arrived"
	waits   = "waits"   // a colleague must tap first
	dropped = "dropped" // accepted, and silently never shown
	failed  = "failed"
)

func (s *Sent) kind() string { return "sent" }

func (s *Sent) id() string { return strconv.FormatInt(s.Seq, 10) }

func (w *World) placeSent(s *Sent) {
	w.t.sent = append(w.t.sent, s)
	w.t.seq = max(w.t.seq, s.Seq)
	w.t.byPerson[s.Person] = append(w.t.byPerson[s.Person], s)
	if s.Same != "" {
		w.t.byKey[s.Same] = s
	}
	if s.Call == "app" && s.Key != "" {
		w.t.byKey[s.Account+"|card|"+s.Key] = s
	}
	if !s.In && s.State != dropped {
		key := s.Account + "|" + s.Call + "|" + s.To
		w.t.times[key] = append(w.t.times[key], s.At)
	}
	if !s.In && (s.Provider == AliyunKind || s.Provider == TencentKind) {
		key := "flow|" + s.Account + "|" + s.Template + "|" + s.To
		w.t.times[key] = append(w.t.times[key], s.At)
		w.t.byPhone[s.Account+"|"+s.To] = append(w.t.byPhone[s.Account+"|"+s.To], s)
	}
}

// recent counts what is in a list of times since then.
func recent(list []int64, then int64) int {
	i, _ := slices.BinarySearch(list, then)
	return len(list) - i
}

// deliver puts a message on the telephone of whom it is for.
func (w *World) deliver(s *Sent) *Sent {
	w.t.seq++
	s.Seq, s.At = w.t.seq, w.now()
	if s.State == "" {
		s.State = arrived
	}
	w.placeSent(s)
	w.save(s)
	return s
}

// since counts what was sent to an address since then by a call of an account.
func (w *World) since(a *Account, call, to string, then int64) int {
	return recent(w.t.times[a.Key()+"|"+call+"|"+to], then)
}

// message finds one by its number.
func (w *World) message(seq int64) (*Sent, error) {
	i, found := slices.BinarySearchFunc(w.t.sent, seq, func(s *Sent, n int64) int { return cmp.Compare(s.Seq, n) })
	if found {
		return w.t.sent[i], nil
	}
	return nil, fmt.Errorf("there is no message %d", seq)
}

// Template is one that a provider has approved. An account that has none takes any.
type Template struct {
	Account string  `json:"account"` // key of the account
	Code    string  `json:"code"`    // template_id, TemplateCode, TemplateId
	Title   string  `json:"title,omitempty"`
	Text    string  `json:"text,omitempty"` // of SMS, with ${name} or {1}
	Fields  []Value `json:"fields,omitempty"`
	OTP     bool    `json:"otp,omitempty"`  // a code for logging in: tighter limits
	Long    bool    `json:"long,omitempty"` // a permanent subscription: needs no credit
}

func (t *Template) kind() string { return "template" }

func (t *Template) id() string { return t.Account + "|" + t.Code }

// Teach makes templates known, so that telephones show them as they read and what
// does not fit is refused.
func (w *World) Teach(list ...Template) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range list {
		w.place(&t)
		w.save(&t)
	}
}

// template finds one; ok = the account may use it.
func (w *World) template(a *Account, code string) (t *Template, ok bool) {
	if t = w.t.templates[a.Key()+"|"+code]; t != nil {
		return t, true
	}
	for _, other := range w.t.templates {
		if other.Account == a.Key() {
			return nil, false
		}
	}
	return nil, code != ""
}

// labels are what fields are called where nobody said so.
var labels = map[string]string{"thing": "事项", "time": "时间", "date": "日期", "name": "姓名", "phrase": "状态", "const": "类型", "amount": "金额",
	"phone_number": "电话", "character_string": "编号", "number": "数量", "letter": "代号", "symbol": "符号", "car_number": "车牌"}

const moment = `(\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})`

var (
	timeField   = regexp.MustCompile(`^(` + moment + ` ?)?\d{1,2}:\d{2}(:\d{2})?$`)
	dateField   = regexp.MustCompile(`^` + moment + `( ?\d{1,2}:\d{2}(:\d{2})?)?$`)
	digits      = regexp.MustCompile(`^\d+(\.\d+)?$`)
	amountField = regexp.MustCompile(`^[^\d.]?\d{1,10}(\.\d+)?元?$`)
	phoneField  = regexp.MustCompile(`^[0-9+\- ()]{1,17}$`)
	plainField  = regexp.MustCompile(`^[\x21-\x7e ]{1,32}$`)
	letterField = regexp.MustCompile(`^[A-Za-z]{1,32}$`)
	hanField    = regexp.MustCompile(`^\p{Han}{1,5}$`)
	fieldType   = regexp.MustCompile(`^(.*?)\d*$`)
)

// fits tells whether a text may stand in a field of that name: the type is the name
// without its number.
func fits(name, text string) bool {
	size := utf8.RuneCountInString(text)
	switch fieldType.FindStringSubmatch(name)[1] {
	case "thing", "const":
		return size >= 1 && size <= 20
	case "time", "date":
		one := timeField
		if strings.HasPrefix(name, "date") {
			one = dateField
		}
		from, to, ranged := strings.Cut(text, "~")
		return one.MatchString(from) && (!ranged || timeField.MatchString(to) || dateField.MatchString(to))
	case "number":
		return digits.MatchString(text) && size <= 32
	case "character_string":
		return plainField.MatchString(text)
	case "letter":
		return letterField.MatchString(text)
	case "amount":
		return amountField.MatchString(text)
	case "phone_number":
		return phoneField.MatchString(text)
	case "name":
		return size >= 1 && (size <= 10 || size <= 20 && size == len(text))
	case "phrase":
		return hanField.MatchString(text)
	case "symbol":
		return size >= 1 && size <= 5
	case "car_number":
		return size >= 1 && size <= 8
	}
	return text != ""
}

// data is the variables of a template as WeChat takes them.
type data map[string]struct {
	Value any `json:"value"`
}

// fill reads the variables, in the order of their names or of the template's; wrong
// names the first that does not fit. What was filtered away is not shown.
func (d data) fill(t *Template) (values []Value, wrong string) {
	names := make([]string, 0, len(d))
	for name := range d {
		names = append(names, name)
	}
	slices.Sort(names)
	label := map[string]string{}
	if t != nil && len(t.Fields) > 0 {
		names = names[:0]
		for _, f := range t.Fields {
			names, label[f.Name] = append(names, f.Name), f.Label
		}
	}
	for _, name := range names {
		if name == "first" || name == "remark" {
			continue
		}
		text := ""
		if v, found := d[name]; found {
			text = fmt.Sprint(v.Value)
		}
		if !fits(name, text) && wrong == "" {
			wrong = name
		}
		if label[name] == "" {
			label[name] = labels[fieldType.FindStringSubmatch(name)[1]]
		}
		values = append(values, Value{name, label[name], text})
	}
	return values, wrong
}

// misfit is the answer to a variable that does not fit.
func misfit(name string) reply {
	return errcode(47003, "argument invalid! data."+name+".value invalid")
}

// beijing is where providers' clocks stand.
var beijing = time.FixedZone("CST", 8*3600)

func clock(at int64) string { return time.UnixMilli(at).In(beijing).Format(time.DateTime) }

// Repeated is a message that somebody got more than once.
type Repeated struct {
	Account string `json:"account"`
	To      string `json:"to"`
	Key     string `json:"key,omitempty"`
	Text    string `json:"text,omitempty"`
	Times   int    `json:"times"`
}

// SentTwice lists what was sent more than once: the same key to the same address,
// or, where a message bears no key, the same content.
func (w *World) SentTwice() []Repeated {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sentTwice()
}

func (w *World) sentTwice() []Repeated {
	found, order := map[string]*Repeated{}, []string{}
	for _, s := range w.t.sent {
		if s.In || s.State == dropped {
			continue
		}
		key := s.Key
		if key == "" {
			b, _ := json.Marshal([]any{s.Template, s.Title, s.Text, s.Values, s.Link})
			key = string(b)
		}
		key = s.Account + "|" + s.Call + "|" + s.To + "|" + key
		if found[key] == nil {
			found[key] = &Repeated{Account: s.Account, To: s.To, Key: s.Key, Text: s.Title + s.Text}
			order = append(order, key)
		}
		found[key].Times++
	}
	out := []Repeated{}
	for _, key := range order {
		if found[key].Times > 1 {
			out = append(out, *found[key])
		}
	}
	return out
}

// AllSent lists every accepted message, the oldest first.
func (w *World) AllSent() []Sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.allSent()
}

func (w *World) allSent() []Sent {
	out := make([]Sent, 0, len(w.t.sent))
	for _, s := range w.t.sent {
		if !s.In {
			out = append(out, *s)
		}
	}
	return out
}
