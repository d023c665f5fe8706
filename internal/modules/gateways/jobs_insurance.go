package gateways

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"archwire/internal/kit/money"
)

// The insurance's interface: every call is one POST with the number of the
// function. A settlement is a chain of them; only the one that settles moves
// money, and what came before is kept before it is called, so that the question
// "was it settled?" can be put by the number of the visit.

// insured names the functions of the interface.
type insured string

const (
	signIn    insured = "sign_in"
	person    insured = "person"
	register  insured = "register"
	visit     insured = "visit"
	upload    insured = "upload"
	preSettle insured = "pre_settle"
	settleIt  insured = "settle"
	undoIt    insured = "undo"
	lookUp    insured = "look_up"
)

// insuranceCodes are the functions' numbers, by the first two digits of the area
// in the account; "" is the national interface. A province that differs gets a row
// with the numbers that differ.
var insuranceCodes = map[string]map[insured]string{
	"": {signIn: "9001", person: "1101", register: "2201", visit: "2203", upload: "2204", preSettle: "2206", settleIt: "2207", undoIt: "2208",
		lookUp: "5203"},
}

func insuranceCode(area string, f insured) string {
	if len(area) >= 2 {
		if code := insuranceCodes[area[:2]][f]; code != "" {
			return code
		}
	}
	return insuranceCodes[""][f]
}

// insuredOut is what any of the functions answers.
type insuredOut struct {
	Code    int    `json:"infcode"`
	Message string `json:"err_msg"`
	Output  struct {
		SignNo string `json:"sign_no"`
		Person string `json:"psn_no"`
		Visit  string `json:"mdtrt_id"`
		Settle struct {
			ID      string      `json:"setl_id"`
			Total   json.Number `json:"medfee_sumamt"`
			Fund    json.Number `json:"fund_pay_sumamt"`
			Account json.Number `json:"acct_pay"`
			Self    json.Number `json:"psn_cash_pay"`
		} `json:"setlinfo"`
	} `json:"output"`
}

// fenOf reads yuan with two decimals.
func fenOf(n json.Number) money.Fen {
	f, _ := n.Float64()
	return money.Fen(math.Round(f * 100))
}

func yuanOf(f money.Fen) json.Number { return json.Number(fmt.Sprintf("%d.%02d", f/100, f%100)) }

// insure calls one function.
func (c *call) insure(ctx context.Context, f insured, signNo string, input map[string]any) (insuredOut, error) {
	code := insuranceCode(c.acct.App, f)
	at := time.UnixMilli(c.now).UTC().Add(8 * time.Hour)
	msg := c.acct.Merchant + at.Format("20060102150405") + c.Number[len(c.Number)-4:]
	body := map[string]any{"infno": code, "msgid": msg, "infver": "V1.0", "mdtrtarea_admvs": c.acct.App, "fixmedins_code": c.acct.Merchant,
		"inf_time": at.Format("2006-01-02 15:04:05"), "sign_no": signNo, "opter_type": "1", "opter": "archwire", "input": input}
	var out insuredOut
	status, err := c.macCall(ctx, http.MethodPost, "/fsi/api", body, &out)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("gateways: insurance answers %d", status)
	}
	return out, err
}

// insuranceSend settles a bill, or takes a settlement back.
func insuranceSend(ctx context.Context, c *call) Reply {
	sign, err := c.insure(ctx, signIn, "", map[string]any{"signIn": map[string]any{"opter_no": "archwire"}})
	if r, stop := refusedBefore(sign, err); stop {
		return r
	}
	if c.Kind == InsuranceUndo {
		return insuranceUndo(ctx, c, sign.Output.SignNo)
	}
	who, err := c.insure(ctx, person, sign.Output.SignNo, map[string]any{"data": map[string]any{"mdtrt_cert_type": "02", "mdtrt_cert_no": c.person}})
	if r, stop := refusedBefore(who, err); stop {
		return r
	}
	reg, err := c.insure(ctx, register, sign.Output.SignNo, map[string]any{"data": map[string]any{"psn_no": who.Output.Person, "ipt_otp_no": c.Number}})
	if r, stop := refusedBefore(reg, err); stop {
		return r
	}
	base := map[string]any{"psn_no": who.Output.Person, "mdtrt_id": reg.Output.Visit}
	for _, step := range []struct {
		f     insured
		input map[string]any
	}{
		{visit, map[string]any{"mdtrtinfo": base}},
		{upload, map[string]any{"feedetail": feeLines(c, reg.Output.Visit, who.Output.Person)}},
		{preSettle, map[string]any{"data": withTotal(base, c.Amount)}},
	} {
		out, err := c.insure(ctx, step.f, sign.Output.SignNo, step.input)
		if r, stop := refusedBefore(out, err); stop {
			return r
		}
	}
	if c.keep(Answer{Person: who.Output.Person, Visit: reg.Output.Visit}) != nil {
		return Reply{Said: SaidRefused, Code: "not_kept"} // nothing was settled
	}
	out, err := c.insure(ctx, settleIt, sign.Output.SignNo, map[string]any{"data": withTotal(base, c.Amount)})
	if err != nil {
		return silenceAsked(err)
	}
	return insuranceSettled(out)
}

