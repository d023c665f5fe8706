package visits

import (
	"encoding/json"
	"fmt"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type templateRow struct {
	ID            string   `db:"id"`
	Version       int64    `db:"version"`
	Code          string   `db:"code"`
	NameZh        string   `db:"name_zh"`
	NameEn        string   `db:"name_en"`
	LabelZh       string   `db:"label_zh"`
	LabelEn       string   `db:"label_en"`
	Category      string   `db:"category"`
	Area          Area     `db:"area"`
	Colour        Colour   `db:"colour"`
	Pattern       string   `db:"pattern"`
	SchoolAgeLate bool     `db:"school_age_late"`
	Appliance     bool     `db:"needs_appliance"`
	Roles         []Who    `db:"roles,json"`
	Prepare       []Text   `db:"prepare,json"`
	Acts          []Act    `db:"acts,json"`
	Interval      int      `db:"interval_days"`
	AddOns        []string `db:"add_ons,json"`
	Position      int      `db:"position"`
	Archived      bool     `db:"archived"`
}

// ClinicTemplate is a kind of visit as the group keeps it and a clinic has it.
type ClinicTemplate struct {
	Template
	ID       string
	Version  int64
	Position int
	Archived bool
	On       bool // the clinic offers it
}

func rowOfTemplate(t ClinicTemplate) templateRow {
	return templateRow{
		ID: t.ID, Version: t.Version, Code: t.Code, NameZh: t.Name.Zh, NameEn: t.Name.En, LabelZh: t.Label.Zh, LabelEn: t.Label.En,
		Category: t.Category, Area: t.Area, Colour: t.Colour, Pattern: t.Pattern.String(), SchoolAgeLate: t.SchoolAgeLate,
		Appliance: t.NeedsAppliance, Roles: t.Roles, Prepare: t.Prepare, Acts: t.Acts, Interval: t.IntervalDays, AddOns: t.AddOns,
		Position: t.Position, Archived: t.Archived,
	}
}

func (r templateRow) template() (ClinicTemplate, error) {
	p, err := ParsePattern(r.Pattern)
	if err != nil {
		return ClinicTemplate{}, fmt.Errorf("visits: the stored pattern of template %s: %w", r.Code, err)
	}
	return ClinicTemplate{
		Template: Template{
			Code: r.Code, Name: Text{r.NameZh, r.NameEn}, Label: Text{r.LabelZh, r.LabelEn}, Category: r.Category, Area: r.Area,
			Colour: r.Colour, Pattern: p, SchoolAgeLate: r.SchoolAgeLate, NeedsAppliance: r.Appliance, Roles: r.Roles,
			Prepare: r.Prepare, Acts: r.Acts, IntervalDays: r.Interval, AddOns: r.AddOns,
		},
		ID: r.ID, Version: r.Version, Position: r.Position, Archived: r.Archived, On: true,
	}, nil
}

// templateList reads kinds of visit in their order; nil asks for all.
func templateList(tx *db.Tx, ids []string) ([]ClinicTemplate, error) {
	var rows []templateRow
	q := tx.From("visits_templates").OrderBy("position, code")
	if ids != nil {
		q = q.Where("id IN (?)", ids)
	}
	if err := q.All(&rows); err != nil {
		return nil, err
	}
	out := make([]ClinicTemplate, len(rows))
	for i, r := range rows {
		t, err := r.template()
		if err != nil {
			return nil, err
		}
		out[i] = t
	}
	return out, nil
}

// templatesByID reads kinds of visit, archived ones as well; nil asks for all.
func templatesByID(tx *db.Tx, ids []string) (map[string]ClinicTemplate, error) {
	list, err := templateList(tx, ids)
	out := make(map[string]ClinicTemplate, len(list))
	for _, t := range list {
		out[t.ID] = t
	}
	return out, err
}

// templateByID reads one kind of visit. Fault: TemplateUnknown.
func templateByID(tx *db.Tx, template string) (ClinicTemplate, error) {
	if !id.Valid(template) {
		return ClinicTemplate{}, TemplateUnknown.At("template_id")
	}
	list, err := templateList(tx, []string{template})
	if err == nil && len(list) == 0 {
		err = TemplateUnknown.At("template_id")
	}
	if err != nil {
		return ClinicTemplate{}, err
	}
	return list[0], nil
}

func insertTemplates(tx *db.Tx, list []ClinicTemplate) error {
	rows := make([]templateRow, len(list))
	for i, t := range list {
		rows[i] = rowOfTemplate(t)
	}
	// Two clinics may be opened at once, each finding no kinds of visit.
	_, err := tx.InsertOr("visits_templates", rows, "ON CONFLICT (tenant_id, code) DO NOTHING")
	return err
}

func insertTemplate(tx *db.Tx, t ClinicTemplate) error {
	return tx.Insert("visits_templates", rowOfTemplate(t))
}

// updateTemplate writes a kind of visit against the version that was read, and
// raises it. Fault: db.Stale.
func updateTemplate(tx *db.Tx, t *ClinicTemplate) error {
	r := rowOfTemplate(*t)
	u := tx.Update("visits_templates").
		Set("name_zh = ?", r.NameZh).Set("name_en = ?", r.NameEn).Set("label_zh = ?", r.LabelZh).Set("label_en = ?", r.LabelEn).
		Set("category = ?", r.Category).Set("area = ?", r.Area).Set("colour = ?", r.Colour).Set("pattern = ?", r.Pattern).
		Set("school_age_late = ?", r.SchoolAgeLate).Set("needs_appliance = ?", r.Appliance).Set("interval_days = ?", r.Interval).
		Set("position = ?", r.Position).Set("archived = ?", r.Archived)
	for column, list := range map[string]any{"roles": r.Roles, "prepare": r.Prepare, "acts": r.Acts, "add_ons": r.AddOns} {
		text, err := listText(list)
		if err != nil {
			return err
		}
		u = u.Set(column+" = ?", text)
	}
	err := u.Set("version = version + 1").Where("id = ? AND version = ?", t.ID, t.Version).Must()
	if err == nil {
		t.Version++
	}
	return err
}

// listText is a list as it is stored; none is an empty one.
func listText(list any) (string, error) {
	b, err := json.Marshal(list)
	if string(b) == "null" {
		return "[]", err
	}
	return string(b), err
}

type offRow struct {
	Clinic   string `db:"clinic_id"`
	Template string `db:"template_id"`
}

// isOff tells whether a clinic does not offer a kind of visit.
func isOff(tx *db.Tx, clinic, template string) (bool, error) {
	return tx.From("visits_templates_off").Where("clinic_id = ? AND template_id = ?", clinic, template).Exists()
}

// offIn lists the kinds of visit that a clinic does not offer.
func offIn(tx *db.Tx, clinic string) (map[string]bool, error) {
	var ids []string
	if err := tx.From("visits_templates_off").Where("clinic_id = ?", clinic).Pluck("template_id", &ids); err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, one := range ids {
		out[one] = true
	}
	return out, nil
}

// switchTemplate says whether a clinic offers a kind of visit, and whether that
// is something new.
func switchTemplate(tx *db.Tx, clinic, template string, on bool) (bool, error) {
	if on {
		n, err := tx.Delete("visits_templates_off").Where("clinic_id = ? AND template_id = ?", clinic, template).Exec()
		return n > 0, err
	}
	n, err := tx.InsertOr("visits_templates_off", offRow{clinic, template}, "ON CONFLICT (tenant_id, clinic_id, template_id) DO NOTHING")
	return n > 0, err
}
