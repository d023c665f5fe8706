package charting

import (
	"context"
	"errors"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesReferrals(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.referrals", Method: http.MethodGet, Path: "/charting/referrals", Permission: MayView,
		Summary: "Referrals to take, to treat and to read, of oneself or of a clinic", Faults: []*fault.Def{db.OutOfScope}}, s.getReferrals)
	httpapi.Handle(a, httpapi.Route{ID: "charting.patient_referrals", Method: http.MethodGet, Path: "/charting/patients/{id}/referrals", Permission: MayView,
		Summary: "The referrals of a patient, the newest first", Faults: []*fault.Def{patients.NotFound}}, s.getPatientReferrals)
	httpapi.Handle(a, httpapi.Route{ID: "charting.show_referral", Method: http.MethodGet, Path: "/charting/referrals/{id}", Permission: MayView,
		Summary: "One referral with its history; the opening is recorded", Faults: []*fault.Def{ReferralNotFound}}, s.getReferral)
	httpapi.Handle(a, httpapi.Route{ID: "charting.receivers", Method: http.MethodGet, Path: "/charting/receivers", Permission: MayRefer,
		Summary: "The clinics of the group with their dentists, to whom one may refer"}, s.getReceivers)
	httpapi.Handle(a, httpapi.Route{ID: "charting.refer", Method: http.MethodPost, Path: "/charting/referrals", Permission: MayRefer, Idempotent: true,
		Summary: "Send a patient to a colleague of the group",
		Faults: []*fault.Def{patients.NotFound, patients.Closed, patients.ConsentNeeded, db.OutOfScope, visits.NotFound, VisitOfAnother, UnknownKind, BadSite,
			BadChartDay, BadText, BadChoice, ToothGone, WrongPlace, ReferralText, BadReceiver, BadAttachment}}, s.postReferral)
	httpapi.Handle(a, httpapi.Route{ID: "charting.move_referral", Method: http.MethodPost, Path: "/charting/referrals/{id}/step", Permission: MayRefer,
		Summary: "A referral is taken, declined, answered, withdrawn or read",
		Faults: []*fault.Def{ReferralNotFound, db.Stale, ReferralStanding, NotYourReferral, ReferralText, BadText, BadSite, visits.NotFound, VisitOfAnother,
			BadChartDay, ToothGone, WrongPlace}}, s.postReferralStep)
}

type referenceBody struct {
	Kind RefKind `json:"kind" enum:"record,card,order,plan,image"`
	ID   string  `json:"id" format:"uuid" maxLength:"36" doc:"of a card its visit"`
}

// ReferralBody is a referral on the wire.
type ReferralBody struct {
	ID          string          `json:"id" format:"uuid"`
	Version     int64           `json:"version"`
	Patient     string          `json:"patient_id" format:"uuid"`
	PatientName string          `json:"patient_name"`
	RecordNo    string          `json:"record_no"`
	FromClinic  string          `json:"from_clinic_id" format:"uuid"`
	FromName    string          `json:"from_clinic_name"`
	ToClinic    string          `json:"to_clinic_id" format:"uuid"`
	ToName      string          `json:"to_clinic_name"`
	Visit       string          `json:"visit_id" doc:"at which it was written; empty = outside a visit"`
	Origin      *referenceBody  `json:"origin,omitempty" doc:"the record or plan that it was written upon"`
	Sender      string          `json:"sent_by" format:"uuid"`
	SenderName  string          `json:"sent_by_name"`
	SentAt      int64           `json:"sent_at"`
	ToStaff     string          `json:"to_staff_id" doc:"empty = whoever of the role takes it"`
	ToStaffName string          `json:"to_staff_name"`
	ToRole      string          `json:"to_role"`
	Site        string          `json:"site"`
	Treatment   What            `json:"treatment" doc:"what is asked of the teeth; empty = something else"`
	Why         string          `json:"why"`
	Asked       string          `json:"asked"`
	Urgency     Urgency         `json:"urgency" enum:"urgent,soon,routine"`
	Attached    []referenceBody `json:"attached"`
	Template    string          `json:"template_id" doc:"kind of visit that is needed; empty = not said"`
	State       ReferralState   `json:"state" enum:"asked,taken,done,declined,withdrawn"`
	Taker       string          `json:"taken_by"`
	TakerName   string          `json:"taken_by_name"`
	TakenAt     int64           `json:"taken_at" doc:"0 = not yet"`
	EndedAt     int64           `json:"ended_at" doc:"0 = it is open"`
	EndedVisit  string          `json:"ended_visit_id"`
	Answer      string          `json:"answer"`
	Reason      string          `json:"reason" doc:"why it was declined or withdrawn"`
	ReadAt      int64           `json:"read_at" doc:"0 = the sender has not read what came back"`
}

