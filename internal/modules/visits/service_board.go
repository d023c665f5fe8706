package visits

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// Board reads a clinic's day with everything that a board shows. Visits that
// were called off or moved to another day are not on it; missed ones are.
func (s *Service) Board(ctx context.Context, clinic string, day civil.Day) (Board, error) {
	var out Board
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = s.board(tx, clinic, day)
		return err
	})
	return out, err
}

func (s *Service) board(tx *db.Tx, clinic string, day civil.Day) (Board, error) {
	v, err := s.dayView(tx, clinic, day)
	if err != nil {
		return Board{}, err
	}
	parked, err := shelf(tx, clinic)
	if err != nil {
		return Board{}, err
	}
	shown := slices.DeleteFunc(slices.Clone(v.visits), func(x Visit) bool { return x.Progress.State == Cancelled || x.ParkedAt > 0 })
	cards, err := s.cards(tx, append(slices.Clone(shown), parked...), v.day.Numbers, day)
	if err != nil {
		return Board{}, err
	}
	out := Board{
		Clinic: clinic, Day: day, Zone: v.day.Zone.String(), Now: tx.Now(), OpensAt: v.open.Start, ClosesAt: v.open.End,
		Closed: v.day.Closed, Places: v.places(), Visits: cards[:len(shown)], Shelf: cards[len(shown):],
	}
	if out.Doctors, err = s.boardDoctors(tx, v, out.Visits); err != nil {
		return Board{}, err
	}
	if out.Past, err = pastMinutes.Int(tx, clinic); err != nil {
		return Board{}, err
	}
	out.Pools = v.pools()
	if day == civil.Of(tx.Now(), v.day.Zone) {
		foretell(out.Visits, v.today(tx.Now()), v.there)
	}
	out.Revision = revision(out.Visits, out.Shelf)
	return out, nil
}

// DayNow is the day that it is in a clinic.
func (s *Service) DayNow(ctx context.Context, clinic string) (civil.Day, error) {
	var d civil.Day
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		zone, err := s.org.Zone(tx, clinic)
		if err == nil {
			d = civil.Of(tx.Now(), zone)
		}
		return err
	})
	return d, err
}

// dayView is one day as it is stored, read once for the board and for lists.
type dayView struct {
	day    Day
	state  *DayState
	visits []Visit // all of the day, also those that are over
	blocks []Block
	shifts []Shift
	there  map[string]Presence
	open   span.Span
}

func (s *Service) dayView(tx *db.Tx, clinic string, day civil.Day) (dayView, error) {
	l, err := s.loadDays(tx, clinic, day, day)
	if err != nil {
		return dayView{}, err
	}
	v := dayView{day: l.days[0], state: l.days[0].Prepare(), blocks: l.blocks, open: openingOf(l.clinic, l.calendar, day),
		shifts: l.roster.shiftsOn(l.calendar, day, l.clinic.Location())}
	if v.there, err = s.presenceNow(tx, clinic, day); err != nil {
		return v, err
	}
	v.visits, err = visitsOn(tx, clinic, day, day)
	return v, err
}

func (v dayView) places() []BoardPlace {
	out := make([]BoardPlace, len(v.day.Places))
	for i, p := range v.day.Places {
		out[i] = BoardPlace{ID: p.ID, Name: p.Name, Kind: kindNames[p.Where], Area: p.Area, Tags: p.Tags, Position: p.Position,
			Open: stretches(p.Open)}
		for _, b := range v.blocks {
			if b.PlaceID == p.ID {
				out[i].Blocks = append(out[i].Blocks, BoardBlock{b.ID, b.Span.Start, b.Span.End, b.Reason})
			}
		}
	}
	return out
}

func (v dayView) pools() []BoardPool {
	var out []BoardPool
	for _, who := range Pools {
		p := BoardPool{Kind: who, Name: "visits.who." + string(who)}
		for _, h := range v.state.Load(who, v.open.Start, v.open.End) {
			p.HalfHours = append(p.HalfHours, PoolLoad(h))
		}
		out = append(out, p)
	}
	return out
}

// today is what the forecast is made from.
func (v dayView) today(now int64) Today {
	t := Today{Now: now, Numbers: v.day.Numbers, Lanes: map[string]int{}}
	for _, d := range v.day.Doctors {
		t.Lanes[d.ID] = d.Lanes
	}
	for _, x := range v.visits {
		if x.ParkedAt == 0 {
			t.Visits = append(t.Visits, x.running())
		}
	}
	t.Away = absences(v.there, now, v.day.Date.AddDays(1).At(0, v.day.Zone))
	return t
}

