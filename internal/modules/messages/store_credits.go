package messages

import (
	"archwire/internal/platform/db"
)

type creditRow struct {
	Address  string `db:"address_id"`
	Template string `db:"template"`
	Amount   int    `db:"amount"`
}

type creditLine struct {
	ID       string `db:"id"`
	Address  string `db:"address_id"`
	Template string `db:"template"`
	Kind     string `db:"kind"`
	Amount   int    `db:"amount"`
	At       int64  `db:"at"`
	Send     string `db:"send_id,null"`
}

// The kinds of lines in the journal of credits.
const (
	creditGiven    = "given"
	creditTaken    = "taken"
	creditReturned = "returned"
	creditVoid     = "void" // withdrawn, or the provider says that there is none
)

// creditsOf locks the pots of addresses.
func creditsOf(tx *db.Tx, addresses []string) (map[creditKey]int, error) {
	out := map[creditKey]int{}
	if len(addresses) == 0 {
		return out, nil
	}
	var rows []creditRow
	err := tx.From("messages_credits").Where("address_id IN (?)", addresses).OrderBy("address_id, template").ForUpdate().All(&rows)
	for _, r := range rows {
		out[creditKey{r.Address, r.Template}] = r.Amount
	}
	return out, err
}

// creditsSeen reads pots that hold something.
func creditsSeen(tx *db.Tx, addresses []string) ([]creditRow, error) {
	var rows []creditRow
	err := tx.From("messages_credits").Where("address_id IN (?) AND amount > 0", addresses).OrderBy("address_id, template").All(&rows)
	return rows, err
}

// addCredits puts credits into a pot.
func addCredits(tx *db.Tx, k creditKey, n int, kind, send string) error {
	_, err := tx.InsertOr("messages_credits", creditRow{k.Address, k.Template, n},
		"ON CONFLICT (tenant_id, address_id, template) DO UPDATE SET amount = messages_credits.amount + excluded.amount")
	if err != nil {
		return err
	}
	return tx.Insert("messages_credit_lines", creditLine{tx.NewID(), k.Address, k.Template, kind, n, tx.Now(), send})
}

// takeCredits takes one credit for each send; several of one pot are one statement.
// It is an error if a pot holds less: who decided had it locked.
func takeCredits(tx *db.Tx, list []Send) error {
	pots := map[creditKey]int{}
	var lines []creditLine
	for _, s := range list {
		pots[creditKey{s.Address, s.Provider}]++
		lines = append(lines, creditLine{tx.NewID(), s.Address, s.Provider, creditTaken, -1, tx.Now(), s.ID})
	}
	byAmount := map[int][]creditKey{}
	for k, n := range pots {
		byAmount[n] = append(byAmount[n], k)
	}
	for n, keys := range byAmount {
		if err := takeFrom(tx, keys, n); err != nil {
			return err
		}
	}
	return tx.Insert("messages_credit_lines", lines)
}

// takeFrom takes n from each of some pots, those of a template at once.
func takeFrom(tx *db.Tx, keys []creditKey, n int) error {
	of := map[string][]string{}
	for _, k := range keys {
		of[k.Template] = append(of[k.Template], k.Address)
	}
	for template, addresses := range of {
		got, err := tx.Update("messages_credits").Set("amount = amount - ?", n).Where("template = ? AND address_id IN (?) AND amount >= ?", template, addresses, n).Exec()
		if err != nil {
			return err
		}
		if got != int64(len(addresses)) {
			return errShort
		}
	}
	return nil
}

// voidCredits empties a pot.
func voidCredits(tx *db.Tx, k creditKey) error {
	have, err := creditsOf(tx, []string{k.Address})
	if err != nil || have[k] == 0 {
		return err
	}
	if _, err := tx.Update("messages_credits").Set("amount = 0").Where("address_id = ? AND template = ?", k.Address, k.Template).Exec(); err != nil {
		return err
	}
	return tx.Insert("messages_credit_lines", creditLine{tx.NewID(), k.Address, k.Template, creditVoid, -have[k], tx.Now(), ""})
}
