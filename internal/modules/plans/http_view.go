package plans

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type stepBody struct {
	ID        string    `json:"id" format:"uuid"`
	Kind      StepKind  `json:"kind" enum:"whole,session,fitting,review,debond,retention" doc:"its text is plans.step.<kind>"`
	Unit      int       `json:"unit" doc:"which of the item's units, from 1"`
	Number    int       `json:"number" doc:"place among the item's steps"`
	Site      string    `json:"site"`
	Amount    money.Fen `json:"amount" doc:"fen"`
	Execution string    `json:"execution_id" doc:"empty = still to be done"`
}

type itemBody struct {
	ID         string            `json:"id" format:"uuid"`
	Catalog    string            `json:"catalog_id" format:"uuid"`
	Code       string            `json:"code"`
	NameZh     string            `json:"name_zh"`
	NameEn     string            `json:"name_en"`
	Unit       catalog.Unit      `json:"unit" enum:"visit,tooth,quadrant,arch,film,scan,piece,set,course"`
	Teeth      catalog.TeethRule `json:"teeth" enum:"none,optional,tooth,quadrant,arch,mouth"`
	Site       string            `json:"site"`
	Palmer     palmerBody        `json:"palmer" doc:"the teeth as a cross"`
	Quantity   int               `json:"quantity"`
	Sessions   int               `json:"sessions"`
	Shares     *sharesBody       `json:"shares,omitempty" doc:"of a contract"`
	ListPrice  money.Fen         `json:"list_price" doc:"fen of one, by the group's price list"`
	Price      money.Fen         `json:"price" doc:"fen of one, in the clinic"`
	Discount   discountBody      `json:"discount"`
	Insured    bool              `json:"insured"`
	MayReduce  bool              `json:"discountable"`
	Note       string            `json:"note"`
	ListAmount money.Fen         `json:"list_amount" doc:"fen"`
	Off        money.Fen         `json:"off" doc:"fen taken off the clinic's price, all together"`
	Amount     money.Fen         `json:"amount" doc:"fen"`
	Executed   money.Fen         `json:"executed" doc:"fen"`
	Done       int               `json:"done" doc:"steps executed"`
	Steps      []stepBody        `json:"steps" doc:"empty until the plan is accepted"`
}

type palmerBody struct {
	UpperRight string `json:"upper_right"`
	UpperLeft  string `json:"upper_left"`
	LowerLeft  string `json:"lower_left"`
	LowerRight string `json:"lower_right"`
}

type planBody struct {
	ID          string       `json:"id" format:"uuid"`
	Version     int64        `json:"version"`
	Set         string       `json:"set_id" format:"uuid" doc:"plans of one set are alternatives"`
	Clinic      string       `json:"clinic_id" format:"uuid"`
	Patient     string       `json:"patient_id" doc:"empty in a quote"`
	Kind        Kind         `json:"kind" enum:"general,contract,direct" doc:"its text is plans.kind.<kind>"`
	State       State        `json:"state" enum:"draft,presented,accepted,completed,ended,declined" doc:"its text is plans.state.<state>"`
	Title       string       `json:"title"`
	DoctorID    string       `json:"doctor_id"`
	Doctor      string       `json:"doctor" doc:"name"`
	CoordID     string       `json:"coordinator_id"`
	Coordinator string       `json:"coordinator" doc:"name"`
	Note        string       `json:"note"`
	Offer       offerBody    `json:"offer"`
	ListAmount  money.Fen    `json:"list_amount" doc:"fen"`
	Gross       money.Fen    `json:"gross" doc:"fen, by the clinic's prices"`
	Off         offStairBody `json:"off" doc:"between gross and amount"`
	Given       money.Fen    `json:"given" doc:"fen that people decided to take off"`
	GivenShare  int          `json:"given_share" doc:"of the price, in 1/10000"`
	Covered     bool         `json:"covered" doc:"somebody with the right stood for the discount"`
	Amount      money.Fen    `json:"amount" doc:"fen"`
	Executed    money.Fen    `json:"executed" doc:"fen"`
	PriceDay    civil.Day    `json:"price_day"`
	Was         money.Fen    `json:"was" doc:"fen that it came to when it was written or shown last; another amount where prices moved since"`
	WasDay      civil.Day    `json:"was_day"`
	Revision    int          `json:"revision" doc:"0 = not accepted, 1 = as accepted"`
	CreatedAt   int64        `json:"created_at"`
	CreatedBy   string       `json:"created_by" doc:"name"`
	PresentedAt int64        `json:"presented_at"`
	AcceptedAt  int64        `json:"accepted_at"`
	EndedAt     int64        `json:"ended_at"`
	EndReason   string       `json:"end_reason" doc:"its text is plans.end_reason.<reason>"`
	EndNote     string       `json:"end_note"`
	Items       []itemBody   `json:"items"`
}

