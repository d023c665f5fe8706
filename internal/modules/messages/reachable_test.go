package messages

import (
	"testing"

	"archwire/internal/platform/db"
)

// Whom a message would reach is known by the same choice that sending makes.
func TestReachable(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		by := map[string]string{
			"by SMS":            h.patient("李积木", "12800010001"),
			"a landline":        h.patient("王风筝", "02112345678"),
			"by WeChat":         h.patient("陈彩虹", "02112345679"),
			"without taps":      h.patient("赵小雪人", "02112345680"),
			"opted out":         h.patient("周纸船", "12800010005"),
			"who has died":      h.patient("吴云朵", "12800010006"),
			"whom nobody knows": "01a20633-0000-7000-8000-000000000000",
		}
		h.bind(Official, "openid-official", by["by WeChat"])
		h.bind(Mini, "openid-mini", by["without taps"])
		_, err := h.s.OptOutOf(h.program(), OptOut{Patient: by["opted out"], Class: reminder.Class, Source: "hand"})
		ok(t, err)
		h.write(func(tx *db.Tx) error {
			_, err := tx.Update("patients_patients").Set("deceased_day = '2026-11-01'").Where("id = ?", by["who has died"]).Exec()
			return err
		})
		var ids []string
		for _, id := range by {
			ids = append(ids, id)
		}
		var got map[string]bool
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { got, err = h.s.Reachable(tx, reminder.Key, ids); return err }))
		for who, id := range by {
			if want := who == "by SMS" || who == "by WeChat"; got[id] != want {
				t.Errorf("%s: reachable %v", who, got[id])
			}
		}
	})
}
