package auth

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/testkit"
)

var tables = []db.Migrations{
	{Module: "secrets", Files: secrets.Migrations},
	{Module: "auth", Files: Migrations},
}

const (
	good  = "蓝鲸慢慢游过长安街"
	pass  = good + "口"
	other = "七只麻雀在屋檐下打盹"
	wrong = "一二三四五六七八九十甲"
)

// hall is a group with an owner who may administer accounts.
type hall struct {
	*testkit.World
	t     *testing.T
	s     *Service
	code  string
	owner string
	mu    sync.Mutex
	held  map[string]Grants
	acts  []Act
}

func newHall(t *testing.T, w *testkit.World, code string) *hall {
	t.Helper()
	v, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{World: w, t: t, code: code, held: map[string]Grants{}}
	h.s = New(w.DB, v, func(_ *db.Tx, a Act) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.acts = append(h.acts, a)
		return nil
	})
	h.s.GrantsOf = func(_ *db.Tx, account string) (Grants, error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.held[account], nil
	}
	if err := h.s.Declare(append(slices.Clone(Permissions), Permission{Key: book, Scope: Clinic})); err != nil {
		t.Fatal(err)
	}
	if _, err := h.s.CreateGroup(w.Ctx(), GroupInput{ID: w.Tenant, Code: code, Name: "青上齿科"}); err != nil {
		t.Fatal(err)
	}
	h.owner = h.account("Owner", Grants{Group: KeysOf(AccountsPermission, GlassPermission, book)}, false)
	return h
}

func each(t *testing.T, fn func(t *testing.T, h *hall)) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) { fn(t, newHall(t, w, "qingshang")) })
}

func (h *hall) account(login string, g Grants, mustChange bool) string {
	h.t.Helper()
	hash, err := h.s.HashPassword(h.Ctx(), pass, login)
	if err != nil {
		h.t.Fatal(err)
	}
	var account string
	err = h.DB.Write(h.Ctx(), func(tx *db.Tx) (err error) {
		account, err = h.s.CreateIn(tx, AccountInput{Login: login, Name: login, MustChange: mustChange}, hash)
		return err
	})
	if err != nil {
		h.t.Fatal(LoginFault(err))
	}
	h.held[account] = g
	return account
}

func (h *hall) try(login, password string) (Ticket, error) {
	return h.s.Login(context.Background(), LoginInput{Group: h.code, Login: login, Password: password, Device: "Firefox", IP: "10.0.0.7"})
}

// in logs in and gives the context of the session.
func (h *hall) in(login, password string) (context.Context, Ticket) {
	h.t.Helper()
	t, err := h.try(login, password)
	if err != nil {
		h.t.Fatalf("log in as %s: %v", login, err)
	}
	return h.with(t.Cookie), t
}

func (h *hall) with(cookie string) context.Context {
	h.t.Helper()
	a, err := h.s.Session(context.Background(), cookie)
	if err != nil {
		h.t.Fatalf("session: %v", err)
	}
	return With(context.Background(), a)
}

func (h *hall) alive(cookie string) bool {
	h.t.Helper()
	_, err := h.s.Session(context.Background(), cookie)
	if err != nil && !errors.Is(err, Unauthenticated) {
		h.t.Fatal(err)
	}
	return err == nil
}

