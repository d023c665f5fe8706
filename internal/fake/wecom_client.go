package fake

import (
	"cmp"
	"crypto/rand"
	"crypto/sha1"
	_ "embed" // the page and its script
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed client.html
var clientPage []byte

//go:embed client.js
var clientScript []byte

// codeLife is how long a code of OAuth is good, once.
const codeLife = 5 * minute

// entry is a code with which somebody comes back from OAuth.
type entry struct {
	account string
	user    string // of an official account a person's key
	until   int64
	used    bool
}

// holderCookie says whose telephone a browser plays.
const holderCookie = "double_holder"

// client is what WeCom's client shows: the place where it asks who one is, a page that
// embeds a sidebar as the client does, and the script by which a sidebar speaks with it.
func (w *World) controlClient(mux *http.ServeMux) {
	mux.HandleFunc("GET /wecom/connect/oauth2/authorize", w.authorize)
	mux.HandleFunc("GET "+wayPath+"{config}", w.wayPicture)
	mux.HandleFunc("GET /client", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = out.Write(clientPage)
	})
	mux.HandleFunc("GET /client.js", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = out.Write(clientScript)
	})
	w.controlOAuth(mux)
	w.controlTags(mux)
	w.controlMoves(mux)
	w.actAt(mux, "chats", w.chats)
	w.actAt(mux, "check_page", w.checkPage)
	w.actAt(mux, "chat_send", func(a args) (any, error) {
		return nil, w.Chat(a.str("account", "corp"), a.str("staff"), a.str("person"), a.str("text"))
	})
	w.actAt(mux, "half", func(a args) (any, error) {
		return nil, w.tellChange(a, "add_half_external_contact", cdata("State", a.str("state")))
	})
	w.actAt(mux, "remark", w.remark)
	w.actAt(mux, "transfer_fail", func(a args) (any, error) {
		return nil, w.tellChange(a, "transfer_fail", cdata("FailReason", cmp.Or(a.str("reason"), "customer_refused")))
	})
}

// authorize asks who holds the telephone, where it does not know, and sends them back
// with a code that is good once.
func (w *World) authorize(out http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	holder := q.Get("as")
	if c, err := r.Cookie(holderCookie); holder == "" && err == nil {
		holder = c.Value
	}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Host == "" || q.Get("response_type") != "code" {
		http.Error(out, "redirect_uri", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(WeComKind, q.Get("appid"))
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	p := w.who(a, holder)
	if holder == "" || p == nil || p.User == "" {
		w.askHolder(out, r)
		return
	}
	code := rand.Text()
	if w.entries == nil {
		w.entries = map[string]entry{}
	}
	w.entries[code] = entry{account: a.Key(), user: p.User, until: w.now() + codeLife}
	b := back.Query()
	b.Set("code", code)
	b.Set("state", q.Get("state"))
	back.RawQuery = b.Encode()
	http.SetCookie(out, &http.Cookie{Name: holderCookie, Value: p.User, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(out, r, back.String(), http.StatusFound)
}

// askHolder lists the colleagues of the corp.
func (w *World) askHolder(out http.ResponseWriter, r *http.Request) {
	var list []*Person
	for _, p := range w.t.people {
		if p.User != "" {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *Person) int { return cmp.Compare(a.User, b.User) })
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(out, `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>企业微信</title><body style="font:16px/2 sans-serif;margin:2em"><h1 style="font-size:18px">谁拿着这部手机？</h1>`)
	for _, p := range list {
		q := r.URL.Query()
		q.Set("as", p.User)
		fmt.Fprintf(out, `<a style="display:block" href="?%s">%s %s</a>`, html.EscapeString(q.Encode()), html.EscapeString(p.Name), html.EscapeString(p.User))
	}
}

// userByCode tells whose code it is, once.
func (w *World) userByCode(q asked) reply {
	code := q.r.URL.Query().Get("code")
	e, found := w.entries[code]
	delete(w.entries, code)
	if !found || e.until <= w.now() || e.account != q.a.Key() {
		return errcode(40029, "invalid code")
	}
	return errcode(0, "ok", "userid", e.user)
}

// ticketOf is the ticket of an account for a kind of page; it changes each two hours.
func (w *World) ticketOf(a *Account, kind string, now int64) string {
	return hashed("ticket", a.Key(), kind, strconv.FormatInt(now/tokenLife, 10))
}

func (w *World) ticket(q asked) reply {
	kind := "corp"
	if q.r.URL.Query().Get("type") == "agent_config" {
		kind = "agent"
	}
	return errcode(0, "ok", "ticket", w.ticketOf(q.a, kind, w.now()), "expires_in", (tokenLife-w.now()%tokenLife)/second)
}

// checkPage tells whether a page proves itself as WeCom's client wants it.
func (w *World) checkPage(a args) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	acct, err := w.account(WeComKind, a.str("corp"))
	if err != nil {
		return nil, err
	}
	kind, address := a.str("kind"), a.str("url")
	address, _, _ = strings.Cut(address, "#")
	for _, at := range []int64{w.now(), w.now() - tokenLife} {
		sum := sha1.Sum([]byte("jsapi_ticket=" + w.ticketOf(acct, kind, at) + "&noncestr=" + a.str("nonce") + "&timestamp=" + a.str("timestamp") + "&url=" + address))
		if hex.EncodeToString(sum[:]) == a.str("signature") {
			return map[string]any{"ok": true}, nil
		}
	}
	return nil, fmt.Errorf("invalid signature")
}

// chats lists a colleague's customers, with the account by which the sidebar is known.
func (w *World) chats(a args) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	acct, err := w.account(WeComKind, a.str("corp"))
	if err != nil {
		return nil, err
	}
	type chat struct {
		External string `json:"external_userid"`
		Person   string `json:"person"`
		Name     string `json:"name"`
		Since    int64  `json:"since"`
	}
	list := []chat{}
	for _, t := range w.t.ties {
		f := t.friend(a.str("staff"))
		if t.Scope == acct.scope() && f != nil && !f.Gone && !f.Erased {
			list = append(list, chat{t.Address, t.Person, w.t.people[t.Person].Name, f.Since})
		}
	}
	slices.SortFunc(list, func(x, y chat) int { return cmp.Or(cmp.Compare(y.Since, x.Since), cmp.Compare(x.External, y.External)) })
	return map[string]any{"home": acct.Home, "callback": acct.Callback, "chats": list}, nil
}

// Chat lets a colleague write to a customer in their chat. Nobody is told.
func (w *World) Chat(account, user, person, text string) error {
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
		if !t.tied(user) || text == "" || utf8.RuneCountInString(text) > 4000 {
			return fmt.Errorf("%s is no customer of %s, or there is nothing to say", person, user)
		}
		t.friend(user).Chat = w.now()
		w.save(t)
		w.deliver(&Sent{Provider: WeComKind, Account: a.Key(), Call: "chat", To: t.Address, Person: p.Key, Text: text, From: user, State: arrived, SureAt: w.now(), At: w.now()})
		return nil
	})
}