// refusedBefore reads an answer before the step that counts: whatever goes wrong
// there, nothing was settled.
func refusedBefore(out insuredOut, err error) (Reply, bool) {
	switch {
	case err == errUnreached:
		return silence(err), true
	case err != nil:
		return Reply{Said: SaidRefused, Code: "no_answer_before"}, true
	case out.Code != 0:
		return Reply{Said: SaidRefused, Code: strconv.Itoa(out.Code), Words: out.Message}, true
	}
	return Reply{}, false
}

func feeLines(c *call, visit, person string) []map[string]any {
	var out []map[string]any
	for i, l := range c.Request.Ask.Lines {
		out = append(out, map[string]any{"feedetl_sn": c.Number + strconv.Itoa(i+1), "mdtrt_id": visit, "psn_no": person, "med_list_codg": l.Code,
			"cnt": l.Quantity, "det_item_fee_sumamt": yuanOf(l.Amount)})
	}
	return out
}

func withTotal(base map[string]any, total money.Fen) map[string]any {
	return map[string]any{"psn_no": base["psn_no"], "mdtrt_id": base["mdtrt_id"], "medfee_sumamt": yuanOf(total), "acct_used_flag": "1"}
}

// insuranceSettled reads a settlement; shares that do not add up are not believed.
func insuranceSettled(out insuredOut) Reply {
	s := out.Output.Settle
	if out.Code != 0 {
		return Reply{Said: SaidRefused, Code: strconv.Itoa(out.Code), Words: out.Message}
	}
	a := Answer{Fund: fenOf(s.Fund), Account: fenOf(s.Account), Self: fenOf(s.Self)}
	if s.ID == "" || a.Fund < 0 || a.Account < 0 || a.Self < 0 || a.Fund+a.Account+a.Self != fenOf(s.Total) {
		return Reply{Said: SaidSilent, Code: "split_differs"}
	}
	return Reply{Said: SaidDone, ProviderNo: s.ID, Amount: fenOf(s.Total), Answer: a}
}

func insuranceUndo(ctx context.Context, c *call, signNo string) Reply {
	out, err := c.insure(ctx, undoIt, signNo, map[string]any{"data": undoing(c)})
	switch {
	case err != nil:
		return silenceAsked(err)
	case out.Code != 0:
		return Reply{Said: SaidRefused, Code: strconv.Itoa(out.Code), Words: out.Message}
	}
	return Reply{Said: SaidDone, ProviderNo: out.Output.Settle.ID, Amount: c.Amount}
}

// undoing names the settlement that is taken back; its visit and person travel in
// the reason, as "visit person".
func undoing(c *call) map[string]any {
	visit, person, _ := strings.Cut(c.Request.Ask.Reason, " ")
	return map[string]any{"setl_id": c.Request.Ask.OfTheir, "mdtrt_id": visit, "psn_no": person}
}

// insuranceAsk asks what became of a settlement, or of its undoing.
func insuranceAsk(ctx context.Context, c *call) Reply {
	data := map[string]any{"mdtrt_id": c.Answer.Visit, "psn_no": c.Answer.Person}
	if c.Kind == InsuranceUndo {
		data = undoing(c)
	} else if c.Answer.Visit == "" {
		return Reply{Said: SaidAbsent, Code: "never_settled"} // the step that settles comes after the visit is kept
	}
	out, err := c.insure(ctx, lookUp, "", map[string]any{"data": data})
	switch {
	case err != nil:
		return silenceAsked(err)
	case c.Kind == InsuranceUndo && out.Code != 0: // no such settlement any more
		return Reply{Said: SaidDone, Amount: c.Amount}
	case c.Kind == InsuranceUndo:
		return Reply{Said: SaidAbsent, Code: "still_settled"}
	case out.Code != 0:
		return Reply{Said: SaidAbsent, Code: strconv.Itoa(out.Code), Words: out.Message}
	}
	return insuranceSettled(out)
}

func insuranceTest(ctx context.Context, c *call) Reply {
	out, err := c.insure(ctx, signIn, "", map[string]any{"signIn": map[string]any{"opter_no": "archwire"}})
	if r, stop := refusedBefore(out, err); stop {
		return r
	}
	return Reply{Said: SaidDone, Code: "ok"}
}
