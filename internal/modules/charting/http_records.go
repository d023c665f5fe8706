package charting

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

var confirmFaults = []*fault.Def{auth.WrongPassword, auth.WrongCode, auth.NotEnrolling, auth.Locked}

var textFaults = []*fault.Def{BadText, BadSite, BadChoice, TooManyLines, TooLong}

func (s *Service) routesRecords(a *httpapi.API) {
	act := func(id, path, summary, permission string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: id, Method: http.MethodPost, Path: path, Summary: summary, Permission: permission,
			Faults: append([]*fault.Def{RecordNotFound, db.Stale, AlreadySigned, NotAuthor}, faults...)}
	}
	httpapi.Handle(a, httpapi.Route{ID: "charting.list_records", Method: http.MethodGet, Path: "/charting/records", Permission: MayView,
		Summary: "Records of a patient or of a visit, without their texts", Faults: []*fault.Def{patients.NotFound, visits.NotFound}}, s.getRecords)
	httpapi.Handle(a, httpapi.Route{ID: "charting.begin_record", Method: http.MethodPost, Path: "/charting/records", Permission: MayWrite, Idempotent: true,
		Summary: "Begin a record of a visit", Faults: []*fault.Def{visits.NotFound, VisitNotBegun, BadChoice, BadAuthor, TemplateNotFound, RecordExists}}, s.postRecord)
	httpapi.Handle(a, httpapi.Route{ID: "charting.show_record", Method: http.MethodGet, Path: "/charting/records/{id}", Permission: MayView,
		Summary: "One record with its versions; the opening is recorded", Faults: []*fault.Def{RecordNotFound, NotAuthor}}, s.getRecord)
	httpapi.Handle(a, httpapi.Route{ID: "charting.print_record", Method: http.MethodGet, Path: "/charting/records/{id}/print", Permission: MayView,
		Summary: "One record for paper; the printing is recorded", Faults: []*fault.Def{RecordNotFound, NotAuthor}}, s.getPrint)
	httpapi.Handle(a, httpapi.Route{ID: "charting.compare_record", Method: http.MethodGet, Path: "/charting/records/{id}/difference", Permission: MayView,
		Summary: "What became of a record between two versions, by part and line", Faults: []*fault.Def{RecordNotFound, NotAuthor}}, s.getDifference)
	httpapi.Handle(a, httpapi.Route{ID: "charting.save_record", Method: http.MethodPatch, Path: "/charting/records/{id}", Permission: MayWrite,
		Summary: "Keep a draft as it is being written",
		Faults:  append([]*fault.Def{RecordNotFound, db.Stale, AlreadySigned, NotDraft, NotAuthor, RecordExists}, textFaults...)}, s.patchRecord)
	httpapi.Handle(a, act("charting.submit_record", "/charting/records/{id}/submit", "End the writing; a reviewer may be asked", MayWrite,
		NotDraft, BadReviewer, QualityErrors), s.postSubmit)
	httpapi.Handle(a, act("charting.take_back_record", "/charting/records/{id}/take-back", "Make a submitted record a draft again", MayWrite,
		NotSubmitted), s.postTakeBack)
	httpapi.Handle(a, act("charting.review_record", "/charting/records/{id}/review", "Approve a submitted record or give it back", MaySign,
		NotSubmitted, NotReviewer, ReasonMissing, BadText), s.postReview)
	httpapi.Handle(a, act("charting.sign_record", "/charting/records/{id}/sign", "Sign one's own record, with the password or a code", MaySign,
		append([]*fault.Def{ReviewOpen, QualityErrors, ReasonsNeeded, BadText}, confirmFaults...)...), s.postSign)
	httpapi.Handle(a, act("charting.amend_record", "/charting/records/{id}/amend", "Add a version to a signed record, with its reason", MayAmend,
		append(append([]*fault.Def{NotSigned, ReasonMissing, Unchanged}, textFaults...), confirmFaults...)...), s.postAmend)
	httpapi.Handle(a, httpapi.Route{ID: "charting.prepare", Method: http.MethodGet, Path: "/charting/preparation", Permission: MayView,
		Summary: "What to know before a day's visits, and what is not signed", Faults: []*fault.Def{db.OutOfScope, org.ClinicNotFound, BadDay}}, s.getPreparation)
}

// LineBody is a line on the wire.
type LineBody struct {
	Text string `json:"text" maxLength:"1000"`
	Site string `json:"site,omitempty" maxLength:"400" doc:"place in the mouth, as 16:MO,46"`
}

// SectionBody is a part with its lines on the wire.
type SectionBody struct {
	Part  Part       `json:"part" enum:"complaint,illness,history,examination,diagnosis,plan,treatment,advice"`
	Lines []LineBody `json:"lines" maxItems:"60"`
}

