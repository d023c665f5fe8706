package messages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// telephone is a browser in somebody's hand, on its way through WeChat.
type telephone struct {
	x       *stand
	browser string
	state   string
	address string
}

// scan opens an invitation's link on somebody's telephone, and begins.
func (x *stand) scan(link, browser string) (*telephone, error) {
	parts := strings.Split(link, "/")
	p := &telephone{x: x, browser: browser}
	address, within, err := x.s.Arrive(x.t.Context(), Arriving{Group: x.group, Token: parts[len(parts)-1], Browser: browser})
	if err != nil {
		return p, err
	}
	u, err := url.Parse(address)
	ok(x.t, err)
	p.address, p.state = address, u.Query().Get("state")
	if within || strings.Contains(address, parts[len(parts)-1]) || u.Query().Get("redirect_uri") != x.s.Public+"/m/b/"+x.group+"/back" {
		x.t.Errorf("WeChat is told %s", address)
	}
	return p, nil
}

// code is what somebody comes back with from WeChat.
func (p *telephone) code(person string) string {
	p.x.t.Helper()
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	address, _, _ := strings.Cut(p.address, "#")
	r, err := c.Get(address + "&as=" + url.QueryEscape(person))
	ok(p.x.t, err)
	defer r.Body.Close()
	back, err := url.Parse(r.Header.Get("Location"))
	ok(p.x.t, err)
	if back.Query().Get("state") != p.state || back.Query().Get("code") == "" {
		p.x.t.Fatalf("WeChat answered %d %s", r.StatusCode, back)
	}
	return back.Query().Get("code")
}

func (p *telephone) give(code string) error {
	return p.x.s.Arrived(p.x.t.Context(), p.x.group, p.state, p.browser, code)
}

func (p *telephone) look() Own {
	p.x.t.Helper()
	o, err := p.x.s.LookOwn(p.x.t.Context(), p.x.group, p.state, p.browser)
	ok(p.x.t, err)
	return o
}

// through lets somebody prove who they are.
func (p *telephone) through(person string) Own {
	p.x.t.Helper()
	ok(p.x.t, p.give(p.code(person)))
	if o := p.look(); !o.Waiting {
		p.x.t.Errorf("known before WeChat answered: %+v", o)
	}
	p.x.arrivals()
	return p.look()
}

func (p *telephone) bind(whose string) (Own, error) {
	return p.x.s.BindOwn(p.x.t.Context(), p.x.group, p.state, p.browser, whose)
}

// arrivals lets the jobs work.
func (x *stand) arrivals() {
	x.t.Helper()
	var ids []string
	ok(x.t, x.DB.Read(x.program(), func(tx *db.Tx) error {
		return tx.From("messages_arrivals").Where("state = ?", arrivalGiven).Pluck("id", &ids)
	}))
	for _, id := range ids {
		ok(x.t, x.s.arrive(x.program(), id))
	}
}

func (x *stand) invite(patient string) Invited {
	x.t.Helper()
	i, err := x.s.Invite(x.program(), patient, x.clinic)
	ok(x.t, err)
	if !strings.HasPrefix(i.Link, x.s.Public+"/m/b/"+x.group+"/") || i.State != InviteOpen {
		x.t.Errorf("%+v", i)
	}
	return i
}

func (x *stand) invitation(id string) Invitation {
	x.t.Helper()
	i, err := x.s.InvitationOf(x.program(), id)
	ok(x.t, err)
	return i
}

// scanned is scan that must go well.
func (x *stand) scanned(i Invited, browser string) *telephone {
	x.t.Helper()
	p, err := x.scan(i.Link, browser)
	ok(x.t, err)
	return p
}

const otherBrowser = "another-browser-1"

