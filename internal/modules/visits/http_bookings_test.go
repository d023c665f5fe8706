package visits

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

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

// edge is the module behind its routes; keys are the rights of who asks.
type edge struct {
	*house
	h    http.Handler
	keys []string
}

func eachEdge(t *testing.T, fn func(t *testing.T, e *edge)) {
	each(t, func(t *testing.T, h *house) { fn(t, h.edge(t)) })
}

func (h *house) edge(t testing.TB) *edge {
	t.Helper()
	load, err := i18n.Load([]i18n.Source{{Module: "http", Files: httpapi.Texts}, {Module: "visits", Files: texts}})
	ok(t, err)
	e := &edge{house: h, keys: []string{MayView, MayBook, MayCancel, MayStep, MayFigures, MayAddresses}}
	api := httpapi.New(httpapi.Options{
		DB: h.DB, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Texts: load,
		Authenticate: func(*http.Request) (auth.Actor, error) {
			g := auth.Grants{Group: auth.Keys{}, Clinic: map[string]auth.Keys{h.mill: auth.KeysOf(e.keys...)}}
			return auth.Actor{ID: h.Actor, Tenant: h.Tenant, Name: "何迎", Grants: g}, nil
		},
	})
	api.In("visits")
	h.DB.BeforeCommit(httpapi.KeepTickets)
	h.s.routesBookings(api)
	e.h = api.Handler()
	return e
}

// call sends a request with a JSON body; headers are "Name: value".
func (e *edge) call(method, path string, body any, headers ...string) (int, map[string]any, *httptest.ResponseRecorder) {
	var b []byte
	switch x := body.(type) {
	case nil:
	case string:
		b = []byte(x)
	default:
		b, _ = json.Marshal(x)
	}
	r := httptest.NewRequest(method, httpapi.Prefix+path, bytes.NewReader(b))
	if b != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	e.h.ServeHTTP(w, r)
	out := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return w.Code, out, w
}

func (e *edge) body(code, clock string) map[string]any {
	in := e.wish(code, clock)
	return map[string]any{"clinic_id": in.Clinic, "patient_id": in.Patient, "template_id": in.Template, "starts_at": in.Start, "doctor_id": in.Doctor}
}

