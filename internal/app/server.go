package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// grace is how long a stop waits for requests and jobs that are under way.
const grace = 20 * time.Second

// Serve answers requests and works jobs until ctx ends, then finishes what is
// under way. ready is called with the address once requests are taken.
func (a *App) Serve(ctx context.Context, c ServeConfig, ready func(url string)) error {
	if err := c.Validate(); err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", c.Listen, err)
	}
	scheme := "http"
	if c.TLS() {
		conf, err := a.tlsConfig(c)
		if err != nil {
			l.Close()
			return err
		}
		l, scheme = tls.NewListener(l, conf), "https"
	}
	a.House.Gateways.Public = strings.TrimRight(c.PublicURL, "/")
	if a.double != nil && scheme == "http" {
		a.House.Gateways.Public = "http://" + address(l.Addr()) // the double is on this computer
	}
	a.House.Messages.Public = a.House.Gateways.Public
	if err := a.callBack(ctx); err != nil {
		l.Close()
		return err
	}
	return a.serveOn(ctx, l, c, func() { ready(scheme + "://" + address(l.Addr())) })
}

func (a *App) serveOn(ctx context.Context, l net.Listener, c ServeConfig, ready func()) (err error) {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	if err := a.start(work); err != nil {
		l.Close()
		return err
	}
	s := &http.Server{
		Handler:           a.Handler(c),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug),
	}
	s.RegisterOnShutdown(a.Live.End)
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	ready()
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.Log.Info("stopping: finishing what is under way")
	}
	end, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	a.stopping.Store(true)
	if s.Shutdown(end) != nil {
		a.Log.Warn("stopping: some requests did not end in time and are broken off")
		s.Close()
	}
	return errors.Join(err, a.stop(end))
}

func address(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
