package messages

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// Accounts lists the group's accounts.
func (s *Service) Accounts(ctx context.Context) (list []Account, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { list, err = s.accountList(tx); return err })
	return list, err
}

// AddAccount adds an account, with the templates that the purposes begin with where
// the channel takes free text. Faults: AccountTaken, BadURL, BadKind, BadKey,
// db.OutOfScope.
func (s *Service) AddAccount(ctx context.Context, a Account) (Account, error) {
	a.Keys = a.Keys.over(Keys{})
	if a.BaseURL == DoubleURL {
		a.Keys = s.double[a.Kind].named(a.Keys)
	}
	if a.NoticeKey == "" && SMS.through(a.Kind) {
		a.NoticeKey = rand.Text()
	}
	if err := a.check(); err != nil {
		return a, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if a.Clinic != "" {
			if err := tx.RequireClinic(a.Clinic); err != nil {
				return err
			}
		}
		a.ID, a.Version = tx.NewID(), 1
		if err := s.insertAccount(tx, a); err != nil {
			return err
		}
		var list []Template
		for _, key := range s.order {
			for _, t := range s.purposes[key].defaults(a, "") {
				if t.ID = tx.NewID(); t.Channel.free() {
					t.Version = 1
					list = append(list, t)
				}
			}
		}
		if err := insertTemplates(tx, list); err != nil {
			return err
		}
		if err := s.tagsOfAccount(tx, a); err != nil {
			return err
		}
		return s.tellAccount(tx, a, "messages.account_added")
	})
	if db.Violated(err) == "messages_accounts_app" {
		err = AccountTaken.At("app")
	}
	return a, err
}

// named lays the stand-in's keys under what was typed to tell apart several
// accounts at it: the signature of SMS.
func (k Keys) named(typed Keys) Keys {
	if typed.SignName != "" {
		k.SignName = typed.SignName
	}
	return k
}

// ChangeAccount changes an account at its version; keys that are left empty stay,
// but for those of the stand-in, which no other address inherits.
// Faults: AccountNotFound, AccountTaken, BadURL, BadKey, db.Stale.
func (s *Service) ChangeAccount(ctx context.Context, a Account) (Account, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := s.accountOne(tx, a.ID)
		if err != nil {
			return err
		}
		notice := cmp.Or(a.NoticeKey, old.NoticeKey)
		if old.BaseURL == DoubleURL && a.BaseURL != DoubleURL {
			old.Keys = Keys{SignName: old.SignName}
		}
		a.Clinic, a.Kind, a.Keys = old.Clinic, old.Kind, a.Keys.over(old.Keys)
		if a.BaseURL == DoubleURL {
			a.Keys = s.double[a.Kind].named(a.Keys)
		}
		if SMS.through(a.Kind) { // our own, wherever the account is
			a.NoticeKey = cmp.Or(notice, rand.Text())
		}
		if err := a.check(); err != nil {
			return err
		}
		if err := s.updateAccount(tx, a); err != nil {
			return err
		}
		return s.tellAccount(tx, a, "messages.account_changed")
	})
	a.Version++
	if db.Violated(err) == "messages_accounts_app" {
		err = AccountTaken.At("app")
	}
	return a, err
}

func (s *Service) tellAccount(tx *db.Tx, a Account, action string) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "account", SubjectID: a.ID, Clinic: a.Clinic,
		After: map[string]any{"kind": a.Kind, "name": a.Name, "app": a.App(a.Kind), "base_url": a.BaseURL, "enabled": a.Enabled}})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "messages", ID: a.ID})
}

// Test has an account tried by a question that changes nothing; what the provider
// says is seen on the account soon after. Fault: AccountNotFound.
func (s *Service) Test(ctx context.Context, account string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, account)
		if err != nil {
			return err
		}
		if err := setTested(tx, a.ID, false, ""); err != nil {
			return err
		}
		if err := s.tellAccount(tx, a, "messages.account_tested"); err != nil {
			return err
		}
		return s.jobs.Enqueue(tx, testKind, jobArgs{a.ID}, jobs.Unique(a.ID))
	})
}

// test tries an account: where there are tokens by fetching one, at WeCom by asking
// for the app and for customer contact as well, else by asking about a send that never
// was.
func (s *Service) test(ctx context.Context, account string) error {
	var a Account
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { a, err = s.accountOne(tx, account); return err })
	if err != nil {
		return err
	}
	ok, words := s.tried(ctx, a)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setTested(tx, account, ok, words); err != nil {
			return err
		}
		return s.live.Touch(tx, live.Change{Topic: "messages", ID: account})
	})
}

