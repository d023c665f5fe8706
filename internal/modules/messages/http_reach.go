package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) reachRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.reach", Method: http.MethodGet, Path: "/messages/patients/{id}/reach", Permission: MayView,
		Summary: "How a patient is reached, and what of it is not wanted", Faults: []*fault.Def{patients.NotFound}}, s.getReach)
	httpapi.Handle(a, httpapi.Route{ID: "messages.would", Method: http.MethodGet, Path: "/messages/patients/{id}/would", Permission: MayView,
		Summary: "What would become of each kind of message to a patient now", Faults: []*fault.Def{patients.NotFound, db.OutOfScope}}, s.getWould)
	httpapi.Handle(a, httpapi.Route{ID: "messages.opt_out", Method: http.MethodPost, Path: "/messages/patients/{id}/optouts", Permission: MayOptOut,
		Summary: "Note what a patient does not want", Idempotent: true, Faults: []*fault.Def{patients.NotFound, AlreadyOut, BadClass}}, s.postOptOut)
	httpapi.Handle(a, httpapi.Route{ID: "messages.opt_in", Method: http.MethodDelete, Path: "/messages/patients/{id}/optouts/{optout}", Permission: MayOptOut,
		Summary: "Take an opt-out back", Faults: []*fault.Def{patients.NotFound, OptOutNotFound}}, s.deleteOptOut)
	httpapi.Handle(a, httpapi.Route{ID: "messages.unbound", Method: http.MethodGet, Path: "/messages/contacts", Permission: MayBind,
		Summary: "Contacts that speak for nobody yet, the latest first", Faults: []*fault.Def{db.OutOfScope}}, s.getUnbound)
	httpapi.Handle(a, httpapi.Route{ID: "messages.suggest", Method: http.MethodGet, Path: "/messages/contacts/{id}/suggestions", Permission: MayBind,
		Summary: "For whom a contact may speak", Faults: []*fault.Def{AddressNotFound}}, s.getSuggestions)
	httpapi.Handle(a, httpapi.Route{ID: "messages.bind", Method: http.MethodPost, Path: "/messages/patients/{id}/contacts", Permission: MayBind,
		Summary: "Say that a contact speaks for a patient", Idempotent: true, Faults: []*fault.Def{patients.NotFound, AddressNotFound, AlreadyBound, BadWhose}}, s.postBinding)
	httpapi.Handle(a, httpapi.Route{ID: "messages.unbind", Method: http.MethodDelete, Path: "/messages/patients/{id}/contacts/{contact}", Permission: MayBind,
		Summary: "Say that a contact does not speak for a patient", Faults: []*fault.Def{patients.NotFound, AddressNotFound}}, s.deleteBinding)
}

// names gives the patients of messages, those in sight.
func (s *Service) names(ctx context.Context, list []Message) (out map[string]patients.Patient, err error) {
	var ids []string
	for _, m := range list {
		if m.Patient != "" {
			ids = append(ids, m.Patient)
		}
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { out, err = s.patients.ByIDs(tx, ids); return err })
	return out, err
}

type reachBody struct {
	Phone   string        `json:"phone" doc:"masked; empty = none"`
	Mobile  bool          `json:"mobile" doc:"an SMS reaches it"`
	Bound   []boundBody   `json:"contacts" doc:"the likeliest first"`
	OptOuts []optOutBody  `json:"optouts" doc:"those in force first"`
	Today   map[Class]int `json:"today" doc:"how many messages were heard today, by class"`
}

type boundBody struct {
	ID         string       `json:"id" format:"uuid"`
	Kind       Kind         `json:"kind" enum:"wecom,official,mini,aliyun,tencent"`
	Nick       string       `json:"nick"`
	Whose      string       `json:"whose"`
	Following  bool         `json:"following"`
	FriendOf   string       `json:"friend_of" doc:"WeCom: userid of the colleague"`
	LastWordAt int64        `json:"last_word_at"`
	BoundAt    int64        `json:"bound_at"`
	Credits    []creditBody `json:"credits"`
	Tags       []string     `json:"tags" doc:"names of the tags that WeCom shows of them"`
}

type creditBody struct {
	Template string `json:"template" doc:"the provider's id"`
	Left     int    `json:"left"`
}

type optOutBody struct {
	ID      string `json:"id" format:"uuid"`
	Class   Class  `json:"class" enum:"care,service,relation,marketing"`
	Channel string `json:"channel" doc:"empty = all"`
	Number  bool   `json:"of_number" doc:"of the telephone number or WeChat, for whomever it speaks"`
	Source  string `json:"source" enum:"reply,hand,page"`
	Note    string `json:"note"`
	At      int64  `json:"at"`
	By      string `json:"by"`
	EndedAt int64  `json:"ended_at"`
}

func optOutOut(o OptOut) optOutBody {
	return optOutBody{o.ID, o.Class, string(o.Channel), o.Mark != "", o.Source, o.Note, o.At, o.By, o.EndedAt}
}

func (s *Service) getReach(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[reachBody], error) {
	r, err := s.ReachOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := reachBody{Phone: r.Phone, Mobile: r.Mobile, Today: r.Today}
	for _, b := range r.Bound {
		x := boundBody{b.ID, r.Kinds[b.Account], b.Nick, b.Whose, b.Following, b.FriendOf, b.LastWordAt, b.At, nil, r.Tags[b.ID]}
		for _, c := range r.Credits[b.ID] {
			x.Credits = append(x.Credits, creditBody(c))
		}
		out.Bound = append(out.Bound, x)
	}
	for _, o := range r.OptOuts {
		out.OptOuts = append(out.OptOuts, optOutOut(o))
	}
	return &httpapi.Body[reachBody]{Body: out}, nil
}

