package fake

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// appMessageIn is a message of an application to colleagues.
type appMessageIn struct {
	To       string `json:"touser"`
	Type     string `json:"msgtype"`
	Agent    int    `json:"agentid"`
	Check    int    `json:"enable_duplicate_check"`
	Interval int64  `json:"duplicate_check_interval"`
	Text     struct {
		Content string `json:"content"`
	} `json:"text"`
	Markdown struct {
		Content string `json:"content"`
	} `json:"markdown"`
	TextCard struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		URL         string `json:"url"`
		Button      string `json:"btntxt"`
	} `json:"textcard"`
	Card card `json:"template_card"`
}

type card struct {
	Type   string `json:"card_type"`
	Task   string `json:"task_id"`
	Source struct {
		Desc string `json:"desc"`
	} `json:"source"`
	Main struct {
		Title string `json:"title"`
		Desc  string `json:"desc"`
	} `json:"main_title"`
	Sub   string `json:"sub_title_text"`
	Lines []struct {
		Name  string `json:"keyname"`
		Value string `json:"value"`
	} `json:"horizontal_content_list"`
	Action struct {
		URL string `json:"url"`
	} `json:"card_action"`
	Buttons []struct {
		Text string `json:"text"`
		Key  string `json:"key"`
	} `json:"button_list"`
}

var taskNumber = regexp.MustCompile(`^[0-9A-Za-z_\-@]{1,128}$`)

// check says what is wrong with a message, 0 = nothing.
func (in *appMessageIn) check() int {
	tooLong := false
	empty := true
	switch in.Type {
	case "text":
		empty, tooLong = in.Text.Content == "", len(in.Text.Content) > 2048
	case "markdown":
		empty, tooLong = in.Markdown.Content == "", len(in.Markdown.Content) > 2048
	case "textcard":
		empty = in.TextCard.Title == "" || in.TextCard.Description == "" || in.TextCard.URL == ""
		tooLong = len(in.TextCard.Title) > 128 || len(in.TextCard.Description) > 512
	case "template_card":
		empty = in.Card.Main.Title == "" && in.Card.Sub == ""
		if in.Card.Type == "button_interaction" && (!taskNumber.MatchString(in.Card.Task) || len(in.Card.Buttons) < 1 || len(in.Card.Buttons) > 6) ||
			in.Card.Type != "button_interaction" && in.Card.Action.URL == "" {
			return 40058
		}
	default:
		return 40008
	}
	switch {
	case empty:
		return 44004
	case tooLong:
		return 45002
	}
	return 0
}

// shown is the message as telephones have it.
func (in *appMessageIn) shown() Sent {
	s := Sent{Call: "app"}
	switch in.Type {
	case "text":
		s.Text = in.Text.Content
	case "markdown":
		s.Text = in.Markdown.Content
	case "textcard":
		s.Title, s.Text, s.Link = in.TextCard.Title, in.TextCard.Description, in.TextCard.URL
	case "template_card":
		s.Title, s.Text, s.Link, s.Key = in.Card.Main.Title, strings.Trim(in.Card.Main.Desc+"\n"+in.Card.Sub, "\n"), in.Card.Action.URL, in.Card.Task
		for _, l := range in.Card.Lines {
			s.Values = append(s.Values, Value{Label: l.Name, Text: l.Value})
		}
		for _, b := range in.Card.Buttons {
			s.Buttons = append(s.Buttons, Button{b.Key, b.Text})
		}
	}
	return s
}

// Limits of messages to one colleague.
const (
	appPerMinute = 30
	appPerHour   = 1000
)

// appMessage reaches colleagues. What exceeds a colleague's limit is accepted and
// never shown; the same content within the interval is accepted and not sent again.
func (w *World) appMessage(q asked) reply {
	var in appMessageIn
	if json.Unmarshal(q.body, &in) != nil {
		return errcode(47001, "data format error")
	}
	if in.Agent != q.a.Agent {
		return errcode(301002, "not allow operate another agent with this accesstoken")
	}
	if code := in.check(); code != 0 {
		return errcode(code, "invalid message")
	}
	people, invalid := w.colleagues(q.a, in.To)
	if len(people) == 0 {
		return errcode(81013, "user & party & tag all invalid", "invaliduser", strings.Join(invalid, "|"))
	}
	now, same := w.now(), q.a.Key()+"|app|"+hashed(string(q.body))
	if in.Interval == 0 {
		in.Interval = 1800
	}
	if old := w.t.byKey[same]; old != nil && in.Check == 1 && now-old.At < min(in.Interval, 4*3600)*second {
		return errcode(0, "ok", "invaliduser", strings.Join(invalid, "|"), "msgid", old.Ref, "response_code", old.Code)
	}
	if in.Card.Task != "" && w.t.byKey[q.a.Key()+"|card|"+in.Card.Task] != nil {
		return errcode(40058, "task_id repeated")
	}
	if w.overSeats(q.a, len(people)) {
		return errAs("45009")
	}
	first := in.shown()
	first.Provider, first.Account, first.Same, first.Ref = q.a.Kind, q.a.Key(), same, "msg"+rand.Text()
	if in.Card.Type == "button_interaction" {
		first.Code = rand.Text()
	}
	for _, p := range people {
		w.appOne(q.a, first, p)
	}
	return errcode(0, "ok", "invaliduser", strings.Join(invalid, "|"), "msgid", first.Ref, "response_code", first.Code)
}

