package messages

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
)

// ownURL is where WeChat says whose it is, without asking (snsapi_base), and comes back
// from with a code. Its real address opens within WeChat alone, and comes back only to
// a host that the account names (网页授权域名).
func ownURL(base string, a Account, back, state string) string {
	q := url.Values{"appid": {a.AppID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {state}}
	return base + "?" + q.Encode() + "#wechat_redirect"
}

// officialWho asks whose code it is: openid, and unionid where WeChat tells it. A code
// serves once (40163) and five minutes (40029). Its answer carries a token of its own,
// which is not needed and not kept. Where WeChat shows a page as a snapshot it makes up
// somebody for it [to be checked with a real account]: that is nobody.
func officialWho(ctx context.Context, l *line, code string) (openid, union string, r reply) {
	const path = "/sns/oauth2/access_token"
	a, err := l.do(ctx, wireRequest{method: http.MethodGet, path: path, secret: true,
		query: url.Values{"appid": {l.acct.AppID}, "secret": {l.acct.Secret}, "code": {code}, "grant_type": {"authorization_code"}}})
	if err != nil {
		return "", "", silence(err)
	}
	var out struct {
		wireStatus
		OpenID   string `json:"openid"`
		Union    string `json:"unionid"`
		Snapshot int    `json:"is_snapshotuser"`
	}
	switch {
	case a.status != http.StatusOK || json.Unmarshal(a.body, &out) != nil:
		return "", "", unclearReply("http_"+strconv.Itoa(a.status), "")
	case out.code() != 0:
		return "", "", l.refusal(path, out.code(), out.Errmsg)
	case out.Snapshot != 0:
		return "", "", reply{Said: saidRefused, Code: "snapshot"}
	case out.OpenID == "":
		return "", "", unclearReply("no_openid", "")
	}
	return out.OpenID, out.Union, reply{Said: saidAccepted}
}

// officialFollows asks whether somebody follows the account. union is told of followers
// alone.
func officialFollows(ctx context.Context, l *line, openid string) (follows bool, union string, r reply) {
	var out struct {
		wireStatus
		Subscribe int    `json:"subscribe"`
		Union     string `json:"unionid"`
	}
	// WeChat's answer has no errcode where all is well.
	a, r, fine := l.withToken(ctx, "/cgi-bin/user/info", url.Values{"openid": {openid}, "lang": {"zh_CN"}}, nil)
	switch {
	case !fine:
		return false, "", r
	case a.status != http.StatusOK || json.Unmarshal(a.body, &out) != nil:
		return false, "", unclearReply("http_"+strconv.Itoa(a.status), "")
	case out.code() != 0:
		return false, "", l.refusal("/cgi-bin/user/info", out.code(), out.Errmsg)
	}
	return out.Subscribe == 1, out.Union, reply{Said: saidAccepted}
}
