package org

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
)

func (a answer) is(t *testing.T, what string, status int, code string) {
	t.Helper()
	if a.status != status || a.code() != code {
		t.Errorf("%s: %d %s, want %d %s\n%s", what, a.status, a.code(), status, code, a.text)
	}
}

func TestLoggingIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.hire("nurse", Holding{RoleNurse, h.east.ID})
		a := h.call("POST", "/org/session", "", fields{"group": "QingShang", "login": "Nurse", "password": password})
		if a.status != 200 || a.body["needs_code"] != false || len(a.cookies) != 1 {
			t.Fatalf("log in: %d %s", a.status, a.text)
		}
		c := a.cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure {
			t.Errorf("cookie over plain HTTP: %+v", c)
		}
		if strings.Contains(a.text, c.Value) {
			t.Error("the session stands in a body that scripts read")
		}
		me := h.call("GET", "/org/me", c.Value, nil)
		clinics, _ := me.body["clinics"].([]any)
		if me.status != 200 || me.body["login"] != "nurse" || len(clinics) != 1 || clinics[0].(map[string]any)["clinic"].(map[string]any)["code"] != "east" {
			t.Errorf("me: %d %s", me.status, me.text)
		}
		h.call("PUT", "/org/me/locale", c.Value, fields{"locale": "en"})
		if me = h.call("GET", "/org/me", c.Value, nil); me.body["locale"] != "en" {
			t.Errorf("language: %s", me.text)
		}
		h.call("GET", "/org/roles", c.Value, nil).is(t, "roles", 200, "")
		h.call("GET", "/org/me", "", nil).is(t, "nobody", 401, "auth.unauthenticated")
		h.call("GET", "/org/me", c.Value+"x", nil).is(t, "a wrong cookie", 401, "auth.unauthenticated")
		h.call("GET", "/org/roles", c.Value, nil, "Accept-Language", "en").is(t, "roles", 200, "")
		out := h.call("DELETE", "/org/session", c.Value, nil)
		if out.status != 204 && out.status != 200 || len(out.cookies) != 1 || out.cookies[0].MaxAge >= 0 {
			t.Errorf("log out: %d %+v", out.status, out.cookies)
		}
		h.call("GET", "/org/me", c.Value, nil).is(t, "after logging out", 401, "auth.unauthenticated")
	})
}

func TestWrongPasswordsLockWithAWait(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		try := func(word string) answer {
			return h.call("POST", "/org/session", "", fields{"group": "qingshang", "login": "owner", "password": word})
		}
		for range 5 {
			try("不是这个密码吧吧吧").is(t, "wrong", 401, "auth.wrong_credentials")
		}
		a := try(password)
		a.is(t, "locked", 429, "auth.locked")
		args, _ := a.body["args"].(map[string]any)
		if args["seconds"] != 60.0 {
			t.Errorf("the wait is not told: %s", a.text)
		}
		h.Clock.Add(61 * time.Second)
		try(password).is(t, "after the wait", 200, "")
	})
}

