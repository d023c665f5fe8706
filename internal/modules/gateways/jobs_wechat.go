package gateways

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"archwire/internal/kit/money"
)

// WeChat Pay, API v3: an order is a code that the payer scans; the order, its
// refunds and what became of both are found by our number.

type wechatAmount struct {
	Total    money.Fen `json:"total"`
	Refund   money.Fen `json:"refund,omitempty"`
	Currency string    `json:"currency"`
}

// wechatAnswer is whatever WeChat answers with, of every call.
type wechatAnswer struct {
	Code    string `json:"code"` // of a refusal
	Message string `json:"message"`
	CodeURL string `json:"code_url"`

	State       string `json:"trade_state"`
	StateWords  string `json:"trade_state_desc"`
	Transaction string `json:"transaction_id"`
	OutTrade    string `json:"out_trade_no"`

	Status    string `json:"status"`        // of a refund
	RefundNot string `json:"refund_status"` // the same in a notice
	Refund    string `json:"refund_id"`
	OutRefund string `json:"out_refund_no"`

	Amount wechatAmount `json:"amount"`
}

// wechatCall signs, sends, and believes only what WeChat signed.
func (c *call) wechatCall(ctx context.Context, method, path string, body any) (wechatAnswer, int, error) {
	var out wechatAnswer
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return out, 0, err
		}
	}
	key, err := privateKey(c.acct.Keys.PrivateKey)
	if err != nil {
		return out, 0, err
	}
	stamp, nonce := strconv.FormatInt(c.now/1000, 10), rand.Text()
	signature, err := signRSA(key, method, path, stamp, nonce, string(text))
	if err != nil {
		return out, 0, err
	}
	h := http.Header{"Authorization": {`WECHATPAY2-SHA256-RSA2048 mchid="` + c.acct.Merchant + `",nonce_str="` + nonce + `",signature="` + signature +
		`",timestamp="` + stamp + `",serial_no="` + c.acct.Keys.Serial + `"`}}
	a, err := c.do(ctx, wire{method, path, h, text})
	if err != nil {
		return out, 0, err
	}
	if err := wechatSigned(c.acct.Keys, a.header, a.body, c.now); err != nil {
		return out, a.status, err
	}
	if len(a.body) == 0 {
		return out, a.status, nil
	}
	return out, a.status, json.Unmarshal(a.body, &out)
}

// wechatSigned proves that an answer or a notice is of WeChat, and of now.
func wechatSigned(k Keys, h http.Header, body []byte, now int64) error {
	key, err := publicKey(k.PlatformKey)
	if err != nil {
		return err
	}
	stamp := h.Get("Wechatpay-Timestamp")
	if !fresh(stamp, now) || h.Get("Wechatpay-Serial") != k.PlatformSerial {
		return errSignature
	}
	return verifyRSA(key, h.Get("Wechatpay-Signature"), stamp, h.Get("Wechatpay-Nonce"), string(body))
}

func wechatSend(ctx context.Context, c *call) Reply {
	if c.Kind == PaymentReturn {
		return wechatRefund(ctx, c)
	}
	body := map[string]any{"appid": c.acct.App, "mchid": c.acct.Merchant, "description": c.Request.Ask.Title, "out_trade_no": c.Number,
		"time_expire": time.UnixMilli(c.Request.Ask.Expires).UTC().Format(time.RFC3339), "amount": wechatAmount{Total: c.Amount, Currency: "CNY"}}
	if c.notice != "" {
		body["notify_url"] = c.notice
	}
	a, status, err := c.wechatCall(ctx, http.MethodPost, "/v3/pay/transactions/native", body)
	switch {
	case err != nil:
		return silence(err)
	case status == http.StatusOK && a.CodeURL != "":
		return Reply{Said: SaidWaits, Answer: Answer{QR: a.CodeURL}}
	}
	return wechatRefusal(a, status)
}

// wechatRefusal reads an answer that is no success. What may have happened all
// the same is silence: it is asked about.
func wechatRefusal(a wechatAnswer, status int) Reply {
	said := SaidRefused
	if status >= 500 || status == http.StatusAccepted || status == http.StatusTooManyRequests || status < 400 {
		said = SaidSilent
	}
	return Reply{Said: said, Code: a.Code, Words: a.Message}
}

func wechatRefund(ctx context.Context, c *call) Reply {
	ask := c.Request.Ask
	body := map[string]any{"out_trade_no": ask.OfNo, "out_refund_no": c.Number, "reason": ask.Reason,
		"amount": wechatAmount{Total: ask.Whole, Refund: c.Amount, Currency: "CNY"}}
	if c.notice != "" {
		body["notify_url"] = c.notice
	}
	a, status, err := c.wechatCall(ctx, http.MethodPost, "/v3/refund/domestic/refunds", body)
	switch {
	case err != nil:
		return silence(err)
	case status == http.StatusOK:
		return wechatRefunded(a)
	}
	return wechatRefusal(a, status)
}

