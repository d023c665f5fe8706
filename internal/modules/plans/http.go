package plans

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	written := []*fault.Def{BadSite, SiteNeeded, SiteMismatch, BadQuantity, BadDiscount, BadShares, TooManySteps, TooManyItems, TextTooLong,
		NotOffered, ItemNotFound, catalog.ItemNotFound, org.StaffNotFound, org.ClinicNotFound, db.OutOfScope}
	view := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodGet, Path: path, Summary: summary, Permission: MayView, Faults: faults}
	}
	act := func(id, path, may, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodPost, Path: path, Permission: may, Summary: summary,
			Faults: append([]*fault.Def{PlanNotFound, OtherClinic, NotNow, db.Stale}, faults...)}
	}
	once := func(r httpapi.Route) httpapi.Route { r.Idempotent = true; return r }
	httpapi.Handle(a, view("plans.list", "/plans", "The plans of a patient, the latest first"), s.getList)
	httpapi.Handle(a, view("plans.show", "/plans/{id}", "One plan with items and steps", PlanNotFound), s.getOne)
	s.paperRoutes(a)
	httpapi.Handle(a, httpapi.Route{ID: "plans.make", Method: http.MethodPost, Path: "/plans", Permission: MayEdit, Idempotent: true,
		Summary: "Draft a plan", Faults: append([]*fault.Def{patients.NotFound, patients.Closed, patients.ConsentNeeded, PlanNotFound, MixedPatients,
			OtherClinic, OtherAccepted}, written...)}, s.postMake)
	httpapi.Handle(a, httpapi.Route{ID: "plans.quote", Method: http.MethodPost, Path: "/plans/quote", Permission: MayEdit,
		Summary: "Price a plan without keeping it", Faults: append([]*fault.Def{PlanNotFound, OtherClinic, NotNow, BelowExecuted, NoItems}, written...)}, s.postQuote)
	httpapi.Handle(a, httpapi.Route{ID: "plans.rewrite", Method: http.MethodPut, Path: "/plans/{id}", Permission: MayEdit,
		Summary: "Replace what a plan says that nobody accepted", Faults: append([]*fault.Def{PlanNotFound, OtherClinic, NotNow, db.Stale}, written...)}, s.putRewrite)
	httpapi.Handle(a, act("plans.present", "/plans/{id}/presentation", MayEdit, "Note that the patient was shown it", NoItems, DiscountWaits, NotOffered),
		s.act(s.Present))
	httpapi.Handle(a, act("plans.accept", "/plans/{id}/acceptance", MayAccept, "Record that the patient agreed; the alternatives are declined",
		NoItems, OtherAccepted, DiscountWaits, PriceMoved, NotOffered), s.postAccept)
	httpapi.Handle(a, act("plans.decline", "/plans/{id}/decline", MayAccept, "Record that the patient does not want it"), s.act(s.Decline))
	httpapi.Handle(a, act("plans.revive", "/plans/{id}/revival", MayEdit, "Make a draft of a declined plan again", OtherAccepted), s.act(s.Revive))
	httpapi.Handle(a, act("plans.ask_discount", "/plans/{id}/discount", MayEdit, "Ask for a discount beyond one's limit", ReasonMissing, TextTooLong,
		NothingChanges, tasks.AlreadyAsked), s.postAskDiscount)
	httpapi.Handle(a, once(act("plans.propose", "/plans/{id}/changes", MayEdit, "Ask for another version of an accepted plan",
		append([]*fault.Def{ReasonMissing, ChangeWaits, NothingChanges, BelowExecuted, NoItems}, written...)...)), s.postPropose)
	httpapi.Handle(a, view("plans.changes", "/plans/{id}/changes", "The versions that were asked for, with their differences", PlanNotFound), s.getChanges)
	httpapi.Handle(a, view("plans.show_change", "/plans/changes/{id}/difference", "One version that was asked for, with its difference", ChangeNotFound), s.getChange)
	doing := []*fault.Def{ItemNotFound, StepTaken, MoreThanAgreed, NothingToDo, ChangeWaits, GateCloses, OtherVisit, BadDay, TextTooLong,
		visits.NotFound, org.StaffNotFound, db.OutOfScope}
	httpapi.Handle(a, once(act("plans.execute", "/plans/{id}/executions", MayExecute, "Record what was done of an accepted plan", doing...)), s.postExecute)
	httpapi.Handle(a, httpapi.Route{ID: "plans.execute_direct", Method: http.MethodPost, Path: "/plans/direct", Permission: MayExecute, Idempotent: true,
		Summary: "Record what was done in a visit without an agreed plan", Faults: append(append([]*fault.Def{patients.NotFound, patients.Closed,
			patients.ConsentNeeded, NoItems, DiscountWaits}, written...), doing...)}, s.postDirect)
	httpapi.Handle(a, view("plans.executions", "/plans/{id}/executions", "What was executed of a plan, what was undone as well", PlanNotFound), s.getExecutions)
	httpapi.Handle(a, httpapi.Route{ID: "plans.undo_execution", Method: http.MethodPost, Path: "/plans/executions/{id}/undo", Permission: MayUndo,
		Summary: "Say that an execution does not count", Faults: []*fault.Def{ExecutionNotFound, AlreadyUndone, BadReason, ReasonMissing, TextTooLong,
			NotNow, ChangeWaits}}, s.postUndo)
	httpapi.Handle(a, act("plans.complete", "/plans/{id}/completion", MayUndo, "Say by hand that a plan is done", ReasonMissing, ChangeWaits, TextTooLong),
		s.postComplete)
	httpapi.Handle(a, act("plans.reopen", "/plans/{id}/reopening", MayUndo, "Take a completion back"), s.act(s.Reopen))
	httpapi.Handle(a, act("plans.end", "/plans/{id}/end", MayUndo, "End an accepted plan early", BadReason, ChangeWaits, TextTooLong), s.postEnd)
	httpapi.Handle(a, view("plans.of_day", "/plans/of-day", "What is agreed and still to be done for those who come on a day", org.ClinicNotFound, db.OutOfScope, BadDay),
		s.getOfDay)
}

