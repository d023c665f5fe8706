package visits

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/span"
)

// vectors are what the pages' own copies of the rules are held against as well:
// web/packages/domain/test/vectors.test.ts reads the same file.
type vectors struct {
	Steps   map[State]map[Step]State `json:"steps"`
	RedLock []redLockVector          `json:"red_lock"`
	Resized []resizedVector          `json:"resized"`
	Days    []dayVector              `json:"days"`
}

type resizedVector struct {
	Pattern string `json:"pattern"`
	Minutes int    `json:"minutes"`
	Want    string `json:"want"` // "" = refused
}

type redLockVector struct {
	Colour Colour `json:"colour"`
	OnSite bool   `json:"on_site"`
	Locked bool   `json:"locked"`
}

// dayVector is a board with what somebody would like to put onto it.
type dayVector struct {
	Name      string           `json:"name"`
	Board     Board            `json:"board"`
	Proposals []proposalVector `json:"proposals"`
}

type proposalVector struct {
	Text     string         `json:"text"`
	Visit    string         `json:"visit_id"`
	Doctor   string         `json:"doctor_id"`
	Segments []BoardSegment `json:"segments"`
	Want     []clashVector  `json:"want"` // each once, sorted by kind and holder
}

type clashVector struct {
	Kind   ClashKind `json:"kind"`
	Firm   bool      `json:"firm"`
	Holder string    `json:"holder"` // a visit, "" for none
}

func theVectors(t *testing.T) vectors {
	v := vectors{Steps: transitions}
	for _, c := range []Colour{Red, Orange, Green, Blue, Purple} {
		for _, on := range []bool{true, false} {
			v.RedLock = append(v.RedLock, redLockVector{c, on, RedLock(c, on)})
		}
	}
	for _, text := range []string{"C:ADA", "C:AADDA", "C:AAD", "K:DDD", "C:DAHHA", "C:ADAA-AA", "K:TTT", "K:T X:II K:DDDTTT", "C:AADAADAA", "desk:-"} {
		p := patternOf(t, text)
		for m := 5; m <= p.Minutes()+15; m += 5 {
			one := resizedVector{Pattern: text, Minutes: m}
			if got, err := p.Resized(m); err == nil {
				one.Want = got.String()
			}
			v.Resized = append(v.Resized, one)
		}
	}
	v.Days = []dayVector{plannedDay(t), runningDay(t), closedDay(t)}
	return v
}

