package app

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// machinery are the files of a module that may speak to the world (wire: clients of
// providers, called from jobs); every other
// file holds rules and values.
var machinery = []string{"service", "store", "http", "jobs", "events", "module", "demo", "import", "export", "dayload", "settings", "doc", "wire"}

// TestRulesHaveNoIO proves that a rule compiles without context, SQL or HTTP.
func TestRulesHaveNoIO(t *testing.T) {
	files, err := filepath.Glob("../modules/*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no module files found: %v", err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || isMachinery(filepath.Base(f)) {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range parsed.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			switch {
			case path == "context" || path == "database/sql" || path == "net/http" || path == "os":
				t.Errorf("%s imports %s: a rule compiles without I/O", f, path)
			case path == "archwire/internal/platform/db" || path == "archwire/internal/platform/httpapi":
				t.Errorf("%s imports %s: SQL stands in store files, HTTP in http files", f, path)
			}
		}
	}
}

func isMachinery(base string) bool {
	for _, m := range machinery {
		if base == m+".go" || strings.HasPrefix(base, m+"_") {
			return true
		}
	}
	return false
}

// TestSQLStandsInStores looks for SQL outside the store files.
func TestSQLStandsInStores(t *testing.T) {
	files, _ := filepath.Glob("../modules/*/*.go")
	for _, f := range files {
		base := filepath.Base(f)
		if strings.HasSuffix(base, "_test.go") || strings.HasPrefix(base, "store") {
			continue
		}
		src := read(t, f)
		for _, word := range []string{"tx.From(", "tx.Insert(", "tx.InsertOr(", "tx.Update(", "tx.Delete(", "tx.Raw(", "tx.RawExec("} {
			if strings.Contains(src, word) {
				t.Errorf("%s calls %s…): SQL stands in store files only", f, word)
			}
		}
	}
}
