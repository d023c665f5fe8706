package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
)

// FileDir is where files are kept that no other store keeps.
func (c Config) FileDir() string { return filepath.Join(c.Data, "files") }

// FilesHere tells whether files are kept in the data directory.
func (c Config) FilesHere() bool { return c.FilesURL == "" }

// checkFiles finds what cannot work about the place of files.
func (c Config) checkFiles() error {
	if c.FilesHere() {
		if c.FilesBucket != "" || c.FilesKey != "" || c.FilesSecret != "" {
			return errors.New("--files-bucket, --files-key or --files-secret is set, but --files-url is not")
		}
		return nil
	}
	if c.FilesBucket == "" || c.FilesKey == "" || c.FilesSecret == "" {
		return errors.New("with --files-url are needed: --files-bucket, --files-key and --files-secret")
	}
	_, err := c.fileStore(false)
	return err
}

// fileStore is the place of files.
func (c Config) fileStore(unsynced bool) (files.Store, error) {
	if c.FilesHere() {
		return files.Local{Dir: c.FileDir(), Unsynced: unsynced}, nil
	}
	return files.OpenBucket(files.BucketConfig{URL: c.FilesURL, Name: c.FilesBucket, Region: c.FilesRegion, Key: c.FilesKey, Secret: c.FilesSecret})
}

// filesError looks for files that rows name and the store does not have.
func (a *App) filesError(ctx context.Context) error {
	var names []string
	err := a.DB.System(ctx, "the doctor looks for missing files", func(tx *db.Tx) error {
		for _, c := range fileColumns {
			var some []string
			if err := tx.From(c.Table).Where(c.Column+" <> ''").GroupBy(c.Column).OrderBy(c.Column).Pluck(c.Column, &some); err != nil {
				return err
			}
			names = append(names, some...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	lost := ""
	n := 0
	for _, name := range names {
		_, err := a.Files.Size(ctx, name)
		if errors.Is(err, files.ErrMissing) {
			n, lost = n+1, name
		} else if err != nil {
			return err
		}
	}
	if n > 0 {
		return fmt.Errorf("%d of %d files are missing, such as %s", n, len(names), lost)
	}
	return nil
}

// namesIn reads the names of all files that the rows of a database name: of a
// copy of the embedded one, or of the one that serves, which may name more than
// the dump before it. Tables that an older database does not have name none.
func namesIn(ctx context.Context, c Config, copied string) ([]string, error) {
	driver, dsn, there := "sqlite", "file:"+copied+"?_pragma=query_only(1)", "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
	if !c.Embedded() {
		driver, dsn, there = "pgx", c.DatabaseSystem, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = $1"
	}
	d, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var out []string
	for _, col := range fileColumns {
		var n int
		if err := d.QueryRowContext(ctx, there, col.Table).Scan(&n); err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		some, err := column(ctx, d, "SELECT DISTINCT "+col.Column+" FROM "+col.Table+" WHERE "+col.Column+" <> ''")
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func column(ctx context.Context, d *sql.DB, text string) ([]string, error) {
	rows, err := d.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
