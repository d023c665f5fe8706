package charting

import (
	"encoding/json"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type templateRow struct {
	ID        string  `db:"id"`
	Version   int64   `db:"version"`
	Owner     string  `db:"owner_id,null"`
	Clinic    string  `db:"of_clinic_id,null"`
	Code      string  `db:"code"`
	Form      Form    `db:"form"`
	Kind      Kind    `db:"kind"`
	Name      string  `db:"name"`
	Search    string  `db:"search"` // spellings of the name, by spaces
	Content   Content `db:"parts,json"`
	Active    bool    `db:"active"`
	Position  int     `db:"position"`
	CreatedAt int64   `db:"created_at"`
}

func (r templateRow) template() Template {
	return Template{ID: r.ID, Version: r.Version, Owner: r.Owner, Clinic: r.Clinic, Code: r.Code, Form: r.Form, Kind: r.Kind, Name: r.Name,
		Keys: r.Search, Content: r.Content, Active: r.Active, Position: r.Position}
}

func templateRowOf(t Template, now int64) templateRow {
	return templateRow{t.ID, t.Version, t.Owner, t.Clinic, t.Code, t.Form, t.Kind, t.Name, t.Keys, t.Content, t.Active, t.Position, now}
}

// templatesFor reads the templates and phrases of the group, of the clinics in
// sight and of one's own.
func templatesFor(tx *db.Tx, owner string) ([]Template, error) {
	q := tx.From("charting_templates t")
	if owner == "" {
		q = q.Where("t.owner_id IS NULL")
	} else {
		q = q.Where("t.owner_id IS NULL OR t.owner_id = ?", owner)
	}
	var rows []templateRow
	err := q.OrderBy("t.form DESC, t.position, t.created_at, t.id").All(&rows)
	var out []Template
	for _, r := range rows {
		if t := r.template(); t.seen(tx) {
			out = append(out, t)
		}
	}
	return out, err
}

// templateByID reads a template or phrase. Its fault is TemplateNotFound.
func templateByID(tx *db.Tx, template string) (Template, error) {
	if !id.Valid(template) {
		return Template{}, TemplateNotFound.With()
	}
	var r templateRow
	found, err := tx.From("charting_templates").Where("id = ?", template).One(&r)
	if err == nil && !found {
		err = TemplateNotFound.With()
	}
	return r.template(), err
}

// insertTemplates adds templates; one whose code is there already is left out.
func insertTemplates(tx *db.Tx, list []Template) (int64, error) {
	rows := make([]templateRow, len(list))
	for i, t := range list {
		rows[i] = templateRowOf(t, tx.Now())
	}
	return tx.InsertOr("charting_templates", rows, "ON CONFLICT (tenant_id, code) WHERE code <> '' DO NOTHING")
}

func updateTemplate(tx *db.Tx, t *Template) error {
	parts, err := json.Marshal(t.Content)
	if err != nil {
		return err
	}
	err = tx.Update("charting_templates").Set("kind = ?", t.Kind).Set("name = ?", t.Name).Set("search = ?", t.Keys).
		Set("parts = ?", string(parts)).Set("active = ?", t.Active).Set("position = ?", t.Position).
		Set("version = version + 1").Where("id = ? AND version = ?", t.ID, t.Version).Must()
	t.Version++
	return err
}
