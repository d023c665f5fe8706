package charting

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/kit/pinyin"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/live"
)

// Wanted says which templates and phrases are looked for.
type Wanted struct {
	Form  Form   // "" = both
	Part  Part   // phrases of this part; "" = any
	Kind  Kind   // that fit records of this kind; "" = any
	Typed string // name, pinyin, initials or a piece of the text
	All   bool   // also what is switched off
	Limit int
}

// Templates lists what the actor may use: their own, which stand first, then
// those of their clinics, then the group's.
func (s *Service) Templates(ctx context.Context, w Wanted) ([]Template, error) {
	var out []Template
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := templatesFor(tx, tx.Actor())
		out = w.pick(list)
		return err
	})
	return out, err
}

func (w Wanted) pick(list []Template) []Template {
	typed := pinyin.Fold(w.Typed)
	var out []Template
	for _, t := range list {
		if (t.Active || w.All) && (w.Form == "" || t.Form == w.Form) && (w.Part == "" || len(t.Content.Lines(w.Part)) > 0) &&
			(w.Kind == "" || t.Kind == "" || t.Kind == w.Kind) && t.fits(typed, w.Typed) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Template) int { return a.reach() - b.reach() })
	if w.Limit > 0 && len(out) > w.Limit {
		out = out[:w.Limit]
	}
	return out
}

// reach tells how far a template is shared: what is nearest is meant first.
func (t Template) reach() int {
	switch {
	case t.Owner != "":
		return 0
	case t.Clinic != "":
		return 1
	}
	return 2
}

// seen tells whether the actor may know of the template: one's own, one's clinic's
// or the group's.
func (t Template) seen(tx *db.Tx) bool {
	return (t.Owner == "" || t.Owner == tx.Actor()) && (t.Clinic == "" || tx.Scope().Sees(t.Clinic))
}

// fits tells whether somebody who types means the template.
func (t Template) fits(folded, typed string) bool {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return true
	}
	if folded != "" && (strings.Contains(pinyin.Fold(t.Name), folded) ||
		slices.ContainsFunc(strings.Fields(t.Keys), func(k string) bool { return strings.HasPrefix(k, folded) })) {
		return true
	}
	return t.Form == Phrase && strings.Contains(t.Content.Text(t.Content[0].Part), typed)
}

// usable reads a template that the actor may use.
func (s *Service) usable(tx *db.Tx, template string) (Template, error) {
	t, err := templateByID(tx, template)
	if err == nil && (!t.seen(tx) || t.Form != WholeRecord) {
		err = TemplateNotFound.With()
	}
	return t, err
}

// AddTemplate adds a template or phrase: one's own, or the group's or a clinic's
// (t.Clinic) for who keeps those. last runs at the end of the transaction. Faults:
// auth.Forbidden, db.OutOfScope and those of the values.
func (s *Service) AddTemplate(ctx context.Context, t Template, ofGroup bool, last func(*db.Tx, Template) error) (Template, error) {
	if ofGroup && t.Clinic != "" {
		return t, BadChoice.At("clinic_id")
	}
	if ofGroup || t.Clinic != "" {
		if err := t.mayKeep(ctx); err != nil {
			return t, err
		}
	}
	t.Active, t.Version = true, 1
	t, err := t.tidy()
	if err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		t.ID = tx.NewID()
		if t.Clinic != "" {
			if err := tx.RequireClinic(t.Clinic); err != nil {
				return err
			}
		} else if !ofGroup {
			t.Owner = tx.Actor()
		}
		if _, err := insertTemplates(tx, []Template{t}); err != nil {
			return err
		}
		if err := s.tellTemplate(tx, "charting.template_added", t, nil); err != nil {
			return err
		}
		return last(tx, t)
	})
	return t, err
}

// TemplateChange is what may change; nil leaves it as it is.
type TemplateChange struct {
	Kind     *Kind
	Name     *string
	Parts    *[]Section
	Active   *bool
	Position *int
}

// ChangeTemplate changes one's own template or phrase, or one of the group or a
// clinic for who keeps those. Faults: TemplateNotFound, db.Stale, auth.Forbidden
// and those of the values.
func (s *Service) ChangeTemplate(ctx context.Context, template string, version int64, c TemplateChange) (Template, error) {
	var t Template
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = templateByID(tx, template); err != nil {
			return err
		}
		if err := mayChange(ctx, tx, t); err != nil {
			return err
		}
		if t.Version != version {
			return db.Stale.With()
		}
		before := t
		set(&t.Kind, c.Kind)
		set(&t.Name, c.Name)
		set(&t.Active, c.Active)
		set(&t.Position, c.Position)
		if c.Parts != nil {
			t.Content = *c.Parts
		}
		if t, err = t.tidy(); err != nil {
			return err
		}
		if err := updateTemplate(tx, &t); err != nil {
			return err
		}
		return s.tellTemplate(tx, "charting.template_changed", t, before)
	})
	return t, err
}

// mayChange refuses what is somebody else's; it is not even there for others.
func mayChange(ctx context.Context, tx *db.Tx, t Template) error {
	switch {
	case !t.seen(tx):
		return TemplateNotFound.With()
	case t.Owner == "":
		return t.mayKeep(ctx)
	}
	return nil
}

// mayKeep refuses who does not keep the templates of the clinic, or of the group.
func (t Template) mayKeep(ctx context.Context) error {
	if t.Clinic != "" {
		return auth.Require(ctx, MayClinicTemplates, t.Clinic)
	}
	return auth.Require(ctx, MayTemplates, "")
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func (s *Service) tellTemplate(tx *db.Tx, action string, t Template, before any) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "template", SubjectID: t.ID, Before: before, After: t})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "record_templates", ID: t.ID, Version: t.Version})
}

// InstallTemplates gives the group the templates and phrases that ship and that
// it does not have, and tells how many came.
func (s *Service) InstallTemplates(ctx context.Context) (int64, error) {
	var n int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		list := shipped()
		for i := range list {
			list[i].ID = tx.NewID()
		}
		var err error
		if n, err = insertTemplates(tx, list); err != nil || n == 0 {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "charting.templates_installed", SubjectKind: "template", After: map[string]int64{"count": n}})
	})
	return n, err
}
