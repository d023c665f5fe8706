package visits

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// StepIn is what is done to a visit.
type StepIn struct {
	Step    Step
	PlaceID string   // of a Seat
	Party   Party    // of a CancelIt
	Reason  string   // of a CancelIt or MissIt: a key of Reasons, or free text
	Next    NextStep // of a Leave; the zero value takes what is known already
}

// stepFacts are the facts of the steps.
var stepFacts = map[Step]string{
	Confirm: FactConfirmed, Arrive: FactArrived, Seat: FactSeated, Begin: FactBegun, Treat: FactTreated, Leave: FactLeft,
	MissIt: FactNoShow, CancelIt: FactCancelled,
}

// Step does a step to a visit and gives back what the visit no longer needs.
// Faults: NotFound, db.Stale, those of Allow, PlaceOccupied, PlaceTaken, OnShelf.
func (s *Service) Step(ctx context.Context, visitID string, version int64, in StepIn) (Visit, error) {
	var out Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visitToChange(tx, visitID)
		if err != nil {
			return err
		}
		if v.Version != version {
			return db.Stale.With()
		}
		if v.ParkedAt > 0 && in.Step != CancelIt {
			return OnShelf.With()
		}
		if in.Step == CancelIt || in.Step == MissIt {
			if err := auth.Require(ctx, MayCancel, v.Clinic); err != nil {
				return err
			}
		}
		out, err = s.step(tx, v, in)
		return err
	})
	if name := db.Violated(err); name == "visits_visits_seated" || name == claimsOverlap {
		return out, s.occupied(ctx, visitID, in.PlaceID)
	}
	return out, err
}

func (s *Service) step(tx *db.Tx, v Visit, in StepIn) (Visit, error) {
	n, err := numbersOf(tx, v.Clinic)
	if err != nil {
		return v, err
	}
	history, err := historyOf(tx, v.ID)
	if err != nil {
		return v, err
	}
	e := Event{Step: in.Step, At: tx.Now(), ActorID: tx.Actor(), PlaceID: in.PlaceID, Party: in.Party, Reason: in.Reason}
	gate, err := s.gate(tx, v, in)
	if err != nil {
		return v, err
	}
	events := steps(history)
	if err := Allow(events, e, gate); err != nil {
		return v, err
	}
	before, planned := trailOf(v), v.Plan.Places
	v.Progress = v.Progress.after(e)
	v.Ended = EndOf(append(events, e), v.Plan.Start, n)
	if err := s.settleStep(tx, &v, in, gate); err != nil {
		return v, err
	}
	if err := updateVisit(tx, &v); err != nil {
		return v, err
	}
	if err := s.followCall(tx, v, n, false); err != nil {
		return v, err
	}
	body := bodyOf(v)
	body.Reason = reasonKey(in.Reason)
	if in.Step == Treat {
		body.Overrun = Overrun(v.Plan, v.Progress, tx.Now())
	}
	var detail map[string]any
	if !slices.Equal(planned, v.Plan.Places) {
		detail = map[string]any{plannedPlaces: planned}
	}
	return v, s.tell(tx, told{visit: v, did: in.Step, event: e, fact: stepFacts[in.Step], body: body, before: before, reason: in.Reason, detail: detail})
}

// gate reads what the step depends on beside the state.
func (s *Service) gate(tx *db.Tx, v Visit, in StepIn) (Gate, error) {
	zone, err := s.org.Zone(tx, v.Clinic)
	if err != nil {
		return Gate{}, err
	}
	g := Gate{Colour: v.Colour, DoctorOnSite: true, Chairless: v.Plan.Pattern.Chairless(), Today: civil.Of(tx.Now(), zone)}
	if (in.Step == Begin || in.Step == Treat) && v.Colour == Red {
		there, err := s.presenceNow(tx, v.Clinic, g.Today)
		if err != nil {
			return g, err
		}
		g.DoctorOnSite = there[v.Plan.DoctorID].State == OnSite
	}
	if in.Step == Leave {
		g.Next, err = s.nextFor(tx, v, in.Next)
	}
	return g, err
}

// settleStep does what a step brings with it: claims, the place, the next step,
// the look at who does not come.
func (s *Service) settleStep(tx *db.Tx, v *Visit, in StepIn, g Gate) error {
	if !v.Progress.State.Expected() {
		v.SuspectAt = 0
	}
	switch in.Step {
	case CancelIt, MissIt:
		v.ParkedAt = 0
		return dropClaims(tx, v.ID)
	case Treat:
		v.ReleasedAt = tx.Now()
		return s.giveBack(tx, *v)
	case Seat:
		return s.seat(tx, v, in.PlaceID)
	case Leave:
		return s.keepNext(tx, *v, g.Next)
	}
	return nil
}

