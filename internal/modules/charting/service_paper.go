package charting

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/paper"
)

// Paper prints a record; as a certified copy it says on every page that it agrees
// with the original, who copied it and when, and the hash of what was copied: that
// is given of signed records whose versions are whole. The printing is in the
// audit. Needs MayView. Faults: RecordNotFound, NotAuthor, NotSigned,
// RecordDamaged.
func (s *Service) Paper(ctx context.Context, record string, certified bool, locale string) (paper.Sheet, error) {
	var o Opened
	var by string
	var at int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		o = Opened{}
		if o.Record, err = recordByID(tx, record); err != nil {
			return err
		}
		if o.State == Draft && !o.mine(tx.Actor()) {
			return NotAuthor.With()
		}
		if err := s.around(tx, &o); err != nil {
			return err
		}
		who, err := s.org.StaffByIDs(tx, []string{tx.Actor()})
		by, at = who[tx.Actor()].Name, tx.Now()
		return err
	})
	switch {
	case err != nil:
		return paper.Sheet{}, err
	case certified && o.State != Signed:
		return paper.Sheet{}, NotSigned.With()
	case !o.intact():
		return paper.Sheet{}, RecordDamaged.With()
	}
	w, stamp, action := speak(locale), "", "charting.record_printed"
	if certified {
		stamp, action = o.proof(w, by, at), "charting.record_copied"
	}
	sheet, err := paper.Or(s.Press).Print(o.sheet(w, stamp))
	if err != nil {
		return sheet, err
	}
	return sheet, s.audit.Opened(ctx, audit.Entry{Action: action, SubjectKind: "record", SubjectID: o.ID, Patient: o.Record.Patient,
		Clinic: o.Record.Clinic, After: map[string]any{"hash": o.Hash, "seq": o.Seq}})
}
