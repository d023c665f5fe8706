package fake

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"unicode/utf8"
)

// wecom is the part of WeCom's API by which a clinic writes to patients and
// colleagues. What an account does by itself is told to nobody.
func (w *World) wecom() map[string]call {
	out := map[string]call{
		"GET /cgi-bin/gettoken":         {name: "token", do: w.corpToken, light: true, fault: errcode(-1, "system error"), no: errAs("40001"), noAs: errAs},
		"GET /cgi-bin/get_jsapi_ticket": w.chat(WeComKind, "ticket", w.ticket),
		"GET /cgi-bin/ticket/get":       w.chat(WeComKind, "ticket", w.ticket),
	}
	for path, c := range map[string]struct {
		name string
		do   func(asked) reply
	}{
		"message/send":                               {"app", w.appMessage},
		"message/update_template_card":               {"update_card", w.updateCard},
		"externalcontact/add_msg_template":           {"task", w.addTask},
		"externalcontact/get_groupmsg_task":          {"ask_task", w.askTask},
		"externalcontact/get_groupmsg_send_result":   {"ask_result", w.askResult},
		"externalcontact/get_groupmsg_list_v2":       {"list", w.listTasks},
		"externalcontact/remind_groupmsg_send":       {"remind", w.remindTask},
		"externalcontact/cancel_groupmsg_send":       {"cancel", w.cancelTask},
		"externalcontact/send_welcome_msg":           {"welcome", w.sendWelcome},
		"externalcontact/add_contact_way":            {"contact_way", w.addContactWay},
		"externalcontact/get_contact_way":            {"contact_way", w.getContactWay},
		"externalcontact/update_contact_way":         {"contact_way", w.updateContactWay},
		"externalcontact/del_contact_way":            {"contact_way", w.delContactWay},
		"externalcontact/get_corp_tag_list":          {"tags", w.corpTags},
		"externalcontact/add_corp_tag":               {"add_tag", w.addCorpTag},
		"externalcontact/edit_corp_tag":              {"edit_tag", w.editCorpTag},
		"externalcontact/transfer_customer":          {"move", w.moveCustomer(false)},
		"externalcontact/transfer_result":            {"move_result", w.moveResult(false)},
		"externalcontact/resigned/transfer_customer": {"move", w.moveCustomer(true)},
		"externalcontact/resigned/transfer_result":   {"move_result", w.moveResult(true)},
		"idconvert/unionid_to_external_userid":       {"convert", w.convert},
	} {
		out["POST /cgi-bin/"+path] = w.chat(WeComKind, c.name, c.do)
	}
	out["GET /cgi-bin/externalcontact/get"] = w.chat(WeComKind, "contact", w.contact)
	out["GET /cgi-bin/externalcontact/list"] = w.chat(WeComKind, "contact_list", w.contactList)
	out["GET /cgi-bin/externalcontact/get_follow_user_list"] = w.chat(WeComKind, "follow_users", w.followUsers)
	out["POST /cgi-bin/externalcontact/batch/get_by_user"] = w.chat(WeComKind, "contacts_of", w.contactsOf)
	out["GET /cgi-bin/auth/getuserinfo"] = w.chat(WeComKind, "who", w.userByCode)
	out["GET /cgi-bin/agent/get"] = w.chat(WeComKind, "agent", w.agent)
	mark := w.chat(WeComKind, "tag", w.markTag)
	mark.around = atMost(5)
	out["POST /cgi-bin/externalcontact/mark_tag"] = mark
	return out
}

// atMost refuses what comes while so many calls are under way.
func atMost(n int32) func(http.Handler) http.Handler {
	var under atomic.Int32
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			defer under.Add(-1)
			if under.Add(1) > n {
				b, _ := json.Marshal(errAs("45033").body)
				out.Header().Set("Content-Type", "application/json")
				_, _ = out.Write(b)
				return
			}
			h.ServeHTTP(out, r)
		})
	}
}

func (w *World) corpToken(r *http.Request, _ []byte) reply {
	id, secret := r.URL.Query().Get("corpid"), r.URL.Query().Get("corpsecret")
	known := false
	for _, key := range w.t.order {
		a := w.t.accounts[key]
		if a.Kind != WeComKind || a.ID != id {
			continue
		}
		if known = true; a.Secret == secret {
			t := w.give(a, false)
			return errcode(0, "ok", "access_token", t.Value, "expires_in", (t.Until-w.now())/second)
		}
	}
	if known {
		return errcode(40001, "invalid secret")
	}
	return errcode(40013, "invalid corpid")
}

// agent tells of the app, by its own token alone.
func (w *World) agent(q asked) reply {
	if q.r.URL.Query().Get("agentid") != strconv.Itoa(q.a.Agent) {
		return errcode(301002, "not allow operate another agent with this accesstoken")
	}
	return errcode(0, "ok", "agentid", q.a.Agent, "name", q.a.Name)
}

// followUsers lists the colleagues who may have customers: here everybody who has a
// userid.
func (w *World) followUsers(asked) reply {
	out := []string{}
	for _, p := range w.t.people {
		if p.User != "" && !p.Left {
			out = append(out, p.User)
		}
	}
	slices.Sort(out)
	return errcode(0, "ok", "follow_user", out)
}

