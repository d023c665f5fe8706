package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// official is the part of a service account's API by which a clinic writes to
// patients.
func (w *World) official() map[string]call {
	return map[string]call{
		"POST /cgi-bin/stable_token":              w.stableToken(OfficialKind),
		"GET /cgi-bin/token":                      w.plainToken(OfficialKind),
		"POST /cgi-bin/message/template/send":     w.chat(OfficialKind, "template", w.sendTemplate),
		"POST /cgi-bin/message/subscribe/bizsend": w.chat(OfficialKind, "bizsend", w.sendSubscribed),
		"POST /cgi-bin/message/custom/send":       w.chat(OfficialKind, "custom", w.sendCustom),
		"GET /cgi-bin/ticket/getticket":           w.chat(OfficialKind, "ticket", w.ticket),
		"GET /cgi-bin/user/info":                  w.chat(OfficialKind, "user", w.userInfo),
		"GET /sns/oauth2/access_token":            {name: "oauth", light: true, fault: errcode(-1, "system error"), no: errcode(40029, "invalid code"), noAs: errAs, do: w.oauthToken},
	}
}

// stableToken gives the same token while it lives. A new one may be forced 20 times
// a day, 30 seconds apart.
func (w *World) stableToken(kind string) call {
	return call{name: "token", light: true, fault: errcode(-1, "system error"), no: errAs("40013"), noAs: errAs, do: func(_ *http.Request, body []byte) reply {
		var in struct {
			Grant  string `json:"grant_type"`
			App    string `json:"appid"`
			Secret string `json:"secret"`
			Force  bool   `json:"force_refresh"`
		}
		if json.Unmarshal(body, &in) != nil || in.Grant != "client_credential" {
			return errcode(40002, "invalid grant_type")
		}
		a, no := w.proven(kind, in.App, in.Secret)
		if a == nil {
			return no
		}
		if in.Force {
			forced := 0
			for _, t := range w.t.tokens {
				if t.Account != a.Key() || !t.Forced || w.now()-t.Made > day {
					continue
				}
				if forced++; w.now()-t.Made < 30*second {
					return errcode(45011, "api minute-quota reach limit, must slower, retry next minute")
				}
			}
			if forced >= 20 {
				return errAs("45009")
			}
		}
		t := w.give(a, in.Force)
		if in.Force {
			t.Forced = true
			w.save(t)
		}
		return w.tokenReply(t)
	}}
}

// plainToken gives a new token each time.
func (w *World) plainToken(kind string) call {
	return call{name: "token", light: true, fault: errcode(-1, "system error"), no: errAs("40013"), noAs: errAs, do: func(r *http.Request, _ []byte) reply {
		q := r.URL.Query()
		a, no := w.proven(kind, q.Get("appid"), q.Get("secret"))
		if a == nil {
			return no
		}
		return w.tokenReply(w.give(a, true))
	}}
}

func (w *World) proven(kind, app, secret string) (*Account, reply) {
	a, err := w.account(kind, app)
	switch {
	case err != nil || app == "":
		return nil, errcode(40013, "invalid appid")
	case a.Secret != secret:
		return nil, errcode(40125, "invalid appsecret")
	}
	return a, reply{}
}

func (w *World) tokenReply(t *token) reply {
	return reply{http.StatusOK, map[string]any{"access_token": t.Value, "expires_in": (t.Until - w.now()) / second}}
}

func (w *World) userInfo(q asked) reply {
	p := w.who(q.a, q.r.URL.Query().Get("openid"))
	if p == nil {
		return errAs("40003")
	}
	t := w.tie(q.a, p)
	out := map[string]any{"subscribe": 0, "openid": t.Address, "unionid": UnionID(p.Key)}
	if t.Follows {
		out["subscribe"], out["subscribe_time"] = 1, t.Since/second
	}
	return reply{http.StatusOK, out}
}

// templateIn is a message by template or by subscription.
type templateIn struct {
	To       string `json:"touser"`
	Template string `json:"template_id"`
	URL      string `json:"url"`
	Page     string `json:"page"`
	Mini     struct {
		App  string `json:"appid"`
		Path string `json:"pagepath"`
		Page string `json:"page"`
	} `json:"miniprogram"`
	Data data   `json:"data"`
	Key  string `json:"client_msg_id"`
}

