package visits

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) rosterRoutes(api *httpapi.API) {
	httpapi.Handle(api, reading("show_roster", "roster", "Who works when in a clinic: people, week plans, days", RangeTooLong), s.getRoster)
	httpapi.Handle(api, changing(http.MethodPut, "put_week", "roster/weeks/{staff_id}", "Write somebody's usual week from a day on; If-Match 0 for a new plan",
		rosterFaults...), s.putWeekPlan)
	httpapi.Handle(api, changing(http.MethodDelete, "drop_week", "roster/weeks/{staff_id}", "Take a week plan back",
		PlanUnknown, RosterPast, Unfitting, db.Stale), s.deleteWeek)
	httpapi.Handle(api, changing(http.MethodPut, "put_lanes", "roster/lanes/{staff_id}", "How many things a doctor can have at hand at once",
		append(rosterFaults, LanesRange)...), s.putDoctorLanes)
	httpapi.Handle(api, reading("list_misfits", "roster/misfits", "Booked visits that a change of roster, calendar or places left without something they need"), s.getMisfits)
	httpapi.Handle(api, changing(http.MethodPost, "settle_misfit", "roster/misfits/{id}/settle", "Take a visit off that list: it stays as it is", MisfitUnknown), s.postSettle)
	httpapi.Handle(api, reading("list_day_templates", "day-templates", "How doctors want their weekdays to run"), s.getDayTemplates)
	httpapi.Handle(api, changing(http.MethodPut, "put_day_template", "day-templates/{doctor_id}/{weekday}",
		"Write how a doctor wants a weekday to run; If-Match 0 where nothing was written", append(rosterFaults, DayTemplateRule)...), s.putDayTemplate)
}

// WorkBody is how somebody works on a day.
type WorkBody struct {
	Who    Who         `json:"who,omitempty" enum:"D,A,H,T,I,-" doc:"the letter of a pattern that the person counts as, - for none; absent: by their roles"`
	Work   []clockBody `json:"work" maxItems:"4" nullable:"false" doc:"empty: a day off"`
	Breaks []clockBody `json:"breaks,omitempty" maxItems:"6" nullable:"false"`
}

func workOut(w WorkDay) WorkBody { return WorkBody{w.Who, clocksOut(w.Work), clocksOut(w.Breaks)} }

func (b WorkBody) work() (WorkDay, error) {
	work, err := clocksIn("work", b.Work)
	if err != nil {
		return WorkDay{}, err
	}
	breaks, err := clocksIn("breaks", b.Breaks)
	return WorkDay{b.Who, work, breaks}, err
}

type weekdayBody struct {
	Weekday int `json:"weekday" minimum:"0" maximum:"6" doc:"0 = Sunday"`
	WorkBody
}

// WeekBody is somebody's week plan.
type WeekBody struct {
	Clinic  string        `json:"clinic_id"`
	Staff   string        `json:"staff_id"`
	From    civil.Day     `json:"from_day"`
	To      civil.Day     `json:"to_day" doc:"last day; empty: no end"`
	Version int64         `json:"version"`
	Days    []weekdayBody `json:"days" doc:"weekdays that are not there are off"`
}

func weekOut(w WeekPlan) WeekBody {
	b := WeekBody{Clinic: w.Clinic, Staff: w.Staff, From: w.From, To: w.To, Version: w.Version}
	for weekday := time.Sunday; weekday <= time.Saturday; weekday++ {
		if day, ok := w.Days[weekday]; ok {
			b.Days = append(b.Days, weekdayBody{int(weekday), workOut(day)})
		}
	}
	return b
}

type personBody struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Initials string `json:"initials"`
	Title    string `json:"title"`
	Colour   string `json:"colour"`
	Licensed bool   `json:"licensed"`
	Who      Who    `json:"who" doc:"the letter by their roles, - for none"`
	Lanes    int    `json:"lanes" doc:"things at hand at once, of a doctor"`
}

type rosterShiftBody struct {
	Staff string `json:"staff_id"`
	WorkBody
	Single  bool   `json:"single" doc:"set for this day alone"`
	Version int64  `json:"version" doc:"of the single day, for If-Match; 0 if there is none"`
	Leave   string `json:"leave" doc:"the reason, while on approved leave"`
}

type rosterDayBody struct {
	Day    civil.Day         `json:"day"`
	Closed string            `json:"closed" doc:"why the clinic is closed; weekday: it never opens on this one"`
	Open   []clockBody       `json:"open"`
	Shifts []rosterShiftBody `json:"shifts"`
}

type rosterBody struct {
	People []personBody    `json:"people"`
	Weeks  []WeekBody      `json:"weeks"`
	Days   []rosterDayBody `json:"days"`
	Leave  []LeaveBody     `json:"leave"`
}

