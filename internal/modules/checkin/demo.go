package checkin

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
)

// The rhythm of the demo's check-ins, as a clinic of this kind sees it: how many are
// in each programme (of a group of six thousand), and what comes of their due days in
// per cent. The rest is missed.
type demoRhythm struct {
	programme    string
	variants     []string
	shares       []int // of the variants
	active       int
	former       int // who finished within the year
	done, madeUp float64
	fits         func(patients.DemoPatient) bool
}

func demoRhythms() []demoRhythm {
	aligners := func(p patients.DemoPatient) bool {
		return p.State == patients.DemoTreatment && (p.Kind == "aligner_domestic" || p.Kind == "aligner_imported")
	}
	fixed := func(p patients.DemoPatient) bool {
		return p.State == patients.DemoTreatment && (p.Kind == "metal" || p.Kind == "self_ligating" || p.Kind == "ceramic") && p.Age >= 11
	}
	return []demoRhythm{
		{"early_removable", []string{"functional", "night", "facemask"}, []int{5, 3, 2}, 70, 30, 74, 5, func(p patients.DemoPatient) bool {
			return p.State == patients.DemoTreatment && p.Kind == "early" && p.Age >= 5 && p.Age <= 12
		}},
		{"aligner_change", []string{"7", "10", "14"}, []int{18, 42, 20}, 80, 0, 86, 4, aligners},
		{"myofunctional", []string{"levels"}, []int{1}, 30, 12, 66, 8, func(p patients.DemoPatient) bool {
			return p.State == patients.DemoObservation && p.Age >= 4 && p.Age <= 10
		}},
		{"elastics_brushing", []string{"full", "night"}, []int{3, 2}, 35, 0, 69, 4, fixed},
		{"retainer", []string{"usual"}, []int{1}, 25, 0, 78, 6, func(p patients.DemoPatient) bool { return p.State == patients.DemoRetention }},
	}
}

// demoTemper is how somebody keeps at it.
type demoTemper int

// The tempers, in the shares of demoTempers.
const (
	always demoTemper = iota
	usual
	wave
	dropsOut
)

var demoTempers = []int{20, 55, 18, 7}

// demoBatch is how many members one transaction of the demo writes.
const demoBatch = 80

// demoYear is how far back the history reaches, and demoDue how far the reminders of
// it are told of: what a rehearsal of journeys looks at.
const demoYear, demoDue = 365, 95

// demo gives the group a year of check-ins. The days are drawn, in the rhythm of the
// programme, from the seed alone: each member has a temper; the first three weeks go
// well, it falls until the eighth; Fridays, Saturdays, exams and holidays are worse,
// the days after a doctor's answer and before a visit better. What is drawn is then
// shifted as a whole until the last ninety days come to the shares of demoRhythms. A
// group with members is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	f := &furnishing{s: s, w: w, rnd: w.Rand("checkin"), c: clock{w.Zone, 3 * 60}, used: map[string]bool{}}
	if there, err := f.open(ctx); err != nil || there {
		return err
	}
	var all []*demoLife
	for _, r := range demoRhythms() {
		lives, err := f.lives(ctx, r)
		if err != nil {
			return err
		}
		all = append(all, lives...)
	}
	for at := 0; at < len(all); at += demoBatch {
		some := all[at:min(at+demoBatch, len(all))]
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return f.write(tx, some) }); err != nil {
			return err
		}
		w.Step("checkin", at, len(all))
	}
	w.Step("checkin", 1, 1)
	return nil
}

// furnishing is the demo in the making.
type furnishing struct {
	s       *Service
	w       *demo.World
	rnd     *rand.Rand
	c       clock
	people  []patients.DemoPatient
	homes   map[string]int // children of a household
	clinics map[string]org.Clinic
	staff   map[string]org.Staff
	used    map[string]bool
	now     int64
}

// demoLife is one member in the making.
type demoLife struct {
	m      Member
	p      Programme
	v      Variant
	temper demoTemper
	phase  float64 // of the wave
	answer int     // each so many days the doctor answers
	days   []Day
	chance []float64
	told   []events.Fact
}

// open reads whom there is; true where members are there already.
func (f *furnishing) open(ctx context.Context) (there bool, err error) {
	err = f.s.db.Read(ctx, func(tx *db.Tx) error {
		f.now = tx.Now()
		there, err = everJoined(tx)
		return err
	})
	f.people = slices.Clone(demo.Get[[]patients.DemoPatient](f.w, patients.DemoPeople))
	f.clinics, f.staff = demo.Get[map[string]org.Clinic](f.w, org.DemoClinics), demo.Get[map[string]org.Staff](f.w, org.DemoStaff)
	f.rnd.Shuffle(len(f.people), func(i, j int) { f.people[i], f.people[j] = f.people[j], f.people[i] })
	f.homes = map[string]int{}
	for _, p := range f.people {
		if p.Household != "" && p.Age >= 4 && p.Age <= 12 {
			f.homes[p.Household]++
		}
	}
	// Families with several children first: their parents check in for all of them.
	slices.SortStableFunc(f.people, func(a, b patients.DemoPatient) int {
		return cmp.Compare(min(f.homes[b.Household], 3)/3, min(f.homes[a.Household], 3)/3)
	})
	return there, err
}

