package content

import (
	"html/template"
	"strings"

	"archwire/internal/modules/billing"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/files"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/settings"
)

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Catalog  *catalog.Service
	Messages *messages.Service
	Billing  *billing.Service
	Auth     *auth.Service
	Vault    *secrets.Vault
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
	Jobs     *jobs.Queue
	Files    files.Store
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	// Named tells where a text, an article or a face is named in modules above; the
	// roof sets it before serving. nil: nowhere.
	Named func(tx *db.Tx, kind Kind, key string) ([]Use, error)

	d    Deps
	page *template.Template
}

// New makes the module.
func New(d Deps) (*Service, error) {
	page, err := template.New("page").Parse(pageSource)
	return &Service{d: d, page: page}, err
}

// The permissions.
const (
	MayView  = "content.view"  // see texts, articles and what coupons are worth
	MayWrite = "content.write" // write them
	MayOffer = "content.offer" // decide what coupons are worth, and how many there are
	MayGrant = "content.grant" // give a patient a coupon, send an article
)

func permissions() []auth.Permission {
	desk := []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleNurse, org.RoleAssistant, org.RoleCoordinator, org.RoleFrontDesk,
		org.RoleServiceStaff, org.RoleCashier}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleMarketing, org.RoleAuditor}, desk...)},
		{Key: MayWrite, Scope: auth.Group, Roles: []string{org.RoleMarketing}},
		{Key: MayOffer, Scope: auth.Group, Roles: []string{org.RoleMarketing, org.RoleFinance}},
		{Key: MayGrant, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleCoordinator, org.RoleFrontDesk, org.RoleServiceStaff}},
	}
}

// The settings.
var (
	AdCertificate = settings.Setting{Key: "content.ad_certificate", Kind: settings.Text, Default: "", Max: 80, Source: settings.Law}
	AllowedWords  = settings.Setting{Key: "content.allowed_words", Kind: settings.Text, Default: "", Max: 400, Source: settings.House}
)

// wordsOf reads a list of words that is written with commas between them.
func wordsOf(list string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",，、;；\n", r) }) {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// PatientColumns are the columns that name a patient: a merge moves them.
var PatientColumns = []patients.MergeMove{{Table: "content_coupons", Column: "patient_id"}, {Table: "content_shares", Column: "patient_id"}}

// FileColumns are the columns of this module that name files.
var FileColumns = []files.Column{{Table: "content_files", Column: "hash"}}

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "content", Migrations: migrations, Texts: texts, Permissions: permissions(), Routes: s.routes, Demo: s.demo, Settings: []settings.Setting{AdCertificate, AllowedWords, LinkDays},
		Events: s.hears(), Wakers: []jobs.Waker{s.expirer()},
	}
}