func (s *Service) getRoster(ctx context.Context, in *ClinicDays) (*httpapi.Body[rosterBody], error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	v, err := s.Roster(ctx, in.Clinic, days.From, days.To)
	if err != nil {
		return nil, err
	}
	var b rosterBody
	for _, p := range v.People {
		b.People = append(b.People, personBody{p.ID, p.Name, p.Initials, p.Title, p.Colour, p.MayDoLicensedActs, p.Who, p.Lanes})
	}
	for _, w := range v.Plans {
		b.Weeks = append(b.Weeks, weekOut(w))
	}
	for _, l := range v.Leave {
		b.Leave = append(b.Leave, leaveOut(l))
	}
	for _, d := range v.Days {
		out := rosterDayBody{Day: d.Day, Closed: d.Closed}
		if d.Open.To > d.Open.From {
			out.Open = clocksOut([]ClockSpan{d.Open})
		}
		for _, x := range d.Shifts {
			out.Shifts = append(out.Shifts, rosterShiftBody{x.Staff, workOut(x.WorkDay), x.Single, x.Version, x.Leave})
		}
		b.Days = append(b.Days, out)
	}
	return &httpapi.Body[rosterBody]{Body: b}, nil
}

// ByStaff is embedded by a route about one member of staff.
type ByStaff struct {
	Staff string `path:"staff_id" format:"uuid" maxLength:"36"`
}

type weekIn struct {
	ByStaff
	httpapi.IfMatch
	Insist
	Body struct {
		Clinic string        `json:"clinic_id" format:"uuid" maxLength:"36"`
		From   string        `json:"from_day" maxLength:"10"`
		To     string        `json:"to_day,omitempty" maxLength:"10" doc:"last day; absent: no end"`
		Days   []weekdayBody `json:"days" maxItems:"7" nullable:"false"`
	}
}

type weekChanged struct {
	WeekBody
	UnfitBody
}

func (in weekIn) plan() (WeekPlan, error) {
	b := in.Body
	w := WeekPlan{Clinic: b.Clinic, Staff: in.Staff, Version: in.At(), Days: map[time.Weekday]WorkDay{}}
	var err error
	if w.From, err = dayOf("from_day", b.From); err != nil {
		return w, err
	}
	if w.To, err = lastDayOf("to_day", b.To); err != nil {
		return w, err
	}
	for _, d := range b.Days {
		if _, twice := w.Days[time.Weekday(d.Weekday)]; twice {
			return w, ShiftSpan.At("days")
		}
		if w.Days[time.Weekday(d.Weekday)], err = d.work(); err != nil {
			return w, err
		}
	}
	return w, nil
}

func (s *Service) putWeekPlan(ctx context.Context, in *weekIn) (*httpapi.Versioned[weekChanged], error) {
	w, err := in.plan()
	if err != nil {
		return nil, err
	}
	w, unfit, err := s.PutWeek(ctx, w, in.Confirm)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(weekChanged{weekOut(w), UnfitBody{unfit}}, w.Version), nil
}

type weekGone struct {
	ByStaff
	httpapi.IfMatch
	Insist
	InClinic
	From string `query:"from_day" required:"true" maxLength:"10"`
}

func (s *Service) deleteWeek(ctx context.Context, in *weekGone) (*httpapi.Body[UnfitBody], error) {
	from, err := dayOf("from_day", in.From)
	if err != nil {
		return nil, err
	}
	return unfitOut(s.DropWeek(ctx, WeekPlan{Clinic: in.Clinic, Staff: in.Staff, From: from, Version: in.At()}, in.Confirm))
}

func unfitOut(unfit []ToldMisfit, err error) (*httpapi.Body[UnfitBody], error) {
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[UnfitBody]{Body: UnfitBody{unfit}}, nil
}

type lanesIn struct {
	ByStaff
	Insist
	Body struct {
		Lanes int `json:"lanes" minimum:"1" maximum:"6"`
	}
}

func (s *Service) putDoctorLanes(ctx context.Context, in *lanesIn) (*httpapi.Body[UnfitBody], error) {
	return unfitOut(s.SetLanes(ctx, in.Staff, in.Body.Lanes, in.Confirm))
}

func (s *Service) getMisfits(ctx context.Context, in *InClinic) (*httpapi.Body[itemsBody[ToldMisfit]], error) {
	list, err := s.MisfitList(ctx, in.Clinic)
	return items(list, func(m ToldMisfit) ToldMisfit { return m }), err
}

type settleIn struct {
	httpapi.ByID
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
	}
}

func (s *Service) postSettle(ctx context.Context, in *settleIn) (*httpapi.None, error) {
	return nil, s.SettleMisfit(ctx, in.Body.Clinic, in.ID)
}