func bodyOfReferral(r Referral, a Referred) ReferralBody {
	p := a.People[r.Patient]
	out := ReferralBody{
		ID: r.ID, Version: r.Version, Patient: r.Patient, PatientName: p.Name, RecordNo: p.RecordNo, FromClinic: r.FromClinic, FromName: a.Clinics[r.FromClinic],
		ToClinic: r.ToClinic, ToName: a.Clinics[r.ToClinic], Visit: r.Visit, Sender: r.Sender, SenderName: a.Names[r.Sender], SentAt: r.SentAt,
		ToStaff: r.ToStaff, ToStaffName: a.Names[r.ToStaff], ToRole: r.ToRole, Site: r.Site.String(), Treatment: r.Treatment, Why: r.Why, Asked: r.Asked,
		Urgency: r.Urgency, Attached: []referenceBody{}, Template: r.Template, State: r.State, Taker: r.Taker, TakerName: a.Names[r.Taker], TakenAt: r.TakenAt,
		EndedAt: r.EndedAt, EndedVisit: r.EndedVisit, Answer: r.Answer, Reason: r.Reason, ReadAt: r.ReadAt,
	}
	for _, x := range r.Attached {
		out.Attached = append(out.Attached, referenceBody(x))
	}
	if r.Origin != (Reference{}) {
		o := referenceBody(r.Origin)
		out.Origin = &o
	}
	return out
}

type referralsBody struct {
	Items []ReferralBody `json:"items"`
}

func bodiesOfReferrals(a Referred) *httpapi.Body[referralsBody] {
	out := referralsBody{Items: make([]ReferralBody, len(a.List))}
	for i, r := range a.List {
		out.Items[i] = bodyOfReferral(r, a)
	}
	return &httpapi.Body[referralsBody]{Body: out}
}

type referralsIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Box    Box    `query:"box" enum:"to_me,sent,clinic" default:"to_me"`
}

func (s *Service) getReferrals(ctx context.Context, in *referralsIn) (*httpapi.Body[referralsBody], error) {
	list, err := s.ReferralsIn(ctx, in.Clinic, in.Box)
	return bodiesOfReferrals(list), err
}

func (s *Service) getPatientReferrals(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[referralsBody], error) {
	list, err := s.ReferralsOf(ctx, in.ID)
	return bodiesOfReferrals(list), err
}

type dentistBody struct {
	ID    string `json:"id" format:"uuid"`
	Name  string `json:"name"`
	Title string `json:"title"`
}

type receiverBody struct {
	Clinic   string        `json:"clinic_id" format:"uuid"`
	Name     string        `json:"name"`
	Dentists []dentistBody `json:"dentists" doc:"without oneself"`
}

type receiversBody struct {
	Items []receiverBody `json:"items"`
}

func (s *Service) getReceivers(ctx context.Context, _ *struct{}) (*httpapi.Body[receiversBody], error) {
	list, err := s.Receivers(ctx)
	out := receiversBody{Items: []receiverBody{}}
	for _, r := range list {
		b := receiverBody{Clinic: r.Clinic.ID, Name: r.Clinic.ShortName, Dentists: []dentistBody{}}
		for _, p := range r.Dentists {
			b.Dentists = append(b.Dentists, dentistBody{p.ID, p.Name, p.Title})
		}
		out.Items = append(out.Items, b)
	}
	return &httpapi.Body[receiversBody]{Body: out}, err
}

type referralEventBody struct {
	Step  ReferralStep `json:"step" enum:"send,take,decline,answer,withdraw,read"`
	At    int64        `json:"at"`
	By    string       `json:"by" doc:"name"`
	Text  string       `json:"text"`
	Visit string       `json:"visit_id"`
}

type oneReferralBody struct {
	ReferralBody
	History []referralEventBody `json:"history"`
}

