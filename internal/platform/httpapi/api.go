package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
)

// Prefix is the root of every route.
const Prefix = "/api/v1"

// Route describes one route. Either Permission is set, or Open says why the
// route needs none.
type Route struct {
	ID         string // module.use_case; unique
	Method     string
	Path       string // below Prefix
	Summary    string // one line for the reader of the OpenAPI file
	Permission string // the right that is needed; its clinics become the scope
	Open       string // why nobody need have a right: "log-in", "any staff member about themselves"
	Anonymous  bool   // with Open: nobody need be logged in
	Idempotent bool   // creates or pays: needs an Idempotency-Key
	Faults     []*fault.Def
	Status     int           // of success; 0 = 200, or 204 without a body
	Produces   string        // media type of the answer where it is no JSON: "text/csv"
	MaxBody    int64         // bytes; 0 = 1 MB
	BodyWait   time.Duration // how long the body may take to arrive; 0 = 5 s
	Tag        string        // group in the API page; default the module's name
}

// Options is what the edge is built from.
type Options struct {
	DB           *db.DB
	Log          *slog.Logger
	Texts        *i18n.Texts
	Authenticate func(*http.Request) (auth.Actor, error) // Unauthenticated if nobody is logged in
	Observe      func(route string, status int, took time.Duration)
}

// API is the set of routes.
type API struct {
	db     *db.DB
	log    *slog.Logger
	texts  *i18n.Texts
	opt    Options
	mux    *http.ServeMux
	huma   huma.API
	routes []Route
	module string
}

// New makes the edge. Only one may exist in a process at a time for serving:
// huma keeps its error maker in a package variable.
func New(o Options) *API {
	a := &API{db: o.DB, log: o.Log, texts: o.Texts, opt: o, mux: http.NewServeMux()}
	c := huma.DefaultConfig("Archwire", "1") // the contract's version, that of /api/v1; the program has its own
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil // no $schema in bodies
	plain := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: readJSON}
	c.Formats = map[string]huma.Format{"application/json": plain, "json": plain} // json = whatever ends in +json
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", a.schemaName)
	c.Info.Description = "Archwire (牙程): the clinic's day and the patients' journeys. Instants are epoch milliseconds, days are 2026-11-22 in the clinic's zone, money is fen."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: auth.CookieName},
	}
	c.Transformers = []huma.Transformer{func(_ huma.Context, _ string, v any) (any, error) { return fill(v), nil }}
	a.huma = humago.New(a.mux, c)
	huma.NewErrorWithContext = a.humaError
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return a.humaError(nil, status, msg, errs...)
	}
	return a
}

// schemaName prefixes a type's name by its package: VisitsBoard. A body without
// a name and a listing belong to the module whose routes are being registered.
func (a *API) schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	pkg := t.PkgPath()
	pkg = pkg[strings.LastIndex(pkg, "/")+1:]
	if pkg == "" || (pkg == "httpapi" && strings.Contains(t.Name(), "[")) {
		pkg = a.module
	}
	if pkg == "" || pkg == "httpapi" || t.Name() != "" && t.PkgPath() == "" {
		return name
	}
	pkg = strings.ToUpper(pkg[:1]) + pkg[1:]
	if strings.HasPrefix(name, pkg) {
		return name
	}
	return pkg + name
}

// In tells which module the following routes belong to; the roof calls it.
func (a *API) In(module string) { a.module = module }

// Routes lists what was registered.
func (a *API) Routes() []Route { return a.routes }

// OpenAPI is the description of all routes.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// Mux takes handlers that are no JSON routes (streams, files, pages).
func (a *API) Mux() *http.ServeMux { return a.mux }

// Texts is the catalogue of sentences.
func (a *API) Texts() *i18n.Texts { return a.texts }

// DB is the data door.
func (a *API) DB() *db.DB { return a.db }

// Handle registers a route. fn gets the actor (auth.From) and the scope of the
// data door in its context.
func Handle[I, O any](a *API, r Route, fn func(context.Context, *I) (*O, error)) {
	if (r.Permission == "") == (r.Open == "") {
		panic("httpapi: " + r.ID + " needs either a permission or the reason why it has none")
	}
	if r.Tag == "" {
		r.Tag = a.module
	}
	if name := hidden(reflect.TypeFor[I](), nil) + hidden(reflect.TypeFor[O](), nil); name != "" {
		panic("httpapi: " + r.ID + " embeds the unexported " + name + ", whose fields huma would pass over")
	}
	a.routes = append(a.routes, r)
	op := huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: Prefix + r.Path, Summary: r.Summary, Tags: []string{r.Tag},
		DefaultStatus: r.Status, MaxBodyBytes: r.MaxBody, BodyReadTimeout: r.BodyWait,
		Errors:      a.statuses(r),
		Middlewares: huma.Middlewares{a.gate(r)},
	}
	if !r.Anonymous {
		op.Security = []map[string][]string{{"session": {}}}
	}
	if r.Produces != "" {
		op.Responses = produces(r)
	}
	op.Extensions = extensions(r)
	if r.Idempotent {
		op.Parameters = append(op.Parameters, idempotencyParam())
		fn = once(a, r, fn)
	}
	huma.Register(a.huma, op, fn)
}

// extensions tell programs what the description has no words for: the right that
// is needed, whether a repeat acts once, and the codes of its refusals.
func extensions(r Route) map[string]any {
	out := map[string]any{}
	if r.Permission != "" {
		out["x-permission"] = r.Permission
	}
	if r.Idempotent {
		out["x-idempotent"] = true
	}
	if len(r.Faults) > 0 {
		codes := make([]string, len(r.Faults))
		for i, f := range r.Faults {
			codes[i] = f.Code
		}
		slices.Sort(codes)
		out["x-faults"] = slices.Compact(codes)
	}
	return out
}

