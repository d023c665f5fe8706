package checkin

import (
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/settings"
)

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Auth     *auth.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	db       *db.DB
	org      *org.Service
	patients *patients.Service
	auth     *auth.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
}

// New makes the module.
func New(d Deps) *Service {
	return &Service{db: d.DB, org: d.Org, patients: d.Patients, auth: d.Auth, audit: d.Audit, facts: d.Facts, live: d.Live}
}

// The permissions.
const (
	MayView  = "checkin.view"       // see who checks in, and what was said
	MayWork  = "checkin.work"       // let patients join, pause and leave; note a check-in
	MayShape = "checkin.programmes" // change the times of a programme
)

// The settings.
var (
	Grace = settings.Setting{Key: "checkin.grace", Kind: settings.Clock, Default: "03:00", PerClinic: true, Source: settings.House} // nobody is told of a missed day at night
	Links = settings.Setting{Key: "checkin.link_days", Kind: settings.Int, Default: 90, Unit: "d", Min: 1, Max: 365, PerClinic: true,
		Source: settings.House} // a parent keeps the page for a quarter
)

// PatientColumns are the columns that name a patient: a merge moves them.
var PatientColumns = []patients.MergeMove{{Table: "checkin_members", Column: "patient_id"}}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "checkin", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: []settings.Setting{Grace, Links},
		Routes: s.routes, Events: s.hears(), Wakers: []jobs.Waker{{Topic: wakeTopic, Due: s.wakeDue, Next: nextWake}}, Demo: s.demo,
	}
}

func permissions() []auth.Permission {
	care := []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleServiceStaff, org.RoleCoordinator, org.RoleNurse}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleSecondDentist, org.RoleFrontDesk, org.RoleAuditor}, care...)},
		{Key: MayWork, Scope: auth.Clinic, Roles: care},
		{Key: MayShape, Scope: auth.Group, Roles: []string{}},
	}
}
