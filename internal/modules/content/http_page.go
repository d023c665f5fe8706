package content

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

// pageRoutes are the pages of articles on patients' telephones. They are no routes of
// the API: who opens one has no log-in, and gets a page without any script.
func (s *Service) pageRoutes(a *httpapi.API) {
	a.Mux().HandleFunc("GET "+pagePath+"{group}/{token}", s.servePage)
	a.Mux().HandleFunc("GET "+pagePath+"{group}/{token}/{file}", s.serveFile)
}

// shown is a page as its template takes it.
type shown struct {
	Lang   string
	Other  string // address of the other language, "" = there is none
	Style  template.CSS
	Clinic string
	Phone  string
	Call   template.URL
	Title  string
	Lead   string
	Blocks []shownBlock
	Words  map[string]string
	Fault  string
}

type shownBlock struct {
	Kind  BlockKind
	Text  string
	Parts []part
	File  string
}

// part is a paragraph or a list.
type part struct {
	Line  string
	Items []string
}

// partsOf takes words apart into paragraphs and lists.
func partsOf(words string) []part {
	var out []part
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		item, listed := strings.CutPrefix(line, "· ")
		switch last := len(out) - 1; {
		case line == "":
		case listed && last >= 0 && out[last].Line == "":
			out[last].Items = append(out[last].Items, item)
		case listed:
			out = append(out, part{Items: []string{item}})
		default:
			out = append(out, part{Line: line})
		}
	}
	return out
}

// pageWords are the few words of the page itself.
var pageWords = map[string]map[string]string{
	"zh-CN": {"book": "打电话预约", "call": "有疑问请致电", "other": "English", "broken": "链接不完整或被改动过", "broken_do": "请从原来的消息里重新打开，或联系诊所。",
		"over": "链接已过期", "over_do": "请联系诊所，我们再发一份给您。", "none": "内容仅供参考，诊断与治疗以医生面诊为准。"},
	"en": {"book": "Call to book", "call": "Questions? Call", "other": "中文", "broken": "This link is incomplete or was changed", "broken_do": "Please open it again from the message, or ask the clinic.",
		"over": "This link is too old", "over_do": "Please ask the clinic; we will send it again.", "none": "For your information only. Diagnosis and treatment are what your doctor says on examination."},
}

func (s *Service) servePage(w http.ResponseWriter, r *http.Request) {
	lang := "zh-CN"
	if r.URL.Query().Get("lang") == "en" {
		lang = "en"
	}
	o, err := s.follow(r.Context(), r.PathValue("group"), r.PathValue("token"))
	if err != nil {
		s.serveFault(w, lang, err)
		return
	}
	v, err := s.shownPage(o, r.URL.Path, lang)
	if err == nil && r.Method == http.MethodGet {
		err = s.note(o)
	}
	if err != nil {
		s.serveFault(w, lang, err)
		return
	}
	s.servedPage(w, http.StatusOK, v)
}

// shownPage fills the page of an article in a language; what has no English is shown
// as it is.
func (s *Service) shownPage(o opened, path, lang string) (shown, error) {
	a := o.article
	if a.TitleEn == "" {
		lang = "zh-CN"
	}
	english := lang == "en"
	in := func(zh, en string) string {
		if english && en != "" {
			return en
		}
		return zh
	}
	v := shown{Lang: lang, Title: in(a.TitleZh, a.TitleEn), Lead: in(a.LeadZh, a.LeadEn), Words: pageWords[lang]}
	if a.TitleEn != "" {
		if v.Other = path + "?lang=en"; english {
			v.Other = path
		}
	}
	for _, b := range a.Blocks {
		words := in(b.Zh, b.En)
		one := shownBlock{Kind: b.Kind, Text: words, Parts: partsOf(words)}
		if b.File != "" {
			one.File = path + "/" + b.File
		}
		v.Blocks = append(v.Blocks, one)
	}
	err := s.d.DB.Read(o.ctx, func(tx *db.Tx) error {
		id, err := s.homeOf(tx, o.share.Patient)
		if err != nil {
			return err
		}
		c, err := s.d.Org.Clinic(tx, id)
		v.Clinic, v.Phone = c.Name, c.Phone
		v.Call = template.URL("tel:" + strings.ReplaceAll(c.Phone, " ", ""))
		return err
	})
	return v, err
}

// serveFault tells why a link opens nothing.
func (s *Service) serveFault(w http.ResponseWriter, lang string, err error) {
	v := shown{Lang: lang, Words: pageWords[lang]}
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, LinkOver):
		v.Title, v.Fault, status = v.Words["over"], v.Words["over_do"], http.StatusGone
	case errors.Is(err, LinkBroken), errors.Is(err, NotFound):
		v.Title, v.Fault, status = v.Words["broken"], v.Words["broken_do"], http.StatusNotFound
	default:
		v.Title, v.Fault = v.Words["over"], v.Words["over_do"]
		status = http.StatusServiceUnavailable
	}
	s.servedPage(w, status, v)
}

func (s *Service) servedPage(w http.ResponseWriter, status int, v shown) {
	v.Style = template.CSS(pageStyle)
	var b bytes.Buffer
	if err := s.page.Execute(&b, v); err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256([]byte(pageStyle))
	guard(w, "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// guard sets what every answer of these pages has: who has the address needs no
// log-in, so it is kept from whoever it leads on to and from search engines.
func guard(w http.ResponseWriter, policy string) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("X-Content-Type-Options", "nosniff")
}

// serveFile serves a picture or a video of the article that an address leads to, and
// no other.
func (s *Service) serveFile(w http.ResponseWriter, r *http.Request) {
	o, err := s.follow(r.Context(), r.PathValue("group"), r.PathValue("token"))
	file := r.PathValue("file")
	shows := false
	for _, f := range o.article.files() {
		shows = shows || f == file
	}
	if err != nil || !shows {
		guard(w, "default-src 'none'")
		http.NotFound(w, r)
		return
	}
	f, b, err := s.FileBytes(o.ctx, file)
	guard(w, "default-src 'none'")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.Media)
	w.Header().Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(w, r, "", time.UnixMilli(f.At), bytes.NewReader(b))
}
