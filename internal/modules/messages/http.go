package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.list", Method: http.MethodGet, Path: "/messages/messages", Permission: MayView,
		Summary: "A clinic's messages, latest first, with how many are open", Faults: []*fault.Def{db.OutOfScope}}, s.getList)
	httpapi.Handle(a, httpapi.Route{ID: "messages.show", Method: http.MethodGet, Path: "/messages/messages/{id}", Permission: MayView,
		Summary: "A message, with its attempts and why it went so", Faults: []*fault.Def{MessageNotFound}}, s.getMessage)
	httpapi.Handle(a, httpapi.Route{ID: "messages.log", Method: http.MethodGet, Path: "/messages/messages/{id}/log", Permission: MayLog,
		Summary: "Answers of providers as they came", Faults: []*fault.Def{MessageNotFound}}, s.getLog)
	for _, r := range []struct {
		name, path, summary string
		do                  func(context.Context, string) (Shown, error)
		faults              []*fault.Def
	}{
		{"take_sent", "take-sent", "Take an unknown message as sent", s.TakeSent, nil},
		{"send_again", "send-again", "Take an unknown message as not sent, and let it go again", s.SendAgain, nil},
		{"stop", "stop", "Keep a message from being sent", s.Stop, nil},
		{"remind", "remind", "Remind the colleague who must tap", s.Remind, []*fault.Def{RemindedEnough}},
	} {
		httpapi.Handle(a, httpapi.Route{ID: "messages." + r.name, Method: http.MethodPost, Path: "/messages/messages/{id}/" + r.path, Permission: MayResolve,
			Summary: r.summary, Faults: append([]*fault.Def{MessageNotFound, NotNow}, r.faults...)}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[shownBody], error) {
			return shownOut(r.do(ctx, in.ID))
		})
	}
	httpapi.Handle(a, httpapi.Route{ID: "messages.history", Method: http.MethodGet, Path: "/messages/patients/{id}", Permission: MayView,
		Summary: "The messages to a patient, latest first", Faults: []*fault.Def{patients.NotFound}}, s.getHistory)
	s.reachRoutes(a)
	s.accountRoutes(a)
	s.quotaRoutes(a)
	s.noticeRoutes(a)
	s.doorRoutes(a)
	s.contactRoutes(a)
	s.tagRoutes(a)
	s.sidebarRoutes(a)
	s.enterRoutes(a)
	s.codeRoutes(a)
	s.moveRoutes(a)
	s.inviteRoutes(a)
}

// MessageBody is a message on the wire.
type MessageBody struct {
	ID         string            `json:"id" format:"uuid"`
	Purpose    string            `json:"purpose"`
	Occurrence string            `json:"occurrence"`
	Class      Class             `json:"class" enum:"care,service,relation,marketing,staff"`
	Urgent     bool              `json:"urgent"`
	Clinic     string            `json:"clinic_id" format:"uuid"`
	Patient    string            `json:"patient_id" doc:"empty = to a colleague, or to somebody not known yet"`
	Staff      string            `json:"staff_id"`
	Subject    string            `json:"subject"`
	Fields     map[string]string `json:"fields"`
	State      State             `json:"state" enum:"planned,sending,waits_staff,accepted,unknown,delivered,failed,dropped,expired"`
	Reason     string            `json:"reason" doc:"why it did not go, or waits"`
	Channel    string            `json:"channel" doc:"of the latest attempt"`
	Why        Why               `json:"why"`
	At         int64             `json:"at" doc:"when it is to go"`
	Until      int64             `json:"until"`
	NextAt     int64             `json:"next_at" doc:"when something is done about it by itself; 0 = not"`
	PlannedAt  int64             `json:"planned_at"`
	SentAt     int64             `json:"sent_at"`
	DoneAt     int64             `json:"done_at"`
	May        []Resolution      `json:"may" doc:"what may be done about it now"`
}

func bodyOf(m Message) MessageBody {
	return MessageBody{ID: m.ID, Purpose: m.Purpose, Occurrence: m.Occurrence, Class: m.Class, Urgent: m.Urgent, Clinic: m.Clinic, Patient: m.Patient,
		Staff: m.Staff, Subject: m.Subject, Fields: m.Fields, State: m.State, Reason: m.Reason, Channel: string(m.Channel), Why: m.Why, At: m.At,
		Until: m.Until, NextAt: m.WakeAt, PlannedAt: m.PlannedAt, SentAt: m.SentAt, DoneAt: m.DoneAt, May: m.May()}
}

func bodiesOf(list []Message) []MessageBody {
	out := make([]MessageBody, len(list))
	for i, m := range list {
		out[i] = bodyOf(m)
	}
	return out
}

