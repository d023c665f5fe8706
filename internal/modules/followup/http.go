package followup

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// recordFaults are what recording a call may be refused with.
var recordFaults = []*fault.Def{db.Stale, ContactNotFound, NotOpen, BadOutcome, BadChoice, BadAnswer, BadTime, TextTooLong, Uncomplaint, patients.NotFound, patients.BadChoice}

func (s *Service) routes(a *httpapi.API) {
	inClinic := []*fault.Def{db.OutOfScope, org.ClinicNotFound}
	httpapi.Handle(a, httpapi.Route{ID: "followup.desk", Method: http.MethodGet, Path: "/followup/desk", Permission: MayView, Faults: inClinic,
		Summary: "A clinic's calls of today in call order, and what was done"}, s.getDesk)
	httpapi.Handle(a, httpapi.Route{ID: "followup.show_contact", Method: http.MethodGet, Path: "/followup/contacts/{id}", Permission: MayView,
		Summary: "A contact with script, goals, questions and what is known", Faults: []*fault.Def{ContactNotFound}}, s.getContact)
	httpapi.Handle(a, httpapi.Route{ID: "followup.trial", Method: http.MethodPost, Path: "/followup/contacts/{id}/trial", Permission: MayView,
		Summary: "What answers would come to, without recording them", Faults: []*fault.Def{ContactNotFound}}, s.postTrial)
	httpapi.Handle(a, httpapi.Route{ID: "followup.record", Method: http.MethodPost, Path: "/followup/contacts/{id}/result", Permission: MayCall, Idempotent: true,
		Summary: "What came of a call", Faults: recordFaults}, s.postResult)
	httpapi.Handle(a, httpapi.Route{ID: "followup.take_back", Method: http.MethodPost, Path: "/followup/contacts/{id}/take-back", Permission: MayCall, Idempotent: true,
		Summary: "Take back a try in vain that was a slip", Faults: []*fault.Def{db.Stale, ContactNotFound, NotOpen, NothingToTakeBack}}, s.postTakeBack)
	httpapi.Handle(a, httpapi.Route{ID: "followup.correct", Method: http.MethodPost, Path: "/followup/contacts/{id}/correction", Permission: MayCorrect, Idempotent: true,
		Summary: "Add a correction to a result; what was written stays", Faults: []*fault.Def{ContactNotFound, NoResult, BadAnswer, TextMissing, TextTooLong}}, s.postCorrection)
	httpapi.Handle(a, httpapi.Route{ID: "followup.digest", Method: http.MethodGet, Path: "/followup/digest", Permission: MayResults, Faults: inClinic,
		Summary: "The results of a doctor's patients since yesterday, bad ones first"}, s.getDigest)
	httpapi.Handle(a, httpapi.Route{ID: "followup.tellings", Method: http.MethodGet, Path: "/followup/tellings", Permission: MayView, Faults: inClinic,
		Summary: "What those who come on a day answered last, where it was not good, and what is to be asked in person"}, s.getTellings)
	httpapi.Handle(a, httpapi.Route{ID: "followup.seen", Method: http.MethodPost, Path: "/followup/digest/seen", Permission: MayResults,
		Summary: "Results that the doctor has seen; only of their own patients"}, s.postSeen)
	httpapi.Handle(a, httpapi.Route{ID: "followup.week", Method: http.MethodGet, Path: "/followup/week", Permission: MayWeek, Faults: inClinic,
		Summary: "A clinic's week per caller; the week before this one where no day is named"}, s.getWeek)
	httpapi.Handle(a, httpapi.Route{ID: "followup.week_paper", Method: http.MethodGet, Path: "/followup/week/paper", Permission: MayWeek, Faults: inClinic,
		Produces: httpapi.PDF, Summary: "A clinic's week per caller, as PDF"}, s.getWeekPaper)
	httpapi.Handle(a, httpapi.Route{ID: "followup.forecast", Method: http.MethodGet, Path: "/followup/forecast", Permission: MayView, Faults: inClinic,
		Summary: "Calls and forms of the days that come, slot by slot"}, s.getForecast)
	httpapi.Handle(a, httpapi.Route{ID: "followup.ahead", Method: http.MethodGet, Path: "/followup/ahead", Permission: MayView, Faults: inClinic,
		Summary: "Whom a protocol contacts because of one day's treatments, when and how"}, s.getAhead)
	httpapi.Handle(a, httpapi.Route{ID: "followup.of_patient", Method: http.MethodGet, Path: "/followup/patients/{id}", Permission: MayView,
		Summary: "A patient's series, contacts and recalls", Faults: []*fault.Def{patients.NotFound}}, s.getPatient)
	httpapi.Handle(a, httpapi.Route{ID: "followup.set_wishes", Method: http.MethodPut, Path: "/followup/patients/{id}/wishes", Permission: MayPlan,
		Summary: "How a patient wants to be contacted", Faults: append([]*fault.Def{patients.NotFound}, inClinic...)}, s.putWishes)
	httpapi.Handle(a, httpapi.Route{ID: "followup.begin", Method: http.MethodPost, Path: "/followup/series", Permission: MayPlan, Idempotent: true,
		Summary: "Begin a series by hand: of what stands on no price list", Faults: append([]*fault.Def{ProtocolNotFound, BadTime, BadChoice, patients.NotFound}, inClinic...)}, s.postBegin)
	httpapi.Handle(a, httpapi.Route{ID: "followup.set_case", Method: http.MethodPut, Path: "/followup/series/{id}/case", Permission: MayPlan,
		Summary: "What was prescribed in a case, and what the item does not tell", Faults: []*fault.Def{db.Stale, SeriesNotFound, NotOpen, BadChoice}}, s.putCase)
	httpapi.Handle(a, httpapi.Route{ID: "followup.stop", Method: http.MethodPost, Path: "/followup/series/{id}/stop", Permission: MayPlan,
		Summary: "End a series by hand", Faults: []*fault.Def{db.Stale, SeriesNotFound, NotOpen, TextMissing, TextTooLong}}, s.postStop)
	s.formRoutes(a)
	s.protocolRoutes(a)
	s.recallRoutes(a)
}

