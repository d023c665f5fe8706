package app

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/httpapi"
	"archwire/web"
)

// Handler is everything the server answers: the API, the pages, health and
// metrics.
func (a *App) Handler(c ServeConfig) http.Handler {
	files, built := web.Staff()
	phone, phoneBuilt := web.Phone()
	a.pages.Do(func() {
		mux := a.API.Mux()
		mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
		mux.HandleFunc("GET /readyz", a.readyz)
		mux.Handle("GET /metrics", a.metricsHandler(c))
		a.API.Reference()
		mux.Handle("/m/", http.StripPrefix("/m", secret(httpapi.Pages(phone, phoneBuilt))))
		mux.Handle("/", httpapi.Pages(files, built, a.withinWeCom(), a.withCodes()))
	})
	return behindProxy(a.API.Handler(), c.PlainHTTP)
}

// withCodes are the colleagues' pages, which show the pictures of contact codes from
// where WeCom keeps them.
func (a *App) withCodes() httpapi.Guest {
	return httpapi.Guest{Under: "/", Images: func() []string {
		if d := a.House.Messages.Double; d != "" {
			return append([]string{d}, messages.CodePictures...)
		}
		return messages.CodePictures
	}}
}

// withinWeCom are the pages that WeCom's client shows, which speak with it by its own
// scripts; the stand-in shows them in a frame.
func (a *App) withinWeCom() httpapi.Guest {
	double := func() (out []string) {
		if d := a.House.Messages.Double; d != "" {
			out = append(out, d)
		}
		return out
	}
	return httpapi.Guest{Under: "/wx/", Scripts: func() []string { return append(double(), messages.PageScripts...) }, Parents: double}
}

// secret keeps the addresses of patients' pages from whoever they lead on to and
// from search engines: who has such a link needs no log-in.
func secret(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Robots-Tag", "noindex")
		next.ServeHTTP(w, r)
	})
}

// readyz is for a load balancer: no while stopping, no without the database.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if a.stopping.Load() || a.DB.Ping(ctx) != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready\n"))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

func (a *App) metricsHandler(c ServeConfig) http.Handler {
	inner := promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if !c.MetricsOpen && !loopback(host) {
			a.API.WriteProblem(w, r, httpapi.NotFound.With())
			return
		}
		inner.ServeHTTP(w, r)
	})
}
