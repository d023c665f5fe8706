package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// A setting is a flag that has an environment variable: these may stand in the
// file as well.

// settingsOf lists the settings of all commands: name → environment variable.
func settingsOf(app *kong.Application) map[string]string {
	out := map[string]string{}
	_ = kong.Visit(app, func(n kong.Visitable, next kong.Next) error {
		if f, ok := n.(*kong.Flag); ok && len(f.Envs) > 0 {
			out[f.Name] = f.Envs[0]
		}
		return next(nil)
	})
	return out
}

// fileOfSettings is what the file says, by the names of the flags.
type fileOfSettings map[string]any

// readSettings reads the file: one JSON object. A name is written like its flag,
// with - or with _.
func readSettings(r io.Reader) (kong.Resolver, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var said map[string]any
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, fmt.Errorf("the file of --config is no JSON object of settings: %w", err)
	}
	f := fileOfSettings{}
	for name, value := range said {
		flag := strings.ReplaceAll(name, "_", "-")
		if _, twice := f[flag]; twice {
			return nil, fmt.Errorf("the file of --config says %s twice", flag)
		}
		f[flag] = value
	}
	return f, nil
}

// Validate refuses names that no setting has: what is misspelt would silently not
// hold.
func (f fileOfSettings) Validate(app *kong.Application) error {
	known := settingsOf(app)
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if known[name] == "" {
			return fmt.Errorf("the file of --config names the setting %q, which there is not; there are: %s",
				name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
	return nil
}

// Resolve gives the value of a flag, nil for what the file does not say.
func (f fileOfSettings) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	return f[flag.Name], nil
}

// strangers lists the variables of the environment that look like settings and
// are none.
func strangers(app *kong.Application, environ []string) []string {
	known := slices.Collect(maps.Values(settingsOf(app)))
	var out []string
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "ARCHWIRE_") && !slices.Contains(known, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
