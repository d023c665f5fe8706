package checkin

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// face is what a list shows of the patient.
type face struct {
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Phone    string `json:"phone_masked" doc:"masked"`
}

// memberBody is a patient in a programme as a screen shows it.
type memberBody struct {
	ID         string      `json:"id" format:"uuid"`
	Clinic     string      `json:"clinic_id" format:"uuid"`
	PatientID  string      `json:"patient_id" format:"uuid"`
	Patient    *face       `json:"patient,omitempty" doc:"absent where the reader may not see the patient"`
	Programme  string      `json:"programme"`
	Name       wordsBody   `json:"programme_name"`
	Variant    string      `json:"variant"`
	VariantOf  wordsBody   `json:"variant_name"`
	Target     int         `json:"target" doc:"hours a day; 0 = none"`
	StageDays  int         `json:"stage_days"`
	RemindAt   string      `json:"remind_at" example:"20:00"`
	DoctorID   string      `json:"doctor_id"`
	DoctorName string      `json:"doctor_name"`
	From       civil.Day   `json:"from"`
	Until      civil.Day   `json:"until" doc:"empty = open"`
	State      MemberState `json:"state" enum:"active,paused,left"`
	RestFrom   civil.Day   `json:"paused_from"`
	ResumeOn   civil.Day   `json:"resume_on"`
	Reason     string      `json:"reason" doc:"of the pause or the end: checkin.reason.<reason>"`
	Note       string      `json:"note"`
	Next       civil.Day   `json:"next_day" doc:"the due day that is waited for; empty = none"`
	ConsentBy  string      `json:"consent_by" enum:"self,guardian"`
	JoinedAt   int64       `json:"joined_at"`
}

func (s *Service) memberBodies(tx *db.Tx, list []Member) ([]memberBody, error) {
	var staff, people []string
	for _, m := range list {
		staff, people = append(staff, m.Doctor), append(people, m.Patient)
	}
	names, err := s.org.StaffByIDs(tx, staff)
	if err != nil {
		return nil, err
	}
	cards, err := s.patients.Cards(tx, people)
	if err != nil {
		return nil, err
	}
	all, err := programmes(tx)
	if err != nil {
		return nil, err
	}
	byKey := map[string]Programme{}
	for _, p := range all {
		byKey[p.Key] = p
	}
	out := make([]memberBody, len(list))
	for i, m := range list {
		out[i] = memberBodyOf(m, byKey[m.Programme])
		out[i].DoctorName = names[m.Doctor].Name
		if c, seen := cards[m.Patient]; seen {
			out[i].Patient = &face{c.Name, c.RecordNo, c.Phone}
		}
	}
	return out, nil
}

func memberBodyOf(m Member, p Programme) memberBody {
	v, _ := p.Variant(m.Variant)
	out := memberBody{ID: m.ID, Clinic: m.Clinic, PatientID: m.Patient, Programme: m.Programme, Name: wordsBody(p.Name), Variant: m.Variant, VariantOf: wordsBody(v.Name),
		Target: m.Target, StageDays: m.Every, RemindAt: p.Remind.String(), DoctorID: m.Doctor, From: m.From, Until: m.Until, State: m.State, RestFrom: m.RestFrom,
		ResumeOn: m.ResumeOn, Reason: m.Reason, Note: m.Words, Next: m.Next, ConsentBy: m.Consent.By, JoinedAt: m.JoinedAt}
	if m.Target == 0 {
		out.Target = v.Target
	}
	if m.RemindAt > 0 {
		out.RemindAt = m.RemindAt.String()
	}
	return out
}

// answer answers with the member that a use case gave.
func (s *Service) answer(ctx context.Context, m Member, err error) (*httpapi.Body[memberBody], error) {
	if err != nil {
		return nil, err
	}
	var v []memberBody
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = s.memberBodies(tx, []Member{m})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[memberBody]{Body: v[0]}, nil
}

// keepAnswer keeps the answer of an idempotent request in its transaction.
func (s *Service) keepAnswer(tx *db.Tx, m Member) error {
	v, err := s.memberBodies(tx, []Member{m})
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, v[0])
}

// tallyBody is what the latest due days come to.
type tallyBody struct {
	Streak int  `json:"streak" doc:"kept in a row"`
	Misses int  `json:"misses" doc:"missed in a row since the last pause"`
	Of14   int  `json:"missed_of_14"`
	Seen   int  `json:"of" doc:"how many due days were looked at, 14 at most"`
	Late   int  `json:"late" doc:"days since the latest due day that was missed and not made up; 0 = none"`
	Rung   Rung `json:"rung" enum:",wecom,call,assistant,doctor" doc:"how far the ladder climbs"`
}

func tallyOf(x Standing) tallyBody {
	return tallyBody{x.Tally.Kept, x.Tally.Missed, x.Tally.Of14, x.Tally.Seen, x.Late, x.Rung}
}

type dayIn struct {
	Clinic string    `query:"clinic_id" format:"uuid" maxLength:"36" required:"true"`
	Day    civil.Day `query:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" maxLength:"10" doc:"absent = today; until the grace of the morning it is the day before"`
}

type lineBody struct {
	Member memberBody `json:"member"`
	State  DayState   `json:"state" enum:",due,done,made_up,missed,paused,excused" doc:"of the day; empty = nothing is due, or its reminder has not gone"`
	At     int64      `json:"done_at" doc:"0 = there is no check-in"`
	Via    Via        `json:"via" enum:",link,staff"`
	Hours  string     `json:"hours" doc:"claimed, never verified; empty = not asked"`
	Tally  tallyBody  `json:"tally" doc:"as of now"`
}

