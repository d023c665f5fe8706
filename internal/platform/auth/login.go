package auth

import (
	"context"
	"strings"

	"archwire/internal/platform/db"
)

// LoginInput is what a person types, and where.
type LoginInput struct {
	Group, Login, Password string
	Device                 string // what the browser says of itself
	IP                     string
}

// Ticket is an opened session, or half of one.
type Ticket struct {
	Cookie     string // the value of the cookie CookieName
	Expires    int64  // epoch milliseconds
	NeedsCode  bool   // the second factor is still to come: see SecondFactor
	MustChange bool   // the password must be changed before anything else
}

// Login opens a session. Its faults are WrongCredentials, Locked (with the wait
// in seconds) and Disabled. Where a second factor is set, the ticket is half a
// session, good for SecondFactor alone.
func (s *Service) Login(ctx context.Context, in LoginInput) (Ticket, error) {
	code := loginKey(in.Group)
	g, ok, err := s.group(ctx, func(g GroupInfo) bool { return g.Code == code })
	if err != nil {
		return Ticket{}, err
	}
	if !ok {
		if _, err := s.hasher.matches(ctx, in.Password, ""); err != nil {
			return Ticket{}, err
		}
		return Ticket{}, WrongCredentials.With()
	}
	ctx = as(ctx, g.ID, "")
	a, err := s.try(ctx, in)
	if err != nil {
		return Ticket{}, err
	}
	right, err := s.hasher.matches(ctx, in.Password, a.PasswordHash)
	if err != nil {
		return Ticket{}, err
	}
	if !right {
		return Ticket{}, s.refused(ctx, a.ID, WrongCredentials.With())
	}
	if a.DisabledAt != 0 {
		return Ticket{}, s.refused(ctx, a.ID, Disabled.With())
	}
	return s.admit(ctx, g, a, in)
}

// try counts a try at the login and from the address before the password is
// looked at, so that no number of tries in parallel gets further than the rules
// allow. It gives the account, or an empty one where there is none, with the same
// statements.
func (s *Service) try(ctx context.Context, in LoginInput) (account, error) {
	var a account
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		key := loginKey(in.Login)
		if !plainWord(key, 2, 64) {
			key = "\x01" // no login; all such share one count
		}
		if err := s.countTry(tx, key); err != nil {
			return err
		}
		if err := s.countAddress(tx, in.IP); err != nil {
			return err
		}
		a, err = accountByLogin(tx, key)
		return err
	})
	return a, err
}

func (s *Service) mac(tx *db.Tx, key string) string {
	return s.vault.Mac(tx.Tenant(), "auth.login", key)
}

func (s *Service) countTry(tx *db.Tx, key string) error { return count(tx, s.mac(tx, key), PerLogin) }

func (s *Service) countAddress(tx *db.Tx, ip string) error {
	if block := addressBlock(ip); block != "" {
		return count(tx, s.addressMac(tx, block), PerAddress)
	}
	return nil
}

func (s *Service) addressMac(tx *db.Tx, block string) string {
	return s.vault.Mac(tx.Tenant(), "auth.address", block)
}

// count notes a try under a rule; its fault is Locked.
func count(tx *db.Tx, mac string, r Rule) error {
	t, err := lockTries(tx, mac)
	if err != nil {
		return err
	}
	if wait := t.Waits(tx.Now()); wait > 0 {
		return Locked.With("seconds", int64(wait.Seconds()+0.999))
	}
	return saveTries(tx, mac, r.Count(t, tx.Now()))
}

// takeBack takes the count of a right try back.
func takeBack(tx *db.Tx, mac string) error {
	t, err := lockTries(tx, mac)
	if err != nil {
		return err
	}
	return saveTries(tx, mac, t.Back())
}

// refused notes a wrong try and gives its fault; known and unknown logins cost
// the same.
func (s *Service) refused(ctx context.Context, account string, fault error) error {
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.note(tx, "auth.login_refused", account, nil) }); err != nil {
		return err
	}
	return fault
}

// admit opens the session after the right password. Wrong tries are forgotten
// only when nothing more is asked for.
func (s *Service) admit(ctx context.Context, g GroupInfo, a account, in LoginInput) (Ticket, error) {
	half := a.TOTPSealed != ""
	var t Ticket
	err := s.db.Write(as(ctx, g.ID, a.ID), func(tx *db.Tx) error {
		forget := clearTries
		if half {
			forget = takeBack
		}
		err := forget(tx, s.mac(tx, a.LoginKey))
		if block := addressBlock(in.IP); err == nil && block != "" {
			err = takeBack(tx, s.addressMac(tx, block))
		}
		if err != nil {
			return err
		}
		t, err = s.open(tx, g, a, in, half)
		return err
	})
	return t, err
}

// Admission is somebody whom another house proved, such as WeCom in its own client.
type Admission struct {
	Tenant, Account string
	Device, IP      string
}