// cards makes the cards of visits: patients, kinds of visit and doctors are read
// once for all.
func (s *Service) cards(tx *db.Tx, list []Visit, n Numbers, today civil.Day) ([]BoardVisit, error) {
	var people, kinds, doctors []string
	for _, v := range list {
		people, kinds, doctors = append(people, v.Patient), append(kinds, v.TemplateID), append(doctors, v.Plan.DoctorID)
	}
	known, err := s.patients.Cards(tx, distinct(people))
	if err != nil {
		return nil, err
	}
	templates, err := templatesByID(tx, distinct(kinds))
	if err != nil {
		return nil, err
	}
	staff, err := s.org.StaffByIDs(tx, distinct(doctors))
	if err != nil {
		return nil, err
	}
	open, err := needsNext(tx, list, tx.Now())
	if err != nil {
		return nil, err
	}
	out := make([]BoardVisit, len(list))
	for i, v := range list {
		out[i] = v.card(tx.Now(), n)
		out[i].Patient = patientCard(known[v.Patient], v, today)
		out[i].Template = templates[v.TemplateID].templateCard(v.Colour)
		out[i].DoctorName = staff[v.Plan.DoctorID].Name
		out[i].NeedsNextStep = open[v.ID]
	}
	return out, nil
}

// patientCard is the patient on a card; of one whom the actor may not see only
// the id is shown.
func patientCard(c patients.Card, v Visit, today civil.Day) BoardPatient {
	p := BoardPatient{ID: v.Patient, Name: c.Name, RecordNo: c.RecordNo, Age: -1, Phone: c.Phone, Important: c.Important,
		Alerts: c.Alerts, Tags: c.Tags, First: v.First, Introducer: c.Introducer, Wishes: c.Wishes}
	switch c.Sex {
	case patients.Female:
		p.Sex = "f"
	case patients.Male:
		p.Sex = "m"
	}
	if c.Birth != "" {
		p.Age = today.Age(c.Birth)
	}
	return p
}

// boardDoctors are those who work that day and those who have a visit.
func (s *Service) boardDoctors(tx *db.Tx, v dayView, cards []BoardVisit) ([]BoardDoctor, error) {
	var ids []string
	for _, d := range v.day.Doctors {
		ids = append(ids, d.ID)
	}
	for _, c := range cards {
		if c.Doctor != "" && !slices.Contains(ids, c.Doctor) {
			ids = append(ids, c.Doctor)
		}
	}
	staff, err := s.org.StaffByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]BoardDoctor, len(ids))
	for i, id := range ids {
		p := v.there[id]
		out[i] = BoardDoctor{ID: id, Name: staff[id].Name, Colour: staff[id].Colour, Capacity: 1,
			Presence: cmp.Or(p.State, PresenceUnknown), BackAt: p.BackAt}
		if p.State == Away {
			out[i].AwaySince = p.Since
		}
		if i < len(v.day.Doctors) {
			out[i].Capacity = v.day.Doctors[i].Lanes
		}
		for _, sh := range v.shifts {
			if sh.StaffID == id {
				out[i].Shifts, out[i].Breaks = stretches(sh.Work), stretches(sh.Breaks)
			}
		}
	}
	return out, nil
}

func distinct(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 0 && out[0] == "" {
		out = out[1:]
	}
	return out
}

// Open reads one visit with its history; the opening is recorded.
func (s *Service) Open(ctx context.Context, visitID string) (visitDetail, error) {
	var out visitDetail
	var v Visit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if v, err = visitByID(tx, visitID); err != nil {
			return err
		}
		n, err := numbersOf(tx, v.Clinic)
		if err != nil {
			return err
		}
		cards, err := s.cards(tx, []Visit{v}, n, v.Day)
		if err != nil {
			return err
		}
		out.Visit = cards[0]
		out.History, err = s.historyBodies(tx, v.ID)
		return err
	})
	if err != nil {
		return out, err
	}
	return out, s.audit.Opened(ctx, audit.Entry{Action: "visits.opened", SubjectKind: "visit", SubjectID: v.ID, Patient: v.Patient, Clinic: v.Clinic})
}

func (s *Service) historyBodies(tx *db.Tx, visitID string) ([]historyBody, error) {
	list, err := historyOf(tx, visitID)
	if err != nil {
		return nil, err
	}
	var actors []string
	for _, h := range list {
		actors = append(actors, h.ActorID)
	}
	staff, err := s.org.StaffByIDs(tx, distinct(actors))
	out := make([]historyBody, len(list))
	for i, h := range list {
		out[i] = historyBody{Seq: h.Seq, Step: h.Step, At: h.At, Actor: h.ActorID, Name: staff[h.ActorID].Name, Place: h.PlaceID,
			Party: h.Party, Reason: h.Reason, Detail: h.Detail}
	}
	return out, err
}

// maxOfPatient is how many visits of one patient a page shows.
const maxOfPatient = 200

// OfPatient reads a patient's visits in the clinics in sight, the newest first.
func (s *Service) OfPatient(ctx context.Context, patient string) ([]BoardVisit, error) {
	var out []BoardVisit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		seen, err := s.patients.Cards(tx, []string{patient})
		if err != nil {
			return err
		}
		if len(seen) == 0 {
			return patients.NotFound.With()
		}
		list, err := visitsOfPatient(tx, patient, maxOfPatient)
		if err != nil {
			return err
		}
		out, err = s.cards(tx, list, DefaultNumbers(), civil.Of(tx.Now(), homeZone))
		return err
	})
	return out, err
}

var homeZone = org.Clinic{Zone: org.HomeZone}.Location()
