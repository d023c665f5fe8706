package plans

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/settings"
)

// DraftIn is what people write into a plan.
type DraftIn struct {
	Clinic      string
	Patient     string
	Set         string // plan or set that it is an alternative in; "" = a set of its own
	Title       string
	Doctor      string
	Coordinator string
	Note        string
	Offer       Offer // Order is not for plans
	Items       []ItemIn
}

// ItemIn is what people write into an item.
type ItemIn struct {
	ID       string // of an item that the plan has; "" = a new one
	Catalog  string
	Site     string // as typed
	Quantity int    // 0 = 1; where each tooth counts one, it follows the site
	Sessions int
	Shares   *Shares // of a contract; nil = those of the settings where the item is a course without sessions
	Discount Discount
	Insured  bool // settle with the insurance, where the item may be
	Note     string
}

// offeredItem is an item of the catalogue as a clinic has it.
type offeredItem struct {
	catalog.Item
	offered     bool
	list, price money.Fen
}

// Make drafts a plan. Faults: those of the values, catalog.ItemNotFound,
// NotOffered, patients.NotFound, db.OutOfScope.
func (s *Service) Make(ctx context.Context, in DraftIn) (Plan, error) {
	var p Plan
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.fresh(ctx, tx, in, General); err != nil {
			return err
		}
		p.State = Draft
		if err := s.set(tx, &p, in.Set); err != nil {
			return err
		}
		if err := insertPlan(tx, p); err != nil {
			return err
		}
		if err := s.tell(tx, p, told{Action: "plans.drafted", After: trailOf(p)}); err != nil {
			return err
		}
		who, err := s.namesFor(tx, p)
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, bodyOf(p, who))
	})
	return p, err
}

// fresh makes a plan that is not stored yet, priced.
func (s *Service) fresh(ctx context.Context, tx *db.Tx, in DraftIn, kind Kind) (Plan, error) {
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return Plan{}, err
	}
	if _, err := s.patients.Visiting(tx, in.Patient, in.Clinic); err != nil {
		return Plan{}, err
	}
	p := Plan{ID: tx.NewID(), Version: 1, Clinic: in.Clinic, Patient: in.Patient, Kind: kind, CreatedAt: tx.Now(), CreatedBy: tx.Actor()}
	p.Set = p.ID
	if err := s.write(tx, &p, in, false); err != nil {
		return p, err
	}
	p.Was = Snapshot{p.Amount, p.PriceDay}
	return p, s.cover(ctx, tx, &p)
}

// set puts the plan among the alternatives of another of the same patient.
func (s *Service) set(tx *db.Tx, p *Plan, other string) error {
	if other == "" {
		return nil
	}
	if !id.Valid(other) {
		return PlanNotFound.At("set_id")
	}
	list, err := plansOfSet(tx, other)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return PlanNotFound.At("set_id")
	}
	if s.seen(tx, list[0]) != nil {
		return PlanNotFound.At("set_id")
	}
	for _, o := range list {
		if o.Patient != p.Patient {
			return MixedPatients.At("set_id")
		}
		if o.Clinic != p.Clinic {
			return OtherClinic.At("set_id")
		}
		if o.State.Agreed() {
			return OtherAccepted.At("set_id")
		}
	}
	p.Set = other
	return nil
}

// write puts what people wrote into the plan and prices it; with keep, items
// that the plan has keep their price.
func (s *Service) write(tx *db.Tx, p *Plan, in DraftIn, keep bool) error {
	named := p.named() // what the plan has keeps its item
	for _, i := range in.Items {
		named = append(named, i.Catalog)
	}
	book, err := s.priceBook(tx, p.Clinic, named)
	if err != nil {
		return err
	}
	v, err := settings.Of(tx, p.Clinic)
	if err != nil {
		return err
	}
	if err := s.people(tx, in); err != nil {
		return err
	}
	in.Offer.Order = Discount{}
	p.Title, p.Note, p.Doctor, p.Coordinator, p.Offer = strings.TrimSpace(in.Title), strings.TrimSpace(in.Note), in.Doctor, in.Coordinator, in.Offer
	had := map[string]Item{}
	for _, i := range p.live() {
		had[i.ID] = i
	}
	p.Items = make([]Item, len(in.Items))
	wrong := p.check()
	for n, one := range in.Items {
		i, faults := compose(one, had, book, v, fmt.Sprintf("items[%d]", n))
		if i.ID == "" {
			i.ID = tx.NewID()
		}
		i.Position = n + 1
		delete(had, one.ID) // named once
		p.Items[n], wrong = i, append(wrong, faults...)
	}
	if err := fault.Join(wrong); err != nil {
		return err
	}
	p.takePrices(book, keep)
	for n := range p.Items {
		p.Items[n].Plan = p.ID
	}
	if p.Kind != Direct {
		p.Kind = General
		if p.Contract() {
			p.Kind = Contract
		}
	}
	return p.cuttable()
}

// cuttable refuses shares that do not come out.
func (p Plan) cuttable() error {
	for n, i := range p.Items {
		if _, err := Cut(i.cuttable()); err != nil {
			if f, ok := fault.As(err); ok {
				f.Field = fmt.Sprintf("items[%d].%s", n, f.Field)
				return f
			}
			return err
		}
	}
	return nil
}