func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.logIn("qingshang", "owner")
		h.call("POST", "/org/me/factor", in, fields{"password": "不是这个密码吧吧吧"}).is(t, "wrong password", 422, "auth.wrong_password")
		e := h.call("POST", "/org/me/factor", in, fields{"password": password})
		secret, _ := e.body["secret"].(string)
		if url, _ := e.body["url"].(string); !strings.HasPrefix(url, "otpauth://totp/") || secret == "" {
			t.Fatalf("enrol: %s", e.text)
		}
		code := func() string {
			c, err := totp.GenerateCode(secret, time.UnixMilli(h.Clock.Now()))
			must(t, err)
			return c
		}
		conf := h.call("POST", "/org/me/factor/confirm", in, fields{"code": code()})
		codes, _ := conf.body["codes"].([]any)
		if len(codes) != 10 {
			t.Fatalf("confirm: %d %s", conf.status, conf.text)
		}
		half := func() string {
			a := h.call("POST", "/org/session", "", fields{"group": "qingshang", "login": "owner", "password": password})
			if a.body["needs_code"] != true {
				t.Fatalf("the code is not asked for: %s", a.text)
			}
			return a.cookies[0].Value
		}
		first := half()
		h.call("GET", "/org/me", first, nil).is(t, "half a session", 401, "auth.unauthenticated")
		h.call("POST", "/org/session/second-factor", first, fields{"code": "000000"}).is(t, "wrong code", 401, "auth.wrong_code")
		h.Clock.Add(time.Minute)
		whole := h.call("POST", "/org/session/second-factor", first, fields{"code": code()})
		if whole.status != 200 || len(whole.cookies) != 1 {
			t.Fatalf("second factor: %d %s", whole.status, whole.text)
		}
		me := h.call("GET", "/org/me", whole.cookies[0].Value, nil)
		if me.body["has_factor"] != true {
			t.Errorf("me: %s", me.text)
		}
		recovered := h.call("POST", "/org/session/second-factor", half(), fields{"code": codes[0]})
		recovered.is(t, "recovery code", 200, "")
		h.call("POST", "/org/session/second-factor", half(), fields{"code": codes[0]}).is(t, "spent recovery code", 401, "auth.wrong_code")
		h.call("POST", "/org/me/factor/drop", in, fields{"password": password}).is(t, "drop", 204, "")
		h.logIn("qingshang", "owner")
	})
}

// What is taken from somebody is gone at their next request.
func TestRevokingCountsAtTheNextRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner := h.logIn("qingshang", "owner")
		boss := h.hire("boss", Holding{RoleManager, h.east.ID})
		in := h.logIn("qingshang", "boss")
		h.call("GET", "/org/staff", in, nil).is(t, "before", 200, "")
		path := "/org/staff/" + boss.ID

		h.call("POST", path+"/roles", owner, fields{"take": []fields{{"role": RoleManager, "clinic_id": h.east.ID}}}).is(t, "take", 200, "")
		h.call("GET", "/org/staff", in, nil).is(t, "after", 403, "auth.forbidden")
		h.call("POST", path+"/roles", owner, fields{"give": []fields{{"role": RoleNurse, "clinic_id": h.west.ID}}}).is(t, "give", 200, "")
		h.call("GET", "/org/staff", in, nil).is(t, "with another role", 200, "")
		h.call("PUT", "/org/roles/nurse/permissions", owner, fields{"rulings": []fields{{"permission": View, "held": false}}}).is(t, "ruling", 200, "")
		h.call("GET", "/org/staff", in, nil).is(t, "after the ruling", 403, "auth.forbidden")

		h.call("POST", path+"/close", owner, nil).is(t, "close", 204, "")
		h.call("GET", "/org/me", in, nil).is(t, "closed", 401, "auth.unauthenticated")
		h.call("POST", "/org/session", "", fields{"group": "qingshang", "login": "boss", "password": password}).is(t, "log in", 403, "auth.disabled")
		h.call("POST", path+"/open", owner, nil).is(t, "open", 204, "")
		second := h.logIn("qingshang", "boss")

		list := h.call("GET", path+"/sessions", owner, nil)
		items, _ := list.body["items"].([]any)
		if len(items) != 1 {
			t.Fatalf("sessions: %s", list.text)
		}
		id, _ := items[0].(map[string]any)["id"].(string)
		h.call("DELETE", "/org/me/sessions/"+id, in, nil).is(t, "with an ended session", 401, "auth.unauthenticated")
		h.call("DELETE", "/org/sessions/"+id, owner, nil).is(t, "revoke", 204, "")
		h.call("GET", "/org/me", second, nil).is(t, "revoked", 401, "auth.unauthenticated")
	})
}

func TestInvitationOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner := h.logIn("qingshang", "owner")
		body := fields{"login": "jiangmianqiu", "name": "江棉球", "holdings": []fields{{"role": RoleNurse, "clinic_id": h.east.ID}}}
		h.call("POST", "/org/staff", owner, body).is(t, "no key", 422, "http.idempotency_key_required")
		a := h.call("POST", "/org/staff", owner, body, "Idempotency-Key", "invite-0001")
		link, _ := a.body["link"].(map[string]any)["link"].(string)
		again := h.call("POST", "/org/staff", owner, body, "Idempotency-Key", "invite-0001")
		if a.status != 200 || link == "" || again.status != 200 {
			t.Fatalf("invite: %d %s; again: %d %s", a.status, a.text, again.status, again.text)
		}
		if strings.Contains(again.text, link) {
			t.Error("the link is kept in the clear")
		}
		h.read(func(tx *db.Tx) error {
			n, err := tx.From("httpapi_once").Where("answer LIKE ?", "%"+link+"%").Count()
			if n != 0 {
				t.Error("the link stands in a table")
			}
			return err
		})
		seen := h.call("POST", "/org/invitation/look", "", fields{"link": link})
		if seen.status != 200 || seen.body["name"] != "江棉球" || seen.body["purpose"] != "invite" {
			t.Errorf("look: %d %s", seen.status, seen.text)
		}
		h.call("POST", "/org/invitation/accept", "", fields{"link": link, "password": "1234567890"}).is(t, "weak", 422, "auth.password_common")
		h.call("POST", "/org/invitation/accept", "", fields{"link": link, "password": password}).is(t, "accept", 204, "")
		h.call("POST", "/org/invitation/accept", "", fields{"link": link, "password": password}).is(t, "accept twice", 404, "auth.link_spent")
		h.logIn("qingshang", "jiangmianqiu")

		list := h.call("GET", "/org/staff?q=jm", owner, nil)
		items, _ := list.body["items"].([]any)
		if len(items) != 1 || !strings.Contains(list.text, `"state":"active"`) {
			t.Errorf("list: %s", list.text)
		}
	})
}

// Another group's things are not there, and neither is another clinic's staff.
func TestGroupsAndClinicsAreApart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.other("hongxia")
		owner, theirs := h.logIn("qingshang", "owner"), o.logIn("hongxia", "owner")
		nurse := h.hire("nurse", Holding{RoleNurse, h.east.ID})
		h.hire("boss", Holding{RoleManager, h.west.ID})
		boss := h.logIn("qingshang", "boss")
		key := []string{"If-Match", "1"}
		for _, c := range []struct {
			method, path string
			body         any
			notFound     string
		}{
			{"GET", "/org/clinics/" + h.east.ID, nil, "org.clinic_not_found"},
			{"PATCH", "/org/clinics/" + h.east.ID, fields{"name": "我的店"}, "org.clinic_not_found"},
			{"GET", "/org/staff/" + nurse.ID, nil, "org.staff_not_found"},
			{"PATCH", "/org/staff/" + nurse.ID, fields{"title": "我的人"}, "org.staff_not_found"},
			{"POST", "/org/staff/" + nurse.ID + "/reset", fields{}, "org.staff_not_found"},
			{"POST", "/org/staff/" + nurse.ID + "/close", nil, "org.staff_not_found"},
			{"POST", "/org/staff/" + nurse.ID + "/roles", fields{"give": []fields{{"role": "nurse", "clinic_id": h.west.ID}}}, "org.staff_not_found"},
		} {
			h.call(c.method, c.path, theirs, c.body, key...).is(t, "another group: "+c.method+" "+c.path, 404, c.notFound)
			h.call(c.method, c.path, boss, c.body, key...).is(t, "another clinic: "+c.method+" "+c.path, 404, c.notFound)
		}
		for _, path := range []string{"/org/staff", "/org/staff?clinic_id=" + h.east.ID, "/org/clinics"} {
			for who, cookie := range map[string]string{"group": theirs, "clinic": boss} {
				if a := h.call("GET", path, cookie, nil); a.status != 200 || strings.Contains(a.text, nurse.ID) || strings.Contains(a.text, `"id":"`+h.east.ID) {
					t.Errorf("another %s sees %s: %s", who, path, a.text)
				}
			}
		}
		h.hire("mixed", Holding{RoleManager, h.west.ID}, Holding{RoleNurse, h.east.ID})
		if a := h.call("GET", "/org/staff/"+nurse.ID, h.logIn("qingshang", "mixed"), nil); a.status != 200 || strings.Contains(a.text, "account") {
			t.Errorf("a log-in is shown where one manages nobody: %s", a.text)
		}
		h.call("POST", "/org/clinics/"+h.east.ID+"/close", boss, nil).is(t, "no right", 403, "auth.forbidden")
		a := h.call("GET", "/org/staff/"+nurse.ID, owner, nil)
		if a.status != 200 || a.etag != `"1"` || !strings.Contains(a.text, h.east.ID) {
			t.Errorf("nothing changed: %d %s", a.status, a.text)
		}
		if a := h.call("GET", "/org/clinics/"+h.east.ID, owner, nil); a.body["name"] != "东店" || a.etag != `"1"` {
			t.Errorf("nothing changed: %s", a.text)
		}
	})
}

func TestStaffPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner := h.logIn("qingshang", "owner")
		h.inviteNurses()
		seen, cursor := map[string]bool{}, ""
		for page := 0; page < 20; page++ {
			a := h.call("GET", "/org/staff?limit=7&cursor="+cursor, owner, nil)
			items, _ := a.body["items"].([]any)
			for _, i := range items {
				id, _ := i.(map[string]any)["id"].(string)
				if seen[id] {
					t.Errorf("%s twice", id)
				}
				seen[id] = true
			}
			if cursor, _ = a.body["next"].(string); cursor == "" {
				break
			}
		}
		if len(seen) != 21 {
			t.Errorf("%d people over the pages", len(seen))
		}
		for q, n := range map[string]int{"护士": 20, "hs": 20, "HS1": 11, "%25": 0, "_": 0, "%F0%A0%AE%B7": 0} {
			a := h.call("GET", "/org/staff?q="+q, owner, nil)
			if items, _ := a.body["items"].([]any); len(items) != n {
				t.Errorf("search %q: %d people, want %d", q, len(items), n)
			}
		}
		h.call("GET", "/org/staff?cursor=x", owner, nil).is(t, "cursor", 422, "http.bad_cursor")
	})
}

// inviteNurses adds twenty nurses 护士1 … 护士20.
func (h *house) inviteNurses() {
	h.t.Helper()
	ctx := h.as(h.owner, ManageStaff)
	for i := range 20 {
		name := fmt.Sprint("护士", i+1)
		_, _, err := h.s.Invite(ctx, NewStaff{Login: name, Staff: Staff{Name: name, Holdings: []Holding{{RoleNurse, h.east.ID}}}})
		must(h.t, err)
	}
}

