package audience

import (
	"context"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demo gathers everybody and puts the shipped segments in force, with the past month
// of who came and went as their histories tell it. Running it again brings it up to
// date.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	if _, err := s.GatherAll(ctx, true); err != nil {
		return err
	}
	w.Step("audience", 1, 3)
	fresh, err := s.Install(ctx)
	if err != nil {
		return err
	}
	w.Step("audience", 2, 3)
	if err := s.judgeAll(ctx); err != nil {
		return err
	}
	if fresh > 0 {
		err = s.d.DB.Write(ctx, func(tx *db.Tx) error { return s.demoPast(tx, w) })
	}
	w.Step("audience", 3, 3)
	return err
}

// demoPast writes who came into segments and left them in the past month, as rules say
// of what happened.
func (s *Service) demoPast(tx *db.Tx, w *demo.World) error {
	all, err := s.standingAll(tx)
	if err != nil {
		return err
	}
	from, to := w.Today.AddDays(1-trendDays).At(0, w.Zone), w.Today.At(0, w.Zone)
	for _, x := range all {
		var rows []deltaRow
		began := map[string]bool{}
		err := s.Past(tx, x.rule, from, to, func(patient string, in bool, at int64) error {
			if !began[patient] && in && at == from { // was in from the beginning
				began[patient] = true
				return nil
			}
			began[patient] = true
			no, err := numberOf(tx, patient)
			rows = append(rows, deltaRow{Batch: -1 - int64(len(rows)), Segment: x.No, Person: no, Inside: in, At: at, Why: ByTime, Past: true})
			return err
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		if err := insertDeltas(tx, rows); err != nil {
			return err
		}
	}
	return nil
}
