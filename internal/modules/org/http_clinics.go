package org

import (
	"context"
	"net/http"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// openingBody is one weekday on which a clinic opens.
type openingBody struct {
	Weekday int    `json:"weekday" minimum:"0" maximum:"6" doc:"0 = Sunday"`
	From    string `json:"from" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"09:00"`
	To      string `json:"to" maxLength:"5" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" example:"18:00"`
}

type clinicBody struct {
	ID               string        `json:"id" format:"uuid"`
	Code             string        `json:"code" example:"fengche"`
	Name             string        `json:"name" example:"风车路店"`
	ShortName        string        `json:"short_name" example:"风车"`
	Kind             Kind          `json:"kind" enum:"own,managed,franchise"`
	OtherLegalPerson bool          `json:"other_legal_person" doc:"sharing a record with it needs the patient's consent"`
	LegalEntity      string        `json:"legal_entity"`
	City             string        `json:"city"`
	Address          string        `json:"address"`
	Phone            string        `json:"phone"`
	Zone             string        `json:"zone" example:"Asia/Shanghai"`
	Hours            []openingBody `json:"hours" doc:"the weekdays on which it opens; the others are closed"`
	NumberPrefix     string        `json:"number_prefix" doc:"what its record numbers begin with"`
	ClosedAt         int64         `json:"closed_at" doc:"0 = in service"`
	Version          int64         `json:"version"`
}

func clinicOut(c Clinic) clinicBody {
	return clinicBody{
		ID: c.ID, Code: c.Code, Name: c.Name, ShortName: c.ShortName, Kind: c.Kind, OtherLegalPerson: c.Kind.OtherLegalPerson(),
		LegalEntity: c.LegalEntity, City: c.City, Address: c.Address, Phone: c.Phone, Zone: c.Zone, Hours: hoursOut(c.Hours),
		NumberPrefix: c.NumberPrefix, ClosedAt: c.ClosedAt, Version: c.Version,
	}
}

func hoursOut(h Hours) []openingBody {
	var out []openingBody
	for day, o := range h {
		if !o.Closed() {
			out = append(out, openingBody{day, o.From.String(), o.To.String()})
		}
	}
	return out
}

func hoursIn(list []openingBody) (Hours, error) {
	var h Hours
	for _, o := range list {
		from, err1 := civil.ParseClock(o.From)
		to, err2 := civil.ParseClock(o.To)
		if err1 != nil || err2 != nil || from >= to || !h[time.Weekday(o.Weekday)].Closed() {
			return Hours{}, BadHours.At("hours")
		}
		h[o.Weekday] = Opening{From: from, To: to}
	}
	return h, nil
}

type newClinicBody struct {
	Code         string        `json:"code" minLength:"2" maxLength:"31" doc:"letters a to z, digits and dashes; never changes"`
	Name         string        `json:"name" minLength:"1" maxLength:"60"`
	ShortName    string        `json:"short_name" minLength:"1" maxLength:"12"`
	Kind         Kind          `json:"kind" enum:"own,managed,franchise"`
	LegalEntity  string        `json:"legal_entity,omitempty" maxLength:"120"`
	City         string        `json:"city,omitempty" maxLength:"60"`
	Address      string        `json:"address,omitempty" maxLength:"200"`
	Phone        string        `json:"phone,omitempty" maxLength:"32"`
	Zone         string        `json:"zone,omitempty" maxLength:"60" doc:"empty = Asia/Shanghai"`
	Hours        []openingBody `json:"hours,omitempty" maxItems:"7"`
	NumberPrefix string        `json:"number_prefix,omitempty" maxLength:"6" doc:"capitals A to Z and digits, unique in the group"`
}

type newClinicIn struct {
	Body newClinicBody
}

type clinicChangeBody struct {
	Name         *string        `json:"name,omitempty" minLength:"1" maxLength:"60"`
	ShortName    *string        `json:"short_name,omitempty" minLength:"1" maxLength:"12"`
	Kind         *Kind          `json:"kind,omitempty" enum:"own,managed,franchise" doc:"needs org.manage_clinics"`
	LegalEntity  *string        `json:"legal_entity,omitempty" maxLength:"120" doc:"needs org.manage_clinics"`
	City         *string        `json:"city,omitempty" maxLength:"60"`
	Address      *string        `json:"address,omitempty" maxLength:"200"`
	Phone        *string        `json:"phone,omitempty" maxLength:"32"`
	Zone         *string        `json:"zone,omitempty" maxLength:"60" doc:"needs org.manage_clinics"`
	Hours        *[]openingBody `json:"hours,omitempty" maxItems:"7"`
	NumberPrefix *string        `json:"number_prefix,omitempty" maxLength:"6" doc:"needs org.manage_clinics"`
}

type clinicChangeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body clinicChangeBody
}

