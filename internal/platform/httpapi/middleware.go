package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"archwire/internal/kit/id"
)

type requestKey struct{}

type requestInfo struct{ id, idem string }

func requestOf(ctx context.Context) string {
	r, _ := ctx.Value(requestKey{}).(requestInfo)
	return r.id
}

func keyOf(ctx context.Context) string {
	r, _ := ctx.Value(requestKey{}).(requestInfo)
	return r.idem
}

// Handler is the whole edge: recovery, request numbers, cross-site protection,
// clean bodies, one log line a request without anything a patient said.
func (a *API) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.WriteProblem(w, r, CrossSite.With()) }))
	inner := cross.Handler(a.cleanBody(a.mux))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		info := requestInfo{id: id.New(), idem: r.Header.Get("Idempotency-Key")}
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, info))
		sw := &statusWriter{ResponseWriter: w}
		sw.Header().Set("X-Request-Id", info.id)
		sw.Header().Set("X-Content-Type-Options", "nosniff")
		sw.Header().Set("Referrer-Policy", "same-origin")
		sw.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			r.Header.Del("Accept") // each route answers one media type, whatever is wished for
			sw.Header().Set("Cache-Control", "no-store")
			// Whatever an answer holds, a browser that shows it by itself runs nothing.
			sw.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
			// Screens go by our clock, not by that of the computer at the desk.
			sw.Header().Set("Date", time.UnixMilli(a.db.Now()).UTC().Format(http.TimeFormat))
		}
		defer a.finish(sw, r, started)
		if _, pattern := a.mux.Handler(r); pattern == "" && strings.HasPrefix(r.URL.Path, "/api/") {
			a.missing(sw, r)
			return
		}
		inner.ServeHTTP(sw, r)
	})
}

// missing answers for an address or method that no route has.
func (a *API) missing(w http.ResponseWriter, r *http.Request) {
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, p := a.mux.Handler(probe); p != "" {
			a.WriteProblem(w, r, NotAllowed.With())
			return
		}
	}
	a.WriteProblem(w, r, NotFound.With())
}

func (a *API) finish(w *statusWriter, r *http.Request, started time.Time) {
	if p := recover(); p != nil {
		if p == http.ErrAbortHandler {
			panic(p)
		}
		a.log.Error("panic", slog.String("request", requestOf(r.Context())), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		if w.status == 0 {
			a.WriteProblem(w, r, Internal.With())
		}
	}
	if w.status == 0 {
		w.status = http.StatusOK // nothing was written: net/http sends that
	}
	if w.status >= http.StatusInternalServerError && gone(r.Context()) {
		w.status = statusGone
	}
	route := r.Pattern
	took := time.Since(started)
	if a.opt.Observe != nil {
		a.opt.Observe(route, w.status, took)
	}
	if strings.Contains(route, "/api/") {
		a.log.Info("request", slog.String("route", route), slog.Int("status", w.status),
			slog.Duration("took", took), slog.String("request", requestOf(r.Context())))
	}
}

// statusGone stands in the log and the metrics for a request that failed because
// the client had given it up.
const statusGone = 499

// gone tells whether whoever asked has hung up.
func gone(ctx context.Context) bool { return errors.Is(ctx.Err(), context.Canceled) }

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers the first status.
func (w *statusWriter) WriteHeader(s int) {
	if w.status == 0 {
		w.status = s
	}
	w.ResponseWriter.WriteHeader(s)
}

// Write makes 200 of an unset status.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
