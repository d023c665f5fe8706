package checkin

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "checkin.programmes", Method: http.MethodGet, Path: "/checkin/programmes", Permission: MayView,
		Summary: "The programmes in force"}, s.getProgrammes)
	httpapi.Handle(a, httpapi.Route{ID: "checkin.change_times", Method: http.MethodPut, Path: "/checkin/programmes/{key}/times", Permission: MayShape,
		Summary: "Change the times of a programme, from the next due day on", Faults: []*fault.Def{ProgrammeNotFound, db.Stale, BadTime}}, s.putTimes)
	httpapi.Handle(a, httpapi.Route{ID: "checkin.day", Method: http.MethodGet, Path: "/checkin/days", Permission: MayView,
		Summary: "Who is due on a day, who did and who did not", Faults: []*fault.Def{db.OutOfScope, BadDay}}, s.getDay)
	httpapi.Handle(a, httpapi.Route{ID: "checkin.of_patient", Method: http.MethodGet, Path: "/checkin/patients/{id}", Permission: MayView,
		Summary: "A patient's programmes with their latest days", Faults: []*fault.Def{PatientNotFound}}, s.getPatient)
	httpapi.Handle(a, httpapi.Route{ID: "checkin.join", Method: http.MethodPost, Path: "/checkin/members", Permission: MayWork, Idempotent: true,
		Summary: "Let a patient join a programme", Faults: []*fault.Def{ProgrammeNotFound, AlreadyMember, ConsentGone, PatientUnknown, StaffUnknown, BadVariant,
			BadStage, BadDay, BadTime, BadClaim, BadConsent, GuardianNeeded, db.OutOfScope}}, s.postJoin)
	act := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "checkin." + id, Method: http.MethodPost, Path: "/checkin/members/{id}/" + path, Summary: summary, Permission: MayWork,
			Idempotent: true, Faults: append([]*fault.Def{MemberNotFound}, faults...)}
	}
	httpapi.Handle(a, act("pause", "pause", "Let nothing be due for a while", NotActive, BadReason, BadDay, TooLong), s.postPause)
	httpapi.Handle(a, act("resume", "resume", "Go on today; misses are counted anew", NotPaused), s.postResume)
	httpapi.Handle(a, act("leave", "leave", "Take a patient out of a programme", HasLeft, BadReason, TooLong), s.postLeave)
	httpapi.Handle(a, act("note", "days", "Note a check-in that somebody told of", append([]*fault.Def{NotActive}, claims...)...), s.postNote)
	httpapi.Handle(a, act("link", "link", "Make a link to the page on which a parent checks in", NotActive), s.postLink)
	open := "the link itself is the secret: a patient has no log-in"
	httpapi.Handle(a, httpapi.Route{ID: "checkin.page", Method: http.MethodGet, Path: "/checkin/pages/{group}/{token}", Anonymous: true, Open: open,
		Summary: "The check-in page on a telephone", Faults: []*fault.Def{LinkNotFound}}, s.getPage)
	httpapi.Handle(a, httpapi.Route{ID: "checkin.check_in", Method: http.MethodPost, Path: "/checkin/pages/{group}/{token}", Anonymous: true, Open: open, MaxBody: 16 << 10,
		Summary: "Check in; a day is taken once, whoever sends it", Faults: append([]*fault.Def{LinkNotFound, NotActive}, claims...)}, s.postPage)
}

// claims are the faults of a check-in.
var claims = []*fault.Def{NotDue, NotDueYet, MakeUpTooLate, MakeUpUsed, ClaimMissing, BadClaim, BadDay}

type wordsBody struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

type itemBody struct {
	Key    string    `json:"key"`
	Kind   ItemKind  `json:"kind" enum:"hours,count,yes_no,text"`
	Words  wordsBody `json:"words"`
	Target int       `json:"target" doc:"what the prescription asks for; 0 = nothing in particular"`
	Max    int       `json:"max"`
	Must   bool      `json:"must" doc:"a check-in without it is refused"`
}

func itemBodies(list []Item) []itemBody {
	out := make([]itemBody, len(list))
	for i, x := range list {
		out[i] = itemBody{x.Key, x.Kind, wordsBody(x.Words), x.Target, x.Max, x.Must}
	}
	return out
}

type variantBody struct {
	Key     string    `json:"key"`
	Name    wordsBody `json:"name"`
	Target  int       `json:"target" doc:"hours a day; 0 = none"`
	ByStage bool      `json:"by_stage" doc:"the days of a cycle are said at joining"`
}

