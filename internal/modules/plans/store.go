package plans

import (
	"embed"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type planRow struct {
	ID          string    `db:"id"`
	Clinic      string    `db:"clinic_id"`
	Set         string    `db:"set_id"`
	Patient     string    `db:"patient_id"`
	Kind        Kind      `db:"kind"`
	State       State     `db:"state"`
	Title       string    `db:"title"`
	Doctor      string    `db:"doctor_id,null"`
	Coordinator string    `db:"coordinator_id,null"`
	Note        string    `db:"note"`
	Offer       Offer     `db:"offer,json"`
	List        money.Fen `db:"list_amount"`
	Gross       money.Fen `db:"gross_amount"`
	Given       money.Fen `db:"given_amount"`
	Amount      money.Fen `db:"amount"`
	PriceDay    civil.Day `db:"price_day"`
	Covered     int       `db:"covered"`
	Revision    int       `db:"revision"`
	CreatedAt   int64     `db:"created_at"`
	CreatedBy   string    `db:"created_by,null"`
	PresentedAt int64     `db:"presented_at,null"`
	AcceptedAt  int64     `db:"accepted_at,null"`
	AcceptedBy  string    `db:"accepted_by,null"`
	EndedAt     int64     `db:"ended_at,null"`
	EndReason   string    `db:"end_reason,null"`
	EndNote     string    `db:"end_note"`
	Version     int64     `db:"version"`
}

func (r planRow) plan() Plan {
	return Plan{
		ID: r.ID, Version: r.Version, Set: r.Set, Clinic: r.Clinic, Patient: r.Patient, Kind: r.Kind, State: r.State, Title: r.Title,
		Doctor: r.Doctor, Coordinator: r.Coordinator, Note: r.Note, Offer: r.Offer, List: r.List, Gross: r.Gross, Given: r.Given,
		Amount: r.Amount, PriceDay: r.PriceDay, Was: Snapshot{r.Amount, r.PriceDay}, Covered: r.Covered, Revision: r.Revision, CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy,
		PresentedAt: r.PresentedAt, AcceptedAt: r.AcceptedAt, AcceptedBy: r.AcceptedBy, EndedAt: r.EndedAt, EndReason: r.EndReason,
		EndNote: r.EndNote,
	}
}

func rowOf(p Plan) planRow {
	return planRow{
		ID: p.ID, Clinic: p.Clinic, Set: p.Set, Patient: p.Patient, Kind: p.Kind, State: p.State, Title: p.Title, Doctor: p.Doctor,
		Coordinator: p.Coordinator, Note: p.Note, Offer: p.Offer, List: p.List, Gross: p.Gross, Given: p.Given, Amount: p.Amount,
		PriceDay: p.PriceDay, Covered: p.Covered, Revision: p.Revision, CreatedAt: p.CreatedAt, CreatedBy: p.CreatedBy,
		PresentedAt: p.PresentedAt, AcceptedAt: p.AcceptedAt, AcceptedBy: p.AcceptedBy, EndedAt: p.EndedAt, EndReason: p.EndReason,
		EndNote: p.EndNote, Version: p.Version,
	}
}

type itemRow struct {
	ID           string            `db:"id"`
	Clinic       string            `db:"clinic_id"`
	Plan         string            `db:"plan_id"`
	Position     int               `db:"position"`
	Catalog      string            `db:"catalog_id"`
	Code         string            `db:"code"`
	NameZh       string            `db:"name_zh"`
	NameEn       string            `db:"name_en"`
	Class        string            `db:"class"`
	Unit         catalog.Unit      `db:"unit"`
	Teeth        catalog.TeethRule `db:"teeth"`
	Insured      bool              `db:"insured"`
	Discountable bool              `db:"discountable"`
	Site         string            `db:"site"`
	Quantity     int               `db:"quantity"`
	Sessions     int               `db:"sessions"`
	Shares       *Shares           `db:"shares,json"`
	ListPrice    money.Fen         `db:"list_price"`
	Price        money.Fen         `db:"price"`
	Discount     Discount          `db:"discount,json"`
	Note         string            `db:"note"`
	List         money.Fen         `db:"list_amount"`
	Gross        money.Fen         `db:"gross_amount"`
	MemberOff    money.Fen         `db:"member_off"`
	LineOff      money.Fen         `db:"line_off"`
	PlanOff      money.Fen         `db:"plan_off"`
	CouponOff    money.Fen         `db:"coupon_off"`
	RoundOff     money.Fen         `db:"round_off"`
	Amount       money.Fen         `db:"amount"`
	DroppedAt    int64             `db:"dropped_at,null"`
}

func (r itemRow) item() Item {
	return Item{
		ID: r.ID, Plan: r.Plan, Position: r.Position, Catalog: r.Catalog, Code: r.Code, NameZh: r.NameZh, NameEn: r.NameEn, Class: r.Class,
		Unit: r.Unit, Teeth: r.Teeth, Insured: r.Insured, Discountable: r.Discountable, Site: r.Site, Quantity: r.Quantity,
		Sessions: r.Sessions, Shares: r.Shares, ListPrice: r.ListPrice, Price: r.Price, Discount: r.Discount, Note: r.Note,
		Priced: PricedLine{List: r.List, Gross: r.Gross, Member: r.MemberOff, Line: r.LineOff, Plan: r.PlanOff, Coupon: r.CouponOff,
			Round: r.RoundOff, Net: r.Amount}, Dropped: r.DroppedAt != 0,
	}
}

func itemRowOf(i Item, clinic string) itemRow {
	return itemRow{
		ID: i.ID, Clinic: clinic, Plan: i.Plan, Position: i.Position, Catalog: i.Catalog, Code: i.Code, NameZh: i.NameZh, NameEn: i.NameEn,
		Class: i.Class, Unit: i.Unit, Teeth: i.Teeth, Insured: i.Insured, Discountable: i.Discountable, Site: i.Site, Quantity: i.Quantity,
		Sessions: i.Sessions, Shares: i.Shares, ListPrice: i.ListPrice, Price: i.Price, Discount: i.Discount, Note: i.Note,
		List: i.Priced.List, Gross: i.Priced.Gross, MemberOff: i.Priced.Member, LineOff: i.Priced.Line, PlanOff: i.Priced.Plan,
		CouponOff: i.Priced.Coupon, RoundOff: i.Priced.Round, Amount: i.Priced.Net,
	}
}

type stepRow struct {
	ID        string    `db:"id"`
	Clinic    string    `db:"clinic_id"`
	Plan      string    `db:"plan_id"`
	Item      string    `db:"item_id"`
	Kind      StepKind  `db:"kind"`
	Unit      int       `db:"unit"`
	Number    int       `db:"number"`
	Site      string    `db:"site"`
	List      money.Fen `db:"list_amount"`
	Amount    money.Fen `db:"amount"`
	Void      bool      `db:"void"`
	Execution string    `db:"execution_id,null"`
}

func (r stepRow) step() Step {
	return Step{ID: r.ID, Item: r.Item, Kind: r.Kind, Unit: r.Unit, Number: r.Number, Site: r.Site, List: r.List, Amount: r.Amount, Execution: r.Execution}
}

// shared is why plans are read in all clinics: each use case first asks whether
// the actor sees the patient. What changes a plan as a whole asks for its clinic.
const shared = "who sees the patient sees the plans of every clinic"

// planOne reads a plan of any clinic with its items and steps. Its fault is
// PlanNotFound.
func planOne(tx *db.Tx, plan string) (Plan, error) { return planRead(tx, plan, false) }

// patientOf gives the patient whom a row of any clinic names.
func patientOf(tx *db.Tx, table, row string, unknown *fault.Def) (string, error) {
	var patient string
	if !id.Valid(row) { // PostgreSQL would refuse the comparison
		return "", unknown.With()
	}
	found, err := tx.From(table).AcrossClinics(shared).Where("id = ?", row).Get("patient_id", &patient)
	if err == nil && !found {
		err = unknown.With()
	}
	return patient, err
}

// planToChange is planOne with the plan's row locked.
func planToChange(tx *db.Tx, plan string) (Plan, error) { return planRead(tx, plan, true) }

func planRead(tx *db.Tx, plan string, lock bool) (Plan, error) {
	if !id.Valid(plan) { // PostgreSQL would refuse the comparison
		return Plan{}, PlanNotFound.With()
	}
	q := tx.From("plans_plans").AcrossClinics(shared).Where("id = ?", plan)
	if lock {
		q = q.ForUpdate()
	}
	var r planRow
	found, err := q.One(&r)
	if err != nil {
		return Plan{}, err
	}
	if !found {
		return Plan{}, PlanNotFound.With()
	}
	list := []Plan{r.plan()}
	err = fill(tx, list)
	return list[0], err
}

// fill reads the items and steps of plans.
func fill(tx *db.Tx, list []Plan) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	at := map[string]*Plan{}
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	var items []itemRow
	if err := tx.From("plans_items").AcrossClinics(shared).Where("plan_id IN (?)", ids).OrderBy("plan_id, position, id").All(&items); err != nil {
		return err
	}
	var steps []stepRow
	err := tx.From("plans_steps").AcrossClinics(shared).Where("plan_id IN (?) AND void = ?", ids, false).OrderBy("plan_id, item_id, number, id").All(&steps)
	if err != nil {
		return err
	}
	of := map[string][]Step{}
	for _, s := range steps {
		of[s.Item] = append(of[s.Item], s.step())
	}
	for _, r := range items {
		i := r.item()
		i.Steps = of[i.ID]
		at[r.Plan].Items = append(at[r.Plan].Items, i)
	}
	return nil
}

