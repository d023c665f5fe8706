package messages

import (
	"context"
	"net/url"
)

// tagsAtOnce is below the five calls of mark_tag that WeCom lets a corp make at
// once; the sixth is 45033.
const tagsAtOnce = 4

// wecomTried asks what a new account most often lacks: the app by its number, from an
// address that it trusts, and the right to customer contact. The zero reply = nothing.
func wecomTried(ctx context.Context, l *line) reply {
	var out wecomSent
	if r, fine := l.call(ctx, "/cgi-bin/agent/get", url.Values{"agentid": {l.acct.AgentID}}, nil, &out); !fine {
		return r
	}
	if r, fine := l.call(ctx, "/cgi-bin/externalcontact/get_follow_user_list", nil, nil, &out); !fine {
		r.Code = "contact_" + r.Code
		return r
	}
	return reply{}
}

type (
	// wecomContact is a customer of the corp, and who of the colleagues knows them.
	wecomContact struct {
		ID        string `json:"external_userid"` // of this corp and this app alone
		Name      string `json:"name"`            // as they call themselves
		Type      int    `json:"type"`            // 1 of WeChat, 2 of WeCom
		Union     string `json:"unionid"`         // only where the corp has bound its WeChat developer id
		Followers []wecomFollower
	}
	wecomFollower struct {
		User    string   `json:"userid"`
		Remark  string   `json:"remark"`
		At      int64    `json:"createtime"` // s
		State   string   `json:"state"`      // of the contact way by which they came
		AddWay  int      `json:"add_way"`
		Mobiles []string `json:"remark_mobiles"` // that the colleague noted; no callback tells of them
	}
)

// latestFriend is the colleague who came to know the customer last, "" = nobody does.
func (c wecomContact) latestFriend() string {
	var last wecomFollower
	for _, f := range c.Followers {
		if f.At >= last.At {
			last = f
		}
	}
	return last.User
}

// wecomContactGet reads a customer with those who follow them. Beyond 500 followers
// the rest is not read.
func wecomContactGet(ctx context.Context, l *line, id string) (wecomContact, reply) {
	var out struct {
		wireStatus
		Contact   wecomContact    `json:"external_contact"`
		Followers []wecomFollower `json:"follow_user"`
	}
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/get", url.Values{"external_userid": {id}}, nil, &out)
	if !fine {
		return wecomContact{}, r
	}
	out.Contact.Followers = out.Followers
	return out.Contact, reply{Said: saidAccepted}
}

// wecomWay is a code that a patient scans to add a colleague (联系我).
type wecomWay struct {
	Type   int      `json:"type"`             // 1 = one colleague, 2 = several
	Scene  int      `json:"scene"`            // 2 = a code to scan
	Remark string   `json:"remark,omitempty"` // ≤ 30 characters
	Skip   bool     `json:"skip_verify"`
	State  string   `json:"state,omitempty"` // ≤ 30 characters: an opaque key, which comes back with who was added
	Users  []string `json:"user"`
}

// wecomAddWay makes a contact way: its id, which must not be lost since the code
// can be found by nothing else, and the address of the code's picture. A corp may
// have 500,000. It is not idempotent: asked twice it makes two.
func wecomAddWay(ctx context.Context, l *line, users []string, state, remark string) (id, picture string, r reply) {
	// of type 1 it could not be given to several later, and the type cannot be changed
	way := wecomWay{Type: 2, Scene: 2, Remark: cut(remark, 30), Skip: true, State: state, Users: users}
	var out struct {
		wireStatus
		Config  string `json:"config_id"`
		Picture string `json:"qr_code"`
	}
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/add_contact_way", nil, way, &out)
	if !fine {
		return "", "", r
	}
	return out.Config, out.Picture, reply{Said: saidAccepted, Ref: out.Config}
}

// wecomChangeWay says which colleagues people add by a contact way, and its remark. What
// is left out stays. Doing it again changes nothing.
func wecomChangeWay(ctx context.Context, l *line, config string, users []string, remark string) reply {
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/update_contact_way", nil, struct {
		Config string   `json:"config_id"`
		Remark string   `json:"remark,omitempty"`
		Skip   bool     `json:"skip_verify"`
		Users  []string `json:"user"`
	}{config, cut(remark, 30), true, users}, &out)
	if !fine {
		return r
	}
	return reply{Said: saidAccepted}
}

// wayGone is WeCom's code for a contact way that is not there.
const wayGone = "41044"

// wecomEndWay ends a contact way; one that is gone is ended.
func wecomEndWay(ctx context.Context, l *line, config string) reply {
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/del_contact_way", nil, struct {
		Config string `json:"config_id"`
	}{config}, &out)
	if !fine && r.Code != wayGone {
		return r
	}
	return reply{Said: saidAccepted}
}

// wecomMarkTag puts tags on a customer as one colleague sees them, and takes others
// off. Tags hang on the pair: who wants it for all tells each follower's. WeCom
// calls nobody back about what was done through the interface. Doing it again
// changes nothing.
func wecomMarkTag(ctx context.Context, l *line, user, id string, add, remove []string) reply {
	leave, in := l.tokens.gate(ctx, l, "mark_tag", tagsAtOnce)
	if !in {
		return reply{Said: saidUnreached, Code: "gate"}
	}
	defer leave()
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/mark_tag", nil, struct {
		User   string   `json:"userid"`
		ID     string   `json:"external_userid"`
		Add    []string `json:"add_tag,omitempty"`
		Remove []string `json:"remove_tag,omitempty"`
	}{user, id, add, remove}, &out)
	if !fine {
		return r
	}
	return reply{Said: saidAccepted}
}

// wecomFollowUsers lists the colleagues who may have customers.
func wecomFollowUsers(ctx context.Context, l *line) ([]string, reply) {
	var out struct {
		wireStatus
		Users []string `json:"follow_user"`
	}
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/get_follow_user_list", nil, nil, &out)
	if !fine {
		return nil, r
	}
	return out.Users, reply{Said: saidAccepted}
}

// fetchAtOnce is how many customers one answer holds at most, and of how many
// colleagues one may ask at once.
const fetchAtOnce = 100

// wecomContactsOf reads a page of the customers of some colleagues (batch/get_by_user),
// each with the one colleague by whom it was found. next "" = that was the last.
func wecomContactsOf(ctx context.Context, l *line, users []string, cursor string) (list []wecomContact, next string, r reply) {
	var out struct {
		wireStatus
		List []struct {
			Contact wecomContact  `json:"external_contact"`
			Follow  wecomFollower `json:"follow_info"`
		} `json:"external_contact_list"`
		Next string `json:"next_cursor"`
	}
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/batch/get_by_user", nil, struct {
		Users  []string `json:"userid_list"`
		Cursor string   `json:"cursor,omitempty"`
		Limit  int      `json:"limit"`
	}{users, cursor, fetchAtOnce}, &out)
	if !fine {
		return nil, "", r
	}
	for _, x := range out.List {
		x.Contact.Followers = []wecomFollower{x.Follow}
		list = append(list, x.Contact)
	}
	return list, out.Next, reply{Said: saidAccepted}
}