func (h *hall) expect(err error, want *fault.Def, what string) {
	h.t.Helper()
	if (want == nil && err != nil) || (want != nil && !errors.Is(err, want)) {
		h.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// told counts what was told to the audit.
func (h *hall) told(action string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, a := range h.acts {
		if a.Action == action {
			n++
		}
	}
	return n
}

func TestLogin(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		id := h.account("周宁", Grants{Clinic: map[string]Keys{"c1": KeysOf(book, AccountsPermission)}}, false)
		ticket, err := h.s.Login(context.Background(), LoginInput{Group: " QingShang", Login: "周宁", Password: pass, Device: "a\x00b" + strings.Repeat("长", 300)})
		if err != nil || ticket.NeedsCode || ticket.MustChange {
			t.Fatal(ticket, err)
		}
		a, err := h.s.Session(context.Background(), ticket.Cookie)
		if err != nil {
			t.Fatal(err)
		}
		if a.ID != id || a.Tenant != h.Tenant || a.Name != "周宁" || a.Locale != "zh-CN" || !a.Can(book, "c1") {
			t.Errorf("actor %+v", a)
		}
		if a.Can(AccountsPermission, "") || a.Can(AccountsPermission, "c1") {
			t.Error("a Group permission was won through a clinic")
		}
		for what, in := range map[string]LoginInput{
			"password": {Group: h.code, Login: "周宁", Password: wrong},
			"login":    {Group: h.code, Login: "nobody", Password: pass},
			"group":    {Group: "elsewhere", Login: "周宁", Password: pass},
			"nothing":  {},
			"NUL":      {Group: h.code, Login: "周\x00宁", Password: pass},
			"not text": {Group: h.code, Login: "\xff", Password: "\xff\xff"},
			"flood":    {Group: h.code, Login: "周宁", Password: strings.Repeat("x", 1<<20)},
		} {
			_, err := h.s.Login(context.Background(), in)
			h.expect(err, WrongCredentials, what)
		}
		for _, cookie := range []string{"", ".", "x", ticket.Cookie + "x", ticket.Cookie[1:], "nope." + strings.Split(ticket.Cookie, ".")[1]} {
			if h.alive(cookie) {
				t.Errorf("cookie %q is a session", cookie)
			}
		}
		if h.told("auth.logged_in") != 1 || h.told("auth.login_refused") != 5 {
			t.Errorf("audit: %d in, %d refused", h.told("auth.logged_in"), h.told("auth.login_refused"))
		}
	})
}

// The session of one group is nothing in another, though both share the tables.
func TestSessionsStayInTheirGroup(t *testing.T) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		a, b := newHall(t, w, "aaa"), newHall(t, w.Other(), "bbb")
		_, ta := a.in("owner", pass)
		_, tb := b.in("owner", pass)
		pa, tokenA, _ := strings.Cut(ta.Cookie, ".")
		pb, _, _ := strings.Cut(tb.Cookie, ".")
		if pa == pb || a.alive(pb+"."+tokenA) {
			t.Error("a token was taken in another group")
		}
		if _, err := a.s.CreateGroup(w.Other().Ctx(), GroupInput{Code: "AAA", Name: "x"}); !errors.Is(err, GroupTaken) {
			t.Errorf("a group code twice: %v", err)
		}
		ctx, _ := a.in("owner", pass)
		_, err := a.s.AdminReset(ctx, ResetInput{Account: b.owner})
		a.expect(err, NoAccount, "reset in another group")
	})
}

func TestLockOut(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		for _, login := range []string{"owner", "nobody"} { // known and unknown alike
			for range freeTries {
				_, err := h.try(login, wrong)
				h.expect(err, WrongCredentials, login)
			}
			_, err := h.try(login, pass)
			h.expect(err, Locked, login+" after five")
			if f, _ := fault.As(err); f == nil || f.Args["seconds"] != int64(60) {
				t.Errorf("%s: the wait is not told: %v", login, err)
			}
		}
		h.Clock.Add(time.Minute)
		_, err := h.try("owner", wrong)
		h.expect(err, WrongCredentials, "after the wait")
		_, err = h.try("owner", pass)
		if f, _ := fault.As(err); f == nil || f.Def != Locked || f.Args["seconds"] != int64(120) {
			t.Errorf("the wait does not grow: %v", err)
		}
		h.Clock.Add(2 * time.Minute)
		h.in("owner", pass)
		for range freeTries - 1 { // the right password clears the count
			h.try("owner", wrong)
		}
		h.in("owner", pass)
	})
}

// Twenty guesses at once: no more than five are looked at.
func TestLockOutRace(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		errs := testkit.Race(t, 20, func(int) error { _, err := h.try("owner", wrong); return err })
		count := map[string]int{}
		for _, err := range errs {
			f, ok := fault.As(err)
			if !ok {
				t.Fatal(err)
			}
			count[f.Code]++
		}
		if count["auth.wrong_credentials"] != freeTries || count["auth.locked"] != 20-freeTries {
			t.Errorf("%v", count)
		}
	})
}

