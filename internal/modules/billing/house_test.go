package billing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&catalog.Service{}).Module(), (&tasks.Service{}).Module(),
	(&visits.Service{}).Module(), (&plans.Service{}).Module(), (&Service{}).Module())

// till is the demo group with its price list, a cashier and nobody's money.
type till struct {
	*testkit.World
	t      testing.TB
	s      *Service
	bus    *events.Bus
	people *patients.Service
	tasks  *tasks.Service
	visits *visits.Service
	plans  *plans.Service
	doctor string
	boss   string            // the manager of the clinic
	clinic string            // 风车路店
	other  string            // 纸船街店
	items  map[string]string // of the catalogue, by code
	day    civil.Day
	world  *demo.World
	count  int
}

func each(t *testing.T, fn func(t *testing.T, h *till)) {
	t.Helper()
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, open(t, w)) })
}

func open(t testing.TB, w *testkit.World) *till {
	t.Helper()
	var err error
	g := ground.Lay(t, w)
	h := &till{World: w, t: t, items: map[string]string{}}
	h.bus = g.Facts
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	group.Declare(slices.Concat(org.Permissions, permissions()))
	h.people = patients.New(patients.Deps{DB: w.DB, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	h.people.Moves = slices.Concat([]patients.MergeMove{{Table: "tasks_approvals", Column: "patient_id"}}, plans.PatientColumns, PatientColumns)
	prices := catalog.New(catalog.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.tasks = tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.visits, err = visits.New(visits.Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: h.tasks, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault})
	ok(t, err)
	h.plans, err = plans.New(plans.Deps{DB: w.DB, Org: group, Patients: h.people, Catalog: prices, Tasks: h.tasks, Visits: h.visits, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	h.s, err = New(Deps{DB: w.DB, Org: group, Patients: h.people, Catalog: prices, Tasks: h.tasks, Visits: h.visits, Audit: g.Audit, Facts: g.Facts})
	ok(t, err)
	ok(t, h.bus.Add(h.s.subscriptions()...))
	zone, err := time.LoadLocation(org.HomeZone)
	ok(t, err)
	h.day = civil.Of(testkit.Start, zone)
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: zone, Today: h.day, From: h.day.AddDays(-90), To: h.day.AddDays(30)}
	ok(t, group.Module().Demo(h.program(), h.world))
	clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
	staff := demo.Get[map[string]org.Staff](h.world, org.DemoStaff)
	h.doctor, h.boss = staff[org.DemoDoctor].ID, staff["shidinghai"].ID
	h.clinic, h.other = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID
	_, err = prices.Install(h.program(), "")
	ok(t, err)
	ok(t, w.DB.Read(h.program(), func(tx *db.Tx) error {
		list, err := prices.List(tx, h.clinic, h.day)
		for _, p := range list {
			h.items[p.Code] = p.ID
		}
		return err
	}))
	return h
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want fails unless err is the fault.
func want(t testing.TB, err error, f *fault.Def) {
	t.Helper()
	if !errors.Is(err, f) {
		t.Errorf("got %v, want %s", err, f.Code)
	}
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (h *till) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

// as acts in the clinic with the rights.
func (h *till) as(who, clinic string, keys ...string) context.Context {
	g := auth.Grants{Clinic: map[string]auth.Keys{clinic: auth.KeysOf(keys...)}}
	ctx := auth.With(h.t.Context(), auth.Actor{ID: who, Tenant: h.Tenant, Grants: g})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: []string{clinic}, Actor: who})
}

// cashier is the cashier of the clinic, who may do whatever there is at a desk.
func (h *till) cashier() context.Context {
	return h.as(h.Actor, h.clinic, MayView, MayCharge, MayPrepay, MayRefund, MayVoid, MayClose)
}

// dentist drafts, agrees, executes and undoes.
func (h *till) dentist() context.Context {
	return h.as(h.doctor, h.clinic, plans.MayView, plans.MayEdit, plans.MayAccept, plans.MayExecute, plans.MayUndo)
}

func (h *till) patient() string {
	h.t.Helper()
	h.count++
	name := fmt.Sprintf("陈彩虹%d", h.count)
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: h.clinic, ConfirmNew: true, Entry: patients.Entry{Name: &name}})
	ok(h.t, err)
	return r.Patient.ID
}

// bill charges one item.
func (h *till) bill(patient, code string, quantity int) Bill {
	h.t.Helper()
	b, err := h.s.Charge(h.cashier(), NewBill{Clinic: h.clinic, Patient: patient, Lines: []NewLine{{Item: h.items[code], Quantity: quantity}}})
	ok(h.t, err)
	return b
}

func cash(n money.Fen) []NewTender { return []NewTender{{Means: Cash, Amount: n}} }

func (h *till) pay(patient string, owed money.Fen, tenders ...NewTender) (Paid, error) {
	return h.s.Pay(h.cashier(), Payment{Clinic: h.clinic, Patient: patient, Owed: owed, Tenders: tenders})
}

// prepay takes cash for an agreement, or for anything.
func (h *till) prepay(patient, agreement string, amount money.Fen) Receipt {
	h.t.Helper()
	r, err := h.s.Prepay(h.cashier(), Prepayment{Clinic: h.clinic, Patient: patient, Agreement: agreement, Tenders: cash(amount)})
	ok(h.t, err)
	return r
}

func (h *till) account(patient string) AccountView {
	h.t.Helper()
	v, err := h.s.Account(h.cashier(), patient)
	ok(h.t, err)
	return v
}

// publish tells a fact as the module plans does.
func (h *till) publish(f events.Fact) error {
	f.Clinic = h.clinic
	return h.DB.Write(h.as(h.Actor, h.clinic), func(tx *db.Tx) error { return h.bus.Publish(tx, f) })
}

// agree accepts a plan.
func (h *till) agree(patient string, list, amount money.Fen, contract bool) string {
	h.t.Helper()
	id := h.IDs()
	ok(h.t, h.publish(events.Fact{Kind: plans.FactAccepted, Patient: patient, Subject: id,
		Body: plans.AgreedBody{Plan: id, Kind: plans.General, List: list, Amount: amount, Contract: contract, Day: h.today()}}))
	return id
}

// execute executes a part of a plan and gives the execution.
func (h *till) execute(patient, plan, code string, list, amount money.Fen, steps ...plans.StepKind) (string, error) {
	id := h.IDs()
	body := plans.ExecutedBody{Execution: id, Plan: plan, Catalog: h.items[code], Code: code, Quantity: 1, List: list, Amount: amount, Day: h.today()}
	for _, s := range steps {
		body.Steps = append(body.Steps, string(s))
	}
	return id, h.publish(events.Fact{Kind: plans.FactItemExecuted, Patient: patient, Subject: id, Body: body})
}

func (h *till) undo(patient, plan, execution string, list, amount money.Fen) error {
	return h.publish(events.Fact{Kind: plans.FactExecutionUndone, Patient: patient, Subject: execution,
		Body: plans.UndoneBody{Execution: execution, Plan: plan, List: list, Amount: amount, Reason: "wrong_item", Day: h.today()}})
}

func (h *till) today() civil.Day {
	zone, _ := time.LoadLocation(org.HomeZone)
	return civil.Of(h.Clock.Now(), zone)
}

// books reads all that was written and proves that rows and journal say the same,
// to the fen, for each line, tender, agreement and receipt.
func (h *till) books(t testing.TB) {
	t.Helper()
	type sum struct {
		ID string    `db:"id"`
		A  money.Fen `db:"a"`
		B  money.Fen `db:"b"`
		C  money.Fen `db:"c"`
	}
	// Each statement gives rows that must not be there.
	for what, text := range map[string]string{
		"a line and the journal": `SELECT l.id, l.net - l.credited - l.paid AS a, CAST(coalesce(sum(CASE WHEN p.debit = 'receivable' THEN p.amount
				WHEN p.credit = 'receivable' THEN -p.amount ELSE 0 END), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_lines l LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.line_id = l.id WHERE l.tenant_id = :tenant
			GROUP BY l.id, l.net, l.credited, l.paid HAVING l.net - l.credited - l.paid <>
				coalesce(sum(CASE WHEN p.debit = 'receivable' THEN p.amount WHEN p.credit = 'receivable' THEN -p.amount ELSE 0 END), 0)
			OR l.net - l.credited <>
				coalesce(sum(CASE WHEN p.credit = 'executed' THEN p.amount WHEN p.debit = 'executed' THEN -p.amount ELSE 0 END), 0)`,
		"a tender and the journal": `SELECT t.id, t.standing AS a, CAST(coalesce(sum(CASE WHEN p.credit = t.pot THEN p.amount
				WHEN p.debit = t.pot THEN -p.amount ELSE 0 END), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_tenders t LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.tender_id = t.id WHERE t.tenant_id = :tenant
			GROUP BY t.id, t.pot, t.standing, t.amount, t.refunded HAVING t.standing <>
				coalesce(sum(CASE WHEN p.credit = t.pot THEN p.amount WHEN p.debit = t.pot THEN -p.amount ELSE 0 END), 0)
			OR t.amount - t.refunded <>
				coalesce(sum(CASE WHEN p.debit IN ('money', 'gifts_given') THEN p.amount WHEN p.credit IN ('money', 'gifts_given') THEN -p.amount ELSE 0 END), 0)`,
		"a line and its allocations": `SELECT l.id, l.paid AS a, CAST(coalesce(sum(x.amount - x.given_back), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_lines l LEFT JOIN billing_allocations x ON x.tenant_id = :tenant AND x.line_id = l.id WHERE l.tenant_id = :tenant
			GROUP BY l.id, l.paid HAVING l.paid <> coalesce(sum(x.amount - x.given_back), 0)`,
		"a tender and its allocations": `SELECT t.id, t.spent AS a, CAST(coalesce(sum(x.amount - x.given_back), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_tenders t LEFT JOIN billing_allocations x ON x.tenant_id = :tenant AND x.tender_id = t.id WHERE t.tenant_id = :tenant
			GROUP BY t.id, t.spent HAVING t.spent <> coalesce(sum(x.amount - x.given_back), 0)`,
		"a receipt and its tenders": `SELECT r.id, r.total AS a, CAST(coalesce(sum(t.amount), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_receipts r LEFT JOIN billing_tenders t ON t.tenant_id = :tenant AND t.receipt_id = r.id AND t.pot <> 'gift'
			WHERE r.tenant_id = :tenant GROUP BY r.id, r.total HAVING r.total <> coalesce(sum(t.amount), 0)`,
		"an agreement and its lines": `SELECT a.id, a.executed AS a, CAST(coalesce(sum(l.net - l.credited), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_agreements a LEFT JOIN billing_lines l ON l.tenant_id = :tenant AND l.agreement_id = a.id WHERE a.tenant_id = :tenant
			GROUP BY a.id, a.executed HAVING a.executed <> coalesce(sum(l.net - l.credited), 0)`,
		"numbers with holes": `SELECT c.clinic_id AS id, c.last AS a, CAST(count(r.id) AS BIGINT) AS b, 0 AS c
			FROM billing_counters c LEFT JOIN billing_receipts r ON r.tenant_id = :tenant AND r.clinic_id = c.clinic_id AND substr(r.day, 1, 4) = CAST(c.year AS TEXT)
			WHERE c.tenant_id = :tenant AND c.kind = 'receipt' GROUP BY c.clinic_id, c.last, c.year HAVING c.last <> count(r.id)`,
		"refunds and the journal": `SELECT r.id, r.total AS a, CAST(coalesce(sum(p.amount), 0) AS BIGINT) AS b, 0 AS c
			FROM billing_refunds r LEFT JOIN billing_entries e ON e.tenant_id = :tenant AND e.of_id = r.id
			LEFT JOIN billing_postings p ON p.tenant_id = :tenant AND p.entry_id = e.id AND p.credit = 'money'
			WHERE r.tenant_id = :tenant GROUP BY r.id, r.total HAVING r.total <> coalesce(sum(p.amount), 0)`,
	} {
		var rows []sum
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error { return tx.Raw(&rows, text) }))
		for _, r := range rows {
			t.Errorf("%s: %+v", what, r)
		}
	}
}
