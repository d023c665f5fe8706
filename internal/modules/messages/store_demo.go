package messages

import (
	"slices"

	"archwire/internal/platform/db"
)

// demoInsert writes a batch of telephones, as far as they are not there yet.
func demoInsert(tx *db.Tx, r demoRows, outs []OptOut) error {
	if len(r.addresses) == 0 {
		return nil
	}
	there, err := tx.From("messages_addresses").Where("id = ?", r.addresses[0].ID).Exists()
	if err != nil || there {
		return err
	}
	if err := tx.Insert("messages_addresses", r.addresses); err != nil {
		return err
	}
	if len(r.bound) > 0 {
		if err := tx.Insert("messages_bindings", r.bound); err != nil {
			return err
		}
	}
	var edges []Edge
	for _, a := range r.addresses {
		if a.FriendOf != "" {
			edges = append(edges, Edge{Address: a.ID, User: a.FriendOf, Account: a.Account, State: EdgeFriend, Since: a.SeenAt, At: a.SeenAt, CameBy: a.AddedBy, Way: 1})
		}
	}
	if err := saveEdges(tx, edges); err != nil {
		return err
	}
	if err := tx.Insert("messages_credits", r.credits); err != nil {
		return err
	}
	if err := tx.Insert("messages_credit_lines", r.lines); err != nil {
		return err
	}
	_, err = insertOptOuts(tx, outs)
	return err
}

// insertPast writes messages with the one attempt of each; those that are there
// stay as they are.
func insertPast(tx *db.Tx, messages []Message, sends []Send) error {
	rows := make([]messageRow, len(messages))
	for i, m := range messages {
		rows[i] = rowOf(m)
	}
	if _, err := tx.InsertOr("messages_messages", rows, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	written, err := thereOf(tx, messages)
	if err != nil {
		return err
	}
	var rest []sendRow
	for _, x := range sends {
		if written[x.Message] {
			rest = append(rest, sendRowOf(x))
		}
	}
	_, err = tx.InsertOr("messages_sends", rest, "ON CONFLICT DO NOTHING")
	return err
}

// thereOf tells which of some messages are there under their ids.
func thereOf(tx *db.Tx, list []Message) (map[string]bool, error) {
	out := map[string]bool{}
	for part := range slices.Chunk(list, 1000) {
		ids := make([]string, len(part))
		for i, m := range part {
			ids[i] = m.ID
		}
		var there []string
		if err := tx.From("messages_messages").Where("id IN (?)", ids).Pluck("id", &there); err != nil {
			return nil, err
		}
		for _, id := range there {
			out[id] = true
		}
	}
	return out, nil
}

// demoAddress gives the id of an address, "" = it is not there.
func demoAddress(tx *db.Tx, account, value string) (id string, err error) {
	_, err = tx.From("messages_addresses").Where("account_id = ? AND value = ?", account, value).Get("id", &id)
	return id, err
}