// giveBack leaves the visit what Remaining says.
func (s *Service) giveBack(tx *db.Tx, v Visit) error {
	claims, err := claimsOf(tx, v.ID)
	if err != nil {
		return err
	}
	rest := v.release(tx.Now()).Remaining(Held{Claims: claims}).Claims
	if slices.Equal(rest, claims) {
		return nil
	}
	return replaceClaims(tx, v.holder(), rest)
}

// seat puts the patient into a place. Another place than the planned one takes
// over the stay: what is still to come of it is claimed there, so that nobody
// else is booked into it.
func (s *Service) seat(tx *db.Tx, v *Visit, placeID string) error {
	if placeID == "" {
		return nil
	}
	days, err := s.LoadDays(tx, v.Clinic, v.Day, v.Day)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(days[0].Places, func(p Place) bool { return p.ID == placeID })
	if at < 0 {
		return WrongPlace.At("place_id", "resource", "")
	}
	if where := days[0].Places[at].Where; slices.Contains(v.Plan.Places, placeID) || !where.Claimed() {
		return nil
	}
	plan, ok := v.Plan.seatedElsewhere(days[0].Places[at].Where, placeID, tx.Now())
	if !ok {
		return nil
	}
	claims, err := claimsOf(tx, v.ID)
	if err != nil {
		return err
	}
	v.Plan = plan
	hands := slices.DeleteFunc(claims, func(c Claim) bool { _, place := PlaceOf(c.Resource); return place })
	return replaceClaims(tx, v.holder(), append(hands, left(plan.PlaceClaims(v.Turnover), tx.Now())...))
}

// occupied says who has the place that a patient was to be seated in.
func (s *Service) occupied(ctx context.Context, visitID, placeID string) error {
	var name, holder string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := visitByID(tx, visitID)
		if err != nil {
			return err
		}
		days, err := s.LoadDays(tx, v.Clinic, v.Day, v.Day)
		if err != nil {
			return err
		}
		for _, p := range days[0].Places {
			if p.ID == placeID {
				name = p.Name
			}
		}
		patient, err := patientIn(tx, placeID, v.Day, tx.Now(), v.ID)
		if err != nil || patient == "" {
			return err
		}
		cards, err := s.patients.Cards(tx, []string{patient})
		holder = cards[patient].Name
		return err
	})
	if err != nil {
		return err
	}
	return PlaceOccupied.At("place_id", "resource", name, "holder", holder)
}

// Undo takes the last step of a visit back. What the visit had given back is
// taken again, if it is still free. Faults: NotFound, db.Stale, UndoNothing,
// UndoFollowed, and the clash with whoever has the time meanwhile.
func (s *Service) Undo(ctx context.Context, visitID string, version int64) (Visit, error) {
	var out Visit
	var tried []placing
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visitByID(tx, visitID)
		if err != nil {
			return err
		}
		if err := tx.Lock(dayLock(v.Clinic, v.Day)); err != nil {
			return err
		}
		if v, err = visitToChange(tx, visitID); err != nil {
			return err
		}
		if v.Version != version {
			return db.Stale.With()
		}
		out, tried, err = s.undo(ctx, tx, v)
		return err
	})
	if db.Violated(err) == "visits_visits_seated" {
		return out, s.occupied(ctx, visitID, out.Progress.PlaceID)
	}
	return out, s.explained(ctx, tried, err)
}