// TestADeskWorksOverHTTP books, moves, seats and reads the board as a screen does.
func TestADeskWorksOverHTTP(t *testing.T) {
	eachEdge(t, func(t *testing.T, e *edge) {
		b := e.body("o12", "10:00")
		code, v, w := e.call("POST", "/visits/bookings", b, "Idempotency-Key: first-click-1")
		if code != 201 {
			t.Fatalf("book: %d %s", code, w.Body)
		}
		code, twice, _ := e.call("POST", "/visits/bookings", b, "Idempotency-Key: first-click-1")
		if code != 201 || twice["id"] != v["id"] || e.count("visits_visits", "1 = 1") != 1 {
			t.Errorf("a double click: %d %v", code, twice)
		}
		path := "/visits/bookings/" + v["id"].(string)
		code, moved, w := e.call("POST", path+"/move", map[string]any{"starts_at": e.at("11:00")}, `If-Match: "1"`)
		if code != 200 || moved["version"] != 2.0 || w.Header().Get("ETag") != `"2"` {
			t.Fatalf("move: %d %s", code, w.Body)
		}
		code, p, _ := e.call("POST", path+"/move", map[string]any{"starts_at": e.at("11:30")}, `If-Match: "1"`)
		if code != 412 || p["code"] != "db.stale" {
			t.Errorf("a stale move: %d %v", code, p)
		}
		other := e.body("o12", "11:05")
		other["places"] = moved["places"]
		code, p, _ = e.call("POST", "/visits/bookings", other, "Idempotency-Key: second-click")
		details, _ := p["details"].(map[string]any)
		fits, _ := details["fits"].([]any)
		if code != 409 || p["code"] != "visits.place_taken" || len(fits) != 3 || !strings.Contains(p["detail"].(string), "李积木1") {
			t.Errorf("a taken chair: %d %v", code, p)
		}
		code, _, w = e.call("POST", path+"/steps", map[string]any{"step": "arrive"}, `If-Match: "2"`)
		if code != 200 {
			t.Errorf("arrive: %d %s", code, w.Body)
		}
		code, board, w := e.call("GET", "/visits/board?clinic_id="+e.mill+"&day="+string(e.day), nil)
		visits, _ := board["visits"].([]any)
		places, _ := board["places"].([]any)
		if code != 200 || len(visits) != 1 || len(places) != 12 || board["zone"] != "Asia/Shanghai" {
			t.Fatalf("board: %d %s", code, w.Body)
		}
		card := visits[0].(map[string]any)
		if card["state"] != "arrived" || card["patient"].(map[string]any)["name"] != "李积木1" || len(card["segments"].([]any)) != 4 ||
			card["template"].(map[string]any)["label"] != "加力" || card["doctor_name"] != "程弓远" {
			t.Errorf("card %v", card)
		}
		code, today, _ := e.call("GET", "/visits/today?clinic_id="+e.mill, nil)
		if code != 200 || today["total"].(map[string]any)["arrived"] != 1.0 {
			t.Errorf("today: %d %v", code, today)
		}
		code, found, w := e.call("POST", "/visits/fits", map[string]any{"clinic_id": e.mill, "template_id": e.kinds["o07"], "from": string(e.day),
			"to": string(e.day.AddDays(13)), "limit": 5, "soonest": true})
		if items, _ := found["items"].([]any); code != 200 || len(items) != 5 {
			t.Errorf("fits: %d %s", code, w.Body)
		}
	})
}

// TestTwentyDoubleClicks: one key, one visit, twenty times the same answer; who
// clicks while the first is on its way may have to ask again.
func TestTwentyDoubleClicks(t *testing.T) {
	eachEdge(t, func(t *testing.T, e *edge) {
		b := e.body("o12", "10:00")
		ids := make([]string, 20)
		testkit.Race(t, 20, func(i int) error {
			for try := range 40 {
				code, v, _ := e.call("POST", "/visits/bookings", b, "Idempotency-Key: the-same-key")
				if code == 201 {
					ids[i] = fmt.Sprint(v["id"])
					return nil
				}
				if code != 409 || try == 39 {
					t.Errorf("%d %v", code, v)
					return nil
				}
			}
			return nil
		})
		if n := e.count("visits_visits", "1 = 1"); n != 1 || slices.ContainsFunc(ids, func(s string) bool { return s != ids[0] }) {
			t.Errorf("%d visits, answers %v", n, ids)
		}
	})
}

