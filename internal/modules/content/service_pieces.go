package content

import (
	"context"
	"unicode/utf8"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/live"
	"archwire/internal/platform/settings"
)

// Standing is where a text or an article stands.
type Standing struct {
	Version int64 // 0 = as the program brings it, or new
	Retired int64 // nobody is to choose it any more, though what names it still reads it; 0 = not
	Note    string
	At      int64 // of the newest revision; 0 = as the program brings it
	By      string
}

// Revision is one of a piece, for its list.
type Revision struct {
	Number int
	Note   string
	At     int64 // 0 = as the program brings it
	By     string
}

// FieldFinding is a finding with the field in which the words stand.
type FieldFinding struct {
	Field string `json:"field"`
	Finding
}

// change is a new revision of a piece, to be written at a version.
type change struct {
	kind    Kind
	key     string
	version int64
	shipped any // as the program brings it; nil = the program knows nothing of it
	body    any
	note    string
}

// saveRevision writes a new revision, which is in force at once. What the program
// brings becomes the group's first revision. Its fault is db.Stale.
func (s *Service) saveRevision(tx *db.Tx, c change) (pieceRow, error) {
	p, found, err := pieceOne(tx, c.kind, c.key)
	if err != nil {
		return p, err
	}
	switch {
	case !found && c.version != 0:
		return p, NotFound.With()
	case p.Version != c.version:
		return p, db.Stale.With()
	}
	if found {
		p.Revision++
		if err := updatePiece(tx, &p); err != nil {
			return p, err
		}
		return p, insertRevision(tx, c.kind, c.key, p.Revision, c.body, c.note)
	}
	p = pieceRow{Kind: c.kind, Key: c.key, Version: 1, Revision: 1}
	if c.shipped != nil {
		p.Revision = 2
	}
	if fresh, err := insertPiece(tx, p); err != nil || !fresh {
		if err == nil {
			err = db.Stale.With()
		}
		return p, err
	}
	if c.shipped != nil {
		if err := insertShipped(tx, c.kind, c.key, c.shipped); err != nil {
			return p, err
		}
	}
	return p, insertRevision(tx, c.kind, c.key, p.Revision, c.body, c.note)
}

// retire takes a piece out of sight, or back. Its faults are NotFound, db.Stale.
func (s *Service) retire(tx *db.Tx, c change, gone bool) error {
	p, found, err := pieceOne(tx, c.kind, c.key)
	if err != nil {
		return err
	}
	switch {
	case !found && (c.version != 0 || c.shipped == nil):
		return NotFound.With()
	case p.Version != c.version:
		return db.Stale.With()
	}
	p.Retired = 0
	if gone {
		p.Retired = tx.Now()
	}
	if found {
		return updatePiece(tx, &p)
	}
	p = pieceRow{Kind: c.kind, Key: c.key, Version: 1, Revision: 1, Retired: p.Retired}
	if fresh, err := insertPiece(tx, p); err != nil || !fresh {
		if err == nil {
			err = db.Stale.With()
		}
		return err
	}
	return insertShipped(tx, c.kind, c.key, c.shipped)
}

// revisions lists those of a piece, the latest first. Its fault is NotFound.
func revisions(tx *db.Tx, kind Kind, key string, shipped bool) ([]Revision, error) {
	rows, err := revisionsOf(tx, kind, key)
	if err != nil {
		return nil, err
	}
	var out []Revision
	for _, r := range rows {
		one := Revision{r.Revision, r.Note, r.At, r.By}
		if shipped && r.Revision == 1 {
			one.At, one.By = 0, ""
		}
		out = append(out, one)
	}
	if len(out) == 0 && shipped {
		out = []Revision{{Number: 1}}
	}
	if len(out) == 0 {
		return nil, NotFound.With()
	}
	return out, nil
}

// tell records the audit of what the group gives to read or to hold, and touches the
// open screens.
func (s *Service) tell(tx *db.Tx, e audit.Entry) error {
	if err := s.d.Audit.Record(tx, e); err != nil {
		return err
	}
	return s.d.Live.Touch(tx, live.Change{Topic: "content", Key: e.SubjectKind, ID: e.SubjectID})
}

// judged are the fields of something that is written, in their order.
type judged struct {
	field, words string
	in           Circumstance
}

// findings judges fields under the group's certificate and allowed words.
func findings(tx *db.Tx, list []judged) ([]FieldFinding, error) {
	v, err := settings.Of(tx, "")
	if err != nil {
		return nil, err
	}
	certificate, allowed := v.Text(AdCertificate), wordsOf(v.Text(AllowedWords))
	var out []FieldFinding
	asked := false
	for _, j := range list {
		j.in.Certificate, j.in.Allowed = certificate, allowed
		j.in.Certified = j.in.Certified || asked // one certificate is enough for the whole
		for _, f := range LintIn(j.in, j.words) {
			asked = asked || f.Rule == "certificate"
			out = append(out, FieldFinding{j.field, f})
		}
	}
	return out, nil
}

// forbidden refuses what a finding forbids, with all findings as details.
func forbidden(list []FieldFinding) error {
	for _, f := range list {
		if f.Severity == Forbid {
			return Forbidden.At(f.Field, "what", f.Quote).WithDetails(list)
		}
	}
	return nil
}

func checkNote(note string) error {
	if utf8.RuneCountInString(note) > MaxNote || !utf8.ValidString(note) {
		return TooLong.At("note", "max", MaxNote)
	}
	return nil
}

// read is a transaction that reads.
func (s *Service) read(ctx context.Context, fn func(*db.Tx) error) error { return s.d.DB.Read(ctx, fn) }

// write is a transaction that writes.
func (s *Service) write(ctx context.Context, fn func(*db.Tx) error) error {
	return s.d.DB.Write(ctx, fn)
}