func sectionBodies(c Content) []SectionBody {
	out := make([]SectionBody, len(c))
	for i, s := range c {
		out[i].Part = s.Part
		for _, l := range s.Lines {
			out[i].Lines = append(out[i].Lines, LineBody(l))
		}
	}
	return out
}

func sectionsOf(list []SectionBody) []Section {
	out := make([]Section, len(list))
	for i, s := range list {
		out[i].Part = s.Part
		for _, l := range s.Lines {
			out[i].Lines = append(out[i].Lines, Line(l))
		}
	}
	return out
}

type qualityBody struct {
	Rule     Rule     `json:"rule" enum:"missing,complaint_site,complaint_symptom,complaint_time,allergy_stated,tooth_named,alternatives"`
	Severity Severity `json:"severity" enum:"error,warning"`
	Part     Part     `json:"part" enum:"complaint,illness,history,examination,diagnosis,plan,treatment,advice"`
	Line     int      `json:"line" doc:"in the part; -1 = the whole part"`
}

func qualityBodies(list []Finding) []qualityBody {
	out := make([]qualityBody, len(list))
	for i, f := range list {
		out[i] = qualityBody(f)
	}
	return out
}

type reviewBody struct {
	Reviewer string      `json:"reviewer_id"`
	Name     string      `json:"name"`
	State    ReviewState `json:"state" enum:",asked,approved,returned"`
	Note     string      `json:"note"`
	At       int64       `json:"at"`
}

// RecordHead is a record in a list.
type RecordHead struct {
	ID          string     `json:"id" format:"uuid"`
	Version     int64      `json:"version"`
	Clinic      string     `json:"clinic_id" format:"uuid"`
	Patient     string     `json:"patient_id" format:"uuid"`
	Visit       string     `json:"visit_id" format:"uuid"`
	Day         string     `json:"day" doc:"of the visit"`
	Kind        Kind       `json:"kind" enum:"first,return,orthodontic,emergency,note"`
	State       State      `json:"state" enum:"draft,submitted,signed"`
	Author      string     `json:"author_id" format:"uuid"`
	AuthorName  string     `json:"author_name"`
	Writer      string     `json:"writer_id" format:"uuid"`
	WriterName  string     `json:"writer_name"`
	Review      reviewBody `json:"review"`
	Late        bool       `json:"late" doc:"written too long after the visit"`
	Versions    int64      `json:"versions"`
	CreatedAt   int64      `json:"created_at"`
	ChangedAt   int64      `json:"changed_at"`
	SubmittedAt int64      `json:"submitted_at"`
	SignedAt    int64      `json:"signed_at"`
	Diagnosis   []string   `json:"diagnosis" doc:"of what is no draft"`
}

func headOf(r Record, names map[string]org.Staff) RecordHead {
	h := RecordHead{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Visit: r.Visit, Day: string(r.Day), Kind: r.Kind, State: r.State,
		Author: r.Author, AuthorName: names[r.Author].Name, Writer: r.Writer, WriterName: names[r.Writer].Name,
		Review: reviewBody{r.Review.Reviewer, names[r.Review.Reviewer].Name, r.Review.State, r.Review.Note, r.Review.At},
		Late:   r.Late, Versions: r.Seq, CreatedAt: r.CreatedAt, ChangedAt: r.ChangedAt, SubmittedAt: r.SubmittedAt, SignedAt: r.SignedAt,
	}
	if r.State != Draft {
		h.Diagnosis = textsOf(r.Content, Diagnosis)
	}
	return h
}

func textsOf(c Content, p Part) []string {
	var out []string
	for _, l := range c.Lines(p) {
		out = append(out, l.Text)
	}
	return out
}

type recordsIn struct {
	Patient string `query:"patient_id" format:"uuid" maxLength:"36" doc:"either this or visit_id"`
	Visit   string `query:"visit_id" format:"uuid" maxLength:"36"`
}

type recordsBody struct {
	Items []RecordHead `json:"items"`
}

func (s *Service) getRecords(ctx context.Context, in *recordsIn) (*httpapi.Body[recordsBody], error) {
	of, about := s.OfPatient, in.Patient
	if in.Visit != "" {
		of, about = s.OfVisit, in.Visit
	}
	list, names, err := of(ctx, about)
	if err != nil {
		return nil, err
	}
	var out recordsBody
	for _, r := range list {
		out.Items = append(out.Items, headOf(r, names))
	}
	return &httpapi.Body[recordsBody]{Body: out}, nil
}

type beginIn struct {
	Body struct {
		Visit    string `json:"visit_id" format:"uuid" maxLength:"36"`
		Kind     Kind   `json:"kind,omitempty" enum:"first,return,orthodontic,emergency,note" doc:"absent = what the visit suggests"`
		Author   string `json:"author_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = oneself; otherwise the visit's doctor"`
		Template string `json:"template_id,omitempty" format:"uuid" maxLength:"36"`
	}
}

