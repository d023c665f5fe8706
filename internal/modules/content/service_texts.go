package content

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// TextOf gives a text as it reads in a revision; 0 = the newest. A revision that the
// group never had is an error of the caller's program. Its fault is NotFound.
func (s *Service) TextOf(tx *db.Tx, key string, revision int) (Text, error) {
	p, found, err := pieceOne(tx, KindText, key)
	if err != nil {
		return Text{}, err
	}
	shipped, known := shippedText(key)
	if !found {
		if !known || revision > 1 {
			return Text{}, NotFound.With()
		}
		return shipped, nil
	}
	r, found, err := revisionOne(tx, KindText, key, cmp.Or(revision, p.Revision))
	if err != nil || !found {
		return Text{}, cmp.Or(err, error(NotFound.With()))
	}
	return textIn(r)
}

func textIn(r revisionRow) (Text, error) {
	var t Text
	err := r.read(&t)
	t.Key, t.Revision = r.Key, r.Revision
	return t, err
}

// shippedText gives a text as the program brings it.
func shippedText(key string) (Text, bool) {
	for _, t := range Defaults {
		if t.Key == key {
			t.Revision = 1
			return t, true
		}
	}
	return Text{}, false
}

// Listed is a text of the list, with where it stands.
type Listed struct {
	Text
	Standing
	Shipped  bool // the program knows a text of this key
	Findings []FieldFinding
}

// Texts lists the group's texts by key.
func (s *Service) Texts(ctx context.Context) ([]Listed, error) {
	var out []Listed
	err := s.read(ctx, func(tx *db.Tx) (err error) { out, err = s.texts(tx); return err })
	return out, err
}

func (s *Service) texts(tx *db.Tx) ([]Listed, error) {
	pieces, err := pieceList(tx, KindText)
	if err != nil {
		return nil, err
	}
	bodies, err := newest(tx, KindText)
	if err != nil {
		return nil, err
	}
	var out []Listed
	have := map[string]bool{}
	for _, p := range pieces {
		have[p.Key] = true
		r := bodies[p.Key]
		t, err := textIn(r)
		if err != nil {
			return nil, err
		}
		_, shipped := shippedText(p.Key)
		l := Listed{Text: t, Shipped: shipped, Standing: Standing{Version: p.Version, Retired: p.Retired, Note: r.Note, At: r.At, By: r.By}}
		if shipped && r.Revision == 1 {
			l.At, l.By = 0, ""
		}
		out = append(out, l)
	}
	for _, t := range Defaults {
		if !have[t.Key] {
			t.Revision = 1
			out = append(out, Listed{Text: t, Shipped: true})
		}
	}
	slices.SortFunc(out, func(a, b Listed) int { return cmp.Compare(a.Key, b.Key) })
	return out, nil
}

// TextShown gives a text with where it stands, its findings and its revisions. Its
// fault is NotFound.
func (s *Service) TextShown(ctx context.Context, key string) (Listed, []Revision, error) {
	var out Listed
	var past []Revision
	err := s.read(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.textListed(tx, key); err != nil {
			return err
		}
		if out.Findings, err = findings(tx, out.Text.judged()); err != nil {
			return err
		}
		past, err = revisions(tx, KindText, key, out.Shipped)
		return err
	})
	return out, past, err
}

func (s *Service) textListed(tx *db.Tx, key string) (Listed, error) {
	t, err := s.TextOf(tx, key, 0)
	if err != nil {
		return Listed{}, err
	}
	out := Listed{Text: t}
	_, out.Shipped = shippedText(key)
	p, found, err := pieceOne(tx, KindText, key)
	if err != nil || !found {
		return out, err
	}
	r, _, err := revisionOne(tx, KindText, key, p.Revision)
	out.Standing = Standing{Version: p.Version, Retired: p.Retired, Note: r.Note, At: r.At, By: r.By}
	if out.Shipped && r.Revision == 1 {
		out.At, out.By = 0, ""
	}
	return out, err
}

// judged are the fields of a text with where their words go.
func (t Text) judged() []judged {
	return []judged{
		{"words", t.Words, Circumstance{Class: t.Class, Signed: true}},
		{"short", t.Short, Circumstance{Class: t.Class, Signed: true, Certified: true}},
		{"sms", t.SMS, Circumstance{Class: t.Class, Channel: messages.SMS, Signed: true, Certified: true}},
	}
}

// Judge tells what is held against a text that is being written; nothing is stored.
func (s *Service) Judge(ctx context.Context, t Text) (list []FieldFinding, err error) {
	err = s.read(ctx, func(tx *db.Tx) (err error) { list, err = findings(tx, t.judged()); return err })
	return list, err
}

// SaveText writes a new revision of a text, or a new text, at the version that was
// read (0 = it is new, or stands as the program brings it); it is in force at once.
// Needs MayWrite. Faults: BadKey, BadName, BadClass, NoWords, TooLong, Script,
// ForeignLink, UnknownPlaceholder, UnknownArticle, UnknownFace, Forbidden, db.Stale.
func (s *Service) SaveText(ctx context.Context, version int64, t Text, note string) (Listed, error) {
	t = t.trimmed()
	if err := t.check(); err != nil {
		return Listed{}, err
	}
	if err := checkNote(note); err != nil {
		return Listed{}, err
	}
	var out Listed
	err := s.write(ctx, func(tx *db.Tx) error {
		if err := s.checkNamed(tx, t); err != nil {
			return err
		}
		list, err := findings(tx, t.judged())
		if err != nil {
			return err
		}
		if err := forbidden(list); err != nil {
			return err
		}
		c := change{kind: KindText, key: t.Key, version: version, body: t, note: note}
		if old, known := shippedText(t.Key); known {
			c.shipped = old
		}
		p, err := s.saveRevision(tx, c)
		if err != nil {
			return err
		}
		err = s.tell(tx, audit.Entry{Action: "content.text_saved", SubjectKind: "text", SubjectID: t.Key,
			After: map[string]any{"revision": p.Revision, "text": t}, Reason: note})
		if err != nil {
			return err
		}
		out, err = s.textListed(tx, t.Key)
		out.Findings = list
		return err
	})
	return out, err
}

// checkNamed refuses a text that names an article or a face which is not there.
func (s *Service) checkNamed(tx *db.Tx, t Text) error {
	if t.Article != "" {
		if _, err := s.articleIn(tx, t.Article, 0); err != nil {
			return UnknownArticle.At("article")
		}
	}
	if t.Coupon != "" {
		if _, found, err := faceByKey(tx, t.Coupon); err != nil || !found {
			return cmp.Or(err, error(UnknownFace.At("coupon")))
		}
	}
	return nil
}

// RetireText takes a text out of the lists to choose from, or puts it back. Needs
// MayWrite. Faults: NotFound, db.Stale.
func (s *Service) RetireText(ctx context.Context, key string, version int64, gone bool) (Listed, error) {
	var out Listed
	err := s.write(ctx, func(tx *db.Tx) error {
		c := change{kind: KindText, key: key, version: version}
		if old, known := shippedText(key); known {
			c.shipped = old
		}
		if err := s.retire(tx, c, gone); err != nil {
			return err
		}
		action := "content.text_returned"
		if gone {
			action = "content.text_retired"
		}
		if err := s.tell(tx, audit.Entry{Action: action, SubjectKind: "text", SubjectID: key}); err != nil {
			return err
		}
		var err error
		out, err = s.textListed(tx, key)
		return err
	})
	return out, err
}
