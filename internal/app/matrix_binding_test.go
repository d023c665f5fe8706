package app

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// bindingExamples are the requests of module messages about whom one speaks with.
var bindingExamples = book{
	"messages.passport": func(w *world) example { return example{path: about(w.messageIn("delivered"))} },
	"messages.door":     func(w *world) example { return example{path: w.door()} },
	"messages.choose": func(w *world) example {
		return example{path: w.door(), body: map[string]any{"class": "marketing", "wanted": false}}
	},
	"messages.shares": func(w *world) example {
		w.edge()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.without_contact": func(w *world) example {
		w.message()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.fetches": func(w *world) example {
		w.channel(messages.WeCom)
		return example{}
	},
	"messages.fetch_contacts": func(w *world) example { return example{path: about(w.channel(messages.WeCom))} },
	"messages.tags": func(w *world) example {
		w.mirrored()
		return example{wide: true}
	},
	"messages.mirror_tag": func(w *world) example {
		return example{path: about(w.mirrored()), body: map[string]any{"mirrored": false}}
	},
	"messages.page_keys": func(w *world) example {
		return example{path: about(w.channel(messages.WeCom)), body: map[string]any{"url": w.app.House.Messages.Public + "/wx/customer"}, wide: true}
	},
	"messages.open_contact": func(w *world) example {
		return example{path: about(w.channel(messages.WeCom)), body: map[string]any{"external_userid": w.fresh("wmopen")}, wide: true}
	},
	"messages.ready_texts": func(w *world) example {
		return example{path: about(w.patient()), query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.say": func(w *world) example {
		return example{path: about(w.contactOf()), body: map[string]any{"clinic_id": w.one, "key": "house.hello", "text": "您好"}}
	},
	"messages.unsay": func(w *world) example {
		return example{path: about(w.post(w.here, "/messages/contacts/"+w.contactOf()+"/said", map[string]any{"clinic_id": w.one, "text": "您好"})["id"].(string))}
	},
	"messages.begin_login": func(w *world) example {
		return example{body: map[string]any{"group": w.publicCode(), "account_id": w.channel(messages.WeCom), "browser": browserSecret}}
	},
	"messages.give_code": func(w *world) example {
		return example{path: w.entering(), body: map[string]any{"browser": browserSecret, "code": "c"}}
	},
	"messages.finish_login": func(w *world) example {
		return example{path: w.entering(), body: map[string]any{"browser": browserSecret}}
	},
}

const browserSecret = "0123456789abcdef"

func (w *world) publicCode() string {
	w.T.Helper()
	g, _, err := w.app.Auth.Group(w.acting(), w.Tenant)
	if err != nil {
		w.T.Fatal(err)
	}
	return g.PublicCode
}

// entering is a log-in that was begun.
func (w *world) entering() map[string]string {
	w.T.Helper()
	address, err := w.app.House.Messages.BeginLogin(w.T.Context(), messages.Entering{Group: w.publicCode(), Account: w.channel(messages.WeCom), Browser: browserSecret})
	if err != nil {
		w.T.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		w.T.Fatal(err)
	}
	return map[string]string{"group": w.publicCode(), "state": u.Query().Get("state")}
}

// mirrored is a tag that WeCom shows.
func (w *world) mirrored() string {
	w.T.Helper()
	id := w.post(w.owner, "/patients/lists/tags", w.newTag())["id"].(string)
	w.must(w.owner, http.MethodPut, "/messages/tags/"+id, map[string]any{"mirrored": true})
	return id
}

// edge is a colleague's customer.
func (w *world) edge() {
	w.T.Helper()
	account, contact := w.channel(messages.WeCom), w.contactOf()
	w.writes(func(tx *db.Tx) error {
		return tx.Insert("messages_edges", struct {
			Address string `db:"address_id"`
			User    string `db:"userid"`
			Account string `db:"account_id"`
			State   string `db:"state"`
			At      int64  `db:"state_at"`
			CameBy  string `db:"came_by"`
			Way     int    `db:"way"`
		}{contact, "somebody", account, "friend", tx.Now(), "", 0})
	})
}

// door is the page of a message that went.
func (w *world) door() map[string]string {
	w.T.Helper()
	id, token := w.messageIn("delivered"), w.fresh("doortoken")
	sum := sha256.Sum256([]byte(token))
	w.writes(func(tx *db.Tx) error {
		return tx.Insert("messages_doors", struct {
			Hash    string `db:"hash"`
			Message string `db:"message_id"`
			Clinic  string `db:"clinic_id"`
			At      int64  `db:"made_at"`
		}{hex.EncodeToString(sum[:]), id, w.one, tx.Now()})
	})
	return map[string]string{"group": w.publicCode(), "token": token}
}