type discountBody struct {
	Kind  DiscountKind `json:"kind,omitempty" enum:"rate,off,to" doc:"rate: the share paid, in 1/10000; off: fen taken off; to: fen that it comes to; absent = none"`
	Value int64        `json:"value,omitempty" minimum:"0" maximum:"10000000000"`
}

type partBody struct {
	Share  int       `json:"share,omitempty" minimum:"0" maximum:"10000" doc:"in 1/10000 of the contract, unless amount is set"`
	Amount money.Fen `json:"amount,omitempty" minimum:"0" maximum:"10000000000" doc:"fen"`
}

type sharesBody struct {
	Fitting   partBody  `json:"fitting"`
	Debond    partBody  `json:"debond"`
	Retention partBody  `json:"retention"`
	Reviews   int       `json:"reviews" minimum:"0" maximum:"197" doc:"how many; they share what the others leave"`
	Review    money.Fen `json:"review,omitempty" minimum:"0" maximum:"10000000000" doc:"fen of each but the last, which takes the rest; absent = alike"`
}

func (b *sharesBody) shares() *Shares {
	if b == nil {
		return nil
	}
	return &Shares{Fitting: Part(b.Fitting), Debond: Part(b.Debond), Retention: Part(b.Retention), Reviews: b.Reviews, Review: b.Review}
}

type itemInBody struct {
	ID       string       `json:"id,omitempty" format:"uuid" maxLength:"36" doc:"of an item that the plan has; absent = a new one"`
	Catalog  string       `json:"catalog_id" format:"uuid" maxLength:"36"`
	Site     string       `json:"site,omitempty" maxLength:"400" doc:"teeth as typed: 46, 16:MO, 11-13, Q1, UA, FM" example:"16:MO,46"`
	Quantity int          `json:"quantity,omitempty" minimum:"1" maximum:"99" doc:"follows the site where each tooth, quadrant or arch counts one"`
	Sessions int          `json:"sessions,omitempty" minimum:"0" maximum:"20" doc:"of one unit; absent = one"`
	Shares   *sharesBody  `json:"shares,omitempty" doc:"of a contract; absent = those of the clinic for a course without sessions"`
	Discount discountBody `json:"discount,omitempty"`
	Insured  bool         `json:"insured,omitempty" doc:"settle with the insurance where the item may be: its price is fixed"`
	Note     string       `json:"note,omitempty" maxLength:"1000"`
}

