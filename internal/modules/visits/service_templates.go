package visits

import (
	"context"
	"regexp"
	"slices"
	"unicode/utf8"

	"archwire/internal/platform/db"
)

// templateFor reads a kind of visit that is to be booked in a clinic. A visit that
// is booked already goes on with its kind, though the clinic may have switched it
// off since. Faults: TemplateUnknown, TemplateOff.
func (s *Service) templateFor(tx *db.Tx, clinic, template, booked string) (ClinicTemplate, error) {
	t, err := templateByID(tx, template)
	if err != nil {
		return t, err
	}
	off, err := isOff(tx, clinic, template)
	if err != nil {
		return t, err
	}
	if (off || t.Archived) && template != booked {
		return t, TemplateOff.At("template_id", "name", t.Name.Zh)
	}
	return t, nil
}

// licensed holds a visit without a dentist against the clinic's own licences, act
// by act. Fault: TemplateGreenAct.
func (t Template) licensed(tx *db.Tx, clinic string) error {
	if len(t.Acts) == 0 || t.Pattern.MinutesOf(Doctor)+t.Pattern.MinutesOf(Second) > 0 {
		return nil
	}
	l, err := licencesOf(tx, clinic)
	if err != nil {
		return err
	}
	return t.validateColour(l)
}

// TemplatesIn lists the kinds of visit, archived ones as well, in their order. For
// a clinic On tells whether it offers each; "" asks for the group.
func (s *Service) TemplatesIn(tx *db.Tx, clinic string) ([]ClinicTemplate, error) {
	list, err := templateList(tx, nil)
	if err != nil || clinic == "" {
		return list, err
	}
	off, err := offIn(tx, clinic)
	for i := range list {
		list[i].On = !off[list[i].ID]
	}
	return list, err
}

// unlicensed lists by id what stands against each kind of visit under a clinic's
// licences; those that hold are not in it.
func unlicensed(list []ClinicTemplate, l Licences) map[string]Act {
	out := map[string]Act{}
	for _, t := range list {
		if t.validateColour(l) == nil {
			continue
		}
		for _, a := range t.Acts {
			if l[a] {
				out[t.ID] = a
				break
			}
		}
	}
	return out
}

// templateCategories are the categories that the screens know.
var templateCategories = []string{
	"consultation", "records", "start", "active", "early", "retention", "emergency", "cleaning", "general", "chairless",
}

