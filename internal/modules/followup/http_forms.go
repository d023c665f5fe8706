package followup

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

func (s *Service) formRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "followup.form", Method: http.MethodGet, Path: "/followup/forms/{group}/{token}", Anonymous: true,
		Open: "the link itself is the secret: a patient has no log-in", Summary: "A form on a patient's telephone", Faults: []*fault.Def{FormNotFound}}, s.getForm)
	httpapi.Handle(a, httpapi.Route{ID: "followup.answer", Method: http.MethodPost, Path: "/followup/forms/{group}/{token}", Anonymous: true,
		Open: "the link itself is the secret: a patient has no log-in", Summary: "The answers of a form; taken once", MaxBody: 32 << 10,
		Faults: []*fault.Def{FormNotFound, FormOver, FormUsed, BadAnswer}}, s.postForm)
}

// FormPath is embedded by what is asked of a form by its link.
type FormPath struct {
	Group string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	Token string `path:"token" maxLength:"64" pattern:"^[a-z0-9]{8,64}$"`
}

type formBody struct {
	Safety    wordsBody      `json:"safety" doc:"shown before anything else"`
	Clinic    string         `json:"clinic"`
	Phone     string         `json:"phone" doc:"of the clinic"`
	Name      string         `json:"name" doc:"masked"`
	Doctor    string         `json:"doctor"`
	Item      wordsBody      `json:"item"`
	Questions []questionBody `json:"questions"`
	Says      []wordsBody    `json:"says" doc:"a few words of the clinic, without any name"`
	ExpiresAt int64          `json:"expires_at"`
	Answered  bool           `json:"answered"`
	Over      bool           `json:"over" doc:"nothing is taken any more"`
}

func (s *Service) getForm(ctx context.Context, in *FormPath) (*httpapi.Body[formBody], error) {
	f, err := s.Form(ctx, in.Group, in.Token)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[formBody]{Body: formBody{wordsBody(Safety), f.Clinic, f.Phone, f.Name, f.Doctor, wordsBody(f.Item), questionBodies(f.Questions), wordsOf(f.Says),
		f.Expires, f.Answered, f.Over}}, nil
}

type answerIn struct {
	FormPath
	Body struct {
		Answers map[string]string `json:"answers" maxProperties:"60" doc:"by key of the question; several choices are joined by commas"`
	}
}

type thanksBody struct {
	Safety *wordsBody `json:"safety,omitempty" doc:"to be shown before anything else; absent = nobody is in danger by what was answered"`
	Level  Level      `json:"level" enum:"green,amber,red" doc:"it routes to a doctor and is no diagnosis"`
	Phone  string     `json:"phone" doc:"of the clinic"`
	CallBy int64      `json:"call_by" doc:"by when the doctor calls back; 0 = nobody has to"`
	Next   int64      `json:"next_visit_at" doc:"0 = none is booked"`
}

func (s *Service) postForm(ctx context.Context, in *answerIn) (*httpapi.Body[thanksBody], error) {
	t, err := s.Answer(ctx, in.Group, in.Token, in.Body.Answers)
	if err != nil {
		return nil, err
	}
	out := thanksBody{Level: t.Level, Phone: t.Phone, CallBy: t.DueAt, Next: t.Next}
	if t.Level == Red {
		w := wordsBody(Safety)
		out.Safety = &w
	}
	return &httpapi.Body[thanksBody]{Body: out}, nil
}
