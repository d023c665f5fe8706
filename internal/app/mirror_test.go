package app

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/module"
	"archwire/internal/platform/testkit"
)

// silent is the log of tests.
func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// scratch builds the program over an empty SQLite database.
func scratch(t *testing.T) *App {
	t.Helper()
	dir := t.TempDir()
	a, err := Build(t.Context(), Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")},
		Options{Log: silent(), Unsynced: true, Migrate: true, Clock: testkit.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func everything(a *App) []module.Module { return slices.Concat(platformParts(), a.list) }

// TestTextsAreComplete proves that both languages have the same keys with the
// same arguments, and that every fault, permission and setting is translated.
func TestTextsAreComplete(t *testing.T) {
	a := scratch(t)
	zh, en := a.Texts.Keys(i18n.ZhCN), a.Texts.Keys(i18n.En)
	if d := difference(zh, en); len(d) > 0 {
		t.Errorf("in one language only: %v", d)
	}
	for _, k := range zh {
		z, e := a.Texts.Text(i18n.ZhCN, k, nil), a.Texts.Text(i18n.En, k, nil)
		if z == "" || e == "" {
			t.Errorf("%s is empty", k)
		}
	}
	for _, s := range a.texts() {
		z, _ := i18n.Read(s.Files, i18n.ZhCN)
		e, _ := i18n.Read(s.Files, i18n.En)
		for k := range z {
			if !slices.Equal(slices.Compact(i18n.Args(z[k])), slices.Compact(i18n.Args(e[k]))) {
				t.Errorf("%s: the languages name different arguments: %q, %q", k, z[k], e[k])
			}
		}
	}
	for _, f := range fault.All() {
		if strings.HasPrefix(f.Code, "test.") {
			continue
		}
		need(t, a, "fault."+f.Code)
	}
	for _, p := range a.permissions() {
		need(t, a, "permission."+p.Key)
	}
	for _, m := range a.list {
		for _, s := range m.Settings {
			need(t, a, "setting."+s.Key)
			need(t, a, "setting."+s.Key+".help")
		}
	}
}

func need(t *testing.T, a *App, key string) {
	t.Helper()
	for _, l := range i18n.Locales {
		if !a.Texts.Has(l, key) {
			t.Errorf("%s is not translated into %s", key, l)
		}
	}
}

func difference(a, b []string) []string {
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			out = append(out, x)
		}
	}
	return out
}

// TestNamesAreTheModulesOwn proves that routes, jobs, facts, wakers, settings
// and permissions carry their module's name and are unique.
func TestNamesAreTheModulesOwn(t *testing.T) {
	a := scratch(t)
	seen := map[string]bool{}
	own := func(kind, module, name string) {
		if !strings.HasPrefix(name, module+".") {
			t.Errorf("%s %s of module %s does not begin with the module's name", kind, name, module)
		}
		if seen[kind+" "+name] {
			t.Errorf("%s %s is there twice", kind, name)
		}
		seen[kind+" "+name] = true
	}
	for _, m := range everything(a) {
		for _, j := range m.Jobs {
			own("job", m.Name, j.Kind)
		}
		for _, s := range m.Events {
			own("subscription", m.Name, s.Name)
		}
		for _, w := range m.Wakers {
			own("waker", m.Name, w.Topic)
		}
		for _, s := range m.Settings {
			own("setting", m.Name, s.Key)
		}
		for _, p := range m.Permissions {
			own("permission", m.Name, p.Key)
		}
	}
	for _, r := range a.API.Routes() {
		own("route", r.Tag, r.ID)
		if !strings.HasPrefix(r.Path, "/"+r.Tag) {
			t.Errorf("route %s: its path %s does not begin with /%s", r.ID, r.Path, r.Tag)
		}
	}
}

// TestPermissionsAreUsed proves that every permission is asked for by a route or
// by a use case, and that no route asks for one that is not declared.
func TestPermissionsAreUsed(t *testing.T) {
	a := scratch(t)
	asked := map[string]bool{}
	for _, r := range a.API.Routes() {
		asked[r.Permission] = true
	}
	declared := map[string]bool{"": true}
	source := allSource(t)
	for _, p := range a.permissions() {
		declared[p.Key] = true
		if !asked[p.Key] && !askedIn(source, p.Key) {
			t.Errorf("permission %s is asked for nowhere", p.Key)
		}
	}
	for k := range asked {
		if !declared[k] {
			t.Errorf("a route asks for the permission %s, which nobody declares", k)
		}
	}
}

// askedIn tells whether a use case asks for the permission itself: by its
// constant, in one of the calls that do so. The declaration and the list of
// permissions are no such calls.
func askedIn(source, key string) bool {
	m := regexp.MustCompile(`(\w+)\s*(?:string)?\s*=\s*"` + regexp.QuoteMeta(key) + `"`).FindStringSubmatch(source)
	return m != nil && regexp.MustCompile(`\b(?:Require|Enter)\(\w+, (?:\w+\.)?`+m[1]+`\b|\.(?:Can|Clinics)\((?:\w+\.)?`+m[1]+`\b`).MatchString(source)
}

func TestAskedIn(t *testing.T) {
	for source, want := range map[string]bool{
		`const MayRest = "t.rest"; var all = []Permission{{Key: MayRest}}`:        false,
		`const MayRest = "t.rest"; x(MayRest); auth.Require(ctx, MayRestless, c)`: false,
		`auth.Require(ctx, MayRest, c)`:                                           false,
		`const MayRest = "t.rest"; auth.Require(ctx, MayRest, c)`:                 true,
		`const MayRest = "t.rest"; who.Can(t.MayRest, "")`:                        true,
		`const MayRest string = "t.rest"; _, ok := a.Clinics(MayRest)`:            true,
	} {
		if askedIn(source, "t.rest") != want {
			t.Errorf("%s: want %v", source, want)
		}
	}
}

func allSource(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, pattern := range []string{"../modules/*/*.go", "../platform/*/*.go"} {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				b.WriteString(read(t, f))
			}
		}
	}
	return b.String()
}

