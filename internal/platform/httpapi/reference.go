package httpapi

import (
	"bytes"
	_ "embed" // the reference's form
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/i18n"
)

//go:embed reference.html
var referenceForm string

var referencePage = template.Must(template.New("reference").Parse(referenceForm))

// What the reference's form reads.
type (
	refPage struct {
		Title, About string
		Groups       []refGroup
		Types        []refType
	}
	refGroup struct {
		Name   string
		Routes []refRoute
	}
	refRoute struct {
		Route
		Address string
		Fields  []refField // parameters
		Body    string     // media type, "" = none
		BodyOf  template.HTML
		Answers []refAnswer
		Refuses []string // statuses whose answer is a problem
		Refused []refFault
	}
	refAnswer struct {
		Status, Words, Media string
		Of                   template.HTML
	}
	refFault struct {
		Code   string
		Status int
		Zh, En string
	}
	refType struct {
		Name   string
		Fields []refField
	}
	refField struct {
		Name, In, Limits, Doc string
		Required              bool
		Of                    template.HTML
	}
)

// Reference serves what tells a programmer of every route, and needs nothing from
// elsewhere: a page at /api/v1/, and the description itself as openapi.yaml and
// openapi.json below it. They are made at the first request.
func (a *API) Reference() {
	files := sync.OnceValues(a.referenceFiles)
	for path, media := range map[string]string{
		"/{$}": "text/html; charset=utf-8", "/openapi.yaml": "application/yaml", "/openapi.json": "application/json",
	} {
		a.mux.HandleFunc("GET "+Prefix+path, func(w http.ResponseWriter, r *http.Request) {
			made, err := files()
			if err != nil {
				a.WriteProblem(w, r, err)
				return
			}
			w.Header().Set("Content-Type", media)
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
			send(w, r, made[path])
		})
	}
}

func (a *API) referenceFiles() (map[string][]byte, error) {
	var page bytes.Buffer
	if err := referencePage.Execute(&page, a.refPage()); err != nil {
		return nil, fmt.Errorf("httpapi: the reference: %w", err)
	}
	inYAML, err := a.OpenAPI().YAML()
	if err != nil {
		return nil, err
	}
	inJSON, err := a.OpenAPI().MarshalJSON()
	return map[string][]byte{"/{$}": page.Bytes(), "/openapi.yaml": inYAML, "/openapi.json": inJSON}, err
}

func (a *API) refPage() refPage {
	d := a.OpenAPI()
	p := refPage{Title: d.Info.Title, About: d.Info.Description}
	at := map[string]int{}
	for _, r := range a.routes {
		i, there := at[r.Tag]
		if !there {
			i = len(p.Groups)
			at[r.Tag] = i
			p.Groups = append(p.Groups, refGroup{Name: r.Tag})
		}
		p.Groups[i].Routes = append(p.Groups[i].Routes, a.refRoute(r))
	}
	types := d.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(types)) {
		p.Types = append(p.Types, refType{name, refFields(types[name])})
	}
	return p
}

func (a *API) refRoute(r Route) refRoute {
	out := refRoute{Route: r, Address: Prefix + r.Path}
	op := operationOf(a.OpenAPI(), r)
	for _, p := range op.Parameters {
		out.Fields = append(out.Fields, refField{Name: p.Name, In: p.In, Required: p.Required, Of: refOf(p.Schema),
			Limits: limitsOf(p.Schema), Doc: p.Description})
	}
	if op.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			out.Body, out.BodyOf = media, refOf(op.RequestBody.Content[media].Schema)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		if status >= "400" {
			out.Refuses = append(out.Refuses, status)
			continue
		}
		answer := refAnswer{Status: status, Words: statusWords(status)}
		for media, content := range op.Responses[status].Content {
			answer.Media, answer.Of = media, refOf(content.Schema)
		}
		out.Answers = append(out.Answers, answer)
	}
	for _, f := range r.Faults {
		out.Refused = append(out.Refused, a.refFault(f))
	}
	return out
}

func (a *API) refFault(f *fault.Def) refFault {
	key := "fault." + f.Code
	return refFault{f.Code, StatusOf(f.Kind), a.texts.Written(i18n.ZhCN, key), a.texts.Written(i18n.En, key)}
}

func operationOf(d *huma.OpenAPI, r Route) *huma.Operation {
	item := d.Paths[Prefix+r.Path]
	switch r.Method {
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodPatch:
		return item.Patch
	case http.MethodDelete:
		return item.Delete
	}
	return item.Get
}

func statusWords(status string) string {
	n, _ := strconv.Atoi(status)
	return http.StatusText(n)
}

func refFields(s *huma.Schema) (out []refField) {
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f := s.Properties[name]
		out = append(out, refField{Name: name, Required: slices.Contains(s.Required, name), Of: refOf(f),
			Limits: limitsOf(f), Doc: f.Description})
	}
	return out
}

// refOf names a type; that of a component leads to its place on the page.
func refOf(s *huma.Schema) template.HTML {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		name := template.HTMLEscapeString(s.Ref[strings.LastIndex(s.Ref, "/")+1:])
		return template.HTML(`<a href="#type-` + name + `">` + name + `</a>`)
	case s.Type == huma.TypeArray:
		return "[" + refOf(s.Items) + "]"
	case s.Type == huma.TypeObject && len(s.Properties) == 0:
		if each, ok := s.AdditionalProperties.(*huma.Schema); ok {
			return "{name: " + refOf(each) + "}"
		}
	case s.Type == "":
		return "any"
	}
	name := s.Type
	if s.Format != "" {
		name += " (" + s.Format + ")"
	}
	return template.HTML(template.HTMLEscapeString(name))
}

// limitsOf tells what a value must be, in short.
func limitsOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	var out []string
	add := func(form string, v any) { out = append(out, fmt.Sprintf(form, v)) }
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			words[i] = fmt.Sprint(v)
		}
		add("one of %s", strings.Join(words, ", "))
	}
	if s.Default != nil {
		add("default %v", s.Default)
	}
	if s.Minimum != nil {
		add("≥ %v", *s.Minimum)
	}
	if s.Maximum != nil {
		add("≤ %v", *s.Maximum)
	}
	if s.MinLength != nil {
		add("at least %d characters", *s.MinLength)
	}
	if s.MaxLength != nil {
		add("at most %d characters", *s.MaxLength)
	}
	if s.MinItems != nil {
		add("at least %d items", *s.MinItems)
	}
	if s.MaxItems != nil {
		add("at most %d items", *s.MaxItems)
	}
	if s.Pattern != "" {
		add("like %s", s.Pattern)
	}
	return strings.Join(out, "; ")
}
