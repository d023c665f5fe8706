package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
)

// operation is what the OpenAPI file says of a route.
type operation struct {
	*huma.Operation
	types huma.Registry
}

func (w *world) operation(r httpapi.Route) operation {
	w.T.Helper()
	api := w.app.API.OpenAPI()
	item := api.Paths[httpapi.Prefix+r.Path]
	if item == nil {
		w.T.Fatalf("the description has no path %s", r.Path)
	}
	for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
		if op != nil && op.OperationID == r.ID {
			return operation{op, api.Components.Schemas}
		}
	}
	w.T.Fatalf("the description has no operation %s", r.ID)
	return operation{}
}

// pathParams are the names of the parameters in the path.
func (o operation) pathParams() (out []string) {
	for _, p := range o.Parameters {
		if p.In == "path" {
			out = append(out, p.Name)
		}
	}
	return out
}

// check tells where an answer is not what the description promises: a status it
// does not name, another media type, a body of another shape.
func (o operation) check(got reply) error {
	said := o.Responses[strconv.Itoa(got.status)]
	if said == nil {
		return fmt.Errorf("the description names no status %d", got.status)
	}
	if got.status >= 500 {
		return errors.New("an internal error")
	}
	if len(said.Content) == 0 {
		if got.text != "" {
			return errors.New("a body where none is described")
		}
		return nil
	}
	media, _, _ := strings.Cut(got.media, ";")
	described := said.Content[media]
	if described == nil {
		return fmt.Errorf("the media type %s is not described", media)
	}
	if !strings.HasSuffix(media, "json") {
		return nil
	}
	var v any
	if err := json.Unmarshal([]byte(got.text), &v); err != nil {
		return err
	}
	if _, object := v.(map[string]any); !object {
		return errors.New("the body is no object")
	}
	return o.valid(described.Schema, v)
}

// told tells where a refusal does not say in both languages what is wrong: a code
// without a sentence, a sentence with an argument that is not given, or the same
// words in Chinese and in English.
func (w *world) told(got reply) error {
	if got.status < 400 {
		return nil
	}
	var p httpapi.Problem
	if err := json.Unmarshal([]byte(got.text), &p); err != nil {
		return err
	}
	err := w.sentence(p.Code, p.Args, p.Detail)
	for _, f := range p.Errors {
		err = errors.Join(err, w.sentence(f.Code, f.Args, f.Detail))
	}
	return err
}

func (w *world) sentence(code string, args map[string]any, said string) error {
	key := "fault." + code
	zh, en := w.app.Texts.Written(i18n.ZhCN, key), w.app.Texts.Written(i18n.En, key)
	switch {
	case code == "" || zh == "" || en == "":
		return fmt.Errorf("%q has no sentence", code)
	case zh == en:
		return fmt.Errorf("%q says the same in Chinese and English", code)
	case said == "" || said == en:
		return fmt.Errorf("%q is not said in Chinese: %q", code, said)
	}
	for _, name := range slices.Concat(i18n.Args(zh), i18n.Args(en)) {
		if _, given := args[name]; !given {
			return fmt.Errorf("%q lacks its argument %q", code, name)
		}
	}
	return nil
}

func (o operation) valid(s *huma.Schema, v any) error {
	res := &huma.ValidateResult{}
	huma.Validate(o.types, s, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
	return errors.Join(res.Errors...)
}

// resolve follows references.
func (o operation) resolve(s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = o.types.SchemaFromRef(s.Ref)
	}
	return s
}

// body is the schema of the route's JSON body, nil for none.
func (o operation) body() *huma.Schema {
	if o.RequestBody == nil || o.RequestBody.Content["application/json"] == nil {
		return nil
	}
	return o.resolve(o.RequestBody.Content["application/json"].Schema)
}
