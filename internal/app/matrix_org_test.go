package app

import (
	"net/http"
	"net/url"
	"time"

	"github.com/pquerna/otp/totp"

	"archwire/internal/modules/org"
)

// about names the thing that a path is about.
func about(id string) map[string]string { return map[string]string{"id": id} }

// orgExamples are the requests of module org.
var orgExamples = book{
	"org.log_in": func(w *world) example {
		return example{body: map[string]any{"group": "alpha", "login": w.newcomer().login, "password": worldPassword}}
	},
	"org.second_factor": func(w *world) example {
		p := w.newcomer()
		secret := w.enrolled(p)
		w.must(p, http.MethodPost, "/org/me/factor/confirm", map[string]any{"code": w.code(secret, 0)})
		// The code of this half minute is spent; the next one is taken early.
		return example{as: w.login("alpha", p), body: map[string]any{"code": w.code(secret, 30*time.Second)}}
	},
	"org.log_out": func(w *world) example { return example{as: w.newcomer()} },
	"org.look_at_link": func(w *world) example {
		_, link := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		return example{body: map[string]any{"link": link}}
	},
	"org.accept_link": func(w *world) example {
		_, link := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		return example{body: map[string]any{"link": link, "password": worldPassword}}
	},

	"org.me": func(w *world) example { return example{} },
	"org.change_password": func(w *world) example {
		return example{as: w.newcomer(), body: map[string]any{"present": worldPassword, "next": worldPassword + "边"}}
	},
	"org.set_locale": func(w *world) example {
		return example{as: w.newcomer(), body: map[string]any{"locale": "en"}}
	},
	"org.enrol_factor": func(w *world) example {
		return example{as: w.newcomer(), body: map[string]any{"password": worldPassword}}
	},
	"org.confirm_factor": func(w *world) example {
		p := w.newcomer()
		return example{as: p, body: map[string]any{"code": w.code(w.enrolled(p), 0)}}
	},
	"org.drop_factor": func(w *world) example {
		p := w.newcomer()
		w.must(p, http.MethodPost, "/org/me/factor/confirm", map[string]any{"code": w.code(w.enrolled(p), 0)})
		return example{as: p, body: map[string]any{"password": worldPassword}}
	},
	"org.my_sessions":   func(w *world) example { return example{} },
	"org.revoke_others": func(w *world) example { return example{as: w.newcomer()} },
	"org.revoke_session": func(w *world) example {
		p, session := w.twice()
		return example{as: p, path: about(session)}
	},
	"org.staff_sessions": func(w *world) example { return example{path: about(w.here.id)} },
	"org.revoke_staff_session": func(w *world) example {
		_, session := w.twice()
		return example{path: about(session)}
	},

	"org.list_clinics": func(w *world) example { return example{} },
	"org.open_clinic": func(w *world) example {
		return example{body: map[string]any{
			"code": w.fresh("clinic-"), "name": "新店", "short_name": "新", "kind": "franchise", "legal_entity": "新店有限公司",
			"city": "积木市", "address": "积木路 1 号", "phone": "128 0000 9003", "zone": "Asia/Shanghai", "number_prefix": w.fresh("P"),
			"hours": []any{map[string]any{"weekday": 2, "from": "09:00", "to": "18:00"}},
		}}
	},
	"org.show_clinic": func(w *world) example { return example{path: about(w.one)} },
	"org.change_clinic": func(w *world) example {
		return example{path: about(w.one), match: w.version(w.here, "/org/clinics/"+w.one), body: map[string]any{
			"city": w.fresh("积木市"), "hours": []any{map[string]any{"weekday": 3, "from": "09:00", "to": "18:00"}},
		}}
	},
	"org.close_clinic": func(w *world) example { return example{path: about(w.clinic(w.owner, "短"))} },
	"org.reopen_clinic": func(w *world) example {
		id := w.clinic(w.owner, "短")
		w.must(w.owner, http.MethodPost, "/org/clinics/"+id+"/close", nil)
		return example{path: about(id)}
	},

	"org.matrix":    func(w *world) example { return example{wide: true} },
	"org.make_role": func(w *world) example { return example{body: w.role()} },
	"org.rename_role": func(w *world) example {
		id := w.post(w.owner, "/org/roles", w.role())["id"].(string)
		return example{path: about(id), match: 1, body: map[string]any{"name": w.fresh("角色"), "description": "换了说法"}}
	},
	"org.rule_role": func(w *world) example {
		id := w.post(w.owner, "/org/roles", w.role())["id"].(string)
		return example{path: about(id), body: map[string]any{"rulings": []any{map[string]any{"permission": "org.view", "held": false}}}}
	},
	"org.drop_role": func(w *world) example {
		return example{path: about(w.post(w.owner, "/org/roles", w.role())["id"].(string))}
	},

	"org.list_staff": func(w *world) example {
		return example{query: url.Values{"clinic_id": {w.one}, "q": {"人"}}}
	},
	"org.invite": func(w *world) example {
		return example{body: map[string]any{
			"login": w.fresh("new-"), "locale": "en", "name": "何迎", "initials": "hy", "title": "前台", "colour": "#2f6f5e",
			"employed_from": "2026-01-01", "employed_to": "2027-01-01", "may_do_licensed_acts": false,
			"holdings": []any{map[string]any{"role": org.RoleFrontDesk, "clinic_id": w.one}},
		}}
	},
	"org.show_staff": func(w *world) example { return example{path: about(w.here.id)} },
	"org.change_staff": func(w *world) example {
		p, _ := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		return example{path: about(p.id), match: 1, body: map[string]any{"title": "护士长", "employed_to": "2028-01-01"}}
	},
	"org.give_roles": func(w *world) example {
		p, _ := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		return example{path: about(p.id), body: map[string]any{
			"give": []any{map[string]any{"role": org.RoleAssistant, "clinic_id": w.one}},
			"take": []any{map[string]any{"role": org.RoleNurse, "clinic_id": w.one}},
		}}
	},
	"org.reset_access": func(w *world) example {
		p, _ := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		return example{path: about(p.id), body: map[string]any{"drop_factor": true}}
	},
	"org.close_access": func(w *world) example {
		p, _ := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		return example{path: about(p.id)}
	},
	"org.open_access": func(w *world) example {
		p, _ := w.invite(w.fresh("new-"), org.RoleNurse, w.one)
		w.must(w.owner, http.MethodPost, "/org/staff/"+p.id+"/close", nil)
		return example{path: about(p.id)}
	},
}

// role is a new role of the group's own.
func (w *world) role() map[string]any {
	return map[string]any{"name": w.fresh("角色"), "description": "说明", "permissions": []any{"org.view", "tasks.view"}}
}

// enrolled begins to set up a second factor and gives its secret.
func (w *world) enrolled(p *person) string {
	w.T.Helper()
	return w.post(p, "/org/me/factor", map[string]any{"password": worldPassword})["secret"].(string)
}

// code is the code that an authenticator shows some time from now.
func (w *world) code(secret string, later time.Duration) string {
	w.T.Helper()
	code, err := totp.GenerateCode(secret, time.UnixMilli(w.Clock.Now()).Add(later))
	if err != nil {
		w.T.Fatal(err)
	}
	return code
}

// twice is a newcomer who is logged in on two devices, and the session of the
// first.
func (w *world) twice() (*person, string) {
	w.T.Helper()
	p := w.newcomer()
	first := w.get(p, "/org/me/sessions")["items"].([]any)[0].(map[string]any)["id"].(string)
	return w.login("alpha", p), first
}

// version is the version of what a path shows.
func (w *world) version(by *person, path string) int64 {
	w.T.Helper()
	return int64(w.get(by, path)["version"].(float64))
}
