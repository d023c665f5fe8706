package charting

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesSeals(a *httpapi.API) {
	why := []*fault.Def{ReasonMissing, NobodyPresent, BadText}
	httpapi.Handle(a, httpapi.Route{ID: "charting.seal", Method: http.MethodPost, Path: "/charting/patients/{id}/seals", Permission: MaySeal, Idempotent: true,
		Summary: "Freeze all that is kept of a patient into one file with a list",
		Faults:  append([]*fault.Def{patients.NotFound, RecordDamaged, db.OutOfScope, org.ClinicNotFound}, why...)}, s.postSeal)
	httpapi.Handle(a, httpapi.Route{ID: "charting.seals", Method: http.MethodGet, Path: "/charting/patients/{id}/seals", Permission: MaySeal,
		Summary: "The seals of a patient's record and what was done with them", Faults: []*fault.Def{patients.NotFound}}, s.getSeals)
	httpapi.Handle(a, httpapi.Route{ID: "charting.unseal", Method: http.MethodPost, Path: "/charting/seals/{id}/unseal", Permission: MaySeal,
		Summary: "Break a seal, with a reason and who is present", Faults: append([]*fault.Def{SealNotFound, AlreadyUnsealed}, why...)}, s.postUnseal)
	httpapi.Handle(a, httpapi.Route{ID: "charting.check_seal", Method: http.MethodPost, Path: "/charting/seals/{id}/check", Permission: MaySeal,
		Summary: "Prove that a sealed file is as it was sealed", Faults: []*fault.Def{SealNotFound}}, s.postCheckSeal)
	httpapi.Handle(a, httpapi.Route{ID: "charting.seal_list", Method: http.MethodGet, Path: "/charting/seals/{id}/list", Permission: MaySeal, Produces: httpapi.PDF,
		Summary: "The list of a sealed record, to be signed, as PDF", Faults: []*fault.Def{SealNotFound, SealLost}}, s.getSealList)
	httpapi.Handle(a, httpapi.Route{ID: "charting.hand_out_seal", Method: http.MethodGet, Path: "/charting/seals/{id}/file", Permission: MaySeal,
		Produces: "application/zip", Summary: "The file of a broken seal; the handing out is recorded", Faults: []*fault.Def{SealNotFound, StillSealed, SealLost}}, s.getSealFile)
}

type sealStepBody struct {
	Step    SealStep `json:"step" enum:"sealed,checked,unsealed"`
	At      int64    `json:"at"`
	By      string   `json:"by" doc:"name"`
	Reason  string   `json:"reason"`
	Present []string `json:"present"`
	Intact  bool     `json:"intact" doc:"of a check: everything was as it was sealed"`
}

type sealBody struct {
	ID       string         `json:"id" format:"uuid"`
	Clinic   string         `json:"clinic_id" format:"uuid"`
	Reason   string         `json:"reason"`
	Present  []string       `json:"present"`
	SealedAt int64          `json:"sealed_at"`
	SealedBy string         `json:"sealed_by" doc:"name"`
	Files    int            `json:"files"`
	Size     int64          `json:"size" doc:"bytes"`
	Contents string         `json:"contents_sha256" doc:"of the list of hashes"`
	Whole    string         `json:"sha256" doc:"of the whole file"`
	Opened   bool           `json:"unsealed"`
	Steps    []sealStepBody `json:"steps"`
}

func sealOf(s Seal, names map[string]org.Staff) sealBody {
	out := sealBody{ID: s.ID, Clinic: s.Clinic, Reason: s.Reason, Present: s.Present, SealedAt: s.At, SealedBy: names[s.By].Name, Files: s.Files,
		Size: s.Size, Contents: s.Contents, Whole: s.Blob, Opened: s.Opened()}
	for _, e := range s.Events {
		out.Steps = append(out.Steps, sealStepBody{e.Step, e.At, names[e.By].Name, e.Reason, e.Present, e.Intact})
	}
	return out
}

type sealIn struct {
	httpapi.ByID
	Body struct {
		Clinic  string   `json:"clinic_id" format:"uuid" maxLength:"36"`
		Reason  string   `json:"reason" minLength:"1" maxLength:"400"`
		Present []string `json:"present" minItems:"1" maxItems:"10" maxLength:"60"`
	}
}

func (s *Service) postSeal(ctx context.Context, in *sealIn) (*httpapi.Body[sealBody], error) {
	one, err := s.Seal(ctx, NewSeal{in.Body.Clinic, in.ID, in.Body.Reason, in.Body.Present})
	return s.sealAnswer(ctx, one, err)
}

// sealAnswer puts the names of people to a seal.
func (s *Service) sealAnswer(ctx context.Context, one Seal, err error) (*httpapi.Body[sealBody], error) {
	if err != nil {
		return nil, err
	}
	var out sealBody
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		names, err := s.sealNames(tx, one)
		out = sealOf(one, names)
		return err
	})
	return &httpapi.Body[sealBody]{Body: out}, err
}

type sealsBody struct {
	Items []sealBody `json:"items"`
}

func (s *Service) getSeals(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[sealsBody], error) {
	list, names, err := s.Seals(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out sealsBody
	for _, one := range list {
		out.Items = append(out.Items, sealOf(one, names))
	}
	return &httpapi.Body[sealsBody]{Body: out}, nil
}

type unsealIn struct {
	httpapi.ByID
	Body struct {
		Reason  string   `json:"reason" minLength:"1" maxLength:"400"`
		Present []string `json:"present" minItems:"1" maxItems:"10" maxLength:"60"`
	}
}

func (s *Service) postUnseal(ctx context.Context, in *unsealIn) (*httpapi.Body[sealBody], error) {
	one, err := s.Unseal(ctx, in.ID, in.Body.Reason, in.Body.Present)
	return s.sealAnswer(ctx, one, err)
}

type checkedBody struct {
	Intact bool     `json:"intact"`
	Wrong  []string `json:"wrong" doc:"names of what is not as it was sealed"`
}

func (s *Service) postCheckSeal(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[checkedBody], error) {
	_, wrong, err := s.CheckSeal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[checkedBody]{Body: checkedBody{len(wrong) == 0, wrong}}, nil
}

func (s *Service) getSealList(ctx context.Context, in *httpapi.ByID) (*httpapi.Paper, error) {
	b, err := s.SealList(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("sealed list", b), nil
}

func (s *Service) getSealFile(ctx context.Context, in *httpapi.ByID) (*huma.StreamResponse, error) {
	one, r, err := s.HandOutSeal(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer r.Close()
		c.SetHeader("Content-Type", "application/zip")
		c.SetHeader("Content-Disposition", `attachment; filename="sealed-`+one.ID+`.zip"`)
		_, _ = io.Copy(c.BodyWriter(), r) // who hangs up hangs up
	}}, nil
}