// itemsByID reads items of any plan, without their steps.
func itemsByID(tx *db.Tx, ids []string) (map[string]Item, error) {
	var rows []itemRow
	err := tx.From("plans_items").AcrossClinics(shared).Where("id IN (?)", ids).OrderBy("id").All(&rows)
	out := make(map[string]Item, len(rows))
	for _, r := range rows {
		out[r.ID] = r.item()
	}
	return out, err
}

func planList(tx *db.Tx, q *db.Query) ([]Plan, error) {
	var rows []planRow
	if err := q.All(&rows); err != nil {
		return nil, err
	}
	out := make([]Plan, len(rows))
	for i, r := range rows {
		out[i] = r.plan()
	}
	return out, fill(tx, out)
}

// plansOf reads the plans of a patient, the latest first.
func plansOf(tx *db.Tx, patient string) ([]Plan, error) {
	return planList(tx, tx.From("plans_plans").AcrossClinics(shared).Where("patient_id = ?", patient).OrderBy("created_at DESC, id DESC").Limit(maxOfPatient))
}

// maxOfPatient bounds a patient's list.
const maxOfPatient = 200

// agreedWith reads the accepted plans of patients, the earliest first.
func agreedWith(tx *db.Tx, patients []string) ([]Plan, error) {
	return planList(tx, tx.From("plans_plans").AcrossClinics(shared).Where("state = 'accepted' AND patient_id IN (?)", patients).OrderBy("accepted_at, id"))
}

