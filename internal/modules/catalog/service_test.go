package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

const today = civil.Day("2026-11-22")

// group is a group with the price list and two clinics.
type group struct {
	*testkit.World
	t    *testing.T
	s    *Service
	a, b string // clinics
}

func each(t *testing.T, fn func(*testing.T, *group)) {
	testkit.Each(t, ground.Tables((&org.Service{}).Module(), (&Service{}).Module()), func(t *testing.T, w *testkit.World) { fn(t, found(t, w)) })
}

func found(t *testing.T, w *testkit.World) *group {
	t.Helper()
	base := ground.Lay(t, w)
	clinics := org.New(org.Deps{DB: w.DB, Auth: &auth.Service{}, Audit: base.Audit, Facts: base.Facts})
	g := &group{World: w, t: t, s: New(Deps{DB: w.DB, Org: clinics, Audit: base.Audit, Facts: base.Facts})}
	for i, to := range []*string{&g.a, &g.b} {
		code := string(rune('a'+i)) + "-clinic"
		c, err := clinics.OpenClinic(g.program(), org.Clinic{Code: code, Name: code, ShortName: code, Kind: org.Own, NumberPrefix: fmt.Sprint(i)})
		if err != nil {
			t.Fatal(err)
		}
		*to = c.ID
	}
	if n, err := g.s.Install(g.program(), today); err != nil || n != 60 {
		t.Fatal(n, err)
	}
	return g
}

func (g *group) program() context.Context { return auth.AsProgram(g.t.Context(), g.Tenant, "test") }

// manager is who decides the prices of some clinics and nothing else.
func (g *group) manager(clinics ...string) context.Context {
	a := auth.Actor{ID: g.Actor, Tenant: g.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{}}}
	for _, c := range clinics {
		a.Grants.Clinic[c] = auth.KeysOf(MayView, MayPrice)
	}
	return auth.With(g.Ctx(clinics...), a)
}

func (g *group) item(code string) Item {
	g.t.Helper()
	var i Item
	err := g.DB.Read(g.program(), func(tx *db.Tx) (err error) {
		i, err = g.s.ItemByCode(tx, code)
		return err
	})
	if err != nil {
		g.t.Fatal(code, err)
	}
	return i
}

func (g *group) price(code, clinic string, day civil.Day) money.Fen {
	g.t.Helper()
	var a money.Fen
	err := g.DB.Read(g.program(), func(tx *db.Tx) (err error) {
		a, err = g.s.PriceOn(tx, g.item2(tx, code), clinic, day)
		return err
	})
	if err != nil {
		g.t.Fatal(code, err)
	}
	return a
}

func (g *group) item2(tx *db.Tx, code string) string {
	i, err := g.s.ItemByCode(tx, code)
	if err != nil {
		g.t.Fatal(code, err)
	}
	return i.ID
}

