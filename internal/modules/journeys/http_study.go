package journeys

import (
	"context"
	"math"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// studyRoutes are those by which a journey is begun, tried and judged.
func (s *Service) studyRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "journeys.templates", Method: http.MethodGet, Path: "/journeys/templates", Permission: MayView,
		Summary: "The journeys that the program brings"}, s.getTemplates)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.template", Method: http.MethodGet, Path: "/journeys/template", Permission: MayView,
		Summary: "One of them with its graph, in a language", Faults: []*fault.Def{TemplateAbsent}}, s.getTemplate)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.rehearse", Method: http.MethodPost, Path: "/journeys/{id}/rehearsals", Permission: MayEdit, MaxBody: draftBody,
		Summary: "Play a graph over the last 90 days or the next 30; nobody is spoken to", Faults: []*fault.Def{NotFound, NotReady}}, s.postRehearsal)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.rehearsals", Method: http.MethodGet, Path: "/journeys/{id}/rehearsals", Permission: MayView,
		Summary: "What was rehearsed lately, without names", Faults: []*fault.Def{NotFound}}, s.getRehearsals)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.dry_run", Method: http.MethodPost, Path: "/journeys/{id}/dry-run", Permission: MayEdit, MaxBody: draftBody,
		Summary: "What one patient would get and why; nothing follows from it", Faults: []*fault.Def{NotFound, NotReady, PatientUnknown}}, s.postDryRun)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.effects", Method: http.MethodGet, Path: "/journeys/{id}/effects", Permission: MayView,
		Summary: "What its experiments have shown, with bounds that hold however often one looks", Faults: []*fault.Def{NotFound}}, s.getEffects)
	httpapi.Handle(a, httpapi.Route{ID: "journeys.promotions_worth", Method: http.MethodGet, Path: "/journeys/promotions-worth", Permission: MayView,
		Summary: "What promotions of journeys are worth altogether, against those who hear none"}, s.getPromotionsWorth)
}

type templateBody struct {
	Key      string   `json:"key"`
	Sort     Sort     `json:"sort" enum:"care,checkin,return,grow"`
	Name     string   `json:"name"`
	About    string   `json:"about"`
	Steps    []string `json:"steps" doc:"the journey in sentences"`
	Segments []string `json:"segments" doc:"keys of the segments that it stands on"`
	Texts    []string `json:"texts" doc:"keys of its texts"`
	Result   Result   `json:"result" enum:"checkin,visit,accepted,paid" doc:"by what it is judged"`
}

func (t Template) body(lang string) templateBody {
	out := templateBody{Key: t.Key, Sort: t.Sort, Name: t.Name.In(lang), About: t.About.In(lang), Segments: t.Segments, Texts: t.Texts, Result: t.Result}
	for _, s := range t.Steps {
		out.Steps = append(out.Steps, s.In(lang))
	}
	return out
}

type langIn struct {
	Lang string `query:"lang" enum:"zh-CN,en" doc:"zh-CN if absent"`
}

type templatesBody struct {
	Items []templateBody `json:"items"`
}

func (s *Service) getTemplates(_ context.Context, in *langIn) (*httpapi.Body[templatesBody], error) {
	var out templatesBody
	for _, t := range Gallery {
		out.Items = append(out.Items, t.body(in.Lang))
	}
	return &httpapi.Body[templatesBody]{Body: out}, nil
}

type templateIn struct {
	Lang string `query:"lang" enum:"zh-CN,en" doc:"zh-CN if absent"`
	Key  string `query:"key" required:"true" maxLength:"60"`
}

type drawnBody struct {
	Template templateBody `json:"template"`
	Graph    Graph        `json:"graph"`
	Flaws    []Flaw       `json:"flaws" doc:"what has to be mended in this group before it may go live"`
}

