package followup

import (
	"context"
	"regexp"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// RecallTypes gives the group's types of recall.
func (s *Service) RecallTypes(ctx context.Context) ([]RecallType, map[string]int64, error) {
	var out []RecallType
	var versions map[string]int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, versions, err = recallTypes(tx)
		return err
	})
	return out, versions, err
}

// check tells what is wrong with a type that people wrote.
func (t RecallType) check() *fault.Fault {
	if !keyForm.MatchString(t.Key) {
		return BadKey.At("kind")
	}
	if f := t.Name.check("name", true); f != nil {
		return f
	}
	if _, ok := ParseInterval(t.Interval.String()); !ok {
		return BadInterval.At("interval")
	}
	for _, one := range slices.Concat(t.Triggers, t.Excludes) {
		if !triggerForm.MatchString(one) {
			return BadChoice.At("triggers", "choice", one)
		}
	}
	return nil
}

// PutRecallType changes a type of recall. What it triggered is recomputed when
// something is done next. Faults: RecallNotFound, BadName, BadInterval, BadChoice,
// db.Stale.
func (s *Service) PutRecallType(ctx context.Context, t RecallType, version int64) error {
	return s.putRecallType(ctx, t, func(types []RecallType, versions map[string]int64) (int64, error) {
		if !slices.ContainsFunc(types, func(o RecallType) bool { return o.Key == t.Key }) {
			return 0, RecallNotFound.With()
		}
		if versions[t.Key] != version {
			return 0, db.Stale.With()
		}
		return version, nil
	})
}

// AddRecallType adds a type of recall of the group's own. Faults: BadKey for one
// that is there, BadName, BadInterval, BadChoice.
func (s *Service) AddRecallType(ctx context.Context, t RecallType) error {
	return s.putRecallType(ctx, t, func(types []RecallType, _ map[string]int64) (int64, error) {
		if slices.ContainsFunc(types, func(o RecallType) bool { return o.Key == t.Key }) {
			return 0, BadKey.At("kind")
		}
		return 0, nil
	})
}

func (s *Service) putRecallType(ctx context.Context, t RecallType, may func([]RecallType, map[string]int64) (int64, error)) error {
	if f := t.check(); f != nil {
		return f
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		types, versions, err := recallTypes(tx)
		if err != nil {
			return err
		}
		version, err := may(types, versions)
		if err != nil {
			return err
		}
		position := slices.IndexFunc(types, func(o RecallType) bool { return o.Key == t.Key })
		if position < 0 {
			position = len(types)
		}
		if err := putRecallType(tx, t, version, position); err != nil {
			return err
		}
		err = s.audit.Record(tx, audit.Entry{Action: "followup.recall_type_set", SubjectKind: "recall_type", SubjectID: t.Key,
			After: map[string]any{"interval": t.Interval.String(), "active": t.Active, "triggers": t.Triggers}})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, recallTypeBody{t.Key, version + 1, wordsBody(t.Name), t.Interval.String(), t.Triggers, t.Excludes, t.Active})
	})
}

// triggerForm is a follow-up class, a type, or the code of an item.
var triggerForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)
