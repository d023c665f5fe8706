package messages

import (
	"errors"
	"net/http"
	"path"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/testkit"
)

// code has one made for the doctor, and gives its id.
func (x *stand) code() string {
	x.t.Helper()
	c, err := x.s.AddCode(x.program(), Code{Clinic: x.clinic, Account: x.acct[WeCom], Name: "前台立牌", Owners: []string{x.doctor}, Source: "walk_in"})
	ok(x.t, err)
	return c.ID
}

func (x *stand) codeNow(id string) CountedCode {
	x.t.Helper()
	list, err := x.s.Codes(x.program(), x.clinic)
	ok(x.t, err)
	for _, c := range list {
		if c.ID == id {
			return c
		}
	}
	x.t.Fatal("the code is not listed")
	return CountedCode{}
}

// A code hangs at the desk: somebody comes by it, is known to, and is counted on the way
// to a visit; its colleagues change, and in the end nobody comes by it any more.
func TestCodeFromWallToVisit(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		ctx := x.program()
		_, err := x.s.AddCode(ctx, Code{Clinic: x.clinic, Account: x.acct[WeCom], Name: " ", Owners: []string{x.doctor}})
		want(t, err, BadCodeName)
		_, err = x.s.AddCode(ctx, Code{Clinic: x.clinic, Account: x.acct[WeCom], Name: "门口", Owners: []string{x.clinic}})
		want(t, err, BadOwners)
		_, err = x.s.AddCode(ctx, Code{Clinic: x.clinic, Account: x.acct[WeCom], Name: "门口", Owners: []string{"nobody"}})
		want(t, err, BadOwners)
		_, err = x.s.AddCode(ctx, Code{Clinic: x.clinic, Account: x.acct[Official], Name: "门口", Owners: []string{x.doctor}})
		want(t, err, WrongChannel)
		_, err = x.s.AddCode(ctx, Code{Clinic: x.clinic, Account: x.acct[WeCom], Name: "门口", Owners: []string{x.doctor}, Source: "moon"})
		want(t, err, patients.SourceUnknown)

		id := x.code()
		if c := x.codeNow(id); c.State != CodeAsked || c.Picture != "" {
			t.Fatalf("before WeCom was asked: %+v", c)
		}
		ok(t, x.s.tendCode(ctx, id))
		c := x.codeNow(id)
		if c.State != CodeMade || c.Config == "" || len(c.Key) > 30 {
			t.Fatalf("made: %+v", c)
		}
		r, err := http.Get(c.Picture)
		ok(t, err)
		_ = r.Body.Close()
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/png" {
			t.Errorf("the picture: %d %s", r.StatusCode, r.Header)
		}

		external, err := x.w.Scan("", "妈妈", path.Base(c.Picture))
		ok(t, err)
		x.settle()
		list, err := x.s.Unbound(ctx, x.clinic)
		if ok(t, err); len(list) != 1 || list[0].State != c.Key || list[0].Code != "前台立牌" {
			t.Fatalf("who came by it: %+v", list)
		}
		card, err := x.s.OpenContact(ctx, x.acct[WeCom], external)
		if ok(t, err); card.Code.Name != "前台立牌" || card.Code.Source != "walk_in" {
			t.Errorf("the card says %+v", card.Code)
		}
		if n := x.codeNow(id).CodeCounts; n != (CodeCounts{Added: 1, Friends: 1}) {
			t.Errorf("added: %+v", n)
		}
		p := x.patient("李积木", "13800010001")
		ok(t, x.s.Bind(ctx, card.ID, p, "mother"))
		here := int64(1) // before they came by the code
		x.s.Here = func(_ *db.Tx, list []string) (map[string]int64, error) { return map[string]int64{p: here}, nil }
		if n := x.codeNow(id).CodeCounts; n != (CodeCounts{Added: 1, Friends: 1, Bound: 1}) {
			t.Errorf("bound: %+v", n)
		}
		here = x.Clock.Now() + 3600_000
		ok(t, x.w.Unfriend("", "妈妈", "chenggongyuan", false))
		x.settle()
		if n := x.codeNow(id).CodeCounts; n != (CodeCounts{Added: 1, Bound: 1, Came: 1}) {
			t.Errorf("came, and left: %+v", n)
		}

		x.w.Meet(fake.Person{Key: "同事", User: "luxiaohuang"})
		assistant := x.colleague("luxiaohuang")
		c = x.codeNow(id)
		c.Owners = append(c.Owners, assistant)
		stale := c.Code
		_, err = x.s.ChangeCode(ctx, c.Code)
		ok(t, err)
		_, err = x.s.ChangeCode(ctx, stale)
		want(t, err, db.Stale)
		if !x.codeNow(id).Untold {
			t.Error("WeCom knows of a change that nobody told it")
		}
		ok(t, x.s.tendCode(ctx, id))
		ways, err := x.w.Ways("")
		if ok(t, err); len(ways[c.Key]) != 2 || x.codeNow(id).Untold || x.codeNow(id).Picture != c.Picture {
			t.Errorf("told: %v %+v", ways, x.codeNow(id))
		}
		_, err = x.s.EndCode(ctx, id)
		ok(t, err)
		ok(t, x.s.tendCode(ctx, id))
		if ways, err = x.w.Ways(""); err != nil || len(ways) != 0 || x.codeNow(id).Untold {
			t.Errorf("ended: %v %v", ways, err)
		}
		_, err = x.s.EndCode(ctx, id)
		want(t, err, NotNow)
	})
}

