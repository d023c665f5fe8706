package fake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// What the pages show. Each asks by the version that it knows, and gets nothing
// where that is still so. Who calls holds the lock until the answer is written.

// Read marks all that somebody got as read.
func (w *World) Read(person string) error {
	return w.play(func() error {
		p, err := w.person(person)
		if err != nil {
			return err
		}
		for _, s := range w.t.byPerson[p.Key] {
			if !s.Read && s.State == arrived {
				s.Read = true
				w.save(s)
			}
		}
		return nil
	})
}

func (w *World) lookSent(a args) any {
	kind, to, key := a.str("provider", "kind"), a.str("to"), a.str("key")
	since := a.num("since")
	out := []Sent{}
	for _, s := range w.allSent() {
		if (kind == "" || s.Provider == kind) && (to == "" || s.To == to) && (key == "" || s.Key == key) && s.Seq > since {
			out = append(out, s)
		}
	}
	return map[string]any{"sent": out, "twice": w.sentTwice()}
}

func (w *World) lookNotices(a args) any {
	out := []Notice{}
	for _, n := range w.t.notices {
		if id := a.str("account"); id == "" || n.Account == id {
			out = append(out, *n)
		}
	}
	sortBy(out, func(n Notice) int64 { return n.place() })
	if n := int(a.num("last")); n > 0 && n < len(out) {
		out = out[len(out)-n:]
	}
	return map[string]any{"notices": out}
}

// lookWorld is accounts, waiting group messages and counts, for the control page.
func (w *World) lookWorld(a args) any {
	if a.str("v") == strconv.Itoa(w.version) {
		return nil
	}
	accounts := []Account{}
	for _, key := range w.t.order {
		shown := *w.t.accounts[key]
		accounts = append(accounts, shown)
	}
	tasks := []Task{}
	for _, id := range w.t.taskList {
		if t := w.t.tasks[id]; !t.Cancelled && slices.ContainsFunc(t.Targets, func(x *Target) bool { return x.Status == 0 }) {
			tasks = append(tasks, *t)
		}
	}
	states := map[string]int{}
	for _, n := range w.t.notices {
		states[n.State]++
	}
	return map[string]any{"version": w.version, "now": w.now(), "shift": w.shift.Load(), "accounts": accounts, "tasks": tasks, "notices": states,
		"people": len(w.t.people), "sent": len(w.t.sent), "rules": w.s.Rules, "templates": w.templates("")}
}

func (w *World) templates(account string) []Template {
	out := []Template{}
	for _, t := range w.t.templates {
		if account == "" || t.Account == account {
			out = append(out, *t)
		}
	}
	slices.SortFunc(out, func(x, y Template) int { return cmp.Compare(x.id(), y.id()) })
	return out
}

// seen is one telephone in the list.
type seen struct {
	Person
	Unread int    `json:"unread"`
	Count  int    `json:"count"`
	At     int64  `json:"at"`
	Last   string `json:"last"`
}

func visible(s *Sent) bool { return s.State == arrived || s.In }

// shownAt is when it came to the telephone: what a colleague had to tap first did
// not come when it was made.
func (s *Sent) shownAt() int64 {
	if s.From != "" && s.SureAt != 0 {
		return s.SureAt
	}
	return s.At
}

func (w *World) lookPeople(a args) any {
	if a.str("v") == strconv.Itoa(w.version) {
		return nil
	}
	tasks := map[string]int{}
	for _, id := range w.t.taskList {
		w.eachOpen(w.t.tasks[id], func(user string) { tasks[w.t.tasks[id].Scope+"|"+user]++ })
	}
	out := make([]seen, 0, len(w.t.people))
	for _, p := range w.t.people {
		x := seen{Person: *p}
		for _, s := range w.t.byPerson[p.Key] {
			if !visible(s) {
				continue
			}
			x.Count++
			if s.shownAt() >= x.At {
				x.At, x.Last = s.shownAt(), cmp.Or(s.Text, s.Title, firstText(s.Values))
			}
			if !s.Read && !s.In {
				x.Unread++
			}
		}
		if p.User != "" {
			for _, key := range w.t.order {
				if b := w.t.accounts[key]; b.Kind == WeComKind && b.address(p) != "" {
					x.Unread += tasks[b.scope()+"|"+p.User]
					delete(tasks, b.scope()+"|"+p.User)
				}
			}
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(x, y seen) int {
		return cmp.Or(-cmp.Compare(x.At, y.At), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Key, y.Key))
	})
	total := len(out)
	if len(out) > 400 {
		out = search(out, a.str("q"))
	}
	return map[string]any{"version": w.version, "now": w.now(), "people": out, "total": total}
}

// search keeps those whom one looks for, 400 at most.
func search(list []seen, text string) []seen {
	out := list[:0:0]
	for _, x := range list {
		if len(out) < 400 && (text == "" || strings.Contains(x.Name+" "+x.Key+" "+x.Phone+" "+x.User, text)) {
			out = append(out, x)
		}
	}
	return out
}

