package charting

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/httpapi"
)

type preparationIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" required:"true" maxLength:"10"`
	Doctor string `query:"doctor_id" format:"uuid" maxLength:"36" doc:"absent = all of the clinic"`
}

type lastBody struct {
	RecordHead
	Planned []string `json:"plan"`
	Advice  []string `json:"advice"`
	Done    []string `json:"treatment"`
}

type preparedBody struct {
	Visit      string    `json:"visit_id" format:"uuid"`
	Start      int64     `json:"starts_at"`
	State      string    `json:"state"`
	Doctor     string    `json:"doctor_id"`
	DoctorName string    `json:"doctor_name"`
	KindZh     string    `json:"kind_zh" doc:"name of the kind of visit"`
	KindEn     string    `json:"kind_en"`
	Patient    string    `json:"patient_id" format:"uuid"`
	Name       string    `json:"name"`
	RecordNo   string    `json:"record_no"`
	Age        int       `json:"age"`
	First      bool      `json:"first_visit"`
	Alerts     []string  `json:"alerts"`
	Note       string    `json:"note"`
	Last       *lastBody `json:"last,omitempty" doc:"the last visit's record; absent = none"`
	Lacks      []Lack    `json:"lacks"`
	Films      []filmDue `json:"films" doc:"imaging orders that are not reported"`
}

// filmDue is an imaging order as a preparation shows it.
type filmDue struct {
	Order    string     `json:"order_id" format:"uuid"`
	State    OrderState `json:"state" enum:"ordered,taken,reported,cancelled"`
	Site     string     `json:"site"`
	Question string     `json:"question"`
}

type openRecord struct {
	RecordHead
	Name string `json:"name" doc:"of the patient"`
}

type preparationBody struct {
	Visits   []preparedBody `json:"visits"`
	Unsigned []openRecord   `json:"unsigned" doc:"not signed, the oldest first"`
	Reviews  []openRecord   `json:"reviews" doc:"that wait for oneself"`
}

func (s *Service) getPreparation(ctx context.Context, in *preparationIn) (*httpapi.Body[preparationBody], error) {
	day, err := civil.Parse(in.Day)
	if err != nil {
		return nil, BadDay.At("day")
	}
	p, err := s.Prepare(ctx, in.Clinic, day, in.Doctor)
	if err != nil {
		return nil, err
	}
	var out preparationBody
	for _, one := range p.Visits {
		out.Visits = append(out.Visits, preparedOf(one, p.Names))
	}
	open := func(list []Record) (rows []openRecord) {
		for _, r := range list {
			rows = append(rows, openRecord{headOf(r, p.Names), p.People[r.Patient].Name})
		}
		return rows
	}
	out.Unsigned, out.Reviews = open(p.Unsigned), open(p.Reviews)
	return &httpapi.Body[preparationBody]{Body: out}, nil
}

func preparedOf(p Prepared, names map[string]org.Staff) preparedBody {
	v := p.Visit
	b := preparedBody{Visit: v.ID, Start: v.Start, State: string(v.State), Doctor: v.Doctor, DoctorName: v.DoctorName,
		KindZh: v.Template.Name, KindEn: v.Template.NameEn,
		Patient: v.Patient.ID, Name: v.Patient.Name, RecordNo: v.Patient.RecordNo, Age: v.Patient.Age, First: v.Patient.First,
		Alerts: v.Patient.Alerts, Note: v.Note, Lacks: p.Lacks}
	for _, o := range p.Films {
		b.Films = append(b.Films, filmDue{o.ID, o.State, o.Site.String(), o.Question})
	}
	if r := p.Last; r != nil {
		b.Last = &lastBody{headOf(*r, names), textsOf(r.Content, Planned), textsOf(r.Content, Advice), textsOf(r.Content, Treatment)}
	}
	return b
}
