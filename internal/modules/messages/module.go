package messages

import (
	"net/http"
	"sync"

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
	MayView     = "messages.view"      // see what was said to whom, and why
	MayResolve  = "messages.resolve"   // decide about unknown ones, remind, stop
	MayOptOut   = "messages.optout"    // note what somebody does not want
	MayBind     = "messages.bind"      // say whom a WeChat speaks for
	MayLog      = "messages.log"       // read answers as they came
	MayTemplate = "messages.templates" // how messages read
	MayAccount  = "messages.accounts"  // accounts at providers, with their keys; userids of colleagues
	MayQuota    = "messages.quota"     // buy and allot SMS
	MayCode     = "messages.codes"     // make codes by which people add colleagues, change and end them
	MayTags     = "messages.tags"      // which tags WeCom shows
	MayMove     = "messages.moves"     // move customers from one colleague to another
)

func permissions() []auth.Permission {
	desk := []string{org.RoleManager, org.RoleFrontDesk, org.RoleServiceStaff, org.RoleCoordinator, org.RoleAssistant}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleDoctor, org.RoleMarketing, org.RoleAuditor}, desk...)},
		{Key: MayResolve, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleServiceStaff, org.RoleFrontDesk}},
		{Key: MayOptOut, Scope: auth.Clinic, Roles: desk},
		{Key: MayBind, Scope: auth.Clinic, Roles: desk},
		{Key: MayCode, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleMarketing}},
		{Key: MayMove, Scope: auth.Clinic, Roles: []string{org.RoleManager}},
		{Key: MayLog, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleAuditor}},
		{Key: MayTemplate, Scope: auth.Group, Roles: []string{org.RoleMarketing}},
		{Key: MayAccount, Scope: auth.Group},
		{Key: MayQuota, Scope: auth.Group, Roles: []string{org.RoleMarketing, org.RoleFinance}},
		{Key: MayTags, Scope: auth.Group, Roles: []string{org.RoleMarketing, org.RoleManager}}, // who keeps the list of tags
	}
}

// The settings.
var (
	ServiceFrom   = clock("messages.service_from", "07:30")
	ServiceTo     = clock("messages.service_to", "21:30")
	MarketingFrom = clock("messages.marketing_from", "09:00")
	MarketingTo   = clock("messages.marketing_to", "20:30")
	SmearMinutes  = settings.Setting{Key: "messages.smear_minutes", Kind: settings.Minutes, Default: 20, Unit: "min", Min: 0, Max: 240, PerClinic: true,
		Source: settings.House}
	TapMinutes = settings.Setting{Key: "messages.tap_minutes", Kind: settings.Minutes, Default: 240, Unit: "min", Min: 10, Max: 2880, PerClinic: true,
		Source: settings.House} // half a working day, then the next channel
	WeComMonth = settings.Setting{Key: "messages.wecom_month", Kind: settings.Int, Default: 20, Min: 0, Max: 31, PerClinic: true,
		Source: settings.Practice} // WeCom lets through as many as the month has days, colleagues' own among them
	QuotaLow = settings.Setting{Key: "messages.quota_low", Kind: settings.Int, Default: 500, Min: 0, Max: 1_000_000, PerClinic: true, Source: settings.House}

	capsOf = map[Class][2]settings.Setting{
		Care:         {bound("messages.care_day", 3), bound("messages.care_household", 6)},
		ServiceClass: {bound("messages.service_day", 6), bound("messages.service_household", 12)},
		Relation:     {bound("messages.relation_day", 1), bound("messages.relation_household", 2)},
		Marketing:    {bound("messages.marketing_day", 1), bound("messages.marketing_household", 1)},
	}
)

func clock(key, at string) settings.Setting {
	return settings.Setting{Key: key, Kind: settings.Clock, Default: at, PerClinic: true, Source: settings.House}
}

// bound is how many of a class somebody may hear in a day; 0 = any number.
func bound(key string, n int) settings.Setting {
	return settings.Setting{Key: key, Kind: settings.Int, Default: n, Min: 0, Max: 100, PerClinic: true, Source: settings.House}
}

func settingList() []settings.Setting {
	out := []settings.Setting{ServiceFrom, ServiceTo, MarketingFrom, MarketingTo, SmearMinutes, TapMinutes, WeComMonth, QuotaLow}
	for _, c := range Classes {
		if pair, ok := capsOf[c]; ok {
			out = append(out, pair[0], pair[1])
		}
	}
	return out
}

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Auth     *auth.Service
	Vault    *secrets.Vault
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
	Jobs     *jobs.Queue
	// DoubleKeys are those of the stand-in, by kind: they open nothing anywhere else.
	DoubleKeys map[Kind]Keys
}

