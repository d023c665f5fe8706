package audience

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/live"
)

// Naming is what a segment is called, and the tag that it gives.
type Naming struct {
	Name string
	Note string
	Tag  string // id of a tag of the group's list, "" = none
}

const (
	maxName = 60
	maxNote = 500
)

func (n *Naming) tidy() error {
	n.Name, n.Note = strings.TrimSpace(n.Name), strings.TrimSpace(n.Note)
	switch {
	case n.Name == "":
		return NameMissing.At("name")
	case utf8.RuneCountInString(n.Name) > maxName:
		return TextTooLong.At("name", "max", maxName)
	case utf8.RuneCountInString(n.Note) > maxNote:
		return TextTooLong.At("note", "max", maxNote)
	}
	return nil
}

// namingLock keeps two segments from giving the same tag, and from the same number.
const namingLock = "audience.segments"

// freeTag refuses a tag that the group has not, or that another segment gives.
func (s *Service) freeTag(tx *db.Tx, tag, segment string) error {
	if tag == "" {
		return nil
	}
	names, err := s.d.Patients.TagNames(tx)
	if err != nil {
		return err
	}
	if names[tag] == "" {
		return UnknownTag.At("tag_id")
	}
	all, err := segmentsAll(tx, false)
	for _, x := range all {
		if x.Tag == tag && x.ID != segment {
			return TagTaken.At("tag_id", "name", x.Name)
		}
	}
	return err
}

// Make makes a segment with a rule that is not in force yet. Faults: NameMissing,
// TextTooLong, UnknownTag, TagTaken, those of CheckRule.
func (s *Service) Make(ctx context.Context, n Naming, r Rule) (Segment, error) {
	if err := n.tidy(); err != nil {
		return Segment{}, err
	}
	var out Segment
	err := s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.make(tx, n, "", r); err != nil {
			return err
		}
		v, err := s.detail(tx, out.ID)
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, v)
	})
	return out, err
}

func (s *Service) make(tx *db.Tx, n Naming, shipped string, r Rule) (Segment, error) {
	if err := tx.Lock(namingLock); err != nil {
		return Segment{}, err
	}
	if err := s.CheckRule(tx, r); err != nil {
		return Segment{}, err
	}
	if err := s.freeTag(tx, n.Tag, ""); err != nil {
		return Segment{}, err
	}
	no, err := nextSegmentNo(tx)
	if err != nil {
		return Segment{}, err
	}
	g := Segment{ID: tx.NewID(), No: no, Version: 1, Name: n.Name, Note: n.Note, Shipped: shipped, Tag: n.Tag, State: Draft, MadeAt: tx.Now(), MadeBy: tx.Actor(), ChangedAt: tx.Now()}
	if err := insertSegment(tx, g); err != nil {
		return g, err
	}
	if err := insertVersion(tx, Version{Segment: g.ID, Number: 1, Rule: r, Hash: r.hash(), MadeAt: tx.Now(), MadeBy: tx.Actor()}); err != nil {
		return g, err
	}
	return g, s.noted(tx, g, "audience.segment_made", map[string]any{"name": g.Name, "rule": r})
}

// noted records a change of a segment and touches the open screens.
func (s *Service) noted(tx *db.Tx, g Segment, action string, after any) error {
	if err := s.d.Audit.Record(tx, audit.Entry{Action: action, SubjectKind: "segment", SubjectID: g.ID, After: after}); err != nil {
		return err
	}
	return s.d.Live.Touch(tx, live.Change{Topic: "audience", Key: g.ID, ID: g.ID, Version: g.Version})
}

// at reads a segment for a change against the version that the actor saw.
func at(tx *db.Tx, segment string, version int64) (Segment, error) {
	g, err := segmentByID(tx, segment)
	if err == nil && g.Version != version {
		err = db.Stale.With()
	}
	return g, err
}

