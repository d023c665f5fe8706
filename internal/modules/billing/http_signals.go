package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) signalRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.signals", Method: http.MethodGet, Path: "/billing/signals", Permission: MayView,
		Summary: "What there is to say of the money of those who have a visit in a clinic on a day",
		Faults:  []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getSignals)
	httpapi.Handle(a, httpapi.Route{ID: "billing.signal", Method: http.MethodGet, Path: "/billing/patients/{id}/signal", Permission: MayView,
		Summary: "What there is to say of a patient's money today", Faults: []*fault.Def{PatientNotFound}}, s.getSignal)
	httpapi.Handle(a, httpapi.Route{ID: "billing.call_overdue", Method: http.MethodPost, Path: "/billing/agreements/{id}/call", Permission: MayPrepay,
		Idempotent: true, Summary: "Have somebody called about an overdue instalment",
		Faults: []*fault.Def{AgreementNotFound, AgreementOver, NothingOverdue}}, s.postCall)
}

type signalBody struct {
	Patient string      `json:"patient_id" format:"uuid"`
	State   SignalState `json:"state" enum:"overdue,owed,settled," doc:"the most pressing; empty = nothing to say"`
	Owed    money.Fen   `json:"owed" doc:"for what was charged"`
	Overdue money.Fen   `json:"overdue" doc:"of schedules"`
	Since   string      `json:"since" doc:"day on which the first open instalment fell due; empty = nothing is overdue"`
	Days    int         `json:"days" doc:"since then"`
	Charged money.Fen   `json:"charged" doc:"on the day in the clinic"`
	Left    money.Fen   `json:"left" doc:"of it still owed"`
}

func signalOf(s Signal) signalBody {
	return signalBody{s.Patient, s.State(), s.Owed, s.Overdue, string(s.Since), s.Days, s.Charged, s.Left}
}

type signalsIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
}

type signalsBody struct {
	Patients []signalBody `json:"patients"`
}

func (s *Service) getSignals(ctx context.Context, in *signalsIn) (*httpapi.Body[signalsBody], error) {
	day, err := onDay(in.Day)
	if err != nil {
		return nil, err
	}
	list, err := s.DaySignals(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	var out signalsBody
	for _, one := range list {
		out.Patients = append(out.Patients, signalOf(one))
	}
	return &httpapi.Body[signalsBody]{Body: out}, nil
}

func (s *Service) getSignal(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[signalBody], error) {
	one, err := s.PatientSignal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[signalBody]{Body: signalOf(one)}, nil
}

type callBody struct {
	Task string `json:"task_id" format:"uuid"`
}

func (s *Service) postCall(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[callBody], error) {
	task, err := s.CallOverdue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[callBody]{Body: callBody{task}}, nil
}
