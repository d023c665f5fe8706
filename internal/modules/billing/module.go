package billing

import (
	"slices"

	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/paper"
	"archwire/internal/platform/settings"
)

// The rights that the use cases ask for.
const (
	MayView     = "billing.view"     // see what a patient paid, owes and has standing
	MayCharge   = "billing.charge"   // make desk bills, take payments for them
	MayPrepay   = "billing.prepay"   // take prepayments and stored value, agree instalments
	MayRefund   = "billing.refund"   // give money back, take lines back
	MayVoid     = "billing.void"     // void bills and receipts of the same day
	MayDiscount = "billing.discount" // give more discount than the desk may by itself
	MayApprove  = "billing.approve"  // decide discounts beyond the limit of who gives them
	MayClose    = "billing.close"    // count and close one's own till
	MaySeeAll   = "billing.see_all"  // see and close everybody's tills, see the clinic's day
)

func permissions() []auth.Permission {
	desk := []string{org.RoleManager, org.RoleFrontDesk, org.RoleCashier}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleCoordinator,
			org.RoleFrontDesk, org.RoleCashier, org.RoleFinance, org.RoleAuditor}},
		{Key: MayCharge, Scope: auth.Clinic, Roles: desk},
		{Key: MayPrepay, Scope: auth.Clinic, Roles: desk},
		{Key: MayRefund, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFinance}},
		{Key: MayVoid, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleCashier}},
		{Key: MayDiscount, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: MayApprove, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: MayClose, Scope: auth.Clinic, Roles: desk},
		{Key: MayBookByHand, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFinance}},
		{Key: MaySeeAll, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFinance, org.RoleAuditor}},
	}
}

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Catalog  *catalog.Service
	Tasks    *tasks.Service
	Visits   *visits.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	Coupons Coupons // that were issued here; the roof sets it before serving

	// Takers tells who took the images of visits, for what imaging came to; the
	// roof sets it before serving. nil: nobody is named.
	Takers func(tx *db.Tx, visits []string) (map[string]string, error)

	Press *paper.Press // prints what is handed out; nil: with the small fonts

	db       *db.DB
	org      *org.Service
	patients *patients.Service
	catalog  *catalog.Service
	tasks    *tasks.Service
	visits   *visits.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
	out      outdoors
}

// New makes the module and declares its kind of approval.
func New(d Deps) (*Service, error) {
	s := &Service{db: d.DB, org: d.Org, patients: d.Patients, catalog: d.Catalog, tasks: d.Tasks, visits: d.Visits, audit: d.Audit, facts: d.Facts,
		live: d.Live}
	if err := d.Tasks.Add(overdueCall, beforeDebond); err != nil {
		return nil, err
	}
	return s, d.Tasks.AddApprovals(tasks.ApprovalKind{Key: ApprovalDiscount, Permission: MayApprove, Settle: s.settleDiscount})
}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "billing", Migrations: migrations, Texts: texts, Permissions: permissions(),
		Settings: slices.Concat(settingList, deskSettings, []settings.Setting{DebondKind}),
		Routes:   s.routes, Events: slices.Concat(s.subscriptions(), s.outsideFacts(), s.reminders()), Demo: s.demo,
	}
}

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them. Money that stands is moved with its tenders, never
// added up.
var PatientColumns = []patients.MergeMove{
	{Table: "billing_agreements", Column: "patient_id"}, {Table: "billing_bills", Column: "patient_id"},
	{Table: "billing_lines", Column: "patient_id"}, {Table: "billing_receipts", Column: "patient_id"},
	{Table: "billing_tenders", Column: "patient_id"}, {Table: "billing_refunds", Column: "patient_id"},
	{Table: "billing_outside", Column: "patient_id"},
	{Table: "billing_entries", Column: "patient_id"}, {Table: "billing_asked", Column: "patient_id"},
}
