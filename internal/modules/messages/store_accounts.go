package messages

import (
	"archwire/internal/platform/db"
)

type accountRow struct {
	ID        string `db:"id"`
	Version   int64  `db:"version"`
	Clinic    string `db:"of_clinic_id,null"`
	Kind      Kind   `db:"kind"`
	Name      string `db:"name"`
	BaseURL   string `db:"base_url"`
	App       string `db:"app"`
	Keys      string `db:"keys"`
	Enabled   bool   `db:"enabled"`
	TestedAt  int64  `db:"tested_at,null"`
	TestedOK  bool   `db:"tested_ok"`
	Tested    string `db:"tested"`
	ChangedAt int64  `db:"changed_at"`
	ChangedBy string `db:"changed_by,null"`
}

func (s *Service) accountOf(tx *db.Tx, r accountRow) (Account, error) {
	a := Account{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Kind: r.Kind, Name: r.Name, BaseURL: r.BaseURL, Enabled: r.Enabled,
		TestedAt: r.TestedAt, TestedOK: r.TestedOK, Tested: r.Tested}
	return a, s.openJSON(keysPlace(tx, r.ID), r.Keys, &a.Keys)
}

// accountOne gives an account. Fault: AccountNotFound.
func (s *Service) accountOne(tx *db.Tx, id string) (Account, error) {
	var r accountRow
	found, err := tx.From("messages_accounts").Where("id = ?", id).One(&r)
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, AccountNotFound.With()
	}
	return s.accountOf(tx, r)
}

// accountList lists the group's accounts; a group has a handful.
func (s *Service) accountList(tx *db.Tx) ([]Account, error) {
	var rows []accountRow
	if err := tx.From("messages_accounts").OrderBy("kind, id").All(&rows); err != nil {
		return nil, err
	}
	out := make([]Account, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = s.accountOf(tx, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// accountKinds lists accounts without their keys.
func accountKinds(tx *db.Tx) ([]kindRow, error) {
	var rows []kindRow
	err := tx.From("messages_accounts").OrderBy("kind, id").All(&rows)
	return rows, err
}

type kindRow struct {
	ID     string `db:"id"`
	Clinic string `db:"of_clinic_id,null"`
	Kind   Kind   `db:"kind"`
	Name   string `db:"name"`
}

func (s *Service) insertAccount(tx *db.Tx, a Account) error {
	keys, err := s.sealJSON(keysPlace(tx, a.ID), a.Keys)
	if err != nil {
		return err
	}
	return tx.Insert("messages_accounts", accountRow{ID: a.ID, Version: a.Version, Clinic: a.Clinic, Kind: a.Kind, Name: a.Name, BaseURL: a.BaseURL,
		App: a.App(a.Kind), Keys: keys, Enabled: a.Enabled, ChangedAt: tx.Now(), ChangedBy: tx.Actor()})
}

// updateAccount changes an account at a version; what the last test said is
// forgotten.
func (s *Service) updateAccount(tx *db.Tx, a Account) error {
	keys, err := s.sealJSON(keysPlace(tx, a.ID), a.Keys)
	if err != nil {
		return err
	}
	return tx.Update("messages_accounts").Set("version = version + 1").Set("name = ?", a.Name).Set("base_url = ?", a.BaseURL).Set("app = ?", a.App(a.Kind)).
		Set("keys = ?", keys).Set("enabled = ?", a.Enabled).Set("tested_at = NULL").Set("tested_ok = ?", false).Set("tested = ''").
		Set("changed_at = ?", tx.Now()).Set("changed_by = ?", orNull(tx.Actor())).Where("id = ? AND version = ?", a.ID, a.Version).Must()
}

func setTested(tx *db.Tx, account string, ok bool, words string) error {
	_, err := tx.Update("messages_accounts").Set("tested_at = ?", tx.Now()).Set("tested_ok = ?", ok).Set("tested = ?", words).Where("id = ?", account).Exec()
	return err
}

type templateRow struct {
	ID        string  `db:"id"`
	Version   int64   `db:"version"`
	Purpose   string  `db:"purpose"`
	Channel   Channel `db:"channel"`
	Account   string  `db:"account_id"`
	Provider  string  `db:"provider"`
	Slots     []Slot  `db:"slots,json"`
	Text      string  `db:"body"`
	Enabled   bool    `db:"enabled"`
	ChangedAt int64   `db:"changed_at"`
	ChangedBy string  `db:"changed_by,null"`
}

func (r templateRow) template() Template {
	return Template{r.ID, r.Version, r.Purpose, r.Channel, r.Account, r.Provider, r.Slots, r.Text, r.Enabled, r.ChangedAt, r.ChangedBy}
}

func templateRowOf(tx *db.Tx, t Template) templateRow {
	return templateRow{t.ID, t.Version, t.Purpose, t.Channel, t.Account, t.Provider, t.Slots, t.Text, t.Enabled, tx.Now(), tx.Actor()}
}

// templatesOf lists the templates of purposes; none named = all.
func templatesOf(tx *db.Tx, purposes ...string) ([]Template, error) {
	q := tx.From("messages_templates")
	if len(purposes) > 0 {
		q = q.Where("purpose IN (?)", purposes)
	}
	var rows []templateRow
	err := q.OrderBy("purpose, channel, account_id").All(&rows)
	out := make([]Template, len(rows))
	for i, r := range rows {
		out[i] = r.template()
	}
	return out, err
}

func templateOne(tx *db.Tx, purpose string, c Channel, account string) (Template, bool, error) {
	var r templateRow
	found, err := tx.From("messages_templates").Where("purpose = ? AND channel = ? AND account_id = ?", purpose, c, account).ForUpdate().One(&r)
	return r.template(), found, err
}

func insertTemplates(tx *db.Tx, list []Template) error {
	rows := make([]templateRow, len(list))
	for i, t := range list {
		rows[i] = templateRowOf(tx, t)
	}
	_, err := tx.InsertOr("messages_templates", rows, "ON CONFLICT (tenant_id, purpose, channel, account_id) DO NOTHING")
	return err
}

func updateTemplate(tx *db.Tx, t Template) error {
	r := templateRowOf(tx, t)
	slots, err := jsonText(r.Slots)
	if err != nil {
		return err
	}
	return tx.Update("messages_templates").Set("version = version + 1").Set("provider = ?", t.Provider).Set("slots = ?", slots).Set("body = ?", t.Text).
		Set("enabled = ?", t.Enabled).Set("changed_at = ?", r.ChangedAt).Set("changed_by = ?", orNull(r.ChangedBy)).
		Where("id = ? AND version = ?", t.ID, t.Version).Must()
}