type clinicsBody struct {
	Items []clinicBody `json:"items"`
}

var clinicFaults = []*fault.Def{BadCode, NameMissing, BadKind, LegalEntityMissing, BadZone, BadPrefix, BadPhone, BadHours, CodeTaken, PrefixTaken}

func (s *Service) clinicRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "org.list_clinics", Method: http.MethodGet, Path: "/org/clinics", Summary: "The clinics that the actor sees",
		Permission: View}, s.listClinics)
	httpapi.Handle(a, httpapi.Route{ID: "org.open_clinic", Method: http.MethodPost, Path: "/org/clinics", Summary: "Add a clinic to the group",
		Permission: ManageClinics, Idempotent: true, Faults: clinicFaults}, s.postClinic)
	httpapi.Handle(a, httpapi.Route{ID: "org.show_clinic", Method: http.MethodGet, Path: "/org/clinics/{id}", Summary: "One clinic",
		Permission: View, Faults: []*fault.Def{ClinicNotFound}}, s.getClinic)
	httpapi.Handle(a, httpapi.Route{ID: "org.change_clinic", Method: http.MethodPatch, Path: "/org/clinics/{id}", Summary: "Change a clinic",
		Permission: ChangeClinic, Faults: append([]*fault.Def{ClinicNotFound, db.Stale}, clinicFaults...)}, s.patchClinic)
	httpapi.Handle(a, httpapi.Route{ID: "org.close_clinic", Method: http.MethodPost, Path: "/org/clinics/{id}/close", Summary: "Take a clinic out of service",
		Permission: ManageClinics, Faults: []*fault.Def{ClinicNotFound, LastClinic, db.Stale}}, s.postClose)
	httpapi.Handle(a, httpapi.Route{ID: "org.reopen_clinic", Method: http.MethodPost, Path: "/org/clinics/{id}/reopen", Summary: "Take a closed clinic into service again",
		Permission: ManageClinics, Faults: []*fault.Def{ClinicNotFound, db.Stale}}, s.postReopen)
}

func (s *Service) listClinics(ctx context.Context, _ *struct{}) (*httpapi.Body[clinicsBody], error) {
	out := &httpapi.Body[clinicsBody]{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := s.Clinics(tx)
		for _, c := range list {
			out.Body.Items = append(out.Body.Items, clinicOut(c))
		}
		return err
	})
	return out, err
}

func (s *Service) postClinic(ctx context.Context, in *newClinicIn) (*httpapi.Versioned[clinicBody], error) {
	b := in.Body
	hours, err := hoursIn(b.Hours)
	if err != nil {
		return nil, err
	}
	c, err := s.openClinic(ctx, Clinic{
		Code: b.Code, Name: b.Name, ShortName: b.ShortName, Kind: b.Kind, LegalEntity: b.LegalEntity, City: b.City,
		Address: b.Address, Phone: b.Phone, Zone: b.Zone, Hours: hours, NumberPrefix: b.NumberPrefix,
	}, func(tx *db.Tx, c Clinic) error { return httpapi.Answer(tx, clinicOut(c)) })
	return clinicAnswer(c, err)
}

func clinicAnswer(c Clinic, err error) (*httpapi.Versioned[clinicBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(clinicOut(c), c.Version), nil
}

func (s *Service) getClinic(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[clinicBody], error) {
	var c Clinic
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if !tx.Scope().Sees(in.ID) {
			return ClinicNotFound.With()
		}
		c, err = s.Clinic(tx, in.ID)
		return err
	})
	return clinicAnswer(c, err)
}

func (s *Service) patchClinic(ctx context.Context, in *clinicChangeIn) (*httpapi.Versioned[clinicBody], error) {
	b := in.Body
	change := ClinicChange{
		Name: b.Name, ShortName: b.ShortName, City: b.City, Address: b.Address, Phone: b.Phone,
		Kind: b.Kind, LegalEntity: b.LegalEntity, Zone: b.Zone, NumberPrefix: b.NumberPrefix,
	}
	if b.Hours != nil {
		hours, err := hoursIn(*b.Hours)
		if err != nil {
			return nil, err
		}
		change.Hours = &hours
	}
	return clinicAnswer(s.ChangeClinic(ctx, in.ID, in.At(), change))
}

func (s *Service) postClose(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[clinicBody], error) {
	return clinicAnswer(s.CloseClinic(ctx, in.ID))
}

func (s *Service) postReopen(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[clinicBody], error) {
	return clinicAnswer(s.ReopenClinic(ctx, in.ID))
}
