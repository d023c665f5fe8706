package messages

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// wireStatus stands in every answer of WeCom and WeChat, which answer 200 whatever
// is wrong.
type wireStatus struct {
	Errcode *int   `json:"errcode"`
	Errmsg  string `json:"errmsg"`
}

// code is the number of the fault, 0 = none.
func (s wireStatus) code() int {
	if s.Errcode == nil {
		return 0
	}
	return *s.Errcode
}

func (s *wireStatus) at() *wireStatus { return s }

// wireAnswered is any answer with a status in it.
type wireAnswered interface{ at() *wireStatus }

// Codes by which a token is turned down. The call was refused with it: making it
// again with a new token is harmless.
func tokenRefused(code int) bool { return code == 40001 || code == 40014 || code == 42001 }

// call makes one call of WeCom or WeChat with the account's token: a POST of body,
// or a GET where body is nil. fine tells that errcode 0 came and out is filled;
// else the reply says what is wrong.
func (l *line) call(ctx context.Context, path string, query url.Values, body any, out wireAnswered) (r reply, fine bool) {
	a, r, fine := l.withToken(ctx, path, query, body)
	if !fine {
		return r, false
	}
	if a.status != http.StatusOK || json.Unmarshal(a.body, out) != nil || out.at().Errcode == nil {
		return unclearReply("http_"+strconv.Itoa(a.status), ""), false
	}
	if code := out.at().code(); code != 0 {
		return l.refusal(path, code, out.at().Errmsg), false
	}
	return reply{}, true
}

// withToken makes a call, and once more with a new token where the first was
// turned down.
func (l *line) withToken(ctx context.Context, path string, query url.Values, body any) (a wireAnswer, r reply, fine bool) {
	q := wireRequest{method: http.MethodGet, path: path, query: url.Values{}}
	for k, v := range query {
		q.query[k] = v
	}
	if body != nil {
		q.method, q.body = http.MethodPost, wireJSON(body)
	}
	var refused string
	for {
		token, r := l.tokens.get(ctx, l, refused)
		if token == "" {
			return a, r, false
		}
		q.query.Set("access_token", token)
		a, err := l.do(ctx, q)
		if err != nil {
			return a, silence(err), false
		}
		var s wireStatus
		if json.Unmarshal(a.body, &s) != nil || !tokenRefused(s.code()) {
			return a, reply{}, true
		}
		if refused != "" {
			return a, busyReply(strconv.Itoa(s.code()), s.Errmsg, time.Minute), false
		}
		refused = token
	}
}

// refusal reads an errcode. What may have happened all the same is silence; what
// is wrong with an address or a permission is said as such; the rest is certain:
// nothing was sent.
func (l *line) refusal(path string, code int, words string) reply {
	text := strconv.Itoa(code)
	if code == -1 { // "the system is busy": nowhere is it promised that nothing was done
		return unclearReply(text, words)
	}
	if l.acct.Kind == WeCom {
		return l.wecomRefusal(path, code, words)
	}
	switch code {
	case 43101: // no permission left, or withdrawn
		return reply{Said: saidNoCredit, Code: text, Words: words}
	case 40003, 43004, 43019, 50005: // no such openid, no follower, blacklisted by us, follows no more
		return reply{Said: saidNotFriend, Code: text, Words: words}
	case 45009: // the day's calls are used up
		return busyReply(text, words, untilMidnight(l.now()))
	case 45011: // too many within a minute
		return busyReply(text, words, time.Minute)
	case 47003:
		return reply{Said: saidRefused, Code: text, Words: fieldOf(words)}
	}
	return reply{Said: saidRefused, Code: text, Words: words}
}

var namedField = regexp.MustCompile(`data\.([A-Za-z_]+[0-9]*)`)

// fieldOf puts the field that WeChat complains of before its words.
func fieldOf(words string) string {
	if m := namedField.FindStringSubmatch(words); m != nil {
		return m[1] + ": " + words
	}
	return words
}

func (l *line) wecomRefusal(path string, code int, words string) reply {
	text := strconv.Itoa(code)
	switch code {
	case 45009:
		return busyReply(text, words, l.tokens.limited(l, path))
	case 45033, 6000: // too many at once; somebody else writes the same
		return busyReply(text, words, 3*time.Second)
	case 40096, 84061: // no such customer, or not ours any more
		return reply{Said: saidNotFriend, Code: text, Words: words}
	}
	return reply{Said: saidRefused, Code: text, Words: words}
}
