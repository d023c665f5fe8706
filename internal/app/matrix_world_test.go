package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/testkit"
)

// Words that stand in texts of the furnished world, and never in an example.
const (
	secretOfGroup  = "甲阁" // in everything of group A
	secretOfClinic = "檐下" // in everything of its first clinic as well
)

const worldPassword = "蓝鲸慢慢游过长安街口"

// person is somebody with a session.
type person struct{ id, login, cookie string }

// world is a running program with group A, of two clinics with people, and
// group B.
type world struct {
	*testkit.World
	app  *App
	http http.Handler
	keys string // the key file
	log  *bytes.Buffer
	seq  int

	one, two string            // the clinics of A
	chair    string            // a place in the first
	kinds    map[string]string // kinds of visit by code
	slots    int

	owner    *person            // of A
	here     *person            // holds every right of a clinic in the first one
	there    *person            // the same in the second one
	nobody   *person            // a member of A without any right
	staff    map[string]*person // by built-in role, in the first clinic
	stranger *person            // owner of B

	digests digester
}

func furnishWorld(t *testing.T, k *testkit.World) *world {
	t.Helper()
	keys := filepath.Join(t.TempDir(), "keys")
	vault, err := secrets.Load(keys, "")
	if err != nil {
		t.Fatal(err)
	}
	log := new(bytes.Buffer)
	a := &App{conf: Config{Data: t.TempDir()}, DB: k.DB, Vault: vault, metrics: newMetrics(), Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	if err := a.construct(); err != nil {
		t.Fatal(err)
	}
	a.House.Gateways.Double = "http://127.0.0.1:0" // answers nobody; its callbacks are believed
	w := &world{World: k, app: a, http: a.API.Handler(), keys: keys, log: log, staff: map[string]*person{}}
	w.digests.open(w)
	w.owner = w.found(k.Tenant, "alpha")
	w.stranger = w.found(k.IDs(), "beta")
	w.one = w.clinic(w.owner, secretOfGroup+secretOfClinic)
	w.two = w.clinic(w.owner, secretOfGroup)
	w.clinic(w.stranger, "乙")
	w.people()
	w.platformRows()
	if w.has("visits") {
		w.visitsRows()
	}
	return w
}

// inLog are what stands in requests of the matrix and never in the log: names and
// texts about patients, telephone and identity numbers, passwords, the tokens of
// sessions and links.
var inLog = regexp.MustCompile(`周|李|青霉素|阿司匹林|` + secretOfGroup + `|` + secretOfClinic + `|` + worldPassword +
	`|\b1[0-9]{10}\b|E123[0-9]|[A-Za-z0-9_-]{43}`)

// discreet proves that the log of all that was asked tells nothing of patients
// and secrets, and that nothing failed on the way.
func (w *world) discreet() {
	lines := strings.Split(w.log.String(), "\n")
	if len(lines) < 1000 || !strings.Contains(lines[0], "msg=request") {
		w.T.Errorf("the log has only %d lines, the first %q", len(lines), lines[0])
	}
	for _, line := range lines {
		if inLog.MatchString(line) || strings.Contains(line, "level=ERROR") {
			w.T.Errorf("in the log: %.400s", line)
		}
	}
}

// found makes a group and logs its owner in.
func (w *world) found(tenant, code string) *person {
	w.T.Helper()
	_, err := w.app.House.Org.CreateGroup(context.Background(), org.NewGroup{
		ID: tenant, Code: code, Name: code, Password: worldPassword,
		Owner: org.NewStaff{Login: code + "-owner", Staff: org.Staff{Name: "老板"}},
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return w.login(code, &person{login: code + "-owner"})
}

// clinic opens a clinic whose texts carry the mark.
func (w *world) clinic(by *person, mark string) string {
	w.T.Helper()
	return w.post(by, "/org/clinics", map[string]any{
		"code": w.fresh("clinic-"), "name": mark + "店", "short_name": mark, "kind": "own", "number_prefix": w.fresh("P"),
		"address": mark + "路 1 号",
		"hours":   []any{map[string]any{"weekday": 1, "from": "09:00", "to": "18:00"}},
	})["id"].(string)
}

// week is the opening hours of a clinic that never closes for a day.
func week() (out []any) {
	for d := range 7 {
		out = append(out, map[string]any{"weekday": d, "from": "09:00", "to": "18:00"})
	}
	return out
}

// people hires who the matrix asks as.
func (w *world) people() {
	w.T.Helper()
	var keys []any
	for _, p := range w.app.permissions() {
		if p.Scope == auth.Clinic {
			keys = append(keys, p.Key)
		}
	}
	every := w.post(w.owner, "/org/roles", map[string]any{"name": secretOfGroup + "全", "permissions": keys})["id"].(string)
	none := w.post(w.owner, "/org/roles", map[string]any{"name": secretOfGroup + "无"})["id"].(string)
	w.here = w.hire("here", every, w.one)
	w.there = w.hire("there", every, w.two)
	w.nobody = w.hire("nobody", none, w.one)
	for _, role := range org.BuiltIn {
		if role != org.RoleOwner {
			w.staff[role] = w.hire("role-"+role, role, w.one)
		}
	}
}

// hire invites somebody, lets them choose the password and logs them in.
func (w *world) hire(login, role, clinic string) *person {
	w.T.Helper()
	p, link := w.invite(login, role, clinic)
	w.must(nil, http.MethodPost, "/org/invitation/accept", map[string]any{"link": link, "password": worldPassword})
	return w.login("alpha", p)
}

// invite adds a person with a role in a clinic of A, and gives the link.
func (w *world) invite(login, role, clinic string) (*person, string) {
	w.T.Helper()
	name := secretOfGroup
	if clinic == w.one {
		name += secretOfClinic
	}
	out := w.post(w.owner, "/org/staff", map[string]any{
		"login": login, "name": name + "人", "title": name, "holdings": []any{map[string]any{"role": role, "clinic_id": clinic}},
	})
	return &person{id: out["staff"].(map[string]any)["id"].(string), login: login}, out["link"].(map[string]any)["link"].(string)
}

// login opens a session, or half of one.
func (w *world) login(group string, p *person) *person {
	w.T.Helper()
	got := w.must(nil, http.MethodPost, "/org/session", map[string]any{"group": group, "login": p.login, "password": worldPassword})
	p.cookie = got.cookie
	if p.id == "" {
		p.id = w.must(p, http.MethodGet, "/org/me", nil).json["id"].(string)
	}
	return p
}

// newcomer is somebody of the first clinic whom no other example knows.
func (w *world) newcomer() *person {
	return w.hire(w.fresh("new-"), org.RoleFrontDesk, w.one)
}

// has tells whether a module is at the roof.
func (w *world) has(name string) bool {
	return slices.ContainsFunc(everything(w.app), func(m module.Module) bool { return m.Name == name })
}

// fresh makes a text that was not there before.
func (w *world) fresh(prefix string) string {
	w.seq++
	return fmt.Sprintf("%s%05d", prefix, w.seq)
}