type deskIn struct {
	ClinicQuery
	Mine bool `query:"mine" doc:"without the calls of others"`
}

// ClinicQuery is embedded by what is read of one clinic.
type ClinicQuery struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

type deskBody struct {
	Day    civil.Day      `json:"day"`
	Now    int64          `json:"now"`
	Calls  []lineBody     `json:"calls" doc:"in call order"`
	Closed []lineBody     `json:"closed" doc:"calls of today that are done"`
	Forms  int            `json:"forms" doc:"of today that wait for an answer"`
	Counts map[string]int `json:"counts" doc:"of today's contacts, by state, way and level"`
}

func (s *Service) getDesk(ctx context.Context, in *deskIn) (*httpapi.Body[deskBody], error) {
	caller := ""
	if in.Mine {
		caller = actorOf(ctx)
	}
	v, err := s.Desk(ctx, in.Clinic, caller)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[deskBody]{Body: deskBody{v.Day, v.Now, lineBodies(v.Calls), lineBodies(v.Closed), v.Forms, v.Counts}}, nil
}

func (s *Service) getContact(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[contactBody], error) {
	o, err := s.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(openedBody(o), o.Version), nil
}

type dayBody struct {
	Kind  string `json:"kind" enum:"birthday,wedding,other"`
	Label string `json:"label,omitempty" maxLength:"40"`
	Year  int    `json:"year,omitempty" minimum:"0" maximum:"2200"`
	Month int    `json:"month" minimum:"1" maximum:"12"`
	Day   int    `json:"day" minimum:"1" maximum:"31"`
	Lunar bool   `json:"lunar,omitempty"`
}

type resultIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Outcome      Outcome           `json:"outcome" enum:"reached,no_answer,wrong_number,refused,call_back"`
		Answers      map[string]string `json:"answers,omitempty" maxProperties:"60" doc:"by key of the question; several choices are joined by commas"`
		Mood         string            `json:"mood,omitempty" maxLength:"20" doc:"its text is followup.mood.<mood>"`
		Advice       string            `json:"advice,omitempty" maxLength:"1000"`
		Note         string            `json:"note,omitempty" maxLength:"1000"`
		Satisfaction int               `json:"satisfaction,omitempty" minimum:"0" maximum:"5"`
		Referral     string            `json:"referral,omitempty" maxLength:"20" doc:"what came of asking for a recommendation; its text is followup.referral.<result>"`
		Wish         string            `json:"wish,omitempty" maxLength:"30" doc:"its text is followup.wish.<wish>"`
		Again        int64             `json:"again_at,omitempty" minimum:"0" maximum:"9007199254740991" doc:"of call_back; of no_answer absent = the next window"`
		Complaint    string            `json:"complaint,omitempty" maxLength:"1000" doc:"words of a complaint: it is registered with the result"`
		Days         []dayBody         `json:"special_days,omitempty" maxItems:"20" doc:"all that are known now; absent = not asked"`
		Important    *bool             `json:"important,omitempty"`
		Why          string            `json:"important_reason,omitempty" maxLength:"200"`
		AsksCalls    *bool             `json:"asks_calls,omitempty" doc:"wants to be called from now on"`
	}
}

func (s *Service) postResult(ctx context.Context, in *resultIn) (*httpapi.Body[contactBody], error) {
	b := in.Body
	c := Called{Outcome: b.Outcome, Answers: b.Answers, Mood: b.Mood, Advice: b.Advice, Note: b.Note, Satisfaction: b.Satisfaction, Referral: b.Referral, Wish: b.Wish,
		Again: b.Again, Complaint: b.Complaint, Important: b.Important, Why: b.Why, AsksCalls: b.AsksCalls}
	for _, d := range b.Days {
		c.Days = append(c.Days, patients.SpecialDay(d))
	}
	o, err := s.Record(ctx, in.ID, in.At(), c)
	return &httpapi.Body[contactBody]{Body: openedBody(o)}, err
}

type takeBackIn struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) postTakeBack(ctx context.Context, in *takeBackIn) (*httpapi.Body[contactBody], error) {
	o, err := s.TakeBack(ctx, in.ID, in.At())
	return &httpapi.Body[contactBody]{Body: openedBody(o)}, err
}

type correctionIn struct {
	httpapi.ByID
	Body struct {
		Answers map[string]string `json:"answers,omitempty" maxProperties:"60" doc:"absent = as they were"`
		Note    string            `json:"note" minLength:"1" maxLength:"1000"`
	}
}

func (s *Service) postCorrection(ctx context.Context, in *correctionIn) (*httpapi.Body[contactBody], error) {
	o, err := s.Correct(ctx, in.ID, in.Body.Answers, in.Body.Note)
	return &httpapi.Body[contactBody]{Body: openedBody(o)}, err
}

type digestIn struct {
	ClinicQuery
	Doctor string `query:"doctor_id" format:"uuid" maxLength:"36" doc:"absent = oneself"`
	Day    string `query:"day" maxLength:"10" doc:"absent = yesterday, with what came this morning"`
}

type digestBody struct {
	From   int64          `json:"from"`
	To     int64          `json:"to"`
	Lines  []lineBody     `json:"lines" doc:"bad ones first"`
	Counts map[string]int `json:"counts" doc:"by level"`
}

func (s *Service) getDigest(ctx context.Context, in *digestIn) (*httpapi.Body[digestBody], error) {
	day, err := dayOf(in.Day)
	if err != nil {
		return nil, err
	}
	doctor := in.Doctor
	if doctor == "" {
		doctor = actorOf(ctx)
	}
	d, err := s.DigestOf(ctx, in.Clinic, doctor, day)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[digestBody]{Body: digestBody{d.From, d.To, lineBodies(d.Lines), d.Counts}}, nil
}

