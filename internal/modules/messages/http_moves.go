package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) moveRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.moves", Method: http.MethodGet, Path: "/messages/moves", Permission: MayMove,
		Summary: "Customers on the way from one colleague to another, and what came of it, the latest first", Faults: []*fault.Def{db.OutOfScope}}, s.getMoves)
	httpapi.Handle(a, httpapi.Route{ID: "messages.movers", Method: http.MethodGet, Path: "/messages/moves/colleagues", Permission: MayMove,
		Summary: "Colleagues at WeCom who have customers or may take some, those first who left", Faults: []*fault.Def{db.OutOfScope}}, s.getMovers)
	httpapi.Handle(a, httpapi.Route{ID: "messages.move_customers", Method: http.MethodGet, Path: "/messages/moves/customers", Permission: MayMove,
		Summary: "A colleague's customers, each with whether they can be moved", Faults: []*fault.Def{db.OutOfScope, BadMover}}, s.getMoveCustomers)
	httpapi.Handle(a, httpapi.Route{ID: "messages.ask_moves", Method: http.MethodPost, Path: "/messages/moves", Permission: MayMove, Idempotent: true,
		Summary: "Have customers moved to another colleague; what came of it is seen soon after, and after a day",
		Faults:  []*fault.Def{db.OutOfScope, BadMover, BadMoveWords, AddressNotFound}}, s.postMoves)
	httpapi.Handle(a, httpapi.Route{ID: "messages.ask_move_again", Method: http.MethodPost, Path: "/messages/moves/{id}/again", Permission: MayMove,
		Summary: "Ask once more for a move that failed", Faults: []*fault.Def{MoveNotFound, NotNow, BadMover}},
		func(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
			return nil, s.AskMoveAgain(ctx, in.ID)
		})
}

type namedBody struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

func namedOut(list []Named) []namedBody {
	out := make([]namedBody, len(list))
	for i, n := range list {
		out[i] = namedBody(n)
	}
	return out
}

type moveBody struct {
	ID       string      `json:"id" format:"uuid"`
	Contact  string      `json:"contact_id" format:"uuid"`
	Nick     string      `json:"nick"`
	Patients []namedBody `json:"patients" doc:"for whom they speak, those in sight"`
	From     string      `json:"from_userid"`
	FromName string      `json:"from_name" doc:"empty = nobody here has that userid"`
	To       string      `json:"to_userid"`
	ToName   string      `json:"to_name"`
	ToStaff  string      `json:"to_staff_id"`
	Kind     MoveKind    `json:"kind" enum:"on_job,resigned"`
	State    MoveState   `json:"state" enum:"asked,asking,waiting,moved,refused,failed,unknown"`
	Reason   string      `json:"reason" doc:"of what failed or was refused"`
	By       string      `json:"asked_by" doc:"staff id"`
	At       int64       `json:"asked_at"`
	StateAt  int64       `json:"state_at"`
}

type movesBody struct {
	Moves []moveBody `json:"moves"`
}

func (s *Service) getMoves(ctx context.Context, in *clinicIn) (*httpapi.Body[movesBody], error) {
	list, err := s.Moves(ctx, in.Clinic)
	var out movesBody
	for _, m := range list {
		out.Moves = append(out.Moves, moveBody{m.ID, m.Address, m.Nick, namedOut(m.Patients), m.From, m.FromName, m.To, m.ToName, m.ToStaff, m.Kind, m.State, m.Reason, m.By, m.At, m.StateAt})
	}
	return &httpapi.Body[movesBody]{Body: out}, err
}

type moverBody struct {
	Account   string `json:"account_id" format:"uuid"`
	At        string `json:"account_name"`
	User      string `json:"userid"`
	Staff     string `json:"staff_id" doc:"empty = nobody here has that userid"`
	Name      string `json:"name"`
	Left      bool   `json:"left" doc:"does not work here any more"`
	Customers int    `json:"customers"`
	Takes     bool   `json:"takes" doc:"may be given customers"`
}

type moversBody struct {
	Colleagues []moverBody `json:"colleagues"`
}

func (s *Service) getMovers(ctx context.Context, in *clinicIn) (*httpapi.Body[moversBody], error) {
	list, err := s.Movers(ctx, in.Clinic)
	var out moversBody
	for _, m := range list {
		out.Colleagues = append(out.Colleagues, moverBody(m))
	}
	return &httpapi.Body[moversBody]{Body: out}, err
}

type moveCustomersIn struct {
	Clinic  string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Account string `query:"account_id" format:"uuid" maxLength:"36" required:"true"`
	User    string `query:"userid" maxLength:"64" required:"true"`
}

type moveCustomerBody struct {
	Contact  string      `json:"contact_id" format:"uuid"`
	Nick     string      `json:"nick"`
	Patients []namedBody `json:"patients" doc:"for whom they speak, those in sight"`
	Clinic   string      `json:"clinic_id" doc:"of the first of them; empty = they speak for nobody in sight"`
	Since    int64       `json:"since" doc:"friends since then; 0 = not known"`
	Why      string      `json:"why" enum:",twice,moving" doc:"why they cannot be moved now; twice holds for colleagues who are here alone"`
}

type moveCustomersBody struct {
	Customers []moveCustomerBody `json:"customers"`
}

func (s *Service) getMoveCustomers(ctx context.Context, in *moveCustomersIn) (*httpapi.Body[moveCustomersBody], error) {
	list, err := s.CustomersOf(ctx, in.Clinic, in.Account, in.User)
	var out moveCustomersBody
	for _, c := range list {
		out.Customers = append(out.Customers, moveCustomerBody{c.Address, c.Nick, namedOut(c.Patients), c.Clinic, c.Since, c.Why})
	}
	return &httpapi.Body[moveCustomersBody]{Body: out}, err
}

type askMovesIn struct {
	Body struct {
		Clinic   string   `json:"clinic_id" format:"uuid" maxLength:"36"`
		Account  string   `json:"account_id" format:"uuid" maxLength:"36"`
		From     string   `json:"from_userid" maxLength:"64"`
		To       string   `json:"to_staff_id" format:"uuid" maxLength:"36"`
		Kind     MoveKind `json:"kind" enum:"on_job,resigned" doc:"resigned: the colleague was taken out of WeCom"`
		Contacts []string `json:"contact_ids,omitempty" maxItems:"5000" doc:"none = all"`
		Words    string   `json:"words,omitempty" maxLength:"400" doc:"what customers read once it is done, at most 200 characters; not of who was taken out"`
	}
}

type moveCountsBody struct {
	Asked  int `json:"asked"`
	Moving int `json:"moving" doc:"on the way already"`
	Twice  int `json:"twice" doc:"moved twice within 90 days"`
	Gone   int `json:"gone" doc:"no customers of theirs any more"`
}

func (s *Service) postMoves(ctx context.Context, in *askMovesIn) (*httpapi.Body[moveCountsBody], error) {
	b := in.Body
	n, err := s.AskMoves(ctx, MoveAsk{Clinic: b.Clinic, Account: b.Account, From: b.From, To: b.To, Kind: b.Kind, Contacts: b.Contacts, Words: b.Words})
	return &httpapi.Body[moveCountsBody]{Body: moveCountsBody(n)}, err
}
