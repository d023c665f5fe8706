package followup

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// Touched is what publishing a draft changes: future steps of running series, and
// nothing else.
type Touched struct {
	Series   int
	Patients int
	Clinics  []string
	Moves    []Shift // of steps, by key
	People   []TouchedPerson
	Before   []Preview
	After    []Preview
}

// TouchedPerson is one of those whom publishing a draft touches.
type TouchedPerson struct {
	Face   patients.Card
	Clinic string
	Moves  []Move
	Next   int64 // what waits for them first, by the draft; 0 = nothing
}

// Move is one waiting step that comes to lie elsewhere.
type Move struct {
	Step     string
	From, To int64 // 0 = is new, goes
}

// mostTouched bounds the people who are named; the counts are of all.
const mostTouched = 100

// Shift is how many waiting steps of a key come to lie elsewhere, are new, or go.
type Shift struct {
	Step               string
	Moved, Added, Gone int
}

// Foresee tells whom publishing the draft touches, and shows old and new for
// somebody who is treated now. Faults: ProtocolNotFound, NoDraft.
func (s *Service) Foresee(ctx context.Context, key, clinic string) (Touched, error) {
	var out Touched
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		e, err := s.editedOne(tx, key)
		if err != nil {
			return err
		}
		if e.Draft == nil {
			return NoDraft.With()
		}
		d := s.desk(tx)
		running, err := runningOf(tx, key)
		if err != nil {
			return err
		}
		plan, err := d.rewrite(running, *e.Draft)
		if err != nil {
			return err
		}
		out.Series, out.Moves = len(running), plan.shifts
		people, clinics := map[string]bool{}, map[string]bool{}
		for _, one := range running {
			people[one.Patient], clinics[one.Clinic] = true, true
		}
		out.Patients, out.Clinics = len(people), keysOf(clinics)
		if out.People, err = s.named(tx, running, plan); err != nil {
			return err
		}
		h, err := d.hoursOf(clinic)
		if err != nil {
			return err
		}
		out.Before = PreviewOf(e.Protocol, tx.Now(), Person{Reachable: true}, h)
		out.After = PreviewOf(*e.Draft, tx.Now(), Person{Reachable: true}, h)
		return nil
	})
	return out, err
}

// named puts names to whom a plan touches: whose steps move first, then for whom
// something waits, the soonest first. Of one who runs twice both stand together.
func (s *Service) named(tx *db.Tx, running []Series, plan rewritten) ([]TouchedPerson, error) {
	next := map[string]int64{}
	for _, st := range plan.steps {
		if at := next[st.Series]; at == 0 || st.Due < at {
			next[st.Series] = st.Due
		}
	}
	at := map[string]int{}
	var out []TouchedPerson
	for _, one := range running {
		n, there := at[one.Patient]
		if !there {
			n = len(out)
			at[one.Patient], out = n, append(out, TouchedPerson{Face: patients.Card{ID: one.Patient}, Clinic: one.Clinic})
		}
		out[n].Moves = append(out[n].Moves, plan.moves[one.ID]...)
		if due := next[one.ID]; due > 0 && (out[n].Next == 0 || due < out[n].Next) {
			out[n].Next = due
		}
	}
	slices.SortStableFunc(out, func(a, b TouchedPerson) int {
		return cmp.Or(boolRank(len(b.Moves) > 0)-boolRank(len(a.Moves) > 0), boolRank(b.Next > 0)-boolRank(a.Next > 0), cmp.Compare(a.Next, b.Next), cmp.Compare(a.Face.ID, b.Face.ID))
	})
	out = out[:min(len(out), mostTouched)]
	ids := make([]string, len(out))
	for i, p := range out {
		ids[i] = p.Face.ID
	}
	faces, err := s.patients.Cards(tx, ids)
	for i := range out {
		if f, seen := faces[out[i].Face.ID]; seen {
			out[i].Face = f
		}
	}
	return out, err
}

// rewritten is what a new version makes of the waiting steps of running series.
type rewritten struct {
	series []string
	steps  []Planned
	shifts []Shift
	sums   map[string]*Shift
	moves  map[string][]Move // by series
}

// rewrite lays what still waits of some series by a protocol. What is being done or
// was done stays as it is, and nothing is laid into the past.
func (d *desk) rewrite(running []Series, p Protocol) (rewritten, error) {
	out := rewritten{sums: map[string]*Shift{}, moves: map[string][]Move{}}
	ids := make([]string, len(running))
	for i, one := range running {
		ids[i] = one.ID
	}
	settled, waits := map[string][]string{}, map[string]Planned{}
	for part := range slices.Chunk(ids, perRead) {
		list, err := stepsOfSeries(d.tx, part)
		if err != nil {
			return out, err
		}
		for _, st := range list {
			if st.State == StepPlanned && st.Nth == 0 {
				waits[st.Series+"/"+st.Step] = st
				continue
			}
			settled[st.Series] = append(settled[st.Series], st.Step)
		}
	}
	for _, one := range running {
		h, err := d.hoursOf(one.Clinic)
		if err != nil {
			return out, err
		}
		for _, st := range one.lay(p, h, d.tx.Now(), settled[one.ID], d.tx.NewID) {
			if st.State == StepPlanned && st.Latest >= d.tx.Now() {
				out.lay(st, waits)
			}
		}
		out.series = append(out.series, one.ID)
	}
	for _, key := range keysOf(waits) {
		st := waits[key]
		out.shift(st.Step).Gone++
		out.moves[st.Series] = append(out.moves[st.Series], Move{st.Step, st.Due, 0})
	}
	for _, key := range keysOf(out.sums) {
		if s := out.sums[key]; s.Moved+s.Added+s.Gone > 0 {
			out.shifts = append(out.shifts, *s)
		}
	}
	return out, nil
}

// lay takes one step in, in the place of the one that waits for it.
func (r *rewritten) lay(st Planned, waits map[string]Planned) {
	key := st.Series + "/" + st.Step
	old, was := waits[key]
	delete(waits, key)
	switch {
	case was && old.Due == st.Due:
		st = old
	case was:
		r.shift(st.Step).Moved++
		r.moves[st.Series] = append(r.moves[st.Series], Move{st.Step, old.Due, st.Due})
	default:
		r.shift(st.Step).Added++
		r.moves[st.Series] = append(r.moves[st.Series], Move{st.Step, 0, st.Due})
	}
	r.steps = append(r.steps, st)
}

func (r *rewritten) shift(step string) *Shift {
	if r.sums[step] == nil {
		r.sums[step] = &Shift{Step: step}
	}
	return r.sums[step]
}
