package messages

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"net/url"
	"strconv"
)

// Where WeCom's client asks somebody to prove who they are, and the scripts by which a
// page speaks with it. The stand-in has its own of both.
const (
	enterAddress = "https://open.weixin.qq.com/connect/oauth2/authorize"
	scriptWeChat = "https://res.wx.qq.com/open/js/jweixin-1.2.0.js"
	scriptWeCom  = "https://open.work.weixin.qq.com/wwopen/js/jwxwork-1.0.0.js"
)

// PageScripts are the origins of the scripts that a page within WeCom's client loads.
var PageScripts = []string{"https://res.wx.qq.com", "https://open.work.weixin.qq.com"}

// enterURL is where a colleague proves who they are, and comes back from with a code.
func enterURL(base string, a Account, back, state string) string {
	q := url.Values{"appid": {a.CorpID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {state}, "agentid": {a.AgentID}}
	return base + "?" + q.Encode() + "#wechat_redirect"
}

// wecomWho asks whose code it is (auth/getuserinfo): a colleague's userid, "" =
// somebody who is no member. A code serves once and five minutes.
func wecomWho(ctx context.Context, l *line, code string) (string, reply) {
	var out struct {
		wireStatus
		User string `json:"userid"`
	}
	r, fine := l.call(ctx, "/cgi-bin/auth/getuserinfo", url.Values{"code": {code}}, nil, &out)
	if !fine {
		return "", r
	}
	return out.User, reply{Said: saidAccepted}
}

// The kinds of tickets.
const (
	ticketCorp  = "corp"  // for wx.config
	ticketAgent = "agent" // for wx.agentConfig
)

// wecomTicket fetches a ticket and how long it lasts, in ms. A corp may ask 400 times
// an hour, an app 100: it is kept.
func wecomTicket(ctx context.Context, l *line, kind string) (ticket string, lasts int64, r reply) {
	path, q := "/cgi-bin/get_jsapi_ticket", url.Values(nil)
	if kind == ticketAgent {
		path, q = "/cgi-bin/ticket/get", url.Values{"type": {"agent_config"}}
	}
	var out struct {
		wireStatus
		Ticket string `json:"ticket"`
		Lasts  int64  `json:"expires_in"` // s
	}
	r, fine := l.call(ctx, path, q, nil, &out)
	if !fine {
		return "", 0, r
	}
	return out.Ticket, out.Lasts * 1000, reply{Said: saidAccepted}
}

// PageKey proves a page to WeCom's client.
type PageKey struct {
	Timestamp int64 // s
	Nonce     string
	Signature string
}

// pageKey signs the address of a page, without what follows #.
func pageKey(ticket, nonce string, at int64, address string) PageKey {
	k := PageKey{Timestamp: at / 1000, Nonce: nonce}
	sum := sha1.Sum([]byte("jsapi_ticket=" + ticket + "&noncestr=" + nonce + "&timestamp=" + strconv.FormatInt(k.Timestamp, 10) + "&url=" + address))
	k.Signature = hex.EncodeToString(sum[:])
	return k
}
