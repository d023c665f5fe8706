package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// The board of one clinic's day as the screens read it. Where there is no rule,
// the wire's shape serves.

// Stretch is [start, end) in epoch milliseconds.
type Stretch struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

func stretches(list []span.Span) []Stretch {
	out := make([]Stretch, len(list))
	for i, s := range list {
		out[i] = Stretch{s.Start, s.End}
	}
	return out
}

// Board is a clinic's day.
type Board struct {
	Clinic   string        `json:"clinic_id"`
	Day      civil.Day     `json:"day"`
	Zone     string        `json:"zone"`
	Now      int64         `json:"now"`
	OpensAt  int64         `json:"opens_at"`
	ClosesAt int64         `json:"closes_at"`
	Closed   string        `json:"closed" doc:"why the clinic is closed that day, empty if it is open"`
	Past     int           `json:"past_minutes" doc:"for how long after its start a visit may still be booked"`
	Places   []BoardPlace  `json:"places"`
	Doctors  []BoardDoctor `json:"doctors"`
	Pools    []BoardPool   `json:"pools"`
	Visits   []BoardVisit  `json:"visits"`
	Shelf    []BoardVisit  `json:"shelf"`
	Revision int64         `json:"revision" doc:"changes whenever a visit of the day or of the shelf does"`
}

// BoardPlace is a chair, room or counter.
type BoardPlace struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Kind     string       `json:"kind" enum:"chair,consult,imaging,training,desk,online"`
	Area     Area         `json:"area"`
	Tags     []string     `json:"tags"`
	Position int          `json:"position"`
	Open     []Stretch    `json:"open"`
	Blocks   []BoardBlock `json:"blocks"`
}

// BoardBlock is a stretch in which a place cannot be used.
type BoardBlock struct {
	ID     string `json:"id"`
	Start  int64  `json:"start"`
	End    int64  `json:"end"`
	Reason string `json:"reason"`
}

// BoardDoctor is a doctor who works that day, or has a visit.
type BoardDoctor struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Colour    string        `json:"colour"`
	Capacity  int           `json:"capacity" doc:"things at hand at once"`
	Presence  PresenceState `json:"presence" enum:"on_site,away,off,unknown"`
	AwaySince int64         `json:"away_since"`
	BackAt    int64         `json:"back_at"`
	Shifts    []Stretch     `json:"shifts"`
	Breaks    []Stretch     `json:"breaks"`
}

// BoardPool is a group of staff of whom any will do.
type BoardPool struct {
	Kind      Who        `json:"kind" enum:"A,H,T,I"`
	Name      string     `json:"name" doc:"key of its name among the texts"`
	HalfHours []PoolLoad `json:"half_hours"`
}

// PoolLoad is the busiest unit of half an hour.
type PoolLoad struct {
	Start int64 `json:"start"`
	Need  int   `json:"need"`
	Have  int   `json:"have"`
}

// BoardVisit is a card.
type BoardVisit struct {
	ID            string         `json:"id"`
	Version       int64          `json:"version"`
	Clinic        string         `json:"clinic_id"`
	Day           civil.Day      `json:"day"`
	Patient       BoardPatient   `json:"patient"`
	Template      BoardTemplate  `json:"template"`
	Doctor        string         `json:"doctor_id"`
	DoctorName    string         `json:"doctor_name"`
	Start         int64          `json:"starts_at"`
	End           int64          `json:"ends_at"`
	State         State          `json:"state"`
	Since         int64          `json:"since"`
	Ended         End            `json:"ended"`
	EndReason     string         `json:"end_reason" doc:"key of a reason, or free text"`
	Suspected     bool           `json:"suspected_no_show"`
	Place         string         `json:"place_id" doc:"where the patient is now, or the visit's first place"`
	Segments      []BoardSegment `json:"segments"`
	Actual        BoardActual    `json:"actual"`
	Waits         bool           `json:"waits_for_doctor" doc:"red lock: the doctor's part cannot begin"`
	Overrun       int            `json:"overrun_minutes"`
	Forecast      BoardForecast  `json:"forecast"`
	Charged       bool           `json:"charged"`
	NeedsNextStep bool           `json:"needs_next_step"`
	AddOns        []string       `json:"addons"`
	Note          string         `json:"note"`
	Wishes        string         `json:"wishes"`
	TimeLocked    bool           `json:"time_locked"`
	Appliance     bool           `json:"appliance_arrived"`
	Override      string         `json:"override_reason"`
	Together      string         `json:"together_id"`
	Follows       string         `json:"follows_id"`
	Parked        int64          `json:"parked_at"`
}

// BoardPatient is who comes.
type BoardPatient struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	RecordNo   string   `json:"record_no"`
	Sex        string   `json:"sex" enum:"f,m,"`
	Age        int      `json:"age" doc:"full years; -1 = not known"`
	Phone      string   `json:"phone_masked"`
	Important  bool     `json:"important"`
	Alerts     []string `json:"alerts"`
	Tags       []string `json:"tags"`
	First      bool     `json:"first_visit"`
	Introducer string   `json:"introducer"`
	Wishes     string   `json:"wishes" doc:"what is known of their wishes"`
}