func (s *Service) getReferral(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[oneReferralBody], error) {
	a, events, err := s.Referral(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := oneReferralBody{ReferralBody: bodyOfReferral(a.List[0], a), History: []referralEventBody{}}
	for _, e := range events {
		out.History = append(out.History, referralEventBody{e.Step, e.At, a.Names[e.By], e.Text, e.Visit})
	}
	return httpapi.Tagged(out, out.Version), nil
}

type referIn struct {
	Body struct {
		FromClinic string          `json:"from_clinic_id" format:"uuid" maxLength:"36"`
		Patient    string          `json:"patient_id" format:"uuid" maxLength:"36"`
		Visit      string          `json:"visit_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = outside a visit"`
		Origin     *referenceBody  `json:"origin,omitempty" doc:"the record or plan that it is written upon"`
		ToClinic   string          `json:"to_clinic_id" format:"uuid" maxLength:"36"`
		ToStaff    string          `json:"to_staff_id,omitempty" format:"uuid" maxLength:"36" doc:"this or to_role"`
		ToRole     string          `json:"to_role,omitempty" enum:"doctor,second_dentist"`
		Site       string          `json:"site,omitempty" maxLength:"400" doc:"teeth: \"14,24,34,44\""`
		Treatment  What            `json:"treatment,omitempty" enum:"extracted,filling,sealant,root_canal,crown,veneer,bridge,joined_crowns,implant,bracket,band,attachment,miniscrew,appliance_off" doc:"what is asked of the teeth; it is planned in the chart"`
		Why        string          `json:"why" minLength:"1" maxLength:"1000"`
		Asked      string          `json:"asked" minLength:"1" maxLength:"1000"`
		Urgency    Urgency         `json:"urgency,omitempty" enum:"urgent,soon,routine"`
		Attached   []referenceBody `json:"attached,omitempty" maxItems:"20"`
		Template   string          `json:"template_id,omitempty" format:"uuid" maxLength:"36" doc:"kind of visit that is needed"`
	}
}

// siteIn reads a place as it is sent.
func siteIn(field, text string) (tooth.Site, error) {
	site, err := tooth.ParseSite(text)
	if err != nil {
		var bad *tooth.BadPart
		errors.As(err, &bad)
		return site, BadSite.At(field, "part", short(bad.Part))
	}
	return site, nil
}

func (s *Service) postReferral(ctx context.Context, in *referIn) (*httpapi.Body[ReferralBody], error) {
	b := in.Body
	site, err := siteIn("site", b.Site)
	if err != nil {
		return nil, err
	}
	r := Referral{FromClinic: b.FromClinic, Patient: b.Patient, Visit: b.Visit, ToClinic: b.ToClinic, ToStaff: b.ToStaff, ToRole: b.ToRole, Site: site,
		Treatment: b.Treatment, Why: b.Why, Asked: b.Asked, Urgency: b.Urgency, Template: b.Template}
	if b.Origin != nil {
		r.Origin = Reference(*b.Origin)
	}
	for _, a := range b.Attached {
		r.Attached = append(r.Attached, Reference(a))
	}
	var out ReferralBody
	_, err = s.Refer(ctx, r, func(tx *db.Tx, made Referral) error {
		a := Referred{List: []Referral{made}}
		if err := s.aroundReferrals(tx, &a); err != nil {
			return err
		}
		out = bodyOfReferral(made, a)
		return httpapi.Answer(tx, out)
	})
	return &httpapi.Body[ReferralBody]{Body: out}, err
}

type referralStepIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Step  ReferralStep `json:"step" enum:"take,decline,answer,withdraw,read"`
		Text  string       `json:"text,omitempty" maxLength:"1000" doc:"the answer, or why it is declined or withdrawn"`
		Visit string       `json:"visit_id,omitempty" format:"uuid" maxLength:"36" doc:"at which it was done"`
		Did   string       `json:"did,omitempty" maxLength:"400" doc:"with an answer: the teeth at which it was done, for the chart"`
	}
}

func (s *Service) postReferralStep(ctx context.Context, in *referralStepIn) (*httpapi.Versioned[ReferralBody], error) {
	b := in.Body
	did, err := siteIn("did", b.Did)
	if err != nil {
		return nil, err
	}
	r, err := s.MoveReferral(ctx, in.ID, in.At(), ReferralAct{Step: b.Step, Text: b.Text, Visit: b.Visit, Did: did})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(bodyOfReferral(r, Referred{}), r.Version), nil
}