func (s *Service) getTemplate(ctx context.Context, in *templateIn) (*httpapi.Body[drawnBody], error) {
	t, known := TemplateOf(in.Key)
	if !known {
		return nil, TemplateAbsent.With()
	}
	out := drawnBody{Template: t.body(in.Lang), Flaws: []Flaw{}}
	err := s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Graph, err = s.draw(tx, t, in.Lang); err != nil {
			return err
		}
		w, err := s.world(tx, "", out.Graph)
		if list := Check(out.Graph, w); err == nil && list != nil {
			out.Flaws = list
		}
		return err
	})
	return &httpapi.Body[drawnBody]{Body: out}, err
}

type rehearsalIn struct {
	httpapi.ByID
	Body struct {
		Kind  RehearsalKind `json:"kind" enum:"replay,forecast"`
		Seed  int64         `json:"seed,omitempty" minimum:"0" maximum:"9007199254740991" doc:"the same seed gives the same forecast"`
		Graph Graph         `json:"graph"`
	}
}

type personBody struct {
	Patient  string `json:"patient_id"`
	Name     string `json:"name" doc:"empty where the reader may not see the patient"`
	RecordNo string `json:"record_no"`
	N        int    `json:"n"`
}

type rehearsedBody struct {
	Kind     RehearsalKind `json:"kind" enum:"replay,forecast"`
	Hash     string        `json:"hash" doc:"of the graph that was played"`
	At       int64         `json:"at"`
	By       string        `json:"by" doc:"name"`
	Result   Rehearsal     `json:"result"`
	Contrast *Contrast     `json:"contrast,omitempty" doc:"with the live version, over the same people and days"`
	Many     []personBody  `json:"many" doc:"who gets more than somebody should look at, and may be seen"`
	Collided []personBody  `json:"collided"`
}

func (s *Service) postRehearsal(ctx context.Context, in *rehearsalIn) (*httpapi.Body[rehearsedBody], error) {
	x, err := s.Rehearse(ctx, in.ID, in.Body.Graph, in.Body.Kind, uint64(in.Body.Seed))
	if err != nil {
		return nil, err
	}
	list, err := s.rehearsedBodies(ctx, []Rehearsed{x})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[rehearsedBody]{Body: list[0]}, nil
}

// rehearsedBodies puts rehearsals on the wire; people only as far as the reader may
// see them.
func (s *Service) rehearsedBodies(ctx context.Context, list []Rehearsed) ([]rehearsedBody, error) {
	out := make([]rehearsedBody, len(list))
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		var staff []string
		for _, x := range list {
			staff = append(staff, x.By)
		}
		people, err := s.d.Org.StaffByIDs(tx, staff)
		if err != nil {
			return err
		}
		for i, x := range list {
			out[i] = rehearsedBody{Kind: x.Kind, Hash: x.Hash, At: x.At, By: people[x.By].Name, Contrast: x.Contrast}
			if out[i].Many, err = s.faces(tx, x.Result.Many); err != nil {
				return err
			}
			if out[i].Collided, err = s.faces(tx, x.Result.Collided); err != nil {
				return err
			}
			x.Result.Many, x.Result.Collided = nil, nil
			if x.Contrast != nil {
				c := *x.Contrast
				c.Most, out[i].Contrast = nil, &c
			}
			out[i].Result = x.Result
		}
		return nil
	})
	return out, err
}

func (s *Service) faces(tx *db.Tx, list []Touched) ([]personBody, error) {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.Patient
	}
	cards, err := s.d.Patients.Cards(tx, ids)
	out := []personBody{}
	for _, x := range list {
		if c, seen := cards[x.Patient]; seen {
			out = append(out, personBody{x.Patient, c.Name, c.RecordNo, x.N})
		}
	}
	return out, err
}

type rehearsalsBody struct {
	Items []rehearsedBody `json:"items" doc:"the latest first"`
}

