package content

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	s.textRoutes(a)
	s.articleRoutes(a)
	s.couponRoutes(a)
	s.pageRoutes(a)
}

var writing = []*fault.Def{NotFound, BadKey, BadName, BadClass, NoWords, TooLong, Script, ForeignLink, UnknownPlaceholder, Forbidden, db.Stale}

func (s *Service) textRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "content.texts", Method: http.MethodGet, Path: "/content/texts", Permission: MayView,
		Summary: "What is said in messages, by key"}, s.getTexts)
	httpapi.Handle(a, httpapi.Route{ID: "content.text", Method: http.MethodGet, Path: "/content/texts/{key}", Permission: MayView,
		Summary: "One text with its findings and its revisions", Faults: []*fault.Def{NotFound}}, s.getText)
	httpapi.Handle(a, httpapi.Route{ID: "content.save_text", Method: http.MethodPut, Path: "/content/texts/{key}", Permission: MayWrite,
		Summary: "Write a new revision, or a new text; it is in force at once",
		Faults:  append([]*fault.Def{UnknownArticle, UnknownFace}, writing...)}, s.putText)
	httpapi.Handle(a, httpapi.Route{ID: "content.retire_text", Method: http.MethodPost, Path: "/content/texts/{key}/retire", Permission: MayWrite,
		Summary: "Take a text out of the lists to choose from, or put it back", Faults: []*fault.Def{NotFound, db.Stale}}, s.postRetireText)
	httpapi.Handle(a, httpapi.Route{ID: "content.judge", Method: http.MethodPost, Path: "/content/judge", Permission: MayView,
		Summary: "What is held against some words, and how long they get; nothing is stored"}, s.postJudge)
}

// KeyPath is embedded by a route about one text or article.
type KeyPath struct {
	Key string `path:"key" maxLength:"60" pattern:"^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+$" doc:"as care.root_canal"`
}

// FindingBody is a finding on the wire.
type FindingBody struct {
	Field    string   `json:"field" doc:"in which the words stand"`
	Rule     string   `json:"rule" doc:"its texts are content.lint.<rule>, ….why and ….instead"`
	Law      string   `json:"law" doc:"its text is content.law.<law>"`
	Severity Severity `json:"severity" enum:"block,warn"`
	Quote    string   `json:"quote" doc:"the words as they were written; empty = something is missing"`
	At       int      `json:"at" doc:"characters before them"`
}

func findingsOf(list []FieldFinding) []FindingBody {
	out := make([]FindingBody, len(list))
	for i, f := range list {
		out[i] = FindingBody{f.Field, f.Rule, f.Law, f.Severity, f.Quote, f.At}
	}
	return out
}

// StandingBody is where a text or an article stands.
type StandingBody struct {
	Revision int    `json:"revision" doc:"1 = as the program brings it, where it does"`
	Version  int64  `json:"version" doc:"for If-Match; 0 = as the program brings it"`
	Shipped  bool   `json:"shipped" doc:"the program brings one of this key"`
	Retired  int64  `json:"retired_at" doc:"0 = in use"`
	Note     string `json:"note" doc:"of the revision"`
	At       int64  `json:"saved_at" doc:"0 = as the program brings it"`
	By       string `json:"saved_by" doc:"name"`
}

type textBody struct {
	Key     string         `json:"key"`
	Name    string         `json:"name"`
	Class   messages.Class `json:"class" enum:"care,service,relation,marketing"`
	Words   string         `json:"words" doc:"of a chat, with {placeholders}"`
	Short   string         `json:"short" doc:"for the fields of templates"`
	SMS     string         `json:"sms" doc:"without signature and without the words about stopping"`
	Article string         `json:"article" doc:"key of the article behind {link}; empty = none"`
	Coupon  string         `json:"coupon" doc:"key of the face of which it speaks; empty = none"`
	Lengths lengthsBody    `json:"lengths"`
	StandingBody
}

// lengthsBody is how long a text gets, filled with samples.
type lengthsBody struct {
	Chat     int    `json:"chat_bytes" doc:"of at most 3900"`
	Short    int    `json:"short_characters" doc:"of at most 20"`
	SMSText  string `json:"sms_text" doc:"with signature and the words about stopping"`
	SMSParts int    `json:"sms_parts" doc:"as it is billed; 0 = there is no SMS"`
}

func lengthsOf(t Text) lengthsBody {
	words, _ := Filled(t.Words, Samples())
	out := lengthsBody{Chat: len(words), Short: inSamples(t.Short)}
	if t.SMS != "" {
		out.SMSText = smsOf(t)
		out.SMSParts = messages.SMSParts(out.SMSText)
	}
	return out
}

// smsOf is an SMS as it reads on the telephone, with samples.
func smsOf(t Text) string {
	words, _ := Filled(t.SMS, Samples())
	words = "【风车口腔】" + words
	if t.Class == messages.Marketing {
		words += " 拒收请回复R"
	}
	return words
}

func textOf(l Listed, people map[string]org.Staff) textBody {
	t := l.Text
	return textBody{t.Key, t.Name, t.Class, t.Words, t.Short, t.SMS, t.Article, t.Coupon, lengthsOf(t),
		StandingBody{t.Revision, l.Version, l.Shipped, l.Retired, l.Note, l.At, people[l.By].Name}}
}

