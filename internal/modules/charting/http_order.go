package charting

import (
	"context"
	"errors"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesOrders(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.orders", Method: http.MethodGet, Path: "/charting/patients/{id}/orders", Permission: MayView,
		Summary: "The imaging orders of a patient, the newest first", Faults: []*fault.Def{patients.NotFound}}, s.getOrders)
	httpapi.Handle(a, httpapi.Route{ID: "charting.open_orders", Method: http.MethodGet, Path: "/charting/orders", Permission: MayView,
		Summary: "What the imaging room of a clinic still has to do", Faults: []*fault.Def{db.OutOfScope}}, s.getOpenOrders)
	httpapi.Handle(a, httpapi.Route{ID: "charting.order_imaging", Method: http.MethodPost, Path: "/charting/orders", Permission: MayWrite, Idempotent: true,
		Summary: "Order films, with the question that they are to answer",
		Faults: []*fault.Def{patients.NotFound, patients.Closed, patients.ConsentNeeded, db.OutOfScope, visits.NotFound, VisitOfAnother, BadSite, BadChoice, BadChartDay,
			OrderItems, OrderQuestion, PregnancyAsked, PregnancyReason, OrderTextTooLong}}, s.postOrder)
	httpapi.Handle(a, httpapi.Route{ID: "charting.move_order", Method: http.MethodPost, Path: "/charting/orders/{id}/step", Permission: MayImage,
		Summary: "An order is taken, reported or called off", Faults: []*fault.Def{OrderNotFound, db.Stale, OrderStanding, OrderTextMissing, OrderTextTooLong}},
		s.postOrderStep)
}

type orderBody struct {
	ID         string     `json:"id" format:"uuid"`
	Version    int64      `json:"version"`
	Clinic     string     `json:"clinic_id"`
	Patient    string     `json:"patient_id"`
	Name       string     `json:"patient_name" doc:"in lists"`
	RecordNo   string     `json:"record_no"`
	Birth      civil.Day  `json:"birth_day" doc:"empty = not known"`
	Sex        string     `json:"sex"`
	Alerts     []string   `json:"alerts"`
	Visit      string     `json:"visit_id" doc:"empty = outside a visit"`
	Items      []string   `json:"items" doc:"ids of items of the price list"`
	Site       string     `json:"site"`
	Question   string     `json:"question"`
	Pregnancy  Pregnancy  `json:"pregnancy" enum:",no,maybe,yes"`
	Urgency    Urgency    `json:"urgency" enum:"urgent,soon,routine"`
	Reason     string     `json:"reason" doc:"why although she may be pregnant; why it was called off"`
	State      OrderState `json:"state" enum:"ordered,taken,reported,cancelled"`
	OrderedAt  int64      `json:"ordered_at"`
	OrderedBy  string     `json:"ordered_by" doc:"name"`
	TakenAt    int64      `json:"taken_at" doc:"0 = not yet"`
	TakenBy    string     `json:"taken_by" doc:"name"`
	ReportedAt int64      `json:"reported_at" doc:"0 = not yet"`
	ReportedBy string     `json:"reported_by" doc:"name"`
	Report     string     `json:"report"`
}

func bodyOfOrder(o Order, b OrderBook) orderBody {
	p, names := b.People[o.Patient], b.Names
	return orderBody{
		ID: o.ID, Version: o.Version, Clinic: o.Clinic, Patient: o.Patient, Name: p.Name, RecordNo: p.RecordNo, Birth: p.Birth, Sex: string(p.Sex), Alerts: p.Alerts, Visit: o.Visit, Items: o.Items, Site: o.Site.String(), Question: o.Question,
		Pregnancy: o.Pregnancy, Urgency: o.Urgency, Reason: o.Reason, State: o.State, OrderedAt: o.OrderedAt, OrderedBy: names[o.OrderedBy], TakenAt: o.TakenAt,
		TakenBy: names[o.TakenBy], ReportedAt: o.ReportedAt, ReportedBy: names[o.ReportedBy], Report: o.Report,
	}
}

type ordersBody struct {
	Items []orderBody `json:"items"`
}

func orderBodies(b OrderBook) ordersBody {
	out := ordersBody{Items: make([]orderBody, len(b.List))}
	for i, o := range b.List {
		out.Items[i] = bodyOfOrder(o, b)
	}
	return out
}

func (s *Service) getOrders(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[ordersBody], error) {
	list, err := s.OrdersOf(ctx, in.ID)
	return &httpapi.Body[ordersBody]{Body: orderBodies(list)}, err
}

type openOrdersIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

func (s *Service) getOpenOrders(ctx context.Context, in *openOrdersIn) (*httpapi.Body[ordersBody], error) {
	list, err := s.OrdersIn(ctx, in.Clinic)
	return &httpapi.Body[ordersBody]{Body: orderBodies(list)}, err
}

type orderIn struct {
	Body struct {
		Clinic    string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient   string    `json:"patient_id" format:"uuid" maxLength:"36"`
		Visit     string    `json:"visit_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = outside a visit"`
		Items     []string  `json:"items" minItems:"1" maxItems:"8" doc:"ids of items of the price list" items.format:"uuid" items.maxLength:"36"`
		Site      string    `json:"site,omitempty" maxLength:"400"`
		Question  string    `json:"question" minLength:"1" maxLength:"400"`
		Pregnancy Pregnancy `json:"pregnancy,omitempty" enum:",no,maybe,yes" doc:"asked of women from 12 to 55"`
		Reason    string    `json:"reason,omitempty" maxLength:"400" doc:"why although she is or may be pregnant"`
		Urgency   Urgency   `json:"urgency,omitempty" enum:"urgent,soon,routine" doc:"absent = routine"`
	}
}

func (s *Service) postOrder(ctx context.Context, in *orderIn) (*httpapi.Body[orderBody], error) {
	b := in.Body
	site, err := tooth.ParseSite(b.Site)
	if err != nil {
		var bad *tooth.BadPart
		errors.As(err, &bad)
		return nil, BadSite.At("site", "part", short(bad.Part))
	}
	o := Order{Clinic: b.Clinic, Patient: b.Patient, Visit: b.Visit, Items: b.Items, Site: site, Question: b.Question, Pregnancy: b.Pregnancy, Reason: b.Reason, Urgency: b.Urgency}
	var out orderBody
	_, err = s.OrderImaging(ctx, o, func(tx *db.Tx, made Order) error {
		names, err := s.staffNames(tx, []string{made.OrderedBy})
		if err != nil {
			return err
		}
		out = bodyOfOrder(made, OrderBook{Names: names})
		return httpapi.Answer(tx, out)
	})
	return &httpapi.Body[orderBody]{Body: out}, err
}

type orderStepIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Step OrderStep `json:"step" enum:"take,report,cancel"`
		Text string    `json:"text,omitempty" maxLength:"4000" doc:"the report, or why it is called off"`
	}
}

func (s *Service) postOrderStep(ctx context.Context, in *orderStepIn) (*httpapi.Versioned[orderBody], error) {
	o, err := s.MoveOrder(ctx, in.ID, in.At(), in.Body.Step, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(bodyOfOrder(o, OrderBook{}), o.Version), nil
}