func patternOf(t *testing.T, text string) Pattern {
	t.Helper()
	p, err := ParsePattern(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// stage is a day that is written as a board and asked by the rules.
type stage struct {
	t      *testing.T
	day    Day
	cards  []BoardVisit
	blocks []Block
}

func newStage(t *testing.T, now string) *stage {
	d := smallDay()
	d.Now = clock(d, now)
	// One assistant has lunch half an hour before the others.
	early := []span.Span{{Start: clock(d, "11:30"), End: clock(d, "12:30")}}
	d.Staff = slices.Clone(d.Staff)
	d.Staff[0].Breaks = early
	return &stage{t: t, day: d}
}

// put plans a visit as far as it has come by the day's Now.
func (s *stage) put(id, pattern, at string, did Progress, places ...string) {
	b := book(s.day, id, pattern, at, places...)
	v := Visit{ID: id, Day: s.day.Date, Plan: b.Plan, Turnover: s.day.Numbers.TurnoverMinutes, Progress: did, ReleasedAt: did.Actual.TreatedAt, Patient: "of-" + id, Colour: Red}
	// Lanes are chosen as for a doctor with nobody else: none of these overlap.
	hands, _ := b.Plan.HandsClaims(1, func(int, span.Span) bool { return false })
	claims := slices.Concat(b.Plan.PlaceClaims(v.Turnover), hands)
	if v.ReleasedAt > 0 {
		claims = v.release(v.ReleasedAt).Remaining(Held{Claims: claims}).Claims
	}
	s.day.Held = append(s.day.Held, v.held(claims))
	s.cards = append(s.cards, v.card(s.day.Now, s.day.Numbers))
}

func (s *stage) block(place, from, to, reason string) {
	b := Block{ID: "block-" + place, PlaceID: place, Span: span.Span{Start: clock(s.day, from), End: clock(s.day, to)}, Reason: reason}
	s.blocks = append(s.blocks, b)
	s.day.Held = append(s.day.Held, Held{VisitID: b.ID, Block: reason, Span: b.Span, Claims: Blocking(place, b.Span)})
}

// board is the day as the screens read it.
func (s *stage) board() Board {
	v := dayView{day: s.day, state: s.day.Prepare(), blocks: s.blocks, open: s.day.Places[0].Open[0]}
	b := Board{Clinic: s.day.ClinicID, Day: s.day.Date, Zone: "Asia/Shanghai", Now: s.day.Now, OpensAt: v.open.Start, ClosesAt: v.open.End,
		Closed: s.day.Closed, Places: v.places(), Pools: v.pools(), Visits: append([]BoardVisit{}, s.cards...), Shelf: []BoardVisit{}}
	for i := range b.Places {
		b.Places[i].Blocks = append([]BoardBlock{}, b.Places[i].Blocks...) // as the edge writes none
	}
	for _, d := range s.day.Doctors {
		b.Doctors = append(b.Doctors, BoardDoctor{ID: d.ID, Name: d.ID, Capacity: d.Lanes, Presence: OnSite, Shifts: stretches(d.Free), Breaks: []Stretch{}})
	}
	return b
}

// ask holds a visit of the pattern against the day, at times from … to.
func (s *stage) ask(out *dayVector, id, pattern, from, to string, every int, places ...string) {
	state := s.day.Prepare()
	for at := clock(s.day, from); at <= clock(s.day, to); at += int64(every) * span.Minute {
		b := book(s.day, id, pattern, from, places...)
		b.Plan.Start = at
		if err := b.Plan.Validate(); err != nil {
			s.t.Fatal(err)
		}
		p := proposalVector{Want: []clashVector{}, Text: fmt.Sprintf("%s %s at %d min", id, pattern, (at-s.day.Date.At(0, s.day.Zone))/span.Minute), Visit: id, Doctor: b.Plan.DoctorID}
		for _, x := range b.Plan.Pieces(s.day.Numbers.TurnoverMinutes) {
			p.Segments = append(p.Segments, BoardSegment{x.Who, x.PlaceID, x.Span.Start, x.Span.End})
		}
		for _, c := range Check(state, b) {
			one := clashVector{Kind: c.Kind, Firm: c.Weight == Firm, Holder: c.Holder}
			if c.Kind == ClashBlock {
				one.Holder = ""
			}
			if !slices.Contains(p.Want, one) {
				p.Want = append(p.Want, one)
			}
		}
		slices.SortFunc(p.Want, func(a, b clashVector) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Holder, b.Holder))
		})
		out.Proposals = append(out.Proposals, p)
	}
}

// plannedDay is a morning before the first patient.
func plannedDay(t *testing.T) dayVector {
	s := newStage(t, "08:00")
	s.put("a", "C:AADDA", "09:00", Progress{State: Booked}, "c1")
	s.put("b", "C:ADA", "10:00", Progress{State: Cancelled}, "c2")
	s.put("c", "K:T X:II K:DDDTTT", "10:00", Progress{State: Confirmed}, "k1", "x1", "k1")
	s.put("d", "C:AAA X:I C:ADA", "11:00", Progress{State: Booked}, "c2", "x1", "c2")
	s.put("e", "C:AAAAAADAAAA", "14:00", Progress{State: Booked}, "c1")
	s.put("f", "C:AAAAAAAA", "14:00", Progress{State: Booked}, "c2")
	s.block("c1", "15:00", "16:00", "检修")
	v := dayVector{Name: "planned", Board: s.board()}
	s.ask(&v, "new", "C:ADA", "08:45", "10:20", 5, "c1")
	s.ask(&v, "new", "C:AADDA", "11:00", "13:00", 10, "c3")
	s.ask(&v, "new", "C:AAA", "13:50", "14:50", 10, "c3")
	s.ask(&v, "new", "C:AAD", "14:20", "16:00", 10, "c1")
	s.ask(&v, "new", "K:T X:II K:DDDTTT", "09:30", "11:30", 10, "k2", "x1", "k1")
	s.ask(&v, "new", "C:AA X:I C:A K:A", "13:40", "14:30", 10, "c3", "x1", "c3", "k1")
	s.ask(&v, "new", "K:DTT", "17:30", "18:05", 5, "k1")
	s.ask(&v, "new", "C:AHHA", "11:40", "12:10", 10, "c3")
	s.ask(&v, "new", "desk:TT", "10:00", "12:00", 30, "")
	s.ask(&v, "a", "C:AADDA", "09:00", "09:30", 10, "c1")
	s.ask(&v, "d", "C:AAA X:I C:ADA", "10:30", "11:30", 10, "c2", "x1", "c2")
	return v
}

