package app

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"archwire/internal/platform/i18n"
)

// WriteOpenAPI writes the description of all routes, the golden file from which
// the web client is made.
func (a *App) WriteOpenAPI(file string) error {
	b, err := a.API.OpenAPI().YAML()
	if err != nil {
		return err
	}
	return writeIfChanged(file, b)
}

// ExportTexts writes every module's sentences into the web packages:
// <dir>/<module>.<locale>.json.
func (a *App) ExportTexts(dir string) error {
	for _, s := range a.texts() {
		if s.Files == nil {
			continue
		}
		for _, l := range i18n.Locales {
			texts, err := i18n.Read(s.Files, l)
			if err != nil {
				return fmt.Errorf("%s: %w", s.Module, err)
			}
			b, err := json.MarshalIndent(texts, "", "  ")
			if err != nil {
				return err
			}
			if err := writeIfChanged(filepath.Join(dir, s.Module+"."+string(l)+".json"), append(b, '\n')); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeIfChanged leaves an equal file alone, so that builds need not run again.
func writeIfChanged(file string, b []byte) error {
	if old, err := os.ReadFile(file); err == nil && string(old) == string(b) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o644)
}

// Migrate brings the schema up to date and says each step.
func Migrate(ctx context.Context, c Config, o Options) error {
	o.Migrate = true
	a, err := Build(ctx, c, o)
	if err != nil {
		return err
	}
	return a.Close()
}
