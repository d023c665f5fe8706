package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
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

// NewGroup is what `archwire init` asks.
type NewGroup struct{ Code, Name, Owner, Login, Password string }

// InitGroup makes a group with its first owner, who must change the password at
// the first log-in, and gives the password if it had to make one. Faults come
// back in words.
func (a *App) InitGroup(ctx context.Context, n NewGroup) (string, error) {
	made := ""
	if n.Password == "" {
		made = rand.Text()[:16]
		n.Password = made
	}
	_, err := a.House.Org.CreateGroup(ctx, org.NewGroup{
		Code: n.Code, Name: n.Name, Password: n.Password, MustChange: true,
		Owner: org.NewStaff{Login: n.Login, Staff: org.Staff{Name: n.Owner}},
	})
	if f, ok := fault.As(err); ok {
		return "", errors.New(a.Texts.Text(i18n.En, "fault."+f.Code, f.Args))
	}
	return made, err
}

// Retry has what was given up or set aside tried again, and tells what: for the
// administrator who has mended the cause. The program that serves does it within
// seconds, or the next one that starts.
func (a *App) Retry(ctx context.Context, say func(string)) error {
	groups, err := a.Auth.Groups(ctx)
	if err != nil {
		return err
	}
	facts := 0
	for _, g := range groups {
		var back []events.Aside
		err := a.DB.Write(db.With(ctx, db.Scope{Tenant: g.ID, Request: "retry"}), func(tx *db.Tx) (err error) {
			back, err = a.Facts.Retry(tx)
			return err
		})
		if err != nil {
			return err
		}
		for _, f := range back {
			say(fmt.Sprintf("%s: %s hears %s again, refused since %s: %s", g.Code, f.Subscriber, f.Kind,
				time.UnixMilli(f.Recorded).Format(time.DateTime), f.Reason))
		}
		facts += len(back)
	}
	jobs, err := a.Queue.Retry(ctx)
	if err == nil {
		say(fmt.Sprintf("tried again: facts %d, jobs %d", facts, jobs))
	}
	return err
}

// LostAccess names an account for `archwire reset-access`.
type LostAccess struct {
	Group, Login string
	Factor       bool // the second step is lost as well
}

// ResetAccess takes an account's password away, ends its sessions and gives the
// path below the server's address where the person sets a new one, once and
// until it expires: for whoever may start programs on the server, where nobody
// else can (the only owner). Faults come back in words.
func (a *App) ResetAccess(ctx context.Context, l LostAccess) (path string, expires time.Time, err error) {
	groups, err := a.Auth.Groups(ctx)
	if err != nil {
		return "", expires, err
	}
	i := slices.IndexFunc(groups, func(g auth.GroupInfo) bool { return strings.EqualFold(g.Code, l.Group) })
	if i < 0 {
		return "", expires, fmt.Errorf("there is no group with the code %q", l.Group)
	}
	link, err := a.Auth.ResetOnServer(ctx, groups[i].ID, l.Login, l.Factor)
	if f, ok := fault.As(err); ok {
		return "", expires, fmt.Errorf("%s in the group %s: %s", l.Login, groups[i].Code, a.Texts.Text(i18n.En, "fault."+f.Code, f.Args))
	}
	return "/accept?group=" + url.QueryEscape(groups[i].Code) + "#" + link.Link, time.UnixMilli(link.Expires), err
}
