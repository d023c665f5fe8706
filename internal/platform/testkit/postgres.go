package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"

	"archwire/internal/platform/db"
)

// installLine is what to type where PostgreSQL is missing.
const installLine = "apt-get install -y postgresql"

// The roles of a real installation; see platform/db.
const (
	ownerRole  = "archwire_test_owner"
	appRole    = "archwire_test_app"
	systemRole = "archwire_test_system"
	rolePass   = "archwire"
)

// Server is a PostgreSQL server with the three roles of the door, on which
// databases are made from a migrated template.
type Server struct {
	super     string // address of the superuser without a database
	admin     *sql.DB
	templates templates[string]
	seq       atomic.Int64
	stop      func()
}

// shared is the one server of the test process.
var shared = sync.OnceValues(func() (*Server, error) {
	how := os.Getenv("TEST_POSTGRES")
	if how == "" || how == "1" {
		return StartServer(false)
	}
	return UseServer(how)
})

// OpenPostgres makes a World on a PostgreSQL database that goes away with the
// test. Without a usable server the test is skipped, or fails if REQUIRE_ALL=1.
func OpenPostgres(t testing.TB, modules []db.Migrations) *World {
	t.Helper()
	s, err := shared()
	if err != nil {
		if required() {
			t.Fatalf("testkit: PostgreSQL is required: %v", err)
		}
		t.Skipf("no PostgreSQL (%v); to run this: %s", err, installLine)
	}
	conf, drop, err := s.Create(t.Context(), modules)
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	t.Cleanup(func() { _ = drop() })
	return open(t, conf)
}

// StartServer starts an own server in a temporary directory, reached through a
// Unix socket. It ends with Stop, and with the process at the latest, however
// that ends. durable keeps fsync on, for benchmarks and for killing.
func StartServer(durable bool) (*Server, error) { return startServer(durable, "") }