type linesBody struct {
	Day   civil.Day  `json:"day"`
	Items []lineBody `json:"items"`
}

func (s *Service) getDay(ctx context.Context, in *dayIn) (*httpapi.Body[linesBody], error) {
	if in.Day != "" {
		if _, err := civil.Parse(string(in.Day)); err != nil {
			return nil, BadDay.At("day")
		}
	}
	list, day, err := s.Today(ctx, in.Clinic, in.Day)
	if err != nil {
		return nil, err
	}
	out := linesBody{Day: day, Items: make([]lineBody, len(list))}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all := make([]Member, len(list))
		for i, l := range list {
			all[i] = l.Member
		}
		views, err := s.memberBodies(tx, all)
		for i, l := range list {
			if err == nil {
				out.Items[i] = lineBody{views[i], l.Day.State, l.Day.At, l.Day.Via, l.Day.Claimed["hours"], tallyOf(l.Standing)}
			}
		}
		return err
	})
	return &httpapi.Body[linesBody]{Body: out}, err
}

type dayBody struct {
	Day    civil.Day         `json:"day"`
	State  DayState          `json:"state" enum:"due,done,made_up,missed,paused,excused"`
	At     int64             `json:"done_at" doc:"0 = there is no check-in"`
	Via    Via               `json:"via" enum:",link,staff"`
	Staff  string            `json:"staff" doc:"name of who noted it"`
	Values map[string]string `json:"values" doc:"claimed, never verified; by key of the item"`
	Note   string            `json:"note"`
}

type historyBody struct {
	Member memberBody `json:"member"`
	Days   []dayBody  `json:"days" doc:"of the last twelve weeks, in order"`
	Tally  tallyBody  `json:"tally"`
	Open   civil.Day  `json:"open_day" doc:"may be noted now; empty = none"`
	MakeUp civil.Day  `json:"make_up_day" doc:"may be made up now; empty = none"`
	Items  []itemBody `json:"items" doc:"what is asked on the one or the other"`
}

type historiesBody struct {
	Items []historyBody `json:"items"`
}

func (s *Service) getPatient(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[historiesBody], error) {
	list, err := s.OfPatient(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := historiesBody{Items: make([]historyBody, len(list))}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all := make([]Member, len(list))
		var staff []string
		for i, h := range list {
			all[i] = h.Member
			for _, d := range h.Days {
				staff = append(staff, d.Staff)
			}
		}
		names, err := s.org.StaffByIDs(tx, staff)
		if err != nil {
			return err
		}
		views, err := s.memberBodies(tx, all)
		if err != nil {
			return err
		}
		for i, h := range list {
			out.Items[i] = historyBody{Member: views[i], Days: []dayBody{}, Tally: tallyOf(h.Standing), Open: h.Open, MakeUp: h.MakeUp, Items: itemBodies(h.Items)}
			for _, d := range h.Days {
				out.Items[i].Days = append(out.Items[i].Days, dayBody{d.Day, d.State, d.At, d.Via, names[d.Staff].Name, d.Claimed, d.Words})
			}
		}
		return nil
	})
	return &httpapi.Body[historiesBody]{Body: out}, err
}

// PagePath is embedded by what is asked of a page by its link.
type PagePath struct {
	Group string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	Token string `path:"token" maxLength:"64" pattern:"^[a-z0-9]{8,64}$"`
}

// pageDay is a day as whoever has the link sees it: not what was said.
type pageDay struct {
	Day   civil.Day `json:"day"`
	State DayState  `json:"state" enum:"due,done,made_up,missed,paused,excused"`
}

type pageBody struct {
	Clinic    string      `json:"clinic"`
	Phone     string      `json:"phone" doc:"of the clinic"`
	Name      string      `json:"name" doc:"masked"`
	Programme wordsBody   `json:"programme"`
	State     MemberState `json:"state" enum:"active,paused,left"`
	Today     civil.Day   `json:"today"`
	Day       civil.Day   `json:"day" doc:"may be done now; empty = none"`
	MakeUp    civil.Day   `json:"make_up_day" doc:"may be made up now; empty = none"`
	Next      civil.Day   `json:"next_day" doc:"the due day after it; empty = none"`
	Window    windowBody  `json:"window"`
	Items     []itemBody  `json:"items"`
	Days      []pageDay   `json:"days"`
	Streak    int         `json:"streak"`
}

func pageBodyOf(p Page) *httpapi.Body[pageBody] {
	out := pageBody{Clinic: p.Clinic, Phone: p.Phone, Name: p.Name, Programme: wordsBody(p.Programme), State: p.State, Today: p.Today, Day: p.Day, MakeUp: p.MakeUp,
		Next: p.Next, Window: windowOf(p.Window), Items: itemBodies(p.Items), Days: []pageDay{}, Streak: p.Tally.Kept}
	for _, d := range p.Days {
		out.Days = append(out.Days, pageDay{d.Day, d.State})
	}
	return &httpapi.Body[pageBody]{Body: out}
}

func (s *Service) getPage(ctx context.Context, in *PagePath) (*httpapi.Body[pageBody], error) {
	p, err := s.Open(ctx, in.Group, in.Token)
	return pageBodyOf(p), err
}

type checkInIn struct {
	PagePath
	Body sayingBody
}

func (s *Service) postPage(ctx context.Context, in *checkInIn) (*httpapi.Body[pageBody], error) {
	say, err := in.Body.saying()
	if err != nil {
		return nil, err
	}
	p, err := s.CheckIn(ctx, in.Group, in.Token, say)
	return pageBodyOf(p), err
}
