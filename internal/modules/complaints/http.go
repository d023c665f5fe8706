package complaints

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	act := func(id, path, may, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "complaints." + id, Method: http.MethodPost, Path: "/complaints/{id}/" + path, Summary: summary, Permission: may,
			Faults: append([]*fault.Def{NotFound, db.Stale}, faults...)}
	}
	httpapi.Handle(a, httpapi.Route{ID: "complaints.list", Method: http.MethodGet, Path: "/complaints", Permission: MayView,
		Summary: "Complaints, the latest first"}, s.getList)
	httpapi.Handle(a, httpapi.Route{ID: "complaints.figures", Method: http.MethodGet, Path: "/complaints/figures", Permission: MayFigures,
		Summary: "How a clinic does with complaints", Faults: []*fault.Def{db.OutOfScope}}, s.getFigures)
	httpapi.Handle(a, httpapi.Route{ID: "complaints.show", Method: http.MethodGet, Path: "/complaints/{id}", Permission: MayView,
		Summary: "One complaint with what was done about it", Faults: []*fault.Def{NotFound}}, s.getOne)
	httpapi.Handle(a, httpapi.Route{ID: "complaints.raise", Method: http.MethodPost, Path: "/complaints", Permission: MayRaise, Idempotent: true,
		Summary: "Write a complaint down", Faults: []*fault.Def{WordsMissing, PatientUnknown, SubjectUnknown, OwnerNotHere, org.StaffNotFound, db.OutOfScope}}, s.postRaise)
	httpapi.Handle(a, httpapi.Route{ID: "complaints.do", Method: http.MethodPost, Path: "/complaints/{id}/steps", Permission: MayWork, Idempotent: true,
		Summary: "Write down what was done about it; the first answer starts the wait for the result",
		Faults:  []*fault.Def{NotFound, AlreadyClosed, TextMissing, AmountWrong}}, s.postStep)
	httpapi.Handle(a, act("hand_over", "hand-over", MayWork, "Give it to somebody, with its task", AlreadyClosed, OwnerNotHere, org.StaffNotFound), s.postHandOver)
	httpapi.Handle(a, act("close", "close", MayClose, "Come to a result", AlreadyClosed, TextMissing), s.postClose)
	httpapi.Handle(a, act("reopen", "reopen", MayClose, "Open it again", StillOpen, TextMissing), s.postReopen)
}

// face is what a list shows of the patient.
type face struct {
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Phone    string `json:"phone_masked" doc:"masked"`
}

// complaintView is a complaint as a screen shows it.
type complaintView struct {
	ID         string   `json:"id" format:"uuid"`
	Version    int64    `json:"version"`
	Clinic     string   `json:"clinic_id" format:"uuid"`
	PatientID  string   `json:"patient_id"`
	Patient    *face    `json:"patient,omitempty" doc:"absent where the reader may not see the patient"`
	About      About    `json:"about" enum:"visit,doctor,item,money,waiting,service,other" doc:"its text is complaints.about.<about>"`
	SubjectID  string   `json:"subject_id" doc:"what it is about; empty = nothing in particular"`
	Words      string   `json:"words" doc:"what was said"`
	Severity   Severity `json:"severity" enum:"minor,normal,serious"`
	Way        Way      `json:"way" enum:"call,phone,in_person,message,review,authority"`
	State      State    `json:"state" enum:"open,closed"`
	Late       bool     `json:"late" doc:"open, and it has waited too long"`
	OwnerID    string   `json:"owner_id" doc:"empty = whoever manages the clinic"`
	OwnerName  string   `json:"owner_name"`
	AnswerDue  int64    `json:"answer_due"`
	ResultDue  int64    `json:"result_due"`
	AnsweredAt int64    `json:"answered_at" doc:"0 = nobody has answered yet"`
	Result     Result   `json:"result" doc:"its text is complaints.result.<result>; empty = open"`
	Content    Content  `json:"content" doc:"whether the patient was content: yes, no, unknown; empty = open"`
	Reopened   int      `json:"reopened" doc:"how often"`
	RaisedAt   int64    `json:"raised_at"`
	RaisedBy   string   `json:"raised_by" doc:"name; empty = the program"`
	ClosedAt   int64    `json:"closed_at" doc:"0 = open"`
	ClosedBy   string   `json:"closed_by" doc:"name"`
}