// appOne shows a message to one colleague, or drops it.
func (w *World) appOne(a *Account, s Sent, p *Person) {
	s.To, s.Person = a.address(p), p.Key
	if w.since(a, "app", s.To, w.now()-minute) >= appPerMinute || w.since(a, "app", s.To, w.now()-hour) >= appPerHour {
		s.State, s.Why = dropped, "more than 30 a minute or 1000 an hour"
	}
	w.deliver(&s)
}

// colleagues reads userids parted by bars, or "@all".
func (w *World) colleagues(a *Account, to string) (people []*Person, invalid []string) {
	if to == "@all" {
		for _, p := range w.t.people {
			if p.User != "" && a.address(p) != "" {
				people = append(people, p)
			}
		}
		slices.SortFunc(people, func(x, y *Person) int { return strings.Compare(x.User, y.User) })
		return people, nil
	}
	for user := range strings.SplitSeq(to, "|") {
		if p := w.who(a, user); p != nil && p.User != "" {
			people = append(people, p)
		} else if user != "" {
			invalid = append(invalid, user)
		}
	}
	return people, invalid
}

// overSeats counts messages of a day: 200 for each seat.
func (w *World) overSeats(a *Account, more int) bool {
	seats := a.Seats
	if seats == 0 {
		seats = 50
	}
	key := "seats|" + a.Key() + "|" + clock(w.now())[:10]
	list := w.t.times[key]
	if len(list)+more > seats*200 {
		return true
	}
	for range more {
		list = append(list, w.now())
	}
	w.t.times[key] = list
	return false
}

// cardLife is how long a card's button may be changed, once per code.
const cardLife = 72 * hour

func (w *World) updateCard(q asked) reply {
	var in struct {
		Users  []string `json:"userids"`
		Agent  int      `json:"agentid"`
		Code   string   `json:"response_code"`
		Button struct {
			Name string `json:"replace_name"`
		} `json:"button"`
	}
	_ = json.Unmarshal(q.body, &in)
	var found []*Sent
	for i := len(w.t.sent) - 1; i >= 0; i-- {
		if s := w.t.sent[i]; in.Code != "" && s.Code == in.Code && s.Account == q.a.Key() {
			found = append(found, s)
		}
	}
	if len(found) == 0 || found[0].CodeUsed || w.now()-found[0].At > cardLife || in.Agent != q.a.Agent {
		return errcode(40058, "response_code is unknown, used or older than 72 hours")
	}
	for _, s := range found {
		s.CodeUsed = true
		if slices.Contains(in.Users, s.To) {
			s.Pressed = in.Button.Name
			s.Buttons = nil
		}
		w.save(s)
	}
	return errcode(0, "ok", "invaliduser", "")
}

// Press lets a colleague press a button of a card.
func (w *World) Press(seq int64, key string) error {
	return w.play(func() error {
		s, err := w.message(seq)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(s.Buttons, func(b Button) bool { return b.Key == key })
		if i < 0 || s.State != arrived {
			return fmt.Errorf("message %d has no button %q", seq, key)
		}
		a := w.t.accounts[s.Account]
		// Each press has a code of its own to answer with.
		s.Pressed, s.Read = s.Buttons[i].Text, true
		s.Code, s.CodeUsed = rand.Text(), false
		w.save(s)
		w.notify(a, "card", w.happened(a.ID, s.To, "event", cdata("Event", "template_card_event"), cdata("EventKey", key), cdata("TaskId", s.Key),
			cdata("CardType", "button_interaction"), cdata("ResponseCode", s.Code), number("AgentID", int64(a.Agent))))
		return nil
	})
}

