package plans

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Executing is what is said of an execution besides the items.
type Executing struct {
	Clinic    string // where it is done; "" = the visit's, or the plan's
	Visit     string
	Day       civil.Day // "" = the visit's, or today
	Doctor    string    // "" = the visit's, or the plan's
	Assistant string
	Note      string
	Anyway    string // why it goes on though a gate warns
	Backfill  bool   // tells of the past
}

// Doing is what is executed of one item: the named steps, or the next Number.
type Doing struct {
	Item   string
	Steps  []string
	Number int
}

// Execute records that items of an accepted plan were done, all of them or none,
// at a version of the plan. Faults: PlanNotFound, NotNow, ItemNotFound,
// StepTaken, MoreThanAgreed, NothingToDo, ChangeWaits, GateCloses, OtherVisit,
// BadDay, visits.NotFound, org.StaffNotFound, db.Stale, and those of hearers.
func (s *Service) Execute(ctx context.Context, plan string, version int64, in Executing, list []Doing) (Plan, []Execution, error) {
	var p Plan
	var done []Execution
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.here(tx, plan, version); err != nil {
			return err
		}
		if done, err = s.execute(tx, &p, in, list); err != nil {
			return err
		}
		return s.keepExecuted(tx, p, done)
	})
	return p, done, err
}

// ExecuteDirect makes a plan of a visit without one, accepts it and executes all
// of it in one act. Faults: those of Make, Accept and Execute.
func (s *Service) ExecuteDirect(ctx context.Context, draft DraftIn, in Executing) (Plan, []Execution, error) {
	var p Plan
	var done []Execution
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.fresh(ctx, tx, draft, Direct); err != nil {
			return err
		}
		if len(p.Items) == 0 {
			return NoItems.With()
		}
		if err := p.covered(); err != nil {
			return err
		}
		p.State = Accepted
		p.AcceptedAt, p.AcceptedBy, p.Revision, p.PresentedAt = tx.Now(), tx.Actor(), 1, tx.Now()
		if err := insertPlan(tx, p); err != nil {
			return err
		}
		if err := s.freeze(tx, &p); err != nil {
			return err
		}
		body, err := s.agreed(tx, p)
		if err != nil {
			return err
		}
		if err := s.tell(tx, p, told{Action: FactAccepted, After: trailOf(p), Body: body}); err != nil {
			return err
		}
		all := make([]Doing, len(p.Items))
		for n, i := range p.Items {
			all[n] = Doing{Item: i.ID, Number: len(i.Steps)}
		}
		if done, err = s.execute(tx, &p, in, all); err != nil {
			return err
		}
		return s.keepExecuted(tx, p, done)
	})
	return p, done, err
}

// execute records the execution of items of a plan that the caller holds.
func (s *Service) execute(tx *db.Tx, p *Plan, in Executing, list []Doing) ([]Execution, error) {
	if _, err := p.State.After(ActExecute); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, NothingToDo.With("code", "")
	}
	if err := nothingWaits(tx, *p); err != nil {
		return nil, err
	}
	visit, err := s.place(tx, *p, &in)
	if err != nil {
		return nil, err
	}
	var all []Step
	chosen := make([][]Step, len(list))
	for n, d := range list {
		i, ok := p.item(d.Item)
		if !ok || slices.ContainsFunc(list[:n], func(o Doing) bool { return o.Item == d.Item }) {
			return nil, ItemNotFound.At("items")
		}
		if chosen[n], err = i.choose(d.Steps, d.Number); err != nil {
			return nil, err
		}
		all = append(all, chosen[n]...)
	}
	if err := s.passGates(tx, in, visit, all, *p); err != nil {
		return nil, err
	}
	var done []Execution
	for n, d := range list {
		e, err := s.executeOne(tx, p, in, d.Item, chosen[n])
		if err != nil {
			return nil, err
		}
		done = append(done, e)
	}
	return done, s.executed(tx, p, in.Clinic)
}

// executed moves the plan on after executions in a clinic: through, it is
// completed.
func (s *Service) executed(tx *db.Tx, p *Plan, clinic string) error {
	if !p.through() {
		if err := updatePlan(tx, p); err != nil {
			return err
		}
		return s.touch(tx, *p, clinic)
	}
	p.State, p.EndedAt = Completed, tx.Now()
	body, err := s.ended(tx, *p)
	if err != nil {
		return err
	}
	if err := updatePlan(tx, p); err != nil {
		return err
	}
	return s.tell(tx, *p, told{Action: FactCompleted, Body: body})
}

