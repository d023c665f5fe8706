package followup

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// Edited is a protocol as the group has it.
type Edited struct {
	Protocol Protocol // in force
	Draft    *Protocol
	Number   int
	Active   bool
	Version  int64 // 0 = as the program brings it
	DraftAt  int64
	DraftBy  string
	Running  int // open series
}

// Protocols gives all protocols of the group, in their order.
func (s *Service) Protocols(ctx context.Context) ([]Edited, error) {
	var out []Edited
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := protocolRows(tx)
		if err != nil {
			return err
		}
		have := map[string]protocolRow{}
		for _, r := range rows {
			have[r.Protocol] = r
		}
		d := s.desk(tx)
		for _, p := range Defaults {
			r, there := have[p.Key]
			if !there {
				out = append(out, Edited{Protocol: p, Number: 1, Active: true})
				continue
			}
			delete(have, p.Key)
			one, err := d.edited(r)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		for _, r := range rows {
			if _, own := have[r.Protocol]; !own {
				continue
			}
			one, err := d.edited(r)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

func (d *desk) edited(r protocolRow) (Edited, error) {
	p, err := d.version(r.Protocol, r.Number)
	if err != nil {
		return Edited{}, err
	}
	e := Edited{Protocol: p, Number: r.Number, Active: r.Active, Version: r.Version, DraftAt: r.DraftAt, DraftBy: r.DraftBy}
	if r.Draft != "" {
		e.Draft = &Protocol{}
		if err := json.Unmarshal([]byte(r.Draft), e.Draft); err != nil {
			return e, err
		}
	}
	return e, nil
}

// Protocol gives one protocol with how many series run by it, and its versions.
// Fault: ProtocolNotFound.
func (s *Service) Protocol(ctx context.Context, key string) (Edited, []versionRow, error) {
	var out Edited
	var versions []versionRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.editedOne(tx, key); err != nil {
			return err
		}
		if versions, err = versionsOf(tx, key); err != nil {
			return err
		}
		running, err := runningOf(tx, key)
		out.Running = len(running)
		return err
	})
	return out, versions, err
}

func (s *Service) editedOne(tx *db.Tx, key string) (Edited, error) {
	r, found, err := protocolRowOf(tx, key)
	if err != nil {
		return Edited{}, err
	}
	if found {
		return s.desk(tx).edited(r)
	}
	p, known := DefaultOf(key)
	if !known {
		return Edited{}, ProtocolNotFound.With("protocol", key)
	}
	return Edited{Protocol: p, Number: 1, Active: true}, nil
}

// rowFor gives the row of a protocol to change, at the version that the editor
// read; 0 is that of a protocol which stands as the program brings it.
func (s *Service) rowFor(tx *db.Tx, key string, version int64) (protocolRow, error) {
	r, found, err := protocolRowOf(tx, key)
	if err != nil {
		return r, err
	}
	if !found {
		p, known := DefaultOf(key)
		if !known {
			return r, ProtocolNotFound.With("protocol", key)
		}
		if version != 0 {
			return r, db.Stale.With()
		}
		if err := keepDefaults(tx, []Protocol{p}); err != nil {
			return r, err
		}
		r, _, err = protocolRowOf(tx, key)
		return r, err
	}
	if version != r.Version && !(version == 0 && r.Version == 1) {
		return r, db.Stale.With()
	}
	return r, nil
}

// WriteDraft keeps what an editor writes. Nothing follows from it. Faults:
// ProtocolNotFound, db.Stale, and those of Protocol.Check.
func (s *Service) WriteDraft(ctx context.Context, key string, version int64, p Protocol) (Edited, error) {
	p.Key = key
	if wrong := p.Check(); len(wrong) > 0 {
		return Edited{}, fault.Join(wrong)
	}
	return s.editing(ctx, key, version, "followup.draft_written", func(tx *db.Tx, r *protocolRow) error {
		r.Draft, r.DraftAt, r.DraftBy = jsonText(p), tx.Now(), tx.Actor()
		return nil
	})
}

// DropDraft forgets a draft. Faults: ProtocolNotFound, NoDraft, db.Stale.
func (s *Service) DropDraft(ctx context.Context, key string, version int64) (Edited, error) {
	return s.editing(ctx, key, version, "followup.draft_dropped", func(tx *db.Tx, r *protocolRow) error {
		if r.Draft == "" {
			return NoDraft.With()
		}
		r.Draft, r.DraftAt, r.DraftBy = "", 0, ""
		return nil
	})
}

// Switch lets a protocol begin series, or no more; what runs goes on.
func (s *Service) Switch(ctx context.Context, key string, version int64, on bool) (Edited, error) {
	return s.editing(ctx, key, version, "followup.protocol_switched", func(tx *db.Tx, r *protocolRow) error {
		r.Active = on
		return nil
	})
}

// editing changes a protocol in one transaction.
func (s *Service) editing(ctx context.Context, key string, version int64, action string, fn func(*db.Tx, *protocolRow) error) (Edited, error) {
	var out Edited
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.rowFor(tx, key, version)
		if err != nil {
			return err
		}
		if err := fn(tx, &r); err != nil {
			return err
		}
		if err := updateProtocol(tx, r); err != nil {
			return err
		}
		if out, err = s.editedOne(tx, key); err != nil {
			return err
		}
		err = s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "followup_protocol", SubjectID: key, After: map[string]any{"number": out.Number, "active": out.Active}})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, editedBody(out))
	})
	return out, err
}

// Publish makes the draft the next version: series that begin from now on follow
// it, and of those that run the steps that still wait. Faults: ProtocolNotFound,
// NoDraft, NothingNew, TextTooLong, db.Stale.
func (s *Service) Publish(ctx context.Context, key string, version int64, note string) (Edited, error) {
	if utf8.RuneCountInString(note) > maxNote {
		return Edited{}, TextTooLong.At("note", "max", maxNote)
	}
	return s.editing(ctx, key, version, "followup.protocol_published", func(tx *db.Tx, r *protocolRow) error {
		if r.Draft == "" {
			return NoDraft.With()
		}
		var p Protocol
		if err := json.Unmarshal([]byte(r.Draft), &p); err != nil {
			return err
		}
		now, _, err := versionOf(tx, key, r.Number)
		if err != nil {
			return err
		}
		if jsonText(now) == r.Draft {
			return NothingNew.With()
		}
		r.Number, r.Draft, r.DraftAt, r.DraftBy = r.Number+1, "", 0, ""
		if err := insertVersion(tx, versionRow{Protocol: key, Number: r.Number, Body: p, Note: strings.TrimSpace(note), Published: tx.Now(), By: tx.Actor()}); err != nil {
			return err
		}
		return s.renew(tx, key, p, r.Number)
	})
}

// renew lets what still waits of running series follow a new version.
func (s *Service) renew(tx *db.Tx, key string, p Protocol, number int) error {
	running, err := runningOf(tx, key)
	if err != nil || len(running) == 0 {
		return err
	}
	d := s.desk(tx)
	plan, err := d.rewrite(running, p)
	if err != nil {
		return err
	}
	for at := 0; at < len(plan.series); at += 2000 {
		some := plan.series[at:min(at+2000, len(plan.series))]
		if err := dropPlanned(tx, some); err != nil {
			return err
		}
		if err := numberSeries(tx, some, number); err != nil {
			return err
		}
	}
	return d.wait(plan.steps)
}