// TestMigrationsMirror proves that both dialects have the same steps.
func TestMigrationsMirror(t *testing.T) {
	a := scratch(t)
	names := func(d db.Dialect) (out []string) {
		steps, err := db.Steps(d, a.Migrations())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			if s.Module == "jobs" && strings.Contains(s.Name, "river") {
				continue // River ships its own steps by dialect
			}
			out = append(out, s.Module+" "+s.Version+"_"+s.Name)
		}
		return out
	}
	if d := difference(names(db.SQLite), names(db.Postgres)); len(d) > 0 {
		t.Errorf("in one dialect only: %v", d)
	}
}

// TestTablesMirror proves on the migrated databases themselves that both have
// the same tables with the same columns, that every table carries its module's
// name and that a tenant's table leads with tenant_id in its key.
func TestTablesMirror(t *testing.T) {
	a := scratch(t)
	columns := map[string]map[string]map[string]bool{}
	testkit.Each(t, a.Migrations(), func(t *testing.T, w *testkit.World) {
		columns[string(w.DB.Dialect)] = ours(w.DB.Columns())
		checkPrefixes(t, a, columns[string(w.DB.Dialect)])
	})
	if columns["postgres"] == nil {
		return
	}
	if !reflect.DeepEqual(columns["sqlite"], columns["postgres"]) {
		for table := range columns["sqlite"] {
			if !reflect.DeepEqual(columns["sqlite"][table], columns["postgres"][table]) {
				t.Errorf("table %s differs:\nsqlite   %v\npostgres %v", table, columns["sqlite"][table], columns["postgres"][table])
			}
		}
		for table := range columns["postgres"] {
			if columns["sqlite"][table] == nil {
				t.Errorf("table %s is on PostgreSQL only", table)
			}
		}
	}
}

func ours(all map[string]map[string]bool) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for table, cols := range all {
		if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "sqlite_") {
			continue
		}
		out[table] = cols
	}
	return out
}

func checkPrefixes(t *testing.T, a *App, tables map[string]map[string]bool) {
	t.Helper()
	for table := range tables {
		prefix, _, _ := strings.Cut(table, "_")
		if prefix != "db" && !slices.ContainsFunc(everything(a), func(m module.Module) bool { return m.Name == prefix }) {
			t.Errorf("table %s carries no module's name", table)
		}
	}
}

// TestTenantLeadsEveryKey reads the primary keys of the embedded database.
func TestTenantLeadsEveryKey(t *testing.T) {
	a := scratch(t)
	rows, err := a.DB.Pool().QueryContext(context.Background(), `
		SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' AND p.pk = 1 AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) q WHERE q.name = 'tenant_id')`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var table, first string
		if err := rows.Scan(&table, &first); err != nil {
			t.Fatal(err)
		}
		n++
		if first != "tenant_id" {
			t.Errorf("the key of %s begins with %s", table, first)
		}
	}
	if n == 0 {
		t.Error("no tables were looked at")
	}
}