// A mother scans the code at the desk, and is bound by her own hand; a father needs
// another. Messages reach who follows the account.
func TestSomebodyBindsTheirOwnWeChat(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		x.w.Meet(fake.Person{Key: "爸爸", Phone: "13800010002"})
		child := x.patient("李积木", "13800010001")
		i := x.invite(child)
		p := x.scanned(i, browserSecret)
		code := p.code("妈妈")
		want(t, (&telephone{x, otherBrowser, p.state, p.address}).give(code), ArrivalNotFound)
		ok(t, p.give(code))
		want(t, p.give(code), ArrivalOver)
		_, err := p.bind("mother")
		want(t, err, ArrivalOver) // not known yet
		x.arrivals()
		o := p.look()
		if o.Waiting || o.Reason != "" || o.Follows || o.Invite == nil || o.Invite.Name != "李*木" || o.Invite.Bound || o.Invite.Used || len(o.People) != 0 {
			t.Fatalf("%+v", o)
		}
		_, err = x.s.LookOwn(t.Context(), x.group, p.state, otherBrowser)
		want(t, err, ArrivalNotFound)
		_, err = p.bind("aunt")
		want(t, err, BadWhose)
		if i := x.invitation(i.ID); i.State != InviteOpen {
			t.Errorf("%+v", i)
		}
		o, err = p.bind("mother")
		if ok(t, err); len(o.People) != 1 || o.People[0].Whose != "mother" || o.People[0].Name != "李*木" || !o.Invite.Bound || !o.Invite.Used {
			t.Fatalf("%+v", o)
		}
		if i := x.invitation(i.ID); i.State != InviteBound || i.Whose != "mother" || i.Follows {
			t.Errorf("%+v", i)
		}
		if n := x.facts(FactBound); n != 1 {
			t.Errorf("%d are told of", n)
		}
		_, err = p.bind("mother")
		want(t, err, InviteUsed)
		_, err = x.scan(i.Link, otherBrowser)
		want(t, err, InviteUsed)
		r, err := x.s.ReachOf(x.program(), child)
		ok(t, err)
		if len(r.Bound) != 1 || r.Bound[0].Value != fake.OpenID(fake.Official.ID, "妈妈") || r.Bound[0].Union != fake.UnionID("妈妈") || r.Bound[0].By != "" {
			t.Errorf("%+v", r.Bound)
		}
		x.write(func(tx *db.Tx) error {
			rows, err := bindingsOf(tx, r.Bound[0].ID)
			if err == nil && (len(rows) != 1 || rows[0].Source != "self") {
				t.Errorf("%+v", rows)
			}
			return err
		})

		// The father has his own code; he follows, and hears.
		_, err = x.w.Follow(fake.Official.ID, "爸爸", "")
		ok(t, err)
		x.settle()
		second := x.scanned(x.invite(child), otherBrowser)
		if o := second.through("爸爸"); !o.Follows {
			t.Errorf("%+v", o)
		}
		_, err = second.bind("father")
		ok(t, err)
		x.wish(Wish{Purpose: reminder.Key, Occurrence: "own", Patient: child, Link: "/m/f/x", Fields: map[string]string{"time": "11月23日 09:00", "doctor": "程弓远"}})
		x.settle()
		if m := x.shown("own"); m.Channel != OfficialTemplate || m.State != Delivered {
			t.Errorf("%s by %s: %+v", m.State, m.Channel, m.Why)
		}

		// Who is bound already is told so, and the desk sees it.
		again := x.invite(child)
		third := x.scanned(again, browserSecret)
		if o := third.through("妈妈"); !o.Invite.Bound || !o.Invite.Used {
			t.Errorf("%+v", o.Invite)
		}
		if i := x.invitation(again.ID); i.State != InviteBound || i.Whose != "mother" {
			t.Errorf("%+v", i)
		}
		_, err = third.bind("mother")
		want(t, err, InviteUsed)
	})
}