// Guard is asked, in the transaction that decides, which of some due messages of a
// purpose are not to go: message id → reason. What it sets in the fields of the others
// is what goes: a message is planned long before, and speaks of now.
type Guard func(tx *db.Tx, list []Message) (map[string]string, error)

// Service holds the use cases of the module. It is safe for concurrent use once
// every purpose is declared.
type Service struct {
	// Double is the address of the stand-in, Public that at which providers and
	// patients' telephones reach this program; both "" = there is none. Set before
	// jobs are worked.
	Double, Public string
	// Complaints tells which patients have an open complaint; nil: none has.
	Complaints func(tx *db.Tx, patients []string) (map[string]bool, error)
	// NeverMarketed tells which patients are never marketed to, whatever they agreed
	// to; nil: there is no such group.
	NeverMarketed func(tx *db.Tx, patients []string) (map[string]bool, error)
	// Judge tells what law or a channel forbids in a template that is being set, "" =
	// nothing; nil: nobody looks.
	Judge func(tx *db.Tx, class Class, t Template) (what string, err error)
	// QuotaLow hears that a clinic's quota ("" = the head office's) fell below its
	// setting, in the transaction in which it did; nil: nobody does.
	QuotaLow func(tx *db.Tx, clinic string, left int) error
	// Texts gives the texts that a group keeps for chats, unfilled; nil: it keeps none.
	Texts func(tx *db.Tx, clinic, patient string) ([]Ready, error)
	// MoreTags gives the tags of the group's list that patients carry beside those hung by
	// hand; nil: there are none.
	MoreTags func(tx *db.Tx, patients []string) (map[string][]string, error)
	// Coming tells when patients come next, those who do; nil: nobody knows.
	Coming func(tx *db.Tx, patients []string) (map[string]int64, error)
	// Here tells when patients were last here for a visit, those who were; nil: nobody
	// knows.
	Here func(tx *db.Tx, patients []string) (map[string]int64, error)

	db       *db.DB
	org      *org.Service
	patients *patients.Service
	auth     *auth.Service
	vault    *secrets.Vault
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
	jobs     *jobs.Queue
	double   map[Kind]Keys
	http     *http.Client
	tokens   *tokens

	purposes map[string]Purpose
	order    []string
	guards   map[string]Guard
	because  map[string]Because // by module
	origins  map[string]Origin

	codes   sync.Map // public codes of groups, by tenant
	noticed sync.Mutex
	inbox   map[string]*gathering // by group
}

// New makes the module.
func New(d Deps) *Service {
	s := &Service{db: d.DB, org: d.Org, patients: d.Patients, auth: d.Auth, vault: d.Vault, audit: d.Audit, facts: d.Facts, live: d.Live, jobs: d.Jobs,
		double: d.DoubleKeys, http: newClient(), tokens: newTokens(), purposes: map[string]Purpose{}, guards: map[string]Guard{}, because: map[string]Because{}, origins: map[string]Origin{},
		inbox: map[string]*gathering{}}
	if err := s.Add(Welcome); err != nil {
		panic(err) // a mistake in this package
	}
	return s
}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "messages", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: settingList(),
		Routes: s.routes, Jobs: s.jobList(), Wakers: []jobs.Waker{s.waker(), s.hearer(), s.tidier(), s.tagMarker(), s.moveWaker()}, Demo: s.demo,
		Events: []events.Subscription{{Name: "messages.forget_erased", Kinds: []string{patients.FactErased}, Now: s.forget, Backfill: true},
			{Name: "messages.recheck", Kinds: []string{patients.FactChanged, patients.FactWithdrawn}, Now: func(tx *db.Tx, f events.Fact) error {
				return s.Recheck(tx, f.Patient)
			}},
			{Name: "messages.retag", Kinds: []string{patients.FactChanged, patients.FactMerged, patients.FactMergeUndone}, Now: s.hearTags}},
	}
}

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them.
var PatientColumns = []patients.MergeMove{{Table: "messages_messages", Column: "patient_id"}, {Table: "messages_bindings", Column: "patient_id"},
	{Table: "messages_optouts", Column: "patient_id"}, {Table: "messages_said", Column: "patient_id"},
	{Table: "messages_invites", Column: "patient_id"}}