// BoardTemplate is the kind of visit.
type BoardTemplate struct {
	ID        string `json:"id"`
	Code      string `json:"code"`
	Name      string `json:"name"`
	NameEn    string `json:"name_en"`
	Label     string `json:"label"`
	LabelEn   string `json:"label_en"`
	Colour    Colour `json:"colour" doc:"with the visit's add-ons"`
	Chairless bool   `json:"chairless"`
}

// BoardSegment is a stretch of a visit in a place.
type BoardSegment struct {
	Who   Who    `json:"who" enum:"D,A,H,T,I,-,turnover"`
	Place string `json:"place_id"`
	Start int64  `json:"start"`
	End   int64  `json:"end"`
}

// BoardActual is when things really happened, 0 = not yet.
type BoardActual struct {
	ArrivedAt int64 `json:"arrived_at"`
	InPlaceAt int64 `json:"in_place_at"`
	StartedAt int64 `json:"started_at"`
	TreatedAt int64 `json:"treated_at"`
	LeftAt    int64 `json:"left_at"`
}

// BoardForecast is how the visit will probably run; all zero where nothing is
// foretold.
type BoardForecast struct {
	DoctorAt int64  `json:"doctor_at"`
	End      int64  `json:"end"`
	Overrun  int    `json:"overrun_minutes"`
	Behind   string `json:"behind" doc:"the visit that it waits for most"`
	ForAway  bool   `json:"for_away" doc:"it waits for an absent doctor"`
}

// kindNames are the names that the wire has for the kinds of place.
var kindNames = map[Where]string{
	Chair: "chair", Consult: "consult", Imaging: "imaging", Training: "training", Desk: "desk", Online: "online",
}

// card is a visit without what only the whole day knows.
func (v Visit) card(now int64, n Numbers) BoardVisit {
	a := v.Progress.Actual
	out := BoardVisit{
		ID: v.ID, Version: v.Version, Clinic: v.Clinic, Day: v.Day, Doctor: v.Plan.DoctorID,
		Start: v.Plan.Start, End: v.Plan.End(), State: v.Progress.State, Since: v.Progress.Since, Ended: v.Ended,
		EndReason: v.Progress.Reason, Suspected: v.ParkedAt == 0 && Suspected(v.Progress.State, v.Plan.Start, now, n),
		Place: v.Progress.PlaceID, Actual: BoardActual(a), Overrun: Overrun(v.Plan, v.Progress, now), Charged: v.Charged,
		AddOns: v.AddOns, Note: v.Note, Wishes: v.Wishes, TimeLocked: v.TimeLocked, Appliance: v.Appliance,
		Override: v.Override, Together: v.Together, Follows: v.Follows, Parked: v.ParkedAt,
	}
	if out.Place == "" && len(v.Plan.Places) > 0 {
		out.Place = v.Plan.Places[0]
	}
	for _, p := range v.Plan.Pieces(v.Turnover) {
		out.Segments = append(out.Segments, BoardSegment{p.Who, p.PlaceID, p.Span.Start, p.Span.End})
	}
	return out
}

// templateCard is the kind of visit on the card of one that has the colour.
func (t ClinicTemplate) templateCard(c Colour) BoardTemplate {
	return BoardTemplate{ID: t.ID, Code: t.Code, Name: t.Name.Zh, NameEn: t.Name.En, Label: t.Label.Zh, LabelEn: t.Label.En,
		Colour: c, Chairless: t.Pattern.Chairless()}
}

// absences are the stretches in which doctors are marked away from now on; one
// who is away and expected at no time is taken to stay for the rest of the day.
func absences(there map[string]Presence, now, dayEnd int64) []Absence {
	var out []Absence
	for doctor, p := range there {
		if p.State != Away && p.State != Off {
			continue
		}
		back := p.BackAt
		if back <= now {
			back = dayEnd
		}
		out = append(out, Absence{doctor, span.Span{Start: p.Since, End: back}})
	}
	return out
}

// foretell adds the forecast of the rest of the day to the cards.
func foretell(cards []BoardVisit, in Today, there map[string]Presence) {
	byID := map[string]Forecast{}
	for _, f := range Foresee(in) {
		byID[f.VisitID] = f
	}
	running := map[string]Running{}
	for _, r := range in.Visits {
		running[r.VisitID] = r
	}
	for i := range cards {
		c := &cards[i]
		r, live := running[c.ID]
		if !live {
			continue
		}
		if f, ok := byID[c.ID]; ok && !c.State.Ended() && c.State != Treated {
			c.Forecast = BoardForecast{f.DoctorAt, f.End, f.Overrun, f.Behind, f.ForAway}
		}
		p := there[c.Doctor]
		c.Waits = WaitsForDoctor(r, p.State == OnSite, in.Now, p.BackAt)
	}
}

// revision changes whenever a visit of the list does.
func revision(lists ...[]BoardVisit) int64 {
	var n int64
	for _, l := range lists {
		for _, v := range l {
			n += v.Version * 1000
		}
		n += int64(len(l))
	}
	return n
}