// lives draws the members of a programme and what came of their days.
func (f *furnishing) lives(ctx context.Context, r demoRhythm) ([]*demoLife, error) {
	var p Programme
	for _, d := range Defaults() {
		if d.Key == r.programme {
			p = d
		}
	}
	n, former := max(1, r.active*f.w.Patients/6000), r.former*f.w.Patients/6000
	var out []*demoLife
	for _, who := range f.people {
		if len(out) == n+former {
			break
		}
		if f.used[who.ID] || !r.fits(who) {
			continue
		}
		f.used[who.ID] = true
		out = append(out, f.life(r, p, who, len(out) >= n))
	}
	if err := f.consents(ctx, out); err != nil {
		return nil, err
	}
	f.shape(out, r)
	return out, nil
}

// draw gives an index by shares.
func draw(rnd *rand.Rand, shares []int) int {
	sum := 0
	for _, s := range shares {
		sum += s
	}
	at := rnd.IntN(sum)
	for i, s := range shares {
		if at -= s; at < 0 {
			return i
		}
	}
	return 0
}

// life is a member with the due days until yesterday.
func (f *furnishing) life(r demoRhythm, p Programme, who patients.DemoPatient, former bool) *demoLife {
	v, _ := p.Variant(r.variants[draw(f.rnd, r.shares)])
	l := &demoLife{p: p, v: v, temper: demoTemper(draw(f.rnd, demoTempers)), phase: f.rnd.Float64() * 2 * math.Pi, answer: 8 + f.rnd.IntN(7)}
	longest := demoYear
	if p.Months > 0 {
		longest = min(demoYear, p.Months*30-12)
	}
	back := 26 + f.rnd.IntN(longest-26)
	if former {
		back = min(demoYear, p.Months*31+5+f.rnd.IntN(demoYear-p.Months*31))
	}
	from := f.w.Today.AddDays(-back)
	follows := []string{"anhuifang", "yunuan"}
	hard := 0
	if l.temper >= wave && f.rnd.IntN(3) > 0 {
		hard = 1 // the one with the harder mix
	}
	doctor := "chenggongyuan"
	if who.Clinic == org.DemoPaperBoat {
		doctor = "liangpingqi"
	}
	l.m = Member{ID: f.s.db.NewID(), Version: 1, Clinic: f.clinics[who.Clinic].ID, Patient: who.ID, Of: who.ID, Programme: p.Key, Variant: v.Key, From: from, Since: from,
		State: Active, Doctor: f.staff[doctor].ID, Follows: f.staff[follows[hard]].ID, JoinedAt: from.At(civil.Clock(9*60+f.rnd.IntN(540)), f.w.Zone),
		Consent: Consent{By: "self", Means: "screen"}}
	if who.Age < 18 {
		l.m.Consent.By = "guardian"
	}
	if p.Months > 0 {
		l.m.Until = from.AddMonths(p.Months)
	}
	l.m.advance(v, p, f.c, from.AddDays(-1))
	for l.m.Next != "" && l.m.Next < f.w.Today {
		l.days = append(l.days, Day{Member: l.m.ID, Clinic: l.m.Clinic, Day: l.m.Next, State: Missed, Number: 1})
		l.chance = append(l.chance, f.chance(l, l.m.Next))
		last := l.m.Next
		if !l.m.advance(v, p, f.c, last) {
			l.m.end(BecauseFinished, "", f.c.Ends(last))
		}
	}
	return l
}

// chance is how likely a day is kept, before the programme is shifted as a whole.
func (f *furnishing) chance(l *demoLife, day civil.Day) float64 {
	week := float64(day.Sub(l.m.From)) / 7
	p := 0.74
	switch {
	case week < 3:
		p += 0.10
	case week < 8:
		p += 0.10 - 0.032*(week-3)
	default:
		p -= 0.06
	}
	if wd := day.Weekday(); wd == 5 || wd == 6 {
		p -= 0.09
	}
	p -= demoSeason(day)
	if n := day.Sub(l.m.From); n%l.answer < 3 && n > 3 {
		p += 0.09 // after an answer
	}
	if n := (day.Sub(l.m.From) + l.answer) % 42; n > 34 {
		p += 0.07 // before a visit
	}
	switch l.temper {
	case always:
		p += 0.2
	case wave:
		p += 0.26*math.Sin(week*2*math.Pi/6+l.phase) - 0.05
	case dropsOut:
		p -= math.Min(0.62, math.Max(0, week-5)*0.13)
	}
	return p
}

