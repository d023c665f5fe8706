package app

import (
	"crypto/sha256"
	"encoding/hex"

	"archwire/internal/platform/db"
)

// bindingExamples are the requests of module messages about whom one speaks with.
var bindingExamples = book{
	"messages.passport": func(w *world) example { return example{path: about(w.messageIn("delivered"))} },
	"messages.door":     func(w *world) example { return example{path: w.door()} },
	"messages.choose": func(w *world) example {
		return example{path: w.door(), body: map[string]any{"class": "marketing", "wanted": false}}
	},
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
	g, _, err := w.app.Auth.Group(w.acting(), w.Tenant)
	if err != nil {
		w.T.Fatal(err)
	}
	return map[string]string{"group": g.PublicCode, "token": token}
}
