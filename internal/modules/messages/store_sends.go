package messages

import (
	"cmp"
	"slices"
	"strings"

	"archwire/internal/platform/db"
)

type sendRow struct {
	ID       string    `db:"id"`
	Message  string    `db:"message_id"`
	Rung     int       `db:"rung"`
	Number   string    `db:"number"`
	Clinic   string    `db:"clinic_id"`
	Purpose  string    `db:"purpose"`
	Channel  Channel   `db:"channel"`
	Account  string    `db:"account_id"`
	Address  string    `db:"address_id,null"`
	Template string    `db:"template_id"`
	Revision int64     `db:"revision"`
	Provider string    `db:"provider"`
	Sender   string    `db:"sender"`
	State    SendState `db:"state"`
	Said     said      `db:"said"`
	Code     string    `db:"code"`
	Words    string    `db:"words"`
	Ref      string    `db:"ref"`
	Parts    int       `db:"parts"`
	Credit   bool      `db:"credit"`
	Tries    int       `db:"tries"`
	Whither  string    `db:"whither"`
	SentAt   int64     `db:"sent_at"`
	SaidAt   int64     `db:"said_at,null"`
}

func (r sendRow) send() Send {
	return Send{ID: r.ID, Message: r.Message, Rung: r.Rung, Number: r.Number, Clinic: r.Clinic, Purpose: r.Purpose, Channel: r.Channel, Account: r.Account,
		Address: r.Address, Template: r.Template, Revision: r.Revision, Provider: r.Provider, Sender: r.Sender, State: r.State, Said: r.Said, Code: r.Code,
		Words: r.Words, Ref: r.Ref, Parts: r.Parts, Credit: r.Credit, Tries: r.Tries, SentAt: r.SentAt, SaidAt: r.SaidAt, to: r.Whither}
}

func sendRowOf(s Send) sendRow {
	return sendRow{ID: s.ID, Message: s.Message, Rung: s.Rung, Number: s.Number, Clinic: s.Clinic, Purpose: s.Purpose, Channel: s.Channel,
		Account: s.Account, Address: s.Address, Template: s.Template, Revision: s.Revision, Provider: s.Provider, Sender: s.Sender, State: s.State,
		Said: s.Said, Code: s.Code, Words: s.Words, Ref: s.Ref, Parts: s.Parts, Credit: s.Credit, Tries: s.Tries, Whither: s.to, SentAt: s.SentAt,
		SaidAt: s.SaidAt}
}

func sendsOf(rows []sendRow) []Send {
	out := make([]Send, len(rows))
	for i, r := range rows {
		out[i] = r.send()
	}
	return out
}

// numberOf makes our number of a send: 32 characters that every provider takes.
func numberOf(id string) string { return strings.ReplaceAll(id, "-", "") }

func insertSends(tx *db.Tx, list []Send) error {
	rows := make([]sendRow, len(list))
	for i, s := range list {
		rows[i] = sendRowOf(s)
	}
	return tx.Insert("messages_sends", rows)
}

// saveSends writes what changed of sends whose messages this transaction locked.
func saveSends(tx *db.Tx, list []Send) error {
	rows := make([]sendRow, len(list))
	for i, s := range list {
		rows[i] = sendRowOf(s)
	}
	_, err := tx.InsertOr("messages_sends", rows, `ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, said = excluded.said, code = excluded.code,
	words = excluded.words, ref = excluded.ref, parts = excluded.parts, credit = excluded.credit, tries = excluded.tries, said_at = excluded.said_at`)
	return err
}

// sendsByMessage gives the attempts of messages, first ones first.
func sendsByMessage(tx *db.Tx, messages []string) (map[string][]Send, error) {
	var rows []sendRow
	err := tx.From("messages_sends").AcrossClinics("they follow their message").Where("message_id IN (?)", messages).OrderBy("message_id, rung").All(&rows)
	out := map[string][]Send{}
	for _, r := range rows {
		out[r.Message] = append(out[r.Message], r.send())
	}
	return out, err
}

// latestSends gives the latest attempt of each message.
func latestSends(tx *db.Tx, messages []string) (map[string]Send, error) {
	all, err := sendsByMessage(tx, messages)
	out := make(map[string]Send, len(all))
	for id, list := range all {
		out[id] = list[len(list)-1]
	}
	return out, err
}