// hidden names a struct within t that is embedded and unexported, "" if there is
// none: its fields are in the JSON, but neither described nor accepted.
func hidden(t reflect.Type, seen map[reflect.Type]bool) string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return hidden(t.Elem(), seen)
	case reflect.Struct:
	default:
		return ""
	}
	if seen[t] {
		return ""
	}
	if seen == nil {
		seen = map[reflect.Type]bool{}
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && !f.IsExported() {
			return f.Name
		}
		if name := hidden(f.Type, seen); f.IsExported() && name != "" {
			return name
		}
	}
	return ""
}

// produces describes an answer that is no JSON.
func produces(r Route) map[string]*huma.Response {
	status := cmp.Or(r.Status, http.StatusOK)
	return map[string]*huma.Response{strconv.Itoa(status): {
		Description: http.StatusText(status),
		Content:     map[string]*huma.MediaType{r.Produces: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}}
}

// statuses are the refusals that the route may answer with.
func (a *API) statuses(r Route) []int {
	out := []int{400, 422, 500, 503}
	if !r.Anonymous {
		out = append(out, 401, 403)
	}
	if r.Method != http.MethodGet {
		out = append(out, 403, 408, 413, 415)
	}
	if strings.Contains(r.Path, "{") || r.Permission != "" {
		out = append(out, 404)
	}
	if r.Idempotent {
		out = append(out, 409)
	}
	for _, f := range r.Faults {
		out = append(out, StatusOf(f.Kind))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// gate comes before the body is looked at: who is it, may they, and is what
// came in the address and query fit to be read.
func (a *API) gate(r Route) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		req, _ := humago.Unwrap(ctx)
		if err := cleanAddress(req); err != nil {
			a.refuse(ctx, err)
			return
		}
		if r.Anonymous {
			next(ctx)
			return
		}
		actor, err := a.opt.Authenticate(req)
		if err != nil {
			a.refuse(ctx, err)
			return
		}
		c, err := admit(ctx.Context(), actor, r.Permission)
		if err != nil {
			a.refuse(ctx, err)
			return
		}
		next(huma.WithContext(ctx, c))
	}
}

func (a *API) refuse(ctx huma.Context, err error) {
	request := requestOf(ctx.Context())
	p := a.problem(localeOf(ctx), a.faultOf(ctx.Context(), err), request)
	ctx.SetHeader("Content-Type", "application/problem+json")
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}

// WriteProblem answers a plain handler's request with the problem of err.
func (a *API) WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	request := requestOf(r.Context())
	p := a.problem(i18n.Pick(r.Header.Get("Accept-Language")), a.faultOf(r.Context(), err), request)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// Admit does for a plain handler what the gate does for a route: it gives the
// context with actor and scope, or the fault.
func (a *API) Admit(r *http.Request, permission string) (context.Context, error) {
	if err := cleanAddress(r); err != nil {
		return nil, err
	}
	actor, err := a.opt.Authenticate(r)
	if err != nil {
		return nil, err
	}
	return admit(r.Context(), actor, permission)
}

// admit gives the context in which the actor works: with the permission's
// clinics as the scope of the data door, or all of the group where the route
// asks for no permission.
func admit(ctx context.Context, actor auth.Actor, permission string) (context.Context, error) {
	ctx = auth.With(ctx, actor)
	if permission == "" {
		return db.With(ctx, db.Scope{Tenant: actor.Tenant, Actor: actor.ID, Request: requestOf(ctx)}), nil
	}
	clinics, ok := actor.Clinics(permission)
	if !ok {
		return nil, auth.Forbidden.With("permission", permission)
	}
	return db.With(ctx, db.Scope{Tenant: actor.Tenant, Clinics: clinics, Actor: actor.ID, Request: requestOf(ctx)}), nil
}

func localeOf(ctx huma.Context) i18n.Locale { return i18n.Pick(ctx.Header("Accept-Language")) }

// cleanAddress refuses what no database takes as text.
func cleanAddress(r *http.Request) error {
	q, err := unescape(r.URL.RawQuery)
	if err != nil {
		return Malformed.With()
	}
	for _, s := range []string{r.URL.Path, q} {
		if !utf8.ValidString(s) {
			return Malformed.With()
		}
		if strings.ContainsFunc(s, func(c rune) bool { return c < 0x20 || c == 0x7f }) {
			return ControlChars.With()
		}
	}
	return nil
}

// fill makes empty lists of nil ones, so that an answer never has null where
// its description says array.
func fill(v any) any {
	if v == nil {
		return v
	}
	r := reflect.ValueOf(v)
	if !hasSlices(r.Type(), nil) {
		return v
	}
	if r.Kind() != reflect.Pointer {
		p := reflect.New(r.Type())
		p.Elem().Set(r)
		fillValue(p.Elem())
		return p.Elem().Interface()
	}
	fillValue(r)
	return v
}

func hasSlices(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	switch t.Kind() {
	case reflect.Slice:
		return true
	case reflect.Pointer, reflect.Map, reflect.Array:
		return hasSlices(t.Elem(), seen)
	case reflect.Struct:
		if seen == nil {
			seen = map[reflect.Type]bool{}
		}
		seen[t] = true
		for i := range t.NumField() {
			if t.Field(i).IsExported() && hasSlices(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}

func fillValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillValue(v.Elem())
		}
	case reflect.Slice:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			return
		}
		if hasSlices(v.Type().Elem(), nil) {
			for i := range v.Len() {
				fillValue(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fillValue(f)
			}
		}
	}
}
