package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"archwire/internal/platform/db"
)

// Backup writes one consistent copy of the database to file while the program
// serves: SQLite copies itself into a fresh file, PostgreSQL is dumped by its
// own pg_dump. The key file is not in it and must be kept apart. An existing
// file is refused, and a copy that broke off leaves none. The files that the copy
// names are copied into the directory archwire-files beside it, where those of
// earlier backups lie already; their list, named like the copy with .files behind,
// has its name before the copy has, so that a backup that is there is whole.
func Backup(ctx context.Context, c Config, file string, say func(string)) error {
	for _, there := range []string{file, filesBeside(file)} {
		if _, err := os.Stat(there); err == nil {
			return fmt.Errorf("%s exists; a backup is never overwritten", there)
		}
	}
	part := file + ".part"
	for _, left := range []string{part, part + "-journal"} { // by one that was killed
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	say("copying the database")
	var err error
	if c.Embedded() {
		err = vacuumInto(ctx, c.File(), part)
	} else {
		err = dump(ctx, c.DatabaseSystem, part)
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
	if err := backupFiles(ctx, c, part, file, say); err != nil {
		os.Remove(part)
		return fmt.Errorf("no backup was written: %w", err)
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	return syncDir(file)
}

func vacuumInto(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("there is no database at %s", from)
	}
	d, err := sql.Open("sqlite", "file:"+from+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

func verifyBackup(ctx context.Context, c Config, file string) error {
	if !c.Embedded() {
		_, err := listBackup(ctx, file)
		return err
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

// Restore puts a backup in the place of the database, whole or not at all. It
// refuses while a database is there, unless replace is set: then an embedded one
// is kept beside it as *.before-restore, *.before-restore-2 and so on, and on
// PostgreSQL the old tables go in the same transaction. Migrate comes next: on
// PostgreSQL it gives the serving roles their rights back.
func Restore(ctx context.Context, c Config, file string, replace bool, say func(string)) error {
	if err := verifyBackup(ctx, c, file); err != nil {
		return fmt.Errorf("%s is no backup that can be restored: %w", file, err)
	}
	if !c.Embedded() {
		if err := restoreFiles(ctx, c, file, say); err != nil {
			return err
		}
		return restorePG(ctx, c.DatabaseOwner, file, replace, say)
	}
	if err := c.prepare(); err != nil {
		return err
	}
	there := exists(c.File())
	if there && !replace {
		return fmt.Errorf("there is a database at %s already; stop the program and give --replace to keep it aside and restore", c.File())
	}
	if err := restoreFiles(ctx, c, file, say); err != nil {
		return err
	}
	say("copying the backup")
	part, err := copyBeside(file, c.File())
	if err != nil {
		return err
	}
	if there {
		if err := keepAside(c.File()); err != nil {
			os.Remove(part)
			return err
		}
	}
	if err := os.Rename(part, c.File()); err != nil {
		return err
	}
	return syncDir(c.File())
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// keepAside gives a database a second name, under which it stays when the first
// is given to another: at no moment is there none. It fails while the program
// holds the database open. A damaged one is kept as it is, with its log.
func keepAside(file string) error {
	d, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(500)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	_, err = d.Exec("BEGIN EXCLUSIVE")
	if err == nil {
		_, err = d.Exec("COMMIT")
	}
	d.Close() // the last to close brings the log in and removes it
	if db.Busy(err) {
		return errors.New("the database is in use: stop the program first")
	}
	aside := file + ".before-restore"
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s.before-restore-%d", file, n)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		err := os.Link(file+suffix, aside+suffix)
		if err == nil && suffix != "" {
			err = os.Remove(file + suffix)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the database cannot be kept aside: %w", err)
		}
	}
	return nil
}

// copyBeside copies a file whole to where it can take the other's name at once.
func copyBeside(from, to string) (string, error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	part := to + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		os.Remove(part)
		return "", err
	}
	return part, nil
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
	return syncDir(name)
}

// syncDir makes the names in a file's directory last.
func syncDir(file string) error {
	d, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