// Whatever comes in, the answer is a problem with a code, and nothing is stored.
func TestBadInput(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		owner := h.logIn("qingshang", "owner")
		long := strings.Repeat("长", 10_000)
		clinic := func(name, code string) fields {
			return fields{"code": code, "name": name, "short_name": "短", "kind": "own", "number_prefix": "Q"}
		}
		person := func(name, login string) fields {
			return fields{"name": name, "login": login, "holdings": []fields{{"role": "nurse", "clinic_id": h.east.ID}}}
		}
		with := func(f fields, key string, v any) fields { f[key] = v; return f }
		bad := []struct {
			method, path string
			body         any
		}{
			{"POST", "/org/session", "{"}, {"POST", "/org/session", `[]`}, {"POST", "/org/session", nil},
			{"POST", "/org/session", fields{"group": long, "login": "a", "password": "b"}},
			{"POST", "/org/session", fields{"group": "qingshang", "login": "😀", "password": long[:200]}},
			{"POST", "/org/session/second-factor", fields{"code": "123456"}},
			{"POST", "/org/invitation/look", fields{"link": "a.b"}},
			{"POST", "/org/invitation/accept", fields{"link": strings.Repeat("a", 128), "password": "x"}},
			{"POST", "/org/clinics", clinic(long, "ok")}, {"POST", "/org/clinics", clinic("", "ok")},
			{"POST", "/org/clinics", clinic("店", "门店")}, {"POST", "/org/clinics", with(clinic("店", "ok"), "kind", "rented")},
			{"POST", "/org/clinics", with(clinic("店", "ok"), "zone", "Mars/Base")}, {"POST", "/org/clinics", with(clinic("店", "ok"), "hours", "all day")},
			{"POST", "/org/clinics", with(clinic("店", "ok"), "hours", []fields{{"weekday": 1, "from": "18:00", "to": "09:00"}})},
			{"POST", "/org/clinics", with(clinic("店", "ok"), "hours", []fields{{"weekday": 1, "from": "09:00", "to": "12:00"}, {"weekday": 1, "from": "13:00", "to": "18:00"}})},
			{"POST", "/org/clinics", with(clinic("店", "ok"), "hours", []fields{{"weekday": 7, "from": "09:00", "to": "12:00"}})},
			{"POST", "/org/clinics", with(clinic("店", "ok"), "phone", 12)}, {"POST", "/org/clinics", with(clinic("店", "ok"), "surprise", 1)},
			{"POST", "/org/staff", person(long, "long")}, {"POST", "/org/staff", person("\u3000", "blank")}, {"POST", "/org/staff", person("某", "a b")},
			{"POST", "/org/staff", person("某", long)}, {"POST", "/org/staff", with(person("某", "mou"), "employed_from", "2026-13-01")},
			{"POST", "/org/staff", with(person("某", "mou"), "employed_to", "2020-01-01")}, {"POST", "/org/staff", with(person("某", "mou"), "colour", "red")},
			{"POST", "/org/staff", with(person("某", "mou"), "locale", "fr")}, {"POST", "/org/staff", with(person("某", "mou"), "holdings", []fields{})},
			{"POST", "/org/staff", with(person("某", "mou"), "holdings", []fields{{"role": "nurse", "clinic_id": "𠮷"}})},
			{"POST", "/org/staff", with(person("某", "mou"), "holdings", []fields{{"role": "𠮷"}})},
			{"GET", "/org/staff/" + h.IDs(), nil}, {"GET", "/org/staff/nobody", nil}, {"GET", "/org/staff?limit=0", nil}, {"GET", "/org/staff?limit=many", nil},
			{"GET", "/org/staff?q=%00", nil}, {"GET", "/org/staff?q=" + strings.Repeat("a", 61), nil}, {"GET", "/org/clinics/" + h.IDs(), nil},
			{"PATCH", "/org/clinics/" + h.IDs(), fields{"name": "店"}}, {"PATCH", "/org/staff/" + h.owner.ID, fields{"name": ""}},
			{"PATCH", "/org/staff/" + h.owner.ID, fields{"employed_from": "yesterday"}}, {"PATCH", "/org/staff/" + h.IDs(), fields{"title": "某"}},
			{"POST", "/org/roles", fields{"name": long}}, {"POST", "/org/roles", fields{"name": "角色", "permissions": []string{"no.such"}}},
			{"POST", "/org/roles", fields{"name": "角色", "permissions": []string{View, View}}},
			{"PATCH", "/org/roles/nurse", fields{"name": "护理"}}, {"PATCH", "/org/roles/" + h.IDs(), fields{"name": "护理"}},
			{"PUT", "/org/roles/owner/permissions", fields{"rulings": []fields{{"permission": View, "held": false}}}},
			{"PUT", "/org/roles/nurse/permissions", fields{"rulings": []fields{}}}, {"DELETE", "/org/roles/nurse", nil}, {"DELETE", "/org/roles/" + h.IDs(), nil},
			{"PUT", "/org/me/password", fields{"present": password, "next": "short"}}, {"PUT", "/org/me/locale", fields{"locale": "tlh"}},
			{"POST", "/org/me/factor/confirm", fields{"code": "123456"}}, {"DELETE", "/org/me/sessions/" + h.IDs(), nil}, {"GET", "/org/staff/" + h.IDs() + "/sessions", nil},
			{"POST", "/org/staff/" + h.owner.ID + "/close", nil}, {"POST", "/org/staff/" + h.owner.ID + "/reset", fields{}},
		}
		before := h.counts()
		for i, c := range bad {
			a := h.call(c.method, c.path, owner, c.body, "If-Match", "1", "Idempotency-Key", "bad-input-"+string(rune('A'+i/26))+string(rune('a'+i%26)))
			if a.status < 400 || a.status >= 500 || a.code() == "" {
				t.Errorf("%s %s %v: %d %s", c.method, c.path, short(c.body), a.status, a.text)
			}
			if detail, _ := a.body["detail"].(string); detail == "" || strings.HasPrefix(detail, "fault.") {
				t.Errorf("%s %s: %s has no sentence", c.method, c.path, a.code())
			}
		}
		if after := h.counts(); after != before {
			t.Errorf("something was stored: %v, before %v", after, before)
		}
		// What is strange but right is kept as it is.
		a := h.call("POST", "/org/staff", owner, person("𠮷䶮·😀", "jiyan"), "Idempotency-Key", "strange-0001")
		if a.status != 200 || a.body["staff"].(map[string]any)["name"] != "𠮷䶮·😀" {
			t.Errorf("a rare name: %d %s", a.status, a.text)
		}
	})
}