// TestBadInput: whatever comes, a problem with a code, never a failure, and
// nothing is stored.
func TestBadInput(t *testing.T) {
	eachEdge(t, func(t *testing.T, e *edge) {
		long := strings.Repeat("很", 10_000)
		with := func(change map[string]any) map[string]any {
			b := e.body("o12", "10:00")
			for k, v := range change {
				if v == nil {
					delete(b, k)
				} else {
					b[k] = v
				}
			}
			return b
		}
		unknown := "01930000-0000-7000-8000-0000000000ff"
		for name, body := range map[string]any{
			"no body": nil, "no json": "{", "a list": "[]", "no patient": with(map[string]any{"patient_id": nil}),
			"a word for an id": with(map[string]any{"patient_id": "李积木"}), "nobody": with(map[string]any{"patient_id": unknown}),
			"no such kind": with(map[string]any{"template_id": unknown}), "no such clinic": with(map[string]any{"clinic_id": unknown}),
			"another clinic": with(map[string]any{"clinic_id": e.boat}), "no such doctor": with(map[string]any{"doctor_id": unknown}),
			"off the grid": with(map[string]any{"starts_at": e.at("10:00") + 1}), "long ago": with(map[string]any{"starts_at": 1}),
			"yesterday": with(map[string]any{"starts_at": e.at("10:00") - 86400000}), "never": with(map[string]any{"starts_at": 7e12}),
			"a negative time": with(map[string]any{"starts_at": -5}), "a text for a time": with(map[string]any{"starts_at": "10:00"}),
			"a long note": with(map[string]any{"note": long}), "a long pattern": with(map[string]any{"pattern": "C:" + strings.Repeat("A", 10_000)}),
			"a wrong pattern": with(map[string]any{"pattern": "C:AQA"}), "an emoji pattern": with(map[string]any{"pattern": "🙂:DDD"}),
			"a pattern without the doctor": with(map[string]any{"pattern": "C:AAA"}), "an empty place": with(map[string]any{"places": []string{""}}),
			"too many places": with(map[string]any{"places": []string{unknown, unknown}}), "a strange place": with(map[string]any{"places": []string{"𠮷䶮"}}),
			"an unknown add-on": with(map[string]any{"addons": []string{"🙂"}}), "odd minutes": with(map[string]any{"minutes": 7}),
			"too short": with(map[string]any{"minutes": 5}), "too long": with(map[string]any{"minutes": 481}), "an unknown field": with(map[string]any{"chair": "1"}),
			"follows nothing": with(map[string]any{"follows_id": unknown}), "a NUL": with(map[string]any{"note": "a\x00b"}),
			"no appliance": func() any { b := with(nil); b["template_id"] = e.kinds["o09"]; return b }(),
		} {
			code, p, w := e.call("POST", "/visits/bookings", body, "Idempotency-Key: bad-"+fmt.Sprint(len(name))+"-"+strings.ReplaceAll(name, " ", "-"))
			if code < 400 || code >= 500 || p["code"] == nil || p["detail"] == "" {
				t.Errorf("%s: %d %s", name, code, w.Body)
			}
		}
		if n := e.count("visits_visits", "1 = 1") + e.count("visits_claims", "1 = 1") + e.count("visits_events", "1 = 1"); n != 0 {
			t.Errorf("%d rows are stored", n)
		}
		b := with(map[string]any{"note": "𠮷野家 🙂 䶮", "wishes": "靠窗"})
		if code, _, w := e.call("POST", "/visits/bookings", b, "Idempotency-Key: rare-characters"); code != 201 {
			t.Errorf("rare characters: %d %s", code, w.Body)
		}
		for _, q := range []string{"", "clinic_id=1", "clinic_id=" + unknown, "clinic_id=" + e.boat, "clinic_id=" + e.mill + "&day=2026-02-30",
			"clinic_id=" + e.mill + "&day=%F0%9F%99%82"} {
			if code, _, w := e.call("GET", "/visits/board?"+q, nil); code < 400 || code >= 500 {
				t.Errorf("board?%s: %d %s", q, code, w.Body)
			}
		}
	})
}

