package gateways

import (
	"context"
	"net/http"
	"net/url"

	"archwire/internal/kit/money"
)

// Group-buy vouchers: looked at first (what is it for, what was paid), then
// redeemed; the platforms differ in their addresses.
type voucherPaths struct{ prepare, redeem, undo, ask string }

var voucherPlatforms = map[string]voucherPaths{
	"meituan": {"/meituan/tuangou/receipt/prepare", "/meituan/tuangou/receipt/consume", "/meituan/tuangou/receipt/reverseconsume", "/meituan/tuangou/receipt/getconsumed"},
	"douyin":  {"/douyin/goodlife/v1/fulfilment/certificate/prepare", "/douyin/goodlife/v1/fulfilment/certificate/verify", "/douyin/goodlife/v1/fulfilment/certificate/cancel", "/douyin/goodlife/v1/fulfilment/certificate/get"},
}

type voucherOut struct {
	Code     string    `json:"code"`
	Message  string    `json:"message"`
	Item     string    `json:"deal_title"`
	Face     money.Fen `json:"market_price"` // fen
	Paid     money.Fen `json:"pay_amount"`   // fen
	Redeemed string    `json:"consume_id"`
	Status   string    `json:"status"` // unused, used, undone
}

func (o voucherOut) done() Reply {
	return Reply{Said: SaidDone, ProviderNo: o.Redeemed, Amount: o.Paid, Answer: Answer{Item: o.Item, Face: o.Face, Paid: o.Paid}}
}

func voucherSend(ctx context.Context, c *call) Reply {
	paths := voucherPlatforms[c.acct.Platform]
	var out voucherOut
	if c.Kind == VoucherRedeem {
		status, err := c.macCall(ctx, http.MethodPost, paths.prepare, map[string]any{"code": c.person}, &out)
		switch {
		case err == errUnreached:
			return silence(err)
		case err != nil || status != http.StatusOK: // nothing is redeemed by looking
			return Reply{Said: SaidRefused, Code: out.Code, Words: out.Message}
		}
	}
	path := paths.redeem
	body := map[string]any{"request_id": c.Number, "code": c.person}
	if c.Kind == VoucherUndo {
		path, body = paths.undo, map[string]any{"request_id": c.Number, "of_request_id": c.Request.Ask.OfNo, "consume_id": c.Request.Ask.OfTheir}
	}
	status, err := c.macCall(ctx, http.MethodPost, path, body, &out)
	switch {
	case err != nil && c.Kind == VoucherRedeem:
		return silenceAsked(err)
	case err != nil:
		return silence(err)
	case status == http.StatusOK:
		return out.done()
	case status >= 500:
		return Reply{Said: SaidSilent, Code: out.Code, Words: out.Message}
	}
	return Reply{Said: SaidRefused, Code: out.Code, Words: out.Message}
}

func voucherAsk(ctx context.Context, c *call) Reply {
	var out voucherOut
	path := voucherPlatforms[c.acct.Platform].ask + "?request_id=" + url.QueryEscape(c.Number)
	status, err := c.macCall(ctx, http.MethodGet, path, nil, &out)
	switch {
	case err != nil:
		return silenceAsked(err)
	case status == http.StatusNotFound:
		return Reply{Said: SaidAbsent, Code: out.Code, Words: out.Message}
	case status != http.StatusOK:
		return Reply{Said: SaidSilent, Code: out.Code, Words: out.Message}
	}
	return out.done()
}

func voucherTest(ctx context.Context, c *call) Reply { return tested(voucherAsk(ctx, c)) }
