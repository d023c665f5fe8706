package content

import (
	"context"
	"net/http"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) articleRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "content.articles", Method: http.MethodGet, Path: "/content/articles", Permission: MayView,
		Summary: "Articles by key, with how often they were sent and opened"}, s.getArticles)
	httpapi.Handle(a, httpapi.Route{ID: "content.article", Method: http.MethodGet, Path: "/content/articles/{key}", Permission: MayView,
		Summary: "One article with its findings and its revisions", Faults: []*fault.Def{NotFound}}, s.getArticle)
	httpapi.Handle(a, httpapi.Route{ID: "content.save_article", Method: http.MethodPut, Path: "/content/articles/{key}", Permission: MayWrite,
		Summary: "Write a new revision, or a new article; its pages show it at once",
		Faults:  append([]*fault.Def{BadBlocks, UnknownFile}, writing...)}, s.putArticle)
	httpapi.Handle(a, httpapi.Route{ID: "content.retire_article", Method: http.MethodPost, Path: "/content/articles/{key}/retire", Permission: MayWrite,
		Summary: "Take an article out of the lists to choose from, or put it back", Faults: []*fault.Def{NotFound, db.Stale}}, s.postRetireArticle)
	httpapi.Handle(a, httpapi.Route{ID: "content.judge_article", Method: http.MethodPost, Path: "/content/judge-article", Permission: MayView,
		Summary: "What is held against an article; nothing is stored"}, s.postJudgeArticle)
	httpapi.Handle(a, httpapi.Route{ID: "content.share", Method: http.MethodPost, Path: "/content/articles/{key}/links", Permission: MayGrant, Idempotent: true,
		Summary: "The address of an article for a patient, to be sent by hand", Faults: []*fault.Def{NotFound, patients.NotFound}}, s.postShare)
	httpapi.Handle(a, httpapi.Route{ID: "content.add_file", Method: http.MethodPost, Path: "/content/files", Permission: MayWrite, Idempotent: true,
		Summary: "Bring in a picture or a video; what a camera wrote into it is taken out", MaxBody: maxFileBody, BodyWait: 3 * time.Minute,
		Faults: []*fault.Def{BadFile, TooLarge, StoreAway}}, s.postFile)
	httpapi.Handle(a, httpapi.Route{ID: "content.files", Method: http.MethodGet, Path: "/content/files", Permission: MayView,
		Summary: "Pictures and videos, the latest first"}, s.getFiles)
	httpapi.Handle(a, httpapi.Route{ID: "content.picture", Method: http.MethodGet, Path: "/content/files/{id}/picture", Permission: MayView,
		Summary: "The bytes of a picture", Produces: mediaJPEG, Faults: []*fault.Def{NotFound, StoreAway}}, s.getPicture)
	httpapi.Handle(a, httpapi.Route{ID: "content.video", Method: http.MethodGet, Path: "/content/files/{id}/video", Permission: MayView,
		Summary: "The bytes of a video", Produces: mediaMP4, Faults: []*fault.Def{NotFound, StoreAway}}, s.getVideo)
}

// BlockBody is a block on the wire.
type BlockBody struct {
	Kind BlockKind `json:"kind" enum:"heading,text,picture,video,book"`
	Zh   string    `json:"zh,omitempty" maxLength:"2000"`
	En   string    `json:"en,omitempty" maxLength:"4000"`
	File string    `json:"file_id,omitempty" maxLength:"36" doc:"of a picture or a video"`
}

// ArticleFields are what is written of an article.
type ArticleFields struct {
	Class   messages.Class `json:"class" enum:"care,service,relation,marketing"`
	TitleZh string         `json:"title_zh" maxLength:"100"`
	TitleEn string         `json:"title_en,omitempty" maxLength:"200"`
	LeadZh  string         `json:"lead_zh,omitempty" maxLength:"300"`
	LeadEn  string         `json:"lead_en,omitempty" maxLength:"600"`
	Blocks  []BlockBody    `json:"blocks" maxItems:"60"`
}

func (f ArticleFields) article(key string) Article {
	a := Article{Key: key, Class: f.Class, TitleZh: f.TitleZh, TitleEn: f.TitleEn, LeadZh: f.LeadZh, LeadEn: f.LeadEn}
	for _, b := range f.Blocks {
		a.Blocks = append(a.Blocks, Block(b))
	}
	return a
}

type articleBody struct {
	Key string `json:"key"`
	ArticleFields
	Sent    int `json:"sent" doc:"links that were made for somebody"`
	Readers int `json:"readers" doc:"of those, who opened it"`
	StandingBody
}

func articleOut(l ListedArticle, people map[string]org.Staff) articleBody {
	a := l.Article
	out := articleBody{Key: a.Key, Sent: l.Sent, Readers: l.Readers,
		ArticleFields: ArticleFields{Class: a.Class, TitleZh: a.TitleZh, TitleEn: a.TitleEn, LeadZh: a.LeadZh, LeadEn: a.LeadEn, Blocks: []BlockBody{}},
		StandingBody:  StandingBody{a.Revision, l.Version, l.Shipped, l.Retired, l.Note, l.At, people[l.By].Name}}
	for _, b := range a.Blocks {
		out.Blocks = append(out.Blocks, BlockBody(b))
	}
	return out
}

type articlesBody struct {
	Items []articleBody `json:"items"`
}