type listBody struct {
	Items []planBody `json:"items"`
}

// offStairBody is what was taken off the clinic's prices, in the order of the house.
type offStairBody struct {
	Member money.Fen `json:"member" doc:"fen"`
	Line   money.Fen `json:"line" doc:"fen"`
	Plan   money.Fen `json:"plan" doc:"fen"`
	Coupon money.Fen `json:"coupon" doc:"fen"`
	Round  money.Fen `json:"round" doc:"fen"`
}

func offStairOf(items []Item) (b offStairBody) {
	for _, i := range items {
		p := i.Priced
		b.Member, b.Line, b.Plan, b.Coupon, b.Round = b.Member+p.Member, b.Line+p.Line, b.Plan+p.Plan, b.Coupon+p.Coupon, b.Round+p.Round
	}
	return b
}

// names are the names of accounts.
type names map[string]org.Staff

// namesFor reads the names that plans show; who is not found has none.
func (s *Service) namesFor(tx *db.Tx, list ...Plan) (names, error) {
	var ids []string
	for _, p := range list {
		ids = append(ids, p.Doctor, p.Coordinator, p.CreatedBy)
	}
	return s.org.StaffByIDs(tx, ids)
}

func itemOf(i Item) itemBody {
	site, _ := tooth.ParseSite(i.Site)
	b := itemBody{ID: i.ID, Catalog: i.Catalog, Code: i.Code, NameZh: i.NameZh, NameEn: i.NameEn, Unit: i.Unit, Teeth: i.Teeth, Site: i.Site,
		Palmer: palmerBody(site.Palmer()), Quantity: i.Quantity, Sessions: i.Sessions, ListPrice: i.ListPrice, Price: i.Price,
		Discount: discountBody(i.Discount), Insured: i.Insured, MayReduce: i.Discountable, Note: i.Note, ListAmount: i.Priced.List,
		Off: i.Priced.Gross - i.Priced.Net, Amount: i.Priced.Net, Executed: i.Executed(), Done: len(i.done())}
	if h := i.Shares; h != nil {
		b.Shares = &sharesBody{Fitting: partBody(h.Fitting), Debond: partBody(h.Debond), Retention: partBody(h.Retention), Reviews: h.Reviews, Review: h.Review}
	}
	for _, s := range i.Steps {
		b.Steps = append(b.Steps, stepBody{ID: s.ID, Kind: s.Kind, Unit: s.Unit, Number: s.Number, Site: s.Site, Amount: s.Amount, Execution: s.Execution})
	}
	return b
}

