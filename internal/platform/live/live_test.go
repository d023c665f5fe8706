package live

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/testkit"
)

const (
	here  = "00000000-0000-7000-8000-00000000c001"
	there = "00000000-0000-7000-8000-00000000c002"
)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func serve(t *testing.T, w *testkit.World, h *Hub) *httptest.Server {
	t.Helper()
	texts, err := i18n.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	actor := auth.Actor{ID: w.Actor, Tenant: w.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{here: auth.KeysOf("visits.view")}}}
	api := httpapi.New(httpapi.Options{DB: w.DB, Log: quiet(), Texts: texts,
		Authenticate: func(*http.Request) (auth.Actor, error) { return actor, nil }})
	api.In("live")
	h.Routes(api, func(*http.Request) error { return nil })
	s := httptest.NewServer(api.Handler())
	t.Cleanup(s.Close)
	return s
}

// stream opens the stream and gives its frames, one text each.
func stream(t *testing.T, url, last string) <-chan string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, _ := http.NewRequestWithContext(ctx, "GET", url+"/api/v1/live/stream", nil)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("content type %q, status %d", got, res.StatusCode)
	}
	out := make(chan string, 10)
	go func() {
		defer res.Body.Close()
		lines, frame := bufio.NewScanner(res.Body), ""
		for lines.Scan() {
			if lines.Text() != "" {
				frame += lines.Text() + "\n"
				continue
			}
			if strings.Contains(frame, "event:") {
				out <- frame
			}
			frame = ""
		}
	}()
	return out
}

func next(t *testing.T, frames <-chan string, want ...string) string {
	t.Helper()
	select {
	case f := <-frames:
		for _, w := range want {
			if !strings.Contains(f, w) {
				t.Errorf("frame %q lacks %q", f, w)
			}
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(f, "id: "), "\n")
		return id
	case <-time.After(3 * time.Second):
		t.Fatalf("no frame came; wanted %v", want)
		return ""
	}
}

func touch(t *testing.T, w *testkit.World, h *Hub, c Change, fail error) {
	t.Helper()
	err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
		if err := h.Touch(tx, c); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Fatal(err)
	}
}

// TestScreensHear tells what an open screen hears: what was committed in its own
// group and clinics, and after an absence what it missed.
func TestScreensHear(t *testing.T) {
	testkit.Each(t, nil, func(t *testing.T, w *testkit.World) {
		h := New(w.DB, quiet())
		s := serve(t, w, h)
		frames := stream(t, s.URL, "")
		next(t, frames, "event: hello")
		touch(t, w, h, Change{Topic: "visits", Clinic: here, ID: "rolled back"}, errors.New("no"))
		touch(t, w, h, Change{Topic: "visits", Clinic: there, ID: "another clinic"}, nil)
		touch(t, w.Other(), h, Change{Topic: "visits", Clinic: here, ID: "another group"}, nil)
		touch(t, w, h, Change{Topic: "visits", Clinic: here, Key: "2026-11-22", ID: "v1", Version: 3}, nil)
		last := next(t, frames, "event: change", `"id":"v1"`, `"version":3`, `"key":"2026-11-22"`)

		touch(t, w, h, Change{Topic: "tasks", ID: "missed"}, nil)
		back := stream(t, s.URL, last)
		next(t, back, `"id":"missed"`)
		reborn := stream(t, s.URL, "another-start.7")
		next(t, reborn, "event: reset")
	})
}

// TestOtherProcessesAreHeard lets two programs share a PostgreSQL database.
func TestOtherProcessesAreHeard(t *testing.T) {
	testkit.Each(t, nil, func(t *testing.T, w *testkit.World) {
		if w.DB.Dialect != db.Postgres {
			return // one file has one program
		}
		ours, theirs := New(w.DB, quiet()), New(w.DB, quiet())
		frames := stream(t, serve(t, w, ours).URL, "")
		next(t, frames, "event: hello")
		go ours.Listen(t.Context())
		next(t, frames, "event: reset") // from here on they are heard
		touch(t, w, theirs, Change{Topic: "visits", Clinic: here, ID: "from afar"}, nil)
		next(t, frames, "event: change", "from afar")
	})
}

// TestALostConnectionIsMadeGood breaks the line to the other processes: screens
// read again once it stands again, and miss nothing after that.
func TestALostConnectionIsMadeGood(t *testing.T) {
	testkit.Each(t, nil, func(t *testing.T, w *testkit.World) {
		if w.DB.Dialect != db.Postgres {
			return // one file has one program
		}
		ours, theirs := New(w.DB, quiet()), New(w.DB, quiet())
		frames := stream(t, serve(t, w, ours).URL, "")
		next(t, frames, "event: hello")
		go ours.Listen(t.Context())
		next(t, frames, "event: reset")
		cut := 0
		err := w.DB.Pool().QueryRowContext(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = current_database() AND query = 'LISTEN `+channel+`'`).Scan(&cut)
		if err != nil || cut != 1 {
			t.Fatalf("%d connections cut, %v", cut, err)
		}
		next(t, frames, "event: reset")
		touch(t, w, theirs, Change{Topic: "visits", Clinic: here, ID: "after the gap"}, nil)
		next(t, frames, "event: change", "after the gap")
	})
}

// TestNobodyResumesAcrossAGap: a screen that was away while frames may have been
// missed is told to read again.
func TestNobodyResumesAcrossAGap(t *testing.T) {
	h := New(nil, quiet())
	all := func(string) bool { return true }
	h.pass("t", Change{Topic: "visits"})
	if list, lost := h.open("t", h.epoch, 1, all).take(); lost || len(list) != 0 {
		t.Errorf("without a gap: %d frames, lost %v", len(list), lost)
	}
	h.forget()
	if _, lost := h.open("t", h.epoch, 1, all).take(); !lost {
		t.Error("across the gap: resumed")
	}
	h.pass("t", Change{Topic: "visits"})
	if _, lost := h.open("t", h.epoch, 1, all).take(); !lost {
		t.Error("across the gap, and a frame later: resumed")
	}
}

// TestSlowScreenReadsAgain lets a screen lag behind more than the memory holds.
func TestSlowScreenReadsAgain(t *testing.T) {
	h := New(nil, quiet())
	l := h.open("t", "", 0, func(string) bool { return true })
	for range maxQueue + 5 {
		h.pass("t", Change{Topic: "visits"})
	}
	if list, lost := l.take(); !lost || len(list) != 0 {
		t.Errorf("%d frames, lost %v", len(list), lost)
	}
	h.pass("t", Change{Topic: "visits"})
	if list, lost := l.take(); lost || len(list) != 1 {
		t.Errorf("afterwards: %d frames, lost %v", len(list), lost)
	}
}