// people looks up who is named.
func (s *Service) people(tx *db.Tx, in DraftIn) error {
	for field, who := range map[string]string{"doctor_id": in.Doctor, "coordinator_id": in.Coordinator} {
		if who == "" {
			continue
		}
		if _, err := s.org.Staff(tx, who); err != nil {
			if f, ok := fault.As(err); ok {
				f.Field = field
				return f
			}
			return err
		}
	}
	return nil
}

// compose makes an item of what people wrote, of the one the plan had, and of the
// catalogue.
func compose(in ItemIn, had map[string]Item, b priceBook, v settings.Values, field string) (Item, []*fault.Fault) {
	i, known := had[in.ID]
	if in.ID != "" && !known {
		return Item{}, []*fault.Fault{ItemNotFound.At(field + ".id")}
	}
	if !known {
		o, ok := b.items[in.Catalog]
		if !ok {
			return Item{}, []*fault.Fault{catalog.ItemNotFound.At(field + ".catalog_id")}
		}
		if !o.offered {
			return Item{}, []*fault.Fault{NotOffered.At(field+".catalog_id", "code", o.Code)}
		}
		i = Item{Catalog: o.ID, Code: o.Code, NameZh: o.NameZh, NameEn: o.NameEn, Class: o.FollowUp, Unit: o.Unit, Teeth: o.Teeth,
			Discountable: o.Discountable, ListPrice: o.list, Price: o.price}
	}
	i.Insured = in.Insured && b.items[i.Catalog].Insured
	i.Site, i.Quantity, i.Sessions, i.Discount, i.Note = in.Site, max(in.Quantity, 1), in.Sessions, in.Discount, in.Note
	i.Shares = in.Shares
	if i.Shares == nil && i.Unit == course && i.Sessions == 0 {
		i.Shares = &Shares{Fitting: Part{Share: v.Int(ShareFitting) * percent}, Debond: Part{Share: v.Int(ShareDebond) * percent},
			Retention: Part{Share: v.Int(ShareRetention) * percent}, Reviews: v.Int(Reviews)}
	}
	return i, i.check(field)
}

// course is the unit of what is executed by the shares of a contract.
const course catalog.Unit = "course"

// Rewrite replaces what a plan says that nobody accepted, at a version; it is a
// draft again. A discount that waited for approval is asked for anew. Faults:
// PlanNotFound, NotNow, db.Stale and those of Make.
func (s *Service) Rewrite(ctx context.Context, plan string, version int64, in DraftIn) (Plan, error) {
	return s.change(ctx, plan, version, ActEdit, func(tx *db.Tx, p *Plan) (told, error) {
		before := trailOf(*p)
		if err := s.write(tx, p, in, false); err != nil {
			return told{}, err
		}
		if err := s.cover(ctx, tx, p); err != nil {
			return told{}, err
		}
		if _, err := s.tasks.TakeBack(tx, ApprovalDiscount, p.ID); err != nil {
			return told{}, err
		}
		p.PresentedAt = 0
		if err := replaceItems(tx, *p); err != nil {
			return told{}, err
		}
		return told{Action: "plans.redrafted", Before: before, After: trailOf(*p)}, nil
	})
}

// change does one act with a plan as a whole at a version.
func (s *Service) change(ctx context.Context, plan string, version int64, act Act, do func(*db.Tx, *Plan) (told, error)) (Plan, error) {
	var p Plan
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if act == ActAccept {
			if err := lockSet(tx, plan); err != nil {
				return err
			}
		}
		if p, err = s.at(tx, plan, version); err != nil {
			return err
		}
		if p.State, err = p.State.After(act); err != nil {
			return err
		}
		t, err := do(tx, &p)
		if err != nil {
			return err
		}
		if err := updatePlan(tx, &p); err != nil {
			return err
		}
		return s.tell(tx, p, t)
	})
	return p, err
}

// at reads a plan to change it as a whole at a version, in its own clinic. Faults:
// those of here, OtherClinic.
func (s *Service) at(tx *db.Tx, plan string, version int64) (Plan, error) {
	p, err := s.here(tx, plan, version)
	if err == nil && tx.RequireClinic(p.Clinic) != nil {
		err = OtherClinic.With()
	}
	return p, err
}

// here reads a plan to execute it at a version, in any clinic that sees the
// patient. Faults: PlanNotFound, db.Stale.
func (s *Service) here(tx *db.Tx, plan string, version int64) (Plan, error) {
	if err := s.hold(tx, "plans_plans", plan, PlanNotFound); err != nil {
		return Plan{}, err
	}
	p, err := planToChange(tx, plan)
	if err == nil && p.Version != version {
		err = db.Stale.With()
	}
	return p, err
}

// hold keeps merges from the patient of a plan or an execution, before its row is
// held: a merge takes the patient first, and then the rows.
func (s *Service) hold(tx *db.Tx, table, row string, unknown *fault.Def) error {
	patient, err := patientOf(tx, table, row, unknown)
	if err == nil {
		_, err = s.patients.Hold(tx, patient)
	}
	if errors.Is(err, patients.NotFound) { // of whom the actor does not see
		err = unknown.With()
	}
	return err
}

// lockSet makes acceptances within one set come one after the other, before a
// row is held: two would wait for each other's.
func lockSet(tx *db.Tx, plan string) error {
	p, err := planOne(tx, plan)
	if err != nil {
		return err
	}
	return tx.Lock("plans/set/" + p.Set)
}