// wechatRefunded reads the state of a refund.
func wechatRefunded(a wechatAnswer) Reply {
	r := Reply{ProviderNo: a.Refund, Amount: a.Amount.Refund}
	state := a.Status
	if state == "" {
		state = a.RefundNot
	}
	switch state {
	case "SUCCESS":
		r.Said = SaidDone
	case "PROCESSING":
		r.Said = SaidWaits
	case "CLOSED":
		r.Said, r.Code = SaidRefused, state
	default: // ABNORMAL: it stands at the provider and somebody must act there
		r.Said, r.Code = SaidSilent, state
	}
	return r
}

// wechatTraded reads the state of an order.
func wechatTraded(a wechatAnswer) Reply {
	r := Reply{ProviderNo: a.Transaction, Code: a.State, Words: a.StateWords}
	switch a.State {
	case "SUCCESS", "REFUND": // REFUND: paid, and some of it went back since
		r.Said, r.Amount = SaidDone, a.Amount.Total
	case "NOTPAY", "USERPAYING", "ACCEPT":
		r.Said = SaidWaits
	case "CLOSED", "REVOKED":
		r.Said = SaidEnded
	case "PAYERROR": // the payer may try again under the same code
		r.Said = SaidWaits
	default:
		r.Said = SaidSilent
	}
	return r
}

func wechatAsk(ctx context.Context, c *call) Reply {
	path := "/v3/pay/transactions/out-trade-no/" + c.Number + "?mchid=" + url.QueryEscape(c.acct.Merchant)
	if c.Kind == PaymentReturn {
		path = "/v3/refund/domestic/refunds/" + c.Number
	}
	a, status, err := c.wechatCall(ctx, http.MethodGet, path, nil)
	switch {
	case err != nil:
		return silenceAsked(err)
	case status == http.StatusNotFound:
		return Reply{Said: SaidAbsent, Code: a.Code, Words: a.Message}
	case status != http.StatusOK:
		return Reply{Said: SaidSilent, Code: a.Code, Words: a.Message}
	case c.Kind == PaymentReturn:
		return wechatRefunded(a)
	}
	return wechatTraded(a)
}

// silenceAsked is silence after a question: whether the question left the house
// says nothing of what was asked about.
func silenceAsked(err error) Reply {
	r := silence(err)
	r.Said = SaidSilent
	return r
}

func wechatClose(ctx context.Context, c *call) Reply {
	a, status, err := c.wechatCall(ctx, http.MethodPost, "/v3/pay/transactions/out-trade-no/"+c.Number+"/close", map[string]any{"mchid": c.acct.Merchant})
	switch {
	case err != nil:
		return silenceAsked(err)
	case status == http.StatusNoContent, status == http.StatusNotFound, a.Code == "ORDER_CLOSED":
		// What the provider does not have, nobody has a code to pay for.
		return Reply{Said: SaidEnded, Code: "closed"}
	case a.Code == "ORDER_PAID", a.Code == "ORDERPAID":
		return wechatAsk(ctx, c)
	}
	return Reply{Said: SaidSilent, Code: a.Code, Words: a.Message}
}

// wechatTest asks about a number that is nobody's: who answers that it is not
// there has understood us.
func wechatTest(ctx context.Context, c *call) Reply {
	r := wechatAsk(ctx, c)
	if r.Said == SaidAbsent {
		return Reply{Said: SaidDone, Code: "ok"}
	}
	return r
}

// wechatNotice is what WeChat calls back with.
type wechatNotice struct {
	ID       string `json:"id"`
	Type     string `json:"event_type"`
	Resource struct {
		Algorithm string `json:"algorithm"`
		Text      string `json:"ciphertext"`
		Nonce     string `json:"nonce"`
		Extra     string `json:"associated_data"`
	} `json:"resource"`
}

// wechatHear reads a notice that was signed: our number, and what it says.
func wechatHear(k Keys, body []byte) (number, notice string, r Reply, err error) {
	var n wechatNotice
	if err := json.Unmarshal(body, &n); err != nil {
		return "", "", r, err
	}
	if n.ID == "" || n.Resource.Algorithm != "AEAD_AES_256_GCM" {
		return "", "", r, errors.New("gateways: no notice of WeChat")
	}
	text, err := openGCM(k.Secret, n.Resource.Nonce, n.Resource.Extra, n.Resource.Text)
	if err != nil {
		return "", "", r, errSignature
	}
	var a wechatAnswer
	if err := json.Unmarshal(text, &a); err != nil {
		return "", "", r, err
	}
	if a.OutRefund != "" {
		return a.OutRefund, n.ID, wechatRefunded(a), nil
	}
	return a.OutTrade, n.ID, wechatTraded(a), nil
}