// An unknown login runs the same statements and hashes as well.
func TestUnknownLoginTakesAsLong(t *testing.T) {
	w := testkit.OpenSQLite(t, tables)
	h := newHall(t, w, "qingshang")
	took := func(group, login string) (time.Duration, []string) {
		var rec db.Recorder
		start := time.Now()
		h.s.Login(db.Record(context.Background(), &rec), LoginInput{Group: group, Login: login, Password: wrong, IP: "10.0.0.7"})
		spent := time.Since(start)
		h.Clock.Add(time.Hour)
		var texts []string
		for _, s := range rec.List {
			texts = append(texts, s.Text)
		}
		return spent, texts
	}
	known, unknown, elsewhere := time.Hour, time.Hour, time.Hour
	var want, got []string
	for range 8 { // in turns, so that whatever else the computer does falls on all three
		var a, b, c time.Duration
		a, want = took(h.code, "owner")
		b, got = took(h.code, "nobody")
		c, _ = took("elsewhere", "owner")
		known, unknown, elsewhere = min(known, a), min(unknown, b), min(elsewhere, c)
	}
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("an unknown login runs\n%v, a known one\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	t.Logf("wrong password %v, unknown login %v, unknown group %v", known, unknown, elsewhere)
	if unknown < known/4 || elsewhere < known/4 { // without the hash it were a hundredth
		t.Error("the unknown is told apart by the clock")
	}
}

func TestSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		_, idle := h.in("owner", pass)
		h.Clock.Add(sessionIdle - time.Minute)
		if !h.alive(idle.Cookie) {
			t.Fatal("over before its time")
		}
		h.Clock.Add(sessionIdle - time.Minute) // the look before was noted
		if !h.alive(idle.Cookie) {
			t.Fatal("use does not keep it open")
		}
		h.Clock.Add(sessionIdle)
		if h.alive(idle.Cookie) {
			t.Error("an idle session stays open")
		}
		_, busy := h.in("owner", pass)
		for end := h.Clock.Now() + sessionLife.Milliseconds(); h.Clock.Now() < end; h.Clock.Add(6 * time.Hour) {
			if !h.alive(busy.Cookie) {
				t.Fatal("over before its time")
			}
		}
		if h.alive(busy.Cookie) {
			t.Error("a session outlives its life")
		}
	})
}

func TestSessionsAndRevoke(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.account("desk", Grants{}, false)
		one, t1 := h.in("desk", pass)
		_, t2 := h.in("desk", pass)
		_, t3 := h.in("desk", pass)
		boss, tb := h.in("owner", pass)
		list, err := h.s.Sessions(one)
		if err != nil || len(list) != 3 {
			t.Fatalf("%+v, %v", list, err)
		}
		current := 0
		for _, d := range list {
			if d.Current {
				current++
			}
			if d.Name != "Firefox" || d.IP != "10.0.0.7" {
				t.Errorf("%+v", d)
			}
		}
		if current != 1 {
			t.Errorf("%d sessions are the current one", current)
		}
		bossActor, _ := From(boss)
		h.expect(h.s.Revoke(one, bossActor.Session), NoSession, "somebody else's session")
		h.expect(h.s.Revoke(one, "x"), NoSession, "no id")
		_, err = h.s.SessionsOf(one, h.owner)
		h.expect(err, Forbidden, "the sessions of others")
		if !h.alive(tb.Cookie) {
			t.Error("a stranger ended the session")
		}
		second, _ := From(h.with(t2.Cookie))
		h.expect(h.s.Revoke(boss, second.Session), nil, "an administrator")
		if h.alive(t2.Cookie) || !h.alive(t1.Cookie) || !h.alive(t3.Cookie) {
			t.Error("the wrong session was ended")
		}
		h.expect(h.s.RevokeOthers(one), nil, "the others")
		if h.alive(t3.Cookie) || !h.alive(t1.Cookie) || !h.alive(tb.Cookie) {
			t.Error("not exactly the actor's other sessions were ended")
		}
		h.expect(h.s.Logout(one), nil, "log out")
		if h.alive(t1.Cookie) {
			t.Error("logged out, and still in")
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, here := h.in("owner", pass)
		_, there := h.in("owner", pass)
		h.expect(h.s.ChangePassword(ctx, wrong, other), WrongPassword, "the wrong present one")
		h.expect(h.s.ChangePassword(ctx, pass, "short"), PasswordLength, "a bad new one")
		h.expect(h.s.ChangePassword(ctx, pass, other), nil, "change")
		if !h.alive(here.Cookie) || h.alive(there.Cookie) {
			t.Error("exactly the other sessions must end")
		}
		_, err := h.try("owner", pass)
		h.expect(err, WrongCredentials, "the old password")
		h.in("owner", other)
		for range freeTries { // a session left open is no place to guess
			h.s.ChangePassword(ctx, wrong, other)
		}
		h.expect(h.s.ChangePassword(ctx, other, pass), Locked, "after five guesses")
	})
}

