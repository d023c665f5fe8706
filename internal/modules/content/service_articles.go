package content

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// articleIn gives an article as it reads in a revision; 0 = the newest. Its fault is
// NotFound.
func (s *Service) articleIn(tx *db.Tx, key string, revision int) (Article, error) {
	p, found, err := pieceOne(tx, KindArticle, key)
	if err != nil {
		return Article{}, err
	}
	shipped, known := shippedArticle(key)
	if !found {
		if !known || revision > 1 {
			return Article{}, NotFound.With()
		}
		return shipped, nil
	}
	r, found, err := revisionOne(tx, KindArticle, key, cmp.Or(revision, p.Revision))
	if err != nil || !found {
		return Article{}, cmp.Or(err, error(NotFound.With()))
	}
	return articleOf(r)
}

func articleOf(r revisionRow) (Article, error) {
	var a Article
	err := r.read(&a)
	a.Key, a.Revision = r.Key, r.Revision
	return a, err
}

// shippedArticle gives an article as the program brings it.
func shippedArticle(key string) (Article, bool) {
	for _, a := range DefaultArticles {
		if a.Key == key {
			a.Revision = 1
			return a, true
		}
	}
	return Article{}, false
}

// ListedArticle is an article with where it stands.
type ListedArticle struct {
	Article
	Standing
	Shipped  bool
	Findings []FieldFinding
	Readers  int // who opened it, by their own links
	Sent     int // links that were made for somebody
}

// Articles lists the group's articles by key.
func (s *Service) Articles(ctx context.Context) ([]ListedArticle, error) {
	var out []ListedArticle
	err := s.read(ctx, func(tx *db.Tx) error {
		pieces, err := pieceList(tx, KindArticle)
		if err != nil {
			return err
		}
		keys := make([]string, 0, len(pieces)+len(DefaultArticles))
		for _, p := range pieces {
			keys = append(keys, p.Key)
		}
		for _, a := range DefaultArticles {
			if !slices.Contains(keys, a.Key) {
				keys = append(keys, a.Key)
			}
		}
		slices.Sort(keys)
		out = nil
		for _, key := range keys {
			one, err := s.articleListed(tx, key)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return s.counted(tx, out)
	})
	return out, err
}

// counted puts beside articles how often they were sent and opened.
func (s *Service) counted(tx *db.Tx, list []ListedArticle) error {
	counts, err := shareCounts(tx)
	for i := range list {
		n := counts[list[i].Key]
		list[i].Sent, list[i].Readers = n.Sent, n.Opened
	}
	return err
}

func (s *Service) articleListed(tx *db.Tx, key string) (ListedArticle, error) {
	a, err := s.articleIn(tx, key, 0)
	if err != nil {
		return ListedArticle{}, err
	}
	out := ListedArticle{Article: a}
	_, out.Shipped = shippedArticle(key)
	p, found, err := pieceOne(tx, KindArticle, key)
	if err != nil || !found {
		return out, err
	}
	r, _, err := revisionOne(tx, KindArticle, key, p.Revision)
	out.Standing = Standing{Version: p.Version, Retired: p.Retired, Note: r.Note, At: r.At, By: r.By}
	if out.Shipped && r.Revision == 1 {
		out.At, out.By = 0, ""
	}
	return out, err
}

// ArticleShown gives an article with its findings and its revisions. Its fault is
// NotFound.
func (s *Service) ArticleShown(ctx context.Context, key string) (ListedArticle, []Revision, error) {
	var out ListedArticle
	var past []Revision
	err := s.read(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.articleListed(tx, key); err != nil {
			return err
		}
		one := []ListedArticle{out}
		if err = s.counted(tx, one); err != nil {
			return err
		}
		out = one[0]
		if out.Findings, err = findings(tx, out.Article.judged()); err != nil {
			return err
		}
		past, err = revisions(tx, KindArticle, key, out.Shipped)
		return err
	})
	return out, past, err
}

// JudgeArticle tells what is held against an article that is being written.
func (s *Service) JudgeArticle(ctx context.Context, a Article) (list []FieldFinding, err error) {
	err = s.read(ctx, func(tx *db.Tx) (err error) { list, err = findings(tx, a.judged()); return err })
	return list, err
}

// SaveArticle writes a new revision of an article, or a new one, at the version that
// was read; its pages show it at once. Needs MayWrite. Faults: BadKey, BadName,
// BadClass, BadBlocks, NoWords, TooLong, Script, ForeignLink, UnknownPlaceholder,
// UnknownFile, Forbidden, db.Stale.
func (s *Service) SaveArticle(ctx context.Context, version int64, a Article, note string) (ListedArticle, error) {
	a = a.trimmed()
	if err := a.check(); err != nil {
		return ListedArticle{}, err
	}
	if err := checkNote(note); err != nil {
		return ListedArticle{}, err
	}
	var out ListedArticle
	err := s.write(ctx, func(tx *db.Tx) error {
		if err := checkFiles(tx, a); err != nil {
			return err
		}
		list, err := findings(tx, a.judged())
		if err != nil {
			return err
		}
		if err := forbidden(list); err != nil {
			return err
		}
		c := change{kind: KindArticle, key: a.Key, version: version, body: a, note: note}
		if old, known := shippedArticle(a.Key); known {
			c.shipped = old
		}
		p, err := s.saveRevision(tx, c)
		if err != nil {
			return err
		}
		err = s.tell(tx, audit.Entry{Action: "content.article_saved", SubjectKind: "article", SubjectID: a.Key,
			After: map[string]any{"revision": p.Revision, "article": a}, Reason: note})
		if err != nil {
			return err
		}
		out, err = s.articleListed(tx, a.Key)
		out.Findings = list
		return err
	})
	return out, err
}

// RetireArticle takes an article out of the lists to choose from, or puts it back;
// links that were sent still open it. Needs MayWrite. Faults: NotFound, db.Stale.
func (s *Service) RetireArticle(ctx context.Context, key string, version int64, gone bool) (ListedArticle, error) {
	var out ListedArticle
	err := s.write(ctx, func(tx *db.Tx) error {
		c := change{kind: KindArticle, key: key, version: version}
		if old, known := shippedArticle(key); known {
			c.shipped = old
		}
		if err := s.retire(tx, c, gone); err != nil {
			return err
		}
		action := "content.article_returned"
		if gone {
			action = "content.article_retired"
		}
		if err := s.tell(tx, audit.Entry{Action: action, SubjectKind: "article", SubjectID: key}); err != nil {
			return err
		}
		var err error
		out, err = s.articleListed(tx, key)
		return err
	})
	return out, err
}

// checkFiles refuses an article that shows a file which is not there, or is of
// another kind than its block.
func checkFiles(tx *db.Tx, a Article) error {
	have, err := filesByID(tx, a.files())
	if err != nil {
		return err
	}
	for i, b := range a.Blocks {
		f, there := have[b.File]
		if b.File != "" && (!there || f.Video() != (b.Kind == Video)) {
			return UnknownFile.At(fieldOf(i))
		}
	}
	return nil
}