func (s *Service) views(tx *db.Tx, list []Complaint) ([]complaintView, error) {
	var staff, patients []string
	for _, c := range list {
		staff, patients = append(staff, c.Owner, c.RaisedBy, c.ClosedBy), append(patients, c.Patient)
	}
	people, err := s.org.StaffByIDs(tx, staff)
	if err != nil {
		return nil, err
	}
	cards, err := s.patients.Cards(tx, patients)
	if err != nil {
		return nil, err
	}
	out := make([]complaintView, len(list))
	for i, c := range list {
		out[i] = complaintView{ID: c.ID, Version: c.Version, Clinic: c.Clinic, PatientID: c.Patient, About: c.About, SubjectID: c.Subject, Words: c.Words,
			Severity: c.Severity, Way: c.Way, State: c.State, Late: c.Late(tx.Now()), OwnerID: c.Owner, OwnerName: people[c.Owner].Name,
			AnswerDue: c.AnswerDue, ResultDue: c.ResultDue, AnsweredAt: c.AnsweredAt, Result: c.Result, Content: c.Content, Reopened: c.Reopened,
			RaisedAt: c.RaisedAt, RaisedBy: people[c.RaisedBy].Name, ClosedAt: c.ClosedAt, ClosedBy: people[c.ClosedBy].Name}
		if card, seen := cards[c.Patient]; seen {
			out[i].Patient = &face{card.Name, card.RecordNo, card.Phone}
		}
	}
	return out, nil
}

// answer answers with the complaint that a use case gave.
func (s *Service) answer(ctx context.Context, c Complaint, err error) (*httpapi.Versioned[complaintView], error) {
	if err != nil {
		return nil, err
	}
	var v []complaintView
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = s.views(tx, []Complaint{c})
		return err
	})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(v[0], c.Version), nil
}

// keep keeps the answer of an idempotent request in its transaction.
func (s *Service) keep(tx *db.Tx, c Complaint) error {
	v, err := s.views(tx, []Complaint{c})
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, v[0])
}

type listIn struct {
	httpapi.Paging
	State   State  `query:"state" enum:"open,closed" doc:"absent = all"`
	Clinic  string `query:"clinic_id" format:"uuid" maxLength:"36"`
	Patient string `query:"patient_id" format:"uuid" maxLength:"36"`
	Owner   string `query:"owner_id" format:"uuid" maxLength:"36"`
	About   About  `query:"about" enum:"visit,doctor,item,money,waiting,service,other"`
	Late    bool   `query:"late" doc:"only open ones that have waited too long"`
}