// welcome is the right to greet somebody once, within 20 seconds.
type welcome struct {
	Code    string `json:"code"`
	Scope   string `json:"scope"`
	Address string `json:"address"`
	User    string `json:"user"`
	Until   int64  `json:"until"`
	Used    bool   `json:"used,omitempty"`
}

func (c *welcome) kind() string { return "welcome" }

func (c *welcome) id() string { return c.Code }

const welcomeLife = 20 * second

func (w *World) sendWelcome(q asked) reply {
	var in groupIn
	if json.Unmarshal(q.body, &in) != nil {
		return errcode(47001, "data format error")
	}
	c := w.t.welcomes[in.Welcome]
	switch {
	case c == nil || c.Scope != q.a.scope():
		return errcode(41050, "invalid welcome code")
	case c.Used:
		return errAs("41051")
	case w.now() > c.Until:
		return errcode(41050, "welcome code expired")
	case in.Text.Content == "" && len(in.Attachments) == 0:
		return errcode(44004, "empty content")
	case len(in.Attachments) > 9:
		return errAs("40058")
	}
	c.Used = true
	w.save(c)
	t := w.t.ties[c.Scope+"|"+c.Address]
	if t == nil {
		return errAs("84061")
	}
	s := in.shown()
	s.Provider, s.Account, s.Call, s.Key, s.To, s.Person, s.From = q.a.Kind, q.a.Key(), "welcome", c.Code, c.Address, t.Person, c.User
	w.deliver(&s)
	return errOK
}

// Befriend lets a customer add a colleague, as by a code that bears a state. Who
// is a customer already is not greeted again, nor is anybody where the console
// greets.
func (w *World) Befriend(account, person, user, state string) (address string, err error) {
	err = w.play(func() error {
		a, err := w.account(WeComKind, account)
		if err != nil {
			return err
		}
		p, err := w.person(person)
		if err != nil {
			return err
		}
		if staff := w.who(a, user); staff == nil || staff.User == "" {
			return fmt.Errorf("the corp has no colleague %q", user)
		}
		t := w.tie(a, p)
		address = t.Address
		f := t.friend(user)
		known := f != nil && !f.Gone
		if f == nil {
			f = &Friend{User: user}
			t.Friends = append(t.Friends, f)
		}
		f.Gone, f.Erased, f.Since, f.State, f.Way, f.Chat = false, false, w.now(), state, 1, w.now()
		w.save(t)
		parts := []string{cdata("Event", "change_external_contact"), cdata("ChangeType", "add_external_contact"), cdata("UserID", user),
			cdata("ExternalUserID", address)}
		if state != "" {
			parts = append(parts, cdata("State", state))
		}
		if !a.Console && !known {
			c := &welcome{Code: rand.Text() + rand.Text(), Scope: t.Scope, Address: address, User: user, Until: w.now() + welcomeLife}
			w.place(c)
			w.save(c)
			parts = append(parts, cdata("WelcomeCode", c.Code))
		}
		w.tellCorp(a, "friend", parts...)
		return nil
	})
	return address, err
}

// Unfriend lets the customer remove the colleague, or the colleague the customer.
func (w *World) Unfriend(account, person, user string, byStaff bool) error {
	return w.play(func() error {
		a, err := w.account(WeComKind, account)
		if err != nil {
			return err
		}
		p, err := w.person(person)
		if err != nil {
			return err
		}
		t := w.tie(a, p)
		f := t.friend(user)
		if f == nil {
			return fmt.Errorf("%s is no friend of %s", person, user)
		}
		change, more := "del_follow_user", ""
		if byStaff {
			change, more = "del_external_contact", cdata("Source", "")
			f.Erased = true
		} else {
			f.Gone = true
		}
		w.save(t)
		w.tellCorp(a, "friend", cdata("Event", "change_external_contact"), cdata("ChangeType", change), cdata("UserID", user),
			cdata("ExternalUserID", t.Address), more)
		return nil
	})
}

// tellCorp tells every application of the corp that sees its customers by the same
// names and has a callback address.
func (w *World) tellCorp(a *Account, event string, parts ...string) {
	for _, key := range w.t.order {
		if b := w.t.accounts[key]; b.Kind == WeComKind && b.ID == a.ID && b.scope() == a.scope() {
			w.notify(b, event, w.happened(b.ID, "sys", "event", parts...))
		}
	}
}

// Console turns the console's own welcome of a corp on or off.
func (w *World) Console(account string, on bool) error {
	return w.play(func() error {
		a, err := w.account(WeComKind, account)
		if err == nil {
			a.Console = on
			w.save(a)
		}
		return err
	})
}
