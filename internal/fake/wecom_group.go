package fake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Task is a group message at WeCom: it is inert until each colleague taps.
type Task struct {
	Number      string          `json:"msgid"`
	Scope       string          `json:"scope"`
	Account     string          `json:"account"`
	Sender      string          `json:"sender"` // who must tap; "" = whoever each patient last wrote to
	Personal    bool            `json:"personal,omitempty"`
	Creator     string          `json:"creator,omitempty"`
	At          int64           `json:"at"`
	Text        string          `json:"text"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Targets     []*Target       `json:"targets"`
	Reminds     []int64         `json:"reminds,omitempty"`
	Cancelled   bool            `json:"cancelled,omitempty"`
	Ignored     []string        `json:"ignored,omitempty"` // colleagues who put it aside
}

// Target is one patient of a group message.
type Target struct {
	External string `json:"external_userid"`
	User     string `json:"userid"`
	Status   int    `json:"status"` // 0 not sent, 1 sent, 2 no friend, 3 has had enough of others
	At       int64  `json:"send_time,omitempty"`
	Seq      int64  `json:"seq,omitempty"` // of the message
}

func (t *Task) kind() string { return "task" }

func (t *Task) id() string { return t.Number }

func (w *World) placeTask(t *Task) {
	if w.t.tasks[t.Number] == nil {
		w.t.taskList = append(w.t.taskList, t.Number)
	}
	w.t.tasks[t.Number] = t
}

type attachment struct {
	Type string `json:"msgtype"`
	Link struct {
		Title string `json:"title"`
		Desc  string `json:"desc"`
		URL   string `json:"url"`
	} `json:"link"`
	Mini struct {
		Title string `json:"title"`
		App   string `json:"appid"`
		Page  string `json:"page"`
	} `json:"miniprogram"`
}

type groupIn struct {
	Chat      string   `json:"chat_type"`
	Externals []string `json:"external_userid"`
	Sender    string   `json:"sender"`
	Welcome   string   `json:"welcome_code"`
	Text      struct {
		Content string `json:"content"`
	} `json:"text"`
	Attachments []attachment `json:"attachments"`
}

func (in *groupIn) shown() Sent {
	s := Sent{Text: in.Text.Content}
	for _, x := range in.Attachments {
		switch x.Type {
		case "link":
			s.Title, s.Link = x.Link.Title, x.Link.URL
			if s.Text == "" {
				s.Text = x.Link.Desc
			}
		case "miniprogram":
			s.Title, s.Page, s.App = x.Mini.Title, x.Mini.Page, x.Mini.App
		}
	}
	return s
}

func (in *groupIn) check() int {
	for _, x := range in.Attachments {
		if x.Type == "link" && (x.Link.Title == "" || x.Link.URL == "") || x.Type == "miniprogram" && (x.Mini.App == "" || x.Mini.Page == "" || x.Mini.Title == "") {
			return 40058
		}
	}
	switch {
	case in.Chat != "" && in.Chat != "single", len(in.Externals) > 10_000, len(in.Attachments) > 9, len(in.Externals) == 0 && in.Sender == "":
		return 40058
	case in.Text.Content == "" && len(in.Attachments) == 0:
		return 44004
	case len(in.Text.Content) > 4000:
		return 45002
	}
	return 0
}

// addTask makes a group message. With a sender and patients it is for those of them
// who are customers of the sender; without patients for all of the sender's; without
// a sender each patient's goes to the colleague whom they last wrote to.
func (w *World) addTask(q asked) reply {
	var in groupIn
	if json.Unmarshal(q.body, &in) != nil {
		return errcode(47001, "data format error")
	}
	if code := in.check(); code != 0 {
		return errcode(code, "invalid args")
	}
	targets, fails := w.targets(q.a, in.Sender, in.Externals)
	if len(targets) == 0 {
		return errcode(41048, "no customer to send", "fail_list", fails)
	}
	w.t.seq++
	raw, _ := json.Marshal(json.RawMessage(rawAttachments(q.body)))
	t := &Task{Number: fmt.Sprintf("msg%s%d", hashed(q.a.Key())[:12], w.t.seq), Scope: q.a.scope(), Account: q.a.Key(), Sender: in.Sender, At: w.now(),
		Text: in.Text.Content, Attachments: raw, Targets: targets}
	for _, x := range targets {
		s := in.shown()
		s.Provider, s.Account, s.Call, s.Key, s.To, s.From, s.State = q.a.Kind, q.a.Key(), "task", t.Number, x.External, x.User, waits
		if tie := w.t.ties[t.Scope+"|"+x.External]; tie != nil {
			s.Person = tie.Person
		}
		x.Seq = w.deliver(&s).Seq
	}
	w.placeTask(t)
	w.save(t)
	return errcode(0, "ok", "fail_list", fails, "msgid", t.Number)
}

func rawAttachments(body []byte) []byte {
	var in struct {
		Attachments json.RawMessage `json:"attachments"`
	}
	_ = json.Unmarshal(body, &in)
	if len(in.Attachments) == 0 {
		return []byte("[]")
	}
	return in.Attachments
}

func (w *World) targets(a *Account, sender string, externals []string) (out []*Target, fails []string) {
	fails = []string{}
	if len(externals) == 0 {
		for _, t := range w.t.ties {
			if t.Scope == a.scope() && t.tied(sender) {
				out = append(out, &Target{External: t.Address, User: sender})
			}
		}
		slices.SortFunc(out, func(x, y *Target) int { return strings.Compare(x.External, y.External) })
		return out, fails
	}
	for _, id := range externals {
		t := w.t.ties[a.scope()+"|"+id]
		user := sender
		if t == nil && a.Anybody && user != "" {
			if p := w.who(a, id); p != nil {
				t = w.tie(a, p)
				t.Friends = []*Friend{{User: user, Since: w.now()}}
				w.save(t)
			}
		}
		if t != nil && user == "" {
			user = t.closest()
		}
		// Whom the patient has removed the colleague still sees: it fails later.
		if f := t.friendOrNil(user); f == nil || f.Erased {
			fails = append(fails, id)
			continue
		}
		out = append(out, &Target{External: id, User: user})
	}
	return out, fails
}

func (t *Tie) friendOrNil(user string) *Friend {
	if t == nil {
		return nil
	}
	return t.friend(user)
}

// closest is the colleague with whom the customer last wrote.
func (t *Tie) closest() string {
	var best *Friend
	for _, f := range t.Friends {
		if !f.Gone && !f.Erased && (best == nil || f.Chat > best.Chat) {
			best = f
		}
	}
	if best == nil {
		return ""
	}
	return best.User
}

// full tells whether a patient has had as many group messages of a corp, of all
// colleagues and their personal ones, as the calendar allows.
func (w *World) full(a *Account, external string) bool {
	now := time.UnixMilli(w.now()).In(beijing)
	start := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, beijing)
	limit := start.AddDate(0, 1, -1).Day()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, beijing)
	switch a.Cap {
	case "day":
		start, limit = today, 1
	case "week":
		start, limit = today.AddDate(0, 0, -(int(now.Weekday())+6)%7), 7
	}
	count := 0
	for _, at := range w.t.times["cap|"+a.scope()+"|"+external] {
		if at >= start.UnixMilli() {
			count++
		}
	}
	return count >= limit
}

// count notes what a patient had of a group message.
func (w *World) count(t *Task, x *Target) {
	if x.Status == 1 {
		key := "cap|" + t.Scope + "|" + x.External
		w.t.times[key] = append(w.t.times[key], x.At)
	}
}

// Confirm lets a colleague tap: what is theirs of the group message is sent, as
// far as patients are still friends and have not had enough. Nobody is told.
func (w *World) Confirm(user, number string) error {
	return w.play(func() error {
		t := w.t.tasks[number]
		if t == nil || t.Cancelled {
			return fmt.Errorf("there is no group message %q to send", number)
		}
		a, mine := w.t.accounts[t.Account], 0
		for _, x := range t.Targets {
			if x.User == user && x.Status == 0 {
				mine++
				w.sendOne(a, t, x)
			}
		}
		if mine == 0 {
			return fmt.Errorf("%q has nothing to send of %s", user, number)
		}
		w.save(t)
		return nil
	})
}

// sendOne sends a group message to one patient.
func (w *World) sendOne(a *Account, t *Task, x *Target) {
	s, _ := w.message(x.Seq)
	tie := w.t.ties[t.Scope+"|"+x.External]
	x.Status, x.At = 1, w.now()
	state, why := arrived, ""
	switch {
	case tie == nil || !tie.tied(x.User):
		x.Status, state, why = 2, failed, "不是好友"
	case w.full(a, x.External):
		x.Status, state, why = 3, failed, "已达接收上限"
	default:
		tie.friend(x.User).Chat = w.now()
		w.save(tie)
		w.count(t, x)
	}
	if s != nil {
		s.State, s.Why, s.SureAt = state, why, w.now()
		w.save(s)
	}
}

// Ignore lets a colleague put a group message aside: nobody is told either.
func (w *World) Ignore(user, number string) error {
	return w.play(func() error {
		t := w.t.tasks[number]
		if t == nil {
			return fmt.Errorf("there is no group message %q", number)
		}
		t.Ignored = append(t.Ignored, user)
		w.save(t)
		return nil
	})
}

// SendPersonal lets a colleague write to patients of their own accord: it counts
// towards the same limit, and is listed as personal.
func (w *World) SendPersonal(account, user, text string, people ...string) (number string, err error) {
	err = w.play(func() error {
		a, err := w.account(WeComKind, account)
		if err != nil {
			return err
		}
		w.t.seq++
		t := &Task{Number: fmt.Sprintf("msg%s%d", hashed(a.Key())[:12], w.t.seq), Scope: a.scope(), Account: a.Key(), Sender: user, Creator: user,
			Personal: true, At: w.now(), Text: text, Attachments: json.RawMessage("[]")}
		for _, name := range people {
			p, err := w.person(name)
			if err != nil {
				return err
			}
			x := &Target{External: a.address(p), User: user}
			s := &Sent{Provider: a.Kind, Account: a.Key(), Call: "personal", Key: t.Number, To: x.External, Person: p.Key, From: user, Text: text, State: waits}
			x.Seq = w.deliver(s).Seq
			w.sendOne(a, t, x)
			t.Targets = append(t.Targets, x)
		}
		number = t.Number
		w.placeTask(t)
		w.save(t)
		return nil
	})
	return number, err
}
