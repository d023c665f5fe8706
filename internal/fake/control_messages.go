package fake

import (
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

//go:embed phones.html
var phonesPage []byte

// args is what a control call says: in its query, or in its body as JSON.
type args struct {
	r    *http.Request
	body []byte
	in   map[string]any
}

func readArgs(r *http.Request) (args, error) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
	a := args{r: r, body: b, in: map[string]any{}}
	if err == nil && len(b) > 0 && b[0] == '{' {
		err = json.Unmarshal(b, &a.in)
	}
	return a, err
}

// str is one value by the first of its names that is there.
func (a args) str(names ...string) string {
	for _, name := range names {
		if v := a.r.URL.Query().Get(name); v != "" {
			return v
		}
		switch v := a.in[name].(type) {
		case nil:
		case string:
			if v != "" {
				return v
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			return strconv.FormatBool(v)
		}
	}
	return ""
}

func (a args) num(name string) int64 {
	n, _ := strconv.ParseInt(a.str(name), 10, 64)
	return n
}

func (a args) yes(name string) bool {
	v := a.str(name)
	return v != "" && v != "0" && v != "false"
}

// list is many values: an array, or one text parted by commas.
func (a args) list(names ...string) (out []string) {
	for _, name := range names {
		if many, ok := a.in[name].([]any); ok {
			for _, v := range many {
				out = append(out, fmt.Sprint(v))
			}
			return out
		}
		if v := a.str(name); v != "" {
			return strings.Split(v, ",")
		}
	}
	return nil
}

// controlMessages is how one plays the people, and sees what they got.
func (w *World) controlMessages(mux *http.ServeMux) {
	mux.HandleFunc("GET /phones", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = out.Write(phonesPage)
	})
	for path, do := range w.acts1() {
		w.actAt(mux, path, do)
	}
	for path, do := range w.acts2() {
		w.actAt(mux, path, do)
	}
	for path, look := range map[string]func(args) any{"sent": w.lookSent, "notices": w.lookNotices, "world": w.lookWorld, "people": w.lookPeople, "phone": w.lookPhone} {
		mux.HandleFunc("GET /__ctl/"+path, func(out http.ResponseWriter, r *http.Request) {
			a, err := readArgs(r)
			if err != nil {
				http.Error(out, err.Error(), http.StatusBadRequest)
				return
			}
			w.mu.Lock()
			v := look(a)
			text, _ := json.Marshal(v)
			w.mu.Unlock()
			if v == nil {
				out.WriteHeader(http.StatusNoContent)
				return
			}
			out.Header().Set("Content-Type", "application/json")
			_, _ = out.Write(text)
		})
	}
}

// actAt lets something happen, and answers with what came of it, if anything.
func (w *World) actAt(mux *http.ServeMux, path string, do func(args) (any, error)) {
	mux.HandleFunc("POST /__ctl/"+path, func(out http.ResponseWriter, r *http.Request) {
		a, err := readArgs(r)
		var v any
		if err == nil {
			v, err = do(a)
		}
		switch {
		case err != nil:
			http.Error(out, err.Error(), http.StatusConflict)
		case v == nil:
			out.WriteHeader(http.StatusNoContent)
		default:
			out.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(out).Encode(v)
		}
	})
}

// acts1 is what people do.
func (w *World) acts1() map[string]func(args) (any, error) {
	return map[string]func(args) (any, error){
		"confirm": func(a args) (any, error) { return nil, w.Confirm(a.str("staff"), a.str("msgid")) },
		"ignore":  func(a args) (any, error) { return nil, w.Ignore(a.str("staff"), a.str("msgid")) },
		"personal": func(a args) (any, error) {
			n, err := w.SendPersonal(a.str("account", "corp"), a.str("staff"), a.str("text"), a.list("people", "person")...)
			return map[string]any{"msgid": n}, err
		},
		"follow": w.followAs,
		"scan": func(a args) (any, error) {
			id, err := w.Scan(a.str("account", "corp"), a.str("person"), a.str("config"))
			return map[string]any{"external_userid": id}, err
		},
		"unfollow": w.unfollowAs,
		"say": func(a args) (any, error) {
			return nil, w.Say(a.str("account"), a.str("person"), a.str("staff"), a.str("text"))
		},
		"click": func(a args) (any, error) {
			return nil, w.Click(orKind(a.str("account"), OfficialKind), a.str("person"), a.str("key"))
		},
		"tap_subscribe": func(a args) (any, error) {
			account, person := orKind(a.str("account"), MiniKind), a.str("person")
			list := a.list("templates", "template")
			if a.str("answer") != "off" {
				return nil, w.Permit(account, person, a.str("answer") != "reject", list...)
			}
			for _, id := range list {
				if err := w.Forbid(account, person, id); err != nil {
					return nil, err
				}
			}
			return nil, nil
		},
		"reply_sms": func(a args) (any, error) { return nil, w.ReplySMS(a.str("account"), a.str("phone"), a.str("text")) },
		"press":     func(a args) (any, error) { return nil, w.Press(a.num("seq"), a.str("key")) },
		"read":      func(a args) (any, error) { return nil, w.Read(a.str("person")) },
	}
}

// followAs lets somebody follow an official account or, where a colleague is named,
// add them at WeCom.
func (w *World) followAs(a args) (any, error) {
	if staff := a.str("staff"); staff != "" {
		id, err := w.Befriend(a.str("account", "corp"), a.str("person"), staff, a.str("state"))
		return map[string]any{"external_userid": id}, err
	}
	id, err := w.Follow(orKind(a.str("account"), OfficialKind), a.str("person"), a.str("scene"))
	return map[string]any{"openid": id}, err
}

