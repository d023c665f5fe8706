package content

import (
	"context"

	"archwire/internal/platform/db"
)

// KindFace is a face where it is asked what names it.
const KindFace Kind = "face"

// Use is a place that names a text, an article or a face.
type Use struct {
	Kind string // "text", "journey"
	ID   string // its key or id
	Name string
}

// UsesOf tells where something is named: before it is changed or retired, somebody
// wants to know.
func (s *Service) UsesOf(ctx context.Context, kind Kind, key string) (out []Use, err error) {
	err = s.read(ctx, func(tx *db.Tx) error {
		out = nil
		if kind != KindText {
			list, err := s.texts(tx)
			if err != nil {
				return err
			}
			for _, t := range list {
				if t.Retired == 0 && (kind == KindArticle && t.Article == key || kind == KindFace && t.Coupon == key) {
					out = append(out, Use{"text", t.Key, t.Name})
				}
			}
		}
		if s.Named == nil {
			return nil
		}
		more, err := s.Named(tx, kind, key)
		out = append(out, more...)
		return err
	})
	return out, err
}