type optOutIn struct {
	httpapi.ByID
	Body struct {
		Class   Class  `json:"class" enum:"care,service,relation,marketing"`
		Channel string `json:"channel,omitempty" enum:",wecom_task,official_template,official_subscribe,official_service,mini_subscribe,sms" doc:"empty = all"`
		Note    string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Service) postOptOut(ctx context.Context, in *optOutIn) (*httpapi.Body[optOutBody], error) {
	o, err := s.OptOutOf(ctx, OptOut{Patient: in.ID, Class: in.Body.Class, Channel: Channel(in.Body.Channel), Source: "hand", Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[optOutBody]{Body: optOutOut(o)}, nil
}

type optInIn struct {
	httpapi.ByID
	OptOut string `path:"optout" format:"uuid" maxLength:"36"`
}

func (s *Service) deleteOptOut(ctx context.Context, in *optInIn) (*httpapi.None, error) {
	return nil, s.EndOptOut(ctx, in.ID, in.OptOut)
}

type clinicIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

type contactsBody struct {
	Contacts []contactBody `json:"contacts"`
	Told     int           `json:"told" doc:"patients to whom messages were planned in the last 90 days"`
	Bound    int           `json:"bound" doc:"how many of them have a contact"`
}

type contactBody struct {
	ID       string   `json:"id" format:"uuid"`
	Account  string   `json:"account_id" format:"uuid"`
	Kind     Kind     `json:"kind" enum:"wecom,official,mini,aliyun,tencent"`
	Nick     string   `json:"nick"`
	Names    []string `json:"names" doc:"as colleagues noted them"`
	FriendOf string   `json:"friend_of" doc:"WeCom: userid of the colleague"`
	State    string   `json:"came_by" doc:"what the code carried by which they came"`
	Code     string   `json:"code_name" doc:"where the code hangs by which they came; empty = by none in sight"`
	SeenAt   int64    `json:"seen_at"`
}

func (s *Service) getUnbound(ctx context.Context, in *clinicIn) (*httpapi.Body[contactsBody], error) {
	list, err := s.Unbound(ctx, in.Clinic)
	if err != nil {
		return nil, err
	}
	var out contactsBody
	out.Told, out.Bound, err = s.BoundRate(ctx, in.Clinic)
	for _, c := range list {
		out.Contacts = append(out.Contacts, contactBody{c.ID, c.Account, c.Kind, c.Nick, c.Names, c.FriendOf, c.State, c.Code, c.Seen})
	}
	return &httpapi.Body[contactsBody]{Body: out}, err
}

type suggestionsBody struct {
	Suggestions []suggestionBody `json:"suggestions"`
}

type suggestionBody struct {
	Patient  string `json:"patient_id" format:"uuid"`
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Why      string `json:"why" enum:"union,phone,name"`
}

func (s *Service) getSuggestions(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[suggestionsBody], error) {
	list, err := s.Suggest(ctx, in.ID)
	var out suggestionsBody
	for _, x := range list {
		out.Suggestions = append(out.Suggestions, suggestionBody(x))
	}
	return &httpapi.Body[suggestionsBody]{Body: out}, err
}

type bindIn struct {
	httpapi.ByID
	Body struct {
		Contact string `json:"contact_id" format:"uuid" maxLength:"36"`
		Whose   string `json:"whose" enum:"self,mother,father,grandparent,spouse,child,other"`
	}
}

func (s *Service) postBinding(ctx context.Context, in *bindIn) (*httpapi.None, error) {
	return nil, s.Bind(ctx, in.Body.Contact, in.ID, in.Body.Whose)
}

type unbindIn struct {
	httpapi.ByID
	Contact string `path:"contact" format:"uuid" maxLength:"36"`
}

func (s *Service) deleteBinding(ctx context.Context, in *unbindIn) (*httpapi.None, error) {
	return nil, s.Unbind(ctx, in.Contact, in.ID)
}

type wouldIn struct {
	httpapi.ByID
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

type wouldBody struct {
	Purposes []wouldLineBody `json:"purposes"`
}

type wouldLineBody struct {
	Purpose string  `json:"purpose"`
	Class   Class   `json:"class" enum:"care,service,relation,marketing"`
	Do      Do      `json:"do" enum:"go,later,drop,expire"`
	Reason  string  `json:"reason" doc:"why it would not go, or not now"`
	At      int64   `json:"at" doc:"of later"`
	Channel Channel `json:"channel" doc:"by which it would go; empty = by none"`
	Why     Why     `json:"why"`
}

func (s *Service) getWould(ctx context.Context, in *wouldIn) (*httpapi.Body[wouldBody], error) {
	list, err := s.Would(ctx, in.ID, in.Clinic)
	if err != nil {
		return nil, err
	}
	var out wouldBody
	for _, w := range list {
		out.Purposes = append(out.Purposes, wouldLineBody{w.Purpose.Key, w.Purpose.Class, w.Do, w.Reason, w.At, w.Channel, w.Why})
	}
	return &httpapi.Body[wouldBody]{Body: out}, nil
}
