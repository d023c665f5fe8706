package patients

import (
	"embed"

	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// The rights that the use cases ask for.
const (
	View     = "patients.view"
	Register = "patients.register"
	Change   = "patients.change"
	SeePhone = "patients.see_phone"
	Alerts   = "patients.alerts"
	Consents = "patients.consents"
	HandOver = "patients.hand_over"
	Lists    = "patients.lists" // the group's tags and sources
	Merging  = "patients.merge"
	Undoing  = "patients.undo_merge"
	Import   = "patients.import"
	Export   = "patients.export"
	Erase    = "patients.erase"
	Circles  = "patients.circles" // referral trees of the whole group
)

func permissions() []auth.Permission {
	care := []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleNurse, org.RoleAssistant, org.RoleCoordinator,
		org.RoleFrontDesk, org.RoleServiceStaff}
	desk := []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk, org.RoleServiceStaff}
	all := append([]string{org.RoleCashier, org.RoleImaging}, care...)
	return []auth.Permission{
		{Key: View, Scope: auth.Clinic, Roles: all},
		{Key: Register, Scope: auth.Clinic, Roles: desk},
		{Key: Change, Scope: auth.Clinic, Roles: desk},
		{Key: SeePhone, Scope: auth.Clinic, Roles: desk},
		{Key: Alerts, Scope: auth.Clinic, Roles: care},
		{Key: Consents, Scope: auth.Clinic, Roles: care},
		{Key: HandOver, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: Lists, Scope: auth.Group, Roles: []string{org.RoleMarketing, org.RoleManager}},
		{Key: Merging, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFrontDesk}},
		{Key: Undoing, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: Import, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: Export, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: Erase, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: Circles, Scope: auth.Group, Roles: []string{org.RoleMarketing}},
	}
}

// Deps is what the module stands on.
type Deps struct {
	DB    *db.DB
	Auth  *auth.Service // for break-glass access
	Org   *org.Service
	Vault *secrets.Vault
	Audit *audit.Log
	Facts *events.Bus
	Jobs  *jobs.Queue
}

// Service holds the use cases of the module. It is safe for concurrent use. The
// exported fields are set by the roof before serving.
type Service struct {
	// Visits tells of a page of patients when each was last here and comes next,
	// for the rows of the search box.
	Visits func(tx *db.Tx, patients []string) (map[string]VisitDates, error)
	// Sources give what higher modules have to tell of a patient's time here.
	Sources []TimelineSource
	// Moves are the columns of higher modules that name a patient, for merging.
	Moves []MergeMove
	// Exports give what higher modules hold of a patient, for the person.
	Exports []ExportSource

	db    *db.DB
	auth  *auth.Service
	org   *org.Service
	vault *secrets.Vault
	audit *audit.Log
	facts *events.Bus
	jobs  *jobs.Queue
}

// VisitDates are instants in epoch milliseconds, 0 = none.
type VisitDates struct{ Last, Next int64 }

// New makes the module.
func New(d Deps) *Service {
	return &Service{db: d.DB, auth: d.Auth, org: d.Org, vault: d.Vault, audit: d.Audit, facts: d.Facts, jobs: d.Jobs}
}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "patients", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: settingList,
		Routes: s.routes, Jobs: s.jobList(), Demo: s.demo,
	}
}
