package tasks

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	get := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodGet, Path: path, Summary: summary, Permission: MayView, Faults: faults}
	}
	act := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodPost, Path: path, Summary: summary, Permission: MayWork,
			Faults: append([]*fault.Def{NotFound, Closed, db.Stale}, faults...)}
	}
	httpapi.Handle(a, get("tasks.list", "/tasks", "Tasks of the actor, of their roles, or of the clinics in sight"), s.getList)
	httpapi.Handle(a, get("tasks.counts", "/tasks/counts", "How many tasks wait and how many are late, for the badge"), s.getCounts)
	httpapi.Handle(a, get("tasks.kinds", "/tasks/kinds", "The kinds of task with their outcomes"), s.getKinds)
	httpapi.Handle(a, get("tasks.show", "/tasks/{id}", "One task with its history", NotFound), s.getOne)
	httpapi.Handle(a, httpapi.Route{ID: "tasks.open", Method: http.MethodPost, Path: "/tasks", Summary: "Open a task by hand",
		Permission: MayWork, Idempotent: true, Faults: []*fault.Def{UnknownKind, TextMissing, PatientMissing, PatientUnknown, OwnerOrRole,
			UnknownRole, NotHere, DuePast, DueTooFar, org.StaffNotFound, org.ClinicNotFound, db.OutOfScope}}, s.postOpen)
	httpapi.Handle(a, act("tasks.record", "/tasks/{id}/outcome", "Record what came of it", OwnForm, UnknownOutcome, DuePast, DueTooFar), s.postOutcome)
	httpapi.Handle(a, act("tasks.hand_over", "/tasks/{id}/hand-over", "Give it to a person or a role; to oneself = take it",
		OwnerOrRole, UnknownRole, NotHere, org.StaffNotFound), s.postHandOver)
	httpapi.Handle(a, act("tasks.snooze", "/tasks/{id}/snooze", "Hide it for a while, at most until it is due; 0 shows it again", DuePast, SnoozeBeyondDue), s.postSnooze)
	httpapi.Handle(a, httpapi.Route{ID: "tasks.comment", Method: http.MethodPost, Path: "/tasks/{id}/comments", Summary: "Add a remark to its history",
		Permission: MayWork, Idempotent: true, Faults: []*fault.Def{NotFound, TextMissing}}, s.postComment)
	httpapi.Handle(a, httpapi.Route{ID: "tasks.reopen", Method: http.MethodPost, Path: "/tasks/{id}/reopen", Summary: "Open a closed task again: what one has just closed oneself, with the right to cancel any",
		Permission: MayWork, Faults: []*fault.Def{NotFound, StillOpen, AnotherOpen, OwnForm, db.Stale}}, s.postReopen)
}

type listIn struct {
	httpapi.Paging
	Whose   Whose  `query:"whose" enum:"desk,mine,roles,standing,clinic" default:"clinic" doc:"all that waits for the actor; their own; their roles'; of those who are away and for whom they stand in; or all of the clinics in sight"`
	Order   Order  `query:"order" enum:"priority,due" default:"priority" doc:"what stands first"`
	State   State  `query:"state" enum:"open,done,cancelled" default:"open"`
	Clinic  string `query:"clinic_id" format:"uuid" maxLength:"36"`
	Kind    string `query:"kind" maxLength:"60"`
	Patient string `query:"patient_id" format:"uuid" maxLength:"36"`
	Subject string `query:"subject_id" format:"uuid" maxLength:"36" doc:"what the tasks are about, e.g. a visit"`
	DueTo   int64  `query:"due_to" minimum:"0" maximum:"9007199254740991" doc:"only what is due before this instant"`
}

