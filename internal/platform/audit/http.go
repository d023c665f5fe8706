package audit

import (
	"context"
	"net/http"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
)

// Names gives the names of accounts by id; ids that are nobody's are left out.
// The roof hands it in, because people are known above.
type Names func(tx *db.Tx, accounts []string) (map[string]string, error)

// Routes registers the reading of the audit.
func (l *Log) Routes(a *httpapi.API, names Names) {
	d := desk{log: l, names: names, texts: a.Texts()}
	httpapi.Handle(a, httpapi.Route{ID: "audit.list", Method: http.MethodGet, Path: "/audit", Tag: "audit",
		Summary: "Who did or opened what, newest first", Permission: ReadPermission}, d.list)
	httpapi.Handle(a, httpapi.Route{ID: "audit.verify", Method: http.MethodGet, Path: "/audit/verify", Tag: "audit",
		Summary: "Walk the group's whole chain and name the first row that does not fit", Permission: ReadPermission}, d.verify)
}

// desk answers the routes.
type desk struct {
	log   *Log
	names Names
	texts *i18n.Texts
}

type listIn struct {
	httpapi.Paging
	Language    string `header:"Accept-Language" maxLength:"200"`
	From        int64  `query:"from" minimum:"0" maximum:"9007199254740991" doc:"from this instant on"`
	To          int64  `query:"to" minimum:"0" maximum:"9007199254740991" doc:"before this instant"`
	Kind        Kind   `query:"kind" enum:"change,read"`
	Actor       string `query:"actor_id" format:"uuid" maxLength:"36"`
	Action      string `query:"action" maxLength:"80" doc:"a whole action, or a module with a dot: visits."`
	SubjectKind string `query:"subject_kind" maxLength:"40"`
	SubjectID   string `query:"subject_id" maxLength:"80"`
	Patient     string `query:"patient_id" format:"uuid" maxLength:"36"`
	Clinic      string `query:"clinic_id" format:"uuid" maxLength:"36"`
}

type lineView struct {
	ID          string `json:"id" format:"uuid"`
	At          int64  `json:"at"`
	Kind        Kind   `json:"kind" enum:"change,read"`
	Action      string `json:"action" example:"visits.moved"`
	Title       string `json:"title" doc:"the action in the reader's language"`
	ActorID     string `json:"actor_id" doc:"empty = the program itself"`
	Actor       string `json:"actor" doc:"name of the account"`
	Request     string `json:"request" doc:"number of the request"`
	SubjectKind string `json:"subject_kind"`
	SubjectID   string `json:"subject_id"`
	PatientID   string `json:"patient_id"`
	ClinicID    string `json:"clinic_id" doc:"empty = of the group"`
	Before      any    `json:"before,omitempty" doc:"what it was, as the module wrote it"`
	After       any    `json:"after,omitempty" doc:"what it became"`
	Reason      string `json:"reason"`
	Erased      bool   `json:"erased" doc:"the contents went with the patient's data"`
	Seq         int64  `json:"seq" doc:"number in the chain; 0 = not sealed yet"`
}

func (d desk) list(ctx context.Context, in *listIn) (*httpapi.Body[httpapi.Listing[lineView]], error) {
	limit := min(in.Limit, mostListed-1) // one row more tells whether a page follows
	f := Filter{From: in.From, To: in.To, Kind: in.Kind, Actor: in.Actor, Action: in.Action, SubjectKind: in.SubjectKind,
		SubjectID: in.SubjectID, Patient: in.Patient, Clinic: in.Clinic, Limit: limit + 1}
	if _, err := in.Read(&f.Before.At, &f.Before.ID); err != nil {
		return nil, err
	}
	if err := d.opened(ctx, in.Patient); err != nil {
		return nil, err
	}
	var lines []Line
	people := map[string]string{}
	err := d.log.db.Read(ctx, func(tx *db.Tx) (err error) {
		if lines, err = d.log.List(tx, f); err != nil || d.names == nil {
			return err
		}
		ids := make([]string, len(lines))
		for i, one := range lines {
			ids[i] = one.Actor
		}
		people, err = d.names(tx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	locale := i18n.Pick(in.Language)
	rows := make([]lineView, len(lines))
	for i, one := range lines {
		rows[i] = viewOf(one)
		rows[i].Actor = people[one.Actor]
		rows[i].Title = d.texts.Text(locale, "audit."+one.Action, nil)
	}
	page := httpapi.Page(rows, limit, func(v lineView) []any { return []any{v.At, v.ID} })
	return &httpapi.Body[httpapi.Listing[lineView]]{Body: page}, nil
}

// opened records that somebody reads what was written about one patient: the
// contents are shown.
func (d desk) opened(ctx context.Context, patient string) error {
	if patient == "" {
		return nil
	}
	return d.log.Opened(ctx, Entry{Action: "audit.opened", SubjectKind: "patient", SubjectID: patient, Patient: patient})
}

func viewOf(l Line) lineView {
	v := lineView{
		ID: l.ID, At: l.At, Kind: l.Kind, Action: l.Action, ActorID: l.Actor, Request: l.Request, SubjectKind: l.SubjectKind,
		SubjectID: l.SubjectID, PatientID: l.Patient, ClinicID: l.Clinic, Reason: l.Reason, Erased: l.Erased, Seq: l.Seq,
	}
	if l.Before != nil {
		v.Before = l.Before
	}
	if l.After != nil {
		v.After = l.After
	}
	return v
}

type breakView struct {
	Seq int64  `json:"seq"`
	ID  string `json:"id" doc:"empty = the row is missing"`
	Why string `json:"why" enum:"missing,changed,head"`
}

type reportView struct {
	Whole  bool       `json:"whole" doc:"every sealed row fits"`
	Rows   int64      `json:"rows" doc:"sealed rows that fit"`
	Open   int64      `json:"open" doc:"rows not sealed yet"`
	Seq    int64      `json:"seq" doc:"number of the last link"`
	Hash   string     `json:"hash" doc:"hash of the last link; noted elsewhere it proves later that nothing before it was rewritten"`
	Broken *breakView `json:"broken,omitempty" doc:"the first row that does not fit"`
}

// verify asks for the right in the whole group: the chain is the group's.
func (d desk) verify(ctx context.Context, _ *struct{}) (*httpapi.Body[reportView], error) {
	if err := auth.Require(ctx, ReadPermission, ""); err != nil {
		return nil, err
	}
	r, err := d.log.Verify(ctx)
	if err != nil {
		return nil, err
	}
	out := reportView{Whole: r.Broken == nil, Rows: r.Rows, Open: r.Open, Seq: r.Head.Seq, Hash: r.Head.Hash}
	if b := r.Broken; b != nil {
		out.Broken = &breakView{b.Seq, b.ID, b.Why}
	}
	return &httpapi.Body[reportView]{Body: out}, nil
}