// sendsByID gives sends by their ids.
func sendsByID(tx *db.Tx, ids []string) (map[string]Send, error) {
	var rows []sendRow
	err := tx.From("messages_sends").AcrossClinics("what a provider says is of whichever clinic").Where("id IN (?)", ids).All(&rows)
	out := make(map[string]Send, len(rows))
	for _, r := range rows {
		out[r.ID] = r.send()
	}
	return out, err
}

// wireKey is a send as a provider names it: by our number, or "ref:" and theirs.
type wireKey struct{ account, number string }

// sendsByWire finds the sends that receipts are about, by our numbers and by the
// providers'.
func sendsByWire(tx *db.Tx, numbers, refs []string) (map[wireKey]Send, error) {
	const why = "what a provider says is of whichever clinic"
	out := map[wireKey]Send{}
	var rows, more []sendRow
	if err := tx.From("messages_sends").AcrossClinics(why).Where("number IN (?)", numbers).All(&rows); err != nil {
		return nil, err
	}
	if err := tx.From("messages_sends").AcrossClinics(why).Where("ref IN (?) AND ref <> ''", refs).All(&more); err != nil {
		return nil, err
	}
	for _, r := range append(rows, more...) {
		out[wireKey{r.Account, r.Number}] = r.send()
		if r.Ref != "" {
			out[wireKey{r.Account, "ref:" + r.Ref}] = r.send()
		}
	}
	return out, nil
}

// sendByNumber finds a send by our number.
func sendByNumber(tx *db.Tx, account, number string) (Send, bool, error) {
	var r sendRow
	found, err := tx.From("messages_sends").AcrossClinics("what a provider says is of whichever clinic").
		Where("account_id = ? AND number = ?", account, number).One(&r)
	return r.send(), found, err
}

type touchRow struct {
	Who    string `db:"who"`
	Class  string `db:"class"`
	Day    string `db:"day"`
	Amount int    `db:"amount"`
}

// touch is how much somebody heard of a class on a day.
type touch struct{ who, class, day string }

// touches reads how much some people heard on some days.
func touches(tx *db.Tx, who, days []string) (map[touch]int, error) {
	out := map[touch]int{}
	if len(who) == 0 {
		return out, nil
	}
	var rows []touchRow
	err := tx.From("messages_touches").Where("who IN (?) AND day IN (?)", who, days).All(&rows)
	for _, r := range rows {
		out[touch{r.Who, r.Class, r.Day}] = r.Amount
	}
	return out, err
}

// addTouches counts in one statement; what is taken back has a negative amount and
// never leads below zero.
func addTouches(tx *db.Tx, list map[touch]int) error {
	var rows []touchRow
	for t, n := range list {
		if n > 0 {
			rows = append(rows, touchRow{t.who, t.class, t.day, n})
		}
	}
	slices.SortFunc(rows, func(a, b touchRow) int { return cmp.Or(cmp.Compare(a.Who, b.Who), cmp.Compare(a.Class, b.Class)) })
	_, err := tx.InsertOr("messages_touches", rows,
		"ON CONFLICT (tenant_id, who, class, day) DO UPDATE SET amount = messages_touches.amount + excluded.amount")
	if err != nil {
		return err
	}
	for t, n := range list {
		if n < 0 {
			_, err := tx.Update("messages_touches").Set("amount = amount + ?", n).Where("who = ? AND class = ? AND day = ? AND amount >= ?", t.who, t.class, t.day, -n).Exec()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// UseLine is what was sent of a purpose on a channel.
type UseLine struct {
	Clinic    string  `db:"clinic_id"`
	Purpose   string  `db:"purpose"`
	Channel   Channel `db:"channel"`
	Sends     int     `db:"sends" sql:"count(*)"`
	Parts     int     `db:"parts" sql:"CAST(sum(s.parts) AS bigint)"`
	Delivered int     `db:"delivered" sql:"CAST(sum(CASE WHEN s.state = 'delivered' THEN 1 ELSE 0 END) AS bigint)"`
	Failed    int     `db:"failed" sql:"CAST(sum(CASE WHEN s.state = 'failed' THEN 1 ELSE 0 END) AS bigint)"`
}

func useLines(tx *db.Tx, from, to int64) ([]UseLine, error) {
	var rows []UseLine
	err := tx.From("messages_sends s").Where("s.sent_at >= ? AND s.sent_at < ?", from, to).GroupBy("s.clinic_id, s.purpose, s.channel").
		OrderBy("s.clinic_id, s.purpose, s.channel").All(&rows)
	return rows, err
}
