package fake

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// Order is a payment that somebody may scan.
type Order struct {
	Number   string `json:"out_trade_no"`
	Merchant string `json:"mchid"`
	App      string `json:"appid"`
	Title    string `json:"description"`
	Total    int64  `json:"total"`
	Notify   string `json:"notify_url"`
	State    string `json:"trade_state"` // NOTPAY, SUCCESS, CLOSED, REFUND
	Theirs   string `json:"transaction_id"`
	Refunded int64  `json:"refunded"`
	Paid     int    `json:"paid"` // how often money moved: more than once is somebody's fault
}

// Refund is money on its way back.
type Refund struct {
	Number string `json:"out_refund_no"`
	Of     string `json:"out_trade_no"`
	Amount int64  `json:"amount"`
	Notify string `json:"notify_url"`
	State  string `json:"status"`
	Theirs string `json:"refund_id"`
}

type amount struct {
	Total    int64  `json:"total"`
	Refund   int64  `json:"refund,omitempty"`
	Currency string `json:"currency"`
}

func problem(status int, code, message string) reply {
	return reply{status, map[string]any{"code": code, "message": message}}
}

// wechat is the part of API v3 that a cashier needs.
func (w *World) wechat() map[string]call {
	of := func(name string, do func(*http.Request, []byte) reply) call {
		return call{name: name, do: do, proof: w.merchant, sign: w.signed, no: problem(http.StatusForbidden, "NO_AUTH", "商户无权限")}
	}
	return map[string]call{
		"POST /v3/pay/transactions/native":                  of("order", w.order),
		"GET /v3/pay/transactions/out-trade-no/{no}":        of("ask", w.trade),
		"POST /v3/pay/transactions/out-trade-no/{no}/close": of("close", w.closeOrder),
		"POST /v3/refund/domestic/refunds":                  of("refund", w.refund),
		"GET /v3/refund/domestic/refunds/{no}":              of("ask_refund", w.refundState),
	}
}

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="([^"]+)",nonce_str="([^"]+)",signature="([^"]+)",timestamp="(\d+)",serial_no="([^"]+)"$`)

// merchant proves who calls.
func (w *World) merchant(r *http.Request, body []byte) bool {
	m := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil || m[5] != MerchantSerial {
		return false
	}
	stamp, err := strconv.ParseInt(m[4], 10, 64)
	if d := w.o.Clock()/1000 - stamp; err != nil || d > 300 || d < -300 {
		return false
	}
	return merchantSigned(m[3], r.Method, r.URL.RequestURI(), m[4], m[2], string(body))
}

// signed signs an answer or a callback.
func (w *World) signed(h http.Header, body []byte) {
	stamp, nonce := strconv.FormatInt(w.o.Clock()/1000, 10), rand.Text()
	h.Set("Wechatpay-Timestamp", stamp)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", PlatformSerial)
	h.Set("Wechatpay-Signature", platformSign(stamp, nonce, string(body)))
}

var tradeNo = regexp.MustCompile(`^[0-9A-Za-z_\-|*]{6,32}$`)

func (w *World) order(_ *http.Request, body []byte) reply {
	var in struct {
		App    string `json:"appid"`
		Mch    string `json:"mchid"`
		Title  string `json:"description"`
		No     string `json:"out_trade_no"`
		Notify string `json:"notify_url"`
		Amount amount `json:"amount"`
	}
	if json.Unmarshal(body, &in) != nil || !tradeNo.MatchString(in.No) || in.Amount.Total <= 0 || in.Title == "" || in.Amount.Currency != "CNY" {
		return problem(http.StatusBadRequest, "PARAM_ERROR", "参数错误")
	}
	if o := w.s.Orders[in.No]; o != nil {
		switch {
		case o.State == "SUCCESS":
			return problem(http.StatusBadRequest, "ORDERPAID", "订单已支付")
		case o.State == "CLOSED":
			return problem(http.StatusBadRequest, "ORDER_CLOSED", "订单已关闭")
		case o.Total != in.Amount.Total:
			return problem(http.StatusBadRequest, "INVALID_REQUEST", "商户订单号重复")
		}
	}
	w.s.Orders[in.No] = &Order{Number: in.No, Merchant: in.Mch, App: in.App, Title: in.Title, Total: in.Amount.Total, Notify: in.Notify, State: "NOTPAY"}
	return reply{http.StatusOK, map[string]any{"code_url": "weixin://wxpay/bizpayurl?pr=" + in.No}}
}

func (o *Order) body() map[string]any {
	words := map[string]string{"NOTPAY": "订单未支付", "SUCCESS": "支付成功", "CLOSED": "订单已关闭", "REFUND": "订单发生过退款"}
	b := map[string]any{"appid": o.App, "mchid": o.Merchant, "out_trade_no": o.Number, "trade_state": o.State, "trade_state_desc": words[o.State],
		"amount": amount{Total: o.Total, Currency: "CNY"}}
	if o.Theirs != "" {
		b["transaction_id"], b["trade_type"] = o.Theirs, "NATIVE"
	}
	return b
}

func (w *World) trade(r *http.Request, _ []byte) reply {
	if o := w.s.Orders[r.PathValue("no")]; o != nil {
		return reply{http.StatusOK, o.body()}
	}
	return problem(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在")
}

func (w *World) closeOrder(r *http.Request, _ []byte) reply {
	o := w.s.Orders[r.PathValue("no")]
	if o == nil {
		return problem(http.StatusNotFound, "ORDER_NOT_EXIST", "订单不存在")
	}
	if o.State == "NOTPAY" && w.rule("wechatpay", "close", Paid).How == Paid {
		w.paid(o)
	}
	if o.State != "NOTPAY" && o.State != "CLOSED" {
		return problem(http.StatusBadRequest, "ORDER_PAID", "订单已支付")
	}
	o.State = "CLOSED"
	return reply{http.StatusNoContent, nil}
}

// Pay lets a patient pay an order. Force pays one that is closed, which a real
// platform does not do.
func (w *World) Pay(number string, force bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.s.Orders[number]
	if o == nil || o.State != "NOTPAY" && !force {
		return fmt.Errorf("there is no order %s to pay", number)
	}
	w.paid(o)
	w.keep()
	return nil
}

func (w *World) next(prefix string) string {
	w.s.Seq++
	return fmt.Sprintf("%s%018d", prefix, w.s.Seq)
}

func (w *World) paid(o *Order) {
	o.State, o.Theirs = "SUCCESS", w.next("4200")
	o.Paid++
	w.callBack(o.Notify, "TRANSACTION.SUCCESS", "transaction", o.body())
}

func (w *World) refund(_ *http.Request, body []byte) reply {
	var in struct {
		Of     string `json:"out_trade_no"`
		No     string `json:"out_refund_no"`
		Notify string `json:"notify_url"`
		Amount amount `json:"amount"`
	}
	if json.Unmarshal(body, &in) != nil || !tradeNo.MatchString(in.No) || in.Amount.Refund <= 0 {
		return problem(http.StatusBadRequest, "PARAM_ERROR", "参数错误")
	}
	if f := w.s.Refunds[in.No]; f != nil {
		return reply{http.StatusOK, f.body(w.s.Orders[f.Of])}
	}
	o := w.s.Orders[in.Of]
	switch {
	case o == nil:
		return problem(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "订单不存在")
	case o.State != "SUCCESS" && o.State != "REFUND" || o.Refunded+in.Amount.Refund > o.Total || in.Amount.Total != o.Total:
		return problem(http.StatusBadRequest, "INVALID_REQUEST", "退款金额超出可退金额")
	}
	o.Refunded += in.Amount.Refund
	o.State = "REFUND"
	f := &Refund{Number: in.No, Of: in.Of, Amount: in.Amount.Refund, Notify: in.Notify, State: "PROCESSING", Theirs: w.next("5030")}
	w.s.Refunds[in.No] = f
	out := reply{http.StatusOK, f.body(o)}
	// The money moves a moment after the answer.
	f.State = "SUCCESS"
	w.callBack(f.Notify, "REFUND.SUCCESS", "refund", f.notice(o))
	return out
}

func (f *Refund) body(o *Order) map[string]any {
	return map[string]any{"refund_id": f.Theirs, "out_refund_no": f.Number, "out_trade_no": f.Of, "status": f.State,
		"amount": amount{Total: o.Total, Refund: f.Amount, Currency: "CNY"}}
}

func (f *Refund) notice(o *Order) map[string]any {
	b := f.body(o)
	b["refund_status"] = b["status"]
	delete(b, "status")
	return b
}

func (w *World) refundState(r *http.Request, _ []byte) reply {
	if f := w.s.Refunds[r.PathValue("no")]; f != nil {
		return reply{http.StatusOK, f.body(w.s.Orders[f.Of])}
	}
	return problem(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "退款单不存在")
}

// Notice writes a callback as WeChat sends it: headers and body.
func (w *World) Notice(id, event, kind string, what any) (http.Header, []byte) {
	text, _ := json.Marshal(what)
	nonce := rand.Text()[:12]
	body, _ := json.Marshal(map[string]any{"id": id, "create_time": time.UnixMilli(w.o.Clock()).UTC().Format(time.RFC3339), "event_type": event,
		"resource_type": "encrypt-resource", "summary": "通知", "resource": map[string]any{"algorithm": "AEAD_AES_256_GCM", "nonce": nonce,
			"associated_data": kind, "original_type": kind, "ciphertext": seal(nonce, kind, text)}})
	h := http.Header{"Content-Type": {"application/json"}}
	w.signed(h, body)
	return h, body
}

// callBack tells the merchant, unless rules say otherwise; the caller holds the
// lock. Like the platform it tries again when nobody takes it.
func (w *World) callBack(to, event, kind string, what any) {
	how := w.rule("wechatpay", kind, Twice, Mute, Hold).How
	if to == "" || how == Mute {
		return
	}
	id := rand.Text()
	send := func() {
		for try := range 3 {
			h, body := w.Notice(id, event, kind, what)
			req, err := http.NewRequest(http.MethodPost, to, bytes.NewReader(body))
			if err != nil {
				return
			}
			req.Header = h
			res, err := w.client.Do(req)
			if err == nil {
				res.Body.Close()
				if res.StatusCode < 300 {
					return
				}
			}
			time.Sleep(time.Duration(try+1) * 200 * time.Millisecond)
		}
	}
	if how == Hold {
		w.held = append(w.held, send)
		return
	}
	w.calls.Go(func() {
		send()
		if how == Twice {
			send()
		}
	})
}