// place completes what is said of an execution from the visit and the plan, and
// looks whether it may be.
func (s *Service) place(tx *db.Tx, p Plan, in *Executing) (visits.Visit, error) {
	var v visits.Visit
	if utf8.RuneCountInString(in.Note) > MaxNote || utf8.RuneCountInString(in.Anyway) > MaxReason {
		return v, TextTooLong.At("note", "max", MaxNote)
	}
	if in.Visit != "" {
		var err error
		if v, err = s.visits.ByID(tx, in.Visit); err != nil {
			return v, err
		}
		if v.Patient != p.Patient || (in.Clinic != "" && in.Clinic != v.Clinic) || (in.Day != "" && in.Day != v.Day) || !came(v) {
			return v, OtherVisit.At("visit_id")
		}
		in.Clinic, in.Day = v.Clinic, v.Day
		if in.Doctor == "" {
			in.Doctor = v.Plan.DoctorID
		}
	}
	if in.Clinic == "" {
		in.Clinic = p.Clinic
	}
	if in.Doctor == "" {
		in.Doctor = p.Doctor
	}
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return v, err
	}
	for _, who := range []string{in.Doctor, in.Assistant} {
		if who != "" {
			if _, err := s.org.Staff(tx, who); err != nil {
				return v, err
			}
		}
	}
	return v, s.dayMayBe(tx, in)
}

// came tells whether a visit is one in which something may be done.
func came(v visits.Visit) bool {
	return v.ParkedAt == 0 && v.Progress.State != visits.NoShow && v.Progress.State != visits.Cancelled
}

// dayMayBe refuses days ahead, and days longer ago than what was done is entered.
func (s *Service) dayMayBe(tx *db.Tx, in *Executing) error {
	today, err := s.today(tx, in.Clinic)
	if err != nil || in.Day == today || in.Backfill {
		return err
	}
	if in.Day == "" {
		in.Day = today
		return nil
	}
	if _, err := civil.Parse(string(in.Day)); err != nil {
		return BadDay.At("day", "days", 0)
	}
	days, err := BackdateDays.Int(tx, in.Clinic)
	if err == nil && (in.Day > today || in.Day < today.AddDays(-days)) {
		err = BadDay.At("day", "days", days)
	}
	return err
}

// executeOne takes the steps of one item and publishes what follows from it.
func (s *Service) executeOne(tx *db.Tx, p *Plan, in Executing, item string, steps []Step) (Execution, error) {
	n := slices.IndexFunc(p.Items, func(i Item) bool { return i.ID == item })
	i := &p.Items[n]
	e := Execution{ID: tx.NewID(), Clinic: in.Clinic, Plan: p.ID, Item: i.ID, Patient: p.Patient, Visit: in.Visit, Doctor: in.Doctor,
		Assistant: in.Assistant, Day: in.Day, At: tx.Now(), By: tx.Actor(), Quantity: i.units(steps), Note: strings.TrimSpace(in.Note)}
	for _, one := range steps {
		e.List, e.Amount = e.List+one.List, e.Amount+one.Amount
	}
	body := executedBody(*p, *i, e, steps)
	if err := insertExecutions(tx, []Execution{e}); err != nil {
		return e, err
	}
	if err := takeSteps(tx, e.ID, steps); err != nil {
		return e, err
	}
	for m := range i.Steps {
		if slices.ContainsFunc(steps, func(o Step) bool { return o.ID == i.Steps[m].ID }) {
			i.Steps[m].Execution = e.ID
		}
	}
	err := s.audit.Record(tx, audit.Entry{Action: FactItemExecuted, SubjectKind: "execution", SubjectID: e.ID, Patient: p.Patient, Clinic: e.Clinic,
		After: body, Reason: in.Anyway})
	if err != nil {
		return e, err
	}
	return e, s.facts.Publish(tx, events.Fact{Kind: FactItemExecuted, Clinic: e.Clinic, Patient: e.Patient, Subject: e.ID, Backfill: in.Backfill, Body: body})
}

