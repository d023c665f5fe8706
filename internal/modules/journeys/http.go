package journeys

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// draftBody is the most that a graph comes to on the wire.
const draftBody = MostBytes + 16<<10

func (s *Service) routes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "journeys.list", Method: http.MethodGet, Path: "/journeys", Permission: MayView,
		Summary: "The journeys of the group, the latest first"}, s.getList)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.show", Method: http.MethodGet, Path: "/journeys/{id}", Permission: MayView,
		Summary: "A journey with its draft and its versions", Faults: []*fault.Def{NotFound}}, s.getOne)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.make", Method: http.MethodPost, Path: "/journeys", Permission: MayEdit, Idempotent: true, MaxBody: draftBody,
		Summary: "Begin a journey with a draft", Faults: []*fault.Def{NameMissing, NameTooLong, GraphTooLarge, OwnerUnknown}}, s.postMake)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.rename", Method: http.MethodPut, Path: "/journeys/{id}", Permission: MayEdit,
		Summary: "Change its name, note or owner", Faults: []*fault.Def{NotFound, NameMissing, NameTooLong, OwnerUnknown, db.Stale}}, s.putName)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.write_draft", Method: http.MethodPut, Path: "/journeys/{id}/draft", Permission: MayEdit, MaxBody: draftBody,
		Summary: "Keep what is being written; nothing follows from it", Faults: []*fault.Def{NotFound, GraphTooLarge, db.Stale}}, s.putDraft)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.drop_draft", Method: http.MethodPost, Path: "/journeys/{id}/draft/drop", Permission: MayEdit,
		Summary: "Forget what is being written; a journey that never went live goes with it", Faults: []*fault.Def{NotFound, NoDraft, db.Stale}}, s.postDrop)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.check", Method: http.MethodPost, Path: "/journeys/check", Permission: MayEdit, MaxBody: draftBody,
		Summary: "What stands against a graph going live"}, s.postCheck)
	s.liveRoutes(a)
}

// journeyBody is a journey on the wire.
type journeyBody struct {
	ID       string   `json:"id" format:"uuid"`
	Version  int64    `json:"version"`
	Name     string   `json:"name"`
	Note     string   `json:"note"`
	Template string   `json:"template" doc:"key of the template that it was made from; empty = none"`
	State    Standing `json:"state" enum:"draft,live,paused,ended"`
	OwnerID  string   `json:"owner_id" doc:"empty = nobody"`
	Owner    string   `json:"owner_name"`
	Number   int      `json:"number" doc:"of the live version; 0 = none"`
	Drafted  bool     `json:"drafted" doc:"something is written that is not live"`
	DraftAt  int64    `json:"draft_at"`
	DraftBy  string   `json:"draft_by" doc:"name"`
	MadeAt   int64    `json:"made_at"`
	Open     int      `json:"open" doc:"who is in it now"`
	Entered  int      `json:"entered" doc:"who entered within 30 days"`
	Goal     int      `json:"goal" doc:"of those, who came to its goal"`
	Aims     bool     `json:"aims" doc:"its live version has a goal"`
}

// tallyDays is how far back the list of journeys counts who entered.
const tallyDays = 30

// bodies puts journeys on the wire.
func (s *Service) bodies(tx *db.Tx, list []Journey) ([]journeyBody, error) {
	var ids []string
	var nos []int64
	for _, j := range list {
		ids, nos = append(ids, j.Owner, j.DraftBy), append(nos, j.No)
	}
	counts, err := tallies(tx, nos, tx.Now()-tallyDays*aDay)
	if err != nil {
		return nil, err
	}
	people, err := s.d.Org.StaffByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	numbers, err := liveNumbers(tx)
	if err != nil {
		return nil, err
	}
	out := make([]journeyBody, len(list))
	for i, j := range list {
		aims := false
		if j.LiveNo > 0 {
			p, err := s.planOf(tx, j.LiveNo)
			if err != nil {
				return nil, err
			}
			aims = p.aims()
		}
		out[i] = journeyBody{ID: j.ID, Version: j.Version, Name: j.Name, Note: j.Note, Template: j.Template, State: j.State, OwnerID: j.Owner,
			Owner: people[j.Owner].Name, Number: numbers[j.LiveNo], Drafted: j.Draft != nil, DraftAt: j.DraftAt, DraftBy: people[j.DraftBy].Name, MadeAt: j.MadeAt,
			Open: counts[j.No].Open, Entered: counts[j.No].Entered, Goal: counts[j.No].Goal, Aims: aims}
	}
	return out, nil
}

type journeysBody struct {
	Items []journeyBody `json:"items"`
}

func (s *Service) getList(ctx context.Context, _ *struct{}) (*httpapi.Body[journeysBody], error) {
	list, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	var out journeysBody
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		out.Items, err = s.bodies(tx, list)
		return err
	})
	return &httpapi.Body[journeysBody]{Body: out}, err
}

