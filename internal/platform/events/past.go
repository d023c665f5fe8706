package events

import (
	"encoding/json"
	"fmt"

	"archwire/internal/platform/db"
)

// Past writes facts about the past in bulk, for who furnishes a group with a
// history. Now hearers are not called: who tells so much at once writes what
// they would have written as well. Later hearers of the past get their rows.
func (b *Bus) Past(tx *db.Tx, list []Fact) error {
	rows := make([]factRow, len(list))
	var inbox []inboxRow
	for i, f := range list {
		text, err := json.Marshal(f.Body)
		if err != nil {
			return fmt.Errorf("events: body of %s: %w", f.Kind, err)
		}
		rows[i] = factRow{ID: tx.NewID(), Kind: f.Kind, Clinic: f.Clinic, Patient: f.Patient, Subject: f.Subject, At: f.At, Recorded: tx.Now(),
			Actor: tx.Actor(), Backfill: true, Body: string(text)}
		for _, s := range b.kinds[f.Kind] {
			if s.Backfill && s.Later != nil {
				inbox = append(inbox, inboxRow{Subscriber: s.Name, Recorded: rows[i].Recorded, Fact: rows[i].ID})
			}
		}
	}
	if err := tx.Insert("events_facts", rows); err != nil || len(inbox) == 0 {
		return err
	}
	return tx.Insert("events_inbox", inbox)
}
