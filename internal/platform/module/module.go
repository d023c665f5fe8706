// Package module holds the one value in which a module says everything the
// program must know of it. The roof takes a list of them; what every module
// gets for free (unique names, guarded routes, translated faults, migrations in
// both dialects, isolation) is proven by tests over that list.
package module

import (
	"context"
	"io/fs"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/settings"
)

// Module describes one module. Only Name is needed.
type Module struct {
	Name        string                                   // prefix of its routes, tables, jobs, events, permissions, faults, texts
	Migrations  fs.FS                                    // migrations/{sqlite,postgres}/*.sql
	Texts       fs.FS                                    // i18n/{zh-CN,en}.json
	Permissions []auth.Permission                        // the rights its routes ask for
	Settings    []settings.Setting                       // the numbers that a clinic may change
	Routes      func(*httpapi.API)                       // registers its routes
	Jobs        []jobs.Job                               // work that outlives a request
	Wakers      []jobs.Waker                             // waiting as rows: what is due is handled by the ticker
	Events      []events.Subscription                    // facts it hears
	Demo        func(context.Context, *demo.World) error // furnishes the demo clinic; running it twice does no harm
}
