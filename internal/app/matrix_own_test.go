package app

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"

	"archwire/internal/fake"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// ownExamples are the requests of module messages by which somebody binds their own
// WeChat.
var ownExamples = book{
	"messages.invite": func(w *world) example {
		w.official()
		return example{path: about(w.patient()), body: map[string]any{"clinic_id": w.one}}
	},
	"messages.invitation":     func(w *world) example { return example{path: about(w.invited().ID)} },
	"messages.end_invitation": func(w *world) example { return example{path: about(w.invited().ID)} },
	"messages.arrive": func(w *world) example {
		return example{body: map[string]any{"group": w.publicCode(), "token": path.Base(w.invited().Link), "browser": browserSecret}}
	},
	"messages.arrived": func(w *world) example {
		return example{path: w.arriving(), body: map[string]any{"browser": browserSecret, "code": "c"}}
	},
	"messages.look_own": func(w *world) example {
		return example{path: w.arrived(), body: map[string]any{"browser": browserSecret}}
	},
	"messages.bind_own": func(w *world) example {
		return example{path: w.arrived(), body: map[string]any{"browser": browserSecret, "whose": "mother"}}
	},
	"messages.unbind_own": func(w *world) example {
		p, id := w.ownBound()
		return example{path: p, body: map[string]any{"browser": browserSecret, "binding_id": id}}
	},
	"messages.rebind_own": func(w *world) example {
		p, id := w.ownBound()
		if _, err := w.app.House.Messages.UnbindOwn(w.T.Context(), p["group"], p["state"], browserSecret, id); err != nil {
			w.T.Fatal(err)
		}
		return example{path: p, body: map[string]any{"browser": browserSecret}}
	},
}

// official is an official account in use.
func (w *world) official() {
	w.T.Helper()
	w.channel(messages.Official)
}

// invited is an invitation that nobody used.
func (w *world) invited() messages.Invited {
	w.T.Helper()
	w.official()
	i, err := w.app.House.Messages.Invite(w.acting(), w.patient(), w.one)
	if err != nil {
		w.T.Fatal(err)
	}
	return i
}

// arriving is a browser on its way to WeChat.
func (w *world) arriving() map[string]string {
	w.T.Helper()
	address, _, err := w.app.House.Messages.Arrive(w.T.Context(), messages.Arriving{Group: w.publicCode(), Token: path.Base(w.invited().Link), Browser: browserSecret})
	if err != nil {
		w.T.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		w.T.Fatal(err)
	}
	return map[string]string{"group": w.publicCode(), "state": u.Query().Get("state")}
}

// arrived is a browser of which WeChat has said whose it is.
func (w *world) arrived() map[string]string {
	w.T.Helper()
	p := w.arriving()
	sum := sha256.Sum256([]byte(p["state"]))
	w.writes(func(tx *db.Tx) error {
		var account string
		if _, err := tx.From("messages_arrivals").Where("hash = ?", hex.EncodeToString(sum[:])).Get("account_id", &account); err != nil {
			return err
		}
		address, err := w.app.House.Messages.Know(tx, messages.Address{Account: account, Value: fake.OpenID("own", w.fresh("own")), Following: true})
		if err != nil {
			return err
		}
		_, err = tx.Update("messages_arrivals").Set("state = 'known'").Set("address_id = ?", address).Where("hash = ?", hex.EncodeToString(sum[:])).Exec()
		return err
	})
	return p
}

// ownBound is a browser whose WeChat speaks for somebody, and the binding.
func (w *world) ownBound() (map[string]string, string) {
	w.T.Helper()
	p := w.arrived()
	o, err := w.app.House.Messages.BindOwn(w.T.Context(), p["group"], p["state"], browserSecret, "mother")
	if err != nil {
		w.T.Fatal(err)
	}
	return p, o.People[0].ID
}
