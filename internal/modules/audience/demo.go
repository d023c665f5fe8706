package audience

import (
	"context"
	"slices"

	"archwire/internal/modules/followup"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demo gathers everybody and puts the shipped segments in force, with the past month
// of who came and went as their histories tell it. Running it again brings it up to
// date.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	if err := s.demoMarks(ctx, w); err != nil {
		return err
	}
	if _, err := s.GatherAll(ctx, true); err != nil {
		return err
	}
	if err := s.GatherTold(ctx); err != nil {
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
		if err := s.d.DB.Write(ctx, func(tx *db.Tx) error { return s.demoPast(tx, w) }); err != nil {
			return err
		}
	}
	err = s.proveAll(ctx)
	w.Step("audience", 3, 3)
	return err
}

// demoMarks hangs the classes of those who have not agreed on them, as tags, and sets
// some recalls that are due.
func (s *Service) demoMarks(ctx context.Context, w *demo.World) error {
	have, err := s.d.Patients.TagList(ctx)
	if err != nil || slices.ContainsFunc(have, func(t patients.Tag) bool { return t.Name == classes[0] }) {
		return err
	}
	tag := map[string]string{}
	for i, c := range classes {
		t, err := s.d.Patients.AddTag(ctx, patients.Tag{Name: c, Colour: demoColours[i]})
		if err != nil {
			return err
		}
		tag[c] = t.ID
	}
	due := 0
	for _, p := range demo.Get[[]patients.DemoPatient](w, patients.DemoPeople) {
		if id := tag[p.Kind]; p.State == patients.DemoNotAgreed && id != "" {
			if err := s.demoTag(ctx, p.ID, id); err != nil {
				return err
			}
		}
		if p.State == patients.DemoObservation && due < demoDue {
			due++
			if err := s.demoRecall(ctx, w, p.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoColours are those of the classes, from those who are only reminded to those who
// are new.
var demoColours = []string{"#5b6672", "#2f6f5e", "#0f766e", "#854600", "#b45309"}

// demoDue is how many children are due for a look at their changing teeth.
const demoDue = 8

func (s *Service) demoTag(ctx context.Context, patient, tag string) error {
	var tags []string
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := s.d.Patients.Traits(tx, []string{patient})
		if len(list) > 0 {
			tags = list[0].Tags
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.d.Patients.SetTags(ctx, patient, append(tags, tag))
}

func (s *Service) demoRecall(ctx context.Context, w *demo.World, patient string) error {
	home := ""
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		p, err := s.d.Patients.ByID(tx, patient)
		home = p.HomeClinic
		return err
	})
	if err != nil {
		return err
	}
	_, err = s.d.Followup.SetRecall(ctx, followup.NewRecall{Clinic: home, Patient: patient, Kind: "observation", Due: w.Today})
	return err
}

// demoPast writes who came into segments and left them in the past month, as rules say
// of what happened.
func (s *Service) demoPast(tx *db.Tx, w *demo.World) error {
	all, err := s.standingAll(tx)
	if err != nil {
		return err
	}
	if err := backdate(tx, w.From.At(10*60, w.Zone)); err != nil {
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