// friendOf finds a customer's tie, nil = nobody here knows them.
func (w *World) friendOf(a *Account, external string) *Tie {
	t := w.t.ties[a.scope()+"|"+external]
	if t != nil && len(t.Friends) > 0 {
		return t
	}
	return nil
}

func (w *World) contact(q asked) reply {
	id := q.r.URL.Query().Get("external_userid")
	t := w.friendOf(q.a, id)
	if t == nil {
		return errAs("84061")
	}
	who := w.contactBody(q.a, t)
	var follow []map[string]any
	for _, f := range t.Friends {
		if f.Gone || f.Erased {
			continue
		}
		var tags []map[string]any
		for _, tag := range f.Tags {
			tags = append(tags, w.tagBody(tag))
		}
		one := followBody(f)
		one["tags"] = tags
		follow = append(follow, one)
	}
	return errcode(0, "ok", "external_contact", who, "follow_user", follow)
}

func (w *World) contactList(q asked) reply {
	user := q.r.URL.Query().Get("userid")
	var out []string
	for _, t := range w.t.ties {
		if t.Scope == q.a.scope() && t.tied(user) {
			out = append(out, t.Address)
		}
	}
	if len(out) == 0 {
		return errAs("84061")
	}
	slices.Sort(out)
	return errcode(0, "ok", "external_userid", out)
}

// convert finds a customer by the unionid of somebody who just used the mini-program
// or the official account.
func (w *World) convert(q asked) reply {
	var in struct {
		Union string `json:"unionid"`
		Open  string `json:"openid"`
	}
	_ = json.Unmarshal(q.body, &in)
	for _, p := range w.t.people {
		if UnionID(p.Key) != in.Union {
			continue
		}
		if t := w.friendOf(q.a, q.a.address(p)); t != nil {
			return errcode(0, "ok", "external_userid", t.Address)
		}
		return errcode(0, "ok", "pending_id", "pe"+hashed("pending", q.a.scope(), p.Key)[:30])
	}
	return errcode(40003, "invalid unionid or openid")
}

// contactWay is a code by which customers add a colleague.
type contactWay struct {
	Config  string   `json:"config_id"`
	Account string   `json:"account"`
	Type    int      `json:"type"`
	Scene   int      `json:"scene"`
	State   string   `json:"state"`
	Remark  string   `json:"remark"`
	Users   []string `json:"user"`
	Code    string   `json:"qr_code"`
}

func (c *contactWay) kind() string { return "way" }

func (c *contactWay) id() string { return c.Config }

func (w *World) addContactWay(q asked) reply {
	var in contactWay
	if json.Unmarshal(q.body, &in) != nil || in.Type != 1 && in.Type != 2 || in.Scene != 1 && in.Scene != 2 || len(in.Users) == 0 ||
		in.Type == 1 && len(in.Users) > 1 || utf8.RuneCountInString(in.State) > 30 || utf8.RuneCountInString(in.Remark) > 30 {
		return errAs("40058")
	}
	in.Config, in.Account = rand.Text(), q.a.Key()
	in.Code = "http://" + q.r.Host + wayPath + in.Config
	w.place(&in)
	w.save(&in)
	return errcode(0, "ok", "config_id", in.Config, "qr_code", in.Code)
}

func (w *World) wayOf(q asked) *contactWay {
	var in contactWay
	_ = json.Unmarshal(q.body, &in)
	if c := w.t.ways[in.Config]; c != nil && c.Account == q.a.Key() && len(c.Users) > 0 {
		return c
	}
	return nil
}

func (w *World) getContactWay(q asked) reply {
	if c := w.wayOf(q); c != nil {
		return errcode(0, "ok", "contact_way", c)
	}
	return errcode(41044, "invalid contact way config id")
}

// updateContactWay changes what is named; a way keeps its type, and so its number of
// colleagues stays one where it was made for one.
func (w *World) updateContactWay(q asked) reply {
	c := w.wayOf(q)
	if c == nil {
		return errcode(41044, "invalid contact way config id")
	}
	var in struct {
		Remark *string  `json:"remark"`
		State  *string  `json:"state"`
		Users  []string `json:"user"`
	}
	if json.Unmarshal(q.body, &in) != nil || c.Type == 1 && len(in.Users) > 1 || in.State != nil && utf8.RuneCountInString(*in.State) > 30 ||
		in.Remark != nil && utf8.RuneCountInString(*in.Remark) > 30 {
		return errAs("40058")
	}
	if in.Remark != nil {
		c.Remark = *in.Remark
	}
	if in.State != nil {
		c.State = *in.State
	}
	if len(in.Users) > 0 {
		c.Users = in.Users
	}
	w.save(c)
	return errOK
}

func (w *World) delContactWay(q asked) reply {
	c := w.wayOf(q)
	if c == nil {
		return errcode(41044, "invalid contact way config id")
	}
	c.Users = nil
	w.save(c)
	return errOK
}
