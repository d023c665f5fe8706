package patients

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// introducerBody is who brought the patient.
type introducerBody struct {
	Kind IntroducerKind `json:"kind" enum:",patient,staff,other"`
	ID   string         `json:"id,omitempty" maxLength:"36" doc:"of the patient or member of staff"`
	Note string         `json:"note,omitempty" maxLength:"200"`
}

// recordBody is one person's record on the wire; numbers are masked.
type recordBody struct {
	ID              string         `json:"id" format:"uuid"`
	Version         int64          `json:"version"`
	HomeClinic      string         `json:"home_clinic_id" format:"uuid"`
	RecordNo        string         `json:"record_no"`
	Name            string         `json:"name"`
	Sex             Sex            `json:"sex" enum:"female,male,unknown"`
	Birth           civil.Day      `json:"birth_day" doc:"2013-05-01, empty where not known"`
	IDNumber        string         `json:"id_number" doc:"masked"`
	Phone           string         `json:"phone" doc:"of the default contact, masked"`
	Household       string         `json:"household_id"`
	Source          string         `json:"source"`
	Introducer      introducerBody `json:"introducer"`
	Wishes          string         `json:"wishes"`
	Note            string         `json:"note"`
	Address         string         `json:"address"`
	Important       bool           `json:"important"`
	ImportantReason string         `json:"important_reason"`
	Alerts          int            `json:"alerts" doc:"in force"`
	Deceased        civil.Day      `json:"deceased_day"`
	State           State          `json:"state" enum:"active,merged,erased"`
	CreatedAt       int64          `json:"created_at"`
}

func wireRecord(p Patient) recordBody {
	return recordBody{
		ID: p.ID, Version: p.Version, HomeClinic: p.HomeClinic, RecordNo: p.RecordNo, Name: p.Name, Sex: p.Sex, Birth: p.Birth,
		IDNumber: p.IDNumber, Phone: p.Phone, Household: p.Household, Source: p.Source,
		Introducer: introducerBody{p.Introducer.Kind, p.Introducer.ID, p.Introducer.Note},
		Wishes:     p.Wishes, Note: p.Note, Address: p.Address, Important: p.Important, ImportantReason: p.ImportantReason,
		Alerts: p.Alerts, Deceased: p.Deceased, State: p.State, CreatedAt: p.CreatedAt,
	}
}

// EntryFields is what may be written down; what is absent stays as it is.
type EntryFields struct {
	Name       *string         `json:"name,omitempty" minLength:"1" maxLength:"60"`
	Sex        *Sex            `json:"sex,omitempty" enum:"female,male,unknown"`
	Birth      *civil.Day      `json:"birth_day,omitempty" maxLength:"10"`
	IDNumber   *string         `json:"id_number,omitempty" maxLength:"30"`
	Source     *string         `json:"source,omitempty" maxLength:"36"`
	Introducer *introducerBody `json:"introducer,omitempty"`
	Wishes     *string         `json:"wishes,omitempty" maxLength:"2000"`
	Note       *string         `json:"note,omitempty" maxLength:"2000"`
	Address    *string         `json:"address,omitempty" maxLength:"200"`
	Deceased   *civil.Day      `json:"deceased_day,omitempty" maxLength:"10"`
}

func (b EntryFields) entry() Entry {
	e := Entry{
		Name: b.Name, Sex: b.Sex, Birth: b.Birth, IDNumber: b.IDNumber, Source: b.Source,
		Wishes: b.Wishes, Note: b.Note, Address: b.Address, Deceased: b.Deceased,
	}
	if in := b.Introducer; in != nil {
		e.Introducer = &Introducer{in.Kind, in.ID, in.Note}
	}
	return e
}

type contactBody struct {
	ID      string `json:"id,omitempty" maxLength:"36" doc:"absent for a new one"`
	Label   string `json:"label,omitempty" enum:"mobile,home,work,other"`
	Whose   string `json:"whose,omitempty" enum:"self,father,mother,grandparent,spouse,child,other"`
	Number  string `json:"number,omitempty" maxLength:"40" doc:"masked in answers; absent keeps the number of a contact that is there"`
	Default bool   `json:"is_default,omitempty"`
	Note    string `json:"note,omitempty" maxLength:"200"`
}

func contactsOfBody(list []contactBody) []Contact {
	out := make([]Contact, len(list))
	for i, c := range list {
		out[i] = Contact(c)
	}
	return out
}

