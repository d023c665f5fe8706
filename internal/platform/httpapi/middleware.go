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
	"unicode/utf8"

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

// cleanBody refuses JSON that no database takes as text: with NUL characters, or
// no UTF-8, which the decoder would turn into other characters without a word.
func (a *API) cleanBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		media := r.Header.Get("Content-Type")
		if r.Body != nil && (media == "" || strings.Contains(media, "json")) {
			r.Body = &cleanReader{ReadCloser: r.Body}
		}
		next.ServeHTTP(w, r)
	})
}

// cleanReader looks at the bytes as they pass.
type cleanReader struct {
	io.ReadCloser
	tail []byte // the last bytes, where an escaped NUL or a character may be cut in two
}

func (n *cleanReader) Read(p []byte) (int, error) {
	c, err := n.ReadCloser.Read(p)
	look := append(append([]byte{}, n.tail...), p[:c]...)
	if bytes.Contains(look, []byte(`\u0000`)) || bytes.IndexByte(p[:c], 0) >= 0 {
		return 0, ControlChars.With()
	}
	whole := look[:len(look)-cutOff(look)]
	if err == io.EOF {
		whole = look
	}
	if !utf8.Valid(whole) {
		return 0, Malformed.With()
	}
	// Keep at least what an escape needs, from the beginning of a character.
	keep := max(0, len(look)-8)
	for keep < len(look) && !utf8.RuneStart(look[keep]) {
		keep++
	}
	n.tail = look[keep:]
	return c, err
}

// cutOff is the number of bytes at the end that may begin a character whose rest
// is still to come.
func cutOff(b []byte) int {
	for n := 1; n <= min(utf8.UTFMax-1, len(b)); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
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