func (s *Service) tried(ctx context.Context, a Account) (bool, string) {
	l := s.lineTo(a)
	if l.acct.BaseURL == "" {
		return false, "no_double"
	}
	var r reply
	switch a.Kind {
	case WeCom, Official, Mini:
		l.tokens = newTokens()
		var token string
		if token, r = l.tokens.get(ctx, l, ""); token != "" && a.Kind == WeCom {
			r = wecomTried(ctx, l)
		}
		if token != "" && r.Said == "" {
			return true, "ok"
		}
	default:
		ask, _ := askerOf(SMS, a.Kind)
		r = ask(ctx, l, outgoing{Number: "00000000000000000000000000000000", Channel: SMS, Address: "12800000000", SentAt: l.now()}, "")
		if r.Said == saidAbsent || r.Said == saidAccepted || r.Said == saidDelivered || r.Code == "not_yet" {
			return true, "ok"
		}
	}
	return false, strings.TrimSpace(fmt.Sprintf("%s %s", r.Code, bytesCut(r.Words, 200)))
}

// Userid is a colleague's userid at a WeCom account.
type Userid struct {
	Account, Staff, Userid string
}

// Userids lists colleagues' userids.
func (s *Service) Userids(ctx context.Context) (out []Userid, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := staffList(tx)
		out = nil
		for _, r := range rows {
			out = append(out, Userid(r))
		}
		return err
	})
	return out, err
}

// SetUserid says how WeCom names a colleague; "" takes it out. Faults:
// AccountNotFound, StaffNotFound, UseridTaken, BadUserid.
func (s *Service) SetUserid(ctx context.Context, u Userid) error {
	if u.Userid != "" && !keyForm.MatchString(u.Userid) {
		return BadUserid.At("userid")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, u.Account)
		if err != nil {
			return err
		}
		if a.Kind != WeCom {
			return AccountNotFound.With()
		}
		known, err := s.org.StaffByIDs(tx, []string{u.Staff})
		if err != nil {
			return err
		}
		if known[u.Staff].ID == "" {
			return StaffNotFound.With()
		}
		if err := setUserid(tx, u.Account, u.Staff, u.Userid); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "messages.userid_set", SubjectKind: "staff", SubjectID: u.Staff, After: map[string]any{"userid": u.Userid}})
	})
	if db.Violated(err) == "messages_staff_userid" {
		err = UseridTaken.At("userid")
	}
	return err
}

// Purposes lists what messages are for, in the order in which they were declared.
func (s *Service) Purposes() []Purpose {
	out := make([]Purpose, len(s.order))
	for i, key := range s.order {
		out[i] = s.purposes[key]
	}
	return out
}

// Templates lists how messages read.
func (s *Service) Templates(ctx context.Context) (list []Template, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { list, err = templatesOf(tx); return err })
	return list, err
}

// SetTemplate says how a purpose reads on a channel through an account: at version 0
// for the first time, else at its version. It is tried in the purpose's samples.
// Faults: PurposeNotFound, AccountNotFound, WrongChannel, BadProviderID, BadText,
// BadSlot, SlotsMissing, UnknownField, db.Stale.
func (s *Service) SetTemplate(ctx context.Context, t Template) (Template, error) {
	p, ok := s.purposes[t.Purpose]
	if !ok {
		return t, PurposeNotFound.With()
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, t.Account)
		if err != nil {
			return err
		}
		if !t.Channel.through(a.Kind) || !p.goes(t.Channel) {
			return WrongChannel.At("channel")
		}
		if err := t.check(p, a.SignName); err != nil {
			return err
		}
		if err := s.judged(tx, p.Class, t); err != nil {
			return err
		}
		old, there, err := templateOne(tx, t.Purpose, t.Channel, t.Account)
		switch {
		case err != nil:
			return err
		case !there && t.Version == 0:
			t.ID = tx.NewID()
			fresh := t
			fresh.Version = 1
			err = insertTemplates(tx, []Template{fresh})
		case !there || t.Version != old.Version:
			return db.Stale.With()
		default:
			t.ID = old.ID
			err = updateTemplate(tx, t)
		}
		if err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "messages.template_set", SubjectKind: "template", SubjectID: t.ID, Before: textOf(old), After: textOf(t)})
	})
	t.Version++
	return t, err
}

// textOf is what of a template stands in the audit.
func textOf(t Template) map[string]any {
	if t.ID == "" {
		return nil
	}
	return map[string]any{"purpose": t.Purpose, "channel": t.Channel, "provider": t.Provider, "slots": t.Slots, "text": t.Text, "enabled": t.Enabled}
}

// NoticeAddress is where the provider of an account calls back, "" while the program
// does not know its own address. Of SMS providers it ends with a secret.
func (s *Service) NoticeAddress(ctx context.Context, a Account) (string, error) {
	g, found, err := s.auth.Group(ctx, tenantOf(ctx))
	if err != nil || !found {
		return "", err
	}
	out := s.Public + noticePath(g.PublicCode, a.ID)
	if a.NoticeKey != "" {
		out += "?key=" + a.NoticeKey
	}
	return out, nil
}

// judged refuses a template in which law or its channel forbids something.
func (s *Service) judged(tx *db.Tx, class Class, t Template) error {
	if s.Judge == nil {
		return nil
	}
	what, err := s.Judge(tx, class, t)
	if err == nil && what != "" {
		err = WordsForbidden.At("text", "what", what)
	}
	return err
}