func wireContacts(list []Contact) []contactBody {
	out := make([]contactBody, len(list))
	for i, c := range list {
		out[i] = contactBody(c)
	}
	return out
}

// HitFields are what tells people apart in a row.
type HitFields struct {
	ID         string    `json:"id" format:"uuid"`
	HomeClinic string    `json:"home_clinic_id" format:"uuid"`
	RecordNo   string    `json:"record_no"`
	Name       string    `json:"name"`
	Sex        Sex       `json:"sex" enum:"female,male,unknown"`
	Birth      civil.Day `json:"birth_day"`
	Age        int       `json:"age" doc:"full years, -1 where not known"`
	Phone      string    `json:"phone" doc:"masked"`
	Important  bool      `json:"important"`
	Alerts     int       `json:"alerts" doc:"in force"`
	Doctor     string    `json:"doctor_id" doc:"of the care team now, empty for nobody"`
	Household  []string  `json:"household" doc:"names of the others"`
	LastVisit  int64     `json:"last_visit_at" doc:"0 = none"`
	NextVisit  int64     `json:"next_visit_at" doc:"0 = none"`
}

func wireHit(h Hit) HitFields {
	return HitFields{
		ID: h.ID, HomeClinic: h.HomeClinic, RecordNo: h.RecordNo, Name: h.Name, Sex: h.Sex, Birth: h.Birth, Age: h.Age, Phone: h.Phone,
		Important: h.Important, Alerts: h.Alerts, Doctor: h.Doctor, Household: h.Household, LastVisit: h.Visits.Last, NextVisit: h.Visits.Next,
	}
}

type hitBody struct{ HitFields }

type hitsBody struct {
	Items []hitBody `json:"items"`
}

type duplicateBody struct {
	Patient recordBody `json:"patient"`
	Why     Likeness   `json:"why" enum:"identity,name_birth,phone_name"`
}

type duplicatesBody struct {
	Items []duplicateBody `json:"items"`
}

func wireDuplicates(list []Duplicate) []duplicateBody {
	out := make([]duplicateBody, len(list))
	for i, d := range list {
		out[i] = duplicateBody{wireRecord(d.Patient), d.Why}
	}
	return out
}

type registeredBody struct {
	Patient recordBody `json:"patient"`
	Linked  bool       `json:"linked" doc:"the person was there already; the clinic sees the record now"`
}

func registeredOf(r RegisterResult) registeredBody {
	return registeredBody{wireRecord(r.Patient), r.Linked}
}

type searchIn struct {
	Typed string `query:"q" maxLength:"100" doc:"what was typed so far"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"20"`
}

type registerIn struct {
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		EntryFields
		Contacts   []contactBody `json:"contacts,omitempty" maxItems:"8"`
		RecordNo   string        `json:"record_no,omitempty" maxLength:"32" doc:"absent: the clinic's next number"`
		ConfirmNew bool          `json:"confirm_new,omitempty" doc:"the likely records were looked at: it is none of them"`
	}
}

type duplicatesIn struct {
	Body struct {
		EntryFields
		Contacts []contactBody `json:"contacts,omitempty" maxItems:"8"`
	}
}

type changeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body EntryFields
}

type contactsIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Contacts []contactBody `json:"contacts" maxItems:"8"`
	}
}

type contactsBody struct {
	Contacts []contactBody `json:"contacts"`
}

type numberIn struct {
	httpapi.ByID
	Contact string `path:"contact_id" format:"uuid" maxLength:"36"`
}

type numberBody struct {
	Number string `json:"number"`
}

type byNumberIn struct {
	RecordNo string `query:"record_no" required:"true" maxLength:"32"`
}

type idBody struct {
	ID string `json:"id" format:"uuid"`
}

// valueFaults are what a person's own values may be refused with.
var valueFaults = []*fault.Def{
	BadName, BadText, BadPhone, BadIDNumber, IDContradicts, BadBirth, BadSex, BadDay, BadChoice, SourceUnknown, PhoneTwice, OneDefault,
	IntroducerSelf, PersonMissing, StaffUnknown,
}

func (s *Service) routes(a *httpapi.API) {
	s.recordRoutes(a)
	s.listingRoutes(a)
	s.elsewhereRoutes(a)
	s.contactRoutes(a)
	s.edgeRoutes(a)
	s.careRoutes(a)
	s.listRoutes(a)
	s.referralRoutes(a)
	s.mergeRoutes(a)
	s.importRoutes(a)
	s.personRoutes(a)
}