// runningDay is the same day at twenty past ten: some are done, one early, one late.
func runningDay(t *testing.T) dayVector {
	s := newStage(t, "10:20")
	s.day.Doctors[0].Lanes = 2
	treated := func(at string) Progress {
		return Progress{State: Treated, Actual: Actual{TreatedAt: clock(s.day, at) + 2*span.Minute}}
	}
	s.put("early", "C:ADAAAAAA", "10:00", treated("10:13"), "c1")
	s.put("on-time", "C:ADA", "10:00", treated("10:13"), "c2")
	s.put("late", "C:ADA", "09:30", treated("09:47"), "c3")
	s.put("room", "K:TTTTTTTT", "10:00", treated("10:11"), "k1")
	s.put("moved-on", "C:AA K:TTTT", "09:50", treated("10:04"), "c3", "k2")
	s.put("missed", "C:ADA", "10:30", Progress{State: NoShow}, "c3")
	s.put("here", "C:AADDDDA", "10:15", Progress{State: InPlace}, "c2")
	v := dayVector{Name: "running", Board: s.board()}
	s.ask(&v, "new", "C:ADA", "10:00", "10:50", 5, "c1")
	s.ask(&v, "new", "C:ADDA", "10:10", "11:00", 5, "c3")
	s.ask(&v, "new", "K:DDT", "10:05", "10:40", 5, "k1")
	s.ask(&v, "new", "K:TT", "09:50", "10:30", 5, "k2")
	s.ask(&v, "new", "C:AAAA", "10:05", "10:40", 5, "c2")
	return v
}

// closedDay is a holiday.
func closedDay(t *testing.T) dayVector {
	s := newStage(t, "08:00")
	s.day.Closed = "春节"
	v := dayVector{Name: "closed", Board: s.board()}
	s.ask(&v, "new", "C:ADA", "11:00", "12:00", 20, "c1")
	s.ask(&v, "new", "K:TTT", "18:00", "18:10", 10, "k1")
	return v
}

// TestVectorsAreCurrent proves that the file says what the rules do.
func TestVectorsAreCurrent(t *testing.T) {
	all := theVectors(t)
	kinds := map[ClashKind]int{}
	for _, d := range all.Days {
		for _, p := range d.Proposals {
			for _, c := range p.Want {
				kinds[c.Kind]++
			}
		}
	}
	for _, k := range []ClashKind{ClashPlace, ClashBlock, ClashDoctor, ClashPool, ClashShift, ClashClosed, ClashPast} {
		if kinds[k] < 3 {
			t.Errorf("the vectors have %d of %s", kinds[k], k)
		}
	}
	want, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/rules.json"
	if os.Getenv("UPDATE") != "" {
		lines := strings.NewReplacer("},{", "},\n{", `,"proposals":`, ",\n\"proposals\":", "],\"", "],\n\"").Replace(string(want))
		if err := os.WriteFile(file, []byte(lines+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(got, &a) != nil || json.Unmarshal(want, &b) != nil || !reflect.DeepEqual(a, b) {
		t.Error("the rules have changed: UPDATE=1 go test ./internal/modules/visits -run Vectors, and make the pages follow")
	}
}
