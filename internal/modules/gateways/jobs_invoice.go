package gateways

import (
	"context"
	"net/http"
	"strings"
)

// Tax invoices (数电发票): issued under our serial number, found by it; a red one
// (红冲) takes a part or the whole of one back.

type invoiceOut struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Status  string `json:"status"` // issuing, issued, failed
	Invoice string `json:"invoice_no"`
	Link    string `json:"url"`
	Total   int64  `json:"total"` // fen
}

func (o invoiceOut) reply(status int) Reply {
	r := Reply{Code: o.Code, Words: o.Message}
	switch {
	case status == http.StatusNotFound:
		r.Said = SaidAbsent
	case status >= 500, status == http.StatusTooManyRequests:
		r.Said = SaidSilent
	case status >= 400, o.Status == "failed":
		r.Said = SaidRefused
	case o.Status == "issuing":
		r.Said = SaidWaits
	case o.Status == "issued" && o.Invoice != "":
		r.Said, r.ProviderNo, r.Answer = SaidDone, o.Invoice, Answer{Invoice: o.Invoice, Link: o.Link}
	default:
		r.Said = SaidSilent
	}
	return r
}

func invoiceSend(ctx context.Context, c *call) Reply {
	buyer, tax, _ := strings.Cut(c.person, "\n")
	body := map[string]any{"serial": c.Number, "seller_tax_no": c.acct.Merchant, "total": c.Amount, "lines": c.Request.Ask.Lines,
		"buyer": map[string]any{"name": buyer, "tax_no": tax}}
	path := "/v1/invoices"
	if c.Kind == InvoiceRed {
		path = "/v1/red"
		body["of_serial"], body["of_invoice"], body["reason"] = c.Request.Ask.OfNo, c.Request.Ask.OfTheir, c.Request.Ask.Reason
	}
	var out invoiceOut
	status, err := c.macCall(ctx, http.MethodPost, path, body, &out)
	if err != nil {
		return silence(err)
	}
	r := out.reply(status)
	if r.Said == SaidAbsent {
		r.Said = SaidRefused // what is to be taken back is not there
	}
	return r
}

func invoiceAsk(ctx context.Context, c *call) Reply {
	var out invoiceOut
	status, err := c.macCall(ctx, http.MethodGet, "/v1/invoices/"+c.Number, nil, &out)
	if err != nil {
		return silenceAsked(err)
	}
	r := out.reply(status)
	if r.Said == SaidRefused && out.Status != "failed" {
		r.Said = SaidSilent // the question was refused, not the invoice
	}
	return r
}

func invoiceTest(ctx context.Context, c *call) Reply { return tested(invoiceAsk(ctx, c)) }

// tested reads the answer to a question about a number that is nobody's.
func tested(r Reply) Reply {
	if r.Said == SaidAbsent {
		return Reply{Said: SaidDone, Code: "ok"}
	}
	return r
}