// demoSeason is what exams and holidays take away.
func demoSeason(day civil.Day) float64 {
	switch md := string(day)[5:]; {
	case md >= "10-01" && md <= "10-07", md >= "02-10" && md <= "02-24", md >= "05-01" && md <= "05-05":
		return 0.15
	case md >= "01-08" && md <= "01-18", md >= "06-18" && md <= "06-30", md >= "11-09" && md <= "11-13":
		return 0.12
	}
	return 0
}

// shape draws the days, so that the last ninety come to the shares of the rhythm.
func (f *furnishing) shape(list []*demoLife, r demoRhythm) {
	since := f.w.Today.AddDays(-90)
	mean := func(shift float64) float64 {
		sum, n := 0.0, 0
		for _, l := range list {
			for i, d := range l.days {
				if d.Day >= since {
					sum, n = sum+clamped(l.chance[i]+shift), n+1
				}
			}
		}
		return sum / float64(max(n, 1))
	}
	low, high := -1.0, 1.0
	for range 30 {
		if mid := (low + high) / 2; mean(mid)*100 < r.done {
			low = mid
		} else {
			high = mid
		}
	}
	for _, l := range list {
		f.drawn(l, low, r.madeUp/(100-r.done))
	}
}

func clamped(p float64) float64 { return math.Min(0.985, math.Max(0.02, p)) }

// drawn draws the days of one member. A missed day is made up where the rule of the
// programme lets it be.
func (f *furnishing) drawn(l *demoLife, shift, madeUp float64) {
	rests := f.rest(l)
	for i := range l.days {
		d := &l.days[i]
		opens := d.Day.At(l.p.Window(d.Day).From, f.w.Zone)
		at := opens + int64(f.rnd.IntN(150))*60_000
		luck, made, how := f.rnd.Float64(), f.rnd.Float64(), f.rnd.IntN(12)
		switch {
		case d.Day >= rests[0] && d.Day <= rests[1]:
			d.State = Paused
			continue
		case luck < clamped(l.chance[i]+shift):
			d.State, d.At = Done, at
		case made < madeUp*1.15 && d.Day < f.w.Today.AddDays(-1) && l.p.MakeUp.mayMakeUp(d.Day, d.Day.AddDays(1), madeUpIn(l.days[:i], d.Day)) == nil:
			d.State, d.At = MadeUp, f.c.Ends(d.Day)+int64(5*60+f.rnd.IntN(900))*60_000
		default:
			continue
		}
		d.Via = ByLink
		if how == 0 {
			d.Via, d.Staff = ByStaff, l.m.Follows
		}
		d.Claimed = f.claimed(l, *d, i)
	}
}

// rest is a stretch for which somebody was away, as first and last day; some are away
// still.
func (f *furnishing) rest(l *demoLife) [2]civil.Day {
	n := f.rnd.IntN(40)
	if n > 1 || l.m.State == Left {
		return [2]civil.Day{"9999", ""}
	}
	from := f.w.Today.AddDays(-6 - f.rnd.IntN(3))
	if n == 0 {
		from = f.w.Today.AddDays(-40 - f.rnd.IntN(20))
		to := from.AddDays(6)
		l.tell(f, FactPaused, from, from.At(600, f.w.Zone), 0)
		l.tell(f, FactResumed, to.AddDays(1), to.AddDays(1).At(190, f.w.Zone), 0)
		return [2]civil.Day{from, to}
	}
	l.m.State, l.m.Reason, l.m.RestFrom, l.m.ResumeOn = Resting, "travel", from, f.w.Today.AddDays(4)
	l.m.WakeAt = l.m.ResumeOn.At(f.c.grace, f.w.Zone)
	l.tell(f, FactPaused, from, from.At(600, f.w.Zone), 0)
	return [2]civil.Day{from, f.w.Today}
}

// claimed is what somebody says of a day: a little more than it was.
func (f *furnishing) claimed(l *demoLife, d Day, n int) map[string]string {
	out := map[string]string{}
	for _, i := range l.v.ItemsOn(l.m, d.Day) {
		switch {
		case i.Kind == Hours:
			h := float64(i.Target) + 1 - float64(f.rnd.IntN(12))/2
			out[i.Key] = strconv.FormatFloat(math.Min(24, math.Max(1, h)), 'f', -1, 64)
		case i.Key == "aligner":
			out[i.Key] = strconv.Itoa(1 + n)
		case i.Key == "pain":
			out[i.Key] = strconv.Itoa(f.rnd.IntN(4))
		case i.Kind == Count && i.Target > 0:
			out[i.Key] = strconv.Itoa(max(0, min(i.Max, i.Target-f.rnd.IntN(1+i.Target/3))))
		case i.Kind == YesNo && (i.Key == "gap" || i.Key == "attachment_lost" || i.Key == "bracket_off" || i.Key == "nose_blocked"):
			out[i.Key] = yesIn(f.rnd, 4)
		case i.Kind == YesNo:
			out[i.Key] = yesIn(f.rnd, 92)
		}
	}
	return out
}

func yesIn(rnd *rand.Rand, percent int) string {
	if rnd.IntN(100) < percent {
		return "yes"
	}
	return "no"
}