type writtenBody struct {
	Number     int          `json:"number"`
	State      VersionState `json:"state" enum:"live,paused,draining,retired"`
	Mode       Mode         `json:"mode" enum:"new_only,migrate,drain" doc:"what became of those who were in the version before"`
	DrainUntil int64        `json:"drain_until" doc:"0 = without end"`
	PausedAt   int64        `json:"paused_at" doc:"0 = not"`
	At         int64        `json:"published_at"`
	By         string       `json:"published_by" doc:"name; empty = the program"`
	Hash       string       `json:"hash"`
	Graph      Graph        `json:"graph"`
}

type shownBody struct {
	Journey  journeyBody   `json:"journey"`
	Draft    *Graph        `json:"draft,omitempty"`
	Hash     string        `json:"draft_hash" doc:"empty = no draft"`
	Versions []writtenBody `json:"versions" doc:"the latest first"`
}

func (s *Service) getOne(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[shownBody], error) {
	j, list, err := s.Show(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.shown(ctx, j, list)
}

// shown answers with a journey and its versions.
func (s *Service) shown(ctx context.Context, j Journey, list []Written) (*httpapi.Versioned[shownBody], error) {
	out := shownBody{Draft: j.Draft}
	if j.Draft != nil {
		out.Hash = HashOf(*j.Draft)
	}
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := s.bodies(tx, []Journey{j})
		if err != nil {
			return err
		}
		out.Journey = b[0]
		var ids []string
		for _, v := range list {
			ids = append(ids, v.By)
		}
		people, err := s.d.Org.StaffByIDs(tx, ids)
		for _, v := range list {
			out.Versions = append(out.Versions, writtenBody{v.Number, v.State, v.Mode, v.DrainUntil, v.PausedAt, v.At, people[v.By].Name, v.Hash, v.Graph})
		}
		return err
	})
	return httpapi.Tagged(out, j.Version), err
}

type makeIn struct {
	Body struct {
		Name     string `json:"name" maxLength:"60"`
		Note     string `json:"note,omitempty" maxLength:"500"`
		Template string `json:"template,omitempty" maxLength:"60" doc:"key of the template that it is made from"`
		Owner    string `json:"owner_id,omitempty" maxLength:"36"`
		Graph    Graph  `json:"graph"`
	}
}

// answer answers with the journey that a use case gave.
func (s *Service) answer(ctx context.Context, j Journey, err error) (*httpapi.Versioned[journeyBody], error) {
	if err != nil {
		return nil, err
	}
	var list []journeyBody
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = s.bodies(tx, []Journey{j})
		return err
	})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(list[0], j.Version), nil
}

// keep keeps the answer of an idempotent request in its transaction.
func (s *Service) keep(tx *db.Tx, j Journey) error {
	list, err := s.bodies(tx, []Journey{j})
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, list[0])
}

func (s *Service) postMake(ctx context.Context, in *makeIn) (*httpapi.Versioned[journeyBody], error) {
	b := in.Body
	j, err := s.Make(ctx, Making{Name: b.Name, Note: b.Note, Template: b.Template, Owner: b.Owner, Graph: b.Graph}, s.keep)
	return s.answer(ctx, j, err)
}

type nameIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Name  string `json:"name" maxLength:"60"`
		Note  string `json:"note,omitempty" maxLength:"500"`
		Owner string `json:"owner_id,omitempty" maxLength:"36"`
	}
}

func (s *Service) putName(ctx context.Context, in *nameIn) (*httpapi.Versioned[journeyBody], error) {
	j, err := s.Rename(ctx, in.ID, in.At(), in.Body.Name, in.Body.Note, in.Body.Owner)
	return s.answer(ctx, j, err)
}

type draftIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body Graph
}

func (s *Service) putDraft(ctx context.Context, in *draftIn) (*httpapi.Versioned[journeyBody], error) {
	j, err := s.WriteDraft(ctx, in.ID, in.At(), in.Body)
	return s.answer(ctx, j, err)
}

type atIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) postDrop(ctx context.Context, in *atIn) (*httpapi.None, error) {
	return nil, s.DropDraft(ctx, in.ID, in.At())
}

type checkIn struct {
	Body struct {
		Journey string `json:"journey_id,omitempty" maxLength:"36"`
		Graph   Graph  `json:"graph"`
	}
}

type flawsBody struct {
	Flaws []Flaw `json:"flaws"`
	Ready bool   `json:"ready" doc:"it may go live"`
	Hash  string `json:"hash"`
}

func (s *Service) postCheck(ctx context.Context, in *checkIn) (*httpapi.Body[flawsBody], error) {
	list, err := s.Inspect(ctx, in.Body.Journey, in.Body.Graph)
	if list == nil {
		list = []Flaw{}
	}
	return &httpapi.Body[flawsBody]{Body: flawsBody{list, !Stands(list), HashOf(in.Body.Graph)}}, err
}