// facts counts the facts of this module by kind.
func (g *group) facts() map[string]int {
	g.t.Helper()
	out := map[string]int{}
	err := g.DB.Read(g.program(), func(tx *db.Tx) error {
		list, err := events.List(tx, events.Filter{Limit: 10_000})
		for _, f := range list {
			if what, mine := strings.CutPrefix(f.Kind, "catalog."); mine {
				out[what]++
			}
		}
		return err
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return out
}

func TestInstallTwice(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		before := g.facts()
		w := &demo.World{Tenant: g.Tenant, From: "2026-08-24"}
		if err := g.s.demo(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		if after := g.facts(); fmt.Sprint(after) != fmt.Sprint(before) || before["item_added"] != 60 || before["price_changed"] != 60 {
			t.Errorf("the second time did something: %v, %v", before, after)
		}
	})
}

// A price rises in January, one clinic has its own for a while, and a slip of
// the pen is corrected; nothing of it is ever overwritten.
func TestPrices(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		i := g.item("P01")
		set := func(ctx context.Context, n NewPrice) {
			t.Helper()
			var err error
			if i, err = g.s.SetPrice(ctx, i.ID, i.Version, n); err != nil {
				t.Fatal(err)
			}
		}
		set(g.program(), NewPrice{From: "2027-01-01", Amount: 26000, Note: "涨价"})
		set(g.program(), NewPrice{From: "2027-01-01", Amount: 24000, Note: "更正"})
		set(g.manager(g.a), NewPrice{Clinic: g.a, Amount: 19900})
		set(g.manager(g.a), NewPrice{Clinic: g.a, From: "2027-02-01", OfGroup: true})
		for _, c := range []struct {
			clinic string
			day    civil.Day
			want   money.Fen
		}{
			{"", today, 22000}, {g.b, today, 22000}, {g.a, today, 19900}, {g.a, "2027-01-31", 19900}, {g.b, "2027-01-01", 24000},
			{g.a, "2027-02-01", 24000},
		} {
			if got := g.price("P01", c.clinic, c.day); got != c.want {
				t.Errorf("%s on %s: %d, want %d", c.clinic, c.day, got, c.want)
			}
		}
		_, history, err := g.s.History(g.manager(g.b), i.ID)
		if err != nil || len(history) != 3 {
			t.Errorf("another clinic's manager sees %d prices, want the group's 3: %v", len(history), err)
		}
		if _, history, _ = g.s.History(g.program(), i.ID); len(history) != 5 {
			t.Errorf("%d prices in the history", len(history))
		}
		if f := g.facts(); f["price_changed"] != 64 || f["item_changed"] != 0 {
			t.Errorf("facts: %v", f)
		}
		for name, change := range map[string]func(tx *db.Tx) error{
			"update": func(tx *db.Tx) error {
				_, err := tx.Update("catalog_prices").Set("amount = 1").Where("seq = 1").Exec()
				return err
			},
			"delete": func(tx *db.Tx) error { _, err := tx.Delete("catalog_prices").Where("seq = 1").Exec(); return err },
		} {
			if err := g.DB.Write(g.program(), change); db.Violated(err) != "catalog_prices_append_only" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestPricesRefused(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		i := g.item("P01")
		for name, c := range map[string]struct {
			ctx  context.Context
			n    NewPrice
			want *fault.Def
		}{
			"yesterday":              {g.program(), NewPrice{From: "2026-11-21", Amount: 1}, PriceInPast},
			"in three years":         {g.program(), NewPrice{From: "2029-11-21", Amount: 1}, PriceTooFar},
			"no day":                 {g.program(), NewPrice{From: "2026-02-30", Amount: 1}, BadDay},
			"below nothing":          {g.program(), NewPrice{Amount: -1}, BadAmount},
			"beyond reason":          {g.program(), NewPrice{Amount: MaxAmount + 1}, BadAmount},
			"a long note":            {g.program(), NewPrice{Amount: 1, Note: strings.Repeat("长", 10_000)}, NoteTooLong},
			"the group, by a clinic": {g.manager(g.a), NewPrice{Amount: 1}, auth.Forbidden},
			"another clinic":         {g.manager(g.a), NewPrice{Clinic: g.b, Amount: 1}, auth.Forbidden},
			"no such clinic":         {g.program(), NewPrice{Clinic: g.IDs(), Amount: 1}, org.ClinicNotFound},
			"no clinic at all":       {g.program(), NewPrice{Clinic: "x", Amount: 1}, org.ClinicNotFound},
			"nothing to take back":   {g.program(), NewPrice{Clinic: g.a, OfGroup: true}, NoClinicPrice},
			"the group as the group": {g.program(), NewPrice{OfGroup: true}, NoClinicPrice},
		} {
			if _, err := g.s.SetPrice(c.ctx, i.ID, i.Version, c.n); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := g.s.SetPrice(g.program(), g.IDs(), 1, NewPrice{Amount: 1}); !errors.Is(err, ItemNotFound) {
			t.Error(err)
		}
		if _, err := g.s.SetPrice(auth.AsProgram(t.Context(), g.Other().Tenant, "x"), i.ID, i.Version, NewPrice{Amount: 1}); !errors.Is(err, ItemNotFound) {
			t.Errorf("another group: %v", err)
		}
		if f := g.facts(); f["price_changed"] != 60 || g.item("P01").Version != i.Version {
			t.Errorf("something was stored: %v", f)
		}
		g.Clock.Add(-24 * time.Hour)
		err := g.DB.Read(g.program(), func(tx *db.Tx) error { _, err := g.s.PriceOn(tx, i.ID, "", "2026-11-21"); return err })
		if !errors.Is(err, NoPrice) {
			t.Errorf("before its first price: %v", err)
		}
	})
}

// Twenty people decide the same price at once, each having seen the old one: one
// decides, the others are told.
func TestPriceRace(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		i := g.item("P01")
		won := 0
		for n, err := range testkit.Race(t, 20, func(n int) error {
			_, err := g.s.SetPrice(g.program(), i.ID, i.Version, NewPrice{Amount: money.Fen(100 + n)})
			return err
		}) {
			switch {
			case err == nil:
				won++
				if got := g.price("P01", "", today); got != money.Fen(100+n) {
					t.Errorf("the price is %d, the winner said %d", got, 100+n)
				}
			case !errors.Is(err, db.Stale):
				t.Error(err)
			}
		}
		if won != 1 || g.facts()["price_changed"] != 61 {
			t.Errorf("%d won, %v", won, g.facts())
		}
	})
}