func bodyOf(p Plan, who names) planBody {
	b := planBody{ID: p.ID, Version: p.Version, Set: p.Set, Clinic: p.Clinic, Patient: p.Patient, Kind: p.Kind, State: p.State, Title: p.Title,
		DoctorID: p.Doctor, Doctor: who[p.Doctor].Name, CoordID: p.Coordinator, Coordinator: who[p.Coordinator].Name, Note: p.Note,
		Offer:      offerBody{Member: p.Offer.Member, Plan: discountBody(p.Offer.Plan), Coupon: p.Offer.Coupon, Round: p.Offer.Round},
		ListAmount: p.List, Gross: p.Gross, Off: offStairOf(p.live()), Given: p.Given, GivenShare: p.givenShare(), Covered: p.covered() == nil, Amount: p.Amount,
		Executed: p.Executed(), PriceDay: p.PriceDay, Was: p.Was.Amount, WasDay: p.Was.Day, Revision: p.Revision, CreatedAt: p.CreatedAt, CreatedBy: who[p.CreatedBy].Name,
		PresentedAt: p.PresentedAt, AcceptedAt: p.AcceptedAt, EndedAt: p.EndedAt, EndReason: p.EndReason, EndNote: p.EndNote}
	for _, i := range p.live() {
		b.Items = append(b.Items, itemOf(i))
	}
	return b
}

// answer answers with the plan that a use case gave.
func (s *Service) answer(ctx context.Context) func(Plan, error) (*httpapi.Versioned[planBody], error) {
	return func(p Plan, err error) (*httpapi.Versioned[planBody], error) {
		if err != nil {
			return nil, err
		}
		var b planBody
		err = s.db.Read(ctx, func(tx *db.Tx) error {
			who, err := s.namesFor(tx, p)
			b = bodyOf(p, who)
			return err
		})
		return httpapi.Tagged(b, p.Version), err
	}
}

type listIn struct {
	Patient string `query:"patient_id" required:"true" format:"uuid" maxLength:"36"`
}

func (s *Service) getList(ctx context.Context, in *listIn) (*httpapi.Body[listBody], error) {
	list, err := s.OfPatient(ctx, in.Patient)
	if err != nil {
		return nil, err
	}
	out := listBody{Items: make([]planBody, len(list))}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		who, err := s.namesFor(tx, list...)
		for n, p := range list {
			out.Items[n] = bodyOf(p, who)
		}
		return err
	})
	return &httpapi.Body[listBody]{Body: out}, err
}

func (s *Service) getOne(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[planBody], error) {
	return s.answer(ctx)(s.Show(ctx, in.ID))
}

type executionBody struct {
	ID          string    `json:"id" format:"uuid"`
	Clinic      string    `json:"clinic_id" format:"uuid"`
	Plan        string    `json:"plan_id" format:"uuid"`
	Item        string    `json:"item_id" format:"uuid"`
	Visit       string    `json:"visit_id"`
	DoctorID    string    `json:"doctor_id"`
	Doctor      string    `json:"doctor" doc:"name"`
	AssistantID string    `json:"assistant_id"`
	Assistant   string    `json:"assistant" doc:"name"`
	Day         civil.Day `json:"day"`
	At          int64     `json:"at" doc:"when it was recorded"`
	By          string    `json:"by" doc:"name"`
	Quantity    int       `json:"quantity" doc:"units that were finished by it"`
	Amount      money.Fen `json:"amount" doc:"fen"`
	Note        string    `json:"note"`
	UndoneAt    int64     `json:"undone_at" doc:"0 = it counts"`
	UndoneBy    string    `json:"undone_by" doc:"name"`
	Reason      string    `json:"undo_reason" doc:"its text is plans.undo_reason.<reason>"`
	UndoNote    string    `json:"undo_note"`
}

func executionOf(e Execution, who names) executionBody {
	return executionBody{ID: e.ID, Clinic: e.Clinic, Plan: e.Plan, Item: e.Item, Visit: e.Visit, DoctorID: e.Doctor, Doctor: who[e.Doctor].Name,
		AssistantID: e.Assistant, Assistant: who[e.Assistant].Name, Day: e.Day, At: e.At, By: who[e.By].Name, Quantity: e.Quantity, Amount: e.Amount,
		Note: e.Note, UndoneAt: e.UndoneAt, UndoneBy: who[e.UndoneBy].Name, Reason: e.Reason, UndoNote: e.UndoNote}
}