// plansOfSet reads a set's plans.
func plansOfSet(tx *db.Tx, set string) ([]Plan, error) {
	return planList(tx, tx.From("plans_plans").AcrossClinics(shared).Where("set_id = ?", set).OrderBy("created_at, id"))
}

func insertPlan(tx *db.Tx, p Plan) error {
	if err := tx.Insert("plans_plans", rowOf(p)); err != nil {
		return err
	}
	return insertItems(tx, p, p.Items)
}

func insertItems(tx *db.Tx, p Plan, items []Item) error {
	rows := make([]itemRow, len(items))
	for i, one := range items {
		rows[i] = itemRowOf(one, p.Clinic)
	}
	return tx.Insert("plans_items", rows)
}

// insertSteps writes the steps of items.
func insertSteps(tx *db.Tx, p Plan, items []Item) error {
	var rows []stepRow
	for _, i := range items {
		rows = append(rows, stepRows(p, i)...)
	}
	return tx.Insert("plans_steps", rows)
}

func stepRows(p Plan, i Item) []stepRow {
	rows := make([]stepRow, len(i.Steps))
	for n, s := range i.Steps {
		rows[n] = stepRow{ID: s.ID, Clinic: p.Clinic, Plan: p.ID, Item: i.ID, Kind: s.Kind, Unit: s.Unit, Number: s.Number, Site: s.Site, List: s.List,
			Amount: s.Amount, Execution: s.Execution}
	}
	return rows
}

