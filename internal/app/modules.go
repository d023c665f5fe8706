package app

import (
	"errors"
	"slices"

	"archwire/internal/fake"
	"archwire/internal/kit/civil"
	"archwire/internal/modules/audience"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/charting"
	"archwire/internal/modules/checkin"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/content"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/imaging"
	"archwire/internal/modules/journeys"
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
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/module"
	"archwire/internal/platform/paper"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/settings"
	"archwire/web"
)

// House is the map of the program: every module, from the bottom up.
type House struct {
	Settings *settings.Service
	Org      *org.Service
	Patients *patients.Service
	Catalog  *catalog.Service
	Tasks    *tasks.Service
	Gateways *gateways.Service
	Messages *messages.Service
	Visits   *visits.Service
	Plans    *plans.Service
	Imaging  *imaging.Service
	Charting *charting.Service
	Billing  *billing.Service

	Complaints *complaints.Service
	Followup   *followup.Service

	Checkin  *checkin.Service
	Audience *audience.Service
	Content  *content.Service
	Journeys *journeys.Service
}

// build constructs the modules, each upon those below it.
func (a *App) build() (err error) {
	a.Auth = auth.New(a.DB, a.Vault, a.Audit.Act)
	h := &a.House
	h.Org = org.New(org.Deps{DB: a.DB, Auth: a.Auth, Audit: a.Audit, Facts: a.Facts})
	a.DB.KnowClinics(h.Org.HasClinic)
	h.Patients = patients.New(patients.Deps{
		DB: a.DB, Auth: a.Auth, Org: h.Org, Vault: a.Vault, Audit: a.Audit, Facts: a.Facts, Jobs: a.Queue,
	})
	h.Catalog = catalog.New(catalog.Deps{DB: a.DB, Org: h.Org, Audit: a.Audit, Facts: a.Facts, Live: a.Live})
	h.Tasks = tasks.Make(tasks.Deps{DB: a.DB, Org: h.Org, Audit: a.Audit, Facts: a.Facts, Live: a.Live})
	h.Gateways = gateways.New(gateways.Deps{
		DB: a.DB, Org: h.Org, Auth: a.Auth, Vault: a.Vault, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Jobs: a.Queue, Cards: h.Patients.Cards,
		DoubleKeys: gateways.Keys{Serial: fake.MerchantSerial, PrivateKey: fake.MerchantKey, Secret: fake.Secret,
			PlatformSerial: fake.PlatformSerial, PlatformKey: fake.PlatformKey},
	})
	h.Messages = messages.New(messages.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Auth: a.Auth, Vault: a.Vault, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Jobs: a.Queue,
		DoubleKeys: doubleKeys(),
	})
	for _, floors := range []func() error{a.buildClinic, a.buildCare, a.buildReach} {
		if err := floors(); err != nil {
			return err
		}
	}
	if err := errors.Join(a.tie(), a.tieCare(), a.tieCheckin(), a.tieAudience(), a.tieContent(), a.tieJourneys(), a.tieBinding()); err != nil {
		return err
	}
	a.list = []module.Module{
		h.Org.Module(),
		h.Patients.Module(),
		h.Catalog.Module(),
		h.Tasks.Module(),
		h.Gateways.Module(),
		h.Messages.Module(),
		h.Visits.Module(),
		h.Plans.Module(),
		h.Imaging.Module(),
		h.Charting.Module(),
		h.Billing.Module(),
		h.Complaints.Module(),
		h.Followup.Module(),
		h.Checkin.Module(),
		h.Audience.Module(),
		h.Content.Module(),
		h.Journeys.Module(),
	}
	return a.declare()
}

