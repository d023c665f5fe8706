package patients

import (
	"context"
	"regexp"
	"slices"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

var recordNoForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$`)

// builtInSources lists where people come from (建档来源) in every group; their
// names stand in the texts as patients.source.<key>.
var builtInSources = []string{"referral", "review_site", "short_video", "school", "walk_in", "staff", "internal", "other"}

// Source is one entry of the list; Name is "" for a built-in one.
type Source struct {
	Key      string
	Name     string
	Archived bool // not offered any more; records keep it
}

// SourceList gives the built-in entries first, then the group's own.
func (s *Service) SourceList(ctx context.Context) ([]Source, error) {
	var out []Source
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := sourceRows(tx)
		out = out[:0]
		for _, k := range builtInSources {
			at := slices.IndexFunc(rows, func(r sourceRow) bool { return r.Key == k })
			out = append(out, Source{Key: k, Archived: at >= 0 && rows[at].Archived})
		}
		for _, r := range rows {
			if !slices.Contains(builtInSources, r.Key) {
				out = append(out, Source{r.Key, r.Name, r.Archived})
			}
		}
		return err
	})
	return out, err
}

// SetSource adds an entry of the group's own (key ""), renames one or puts one
// away.
func (s *Service) SetSource(ctx context.Context, in Source) (Source, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		builtIn := slices.Contains(builtInSources, in.Key)
		if !builtIn {
			in.Name = tidyName(in.Name)
			if f := checkName("name", in.Name); f != nil {
				return f
			}
		}
		if in.Key == "" {
			in.Key = tx.NewID()
		} else if known, err := sourceKnown(tx, in.Key); err != nil || !known {
			if err == nil {
				err = SourceUnknown.At("key")
			}
			return err
		}
		if err := keepSource(tx, sourceRow{in.Key, in.Name, in.Archived, tx.Now()}); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "patients.source_changed", SubjectKind: "source", SubjectID: in.Key, After: in})
	})
	return in, err
}

// RequireSource refuses a key that is none of the list; "" stands for none. Fault:
// SourceUnknown.
func (s *Service) RequireSource(tx *db.Tx, key string) error {
	if key == "" {
		return nil
	}
	known, err := sourceKnown(tx, key)
	if err == nil && !known {
		err = SourceUnknown.At("source")
	}
	return err
}
