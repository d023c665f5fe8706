package plans

import (
	"context"
	"errors"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
	"archwire/internal/platform/settings"
)

// percent is one per cent in parts of ten thousand.
const percent = Whole / 100

// ByID gives a plan of whom the actor sees with its items and steps, to the
// modules above. Its fault is PlanNotFound.
func (s *Service) ByID(tx *db.Tx, plan string) (Plan, error) {
	p, err := planOne(tx, plan)
	if err != nil {
		return p, err
	}
	return p, s.seen(tx, p)
}

// seen hides a plan whose patient the actor does not see. Its fault is
// PlanNotFound.
func (s *Service) seen(tx *db.Tx, p Plan) error {
	_, err := s.patients.ByID(tx, p.Patient)
	if errors.Is(err, patients.NotFound) {
		return PlanNotFound.With()
	}
	return err
}

// OfPatient gives the plans of a patient in every clinic, the latest first; none
// of whom the actor does not see. Those that nobody accepted have today's prices.
func (s *Service) OfPatient(ctx context.Context, patient string) ([]Plan, error) {
	var out []Plan
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := s.patients.ByID(tx, patient)
		switch {
		case errors.Is(err, patients.NotFound):
			return nil
		case err != nil:
			return err
		}
		if out, err = plansOf(tx, patient); err != nil {
			return err
		}
		return s.reprice(tx, out)
	})
	return out, err
}

// Show gives one plan; see OfPatient. Its fault is PlanNotFound.
func (s *Service) Show(ctx context.Context, plan string) (Plan, error) {
	var p Plan
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.ByID(tx, plan); err != nil {
			return err
		}
		list := []Plan{p}
		err = s.reprice(tx, list)
		p = list[0]
		return err
	})
	return p, err
}

// Executions gives what was executed of a plan in any clinic, in the order in
// which it was recorded, what was undone as well. Its fault is PlanNotFound.
func (s *Service) Executions(ctx context.Context, plan string) ([]Execution, error) {
	var out []Execution
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := s.ByID(tx, plan); err != nil {
			return err
		}
		var err error
		out, err = executionsWhere(tx, "plan_id = ?", plan)
		return err
	})
	return out, err
}

// ItemsByID gives items of plans that the caller may show, without their steps.
func (s *Service) ItemsByID(tx *db.Tx, ids []string) (map[string]Item, error) {
	return itemsByID(tx, ids)
}

// reprice gives the plans that nobody accepted the prices of today. What an item
// cost stays where the clinic has no price for it any more.
func (s *Service) reprice(tx *db.Tx, list []Plan) error {
	open, items := map[string][]*Plan{}, map[string][]string{} // by clinic
	for n := range list {
		if p := &list[n]; !p.State.Agreed() && p.State != Declined {
			open[p.Clinic] = append(open[p.Clinic], p)
			items[p.Clinic] = append(items[p.Clinic], p.named()...)
		}
	}
	for clinic, plans := range open {
		book, err := s.priceBook(tx, clinic, items[clinic])
		if err != nil {
			return err
		}
		for _, p := range plans {
			p.takePrices(book, false)
		}
	}
	return nil
}

// named are the items of the catalogue that the plan names.
func (p Plan) named() (out []string) {
	for _, i := range p.Items {
		out = append(out, i.Catalog)
	}
	return out
}

// priceBook is what a clinic offers on a day, by catalogue item.
type priceBook struct {
	day   civil.Day
	items map[string]offeredItem
}

func (s *Service) today(tx *db.Tx, clinic string) (civil.Day, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(tx.Now(), zone), nil
}

// priceBook reads the items of the catalogue that somebody names.
func (s *Service) priceBook(tx *db.Tx, clinic string, items []string) (priceBook, error) {
	day, err := s.today(tx, clinic)
	if err != nil {
		return priceBook{}, err
	}
	list, err := s.catalog.Named(tx, clinic, day, items)
	return bookOf(day, list), err
}

func bookOf(day civil.Day, list []catalog.Priced) priceBook {
	b := priceBook{day, map[string]offeredItem{}}
	for _, one := range list {
		o := offeredItem{Item: one.Item, offered: one.Offered && one.HasPrice, price: one.Price.Amount, list: one.Price.Amount}
		if one.Group != nil {
			o.list = one.Group.Amount
		}
		b.items[one.ID] = o
	}
	return b
}

