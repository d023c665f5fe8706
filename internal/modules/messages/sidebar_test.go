package messages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/platform/db"
)

// browserSecret is what a browser keeps while somebody logs in.
const browserSecret = "0123456789abcdef"

// authorize follows the address at which WeCom asks who it is, as a colleague, and
// gives the code with which they come back.
func (x *stand) authorize(address, user string) string {
	x.t.Helper()
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	address, _, _ = strings.Cut(address, "#")
	r, err := c.Get(address + "&as=" + user)
	ok(x.t, err)
	defer r.Body.Close()
	back, err := url.Parse(r.Header.Get("Location"))
	ok(x.t, err)
	if r.StatusCode != http.StatusFound || back.Query().Get("code") == "" {
		x.t.Fatalf("WeCom answered %d %s", r.StatusCode, back)
	}
	return back.Query().Get("code")
}

func (x *stand) begin() (address, state string) {
	x.t.Helper()
	address, err := x.s.BeginLogin(x.t.Context(), Entering{x.group, x.acct[WeCom], browserSecret})
	ok(x.t, err)
	u, err := url.Parse(address)
	ok(x.t, err)
	return address, u.Query().Get("state")
}

// enterJobs lets the jobs of log-ins work.
func (x *stand) enterJobs() {
	x.t.Helper()
	var ids []string
	ok(x.t, x.DB.Read(x.program(), func(tx *db.Tx) error {
		return tx.From("messages_logins").Where("state = ?", loginGiven).Pluck("id", &ids)
	}))
	for _, id := range ids {
		ok(x.t, x.s.enter(x.program(), id))
	}
}

// A colleague opens the page within WeCom's client and is logged in without a
// password; the code serves once, in the browser that began.
func TestWeComLetsColleaguesIn(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		x.w.Meet(fake.Person{Key: "doc", Name: "程弓远", User: "chenggongyuan"}, fake.Person{Key: "new", Name: "路人", User: "nobody_here"})
		ok(t, x.s.SetUserid(x.program(), Userid{x.acct[WeCom], x.doctor, "chenggongyuan"}))
		address, state := x.begin()
		code := x.authorize(address, "chenggongyuan")
		want(t, x.s.GiveCode(t.Context(), x.group, state, "another-browser-1", code), LoginUnknown)
		ok(t, x.s.GiveCode(t.Context(), x.group, state, browserSecret, code))
		want(t, x.s.GiveCode(t.Context(), x.group, state, browserSecret, code), LoginOver)
		_, waiting, err := x.s.FinishLogin(t.Context(), x.group, state, browserSecret, "WeCom", "127.0.0.1")
		if ok(t, err); !waiting {
			t.Error("somebody is in before WeCom answered")
		}
		x.enterJobs()
		_, _, err = x.s.FinishLogin(t.Context(), x.group, state, "another-browser-1", "WeCom", "127.0.0.1")
		want(t, err, LoginUnknown)
		ticket, waiting, err := x.s.FinishLogin(t.Context(), x.group, state, browserSecret, "WeCom", "127.0.0.1")
		ok(t, err)
		who, err := x.g.Auth.Session(t.Context(), ticket.Cookie)
		if ok(t, err); waiting || who.ID != x.doctor {
			t.Errorf("in is %s", who.ID)
		}
		_, _, err = x.s.FinishLogin(t.Context(), x.group, state, browserSecret, "WeCom", "127.0.0.1")
		want(t, err, LoginOver)

		_, second := x.begin() // a code that was used opens nothing
		ok(t, x.s.GiveCode(t.Context(), x.group, second, browserSecret, code))
		x.enterJobs()
		_, _, err = x.s.FinishLogin(t.Context(), x.group, second, browserSecret, "", "")
		want(t, err, LoginRefused)
		address, third := x.begin() // a member of the corp whom nobody here knows
		ok(t, x.s.GiveCode(t.Context(), x.group, third, browserSecret, x.authorize(address, "nobody_here")))
		x.enterJobs()
		_, _, err = x.s.FinishLogin(t.Context(), x.group, third, browserSecret, "", "")
		want(t, err, LoginRefused)
		_, fourth := x.begin()
		x.Clock.Add(11 * time.Minute)
		want(t, x.s.GiveCode(t.Context(), x.group, fourth, browserSecret, "x"), LoginOver)
	})
}

