package charting

import (
	"testing"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

func TestTemplatesOfAClinic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rights := []string{MayView, MayWrite}
		keeper := h.as(org.DemoDoctor, append(rights, MayClinicTemplates)...)
		here, there := h.as("dougenguan", rights...), h.at(h.boat, "dougenguan", append(rights, MayClinicTemplates)...)
		phrase := Template{Form: Phrase, Name: "本店结扎", Clinic: h.mill, Content: Content{{Treatment, []Line{{Text: "上下颌结扎"}}}}}
		whole := phrase
		whole.Form, whole.Name = WholeRecord, "本店复诊"

		_, err := h.s.AddTemplate(here, phrase, false, nothing[Template])
		refused(t, err, auth.Forbidden)
		_, err = h.s.AddTemplate(there, phrase, false, nothing[Template])
		refused(t, err, auth.Forbidden)
		_, err = h.s.AddTemplate(keeper, phrase, true, nothing[Template])
		refused(t, err, BadChoice)
		made, err := h.s.AddTemplate(keeper, phrase, false, nothing[Template])
		ok(t, err)
		form, err := h.s.AddTemplate(keeper, whole, false, nothing[Template])
		ok(t, err)
		if made.Owner != "" || made.Clinic != h.mill {
			t.Errorf("whose it is: %+v", made)
		}
		own, err := h.s.AddTemplate(keeper, Template{Form: Phrase, Name: "我的", Content: phrase.Content}, false, nothing[Template])
		ok(t, err)

		list, err := h.s.Templates(keeper, Wanted{Form: Phrase})
		ok(t, err)
		if len(list) != 2 || list[0].ID != own.ID || list[1].ID != made.ID {
			t.Errorf("the keeper has %v", list)
		}
		list, err = h.s.Templates(here, Wanted{})
		ok(t, err)
		if len(list) != 2 {
			t.Errorf("a colleague has %v", list)
		}
		list, err = h.s.Templates(there, Wanted{})
		ok(t, err)
		if len(list) != 0 {
			t.Errorf("the other clinic has %v", list)
		}
		ok(t, h.DB.Read(here, func(tx *db.Tx) error { _, err := h.s.usable(tx, form.ID); return err }))
		refused(t, h.DB.Read(there, func(tx *db.Tx) error { _, err := h.s.usable(tx, form.ID); return err }), TemplateNotFound)

		off := false
		_, err = h.s.ChangeTemplate(here, made.ID, 1, TemplateChange{Active: &off})
		refused(t, err, auth.Forbidden)
		_, err = h.s.ChangeTemplate(there, made.ID, 1, TemplateChange{Active: &off})
		refused(t, err, TemplateNotFound)
		after, err := h.s.ChangeTemplate(keeper, made.ID, 1, TemplateChange{Active: &off})
		ok(t, err)
		if after.Active || after.Version != 2 || after.Clinic != h.mill {
			t.Errorf("after the change: %+v", after)
		}
	})
}
