// Package ground lays the platform under a module's tests: its tables, and the
// services that every module stands upon, over a database of package testkit.
//
//	var stack = ground.Tables((&org.Service{}).Module(), (&Service{}).Module())
//
//	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) {
//		g := ground.Lay(t, w)
//		clinics := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
//		…
//	})
package ground

import (
	"log/slog"
	"path/filepath"
	"testing"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/module"
	"archwire/internal/platform/secrets"
	"archwire/internal/platform/settings"
	"archwire/internal/platform/testkit"
)

// Tables lists the migrations of the platform and of modules above it.
func Tables(modules ...module.Module) []db.Migrations {
	all := []db.Migrations{
		{Module: "jobs", Files: jobs.Migrations}, {Module: "secrets", Files: secrets.Migrations}, {Module: "audit", Files: audit.Migrations},
		{Module: "events", Files: events.Migrations}, {Module: "settings", Files: settings.Migrations}, {Module: "httpapi", Files: httpapi.Migrations},
		{Module: "auth", Files: auth.Migrations},
	}
	for _, m := range modules {
		all = append(all, db.Migrations{Module: m.Name, Files: m.Migrations})
	}
	return all
}

// Ground is the platform as the roof lays it, with a key of the test's own and a
// log that nobody reads.
type Ground struct {
	Vault *secrets.Vault
	Jobs  *jobs.Queue
	Facts *events.Bus
	Audit *audit.Log
	Auth  *auth.Service
}

// Lay opens it over a test's database.
func Lay(t testing.TB, w *testkit.World) Ground {
	t.Helper()
	vault, err := secrets.Load(filepath.Join(t.TempDir(), "keys"), "")
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	queue := jobs.New(w.DB, quiet)
	facts, err := events.New(w.DB, queue, quiet)
	if err != nil {
		t.Fatal(err)
	}
	log := audit.New(w.DB, vault)
	return Ground{Vault: vault, Jobs: queue, Facts: facts, Audit: log, Auth: auth.New(w.DB, vault, log.Act)}
}