func (w *World) unfollowAs(a args) (any, error) {
	if staff := a.str("staff"); staff != "" {
		return nil, w.Unfriend(a.str("account", "corp"), a.str("person"), staff, a.yes("by_staff"))
	}
	return nil, w.Unfollow(orKind(a.str("account"), OfficialKind), a.str("person"))
}

// acts2 is what stands behind: accounts, people, clocks and mishaps.
func (w *World) acts2() map[string]func(args) (any, error) {
	return map[string]func(args) (any, error){
		"advance": func(a args) (any, error) {
			w.Advance(time.Duration(a.num("millis"))*time.Millisecond + time.Duration(a.num("seconds"))*time.Second)
			return map[string]any{"now": w.now()}, nil
		},
		"account":  func(a args) (any, error) { return w.openAs(a) },
		"template": func(a args) (any, error) { return nil, many(a.body, w.Teach) },
		"person":   func(a args) (any, error) { return nil, many(a.body, w.Meet) },
		"verify":   func(a args) (any, error) { return nil, w.Verify(anyKindWith(a)) },
		"console_welcome": func(a args) (any, error) {
			return nil, w.Console(a.str("account", "corp"), a.str("on") == "" || a.yes("on"))
		},
		"expire_tokens": func(args) (any, error) { w.ExpireTokens(); return nil, nil },
		"dup_callback": func(a args) (any, error) {
			return nil, w.TellAgain(a.str("account"), int(max(1, a.num("times"))))
		},
		"fail_next": func(a args) (any, error) { return nil, w.failNext(a) },
	}
}

func orKind(account, kind string) string {
	if account == "" {
		return kind
	}
	return account
}

func anyKindWith(a args) (kind, id string) {
	if k := a.str("kind"); k != "" {
		return k, a.str("id", "account")
	}
	return anyKind(a.str("account"))
}

// openAs changes an account, or makes one: what is not said stays.
func (w *World) openAs(a args) (any, error) {
	kind, id := anyKindWith(a)
	var next Account
	w.mu.Lock()
	old, err := w.account(kind, id)
	if n := int(a.num("agent")); err == nil && n != 0 && old.Kind == WeComKind && old.Agent != n {
		err = fmt.Errorf("another application")
		if other := w.t.accounts[Account{Kind: kind, ID: id, Agent: n}.Key()]; other != nil {
			old, err = other, nil
		}
	}
	if err == nil {
		next = *old
	}
	w.mu.Unlock()
	if len(a.body) > 0 {
		if err := json.Unmarshal(a.body, &next); err != nil {
			return nil, err
		}
	}
	if v := a.str("callback"); v != "" {
		next.Callback = v
	}
	if next.Kind == "" || next.ID == "" {
		return nil, fmt.Errorf("an account has a kind and an id")
	}
	w.Open(next)
	return next, nil
}

// many reads one value or an array of them.
func many[T any](b []byte, do func(...T)) error {
	var list []T
	if len(b) > 0 && b[0] == '[' {
		if err := json.Unmarshal(b, &list); err != nil {
			return err
		}
	} else {
		var one T
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		list = []T{one}
	}
	do(list...)
	return nil
}

// paths are names of calls by what their path ends in, as fail_next takes them.
var paths = map[string][2]string{
	"gettoken": {WeComKind, "token"}, "message/send": {WeComKind, "app"}, "update_template_card": {WeComKind, "update_card"},
	"add_msg_template": {WeComKind, "task"}, "get_groupmsg_task": {WeComKind, "ask_task"}, "get_groupmsg_send_result": {WeComKind, "ask_result"},
	"get_groupmsg_list_v2": {WeComKind, "list"}, "remind_groupmsg_send": {WeComKind, "remind"}, "cancel_groupmsg_send": {WeComKind, "cancel"},
	"send_welcome_msg": {WeComKind, "welcome"}, "externalcontact/get": {WeComKind, "contact"}, "mark_tag": {WeComKind, "tag"},
	"template/send": {OfficialKind, "template"}, "subscribe/bizsend": {OfficialKind, "bizsend"}, "custom/send": {OfficialKind, "custom"},
	"subscribe/send": {MiniKind, "subscribe"},
}

// failNext makes a rule for the next call of a path: an errcode, a how, or
// timeout_after_accept, by which it is done and answered after half a minute, when
// nobody listens any more.
func (w *World) failNext(a args) error {
	r := Rule{Provider: a.str("provider"), Call: a.str("call"), How: a.str("how"), Code: a.str("errcode", "code"), Times: int(max(1, a.num("times"))), Millis: int(a.num("millis"))}
	if path := a.str("path"); path != "" {
		found := false
		for end, x := range paths {
			if strings.HasSuffix(path, end) {
				r.Provider, r.Call, found = orKind(r.Provider, x[0]), x[1], true
			}
		}
		if !found {
			return fmt.Errorf("no call has the path %q", path)
		}
	}
	switch {
	case a.str("timeout_after_accept") != "" || r.How == "timeout_after_accept" || a.r.URL.Query().Has("timeout_after_accept"):
		r.How, r.Millis = Late, 30_000
	case r.How == "" && r.Code != "":
		r.How = Refuse
	}
	if r.Provider == "" || r.How == "" {
		return fmt.Errorf("it must be said which call of which provider fails, and how")
	}
	w.Add(r)
	return nil
}