// remark lets a colleague note a name and numbers beside a customer: of the name, not
// of the numbers, the corp is told.
func (w *World) remark(a args) (any, error) {
	err := w.play(func() error {
		acct, err := w.account(WeComKind, a.str("account", "corp"))
		if err != nil {
			return err
		}
		p, err := w.person(a.str("person"))
		if err != nil {
			return err
		}
		t := w.tie(acct, p)
		f := t.friend(a.str("staff"))
		if f == nil {
			return fmt.Errorf("no customer of theirs")
		}
		f.Remark, f.Mobiles = cmp.Or(a.str("remark"), f.Remark), append(f.Mobiles, a.list("mobiles", "mobile")...)
		w.save(t)
		return nil
	})
	if err == nil && a.str("remark") != "" {
		err = w.tellChange(a, "edit_external_contact", "")
	}
	return nil, err
}

// tellChange tells the corp of a change of a contact that changes nothing here.
func (w *World) tellChange(a args, change, more string) error {
	return w.play(func() error {
		acct, err := w.account(WeComKind, a.str("account", "corp"))
		if err != nil {
			return err
		}
		p, err := w.person(a.str("person"))
		if err != nil {
			return err
		}
		parts := []string{cdata("Event", "change_external_contact"), cdata("ChangeType", change), cdata("UserID", a.str("staff")), cdata("ExternalUserID", acct.address(p))}
		if more != "" {
			parts = append(parts, more)
		}
		w.tellCorp(acct, "friend", parts...)
		return nil
	})
}

// contactsOf reads the customers of some colleagues, a page at a time.
func (w *World) contactsOf(q asked) reply {
	var in struct {
		Users  []string `json:"userid_list"`
		Cursor string   `json:"cursor"`
		Limit  int      `json:"limit"`
	}
	if json.Unmarshal(q.body, &in) != nil || len(in.Users) == 0 || len(in.Users) > 100 {
		return errAs("40058")
	}
	type found struct {
		t *Tie
		f *Friend
	}
	var all []found
	for _, t := range w.t.ties {
		for _, f := range t.Friends {
			if t.Scope == q.a.scope() && slices.Contains(in.Users, f.User) && t.tied(f.User) {
				all = append(all, found{t, f})
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.t.Address, b.t.Address), cmp.Compare(a.f.User, b.f.User))
	})
	from, _ := strconv.Atoi(in.Cursor)
	limit := min(max(in.Limit, 1), 100)
	list := []map[string]any{}
	for _, x := range all[min(from, len(all)):min(from+limit, len(all))] {
		who, follow := w.contactBody(q.a, x.t), followBody(x.f)
		follow["tag_id"] = x.f.Tags
		list = append(list, map[string]any{"external_contact": who, "follow_info": follow})
	}
	next := ""
	if from+limit < len(all) {
		next = strconv.Itoa(from + limit)
	}
	return errcode(0, "ok", "external_contact_list", list, "next_cursor", next)
}

// contactBody is a customer as the corp sees them.
func (w *World) contactBody(a *Account, t *Tie) map[string]any {
	p := w.t.people[t.Person]
	who := map[string]any{"external_userid": t.Address, "name": cmp.Or(p.Name, "微信用户"), "type": 1, "avatar": "", "gender": 0}
	if !a.Unbound && a.Scope == "" {
		who["unionid"] = UnionID(p.Key)
	}
	return who
}

// followBody is what a colleague noted beside a customer.
func followBody(f *Friend) map[string]any {
	mobiles := f.Mobiles
	if mobiles == nil {
		mobiles = []string{}
	}
	return map[string]any{"userid": f.User, "remark": f.Remark, "description": "", "createtime": f.Since / second, "remark_mobiles": mobiles, "add_way": f.Way, "state": f.State}
}
