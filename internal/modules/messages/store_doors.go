package messages

import "archwire/internal/platform/db"

type doorRow struct {
	Hash    string `db:"hash"`
	Message string `db:"message_id"`
	Clinic  string `db:"clinic_id"`
	At      int64  `db:"made_at"`
}

// insertDoors makes pages of messages, each once.
func insertDoors(tx *db.Tx, rows []doorRow) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.InsertOr("messages_doors", rows, "ON CONFLICT (tenant_id, hash) DO NOTHING")
	return err
}

// doorOne gives the message of a page. Fault: DoorNotFound.
func doorOne(tx *db.Tx, hash string) (string, error) {
	id := ""
	found, err := tx.From("messages_doors").Where("hash = ?", hash).Get("message_id", &id)
	if err == nil && !found {
		err = DoorNotFound.With()
	}
	return id, err
}