// Rename changes what a segment is called and the tag that it gives; whoever is in it
// loses the old tag and gets the new one. Faults: SegmentNotFound, db.Stale,
// NameMissing, TextTooLong, UnknownTag, TagTaken, SegmentCycle.
func (s *Service) Rename(ctx context.Context, segment string, version int64, n Naming) error {
	if err := n.tidy(); err != nil {
		return err
	}
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(namingLock, batchLock); err != nil {
			return err
		}
		g, err := at(tx, segment, version)
		if err != nil {
			return err
		}
		if err := s.freeTag(tx, n.Tag, g.ID); err != nil {
			return err
		}
		if g.Tag != n.Tag {
			if err := s.retagged(tx, &g, n.Tag); err != nil {
				return err
			}
		}
		g.Name, g.Note = n.Name, n.Note
		if err := updateSegment(tx, &g); err != nil {
			return err
		}
		return s.noted(tx, g, "audience.segment_renamed", map[string]any{"name": g.Name, "tag": g.Tag})
	})
}

// WriteDraft keeps a rule as the next version of a segment, not in force yet. Faults:
// SegmentNotFound, SegmentOver, db.Stale, those of CheckRule.
func (s *Service) WriteDraft(ctx context.Context, segment string, version int64, r Rule) error {
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		g, err := at(tx, segment, version)
		if err != nil {
			return err
		}
		if g.State == Archived {
			return SegmentOver.With()
		}
		if err := s.CheckRule(tx, r); err != nil {
			return err
		}
		last, err := versionOf(tx, g.ID, 0)
		if err != nil {
			return err
		}
		if last.LiveAt == 0 {
			err = rewriteVersion(tx, g.ID, last.Number, r)
		} else {
			err = insertVersion(tx, Version{Segment: g.ID, Number: last.Number + 1, Rule: r, Hash: r.hash(), MadeAt: tx.Now(), MadeBy: tx.Actor()})
		}
		if err != nil {
			return err
		}
		if err := updateSegment(tx, &g); err != nil {
			return err
		}
		return s.noted(tx, g, "audience.draft_written", map[string]any{"rule": r})
	})
}

// DropDraft takes the version away that is not in force yet. Faults: SegmentNotFound,
// NoDraft, db.Stale.
func (s *Service) DropDraft(ctx context.Context, segment string, version int64) error {
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		g, err := at(tx, segment, version)
		if err != nil {
			return err
		}
		last, err := versionOf(tx, g.ID, 0)
		if err != nil {
			return err
		}
		if last.LiveAt != 0 || g.Live == 0 {
			return NoDraft.With()
		}
		if err := deleteVersion(tx, g.ID, last.Number); err != nil {
			return err
		}
		if err := updateSegment(tx, &g); err != nil {
			return err
		}
		return s.noted(tx, g, "audience.draft_dropped", map[string]any{"number": last.Number})
	})
}

// Switch puts the latest version of a segment in force: who comes and who leaves is
// one delta. Faults: SegmentNotFound, SegmentOver, NoDraft, db.Stale, SegmentCycle,
// those of CheckRule.
func (s *Service) Switch(ctx context.Context, segment string, version int64) (Build, error) {
	var b Build
	err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(batchLock); err != nil {
			return err
		}
		g, err := at(tx, segment, version)
		if err != nil {
			return err
		}
		last, err := versionOf(tx, g.ID, 0)
		if err != nil {
			return err
		}
		if last.Number == g.Live && g.State == Live {
			return NoDraft.With()
		}
		if b, err = s.switchTo(tx, &g, last.Number); err != nil {
			return err
		}
		return s.noted(tx, g, "audience.switched", map[string]any{"number": last.Number, "entered": b.Entered, "left": b.Gone, "size": b.Size})
	})
	return b, err
}

// Archive takes a segment out of use. Faults: SegmentNotFound, SegmentOver,
// SegmentInUse, db.Stale.
func (s *Service) Archive(ctx context.Context, segment string, version int64) error {
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(batchLock); err != nil {
			return err
		}
		g, err := at(tx, segment, version)
		if err != nil {
			return err
		}
		if g.State == Archived {
			return SegmentOver.With()
		}
		if err := s.retire(tx, &g); err != nil {
			return err
		}
		return s.noted(tx, g, "audience.segment_archived", nil)
	})
}

// Restore brings an archived segment back with the rule that it had last. Faults:
// SegmentNotFound, NotArchived, db.Stale, TagTaken, SegmentCycle, those of CheckRule.
func (s *Service) Restore(ctx context.Context, segment string, version int64) error {
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(namingLock, batchLock); err != nil {
			return err
		}
		g, err := at(tx, segment, version)
		if err != nil {
			return err
		}
		if g.State != Archived {
			return NotArchived.With()
		}
		if err := s.freeTag(tx, g.Tag, g.ID); err != nil {
			return err
		}
		number := g.Live
		g.State, g.Live = Draft, 0
		if number > 0 {
			if _, err := s.switchTo(tx, &g, number); err != nil {
				return err
			}
		} else if err := updateSegment(tx, &g); err != nil {
			return err
		}
		return s.noted(tx, g, "audience.segment_restored", nil)
	})
}

