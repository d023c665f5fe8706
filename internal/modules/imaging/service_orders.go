package imaging

import "archwire/internal/platform/db"

// Orders is what imaging asks of who keeps imaging orders: charting, on the same
// floor. It is set at the roof.
type Orders struct {
	// Take says that there is an image for an order of a patient, which is then no
	// longer waited for. known: it is an order of the patient, in the actor's
	// clinics; open: it was neither reported on nor called off.
	Take func(tx *db.Tx, order, patient string) (known, open bool, err error)
	// Reopen says that the last image in view of an order is gone.
	Reopen func(tx *db.Tx, order string) error
}

// takeOrder fulfils the order that an image names. Faults: NoSuchOrder, OrderClosed.
func (s *Service) takeOrder(tx *db.Tx, i Image) error {
	if i.Order == "" {
		return nil
	}
	if s.Orders.Take == nil {
		return NoSuchOrder.At("order_id")
	}
	known, open, err := s.Orders.Take(tx, i.Order, i.Patient)
	switch {
	case err != nil:
		return err
	case !known:
		return NoSuchOrder.At("order_id")
	case !open:
		return OrderClosed.At("order_id")
	}
	return nil
}

// leaveOrder opens an order again that no image in view names any more.
func (s *Service) leaveOrder(tx *db.Tx, order string) error {
	if order == "" || s.Orders.Reopen == nil {
		return nil
	}
	n, err := ofOrder(tx, order)
	if err != nil || n > 0 {
		return err
	}
	return s.Orders.Reopen(tx, order)
}
