package messages

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"archwire/internal/kit/id"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// The bounds of log-ins by way of WeCom.
const (
	loginLife   = 10 * time.Minute
	loginMinute = 300 // that a group may begin in a minute: nobody need be logged in to begin one
)

func loginPlace(tx *db.Tx, id string) string { return "messages_logins.code/" + tx.Tenant() + "/" + id }

// Entering is a log-in by way of WeCom as a browser begins it. Browser is a secret of
// that browser, which ends it: what one began nobody else can finish, and nobody can
// be made to finish what another began.
type Entering struct {
	Group   string // public code
	Account string
	Browser string
}

// BeginLogin begins a log-in and gives the address at which WeCom asks who it is.
// Faults: LoginUnknown, LoginBusy.
func (s *Service) BeginLogin(ctx context.Context, in Entering) (address string, err error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, in.Group)
	if err != nil {
		return "", err
	}
	if !found || !id.Valid(in.Account) {
		return "", LoginUnknown.With()
	}
	ctx = auth.AsProgram(ctx, g.ID, "messages.enter")
	state := strings.ToLower(rand.Text())
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, in.Account)
		if errors.Is(err, AccountNotFound) || err == nil && (a.Kind != WeCom || !a.Enabled || a.BaseURL == DoubleURL && s.Double == "") {
			return LoginUnknown.With()
		}
		if err != nil {
			return err
		}
		n, err := loginsSince(tx, tx.Now()-time.Minute.Milliseconds())
		if err == nil && n >= loginMinute {
			err = LoginBusy.With()
		}
		if err != nil {
			return err
		}
		if err := dropLogins(tx, tx.Now()-time.Hour.Milliseconds()); err != nil {
			return err
		}
		base := enterAddress
		if a.BaseURL == DoubleURL {
			base = s.Double + "/wecom/connect/oauth2/authorize"
		}
		address = enterURL(base, a, s.Public+"/wx/back/"+in.Group, state)
		return insertLogin(tx, loginRow{ID: tx.NewID(), Hash: digest([]byte(state)), Browser: digest([]byte(in.Browser)), Account: a.ID, State: loginOpen,
			Made: tx.Now(), Expires: tx.Now() + loginLife.Milliseconds()})
	})
	return address, err
}

// entered finds a log-in that a browser began, for the use cases that go on with it.
// Faults: LoginUnknown, LoginOver.
func (s *Service) entered(tx *db.Tx, state, browser string) (loginRow, error) {
	r, found, err := loginBy(tx, digest([]byte(state)))
	switch {
	case err != nil:
		return r, err
	case !found || r.Browser != digest([]byte(browser)):
		return r, LoginUnknown.With()
	case tx.Now() >= r.Expires || r.State == loginSpent:
		return r, LoginOver.With()
	}
	return r, nil
}

// GiveCode takes the code with which a browser came back, once: WeCom is asked whose
// it is. Faults: LoginUnknown, LoginOver.
func (s *Service) GiveCode(ctx context.Context, group, state, browser, code string) error {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return err
	}
	if !found {
		return LoginUnknown.With()
	}
	return s.db.Write(auth.AsProgram(ctx, g.ID, "messages.enter"), func(tx *db.Tx) error {
		r, err := s.entered(tx, state, browser)
		if err != nil {
			return err
		}
		r.State = loginGiven
		if r.Code, err = s.sealJSON(loginPlace(tx, r.ID), code); err != nil {
			return err
		}
		moved, err := moveLogin(tx, r, loginOpen)
		if err != nil {
			return err
		}
		if !moved {
			return LoginOver.With()
		}
		return s.jobs.Enqueue(tx, enterKind, jobArgs{r.ID})
	})
}

