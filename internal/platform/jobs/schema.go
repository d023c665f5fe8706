package jobs

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

//go:embed migrations
var own embed.FS

// Migrations holds the tables of this package, and before them River's own
// steps as its drivers carry them, under names of the house: one runner, one
// list, one place that grants rights. River's tables are named river_… and
// belong to no group; nothing but this package touches them.
var Migrations fs.FS = migrations()

// riverStep is a step of River's: 003_river_job_tags_non_null.up.sql.
var riverStep = regexp.MustCompile(`^(\d{3})_([a-z0-9_]+)\.up\.sql$`)

// riverSchema marks where River would write the name of a schema; ours are
// found by the search path.
const riverSchema = "/* TEMPLATE: schema */"

// migrations puts the steps together, in an archive in memory, which is the
// library's own way to a file system made of bytes. What it reads is compiled
// in, so that failing is a programming error.
func migrations() fs.FS {
	var mem bytes.Buffer
	out := zip.NewWriter(&mem)
	for _, dialect := range []string{"sqlite", "postgres"} {
		to := "migrations/" + dialect
		must(copySteps(out, to, riverFiles(dialect), "migration/main", riverName))
		must(copySteps(out, to, own, to, func(name string) string { return name }))
	}
	must(out.Close())
	r, err := zip.NewReader(bytes.NewReader(mem.Bytes()), int64(mem.Len()))
	must(err)
	return r
}

func riverFiles(dialect string) fs.FS {
	if dialect == "sqlite" {
		return (*riversqlite.Driver)(nil).GetMigrationFS("main")
	}
	return (*riverpgxv5.Driver)(nil).GetMigrationFS("main")
}

// riverName is the name of the house for a step of River's, "" for a step back.
func riverName(name string) string {
	part := riverStep.FindStringSubmatch(name)
	if part == nil {
		return ""
	}
	return "20261122_0" + part[1] + "_" + part[2] + ".sql"
}

func copySteps(out *zip.Writer, to string, from fs.FS, at string, rename func(string) string) error {
	list, err := fs.ReadDir(from, at)
	if err != nil {
		return err
	}
	for _, e := range list {
		name := rename(e.Name())
		if name == "" {
			continue
		}
		text, err := fs.ReadFile(from, path.Join(at, e.Name()))
		if err != nil {
			return err
		}
		w, err := out.Create(path.Join(to, name))
		if err != nil {
			return err
		}
		if _, err := w.Write(bytes.ReplaceAll(text, []byte(riverSchema), nil)); err != nil {
			return err
		}
	}
	return nil
}

func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("jobs: migrations: %v", err))
	}
}