func TestCodeRace(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		made := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, err := g.s.AddItem(g.program(), NewItem{Amount: 100, Item: Item{Code: " x01", Category: "g", NameZh: "新项目", Unit: "visit",
				Teeth: NoTeeth, FollowUp: NoFollowUp, Active: true}})
			return err
		}) {
			switch {
			case err == nil:
				made++
			case !errors.Is(err, CodeTaken):
				t.Error(err)
			}
		}
		if made != 1 || g.facts()["item_added"] != 61 {
			t.Errorf("made %d times", made)
		}
	})
}

func TestItemsAndOffers(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		i := g.item("O07")
		off, name := false, "  舌侧矫治 𠮷 "
		after, err := g.s.ChangeItem(g.program(), i.ID, i.Version, ItemChange{NameZh: &name, Active: &off})
		if err != nil || after.NameZh != "舌侧矫治 𠮷" || after.Active || after.Version != i.Version+1 || after.NameEn != i.NameEn {
			t.Fatalf("%+v %v", after, err)
		}
		if _, err := g.s.ChangeItem(g.program(), i.ID, i.Version, ItemChange{NameZh: &name}); !errors.Is(err, db.Stale) {
			t.Error(err)
		}
		p := g.item("P06")
		if p, err = g.s.Offer(g.manager(g.a), p.ID, p.Version, g.a, false); err != nil {
			t.Fatal(err)
		}
		if _, err := g.s.Offer(g.manager(g.a), p.ID, p.Version, g.b, false); !errors.Is(err, auth.Forbidden) {
			t.Error(err)
		}
		for clinic, want := range map[string]int{g.a: 58, g.b: 59} {
			list, err := g.s.PriceList(g.manager(clinic), clinic, "")
			n := 0
			for _, s := range list.Sections {
				n += len(s.Items)
			}
			if err != nil || n != want || list.Day != today {
				t.Errorf("%d items on the wall, want %d, %v", n, want, err)
			}
		}
		if _, err := g.s.PriceList(g.manager(g.a), g.b, ""); !errors.Is(err, db.OutOfScope) {
			t.Errorf("another clinic's list: %v", err)
		}
		stranger := auth.AsProgram(t.Context(), g.Other().Tenant, "x")
		if _, err := g.s.Search(stranger, Query{Clinic: g.a, Day: today}); !errors.Is(err, org.ClinicNotFound) {
			t.Errorf("another group names the clinic: %v", err)
		}
		list, err := g.s.Search(g.manager(g.a), Query{Typed: "lgml", Clinic: g.a})
		if err != nil || len(list) != 0 {
			t.Errorf("left out, and found: %v %v", list, err)
		}
		if list, _ := g.s.Search(g.manager(g.a), Query{Typed: "lgmb", Clinic: g.a, All: true}); len(list) != 1 || list[0].Code != "P06" {
			t.Errorf("%v", list)
		}
		if f := g.facts(); f["item_changed"] != 1 || f["offer_changed"] != 1 {
			t.Errorf("%v", f)
		}
	})
}

