package catalog

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) categoryRoutes(a *httpapi.API) {
	faults := []*fault.Def{BadCode, BadName, CategoryNotFound, CategoryLoop}
	httpapi.Handle(a, httpapi.Route{ID: "catalog.list_categories", Method: http.MethodGet, Path: "/catalog/categories", Permission: MayView,
		Summary: "The tree of categories"}, s.getCategories)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.add_category", Method: http.MethodPost, Path: "/catalog/categories", Permission: MayEdit,
		Summary: "Add a category", Idempotent: true, Faults: append([]*fault.Def{CodeTaken}, faults...)}, s.postCategory)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.change_category", Method: http.MethodPut, Path: "/catalog/categories/{code}", Permission: MayEdit,
		Summary: "Rename, move or reorder a category", Faults: append([]*fault.Def{db.Stale}, faults...)}, s.putCategory)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.drop_category", Method: http.MethodDelete, Path: "/catalog/categories/{code}", Permission: MayEdit,
		Summary: "Remove an empty category", Faults: []*fault.Def{CategoryNotFound, CategoryUsed, db.Stale}}, s.deleteCategory)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.choices", Method: http.MethodGet, Path: "/catalog/choices", Permission: MayView,
		Summary: "The units, teeth rules and follow-up classes that an item may have"}, s.getChoices)
}

func (s *Service) tableRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "catalog.export", Method: http.MethodGet, Path: "/catalog/export", Permission: MayEdit, Produces: "text/csv",
		Summary: "The group's items and prices as a CSV file"}, s.getExport)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.import", Method: http.MethodPost, Path: "/catalog/import", Permission: MayEdit, MaxBody: 2 << 20,
		Summary: "Take items and prices from a CSV file, all rows or none",
		Faults:  append([]*fault.Def{FileUnreadable, FileColumns, FileRows, FileTooLong, BadYesNo}, append(itemFaults, priceFaults...)...)}, s.postImport)
	httpapi.Handle(a, httpapi.Route{ID: "catalog.install", Method: http.MethodPost, Path: "/catalog/install", Permission: MayEdit,
		Summary: "Bring the program's own price list in, as far as it is not there"}, s.postInstall)
}

type categoryBody struct {
	Code     string `json:"code"`
	Version  int64  `json:"version"`
	Parent   string `json:"parent" doc:"code; empty = at the root"`
	NameZh   string `json:"name_zh"`
	NameEn   string `json:"name_en"`
	Position int    `json:"position"`
}

func categoryOf(c Category) categoryBody { return categoryBody(c) }

type categoriesBody struct {
	Items []categoryBody `json:"items"`
}

func (s *Service) getCategories(ctx context.Context, _ *struct{}) (*httpapi.Body[categoriesBody], error) {
	list, err := s.Categories(ctx)
	var out categoriesBody
	for _, c := range list {
		out.Items = append(out.Items, categoryOf(c))
	}
	return &httpapi.Body[categoriesBody]{Body: out}, err
}

type newCategoryIn struct {
	Body struct {
		Code     string `json:"code" minLength:"1" maxLength:"20"`
		Parent   string `json:"parent,omitempty" maxLength:"20"`
		NameZh   string `json:"name_zh" minLength:"1" maxLength:"60"`
		NameEn   string `json:"name_en,omitempty" maxLength:"120"`
		Position int    `json:"position,omitempty" minimum:"0" maximum:"100000"`
	}
}

func (s *Service) postCategory(ctx context.Context, in *newCategoryIn) (*httpapi.Body[categoryBody], error) {
	b := in.Body
	c, err := s.AddCategory(ctx, Category{Code: b.Code, Parent: b.Parent, NameZh: b.NameZh, NameEn: b.NameEn, Position: b.Position})
	return &httpapi.Body[categoryBody]{Body: categoryOf(c)}, err
}

type categoryIn struct {
	httpapi.IfMatch
	Code string `path:"code" maxLength:"20"`
	Body struct {
		Parent   string `json:"parent,omitempty" maxLength:"20" doc:"absent = at the root"`
		NameZh   string `json:"name_zh" minLength:"1" maxLength:"60"`
		NameEn   string `json:"name_en,omitempty" maxLength:"120"`
		Position int    `json:"position" minimum:"0" maximum:"100000"`
	}
}

func (s *Service) putCategory(ctx context.Context, in *categoryIn) (*httpapi.Versioned[categoryBody], error) {
	b := in.Body
	c, err := s.ChangeCategory(ctx, Category{Code: in.Code, Version: in.At(), Parent: b.Parent, NameZh: b.NameZh, NameEn: b.NameEn, Position: b.Position})
	return httpapi.Tagged(categoryOf(c), c.Version), err
}

type dropCategoryIn struct {
	httpapi.IfMatch
	Code string `path:"code" maxLength:"20"`
}

func (s *Service) deleteCategory(ctx context.Context, in *dropCategoryIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.DropCategory(ctx, in.Code, in.At())
}

type choicesBody struct {
	Units     []Unit      `json:"units" doc:"texts: catalog.unit.<unit>"`
	Teeth     []TeethRule `json:"teeth" doc:"texts: catalog.teeth.<rule>"`
	FollowUps []string    `json:"followup_classes" doc:"texts: catalog.followup.<class>"`
}

func (s *Service) getChoices(context.Context, *struct{}) (*httpapi.Body[choicesBody], error) {
	return &httpapi.Body[choicesBody]{Body: choicesBody{Units, TeethRules, FollowUpClasses}}, nil
}

type fileOut struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) getExport(ctx context.Context, _ *struct{}) (*fileOut, error) {
	file, err := s.Export(ctx)
	return &fileOut{"text/csv; charset=utf-8", `attachment; filename="catalog.csv"`, file}, err
}

type importIn struct {
	Dry     bool   `query:"dry_run" doc:"only tell what each row would do"`
	From    string `query:"from" maxLength:"10" doc:"first day in force of the prices; absent = today"`
	RawBody []byte `contentType:"text/csv"`
}

type rowFaultBody struct {
	Column string         `json:"column"`
	Code   string         `json:"code" doc:"its text is fault.<code>"`
	Args   map[string]any `json:"args,omitempty"`
}

type rowBody struct {
	Line  int            `json:"line" doc:"as a table program counts; the heading is line 1"`
	Code  string         `json:"code"`
	What  string         `json:"what" enum:"added,changed,same,wrong"`
	Wrong []rowFaultBody `json:"wrong"`
}

type importBody struct {
	Rows []rowBody `json:"rows"`
}

func rowsOf(list []RowResult) importBody {
	out := importBody{Rows: make([]rowBody, len(list))}
	for i, r := range list {
		out.Rows[i] = rowBody{Line: r.Line, Code: short(r.Code), What: r.What, Wrong: []rowFaultBody{}}
		for _, f := range r.Wrong {
			out.Rows[i].Wrong = append(out.Rows[i].Wrong, rowFaultBody{f.Field, f.Code, f.Args})
		}
	}
	return out
}

func (s *Service) postImport(ctx context.Context, in *importIn) (*httpapi.Body[importBody], error) {
	rows, err := s.Import(ctx, in.RawBody, civil.Day(in.From), in.Dry)
	return &httpapi.Body[importBody]{Body: rowsOf(rows)}, err
}

type installBody struct {
	Added int `json:"added" doc:"items that were not there"`
}

func (s *Service) postInstall(ctx context.Context, _ *struct{}) (*httpapi.Body[installBody], error) {
	n, err := s.Install(ctx, "")
	return &httpapi.Body[installBody]{Body: installBody{n}}, err
}
