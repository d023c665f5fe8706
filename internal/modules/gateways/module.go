package gateways

import (
	"net/http"

	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/settings"
)

// The rights that the use cases ask for.
const (
	MayView    = "gateways.view"     // see what was asked of the outside world, and what came of it
	MayResolve = "gateways.resolve"  // ask again, close, take as not happened
	MayAccount = "gateways.accounts" // a clinic's accounts at providers, with their keys
	MayLog     = "gateways.log"      // read answers and callbacks as they came
)

func permissions() []auth.Permission {
	desk := []string{org.RoleManager, org.RoleFrontDesk, org.RoleCashier, org.RoleFinance}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleAuditor}, desk...)},
		{Key: MayResolve, Scope: auth.Clinic, Roles: desk},
		{Key: MayAccount, Scope: auth.Clinic},
		{Key: MayLog, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFinance, org.RoleAuditor}},
	}
}

// PayMinutes: how long a payer may look at the code before it is closed by itself.
var PayMinutes = settings.Setting{Key: "gateways.pay_minutes", Kind: settings.Minutes, Default: 5, Unit: "min", Min: 1, Max: 120, PerClinic: true,
	Source: settings.House}

// Deps is what the module stands on.
type Deps struct {
	DB    *db.DB
	Org   *org.Service
	Auth  *auth.Service
	Vault *secrets.Vault
	Audit *audit.Log
	Facts *events.Bus
	Live  *live.Hub // nil: no open screens
	Jobs  *jobs.Queue
	// Cards names patients beside what was asked for them; nil: nobody is named.
	Cards func(tx *db.Tx, ids []string) (map[string]patients.Card, error)
	// DoubleKeys are those of the stand-in: they open nothing anywhere else.
	DoubleKeys Keys
}

// Service holds the use cases of the module. It is safe for concurrent use once
// it serves.
type Service struct {
	// Double is the address of the stand-in, Public that at which providers reach
	// this program; both "" = there is none. Set before jobs are worked.
	Double, Public string

	db    *db.DB
	org   *org.Service
	auth  *auth.Service
	vault *secrets.Vault
	audit *audit.Log
	facts *events.Bus
	live  *live.Hub
	jobs  *jobs.Queue
	keys  Keys
	cards func(tx *db.Tx, ids []string) (map[string]patients.Card, error)
	http  *http.Client
}

// New makes the module.
func New(d Deps) *Service {
	return &Service{db: d.DB, org: d.Org, auth: d.Auth, vault: d.Vault, audit: d.Audit, facts: d.Facts, live: d.Live, jobs: d.Jobs,
		keys: d.DoubleKeys, cards: d.Cards, http: newClient()}
}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "gateways", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: []settings.Setting{PayMinutes},
		Routes: s.routes, Jobs: s.jobList(), Wakers: []jobs.Waker{s.waker()}, Demo: s.demo,
		Events: []events.Subscription{{Name: "gateways.forget_erased", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true}},
	}
}

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them.
var PatientColumns = []patients.MergeMove{{Table: "gateways_requests", Column: "patient_id"}}
