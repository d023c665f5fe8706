package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) tillRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.till", Method: http.MethodGet, Path: "/billing/till", Permission: MayClose,
		Summary: "What a cashier took since the last closing", Faults: []*fault.Def{db.OutOfScope, org.ClinicNotFound, auth.Forbidden}}, s.getTill)
	httpapi.Handle(a, httpapi.Route{ID: "billing.close_till", Method: http.MethodPost, Path: "/billing/closings", Permission: MayClose, Idempotent: true,
		Summary: "Count a till and close it", Faults: []*fault.Def{TillEmpty, TillChanged, WhyDifferent, BadAmount, ReasonTooLong, db.OutOfScope,
			org.ClinicNotFound, auth.Forbidden}}, s.postClosing)
	s.dayRoutes(a)
}

type countBody struct {
	Means     Means     `json:"means" enum:"cash,card,wechat,alipay,transfer,online,fund,personal,voucher"`
	Received  money.Fen `json:"received"`
	GivenBack money.Fen `json:"given_back" doc:"refunded or voided"`
	Expected  money.Fen `json:"expected"`
	Counted   money.Fen `json:"counted"`
}

func countsOf(list []Count) []countBody {
	var out []countBody
	for _, c := range list {
		out = append(out, countBody{c.Means, c.Received, c.GivenBack, c.Expected(), c.Counted})
	}
	return out
}

type tillIn struct {
	Clinic  string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Cashier string `query:"cashier_id" format:"uuid" maxLength:"36" doc:"absent = the actor"`
}

type tillBody struct {
	Cashier string      `json:"cashier_id" format:"uuid"`
	Day     string      `json:"day"`
	Entries int         `json:"entries" doc:"to be named on closing"`
	Newest  string      `json:"newest" doc:"the latest of them, to be named on closing; empty = the till is"`
	Counts  []countBody `json:"counts"`
}

func (s *Service) getTill(ctx context.Context, in *tillIn) (*httpapi.Body[tillBody], error) {
	t, err := s.TillNow(ctx, in.Clinic, in.Cashier)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[tillBody]{Body: tillBody{t.Cashier, string(t.Day), t.Entries, t.Newest, countsOf(t.Counts)}}, nil
}

// CountIn is what was counted of one means, on the wire.
type CountIn struct {
	Means   Means     `json:"means" enum:"cash,card,wechat,alipay,transfer"`
	Counted money.Fen `json:"counted" minimum:"-10000000000" maximum:"10000000000"`
}

type closeIn struct {
	Body struct {
		Clinic  string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Cashier string    `json:"cashier_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = the actor"`
		Entries int       `json:"entries" minimum:"0" maximum:"1000000" doc:"of the till as it was shown"`
		Newest  string    `json:"newest" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"of the till as it was shown"`
		Counts  []CountIn `json:"counts,omitempty" maxItems:"5"`
		Reason  string    `json:"reason,omitempty" maxLength:"200" doc:"of a difference"`
	}
}

type closingBody struct {
	ID         string      `json:"id" format:"uuid"`
	Cashier    string      `json:"cashier_id" format:"uuid"`
	Day        string      `json:"day"`
	Entries    int         `json:"entries"`
	Difference money.Fen   `json:"difference" doc:"counted less expected"`
	Reason     string      `json:"reason"`
	ClosedAt   int64       `json:"closed_at"`
	ClosedBy   string      `json:"closed_by"`
	Counts     []countBody `json:"counts"`
}

func closingOf(c Closing) closingBody {
	return closingBody{c.ID, c.Cashier, string(c.Day), c.Entries, c.Difference(), c.Reason, c.ClosedAt, c.ClosedBy, countsOf(c.Counts)}
}

func (s *Service) postClosing(ctx context.Context, in *closeIn) (*httpapi.Body[closingBody], error) {
	b := in.Body
	have := map[Means]money.Fen{}
	for _, c := range b.Counts {
		have[c.Means] += c.Counted
	}
	c, err := s.Close(ctx, CloseTill{Clinic: b.Clinic, Cashier: b.Cashier, Entries: b.Entries, Newest: b.Newest, Counted: have, Reason: b.Reason})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[closingBody]{Body: closingOf(c)}, nil
}