var templateCode = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{1,15}$`)

// Limits of what is laid out before a visit.
const (
	maxPrepare     = 30
	maxPrepareText = 60
)

// checkWords holds everything against its list that Template.Validate does not
// know. Faults: TemplateCode, TemplateWords, AddOnUnknown.
func (t ClinicTemplate) checkWords() error {
	if !templateCode.MatchString(t.Code) {
		return TemplateCode.At("code")
	}
	if !slices.Contains(templateCategories, t.Category) {
		return TemplateWords.At("category")
	}
	if t.Area != "" && t.Area != OrthoArea && t.Area != GeneralArea {
		return TemplateWords.At("area")
	}
	if slices.ContainsFunc(t.Acts, func(a Act) bool { return !slices.Contains(licensedActs, a) }) {
		return TemplateWords.At("acts")
	}
	if slices.ContainsFunc(t.Roles, func(w Who) bool { return w == Nobody || !w.known() }) {
		return TemplateWords.At("roles")
	}
	wrong := func(s string) bool { return s == "" || utf8.RuneCountInString(s) > maxPrepareText }
	if len(t.Prepare) > maxPrepare || slices.ContainsFunc(t.Prepare, func(x Text) bool { return wrong(x.Zh) || wrong(x.En) }) {
		return TemplateWords.At("prepare")
	}
	for _, code := range t.AddOns {
		if _, err := AddOnByCode(code); err != nil {
			return err
		}
	}
	return nil
}

// Templates lists the kinds of visit as a clinic has them, "" as the group keeps
// them, and by id of those that leave a licensed act to somebody without a licence,
// that act. Fault: db.OutOfScope.
func (s *Service) Templates(ctx context.Context, clinic string) (list []ClinicTemplate, against map[string]Act, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if clinic != "" {
			if err := tx.RequireClinic(clinic); err != nil {
				return err
			}
		}
		if list, err = s.TemplatesIn(tx, clinic); err != nil {
			return err
		}
		l, err := licencesOf(tx, clinic)
		against = unlicensed(list, l)
		return err
	})
	return list, against, err
}

// Template reads a kind of visit as the group keeps it. Fault: TemplateUnknown.
func (s *Service) Template(ctx context.Context, id string) (ClinicTemplate, error) {
	var t ClinicTemplate
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { t, err = templateByID(tx, id); return err })
	return t, err
}

// Licences tells which acts the group leaves to licensed dentists.
func (s *Service) Licences(ctx context.Context) (Licences, error) {
	var l Licences
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { l, err = licencesOf(tx, ""); return err })
	return l, err
}

// checkTemplate holds a kind of visit against the rules, under the licences of
// the group and of every clinic that offers it. Faults: those of checkWords and
// Template.Validate.
func (s *Service) checkTemplate(tx *db.Tx, t ClinicTemplate) error {
	if err := t.checkWords(); err != nil {
		return err
	}
	clinics, err := s.org.Clinics(tx)
	if err != nil {
		return err
	}
	offered := []string{""}
	for _, c := range clinics {
		if c.ClosedAt == 0 {
			offered = append(offered, c.ID)
		}
	}
	for _, clinic := range offered {
		if clinic != "" && t.ID != "" {
			if off, err := isOff(tx, clinic, t.ID); err != nil || off {
				if err != nil {
					return err
				}
				continue
			}
		}
		l, err := licencesOf(tx, clinic)
		if err != nil {
			return err
		}
		if err := t.Validate(l); err != nil {
			return err
		}
	}
	return nil
}

// settled is the template with the roles that its pattern needs.
func (t ClinicTemplate) settled() ClinicTemplate {
	need := t.Pattern.roles()
	for _, w := range t.Roles {
		if !slices.Contains(need, w) {
			need = append(need, w)
		}
	}
	t.Roles = need
	return t
}

// CheckTemplate tells what the rules say of a kind of visit that is being written.
// Faults: as MakeTemplate.
func (s *Service) CheckTemplate(ctx context.Context, t ClinicTemplate) error {
	return s.db.Read(ctx, func(tx *db.Tx) error { return s.checkTemplate(tx, t.settled()) })
}

// MakeTemplate adds a kind of visit to the group, offered by every clinic. last
// runs at the end of the transaction. Faults: those of checkTemplate, TemplateTaken.
func (s *Service) MakeTemplate(ctx context.Context, t ClinicTemplate, last func(*db.Tx, ClinicTemplate) error) (ClinicTemplate, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t = t.settled()
		t.ID = ""
		if err := s.checkTemplate(tx, t); err != nil {
			return err
		}
		t.ID, t.Version, t.On, t.Archived = tx.NewID(), 1, true, false
		if err := insertTemplate(tx, t); err != nil {
			return err
		}
		err := s.note(tx, stood{fact: FactTemplate, kind: aTemplate, id: t.ID, topic: onTemplates, after: rowOfTemplate(t)})
		if err != nil || last == nil {
			return err
		}
		return last(tx, t)
	})
	if db.Violated(err) == "visits_templates_code" {
		err = TemplateTaken.At("code", "code", t.Code)
	}
	return t, err
}

// ChangeTemplate edits a kind of visit that was read at a version. What is booked
// keeps the pattern with which it was booked. Faults: TemplateUnknown, db.Stale,
// those of edit and of checkTemplate.
func (s *Service) ChangeTemplate(ctx context.Context, template string, version int64, edit func(*ClinicTemplate) error) (ClinicTemplate, error) {
	var t ClinicTemplate
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = templateByID(tx, template); err != nil {
			return err
		}
		if t.Version != version {
			return db.Stale.With()
		}
		before := rowOfTemplate(t)
		if err := edit(&t); err != nil {
			return err
		}
		t = t.settled()
		if err := s.checkTemplate(tx, t); err != nil {
			return err
		}
		if err := updateTemplate(tx, &t); err != nil {
			return err
		}
		return s.note(tx, stood{fact: FactTemplate, kind: aTemplate, id: t.ID, topic: onTemplates, before: before, after: rowOfTemplate(t)})
	})
	return t, err
}

// SwitchTemplate says whether a clinic offers a kind of visit. Faults:
// TemplateUnknown, TemplateGreenAct under the clinic's licences.
func (s *Service) SwitchTemplate(ctx context.Context, clinic, template string, on bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		t, err := templateByID(tx, template)
		if err != nil {
			return err
		}
		if on {
			l, err := licencesOf(tx, clinic)
			if err != nil {
				return err
			}
			if err := t.validateColour(l); err != nil {
				return err
			}
		}
		if changed, err := switchTemplate(tx, clinic, template, on); err != nil || !changed {
			return err
		}
		return s.note(tx, stood{fact: FactTemplateOn, kind: aTemplate, id: template, clinic: clinic, topic: onTemplates,
			before: map[string]bool{"on": !on}, after: map[string]bool{"on": on}})
	})
}

// InstallDefaults gives the group the kinds of visit and calendar entries that
// ship and it does not have, and tells how many kinds there are now.
func (s *Service) InstallDefaults(ctx context.Context) (int, error) {
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := templateList(tx, nil)
		if err != nil {
			return err
		}
		if err := install(tx); err != nil {
			return err
		}
		entries, err := installCalendar(tx)
		if err != nil {
			return err
		}
		after, err := templateList(tx, nil)
		n = len(after)
		if err != nil || (n == len(before) && entries == 0) {
			return err
		}
		return s.note(tx, stood{fact: FactTemplate, kind: aTemplate, topic: onTemplates,
			before: map[string]int{"templates": len(before)}, after: map[string]int64{"templates": int64(n), "entries": entries}})
	})
	return n, err
}
