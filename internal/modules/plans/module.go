package plans

import (
	"archwire/internal/kit/civil"
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
	Press *paper.Press // prints plans; nil: with the small fonts

	// Gates are asked before the first fitting and before the end of active
	// treatment of a contract; the roof adds those of other modules before serving.
	Gates []Gate
	// Slots gives the slots of which a patient has an image since a day; the roof
	// sets it before serving. nil: the set of records is the executed item.
	Slots func(tx *db.Tx, patient string, since civil.Day) ([]string, error)

	db       *db.DB
	org      *org.Service
	patients *patients.Service
	catalog  *catalog.Service
	tasks    *tasks.Service
	visits   *visits.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
}

// New makes the module and declares its kinds of approval.
func New(d Deps) (*Service, error) {
	s := &Service{db: d.DB, org: d.Org, patients: d.Patients, catalog: d.Catalog, tasks: d.Tasks, visits: d.Visits, audit: d.Audit,
		facts: d.Facts, live: d.Live}
	s.Gates = []Gate{{Key: GateRecords, Missing: s.noRecords}}
	return s, d.Tasks.AddApprovals(
		tasks.ApprovalKind{Key: ApprovalDiscount, Permission: MayApprove, Settle: s.settleDiscount},
		tasks.ApprovalKind{Key: ApprovalChange, Permission: MayApprove, Settle: s.settleChange},
	)
}

// The permissions.
const (
	MayView     = "plans.view"
	MayEdit     = "plans.edit"     // draft, change and present plans; discounts up to plans.discount_limit
	MayDiscount = "plans.discount" // discounts up to plans.discount_limit_wide
	MayAccept   = "plans.accept"   // record that the patient agreed, or declined
	MayExecute  = "plans.execute"
	MayUndo     = "plans.undo"    // undo an execution, complete or end a plan by hand
	MayApprove  = "plans.approve" // decide discounts and changes of accepted plans
)

func permissions() []auth.Permission {
	dentists := []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist}
	with := func(more ...string) []string { return append(more, dentists...) }
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: with(org.RoleNurse, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk,
			org.RoleServiceStaff, org.RoleCashier, org.RoleImaging, org.RoleFinance, org.RoleAuditor)},
		{Key: MayEdit, Scope: auth.Clinic, Roles: with(org.RoleAssistant, org.RoleCoordinator)},
		{Key: MayDiscount, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleCoordinator}},
		{Key: MayAccept, Scope: auth.Clinic, Roles: with(org.RoleCoordinator, org.RoleFrontDesk)},
		{Key: MayExecute, Scope: auth.Clinic, Roles: with(org.RoleNurse, org.RoleAssistant)},
		{Key: MayUndo, Scope: auth.Clinic, Roles: dentists},
		{Key: MayApprove, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
	}
}

// The settings.
var (
	DiscountLimit = settings.Setting{Key: "plans.discount_limit", Kind: settings.Int, Default: 5, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.House} // 95 折 at the desk
	DiscountLimitWide = settings.Setting{Key: "plans.discount_limit_wide", Kind: settings.Int, Default: 15, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.House}
	DiscountLimitApprove = settings.Setting{Key: "plans.discount_limit_approve", Kind: settings.Int, Default: 30, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.House} // beyond it the group decides
	ShareFitting = settings.Setting{Key: "plans.share_fitting", Kind: settings.Int, Default: 40, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.Practice} // 40 % at the first fitting
	ShareDebond = settings.Setting{Key: "plans.share_debond", Kind: settings.Int, Default: 5, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.Practice}
	ShareRetention = settings.Setting{Key: "plans.share_retention", Kind: settings.Int, Default: 5, Unit: "%",
		Min: 0, Max: 100, PerClinic: true, Source: settings.Practice}
	Reviews = settings.Setting{Key: "plans.reviews", Kind: settings.Int, Default: 20,
		Min: 1, Max: MaxSteps - 3, PerClinic: true, Source: settings.Practice} // a course of two years, every five weeks
	BackdateDays = settings.Setting{Key: "plans.backdate_days", Kind: settings.Int, Default: 3, Unit: "d",
		Min: 0, Max: 31, PerClinic: true, Source: settings.House} // what was done is entered within days
	RecordsGate = settings.Setting{Key: "plans.gate_records", Kind: settings.Choice, Default: GateWarns, Choices: gateChoices,
		PerClinic: true, Source: settings.Practice} // films and photographs stand before the appliance
	ConsentGate = settings.Setting{Key: "plans.gate_consent", Kind: settings.Choice, Default: GateOff, Choices: gateChoices,
		PerClinic: true, Source: settings.Law} // treatment after informed consent; asks nobody until consents are kept here
	RecordsSlots = settings.Setting{Key: "plans.records_slots", Kind: settings.Text, Min: 0, Max: 400, PerClinic: true, Source: settings.Practice,
		Default: "face_front,face_front_smile,face_profile,oral_front,oral_right,oral_left,oral_upper,oral_lower,film_pano,film_ceph"}
	RecordsCode = settings.Setting{Key: "plans.records_code", Kind: settings.Text, Default: "O01", Min: 1, Max: 20,
		PerClinic: true, Source: settings.House} // the item of the price list
	RecordsMonths = settings.Setting{Key: "plans.records_months", Kind: settings.Int, Default: 12, Unit: "mo",
		Min: 1, Max: 60, PerClinic: true, Source: settings.House} // older records do not show today's mouth
	QuoteDays = settings.Setting{Key: "plans.quote_days", Kind: settings.Int, Default: 30, Unit: "d",
		Min: 1, Max: 365, PerClinic: true, Source: settings.House} // printed prices are good for a month
)

// Module says what the program must know of this module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "plans", Migrations: migrations, Texts: texts, Permissions: permissions(),
		Settings: []settings.Setting{DiscountLimit, DiscountLimitWide, DiscountLimitApprove, ShareFitting, ShareDebond, ShareRetention,
			Reviews, BackdateDays, RecordsGate, ConsentGate, RecordsSlots, RecordsCode, RecordsMonths, QuoteDays},
		Routes: s.routes,
		Events: []events.Subscription{{Name: "plans.forget", Kinds: []string{patients.FactErased}, Now: forget, Backfill: true}},
		Demo:   s.demo,
	}
}

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them.
var PatientColumns = []patients.MergeMove{{Table: "plans_plans", Column: "patient_id"}, {Table: "plans_executions", Column: "patient_id"}}

// forget hears of erased persons: what was written freely about them goes. What
// was agreed and done stays, as the law asks of records and books.
func forget(tx *db.Tx, f events.Fact) error {
	var body struct {
		Records []string `json:"records"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	return blankPlans(tx, body.Records)
}