type windowBody struct {
	Days []int  `json:"days" doc:"weekdays, Sunday = 0; empty = all others"`
	From string `json:"from" example:"19:00"`
	To   string `json:"to"`
}

func windowOf(w Window) windowBody {
	out := windowBody{Days: []int{}, From: w.From.String(), To: w.To.String()}
	for _, d := range w.Days {
		out.Days = append(out.Days, int(d))
	}
	return out
}

type rungBody struct {
	Rung   Rung `json:"rung" enum:"wecom,call,assistant,doctor"`
	Row    int  `json:"row" doc:"days missed in a row; 0 = not by this"`
	Missed int  `json:"missed" doc:"missed of the last of due days"`
	Of     int  `json:"of"`
	Late   int  `json:"late" doc:"days late"`
}

type programmeBody struct {
	Key      string        `json:"key"`
	Name     wordsBody     `json:"name"`
	Number   int           `json:"number" doc:"of the version in force; 1 = as the program brings it"`
	Remind   string        `json:"remind_at" example:"20:00"`
	Windows  []windowBody  `json:"windows"`
	Back     int           `json:"make_up_days" doc:"how many days back a missed day may be made up"`
	PerMonth int           `json:"make_up_per_month" doc:"0 = as many as there are"`
	Months   int           `json:"months" doc:"it ends after so many; 0 = when somebody says so"`
	Variants []variantBody `json:"variants"`
	Ladder   []rungBody    `json:"ladder"`
}

func programmeBodyOf(p Programme) programmeBody {
	out := programmeBody{Key: p.Key, Name: wordsBody(p.Name), Number: p.Number, Remind: p.Remind.String(), Back: p.MakeUp.Back, PerMonth: p.MakeUp.PerMonth, Months: p.Months}
	for _, w := range p.Windows {
		out.Windows = append(out.Windows, windowOf(w))
	}
	for _, v := range p.Variants {
		out.Variants = append(out.Variants, variantBody{v.Key, wordsBody(v.Name), v.Target, v.byStage()})
	}
	for _, x := range p.Ladder {
		out.Ladder = append(out.Ladder, rungBody(x))
	}
	return out
}

type programmesBody struct {
	Items []programmeBody `json:"items"`
}

func (s *Service) getProgrammes(ctx context.Context, _ *struct{}) (*httpapi.Body[programmesBody], error) {
	list, err := s.Programmes(ctx)
	var out programmesBody
	for _, p := range list {
		out.Items = append(out.Items, programmeBodyOf(p))
	}
	return &httpapi.Body[programmesBody]{Body: out}, err
}

type timesIn struct {
	Key string `path:"key" maxLength:"40" pattern:"^[a-z][a-z0-9_]*$"`
	httpapi.IfMatch
	Body struct {
		Remind   string `json:"remind_at" pattern:"^([01]?[0-9]|2[0-3]):[0-5][0-9]$" maxLength:"5"`
		Back     int    `json:"make_up_days" minimum:"0" maximum:"14"`
		PerMonth int    `json:"make_up_per_month" minimum:"0" maximum:"31"`
		Note     string `json:"note,omitempty" maxLength:"200" doc:"why"`
	}
}

