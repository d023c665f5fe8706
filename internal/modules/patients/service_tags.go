package patients

import (
	"context"
	"maps"
	"regexp"
	"slices"

	"archwire/internal/kit/id"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// Tag is a label of the group's list, hung on people by hand.
type Tag struct {
	ID       string
	Name     string
	Colour   string // "#2f6f5e"
	Archived bool
	Version  int64
}

var colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

func (t *Tag) tidy() error {
	t.Name = tidyName(t.Name)
	if f := checkName("name", t.Name); f != nil {
		return f
	}
	if !colourForm.MatchString(t.Colour) {
		return BadColour.At("colour")
	}
	return nil
}

// TagList gives the group's tags by name.
func (s *Service) TagList(ctx context.Context) ([]Tag, error) {
	var rows []tagRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { rows, err = tagRows(tx); return err })
	return tagsFrom(rows), err
}

func tagsFrom(rows []tagRow) []Tag {
	out := make([]Tag, len(rows))
	for i, r := range rows {
		out[i] = Tag{r.ID, r.Name, r.Colour, r.Archived, r.Version}
	}
	return out
}

// AddTag adds a tag to the group's list.
func (s *Service) AddTag(ctx context.Context, t Tag) (Tag, error) {
	return s.keepTag(ctx, t, func(tx *db.Tx, t *Tag) error {
		t.ID, t.Version = tx.NewID(), 1
		return insertTag(tx, tagRow{t.ID, t.Name, t.Colour, t.Archived, tx.Now(), 1})
	})
}

// ChangeTag renames, recolours or puts away a tag against its version.
func (s *Service) ChangeTag(ctx context.Context, t Tag) (Tag, error) {
	return s.keepTag(ctx, t, func(tx *db.Tx, t *Tag) error {
		err := updateTag(tx, *t)
		t.Version++
		return err
	})
}

func (s *Service) keepTag(ctx context.Context, in Tag, store func(*db.Tx, *Tag) error) (Tag, error) {
	var t Tag
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t = in
		if err := t.tidy(); err != nil {
			return err
		}
		if err := store(tx, &t); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "patients.tag_changed", SubjectKind: "tag", SubjectID: t.ID, After: t})
	})
	if db.Violated(err) == "patients_tags_name" {
		err = TagTaken.At("name")
	}
	return t, err
}

// maxTags bounds how many tags one person has.
const maxTags = 30

// SetTags replaces the tags of a patient; those that stay keep when they were
// hung.
func (s *Service) SetTags(ctx context.Context, patient string, tags []string) error {
	return s.edit(ctx, patient, "patients.tags_changed", PartTags, func(tx *db.Tx, r patientRow) (any, error) {
		if len(tags) > maxTags {
			return nil, BadText.At("tags", "max", maxTags)
		}
		if slices.ContainsFunc(tags, func(t string) bool { return !id.Valid(t) }) {
			return nil, TagNotFound.At("tags") // PostgreSQL would refuse the comparison
		}
		n, err := countTags(tx, tags)
		if err != nil {
			return nil, err
		}
		want := map[string]bool{}
		for _, t := range tags {
			want[t] = true
		}
		if n != len(want) {
			return nil, TagNotFound.At("tags")
		}
		return tags, replaceTags(tx, r.ID, slices.Collect(maps.Keys(want)))
	})
}
