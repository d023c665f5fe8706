package fake

import (
	"encoding/json"
	"net/http"
)

// Invoice is a tax invoice, blue or red, by the seller's serial.
type Invoice struct {
	Serial string `json:"serial"`
	No     string `json:"invoice_no"`
	Of     string `json:"of_serial"`
	Total  int64  `json:"total"` // fen
	Red    int64  `json:"red"`   // of a blue one: so much was taken back
	Issued int    `json:"issued"`
}

func (w *World) invoice() map[string]call {
	of := func(name string, do func(*http.Request, []byte) reply) call {
		return call{name: name, do: do, proof: w.macProof, sign: w.macSign, no: problem(http.StatusBadRequest, "TAX_REJECTED", "税号状态异常，不予开具")}
	}
	return map[string]call{
		"POST /v1/invoices":         of("issue", w.issue),
		"POST /v1/red":              of("red", w.red),
		"GET /v1/invoices/{serial}": of("ask", w.invoiceState),
	}
}

func (v *Invoice) reply() reply {
	return reply{http.StatusOK, map[string]any{"status": "issued", "invoice_no": v.No, "total": v.Total, "url": "https://invoice.example/" + v.No}}
}

type invoiceIn struct {
	Serial string `json:"serial"`
	Of     string `json:"of_serial"`
	Total  int64  `json:"total"`
	Buyer  struct {
		Name string `json:"name"`
	} `json:"buyer"`
}

func (w *World) issue(_ *http.Request, body []byte) reply {
	var in invoiceIn
	if json.Unmarshal(body, &in) != nil || in.Serial == "" || in.Total <= 0 || in.Buyer.Name == "" {
		return problem(http.StatusBadRequest, "PARAM_ERROR", "参数错误")
	}
	if v := w.s.Invoices[in.Serial]; v != nil {
		return v.reply()
	}
	v := &Invoice{Serial: in.Serial, No: w.next("26"), Total: in.Total, Issued: 1}
	w.s.Invoices[in.Serial] = v
	return v.reply()
}

func (w *World) red(_ *http.Request, body []byte) reply {
	var in invoiceIn
	if json.Unmarshal(body, &in) != nil || in.Serial == "" || in.Total <= 0 {
		return problem(http.StatusBadRequest, "PARAM_ERROR", "参数错误")
	}
	if v := w.s.Invoices[in.Serial]; v != nil {
		return v.reply()
	}
	blue := w.s.Invoices[in.Of]
	if blue == nil || blue.Red+in.Total > blue.Total {
		return problem(http.StatusBadRequest, "RED_TOO_MUCH", "红冲金额超出原发票")
	}
	blue.Red += in.Total
	v := &Invoice{Serial: in.Serial, No: w.next("26"), Of: in.Of, Total: -in.Total, Issued: 1}
	w.s.Invoices[in.Serial] = v
	return v.reply()
}

func (w *World) invoiceState(r *http.Request, _ []byte) reply {
	if v := w.s.Invoices[r.PathValue("serial")]; v != nil {
		return v.reply()
	}
	return problem(http.StatusNotFound, "NOT_FOUND", "流水号不存在")
}