type offerBody struct {
	Member int          `json:"member,omitempty" minimum:"0" maximum:"10000" doc:"share that a member pays, in 1/10000; absent = no member"`
	Plan   discountBody `json:"plan,omitempty" doc:"on the whole"`
	Coupon money.Fen    `json:"coupon,omitempty" minimum:"0" maximum:"10000000000" doc:"fen"`
	Round  money.Fen    `json:"round,omitempty" minimum:"0" maximum:"1000000" doc:"the sum is rounded down to a multiple of it; absent = not"`
}

// contentBody is what people write into a plan.
type contentBody struct {
	Title       string       `json:"title,omitempty" maxLength:"60"`
	Doctor      string       `json:"doctor_id,omitempty" format:"uuid" maxLength:"36"`
	Coordinator string       `json:"coordinator_id,omitempty" format:"uuid" maxLength:"36"`
	Note        string       `json:"note,omitempty" maxLength:"1000" doc:"what the patient reads beneath the plan"`
	Offer       offerBody    `json:"offer,omitempty"`
	Items       []itemInBody `json:"items" maxItems:"60"`
}

func (b contentBody) draft() DraftIn {
	d := DraftIn{Title: b.Title, Doctor: b.Doctor, Coordinator: b.Coordinator, Note: b.Note,
		Offer: Offer{Member: b.Offer.Member, Plan: Discount(b.Offer.Plan), Coupon: b.Offer.Coupon, Round: b.Offer.Round}}
	for _, i := range b.Items {
		d.Items = append(d.Items, ItemIn{ID: i.ID, Catalog: i.Catalog, Site: i.Site, Quantity: i.Quantity, Sessions: i.Sessions,
			Shares: i.Shares.shares(), Discount: Discount(i.Discount), Insured: i.Insured, Note: i.Note})
	}
	return d
}

type makeIn struct {
	Body struct {
		Clinic  string      `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient string      `json:"patient_id" format:"uuid" maxLength:"36"`
		Set     string      `json:"set_id,omitempty" format:"uuid" maxLength:"36" doc:"the set that it is an alternative in; absent = its own"`
		Plan    contentBody `json:"plan"`
	}
}

func (s *Service) postMake(ctx context.Context, in *makeIn) (*httpapi.Versioned[planBody], error) {
	d := in.Body.Plan.draft()
	d.Clinic, d.Patient, d.Set = in.Body.Clinic, in.Body.Patient, in.Body.Set
	return s.answer(ctx)(s.Make(ctx, d))
}

type rewriteIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body contentBody
}

func (s *Service) putRewrite(ctx context.Context, in *rewriteIn) (*httpapi.Versioned[planBody], error) {
	return s.answer(ctx)(s.Rewrite(ctx, in.ID, in.At(), in.Body.draft()))
}

type actIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

// act is the handler of a use case that needs nothing but the plan's version.
func (s *Service) act(do func(context.Context, string, int64) (Plan, error)) func(context.Context, *actIn) (*httpapi.Versioned[planBody], error) {
	return func(ctx context.Context, in *actIn) (*httpapi.Versioned[planBody], error) {
		return s.answer(ctx)(do(ctx, in.ID, in.At()))
	}
}

type acceptIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Amount money.Fen `json:"amount" minimum:"0" maximum:"100000000000" doc:"fen; the amount that the patient was shown"`
	}
}

func (s *Service) postAccept(ctx context.Context, in *acceptIn) (*httpapi.Versioned[planBody], error) {
	return s.answer(ctx)(s.Accept(ctx, in.ID, in.At(), in.Body.Amount))
}

type whyIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"400"`
	}
}

func (s *Service) postAskDiscount(ctx context.Context, in *whyIn) (*httpapi.Versioned[planBody], error) {
	return s.answer(ctx)(s.AskDiscount(ctx, in.ID, in.At(), in.Body.Why))
}

type proposeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Why  string      `json:"why" minLength:"1" maxLength:"400"`
		Plan contentBody `json:"plan"`
	}
}

func (s *Service) postPropose(ctx context.Context, in *proposeIn) (*httpapi.Body[changeBody], error) {
	p, err := s.Propose(ctx, in.ID, in.At(), in.Body.Plan.draft(), in.Body.Why)
	return &httpapi.Body[changeBody]{Body: proposedOf(p, nil)}, err
}