// updatePlan writes what may change of a plan against its version, which moves
// on. An execution in another clinic moves it as well.
func updatePlan(tx *db.Tx, p *Plan) error {
	offer, err := encode(p.Offer)
	if err != nil {
		return err
	}
	err = tx.Update("plans_plans").AcrossClinics(planElsewhere).
		Set("kind = ?", p.Kind).Set("state = ?", p.State).Set("title = ?", p.Title).Set("doctor_id = ?", orNull(p.Doctor)).
		Set("coordinator_id = ?", orNull(p.Coordinator)).Set("note = ?", p.Note).Set("offer = ?", offer).
		Set("list_amount = ?", p.List).Set("gross_amount = ?", p.Gross).Set("given_amount = ?", p.Given).Set("amount = ?", p.Amount).
		Set("price_day = ?", p.PriceDay).Set("covered = ?", p.Covered).Set("revision = ?", p.Revision).
		Set("presented_at = ?", at(p.PresentedAt)).Set("accepted_at = ?", at(p.AcceptedAt)).Set("accepted_by = ?", orNull(p.AcceptedBy)).
		Set("ended_at = ?", at(p.EndedAt)).Set("end_reason = ?", orNull(p.EndReason)).Set("end_note = ?", p.EndNote).
		Set("version = version + 1").Where("id = ? AND version = ?", p.ID, p.Version).Must()
	if err == nil {
		p.Version, p.Was = p.Version+1, Snapshot{p.Amount, p.PriceDay}
	}
	return err
}

// replaceItems writes the items of a plan that nobody accepted.
func replaceItems(tx *db.Tx, p Plan) error {
	if _, err := tx.Delete("plans_items").Where("plan_id = ?", p.ID).Exec(); err != nil {
		return err
	}
	return insertItems(tx, p, p.Items)
}

// updateItem writes an item of an accepted plan as a change left it.
func updateItem(tx *db.Tx, i Item) error {
	discount, err := encode(i.Discount)
	if err != nil {
		return err
	}
	shares, err := encode(i.Shares)
	if err != nil {
		return err
	}
	c := tx.Update("plans_items").Set("position = ?", i.Position).Set("site = ?", i.Site).Set("quantity = ?", i.Quantity).
		Set("sessions = ?", i.Sessions).Set("shares = ?", shares).Set("discount = ?", discount).Set("note = ?", i.Note).
		Set("list_amount = ?", i.Priced.List).Set("gross_amount = ?", i.Priced.Gross).Set("member_off = ?", i.Priced.Member).
		Set("line_off = ?", i.Priced.Line).Set("plan_off = ?", i.Priced.Plan).Set("coupon_off = ?", i.Priced.Coupon).
		Set("round_off = ?", i.Priced.Round).Set("amount = ?", i.Priced.Net)
	if i.Dropped {
		c = c.Set("dropped_at = ?", tx.Now())
	}
	_, err = c.Where("id = ?", i.ID).Exec()
	return err
}

// voidSteps makes the steps that are still to be done void.
func voidSteps(tx *db.Tx, steps []Step) error {
	ids := idsOf(steps)
	if len(ids) == 0 {
		return nil
	}
	n, err := tx.Update("plans_steps").Set("void = ?", true).Where("id IN (?) AND execution_id IS NULL AND void = ?", ids, false).Exec()
	if err == nil && n != int64(len(ids)) {
		return StepTaken.With("code", "")
	}
	return err
}

func idsOf(steps []Step) []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = s.ID
	}
	return out
}

// anyPlan tells whether the clinic has a plan.
func anyPlan(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("plans_plans").Where("clinic_id = ?", clinic).Exists()
}

// insertMany writes the plans of the demo with what was executed of them.
func insertMany(tx *db.Tx, list []demoPlan) error {
	var plans []planRow
	var items []itemRow
	var executions []executionRow
	var steps []stepRow
	for _, d := range list {
		plans = append(plans, rowOf(d.plan))
		for _, e := range d.done {
			executions = append(executions, executionRow(e.execution))
		}
		for _, i := range d.plan.Items {
			items = append(items, itemRowOf(i, d.plan.Clinic))
			steps = append(steps, stepRows(d.plan, i)...)
		}
	}
	if err := tx.Insert("plans_plans", plans); err != nil {
		return err
	}
	if err := tx.Insert("plans_items", items); err != nil {
		return err
	}
	if err := tx.Insert("plans_executions", executions); err != nil {
		return err
	}
	return tx.Insert("plans_steps", steps)
}
