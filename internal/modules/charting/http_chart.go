package charting

import (
	"context"
	"errors"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesTeeth(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.chart", Method: http.MethodGet, Path: "/charting/patients/{id}/chart", Permission: MayView,
		Summary: "All that was charted of a mouth, in the order of time", Faults: []*fault.Def{patients.NotFound}}, s.getChart)
	httpapi.Handle(a, httpapi.Route{ID: "charting.note_findings", Method: http.MethodPost, Path: "/charting/findings", Permission: MayWrite,
		Summary: "Write findings of a mouth down; they are never changed", Idempotent: true,
		Faults: []*fault.Def{patients.NotFound, patients.Closed, patients.ConsentNeeded, db.OutOfScope, visits.NotFound, VisitOfAnother,
			BadChartDay, ToothGone, UnknownFinding, WrongFindingState, WrongPlace, BadSite, WrongDetail, WrongPontics, FindingNoteTooLong}},
		s.postFindings)
	httpapi.Handle(a, httpapi.Route{ID: "charting.strike_finding", Method: http.MethodPost, Path: "/charting/findings/{id}/strike", Permission: MayWrite,
		Summary: "Strike a wrong finding out; it stays to be read",
		Faults:  []*fault.Def{FindingNotFound, AlreadyStruck, StrikeReason}}, s.postStrike)
}

type findingBody struct {
	ID       string       `json:"id" format:"uuid"`
	Clinic   string       `json:"clinic_id"`
	Visit    string       `json:"visit_id" doc:"empty = outside a visit"`
	Day      civil.Day    `json:"day" doc:"from which it is so"`
	Site     string       `json:"site" doc:"where: \"16:MO,46\", \"13+12+11\" (one piece), \"Q1\", \"UA\", \"LA\", \"FM\""`
	What     What         `json:"what"`
	State    FindingState `json:"state" enum:"found,planned,done,elsewhere"`
	Detail   string       `json:"detail"`
	Pontics  string       `json:"pontics" doc:"of a bridge: the teeth that it replaces"`
	Note     string       `json:"note"`
	At       int64        `json:"written_at"`
	By       string       `json:"written_by" doc:"name"`
	StruckAt int64        `json:"struck_at" doc:"0 = it stands"`
	StruckBy string       `json:"struck_by" doc:"name"`
	Reason   string       `json:"struck_because"`
}

func findingOf(f MouthFinding, names map[string]string) findingBody {
	out := findingBody{
		ID: f.ID, Clinic: f.Clinic, Visit: f.Visit, Day: f.Day, Site: f.Site.String(), What: f.What, State: f.State, Detail: f.Detail,
		Pontics: ponticText(f.Pontics), Note: f.Note, At: f.At, By: names[f.By],
	}
	if f.Struck != nil {
		out.StruckAt, out.StruckBy, out.Reason = f.Struck.At, names[f.Struck.By], f.Struck.Reason
	}
	return out
}

func findingBodies(list []MouthFinding, names map[string]string) []findingBody {
	out := make([]findingBody, len(list))
	for i, f := range list {
		out[i] = findingOf(f, names)
	}
	return out
}

type chartBody struct {
	Patient  string        `json:"patient_id"`
	Born     civil.Day     `json:"born" doc:"empty = not known"`
	Today    civil.Day     `json:"today"`
	Findings []findingBody `json:"findings"`
}

func (s *Service) getChart(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[chartBody], error) {
	c, err := s.ChartOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[chartBody]{Body: chartBody{c.Patient, c.Born, c.Today, findingBodies(c.Findings, c.Names)}}, nil
}

type newFindingBody struct {
	Site    string       `json:"site" minLength:"2" maxLength:"400" doc:"\"16:MO,46\", \"13+12+11\", \"Q1\", \"FM\"; ranges as \"11-13\" are read as well"`
	What    What         `json:"what" enum:"sound,present,erupting,unerupted,impacted,retained_root,supernumerary,missing,caries,fracture,mobility,calculus,fluorosis,extracted,filling,sealant,root_canal,crown,veneer,bridge,joined_crowns,implant,bracket,band,attachment,miniscrew,appliance_off"`
	State   FindingState `json:"state" enum:"found,planned,done,elsewhere"`
	Detail  string       `json:"detail,omitempty" maxLength:"20"`
	Pontics string       `json:"pontics,omitempty" maxLength:"60"`
	Note    string       `json:"note,omitempty" maxLength:"400"`
}

func (b newFindingBody) finding() (MouthFinding, *fault.Fault) {
	site, err := tooth.ParseSite(b.Site)
	if err != nil {
		var bad *tooth.BadPart
		errors.As(err, &bad)
		return MouthFinding{}, BadSite.At("site", "part", short(bad.Part))
	}
	pontics, ok := parsePontics(b.Pontics)
	if !ok {
		return MouthFinding{}, WrongPontics.At("pontics")
	}
	return MouthFinding{Site: site, What: b.What, State: b.State, Detail: b.Detail, Pontics: pontics, Note: b.Note}, nil
}

type noteFindingsIn struct {
	Body struct {
		Clinic   string           `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient  string           `json:"patient_id" format:"uuid" maxLength:"36"`
		Visit    string           `json:"visit_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = outside a visit"`
		Day      string           `json:"day,omitempty" maxLength:"10" doc:"from which it is so; absent = the day of the visit, or today"`
		Findings []newFindingBody `json:"findings" minItems:"1" maxItems:"64"`
	}
}

type notedBody struct {
	Findings []findingBody `json:"findings"`
}

func (s *Service) postFindings(ctx context.Context, in *noteFindingsIn) (*httpapi.Body[notedBody], error) {
	b := in.Body
	n := NewFindings{Clinic: b.Clinic, Patient: b.Patient, Visit: b.Visit}
	if b.Day != "" {
		day, err := civil.Parse(b.Day)
		if err != nil {
			return nil, BadChartDay.At("day")
		}
		n.Day = day
	}
	for i, one := range b.Findings {
		f, wrong := one.finding()
		if wrong != nil {
			return nil, within(i, []*fault.Fault{wrong})[0]
		}
		n.List = append(n.List, f)
	}
	var out notedBody
	_, err := s.NoteFindings(ctx, n, func(tx *db.Tx, list []MouthFinding) error {
		names, err := s.staffNames(tx, []string{tx.Actor()})
		if err != nil {
			return err
		}
		out.Findings = findingBodies(list, names)
		return httpapi.Answer(tx, out)
	})
	return &httpapi.Body[notedBody]{Body: out}, err
}

type strikeIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Service) postStrike(ctx context.Context, in *strikeIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.StrikeFinding(ctx, in.ID, in.Body.Reason)
}
