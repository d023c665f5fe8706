package tasks

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesApprovals(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "tasks.approvals", Method: http.MethodGet, Path: "/tasks/approvals", Permission: MayView,
		Summary: "Approvals that the actor asked for or may decide, the latest first"}, s.getApprovals)
	httpapi.Handle(a, httpapi.Route{ID: "tasks.show_approval", Method: http.MethodGet, Path: "/tasks/approvals/{id}", Permission: MayView,
		Summary: "One approval", Faults: []*fault.Def{ApprovalNotFound}}, s.getApproval)
	httpapi.Handle(a, httpapi.Route{ID: "tasks.decide", Method: http.MethodPost, Path: "/tasks/approvals/{id}/decision", Permission: MayDecideAny,
		Summary: "Approve or refuse; nobody decides their own",
		Faults:  []*fault.Def{ApprovalNotFound, Decided, OwnApproval, NoteMissing, db.Stale}}, s.postDecision)
	httpapi.Handle(a, httpapi.Route{ID: "tasks.withdraw", Method: http.MethodPost, Path: "/tasks/approvals/{id}/withdrawal", Permission: MayView,
		Summary: "Take back what one asked for", Faults: []*fault.Def{ApprovalNotFound, Decided, NotYours, db.Stale}}, s.postWithdrawal)
}

// approvalView is an approval as a screen shows it.
type approvalView struct {
	ID        string         `json:"id" format:"uuid"`
	Version   int64          `json:"version"`
	Clinic    string         `json:"clinic_id" format:"uuid"`
	Kind      string         `json:"kind" doc:"its text is approval.<kind>" example:"plans.change"`
	Subject   string         `json:"subject_id" doc:"what it is about"`
	PatientID string         `json:"patient_id" doc:"empty = concerns no patient"`
	Patient   *Face          `json:"patient,omitempty" doc:"absent where the reader may not see the patient"`
	Why       string         `json:"why"`
	Args      map[string]any `json:"args" doc:"arguments of the text approval.<kind>.detail"`
	Amount    money.Fen      `json:"amount" doc:"fen"`
	State     ApprovalState  `json:"state" enum:"waiting,approved,refused,withdrawn"`
	AskedBy   string         `json:"asked_by" doc:"name; empty = the program"`
	AskedAt   int64          `json:"asked_at"`
	Mine      bool           `json:"mine" doc:"the reader asked for it"`
	MayDecide bool           `json:"may_decide" doc:"the reader may decide it now"`
	DecidedBy string         `json:"decided_by" doc:"name"`
	DecidedAt int64          `json:"decided_at"`
	Note      string         `json:"note" doc:"of who decided"`
}

type approvalsIn struct {
	httpapi.Paging
	State   ApprovalState `query:"state" enum:"waiting,approved,refused,withdrawn" doc:"absent = all"`
	Clinic  string        `query:"clinic_id" format:"uuid" maxLength:"36"`
	Subject string        `query:"subject_id" format:"uuid" maxLength:"36"`
	Asked   bool          `query:"asked" doc:"only what the reader asked for"`
}

func (s *Service) getApprovals(ctx context.Context, in *approvalsIn) (*httpapi.Body[httpapi.Listing[approvalView]], error) {
	q := ApprovalQuery{State: in.State, Clinic: in.Clinic, Subject: in.Subject, Asked: in.Asked, Limit: in.Limit + 1}
	if _, err := in.Read(&q.Before.At, &q.Before.ID); err != nil {
		return nil, err
	}
	list, err := s.Approvals(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.approvalViews(ctx, list)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page(rows, in.Limit, func(v approvalView) []any { return []any{v.AskedAt, v.ID} })
	return &httpapi.Body[httpapi.Listing[approvalView]]{Body: page}, nil
}

// approvalViews makes what screens show, with names and, where Faces is set, the
// patients.
func (s *Service) approvalViews(ctx context.Context, list []Approval) ([]approvalView, error) {
	out := make([]approvalView, len(list))
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var staff, patients []string
		for _, a := range list {
			staff = append(staff, a.AskedBy, a.DecidedBy)
			if a.Patient != "" {
				patients = append(patients, a.Patient)
			}
		}
		people, err := s.org.StaffByIDs(tx, staff)
		if err != nil {
			return err
		}
		faces := map[string]Face{}
		if s.Faces != nil && len(patients) > 0 {
			if faces, err = s.Faces(tx, patients); err != nil {
				return err
			}
		}
		for i, a := range list {
			out[i] = approvalView{ID: a.ID, Version: a.Version, Clinic: a.Clinic, Kind: a.Kind, Subject: a.Subject, PatientID: a.Patient,
				Why: a.Why, Args: a.Args, Amount: a.Amount, State: a.State, AskedBy: people[a.AskedBy].Name, AskedAt: a.AskedAt,
				Mine: a.AskedBy != "" && a.AskedBy == tx.Actor(), MayDecide: s.MayDecide(ctx, a), DecidedBy: people[a.DecidedBy].Name,
				DecidedAt: a.DecidedAt, Note: a.Note}
			if f, ok := faces[a.Patient]; ok {
				out[i].Patient = &f
			}
		}
		return nil
	})
	return out, err
}

// approvalAnswer answers with the approval that a use case gave.
func (s *Service) approvalAnswer(ctx context.Context, a Approval, err error) (*httpapi.Versioned[approvalView], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.approvalViews(ctx, []Approval{a})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(v[0], a.Version), nil
}

func (s *Service) getApproval(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[approvalView], error) {
	a, err := s.ShowApproval(ctx, in.ID)
	return s.approvalAnswer(ctx, a, err)
}

type decisionIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Approve bool   `json:"approve"`
		Note    string `json:"note,omitempty" maxLength:"400" doc:"needed for a refusal"`
	}
}

func (s *Service) postDecision(ctx context.Context, in *decisionIn) (*httpapi.Versioned[approvalView], error) {
	a, err := s.Decide(ctx, in.ID, in.At(), in.Body.Approve, in.Body.Note)
	return s.approvalAnswer(ctx, a, err)
}

type withdrawalIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) postWithdrawal(ctx context.Context, in *withdrawalIn) (*httpapi.Versioned[approvalView], error) {
	a, err := s.Withdraw(ctx, in.ID, in.At())
	return s.approvalAnswer(ctx, a, err)
}