func short(v any) any {
	if f, ok := v.(fields); ok {
		for k, x := range f {
			if s, ok := x.(string); ok && len(s) > 40 {
				f[k] = s[:39] + "…"
			}
		}
	}
	return v
}

func (h *house) counts() (n [5]int) {
	h.t.Helper()
	h.read(func(tx *db.Tx) (err error) {
		for i, table := range []string{"org_clinics", "org_staff", "org_holdings", "org_roles", "org_rulings"} {
			if n[i], err = tx.From(table).Count(); err != nil {
				return err
			}
		}
		return nil
	})
	return n
}

// Everything that a screen shows of this module has its words.
func TestTexts(t *testing.T) {
	words, err := i18n.Load([]i18n.Source{{Module: "org", Files: texts}})
	must(t, err)
	if zh, en := words.Keys(i18n.ZhCN), words.Keys(i18n.En); !slices.Equal(zh, en) {
		t.Error("the languages do not have the same keys")
	}
	var keys []string
	for _, f := range fault.All() {
		if strings.HasPrefix(f.Code, "org.") {
			keys = append(keys, "fault."+f.Code)
		}
	}
	for _, p := range Permissions {
		keys = append(keys, "permission."+p.Key)
	}
	for _, role := range BuiltIn {
		keys = append(keys, "org.role."+role, "org.role."+role+".help")
	}
	for _, fact := range []string{ClinicOpened, ClinicChanged, ClinicShut, ClinicReopened, StaffJoined, StaffChanged, RightsChanged,
		RoleMade, RoleRenamed, RoleRuled, RoleDropped} {
		keys = append(keys, "audit."+fact)
	}
	for _, l := range i18n.Locales {
		for _, key := range keys {
			if !words.Has(l, key) {
				t.Errorf("%s: no %s", l, key)
			}
		}
	}
}
