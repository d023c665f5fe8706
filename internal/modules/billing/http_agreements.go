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
	httpapi.Handle(a, httpapi.Route{ID: "billing.schedules", Method: http.MethodGet, Path: "/billing/agreements/{id}/instalments", Permission: MayView,
		Summary: "Every schedule that an agreement ever had, the latest first", Faults: []*fault.Def{AgreementNotFound}}, s.getSchedules)
	httpapi.Handle(a, httpapi.Route{ID: "billing.paid_by", Method: http.MethodPut, Path: "/billing/agreements/{id}/payer", Permission: MayPrepay,
		Summary: "Say who pays an agreement: the patient or one of the patient's relations",
		Faults:  []*fault.Def{AgreementNotFound, AgreementOver, PayerNotFound, db.Stale}}, s.putPayer)
	httpapi.Handle(a, httpapi.Route{ID: "billing.settle", Method: http.MethodPost, Path: "/billing/agreements/{id}/settlement", Permission: MayRefund,
		Idempotent: true, Summary: "Divide what stands of an agreement that ended early, by the law's figure",
		Faults: []*fault.Def{AgreementNotFound, PatientNotFound, StillRuns, NothingStands, FigureChanged, BadReason, db.OutOfScope,
			org.ClinicNotFound}}, s.postSettlement)
}

type figureBody struct {
	Cause   Cause     `json:"cause" enum:"not_patient,patient"`
	Article int       `json:"article" doc:"of the Court's interpretation on prepaid consumption, 2025"`
	Paid    money.Fen `json:"paid"`
	Taken   money.Fen `json:"taken" doc:"the price of what was taken, as the article counts it"`
	Capped  bool      `json:"capped" doc:"more was taken than paid; nothing is owed for that"`
	Refund  money.Fen `json:"refund"`

	Rate     int       `json:"rate" doc:"of interest a year, in hundredths of a per cent"`
	Days     int       `json:"days" doc:"since the contract ended; 0 while it runs"`
	Interest money.Fen `json:"interest" doc:"on the refund, from the end of the contract"`
}

func figuresOf(list [2]Figure) []figureBody {
	out := make([]figureBody, len(list))
	for i, f := range list {
		out[i] = figureBody{f.Cause, f.Article, f.Paid, f.Taken, f.Capped, f.Refund, f.Rate, f.Days, f.Interest}
	}
	return out
}

type instalmentBody struct {
	Seq       int       `json:"seq"`
	Amount    money.Fen `json:"amount"`
	Milestone Milestone `json:"milestone" doc:"empty = by day"`
	Due       string    `json:"due_day" doc:"empty = the milestone is not reached"`
}

type filledBody struct {
	Seq       int       `json:"seq"`
	Amount    money.Fen `json:"amount"`
	Milestone Milestone `json:"milestone" doc:"empty = by day"`
	Due       string    `json:"due_day" doc:"empty = the milestone is not reached"`
	Paid      money.Fen `json:"paid" doc:"received of it"`
	Progress  Progress  `json:"progress" enum:"paid,overdue,due,coming,waiting"`
}

type payerBody struct {
	ID       string `json:"id" doc:"of the patient's relation"`
	Relation string `json:"relation" doc:"what they are to the patient"`
	Name     string `json:"name"`
}

type agreementBody struct {
	ID          string          `json:"id" format:"uuid" doc:"of the plan"`
	Version     int64           `json:"version"`
	Clinic      string          `json:"clinic_id"`
	Patient     string          `json:"patient_id"`
	Contract    bool            `json:"contract"`
	Day         string          `json:"day"`
	List        money.Fen       `json:"list"`
	Amount      money.Fen       `json:"amount"`
	Executed    money.Fen       `json:"executed"`
	Received    money.Fen       `json:"received"`
	Stands      money.Fen       `json:"stands" doc:"received and not executed"`
	Open        money.Fen       `json:"open" doc:"of the amount not received"`
	Due         money.Fen       `json:"due" doc:"has fallen due"`
	Overdue     money.Fen       `json:"overdue"`
	Next        *instalmentBody `json:"next,omitempty" doc:"the first instalment that is not wholly received"`
	NextLeft    money.Fen       `json:"next_left" doc:"what is left of it"`
	Ended       string          `json:"ended" doc:"empty = it runs"`
	Schedule    int             `json:"schedule" doc:"revision in force; 0 = none"`
	Outgrown    bool            `json:"outgrown" doc:"the contract was changed, and its schedule waits to be agreed anew"`
	Payer       string          `json:"payer_id" doc:"relation of the patient; empty = the patient"`
	Instalments []filledBody    `json:"instalments"`
	Figures     []figureBody    `json:"figures" doc:"refundable today, by cause"`
}

func instalmentOf(p Instalment) instalmentBody {
	return instalmentBody{p.Seq, p.Amount, p.Milestone, string(p.Due)}
}