func (s *Service) getRehearsals(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[rehearsalsBody], error) {
	list, err := s.Rehearsals(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	items, err := s.rehearsedBodies(ctx, list)
	return &httpapi.Body[rehearsalsBody]{Body: rehearsalsBody{items}}, err
}

type dryRunIn struct {
	httpapi.ByID
	Body struct {
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
		Past    bool   `json:"past,omitempty" doc:"over the last 90 days as they were; else as if they entered now and nothing happened"`
		Graph   Graph  `json:"graph"`
	}
}

type dryRunBody struct {
	Entered int     `json:"entered" doc:"times"`
	Refused int     `json:"refused"`
	Lines   []Line  `json:"lines"`
	Would   []Would `json:"would"`
}

func (s *Service) postDryRun(ctx context.Context, in *dryRunIn) (*httpapi.Body[dryRunBody], error) {
	w, err := s.DryRun(ctx, in.ID, in.Body.Graph, in.Body.Patient, in.Body.Past)
	if err != nil {
		return nil, err
	}
	out := dryRunBody{Entered: w.Entered, Refused: w.Refused, Lines: w.Lines, Would: w.Would}
	if out.Lines == nil {
		out.Lines = []Line{}
	}
	if out.Would == nil {
		out.Would = []Would{}
	}
	return &httpapi.Body[dryRunBody]{Body: out}, nil
}

type trialBody struct {
	Node       string  `json:"node" doc:"empty = promotions altogether"`
	Kind       Kind    `json:"kind" enum:"holdout,split"`
	Result     Result  `json:"result" enum:"checkin,visit,accepted,paid"`
	Days       int     `json:"days" doc:"within which the outcome counts, fixed beforehand"`
	With       string  `json:"with" doc:"arm that is judged"`
	Without    string  `json:"without" doc:"arm that it is compared with"`
	PeopleWith int64   `json:"people_with"`
	People     int64   `json:"people_without"`
	Young      int     `json:"young" doc:"drawn too lately to count yet"`
	MeanWith   float64 `json:"mean_with" doc:"share of 1, or fen per person"`
	Mean       float64 `json:"mean_without"`
	Difference float64 `json:"difference"`
	Low        float64 `json:"low" doc:"bound of 95 %, whenever one looks"`
	High       float64 `json:"high"`
	Bounded    bool    `json:"bounded" doc:"there are bounds; too few people have none"`
	Verdict    Verdict `json:"verdict" enum:"unknown,helps,harms,little"`
	OneIn      int64   `json:"one_in" doc:"so many patients for one more outcome; 0 = not known"`
	Missing    int64   `json:"missing" doc:"about so many more people until it is known; 0 = it is, or no guess"`
	Worth      float64 `json:"worth" doc:"the smallest difference that matters"`
	Exact      bool    `json:"exact" doc:"no approximation"`
}

func (t Trial) body() trialBody {
	b := trialBody{Node: t.Node, Kind: t.Kind, Result: t.Result, Days: t.Days, With: t.With, Without: t.Without, PeopleWith: t.TreatedPeople, People: t.CtrlPeople,
		Young: t.Young, MeanWith: t.Treated, Mean: t.Control, Difference: t.Difference, Low: t.Low, High: t.High, Verdict: t.Verdict, OneIn: t.OneIn,
		Missing: t.Missing, Worth: t.Worth, Exact: t.Exact}
	b.Bounded = !math.IsInf(t.Low, 0) && !math.IsInf(t.High, 0)
	if !b.Bounded {
		b.Low, b.High = 0, 0
	}
	return b
}

type trialsBody struct {
	Items []trialBody `json:"items"`
}

func bodiesOf(list []Trial) *httpapi.Body[trialsBody] {
	out := trialsBody{Items: []trialBody{}}
	for _, t := range list {
		out.Items = append(out.Items, t.body())
	}
	return &httpapi.Body[trialsBody]{Body: out}
}

func (s *Service) getEffects(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[trialsBody], error) {
	list, err := s.Trials(ctx, in.ID)
	return bodiesOf(list), err
}

func (s *Service) getPromotionsWorth(ctx context.Context, _ *struct{}) (*httpapi.Body[trialsBody], error) {
	list, err := s.PromotionsWorth(ctx)
	return bodiesOf(list), err
}