func firstText(values []Value) string {
	if len(values) > 0 {
		return values[0].Text
	}
	return ""
}

// eachOpen calls for each colleague who has still to tap.
func (w *World) eachOpen(t *Task, do func(user string)) {
	if t.Cancelled {
		return
	}
	users := map[string]bool{}
	for _, x := range t.Targets {
		if x.Status == 0 && !users[x.User] && !slices.Contains(t.Ignored, x.User) {
			users[x.User] = true
			do(x.User)
		}
	}
}

// thread is what one telephone has of one account.
type thread struct {
	Account string              `json:"account"`
	Kind    string              `json:"kind"`
	Name    string              `json:"name"`
	Address string              `json:"address"`
	Follows bool                `json:"follows"`
	Credits map[string]int      `json:"credits,omitempty"`
	Friends []*Friend           `json:"friends,omitempty"`
	Tags    map[string][]string `json:"tags,omitempty"`   // that colleagues see of them, by userid
	Moving  map[string]string   `json:"moving,omitempty"` // to whom they are on the way, by the colleague who gives them
	Tasks   []openTask          `json:"tasks,omitempty"`
	Staff   []string            `json:"staff,omitempty"` // whom a customer might add
	Known   []Template          `json:"templates,omitempty"`
	Home    string              `json:"home,omitempty"`
	Menu    bool                `json:"menu,omitempty"` // the account's menu leads to a page
}

// openTask is a group message that the colleague has not sent.
type openTask struct {
	Number  string   `json:"msgid"`
	At      int64    `json:"at"`
	Text    string   `json:"text"`
	Reminds int      `json:"reminds"`
	People  []string `json:"people"`
}

func (w *World) lookPhone(a args) any {
	if a.str("v") == strconv.Itoa(w.version) {
		return nil
	}
	p, err := w.person(a.str("person"))
	if err != nil {
		return map[string]any{"version": w.version, "error": err.Error()}
	}
	messages := []Sent{}
	for _, s := range w.t.byPerson[p.Key] {
		if visible(s) {
			messages = append(messages, *s)
		}
	}
	sortBy(messages, func(s Sent) int64 { return s.shownAt() })
	if len(messages) > 300 {
		messages = messages[len(messages)-300:]
	}
	names := map[string]string{}
	var threads []thread
	for _, key := range w.t.order {
		if t, ok := w.threadOf(w.t.accounts[key], p, names); ok {
			threads = append(threads, t)
		}
	}
	return map[string]any{"version": w.version, "now": w.now(), "person": p, "messages": messages, "threads": threads, "names": names}
}

// threadOf is what stands on the telephone of an account; false = nothing can.
func (w *World) threadOf(a *Account, p *Person, names map[string]string) (thread, bool) {
	t := thread{Account: a.Key(), Kind: a.Kind, Name: cmp.Or(a.Name, a.Sign, a.ID), Address: a.address(p), Known: w.templates(a.Key()), Home: a.Home, Menu: a.Menu != ""}
	if t.Address == "" || p.User != "" && a.Kind != WeComKind {
		return t, false
	}
	if x := w.t.ties[a.scope()+"|"+t.Address]; x != nil {
		t.Follows, t.Credits, t.Friends = x.Follows, x.Credits, x.Friends
	}
	if a.Kind != WeComKind {
		return t, true
	}
	if p.User != "" {
		t.Tasks = w.openTasks(a, p.User)
		return t, true
	}
	t.Tags, t.Moving = map[string][]string{}, w.movingOf(a.scope(), t.Address)
	for _, f := range t.Friends {
		if names := w.tagNames(f.Tags); len(names) > 0 {
			t.Tags[f.User] = names
		}
	}
	for _, other := range w.t.people {
		if other.User != "" && a.address(other) != "" {
			t.Staff = append(t.Staff, other.User)
			names[other.User] = cmp.Or(other.Name, other.User)
		}
	}
	slices.Sort(t.Staff)
	return t, true
}

func (w *World) openTasks(a *Account, user string) (out []openTask) {
	for _, id := range w.t.taskList {
		t := w.t.tasks[id]
		if t.Account != a.Key() {
			continue
		}
		w.eachOpen(t, func(whose string) {
			if whose != user {
				return
			}
			o := openTask{Number: t.Number, At: t.At, Text: t.Text, Reminds: len(t.Reminds)}
			for _, x := range t.Targets {
				if x.User == user && len(o.People) < 50 {
					name := x.External
					if tie := w.t.ties[t.Scope+"|"+x.External]; tie != nil && w.t.people[tie.Person] != nil {
						name = cmp.Or(w.t.people[tie.Person].Name, name)
					}
					o.People = append(o.People, name)
				}
			}
			out = append(out, o)
		})
	}
	return out
}