func (s *Service) getArticles(ctx context.Context, _ *struct{}) (*httpapi.Body[articlesBody], error) {
	list, err := s.Articles(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range list {
		ids = append(ids, l.By)
	}
	people, err := s.names(ctx, ids...)
	out := articlesBody{Items: make([]articleBody, len(list))}
	for i, l := range list {
		out.Items[i] = articleOut(l, people)
	}
	return &httpapi.Body[articlesBody]{Body: out}, err
}

type articleShownBody struct {
	Article   articleBody    `json:"article"`
	Findings  []FindingBody  `json:"findings"`
	Revisions []revisionBody `json:"revisions" doc:"the latest first"`
	Used      []useBody      `json:"used" doc:"where it is named"`
}

func (s *Service) getArticle(ctx context.Context, in *KeyPath) (*httpapi.Versioned[articleShownBody], error) {
	l, past, err := s.ArticleShown(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	used, err := s.UsesOf(ctx, KindArticle, in.Key)
	if err != nil {
		return nil, err
	}
	ids := []string{l.By}
	for _, r := range past {
		ids = append(ids, r.By)
	}
	people, err := s.names(ctx, ids...)
	return httpapi.Tagged(articleShownBody{articleOut(l, people), findingsOf(l.Findings), revisionBodies(past, people), usesOf(used)}, l.Version), err
}

type saveArticleIn struct {
	KeyPath
	httpapi.IfMatch
	Body struct {
		ArticleFields
		Note string `json:"note,omitempty" maxLength:"200" doc:"why, for the list of revisions"`
	}
}

func (s *Service) putArticle(ctx context.Context, in *saveArticleIn) (*httpapi.Versioned[articleBody], error) {
	l, err := s.SaveArticle(ctx, in.At(), in.Body.article(in.Key), in.Body.Note)
	return s.answerArticle(ctx, l, err)
}

func (s *Service) answerArticle(ctx context.Context, l ListedArticle, err error) (*httpapi.Versioned[articleBody], error) {
	if err != nil {
		return nil, err
	}
	people, err := s.names(ctx, l.By)
	return httpapi.Tagged(articleOut(l, people), l.Version), err
}

func (s *Service) postRetireArticle(ctx context.Context, in *retireIn) (*httpapi.Versioned[articleBody], error) {
	l, err := s.RetireArticle(ctx, in.Key, in.At(), in.Body.Retired)
	return s.answerArticle(ctx, l, err)
}

type judgeArticleIn struct{ Body ArticleFields }

type articleJudgedBody struct {
	Findings []FindingBody `json:"findings"`
}

func (s *Service) postJudgeArticle(ctx context.Context, in *judgeArticleIn) (*httpapi.Body[articleJudgedBody], error) {
	list, err := s.JudgeArticle(ctx, in.Body.article(""))
	return &httpapi.Body[articleJudgedBody]{Body: articleJudgedBody{findingsOf(list)}}, err
}

type shareIn struct {
	KeyPath
	Body struct {
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
	}
}

type linkBody struct {
	Path string `json:"path" doc:"of this program: /m/a/…"`
}

func (s *Service) postShare(ctx context.Context, in *shareIn) (*httpapi.Body[linkBody], error) {
	path, err := s.ShareByHand(ctx, in.Key, in.Body.Patient)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[linkBody]{Body: linkBody{path}}, nil
}

type fileIn struct {
	Name    string `query:"name" maxLength:"200" doc:"as it is called where it comes from"`
	RawBody []byte `contentType:"application/octet-stream" doc:"JPEG, PNG, WebP or MP4"`
}

type fileBody struct {
	ID     string `json:"id" format:"uuid"`
	Name   string `json:"name"`
	Media  string `json:"media" enum:"image/jpeg,video/mp4"`
	Size   int64  `json:"size" doc:"bytes"`
	Width  int    `json:"width" doc:"of a picture"`
	Height int    `json:"height"`
	At     int64  `json:"added_at"`
}

func fileOf(f File) fileBody { return fileBody{f.ID, f.Name, f.Media, f.Size, f.Width, f.Height, f.At} }

func (s *Service) postFile(ctx context.Context, in *fileIn) (*httpapi.Body[fileBody], error) {
	f, err := s.AddFile(ctx, in.Name, in.RawBody, func(tx *db.Tx, f File) error { return httpapi.Answer(tx, fileOf(f)) })
	return &httpapi.Body[fileBody]{Body: fileOf(f)}, err
}

type filesBody struct {
	Items []fileBody `json:"items"`
}

func (s *Service) getFiles(ctx context.Context, _ *struct{}) (*httpapi.Body[filesBody], error) {
	list, err := s.FileList(ctx)
	out := filesBody{Items: make([]fileBody, len(list))}
	for i, f := range list {
		out.Items[i] = fileOf(f)
	}
	return &httpapi.Body[filesBody]{Body: out}, err
}

type bytesOut struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (s *Service) getPicture(ctx context.Context, in *httpapi.ByID) (*bytesOut, error) {
	return s.bytesAs(ctx, in.ID, mediaJPEG)
}

func (s *Service) getVideo(ctx context.Context, in *httpapi.ByID) (*bytesOut, error) {
	return s.bytesAs(ctx, in.ID, mediaMP4)
}

// bytesAs gives the bytes of a file that is of a medium.
func (s *Service) bytesAs(ctx context.Context, file, media string) (*bytesOut, error) {
	f, b, err := s.FileBytes(ctx, file)
	if err == nil && f.Media != media {
		err = NotFound.With()
	}
	if err != nil {
		return nil, err
	}
	return &bytesOut{f.Media, b}, nil
}
