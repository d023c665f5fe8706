package app

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// dump writes the database into a file as the system role: row-level security
// stands before the owner as well, and only a role that passes it sees every
// group.
func dump(ctx context.Context, system, file string) error {
	return runPG(ctx, system, "pg_dump", "--format=custom", "--no-owner", "--file="+file)
}

// listBackup reads a backup's table of contents, one part to a line.
func listBackup(ctx context.Context, file string) ([]string, error) {
	cmd, err := pgTool(ctx, "", "pg_restore", "--list", file)
	if err != nil {
		return nil, err
	}
	out, err := output(cmd)
	if err != nil {
		return nil, err
	}
	list := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, line := range list {
		if strings.Contains(line, " TABLE DATA public db_migrations ") {
			return list, nil
		}
	}
	return nil, errors.New("it is a dump of some other database")
}

// notRestored matches what a restore leaves to the server and to Migrate: the
// extension, which may belong to somebody else, and the walls between groups,
// which name the roles of the server that was dumped.
var notRestored = regexp.MustCompile(`^\d+; \d+ \d+ (EXTENSION|COMMENT|POLICY|ROW SECURITY|ACL|DEFAULT ACL) `)

// restorePG plays a dump as the owner in one transaction. No role may read the
// new tables before Migrate has put the walls up and granted the rights.
func restorePG(ctx context.Context, owner, file string, replace bool, say func(string)) error {
	if err := roomFor(ctx, owner, replace); err != nil {
		return err
	}
	list, err := listBackup(ctx, file)
	if err != nil {
		return err
	}
	contents, err := os.CreateTemp("", "archwire-restore-")
	if err != nil {
		return err
	}
	defer os.Remove(contents.Name())
	for _, line := range list {
		if !notRestored.MatchString(line) {
			fmt.Fprintln(contents, line)
		}
	}
	if err := contents.Close(); err != nil {
		return err
	}
	say("restoring into PostgreSQL")
	text, err := pgTool(ctx, "", "pg_restore", "--no-owner", "--no-privileges", "--use-list="+contents.Name(), "--file=-", file)
	if err != nil {
		return err
	}
	play, err := pgTool(ctx, owner, "psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1",
		"--single-transaction", "--command="+clear, "--file=-")
	if err != nil {
		return err
	}
	return pipe(text, play)
}

// clear makes the schema empty but for what belongs to extensions, and sees to
// the one extension that the tables need.
const clear = `
SET client_min_messages = warning;
DO $$ DECLARE o record; BEGIN
	FOR o IN SELECT c.oid::regclass AS name FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
			AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
	LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', o.name); END LOOP;
	FOR o IN SELECT p.oid::regprocedure AS name FROM pg_proc p
		WHERE p.pronamespace = 'public'::regnamespace
			AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
	LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', o.name); END LOOP;
	FOR o IN SELECT t.oid::regtype AS name FROM pg_type t
		WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('e', 'd')
			AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
	LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', o.name); END LOOP;
END $$;
CREATE EXTENSION IF NOT EXISTS btree_gist;`

// roomFor refuses a database that holds tables: those of this program unless
// they are to be replaced, those of another in any case.
func roomFor(ctx context.Context, owner string, replace bool) error {
	d, err := sql.Open("pgx", owner)
	if err != nil {
		return err
	}
	defer d.Close()
	var tables, ours bool
	err = d.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_class c
			WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')),
		to_regclass('public.db_migrations') IS NOT NULL`).Scan(&tables, &ours)
	switch {
	case err != nil:
		return err
	case tables && !ours:
		return errors.New("that database holds the tables of another program; choose an empty one")
	case tables && !replace:
		return errors.New("there are tables in that database already; stop the program and give --replace to drop them and restore")
	}
	return nil
}

// pipe runs two tools, the one's output being the other's input. If the first
// fails, the second is killed before it could take the end of its input for the
// end of the whole.
func pipe(from, to *exec.Cmd) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer w.Close()
	from.Stdout, to.Stdin = w, r
	var words bytes.Buffer
	to.Stderr = &words
	err = to.Start()
	r.Close()
	if err != nil {
		return err
	}
	_, first := output(from)
	if first != nil {
		_ = to.Process.Kill()
	}
	w.Close()
	second := to.Wait()
	if second != nil && (first == nil || words.Len() > 0) {
		return failed(to, second, &words) // the first then only found its reader gone
	}
	return first
}

func runPG(ctx context.Context, dsn, name string, args ...string) error {
	cmd, err := pgTool(ctx, dsn, name, args...)
	if err != nil {
		return err
	}
	_, err = output(cmd)
	return err
}

// output runs a tool and gives what it writes; a failure carries its last words.
func output(cmd *exec.Cmd) ([]byte, error) {
	var out, words bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &out
	}
	cmd.Stderr = &words
	if err := cmd.Run(); err != nil {
		return nil, failed(cmd, err, &words)
	}
	return out.Bytes(), nil
}

func failed(cmd *exec.Cmd, err error, words *bytes.Buffer) error {
	said := strings.TrimSpace(words.String())
	return fmt.Errorf("%s: %w: %s", cmd.Args[0], err, said[max(0, len(said)-400):])
}

// pgTool is one of PostgreSQL's own tools, to be run on the database at dsn. The
// address travels in the environment: a command line can be read by every user
// of the computer.
func pgTool(ctx context.Context, dsn, name string, args ...string) (*exec.Cmd, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%s is not installed: install the PostgreSQL client of your distribution", name)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Args[0], cmd.Env = name, append(os.Environ(), "LC_MESSAGES=C")
	if dsn == "" {
		return cmd, nil
	}
	conf, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	cmd.Env = append(cmd.Env, "PGHOST="+conf.Host, fmt.Sprintf("PGPORT=%d", conf.Port),
		"PGUSER="+conf.User, "PGPASSWORD="+conf.Password, "PGDATABASE="+conf.Database)
	cmd.Env = append(cmd.Env, wireWords(dsn)...)
	return cmd, nil
}

var wireWord = regexp.MustCompile(`\b(sslmode|sslrootcert|sslcert|sslkey) *= *'?([^'\s]+)`)

// wireWords carries over how the connection is to be encrypted, which the driver
// has digested: without it the tools would take a weaker one.
func wireWords(dsn string) (out []string) {
	if u, err := url.Parse(dsn); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		q := u.Query()
		for _, k := range []string{"sslmode", "sslrootcert", "sslcert", "sslkey"} {
			if v := q.Get(k); v != "" {
				out = append(out, "PG"+strings.ToUpper(k)+"="+v)
			}
		}
		return out
	}
	for _, m := range wireWord.FindAllStringSubmatch(dsn, -1) {
		out = append(out, "PG"+strings.ToUpper(m[1])+"="+m[2])
	}
	return out
}
