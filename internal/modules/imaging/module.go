package imaging

import (
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
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
	Visits   *visits.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
	Jobs     *jobs.Queue
	Files    files.Store
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	Orders Orders // set at the roof before the first request; empty: images name no orders

	db       *db.DB
	org      *org.Service
	patients *patients.Service
	visits   *visits.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
	jobs     *jobs.Queue
	files    files.Store
}

// New makes the module.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, org: d.Org, patients: d.Patients, visits: d.Visits, audit: d.Audit, facts: d.Facts, live: d.Live, jobs: d.Jobs,
		files: d.Files,
	}
}

// The permissions.
const (
	MayView    = "imaging.view"    // see a patient's images and open originals
	MayAdd     = "imaging.add"     // bring images in
	MayChange  = "imaging.change"  // file images anew and withdraw them
	MayFigures = "imaging.figures" // how many images were taken, by whom
)

func permissions() []auth.Permission {
	chair := []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleNurse, org.RoleAssistant, org.RoleImaging}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleCoordinator}, chair...)},
		{Key: MayAdd, Scope: auth.Clinic, Roles: append([]string{org.RoleCoordinator}, chair...)},
		{Key: MayChange, Scope: auth.Clinic, Roles: chair},
		{Key: MayFigures, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleImaging, org.RoleAuditor}},
	}
}

// maxMB is how large a file may be at most, in megabytes.
var maxMB = settings.Setting{Key: "imaging.max_mb", Kind: settings.Int, Default: 30, Unit: "MB",
	Min: 1, Max: maxFile >> 20, PerClinic: true, Source: settings.House} // a camera's photo has 5 to 15, a panoramic film up to 20

// maxFile bounds every upload in bytes, whatever the setting says.
const maxFile = 40 << 20

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them.
var PatientColumns = []patients.MergeMove{{Table: "imaging_images", Column: "patient_id"}}

// FileColumns are the columns of this module that name files.
var FileColumns = []files.Column{
	{Table: "imaging_images", Column: "hash"}, {Table: "imaging_images", Column: "picture_hash"}, {Table: "imaging_images", Column: "thumb_hash"},
}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "imaging", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: []settings.Setting{maxMB},
		Routes: s.routes, Jobs: []jobs.Job{s.drawJob()}, Events: s.subscriptions(), Demo: s.demo,
	}
}
