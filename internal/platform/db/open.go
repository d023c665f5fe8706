package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"

	"archwire/internal/kit/id"
)

// Dialect names the database behind the door.
type Dialect string

// The two databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says where the data is. Either Path (SQLite) or the three PostgreSQL
// addresses are set.
type Config struct {
	Path string // SQLite: the database file; its directory is made

	App    string // PostgreSQL: the role that serves (NOSUPERUSER, NOBYPASSRLS)
	Owner  string // PostgreSQL: the role that migrates; may be empty where nothing is migrated
	System string // PostgreSQL: the role for System (BYPASSRLS)

	Readers int          // connections of the read pool; 0 = 4
	Writers int          // PostgreSQL only: connections of the write pool; 0 = 16
	Clock   func() int64 // epoch milliseconds; nil = the system's clock
	IDs     id.Source    // nil = id.New
	// Unsynced lets the operating system write back when it likes: for tests and
	// for building the demo, whose loss costs nothing.
	Unsynced bool
}

// DB is the door. It is safe for concurrent use.
type DB struct {
	Dialect Dialect
	conf    Config
	write   *sql.DB
	read    *sql.DB
	system  *sql.DB
	guard   *guard
	tables  *catalogue
	names   map[string]string // "table(col,col)" → unique index, SQLite only
	stmts   stmtCache
	once    sync.Once // Close
	stop    chan struct{}
	done    sync.WaitGroup
	hooks   []func(*Tx) error
	heard   []func(tables []string)         // see AfterWrite
	known   func(*Tx, string) (bool, error) // see KnowClinics
}