func TestMustChange(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.account("new", Grants{Group: KeysOf(book)}, true)
		ctx, ticket := h.in("new", pass)
		a, _ := From(ctx)
		if !ticket.MustChange || !a.MustChange || a.Can(book, "") {
			t.Errorf("who must change the password holds rights: %+v", a)
		}
		h.expect(h.s.ChangePassword(ctx, pass, other), nil, "change")
		if a, _ := From(h.with(ticket.Cookie)); a.MustChange || !a.Can(book, "") {
			t.Errorf("after the change: %+v", a)
		}
	})
}

func (h *hall) enrol(ctx context.Context) (secret string, recovery []string) {
	h.t.Helper()
	e, err := h.s.EnrolTOTP(ctx, pass)
	if err != nil {
		h.t.Fatal(err)
	}
	recovery, err = h.s.ConfirmTOTP(ctx, h.codeOf(e.Secret))
	if err != nil {
		h.t.Fatal(err)
	}
	return e.Secret, recovery
}

func (h *hall) codeOf(secret string) string {
	code, err := totp.GenerateCode(secret, time.UnixMilli(h.Clock.Now()))
	if err != nil {
		h.t.Fatal(err)
	}
	return code
}

func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, _ := h.in("owner", pass)
		_, stale := h.in("owner", pass)
		_, err := h.s.ConfirmTOTP(ctx, "123456")
		h.expect(err, NotEnrolling, "confirm before the start")
		_, err = h.s.EnrolTOTP(ctx, wrong)
		h.expect(err, WrongPassword, "enrol without the password")
		secret, recovery := h.enrol(ctx)
		if len(recovery) != recoveryCodes || h.alive(stale.Cookie) {
			t.Errorf("%d recovery codes; another session alive: %v", len(recovery), h.alive(stale.Cookie))
		}

		half, err := h.try("owner", pass)
		if err != nil || !half.NeedsCode || h.alive(half.Cookie) {
			t.Fatalf("half a session: %+v, %v", half, err)
		}
		bg := context.Background()
		_, err = h.s.SecondFactor(bg, half.Cookie, h.codeOf(secret))
		h.expect(err, WrongCode, "the code that confirmed, again")
		h.Clock.Add(time.Minute)
		code := h.codeOf(secret)
		whole, err := h.s.SecondFactor(bg, half.Cookie, " "+code[:3]+" "+code[3:])
		if err != nil || !h.alive(whole.Cookie) || whole.Cookie == half.Cookie {
			t.Fatalf("whole session: %v", err)
		}
		_, err = h.s.SecondFactor(bg, half.Cookie, recovery[0])
		h.expect(err, Unauthenticated, "the half session again")

		half, _ = h.try("owner", pass)
		if _, err = h.s.SecondFactor(bg, half.Cookie, strings.ToUpper(recovery[0])); err != nil {
			t.Fatalf("recovery code: %v", err)
		}
		half, _ = h.try("owner", pass)
		_, err = h.s.SecondFactor(bg, half.Cookie, recovery[0])
		h.expect(err, WrongCode, "a recovery code twice")
		h.Clock.Add(halfLife)
		_, err = h.s.SecondFactor(bg, half.Cookie, recovery[1])
		h.expect(err, Unauthenticated, "too late")

		ctx = h.with(whole.Cookie)
		h.expect(h.s.DisableTOTP(ctx, wrong), WrongPassword, "disable without the password")
		h.expect(h.s.DisableTOTP(ctx, pass), nil, "disable")
		h.expect(h.s.DisableTOTP(ctx, pass), NotEnrolling, "disable again")
		if full, err := h.try("owner", pass); err != nil || full.NeedsCode {
			t.Errorf("after disabling: %+v, %v", full, err)
		}
	})
}

