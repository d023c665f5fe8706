package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) sidebarRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.page_keys", Method: http.MethodPost, Path: "/messages/sidebar/{id}/keys", Permission: MayBind,
		Summary: "What a page within WeCom's client proves itself with", Faults: []*fault.Def{AccountNotFound, WrongChannel, BadURL}}, s.postKeys)
	httpapi.Handle(a, httpapi.Route{ID: "messages.open_contact", Method: http.MethodPost, Path: "/messages/sidebar/{id}/contact", Permission: MayBind,
		Summary: "Who a contact is whose chat is open", Faults: []*fault.Def{AccountNotFound, WrongChannel}}, s.postContact)
	httpapi.Handle(a, httpapi.Route{ID: "messages.ready_texts", Method: http.MethodGet, Path: "/messages/patients/{id}/texts", Permission: MayBind,
		Summary: "Texts for a chat with a patient, filled", Faults: []*fault.Def{patients.NotFound, db.OutOfScope}}, s.getTexts)
	httpapi.Handle(a, httpapi.Route{ID: "messages.say", Method: http.MethodPost, Path: "/messages/contacts/{id}/said", Permission: MayBind, Idempotent: true,
		Summary: "Note that one sent a text in the chat", Faults: []*fault.Def{AddressNotFound, patients.NotFound, db.OutOfScope}}, s.postSaid)
	httpapi.Handle(a, httpapi.Route{ID: "messages.unsay", Method: http.MethodDelete, Path: "/messages/said/{id}", Permission: MayBind,
		Summary: "Take back what one said one sent", Faults: []*fault.Def{SaidNotFound}}, s.deleteSaid)
}

type keysIn struct {
	httpapi.ByID
	Body struct {
		URL string `json:"url" maxLength:"1000" doc:"address of the page"`
	}
}

type pageKeyBody struct {
	Timestamp int64  `json:"timestamp"`
	Nonce     string `json:"nonce"`
	Signature string `json:"signature"`
}

type keysBody struct {
	Ready   bool        `json:"ready" doc:"false: ask again in a moment"`
	CorpID  string      `json:"corp_id"`
	AgentID string      `json:"agent_id"`
	Scripts []string    `json:"scripts" doc:"the client's own, in order"`
	Config  pageKeyBody `json:"config" doc:"of wx.config"`
	Agent   pageKeyBody `json:"agent" doc:"of wx.agentConfig"`
}

func (s *Service) postKeys(ctx context.Context, in *keysIn) (*httpapi.Body[keysBody], error) {
	k, err := s.PageKeys(ctx, in.ID, in.Body.URL)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[keysBody]{Body: keysBody{k.Ready, k.CorpID, k.AgentID, k.Scripts, pageKeyBody(k.Config), pageKeyBody(k.Agent)}}, nil
}

type contactIn struct {
	httpapi.ByID
	Body struct {
		External string `json:"external_userid" minLength:"1" maxLength:"128" pattern:"^[0-9A-Za-z_@.-]+$" doc:"as WeCom's client names who the chat is with"`
	}
}

type edgeBody struct {
	User   string    `json:"userid"`
	Staff  string    `json:"staff_id" doc:"empty = nobody here has that userid"`
	State  EdgeState `json:"state" enum:"friend,half,deleted,left"`
	Since  int64     `json:"since" doc:"0 = not known"`
	At     int64     `json:"state_at"`
	CameBy string    `json:"came_by"`
	Moved  string    `json:"moved_to" doc:"userid of the colleague to whom they were moved; empty = to nobody"`
}

type cardPatientBody struct {
	ID        string `json:"id" format:"uuid"`
	Name      string `json:"name"`
	RecordNo  string `json:"record_no"`
	Whose     string `json:"whose"`
	Complaint bool   `json:"complaint_open"`
	Next      int64  `json:"next_visit_at" doc:"0 = none is booked"`
}

