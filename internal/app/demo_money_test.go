package app

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/module"
)

// withoutPictures are the modules whose demo says nothing of money.
var withoutPictures = []string{"imaging", "charting", "gateways"}

// The demo's month ties together: 6,000 patients, 51 starts at 6 % discount, what
// was received, the prepaid stock of 1,260 contracts, 2.5 % of them overdue; the
// worked cases to the fen; the journal agrees with every row.
func TestDemoMoneyTies(t *testing.T) {
	if testing.Short() {
		t.Skip("a group of 6,000 patients is furnished")
	}
	dir, keys := t.TempDir(), t.TempDir()
	conf := Config{Data: dir, Keys: filepath.Join(keys, "keys")}
	zone, _ := time.LoadLocation(demoZone)
	today := civil.Day("2026-11-22")
	now := today.At(10*60+20, zone)
	a, err := Build(t.Context(), conf, Options{Log: silent(), Clock: func() int64 { return now }, Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	a.list = slices.DeleteFunc(slices.Clone(a.list), func(m module.Module) bool { return slices.Contains(withoutPictures, m.Name) })
	w := a.world(DemoConfig{Seed: 20261122, Patients: 6000}, furnishing{today: today, zone: zone, say: func(string) {}})
	if err := a.Furnish(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if err := a.DB.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := auth.AsProgram(t.Context(), org.DemoTenant, "test")
	v, err := a.House.Billing.Verify(ctx)
	if err != nil || len(v.Wrong) > 0 {
		t.Fatalf("the books: %v %v", v.Wrong, err)
	}
	one := func(text string, args ...any) (n int64) {
		t.Helper()
		var rows []struct {
			N int64 `db:"n"`
		}
		if err := a.DB.Read(ctx, func(tx *db.Tx) error { return tx.Raw(&rows, text, args...) }); err != nil {
			t.Fatal(err)
		}
		return rows[0].N
	}
	from := string(today.AddDays(-30))
	// Bounds in parts of a hundred around the month of the reference.
	for _, x := range []struct {
		what       string
		want, part int64
		text       string
		args       []any
	}{
		{"starts of the month", 51, 15, `SELECT count(*) AS n FROM billing_agreements WHERE tenant_id = :tenant AND contract AND agreed_day > ?`, []any{from}},
		{"contracts after discounts, yuan", 910_672, 15, `SELECT CAST(sum(amount) / 100 AS BIGINT) AS n FROM billing_agreements WHERE tenant_id = :tenant AND contract AND agreed_day > ?`, []any{from}},
		{"what discounts leave, parts of a thousand", 940, 1, `SELECT CAST(sum(amount) * 1000 / sum(list) AS BIGINT) AS n FROM billing_agreements WHERE tenant_id = :tenant AND contract`, nil},
		{"contracts", 1260, 1, `SELECT count(*) AS n FROM billing_agreements WHERE tenant_id = :tenant AND contract`, nil},
		{"prepaid stock, yuan", 5_670_000, 10, `SELECT CAST(sum(standing) / 100 AS BIGINT) AS n FROM billing_tenders WHERE tenant_id = :tenant AND pot = 'contract'`, nil},
		{"received for contracts, yuan", 892_000, 15, `SELECT CAST(sum(t.amount) / 100 AS BIGINT) AS n FROM billing_tenders t
			JOIN billing_receipts r ON r.tenant_id = :tenant AND r.id = t.receipt_id AND r.voided_at IS NULL AND r.day > ? WHERE t.tenant_id = :tenant AND t.pot = 'contract'`, []any{from}},
		{"received at all, yuan", 1_332_320, 15, `SELECT CAST(sum(total) / 100 AS BIGINT) AS n FROM billing_receipts WHERE tenant_id = :tenant AND voided_at IS NULL AND day > ?`, []any{from}},
		{"mean general visit, yuan", 430, 8, `SELECT CAST(avg(x.amount) / 100 AS BIGINT) AS n FROM (SELECT sum(l.net) AS amount FROM billing_lines l
			JOIN billing_agreements a ON a.tenant_id = :tenant AND a.id = l.agreement_id AND NOT a.contract WHERE l.tenant_id = :tenant GROUP BY l.bill_id) x`, nil},
	} {
		got := one(x.text, x.args...)
		t.Logf("%s: %d, reference %d", x.what, got, x.want)
		if d := got - x.want; max(d, -d)*100 > x.want*x.part {
			t.Errorf("%s: %d is not within %d %% of %d", x.what, got, x.part, x.want)
		}
	}
	tieLate(t, a, w)
	tieCases(t, a, w)
	tieTills(t, one)
}

// tieLate: 2.5 % of the contracts are behind, with ¥86,400.
func tieLate(t *testing.T, a *App, w *demo.World) {
	ctx := auth.AsProgram(t.Context(), org.DemoTenant, "test")
	count, sum := 0, money.Fen(0)
	for _, c := range demo.Get[map[string]org.Clinic](w, org.DemoClinics) {
		list, err := a.House.Billing.Overdue(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			count, sum = count+1, sum+l.Standing.Overdue
		}
	}
	t.Logf("overdue: %d contracts, %s", count, sum)
	if count < 28 || count > 34 || sum < money.Yuan(70_000) || sum > money.Yuan(105_000) {
		t.Errorf("overdue: %d contracts with %s, want 31 with 86,400", count, sum)
	}
}

// tieCases: 陈彩虹 at month 8 and 王小雪人, to the fen.
func tieCases(t *testing.T, a *App, w *demo.World) {
	ctx := auth.AsProgram(t.Context(), org.DemoTenant, "test")
	found := 0
	for _, p := range demo.Get[[]patients.DemoPatient](w, patients.DemoPeople)[:2] {
		v, err := a.House.Billing.Account(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range v.Agreements {
			if !g.Contract {
				continue
			}
			found++
			got := [6]money.Fen{g.List, g.Amount, g.Received, g.Executed, g.Stands, g.Standing.Overdue}
			want := map[string][6]money.Fen{
				"陈彩虹":  {2680000, 2550000, 2167500, 1402500, 765000, 0},
				"王小雪人": {1280000, 1216000, 1216000, 486400 + 10*23000, 1216000 - 486400 - 10*23000, 0},
			}[p.Name]
			if got != want {
				t.Errorf("%s: %v, want %v", p.Name, got, want)
			}
			if p.Name == "陈彩虹" && (g.Standing.Open != 382500 || g.Instalments[4].Progress != billing.IsComing) {
				t.Errorf("still to be billed: %s, %+v", g.Standing.Open, g.Instalments)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d of the worked cases are there", found)
	}
}

// tieTills: every evening is counted, a few with a small difference that is
// explained; there are some mistakes, some refunds and some stored value.
func tieTills(t *testing.T, one func(string, ...any) int64) {
	for what, x := range map[string]struct {
		text       string
		from, upTo int64
	}{
		"tills that were not counted": {`SELECT count(*) AS n FROM billing_entries WHERE tenant_id = :tenant AND closing_id IS NULL AND kind IN ('receive', 'refund', 'void') AND day < '2026-11-22'`, 0, 0},
		"differences without a reason": {`SELECT count(*) AS n FROM billing_closings c JOIN billing_counts n ON n.tenant_id = :tenant AND n.closing_id = c.id
			WHERE c.tenant_id = :tenant AND c.reason = '' AND n.counted <> n.received - n.given_back`, 0, 0},
		"tills with a difference": {`SELECT count(*) AS n FROM billing_closings WHERE tenant_id = :tenant AND reason <> ''`, 3, 120},
		"voided receipts":         {`SELECT count(*) AS n FROM billing_receipts WHERE tenant_id = :tenant AND voided_at IS NOT NULL`, 2, 40},
		"refunds":                 {`SELECT count(*) AS n FROM billing_refunds WHERE tenant_id = :tenant`, 2, 60},
		"stored value":            {`SELECT count(*) AS n FROM billing_tenders WHERE tenant_id = :tenant AND pot = 'principal'`, 10, 200},
	} {
		got := one(x.text)
		t.Logf("%s: %d", what, got)
		if got < x.from || got > x.upTo {
			t.Errorf("%s: %d, want %d to %d", what, got, x.from, x.upTo)
		}
	}
}
