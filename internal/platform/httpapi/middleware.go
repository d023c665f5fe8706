package httpapi

import (
	"bytes"
	"context"
	"io"
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
		if strings.HasPrefix(r.URL.Path, "/api/") {
			sw.Header().Set("Cache-Control", "no-store")
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

// cleanBody refuses JSON with NUL characters: no database takes them as text.
func (a *API) cleanBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			r.Body = &nulReader{ReadCloser: r.Body}
		}
		next.ServeHTTP(w, r)
	})
}

// nulReader turns escaped NUL characters into a form that JSON refuses.
type nulReader struct {
	io.ReadCloser
	tail []byte
}

func (n *nulReader) Read(p []byte) (int, error) {
	c, err := n.ReadCloser.Read(p)
	look := append(append([]byte{}, n.tail...), p[:c]...)
	if bytes.Contains(look, []byte(`\u0000`)) || bytes.IndexByte(p[:c], 0) >= 0 {
		return 0, ControlChars.With()
	}
	if len(look) > 5 {
		look = look[len(look)-5:]
	}
	n.tail = look
	return c, err
}

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