// What nobody answered is unknown, and never asked for again by itself; what certainly
// was not made is; what was refused says why.
func TestCodeOfWhichNobodyKnows(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		ctx := x.program()
		id := x.code()
		x.w.Add(fake.Rule{Provider: "wecom", Call: "contact_way", How: fake.After, Times: 1})
		ok(t, x.s.tendCode(ctx, id))
		if c := x.codeNow(id); c.State != CodeUnknown {
			t.Fatalf("%+v", c)
		}
		ok(t, x.s.tendCode(ctx, id))
		if ways, _ := x.w.Ways(""); len(ways) != 1 {
			t.Errorf("asked for again: %v", ways)
		}
		_, err := x.s.MakeCodeAnew(ctx, id)
		ok(t, err)
		ok(t, x.s.tendCode(ctx, id))
		if c := x.codeNow(id); c.State != CodeMade {
			t.Errorf("anew: %+v", c)
		}
		_, err = x.s.MakeCodeAnew(ctx, id)
		want(t, err, NotNow)

		lost := x.code()
		x.write(func(tx *db.Tx) error { // whoever began to make it is gone
			c, err := codeOne(tx, lost)
			c.State, c.At = CodeMaking, tx.Now()
			return errors.Join(err, saveCode(tx, c))
		})
		if err := x.s.tendCode(ctx, lost); err == nil {
			t.Error("nobody waits for who is making it")
		}
		x.Clock.Add(codeLease + time.Second)
		ok(t, x.s.tendCode(ctx, lost))
		if c := x.codeNow(lost); c.State != CodeUnknown || c.Reason != "lost" {
			t.Errorf("lost: %+v", c)
		}
	})
}

// Of twenty jobs for one code, one makes it.
func TestCodeRace(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		id := x.code()
		testkit.Race(t, 20, func(int) error { return x.s.tendCode(x.program(), id) })
		ways, err := x.w.Ways("")
		ok(t, err)
		if c := x.codeNow(id); len(ways) != 1 || len(ways[c.Key]) != 1 || c.State != CodeMade {
			t.Errorf("%v %+v", ways, c)
		}
	})
}

func TestWhatIsDueAboutACode(t *testing.T) {
	now := int64(10_000_000)
	for _, c := range []struct {
		code Code
		want codeDo
	}{
		{Code{State: CodeAsked}, codeMake}, {Code{State: CodeMaking, At: now - 1000}, codeWait}, {Code{State: CodeMaking, At: now - codeLease.Milliseconds()}, codeLost},
		{Code{State: CodeMade}, codeNothing}, {Code{State: CodeMade, Untold: true}, codeTell}, {Code{State: CodeEnded, Untold: true}, codeEnd},
		{Code{State: CodeUnknown, Untold: true}, codeNothing}, {Code{State: CodeFailed}, codeNothing},
	} {
		if got := c.code.due(now); got != c.want {
			t.Errorf("%+v: %d, want %d", c.code, got, c.want)
		}
	}
}

// colleague is one of the demo, whom WeCom knows by their log-in.
func (x *stand) colleague(login string) string {
	x.t.Helper()
	id := demo.Get[map[string]org.Staff](x.world, org.DemoStaff)[login].ID
	ok(x.t, x.s.SetUserid(x.program(), Userid{x.acct[WeCom], id, login}))
	return id
}