// shown makes the message as telephones have it, or says what is wrong.
func (w *World) shown(a *Account, in templateIn, call string) (s Sent, p *Person, no reply) {
	if p = w.who(a, in.To); p == nil {
		return s, nil, errAs("40003")
	}
	t, ok := w.template(a, in.Template)
	if !ok {
		return s, nil, errAs("40037")
	}
	values, wrong := in.Data.fill(t)
	switch {
	case wrong != "":
		return s, nil, misfit(wrong)
	case len(values) == 0:
		return s, nil, misfit("")
	}
	s = Sent{Provider: a.Kind, Account: a.Key(), Call: call, To: in.To, Person: p.Key, Template: in.Template, Values: values, Link: in.URL, Page: in.Page}
	if t != nil {
		s.Title = t.Title
	}
	if in.Mini.App != "" {
		s.App, s.Page = in.Mini.App, in.Mini.Path+in.Mini.Page
	}
	return s, p, reply{}
}

// clientKey is how long the same client_msg_id to the same openid is sent once.
const clientKey = 10 * minute

// sendTemplate reaches followers, and tells later whether it arrived.
func (w *World) sendTemplate(q asked) reply {
	var in templateIn
	if json.Unmarshal(q.body, &in) != nil {
		return errcode(47001, "data format error")
	}
	s, p, no := w.shown(q.a, in, "template")
	if p == nil {
		return no
	}
	t := w.tie(q.a, p)
	switch {
	case p.Blacklist:
		return errAs("43019")
	case !t.Follows:
		return errAs("43004")
	}
	if in.Key != "" {
		s.Key, s.Same = in.Key, q.a.Key()+"|template|"+in.To+"|"+in.Key
		if old := w.t.byKey[s.Same]; old != nil && w.now()-old.At < clientKey {
			return errcode(0, "ok", "msgid", json.Number(old.Ref))
		}
	}
	status := "success"
	switch {
	case p.Blocks:
		status, s.State = "failed:user block", failed
	case w.rule(OfficialKind, "receipt", Refuse).How == Refuse:
		status, s.State = "failed: system failed", failed
		w.keep()
	}
	s.Why, s.SureAt = status, w.now()
	s.Ref = fmt.Sprintf("%d", 4_000_000_000_000_000_000+w.t.seq+1)
	w.deliver(&s)
	w.notify(q.a, "receipt", w.happened(q.a.Raw, in.To, "event", cdata("Event", "TEMPLATESENDJOBFINISH"), "<MsgID>"+s.Ref+"</MsgID>", cdata("Status", status)))
	return errcode(0, "ok", "msgid", json.Number(s.Ref))
}

// sendCustom may write freely for a while after the person did something: five
// times in 48 hours after a text, three times in a minute after a tap on the menu, a
// follow or a scan.
func (w *World) sendCustom(q asked) reply {
	var in struct {
		To   string `json:"touser"`
		Type string `json:"msgtype"`
		Text struct {
			Content string `json:"content"`
		} `json:"text"`
		Mini struct {
			Title string `json:"title"`
			App   string `json:"appid"`
			Page  string `json:"pagepath"`
		} `json:"miniprogrampage"`
	}
	if json.Unmarshal(q.body, &in) != nil {
		return errcode(47001, "data format error")
	}
	p := w.who(q.a, in.To)
	switch {
	case p == nil:
		return errAs("40003")
	case in.Type == "text" && in.Text.Content == "":
		return errcode(44004, "empty content")
	case len(in.Text.Content) > 2048:
		return errcode(45002, "content size out of limit")
	case in.Type != "text" && in.Type != "miniprogrampage":
		return errcode(40008, "invalid message type")
	}
	t := w.tie(q.a, p)
	if code := t.use(w.now()); code != "" {
		return errAs(code)
	}
	w.save(t)
	w.deliver(&Sent{Provider: q.a.Kind, Account: q.a.Key(), Call: "custom", To: in.To, Person: p.Key, Text: in.Text.Content, Title: in.Mini.Title, App: in.Mini.App, Page: in.Mini.Page})
	return errOK
}

// use takes one message out of a window, or says by which code there is none.
func (t *Tie) use(now int64) (code string) {
	code = "45015"
	for i := range t.Windows {
		x := &t.Windows[i]
		if x.Until <= now {
			continue
		}
		if x.Left > 0 {
			x.Left--
			return ""
		}
		code = "45047"
	}
	return code
}

// allow opens a window: what was open of the same length is renewed.
func (w *World) allow(t *Tie, length int64, count int) {
	live := t.Windows[:0]
	for _, x := range t.Windows {
		if x.Until > w.now() && (x.Until-w.now() > minute) != (length > minute) {
			live = append(live, x)
		}
	}
	t.Windows = append(live, window{w.now() + length, count})
	w.save(t)
}