// enter asks WeCom whose code it is. A code serves once: where nobody answered, the
// person begins anew.
func (s *Service) enter(ctx context.Context, login string) error {
	var a Account
	var r loginRow
	code := ""
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var found bool
		var err error
		if r, found, err = loginOne(tx, login); err != nil || !found || r.State != loginGiven {
			r.State = ""
			return err
		}
		if err := s.openJSON(loginPlace(tx, r.ID), r.Code, &code); err != nil {
			return err
		}
		a, err = s.accountOne(tx, r.Account)
		return err
	})
	if err != nil || r.State == "" {
		return err
	}
	user, said := "", reply{Said: saidUnreached, Code: "no_double"}
	if l := s.lineTo(a); l.acct.BaseURL != "" {
		user, said = wecomWho(ctx, l, code)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r.State, r.Code, r.Reason = loginRefused, "", "stranger"
		switch {
		case said.Said == saidRefused:
			r.Reason = "code"
		case said.Said != saidAccepted:
			r.Reason = "unreached"
		case user != "":
			staff, found, err := staffByUserid(tx, a.ID, user)
			if err != nil {
				return err
			}
			if found {
				r.State, r.Reason, r.Staff = loginKnown, "", staff
			}
		}
		_, err := moveLogin(tx, r, loginGiven)
		return err
	})
}

// FinishLogin ends a log-in: waiting while WeCom has not answered, else a session,
// once. Faults: LoginUnknown, LoginOver, LoginRefused, auth.Disabled, auth.NoAccount.
func (s *Service) FinishLogin(ctx context.Context, group, state, browser, device, ip string) (t auth.Ticket, waiting bool, err error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return t, false, err
	}
	if !found {
		return t, false, LoginUnknown.With()
	}
	var r loginRow
	err = s.db.Write(auth.AsProgram(ctx, g.ID, "messages.enter"), func(tx *db.Tx) (err error) {
		if r, err = s.entered(tx, state, browser); err != nil {
			return err
		}
		switch r.State {
		case loginOpen, loginGiven:
			waiting = true
			return nil
		case loginRefused:
			return LoginRefused.With("reason", r.Reason)
		}
		r.State = loginSpent
		moved, err := moveLogin(tx, r, loginKnown)
		if err == nil && !moved {
			err = LoginOver.With()
		}
		return err
	})
	if err != nil || waiting {
		return t, waiting, err
	}
	t, err = s.auth.Admit(ctx, auth.Admission{Tenant: g.ID, Account: r.Staff, Device: device, IP: ip})
	return t, false, err
}

// fetchTickets fetches the tickets of an account that end soon.
func (s *Service) fetchTickets(ctx context.Context, account string) error {
	var a Account
	var have map[string]ticketRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = s.accountOne(tx, account); err == nil {
			have, err = ticketsOf(tx, account)
		}
		return err
	})
	l := s.lineTo(a)
	if err != nil || l.acct.BaseURL == "" {
		return err
	}
	for _, kind := range []string{ticketCorp, ticketAgent} {
		if have[kind].Until > s.db.Now()+ticketMargin.Milliseconds() {
			continue
		}
		text, lasts, said := wecomTicket(ctx, l, kind)
		if said.Said != saidAccepted {
			return errNoTicket
		}
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			sealed, err := s.sealJSON(ticketPlace(tx, account, kind), text)
			if err != nil {
				return err
			}
			return saveTicket(tx, ticketRow{account, kind, sealed, tx.Now() + lasts})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ticketMargin is how long before its end a ticket is no longer used.
const ticketMargin = 5 * time.Minute

// errNoTicket says that WeCom gave no ticket; it is asked again.
var errNoTicket = errors.New("messages: no ticket for the page")

func ticketPlace(tx *db.Tx, account, kind string) string {
	return "messages_tickets.ticket/" + tx.Tenant() + "/" + account + "/" + kind
}

// askTickets lets tickets be fetched.
func (s *Service) askTickets(tx *db.Tx, account string) error {
	return s.jobs.Enqueue(tx, ticketKind, jobArgs{account}, jobs.Unique(account))
}