func agreementOf(v AgreementView) agreementBody {
	out := agreementBody{ID: v.ID, Version: v.Version, Clinic: v.Home, Patient: v.Patient, Contract: v.Contract, Day: string(v.Day), List: v.List,
		Amount: v.Amount, Executed: v.Executed, Received: v.Received, Stands: v.Stands, Open: v.Standing.Open, Due: v.Standing.Due,
		Overdue: v.Standing.Overdue, NextLeft: v.Standing.NextLeft, Ended: string(v.Ended), Figures: figuresOf(v.Figures),
		Schedule: v.Schedule, Outgrown: v.Outgrown, Payer: v.Payer}
	if v.Standing.NextLeft > 0 {
		next := instalmentOf(v.Standing.Next)
		out.Next = &next
	}
	for _, p := range v.Instalments {
		out.Instalments = append(out.Instalments, filledBody{p.Seq, p.Amount, p.Milestone, string(p.Due), p.Paid, p.Progress})
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
	Asked      []askedBody     `json:"asked" doc:"bills that wait for an approval, were refused or withdrawn"`
	Receipts   []receiptBody   `json:"receipts"`
	Refunds    []refundBody    `json:"refunds"`
	Stored     []figureBody    `json:"stored_figures" doc:"refundable today of stored value, by cause"`
	Payers     []payerBody     `json:"payers" doc:"who may pay for the patient, those who are noted to pay first"`
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
	for _, b := range v.Asked {
		out.Asked = append(out.Asked, askedOf(b))
	}
	for _, r := range v.Receipts {
		out.Receipts = append(out.Receipts, receiptOf(r))
	}
	for _, r := range v.Refunds {
		out.Refunds = append(out.Refunds, refundOf(r))
	}
	for _, p := range v.Payers {
		out.Payers = append(out.Payers, payerBody(p))
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
	Called    bool      `json:"called" doc:"a call about it is open"`
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
			string(l.Standing.Next.Due), l.Called})
	}
	return &httpapi.Body[overdueBody]{Body: out}, nil
}

// InstalmentIn is an instalment on the wire.
type InstalmentIn struct {
	Amount    money.Fen `json:"amount" minimum:"1" maximum:"10000000000"`
	Milestone Milestone `json:"milestone,omitempty" enum:"deposit,production,fitting,debonding"`
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

type revisionBody struct {
	Revision    int              `json:"revision"`
	Amount      money.Fen        `json:"amount" doc:"of the contract at that time; 0 = not known any more"`
	At          int64            `json:"agreed_at" doc:"0 = not known any more"`
	By          string           `json:"agreed_by"`
	Instalments []instalmentBody `json:"instalments"`
}

type revisionsBody struct {
	Revisions []revisionBody `json:"revisions"`
}

func (s *Service) getSchedules(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[revisionsBody], error) {
	list, err := s.Schedules(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out revisionsBody
	for _, r := range list {
		body := revisionBody{Revision: r.Revision, Amount: r.Amount, At: r.At, By: r.By}
		for _, p := range r.Instalments {
			body.Instalments = append(body.Instalments, instalmentOf(p))
		}
		out.Revisions = append(out.Revisions, body)
	}
	return &httpapi.Body[revisionsBody]{Body: out}, nil
}

type payerIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Payer string `json:"payer_id" maxLength:"36" doc:"relation of the patient; empty = the patient"`
	}
}

func (s *Service) putPayer(ctx context.Context, in *payerIn) (*httpapi.Versioned[versionBody], error) {
	return versionOf(s.PaidBy(ctx, in.ID, in.At(), in.Body.Payer))
}

type settlementIn struct {
	httpapi.ByID
	Body struct {
		Clinic string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Cause  Cause     `json:"cause" enum:"not_patient,patient"`
		Refund money.Fen `json:"refund" minimum:"0" maximum:"10000000000" doc:"as it was shown; anything else is refused"`
		Reason string    `json:"reason" maxLength:"40"`
	}
}

type settledBody struct {
	Refund *refundBody `json:"refund,omitempty" doc:"absent where nothing went back"`
	Kept   money.Fen   `json:"kept" doc:"charged: the difference to the price before discounts"`
}

func settledOf(s Settled) settledBody {
	out := settledBody{Kept: s.Kept}
	if s.Refund.ID != "" {
		r := refundOf(s.Refund)
		out.Refund = &r
	}
	return out
}

func (s *Service) postSettlement(ctx context.Context, in *settlementIn) (*httpapi.Body[settledBody], error) {
	b := in.Body
	out, err := s.Settle(ctx, Settlement{Clinic: b.Clinic, Agreement: in.ID, Cause: b.Cause, Refund: b.Refund, Reason: b.Reason})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[settledBody]{Body: settledOf(out)}, nil
}
