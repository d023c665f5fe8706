package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each library that the program asks for has its line: what for, and under which
// licence.
func TestEveryLibraryHasItsLine(t *testing.T) {
	page := read(t, "../../docs/decisions/0003-dependencies.md")
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(read(t, "../../go.mod"), -1) {
		name := strings.TrimPrefix(m[1], "github.com/")
		name = regexp.MustCompile(`/v\d+$`).ReplaceAllString(name, "")
		if strings.HasPrefix(name, "riverqueue/river/") {
			name = "riverqueue/river"
		}
		names = append(names, name)
	}
	if len(names) < 10 {
		t.Fatalf("go.mod was not read: %v", names)
	}
	for _, pattern := range []string{"web/package.json", "web/*/package.json", "web/packages/*/package.json"} {
		files, err := filepath.Glob(filepath.Join("..", "..", pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, f := range files {
			var p struct{ Dependencies, DevDependencies map[string]string }
			b, err := os.ReadFile(f)
			if err == nil {
				err = json.Unmarshal(b, &p)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range []map[string]string{p.Dependencies, p.DevDependencies} {
				for name, version := range list {
					if strings.HasPrefix(name, "@archwire/") {
						continue
					}
					names = append(names, name)
					if strings.ContainsAny(version, "^~*x><") {
						t.Errorf("%s: %s is not one exact version", name, version)
					}
				}
			}
		}
	}
	for _, name := range names {
		if !regexp.MustCompile(`(?m)(^|[ |(])` + regexp.QuoteMeta(name) + `[ ,|]`).MatchString(page) {
			t.Errorf("%s has no line in docs/decisions/0003-dependencies.md", name)
		}
	}
}