// names reads the names of people.
func (s *Service) names(ctx context.Context, ids ...string) (out map[string]org.Staff, err error) {
	err = s.read(ctx, func(tx *db.Tx) (err error) { out, err = s.d.Org.StaffByIDs(tx, ids); return err })
	return out, err
}

type textsBody struct {
	Items        []textBody        `json:"items"`
	Placeholders []placeholderBody `json:"placeholders" doc:"that a text may hold"`
}

type placeholderBody struct {
	Key    string `json:"key" doc:"its text is content.placeholder.<key>"`
	Sample string `json:"sample"`
}

func (s *Service) getTexts(ctx context.Context, _ *struct{}) (*httpapi.Body[textsBody], error) {
	list, err := s.Texts(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range list {
		ids = append(ids, l.By)
	}
	people, err := s.names(ctx, ids...)
	out := textsBody{Items: make([]textBody, len(list)), Placeholders: make([]placeholderBody, len(Placeholders))}
	for i, l := range list {
		out.Items[i] = textOf(l, people)
	}
	for i, p := range Placeholders {
		out.Placeholders[i] = placeholderBody(p)
	}
	return &httpapi.Body[textsBody]{Body: out}, err
}

type revisionBody struct {
	Number int    `json:"number"`
	Note   string `json:"note"`
	At     int64  `json:"at" doc:"0 = as the program brings it"`
	By     string `json:"by" doc:"name"`
}

func revisionBodies(list []Revision, people map[string]org.Staff) []revisionBody {
	out := make([]revisionBody, len(list))
	for i, r := range list {
		out[i] = revisionBody{r.Number, r.Note, r.At, people[r.By].Name}
	}
	return out
}

type textShownBody struct {
	Text      textBody       `json:"text"`
	Findings  []FindingBody  `json:"findings"`
	Revisions []revisionBody `json:"revisions" doc:"the latest first"`
	Used      []useBody      `json:"used" doc:"where it is named"`
}

// useBody is a place that names a text, an article or a face.
type useBody struct {
	Kind string `json:"kind" doc:"journey, text"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

func usesOf(list []Use) []useBody {
	out := make([]useBody, len(list))
	for i, u := range list {
		out[i] = useBody(u)
	}
	return out
}

func (s *Service) getText(ctx context.Context, in *KeyPath) (*httpapi.Versioned[textShownBody], error) {
	l, past, err := s.TextShown(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	used, err := s.UsesOf(ctx, KindText, in.Key)
	if err != nil {
		return nil, err
	}
	ids := []string{l.By}
	for _, r := range past {
		ids = append(ids, r.By)
	}
	people, err := s.names(ctx, ids...)
	return httpapi.Tagged(textShownBody{textOf(l, people), findingsOf(l.Findings), revisionBodies(past, people), usesOf(used)}, l.Version), err
}

// TextFields are what is written of a text.
type TextFields struct {
	Name    string         `json:"name" maxLength:"60"`
	Class   messages.Class `json:"class" enum:"care,service,relation,marketing"`
	Words   string         `json:"words" maxLength:"4000"`
	Short   string         `json:"short,omitempty" maxLength:"100"`
	SMS     string         `json:"sms,omitempty" maxLength:"1000"`
	Article string         `json:"article,omitempty" maxLength:"60"`
	Coupon  string         `json:"coupon,omitempty" maxLength:"60"`
}

func (f TextFields) text(key string) Text {
	return Text{Key: key, Name: f.Name, Class: f.Class, Words: f.Words, Short: f.Short, SMS: f.SMS, Article: f.Article, Coupon: f.Coupon}
}

type saveTextIn struct {
	KeyPath
	httpapi.IfMatch
	Body struct {
		TextFields
		Note string `json:"note,omitempty" maxLength:"200" doc:"why, for the list of revisions"`
	}
}

func (s *Service) putText(ctx context.Context, in *saveTextIn) (*httpapi.Versioned[textBody], error) {
	l, err := s.SaveText(ctx, in.At(), in.Body.text(in.Key), in.Body.Note)
	return s.answerText(ctx, l, err)
}

func (s *Service) answerText(ctx context.Context, l Listed, err error) (*httpapi.Versioned[textBody], error) {
	if err != nil {
		return nil, err
	}
	people, err := s.names(ctx, l.By)
	return httpapi.Tagged(textOf(l, people), l.Version), err
}

type retireIn struct {
	KeyPath
	httpapi.IfMatch
	Body struct {
		Retired bool `json:"retired"`
	}
}

func (s *Service) postRetireText(ctx context.Context, in *retireIn) (*httpapi.Versioned[textBody], error) {
	l, err := s.RetireText(ctx, in.Key, in.At(), in.Body.Retired)
	return s.answerText(ctx, l, err)
}

type judgeIn struct {
	Body TextFields
}

type judgedBody struct {
	Findings []FindingBody `json:"findings"`
	Lengths  lengthsBody   `json:"lengths"`
	Chat     string        `json:"chat" doc:"the words with samples in the place of placeholders"`
}

func (s *Service) postJudge(ctx context.Context, in *judgeIn) (*httpapi.Body[judgedBody], error) {
	t := in.Body.text("")
	list, err := s.Judge(ctx, t)
	chat, _ := Filled(t.Words, Samples())
	return &httpapi.Body[judgedBody]{Body: judgedBody{findingsOf(list), lengthsOf(t), chat}}, err
}