type saidBody struct {
	ID      string `json:"id" format:"uuid"`
	Patient string `json:"patient_id"`
	Staff   string `json:"staff_id"`
	Key     string `json:"key"`
	Text    string `json:"text"`
	At      int64  `json:"at"`
}

type cardBody struct {
	ID        string            `json:"id" format:"uuid"`
	Nick      string            `json:"nick" doc:"empty = it is being asked for"`
	Names     []string          `json:"names" doc:"as colleagues noted them"`
	Following bool              `json:"following"`
	CameBy    string            `json:"came_by"`
	CodeName  string            `json:"code_name" doc:"where the code hangs by which they came; empty = by none in sight"`
	Source    string            `json:"source" doc:"that the code stands for; empty = none"`
	SeenAt    int64             `json:"seen_at"`
	LastWord  int64             `json:"last_word_at"`
	Edges     []edgeBody        `json:"edges" doc:"who of the colleagues knows them, the latest first"`
	Patients  []cardPatientBody `json:"patients" doc:"for whom they speak, those in sight"`
	Hidden    int               `json:"hidden" doc:"for how many others they speak, out of sight"`
	Said      []saidBody        `json:"said" doc:"what colleagues say they sent, the latest first"`
}

func (s *Service) postContact(ctx context.Context, in *contactIn) (*httpapi.Body[cardBody], error) {
	c, err := s.OpenContact(ctx, in.ID, in.Body.External)
	if err != nil {
		return nil, err
	}
	out := cardBody{ID: c.ID, Nick: c.Nick, Names: c.Names, Following: c.Following, CameBy: c.State, CodeName: c.Code.Name, Source: c.Code.Source, SeenAt: c.Seen, LastWord: c.LastWordAt, Hidden: c.Hidden}
	for _, e := range c.Edges {
		out.Edges = append(out.Edges, edgeBody{e.User, c.Staff[e.User], e.State, e.Since, e.At, e.CameBy, e.MovedTo})
	}
	for _, p := range c.Patients {
		out.Patients = append(out.Patients, cardPatientBody(p))
	}
	for _, x := range c.Said {
		out.Said = append(out.Said, saidBody{x.ID, x.Patient, x.Staff, x.Key, x.Text, x.At})
	}
	return &httpapi.Body[cardBody]{Body: out}, nil
}

// TextsIn asks for the texts of a chat.
type TextsIn struct {
	httpapi.ByID
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

type readyBody struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Text  string `json:"text" doc:"filled"`
	Class Class  `json:"class" enum:"care,service,relation,marketing"`
}

type readyListBody struct {
	Texts []readyBody `json:"texts"`
}

func (s *Service) getTexts(ctx context.Context, in *TextsIn) (*httpapi.Body[readyListBody], error) {
	list, err := s.ReadyTexts(ctx, in.Clinic, in.ID)
	var out readyListBody
	for _, r := range list {
		out.Texts = append(out.Texts, readyBody(r))
	}
	return &httpapi.Body[readyListBody]{Body: out}, err
}

type saidIn struct {
	httpapi.ByID
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient string `json:"patient_id,omitempty" maxLength:"36" doc:"for whom the contact spoke; empty = nobody yet"`
		Key     string `json:"key,omitempty" maxLength:"80" doc:"of the text"`
		Text    string `json:"text" minLength:"1" maxLength:"2000"`
	}
}

type saidIDBody struct {
	ID string `json:"id" format:"uuid"`
}

func (s *Service) postSaid(ctx context.Context, in *saidIn) (*httpapi.Body[saidIDBody], error) {
	id, err := s.NoteSaid(ctx, in.Body.Clinic, in.ID, in.Body.Patient, in.Body.Key, in.Body.Text)
	return &httpapi.Body[saidIDBody]{Body: saidIDBody{id}}, err
}

func (s *Service) deleteSaid(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return nil, s.TakeSaidBack(ctx, in.ID)
}
