package app

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// behindProxy takes a proxy's word for whom it asks and by which scheme it was
// asked: the list of sessions, the lock-out by address, the cookies and /metrics
// go by it. Only a proxy on this computer is believed, or any where everywhere is
// set (--plain-http: the program is then reached through the proxy alone). Of a
// list of addresses the last counts, which the proxy has added itself.
func behindProxy(next http.Handler, everywhere bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, _, _ := net.SplitHostPort(r.RemoteAddr); !everywhere && !loopback(host) {
			next.ServeHTTP(w, r)
			return
		}
		told := *r
		chain := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		last := strings.TrimSpace(chain[strings.LastIndex(chain, ",")+1:])
		if a, err := netip.ParseAddr(last); err == nil {
			told.RemoteAddr = net.JoinHostPort(a.String(), "0")
		}
		if told.TLS == nil && r.Header.Get("X-Forwarded-Proto") == "https" {
			told.TLS = &tls.ConnectionState{}
		}
		next.ServeHTTP(w, &told)
	})
}
