package charting

import (
	"context"
	"embed"
	"slices"

	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/paper"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// The rights that the use cases ask for.
const (
	MayView            = "charting.view"             // open and print records
	MayWrite           = "charting.write"            // write records, submit them, take them back
	MaySign            = "charting.sign"             // sign one's own records, review those of others
	MayAmend           = "charting.amend"            // amend signed records
	MayTemplates       = "charting.templates"        // the group's templates and phrases
	MayClinicTemplates = "charting.clinic_templates" // those of a clinic
	MayImage           = "charting.image"            // take ordered films, report on them, call them off
	MaySeal            = "charting.seal"             // seal a patient's record, prove and break seals
	MayRefer           = "charting.refer"            // send patients to colleagues, take those who are sent
)

func permissions() []auth.Permission {
	doctors := []string{org.RoleDoctor, org.RoleSecondDentist}
	chair := append([]string{org.RoleNurse, org.RoleAssistant}, doctors...)
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleManager, org.RoleCoordinator, org.RoleImaging, org.RoleAuditor}, chair...)},
		{Key: MayWrite, Scope: auth.Clinic, Roles: chair},
		{Key: MaySign, Scope: auth.Clinic, Roles: chair},
		{Key: MayAmend, Scope: auth.Clinic, Roles: doctors},
		{Key: MayImage, Scope: auth.Clinic, Roles: append([]string{org.RoleImaging}, chair...)},
		{Key: MayRefer, Scope: auth.Clinic, Roles: doctors},
		{Key: MaySeal, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: MayClinicTemplates, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor}},
		{Key: MayTemplates, Scope: auth.Group, Roles: []string{org.RoleManager, org.RoleDoctor}},
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
	Auth     *auth.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	Press   *paper.Press // prints records; nil: with the small fonts
	Store   files.Store  // keeps sealed records
	Annexes []Annex      // what other modules add to a sealed record

	// Others tells whether an image or a plan is of a patient; the roof sets it
	// before serving. nil: referrals name none.
	Others func(tx *db.Tx, patient string, r Reference) (bool, error)

	db       *db.DB
	org      *org.Service
	patients *patients.Service
	catalog  *catalog.Service
	tasks    *tasks.Service
	visits   *visits.Service
	auth     *auth.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
}

// New makes the module and declares its tasks.
func New(d Deps) (*Service, error) {
	s := &Service{
		db: d.DB, org: d.Org, patients: d.Patients, catalog: d.Catalog, tasks: d.Tasks, visits: d.Visits, auth: d.Auth, audit: d.Audit,
		facts: d.Facts, live: d.Live,
	}
	return s, s.tasks.Add(referralTasks...)
}

// PatientColumns are the columns that name a patient: a merge moves them.
var PatientColumns = []patients.MergeMove{
	{Table: "charting_records", Column: "patient_id"},
	{Table: "charting_findings", Column: "patient_id"},
	{Table: "charting_cards", Column: "patient_id"},
	{Table: "charting_orders", Column: "patient_id"},
	{Table: "charting_seals", Column: "patient_id"},
	{Table: "charting_referrals", Column: "patient_id"},
}

// FileColumns are the columns of this module that name files.
var FileColumns = []files.Column{{Table: "charting_seals", Column: "blob"}}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "charting", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: append(slices.Clone(recordSettings), referralSettings...),
		Routes: s.routes, Events: []events.Subscription{s.retains()}, Demo: s.demo,
	}
}

func (s *Service) routes(api *httpapi.API) {
	s.routesRecords(api)
	s.routesUnsigned(api)
	s.routesTemplates(api)
	s.routesTeeth(api)
	s.routesCards(api)
	s.routesOrders(api)
	s.routesPaper(api)
	s.routesSeals(api)
	s.routesReferrals(api)
}

func (s *Service) demo(ctx context.Context, w *demo.World) error {
	if err := s.demoRecords(ctx, w); err != nil {
		return err
	}
	if err := s.demoTeeth(ctx, w); err != nil {
		return err
	}
	return s.demoSeal(ctx, w)
}
