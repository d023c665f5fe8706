package settings

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// The rights of this package. Both can be held for single clinics; what is set
// for the whole group asks for them in the whole group.
const (
	ReadPermission   = "settings.read"
	ChangePermission = "settings.change"
)

// Permissions lists them for the roof.
var Permissions = []auth.Permission{
	{Key: ReadPermission, Scope: auth.Clinic, Roles: []string{"manager", "auditor"}},
	{Key: ChangePermission, Scope: auth.Clinic, Roles: []string{"manager"}},
}

// Service holds every setting of the program, in the order in which the roof
// gave them.
type Service struct {
	db    *db.DB
	audit *audit.Log
	list  []Setting
	at    map[string]int
}

// New takes the settings of all modules. A key that is listed twice, a
// default that is none of the setting's own values and a choice without choices
// are errors.
func New(d *db.DB, log *audit.Log, list []Setting) (*Service, error) {
	svc := &Service{db: d, audit: log, list: slices.Clone(list), at: map[string]int{}}
	for i, s := range list {
		if _, dup := svc.at[s.Key]; dup || s.Key == "" {
			return nil, fmt.Errorf("settings: %q is empty or declared twice", s.Key)
		}
		if !slices.Contains([]Origin{House, Practice, Law}, s.Source) {
			return nil, fmt.Errorf("settings: %s does not say where its default comes from", s.Key)
		}
		if _, err := s.Accept(s.Default); err != nil {
			return nil, fmt.Errorf("settings: the default of %s: %w", s.Key, err)
		}
		svc.at[s.Key] = i
	}
	return svc, nil
}

// All lists every setting.
func (svc *Service) All() []Setting { return slices.Clone(svc.list) }

// Find gives a setting by its key; its fault is Unknown.
func (svc *Service) Find(key string) (Setting, error) {
	i, ok := svc.at[key]
	if !ok {
		return Setting{}, Unknown.With("key", key)
	}
	return svc.list[i], nil
}

// Set decides a value for a clinic, or for the group where clinic is "", and
// records the change; nil takes the decision back. It asks for ChangePermission
// there. Its faults are Unknown, NotPerClinic, those of Setting.Accept, and
// auth.Forbidden.
func (svc *Service) Set(tx *db.Tx, key, clinic string, value any) error {
	s, err := svc.Find(key)
	if err != nil {
		return err
	}
	if clinic != "" && !s.PerClinic {
		return NotPerClinic.With("key", key)
	}
	if err := svc.mayChange(tx, clinic); err != nil {
		return err
	}
	if value != nil {
		if value, err = s.Accept(value); err != nil {
			return err
		}
	}
	if err := tx.Lock("settings/" + key + "/" + clinic); err != nil {
		return err
	}
	before, err := decided(tx, key, clinic)
	if err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if before == string(text) || (before == "" && value == nil) {
		return nil
	}
	if err := decide(tx, key, clinic, value == nil, string(text)); err != nil {
		return err
	}
	e := audit.Entry{Action: "settings.changed", SubjectKind: "setting", SubjectID: key, Clinic: clinic, After: value}
	if before != "" {
		e.Before = json.RawMessage(before)
	}
	return svc.audit.Record(tx, e)
}

// Change is Set as a use case of its own.
func (svc *Service) Change(ctx context.Context, key, clinic string, value any) error {
	return svc.db.Write(ctx, func(tx *db.Tx) error { return svc.Set(tx, key, clinic, value) })
}

// Lines is List as a use case of its own; it asks for ReadPermission in the
// clinic, or in the whole group where clinic is "".
func (svc *Service) Lines(ctx context.Context, clinic string) ([]Line, error) {
	if err := auth.Require(ctx, ReadPermission, clinic); err != nil {
		return nil, err
	}
	var out []Line
	err := svc.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = svc.List(tx, clinic)
		return err
	})
	return out, err
}

func (svc *Service) mayChange(tx *db.Tx, clinic string) error {
	if err := auth.Require(tx.Context(), ChangePermission, clinic); err != nil {
		return err
	}
	if clinic == "" {
		return nil
	}
	return tx.RequireClinic(clinic)
}

// Line is one setting with its value in force, as the settings page shows it.
type Line struct {
	Setting
	Value     any // int64, bool or string
	From      Level
	Inherited any    // what would be in force without a decision at this level
	ChangedAt int64  // of the decision at From, epoch milliseconds; 0 for a default
	ChangedBy string // id of the account; "" = the program, or a default
}

// List gives every setting for a clinic, or for the group where clinic is "".
// Those of the group alone are left out for a clinic.
func (svc *Service) List(tx *db.Tx, clinic string) ([]Line, error) {
	rows, err := stored(tx, clinic, nil)
	if err != nil {
		return nil, err
	}
	v, who := valuesOf(rows), map[string]row{}
	for _, w := range rows {
		who[w.Clinic+"/"+w.Key] = w
	}
	groupOnly := Values{group: v.group}
	out := make([]Line, 0, len(svc.list))
	for _, s := range svc.list {
		if clinic != "" && !s.PerClinic {
			continue
		}
		l := Line{Setting: s}
		l.Value, l.From = v.Look(s)
		if clinic == "" {
			l.Inherited, _ = Values{}.Look(s)
		} else {
			l.Inherited, _ = groupOnly.Look(s)
		}
		switch l.From {
		case OfClinic:
			l.ChangedAt, l.ChangedBy = who[clinic+"/"+s.Key].ChangedAt, who[clinic+"/"+s.Key].ChangedBy
		case OfGroup:
			l.ChangedAt, l.ChangedBy = who["/"+s.Key].ChangedAt, who["/"+s.Key].ChangedBy
		}
		out = append(out, l)
	}
	return out, nil
}