// Of twenty who finish one log-in at once, one is in.
func TestLoginRace(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		x.w.Meet(fake.Person{Key: "doc", Name: "程弓远", User: "chenggongyuan"})
		ok(t, x.s.SetUserid(x.program(), Userid{x.acct[WeCom], x.doctor, "chenggongyuan"}))
		address, state := x.begin()
		ok(t, x.s.GiveCode(t.Context(), x.group, state, browserSecret, x.authorize(address, "chenggongyuan")))
		x.enterJobs()
		var in atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, waiting, err := x.s.FinishLogin(t.Context(), x.group, state, browserSecret, "", ""); err == nil && !waiting {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d are in", in.Load())
		}
	})
}

// The page proves itself to the client, which accepts it, and no other address.
func TestPagesProveThemselves(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		const page = "https://m.example.cn/wx/customer?g=a"
		k, err := x.s.PageKeys(x.program(), x.acct[WeCom], page)
		if ok(t, err); k.Ready {
			t.Error("there is a ticket that nobody fetched")
		}
		ok(t, x.s.fetchTickets(x.program(), x.acct[WeCom]))
		k, err = x.s.PageKeys(x.program(), x.acct[WeCom], page+"#top")
		if ok(t, err); !k.Ready || len(k.Scripts) != 1 {
			t.Fatalf("keys %+v", k)
		}
		double := httptest.NewServer(x.w.Handler())
		defer double.Close()
		check := func(kind, address string, p PageKey) int {
			q := url.Values{"kind": {kind}, "url": {address}, "nonce": {p.Nonce}, "signature": {p.Signature}, "timestamp": {strconv.FormatInt(p.Timestamp, 10)}}
			r, err := http.Post(double.URL+"/__ctl/check_page?"+q.Encode(), "application/json", nil)
			ok(t, err)
			defer r.Body.Close()
			return r.StatusCode
		}
		if got := check("corp", page, k.Config); got != http.StatusOK {
			t.Errorf("wx.config: %d", got)
		}
		if got := check("agent", page, k.Agent); got != http.StatusOK {
			t.Errorf("wx.agentConfig: %d", got)
		}
		if check("agent", page, k.Config) == http.StatusOK || check("corp", page+"&x=1", k.Config) == http.StatusOK {
			t.Error("the two tickets are one, or another page is proven")
		}
		_, err = x.s.PageKeys(x.program(), x.acct[WeCom], "https://elsewhere.example/wx/customer")
		want(t, err, BadURL)
	})
}

// The customers whom colleagues had before are fetched, with who knows them; what
// happens later is heard in whatever order it comes.
func TestContactsFromBefore(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		x.w.Meet(fake.Person{Key: "doc", Name: "程弓远", User: "chenggongyuan"}, fake.Person{Key: "12800010001", Name: "小木妈妈", Phone: "12800010001"})
		address, err := x.w.Befriend(fake.WeCom.ID, "12800010001", "chenggongyuan", "key1")
		ok(t, err)
		x.w.Wait()
		ok(t, x.s.FetchContacts(x.program(), x.acct[WeCom]))
		ok(t, x.s.fetch(x.program(), x.acct[WeCom], func() bool { return false }))
		list, err := x.s.Fetches(x.program())
		ok(t, err)
		if !slices.ContainsFunc(list, func(f Fetch) bool { return f.Account == x.acct[WeCom] && f.State == fetchDone && f.Found == 1 }) {
			t.Fatalf("fetched %+v", list)
		}
		c, err := x.s.OpenContact(x.program(), x.acct[WeCom], address)
		ok(t, err)
		if c.Nick != "小木妈妈" || len(c.Edges) != 1 || c.Edges[0].State != EdgeFriend || c.Edges[0].CameBy != "key1" || len(c.Patients) != 0 {
			t.Fatalf("the card says %+v", c)
		}
		p := x.patient("李小木", "12800010001")
		ok(t, x.s.Bind(x.program(), c.ID, p, "mother"))
		shares, err := x.s.Shares(x.program(), x.clinic)
		if ok(t, err); len(shares) != 1 || shares[0].All != 1 || shares[0].Bound != 1 {
			t.Errorf("shares %+v", shares)
		}
		x.write(func(tx *db.Tx) error {
			late := Edge{Address: c.ID, User: "chenggongyuan", Account: x.acct[WeCom], State: EdgeLeft, At: c.Edges[0].At - 1000}
			return saveEdges(tx, []Edge{late})
		})
		c, err = x.s.OpenContact(x.program(), x.acct[WeCom], address)
		if ok(t, err); c.Edges[0].State != EdgeFriend {
			t.Error("what was heard late undid what came later")
		}
		texts, err := x.s.ReadyTexts(x.program(), x.clinic, p)
		if ok(t, err); len(texts) == 0 || strings.Contains(texts[0].Text, "{") {
			t.Errorf("texts %+v", texts)
		}
	})
}
