package messages

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// maxAnswer bounds an answer: the longest is a page of group tasks with their texts.
const maxAnswer = 1 << 20

// wireRequest is one call to a provider.
type wireRequest struct {
	method string
	path   string
	query  url.Values
	header http.Header
	body   []byte
	what   string // what the log calls it where the path does not say, "" = the path
	secret bool   // the answer holds a key: the log keeps none of it
}

// wireAnswer is what came back.
type wireAnswer struct {
	status int
	header http.Header
	body   []byte
}

// errNothingLeft says that nothing left the house, whatever went wrong.
var errNothingLeft = errors.New("messages: the provider cannot be reached")

// do sends and keeps what came back, or that nothing did. Addresses carry keys,
// tokens and telephone numbers: none of them is kept.
func (l *line) do(ctx context.Context, r wireRequest) (wireAnswer, error) {
	what := r.what
	if what == "" {
		what = r.method + " " + r.path
	}
	a, err := l.exchange(ctx, r)
	switch {
	case err != nil:
		l.heard = append(l.heard, exchange{what, 0, []byte(err.Error())})
	case r.secret:
		l.heard = append(l.heard, exchange{what, a.status, nil})
	default:
		l.heard = append(l.heard, exchange{what, a.status, a.body})
	}
	return a, err
}

func (l *line) exchange(ctx context.Context, r wireRequest) (wireAnswer, error) {
	if ctx.Err() != nil { // the time was over before it began
		return wireAnswer{}, errNothingLeft
	}
	at := strings.TrimSuffix(l.acct.BaseURL, "/") + r.path
	if len(r.query) > 0 {
		at += "?" + strings.ReplaceAll(r.query.Encode(), "+", "%20") // not all read a plus as a space
	}
	req, err := http.NewRequestWithContext(ctx, r.method, at, bytes.NewReader(r.body))
	if err != nil {
		return wireAnswer{}, errNothingLeft
	}
	for k, v := range r.header {
		req.Header[k] = v
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "archwire")
	if len(r.body) > 0 && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	var left atomic.Bool // a connection stood: some of it may have gone out
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { left.Store(true) }}
	res, err := l.http.Do(req.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil {
		if err = bareError(err); !left.Load() {
			err = errors.Join(errNothingLeft, err)
		}
		return wireAnswer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = errors.New("messages: the answer is too long")
	}
	return wireAnswer{res.StatusCode, res.Header, body}, err
}

// bareError takes the address off an error of the network.
func bareError(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// silence is the reply where no answer came that can be understood.
func silence(err error) reply {
	if errors.Is(err, errNothingLeft) {
		return reply{Said: saidUnreached, Code: "unreachable"}
	}
	return reply{Said: saidSilent, Code: "no_answer"}
}

// unclearReply is the reply to an answer that says neither yes nor no.
func unclearReply(code, words string) reply { return reply{Said: saidSilent, Code: code, Words: words} }

// busyReply is the reply to "not now".
func busyReply(code, words string, wait time.Duration) reply {
	return reply{Said: saidBusy, Code: code, Words: words, Wait: wait}
}

// askedReply turns what came of a question into what it says of the thing asked about:
// whether the question itself got through says nothing of that.
func askedReply(r reply) reply {
	switch r.Said {
	case saidUnreached, saidBusy, saidRefused, saidNotFriend, saidNoCredit:
		r.Said = saidSilent
	}
	return r
}

// wireJSON writes JSON as the providers' documents show it: WeChat prints an
// escaped letter as it stands.
func wireJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // only our own structs of text and numbers come here
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// beijing is the zone in which the providers write their times and count their days.
var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

// beijingTime reads a time as the providers write it, epoch ms; 0 = none.
func beijingTime(text string) int64 {
	for _, form := range []string{time.DateTime, "20060102150405"} {
		if t, err := time.ParseInLocation(form, strings.TrimSpace(text), beijing); err == nil {
			return t.UnixMilli()
		}
	}
	return 0
}

// untilMidnight is how long the provider's day still lasts, and a minute more.
func untilMidnight(now int64) time.Duration {
	t := time.UnixMilli(now).In(beijing)
	next := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 1, 0, 0, beijing)
	return next.Sub(t)
}
