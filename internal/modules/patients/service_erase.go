package patients

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// erasedName stands where a name was.
const erasedName = "—"

// EraseData blanks everything personal of a record and drops the person's key, so
// that what the audit and the journals hold of them cannot be read any more.
// What the law keeps stays: the record number, that and when there were alerts
// and consents, and what higher modules must keep (money, the medical record;
// they hear patients.erased and blank the rest themselves). It cannot be undone.
//
// Records merged into this one are erased with it. Backups made before are not
// reached; see package secrets.
func (s *Service) EraseData(ctx context.Context, patient, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if f := checkReason("reason", reason); f != nil {
			return f
		}
		r, err := openRow(tx, patient)
		if err != nil {
			return err
		}
		ids, _, err := mergedInto(tx, r.ID)
		if err != nil {
			return err
		}
		ids = append(ids, r.ID)
		for _, id := range ids {
			if err := s.eraseOne(tx, id); err != nil {
				return err
			}
		}
		// The reason tells of a request, not of the person: it is kept for the group.
		err = s.audit.Record(tx, audit.Entry{
			Action: "patients.erased", SubjectKind: subject, SubjectID: r.ID, Clinic: r.HomeClinic, Reason: reason,
			After: map[string]any{"record_no": r.RecordNo},
		})
		if err != nil {
			return err
		}
		return s.facts.Publish(tx, events.Fact{Kind: FactErased, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, Body: map[string]any{"records": ids}})
	})
}

func (s *Service) eraseOne(tx *db.Tx, id string) error {
	r, err := anyRow(tx, id)
	if err != nil {
		return err
	}
	if err := writeKeys(tx, id, r.Keys, nil, nil); err != nil {
		return err
	}
	if err := blank(tx, id, r.State); err != nil {
		return err
	}
	if err := blankAround(tx, id); err != nil {
		return err
	}
	return s.vault.Drop(tx, id)
}
