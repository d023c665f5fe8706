package journeys

import (
	"encoding/json"
	"fmt"

	"archwire/internal/platform/db"
)

// planKey names a compiled version in the memory of the process. A version never
// changes, so what is remembered never gets old.
type planKey struct {
	tenant string
	no     int64
}

// planOf gives the plan of a version.
func (s *Service) planOf(tx *db.Tx, no int64) (*Plan, error) {
	key := planKey{tx.Tenant(), no}
	if p, ok := s.plans.Load(key); ok {
		return p.(*Plan), nil
	}
	var r versionRow
	found, err := tx.From("journeys_versions").Where("no = ?", no).One(&r)
	if err != nil || !found {
		return nil, fmt.Errorf("journeys: version %d is not there: %w", no, err)
	}
	w, err := r.written()
	if err != nil {
		return nil, err
	}
	p := Ready(w.Graph)
	p.Journey, p.No = w.Journey, w.No
	s.plans.Store(key, p)
	return p, nil
}

// standing is a version as the engine needs it.
type standing struct {
	No      int64        `db:"no"`
	Journey int64        `db:"journey_no"`
	State   VersionState `db:"state"`
	Drain   int64        `db:"drain_until,null"`
	NextAt  int64        `db:"next_at,null"`
}

// inUse lists the versions that somebody may enter or stand in.
func inUse(tx *db.Tx) ([]standing, error) {
	var rows []standing
	err := tx.From("journeys_versions").Where("state <> 'retired'").OrderBy("no").All(&rows)
	return rows, err
}

// versionStands locks a version and tells where it stands now.
func versionStands(tx *db.Tx, no int64) (standing, error) {
	var v standing
	found, err := tx.From("journeys_versions").Where("no = ?", no).ForUpdate().One(&v)
	if err == nil && !found {
		err = VersionNotFound.With()
	}
	return v, err
}

// holdInUse lists them too, and holds their journeys in common with others who let
// people in or take steps: who pauses a journey or replaces its version (which locks the
// journey) waits until they are through, and finds everybody whom they let in. It comes
// before any enrolment is locked. The list is read by a statement of its own, because
// one that had to wait would not see the version that took the place of another.
func holdInUse(tx *db.Tx) ([]standing, error) {
	if tx.Dialect() == db.Postgres {
		var held []struct {
			No int64 `db:"no"`
		}
		err := tx.Raw(&held, "SELECT no FROM journeys_journeys WHERE tenant_id = :tenant AND state <> 'draft' ORDER BY no FOR SHARE")
		if err != nil {
			return nil, err
		}
	}
	return inUse(tx)
}

func versionOne(tx *db.Tx, no int64) (Written, error) {
	var r versionRow
	found, err := tx.From("journeys_versions").Where("no = ?", no).One(&r)
	if err != nil {
		return Written{}, err
	}
	if !found {
		return Written{}, VersionNotFound.With()
	}
	return r.written()
}

// insertVersion publishes a graph under the next numbers, under the lock of the group.
func insertVersion(tx *db.Tx, w *Written, nextAt int64) error {
	if err := tx.Lock("journeys.number"); err != nil {
		return err
	}
	if _, err := tx.From("journeys_versions").Get("coalesce(max(no), 0) + 1", &w.No); err != nil {
		return err
	}
	if _, err := tx.From("journeys_versions").Where("journey_no = ?", w.Journey).Get("coalesce(max(number), 0) + 1", &w.Number); err != nil {
		return err
	}
	body, err := json.Marshal(w.Graph)
	if err != nil {
		return err
	}
	r := versionRow{No: w.No, Journey: w.Journey, Number: w.Number, Graph: string(body), Hash: w.Hash, State: w.State, Mode: w.Mode, DrainUntil: w.DrainUntil,
		NextAt: nextAt, At: w.At, By: w.By}
	return tx.Insert("journeys_versions", r)
}

// setVersion changes where a version stands.
func setVersion(tx *db.Tx, no int64, s VersionState, drainUntil, pausedAt, nextAt int64) error {
	return tx.Update("journeys_versions").Set("state = ?", s).Set("drain_until = ?", nullNo(drainUntil)).Set("paused_at = ?", nullNo(pausedAt)).
		Set("next_at = ?", nullNo(nextAt)).Where("no = ?", no).Must()
}

// freeze puts everybody's time in some versions aside; thaw puts it back, by later
// milliseconds.
func freeze(tx *db.Tx, versions []int64) error {
	_, err := tx.Update("journeys_enrolments").AcrossClinics(everywhere).Set("held_at = wake_at").Set("wake_at = NULL").
		Where("version_no IN (?) AND ending = '' AND wake_at IS NOT NULL", versions).Exec()
	return err
}

func thaw(tx *db.Tx, versions []int64, later int64) error {
	_, err := tx.Update("journeys_enrolments").AcrossClinics(everywhere).Set("wake_at = held_at + ?", later).Set("last_at = last_at + ?", later).
		Set("held_at = NULL").Where("version_no IN (?) AND ending = '' AND held_at IS NOT NULL", versions).Exec()
	return err
}

type countRow struct {
	Version int64  `db:"version_no"`
	Node    string `db:"node"`
	N       int    `db:"n" sql:"count(*)"`
	Wake    int64  `db:"wake" sql:"coalesce(min(coalesce(wake_at, held_at)), 0)"`
}

// waiting counts who stands where in some versions, in the clinics in sight.
func waiting(tx *db.Tx, versions []int64) ([]countRow, error) {
	var rows []countRow
	err := tx.From("journeys_enrolments").Where("version_no IN (?) AND ending = ''", versions).GroupBy("version_no, node").OrderBy("version_no, node").All(&rows)
	return rows, err
}

type endRow struct {
	End Ending `db:"ending"`
	N   int    `db:"n" sql:"count(*)"`
}

// endings counts how those stand who entered a journey since an instant, in the
// clinics in sight.
func endings(tx *db.Tx, journey, since int64) ([]endRow, error) {
	var rows []endRow
	err := tx.From("journeys_enrolments").Where("journey_no = ? AND entered_at >= ?", journey, since).GroupBy("ending").OrderBy("ending").All(&rows)
	return rows, err
}
