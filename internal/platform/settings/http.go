package settings

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
)

// Names gives the names of accounts by id; ids that are nobody's are left out.
// The roof hands it in, because people are known above.
type Names func(tx *db.Tx, accounts []string) (map[string]string, error)

// Routes registers the settings page.
func (svc *Service) Routes(a *httpapi.API, names Names) {
	d := desk{svc: svc, names: names, texts: a.Texts()}
	httpapi.Handle(a, httpapi.Route{ID: "settings.list", Method: http.MethodGet, Path: "/settings", Tag: "settings",
		Summary: "Every setting with the value in force, for a clinic or for the group", Permission: ReadPermission,
		Faults: []*fault.Def{db.OutOfScope}}, d.list)
	httpapi.Handle(a, httpapi.Route{ID: "settings.change", Method: http.MethodPut, Path: "/settings/{key}", Tag: "settings",
		Summary: "Decide a setting for a clinic or for the group, or take the decision back", Permission: ChangePermission,
		Faults: []*fault.Def{Unknown, NotPerClinic, WrongType, OutOfRange, NotAChoice, TextLength, db.OutOfScope}}, d.change)
}

// desk answers the routes.
type desk struct {
	svc   *Service
	names Names
	texts *i18n.Texts
}

type listIn struct {
	Language string `header:"Accept-Language" maxLength:"200"`
	Clinic   string `query:"clinic_id" format:"uuid" maxLength:"36" doc:"absent = the group's values"`
}

type lineView struct {
	Key       string   `json:"key" example:"visits.no_show_minutes"`
	Title     string   `json:"title" doc:"in the reader's language"`
	Help      string   `json:"help"`
	Kind      Kind     `json:"kind" enum:"int,minutes,money,bool,text,clock,choice"`
	Value     any      `json:"value" doc:"in force: a number, true or false, or a text"`
	From      Level    `json:"from" enum:"clinic,group,default" doc:"where the value in force comes from"`
	Inherited any      `json:"inherited" doc:"what would be in force without a decision here"`
	Default   any      `json:"default"`
	Unit      string   `json:"unit"`
	Min       int64    `json:"min" doc:"min and max are inclusive; both 0 = unbounded"`
	Max       int64    `json:"max"`
	Choices   []string `json:"choices"`
	PerClinic bool     `json:"per_clinic" doc:"a clinic may decide otherwise than the group"`
	Source    string   `json:"source" enum:"house,practice,law" doc:"where the default comes from"`
	ChangedAt int64    `json:"changed_at" doc:"of the decision in force; 0 for a default"`
	ChangedBy string   `json:"changed_by" doc:"name of the account"`
}

type linesView struct {
	Items []lineView `json:"items"`
}

func (d desk) list(ctx context.Context, in *listIn) (*httpapi.Body[linesView], error) {
	lines, err := d.svc.Lines(ctx, in.Clinic)
	if err != nil {
		return nil, err
	}
	people, err := d.people(ctx, lines)
	if err != nil {
		return nil, err
	}
	out := linesView{Items: make([]lineView, len(lines))}
	for i, one := range lines {
		out.Items[i] = d.view(one, i18n.Pick(in.Language))
		out.Items[i].ChangedBy = people[one.ChangedBy]
	}
	return &httpapi.Body[linesView]{Body: out}, nil
}

func (d desk) people(ctx context.Context, lines []Line) (map[string]string, error) {
	out := map[string]string{}
	if d.names == nil {
		return out, nil
	}
	var ids []string
	for _, one := range lines {
		if one.ChangedBy != "" {
			ids = append(ids, one.ChangedBy)
		}
	}
	err := d.svc.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = d.names(tx, ids)
		return err
	})
	return out, err
}

func (d desk) view(l Line, locale i18n.Locale) lineView {
	key := "setting." + l.Key
	return lineView{
		Key: l.Key, Title: d.texts.Text(locale, key, nil), Help: d.texts.Text(locale, key+".help", nil), Kind: l.Kind,
		Value: l.Value, From: l.From, Inherited: l.Inherited, Default: l.Default, Unit: l.Unit, Min: l.Min, Max: l.Max,
		Choices: l.Choices, PerClinic: l.PerClinic, Source: string(l.Source), ChangedAt: l.ChangedAt,
	}
}

type changeIn struct {
	Key  string `path:"key" maxLength:"80"`
	Body struct {
		Clinic string `json:"clinic_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = for the group"`
		Value  any    `json:"value" doc:"a number, true or false, or a text; null takes the decision back"`
	}
}

func (d desk) change(ctx context.Context, in *changeIn) (*httpapi.None, error) {
	return &httpapi.None{}, d.svc.Change(ctx, in.Key, in.Body.Clinic, in.Body.Value)
}
