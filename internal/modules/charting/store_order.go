package charting

import (
	"archwire/internal/kit/id"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/db"
)

type orderRow struct {
	ID         string     `db:"id"`
	Version    int64      `db:"version"`
	Clinic     string     `db:"clinic_id"`
	Patient    string     `db:"patient_id"`
	Visit      string     `db:"visit_id,null"`
	Items      []string   `db:"items,json"`
	Site       string     `db:"site"`
	Question   string     `db:"question"`
	Pregnancy  Pregnancy  `db:"pregnancy"`
	Urgency    Urgency    `db:"urgency"`
	Reason     string     `db:"reason"`
	State      OrderState `db:"state"`
	OrderedAt  int64      `db:"ordered_at"`
	OrderedBy  string     `db:"ordered_by,null"`
	TakenAt    int64      `db:"taken_at,null"`
	TakenBy    string     `db:"taken_by,null"`
	ReportedAt int64      `db:"reported_at,null"`
	ReportedBy string     `db:"reported_by,null"`
	Report     string     `db:"report"`
}

func rowOfOrder(o Order) orderRow {
	return orderRow{
		ID: o.ID, Version: o.Version, Clinic: o.Clinic, Patient: o.Patient, Visit: o.Visit, Items: o.Items, Site: o.Site.String(), Question: o.Question,
		Pregnancy: o.Pregnancy, Urgency: o.Urgency, Reason: o.Reason, State: o.State, OrderedAt: o.OrderedAt, OrderedBy: o.OrderedBy, TakenAt: o.TakenAt, TakenBy: o.TakenBy,
		ReportedAt: o.ReportedAt, ReportedBy: o.ReportedBy, Report: o.Report,
	}
}

func (r orderRow) order() (Order, error) {
	site, err := tooth.ParseSite(r.Site)
	return Order{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Visit: r.Visit, Items: r.Items, Site: site, Question: r.Question,
		Pregnancy: r.Pregnancy, Urgency: r.Urgency, Reason: r.Reason, State: r.State, OrderedAt: r.OrderedAt, OrderedBy: r.OrderedBy, TakenAt: r.TakenAt, TakenBy: r.TakenBy,
		ReportedAt: r.ReportedAt, ReportedBy: r.ReportedBy, Report: r.Report,
	}, err
}

func insertOrders(tx *db.Tx, list []Order) error {
	rows := make([]orderRow, len(list))
	for i, o := range list {
		rows[i] = rowOfOrder(o)
	}
	return tx.Insert("charting_orders", rows)
}

// moveOrder writes what a step changes, against the version of o.
func moveOrder(tx *db.Tx, o Order) error {
	r := rowOfOrder(o)
	null := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	at := func(n int64) any {
		if n == 0 {
			return nil
		}
		return n
	}
	return tx.Update("charting_orders").Set("state = ?", r.State).Set("reason = ?", r.Reason).Set("report = ?", r.Report).
		Set("taken_at = ?", at(r.TakenAt)).Set("taken_by = ?", null(r.TakenBy)).Set("reported_at = ?", at(r.ReportedAt)).
		Set("reported_by = ?", null(r.ReportedBy)).Set("version = version + 1").Where("id = ? AND version = ?", r.ID, r.Version).Must()
}

func orders(q *db.Query) ([]Order, error) {
	var rows []orderRow
	if err := q.OrderBy("o.ordered_at DESC, o.id DESC").All(&rows); err != nil {
		return nil, err
	}
	out := make([]Order, len(rows))
	for i, r := range rows {
		o, err := r.order()
		if err != nil {
			return nil, err
		}
		out[i] = o
	}
	return out, nil
}

// ordersOf reads a patient's orders in the clinics in sight, the newest first.
func ordersOf(tx *db.Tx, patient string) ([]Order, error) {
	return orders(tx.From("charting_orders o").Where("o.patient_id = ?", patient))
}

// openOrders reads what a clinic's imaging room still has to do.
func openOrders(tx *db.Tx, clinic string, limit int) ([]Order, error) {
	return orders(tx.From("charting_orders o").Where("o.clinic_id = ? AND o.state IN ('ordered', 'taken')", clinic).Limit(limit))
}

// orderToMove reads and locks an order. Its fault is OrderNotFound.
func orderToMove(tx *db.Tx, order string) (Order, error) {
	if !id.Valid(order) {
		return Order{}, OrderNotFound.With()
	}
	list, err := orders(tx.From("charting_orders o").Where("o.id = ?", order).ForUpdate())
	if err == nil && len(list) == 0 {
		err = OrderNotFound.With()
	}
	if err != nil {
		return Order{}, err
	}
	return list[0], nil
}