type sendBody struct {
	ID      string    `json:"id" format:"uuid"`
	Rung    int       `json:"rung"`
	Number  string    `json:"number" doc:"ours, on the wire"`
	Channel Channel   `json:"channel" enum:"wecom_task,wecom_app,wecom_welcome,official_template,official_subscribe,official_service,mini_subscribe,sms"`
	Account string    `json:"account_id" format:"uuid"`
	To      string    `json:"to" doc:"masked"`
	Text    string    `json:"text" doc:"as it went; empty where the person was erased"`
	Sender  string    `json:"sender" doc:"of a group task: who must tap"`
	State   SendState `json:"state" enum:"sending,waits_staff,accepted,unknown,delivered,failed"`
	Said    string    `json:"said"`
	Code    string    `json:"code"`
	Words   string    `json:"words" doc:"of the provider"`
	Ref     string    `json:"ref" doc:"the provider's number"`
	Parts   int       `json:"parts" doc:"of SMS"`
	Credit  bool      `json:"credit"`
	Tries   int       `json:"tries"`
	SentAt  int64     `json:"sent_at"`
	SaidAt  int64     `json:"said_at"`
}

type shownBody struct {
	MessageBody
	Link  string     `json:"link"`
	Sends []sendBody `json:"sends" doc:"first ones first"`
}

func shownOut(x Shown, err error) (*httpapi.Body[shownBody], error) {
	if err != nil {
		return nil, err
	}
	out := shownBody{MessageBody: bodyOf(x.Message), Link: x.Link}
	for _, s := range x.Sends {
		out.Sends = append(out.Sends, sendBody{s.ID, s.Rung, s.Number, s.Channel, s.Account, s.To, s.Text, s.Sender, s.State, string(s.Said), s.Code, s.Words,
			s.Ref, s.Parts, s.Credit, s.Tries, s.SentAt, s.SaidAt})
	}
	return &httpapi.Body[shownBody]{Body: out}, nil
}

type listIn struct {
	Clinic  string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	State   string `query:"state" enum:",planned,sending,waits_staff,accepted,unknown,delivered,failed,dropped,expired"`
	Purpose string `query:"purpose" maxLength:"80"`
	Class   string `query:"class" enum:",care,service,relation,marketing,staff"`
	Channel string `query:"channel" enum:",wecom_task,wecom_app,wecom_welcome,official_template,official_subscribe,official_service,mini_subscribe,sms" doc:"of the latest attempt"`
	httpapi.Paging
}

type listBody struct {
	Open  map[State]int `json:"open" doc:"how many are planned, on their way, wait for a colleague, or are unknown"`
	Items []MessageBody `json:"items" doc:"planned ones by when they go, the next first; of others, and of all whose time has come, the latest first"`
	Next  string        `json:"next" doc:"cursor of the next page, empty on the last"`
	Names []nameBody    `json:"patients" doc:"of them, those in sight"`
}

type nameBody struct {
	ID       string `json:"id" format:"uuid"`
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
}

func (s *Service) getList(ctx context.Context, in *listIn) (*httpapi.Body[listBody], error) {
	f := ListFilter{Clinic: in.Clinic, State: State(in.State), Purpose: in.Purpose, Class: Class(in.Class), Channel: Channel(in.Channel), Limit: in.Limit + 1}
	if _, err := in.Read(&f.LastAt, &f.LastID); err != nil {
		return nil, err
	}
	if f.LastID != "" && !id.Valid(f.LastID) {
		return nil, httpapi.BadCursor.At("cursor")
	}
	o, err := s.List(ctx, f)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page(o.List, in.Limit, func(m Message) []any { return []any{m.At, m.ID} })
	out := listBody{Open: o.Open, Items: bodiesOf(page.Items), Next: page.Next}
	names, err := s.names(ctx, page.Items)
	for _, id := range sortedKeys(names) {
		out.Names = append(out.Names, nameBody{id, names[id].Name, names[id].RecordNo})
	}
	return &httpapi.Body[listBody]{Body: out}, err
}

func (s *Service) getMessage(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[shownBody], error) {
	return shownOut(s.Show(ctx, in.ID))
}

type heardBody struct {
	At     int64  `json:"at"`
	Way    string `json:"way" enum:"answer,silence"`
	What   string `json:"what"`
	Status int    `json:"status"`
	Body   string `json:"body"`
	Hash   string `json:"hash" doc:"SHA-256"`
	Sound  bool   `json:"sound" doc:"the body has the hash that was kept"`
	Erased bool   `json:"erased" doc:"the person was erased: there is no body any more"`
}

type logBody struct {
	Heard []heardBody `json:"heard"`
}

func (s *Service) getLog(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[logBody], error) {
	list, err := s.Log(ctx, in.ID)
	var out logBody
	for _, h := range list {
		out.Heard = append(out.Heard, heardBody(h))
	}
	return &httpapi.Body[logBody]{Body: out}, err
}

type historyIn struct {
	httpapi.ByID
	httpapi.Paging
}

func (s *Service) getHistory(ctx context.Context, in *historyIn) (*httpapi.Body[httpapi.Listing[MessageBody]], error) {
	before := ""
	if _, err := in.Read(&before); err != nil {
		return nil, err
	}
	list, err := s.History(ctx, in.ID, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page(list, in.Limit, func(m Message) []any { return []any{m.ID} })
	return &httpapi.Body[httpapi.Listing[MessageBody]]{Body: httpapi.Listing[MessageBody]{Items: bodiesOf(page.Items), Next: page.Next}}, nil
}
