package auth

import (
	"embed"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Migrations makes the tables.
//
//go:embed migrations
var Migrations embed.FS

// Texts are the sentences of this package.
//
//go:embed i18n
var Texts embed.FS

type groupRow struct {
	Tenant     string `db:"tenant_id" sql:"tenant_id"` // read only: the door writes it
	Code       string `db:"code"`
	PublicCode string `db:"public_code"`
	Name       string `db:"name"`
	CreatedAt  int64  `db:"created_at"`
}

func addGroup(tx *db.Tx, g GroupInfo) error {
	return tx.Insert("auth_groups", groupRow{Code: g.Code, PublicCode: g.PublicCode, Name: g.Name, CreatedAt: tx.Now()})
}

func allGroups(tx *db.Tx) ([]GroupInfo, error) {
	var rows []groupRow
	if err := tx.From("auth_groups").All(&rows); err != nil {
		return nil, err
	}
	out := make([]GroupInfo, len(rows))
	for i, r := range rows {
		out[i] = GroupInfo{r.Tenant, r.Code, r.PublicCode, r.Name}
	}
	return out, nil
}

// publicCode is the code of the transaction's own group.
func publicCode(tx *db.Tx) (string, error) {
	var code string
	ok, err := tx.From("auth_groups").Get("public_code", &code)
	if err == nil && !ok {
		err = GroupForm.With() // the group was never created: see CreateGroup
	}
	return code, err
}

type account struct {
	ID           string `db:"id"`
	Login        string `db:"login"`
	LoginKey     string `db:"login_key"`
	Name         string `db:"name"`
	Locale       string `db:"locale"`
	PasswordHash string `db:"password_hash,null"`
	MustChange   bool   `db:"must_change"`
	TOTPSealed   string `db:"totp_sealed,null"`
	TOTPNext     string `db:"totp_next,null"`
	CreatedAt    int64  `db:"created_at"`
	PasswordAt   int64  `db:"password_at,null"`
	DisabledAt   int64  `db:"disabled_at,null"`
}

// accountByLogin gives an empty account where there is none.
func accountByLogin(tx *db.Tx, key string) (account, error) {
	var a account
	_, err := tx.From("auth_accounts").Where("login_key = ?", key).One(&a)
	return a, err
}

func accountByID(tx *db.Tx, which string) (account, error) {
	var a account
	if !id.Valid(which) {
		return a, NoAccount.With()
	}
	ok, err := tx.From("auth_accounts").Where("id = ?", which).One(&a)
	if err == nil && !ok {
		err = NoAccount.With()
	}
	return a, err
}

func accountsByID(tx *db.Tx, ids []string) ([]account, error) {
	var rows []account
	err := tx.From("auth_accounts").Where("id IN (?)", ids).All(&rows)
	return rows, err
}

func change(tx *db.Tx, account string) *db.Change {
	return tx.Update("auth_accounts").Where("id = ?", account)
}

func run(c *db.Change) error { _, err := c.Exec(); return err }

func renameAccount(tx *db.Tx, account, login, key, name string) error {
	return run(change(tx, account).Set("login = ?", login).Set("login_key = ?", key).Set("name = ?", name))
}

func setDisabled(tx *db.Tx, account string, at int64) error {
	if at == 0 {
		return run(change(tx, account).Set("disabled_at = NULL"))
	}
	return run(change(tx, account).Set("disabled_at = ?", at))
}

func setLocale(tx *db.Tx, account, locale string) error {
	return run(change(tx, account).Set("locale = ?", locale))
}

func setPassword(tx *db.Tx, account, hash string) error {
	return run(change(tx, account).Set("password_hash = ?", hash).Set("must_change = ?", false).Set("password_at = ?", tx.Now()))
}

func clearPassword(tx *db.Tx, account string) error {
	return run(change(tx, account).Set("password_hash = NULL"))
}

func setNextTOTP(tx *db.Tx, account, sealed string) error {
	return run(change(tx, account).Set("totp_next = ?", sealed))
}

func confirmTOTP(tx *db.Tx, account, sealed string, step int64) error {
	return change(tx, account).Set("totp_sealed = totp_next").Set("totp_next = NULL").Set("totp_step = ?", step).
		Where("totp_next = ?", sealed).Must()
}

func clearTOTP(tx *db.Tx, account string) error {
	return run(change(tx, account).Set("totp_sealed = NULL").Set("totp_next = NULL").Set("totp_step = 0"))
}

// spendStep takes a step of the second factor once.
func spendStep(tx *db.Tx, account string, step int64) (bool, error) {
	n, err := change(tx, account).Set("totp_step = ?", step).Where("totp_step < ? AND totp_sealed IS NOT NULL", step).Exec()
	return n == 1, err
}

type recoveryRow struct {
	AccountID string `db:"account_id"`
	CodeMac   string `db:"code_mac"`
}

func addRecovery(tx *db.Tx, account string, macs []string) error {
	rows := make([]recoveryRow, len(macs))
	for i, m := range macs {
		rows[i] = recoveryRow{account, m}
	}
	return tx.Insert("auth_recovery", rows)
}

func clearRecovery(tx *db.Tx, account string) error {
	return run(tx.Delete("auth_recovery").Where("account_id = ?", account))
}

func spendRecovery(tx *db.Tx, account, mac string) (bool, error) {
	n, err := tx.Update("auth_recovery").Set("used_at = ?", tx.Now()).
		Where("account_id = ? AND code_mac = ? AND used_at IS NULL", account, mac).Exec()
	return n == 1, err
}

type triesRow struct {
	LoginMac string `db:"login_mac"`
	Failed   int    `db:"failed"`
	FailedAt int64  `db:"failed_at"`
	Until    int64  `db:"locked_until,null"`
}

// lockTries reads the count of a login and keeps others from it until the end
// of the transaction.
func lockTries(tx *db.Tx, mac string) (Tries, error) {
	if err := tx.Lock("auth.tries/" + mac); err != nil {
		return Tries{}, err
	}
	var r triesRow
	_, err := tx.From("auth_tries").Where("login_mac = ?", mac).One(&r)
	return Tries{r.Failed, r.FailedAt, r.Until}, err
}

func saveTries(tx *db.Tx, mac string, t Tries) error {
	_, err := tx.InsertOr("auth_tries", triesRow{mac, t.Failed, t.Last, t.Until},
		"ON CONFLICT (tenant_id, login_mac) DO UPDATE SET failed = excluded.failed, failed_at = excluded.failed_at, locked_until = excluded.locked_until")
	return err
}

func clearTries(tx *db.Tx, mac string) error {
	return run(tx.Delete("auth_tries").Where("login_mac = ?", mac))
}

type session struct {
	ID        string `db:"id"`
	AccountID string `db:"account_id"`
	TokenHash string `db:"token_hash"`
	Half      bool   `db:"half"`
	Device    string `db:"device"`
	IP        string `db:"ip"`
	CreatedAt int64  `db:"created_at"`
	SeenAt    int64  `db:"seen_at"`
	ExpiresAt int64  `db:"expires_at"`
	RevokedAt int64  `db:"revoked_at,null"`
}

// alive tells whether the session still counts at now.
func (s session) alive(now int64) bool {
	return s.RevokedAt == 0 && now < s.ExpiresAt && now-s.SeenAt < sessionIdle.Milliseconds()
}

// sessionByToken gives the session and its account, or Unauthenticated.
func sessionByToken(tx *db.Tx, hash string) (session, account, error) {
	var s session
	ok, err := tx.From("auth_sessions").Where("token_hash = ?", hash).One(&s)
	if err != nil {
		return s, account{}, err
	}
	if !ok {
		return s, account{}, Unauthenticated.With()
	}
	a, err := accountByID(tx, s.AccountID)
	return s, a, err
}

func sessionByID(tx *db.Tx, which string) (session, error) {
	var s session
	if !id.Valid(which) {
		return s, NoSession.With()
	}
	ok, err := tx.From("auth_sessions").Where("id = ? AND revoked_at IS NULL", which).One(&s)
	if err == nil && !ok {
		err = NoSession.With()
	}
	return s, err
}

func openSessions(tx *db.Tx, account string) ([]session, error) {
	var rows []session
	err := tx.From("auth_sessions").Where("account_id = ? AND revoked_at IS NULL", account).OrderBy("seen_at DESC, id").All(&rows)
	return rows, err
}

func touchSession(tx *db.Tx, session string) error {
	return run(tx.Update("auth_sessions").Set("seen_at = ?", tx.Now()).Where("id = ?", session))
}

func revokeSession(tx *db.Tx, session string) error {
	return run(tx.Update("auth_sessions").Set("revoked_at = ?", tx.Now()).Where("id = ? AND revoked_at IS NULL", session))
}

// revokeAll ends the sessions of an account but one ("" = none is spared).
func revokeAll(tx *db.Tx, account, but string) error {
	c := tx.Update("auth_sessions").Set("revoked_at = ?", tx.Now()).Where("account_id = ? AND revoked_at IS NULL", account)
	if but != "" {
		c = c.Where("id <> ?", but)
	}
	return run(c)
}

type linkRow struct {
	ID        string  `db:"id"`
	AccountID string  `db:"account_id"`
	TokenHash string  `db:"token_hash"`
	Purpose   Purpose `db:"purpose"`
	CreatedAt int64   `db:"created_at"`
	ExpiresAt int64   `db:"expires_at"`
}

// validLink gives a link that can still be used, and its account.
func validLink(tx *db.Tx, hash string) (linkRow, account, error) {
	var l linkRow
	ok, err := tx.From("auth_links").
		Where("token_hash = ? AND used_at IS NULL AND expires_at > ?", hash, tx.Now()).One(&l)
	if err != nil {
		return l, account{}, err
	}
	if !ok {
		return l, account{}, LinkSpent.With()
	}
	a, err := accountByID(tx, l.AccountID)
	if err == nil && a.DisabledAt != 0 {
		err = LinkSpent.With()
	}
	return l, a, err
}

// spendLink tells whether this call was the first to use the link.
func spendLink(tx *db.Tx, link string) (bool, error) {
	n, err := tx.Update("auth_links").Set("used_at = ?", tx.Now()).Where("id = ? AND used_at IS NULL", link).Exec()
	return n == 1, err
}

func spendLinks(tx *db.Tx, account string) error {
	return run(tx.Update("auth_links").Set("used_at = ?", tx.Now()).Where("account_id = ? AND used_at IS NULL", account))
}

type glassRow struct {
	ID        string `db:"id"`
	AccountID string `db:"account_id"`
	PatientID string `db:"patient_id"`
	From      int64  `db:"from_at"`
	Until     int64  `db:"until_at"`
}

func glassUntil(tx *db.Tx, account, patient string) (int64, error) {
	var until int64
	_, err := tx.From("auth_glass").Where("account_id = ? AND patient_id = ? AND until_at > ?", account, patient, tx.Now()).
		OrderBy("until_at DESC").Get("until_at", &until)
	return until, err
}

// Sweep forgets what has ended long ago: counts of wrong tries after two days,
// sessions and links after ninety. The roof calls it for each group every few
// hours.
func (s *Service) Sweep(tx *db.Tx) error {
	tries, old := tx.Now()-2*triesForget.Milliseconds(), tx.Now()-sweepAfter.Milliseconds()
	if err := run(tx.Delete("auth_tries").Where("failed_at < ? AND (locked_until IS NULL OR locked_until < ?)", tries, tx.Now())); err != nil {
		return err
	}
	if err := run(tx.Delete("auth_sessions").Where("expires_at < ? OR revoked_at < ?", old, old)); err != nil {
		return err
	}
	return run(tx.Delete("auth_links").Where("expires_at < ? OR used_at < ?", old, old))
}
