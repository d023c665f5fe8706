package visits

import (
	"context"
	"embed"
	"slices"

	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// The rights that the use cases ask for.
const (
	MayView      = "visits.view"      // see the board, the day and the lists
	MayBook      = "visits.book"      // book, move, park, copy, waitlist
	MayCancel    = "visits.cancel"    // call a visit off, say that nobody came
	MayStep      = "visits.step"      // arrive, seat, begin, treat, leave, and take it back
	MayOverride  = "visits.override"  // book against pools, shifts and day templates, with a reason
	MayRoster    = "visits.roster"    // shifts, leave, closed days, duty
	MayPlaces    = "visits.places"    // chairs and rooms, and their blocks
	MayTemplates = "visits.templates" // kinds of visit of the group
	MayPresence  = "visits.presence"  // mark a doctor on site or away
	MayFigures   = "visits.figures"   // overruns, cancellations
	MayAddresses = "visits.addresses" // secret addresses of calendars and call-in screens
)

func permissions() []auth.Permission {
	manager := []string{org.RoleManager}
	all := []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleNurse, org.RoleAssistant, org.RoleCoordinator,
		org.RoleFrontDesk, org.RoleServiceStaff, org.RoleCashier, org.RoleImaging}
	desk := []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk, org.RoleServiceStaff}
	chair := append([]string{org.RoleSecondDentist, org.RoleNurse, org.RoleImaging, org.RoleCashier}, desk...)
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleAuditor}, all...)},
		{Key: MayBook, Scope: auth.Clinic, Roles: desk},
		{Key: MayCancel, Scope: auth.Clinic, Roles: desk},
		{Key: MayStep, Scope: auth.Clinic, Roles: chair},
		{Key: MayOverride, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor}},
		{Key: MayRoster, Scope: auth.Clinic, Roles: manager},
		{Key: MayPlaces, Scope: auth.Clinic, Roles: manager},
		{Key: MayTemplates, Scope: auth.Group, Roles: manager},
		{Key: MayPresence, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleNurse, org.RoleFrontDesk}},
		{Key: MayFigures, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleAuditor}},
		{Key: MayAddresses, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor}},
	}
}

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Tasks    *tasks.Service
	Auth     *auth.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
	Vault    *secrets.Vault
	Messages *messages.Service // nil: nobody is told or reminded
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	db       *db.DB
	org      *org.Service
	patients *patients.Service
	tasks    *tasks.Service
	auth     *auth.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
	vault    *secrets.Vault
	messages *messages.Service
}

// New makes the module, declares its kind of task, and tells the patients' search
// and timeline when each was here.
func New(d Deps) (*Service, error) {
	s := &Service{
		db: d.DB, org: d.Org, patients: d.Patients, tasks: d.Tasks, auth: d.Auth, audit: d.Audit, facts: d.Facts,
		live: d.Live, vault: d.Vault, messages: d.Messages,
	}
	d.Patients.Visits = s.visitDates
	d.Patients.Sources = append(d.Patients.Sources, patients.TimelineSource{Of: "visits", Moments: s.moments})
	if err := s.declarePurposes(); err != nil {
		return nil, err
	}
	return s, d.Tasks.Add(callTask)
}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "visits", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: slices.Concat(settingList, licenceSettings()),
		Routes: s.routes, Events: s.subscriptions(), Wakers: []jobs.Waker{s.suspectWaker()}, Demo: s.demo,
	}
}

func (s *Service) routes(api *httpapi.API) {
	s.routesStanding(api)
	s.routesBookings(api)
}

// demo furnishes the clinics first and fills their days afterwards.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	if err := s.demoStanding(ctx, w); err != nil {
		return err
	}
	if err := s.demoBookings(ctx, w); err != nil {
		return err
	}
	return s.demoReminders(ctx, w)
}