func TestInvitationsEnd(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		child := x.patient("李积木", "13800010001")
		late := x.invite(child)
		p := x.scanned(late, browserSecret)
		p.through("妈妈")
		x.Clock.Add(inviteLife)
		_, err := p.bind("mother")
		want(t, err, InviteExpired)
		_, err = x.scan(late.Link, browserSecret)
		want(t, err, InviteExpired)
		if i := x.invitation(late.ID); i.State != InviteEnded {
			t.Errorf("%+v", i)
		}

		closed := x.invite(child)
		q := x.scanned(closed, browserSecret)
		q.through("妈妈")
		ok(t, x.s.EndInvitation(x.program(), closed.ID))
		_, err = q.bind("mother")
		want(t, err, InviteExpired)
		old, fresh := x.invite(child), x.invite(child)
		_, err = x.scan(old.Link, browserSecret)
		want(t, err, InviteExpired)
		ok(t, x.s.EndInvitation(x.program(), old.ID))
		_, err = x.scan("/m/b/x/"+strings.Repeat("a", 26), browserSecret)
		want(t, err, InviteNotFound)
		_, err = x.s.InvitationOf(x.program(), x.acct[Official])
		want(t, err, InviteNotFound)
		want(t, x.s.EndInvitation(x.program(), x.acct[Official]), InviteNotFound)

		// A code that was used, one of nobody, a silent WeChat: each is said, and one begins anew.
		a, b := x.scanned(fresh, browserSecret), x.scanned(fresh, otherBrowser)
		code := a.code("妈妈")
		ok(t, a.give(code))
		x.arrivals()
		ok(t, b.give(code))
		x.arrivals()
		if o := b.look(); o.Reason != "code" || o.Invite != nil || len(o.People) != 0 {
			t.Errorf("%+v", o)
		}
		x.w.Add(fake.Rule{Provider: "official", Call: "oauth", How: fake.Broken, Times: 1})
		silent := x.scanned(fresh, otherBrowser)
		if o := silent.through("妈妈"); o.Reason != "unreached" {
			t.Errorf("%+v", o)
		}
		slow := x.scanned(fresh, otherBrowser)
		code = slow.code("妈妈")
		x.Clock.Add(arrivalLife)
		want(t, slow.give(code), ArrivalOver)

		// The account is switched off between two steps.
		off := x.scanned(x.invite(child), browserSecret)
		ok(t, off.give(off.code("妈妈")))
		on := x.scanned(x.invite(child), otherBrowser)
		on.through("妈妈")
		other := x.scanned(x.invite(child), otherBrowser)
		ok(t, other.give(other.code("妈妈")))
		acct := x.account(Official)
		acct.Enabled = false
		_, err = x.s.ChangeAccount(x.program(), acct)
		ok(t, err)
		x.arrivals()
		if o := other.look(); o.Reason != "off" {
			t.Errorf("%+v", o)
		}
		_, err = on.bind("mother")
		want(t, err, AccountOff)
		_, err = x.s.Invite(x.program(), child, x.clinic)
		want(t, err, NoOfficial)
		_, _, err = x.s.Arrive(t.Context(), Arriving{Group: x.group, Account: x.acct[Official], Browser: browserSecret})
		want(t, err, AccountOff)
		_, _, err = x.s.Arrive(t.Context(), Arriving{Group: x.group, Account: x.acct[WeCom], Browser: browserSecret})
		want(t, err, InviteNotFound)
		_, _, err = x.s.Arrive(t.Context(), Arriving{Group: "nobody", Account: x.acct[Official], Browser: browserSecret})
		want(t, err, InviteNotFound)
		_, err = x.s.Invite(x.program(), x.acct[WeCom], x.clinic)
		want(t, err, patients.NotFound)
	})
}

// account gives the account of a kind as it is kept.
func (x *stand) account(kind Kind) Account {
	x.t.Helper()
	list, err := x.s.Accounts(x.program())
	ok(x.t, err)
	for _, a := range list {
		if a.ID == x.acct[kind] {
			return a
		}
	}
	x.t.Fatal("no account")
	return Account{}
}

