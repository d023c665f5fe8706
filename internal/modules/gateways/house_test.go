package gateways

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&Service{}).Module())

// outside is a clinic with an account at every provider, all of which are the
// double's.
type outside struct {
	*testkit.World
	t      *testing.T
	s      *Service
	w      *fake.World
	clinic string
	other  string
	told   map[string][]Told // facts, by request
	group  string            // public code
}

// DoubleKeys are those of the double, as the roof hands them in.
var doubleKeys = Keys{Serial: fake.MerchantSerial, PrivateKey: fake.MerchantKey, Secret: fake.Secret, PlatformSerial: fake.PlatformSerial,
	PlatformKey: fake.PlatformKey}

func each(t *testing.T, fn func(t *testing.T, h *outside)) {
	t.Helper()
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, open(t, w)) })
}

func open(t *testing.T, w *testkit.World) *outside {
	t.Helper()
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h := &outside{World: w, t: t, told: map[string][]Told{}}
	h.s = New(Deps{DB: w.DB, Org: group, Auth: g.Auth, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs, DoubleKeys: doubleKeys})
	ok(t, g.Jobs.Add(h.s.jobList()...))
	ok(t, g.Facts.Add(events.Subscription{Name: "gateways.test_hears", Kinds: []string{FactDone, FactRefused, FactUnknown, FactClosed},
		Now: func(_ *db.Tx, f events.Fact) error {
			var x Told
			err := f.Decode(&x)
			h.told[f.Subject+" "+f.Kind] = append(h.told[f.Subject+" "+f.Kind], x)
			return err
		}}))
	zone, err := time.LoadLocation(org.HomeZone)
	ok(t, err)
	day := civil.Of(testkit.Start, zone)
	world := &demo.World{Tenant: w.Tenant, Seed: 1, Zone: zone, Today: day, From: day.AddDays(-90), To: day.AddDays(30)}
	ok(t, group.Module().Demo(h.program(), world))
	ok(t, h.s.demo(h.program(), world))
	ok(t, h.s.demo(h.program(), world)) // twice does no harm
	clinics := demo.Get[map[string]org.Clinic](world, org.DemoClinics)
	h.clinic, h.other = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID
	h.w, err = fake.New(fake.Options{Clock: w.Clock.Now})
	ok(t, err)
	server := httptest.NewServer(h.w.Handler())
	t.Cleanup(func() { h.w.Wait(); server.Close() })
	h.s.Double = server.URL
	known, found, err := g.Auth.Group(t.Context(), w.Tenant)
	if ok(t, err); found {
		h.group = known.PublicCode
	}
	return h
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, err error, f *fault.Def) {
	t.Helper()
	if !errors.Is(err, f) {
		t.Errorf("got %v, want %s", err, f.Code)
	}
}

func (h *outside) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

// hooks lets providers call back into the service.
func (h *outside) hooks() {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(out http.ResponseWriter, r *http.Request) {
		body := make([]byte, 64<<10)
		n, _ := r.Body.Read(body)
		account := r.URL.Path[len(r.URL.Path)-36:]
		if err := h.s.Notice(r.Context(), h.group, account, r.Header, body[:n]); err != nil {
			out.WriteHeader(http.StatusUnauthorized)
		}
	})
	server := httptest.NewServer(mux)
	h.t.Cleanup(func() { h.w.Wait(); server.Close() })
	h.s.Public = server.URL
}

func (h *outside) request(n NewRequest) Request {
	h.t.Helper()
	r, err := h.tryAsk(n)
	ok(h.t, err)
	return r
}

func (h *outside) tryAsk(n NewRequest) (Request, error) {
	var r Request
	if n.Clinic == "" {
		n.Clinic = h.clinic
	}
	n.Ask.Title = "测试"
	err := h.DB.Write(h.program(), func(tx *db.Tx) (err error) { r, err = h.s.Ask(tx, n); return err })
	return r, err
}

// sent lets the job send.
func (h *outside) sent(n NewRequest) Request {
	h.t.Helper()
	r := h.request(n)
	ok(h.t, h.s.send(h.program(), r.ID))
	return h.now(r.ID)
}

// asked lets the job ask.
func (h *outside) asked(id string) Request {
	h.t.Helper()
	ok(h.t, h.s.ask(h.program(), id))
	return h.now(id)
}

func (h *outside) now(id string) Request {
	h.t.Helper()
	r, err := h.s.Show(h.program(), id)
	ok(h.t, err)
	return r
}

func (h *outside) facts(id, kind string) int { return len(h.told[id+" "+kind]) }

// pay is a payment of 100 yuan.
func pay() NewRequest { return NewRequest{Kind: Payment, Subject: "p", Amount: money.Yuan(100)} }

// each kind as it is asked, and how the double names the call that counts.
func (h *outside) kinds() []asking {
	return []asking{
		{"wechatpay", "order", pay()},
		{"insurance", "2207", NewRequest{Kind: InsuranceSettle, Subject: "b", Amount: money.Yuan(200), Person: "000000199001011234",
			Ask: Ask{Lines: []AskLine{{Ref: "1", Code: "E04", Name: "拔牙", Quantity: 1, Amount: money.Yuan(200)}}}}},
		{"invoice", "issue", NewRequest{Kind: Invoice, Subject: "r", Amount: money.Yuan(200), Person: "李积木\n"}},
		{"voucher", "redeem", NewRequest{Kind: VoucherRedeem, Subject: "b", Platform: "meituan", Person: "6000000001"}},
		{"voucher", "redeem", NewRequest{Kind: VoucherRedeem, Subject: "b", Platform: "douyin", Person: "6000000002"}},
	}
}

type asking struct {
	provider, call string
	n              NewRequest
}
