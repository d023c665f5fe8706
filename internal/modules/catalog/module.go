package catalog

import (
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/paper"
)

// Deps is what the module stands on.
type Deps struct {
	DB    *db.DB
	Org   *org.Service
	Audit *audit.Log
	Facts *events.Bus
	Live  *live.Hub // nil: no open screens
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	Press *paper.Press // prints the poster; nil: with the small fonts

	db    *db.DB
	org   *org.Service
	audit *audit.Log
	facts *events.Bus
	live  *live.Hub
}

// New makes the module.
func New(d Deps) *Service {
	return &Service{db: d.DB, org: d.Org, audit: d.Audit, facts: d.Facts, live: d.Live}
}

// The permissions.
const (
	MayView  = "catalog.view"  // see items and prices
	MayPrice = "catalog.price" // decide a clinic's own prices and what it offers
	MayEdit  = "catalog.edit"  // the group's items, categories and prices; import
)

// Module says what the program must know of this module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name:       "catalog",
		Migrations: migrations,
		Texts:      texts,
		Permissions: []auth.Permission{
			{Key: MayView, Scope: auth.Clinic, Roles: org.BuiltIn},
			{Key: MayPrice, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleFinance}},
			{Key: MayEdit, Scope: auth.Group, Roles: []string{org.RoleManager, org.RoleFinance}},
		},
		Routes: s.routes,
		Demo:   s.demo,
	}
}