func executedBody(p Plan, i Item, e Execution, steps []Step) ExecutedBody {
	b := ExecutedBody{Execution: e.ID, Plan: p.ID, PlanKind: p.Kind, Item: i.ID, Catalog: i.Catalog, Code: i.Code, Class: i.Class,
		Site: siteOf(steps, i.Site), Quantity: e.Quantity, List: e.List, Amount: e.Amount, Visit: e.Visit, Doctor: e.Doctor, Assistant: e.Assistant,
		Day: e.Day, First: len(i.done()) == 0, Last: len(i.open()) == len(steps), Contract: i.Contract(), Insured: i.Insured}
	for _, s := range steps {
		b.Steps = append(b.Steps, string(s.Kind))
	}
	return b
}

// siteOf joins the places of steps, in their order, each once.
func siteOf(steps []Step, whole string) string {
	var out []string
	for _, s := range steps {
		if s.Site == whole {
			return whole
		}
		if !slices.Contains(out, s.Site) {
			out = append(out, s.Site)
		}
	}
	return strings.Join(out, ",")
}

// Undo says that an execution does not count: its steps are free again, and a
// plan that it completed is open again. Faults: ExecutionNotFound, AlreadyUndone,
// BadReason, ReasonMissing for "other" without a word, NotNow for a plan that was
// ended, ChangeWaits, and those of hearers.
func (s *Service) Undo(ctx context.Context, execution, key, note string) (Execution, error) {
	note = strings.TrimSpace(note)
	switch {
	case !slices.Contains(UndoReasons, key):
		return Execution{}, BadReason.At("reason")
	case key == "other" && note == "":
		return Execution{}, ReasonMissing.At("note")
	case utf8.RuneCountInString(note) > MaxReason:
		return Execution{}, TextTooLong.At("note", "max", MaxReason)
	}
	var e Execution
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := s.hold(tx, "plans_executions", execution, ExecutionNotFound); err != nil {
			return err
		}
		if e, err = executionToUndo(tx, execution); err != nil {
			return err
		}
		p, err := planToChange(tx, e.Plan)
		if err != nil {
			return err
		}
		if e.UndoneAt != 0 {
			return AlreadyUndone.With()
		}
		e.UndoneAt, e.UndoneBy, e.Reason, e.UndoNote = tx.Now(), tx.Actor(), key, note
		return s.undo(tx, p, e)
	})
	return e, err
}

func (s *Service) undo(tx *db.Tx, p Plan, e Execution) error {
	if p.State != Accepted && p.State != Completed {
		return NotNow.With("state", string(p.State), "act", "undo")
	}
	if err := nothingWaits(tx, p); err != nil {
		return err
	}
	contract := slices.ContainsFunc(p.Items, func(i Item) bool { return i.ID == e.Item && i.Contract() })
	if err := undoExecution(tx, e); err != nil {
		return err
	}
	if err := freeSteps(tx, e.ID); err != nil {
		return err
	}
	day, err := s.today(tx, e.Clinic)
	if err != nil {
		return err
	}
	body := UndoneBody{Execution: e.ID, Plan: p.ID, Item: e.Item, List: e.List, Amount: e.Amount, Visit: e.Visit, Contract: contract,
		Reason: e.Reason, Day: day}
	err = s.audit.Record(tx, audit.Entry{Action: FactExecutionUndone, SubjectKind: "execution", SubjectID: e.ID, Patient: e.Patient, Clinic: e.Clinic,
		Before: body, Reason: e.UndoNote})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: FactExecutionUndone, Clinic: e.Clinic, Patient: e.Patient, Subject: e.ID, Body: body})
	if err != nil {
		return err
	}
	return s.afterUndo(tx, p, e.Clinic)
}

// afterUndo moves the plan on: one that was completed is open again.
func (s *Service) afterUndo(tx *db.Tx, p Plan, clinic string) error {
	if p.State == Accepted {
		if err := updatePlan(tx, &p); err != nil {
			return err
		}
		return s.touch(tx, p, clinic)
	}
	p, err := planToChange(tx, p.ID) // without what was undone
	if err != nil {
		return err
	}
	p.State = Accepted
	t, err := s.reopened(tx, &p)
	if err != nil {
		return err
	}
	if err := updatePlan(tx, &p); err != nil {
		return err
	}
	return s.tell(tx, p, t)
}