// takePrices gives the items the prices of a book; with keep, those keep theirs
// that have one.
func (p *Plan) takePrices(b priceBook, keep bool) {
	for n := range p.Items {
		i := &p.Items[n]
		if o, ok := b.items[i.Catalog]; ok && o.offered && !(keep && i.Plan != "") {
			i.ListPrice, i.Price = o.list, o.price
		}
	}
	p.PriceDay = b.day
	p.price()
}

// limit is the share of discount, in parts of ten thousand, that the actor may
// give in the clinic.
func limit(ctx context.Context, tx *db.Tx, clinic string) (int, error) {
	v, err := settings.Of(tx, clinic)
	if err != nil {
		return 0, err
	}
	actor, _ := auth.From(ctx)
	switch {
	case actor.Can(MayApprove, ""):
		return Whole, nil
	case actor.Can(MayApprove, clinic):
		return max(v.Int(DiscountLimitApprove), v.Int(DiscountLimitWide)) * percent, nil
	case actor.Can(MayDiscount, clinic):
		return v.Int(DiscountLimitWide) * percent, nil
	}
	return v.Int(DiscountLimit) * percent, nil
}

// cover notes that the actor stands for the plan's discount, if they may.
func (s *Service) cover(ctx context.Context, tx *db.Tx, p *Plan) error {
	may, err := limit(ctx, tx, p.Clinic)
	if given := p.givenShare(); err == nil && given <= may {
		p.Covered = max(p.Covered, given)
	}
	return err
}

func (p Plan) givenShare() int { return Priced{Given: p.Given, Net: p.Amount}.GivenShare() }

// covered refuses a discount that nobody with the right stood for. Its fault is
// DiscountWaits, whose details tell the shares.
func (p Plan) covered() error {
	if given := p.givenShare(); given > p.Covered {
		return DiscountWaits.With("given", shownPercent(given))
	}
	return nil
}

// told is what is told of a step of a plan to audit, hearers and screens.
type told struct {
	Action string // of the audit, and the fact's kind where Body is set
	Before any
	After  any
	Body   any
	Reason string
}

func (s *Service) tell(tx *db.Tx, p Plan, t told) error {
	err := s.audit.Record(tx, audit.Entry{Action: t.Action, SubjectKind: "plan", SubjectID: p.ID, Patient: p.Patient, Clinic: p.Clinic,
		Before: t.Before, After: t.After, Reason: t.Reason})
	if err != nil {
		return err
	}
	if t.Body != nil {
		err := s.facts.Publish(tx, events.Fact{Kind: t.Action, Clinic: p.Clinic, Patient: p.Patient, Subject: p.ID, Body: t.Body})
		if err != nil {
			return err
		}
	}
	return s.touch(tx, p)
}

// touch wakes the screens of the plan's clinic, and of the others where it was
// executed.
func (s *Service) touch(tx *db.Tx, p Plan, others ...string) error {
	for n, clinic := range append([]string{p.Clinic}, others...) {
		if n > 0 && clinic == p.Clinic {
			continue
		}
		err := s.live.Touch(tx, live.Change{Topic: "plans", Clinic: clinic, Key: p.Patient, ID: p.ID, Version: p.Version})
		if err != nil {
			return err
		}
	}
	return nil
}

// trail is a plan as the audit keeps it.
type trail struct {
	State  State     `json:"state"`
	Offer  Offer     `json:"offer"`
	Plan   Version   `json:"plan"`
	Amount money.Fen `json:"amount"`
}

func trailOf(p Plan) trail { return trail{p.State, p.Offer, p.version(), p.Amount} }

func (s *Service) agreed(tx *db.Tx, p Plan) (AgreedBody, error) {
	day, err := s.today(tx, p.Clinic)
	return AgreedBody{Plan: p.ID, Set: p.Set, Kind: p.Kind, Doctor: p.Doctor, Coordinator: p.Coordinator, List: p.List, Amount: p.Amount,
		Contract: p.Contract(), Day: day}, err
}