func (s *Service) getList(ctx context.Context, in *listIn) (*httpapi.Body[httpapi.Listing[taskView]], error) {
	q := Query{Whose: in.Whose, State: in.State, Clinic: in.Clinic, Kind: in.Kind, Patient: in.Patient, Subject: in.Subject,
		DueTo: in.DueTo, Order: in.Order, Limit: in.Limit + 1}
	if _, err := in.Read(&q.After.Priority, &q.After.Due, &q.After.ID); err != nil {
		return nil, err
	}
	list, err := s.List(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.views(ctx, list)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page(rows, in.Limit, func(t taskView) []any { return []any{t.Priority, t.DueAt, t.ID} })
	return &httpapi.Body[httpapi.Listing[taskView]]{Body: page}, nil
}

type countView struct {
	Open int `json:"open"`
	Late int `json:"late"`
}

type countsView struct {
	Desk      countView `json:"desk" doc:"all that waits for the reader, each task once"`
	Mine      countView `json:"mine"`
	Roles     countView `json:"roles"`
	Standing  countView `json:"standing" doc:"of those who are away, for whom the reader stands in"`
	Approvals int       `json:"approvals" doc:"that wait for the reader's word"`
}

func (s *Service) getCounts(ctx context.Context, _ *struct{}) (*httpapi.Body[countsView], error) {
	n, err := s.Counts(ctx)
	return &httpapi.Body[countsView]{Body: countsView{countView(n.Desk), countView(n.Mine), countView(n.Roles), countView(n.Standing), n.Approvals}}, err
}

type outcomeView struct {
	Key    string `json:"key" doc:"its text is task.outcome.<key>"`
	Effect Effect `json:"effect" enum:"finishes,retries,voids"`
}

type kindView struct {
	Key      string        `json:"key" doc:"its text is task.<key>"`
	Call     bool          `json:"call"`
	Form     string        `json:"form" doc:"the form that the screen opens" example:"todo"`
	Own      bool          `json:"own" doc:"what came of it is recorded by its own form only"`
	ByHand   bool          `json:"by_hand" doc:"people may open such tasks"`
	Outcomes []outcomeView `json:"outcomes"`
	Ladder   []string      `json:"ladder" doc:"roles that hear of a late one, one after the other"`
}

type kindsView struct {
	Items []kindView `json:"items"`
}

func (s *Service) getKinds(context.Context, *struct{}) (*httpapi.Body[kindsView], error) {
	var out kindsView
	for _, k := range s.Kinds() {
		v := kindView{Key: k.Key, Call: k.Call, Form: k.Form, Own: k.Own, ByHand: k.Key == Todo || k.Key == PatientCall, Ladder: k.Ladder}
		for _, o := range k.Outcomes {
			v.Outcomes = append(v.Outcomes, outcomeView(o))
		}
		out.Items = append(out.Items, v)
	}
	return &httpapi.Body[kindsView]{Body: out}, nil
}

type stepView struct {
	At      int64     `json:"at"`
	Actor   string    `json:"actor" doc:"name; empty = the program"`
	What    Happening `json:"what" doc:"its text is tasks.step.<what>"`
	Outcome string    `json:"outcome"`
	Owner   string    `json:"owner" doc:"name of who does it from then on"`
	Role    string    `json:"role"`
	DueAt   int64     `json:"due_at"`
	Snoozed int64     `json:"snoozed_until"`
	Text    string    `json:"text"`
}

type historyView struct {
	Task  taskView   `json:"task"`
	Steps []stepView `json:"steps"`
}

func (s *Service) getOne(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[historyView], error) {
	t, steps, err := s.Show(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out historyView
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := s.view(tx, []Task{t})
		if err != nil {
			return err
		}
		out.Task = v[0]
		ids := make([]string, 0, 2*len(steps))
		for _, one := range steps {
			ids = append(ids, one.Actor, one.Owner)
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, one := range steps {
			out.Steps = append(out.Steps, stepView{At: one.At, Actor: people[one.Actor].Name, What: one.What, Outcome: one.Outcome,
				Owner: people[one.Owner].Name, Role: one.Role, DueAt: one.Due, Snoozed: one.Snoozed, Text: one.Text})
		}
		return err
	})
	return httpapi.Tagged(out, t.Version), err
}

type openIn struct {
	Body struct {
		Kind     string `json:"kind" enum:"tasks.todo,tasks.call"`
		Clinic   string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient  string `json:"patient_id,omitempty" format:"uuid" maxLength:"36" doc:"needed for a call"`
		Text     string `json:"text" minLength:"1" maxLength:"200" doc:"what is to be done"`
		DueAt    int64  `json:"due_at" minimum:"0" maximum:"9007199254740991"`
		Owner    string `json:"owner_id,omitempty" format:"uuid" maxLength:"36" doc:"who does it, or"`
		Role     string `json:"role,omitempty" maxLength:"60" doc:"which role does it"`
		Priority int    `json:"priority,omitempty" minimum:"1" maximum:"3" doc:"1 is urgent; 2 if absent"`
	}
}

func (s *Service) postOpen(ctx context.Context, in *openIn) (*httpapi.Body[taskView], error) {
	b := in.Body
	return s.one(ctx)(s.OpenByHand(ctx, ByHand{Kind: b.Kind, Clinic: b.Clinic, Patient: b.Patient, Text: b.Text, Due: b.DueAt,
		Owner: b.Owner, Role: b.Role, Priority: Priority(b.Priority)}))
}

type outcomeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Outcome string `json:"outcome" minLength:"1" maxLength:"60"`
		Note    string `json:"note,omitempty" maxLength:"1000"`
		DueAt   int64  `json:"due_at,omitempty" minimum:"0" maximum:"9007199254740991" doc:"when to try again; only for an outcome that retries"`
	}
}

func (s *Service) postOutcome(ctx context.Context, in *outcomeIn) (*httpapi.Body[taskView], error) {
	return s.one(ctx)(s.Record(ctx, in.ID, in.At(), Result{in.Body.Outcome, in.Body.Note, in.Body.DueAt}))
}

type handOverIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Owner string `json:"owner_id,omitempty" format:"uuid" maxLength:"36"`
		Role  string `json:"role,omitempty" maxLength:"60"`
		Note  string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) postHandOver(ctx context.Context, in *handOverIn) (*httpapi.Body[taskView], error) {
	return s.one(ctx)(s.HandOver(ctx, in.ID, in.At(), in.Body.Owner, in.Body.Role, in.Body.Note))
}

type snoozeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Until int64 `json:"until" minimum:"0" maximum:"9007199254740991"`
	}
}

func (s *Service) postSnooze(ctx context.Context, in *snoozeIn) (*httpapi.Body[taskView], error) {
	return s.one(ctx)(s.Snooze(ctx, in.ID, in.At(), in.Body.Until))
}

type commentIn struct {
	httpapi.ByID
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"1000"`
	}
}

func (s *Service) postComment(ctx context.Context, in *commentIn) (*httpapi.Body[taskView], error) {
	return s.one(ctx)(s.Comment(ctx, in.ID, in.Body.Text))
}

type reopenIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) postReopen(ctx context.Context, in *reopenIn) (*httpapi.Body[taskView], error) {
	return s.one(ctx)(s.Reopen(ctx, in.ID, in.At()))
}

// one answers with the task that a use case gave.
func (s *Service) one(ctx context.Context) func(Task, error) (*httpapi.Body[taskView], error) {
	return func(t Task, err error) (*httpapi.Body[taskView], error) {
		if err != nil {
			return nil, err
		}
		v, err := s.views(ctx, []Task{t})
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[taskView]{Body: v[0]}, nil
	}
}
