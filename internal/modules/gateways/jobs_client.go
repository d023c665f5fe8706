package gateways

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// The bounds of one call.
const (
	callTimeout = 10 * time.Second
	maxAnswer   = 256 << 10
)

// newClient makes the client for all providers: it follows nobody elsewhere.
func newClient() *http.Client {
	return &http.Client{Timeout: callTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// wire is one request to a provider.
type wire struct {
	method, path string // path with its query
	header       http.Header
	body         []byte
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// errUnreached says that the connection never stood.
var errUnreached = errors.New("gateways: the provider cannot be reached")

// do sends and keeps what came back, or that nothing did.
func (c *call) do(ctx context.Context, w wire) (answer, error) {
	a, err := c.exchange(ctx, w)
	if err != nil {
		c.heard = append(c.heard, exchange{w.method + " " + w.path, 0, []byte(err.Error())})
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return a, errUnreached
		}
		return a, err
	}
	c.heard = append(c.heard, exchange{w.method + " " + w.path, a.status, a.body})
	return a, nil
}

func (c *call) exchange(ctx context.Context, w wire) (answer, error) {
	if c.acct.BaseURL == DoubleURL && c.s.Double == "" {
		return answer{}, &net.OpError{Op: "dial", Err: errNoDouble}
	}
	req, err := http.NewRequestWithContext(ctx, w.method, c.base+w.path, bytes.NewReader(w.body))
	if err != nil {
		return answer{}, err
	}
	for k, v := range w.header {
		req.Header[k] = v
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "archwire")
	if len(w.body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.s.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = errors.New("gateways: the answer is too long")
	}
	return answer{res.StatusCode, res.Header, body}, err
}

// silence is the reply where no answer came that can be understood.
func silence(err error) Reply {
	if errors.Is(err, errUnreached) {
		return Reply{Said: SaidUnreached, Code: "unreachable"}
	}
	if errors.Is(err, errSignature) {
		return Reply{Said: SaidSilent, Code: "bad_signature"}
	}
	return Reply{Said: SaidSilent, Code: "no_answer"}
}
