package content

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// ListedFace is a face with what became of its coupons.
type ListedFace struct {
	Face
	ItemName string // of the item that is free, "" = none
	Counts   map[CouponState]int
	Findings []FieldFinding
}

// Faces lists what coupons are worth, those that are given first.
func (s *Service) Faces(ctx context.Context) ([]ListedFace, error) {
	var out []ListedFace
	err := s.read(ctx, func(tx *db.Tx) error {
		list, err := faceList(tx)
		if err != nil {
			return err
		}
		counts, err := couponCounts(tx)
		out = make([]ListedFace, len(list))
		for i, f := range list {
			out[i] = ListedFace{Face: f, Counts: counts[f.ID]}
			if f.Item == "" || err != nil {
				continue
			}
			item, err := s.d.Catalog.Item(tx, f.Item)
			if err != nil {
				return err
			}
			out[i].ItemName = item.NameZh
		}
		return err
	})
	return out, err
}

// judged are the words of a face as the law looks at them.
func (f Face) judged() []judged {
	return []judged{
		{"name_zh", f.NameZh, Circumstance{Class: f.Class, Signed: true}}, {"name_en", f.NameEn, Circumstance{Class: f.Class, Signed: true}},
		{"terms_zh", f.TermsZh, Circumstance{Class: f.Class, Signed: true}}, {"terms_en", f.TermsEn, Circumstance{Class: f.Class, Signed: true}},
	}
}

// JudgeFace tells what is held against a face that is being written.
func (s *Service) JudgeFace(ctx context.Context, f Face) (list []FieldFinding, err error) {
	err = s.read(ctx, func(tx *db.Tx) (err error) { list, err = findings(tx, f.judged()); return err })
	return list, err
}

// SaveFace sets a face up (version 0), or changes it at its version: coupons that were
// given keep their last day, and take off what the face takes off when they are used.
// A larger stock adds to what is left. Needs MayOffer. Faults: BadKey, BadName,
// TooLong, Script, ForeignLink, UnknownPlaceholder, BadClass, BadValue, BadTerm,
// UnknownItem, Forbidden, KeyTaken, NotFound, db.Stale.
func (s *Service) SaveFace(ctx context.Context, version int64, f Face) (Face, error) {
	if err := f.check(); err != nil {
		return f, err
	}
	err := s.write(ctx, func(tx *db.Tx) error {
		if f.Item != "" {
			if _, err := s.d.Catalog.Item(tx, f.Item); err != nil {
				return UnknownItem.At("item_id")
			}
		}
		list, err := findings(tx, f.judged())
		if err != nil {
			return err
		}
		if err := forbidden(list); err != nil {
			return err
		}
		if version == 0 {
			f.ID, f.Version, f.Left, f.Retired, f.At, f.By = tx.NewID(), 1, f.Stock, false, tx.Now(), tx.Actor()
			err = insertFace(tx, f)
		} else if f, err = changed(tx, version, f); err == nil {
			err = updateFace(tx, &f)
		}
		if err != nil {
			return err
		}
		return s.tell(tx, audit.Entry{Action: "content.face_saved", SubjectKind: "face", SubjectID: f.ID, After: faceRow(f)})
	})
	if db.Violated(err) == "content_faces_key" {
		err = KeyTaken.At("key")
	}
	return f, err
}

// changed lays a change over the face as it stands. Faults: NotFound, db.Stale,
// BadValue.
func changed(tx *db.Tx, version int64, f Face) (Face, error) {
	old, err := faceOne(tx, f.ID, true)
	if err != nil {
		return f, err
	}
	if old.Version != version {
		return f, db.Stale.With()
	}
	f.Version, f.Key, f.Retired, f.At, f.By = old.Version, old.Key, old.Retired, old.At, old.By
	given := old.Stock - old.Left
	switch {
	case f.Stock == 0:
		f.Left = 0
	case old.Stock == 0:
		f.Left = f.Stock
	case f.Stock < given:
		return f, BadValue.At("stock")
	default:
		f.Left = f.Stock - given
	}
	return f, nil
}

// RetireFace stops a face from being given, or lets it be given again; coupons that
// were given stay good. Needs MayOffer. Faults: NotFound, db.Stale.
func (s *Service) RetireFace(ctx context.Context, face string, version int64, gone bool) (Face, error) {
	var f Face
	err := s.write(ctx, func(tx *db.Tx) (err error) {
		if f, err = faceOne(tx, face, true); err != nil {
			return err
		}
		if f.Version != version {
			return db.Stale.With()
		}
		f.Retired = gone
		if err := updateFace(tx, &f); err != nil {
			return err
		}
		action := "content.face_returned"
		if gone {
			action = "content.face_retired"
		}
		return s.tell(tx, audit.Entry{Action: action, SubjectKind: "face", SubjectID: f.ID})
	})
	return f, err
}