// BegunBody is what beginning and each act answer.
type BegunBody struct {
	ID      string `json:"id" format:"uuid"`
	Version int64  `json:"version"`
	State   State  `json:"state" enum:"draft,submitted,signed"`
}

func begunOf(r Record) BegunBody { return BegunBody{r.ID, r.Version, r.State} }

func (s *Service) postRecord(ctx context.Context, in *beginIn) (*httpapi.Body[BegunBody], error) {
	b := in.Body
	r, err := s.Begin(ctx, NewRecord{Visit: b.Visit, Kind: b.Kind, Author: b.Author, Template: b.Template},
		func(tx *db.Tx, r Record) error { return httpapi.Answer(tx, begunOf(r)) })
	return &httpapi.Body[BegunBody]{Body: begunOf(r)}, err
}

type waivedBody struct {
	Rule   Rule   `json:"rule"`
	Reason string `json:"reason"`
}

type versionBody struct {
	Seq      int64         `json:"seq"`
	Act      Act           `json:"act" enum:"submitted,signed,amended"`
	By       string        `json:"by" doc:"name; empty = the program"`
	At       int64         `json:"at" doc:"by the server's clock"`
	Method   Method        `json:"method" enum:",password,code" doc:"how the signature was proved"`
	Reason   string        `json:"reason"`
	Reviewer string        `json:"reviewer" doc:"name of who approved"`
	Late     bool          `json:"late"`
	Waived   []waivedBody  `json:"waived" doc:"warnings with the reasons given"`
	Parts    []SectionBody `json:"parts"`
	SHA256   string        `json:"sha256"`
	Intact   bool          `json:"intact" doc:"its bytes have this hash, and it follows the version before"`
}

type headPatient struct {
	ID       string   `json:"id" format:"uuid"`
	Name     string   `json:"name"`
	RecordNo string   `json:"record_no"`
	Sex      string   `json:"sex"`
	Birth    string   `json:"birth_day"`
	Age      int      `json:"age" doc:"full years on the day of the visit; -1 = not known"`
	Alerts   []string `json:"alerts"`
}

