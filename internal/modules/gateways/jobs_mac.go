package gateways

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// macCall sends JSON signed by the shared key, and reads JSON that is signed by it.
func (c *call) macCall(ctx context.Context, method, path string, body, out any) (int, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return 0, err
		}
	}
	stamp := strconv.FormatInt(c.now/1000, 10)
	h := http.Header{"X-Merchant": {c.acct.Merchant}, "X-Timestamp": {stamp},
		"X-Signature": {signMAC(c.acct.Keys.Secret, method, path, stamp, string(text))}}
	a, err := c.do(ctx, wire{method, path, h, text})
	if err != nil {
		return 0, err
	}
	if !macEqual(a.header.Get("X-Signature"), signMAC(c.acct.Keys.Secret, a.header.Get("X-Timestamp"), string(a.body))) || !fresh(a.header.Get("X-Timestamp"), c.now) {
		return a.status, errSignature
	}
	return a.status, json.Unmarshal(a.body, out)
}