func (s *Service) getList(ctx context.Context, in *listIn) (*httpapi.Body[httpapi.Listing[complaintView]], error) {
	q := Query{State: in.State, Clinic: in.Clinic, Patient: in.Patient, Owner: in.Owner, About: in.About, Late: in.Late, Limit: in.Limit + 1}
	if _, err := in.Read(&q.After.At, &q.After.ID); err != nil {
		return nil, err
	}
	list, err := s.List(ctx, q)
	if err != nil {
		return nil, err
	}
	var rows []complaintView
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		rows, err = s.views(tx, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page(rows, in.Limit, func(c complaintView) []any { return []any{c.RaisedAt, c.ID} })
	return &httpapi.Body[httpapi.Listing[complaintView]]{Body: page}, nil
}

type stepView struct {
	At      int64     `json:"at"`
	Actor   string    `json:"actor" doc:"name; empty = the program"`
	What    What      `json:"what" doc:"its text is complaints.step.<what>"`
	Text    string    `json:"text"`
	Amount  money.Fen `json:"amount" doc:"fen; what a measure cost"`
	Owner   string    `json:"owner" doc:"name of who deals with it from then on"`
	Result  Result    `json:"result"`
	Content Content   `json:"content"`
}

type historyView struct {
	Complaint complaintView `json:"complaint"`
	Steps     []stepView    `json:"steps"`
}

func (s *Service) getOne(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[historyView], error) {
	c, steps, err := s.Show(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out historyView
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := s.views(tx, []Complaint{c})
		if err != nil {
			return err
		}
		out.Complaint = v[0]
		var ids []string
		for _, p := range steps {
			ids = append(ids, p.Actor, p.Owner)
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, p := range steps {
			out.Steps = append(out.Steps, stepView{p.At, people[p.Actor].Name, p.What, p.Text, p.Amount, people[p.Owner].Name, p.Result, p.Content})
		}
		return err
	})
	return httpapi.Tagged(out, c.Version), err
}

type raiseIn struct {
	Body struct {
		Clinic   string   `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient  string   `json:"patient_id" format:"uuid" maxLength:"36"`
		About    About    `json:"about" enum:"visit,doctor,item,money,waiting,service,other"`
		Subject  string   `json:"subject_id,omitempty" format:"uuid" maxLength:"36" doc:"a visit of the patient, or a colleague"`
		Words    string   `json:"words" minLength:"1" maxLength:"2000" doc:"what was said"`
		Severity Severity `json:"severity,omitempty" enum:"minor,normal,serious" doc:"normal if absent"`
		Way      Way      `json:"way" enum:"call,phone,in_person,message,review,authority"`
		Owner    string   `json:"owner_id,omitempty" format:"uuid" maxLength:"36" doc:"who deals with it; absent = whoever manages the clinic"`
	}
}

func (s *Service) postRaise(ctx context.Context, in *raiseIn) (*httpapi.Versioned[complaintView], error) {
	b := in.Body
	c, err := s.RaiseByHand(ctx, New{Clinic: b.Clinic, Patient: b.Patient, About: b.About, Subject: b.Subject, Words: b.Words, Severity: b.Severity,
		Way: b.Way, Owner: b.Owner}, s.keep)
	return s.answer(ctx, c, err)
}

type doIn struct {
	httpapi.ByID
	Body struct {
		What   What      `json:"what" enum:"answered,measure,note"`
		Text   string    `json:"text" minLength:"1" maxLength:"2000"`
		Amount money.Fen `json:"amount,omitempty" minimum:"0" maximum:"100000000" doc:"fen; what a measure cost"`
	}
}

func (s *Service) postStep(ctx context.Context, in *doIn) (*httpapi.Versioned[complaintView], error) {
	c, err := s.Do(ctx, in.ID, Deed{in.Body.What, in.Body.Text, in.Body.Amount}, s.keep)
	return s.answer(ctx, c, err)
}

type handOverIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Owner string `json:"owner_id" format:"uuid" maxLength:"36"`
		Note  string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Service) postHandOver(ctx context.Context, in *handOverIn) (*httpapi.Versioned[complaintView], error) {
	c, err := s.HandOver(ctx, in.ID, in.At(), in.Body.Owner, in.Body.Note)
	return s.answer(ctx, c, err)
}

type closeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Result  Result  `json:"result" enum:"explained,apologised,redone,refunded,compensated,unfounded,withdrawn"`
		Content Content `json:"content" enum:"yes,no,unknown" doc:"whether the patient was content"`
		Text    string  `json:"text" minLength:"1" maxLength:"2000" doc:"how it was settled"`
	}
}

func (s *Service) postClose(ctx context.Context, in *closeIn) (*httpapi.Versioned[complaintView], error) {
	c, err := s.Close(ctx, in.ID, in.At(), Ending{in.Body.Result, in.Body.Content, in.Body.Text})
	return s.answer(ctx, c, err)
}

type reopenIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"2000" doc:"why"`
	}
}

func (s *Service) postReopen(ctx context.Context, in *reopenIn) (*httpapi.Versioned[complaintView], error) {
	c, err := s.Reopen(ctx, in.ID, in.At(), in.Body.Text)
	return s.answer(ctx, c, err)
}
