package fake

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
)

// Settled is a visit that the insurance knows, by its own number.
type Settled struct {
	Visit    string `json:"mdtrt_id"`
	Number   string `json:"ipt_otp_no"`
	Person   string `json:"psn_no"`
	Settle   string `json:"setl_id"`
	Total    int64  `json:"total"` // fen
	Fund     int64  `json:"fund"`
	Account  int64  `json:"account"`
	State    string `json:"state"`    // registered, settled, undone
	Moved    int    `json:"moved"`    // how often money moved towards the clinic
	Uploaded int64  `json:"uploaded"` // fen
}

type insuranceIn struct {
	No    string `json:"infno"`
	Input struct {
		Data struct {
			Cert   string      `json:"mdtrt_cert_no"`
			Person string      `json:"psn_no"`
			Number string      `json:"ipt_otp_no"`
			Visit  string      `json:"mdtrt_id"`
			Settle string      `json:"setl_id"`
			Total  json.Number `json:"medfee_sumamt"`
		} `json:"data"`
		Info struct {
			Visit string `json:"mdtrt_id"`
		} `json:"mdtrtinfo"`
		Fees []struct {
			Visit  string      `json:"mdtrt_id"`
			Amount json.Number `json:"det_item_fee_sumamt"`
		} `json:"feedetail"`
	} `json:"input"`
}

func fen(n json.Number) int64 { f, _ := n.Float64(); return int64(math.Round(f * 100)) }

func yuan(n int64) json.Number { return json.Number(fmt.Sprintf("%d.%02d", n/100, n%100)) }

func (w *World) insurance() map[string]call {
	return map[string]call{"POST /fsi/api": {
		nameOf: func(_ *http.Request, body []byte) string {
			var in insuranceIn
			_ = json.Unmarshal(body, &in)
			return in.No
		},
		do: w.insure, proof: w.macProof, sign: w.macSign, no: insuranceNo("参保状态异常"),
	}}
}

func insuranceNo(words string) reply {
	return reply{http.StatusOK, map[string]any{"infcode": -1, "err_msg": words, "output": map[string]any{}}}
}

func insuranceYes(output map[string]any) reply {
	return reply{http.StatusOK, map[string]any{"infcode": 0, "err_msg": "", "output": output}}
}

// insure is every function of the interface.
func (w *World) insure(_ *http.Request, body []byte) reply {
	var in insuranceIn
	if json.Unmarshal(body, &in) != nil {
		return insuranceNo("报文格式错误")
	}
	d := in.Input.Data
	switch in.No {
	case "9001":
		return insuranceYes(map[string]any{"sign_no": w.next("SN")})
	case "1101":
		if len(d.Cert) < 6 {
			return insuranceNo("未查询到参保人信息")
		}
		return insuranceYes(map[string]any{"psn_no": "P" + d.Cert[len(d.Cert)-6:]})
	case "2201":
		v := &Settled{Visit: w.next("M"), Number: d.Number, Person: d.Person, State: "registered"}
		w.s.Settled[v.Visit] = v
		return insuranceYes(map[string]any{"mdtrt_id": v.Visit})
	case "2203":
		if w.s.Settled[in.Input.Info.Visit] == nil {
			return insuranceNo("未查询到就诊信息")
		}
		return insuranceYes(map[string]any{})
	case "2204":
		return w.uploadFees(in)
	}
	v := w.s.Settled[d.Visit]
	if v == nil || v.Person != d.Person {
		return insuranceNo("未查询到就诊信息")
	}
	return w.settle(in.No, v, d.Settle, fen(d.Total))
}

func (w *World) uploadFees(in insuranceIn) reply {
	for _, f := range in.Input.Fees {
		v := w.s.Settled[f.Visit]
		if v == nil {
			return insuranceNo("未查询到就诊信息")
		}
		v.Uploaded += fen(f.Amount)
	}
	return insuranceYes(map[string]any{})
}

// settle is what moves money, and what asks about it.
func (w *World) settle(no string, v *Settled, settle string, total int64) reply {
	switch no {
	case "2206", "2207":
		if total != v.Uploaded || v.State == "settled" {
			return insuranceNo("费用明细与结算金额不符或已结算")
		}
		v.Total, v.Fund = total, total/2
		v.Account = total * 3 / 10
		if no == "2207" {
			v.State, v.Settle = "settled", w.next("S")
			v.Moved++
		}
	case "2208":
		if v.State != "settled" || v.Settle != settle {
			return insuranceNo("未查询到结算信息")
		}
		v.State = "undone"
		v.Moved--
	case "5203":
		if v.State != "settled" {
			return insuranceNo("未查询到结算信息")
		}
	default:
		return insuranceNo("接口编号不存在")
	}
	return insuranceYes(map[string]any{"setlinfo": map[string]any{"setl_id": v.Settle, "medfee_sumamt": yuan(v.Total), "fund_pay_sumamt": yuan(v.Fund),
		"acct_pay": yuan(v.Account), "psn_cash_pay": yuan(v.Total - v.Fund - v.Account)}})
}
