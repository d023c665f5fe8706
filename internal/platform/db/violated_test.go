package db_test

import (
	"fmt"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

func TestViolatedGivesTheSameNames(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		clinic := w.IDs()
		id := insert(t, w, clinic, "a")[0]
		write(t, w, func(tx *db.Tx) error {
			if err := tx.Insert("t_parts", part{w.IDs(), id, "label"}); err != nil {
				return err
			}
			if _, err := tx.Update("t_things").Set("day = ?", "2026-11-22").Where("id = ?", id).Exec(); err != nil {
				return err
			}
			return tx.Insert("t_claims", claim{id, "chair:1", 0, 100})
		})
		long := int64(86_400_001)
		for _, c := range []struct {
			want string
			do   func(tx *db.Tx) error
		}{
			{"t_things_name", func(tx *db.Tx) error {
				return tx.Insert("t_things", thing{ID: w.IDs(), Clinic: clinic, Name: "a"})
			}},
			{"t_things_lower_day", func(tx *db.Tx) error {
				return tx.Insert("t_things", thing{ID: w.IDs(), Clinic: clinic, Name: "b", Day: "2026-11-22"})
			}},
			{"t_things_pkey", func(tx *db.Tx) error { return tx.Insert("t_things", thing{ID: id, Clinic: clinic, Name: "b"}) }},
			{"t_things_amount_positive", func(tx *db.Tx) error {
				return tx.Update("t_things").Set("amount = amount - ?", 1).Where("id = ?", id).Must()
			}},
			{"t_parts_tenant_id_label_key", func(tx *db.Tx) error { return tx.Insert("t_parts", part{w.IDs(), id, "label"}) }},
			{"foreign_key", func(tx *db.Tx) error { return tx.Insert("t_parts", part{w.IDs(), w.IDs(), "other"}) }},
			{"foreign_key", func(tx *db.Tx) error { _, err := tx.Delete("t_things").Where("id = ?", id).Exec(); return err }},
			{"t_words_pkey", func(tx *db.Tx) error {
				_, err := tx.RawExec("INSERT INTO t_words (word) VALUES (?), (:tenant), (:tenant)", "x")
				return err
			}},
			{"t_claims_no_overlap", func(tx *db.Tx) error { return tx.Insert("t_claims", claim{w.IDs(), "chair:1", 99, 200}) }},
			{"t_claims_within_a_day", func(tx *db.Tx) error { return tx.Insert("t_claims", claim{id, "chair:2", 0, long}) }},
			{"t_claims_within_a_day", func(tx *db.Tx) error { return tx.Insert("t_claims", claim{id, "chair:2", 5, 5}) }},
			{"t_claims_fixed", func(tx *db.Tx) error {
				_, err := tx.Update("t_claims").Set("ends_at = ?", 50).Where("visit_id = ?", id).Exec()
				return err
			}},
			{"", func(tx *db.Tx) error {
				_, err := tx.RawExec("INSERT INTO t_things (tenant_id) VALUES (:tenant)")
				return err
			}},
			{"", func(tx *db.Tx) error { return fmt.Errorf("an error of the caller") }},
		} {
			err := w.DB.Write(w.Ctx(), c.do)
			if err == nil || db.Violated(err) != c.want {
				t.Errorf("want %q, got %q of %v", c.want, db.Violated(err), err)
			}
			if wrapped := fmt.Errorf("service: %w", err); db.Violated(wrapped) != c.want {
				t.Errorf("%q is lost in a wrapped error", c.want)
			}
		}
	})
}