// Who knows the password has no more guesses at the code than at a password,
// however often the password is given anew.
func TestCodesCannotBeGuessed(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, _ := h.in("owner", pass)
		h.enrol(ctx)
		guesses := 0
		for range 20 {
			half, err := h.try("owner", pass)
			if errors.Is(err, Locked) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.s.SecondFactor(context.Background(), half.Cookie, "000000"); errors.Is(err, WrongCode) {
				guesses++
			}
		}
		if guesses != freeTries {
			t.Errorf("%d guesses at the code", guesses)
		}
	})
}

// One code, given 20 times at once in 20 half sessions, opens one session.
func TestCodeRace(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, _ := h.in("owner", pass)
		secret, _ := h.enrol(ctx)
		h.Clock.Add(time.Minute)
		halves := make([]Ticket, 4) // fewer than the lock-out takes
		for i := range halves {
			halves[i], _ = h.try("owner", pass)
		}
		code := h.codeOf(secret)
		errs := testkit.Race(t, len(halves), func(i int) error {
			_, err := h.s.SecondFactor(context.Background(), halves[i].Cookie, code)
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, WrongCode) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("one code opened %d sessions", won)
		}
	})
}

func TestInvite(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		boss, _ := h.in("owner", pass)
		inv, err := h.s.Invite(boss, AccountInput{Login: "zhou", Name: "周宁", Locale: "en"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.s.Invite(boss, AccountInput{Login: "ＺHOU", Name: "周宁"})
		h.expect(err, LoginTaken, "the login in other letters")
		_, err = h.s.Invite(boss, AccountInput{Login: "a b", Name: "x"})
		h.expect(err, LoginForm, "a login with a space")
		_, err = h.s.Invite(boss, AccountInput{Login: "ab", Name: " "})
		h.expect(err, NameForm, "no name")
		_, err = h.s.Invite(boss, AccountInput{Login: "ab", Name: "x", Locale: "fr"})
		h.expect(err, LocaleUnknown, "a language we lack")
		_, err = h.try("zhou", "")
		h.expect(err, WrongCredentials, "before it is accepted")

		bg := context.Background()
		info, err := h.s.Link(bg, inv.Link)
		if err != nil || info.Login != "zhou" || info.Group != "青上齿科" || info.Purpose != ForInvite {
			t.Errorf("%+v, %v", info, err)
		}
		h.expect(h.s.AcceptInvite(bg, inv.Link, "short"), PasswordLength, "a bad password keeps the link")
		h.expect(h.s.AcceptInvite(bg, inv.Link, other), nil, "accept")
		h.expect(h.s.AcceptInvite(bg, inv.Link, pass), LinkSpent, "accept again")
		_, err = h.s.Link(bg, inv.Link)
		h.expect(err, LinkSpent, "look again")
		ctx, _ := h.in("zhou", other)
		if a, _ := From(ctx); a.Locale != "en" || a.Name != "周宁" {
			t.Errorf("%+v", a)
		}
		_, err = h.s.Invite(ctx, AccountInput{Login: "friend", Name: "x"})
		h.expect(err, Forbidden, "an invitation without the right")

		late, err := h.s.Invite(boss, AccountInput{Login: "late", Name: "晚"})
		if err != nil {
			t.Fatal(err)
		}
		h.Clock.Add(inviteLife)
		h.expect(h.s.AcceptInvite(bg, late.Link, other), LinkSpent, "too late")
		for _, bad := range []string{"", "x.y", late.Link[:20], strings.Replace(late.Link, ".", ".x", 1)} {
			h.expect(h.s.AcceptInvite(bg, bad, other), LinkSpent, bad)
		}
	})
}

// Twenty people press the button of one invitation: one password counts.
func TestAcceptRace(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		boss, _ := h.in("owner", pass)
		inv, err := h.s.Invite(boss, AccountInput{Login: "zhou", Name: "周宁"})
		if err != nil {
			t.Fatal(err)
		}
		password := func(i int) string { return other + string(rune('a'+i)) }
		errs := testkit.Race(t, 20, func(i int) error { return h.s.AcceptInvite(context.Background(), inv.Link, password(i)) })
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner < 0:
				winner = i
			case err == nil:
				t.Errorf("%d and %d both won", winner, i)
			default:
				h.expect(err, LinkSpent, "a loser")
			}
		}
		if winner < 0 {
			t.Fatal("nobody won")
		}
		h.in("zhou", password(winner))
	})
}

