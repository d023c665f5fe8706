package charting

import (
	"errors"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// FactOrderReopened: the images of an order were all withdrawn, it waits again.
const FactOrderReopened = "charting.imaging_reopened"

// TakeByImage hears that there is an image for an order: an order that waited is
// taken, one that was taken stays so. known is false for an order that the actor
// does not see or that is another patient's; open is false for one that was
// reported on or called off.
func (s *Service) TakeByImage(tx *db.Tx, order, patient string) (known, open bool, err error) {
	was, err := orderToMove(tx, order)
	if errors.Is(err, OrderNotFound) || err == nil && was.Patient != patient {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	if was.State == Taken {
		return true, true, nil
	}
	next, no := was.after(TakeIt, "", tx.Now(), tx.Actor())
	if no != nil {
		return true, false, nil
	}
	if err := moveOrder(tx, next); err != nil {
		return true, true, err
	}
	next.Version++
	return true, true, s.tellOrder(tx, next, was.State)
}

// ReopenByImage hears that the last image of an order is out of view: where nothing
// was reported yet the order waits again.
func (s *Service) ReopenByImage(tx *db.Tx, order string) error {
	o, err := orderToMove(tx, order)
	if errors.Is(err, OrderNotFound) || err == nil && o.State != Taken {
		return nil
	}
	if err != nil {
		return err
	}
	o.State, o.TakenAt, o.TakenBy = Ordered, 0, ""
	if err := moveOrder(tx, o); err != nil {
		return err
	}
	o.Version++
	e := audit.Entry{Action: FactOrderReopened, SubjectKind: "order", SubjectID: o.ID, Patient: o.Patient, Clinic: o.Clinic, After: rowOfOrder(o),
		Before: map[string]any{"state": Taken}}
	if err := s.audit.Record(tx, e); err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: FactOrderReopened, Clinic: o.Clinic, Patient: o.Patient, Subject: o.ID,
		Body: OrderFact{Order: o.ID, Visit: o.Visit, Items: o.Items, Site: o.Site.String(), State: o.State}})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "orders", Clinic: o.Clinic, Key: o.Patient, ID: o.ID, Version: o.Version})
}