type executionsBody struct {
	Items []executionBody `json:"items"`
}

func (s *Service) getExecutions(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[executionsBody], error) {
	list, err := s.Executions(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out executionsBody
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var ids []string
		for _, e := range list {
			ids = append(ids, e.Doctor, e.Assistant, e.By, e.UndoneBy)
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, e := range list {
			out.Items = append(out.Items, executionOf(e, people))
		}
		return err
	})
	return &httpapi.Body[executionsBody]{Body: out}, err
}

// keepExecuted keeps the answer of recording executions for a repeated request.
func (s *Service) keepExecuted(tx *db.Tx, p Plan, done []Execution) error {
	who, err := s.namesFor(tx, p)
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, executedOf(p, done, who))
}

// executedAnswer is what recording executions answers.
type executedAnswer struct {
	Plan       planBody        `json:"plan"`
	Executions []executionBody `json:"executions"`
}

func executedOf(p Plan, done []Execution, who names) executedAnswer {
	out := executedAnswer{Plan: bodyOf(p, who)}
	for _, e := range done {
		out.Executions = append(out.Executions, executionOf(e, who))
	}
	return out
}

func (s *Service) executedAnswer(ctx context.Context, p Plan, done []Execution, err error) (*httpapi.Body[executedAnswer], error) {
	if err != nil {
		return nil, err
	}
	var out executedAnswer
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		who, err := s.namesFor(tx, p)
		out = executedOf(p, done, who)
		return err
	})
	return &httpapi.Body[executedAnswer]{Body: out}, err
}

type fieldBody struct {
	Name   string `json:"name" doc:"its text is plans.field.<name>"`
	Before string `json:"before" doc:"of price and net: fen"`
	After  string `json:"after"`
}

type diffBody struct {
	Sort   Sort        `json:"sort" enum:"added,dropped,changed" doc:"its text is plans.diff.<sort>"`
	Code   string      `json:"code"`
	NameZh string      `json:"name_zh"`
	NameEn string      `json:"name_en"`
	Before money.Fen   `json:"before" doc:"fen"`
	After  money.Fen   `json:"after" doc:"fen"`
	Fields []fieldBody `json:"fields"`
}

type changeBody struct {
	ID        string              `json:"id" format:"uuid"`
	Plan      string              `json:"plan_id" format:"uuid"`
	State     tasks.ApprovalState `json:"state" enum:"waiting,approved,refused,withdrawn" doc:"its text is tasks.approval.<state>"`
	Why       string              `json:"why"`
	Before    money.Fen           `json:"before" doc:"fen of the plan"`
	After     money.Fen           `json:"after" doc:"fen of the plan"`
	AskedAt   int64               `json:"asked_at"`
	AskedBy   string              `json:"asked_by" doc:"name"`
	SettledAt int64               `json:"settled_at"`
	SettledBy string              `json:"settled_by" doc:"name"`
	Diff      []diffBody          `json:"diff"`
}

type changesBody struct {
	Items []changeBody `json:"items"`
}

func proposedOf(c Proposed, who names) changeBody {
	return changeBody{ID: c.ID, Plan: c.Plan, State: c.State, Why: c.Why, Before: c.Before.Amount, After: c.Amount, AskedAt: c.AskedAt,
		AskedBy: who[c.AskedBy].Name, SettledAt: c.SettledAt, SettledBy: who[c.SettledBy].Name, Diff: diffOf(c.Diff)}
}

func diffOf(list []Difference) []diffBody {
	out := make([]diffBody, len(list))
	for n, d := range list {
		out[n] = diffBody{Sort: d.Sort, Code: d.Code, NameZh: d.NameZh, NameEn: d.NameEn, Before: d.Before, After: d.After, Fields: []fieldBody{}}
		for _, f := range d.Fields {
			out[n].Fields = append(out[n].Fields, fieldBody(f))
		}
	}
	return out
}
