package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"archwire/internal/platform/db"
)

// templates keeps what is migrated once per process, by list of modules.
type templates[T any] struct {
	mu   sync.Mutex
	made map[string]T
}

// get returns the template of a list of modules, made by make on first use.
// A failure is not kept: the next caller hears of it as well.
func (c *templates[T]) get(key string, make func() (T, error)) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.made[key]; ok {
		return at, nil
	}
	at, err := make()
	if err != nil {
		return at, err
	}
	if c.made == nil {
		c.made = map[string]T{}
	}
	c.made[key] = at
	return at, nil
}

// keyOf names a list of migrations by its content.
func keyOf(d db.Dialect, modules []db.Migrations) (string, error) {
	steps, err := db.Steps(d, modules)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, s := range steps {
		fmt.Fprintln(h, s.Module, s.Version, s.Checksum)
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// sqliteFiles holds the bytes of migrated files, so that nothing is left in the
// temporary directory.
var sqliteFiles templates[[]byte]

// OpenSQLite makes a World on a SQLite file that goes away with the test.
func OpenSQLite(t testing.TB, modules []db.Migrations) *World {
	t.Helper()
	key, err := keyOf(db.SQLite, modules)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	content, err := sqliteFiles.get(key, func() ([]byte, error) { return migrateSQLite(modules) })
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatalf("testkit: %v", err)
	}
	return open(t, db.Config{Path: path})
}

func migrateSQLite(modules []db.Migrations) ([]byte, error) {
	dir, err := os.MkdirTemp("", "archwire-test")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, path := context.Background(), filepath.Join(dir, "template.db")
	clock := NewClock()
	d, err := db.Open(ctx, db.Config{Path: path, Clock: clock.Now, Unsynced: true})
	if err != nil {
		return nil, err
	}
	err = d.Migrate(ctx, modules, nil)
	// Closing moves the write-ahead log into the file: the file is whole then.
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
