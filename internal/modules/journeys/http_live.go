package journeys

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// liveRoutes are about journeys that are, or go, live.
func (s *Service) liveRoutes(a *httpapi.API) {
	stands := []*fault.Def{NotFound, NoDraft, NotReady, NotRehearsed, Unmapped, PreviewOld, DrainMissing, UnknownNode, NotNow, db.Stale}
	turn := func(id, summary string) httpapi.Route {
		return httpapi.Route{ID: "journeys." + id, Method: http.MethodPost, Path: "/journeys/{id}/" + id, Permission: MayPublish, Summary: summary,
			Faults: []*fault.Def{NotFound, NotNow, db.Stale}}
	}
	httpapi.Handle(a, httpapi.Route{ID: "journeys.standing", Method: http.MethodGet, Path: "/journeys/{id}/standing", Permission: MayView,
		Summary: "Who is where in a journey", Faults: []*fault.Def{NotFound}}, s.getStanding)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.foresee", Method: http.MethodPost, Path: "/journeys/{id}/publish/preview", Permission: MayPublish,
		Summary: "What publishing the draft would do to whom; nothing is changed", Faults: []*fault.Def{NotFound, NoDraft, UnknownNode}}, s.postForesee)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.publish", Method: http.MethodPost, Path: "/journeys/{id}/publish", Permission: MayPublish, Idempotent: true,
		Summary: "Let the draft go live as the next version", Faults: stands}, s.postPublish)
	httpapi.Handle(a, turn("pause", "Stop everybody in it where they stand"), s.postPause)
	httpapi.Handle(a, turn("resume", "Let a paused journey go on"), s.postResume)
	httpapi.Handle(a, turn("end", "Let nobody in any more; who is in it goes on to its end"), s.postEnd)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.enrolments", Method: http.MethodGet, Path: "/journeys/enrolments", Permission: MayView,
		Summary: "Who is, or was, in journeys; the latest first", Faults: []*fault.Def{NotFound}}, s.getEnrolments)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.trace", Method: http.MethodGet, Path: "/journeys/enrolments/{id}/trace", Permission: MayView,
		Summary: "An enrolment with its steps, the latest first, and what each did", Faults: []*fault.Def{EnrolmentNotFound}}, s.getTrace)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.enter", Method: http.MethodPost, Path: "/journeys/{id}/enrolments", Permission: MayEnrol, Idempotent: true,
		Summary: "Let a patient into a live journey", Faults: []*fault.Def{NotFound, NotNow, AlreadyIn, PatientUnknown}}, s.postEnter)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.remove", Method: http.MethodPost, Path: "/journeys/enrolments/{id}/remove", Permission: MayEnrol,
		Summary: "Take a patient out; what is not sent or done yet is taken back", Faults: []*fault.Def{EnrolmentNotFound, ReasonMissing, Over}}, s.postRemove)
}

type standingBody struct {
	In      int            `json:"in" doc:"who is in it now"`
	Nodes   map[string]int `json:"nodes" doc:"by node of the live version"`
	Others  int            `json:"in_versions_before"`
	Entered int            `json:"entered_30_days"`
	Ended   map[Ending]int `json:"ended" doc:"of those, how they ended"`
}

func (s *Service) getStanding(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[standingBody], error) {
	c, err := s.Standing(ctx, in.ID)
	return &httpapi.Body[standingBody]{Body: standingBody(c)}, err
}

// publishing is how a draft goes live, on the wire.
type publishing struct {
	Mode    Mode              `json:"mode" enum:"new_only,migrate,drain"`
	Map     map[string]string `json:"map,omitempty" doc:"of migrate: node that people stand at → node of the draft; empty = they leave"`
	Overdue Overdue           `json:"overdue,omitempty" enum:"skip,smear,send" doc:"of migrate; smear if absent"`
	Until   int64             `json:"until,omitempty" doc:"of drain, epoch milliseconds"`
	Seen    string            `json:"seen,omitempty" maxLength:"64" doc:"mark of the preview that was looked at; needed where somebody moves"`
}