func (s *Service) recordRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.search", Method: http.MethodGet, Path: "/patients/search", Permission: View,
		Summary: "Find people as one types: name, pinyin, initials, record number, 4 or all digits of a telephone",
	}, s.handleSearch)
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.register", Method: http.MethodPost, Path: "/patients", Permission: Register, Idempotent: true, Status: http.StatusCreated,
		Summary: "Enter a person; a name and a number are enough",
		Faults:  append([]*fault.Def{LikelyThere, RecordNoTaken, BadRecordNo}, valueFaults...),
	}, s.handleRegister)
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.duplicates", Method: http.MethodPost, Path: "/patients/duplicates", Permission: Register,
		Summary: "The records that a person being entered may be", Faults: valueFaults,
	}, s.handleDuplicates)
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.open", Method: http.MethodGet, Path: "/patients/{id}", Permission: View,
		Summary: "One person's record with everything around it; of a merged one, the record that stays", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[pageBody], error) {
		p, err := s.Page(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wirePage(p), p.Patient.Version), nil
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.by_number", Method: http.MethodGet, Path: "/patients/by-number", Permission: View,
		Summary: "The id of the record with a number, old numbers of merged records included", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *byNumberIn) (*httpapi.Body[idBody], error) {
		id, err := s.ByRecordNo(ctx, in.RecordNo)
		return &httpapi.Body[idBody]{Body: idBody{id}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.change", Method: http.MethodPatch, Path: "/patients/{id}", Permission: Change,
		Summary: "Change a record; what is absent stays as it is",
		Faults:  append([]*fault.Def{NotFound, Closed, db.Stale, IntroducerCircle}, valueFaults...),
	}, func(ctx context.Context, in *changeIn) (*httpapi.Versioned[recordBody], error) {
		p, err := s.Change(ctx, in.ID, in.At(), in.Body.entry())
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wireRecord(p), p.Version), nil
	})
}

func (s *Service) contactRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.set_contacts", Method: http.MethodPut, Path: "/patients/{id}/contacts", Permission: Change,
		Summary: "Replace a person's telephone numbers", Faults: []*fault.Def{NotFound, Closed, db.Stale, ContactNotFound, BadPhone, PhoneTwice, OneDefault},
	}, func(ctx context.Context, in *contactsIn) (*httpapi.Versioned[contactsBody], error) {
		list, version, err := s.SetContacts(ctx, in.ID, in.At(), contactsOfBody(in.Body.Contacts))
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(contactsBody{wireContacts(list)}, version), nil
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.show_number", Method: http.MethodGet, Path: "/patients/{id}/contacts/{contact_id}/number", Permission: SeePhone,
		Summary: "A whole telephone number; each showing is in the audit", Faults: []*fault.Def{NotFound, ContactNotFound},
	}, func(ctx context.Context, in *numberIn) (*httpapi.Body[numberBody], error) {
		n, err := s.ShowNumber(ctx, in.ID, in.Contact)
		return &httpapi.Body[numberBody]{Body: numberBody{n}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.show_identity", Method: http.MethodGet, Path: "/patients/{id}/identity", Permission: SeePhone,
		Summary: "The whole identity number; each showing is in the audit", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[numberBody], error) {
		n, err := s.ShowIdentity(ctx, in.ID)
		return &httpapi.Body[numberBody]{Body: numberBody{n}}, err
	})
}

func (s *Service) handleSearch(ctx context.Context, in *searchIn) (*httpapi.Body[hitsBody], error) {
	list, err := s.Search(ctx, in.Typed, in.Limit)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[hitsBody]{Body: hitsBody{wireList(list, func(h Hit) hitBody { return hitBody{wireHit(h)} })}}, nil
}

func (s *Service) handleRegister(ctx context.Context, in *registerIn) (*httpapi.Body[registeredBody], error) {
	b := in.Body
	r, err := s.Register(ctx, NewPatient{
		Clinic: b.Clinic, Entry: b.entry(), Contacts: contactsOfBody(b.Contacts), RecordNo: b.RecordNo, ConfirmNew: b.ConfirmNew,
	})
	return &httpapi.Body[registeredBody]{Body: registeredOf(r)}, err
}

func (s *Service) handleDuplicates(ctx context.Context, in *duplicatesIn) (*httpapi.Body[duplicatesBody], error) {
	list, err := s.Duplicates(ctx, in.Body.entry(), contactsOfBody(in.Body.Contacts))
	return &httpapi.Body[duplicatesBody]{Body: duplicatesBody{wireDuplicates(list)}}, err
}