// Of twenty telephones at one code, one is bound.
func TestInvitationRace(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		child := x.patient("李积木", "13800010001")
		i := x.invite(child)
		var list []*telephone
		for n := range 20 {
			key := "亲属" + string(rune('a'+n))
			x.w.Meet(fake.Person{Key: key})
			p := x.scanned(i, browserSecret)
			p.through(key)
			list = append(list, p)
		}
		var won atomic.Int32
		var all sync.WaitGroup
		for _, p := range list {
			all.Go(func() {
				switch _, err := p.bind("other"); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, InviteUsed):
					t.Errorf("got %v", err)
				}
			})
		}
		all.Wait()
		r, err := x.s.ReachOf(x.program(), child)
		if ok(t, err); won.Load() != 1 || len(r.Bound) != 1 {
			t.Errorf("%d are bound, %d stand there", won.Load(), len(r.Bound))
		}
	})
}

// Behind the account's menu somebody sees for whom they speak, ends that, and takes it
// back.
func TestSomebodySeesWhatTheyAreBoundTo(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		one, two := x.patient("李积木", "13800010001"), x.patient("李小二", "13800010001")
		openid, err := x.w.Follow(fake.Official.ID, "妈妈", "")
		ok(t, err)
		x.settle()
		x.bind(Official, openid, one)
		x.bind(Official, openid, two)
		address, _, err := x.s.Arrive(t.Context(), Arriving{Group: x.group, Account: x.acct[Official], Browser: browserSecret})
		ok(t, err)
		u, err := url.Parse(address)
		ok(t, err)
		p := &telephone{x, browserSecret, u.Query().Get("state"), address}
		o := p.through("妈妈")
		if len(o.People) != 2 || o.Invite != nil || !o.Follows {
			t.Fatalf("%+v", o)
		}
		_, err = p.bind("mother")
		want(t, err, InviteNotFound)
		mine := o.People[0]
		unbind := func(browser, id string) error {
			o, err = x.s.UnbindOwn(t.Context(), x.group, p.state, browser, id)
			return err
		}
		want(t, unbind(otherBrowser, mine.ID), ArrivalNotFound)
		want(t, unbind(browserSecret, x.acct[WeCom]), AddressNotFound)
		if ok(t, unbind(browserSecret, mine.ID)); len(o.People) != 1 {
			t.Errorf("%+v", o)
		}
		want(t, unbind(browserSecret, mine.ID), AddressNotFound)
		again := func() error {
			o, err = x.s.RebindOwn(t.Context(), x.group, p.state, browserSecret)
			return err
		}
		if ok(t, again()); len(o.People) != 2 || o.People[0] != mine {
			t.Errorf("%+v, it was %+v", o.People, mine)
		}
		if bound, unbound := x.facts(FactBound), x.facts(FactUnbound); bound != 3 || unbound != 1 {
			t.Errorf("%d and %d are told of", bound, unbound)
		}
		want(t, again(), ArrivalOver)
		ok(t, unbind(browserSecret, mine.ID))
		x.bind(Official, openid, one)
		want(t, again(), AlreadyBound)
		x.Clock.Add(takenLife + time.Second)
		want(t, again(), ArrivalOver)

		// An erased person's invitation opens nothing, and nobody's telephone names them.
		i := x.invite(two)
		q := x.scanned(i, otherBrowser)
		q.through("妈妈")
		ok(t, x.people.EraseData(x.program(), two, "申请删除"))
		if o := q.look(); len(o.People) != 1 || o.Invite != nil {
			t.Errorf("%+v", o)
		}
		_, err = x.s.InvitationOf(x.program(), i.ID)
		want(t, err, InviteNotFound)
		x.Clock.Add(ownLife)
		_, err = x.s.LookOwn(t.Context(), x.group, p.state, browserSecret)
		want(t, err, ArrivalOver)
	})
}
