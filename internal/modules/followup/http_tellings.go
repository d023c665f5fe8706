package followup

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// ToldOn gives what is to be known of those who come to a clinic on a day: what
// they answered last where it was not good, and what is to be asked in person.
func (s *Service) ToldOn(ctx context.Context, clinic string, day civil.Day) (map[string]Telling, error) {
	var out map[string]Telling
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		list, err := s.visits.OnDay(tx, clinic, day)
		if err != nil {
			return err
		}
		var people []string
		for _, v := range list {
			people = append(people, v.Patient)
		}
		out, err = s.Tellings(tx, people, day)
		return err
	})
	return out, err
}

type tellingsIn struct {
	ClinicQuery
	Day string `query:"day" required:"true" maxLength:"10"`
}

type tellingBody struct {
	Patient  string      `json:"patient_id" format:"uuid"`
	Level    Level       `json:"level" enum:"green,amber,red" doc:"of the last answer"`
	Spoke    []spokeBody `json:"spoke" doc:"the thresholds that the last answer passed"`
	At       int64       `json:"at" doc:"of the last answer; 0 = it was good, or there is none"`
	InPerson []wordsBody `json:"in_person" doc:"protocols whose questions are asked at the visit"`
}

type tellingsBody struct {
	Items []tellingBody `json:"items"`
}

func (s *Service) getTellings(ctx context.Context, in *tellingsIn) (*httpapi.Body[tellingsBody], error) {
	day, err := dayOf(in.Day)
	if err != nil {
		return nil, err
	}
	told, err := s.ToldOn(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	var out tellingsBody
	for patient, t := range told {
		if t.Level == Green && len(t.InPerson) == 0 {
			continue
		}
		b := tellingBody{Patient: patient, Level: t.Level, At: t.At, InPerson: wordsOf(t.InPerson)}
		for _, one := range t.Spoke {
			b.Spoke = append(b.Spoke, spokeBody{one.Level, one.Rule, one.Protocol, wordsBody(one.Words)})
		}
		out.Items = append(out.Items, b)
	}
	slices.SortFunc(out.Items, func(a, b tellingBody) int { return cmp.Compare(a.Patient, b.Patient) })
	return &httpapi.Body[tellingsBody]{Body: out}, nil
}
