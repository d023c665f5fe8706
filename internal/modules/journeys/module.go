package journeys

import (
	"errors"
	"sync"

	"archwire/internal/modules/audience"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/checkin"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/content"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/settings"
)

// Deps is what the module stands on.
type Deps struct {
	DB         *db.DB
	Org        *org.Service
	Patients   *patients.Service
	Tasks      *tasks.Service
	Messages   *messages.Service
	Visits     *visits.Service
	Plans      *plans.Service
	Billing    *billing.Service
	Complaints *complaints.Service
	Followup   *followup.Service
	Audience   *audience.Service
	Checkin    *checkin.Service
	Content    *content.Service
	Auth       *auth.Service
	Audit      *audit.Log
	Facts      *events.Bus
	Live       *live.Hub // nil: no open screens
	Jobs       *jobs.Queue
	Files      files.Store
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	// Rehearsed tells whether a draft of a journey, by its hash, was rehearsed. Set at
	// start only.
	Rehearsed func(tx *db.Tx, journey, hash string) (bool, error)

	d     Deps
	plans sync.Map // planKey → *Plan
}

// New makes the module and declares its tasks and purposes.
func New(d Deps) (*Service, error) {
	s := &Service{d: d, Rehearsed: rehearsed}
	list := []messages.Purpose{purposes[messages.Care], safety, purposes[messages.ServiceClass], purposes[messages.Relation], purposes[messages.Marketing]}
	err := d.Messages.Add(list...)
	for _, p := range list {
		err = errors.Join(err, d.Messages.Guard(p.Key, s.Judge))
	}
	err = errors.Join(err, d.Messages.Explain("journeys", s.because, s.origin), d.Tasks.Add(kindsOf[TaskCall], kindsOf[TaskOneToOne], kindsOf[TaskEvaluate], kindsOf[TaskSOP]))
	d.Audience.OnDelta(s.Turned)
	return s, err
}

// The permissions.
const (
	MayView    = "journeys.view"    // see journeys, who is in them, and why
	MayEdit    = "journeys.edit"    // write drafts, check and rehearse them, for the group
	MayPublish = "journeys.publish" // let a journey go live, change, pause and end it
	MayEnrol   = "journeys.enrol"   // let somebody in by hand, take somebody out
)

// PatientColumns are the columns that name a patient: a merge moves them.
var PatientColumns = []patients.MergeMove{{Table: "journeys_enrolments", Column: "patient_id"}, {Table: "journeys_exposures", Column: "patient_id"}}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{Name: "journeys", Migrations: migrations, Texts: texts, Permissions: permissions(), Demo: s.demo, Routes: func(a *httpapi.API) { s.routes(a); s.studyRoutes(a) }, Events: s.hears(),
		Settings: []settings.Setting{ControlPercent, SmearMinutes, MustRehearse, WorthPercent, WorthAmount}, Wakers: []jobs.Waker{s.waker()}}
}

func permissions() []auth.Permission {
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: []string{org.RoleAuditor, org.RoleManager, org.RoleDoctor, org.RoleAssistant, org.RoleCoordinator,
			org.RoleFrontDesk, org.RoleServiceStaff, org.RoleMarketing}},
		{Key: MayEdit, Scope: auth.Group, Roles: []string{org.RoleMarketing, org.RoleManager}},
		{Key: MayPublish, Scope: auth.Group, Roles: []string{org.RoleMarketing}},
		{Key: MayEnrol, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleCoordinator, org.RoleServiceStaff, org.RoleMarketing}},
	}
}