// Admit opens a session for an account whose person another house proved: a password
// is not asked for, a second factor is. Its faults are NoAccount and Disabled.
func (s *Service) Admit(ctx context.Context, in Admission) (Ticket, error) {
	g, found, err := s.Group(ctx, in.Tenant)
	if err != nil {
		return Ticket{}, err
	}
	if !found {
		return Ticket{}, NoAccount.With()
	}
	var t Ticket
	err = s.db.Write(as(ctx, g.ID, in.Account), func(tx *db.Tx) error {
		a, err := accountByID(tx, in.Account)
		if err != nil {
			return err
		}
		if a.DisabledAt != 0 {
			return Disabled.With()
		}
		t, err = s.open(tx, g, a, LoginInput{Device: in.Device, IP: in.IP}, a.TOTPSealed != "")
		return err
	})
	return t, err
}

// open adds the session row and, for a whole session, its line in the audit.
func (s *Service) open(tx *db.Tx, g GroupInfo, a account, in LoginInput, half bool) (Ticket, error) {
	token := newToken()
	life := sessionLife
	if half {
		life = halfLife
	}
	row := session{
		ID: tx.NewID(), AccountID: a.ID, TokenHash: hashToken(token), Half: half,
		Device: cut(in.Device, 200), IP: cut(in.IP, 64),
		CreatedAt: tx.Now(), SeenAt: tx.Now(), ExpiresAt: tx.Now() + life.Milliseconds(),
	}
	if err := tx.Insert("auth_sessions", row); err != nil {
		return Ticket{}, err
	}
	t := Ticket{Cookie: g.PublicCode + "." + token, Expires: row.ExpiresAt, NeedsCode: half, MustChange: a.MustChange}
	if half {
		return t, nil
	}
	return t, s.note(tx, "auth.logged_in", a.ID, map[string]string{"session": row.ID, "device": row.Device, "ip": row.IP})
}

// find splits a cookie or link into its group and the hash of its token.
func (s *Service) find(ctx context.Context, value string) (GroupInfo, string, bool, error) {
	public, token, ok := strings.Cut(value, ".")
	if !ok || len(token) != 43 || !plainWord(public, 2, 32) {
		return GroupInfo{}, "", false, nil
	}
	g, ok, err := s.group(ctx, func(g GroupInfo) bool { return g.PublicCode == public })
	return g, hashToken(token), ok, err
}

// SecondFactor turns half a session into a whole one, by a code of the
// authenticator or by a recovery code, which is then spent. Its faults are
// Unauthenticated (the half session is over), WrongCode and Locked: wrong codes
// count like wrong passwords.
func (s *Service) SecondFactor(ctx context.Context, cookie, code string) (Ticket, error) {
	g, hash, ok, err := s.find(ctx, cookie)
	if err != nil {
		return Ticket{}, err
	}
	if !ok {
		return Ticket{}, Unauthenticated.With()
	}
	ctx = as(ctx, g.ID, "")
	var half session
	var a account
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if half, a, err = sessionByToken(tx, hash); err != nil {
			return err
		}
		if !half.Half || !half.alive(tx.Now()) || a.DisabledAt != 0 {
			return Unauthenticated.With()
		}
		return s.countTry(tx, a.LoginKey)
	})
	if err != nil {
		return Ticket{}, err
	}
	var t Ticket
	right := false
	err = s.db.Write(as(ctx, g.ID, a.ID), func(tx *db.Tx) (err error) {
		if right, err = s.spendCode(tx, a, code); err != nil || !right {
			return err
		}
		if err := revokeSession(tx, half.ID); err != nil {
			return err
		}
		if err := clearTries(tx, s.mac(tx, a.LoginKey)); err != nil {
			return err
		}
		t, err = s.open(tx, g, a, LoginInput{Device: half.Device, IP: half.IP}, false)
		return err
	})
	if err == nil && !right {
		err = s.refused(ctx, a.ID, WrongCode.With())
	}
	return t, err
}

// Session finds who a cookie stands for, with what they may do now. Its fault
// is Unauthenticated.
func (s *Service) Session(ctx context.Context, cookie string) (Actor, error) {
	g, hash, ok, err := s.find(ctx, cookie)
	if err != nil {
		return Actor{}, err
	}
	if !ok {
		return Actor{}, Unauthenticated.With()
	}
	ctx = as(ctx, g.ID, "")
	now := s.db.Now()
	l, known := s.known.get(g.ID+hash, now)
	if !known {
		if err := s.lookUp(ctx, g, hash, &l); err != nil {
			return Actor{}, err
		}
		l.until = now + knownFor.Milliseconds()
		s.known.put(g.ID+hash, l)
	}
	if !l.row.alive(now) {
		return Actor{}, Unauthenticated.With()
	}
	if now-l.row.SeenAt > sessionNote.Milliseconds() {
		err = s.db.Write(ctx, func(tx *db.Tx) error { return touchSession(tx, l.row.ID) })
	}
	return l.actor, err
}

// lookUp reads session, account and rights.
func (s *Service) lookUp(ctx context.Context, g GroupInfo, hash string, l *login) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		row, a, err := sessionByToken(tx, hash)
		if err != nil {
			return err
		}
		if row.Half || !row.alive(tx.Now()) || a.DisabledAt != 0 {
			return Unauthenticated.With()
		}
		grants, err := s.grants(tx, a)
		l.row = row
		l.actor = Actor{ID: a.ID, Tenant: g.ID, Name: a.Name, Login: a.Login, Session: row.ID,
			Grants: grants, Locale: a.Locale, MustChange: a.MustChange}
		return err
	})
}
