package app

import (
	"slices"

	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/settings"
)

// House is the map of the program: every module, from the bottom up.
type House struct {
	Settings *settings.Service
	Org      *org.Service
}

// permissions are the rights of the whole program; roles are made of them.
func permissions() []auth.Permission {
	return slices.Concat(auth.Permissions, audit.Permissions, settings.Permissions, org.Permissions)
}

// build constructs the modules, each upon those below it.
func (a *App) build() error {
	a.Auth = auth.New(a.DB, a.Vault, a.Audit.Act)
	if err := a.Auth.Declare(permissions()); err != nil {
		return err
	}
	h := &a.House
	h.Org = org.New(org.Deps{DB: a.DB, Auth: a.Auth, Audit: a.Audit, Facts: a.Facts, Permissions: permissions()})

	a.list = []module.Module{
		h.Org.Module(),
	}
	var all []settings.Setting
	for _, m := range a.list {
		all = append(all, m.Settings...)
	}
	var err error
	h.Settings, err = settings.New(a.DB, a.Audit, all)
	return err
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
