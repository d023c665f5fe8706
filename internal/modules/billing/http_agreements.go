package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) agreementRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.overdue", Method: http.MethodGet, Path: "/billing/overdue", Permission: MayView,
		Summary: "Agreements of a clinic with overdue instalments, the most first",
		Faults:  []*fault.Def{db.OutOfScope, org.ClinicNotFound}}, s.getOverdue)
	httpapi.Handle(a, httpapi.Route{ID: "billing.agree_schedule", Method: http.MethodPut, Path: "/billing/agreements/{id}/instalments", Permission: MayPrepay,
		Summary: "Agree when a contract is paid, by day or milestone",
		Faults: []*fault.Def{AgreementNotFound, AgreementOver, NoContract, BadSchedule, BadAmount, DayOrMilestone, ScheduleSum,
			db.Stale}}, s.putSchedule)
	httpapi.Handle(a, httpapi.Route{ID: "billing.reach_production", Method: http.MethodPut, Path: "/billing/agreements/{id}/production", Permission: MayPrepay,
		Summary: "Say that the appliance goes into production, so that its instalment falls due",
		Faults:  []*fault.Def{AgreementNotFound, AgreementOver, NoContract, db.Stale}}, s.putProduction)
}

type figureBody struct {
	Cause   Cause     `json:"cause" enum:"not_patient,patient"`
	Article int       `json:"article" doc:"of the Court's interpretation on prepaid consumption, 2025"`
	Paid    money.Fen `json:"paid"`
	Taken   money.Fen `json:"taken" doc:"the price of what was taken, as the article counts it"`
	Capped  bool      `json:"capped" doc:"more was taken than paid; nothing is owed for that"`
	Refund  money.Fen `json:"refund"`
}

func figuresOf(list [2]Figure) []figureBody {
	out := make([]figureBody, len(list))
	for i, f := range list {
		out[i] = figureBody(f)
	}
	return out
}

type instalmentBody struct {
	Seq       int       `json:"seq"`
	Amount    money.Fen `json:"amount"`
	Milestone Milestone `json:"milestone" doc:"empty = by day"`
	Due       string    `json:"due_day" doc:"empty = the milestone is not reached"`
}

type agreementBody struct {
	ID          string           `json:"id" format:"uuid" doc:"of the plan"`
	Version     int64            `json:"version"`
	Clinic      string           `json:"clinic_id"`
	Patient     string           `json:"patient_id"`
	Contract    bool             `json:"contract"`
	Day         string           `json:"day"`
	List        money.Fen        `json:"list"`
	Amount      money.Fen        `json:"amount"`
	Executed    money.Fen        `json:"executed"`
	Received    money.Fen        `json:"received"`
	Stands      money.Fen        `json:"stands" doc:"received and not executed"`
	Open        money.Fen        `json:"open" doc:"of the amount not received"`
	Due         money.Fen        `json:"due" doc:"has fallen due"`
	Overdue     money.Fen        `json:"overdue"`
	Next        *instalmentBody  `json:"next,omitempty" doc:"the first instalment that is not wholly received"`
	NextLeft    money.Fen        `json:"next_left" doc:"what is left of it"`
	Ended       string           `json:"ended" doc:"empty = it runs"`
	Instalments []instalmentBody `json:"instalments"`
	Figures     []figureBody     `json:"figures" doc:"refundable today, by cause"`
}

func instalmentOf(p Instalment) instalmentBody {
	return instalmentBody{p.Seq, p.Amount, p.Milestone, string(p.Due)}
}

func agreementOf(v AgreementView) agreementBody {
	out := agreementBody{ID: v.ID, Version: v.Version, Clinic: v.Home, Patient: v.Patient, Contract: v.Contract, Day: string(v.Day), List: v.List,
		Amount: v.Amount, Executed: v.Executed, Received: v.Received, Stands: v.Stands, Open: v.Standing.Open, Due: v.Standing.Due,
		Overdue: v.Standing.Overdue, NextLeft: v.Standing.NextLeft, Ended: string(v.Ended), Figures: figuresOf(v.Figures)}
	if v.Standing.NextLeft > 0 {
		next := instalmentOf(v.Standing.Next)
		out.Next = &next
	}
	for _, p := range v.Instalments {
		out.Instalments = append(out.Instalments, instalmentOf(p))
	}
	return out
}

