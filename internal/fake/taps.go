package fake

import (
	"fmt"
	"strconv"
	"strings"
)

// What people do with official accounts and mini-programs.

// nextRef is a number of a message at WeChat.
func (w *World) nextRef() string {
	w.t.seq++
	return strconv.FormatInt(2_000_000_000_000_000_000+w.t.seq, 10)
}

// acts finds who acts towards which account, of official accounts and mini-programs.
func (w *World) acts(account, person string) (*Account, *Person, *Tie, error) {
	kind := ""
	if account == OfficialKind || account == MiniKind {
		kind, account = account, ""
	}
	a, err := w.account(kind, account)
	if err != nil {
		return nil, nil, nil, err
	}
	if a.Kind != OfficialKind && a.Kind != MiniKind {
		return nil, nil, nil, fmt.Errorf("%s is neither an official account nor a mini-program", a.Key())
	}
	p, err := w.person(person)
	if err != nil {
		return nil, nil, nil, err
	}
	return a, p, w.tie(a, p), nil
}

// Follow lets somebody follow an official account; account is its AppID, or the
// kind for the first. Scene is of a code with a parameter that was scanned, "" =
// found otherwise. It gives the openid.
func (w *World) Follow(account, person, scene string) (openid string, err error) {
	err = w.play(func() error {
		a, _, t, err := w.acts(account, person)
		if err != nil {
			return err
		}
		openid = t.Address
		event, key := "subscribe", ""
		switch {
		case t.Follows && scene != "":
			event, key = "SCAN", scene
		case t.Follows:
			return nil
		case scene != "":
			key = "qrscene_" + scene
		}
		if !t.Follows {
			t.Follows, t.Since = true, w.now()
		}
		w.allow(t, minute, 3)
		w.notify(a, "follow", w.happened(a.Raw, t.Address, "event", cdata("Event", event), cdata("EventKey", key)))
		return nil
	})
	return openid, err
}

// Unfollow lets somebody follow an official account no longer.
func (w *World) Unfollow(account, person string) error {
	return w.play(func() error {
		a, _, t, err := w.acts(account, person)
		if err != nil || !t.Follows {
			return err
		}
		t.Follows, t.Windows = false, nil
		w.save(t)
		w.notify(a, "unfollow", w.happened(a.Raw, t.Address, "event", cdata("Event", "unsubscribe"), cdata("EventKey", "")))
		return nil
	})
}

// Click lets somebody tap an entry of the menu.
func (w *World) Click(account, person, key string) error {
	return w.play(func() error {
		a, _, t, err := w.acts(account, person)
		if err != nil {
			return err
		}
		w.allow(t, minute, 3)
		w.notify(a, "click", w.happened(a.Raw, t.Address, "event", cdata("Event", "CLICK"), cdata("EventKey", key)))
		return nil
	})
}

// Say lets somebody write: to an official account or a mini-program, or in a chat
// at WeCom (a patient to a colleague, a colleague to the application). What is
// written in a chat between patient and colleague nobody is told.
func (w *World) Say(account, person, user, text string) error {
	return w.play(func() error {
		a, err := w.account(anyKind(account))
		if err != nil {
			return err
		}
		p, err := w.person(person)
		if err != nil {
			return err
		}
		address := a.address(p)
		s := &Sent{Provider: a.Kind, Account: a.Key(), Call: "say", To: address, Person: p.Key, In: true, Text: text, From: user, Read: true}
		t := w.tie(a, p)
		switch {
		case a.Kind == WeComKind && p.User != "":
			w.deliver(s)
			w.notify(a, "say", w.happened(a.ID, address, "text", cdata("Content", text), "<MsgId>"+w.nextRef()+"</MsgId>", number("AgentID", int64(a.Agent))))
		case a.Kind == WeComKind:
			if !t.tied(user) {
				return fmt.Errorf("%s is no friend of %s", person, user)
			}
			t.friend(user).Chat = w.now()
			w.save(t)
			w.deliver(s)
			// The greeting is over once they talk.
			for _, c := range w.t.welcomes {
				if c.Scope == t.Scope && c.Address == t.Address && c.User == user && !c.Used {
					c.Used = true
					w.save(c)
				}
			}
		case a.Kind == AliyunKind || a.Kind == TencentKind:
			return fmt.Errorf("a message to %s is answered by SMS", account)
		default:
			w.deliver(s)
			w.allow(t, 48*hour, 5)
			w.notify(a, "say", w.happened(a.Raw, address, "text", cdata("Content", text), "<MsgId>"+w.nextRef()+"</MsgId>"))
		}
		return nil
	})
}

// anyKind reads a kind, an id or a key of an account.
func anyKind(account string) (kind, id string) {
	switch account {
	case WeComKind, OfficialKind, MiniKind, AliyunKind, TencentKind:
		return account, ""
	}
	return "", account
}

// Permit lets somebody tap accept or reject where an account asks whether it may
// write once by each of the templates. Each accept is one message later; they add up
// and do not expire.
func (w *World) Permit(account, person string, accept bool, templates ...string) error {
	return w.play(func() error {
		a, _, t, err := w.acts(account, person)
		if err != nil {
			return err
		}
		answer, scene := "reject", int64(1)
		if accept {
			answer = "accept"
		}
		if a.Kind == MiniKind {
			scene = 0
		}
		var list strings.Builder
		for _, id := range templates {
			if _, ok := w.template(a, id); !ok {
				return fmt.Errorf("%s has no template %q", a.Key(), id)
			}
			if accept {
				t.Credits[id]++
				delete(t.Refuses, id)
			}
			list.WriteString("<List>" + cdata("TemplateId", id) + cdata("SubscribeStatusString", answer) + number("PopupScene", scene) + "</List>")
		}
		w.save(t)
		w.notify(a, "permit", w.happened(a.Raw, t.Address, "event", cdata("Event", "subscribe_msg_popup_event"),
			"<SubscribeMsgPopupEvent>"+list.String()+"</SubscribeMsgPopupEvent>"))
		return nil
	})
}

// Forbid lets somebody switch messages by a template off: what was permitted is
// worth nothing any more.
func (w *World) Forbid(account, person, template string) error {
	return w.play(func() error {
		a, _, t, err := w.acts(account, person)
		if err != nil {
			return err
		}
		t.Refuses[template] = true
		delete(t.Credits, template)
		w.save(t)
		w.notify(a, "permit", w.happened(a.Raw, t.Address, "event", cdata("Event", "subscribe_msg_change_event"), "<SubscribeMsgChangeEvent><List>"+
			cdata("TemplateId", template)+cdata("SubscribeStatusString", "reject")+"</List></SubscribeMsgChangeEvent>"))
		return nil
	})
}

// Credits tells how many messages somebody still permits by a template.
func (w *World) Credits(account, person, template string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _, t, err := w.acts(account, person)
	if err != nil {
		return 0
	}
	return t.Credits[template]
}