// ruleBody bounds the visits that it matches.
type ruleBody struct {
	Name      string   `json:"name" minLength:"1" maxLength:"40" doc:"what the rule is called when it refuses; the words of those that ship are visits.rule.<name>"`
	Matches   []string `json:"matches,omitempty" maxItems:"30" nullable:"false" doc:"codes or categories of kinds of visit"`
	SchoolAge bool     `json:"school_age,omitempty" doc:"instead: schoolchildren on school days"`
	Starts    []string `json:"starts,omitempty" maxItems:"24" nullable:"false" doc:"may start at exactly these times; empty: any"`
	From      string   `json:"from,omitempty" maxLength:"5"`
	Until     string   `json:"until,omitempty" maxLength:"5"`
	Max       int      `json:"max,omitempty" minimum:"0" maximum:"100" doc:"so many a day; 0: any number"`
}

// keptBody is a stretch that is kept free for one category.
type keptBody struct {
	Category string `json:"category" minLength:"1" maxLength:"20"`
	From     string `json:"from" maxLength:"5" example:"11:40"`
	Minutes  int    `json:"minutes" minimum:"5" maximum:"240"`
	Until    string `json:"until" maxLength:"5" doc:"from then on everybody may have it" example:"14:00"`
}

// RulesBody is a day template.
type RulesBody struct {
	LastStart string     `json:"last_start,omitempty" maxLength:"5" example:"17:30" doc:"empty: any"`
	Rules     []ruleBody `json:"rules,omitempty" maxItems:"20" nullable:"false"`
	Kept      []keptBody `json:"kept,omitempty" maxItems:"12" nullable:"false"`
}

// timeOut writes a time of day; none is empty.
func timeOut(c civil.Clock) string {
	if c == 0 {
		return ""
	}
	return c.String()
}

func rulesOut(t DayTemplate) RulesBody {
	b := RulesBody{LastStart: timeOut(t.LastStart)}
	for _, r := range t.Rules {
		out := ruleBody{Name: r.Name, Matches: r.Matches, SchoolAge: r.SchoolAge, From: timeOut(r.From), Until: timeOut(r.Until), Max: r.Max}
		for _, at := range r.Starts {
			out.Starts = append(out.Starts, at.String())
		}
		b.Rules = append(b.Rules, out)
	}
	for _, k := range t.Kept {
		b.Kept = append(b.Kept, keptBody{k.Category, k.From.String(), k.Minutes, timeOut(k.Until)})
	}
	return b
}

// times reads several times of day; the first that is none is kept as err.
type times struct{ err error }

func (t *times) read(field, text string) civil.Clock {
	if text == "" {
		return 0
	}
	c, err := civil.ParseClock(text)
	if err != nil {
		t.err = cmp.Or(t.err, error(DayTemplateRule.At(field, "rule", clip(text))))
	}
	return c
}

func (b RulesBody) rules() (DayTemplate, error) {
	var at times
	t := DayTemplate{LastStart: at.read("last_start", b.LastStart)}
	for _, r := range b.Rules {
		out := DayRule{Name: r.Name, Matches: r.Matches, SchoolAge: r.SchoolAge, From: at.read("rules", r.From), Until: at.read("rules", r.Until), Max: r.Max}
		for _, x := range r.Starts {
			out.Starts = append(out.Starts, at.read("rules", x))
		}
		t.Rules = append(t.Rules, out)
	}
	for _, k := range b.Kept {
		t.Kept = append(t.Kept, Kept{k.Category, at.read("kept", k.From), k.Minutes, at.read("kept", k.Until)})
	}
	return t, at.err
}

type dayTemplateBody struct {
	Clinic  string `json:"clinic_id"`
	Doctor  string `json:"doctor_id"`
	Weekday int    `json:"weekday"`
	Version int64  `json:"version"`
	RulesBody
}

func dayTemplateOut(t DoctorTemplate) dayTemplateBody {
	return dayTemplateBody{t.Clinic, t.Doctor, int(t.Weekday), t.Version, rulesOut(t.Rules)}
}

func (s *Service) getDayTemplates(ctx context.Context, in *InClinic) (*httpapi.Body[itemsBody[dayTemplateBody]], error) {
	list, err := s.DayTemplates(ctx, in.Clinic)
	return items(list, dayTemplateOut), err
}

type dayTemplateIn struct {
	Doctor  string `path:"doctor_id" format:"uuid" maxLength:"36"`
	Weekday int    `path:"weekday" minimum:"0" maximum:"6"`
	httpapi.IfMatch
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		RulesBody
	}
}

func (s *Service) putDayTemplate(ctx context.Context, in *dayTemplateIn) (*httpapi.Versioned[dayTemplateBody], error) {
	rules, err := in.Body.rules()
	if err != nil {
		return nil, err
	}
	t, err := s.PutDayTemplate(ctx, DoctorTemplate{Clinic: in.Body.Clinic, Doctor: in.Doctor, Weekday: time.Weekday(in.Weekday), Rules: rules, Version: in.At()})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(dayTemplateOut(t), t.Version), nil
}

// idsOf checks a list of ids that came as texts. Fault: NotOnStaff.
func idsOf(list []string) ([]string, error) {
	if slices.ContainsFunc(list, func(one string) bool { return len(one) != 36 }) {
		return nil, NotOnStaff.At("staff", "name", "")
	}
	return list, nil
}
