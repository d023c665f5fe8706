package org

import (
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/module"
)

// Deps is what the module stands on.
type Deps struct {
	DB    *db.DB
	Auth  *auth.Service
	Audit *audit.Log
	Facts *events.Bus
}

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	auth  *auth.Service
	audit *audit.Log
	facts *events.Bus
	book  book // of Declare
}

// New makes the module and hands its rights to d.Auth. Declare completes it.
func New(d Deps) *Service {
	s := &Service{db: d.DB, auth: d.Auth, audit: d.Audit, facts: d.Facts}
	d.Auth.GrantsOf = s.GrantsOf
	return s
}

// Declare names the permissions of every module of the program, this one's
// included: roles are made of them. Called once, before serving.
func (s *Service) Declare(list []auth.Permission) { s.book = newBook(list) }

// Module says what the program must know of the module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "org", Migrations: migrations, Texts: texts, Permissions: Permissions, Routes: s.routes, Demo: s.demo,
	}
}