type accountBody struct {
	Day        string          `json:"day"`
	Owed       money.Fen       `json:"owed"`
	Prepaid    money.Fen       `json:"prepaid" doc:"stands for anything"`
	Contracts  money.Fen       `json:"contracts" doc:"stands for agreements"`
	Principal  money.Fen       `json:"principal"`
	Gift       money.Fen       `json:"gift"`
	Overdue    money.Fen       `json:"overdue"`
	Agreements []agreementBody `json:"agreements"`
	Bills      []billBody      `json:"bills"`
	Receipts   []receiptBody   `json:"receipts"`
	Refunds    []refundBody    `json:"refunds"`
	Stored     []figureBody    `json:"stored_figures" doc:"refundable today of stored value, by cause"`
}

func (s *Service) getAccount(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[accountBody], error) {
	v, err := s.Account(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := accountBody{Day: string(v.Day), Owed: v.Owed, Prepaid: v.Prepaid, Contracts: v.Contracts, Principal: v.Principal, Gift: v.Gift,
		Overdue: v.Overdue, Stored: figuresOf(v.Stored)}
	for _, a := range v.Agreements {
		out.Agreements = append(out.Agreements, agreementOf(a))
	}
	for _, b := range v.Bills {
		out.Bills = append(out.Bills, billOf(b))
	}
	for _, r := range v.Receipts {
		out.Receipts = append(out.Receipts, receiptOf(r))
	}
	for _, r := range v.Refunds {
		out.Refunds = append(out.Refunds, refundOf(r))
	}
	return &httpapi.Body[accountBody]{Body: out}, nil
}

type lateBody struct {
	Patient   string    `json:"patient_id" format:"uuid"`
	Name      string    `json:"name"`
	RecordNo  string    `json:"record_no"`
	Agreement string    `json:"agreement_id" format:"uuid"`
	Amount    money.Fen `json:"amount"`
	Received  money.Fen `json:"received"`
	Executed  money.Fen `json:"executed"`
	Overdue   money.Fen `json:"overdue"`
	Since     string    `json:"since" doc:"day on which the first open instalment fell due"`
}

type overdueBody struct {
	Agreements []lateBody `json:"agreements"`
}

func (s *Service) getOverdue(ctx context.Context, in *deskIn) (*httpapi.Body[overdueBody], error) {
	list, err := s.Overdue(ctx, in.Clinic)
	if err != nil {
		return nil, err
	}
	var out overdueBody
	for _, l := range list {
		out.Agreements = append(out.Agreements, lateBody{l.Patient, l.Name, l.RecordNo, l.ID, l.Amount, l.Received, l.Executed, l.Standing.Overdue,
			string(l.Standing.Next.Due)})
	}
	return &httpapi.Body[overdueBody]{Body: out}, nil
}

// InstalmentIn is an instalment on the wire.
type InstalmentIn struct {
	Amount    money.Fen `json:"amount" minimum:"1" maximum:"10000000000"`
	Milestone Milestone `json:"milestone,omitempty" enum:"production,fitting,debonding"`
	Due       string    `json:"due_day,omitempty" maxLength:"10" doc:"instead of a milestone"`
}

type scheduleIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Instalments []InstalmentIn `json:"instalments" minItems:"1" maxItems:"60"`
	}
}

// versionBody is what a change of an agreement answers.
type versionBody struct {
	ID      string `json:"id" format:"uuid"`
	Version int64  `json:"version" doc:"after the change"`
}

func versionOf(a Agreement, err error) (*httpapi.Versioned[versionBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(versionBody{a.ID, a.Version}, a.Version), nil
}

func (s *Service) putSchedule(ctx context.Context, in *scheduleIn) (*httpapi.Versioned[versionBody], error) {
	var list []Instalment
	for _, p := range in.Body.Instalments {
		list = append(list, Instalment{Amount: p.Amount, Milestone: p.Milestone, Due: civil.Day(p.Due)})
	}
	return versionOf(s.AgreeSchedule(ctx, in.ID, in.At(), list))
}

type productionIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) putProduction(ctx context.Context, in *productionIn) (*httpapi.Versioned[versionBody], error) {
	return versionOf(s.Reach(ctx, in.ID, in.At()))
}
