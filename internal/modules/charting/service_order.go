package charting

import (
	"context"
	"errors"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts of orders. Subject is the order; the body is OrderFact.
const (
	FactOrdered        = "charting.imaging_ordered"
	FactOrderTaken     = "charting.imaging_taken"
	FactOrderReported  = "charting.imaging_reported"
	FactOrderCancelled = "charting.imaging_cancelled"
)

var orderFacts = map[OrderState]string{Ordered: FactOrdered, Taken: FactOrderTaken, Reported: FactOrderReported, Cancelled: FactOrderCancelled}

// OrderFact is what hearers get: ids and words of this module, never the text.
type OrderFact struct {
	Order string     `json:"order"`
	Visit string     `json:"visit,omitempty"`
	Items []string   `json:"items"`
	Site  string     `json:"site,omitempty"`
	State OrderState `json:"state"`
}

// OpenOrders is how many orders the list of a clinic shows at most.
const OpenOrders = 200

// OrderBook are orders with what screens show around them.
type OrderBook struct {
	List   []Order
	People map[string]patients.Card
	Names  map[string]string // of staff, by account
}

// OrdersOf gives a patient's orders in the clinics in sight, the newest first. Its
// fault is patients.NotFound.
func (s *Service) OrdersOf(ctx context.Context, patient string) (OrderBook, error) {
	return s.orderList(ctx, func(tx *db.Tx) ([]Order, error) {
		if _, err := s.inSight(tx, patient); err != nil {
			return nil, err
		}
		return ordersOf(tx, patient)
	})
}

// OrdersIn gives what the imaging room of a clinic still has to do: the most
// pressing first, of those who wait the first to come. Its fault is db.OutOfScope.
func (s *Service) OrdersIn(ctx context.Context, clinic string) (OrderBook, error) {
	return s.orderList(ctx, func(tx *db.Tx) ([]Order, error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return nil, err
		}
		list, err := openOrders(tx, clinic, OpenOrders)
		slices.SortFunc(list, pressing)
		return list, err
	})
}

func (s *Service) orderList(ctx context.Context, read func(*db.Tx) ([]Order, error)) (OrderBook, error) {
	var out OrderBook
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out.List, err = read(tx); err != nil {
			return err
		}
		var who, people []string
		for _, o := range out.List {
			who, people = append(who, o.OrderedBy, o.TakenBy, o.ReportedBy), append(people, o.Patient)
		}
		if out.People, err = s.patients.Cards(tx, people); err != nil {
			return err
		}
		out.Names, err = s.staffNames(tx, who)
		return err
	})
	return out, err
}

// OrderImaging orders films. last runs at the end of the transaction. Faults:
// patients.NotFound, patients.Closed, db.OutOfScope, visits.NotFound,
// VisitOfAnother, and those of an order.
func (s *Service) OrderImaging(ctx context.Context, o Order, last func(*db.Tx, Order) error) (Order, error) {
	o.Question, o.Reason = strings.TrimSpace(o.Question), strings.TrimSpace(o.Reason)
	if o.Urgency == "" {
		o.Urgency = Routine
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		chart, today, err := s.toChart(tx, NewFindings{Clinic: o.Clinic, Patient: o.Patient, Visit: o.Visit})
		if err != nil {
			return err
		}
		p, err := s.patients.ByID(tx, o.Patient)
		if err != nil {
			return err
		}
		if err := fault.Join(o.check(mustAskPregnancy(p.Sex, years(chart.Born, today)))); err != nil {
			return err
		}
		for _, i := range o.Items {
			item, err := s.catalog.Item(tx, i)
			if err != nil && !errors.Is(err, catalog.ItemNotFound) {
				return err
			}
			if err != nil || !orderable(item) {
				return OrderItems.At("items", "max", MaxOrderItems)
			}
		}
		o.ID, o.Version, o.State, o.OrderedAt, o.OrderedBy = tx.NewID(), 1, Ordered, tx.Now(), tx.Actor()
		if err := insertOrders(tx, []Order{o}); err != nil {
			return err
		}
		if err := s.tellOrder(tx, o, ""); err != nil {
			return err
		}
		return last(tx, o)
	})
	return o, err
}

// years is an age, -1 where the birth is not known.
func years(born, day civil.Day) int {
	if born == "" {
		return -1
	}
	return day.Age(born)
}

// MoveOrder takes an order a step on: taken, reported with the report, cancelled
// with the reason. Faults: OrderNotFound, db.Stale, OrderStanding,
// OrderTextMissing, OrderTextTooLong.
func (s *Service) MoveOrder(ctx context.Context, order string, version int64, step OrderStep, text string) (Order, error) {
	var o Order
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := orderToMove(tx, order)
		if err != nil {
			return err
		}
		if was.Version != version {
			return db.Stale.With()
		}
		next, no := was.after(step, text, tx.Now(), tx.Actor())
		if no != nil {
			return no
		}
		if err := moveOrder(tx, next); err != nil {
			return err
		}
		next.Version++
		o = next
		return s.tellOrder(tx, next, was.State)
	})
	return o, err
}

func (s *Service) tellOrder(tx *db.Tx, o Order, was OrderState) error {
	e := audit.Entry{Action: orderFacts[o.State], SubjectKind: "order", SubjectID: o.ID, Patient: o.Patient, Clinic: o.Clinic, After: rowOfOrder(o), Reason: o.Reason}
	if was != "" {
		e.Before = map[string]any{"state": was}
	}
	if err := s.audit.Record(tx, e); err != nil {
		return err
	}
	err := s.facts.Publish(tx, events.Fact{Kind: orderFacts[o.State], Clinic: o.Clinic, Patient: o.Patient, Subject: o.ID,
		Body: OrderFact{Order: o.ID, Visit: o.Visit, Items: o.Items, Site: o.Site.String(), State: o.State}})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "orders", Clinic: o.Clinic, Key: o.Patient, ID: o.ID, Version: o.Version})
}
