package patients

import (
	"context"

	"archwire/internal/platform/db"
)

// SetWechats replaces the WeChat accounts that speak for a patient; the patient
// is found by their names from then on.
func (s *Service) SetWechats(ctx context.Context, patient string, list []Wechat) error {
	return s.edit(ctx, patient, "patients.wechats_changed", partWechats, func(tx *db.Tx, r patientRow) (any, error) {
		if err := tidyWechats(list); err != nil {
			return nil, err
		}
		rows := make([]wechatRow, len(list))
		for i, w := range list {
			rows[i] = wechatRow{tx.NewID(), r.ID, w.Nick, w.Whose, w.Note, tx.Now()}
		}
		if err := replaceWechats(tx, r.ID, rows); err != nil {
			return nil, err
		}
		return list, s.rekey(tx, r)
	})
}
