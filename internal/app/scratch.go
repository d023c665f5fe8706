package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
)

// WithScratch builds the program over an empty database that is thrown away:
// for what needs the routes and not the data.
func WithScratch(ctx context.Context, log *slog.Logger, fn func(*App) error) error {
	dir, err := os.MkdirTemp("", "archwire-scratch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	a, err := Build(ctx, c, Options{Log: log, Unsynced: true, Migrate: true})
	if err != nil {
		return err
	}
	defer a.Close()
	return fn(a)
}
