package patients

import (
	"context"
	"net/http"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
)

type importBody struct {
	ID        string      `json:"id" format:"uuid"`
	Clinic    string      `json:"clinic_id" format:"uuid"`
	FileName  string      `json:"file_name"`
	Form      string      `json:"form" enum:"xlsx,csv"`
	State     ImportState `json:"state" enum:"uploaded,checking,checked,running,done,undoing,undone,failed"`
	Headers   []string    `json:"headers"`
	Columns   []Column    `json:"columns" doc:"what each column stands for; empty passes it over"`
	Total     int         `json:"rows_total" doc:"known once checked"`
	Done      int         `json:"rows_done"`
	Wrong     int         `json:"rows_wrong"`
	Twice     int         `json:"rows_twice" doc:"of those wrong: people who are there already, or stand in the file twice"`
	Made      int         `json:"made"`
	SkipWrong bool        `json:"skip_wrong"`
	Problem   string      `json:"problem" doc:"code of the fault that stopped it"`
	CreatedAt int64       `json:"created_at"`
	CreatedBy string      `json:"created_by"`
}

func wireImport(r importRow) importBody {
	return importBody{
		r.ID, r.Clinic, r.FileName, r.Form, r.State, r.Headers, r.Columns, r.Total, r.Done, r.Wrong, r.Twice, r.Made, r.SkipWrong, r.Problem,
		r.CreatedAt, r.CreatedBy,
	}
}

type uploadIn struct {
	Clinic   string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	FileName string `query:"file_name" maxLength:"200"`
	RawBody  []byte `contentType:"application/octet-stream" doc:"an xlsx or csv file"`
}

type checkIn struct {
	httpapi.ByID
	Body struct {
		Columns []Column `json:"columns,omitempty" maxItems:"60" doc:"one for each heading; absent keeps those guessed or set before"`
	}
}

type runIn struct {
	httpapi.ByID
	Body struct {
		SkipWrong bool `json:"skip_wrong,omitempty" doc:"leave rows with faults out"`
	}
}

type localeIn struct {
	httpapi.ByID
	Locale string `header:"Accept-Language" maxLength:"200"`
}

// fileBody is an answer that is a file.
type fileBody struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func asFile(content []byte, name, kind string) *fileBody {
	return &fileBody{kind, `attachment; filename="` + name + `"`, content}
}

const excelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (s *Service) importRoutes(a *httpapi.API) {
	unreadable := []*fault.Def{FileUnreadable, FileEmpty, FileTooLong}
	there := []*fault.Def{ImportNotFound, ImportNotReady}
	one := func(r importRow, err error) (*httpapi.Body[importBody], error) {
		return &httpapi.Body[importBody]{Body: wireImport(r)}, err
	}
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.upload_import", Method: http.MethodPost, Path: "/patients/import/files", Permission: Import, Idempotent: true, Status: http.StatusCreated,
		Summary: "Upload a file of people for a clinic", MaxBody: maxImportBytes, BodyWait: 2 * time.Minute,
		Faults: append([]*fault.Def{db.OutOfScope}, unreadable...),
	}, func(ctx context.Context, in *uploadIn) (*httpapi.Body[importBody], error) {
		return one(s.UploadImport(ctx, Upload{in.Clinic, in.FileName, in.RawBody}))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.imports", Method: http.MethodGet, Path: "/patients/import/files", Permission: Import, Summary: "The imports so far, the latest first",
	}, func(ctx context.Context, _ *struct{}) (*httpapi.Body[listBody[importBody]], error) {
		rows, err := s.Imports(ctx, 100)
		return &httpapi.Body[listBody[importBody]]{Body: listBody[importBody]{wireList(rows, wireImport)}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.import", Method: http.MethodGet, Path: "/patients/import/files/{id}", Permission: Import,
		Summary: "How far an import is", Faults: []*fault.Def{ImportNotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[importBody], error) {
		return one(s.ImportByID(ctx, in.ID))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.check_import", Method: http.MethodPost, Path: "/patients/import/files/{id}/check", Permission: Import,
		Summary: "Dry run: read every row and enter nothing", Faults: append([]*fault.Def{ColumnsMissing}, there...),
	}, func(ctx context.Context, in *checkIn) (*httpapi.Body[importBody], error) {
		return one(s.CheckImport(ctx, in.ID, in.Body.Columns))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.run_import", Method: http.MethodPost, Path: "/patients/import/files/{id}/run", Permission: Import,
		Summary: "Enter the rows of a checked file", Faults: append([]*fault.Def{ImportHasFaults}, there...),
	}, func(ctx context.Context, in *runIn) (*httpapi.Body[importBody], error) {
		return one(s.RunImport(ctx, in.ID, in.Body.SkipWrong))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.undo_import", Method: http.MethodPost, Path: "/patients/import/files/{id}/undo", Permission: Import,
		Summary: "Remove everybody whom an import entered", Faults: append([]*fault.Def{ImportUsed}, there...),
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[importBody], error) {
		return one(s.UndoImport(ctx, in.ID))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.drop_import", Method: http.MethodDelete, Path: "/patients/import/files/{id}", Permission: Import,
		Summary: "Forget the uploaded file; whom it entered stays", Faults: there,
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
		return none(s.DropImport(ctx, in.ID))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.import_faults", Method: http.MethodGet, Path: "/patients/import/files/{id}/faults", Permission: Import, Produces: excelType,
		Summary: "The rows that need a correction, as an Excel file", Faults: []*fault.Def{ImportNotFound},
	}, func(ctx context.Context, in *localeIn) (*fileBody, error) {
		content, err := s.FaultFile(ctx, in.ID, i18n.Pick(in.Locale))
		return asFile(content, "to-correct.xlsx", excelType), err
	})
}