// Open opens the database and reads its tables. It does not migrate.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Clock == nil {
		c.Clock = func() int64 { return time.Now().UnixMilli() }
	}
	if c.IDs == nil {
		c.IDs = id.New
	}
	if c.Readers <= 0 {
		c.Readers = 4
	}
	if c.Writers <= 0 {
		c.Writers = 16
	}
	d := &DB{conf: c, stop: make(chan struct{})}
	var err error
	switch {
	case c.Path != "":
		err = d.openSQLite(ctx)
	case c.App != "":
		err = d.openPostgres(ctx)
	default:
		err = errors.New("db: neither a file nor a server is configured")
	}
	if err == nil {
		err = d.Reload(ctx)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// maxMapped is how much of the file readers map, in bytes: the most that SQLite
// takes. What lies beyond is read page by page. It is address space, not memory.
const maxMapped = 0x7fff0000

func (d *DB) openSQLite(ctx context.Context) error {
	d.Dialect = SQLite
	if err := os.MkdirAll(filepath.Dir(d.conf.Path), 0o700); err != nil {
		return fmt.Errorf("db: %w", err)
	}
	sync := "FULL"
	if d.conf.Unsynced {
		sync = "OFF"
	}
	// busy_timeout comes first: every later pragma may have to wait for a lock.
	// Under a limit ANALYZE keeps no samples of values: with them SQLite would plan
	// a prepared statement anew each time that its arguments change.
	base := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(d.conf.Path) +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")" +
		"&_pragma=analysis_limit(1000)&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(0)&_pragma=cache_size(-32000)&_pragma=temp_store(2)"
	var err error
	if d.write, err = sql.Open("sqlite", base+"&_txlock=immediate"); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	d.write.SetConnMaxLifetime(0)
	if err := d.write.PingContext(ctx); err != nil {
		return fmt.Errorf("db: open %s: %w", d.conf.Path, err)
	}
	// Readers see the file through the machine's own page cache: a search among very
	// many people touches pages all over it, and copying each into a cache of every
	// connection took longer than looking at it. docs/decisions/0007.
	mapped := strings.Replace(base, "cache_size(-32000)", "cache_size(-4000)", 1) + fmt.Sprintf("&_pragma=mmap_size(%d)", maxMapped)
	if d.read, err = sql.Open("sqlite", mapped+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(d.conf.Readers)
	d.read.SetMaxIdleConns(d.conf.Readers)
	d.read.SetConnMaxIdleTime(30 * time.Second) // after a rush the mapped pages go back
	d.system = d.write
	// Without foreign keys, whose checks would read the tenant_id of other tables.
	loose := strings.Replace(base, "foreign_keys(1)", "foreign_keys(0)", 1)
	if d.guard, err = openGuard(ctx, loose+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	d.done.Add(1)
	go d.checkpoint(base)
	return nil
}

func (d *DB) openPostgres(ctx context.Context) error {
	d.Dialect = Postgres
	open := func(dsn string, n int) (*sql.DB, error) {
		p, err := sql.Open("pgx", withStatements(dsn))
		if err != nil {
			return nil, fmt.Errorf("db: %w", err)
		}
		p.SetMaxOpenConns(n)
		p.SetMaxIdleConns(n)
		if err := p.PingContext(ctx); err != nil {
			p.Close()
			return nil, fmt.Errorf("db: connect to PostgreSQL: %w", err)
		}
		return p, nil
	}
	var err error
	if d.write, err = open(d.conf.App, d.conf.Writers); err != nil {
		return err
	}
	d.read = d.write
	if d.conf.System != "" {
		if d.system, err = open(d.conf.System, 4); err != nil {
			return err
		}
	}
	return d.checkRoles(ctx)
}

// maxCached bounds the statements that pgx keeps prepared on each connection.
const maxCached = 256

// withStatements lets pgx keep statements prepared: the door's texts carry no
// values, so few texts make up all traffic, and parsing and planning them anew
// each time costs more than running them. An address that says otherwise is
// left alone, for a pooler that cannot keep them.
func withStatements(dsn string) string {
	if strings.Contains(dsn, "default_query_exec_mode") {
		return dsn
	}
	// Planned once: every statement names its group and keys, so the plan that is
	// right for one is right for all, and planning anew took twice as long as many
	// a statement itself.
	words := fmt.Sprintf("default_query_exec_mode=cache_statement&statement_cache_capacity=%d&plan_cache_mode=force_generic_plan", maxCached)
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		sep := "?"
		if strings.Contains(dsn, "?") {
			sep = "&"
		}
		return dsn + sep + words
	}
	return dsn + " " + strings.ReplaceAll(words, "&", " ")
}

// checkRoles refuses a role under which row-level security would prove nothing.
func (d *DB) checkRoles(ctx context.Context) error {
	type role struct{ super, bypass bool }
	ask := func(p *sql.DB) (r role, err error) {
		err = p.QueryRowContext(ctx, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").Scan(&r.super, &r.bypass)
		return r, err
	}
	app, err := ask(d.write)
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if app.super || app.bypass {
		return errors.New("db: the serving role of PostgreSQL must be NOSUPERUSER and NOBYPASSRLS, or the walls between groups do not hold")
	}
	var owns bool
	if err := d.write.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_class c
		WHERE c.relnamespace = current_schema()::regnamespace AND pg_has_role(current_user, c.relowner, 'MEMBER'))`).Scan(&owns); err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if owns {
		return errors.New("db: the serving role of PostgreSQL must own no table, or it could take the walls between groups down")
	}
	if d.system != nil {
		sys, err := ask(d.system)
		if err != nil {
			return fmt.Errorf("db: %w", err)
		}
		if sys.super || !sys.bypass {
			return errors.New("db: the system role of PostgreSQL must be NOSUPERUSER and BYPASSRLS")
		}
	}
	return nil
}

// Close waits for the background work and closes every connection. Closing
// again does nothing.
func (d *DB) Close() error {
	var errs []error
	d.once.Do(func() {
		close(d.stop)
		d.done.Wait()
		if d.guard != nil {
			errs = append(errs, d.guard.close())
		}
		seen := map[*sql.DB]bool{}
		for _, p := range []*sql.DB{d.read, d.system, d.write} {
			if p != nil && !seen[p] {
				seen[p] = true
				errs = append(errs, p.Close())
			}
		}
	})
	return errors.Join(errs...)
}

// Now is the injected clock in epoch milliseconds.
func (d *DB) Now() int64 { return d.conf.Clock() }

// NewID makes an identifier from the injected source.
func (d *DB) NewID() string { return d.conf.IDs() }

// Path is the SQLite file, or "".
func (d *DB) Path() string { return d.conf.Path }

// Config is what the door was opened with.
func (d *DB) Config() Config { return d.conf }

// Pool is the writing pool, for the job queue that shares it.
func (d *DB) Pool() *sql.DB { return d.write }

// PoolOf is the pool of that name, for benchmarks that measure what lies below
// the door.
func (d *DB) PoolOf(p Pool) *sql.DB {
	return map[Pool]*sql.DB{Readers: d.read, Writers: d.write, Systems: d.system}[p]
}

// Ping proves that a statement can be read and that the writer answers.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	if err := d.read.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return err
	}
	return d.write.PingContext(ctx)
}

// maxLog is the size of the write-ahead log in bytes above which it is cut back.
const maxLog = 32 << 20

// checkpoint moves the write-ahead log into the file in the background, so that
// no booking pays for it: passive each quarter second. A log that grew beyond
// maxLog is cut back as well, which stops the writer for at most the busy
// timeout of this connection, so it is tried each five seconds only.
func (d *DB) checkpoint(dsn string) {
	defer d.done.Done()
	side, err := sql.Open("sqlite", strings.Replace(dsn, "busy_timeout(10000)", "busy_timeout(50)", 1))
	if err != nil {
		return
	}
	defer side.Close()
	side.SetMaxOpenConns(1)
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	var settled time.Time // the log as it was when all of it had been moved
	for n := 0; ; n++ {
		select {
		case <-d.stop:
			return
		case <-tick.C:
		}
		info, err := os.Stat(d.conf.Path + "-wal")
		if err != nil || info.Size() == 0 || info.ModTime().Equal(settled) {
			continue
		}
		mode := "PASSIVE"
		if info.Size() > maxLog && n%20 == 0 {
			mode = "TRUNCATE"
		}
		var busy, log, moved int
		err = side.QueryRow("PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &moved)
		if err == nil && busy == 0 && log == moved && info.Size() <= maxLog {
			settled = info.ModTime()
		}
	}
}

// stmtCache keeps prepared statements of SQLite by pool and text. A text is
// prepared after the transaction that first used it: inside, the single writer
// connection is taken.
type stmtCache struct {
	mu sync.RWMutex
	m  map[stmtKey]*sql.Stmt
}

type stmtKey struct {
	pool *sql.DB
	text string
}

// maxStmts bounds the cache: lists of many lengths make many texts.
const maxStmts = 2000

func (c *stmtCache) get(pool *sql.DB, text string) *sql.Stmt {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[stmtKey{pool, text}]
}

func (c *stmtCache) learn(ctx context.Context, pool *sql.DB, texts []string) {
	for _, text := range texts {
		k := stmtKey{pool, text}
		c.mu.RLock()
		known := c.m[k] != nil || len(c.m) >= maxStmts
		c.mu.RUnlock()
		if known {
			continue
		}
		s, err := pool.PrepareContext(ctx, text)
		if err != nil {
			continue
		}
		c.mu.Lock()
		if c.m == nil {
			c.m = map[stmtKey]*sql.Stmt{}
		}
		if c.m[k] == nil {
			c.m[k], s = s, nil
		}
		c.mu.Unlock()
		if s != nil {
			s.Close()
		}
	}
}
