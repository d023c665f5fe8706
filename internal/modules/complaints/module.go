package complaints

import (
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
	"archwire/internal/platform/settings"
)

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Tasks    *tasks.Service
	Visits   *visits.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	db       *db.DB
	org      *org.Service
	patients *patients.Service
	tasks    *tasks.Service
	visits   *visits.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
}

// FormComplaint is the form of the module's tasks.
const FormComplaint = "complaint"

// The tasks of a complaint, one after the other.
var (
	toAnswer = tasks.Kind{Key: "complaints.answer", Outcomes: tasks.TodoOutcomes, Own: true, Form: FormComplaint, StandIn: org.RoleManager,
		Ladder: []string{org.RoleManager, org.RoleOwner}}
	toResolve = tasks.Kind{Key: "complaints.resolve", Outcomes: tasks.TodoOutcomes, Own: true, Form: FormComplaint, StandIn: org.RoleManager,
		Ladder: []string{org.RoleManager, org.RoleOwner}}
)

// Make makes the module and declares its tasks. (New is what a complaint is raised
// from.)
func Make(d Deps) (*Service, error) {
	s := &Service{db: d.DB, org: d.Org, patients: d.Patients, tasks: d.Tasks, visits: d.Visits, audit: d.Audit, facts: d.Facts, live: d.Live}
	return s, s.tasks.Add(toAnswer, toResolve)
}

// The permissions.
const (
	MayView    = "complaints.view"    // see complaints and what was done about them
	MayRaise   = "complaints.raise"   // write a complaint down
	MayWork    = "complaints.work"    // write what was done, hand over
	MayClose   = "complaints.close"   // come to a result, open again
	MayFigures = "complaints.figures" // see how the clinic does with them
)

// The settings.
var (
	AnswerHours = settings.Setting{Key: "complaints.answer_hours", Kind: settings.Int, Default: 24, Unit: "h", Min: 1, Max: 168, PerClinic: true,
		Source: settings.House} // the patient hears from somebody within a day
	ResultDays = settings.Setting{Key: "complaints.result_days", Kind: settings.Int, Default: 7, Unit: "d", Min: 1, Max: 60, PerClinic: true,
		Source: settings.House} // a week, as consumers' associations ask for
	TargetPercent = settings.Setting{Key: "complaints.target_percent", Kind: settings.Int, Default: 2, Unit: "%", Min: 1, Max: 20, PerClinic: true,
		Source: settings.Practice} // clinics that measure it hold two in a hundred
)

// PatientColumns are the columns that name a patient: a merge moves them.
var PatientColumns = []patients.MergeMove{{Table: "complaints_complaints", Column: "patient_id"}}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "complaints", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: []settings.Setting{AnswerHours, ResultDays, TargetPercent},
		Routes: s.routes, Events: s.hears(), Demo: s.demo,
	}
}

func permissions() []auth.Permission {
	desk := []string{
		org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleNurse, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk,
		org.RoleServiceStaff, org.RoleCashier, org.RoleMarketing,
	}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleAuditor}, desk...)},
		{Key: MayRaise, Scope: auth.Clinic, Roles: desk},
		{Key: MayWork, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk, org.RoleServiceStaff}},
		{Key: MayClose, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleCoordinator, org.RoleServiceStaff}},
		{Key: MayFigures, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleAuditor}},
	}
}
