package tasks

import (
	"context"
	"maps"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesBatch(a *httpapi.API) {
	act := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodPost, Path: "/tasks/batch/" + path, Summary: summary, Permission: MayWork,
			Faults: append([]*fault.Def{NotFound, Closed, db.Stale}, faults...)}
	}
	httpapi.Handle(a, act("tasks.hand_over_all", "hand-over", "Give tasks to persons or roles; each row tells its own fault",
		OwnerOrRole, UnknownRole, NotHere, org.StaffNotFound), s.postHandOverAll)
	httpapi.Handle(a, act("tasks.snooze_all", "snooze", "Hide tasks for a while; each row tells its own fault", DuePast, SnoozeBeyondDue), s.postSnoozeAll)
	httpapi.Handle(a, act("tasks.done_all", "done", "Finish what is simply done; each row tells its own fault", NoTodo, OwnForm), s.postDoneAll)
	httpapi.Handle(a, act("tasks.reopen_all", "reopen", "Open closed tasks again; each row tells its own fault", StillOpen, AnotherOpen, OwnForm), s.postReopenAll)
}

// rowView is what came of one of many.
type rowView struct {
	ID    string    `json:"id"`
	Task  *taskView `json:"task,omitempty" doc:"as it stands; absent where it was left as it was"`
	Fault *rowFault `json:"fault,omitempty" doc:"why it was left as it was"`
}

type rowFault struct {
	Code  string         `json:"code"`
	Field string         `json:"field"`
	Args  map[string]any `json:"args"`
}

type rowsView struct {
	Items []rowView `json:"items"`
}

// rows answers with what came of many.
func (s *Service) rows(ctx context.Context, list []Row, err error) (*httpapi.Body[rowsView], error) {
	if err != nil {
		return nil, err
	}
	var changed []Task
	for _, r := range list {
		if r.Fault == nil {
			changed = append(changed, r.Task)
		}
	}
	views, err := s.views(ctx, changed)
	if err != nil {
		return nil, err
	}
	out := rowsView{Items: make([]rowView, len(list))}
	for i, r := range list {
		out.Items[i].ID = r.ID
		if f := r.Fault; f != nil {
			out.Items[i].Fault = &rowFault{f.Code, f.Field, maps.Clone(f.Args)}
			if f.Args == nil {
				out.Items[i].Fault.Args = map[string]any{}
			}
			continue
		}
		out.Items[i].Task, views = &views[0], views[1:]
	}
	return &httpapi.Body[rowsView]{Body: out}, nil
}

// PickFields name a task as it was read.
type PickFields struct {
	ID      string `json:"id" format:"uuid" maxLength:"36"`
	Version int64  `json:"version" minimum:"0" maximum:"9007199254740991" doc:"that was read"`
}

func (p PickFields) pick() Pick { return Pick{ID: p.ID, Version: p.Version} }

type givenPick struct {
	PickFields
	Owner string `json:"owner_id,omitempty" format:"uuid" maxLength:"36" doc:"who does it, or"`
	Role  string `json:"role,omitempty" maxLength:"60" doc:"which role does it"`
}

type handOverAllIn struct {
	Body struct {
		Tasks []givenPick `json:"tasks" minItems:"1" maxItems:"200"`
		Note  string      `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) postHandOverAll(ctx context.Context, in *handOverAllIn) (*httpapi.Body[rowsView], error) {
	list := make([]Pick, len(in.Body.Tasks))
	for i, t := range in.Body.Tasks {
		list[i] = Pick{ID: t.ID, Version: t.Version, Owner: t.Owner, Role: t.Role}
	}
	rows, err := s.HandOverAll(ctx, list, in.Body.Note)
	return s.rows(ctx, rows, err)
}

type snoozedPick struct {
	PickFields
	Until int64 `json:"until" minimum:"0" maximum:"9007199254740991" doc:"0 = show it again"`
}

type snoozeAllIn struct {
	Body struct {
		Tasks []snoozedPick `json:"tasks" minItems:"1" maxItems:"200"`
	}
}

func (s *Service) postSnoozeAll(ctx context.Context, in *snoozeAllIn) (*httpapi.Body[rowsView], error) {
	list := make([]Pick, len(in.Body.Tasks))
	for i, t := range in.Body.Tasks {
		list[i] = Pick{ID: t.ID, Version: t.Version, Until: t.Until}
	}
	rows, err := s.SnoozeAll(ctx, list)
	return s.rows(ctx, rows, err)
}

func picksOf(in []PickFields) []Pick {
	list := make([]Pick, len(in))
	for i, t := range in {
		list[i] = t.pick()
	}
	return list
}

type doneAllIn struct {
	Body struct {
		Tasks []PickFields `json:"tasks" minItems:"1" maxItems:"200"`
		Note  string       `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) postDoneAll(ctx context.Context, in *doneAllIn) (*httpapi.Body[rowsView], error) {
	rows, err := s.DoneAll(ctx, picksOf(in.Body.Tasks), in.Body.Note)
	return s.rows(ctx, rows, err)
}

type reopenAllIn struct {
	Body struct {
		Tasks []PickFields `json:"tasks" minItems:"1" maxItems:"200"`
	}
}

func (s *Service) postReopenAll(ctx context.Context, in *reopenAllIn) (*httpapi.Body[rowsView], error) {
	rows, err := s.ReopenAll(ctx, picksOf(in.Body.Tasks))
	return s.rows(ctx, rows, err)
}