func (p publishing) publishing() Publishing {
	if p.Overdue == "" {
		p.Overdue = SmearOverdue
	}
	return Publishing(p)
}

type moverBody struct {
	Enrolment string `json:"enrolment_id"`
	Patient   string `json:"patient_id"`
	Name      string `json:"patient_name" doc:"empty where the reader may not see the patient"`
	From      string `json:"from"`
	To        string `json:"to"`
	Was       int64  `json:"was_at" doc:"when it would have gone on"`
	Wake      int64  `json:"wake_at" doc:"when it goes on; 0 = it leaves"`
	Overdue   bool   `json:"overdue"`
	Cancelled int    `json:"cancelled" doc:"messages and tasks of theirs that are taken back"`
}

type previewBody struct {
	Flaws     []Flaw         `json:"flaws"`
	Rehearsed bool           `json:"rehearsed" doc:"this very draft was rehearsed"`
	Waiting   map[string]int `json:"waiting" doc:"by node that people stand at"`
	Unmapped  []string       `json:"unmapped" doc:"nodes that people stand at and of which nobody said where they lead"`
	Moved     int            `json:"moved"`
	Leave     int            `json:"leave"`
	Overdue   int            `json:"overdue"`
	Cancelled int            `json:"cancelled" doc:"messages and tasks that are taken back"`
	Retimed   int            `json:"retimed" doc:"people who go on at another time than before"`
	Busiest   int            `json:"busiest_minute" doc:"most who go on within one minute"`
	Moves     []moverBody    `json:"moves" doc:"the first 200"`
	Mark      string         `json:"mark" doc:"names this preview"`
}

const shownMoves = 200

func (s *Service) previewed(ctx context.Context, v Preview) (previewBody, error) {
	out := previewBody{Flaws: v.Flaws, Rehearsed: v.Rehearsed, Waiting: v.Waiting, Unmapped: v.Unmapped, Moved: len(v.Moves), Leave: v.Leave, Overdue: v.Overdue,
		Cancelled: v.Cancelled, Retimed: v.Added, Busiest: v.Busiest, Mark: v.Mark, Moves: []moverBody{}}
	if out.Flaws == nil {
		out.Flaws = []Flaw{}
	}
	if out.Unmapped == nil {
		out.Unmapped = []string{}
	}
	if out.Waiting == nil {
		out.Waiting = map[string]int{}
	}
	some := v.Moves[:min(len(v.Moves), shownMoves)]
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		ids := make([]string, len(some))
		for i, x := range some {
			ids[i] = x.Patient
		}
		cards, err := s.d.Patients.Cards(tx, ids)
		for _, x := range some {
			out.Moves = append(out.Moves, moverBody{x.Enrolment, x.Patient, cards[x.Patient].Name, x.From, x.To, x.Was, x.Wake, x.Overdue, x.Cancelled})
		}
		return err
	})
	return out, err
}

type foreseeIn struct {
	httpapi.ByID
	Body publishing
}

func (s *Service) postForesee(ctx context.Context, in *foreseeIn) (*httpapi.Body[previewBody], error) {
	v, err := s.Foresee(ctx, in.ID, in.Body.publishing())
	if err != nil {
		return nil, err
	}
	out, err := s.previewed(ctx, v)
	return &httpapi.Body[previewBody]{Body: out}, err
}

type publishIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body publishing
}

func (s *Service) postPublish(ctx context.Context, in *publishIn) (*httpapi.Versioned[journeyBody], error) {
	j, _, err := s.Publish(ctx, in.ID, in.At(), in.Body.publishing(), s.keep)
	return s.answer(ctx, j, err)
}