func dayOf(text string) (civil.Day, error) {
	if text == "" {
		return "", nil
	}
	day, err := civil.Parse(text)
	if err != nil {
		return "", BadTime.At("day")
	}
	return day, nil
}

type seenIn struct {
	Body struct {
		Results []string `json:"result_ids" minItems:"1" maxItems:"500"`
	}
}

type countBody struct {
	Count int `json:"count"`
}

func (s *Service) postSeen(ctx context.Context, in *seenIn) (*httpapi.Body[countBody], error) {
	n, err := s.Seen(ctx, in.Body.Results)
	return &httpapi.Body[countBody]{Body: countBody{n}}, err
}

// WeekQuery names a clinic and a day of a week.
type WeekQuery struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"a day of the week; absent = last week"`
}

type weekRow struct {
	Caller     string `json:"caller_id" doc:"empty = nobody in particular: forms"`
	Name       string `json:"name"`
	Due        int    `json:"due"`
	Done       int    `json:"done"`
	InTime     int    `json:"in_time"`
	Calls      int    `json:"calls"`
	Reached    int    `json:"reached"`
	Amber      int    `json:"amber"`
	Red        int    `json:"red"`
	Complaints int    `json:"complaints"`
	Booked     int    `json:"booked"`
	Referrals  int    `json:"referrals"`
}

type weekBody struct {
	First civil.Day `json:"first_day"`
	Last  civil.Day `json:"last_day"`
	Rows  []weekRow `json:"rows"`
	Total weekRow   `json:"total"`
}

func (s *Service) getWeek(ctx context.Context, in *WeekQuery) (*httpapi.Body[weekBody], error) {
	day, err := dayOf(in.Day)
	if err != nil {
		return nil, err
	}
	sum, err := s.Summed(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	out := weekBody{First: sum.First, Last: sum.Last, Total: weekRow(sum.Total)}
	for _, w := range sum.Weeks {
		out.Rows = append(out.Rows, weekRow(w))
	}
	return &httpapi.Body[weekBody]{Body: out}, nil
}

type weekPaperIn struct {
	WeekQuery
	Locale string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getWeekPaper(ctx context.Context, in *weekPaperIn) (*httpapi.Paper, error) {
	day, err := dayOf(in.Day)
	if err != nil {
		return nil, err
	}
	sheet, err := s.Paper(ctx, in.Clinic, day, in.Locale)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("week", sheet.PDF), nil
}

type forecastIn struct {
	ClinicQuery
	Days int `query:"days" minimum:"1" maximum:"31" default:"14"`
}

type loadBody struct {
	Day      civil.Day `json:"day"`
	Slot     Slot      `json:"slot" enum:"own,second,morning,afternoon,evening"`
	Calls    int       `json:"calls"`
	Forms    int       `json:"forms"`
	Messages int       `json:"messages"`
}

type loadsBody struct {
	Items []loadBody `json:"items"`
}

func (s *Service) getForecast(ctx context.Context, in *forecastIn) (*httpapi.Body[loadsBody], error) {
	list, err := s.Forecast(ctx, in.Clinic, in.Days)
	if err != nil {
		return nil, err
	}
	var out loadsBody
	for _, l := range list {
		out.Items = append(out.Items, loadBody(l))
	}
	return &httpapi.Body[loadsBody]{Body: out}, nil
}

type aheadIn struct {
	ClinicQuery
	Protocol string `query:"protocol" required:"true" maxLength:"40" pattern:"^[a-z][a-z0-9_]*$"`
	Day      string `query:"day" required:"true" maxLength:"10"`
}

type aheadBody struct {
	Day    civil.Day      `json:"day"`
	Lines  []foreseenBody `json:"lines"`
	Counts map[string]int `json:"counts" doc:"by way"`
}

type foreseenBody struct {
	Series    string         `json:"series_id"`
	Patient   string         `json:"patient_id"`
	Name      string         `json:"name"`
	Step      string         `json:"step"`
	Due       int64          `json:"due_at"`
	Way       Way            `json:"way"`
	Why       string         `json:"why" doc:"its text is followup.why.<why>"`
	Questions []questionBody `json:"questions"`
}

func (s *Service) getAhead(ctx context.Context, in *aheadIn) (*httpapi.Body[aheadBody], error) {
	day, err := dayOf(in.Day)
	if err != nil {
		return nil, err
	}
	y, err := s.Ahead(ctx, in.Clinic, in.Protocol, day)
	if err != nil {
		return nil, err
	}
	out := aheadBody{Day: y.Day, Counts: y.Counts}
	for _, l := range y.Lines {
		out.Lines = append(out.Lines, foreseenBody{l.Series.ID, l.Series.Patient, l.Face, l.Step, l.Due, l.Way, l.Why, questionBodies(l.Questions)})
	}
	return &httpapi.Body[aheadBody]{Body: out}, nil
}

type wishesIn struct {
	httpapi.ByID
	Body struct {
		Clinic    string `json:"clinic_id" format:"uuid" maxLength:"36"`
		AsksCalls bool   `json:"asks_calls" doc:"wants to be called instead of asked by form"`
		OptedOut  bool   `json:"opted_out" doc:"does not want to hear of the clinic but for care"`
	}
}

func (s *Service) putWishes(ctx context.Context, in *wishesIn) (*httpapi.None, error) {
	return nil, s.SetWishes(ctx, in.Body.Clinic, in.ID, in.Body.AsksCalls, in.Body.OptedOut)
}

type beginIn struct {
	Body struct {
		Clinic   string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient  string `json:"patient_id" format:"uuid" maxLength:"36"`
		Protocol string `json:"protocol" maxLength:"40" pattern:"^[a-z][a-z0-9_]*$"`
		Doctor   string `json:"doctor_id,omitempty" format:"uuid" maxLength:"36" doc:"who hears of what is abnormal"`
		Site     string `json:"site,omitempty" maxLength:"400" doc:"teeth as typed: 46, 11-13"`
		Treated  int64  `json:"treated_at,omitempty" minimum:"0" maximum:"9007199254740991" doc:"when the treatment ended, at most a week ago; absent = now"`
	}
}

func (s *Service) postBegin(ctx context.Context, in *beginIn) (*httpapi.Versioned[seriesBody], error) {
	b := in.Body
	one, err := s.Begin(ctx, NewSeries{b.Clinic, b.Patient, b.Protocol, b.Doctor, b.Site, b.Treated})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(seriesBodyOf(one, nil), one.Version), nil
}

type caseIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Flags map[string]bool    `json:"flags,omitempty" maxProperties:"10" doc:"reaction, anticoagulant, replace, turning, anaesthetic, new_medicine, contact_allergy"`
		Plan  map[string]float64 `json:"plan,omitempty" maxProperties:"5" doc:"turns, turns_per_day, wear_hours"`
		Usual []string           `json:"as_usual,omitempty" maxItems:"5" doc:"those of the plan that are from now on as the protocol prescribes them"`
	}
}

func (s *Service) putCase(ctx context.Context, in *caseIn) (*httpapi.Versioned[seriesBody], error) {
	one, err := s.SetCase(ctx, in.ID, in.At(), Case{in.Body.Flags, in.Body.Plan, in.Body.Usual})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(seriesBodyOf(one, nil), one.Version), nil
}

type stopIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"1000"`
	}
}

func (s *Service) postStop(ctx context.Context, in *stopIn) (*httpapi.Versioned[seriesBody], error) {
	one, err := s.Stop(ctx, in.ID, in.At(), in.Body.Why)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(seriesBodyOf(one, nil), one.Version), nil
}
