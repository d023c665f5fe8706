package app

import (
	"context"
	"log/slog"

	"archwire/internal/platform/auth"
)

// arrive gives each group what it has not yet of what this version of the program
// brings to every group. Several programs over one database may do so.
func (a *App) arrive(ctx context.Context) {
	groups, err := a.Auth.Groups(ctx)
	for _, g := range groups {
		if err == nil {
			err = a.House.Audience.Arrive(auth.AsProgram(ctx, g.ID, "app.arrive"))
		}
	}
	if err != nil && ctx.Err() == nil {
		a.Log.Error("a group has not all that this version brings", slog.String("error", err.Error()))
	}
}