func (s *Service) postPause(ctx context.Context, in *atIn) (*httpapi.Versioned[journeyBody], error) {
	j, err := s.Pause(ctx, in.ID, in.At())
	return s.answer(ctx, j, err)
}

type resumeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		How Resume `json:"how" enum:"shift,skip" doc:"every time is later by the length of the pause, or times stay and what was due in it is not made up for"`
	}
}

func (s *Service) postResume(ctx context.Context, in *resumeIn) (*httpapi.Versioned[journeyBody], error) {
	j, err := s.Resumed(ctx, in.ID, in.At(), in.Body.How)
	return s.answer(ctx, j, err)
}

func (s *Service) postEnd(ctx context.Context, in *atIn) (*httpapi.Versioned[journeyBody], error) {
	j, err := s.End(ctx, in.ID, in.At())
	return s.answer(ctx, j, err)
}

type face struct {
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Phone    string `json:"phone_masked" doc:"masked"`
}

// enrolmentBody is an enrolment on the wire.
type enrolmentBody struct {
	ID       string            `json:"id" format:"uuid"`
	Clinic   string            `json:"clinic_id" format:"uuid"`
	Patient  string            `json:"patient_id"`
	Face     *face             `json:"patient,omitempty" doc:"absent where the reader may not see the patient"`
	Journey  string            `json:"journey_id"`
	Name     string            `json:"journey_name"`
	Number   int               `json:"number" doc:"of the version"`
	Key      string            `json:"key"`
	Node     string            `json:"node"`
	NodeName string            `json:"node_name"`
	NodeKind Kind              `json:"node_kind" doc:"empty = its version has it no more"`
	Rung     int               `json:"rung" doc:"of a ladder, tried last; 0 = none"`
	WakeAt   int64             `json:"wake_at" doc:"when it goes on by itself; 0 = over, or paused"`
	HeldAt   int64             `json:"held_at" doc:"when it would have gone on but for a pause"`
	Entered  int64             `json:"entered_at"`
	LastAt   int64             `json:"last_at" doc:"of the last step"`
	Held     bool              `json:"held" doc:"gets nothing, for comparison"`
	Control  bool              `json:"control" doc:"hears no promotions of journeys, for comparison"`
	Arms     map[string]string `json:"arms" doc:"by node"`
	Vars     map[string]string `json:"vars" doc:"what was noted"`
	Ending   Ending            `json:"ending" doc:"empty = it goes on"`
	Reason   string            `json:"reason" doc:"its text is journeys.reason.<reason>"`
	Cause    string            `json:"cause" doc:"id of the fact that let in, or clock: and its instant"`
}

func (s *Service) enrolmentBodies(tx *db.Tx, list []Enrolment) ([]enrolmentBody, error) {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.Patient
	}
	cards, err := s.d.Patients.Cards(tx, ids)
	out := make([]enrolmentBody, len(list))
	for i, e := range list {
		out[i] = enrolmentBody{ID: e.ID, Clinic: e.Clinic, Patient: e.Patient, Journey: e.Journey, Name: e.Name, Number: e.Number, Key: e.Key, Node: e.Node,
			NodeName: e.NodeName, NodeKind: e.NodeKind, Rung: e.Rung, WakeAt: e.WakeAt, HeldAt: e.HeldAt, Entered: e.Entered, LastAt: e.LastAt, Held: e.Held, Control: e.Control,
			Arms: e.Arms, Vars: e.Vars, Ending: e.End, Reason: e.Reason, Cause: e.Cause}
		if c, seen := cards[e.Patient]; seen {
			out[i].Face = &face{c.Name, c.RecordNo, c.Phone}
		}
	}
	return out, err
}

type enrolmentsIn struct {
	httpapi.Paging
	Journey string `query:"journey_id" format:"uuid" maxLength:"36"`
	Patient string `query:"patient_id" format:"uuid" maxLength:"36"`
	Clinic  string `query:"clinic_id" format:"uuid" maxLength:"36"`
	Node    string `query:"node" maxLength:"24"`
	Open    bool   `query:"open" doc:"only those that go on"`
}

