package settings

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

// serve gives the routes to an actor who may read and change settings in the
// whole group, or in the clinics that are named.
func serve(t *testing.T, w *testkit.World, svc *Service, clinics ...string) func(method, path, body string) (int, map[string]any) {
	t.Helper()
	words := fstest.MapFS{
		"i18n/zh-CN.json": {Data: []byte(`{"setting.x.wait":"等待","setting.x.wait.help":"等多久"}`)},
		"i18n/en.json":    {Data: []byte(`{"setting.x.wait":"Wait","setting.x.wait.help":"How long"}`)},
	}
	texts, err := i18n.Load([]i18n.Source{{Module: "settings", Files: Texts}, {Module: "httpapi", Files: httpapi.Texts}, {Module: "x", Files: words}})
	if err != nil {
		t.Fatal(err)
	}
	actor := auth.Actor{ID: w.Actor, Tenant: w.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{}}}
	if len(clinics) == 0 {
		actor.Grants.Group = auth.KeysOf(ReadPermission, ChangePermission)
	}
	for _, c := range clinics {
		actor.Grants.Clinic[c] = auth.KeysOf(ReadPermission, ChangePermission)
	}
	api := httpapi.New(httpapi.Options{DB: w.DB, Log: slog.New(slog.DiscardHandler), Texts: texts,
		Authenticate: func(*http.Request) (auth.Actor, error) { return actor, nil }})
	svc.Routes(api, func(_ *db.Tx, ids []string) (map[string]string, error) {
		out := map[string]string{}
		for _, one := range ids {
			out[one] = "石定海"
		}
		return out, nil
	})
	h := api.Handler()
	return func(method, path, body string) (int, map[string]any) {
		r := httptest.NewRequest(method, httpapi.Prefix+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		out := map[string]any{}
		if rec.Body.Len() > 0 {
			if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
				t.Fatalf("%s %s: %s", method, path, rec.Body)
			}
		}
		return rec.Code, out
	}
}

// find gives one line of a listing.
func find(t *testing.T, list map[string]any, key string) map[string]any {
	t.Helper()
	for _, one := range list["items"].([]any) {
		if line := one.(map[string]any); line["key"] == key {
			return line
		}
	}
	t.Fatalf("no %s in %v", key, list)
	return nil
}

func TestRoutes(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, _ *audit.Log) {
		send := serve(t, w, svc)
		clinic := w.IDs()
		for _, c := range []struct {
			key, body string
			want      int
			code      string
		}{
			{"x.wait", `{"value":45}`, 204, ""},
			{"x.wait", `{"value":60,"clinic_id":"` + clinic + `"}`, 204, ""},
			{"x.opens", `{"value":"8:30"}`, 204, ""},
			{"x.strict", `{"value":true}`, 204, ""},
			{"x.strict", `{"value":null}`, 204, ""},
			{"x.wait", `{"value":4}`, 422, "settings.out_of_range"},
			{"x.wait", `{"value":1e300}`, 422, "settings.wrong_type"},
			{"x.wait", `{"value":"45"}`, 422, "settings.wrong_type"},
			{"x.wait", `{"value":{"a":[1]}}`, 422, "settings.wrong_type"},
			{"x.mode", `{"value":"` + strings.Repeat("长", 10_000) + `"}`, 422, "settings.not_a_choice"},
			{"x.fee", `{"value":1,"clinic_id":"` + clinic + `"}`, 422, "settings.not_per_clinic"},
			{"x.nothing", `{"value":1}`, 404, "settings.unknown"},
			{"x.wait", `{"clinic_id":"` + clinic + `"}`, 422, "http.invalid"},
		} {
			status, out := send("PUT", "/settings/"+c.key, c.body)
			if code, _ := out["code"].(string); status != c.want || code != c.code {
				t.Errorf("%s %.60s: %d %v", c.key, c.body, status, out)
			}
		}
		_, list := send("GET", "/settings?clinic_id="+clinic, "")
		line := find(t, list, "x.wait")
		if line["value"] != 60.0 || line["from"] != "clinic" || line["inherited"] != 45.0 || line["default"] != 30.0 ||
			line["title"] != "等待" || line["changed_by"] != "石定海" {
			t.Errorf("%v", line)
		}
		_, list = send("GET", "/settings", "")
		if line := find(t, list, "x.opens"); line["value"] != "08:30" || line["from"] != "group" {
			t.Errorf("%v", line)
		}
		if line := find(t, list, "x.strict"); line["value"] != false || line["from"] != "default" {
			t.Errorf("%v", line)
		}
	})
}

// A manager of one clinic decides there and nowhere else.
func TestRoutesOfOneClinic(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, _ *audit.Log) {
		mine, other := w.IDs(), w.IDs()
		send := serve(t, w, svc, mine)
		for _, c := range []struct {
			method, path, body string
			want               int
		}{
			{"PUT", "/settings/x.wait", `{"value":50,"clinic_id":"` + mine + `"}`, 204},
			{"PUT", "/settings/x.wait", `{"value":50,"clinic_id":"` + other + `"}`, 403},
			{"PUT", "/settings/x.wait", `{"value":50}`, 403},
			{"GET", "/settings?clinic_id=" + mine, "", 200},
			{"GET", "/settings?clinic_id=" + other, "", 403},
			{"GET", "/settings", "", 403},
		} {
			if status, out := send(c.method, c.path, c.body); status != c.want {
				t.Errorf("%s %s %s: %d %v", c.method, c.path, c.body, status, out)
			}
		}
	})
}

// The clinic of another group is none of this one's.
func TestRoutesOfAnotherGroupsClinic(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World, svc *Service, _ *audit.Log) {
		mine := w.IDs()
		w.DB.KnowClinics(func(_ *db.Tx, clinic string) (bool, error) { return clinic == mine, nil })
		send := serve(t, w, svc)
		for clinic, want := range map[string]int{mine: 204, w.IDs(): 404} {
			if status, out := send("PUT", "/settings/x.wait", `{"value":50,"clinic_id":"`+clinic+`"}`); status != want {
				t.Errorf("%d, want %d: %v", status, want, out)
			}
		}
	})
}
