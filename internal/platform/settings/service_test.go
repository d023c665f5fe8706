package settings

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/testkit"
)

var (
	wait   = Setting{Key: "x.wait", Kind: Minutes, Default: 30, Min: 5, Max: 240, PerClinic: true, Source: "house"}
	strict = Setting{Key: "x.strict", Kind: Bool, Default: false, PerClinic: true, Source: "house"}
	opens  = Setting{Key: "x.opens", Kind: Clock, Default: "09:00", PerClinic: true, Source: "house"}
	fee    = Setting{Key: "x.fee", Kind: Money, Default: 5000, Source: "house"}
	mode   = Setting{Key: "x.mode", Kind: Choice, Default: "soft", Choices: []string{"soft", "hard"}, Source: "house"}
)

var tables = []db.Migrations{
	{Module: "secrets", Files: secrets.Migrations},
	{Module: "audit", Files: audit.Migrations},
	{Module: "settings", Files: Migrations},
}

func each(t *testing.T, fn func(*testing.T, *testkit.World, *Service, *audit.Log)) {
	testkit.Each(t, tables, func(t *testing.T, w *testkit.World) {
		v, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
		if err != nil {
			t.Fatal(err)
		}
		log := audit.New(w.DB, v)
		svc, err := New(w.DB, log, []Setting{wait, strict, opens, fee, mode})
		if err != nil {
			t.Fatal(err)
		}
		fn(t, w, svc, log)
	})
}

// as is a context in which somebody holds ChangePermission for the clinics, or
// for the group if none is named.
func as(w *testkit.World, clinics ...string) context.Context {
	a := auth.Actor{ID: w.Actor, Tenant: w.Tenant}
	if len(clinics) == 0 {
		a.Grants.Group = auth.KeysOf(ChangePermission)
	}
	a.Grants.Clinic = map[string]auth.Keys{}
	for _, c := range clinics {
		a.Grants.Clinic[c] = auth.KeysOf(ChangePermission)
	}
	return auth.With(w.Ctx(clinics...), a)
}

func set(ctx context.Context, svc *Service, key, clinic string, value any) error {
	return svc.Change(ctx, key, clinic, value)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestClinicGroupDefault(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, _ *audit.Log) {
		a, b := w.IDs(), w.IDs()
		all := as(w)
		must(t, set(all, svc, "x.wait", "", 45))
		must(t, set(all, svc, "x.wait", a, float64(60)))
		must(t, set(all, svc, "x.opens", a, "8:30"))
		must(t, set(all, svc, "x.strict", b, true))
		must(t, set(all, svc, "x.fee", "", 8000))
		err := w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
			for clinic, want := range map[string]int{"": 45, a: 60, b: 45} {
				if got, err := wait.Int(tx, clinic); err != nil || got != want {
					t.Errorf("wait in %q = %d, %v, want %d", clinic, got, err, want)
				}
			}
			va, err := Of(tx, a)
			vb, err2 := Of(tx, b)
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			if va.Int(wait) != 60 || va.Clock(opens) != civil.Clock(510) || va.Bool(strict) || va.Money(fee) != money.Fen(8000) || va.Text(mode) != "soft" {
				t.Errorf("clinic a: %+v", va)
			}
			if vb.Int(wait) != 45 || vb.Clock(opens) != civil.Clock(540) || !vb.Bool(strict) {
				t.Errorf("clinic b: %+v", vb)
			}
			if c, err := opens.Clock(tx, a); err != nil || c != 510 {
				t.Errorf("opens %v, %v", c, err)
			}
			return nil
		})
		must(t, err)
		other := w.Other()
		must(t, w.DB.Read(other.Ctx(), func(tx *db.Tx) error {
			if got, err := wait.Int(tx, a); err != nil || got != 30 {
				t.Errorf("another group reads %d, %v", got, err)
			}
			return nil
		}))
		must(t, w.DB.Read(w.Ctx(b), func(tx *db.Tx) error { // who sees clinic b only obeys the group's value
			if got, err := wait.Int(tx, b); err != nil || got != 45 {
				t.Errorf("within clinic b: %d, %v", got, err)
			}
			return nil
		}))
	})
}

func TestSetRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, log *audit.Log) {
		a, b := w.IDs(), w.IDs()
		for name, c := range map[string]struct {
			ctx    context.Context
			key    string
			clinic string
			value  any
			want   error
		}{
			"unknown":          {as(w), "x.nothing", "", 1, Unknown},
			"group only":       {as(w), "x.fee", a, 1, NotPerClinic},
			"range":            {as(w), "x.wait", "", 241, OutOfRange},
			"type":             {as(w), "x.strict", "", "yes", WrongType},
			"other clinic":     {as(w, a), "x.wait", b, 60, auth.Forbidden},
			"group's value":    {as(w, a), "x.wait", "", 60, auth.Forbidden},
			"nobody":           {w.Ctx(), "x.wait", "", 60, auth.Unauthenticated},
			"beyond the scope": {auth.With(w.Ctx(b), auth.Actor{Grants: auth.Grants{Group: auth.KeysOf(ChangePermission)}}), "x.wait", a, 60, db.OutOfScope},
		} {
			if err := set(c.ctx, svc, c.key, c.clinic, c.value); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		must(t, w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
			lines, err := log.List(tx, audit.Filter{})
			v, err2 := Of(tx, a)
			if len(lines) != 0 || v.Int(wait) != 30 {
				t.Errorf("a refused change left %d lines, wait %d", len(lines), v.Int(wait))
			}
			return errors.Join(err, err2)
		}))
		must(t, set(as(w, a), svc, "x.wait", a, 60))
		if _, err := svc.Lines(as(w, a), a); !errors.Is(err, auth.Forbidden) {
			t.Errorf("read without the right: %v", err)
		}
		reader := auth.Actor{Grants: auth.Grants{Clinic: map[string]auth.Keys{a: auth.KeysOf(ReadPermission)}}}
		if lines, err := svc.Lines(auth.With(w.Ctx(a), reader), a); err != nil || len(lines) != 3 {
			t.Errorf("read: %d lines, %v", len(lines), err)
		}
	})
}

func TestListAndAudit(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, log *audit.Log) {
		a := w.IDs()
		all := as(w)
		must(t, set(all, svc, "x.wait", "", 45))
		must(t, set(all, svc, "x.wait", a, 60))
		must(t, set(all, svc, "x.wait", a, 60)) // nothing new, no line
		list := func(clinic string) map[string]Line {
			out := map[string]Line{}
			must(t, w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
				lines, err := svc.List(tx, clinic)
				for _, l := range lines {
					out[l.Key] = l
				}
				return err
			}))
			return out
		}
		here := list(a)
		if l := here["x.wait"]; l.Value != int64(60) || l.From != OfClinic || l.Inherited != int64(45) || l.ChangedBy != w.Actor || l.ChangedAt != testkit.Start {
			t.Errorf("%+v", l)
		}
		if l := here["x.opens"]; l.Value != "09:00" || l.From != OfDefault || l.ChangedAt != 0 {
			t.Errorf("%+v", l)
		}
		if _, ok := here["x.fee"]; ok {
			t.Error("a clinic is shown what only the group decides")
		}
		if l := list("")["x.wait"]; l.Value != int64(45) || l.From != OfGroup || l.Inherited != int64(30) {
			t.Errorf("%+v", l)
		}
		must(t, set(all, svc, "x.wait", a, nil))
		if l := list(a)["x.wait"]; l.Value != int64(45) || l.From != OfGroup {
			t.Errorf("after taking it back: %+v", l)
		}
		must(t, w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
			lines, err := log.List(tx, audit.Filter{Action: "settings.changed", SubjectID: "x.wait", Clinic: a})
			if len(lines) != 2 {
				t.Fatalf("%d lines for two changes", len(lines))
			}
			for _, l := range lines {
				back := string(l.Before) == "60" && len(l.After) == 0
				first := len(l.Before) == 0 && string(l.After) == "60"
				if !back && !first {
					t.Errorf("before %s, after %s", l.Before, l.After)
				}
			}
			return err
		}))
	})
}

// A value that a newer program no longer accepts counts as not set.
func TestOutgrownValue(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, _ *audit.Log) {
		must(t, set(as(w), svc, "x.wait", "", 45))
		narrower := wait
		narrower.Max = 40
		must(t, w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
			got, err := narrower.Int(tx, "")
			if got != 30 {
				t.Errorf("%d", got)
			}
			return err
		}))
	})
}

func TestSetRace(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, log *audit.Log) {
		errs := testkit.Race(t, 20, func(i int) error { return set(as(w), svc, "x.wait", "", 10+i) })
		must(t, errors.Join(errs...))
		must(t, w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
			lines, err := log.List(tx, audit.Filter{Action: "settings.changed"})
			if len(lines) != 20 {
				t.Errorf("%d lines", len(lines))
			}
			befores := map[string]bool{}
			for _, l := range lines { // each change starts from what the one before left
				if befores[string(l.Before)] {
					t.Errorf("two changes start from %s", l.Before)
				}
				befores[string(l.Before)] = true
			}
			return err
		}))
	})
}

func TestNewRefuses(t *testing.T) {
	for name, list := range map[string][]Setting{
		"twice":     {wait, wait},
		"no key":    {{Kind: Int, Default: 1, Source: "house"}},
		"default":   {{Key: "x.a", Kind: Int, Default: 1, Min: 2, Max: 3, Source: "house"}},
		"type":      {{Key: "x.a", Kind: Int, Default: "1", Source: "house"}},
		"no kind":   {{Key: "x.a", Default: "1", Source: "house"}},
		"choice":    {{Key: "x.a", Kind: Choice, Default: "a", Source: "house"}},
		"no source": {{Key: "x.a", Kind: Int, Default: 1}},
	} {
		if _, err := New(nil, nil, list); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