func TestCategories(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		c, err := g.s.AddCategory(g.program(), Category{Code: "o1", Parent: "O", NameZh: "隐形"})
		if err != nil || c.Code != "O1" {
			t.Fatal(c, err)
		}
		i := g.item("O05")
		if i, err = g.s.ChangeItem(g.program(), i.ID, i.Version, ItemChange{Category: &c.Code}); err != nil {
			t.Fatal(err)
		}
		if list, _ := g.s.Search(g.program(), Query{Category: "O"}); len(list) != 18 {
			t.Errorf("a branch does not count: %d", len(list))
		}
		for name, c := range map[string]struct {
			err  error
			want *fault.Def
		}{
			"taken":     {second(g.s.AddCategory(g.program(), Category{Code: "O1", NameZh: "x"})), CodeTaken},
			"no parent": {second(g.s.AddCategory(g.program(), Category{Code: "Z", Parent: "Y", NameZh: "x"})), CategoryNotFound},
			"loop":      {second(g.s.ChangeCategory(g.program(), Category{Code: "O", Version: 1, Parent: "O1", NameZh: "x"})), CategoryLoop},
			"stale":     {second(g.s.ChangeCategory(g.program(), Category{Code: "O", Version: 9, NameZh: "x"})), db.Stale},
			"used":      {g.s.DropCategory(g.program(), "O1", 1), CategoryUsed},
			"with kids": {g.s.DropCategory(g.program(), "O", 1), CategoryUsed},
			"unknown":   {g.s.DropCategory(g.program(), "Y", 1), CategoryNotFound},
			"no name":   {second(g.s.AddCategory(g.program(), Category{Code: "Z"})), BadName},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		o := "O"
		if _, err = g.s.ChangeItem(g.program(), i.ID, i.Version, ItemChange{Category: &o}); err != nil {
			t.Fatal(err)
		}
		if err := g.s.DropCategory(g.program(), "O1", 1); err != nil {
			t.Error(err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestImportExport(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		file, err := g.s.Export(g.program())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := g.s.Import(g.program(), file, "", false)
		if err != nil || len(rows) != 60 || slices.ContainsFunc(rows, func(r RowResult) bool { return r.What != RowSame }) {
			t.Fatalf("what was exported is not the same: %v %v", rows, err)
		}
		text := "编码,分类,名称,价格（元）,单位,可打折\nP01,,,238,,\nP02,,洁牙加喷砂,,,否\nX01,P,牙周洁治套餐,\"1,280.50\",套,\n\n"
		chinese, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		rows, err = g.s.Import(g.program(), chinese, "2027-01-01", true)
		if err != nil || len(rows) != 3 || rows[0].What != RowChanged || rows[1].What != RowChanged || rows[2].What != RowAdded || rows[2].Line != 4 {
			t.Fatalf("%+v %v", rows, err)
		}
		if f := g.facts(); f["item_added"] != 60 || f["price_changed"] != 60 {
			t.Errorf("a dry run did something: %v", f)
		}
		if _, err = g.s.Import(g.program(), chinese, "2027-01-01", false); err != nil {
			t.Fatal(err)
		}
		if g.price("P01", "", today) != 22000 || g.price("P01", g.a, "2027-01-01") != 23800 || g.price("X01", "", "2027-01-01") != 128050 {
			t.Error("the prices are wrong")
		}
		if p2 := g.item("P02"); p2.NameZh != "洁牙加喷砂" || p2.Discountable || p2.FollowUp != "cleaning" {
			t.Errorf("%+v", p2)
		}
		if f := g.facts(); f["item_added"] != 61 || f["price_changed"] != 62 || f["item_changed"] != 1 {
			t.Errorf("%v", f)
		}
	})
}

// One wrong row, and nothing of the file is taken.
func TestImportRefused(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		head := "code,category,name_zh,price,unit,insured\n"
		for name, c := range map[string]struct {
			file string
			from civil.Day
			want *fault.Def
		}{
			"empty":           {"", "", FileUnreadable},
			"no code column":  {"名称,价格\nx,1\n", "", FileColumns},
			"a picture":       {"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "", FileUnreadable},
			"broken quotes":   {head + "\"a", "", FileUnreadable},
			"too many":        {head + strings.Repeat("A1,G,x,1,visit,是\n", MaxRows+1), "", FileTooLong},
			"past":            {head, "2026-11-21", PriceInPast},
			"no day":          {head, "soon", BadDay},
			"one wrong price": {head + "P01,,,230,,\nP02,,,-5,,\n", "", FileRows},
			"new, no price":   {head + "P01,,,230,,\nX01,G,新,,visit,\n", "", FileRows},
			"twice":           {head + "P01,,,230,,\np01,,,231,,\n", "", FileRows},
			"long name":       {head + "P01,,,230,,\nX01,G," + strings.Repeat("长", 10_000) + ",1,visit,\n", "", FileRows},
			"no category":     {head + "P01,,,230,,\nX01,Y,新,1,visit,\n", "", FileRows},
			"strange words":   {head + "P01,,,230,箱,也许\n", "", FileRows},
		} {
			_, err := g.s.Import(g.program(), []byte(c.file), c.from, false)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if f := g.facts(); f["item_added"] != 60 || f["price_changed"] != 60 || f["item_changed"] != 0 {
			t.Errorf("something was stored: %v", f)
		}
	})
}

func TestRoutes(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		texts, err := i18n.Load([]i18n.Source{{Module: "catalog", Files: texts}, {Module: "httpapi", Files: httpapi.Texts}})
		if err != nil {
			t.Fatal(err)
		}
		actor := auth.Actor{ID: g.Actor, Tenant: g.Tenant, Grants: auth.Grants{Group: auth.KeysOf(MayView, MayPrice, MayEdit)}}
		api := httpapi.New(httpapi.Options{DB: g.DB, Log: slog.New(slog.DiscardHandler), Texts: texts,
			Authenticate: func(*http.Request) (auth.Actor, error) { return actor, nil }})
		g.DB.BeforeCommit(httpapi.KeepTickets)
		g.s.Module().Routes(api)
		h := api.Handler()
		send := func(method, path, body string, headers ...string) (int, map[string]any, string) {
			r := httptest.NewRequest(method, httpapi.Prefix+path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			for _, one := range headers {
				name, value, _ := strings.Cut(one, ": ")
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			out := map[string]any{}
			_ = json.Unmarshal(w.Body.Bytes(), &out)
			return w.Code, out, w.Body.String()
		}
		fresh := `{"code":"X01","category":"G","name_zh":"拍照","unit":"visit","teeth":"none","followup_class":"none","amount":5000}`
		key := "Idempotency-Key: key-00000001"
		status, item, text := send("POST", "/catalog/items", fresh, key)
		if status != 200 || item["amount"] != 5000.0 {
			t.Fatal(status, text)
		}
		if status, again, _ := send("POST", "/catalog/items", fresh, key); status != 200 || again["id"] != item["id"] {
			t.Error("the same key made another", status)
		}
		id := item["id"].(string)
		for _, c := range []struct {
			method, path, body string
			headers            []string
			want               int
		}{
			{"PUT", "/catalog/items/" + id + "/price", `{"amount":6000}`, []string{`If-Match: "1"`}, 200},
			{"PUT", "/catalog/items/" + id + "/price", `{"amount":7000}`, []string{`If-Match: "1"`}, 412},
			{"PUT", "/catalog/items/" + id + "/price", `{"amount":7000,"from":"2026-11-21"}`, []string{`If-Match: "2"`}, 422},
			{"PUT", "/catalog/items/" + id + "/offer", `{"clinic_id":"` + g.a + `","offered":false}`, []string{`If-Match: "2"`}, 200},
			{"PATCH", "/catalog/items/" + id, `{"insured":true}`, []string{`If-Match: "3"`}, 200},
			{"PATCH", "/catalog/items/" + id, `{"unit":"box"}`, []string{`If-Match: "4"`}, 422},
			{"PATCH", "/catalog/items/" + id, `{"category":"Y"}`, []string{`If-Match: "4"`}, 404},
			{"GET", "/catalog/items?q=ggzl&clinic_id=" + g.a, "", nil, 200},
			{"GET", "/catalog/items?day=2026-02-30", "", nil, 422},
			{"GET", "/catalog/items?q=" + strings.Repeat("x", 61), "", nil, 422},
			{"GET", "/catalog/price-list?clinic_id=" + g.a + "&day=2026-12-24", "", nil, 200},
			{"GET", "/catalog/price-list", "", nil, 422},
			{"GET", "/catalog/items/" + g.IDs(), "", nil, 404},
			{"GET", "/catalog/choices", "", nil, 200},
			{"POST", "/catalog/categories", `{"code":"n","name_zh":"新"}`, []string{"Idempotency-Key: key-00000002"}, 200},
			{"PUT", "/catalog/categories/N", `{"name_zh":"新的","position":3}`, []string{`If-Match: "1"`}, 200},
			{"DELETE", "/catalog/categories/N", "", []string{`If-Match: "2"`}, 204},
			{"GET", "/catalog/categories", "", nil, 200},
			{"POST", "/catalog/install", "", nil, 200},
			{"POST", "/catalog/import?dry_run=true", "code,price\nP01,230\n", []string{"Content-Type: text/csv"}, 200},
			{"POST", "/catalog/import", "code,price\nP01,x\n", []string{"Content-Type: text/csv"}, 422},
			{"POST", "/catalog/items", `{"code":"` + strings.Repeat("长", 10_000) + `"}`, []string{"Idempotency-Key: key-00000003"}, 422},
		} {
			if status, _, text := send(c.method, c.path, c.body, c.headers...); status != c.want {
				t.Errorf("%s %.60s %.60s: %d %.400s", c.method, c.path, c.body, status, text)
			}
		}
		if status, _, text := send("GET", "/catalog/export", ""); status != 200 || !strings.HasPrefix(text, "\ufeff编码,") || strings.Count(text, "\r\n") != 62 {
			t.Errorf("%d %.200s", status, text)
		}
		_, one, _ := send("GET", "/catalog/items/"+id, "")
		if prices := one["prices"].([]any); len(prices) != 2 || one["item"].(map[string]any)["amount"] != 6000.0 {
			t.Errorf("%v", one)
		}
		actor.Grants = auth.Grants{Clinic: map[string]auth.Keys{g.a: auth.KeysOf(MayView, MayPrice)}}
		if status, _, _ := send("POST", "/catalog/items", fresh, "Idempotency-Key: key-00000004"); status != 403 {
			t.Errorf("who may not edit adds an item: %d", status)
		}
	})
}
