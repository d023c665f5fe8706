package gateways

import (
	"embed"
	"encoding/json"
	"errors"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type accountRow struct {
	ID        string   `db:"id"`
	Version   int64    `db:"version"`
	Clinic    string   `db:"clinic_id"`
	Provider  Provider `db:"provider"`
	Platform  string   `db:"platform"`
	BaseURL   string   `db:"base_url"`
	Merchant  string   `db:"merchant"`
	App       string   `db:"app"`
	Keys      string   `db:"keys"`
	Enabled   bool     `db:"enabled"`
	TestedAt  int64    `db:"tested_at,null"`
	TestedOK  bool     `db:"tested_ok"`
	Tested    string   `db:"tested"`
	ChangedAt int64    `db:"changed_at"`
	ChangedBy string   `db:"changed_by,null"`
}

// keysPlace names the place where the keys of an account are sealed.
func keysPlace(tx *db.Tx, account string) string {
	return "gateways_accounts.keys/" + tx.Tenant() + "/" + account
}

func (s *Service) accountOf(tx *db.Tx, r accountRow) (Account, error) {
	a := Account{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Provider: r.Provider, Platform: r.Platform, BaseURL: r.BaseURL, Merchant: r.Merchant,
		App: r.App, Enabled: r.Enabled, TestedAt: r.TestedAt, TestedOK: r.TestedOK, Tested: r.Tested}
	b, err := s.vault.Open(keysPlace(tx, r.ID), r.Keys)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(b, &a.Keys)
}

// accountOne gives an account of the clinics in sight. Fault: AccountNotFound.
func (s *Service) accountOne(tx *db.Tx, id string) (Account, error) {
	var row accountRow
	found, err := tx.From("gateways_accounts").Where("id = ?", id).One(&row)
	if err != nil {
		return Account{}, err
	}
	if !found {
		return Account{}, AccountNotFound.With()
	}
	return s.accountOf(tx, row)
}

// accountFor finds the account that a clinic uses. Fault: NoAccount.
func accountFor(tx *db.Tx, clinic string, p Provider, platform string) (string, error) {
	var id string
	found, err := tx.From("gateways_accounts").Where("clinic_id = ? AND provider = ? AND platform = ? AND enabled = ?", clinic, p, platform, true).Get("id", &id)
	if err == nil && !found {
		err = NoAccount.With("provider", string(p))
	}
	return id, err
}

func (s *Service) accountsOf(tx *db.Tx, clinic string) ([]Account, error) {
	var rows []accountRow
	err := tx.From("gateways_accounts").Where("clinic_id = ?", clinic).OrderBy("provider, platform").All(&rows)
	out := make([]Account, len(rows))
	for i, r := range rows {
		if out[i], err = s.accountOf(tx, r); err != nil {
			return nil, err
		}
	}
	return out, err
}

// inUse lists which providers and platforms a clinic has accounts in use at.
func inUse(tx *db.Tx, clinic string) ([]accountRow, error) {
	var rows []accountRow
	err := tx.From("gateways_accounts").Where("clinic_id = ? AND enabled = ?", clinic, true).OrderBy("provider, platform").All(&rows)
	return rows, err
}

func (s *Service) sealedKeys(tx *db.Tx, a Account) (string, error) {
	b, err := json.Marshal(a.Keys)
	return s.vault.Seal(keysPlace(tx, a.ID), b), err
}

func (s *Service) insertAccount(tx *db.Tx, a Account) error {
	keys, err := s.sealedKeys(tx, a)
	if err != nil {
		return err
	}
	return tx.Insert("gateways_accounts", accountRow{ID: a.ID, Version: a.Version, Clinic: a.Clinic, Provider: a.Provider, Platform: a.Platform,
		BaseURL: a.BaseURL, Merchant: a.Merchant, App: a.App, Keys: keys, Enabled: a.Enabled, ChangedAt: tx.Now(), ChangedBy: tx.Actor()})
}

// updateAccount changes an account at a version; what the last test said is
// forgotten.
func (s *Service) updateAccount(tx *db.Tx, a Account) error {
	keys, err := s.sealedKeys(tx, a)
	if err != nil {
		return err
	}
	return tx.Update("gateways_accounts").Set("version = version + 1").Set("base_url = ?", a.BaseURL).Set("merchant = ?", a.Merchant).
		Set("app = ?", a.App).Set("keys = ?", keys).Set("enabled = ?", a.Enabled).Set("tested_at = NULL").Set("tested_ok = ?", false).Set("tested = ''").
		Set("changed_at = ?", tx.Now()).Set("changed_by = ?", orNull(tx.Actor())).Where("id = ? AND version = ?", a.ID, a.Version).Must()
}

func setTested(tx *db.Tx, account string, ok bool, words string) error {
	_, err := tx.Update("gateways_accounts").Set("tested_at = ?", tx.Now()).Set("tested_ok = ?", ok).Set("tested = ?", words).Where("id = ?", account).Exec()
	return err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orNone(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

type requestRow struct {
	ID         string    `db:"id"`
	Version    int64     `db:"version"`
	Clinic     string    `db:"clinic_id"`
	Patient    string    `db:"patient_id,null"`
	Account    string    `db:"account_id"`
	Provider   Provider  `db:"provider"`
	Platform   string    `db:"platform"`
	Kind       Kind      `db:"kind"`
	Number     string    `db:"number"`
	Of         string    `db:"of_id,null"`
	Subject    string    `db:"subject"`
	Once       string    `db:"once_key,null"`
	Amount     money.Fen `db:"amount"`
	State      State     `db:"state"`
	Late       bool      `db:"late"`
	Said       Said      `db:"said"`
	Code       string    `db:"code"`
	Words      string    `db:"words"`
	ProviderNo string    `db:"provider_no"`
	Ask        string    `db:"ask"`
	Secret     string    `db:"secret"`
	Answer     string    `db:"answer"`
	AskedAt    int64     `db:"asked_at"`
	AskedBy    string    `db:"asked_by,null"`
	SendingAt  int64     `db:"sending_at,null"`
	SentAt     int64     `db:"sent_at,null"`
	SaidAt     int64     `db:"said_at,null"`
	DoneAt     int64     `db:"done_at,null"`
	Asks       int       `db:"asks"`
	Closing    bool      `db:"closing"`
	HandBy     string    `db:"hand_by,null"`
	WakeAt     int64     `db:"wake_at,null"`
}

func (r requestRow) request() (Request, error) {
	out := Request{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Account: r.Account, Provider: r.Provider, Platform: r.Platform,
		Kind: r.Kind, Number: r.Number, Of: r.Of, Subject: r.Subject, Amount: r.Amount, State: r.State, Late: r.Late, Said: r.Said, Code: r.Code,
		Words: r.Words, ProviderNo: r.ProviderNo, AskedAt: r.AskedAt, AskedBy: r.AskedBy, SendingAt: r.SendingAt, SentAt: r.SentAt, SaidAt: r.SaidAt,
		DoneAt: r.DoneAt, Asks: r.Asks, Closing: r.Closing, HandBy: r.HandBy, WakeAt: r.WakeAt, sealed: r.Secret}
	return out, errors.Join(json.Unmarshal([]byte(r.Ask), &out.Ask), json.Unmarshal([]byte(r.Answer), &out.Answer))
}

// insertRequest writes a request; once keeps the same from being asked again.
// Fault: AlreadyAsked.
func insertRequest(tx *db.Tx, r Request, once string) error {
	ask, err := json.Marshal(r.Ask)
	if err != nil {
		return err
	}
	if once != "" {
		there, err := tx.From("gateways_requests").AcrossClinics("what must not be asked twice is not, in whichever clinic").
			Where("kind = ? AND once_key = ?", r.Kind, once).Exists()
		if err != nil {
			return err
		}
		if there {
			return AlreadyAsked.With()
		}
	}
	err = tx.Insert("gateways_requests", requestRow{ID: r.ID, Version: 1, Clinic: r.Clinic, Patient: r.Patient, Account: r.Account, Provider: r.Provider,
		Platform: r.Platform, Kind: r.Kind, Number: r.Number, Of: r.Of, Subject: r.Subject, Once: once, Amount: r.Amount, State: r.State,
		Ask: string(ask), Secret: r.sealed, Answer: "{}", AskedAt: r.AskedAt, AskedBy: r.AskedBy, WakeAt: r.WakeAt})
	if db.Violated(err) == "gateways_requests_once" {
		return AlreadyAsked.With()
	}
	return err
}

// saveRequest writes what changed of a request that this transaction locked.
func saveRequest(tx *db.Tx, r Request) error {
	answer, err := json.Marshal(r.Answer)
	if err != nil {
		return err
	}
	c := tx.Update("gateways_requests").Set("version = version + 1").Set("amount = ?", r.Amount).Set("state = ?", r.State).Set("late = ?", r.Late).
		Set("said = ?", r.Said).Set("code = ?", r.Code).Set("words = ?", r.Words).Set("provider_no = ?", r.ProviderNo).Set("answer = ?", string(answer)).
		Set("secret = ?", r.sealed).Set("sending_at = ?", orNone(r.SendingAt)).Set("sent_at = ?", orNone(r.SentAt)).Set("said_at = ?", orNone(r.SaidAt)).
		Set("done_at = ?", orNone(r.DoneAt)).Set("asks = ?", r.Asks).Set("closing = ?", r.Closing).Set("hand_by = ?", orNull(r.HandBy)).
		Set("wake_at = ?", orNone(r.WakeAt))
	if r.State == Refused || r.State == Closed || r.State == Done && !r.keepsOnce() {
		c = c.Set("once_key = NULL")
	}
	return c.Where("id = ?", r.ID).Must()
}

// forgetOnce lets the same be asked again: it was taken back.
func forgetOnce(tx *db.Tx, request string) error {
	_, err := tx.Update("gateways_requests").Set("once_key = NULL").Where("id = ?", request).Exec()
	return err
}

// requestOne gives a request of the clinics in sight. Fault: RequestNotFound.
func requestOne(tx *db.Tx, id string, lock bool) (Request, error) {
	q := tx.From("gateways_requests").Where("id = ?", id)
	if lock {
		q = q.ForUpdate()
	}
	var row requestRow
	found, err := q.One(&row)
	if err != nil {
		return Request{}, err
	}
	if !found {
		return Request{}, RequestNotFound.With()
	}
	return row.request()
}

// requestByNumber finds a request by our number.
func requestByNumber(tx *db.Tx, account, number string) (string, bool, error) {
	var id string
	found, err := tx.From("gateways_requests").Where("account_id = ? AND number = ?", account, number).Get("id", &id)
	return id, found, err
}

func requestsOf(rows []requestRow) ([]Request, error) {
	out := make([]Request, len(rows))
	var wrong error
	for i, r := range rows {
		var err error
		out[i], err = r.request()
		wrong = errors.Join(wrong, err)
	}
	return out, wrong
}

// openRequests lists what is not over in a clinic, oldest first.
func openRequests(tx *db.Tx, clinic string, limit int) ([]Request, error) {
	var rows []requestRow
	err := tx.From("gateways_requests").Where("clinic_id = ? AND state IN ('asked', 'sent', 'unknown')", clinic).OrderBy("id").Limit(limit).All(&rows)
	if err != nil {
		return nil, err
	}
	return requestsOf(rows)
}

// overRequests lists the latest that are over in a clinic, latest first.
func overRequests(tx *db.Tx, clinic string, limit int) ([]Request, error) {
	var rows []requestRow
	err := tx.From("gateways_requests").Where("clinic_id = ? AND state IN ('done', 'refused', 'closed')", clinic).OrderBy("id DESC").Limit(limit).All(&rows)
	if err != nil {
		return nil, err
	}
	return requestsOf(rows)
}

func requestsByPatient(tx *db.Tx, patient string, limit int) ([]Request, error) {
	var rows []requestRow
	err := tx.From("gateways_requests").Where("patient_id = ?", patient).OrderBy("id DESC").Limit(limit).All(&rows)
	if err != nil {
		return nil, err
	}
	return requestsOf(rows)
}

// dueRequests gives what is to be looked at now.
func dueRequests(tx *db.Tx, now int64, limit int) ([]string, error) {
	var ids []string
	err := tx.From("gateways_requests").Where("wake_at <= ?", now).OrderBy("wake_at, id").Limit(limit).Pluck("id", &ids)
	return ids, err
}

// lease puts the next look off while a job looks.
func lease(tx *db.Tx, ids []string, until int64) error {
	_, err := tx.Update("gateways_requests").Set("wake_at = ?", until).Where("id IN (?)", ids).Exec()
	return err
}

func nextWake(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("gateways_requests").Where("wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

// forgetPerson takes out what names an erased patient.
func forgetPerson(tx *db.Tx, patient string) error {
	_, err := tx.Update("gateways_requests").Set("secret = ''").Where("patient_id = ?", patient).Exec()
	return err
}

type logRow struct {
	ID      string `db:"id"`
	Clinic  string `db:"clinic_id"`
	Account string `db:"account_id"`
	Request string `db:"request_id,null"`
	At      int64  `db:"at"`
	Way     string `db:"way"`
	What    string `db:"what"`
	Status  int    `db:"status"`
	Body    string `db:"body"`
	Hash    string `db:"hash"`
	Notice  string `db:"notice,null"`
}

func logPlace(tx *db.Tx, id string) string { return "gateways_log.body/" + tx.Tenant() + "/" + id }

// insertLog keeps what came, as it came, and tells whether it is new: a callback
// that came before is not.
func (s *Service) insertLog(tx *db.Tx, r logRow, body []byte) (bool, error) {
	r.ID = tx.NewID()
	r.At, r.Body, r.Hash = tx.Now(), s.vault.Seal(logPlace(tx, r.ID), body), digest(body)
	conflict := ""
	if r.Notice != "" {
		conflict = "ON CONFLICT (tenant_id, account_id, notice) WHERE notice IS NOT NULL DO NOTHING"
	}
	n, err := tx.InsertOr("gateways_log", r, conflict)
	return n == 1, err
}

// Heard is a line of the log.
type Heard struct {
	At     int64
	Way    string // answer, silence, callback
	What   string // the call
	Status int    // of HTTP; 0 = none
	Body   string
	Hash   string
	Sound  bool // the body has the hash that was kept
}

func (s *Service) logOf(tx *db.Tx, request string) ([]Heard, error) {
	var rows []logRow
	if err := tx.From("gateways_log").Where("request_id = ?", request).OrderBy("id").Limit(200).All(&rows); err != nil {
		return nil, err
	}
	out := make([]Heard, len(rows))
	for i, r := range rows {
		b, err := s.vault.Open(logPlace(tx, r.ID), r.Body)
		if err != nil {
			return nil, err
		}
		out[i] = Heard{r.At, r.Way, r.What, r.Status, string(b), r.Hash, digest(b) == r.Hash}
	}
	return out, nil
}
