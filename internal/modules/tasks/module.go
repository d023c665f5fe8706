package tasks

import (
	"fmt"

	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/settings"
)

// Deps is what the module stands on.
type Deps struct {
	DB    *db.DB
	Org   *org.Service
	Audit *audit.Log
	Facts *events.Bus
	Live  *live.Hub // nil: no open screens
}

// Service holds the use cases of the module. It is safe for concurrent use once
// every kind is declared.
type Service struct {
	// Faces gives what a list shows of the patients that the actor may see; the
	// roof sets it before serving. nil: lists show no patient.
	Faces func(tx *db.Tx, patients []string) (map[string]Face, error)

	// Away gives who is not at work today: of the people given, and of those who
	// named standIn for their leave ("" = nobody). The roof sets it before serving.
	// nil: everybody is always there.
	Away func(tx *db.Tx, people []string, standIn string) ([]Absence, error)

	db    *db.DB
	org   *org.Service
	audit *audit.Log
	facts *events.Bus
	live  *live.Hub
	kinds map[string]Kind
	order []string

	approvals map[string]ApprovalKind
}

// Make makes the service. (New is what a task is opened from.)
func Make(d Deps) *Service {
	s := &Service{db: d.DB, org: d.Org, audit: d.Audit, facts: d.Facts, live: d.Live, kinds: map[string]Kind{},
		approvals: map[string]ApprovalKind{}}
	if err := s.Add(byHand...); err != nil {
		panic(err) // a mistake in this package
	}
	return s
}

// Add declares kinds, at start only. A bad declaration or a key that is there
// already is an error.
func (s *Service) Add(list ...Kind) error {
	for _, k := range list {
		if err := k.check(); err != nil {
			return err
		}
		if _, dup := s.kinds[k.Key]; dup {
			return fmt.Errorf("tasks: kind %s is declared twice", k.Key)
		}
		s.kinds[k.Key] = k.withForm()
		s.order = append(s.order, k.Key)
	}
	return nil
}

// The permissions.
const (
	MayView   = "tasks.view"   // see the tasks of a clinic
	MayWork   = "tasks.work"   // open by hand, record outcomes, hand over, snooze, comment, take back what one has just closed
	MayCancel = "tasks.cancel" // say that a task is not needed, open one again that others closed

	// MayDecideAny opens the door to decisions on approvals; each kind asks for a
	// permission of its own besides.
	MayDecideAny = "tasks.decide"
)

// The settings.
var (
	AmberMinutes = settings.Setting{Key: "tasks.amber_minutes", Kind: settings.Minutes, Default: 30, Unit: "min",
		Min: 0, Max: 1440, PerClinic: true, Source: settings.House} // half of the hour in which a missed visit is called
	EscalateMinutes = settings.Setting{Key: "tasks.escalate_minutes", Kind: settings.Minutes, Default: 60, Unit: "min",
		Min: 5, Max: 10080, PerClinic: true, Source: settings.House}
	RetryMinutes = settings.Setting{Key: "tasks.retry_minutes", Kind: settings.Minutes, Default: 60, Unit: "min",
		Min: 5, Max: 10080, PerClinic: true, Source: settings.House}
)

// standInRoles are those of which a clinic may choose.
var standInRoles = []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk, org.RoleServiceStaff}

// StandInRole is the role that has the tasks of somebody who is away and has named
// nobody to stand in.
var StandInRole = settings.Setting{Key: "tasks.stand_in_role", Kind: settings.Choice, Default: org.RoleManager, Choices: standInRoles,
	PerClinic: true, Source: settings.House}

// WakeTopic is the ticker's topic under which tasks wait for their due time.
const WakeTopic = "tasks.due"

// Module says what the program must know of this module.
func (s *Service) Module() module.Module {
	desk := []string{
		org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleNurse, org.RoleAssistant, org.RoleCoordinator,
		org.RoleFrontDesk, org.RoleServiceStaff, org.RoleCashier, org.RoleImaging, org.RoleStock, org.RoleMarketing, org.RoleFinance,
	}
	return module.Module{
		Name:       "tasks",
		Migrations: migrations,
		Texts:      texts,
		Permissions: []auth.Permission{
			{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleAuditor}, desk...)},
			{Key: MayWork, Scope: auth.Clinic, Roles: desk},
			{Key: MayCancel, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleCoordinator, org.RoleAssistant}},
			{Key: MayDecideAny, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFinance}},
		},
		Settings: []settings.Setting{AmberMinutes, EscalateMinutes, RetryMinutes, StandInRole},
		Routes: func(a *httpapi.API) {
			s.routes(a)
			s.routesBatch(a)
			s.routesApprovals(a)
		},
		Events: s.hears(),
		Demo:   s.demo,
		Wakers: []jobs.Waker{{Topic: WakeTopic, Due: s.escalateDue, Next: nextWake}},
	}
}