func (s *Service) undo(ctx context.Context, tx *db.Tx, v Visit) (Visit, []placing, error) {
	history, err := historyOf(tx, v.ID)
	if err != nil {
		return v, nil, err
	}
	follower, err := followerOf(tx, v.ID)
	if err != nil {
		return v, nil, err
	}
	if v.Ended == EndRescheduled {
		return v, nil, UndoFollowed.With()
	}
	events := steps(history)
	back, err := Undoable(events, follower != "")
	if err != nil {
		return v, nil, err
	}
	n, err := numbersOf(tx, v.Clinic)
	if err != nil {
		return v, nil, err
	}
	before := trailOf(v)
	rest := append(slices.Clone(events), Event{Step: UndoStep, At: tx.Now()})
	v.Progress, v.Ended = Progressed(rest), EndOf(rest, v.Plan.Start, n)
	if v.Progress.Since == 0 {
		v.Progress.Since = v.CreatedAt
	}
	var tried []placing
	if places := placesBefore(history, back.Event); places != nil {
		v.Plan.Places = places
		back.Retakes = true
	}
	if back.Retakes {
		v.ReleasedAt = 0
		if tried, err = s.retake(tx, v); err != nil {
			return v, tried, err
		}
	}
	if v.Progress.State.Expected() {
		v.SuspectAt = max(SuspectAt(v.Plan.Start, n), tx.Now())
		if err := jobs.Lower(tx, suspectTopic, v.SuspectAt); err != nil {
			return v, tried, err
		}
	}
	if err := updateVisit(tx, &v); err != nil {
		return v, tried, err
	}
	if err := s.followCall(tx, v, n, false); err != nil {
		return v, tried, err
	}
	body := bodyOf(v)
	body.Step = back.Event.Step
	return v, tried, s.tell(tx, told{visit: v, did: UndoStep, fact: FactUndone, body: body, before: before,
		detail: map[string]any{"step": back.Event.Step}})
}

// plannedPlaces is where a history keeps the places of the plan from which a
// patient was seated elsewhere.
const plannedPlaces = "planned_places"

// placesBefore are the places that the plan had before a step changed them, nil
// where it did not.
func placesBefore(history []History, step Event) []string {
	for _, h := range slices.Backward(history) {
		if h.Event != step {
			continue
		}
		list, _ := h.Detail[plannedPlaces].([]any)
		var out []string
		for _, p := range list {
			out = append(out, p.(string))
		}
		return out
	}
	return nil
}

// retake claims again what the visit had given back. The rules are asked only
// for what cannot be shared: the time was the visit's own before.
func (s *Service) retake(tx *db.Tx, v Visit) ([]placing, error) {
	days, err := s.LoadDays(tx, v.Clinic, v.Day, v.Day)
	if err != nil {
		return nil, err
	}
	t, err := templatesByID(tx, []string{v.TemplateID})
	if err != nil {
		return nil, err
	}
	day := days[0].Prepare().Without(v.ID)
	p := placing{in: v.asNew(), day: v.Day, template: t[v.TemplateID], pattern: v.Plan.Pattern, booking: v.booking(t[v.TemplateID].Template)}
	for _, c := range Check(day, p.booking) {
		if c.Kind == ClashPlace || c.Kind == ClashBlock || c.Kind == ClashDoctor {
			p.clashes = append(p.clashes, c)
		}
	}
	if len(p.clashes) > 0 {
		return []placing{p}, &refused{}
	}
	held, err := day.HoldOf(p.booking)
	if err != nil {
		return nil, err
	}
	return []placing{p}, replaceClaims(tx, v.holder(), held.Claims)
}

// callTask is the call to a patient who did not come.
var callTask = tasks.Kind{
	Key: "visits.no_show_call", Call: true, Outcomes: tasks.CallOutcomes, Ladder: []string{org.RoleManager}, Form: "missed",
}

// callKey keeps the calls about one visit to one.
func callKey(visitID string) string { return callTask.Key + ":" + visitID }

// followCall makes the call task of a visit what CallFor says.
func (s *Service) followCall(tx *db.Tx, v Visit, n Numbers, rebooked bool) error {
	want := CallFor(v.Progress.State, v.Plan.Start, tx.Now(), rebooked, n)
	if want.Open && v.ParkedAt == 0 {
		zone, err := s.org.Zone(tx, v.Clinic)
		if err != nil {
			return err
		}
		_, err = s.tasks.Open(tx, tasks.New{
			Kind: callTask.Key, Clinic: v.Clinic, Patient: v.Patient, Subject: v.ID, Role: org.RoleFrontDesk, Due: want.DueAt,
			Title:  tasks.Title{Key: "visits.task.no_show_call", Args: map[string]any{"time": civil.ClockOf(v.Plan.Start, zone).String()}},
			Dedupe: callKey(v.ID),
		})
		if err != nil {
			return err
		}
		_, err = s.tasks.Move(tx, callKey(v.ID), want.DueAt)
		return err
	}
	outcome := tasks.Withdrawn
	switch {
	case rebooked:
		outcome = tasks.Rebooked
	case v.Progress.State != Cancelled && !v.Progress.State.Expected():
		outcome = tasks.Came
	}
	_, err := s.tasks.Close(tx, callKey(v.ID), outcome, "")
	return err
}
