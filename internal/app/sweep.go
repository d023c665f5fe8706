package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// sweepEvery is how often what has ended is forgotten. The limits are days, so
// that some hours more do no harm.
const sweepEvery = 4 * time.Hour

// sweepOnAndOn sweeps at the start and from then on, until ctx ends. Several
// programs over one database may do so: a second sweep finds nothing.
func (a *App) sweepOnAndOn(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := a.Sweep(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("cannot sweep", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep forgets, group by group, what is kept for a time only: answers of
// idempotent requests, which hold what was entered, counts of wrong log-ins,
// sessions and one-time links that ended long ago. It has the planner hear of what
// has grown since: a clinic that fills its tables day by day loads nothing in bulk.
func (a *App) Sweep(ctx context.Context) error {
	groups, err := a.Auth.Groups(ctx)
	if err != nil {
		return err
	}
	for _, g := range groups {
		inside := db.With(ctx, db.Scope{Tenant: g.ID, Request: "sweep"})
		err = errors.Join(err, a.DB.Write(inside, func(tx *db.Tx) error {
			return errors.Join(httpapi.ForgetTickets(tx), a.Auth.Sweep(tx))
		}))
	}
	return errors.Join(err, a.DB.Freshen(ctx))
}
