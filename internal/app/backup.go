package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5"
)

// Backup writes one consistent copy of the database to file while the program
// serves: SQLite copies itself into a fresh file, PostgreSQL is dumped by its
// own pg_dump. The key file is not in it and must be kept apart. An existing
// file is refused, and a copy that broke off leaves none.
func Backup(ctx context.Context, c Config, file string, say func(string)) error {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists; a backup is never overwritten", file)
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	say("copying the database")
	var err error
	if c.Embedded() {
		err = vacuumInto(ctx, c.File(), part)
	} else {
		err = runPG(ctx, c.DatabaseOwner, "pg_dump", "--format=custom", "--file="+part)
	}
	if err == nil {
		say("checking the copy")
		err = verifyBackup(ctx, c, part)
	}
	if err != nil {
		os.Remove(part)
		return fmt.Errorf("no backup was written: %w", err)
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	return os.Rename(part, file)
}

func vacuumInto(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("there is no database at %s", from)
	}
	d, err := sql.Open("sqlite", "file:"+from+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

func verifyBackup(ctx context.Context, c Config, file string) error {
	if !c.Embedded() {
		return runPG(ctx, "", "pg_restore", "--list", file)
	}
	d, err := sql.Open("sqlite", "file:"+file+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer d.Close()
	var verdict string
	if err := d.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	var n int
	return d.QueryRowContext(ctx, "SELECT count(*) FROM db_migrations").Scan(&n)
}

// Restore puts a backup in the place of the database. It refuses while a
// database is there, unless replace is set: then the old one is kept beside it
// as *.before-restore.
func Restore(ctx context.Context, c Config, file string, replace bool, say func(string)) error {
	if err := verifyBackup(ctx, c, file); err != nil {
		return fmt.Errorf("%s is no backup that can be restored: %w", file, err)
	}
	if !c.Embedded() {
		say("restoring into PostgreSQL")
		args := []string{"--no-owner", "--exit-on-error", "--single-transaction"}
		if replace {
			args = append(args, "--clean", "--if-exists")
		}
		return runPG(ctx, c.DatabaseOwner, "pg_restore", append(args, file)...)
	}
	if err := c.prepare(); err != nil {
		return err
	}
	if _, err := os.Stat(c.File()); err == nil {
		if !replace {
			return fmt.Errorf("there is a database at %s already; stop the program and give --replace to keep it aside and restore", c.File())
		}
		if err := setAside(c.File()); err != nil {
			return err
		}
	}
	say("copying the backup")
	return copyFile(file, c.File())
}

// setAside moves a database and its log out of the way; it fails while the
// program holds it open.
func setAside(file string) error {
	d, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(500)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	_, err = d.Exec("BEGIN EXCLUSIVE")
	if err == nil {
		_, err = d.Exec("COMMIT")
	}
	d.Close()
	if err != nil {
		return errors.New("the database is in use: stop the program first")
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		err := os.Rename(file+suffix, file+suffix+".before-restore")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	part := to + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(part, to)
}

func syncFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// runPG calls one of PostgreSQL's own tools. The address travels in the
// environment: a command line can be read by every user of the computer.
func runPG(ctx context.Context, dsn, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%s is not installed: install the PostgreSQL client of your distribution", name)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	if dsn != "" {
		conf, err := pgx.ParseConfig(dsn)
		if err != nil {
			return err
		}
		cmd.Env = append(os.Environ(), "PGHOST="+conf.Host, fmt.Sprintf("PGPORT=%d", conf.Port),
			"PGUSER="+conf.User, "PGPASSWORD="+conf.Password, "PGDATABASE="+conf.Database)
		if name == "pg_restore" {
			cmd.Args = append(cmd.Args[:1], append([]string{"--dbname=" + conf.Database}, cmd.Args[1:]...)...)
		}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, lastLine(out))
	}
	return nil
}

func lastLine(b []byte) string {
	if len(b) > 400 {
		b = b[len(b)-400:]
	}
	return string(b)
}
