package fake

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Voucher is a code that was bought at a platform.
type Voucher struct {
	Code     string `json:"code"`
	Request  string `json:"request_id"` // that redeemed it
	Redeemed string `json:"consume_id"`
	Used     bool   `json:"used"`
	Times    int    `json:"times"`  // redeemed less undone
	Undone   string `json:"undone"` // the request that undid it
}

// What every voucher is for.
const (
	voucherItem = "洁牙抛光单人套餐"
	voucherFace = 300_00
	voucherPaid = 99_00
)

func (w *World) voucher() map[string]call {
	of := func(name string, do func(*http.Request, []byte) reply) call {
		return call{name: name, do: do, proof: w.macProof, sign: w.macSign, no: problem(http.StatusBadRequest, "VOUCHER_FROZEN", "该券已被平台冻结")}
	}
	out := map[string]call{}
	for _, p := range [][4]string{
		{"/meituan/tuangou/receipt/prepare", "/meituan/tuangou/receipt/consume", "/meituan/tuangou/receipt/reverseconsume", "/meituan/tuangou/receipt/getconsumed"},
		{"/douyin/goodlife/v1/fulfilment/certificate/prepare", "/douyin/goodlife/v1/fulfilment/certificate/verify", "/douyin/goodlife/v1/fulfilment/certificate/cancel", "/douyin/goodlife/v1/fulfilment/certificate/get"},
	} {
		out["POST "+p[0]], out["POST "+p[1]] = of("prepare", w.lookAtVoucher), of("redeem", w.redeem)
		out["POST "+p[2]], out["GET "+p[3]] = of("undo", w.undoVoucher), of("ask", w.voucherState)
	}
	return out
}

type voucherIn struct {
	Code     string `json:"code"`
	Request  string `json:"request_id"`
	Of       string `json:"of_request_id"`
	Redeemed string `json:"consume_id"`
}

// bought finds a code; codes of ten digits or more that begin with 6 were sold.
func (w *World) bought(code string) *Voucher {
	if v := w.s.Vouchers[code]; v != nil {
		return v
	}
	if len(code) < 10 || !strings.HasPrefix(code, "6") {
		return nil
	}
	v := &Voucher{Code: code}
	w.s.Vouchers[code] = v
	return v
}

func (v *Voucher) reply(redeemed string) reply {
	return reply{http.StatusOK, map[string]any{"deal_title": voucherItem, "market_price": voucherFace, "pay_amount": voucherPaid, "consume_id": redeemed,
		"status": map[bool]string{true: "used", false: "unused"}[v.Used]}}
}

func (w *World) lookAtVoucher(_ *http.Request, body []byte) reply {
	var in voucherIn
	_ = json.Unmarshal(body, &in)
	v := w.bought(in.Code)
	switch {
	case v == nil:
		return problem(http.StatusBadRequest, "VOUCHER_NOT_FOUND", "券码不存在")
	case v.Used:
		return problem(http.StatusBadRequest, "VOUCHER_USED", "该券已核销")
	}
	return v.reply("")
}

func (w *World) redeem(_ *http.Request, body []byte) reply {
	var in voucherIn
	_ = json.Unmarshal(body, &in)
	v := w.bought(in.Code)
	switch {
	case v == nil || in.Request == "":
		return problem(http.StatusBadRequest, "VOUCHER_NOT_FOUND", "券码不存在")
	case v.Used && v.Request == in.Request:
		return v.reply(v.Redeemed)
	case v.Used:
		return problem(http.StatusBadRequest, "VOUCHER_USED", "该券已核销")
	}
	v.Used, v.Request, v.Redeemed = true, in.Request, w.next("C")
	v.Times++
	return v.reply(v.Redeemed)
}

func (w *World) undoVoucher(_ *http.Request, body []byte) reply {
	var in voucherIn
	_ = json.Unmarshal(body, &in)
	for _, v := range w.s.Vouchers {
		switch {
		case v.Undone == in.Request && in.Request != "":
			return v.reply(v.Redeemed)
		case v.Used && v.Request == in.Of && v.Redeemed == in.Redeemed:
			v.Used, v.Undone = false, in.Request
			v.Times--
			return v.reply(v.Redeemed)
		}
	}
	return problem(http.StatusBadRequest, "VOUCHER_NOT_USED", "该券未核销")
}

func (w *World) voucherState(r *http.Request, _ []byte) reply {
	request := r.URL.Query().Get("request_id")
	for _, v := range w.s.Vouchers {
		if request != "" && (v.Used && v.Request == request || v.Undone == request) {
			return v.reply(v.Redeemed)
		}
	}
	return problem(http.StatusNotFound, "NOT_FOUND", "无核销记录")
}