func (s *Service) getChanges(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[changesBody], error) {
	list, err := s.Changes(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out changesBody
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ids := []string{}
		for _, c := range list {
			ids = append(ids, c.AskedBy, c.SettledBy)
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, c := range list {
			out.Items = append(out.Items, proposedOf(c, people))
		}
		return err
	})
	return &httpapi.Body[changesBody]{Body: out}, err
}

// doneBody is what is said of an execution besides the items.
type doneBody struct {
	Clinic    string `json:"clinic_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = the visit's, or the plan's"`
	Visit     string `json:"visit_id,omitempty" format:"uuid" maxLength:"36"`
	Day       string `json:"day,omitempty" maxLength:"10" doc:"absent = the visit's, or today"`
	Doctor    string `json:"doctor_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = the visit's, or the plan's"`
	Assistant string `json:"assistant_id,omitempty" format:"uuid" maxLength:"36"`
	Note      string `json:"note,omitempty" maxLength:"1000"`
	Anyway    string `json:"anyway,omitempty" maxLength:"400" doc:"why it goes on though a gate warns"`
}

func (b doneBody) executing() Executing {
	return Executing{Clinic: b.Clinic, Visit: b.Visit, Day: civil.Day(b.Day), Doctor: b.Doctor, Assistant: b.Assistant, Note: b.Note, Anyway: b.Anyway}
}

type executeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Done  doneBody `json:"done,omitempty"`
		Items []struct {
			Item   string   `json:"item_id" format:"uuid" maxLength:"36"`
			Steps  []string `json:"steps,omitempty" maxItems:"200" doc:"ids of the steps; absent = the next in order"`
			Number int      `json:"number,omitempty" minimum:"1" maximum:"200" doc:"how many of the next, where no steps are named"`
		} `json:"items" minItems:"1" maxItems:"60"`
	}
}

func (s *Service) postExecute(ctx context.Context, in *executeIn) (*httpapi.Body[executedAnswer], error) {
	list := make([]Doing, len(in.Body.Items))
	for n, i := range in.Body.Items {
		list[n] = Doing{Item: i.Item, Steps: i.Steps, Number: i.Number}
	}
	p, done, err := s.Execute(ctx, in.ID, in.At(), in.Body.Done.executing(), list)
	return s.executedAnswer(ctx, p, done, err)
}

type directIn struct {
	Body struct {
		Clinic  string      `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient string      `json:"patient_id" format:"uuid" maxLength:"36"`
		Plan    contentBody `json:"plan"`
		Done    doneBody    `json:"done,omitempty"`
	}
}

func (s *Service) postDirect(ctx context.Context, in *directIn) (*httpapi.Body[executedAnswer], error) {
	d := in.Body.Plan.draft()
	d.Clinic, d.Patient = in.Body.Clinic, in.Body.Patient
	p, done, err := s.ExecuteDirect(ctx, d, in.Body.Done.executing())
	return s.executedAnswer(ctx, p, done, err)
}

type undoIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" enum:"wrong_item,wrong_patient,wrong_quantity,not_done,redone_free,other" doc:"its text is plans.undo_reason.<reason>"`
		Note   string `json:"note,omitempty" maxLength:"400" doc:"needed for other"`
	}
}

func (s *Service) postUndo(ctx context.Context, in *undoIn) (*httpapi.Body[executionBody], error) {
	e, err := s.Undo(ctx, in.ID, in.Body.Reason, in.Body.Note)
	return &httpapi.Body[executionBody]{Body: executionOf(e, nil)}, err
}

type noteIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Note string `json:"note,omitempty" maxLength:"400" doc:"needed while something is left"`
	}
}

func (s *Service) postComplete(ctx context.Context, in *noteIn) (*httpapi.Versioned[planBody], error) {
	return s.answer(ctx)(s.Complete(ctx, in.ID, in.At(), in.Body.Note))
}

type endIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Reason string `json:"reason" enum:"patient_wish,moved_away,other_clinic,medical,clinic,other" doc:"its text is plans.end_reason.<reason>"`
		Note   string `json:"note,omitempty" maxLength:"400"`
	}
}

func (s *Service) postEnd(ctx context.Context, in *endIn) (*httpapi.Versioned[planBody], error) {
	return s.answer(ctx)(s.End(ctx, in.ID, in.At(), in.Body.Reason, in.Body.Note))
}
