package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"archwire/bench/stage"
	"archwire/internal/app"
	"archwire/internal/platform/db"
)

// program is the whole program, serving on this computer, with somebody logged in.
type program struct {
	*app.App
	url    string
	cookie string
	end    context.CancelFunc
	ended  chan error
}

// start opens the database and serves it with everything that works behind the
// requests: jobs, facts, audit.
func start(ctx context.Context, d *stage.Database, login string) (*program, error) {
	a, err := d.Open(ctx)
	if err != nil {
		return nil, err
	}
	serving, end := context.WithCancel(ctx)
	p := &program{App: a, end: end, ended: make(chan error, 1)}
	ready := make(chan string, 1)
	go func() {
		p.ended <- a.Serve(serving, app.ServeConfig{Listen: "127.0.0.1:0"}, func(url string) { ready <- url })
	}()
	select {
	case p.url = <-ready:
	case err := <-p.ended:
		end()
		return nil, errors.Join(err, a.Close())
	}
	if p.cookie, err = stage.LogIn(p.url, login); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return p, nil
}

func (p *program) stop() error {
	p.end()
	return errors.Join(<-p.ended, p.Close())
}

// worker gives a worker of a load that sends asks, one for each act.
func (p *program) worker(asks []ask) func() (func(int) error, error) {
	return func() (func(int) error, error) {
		w, err := dial(p.url)
		if err != nil {
			return nil, err
		}
		return func(i int) error { return w.do(asks[i%len(asks)]) }, nil
	}
}

// record answers a request and gives the SQL that it took.
func (p *program) record(ctx context.Context, a ask) (request, []byte, error) {
	in, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(a.text)))
	if err != nil {
		return nil, nil, err
	}
	in.RemoteAddr = "127.0.0.1:1"
	var heard db.Recorder
	out := httptest.NewRecorder()
	p.Handler(app.ServeConfig{}).ServeHTTP(out, in.WithContext(db.Record(ctx, &heard)))
	if out.Code != a.want {
		return nil, nil, fmt.Errorf("answered %d: %.400s", out.Code, out.Body)
	}
	return requestOf(&heard), out.Body.Bytes(), nil
}

// recordAll records each of the asks.
func (p *program) recordAll(ctx context.Context, asks []ask) ([]request, error) {
	out := make([]request, len(asks))
	for i, a := range asks {
		var err error
		if out[i], _, err = p.record(ctx, a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// replayed runs recorded requests without the program, over and over if they
// only read, and tells how fast.
func replayed(ctx context.Context, d *db.DB, list []request, n, total int) (outcome, error) {
	b, err := newBare(ctx, d)
	if err != nil {
		return outcome{}, err
	}
	defer b.close()
	return b.replay(ctx, list, n, total)
}

func (b *bare) replay(ctx context.Context, list []request, n, total int) (outcome, error) {
	return closed(n, total, limit, func() (func(int) error, error) {
		return func(i int) error { return b.do(ctx, list[i%len(list)]) }, nil
	})
}

// typical is a request of the middle number of statements, for the table.
func typical(list []request) string {
	if len(list) == 0 {
		return "-"
	}
	counts := map[string]int{}
	most := ""
	for _, r := range list {
		s := fmt.Sprintf("%d in %d", r.statements(), len(r))
		counts[s]++
		if counts[s] > counts[most] {
			most = s
		}
	}
	return most
}
