package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/httpapi"
)

type deskIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

type debtorBody struct {
	Patient  string    `json:"patient_id" format:"uuid"`
	Name     string    `json:"name"`
	RecordNo string    `json:"record_no"`
	Owed     money.Fen `json:"owed"`
	Prepaid  money.Fen `json:"prepaid" doc:"stands for anything"`
	Bills    int       `json:"bills"`
	Today    bool      `json:"today" doc:"some of it is of today"`
}

type hereBody struct {
	Visit    string       `json:"visit_id" format:"uuid"`
	State    visits.State `json:"state"`
	Since    int64        `json:"since" doc:"of the state, epoch milliseconds"`
	Patient  string       `json:"patient_id" format:"uuid"`
	Name     string       `json:"name"`
	RecordNo string       `json:"record_no"`
	Owed     money.Fen    `json:"owed"`
	Prepaid  money.Fen    `json:"prepaid" doc:"stands for anything"`
}

type deskAskedBody struct {
	Bill     askedBody `json:"bill"`
	Name     string    `json:"name"`
	RecordNo string    `json:"record_no"`
}

type deskBody struct {
	Here     []hereBody      `json:"here" doc:"who came today, those who are treated and owe something first"`
	Patients []debtorBody    `json:"patients" doc:"who owes something"`
	Asked    []deskAskedBody `json:"asked" doc:"bills that wait for an approval"`
}

func (s *Service) getDesk(ctx context.Context, in *deskIn) (*httpapi.Body[deskBody], error) {
	v, err := s.Desk(ctx, in.Clinic)
	if err != nil {
		return nil, err
	}
	var out deskBody
	for _, h := range v.Here {
		out.Here = append(out.Here, hereBody{h.Visit, h.State, h.Since, h.Patient, h.Card.Name, h.Card.RecordNo, h.Owed, h.Prepaid})
	}
	for _, d := range v.Debtors {
		out.Patients = append(out.Patients, debtorBody{d.Patient, d.Card.Name, d.Card.RecordNo, d.Owed, d.Prepaid, d.Bills, d.Today})
	}
	for _, b := range v.Asked {
		c := v.Names[b.Patient]
		out.Asked = append(out.Asked, deskAskedBody{askedOf(b), c.Name, c.RecordNo})
	}
	return &httpapi.Body[deskBody]{Body: out}, nil
}
