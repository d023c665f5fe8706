package patients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
)

// edge serves the module's routes to one actor.
type edge struct {
	*desk
	api  *httpapi.API
	keys []string // the permissions of the actor, in clinic a
	n    int
}

func (d *desk) edge(keys ...string) *edge {
	texts, err := i18n.Load([]i18n.Source{{Module: "http", Files: httpapi.Texts}, {Module: "patients", Files: texts}})
	must(d.t, err)
	e := &edge{desk: d, keys: keys}
	e.api = httpapi.New(httpapi.Options{
		DB: d.DB, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Texts: texts,
		Authenticate: func(*http.Request) (auth.Actor, error) {
			g := auth.Grants{Group: auth.Keys{}, Clinic: map[string]auth.Keys{d.a: auth.KeysOf(e.keys...)}}
			return auth.Actor{ID: d.Actor, Tenant: d.Tenant, Name: "何迎", Grants: g}, nil
		},
	})
	e.api.In("patients")
	d.DB.BeforeCommit(httpapi.KeepTickets)
	d.s.routes(e.api)
	return e
}

// do sends a request and gives status, ETag and body.
func (e *edge) do(method, path, body string, header ...string) (int, string, map[string]any) {
	e.t.Helper()
	r := httptest.NewRequest(method, httpapi.Prefix+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	e.n++
	r.Header.Set("Idempotency-Key", fmt.Sprintf("test-key-%d", e.n))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	e.api.Handler().ServeHTTP(w, r)
	var out map[string]any
	if w.Body.Len() > 0 && strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode(&out); err != nil {
			e.t.Fatalf("%s %s: %s", method, path, w.Body)
		}
	}
	return w.Code, w.Header().Get("ETag"), out
}

func TestOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		e := d.edge(View, Register, Change)
		body := fmt.Sprintf(`{"clinic_id":%q,"name":"李积木","contacts":[{"number":"128 0000 0001"}]}`, d.a)
		code, _, out := e.do("POST", "/patients", body, "Idempotency-Key", "the-same-key")
		again, _, same := e.do("POST", "/patients", body, "Idempotency-Key", "the-same-key")
		first, _ := out["patient"].(map[string]any)
		second, _ := same["patient"].(map[string]any)
		if code != 201 || again != 201 || first["id"] == nil || first["id"] != second["id"] || d.count("patients_patients") != 1 {
			t.Fatalf("%d %v, then %d %v", code, out, again, same)
		}
		id := first["id"].(string)
		code, _, out = e.do("POST", "/patients", body)
		if code != 409 || out["code"] != LikelyThere.Code || !strings.Contains(fmt.Sprint(out["details"]), id) {
			t.Errorf("a second one: %d %v", code, out)
		}
		code, tag, out := e.do("GET", "/patients/"+id, "")
		if code != 200 || tag != `"1"` || len(out["contacts"].([]any)) != 1 {
			t.Errorf("%d %s %v", code, tag, out)
		}
		code, tag, _ = e.do("PATCH", "/patients/"+id, `{"wishes":"喜欢周六上午"}`, "If-Match", tag)
		stale, _, _ := e.do("PATCH", "/patients/"+id, `{"wishes":"x"}`, "If-Match", `"1"`)
		if code != 200 || tag != `"2"` || stale != 412 {
			t.Errorf("%d %s %d", code, tag, stale)
		}
		for path, want := range map[string]int{
			"/patients/search?q=ljm": 200, "/patients/search?q=%F0%A0%AE%B7": 200, "/patients/search?q=%00": 422, "/patients/search?q=%FF": 400,
			"/patients/by-number?record_no=FC000001": 200, "/patients/by-number?record_no=XX": 404, "/patients/" + d.Tenant: 404, "/patients/x": 422,
			"/patients/" + id + "/timeline": 200, "/patients/" + id + "/card": 200, "/patients/" + id + "/referrals": 200, "/patients/" + id + "/merges": 200,
			"/patients/lists/tags": 200, "/patients/lists/sources": 200, "/patients/referral-trees": 403, "/patients/" + id + "/identity": 403,
		} {
			if code, _, out := e.do("GET", path, ""); code != want {
				t.Errorf("%s: %d %v, want %d", path, code, out, want)
			}
		}
	})
}

func TestBadInputOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.a, "李积木", "12800000001")
		e := d.edge(View, Register, Change, Alerts, Consents, HandOver, Merging, Undoing, Import, Export, Erase)
		at, before := "/patients/"+p.ID, d.picture()
		for _, c := range []struct{ method, path, body string }{
			{"POST", "/patients", `{"clinic_id":"` + d.a + `","name":"` + strings.Repeat("李", 10000) + `"}`},
			{"POST", "/patients", `{"clinic_id":"` + d.a + `","name":"李","introducer":{"kind":"patient","id":"x"}}`},
			{"POST", "/patients", `{"clinic_id":"` + d.a + `","name":"李","introducer":{"kind":"staff","id":"x"}}`},
			{"POST", "/patients", `{"clinic_id":"` + d.a + `","name":5}`},
			{"POST", "/patients", `{"clinic_id":"x","name":"李"}`},
			{"POST", "/patients", `{"clinic_id":"` + d.a + `","name":"李\u0000"}`},
			{"POST", "/patients", `{"clinic_id":"` + d.a + `","name":"李","source":"x"}`},
			{"POST", "/patients", `{"clinic_id":"` + d.franchise + `","name":"李"}`},
			{"POST", "/patients", `[`},
			{"PATCH", at, `{"birth_day":"3000-01-01"}`},
			{"POST", at + "/relations", `{"kind":"guardian","relation":"mother","person_id":"x"}`},
			{"POST", at + "/relations", `{"kind":"guardian","relation":"mother","name":"李","from_day":"x"}`},
			{"PUT", at + "/household", `{"with_patient_id":"x"}`},
			{"PUT", at + "/care-team/doctor", `{"staff_id":"x"}`},
			{"PUT", at + "/care-team/boss", `{"staff_id":""}`},
			{"POST", "/patients/care-team/hand-over", `{"part":"doctor","from_staff_id":"` + d.doctor + `","to_staff_id":"` + d.assistant + `","patients":["x"],"reason":"x"}`},
			{"PUT", at + "/tags", `{"tags":["x"]}`},
			{"PUT", at + "/contacts", `{"contacts":[{"id":"x"}]}`},
			{"POST", at + "/consents", `{"purpose":"photos","given":true,"by":"guardian","relation_id":"x","means":"paper"}`},
			{"POST", at + "/consents", `{"purpose":"photos","given":true,"by":"self","relation_id":"x","means":"paper"}`},
			{"POST", at + "/alerts", `{"kind":"allergy","text":"  "}`},
			{"POST", at + "/clinics", `{"clinic_id":"` + d.Tenant + `","basis":"visit"}`},
			{"POST", "/patients/merges", `{"from_patient_id":"` + p.ID + `","into_patient_id":"` + d.Tenant + `","reason":"x"}`},
			{"POST", "/patients/merges/" + p.ID + "/undo", `{"reason":"x"}`},
			{"POST", "/patients/import/files/" + p.ID + "/check", `{"columns":["moon"]}`},
			{"POST", "/patients/import/files?clinic_id=" + d.a, "PK\x03\x04nonsense"},
			{"POST", at + "/erase", `{"reason":" "}`},
			{"POST", at + "/export", `{}`},
		} {
			header := []string{"If-Match", `"1"`}
			if strings.Contains(c.path, "clinic_id=") {
				header = append(header, "Content-Type", "application/octet-stream")
			}
			code, _, out := e.do(c.method, c.path, c.body, header...)
			if code < 400 || code >= 500 || out["code"] == nil {
				t.Errorf("%s %s %.80s: %d %v", c.method, c.path, c.body, code, out)
			}
		}
		if d.picture() != before {
			t.Error("something was stored")
		}
	})
}

func TestEveryFaultAndRightIsTranslated(t *testing.T) {
	texts, err := i18n.Load([]i18n.Source{{Module: "patients", Files: texts}})
	must(t, err)
	for _, l := range i18n.Locales {
		for _, f := range fault.All() {
			if strings.HasPrefix(f.Code, "patients.") && !texts.Has(l, "fault."+f.Code) {
				t.Errorf("%s: %s", l, f.Code)
			}
		}
		for _, p := range permissions() {
			if !texts.Has(l, "permission."+p.Key) {
				t.Errorf("%s: %s", l, p.Key)
			}
		}
		for _, c := range settingList {
			if !texts.Has(l, "setting."+c.Key) || !texts.Has(l, "setting."+c.Key+".help") {
				t.Errorf("%s: %s", l, c.Key)
			}
		}
	}
	if !slices.Equal(texts.Keys(i18n.ZhCN), texts.Keys(i18n.En)) {
		t.Error("the locales have different keys")
	}
}