// buildClinic constructs what a visit is and becomes: floors 4 to 7.
func (a *App) buildClinic() (err error) {
	h := &a.House
	h.Visits, err = visits.New(visits.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Tasks: h.Tasks, Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Vault: a.Vault,
		Messages: h.Messages,
	})
	if err != nil {
		return err
	}
	h.Plans, err = plans.New(plans.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Catalog: h.Catalog, Tasks: h.Tasks, Visits: h.Visits, Audit: a.Audit, Facts: a.Facts, Live: a.Live,
	})
	if err != nil {
		return err
	}
	h.Billing, err = billing.New(billing.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Catalog: h.Catalog, Tasks: h.Tasks, Visits: h.Visits, Audit: a.Audit, Facts: a.Facts, Live: a.Live,
	})
	if err != nil {
		return err
	}
	h.Charting, err = charting.New(charting.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Catalog: h.Catalog, Tasks: h.Tasks, Visits: h.Visits, Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Live: a.Live,
	})
	if err != nil {
		return err
	}
	h.Imaging = imaging.New(imaging.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Visits: h.Visits, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Jobs: a.Queue, Files: a.Files,
	})
	return nil
}

// buildCare constructs what follows a visit: floor 8.
func (a *App) buildCare() (err error) {
	h := &a.House
	h.Complaints, err = complaints.Make(complaints.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Tasks: h.Tasks, Visits: h.Visits, Audit: a.Audit, Facts: a.Facts, Live: a.Live,
	})
	if err != nil {
		return err
	}
	h.Followup, err = followup.New(followup.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Tasks: h.Tasks, Messages: h.Messages, Visits: h.Visits, Plans: h.Plans, Billing: h.Billing,
		Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Live: a.Live,
	})
	return err
}

// buildReach constructs who is spoken to, with what, and when: floors 9 and 10.
func (a *App) buildReach() (err error) {
	h := &a.House
	h.Checkin = checkin.New(checkin.Deps{DB: a.DB, Org: h.Org, Patients: h.Patients, Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Live: a.Live})
	h.Audience, err = audience.New(audience.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Catalog: h.Catalog, Tasks: h.Tasks, Messages: h.Messages, Visits: h.Visits, Plans: h.Plans,
		Charting: h.Charting, Billing: h.Billing, Complaints: h.Complaints, Followup: h.Followup,
		Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Jobs: a.Queue, Files: a.Files,
	})
	if err != nil {
		return err
	}
	h.Content, err = content.New(content.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Catalog: h.Catalog, Messages: h.Messages, Billing: h.Billing,
		Auth: a.Auth, Vault: a.Vault, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Jobs: a.Queue, Files: a.Files,
	})
	if err != nil {
		return err
	}
	h.Journeys, err = journeys.New(journeys.Deps{
		DB: a.DB, Org: h.Org, Patients: h.Patients, Tasks: h.Tasks, Messages: h.Messages, Visits: h.Visits, Plans: h.Plans, Billing: h.Billing,
		Complaints: h.Complaints, Followup: h.Followup, Audience: h.Audience, Checkin: h.Checkin, Content: h.Content,
		Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Live: a.Live, Jobs: a.Queue, Files: a.Files,
	})
	return err
}

// tie gives modules what they need of others that they do not stand upon.
func (a *App) tie() error {
	h := &a.House
	h.Tasks.Faces, h.Tasks.Away = a.faces, a.away
	h.Imaging.Orders = imaging.Orders{Take: h.Charting.TakeByImage, Reopen: h.Charting.ReopenByImage}
	h.Charting.Others = a.others
	h.Patients.Sources = append(h.Patients.Sources, a.timelines()...)
	h.Plans.Slots = a.slotsSince
	h.Billing.Takers = h.Imaging.TakersAt
	h.Patients.Moves = slices.Concat([]patients.MergeMove{{Table: "tasks_tasks", Column: "patient_id"}, {Table: "tasks_approvals", Column: "patient_id"}},
		visits.PatientColumns, charting.PatientColumns, gateways.PatientColumns, messages.PatientColumns, plans.PatientColumns, billing.PatientColumns, imaging.PatientColumns,
		complaints.PatientColumns, followup.PatientColumns, content.PatientColumns, checkin.PatientColumns, journeys.PatientColumns)
	press := paper.NewPress(paper.Fonts(web.Fonts())...)
	h.Catalog.Press, h.Plans.Press, h.Charting.Press, h.Billing.Press, h.Followup.Press = press, press, press, press, press
	h.Charting.Store, h.Charting.Annexes = a.Files, a.annexes()
	return h.Billing.Outdoors(h.Gateways, h.Tasks)
}