// StartKept starts a durable server whose data stays in a directory, with the
// databases that Keep made. What a killed process left behind there is removed.
func StartKept(data string) (*Server, error) {
	s, err := startServer(true, data)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var left []string
	rows, err := s.admin.QueryContext(ctx, "SELECT datname FROM pg_database WHERE datname LIKE 'archwire\\_test\\_%'")
	if err == nil {
		for rows.Next() {
			var name string
			if err = rows.Scan(&name); err != nil {
				break
			}
			left = append(left, name)
		}
		rows.Close()
	}
	for _, name := range left {
		err = errors.Join(err, s.drop(name))
	}
	if err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func startServer(durable bool, data string) (*Server, error) {
	super, stop, err := startPostgres(durable, data)
	if err != nil {
		return nil, err
	}
	s, err := UseServer(super)
	if err != nil {
		stop()
		return nil, err
	}
	s.stop = stop
	return s, nil
}

// Keep gives the door's configuration for a database that outlives the server's
// process: an empty one where anew is set or none is there.
func (s *Server) Keep(ctx context.Context, name string, anew bool) (db.Config, error) {
	name = "archwire_kept_" + name
	var there bool
	err := s.admin.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err == nil && there && anew {
		err, there = s.drop(name), false
	}
	if err == nil && !there {
		if err = s.create(ctx, name, "template0"); err == nil {
			err = s.execIn(ctx, name, "CREATE EXTENSION IF NOT EXISTS btree_gist")
		}
	}
	return s.config(name), err
}

// UseServer prepares a running server. super is the address of its superuser as
// key=value words without a database. Databases that a killed test leaves on it
// are named archwire_test_….
func UseServer(super string) (*Server, error) {
	if strings.Contains(super, "://") || strings.Contains(super, "dbname=") {
		return nil, fmt.Errorf("testkit: TEST_POSTGRES is 1 or an address like \"host=127.0.0.1 user=postgres\" without dbname")
	}
	admin, err := sql.Open("pgx", super+" dbname=postgres")
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(2)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	// Test processes that share a server make the roles one after the other.
	_, err = admin.ExecContext(ctx, fmt.Sprintf(`BEGIN; SELECT pg_advisory_xact_lock(7243502);
		DO $$ BEGIN
			IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '%[1]s') THEN
				CREATE ROLE %[1]s LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB PASSWORD '%[4]s';
				CREATE ROLE %[2]s LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '%[4]s';
				CREATE ROLE %[3]s LOGIN NOSUPERUSER BYPASSRLS PASSWORD '%[4]s';
			END IF;
		END $$; COMMIT`, ownerRole, appRole, systemRole, rolePass))
	if err != nil {
		admin.Close()
		return nil, fmt.Errorf("testkit: make the roles: %w", err)
	}
	return &Server{super: super, admin: admin, stop: func() {}}, nil
}

// Stop ends the server if StartServer started it.
func (s *Server) Stop() {
	s.admin.Close()
	s.stop()
}

// Create makes a migrated database and returns the door's configuration for it
// and a function that drops it.
func (s *Server) Create(ctx context.Context, modules []db.Migrations) (db.Config, func() error, error) {
	key, err := keyOf(db.Postgres, modules)
	if err != nil {
		return db.Config{}, nil, err
	}
	template, err := s.templates.get(key, func() (string, error) { return s.template(ctx, key, modules) })
	if err != nil {
		return db.Config{}, nil, err
	}
	name := fmt.Sprintf("archwire_test_%d_%d", os.Getpid(), s.seq.Add(1))
	if err := s.create(ctx, name, template); err != nil {
		return db.Config{}, nil, err
	}
	drop := func() error { return s.drop(name) }
	return s.config(name), drop, nil
}

// Copy makes a database that is what another one of this server is at this
// moment, as conf opens it, and returns what Create returns. Nobody may be
// connected to the other one.
func (s *Server) Copy(ctx context.Context, conf db.Config) (db.Config, func() error, error) {
	_, from, ok := strings.Cut(conf.App, "dbname=")
	if !ok {
		return db.Config{}, nil, fmt.Errorf("testkit: %q names no database", conf.App)
	}
	from, _, _ = strings.Cut(from, " ")
	name := fmt.Sprintf("archwire_test_%d_%d", os.Getpid(), s.seq.Add(1))
	if err := s.create(ctx, name, from); err != nil {
		return db.Config{}, nil, err
	}
	return s.config(name), func() error { return s.drop(name) }, nil
}

// template makes the migrated database that the others are copied from.
func (s *Server) template(ctx context.Context, key string, modules []db.Migrations) (string, error) {
	name := fmt.Sprintf("archwire_test_%d_%s", os.Getpid(), key)
	if err := s.create(ctx, name, "template0"); err != nil {
		return "", err
	}
	if err := s.execIn(ctx, name, "CREATE EXTENSION IF NOT EXISTS btree_gist"); err != nil {
		return "", err
	}
	conf := s.config(name)
	conf.Clock = NewClock().Now
	d, err := db.Open(ctx, conf)
	if err != nil {
		return "", err
	}
	defer d.Close()
	if err := d.Migrate(ctx, modules, nil); err != nil {
		_ = s.drop(name)
		return "", err
	}
	return name, nil
}

func (s *Server) create(ctx context.Context, name, template string) error {
	how := ""
	if strings.HasPrefix(template, "archwire_kept_") {
		how = s.copying(ctx)
	}
	_, err := s.admin.ExecContext(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s OWNER %s%s", name, template, ownerRole, how))
	if err != nil {
		return fmt.Errorf("testkit: create a database: %w", err)
	}
	return nil
}

// copying says how a large database is copied: as files, where the server would
// otherwise write all of it into its log.
func (s *Server) copying(ctx context.Context) string {
	var version int
	if err := s.admin.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil || version < 150000 {
		return ""
	}
	return " STRATEGY FILE_COPY"
}

// drop works after the test's context is over as well.
func (s *Server) drop(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, err := s.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

// execIn runs a statement in a database as the superuser.
func (s *Server) execIn(ctx context.Context, name, text string) error {
	p, err := sql.Open("pgx", s.super+" dbname="+name)
	if err != nil {
		return err
	}
	defer p.Close()
	_, err = p.ExecContext(ctx, text)
	return err
}

func (s *Server) config(name string) db.Config {
	as := func(role string) string {
		var words []string
		for _, w := range strings.Fields(s.super) {
			if !strings.HasPrefix(w, "user=") && !strings.HasPrefix(w, "password=") {
				words = append(words, w)
			}
		}
		return strings.Join(append(words, "user="+role, "password="+rolePass, "dbname="+name), " ")
	}
	return db.Config{App: as(appRole), Owner: as(ownerRole), System: as(systemRole)}
}