func (s *Service) getEnrolments(ctx context.Context, in *enrolmentsIn) (*httpapi.Body[httpapi.Listing[enrolmentBody]], error) {
	f := EnrolmentFilter{Journey: in.Journey, Patient: in.Patient, Clinic: in.Clinic, Node: in.Node, Open: in.Open, Limit: in.Limit + 1}
	if _, err := in.Read(&f.Before); err != nil {
		return nil, err
	}
	list, err := s.Enrolments(ctx, f)
	if err != nil {
		return nil, err
	}
	var rows []enrolmentBody
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		rows, err = s.enrolmentBodies(tx, list)
		return err
	})
	page := httpapi.Page(rows, in.Limit, func(e enrolmentBody) []any { return []any{e.ID} })
	return &httpapi.Body[httpapi.Listing[enrolmentBody]]{Body: page}, err
}

type didBody struct {
	Kind       EffectKind `json:"kind" enum:"message,task,tag,grant,call"`
	Node       string     `json:"node"`
	Rung       int        `json:"rung"`
	State      DidState   `json:"state" enum:"done,held,skipped,put_off,withdrawn,refused"`
	What       string     `json:"what" doc:"purpose of a message, id of a task, key of a coupon"`
	Occurrence string     `json:"occurrence,omitempty" doc:"of a message"`
}

type stepBody struct {
	At    int64      `json:"at"`
	Seq   int64      `json:"seq"`
	Heard Heard      `json:"heard" enum:"entered,timer,event,segment,answer,moved"`
	Cause string     `json:"cause" doc:"id of the fact; empty = time"`
	Path  []Pass     `json:"path"`
	Names []NodeName `json:"names" doc:"of the nodes of the path"`
	Did   []didBody  `json:"did"`
}

type traceBody struct {
	Enrolment enrolmentBody `json:"enrolment"`
	Steps     []stepBody    `json:"steps" doc:"the latest first"`
}

func (s *Service) getTrace(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[traceBody], error) {
	e, steps, err := s.Trace(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := traceBody{Steps: []stepBody{}}
	for _, x := range steps {
		b := stepBody{At: x.At, Seq: x.Seq, Heard: x.Heard, Cause: x.Cause, Path: x.Path, Names: x.Names, Did: []didBody{}}
		for _, d := range x.Did {
			b.Did = append(b.Did, didBody(d))
		}
		out.Steps = append(out.Steps, b)
	}
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := s.enrolmentBodies(tx, []Enrolment{e})
		out.Enrolment = list[0]
		return err
	})
	return &httpapi.Body[traceBody]{Body: out}, err
}

type enterIn struct {
	httpapi.ByID
	Body struct {
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
		Key     string `json:"key,omitempty" maxLength:"60" doc:"of a journey that is entered once for each key; absent = a fresh one"`
	}
}

func (s *Service) postEnter(ctx context.Context, in *enterIn) (*httpapi.Body[enrolmentBody], error) {
	var out enrolmentBody
	_, err := s.EnterByHand(ctx, in.ID, in.Body.Patient, in.Body.Key, func(tx *db.Tx, e Enrolment) error {
		list, err := s.enrolmentBodies(tx, []Enrolment{e})
		if err != nil {
			return err
		}
		out = list[0]
		return httpapi.Answer(tx, out)
	})
	return &httpapi.Body[enrolmentBody]{Body: out}, err
}

type removeIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" maxLength:"500" doc:"why"`
	}
}

func (s *Service) postRemove(ctx context.Context, in *removeIn) (*httpapi.Body[enrolmentBody], error) {
	e, err := s.Remove(ctx, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	var out []enrolmentBody
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.enrolmentBodies(tx, []Enrolment{e})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[enrolmentBody]{Body: out[0]}, nil
}
