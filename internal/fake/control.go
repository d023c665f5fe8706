package fake

import (
	_ "embed" // the page
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"
)

//go:embed control.html
var controlPage []byte

// control is the page and the API by which the double is told what to do.
func (w *World) control(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = out.Write(controlPage)
	})
	act := func(path string, do func(*http.Request) error) {
		mux.HandleFunc("POST /__ctl/"+path, func(out http.ResponseWriter, r *http.Request) {
			if err := do(r); err != nil {
				http.Error(out, err.Error(), http.StatusConflict)
				return
			}
			out.WriteHeader(http.StatusNoContent)
		})
	}
	mux.HandleFunc("GET /__ctl/state", func(out http.ResponseWriter, _ *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		out.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(out).Encode(w.s)
	})
	act("rules", func(r *http.Request) error {
		var rule Rule
		if err := json.NewDecoder(r.Body).Decode(&rule); err != nil {
			return err
		}
		w.Add(rule)
		return nil
	})
	act("forward", func(r *http.Request) error {
		var in struct {
			Minutes int64 `json:"minutes"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return err
		}
		return w.forward(in.Minutes)
	})
	act("clear", func(*http.Request) error { w.Clear(); return nil })
	act("release", func(*http.Request) error { w.Release(); return nil })
	act("pay", func(r *http.Request) error {
		var in struct {
			Number string `json:"number"`
			Force  bool   `json:"force"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return err
		}
		return w.Pay(in.Number, in.Force)
	})
}

// mostForward is the longest leap of the clock, in minutes: ten weeks.
const mostForward = 70 * 24 * 60

// forward puts the clock of the demo forward.
func (w *World) forward(minutes int64) error {
	if w.o.Forward == nil {
		return errors.New("only the demo's own double moves its clock")
	}
	if minutes <= 0 || minutes > mostForward {
		return errors.New("minutes must lie between 1 and ten weeks")
	}
	w.o.Forward(time.Duration(minutes) * time.Minute)
	return nil
}

// Serve answers on a loopback address until stop is called, and gives its URL.
// listen is "127.0.0.1:0" for any port.
func (w *World) Serve(listen string) (url string, stop func(), err error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: http.NewCrossOriginProtection().Handler(w.Handler())}
	go func() { _ = s.Serve(l) }()
	w.run() // what was still to be told when it was killed
	return "http://" + l.Addr().String(), func() { s.Close(); w.Close() }, nil
}
