package app

import (
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"testing"
)

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "archwire/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

// part names what a package belongs to: kit, platform, modules/x, app, cmd …
func part(path string) (kind, name string) {
	rest, ok := strings.CutPrefix(path, "archwire/internal/")
	if !ok {
		return "", ""
	}
	kind, name, _ = strings.Cut(rest, "/")
	name, _, _ = strings.Cut(name, "/")
	return kind, name
}

// TestFloors holds the house up: imports go down.
func TestFloors(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range packages(t) {
		kind, name := part(p.ImportPath)
		if kind == "modules" {
			seen[name] = true
			if Floors[name] == 0 {
				t.Errorf("module %s has no floor: add it to Floors", name)
			}
		}
		for _, imp := range p.Imports {
			if why := refuse(kind, name, imp); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imp, why)
			}
		}
	}
	for name := range Floors {
		if !seen[name] {
			t.Errorf("floor of a module that is not there: %s", name)
		}
	}
}

func refuse(kind, name, imp string) string {
	ik, in := part(imp)
	switch {
	case kind == "kit" && (ik == "platform" || ik == "modules" || ik == "app"):
		return "kit holds values without I/O and imports nothing of the house but kit"
	case kind == "platform" && (ik == "modules" || ik == "app"):
		return "platform knows no clinic word"
	case kind == "modules" && ik == "app":
		return "the roof stands on the modules, not the other way round"
	case kind == "modules" && ik == "modules" && in != name && Floors[in] >= Floors[name]:
		return "imports go down: its floor must be lower"
	}
	return ""
}

// TestKitHasNoIO proves that kit holds values only.
func TestKitHasNoIO(t *testing.T) {
	for _, p := range packages(t) {
		if kind, _ := part(p.ImportPath); kind != "kit" {
			continue
		}
		for _, imp := range p.Imports {
			if imp == "context" || imp == "database/sql" || imp == "net/http" || imp == "os" {
				t.Errorf("%s imports %s: kit holds values without I/O", p.ImportPath, imp)
			}
		}
	}
}