// TestTheWaitlist: a slot comes free, the list is ranked for it, and one action
// moves the patient forward.
func TestTheWaitlist(t *testing.T) {
	eachEdge(t, func(t *testing.T, e *edge) {
		gone := e.book("o12", "14:00")
		later := e.wish("o12", "10:00")
		later.Start = e.day.AddDays(10).At(10*60, shanghai) // a Wednesday
		p, err := e.s.Book(e.desk(), later)
		ok(t, err)
		code, entry, w := e.call("POST", "/visits/waitlist", map[string]any{"clinic_id": e.mill, "patient_id": later.Patient, "visit_id": p.Visit.ID,
			"template_id": later.Template, "reach_minutes": 30, "urgent": true}, "Idempotency-Key: waitlist-1")
		if code != 201 {
			t.Fatalf("wait: %d %s", code, w.Body)
		}
		e.step(gone, StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		code, freed, w := e.call("GET", "/visits/freed?clinic_id="+e.mill, nil)
		slots, _ := freed["items"].([]any)
		if code != 200 || len(slots) != 1 || slots[0].(map[string]any)["waiters"] != 1.0 {
			t.Fatalf("freed: %d %s", code, w.Body)
		}
		code, ranked, w := e.call("POST", "/visits/waitlist/rank", map[string]any{"clinic_id": e.mill, "start": e.at("14:00"), "end": e.at("14:15"), "doctor_id": e.doctor})
		items, _ := ranked["items"].([]any)
		if code != 200 || len(items) != 1 {
			t.Fatalf("rank: %d %s", code, w.Body)
		}
		fit := items[0].(map[string]any)["fit"].(map[string]any)
		id := entry["id"].(string)
		code, offered, _ := e.call("POST", "/visits/waitlist/"+id+"/offer", map[string]any{"starts_at": fit["start"]}, `If-Match: "1"`)
		if code != 200 || offered["state"] != "offered" {
			t.Errorf("offer: %d %v", code, offered)
		}
		code, booked, w := e.call("POST", "/visits/waitlist/"+id+"/book",
			map[string]any{"starts_at": fit["start"], "doctor_id": fit["doctor_id"], "places": fit["places"]}, `If-Match: "2"`)
		if code != 200 || booked["follows_id"] != p.Visit.ID || booked["day"] != string(e.day) {
			t.Fatalf("book: %d %s", code, w.Body)
		}
		var old Visit
		e.read(func(tx *db.Tx) (err error) { old, err = visitByID(tx, p.Visit.ID); return err })
		if old.Ended != EndRescheduled {
			t.Errorf("the later visit still stands: %+v", old)
		}
		code, p412, _ := e.call("POST", "/visits/waitlist/"+id+"/withdraw", nil, `If-Match: "3"`)
		if code != 409 || p412["code"] != "visits.waiter_closed" {
			t.Errorf("withdraw: %d %v", code, p412)
		}
	})
}

// TestSecretAddresses: a calendar and a screen are read without a log-in, show no
// names, and lead nowhere once they are renewed.
func TestSecretAddresses(t *testing.T) {
	eachEdge(t, func(t *testing.T, e *edge) {
		v := e.step(e.book("o12", "09:30"), StepIn{Step: Arrive})
		open := func(kind, owner string) string {
			code, a, w := e.call("POST", "/visits/"+kind+"/"+owner+"/renew", nil)
			if code != 200 {
				t.Fatalf("renew: %d %s", code, w.Body)
			}
			return strings.TrimPrefix(a["path"].(string), httpapi.Prefix)
		}
		first := open("calendars", e.doctor)
		code, _, w := e.call("GET", first, nil)
		text := w.Body.String()
		if code != 200 || !strings.Contains(text, v.ID) || !strings.Contains(text, "常规加力复诊") || strings.Contains(text, "李积木") ||
			!strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
			t.Errorf("calendar: %d %s", code, text)
		}
		open("calendars", e.doctor)
		if code, p, _ := e.call("GET", first, nil); code != 404 || p["code"] != "visits.address_gone" {
			t.Errorf("the old address: %d %v", code, p)
		}
		screen := open("call-screens", e.mill)
		code, s, w := e.call("GET", screen, nil)
		if waiting, _ := s["waiting"].([]any); code != 200 || len(waiting) != 1 || strings.Contains(w.Body.String(), "积木1") {
			t.Errorf("screen: %d %s", code, w.Body)
		}
		if code, _, _ := e.call("GET", strings.Replace(screen, "call-screens", "calendars", 1), nil); code != 404 {
			t.Errorf("a screen's secret opens a calendar: %d", code)
		}
		if n := e.count("visits_addresses", "digest IN (?)", []string{first[strings.LastIndex(first, "/")+1:]}); n != 0 {
			t.Error("a secret is stored")
		}
	})
}