func (s *Service) putTimes(ctx context.Context, in *timesIn) (*httpapi.Versioned[programmeBody], error) {
	remind, err := civil.ParseClock(in.Body.Remind)
	if err != nil {
		return nil, BadTime.At("remind_at", "from", earliest.String(), "to", latest.String())
	}
	p, err := s.ChangeTimes(ctx, in.Key, int(in.At()), Times{Remind: remind, MakeUp: MakeUp{in.Body.Back, in.Body.PerMonth}, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(programmeBodyOf(p), int64(p.Number)), nil
}

type joinIn struct {
	Body struct {
		Clinic    string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient   string    `json:"patient_id" format:"uuid" maxLength:"36"`
		Programme string    `json:"programme" maxLength:"40"`
		Variant   string    `json:"variant,omitempty" maxLength:"40"`
		Every     int       `json:"stage_days,omitempty" minimum:"0" maximum:"28" doc:"days of an aligner, where the variant goes by the prescription"`
		Target    int       `json:"target,omitempty" minimum:"0" maximum:"24" doc:"hours a day; absent = the variant's"`
		Doctor    string    `json:"doctor_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = the doctor of the care team"`
		RemindAt  string    `json:"remind_at,omitempty" pattern:"^([01]?[0-9]|2[0-3]):[0-5][0-9]$" maxLength:"5" doc:"the guardian's own time; absent = the programme's"`
		From      civil.Day `json:"from,omitempty" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" maxLength:"10" doc:"absent = today"`
		Until     civil.Day `json:"until,omitempty" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" maxLength:"10"`
		Consent   struct {
			By       string `json:"by" enum:"self,guardian"`
			Relation string `json:"relation_id,omitempty" format:"uuid" maxLength:"36" doc:"the guardian, among the people beside the patient"`
			Means    string `json:"means" enum:"paper,screen,app,verbal"`
		} `json:"consent"`
	}
}

func (s *Service) postJoin(ctx context.Context, in *joinIn) (*httpapi.Body[memberBody], error) {
	b := in.Body
	j := Joining{Clinic: b.Clinic, Patient: b.Patient, Programme: b.Programme, Variant: b.Variant, Every: b.Every, Target: b.Target, Doctor: b.Doctor,
		Consent: Consent{b.Consent.By, b.Consent.Relation, b.Consent.Means}}
	var err error
	if b.RemindAt != "" {
		if j.RemindAt, err = civil.ParseClock(b.RemindAt); err != nil {
			return nil, BadTime.At("remind_at", "from", earliest.String(), "to", latest.String())
		}
	}
	for _, d := range []struct {
		field string
		given civil.Day
		into  *civil.Day
	}{{"from", b.From, &j.From}, {"until", b.Until, &j.Until}} {
		if d.given == "" {
			continue
		}
		if *d.into, err = civil.Parse(string(d.given)); err != nil {
			return nil, BadDay.At(d.field)
		}
	}
	m, err := s.Join(ctx, j, s.keepAnswer)
	return s.answer(ctx, m, err)
}

type pauseIn struct {
	httpapi.ByID
	Body struct {
		Reason   string    `json:"reason" enum:"ill,travel,exam,appliance,other"`
		ResumeOn civil.Day `json:"resume_on,omitempty" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" maxLength:"10" doc:"the day on which it goes on by itself; absent = when somebody says so"`
		Note     string    `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *Service) postPause(ctx context.Context, in *pauseIn) (*httpapi.Body[memberBody], error) {
	if in.Body.ResumeOn != "" {
		if _, err := civil.Parse(string(in.Body.ResumeOn)); err != nil {
			return nil, BadDay.At("resume_on")
		}
	}
	m, err := s.Pause(ctx, in.ID, in.Body.Reason, in.Body.Note, in.Body.ResumeOn, s.keepAnswer)
	return s.answer(ctx, m, err)
}

func (s *Service) postResume(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[memberBody], error) {
	m, err := s.Resume(ctx, in.ID, s.keepAnswer)
	return s.answer(ctx, m, err)
}

type leaveIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" enum:"finished,changed,consent,unwilling,other"`
		Note   string `json:"note,omitempty" maxLength:"500"`
	}
}

func (s *Service) postLeave(ctx context.Context, in *leaveIn) (*httpapi.Body[memberBody], error) {
	m, err := s.Leave(ctx, in.ID, in.Body.Reason, in.Body.Note, s.keepAnswer)
	return s.answer(ctx, m, err)
}

// sayingBody is a check-in on the wire.
type sayingBody struct {
	Day    civil.Day         `json:"day,omitempty" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" maxLength:"10" doc:"absent = today's; a missed day while it may be made up"`
	Values map[string]string `json:"values" maxProperties:"30" doc:"by key of the item: hours as 14 or 14.5, counts, yes or no, words"`
}

func (b sayingBody) saying() (Saying, error) {
	if b.Day != "" {
		if _, err := civil.Parse(string(b.Day)); err != nil {
			return Saying{}, BadDay.At("day")
		}
	}
	return Saying(b), nil
}

type noteIn struct {
	httpapi.ByID
	Body sayingBody
}

func (s *Service) postNote(ctx context.Context, in *noteIn) (*httpapi.Body[memberBody], error) {
	say, err := in.Body.saying()
	if err != nil {
		return nil, err
	}
	m, err := s.Note(ctx, in.ID, say, s.keepAnswer)
	return s.answer(ctx, m, err)
}

type linkBody struct {
	Path string `json:"path" doc:"below the program's address; whoever has it checks in"`
}

func (s *Service) postLink(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[linkBody], error) {
	path, err := s.MakeLink(ctx, in.ID, func(tx *db.Tx, path string) error { return httpapi.Answer(tx, linkBody{path}) })
	return &httpapi.Body[linkBody]{Body: linkBody{path}}, err
}