type headClinic struct {
	ID      string `json:"id" format:"uuid"`
	Name    string `json:"name"`
	Entity  string `json:"legal_entity"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Zone    string `json:"zone"`
}

type headVisit struct {
	ID     string `json:"id" format:"uuid"`
	Day    string `json:"day"`
	Start  int64  `json:"starts_at"`
	Doctor string `json:"doctor_id"`
	Code   string `json:"code" doc:"of its kind"`
}

type recordBody struct {
	RecordHead
	Parts    []SectionBody `json:"parts"`
	About    headPatient   `json:"patient"`
	At       headClinic    `json:"clinic"`
	Coming   headVisit     `json:"visit"`
	Findings []qualityBody `json:"findings" doc:"what the rules of quality find so far"`
	History  []versionBody `json:"history"`
}

func recordOf(o Opened) recordBody {
	p, c, v := o.Patient, o.Clinic, o.Visit
	out := recordBody{
		RecordHead: headOf(o.Record, o.Names), Parts: sectionBodies(o.Content),
		About:    headPatient{ID: o.Record.Patient, Name: p.Name, RecordNo: p.RecordNo, Sex: string(p.Sex), Birth: string(p.Birth), Age: -1, Alerts: p.Alerts},
		At:       headClinic{c.ID, c.Name, c.LegalEntity, c.Address, c.Phone, c.Zone},
		Coming:   headVisit{v.ID, string(v.Day), v.Plan.Start, v.Plan.DoctorID, v.Code},
		Findings: qualityBodies(o.Findings),
	}
	if p.Birth != "" {
		out.About.Age = o.Day.Age(p.Birth)
	}
	for _, k := range o.Versions {
		b := versionBody{Seq: k.Seq, Act: k.Act, By: o.Names[k.By].Name, At: k.At, Method: k.Method, Reason: k.Reason,
			Reviewer: o.Names[k.Reviewer].Name, Late: k.Late, Parts: sectionBodies(k.Parts), SHA256: k.Hash, Intact: k.Intact}
		for _, w := range k.Waived {
			b.Waived = append(b.Waived, waivedBody(w))
		}
		out.History = append(out.History, b)
	}
	return out
}

func (s *Service) getRecord(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[recordBody], error) {
	o, err := s.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(recordOf(o), o.Record.Version), nil
}

func (s *Service) getPrint(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[recordBody], error) {
	o, err := s.Print(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[recordBody]{Body: recordOf(o)}, nil
}

type differenceIn struct {
	httpapi.ByID
	From int64 `query:"from" minimum:"0" maximum:"100000" doc:"seq of a version; 0 = the empty page"`
	To   int64 `query:"to" minimum:"1" maximum:"100000" default:"1"`
}

type lineDiffBody struct {
	Op   Op       `json:"op" enum:"same,added,removed"`
	Line LineBody `json:"line"`
}

type partDiffBody struct {
	Part    Part           `json:"part"`
	Changed bool           `json:"changed"`
	Lines   []lineDiffBody `json:"lines"`
}

type differenceBody struct {
	Parts []partDiffBody `json:"parts"`
}

func (s *Service) getDifference(ctx context.Context, in *differenceIn) (*httpapi.Body[differenceBody], error) {
	list, err := s.Compare(ctx, in.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	var out differenceBody
	for _, p := range list {
		b := partDiffBody{Part: p.Part, Changed: p.Changed}
		for _, l := range p.Lines {
			b.Lines = append(b.Lines, lineDiffBody{l.Op, LineBody(l.Line)})
		}
		out.Parts = append(out.Parts, b)
	}
	return &httpapi.Body[differenceBody]{Body: out}, nil
}

type saveIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Kind  *Kind          `json:"kind,omitempty" enum:"first,return,orthodontic,emergency,note"`
		Parts *[]SectionBody `json:"parts,omitempty" maxItems:"40"`
	}
}

type savedBody struct {
	BegunBody
	Parts    []SectionBody `json:"parts" doc:"as they were kept"`
	Findings []qualityBody `json:"findings"`
}

func (s *Service) patchRecord(ctx context.Context, in *saveIn) (*httpapi.Versioned[savedBody], error) {
	d := Draught{Kind: in.Body.Kind}
	if in.Body.Parts != nil {
		parts := sectionsOf(*in.Body.Parts)
		d.Parts = &parts
	}
	r, found, err := s.Save(ctx, in.ID, in.At(), d)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(savedBody{begunOf(r), sectionBodies(r.Content), qualityBodies(found)}, r.Version), nil
}

// acted is the answer of an act.
func acted(r Record, err error) (*httpapi.Versioned[BegunBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(begunOf(r), r.Version), nil
}

type submitIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Reviewer string `json:"reviewer_id,omitempty" format:"uuid" maxLength:"36" doc:"a senior dentist who is asked first"`
	}
}

func (s *Service) postSubmit(ctx context.Context, in *submitIn) (*httpapi.Versioned[BegunBody], error) {
	return acted(s.Submit(ctx, in.ID, in.At(), in.Body.Reviewer))
}

type atVersionIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) postTakeBack(ctx context.Context, in *atVersionIn) (*httpapi.Versioned[BegunBody], error) {
	return acted(s.TakeBack(ctx, in.ID, in.At()))
}

type answerIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Approve bool   `json:"approve"`
		Note    string `json:"note,omitempty" maxLength:"1000" doc:"needed where it is given back"`
	}
}

func (s *Service) postReview(ctx context.Context, in *answerIn) (*httpapi.Versioned[BegunBody], error) {
	return acted(s.AnswerReview(ctx, in.ID, in.At(), Answer{in.Body.Approve, in.Body.Note}))
}

type reasonIn struct {
	Rule   Rule   `json:"rule" enum:"complaint_site,complaint_symptom,complaint_time,allergy_stated,tooth_named,alternatives"`
	Reason string `json:"reason" maxLength:"1000"`
}

type signIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Password string     `json:"password,omitempty" maxLength:"128"`
		Code     string     `json:"code,omitempty" maxLength:"32" doc:"of the second factor, in place of the password"`
		Reasons  []reasonIn `json:"reasons,omitempty" maxItems:"20" doc:"for the warnings"`
	}
}

func (s *Service) postSign(ctx context.Context, in *signIn) (*httpapi.Versioned[BegunBody], error) {
	reasons := map[Rule]string{}
	for _, r := range in.Body.Reasons {
		reasons[r.Rule] = r.Reason
	}
	return acted(s.Sign(ctx, in.ID, in.At(), Proof{in.Body.Password, in.Body.Code}, reasons))
}

type amendIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Parts    []SectionBody `json:"parts" maxItems:"40"`
		Reason   string        `json:"reason" maxLength:"1000"`
		Password string        `json:"password,omitempty" maxLength:"128"`
		Code     string        `json:"code,omitempty" maxLength:"32"`
	}
}

func (s *Service) postAmend(ctx context.Context, in *amendIn) (*httpapi.Versioned[BegunBody], error) {
	b := in.Body
	return acted(s.Amend(ctx, in.ID, in.At(), Amendment{Parts: sectionsOf(b.Parts), Reason: b.Reason, Proof: Proof{b.Password, b.Code}}))
}