// Prove compares a segment with what its rule says of everybody, now, and puts right
// what is wrong.
func (s *Service) Prove(ctx context.Context, segment string) (Build, error) {
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		_, _, err := s.standingOne(tx, segment)
		return err
	})
	if err != nil {
		return Build{}, err
	}
	return s.prove(ctx, segment)
}

// Never tells who of some patients is never marketed to: the members of the segment
// that ships for it.
func (s *Service) Never(tx *db.Tx, list []string) (map[string]bool, error) {
	g, found, err := shippedSegment(tx, NeverMarketed)
	if err != nil || !found || g.State != Live {
		return nil, err
	}
	return s.InSegment(tx, g.ID, list)
}

// inSight gives the cards of those patients whom the actor may see, in their order, up
// to limit.
func (s *Service) inSight(tx *db.Tx, ids []string, limit int) ([]patients.Card, error) {
	cards, err := s.d.Patients.Cards(tx, ids)
	var out []patients.Card
	for _, id := range ids {
		if c, seen := cards[id]; seen && len(out) < limit {
			out = append(out, c)
		}
	}
	return out, err
}

// sightRule narrows a rule to people whose home is a clinic of the actor's.
func sightRule(tx *db.Tx, r Rule) Rule {
	clinics := tx.Scope().Clinics
	if clinics == nil {
		return r
	}
	if len(clinics) == 0 {
		clinics = []string{"-"}
	}
	return Rule{Op: OpAnd, Rules: []Rule{r, {Op: OpAttr, Attr: "home", Compare: In, Words: slices.Clone(clinics)}}}
}

// Preview is what a rule would come to now.
type Preview struct {
	Number int64 // of everybody
	Seen   int64 // of the clinics in sight
	People []patients.Card
}

// sampleSize is how many people a preview shows.
const sampleSize = 20

// Try judges a rule of everybody, without keeping it. Faults: those of CheckRule.
func (s *Service) Try(ctx context.Context, r Rule) (Preview, error) {
	var out Preview
	err := s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err := s.CheckRule(tx, r); err != nil {
			return err
		}
		if out.Number, err = s.Number(tx, r); err != nil {
			return err
		}
		mine := sightRule(tx, r)
		out.Seen = out.Number
		if tx.Scope().Clinics != nil {
			if out.Seen, err = s.Number(tx, mine); err != nil {
				return err
			}
		}
		ids, err := s.Matching(tx, mine, "", sampleSize)
		if err != nil {
			return err
		}
		out.People, err = s.inSight(tx, ids, sampleSize)
		return err
	})
	return out, err
}

// Change is what switching a segment to its latest version would do.
type Change struct {
	In, Out         int
	Coming, Leaving []patients.Card // some whom the actor may see
	Number          int64           // of the version
}

// Compare tells who comes and who leaves if the latest version is put in force.
func (s *Service) Compare(ctx context.Context, segment string) (Change, error) {
	var out Change
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		g, err := segmentByID(tx, segment)
		if err != nil {
			return err
		}
		v, err := versionOf(tx, g.ID, 0)
		if err != nil {
			return err
		}
		all, x, err := s.among(tx, g, v)
		if err != nil {
			return err
		}
		in, gone, err := s.differences(tx, x, numbersOf(all))
		if err != nil {
			return err
		}
		out.In, out.Out, out.Number = len(in), len(gone), v.Number
		if out.Coming, err = s.someOf(tx, in); err != nil {
			return err
		}
		out.Leaving, err = s.someOf(tx, gone)
		return err
	})
	return out, err
}

// someOf gives the cards of some of the people whom the actor may see.
func (s *Service) someOf(tx *db.Tx, people []int64) ([]patients.Card, error) {
	people = people[:min(len(people), 500)]
	by, err := patientsBy(tx, people)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(people))
	for _, p := range people {
		ids = append(ids, by[p])
	}
	return s.inSight(tx, ids, sampleSize)
}