func TestUniqueLoginRace(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		boss, _ := h.in("owner", pass)
		errs := testkit.Race(t, 20, func(i int) error {
			_, err := h.s.Invite(boss, AccountInput{Login: []string{"zhou", "ZHOU"}[i%2], Name: "周宁"})
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			h.expect(err, LoginTaken, "a loser")
		}
		if won != 1 {
			t.Errorf("%d accounts with one login", won)
		}
	})
}

func TestAdminReset(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		desk := h.account("desk", Grants{Clinic: map[string]Keys{"c1": KeysOf(book)}}, false)
		h.account("admin", Grants{Group: KeysOf(AccountsPermission)}, false)
		ctx, theirs := h.in("desk", pass)
		h.enrol(ctx)
		boss, _ := h.in("owner", pass)
		admin, _ := h.in("admin", pass)

		_, err := h.s.AdminReset(ctx, ResetInput{Account: h.owner})
		h.expect(err, Forbidden, "without the right")
		_, err = h.s.AdminReset(admin, ResetInput{Account: h.owner})
		h.expect(err, BeyondRights, "of somebody who may do more")
		_, err = h.s.AdminReset(boss, ResetInput{Account: h.IDs()})
		h.expect(err, NoAccount, "of nobody")

		for range freeTries {
			h.try("desk", wrong)
		}
		old, err := h.s.AdminReset(boss, ResetInput{Account: desk})
		if err != nil {
			t.Fatal(err)
		}
		if h.alive(theirs.Cookie) {
			t.Error("a session outlived the reset")
		}
		_, err = h.try("desk", pass)
		h.expect(err, WrongCredentials, "the old password")
		link, err := h.s.AdminReset(boss, ResetInput{Account: desk, DropFactor: true})
		if err != nil {
			t.Fatal(err)
		}
		bg := context.Background()
		h.expect(h.s.AcceptInvite(bg, old.Link, other), LinkSpent, "a link that was replaced")
		if info, _ := h.s.Link(bg, link.Link); info.Purpose != ForReset {
			t.Errorf("purpose %q", info.Purpose)
		}
		h.expect(h.s.AcceptInvite(bg, link.Link, other), nil, "accept")
		ticket, err := h.try("desk", other)
		if err != nil || ticket.NeedsCode {
			t.Errorf("after the reset with the factor dropped: %+v, %v", ticket, err)
		}
	})
}

func TestResetOnServer(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ctx, theirs := h.in("owner", pass)
		h.enrol(ctx)
		gone := h.account("gone", Grants{}, false)
		if err := h.DB.Write(h.Ctx(), func(tx *db.Tx) error { return h.s.DisableIn(tx, gone) }); err != nil {
			t.Fatal(err)
		}
		bg := context.Background()
		_, err := h.s.ResetOnServer(bg, h.Tenant, "nobody", true)
		h.expect(err, NoAccount, "of nobody")
		_, err = h.s.ResetOnServer(bg, h.Other().Tenant, "owner", true)
		h.expect(err, NoAccount, "in another group")
		_, err = h.s.ResetOnServer(bg, h.Tenant, "gone", true)
		h.expect(err, Disabled, "of who was closed")
		link, err := h.s.ResetOnServer(bg, h.Tenant, "Owner", true)
		if err != nil || link.Account != h.owner {
			t.Fatal(link, err)
		}
		if h.alive(theirs.Cookie) {
			t.Error("a session outlived the reset")
		}
		told := h.acts[len(h.acts)-1]
		if told.Action != "auth.reset" || told.Account != h.owner || !reflect.DeepEqual(told.After, map[string]any{"factor": true, "by": "server"}) {
			t.Errorf("told: %+v", told)
		}
		h.expect(h.s.AcceptInvite(bg, link.Link, other), nil, "accept")
		if ticket, err := h.try("owner", other); err != nil || ticket.NeedsCode {
			t.Errorf("the owner is not in: %+v, %v", ticket, err)
		}
	})
}

func TestDisable(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		desk := h.account("desk", Grants{}, false)
		_, ticket := h.in("desk", pass)
		do := func(f func(*db.Tx, string) error) {
			if err := h.DB.Write(h.Ctx(), func(tx *db.Tx) error { return f(tx, desk) }); err != nil {
				t.Fatal(err)
			}
		}
		do(h.s.DisableIn)
		if h.alive(ticket.Cookie) {
			t.Error("a session of a closed account is alive")
		}
		_, err := h.try("desk", pass)
		h.expect(err, Disabled, "the right password")
		_, err = h.try("desk", wrong)
		h.expect(err, WrongCredentials, "a wrong one is not told")
		do(h.s.EnableIn)
		h.in("desk", pass)
		if h.alive(ticket.Cookie) {
			t.Error("an ended session came back")
		}
	})
}

