package followup

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) rehearsalRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "followup.rehearse", Method: http.MethodPost, Path: "/followup/protocols/{key}/rehearsal", Permission: MayView,
		Summary: "What somebody made up would get by a protocol that is being written; nothing follows from it", MaxBody: 256 << 10,
		Faults: []*fault.Def{ProtocolNotFound, BadKey, BadName, BadStep, BadQuestion, BadRule, TooMuch, BadChoice, BadAnswer, BadTime, db.OutOfScope, org.ClinicNotFound}}, s.postRehearsal)
}

type imaginedBody struct {
	Site       string            `json:"site,omitempty" maxLength:"200" doc:"teeth, as of a plan item: 36"`
	Age        int               `json:"age,omitempty" minimum:"0" maximum:"120" doc:"0 = a grown-up"`
	Treated    int64             `json:"treated_at" minimum:"0" maximum:"9007199254740991" doc:"when the treatment ended; 0 = now"`
	Booked     int64             `json:"booked_at,omitempty" minimum:"0" maximum:"9007199254740991" doc:"a visit that lies ahead; 0 = none"`
	Important  bool              `json:"important,omitempty"`
	AsksCalls  bool              `json:"asks_calls,omitempty"`
	NoAddress  bool              `json:"no_address,omitempty" doc:"no form would arrive"`
	Beginning  bool              `json:"beginning,omitempty" doc:"in the first three months of orthodontic treatment"`
	Unanswered int               `json:"unanswered,omitempty" minimum:"0" maximum:"9" doc:"forms in a row that stayed without an answer"`
	Served     bool              `json:"served,omitempty" doc:"has a coordinator or somebody of the service"`
	Complaint  bool              `json:"complaint,omitempty"`
	OptedOut   bool              `json:"opted_out,omitempty"`
	Active     bool              `json:"active,omitempty" doc:"in active orthodontic treatment"`
	Flags      map[string]bool   `json:"flags,omitempty" maxProperties:"20" doc:"other facts that conditions may speak of"`
	Answers    map[string]string `json:"answers,omitempty" maxProperties:"60" doc:"by key of the question; several choices are joined by commas"`
	At         string            `json:"at,omitempty" maxLength:"40" doc:"step at which they answer; empty = the first that asks"`
}

type rehearsalIn struct {
	ByKey
	Body struct {
		Clinic   string       `json:"clinic_id" format:"uuid" maxLength:"36"`
		Protocol Protocol     `json:"protocol"`
		Who      imaginedBody `json:"who"`
	}
}

type rehearsedBody struct {
	Step      string         `json:"step"`
	Nth       int            `json:"nth" doc:"of a step that comes again, from 0"`
	Deed      Deed           `json:"deed" enum:"contact,message,visit,recall,task"`
	Due       int64          `json:"due_at"`
	Latest    int64          `json:"latest_at"`
	Slot      Slot           `json:"slot" enum:"own,second,morning,afternoon,evening"`
	OnCall    bool           `json:"on_call"`
	Way       Way            `json:"way" doc:"call, form, message; empty = nobody is contacted"`
	Why       string         `json:"why" doc:"why by this way; its text is followup.why.<why>"`
	Not       string         `json:"not" doc:"why it is left out; its text is followup.reason.<not>; empty = it is done"`
	Questions []questionBody `json:"questions"`
	Says      []wordsBody    `json:"says"`
}

type rehearsalBody struct {
	Lines    []rehearsedBody `json:"lines"`
	Level    Level           `json:"level" enum:"green,amber,red" doc:"what the answers come to"`
	Spoke    []spokeBody     `json:"spoke" doc:"the thresholds that were passed"`
	JudgedAt int64           `json:"judged_at" doc:"when they answer; 0 = nobody asks them"`
	CallBy   int64           `json:"call_by" doc:"by when a doctor calls; 0 = nobody has to"`
	OnCall   bool            `json:"on_call" doc:"whoever is on call does"`
}

func (s *Service) postRehearsal(ctx context.Context, in *rehearsalIn) (*httpapi.Body[rehearsalBody], error) {
	b := in.Body
	b.Protocol.Key = in.Key
	if wrong := b.Protocol.Check(); len(wrong) > 0 {
		return nil, fault.Join(wrong)
	}
	who, err := b.Who.imagined()
	if err != nil {
		return nil, err
	}
	out := rehearsalBody{Lines: []rehearsedBody{}, Spoke: []spokeBody{}, Level: Green}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(b.Clinic); err != nil {
			return err
		}
		if _, err := s.editedOne(tx, in.Key); err != nil {
			return err
		}
		d := s.desk(tx)
		values, err := d.valuesOf(b.Clinic)
		if err != nil {
			return err
		}
		if who.Treated == 0 {
			who.Treated = tx.Now()
		}
		const farthest = 366 * span.Day
		if who.Treated < tx.Now()-farthest || who.Treated > tx.Now()+farthest {
			return BadTime.At("who.treated_at")
		}
		h := d.hours[b.Clinic]
		lines, verdict, at := Rehearse(b.Protocol, who, values.Int(ChildAge), h)
		for _, l := range lines {
			out.Lines = append(out.Lines, rehearsedBody{l.Step.Key, l.Nth, l.Step.Deed, l.Moment.Due, l.Moment.Latest, l.Moment.Slot, l.Moment.OnCall, l.Way, l.Why, l.Not,
				questionBodies(l.Questions), wordsOf(l.Says)})
		}
		for _, v := range verdict.Spoke {
			out.Spoke = append(out.Spoke, spokeBody{v.Level, v.Rule, v.Protocol, wordsBody(v.Words)})
		}
		out.Level, out.JudgedAt = verdict.Level, at
		if at > 0 && verdict.Level != Green {
			out.CallBy, out.OnCall = DoctorDue(verdict.Level, at, b.Protocol.Family == Surgical, h)
		}
		return nil
	})
	return &httpapi.Body[rehearsalBody]{Body: out}, err
}

// imagined reads who is made up. Faults: BadChoice, BadAnswer.
func (w imaginedBody) imagined() (Imagined, error) {
	site, err := tooth.ParseSite(w.Site)
	if err != nil {
		return Imagined{}, BadChoice.At("who.site", "choice", w.Site)
	}
	for key, given := range w.Answers {
		q, known := questionOf(key)
		if !known {
			return Imagined{}, BadAnswer.At("who.answers."+key, "question", key)
		}
		if given == "" {
			continue
		}
		if f := q.Check(given); f != nil {
			return Imagined{}, f
		}
	}
	return Imagined{Site: site, Age: w.Age, Treated: w.Treated, Booked: w.Booked, OptedOut: w.OptedOut, Active: w.Active, Flags: w.Flags, Answers: w.Answers, At: w.At,
		Who: Person{Reachable: !w.NoAddress, Important: w.Important, AsksCalls: w.AsksCalls, Beginning: w.Beginning, Unanswered: w.Unanswered, Served: w.Served,
			Complaint: w.Complaint}}, nil
}