// fileColumns are the columns that name files, of all modules.
var fileColumns = slices.Concat(imaging.FileColumns, charting.FileColumns, content.FileColumns)

// declare gathers what the platform must know of all modules: their settings
// and permissions.
func (a *App) declare() (err error) {
	var all []settings.Setting
	for _, m := range a.list {
		all = append(all, m.Settings...)
	}
	if a.House.Settings, err = settings.New(a.DB, a.Audit, all); err != nil {
		return err
	}
	a.House.Org.Declare(a.permissions())
	return a.Auth.Declare(a.permissions())
}

// permissions are the rights of the whole program; roles are made of them.
func (a *App) permissions() []auth.Permission {
	out := slices.Concat(auth.Permissions, audit.Permissions, settings.Permissions)
	for _, m := range a.list {
		out = append(out, m.Permissions...)
	}
	return out
}

// platformParts are the packages below the modules that have tables or texts.
func platformParts() []module.Module {
	return []module.Module{
		{Name: "httpapi", Migrations: httpapi.Migrations, Texts: httpapi.Texts},
		{Name: "secrets", Migrations: secrets.Migrations},
		{Name: "audit", Migrations: audit.Migrations, Texts: audit.Texts},
		{Name: "auth", Migrations: auth.Migrations, Texts: auth.Texts},
		{Name: "settings", Migrations: settings.Migrations, Texts: settings.Texts},
		{Name: "jobs", Migrations: jobs.Migrations},
		{Name: "events", Migrations: events.Migrations},
	}
}

// Migrations lists every package's folder, for db.Migrate.
func (a *App) Migrations() []db.Migrations {
	var out []db.Migrations
	for _, m := range slices.Concat(platformParts(), a.list) {
		if m.Migrations != nil {
			out = append(out, db.Migrations{Module: m.Name, Files: m.Migrations})
		}
	}
	return out
}

func (a *App) texts() []i18n.Source {
	var out []i18n.Source
	for _, m := range slices.Concat(platformParts(), a.list) {
		if m.Texts != nil {
			out = append(out, i18n.Source{Module: m.Name, Files: m.Texts})
		}
	}
	return out
}

// names gives the names of accounts, for the screens of platform packages.
func (a *App) names(tx *db.Tx, accounts []string) (map[string]string, error) {
	people, err := a.House.Org.StaffByIDs(tx, accounts)
	out := make(map[string]string, len(people))
	for id, p := range people {
		out[id] = p.Name
	}
	return out, err
}

// faces gives what a task list shows of patients.
func (a *App) faces(tx *db.Tx, ids []string) (map[string]tasks.Face, error) {
	cards, err := a.House.Patients.Cards(tx, ids)
	out := make(map[string]tasks.Face, len(cards))
	for id, c := range cards {
		out[id] = tasks.Face{Name: c.Name, RecordNo: c.RecordNo, Phone: c.Phone}
	}
	return out, err
}

// away gives who is not at work today, and who stands in for them.
func (a *App) away(tx *db.Tx, people []string, standIn string) ([]tasks.Absence, error) {
	list, err := a.House.Visits.AbsentToday(tx, people, standIn)
	out := make([]tasks.Absence, len(list))
	for i, x := range list {
		out[i] = tasks.Absence{Staff: x.Staff, StandIn: x.StandIn, Back: x.BackAt}
	}
	return out, err
}

// others tells whether an image or a plan that a referral names is of the patient.
func (a *App) others(tx *db.Tx, patient string, r charting.Reference) (bool, error) {
	if r.Kind == charting.RefImage {
		return a.House.Imaging.IsOf(tx, r.ID, patient)
	}
	p, err := a.House.Plans.ByID(tx, r.ID)
	if errors.Is(err, plans.PlanNotFound) {
		return false, nil
	}
	return p.Patient == patient, err
}

// slotsSince gives the slots of which a patient has images, for the gates of plans.
func (a *App) slotsSince(tx *db.Tx, patient string, since civil.Day) ([]string, error) {
	list, err := a.House.Imaging.SlotsSince(tx, patient, since)
	out := make([]string, len(list))
	for i, slot := range list {
		out[i] = string(slot)
	}
	return out, err
}