func TestBreakGlass(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.account("doctor", Grants{Clinic: map[string]Keys{"c1": KeysOf(GlassPermission)}}, false)
		h.account("desk", Grants{Clinic: map[string]Keys{"c1": KeysOf(book)}}, false)
		doctor, _ := h.in("doctor", pass)
		desk, _ := h.in("desk", pass)
		patient, else_ := h.IDs(), h.IDs()
		_, err := h.s.BreakGlass(desk, patient, "急诊外伤")
		h.expect(err, Forbidden, "without the right")
		_, err = h.s.BreakGlass(doctor, patient, " 急 ")
		h.expect(err, ReasonNeeded, "without a reason")
		_, err = h.s.BreakGlass(doctor, "x", "急诊外伤")
		h.expect(err, PatientForm, "no patient")
		until, err := h.s.BreakGlass(doctor, patient, "急诊外伤")
		if err != nil || until != h.Clock.Now()+glassLife.Milliseconds() {
			t.Fatal(until, err)
		}
		open := func(ctx context.Context, patient string) bool {
			var end int64
			a, _ := From(ctx)
			err := h.DB.Read(as(ctx, a.Tenant, a.ID), func(tx *db.Tx) (err error) {
				end, err = h.s.GlassUntil(tx, patient)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return end == until
		}
		if !open(doctor, patient) || open(doctor, else_) || open(desk, patient) {
			t.Error("the glass is open for the wrong person or patient")
		}
		if h.told("auth.glass_broken") != 1 {
			t.Error("not in the audit")
		}
		h.Clock.Add(glassLife)
		if open(doctor, patient) {
			t.Error("open beyond its time")
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.try("nobody", wrong)
		h.in("owner", pass)
		h.Clock.Add(sweepAfter + sessionLife + time.Hour)
		h.try("nobody2", wrong)
		_, keep := h.in("owner", pass)
		count := func(table string) (n int) {
			h.DB.Read(h.Ctx(), func(tx *db.Tx) (err error) { n, err = tx.From(table).Count(); return err })
			return n
		}
		if err := h.DB.Write(h.Ctx(), h.s.Sweep); err != nil {
			t.Fatal(err)
		}
		if count("auth_tries") != 2 || count("auth_sessions") != 1 || !h.alive(keep.Cookie) {
			t.Errorf("%d counts, want those of the last login and of the address; %d sessions", count("auth_tries"), count("auth_sessions"))
		}
	})
}

// What lies in the tables opens nothing.
func TestNothingIsStoredInClear(t *testing.T) {
	w := testkit.OpenSQLite(t, tables)
	h := newHall(t, w, "qingshang")
	ctx, ticket := h.in("owner", pass)
	secret, recovery := h.enrol(ctx)
	inv, err := h.s.Invite(ctx, AccountInput{Login: "zhou", Name: "周宁"})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, table := range []string{"auth_accounts", "auth_sessions", "auth_links", "auth_recovery", "auth_tries"} {
		rows, err := w.DB.Pool().Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		cols, _ := rows.Columns()
		for rows.Next() {
			vals := make([]any, len(cols))
			ptrs := make([]any, len(cols))
			for i := range vals {
				ptrs[i] = &vals[i]
			}
			rows.Scan(ptrs...)
			for _, v := range vals {
				if s, ok := v.(string); ok {
					all.WriteString(s + "\n")
				}
			}
		}
		rows.Close()
	}
	text := all.String()
	if !strings.Contains(text, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Error("the password is not hashed by the fixed parameters")
	}
	_, token, _ := strings.Cut(ticket.Cookie, ".")
	_, link, _ := strings.Cut(inv.Link, ".")
	for what, s := range map[string]string{
		"password": pass, "token": token, "link": link, "secret": secret,
		"recovery code": recovery[0], "recovery word": strings.ReplaceAll(recovery[0], "-", ""),
	} {
		if strings.Contains(text, s) {
			t.Errorf("the %s lies in clear", what)
		}
	}
}
