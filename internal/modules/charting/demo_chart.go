package charting

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoFindings is how many findings one transaction of the demo writes.
const demoFindings = 1000

// demoTeeth charts the mouths of the demo's patients as the doctor found them when
// they first came, with what was done since, and writes the visit cards of the past
// days. A clinic with findings is left alone. Everything depends on the seed.
func (s *Service) demoTeeth(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	people := demo.Get[[]patients.DemoPatient](w, patients.DemoPeople)
	for _, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		d := &charter{s: s, w: w, clinic: clinics[code].ID, rnd: w.Rand("charting.teeth." + code)}
		start := w.Today.At(0, w.Zone)
		d.ids = id.Seeded(w.Rand("charting.teeth.ids."+code).Uint64(), func() int64 { return start })
		d.doctors = doctorsOf(demo.Get[map[string]org.Staff](w, org.DemoStaff), d.clinic)
		there, err := d.there(ctx)
		if err != nil || there || len(d.doctors) == 0 {
			return err
		}
		d.cast = map[string]patients.DemoPatient{}
		for _, p := range people {
			if p.Clinic == code && p.Since <= w.Today {
				d.cast[p.ID] = p
				d.mouth(p)
			}
		}
		if err := d.write(ctx); err != nil {
			return err
		}
		if err := d.cards(ctx); err != nil {
			return err
		}
		if err := d.orders(ctx); err != nil {
			return err
		}
		if err := d.refer(ctx); err != nil {
			return err
		}
	}
	return nil
}

func doctorsOf(staff map[string]org.Staff, clinic string) (out []string) {
	for _, login := range slices.Sorted(maps.Keys(staff)) {
		if staff[login].Is(org.RoleDoctor, clinic) {
			out = append(out, staff[login].ID)
		}
	}
	return out
}

// charter charts the patients of one clinic of the demo.
type charter struct {
	s       *Service
	w       *demo.World
	clinic  string
	rnd     *rand.Rand
	ids     id.Source
	doctors []string
	cast    map[string]patients.DemoPatient
	list    []MouthFinding
}

func (d *charter) there(ctx context.Context) (there bool, err error) {
	err = d.s.db.Read(ctx, func(tx *db.Tx) (err error) { there, err = anyFinding(tx, d.clinic); return err })
	return there, err
}

func (d *charter) write(ctx context.Context) error {
	for part := range slices.Chunk(d.list, demoFindings) {
		if err := d.s.db.Write(ctx, func(tx *db.Tx) error { return insertFindings(tx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// say adds a finding; what does not fit into the mouth so far is left out.
func (d *charter) say(p patients.DemoPatient, day civil.Day, what What, state FindingState, site, detail string, pontics ...tooth.Tooth) {
	at, err := tooth.ParseSite(site)
	if err != nil || day > d.w.Today {
		return
	}
	f := MouthFinding{ID: d.ids(), Patient: p.ID, Clinic: d.clinic, Day: day, Site: at, What: what, State: state, Detail: detail, Pontics: pontics,
		At: day.At(civil.Clock(10*60+d.rnd.IntN(420)), d.w.Zone), By: d.doctors[int(p.Birth.DayOfMonth())%len(d.doctors)]}
	if len(f.check()) == 0 {
		d.list = append(d.list, f)
	}
}

func (d *charter) chance(percent int) bool { return d.rnd.IntN(100) < percent }

// mouth charts one patient.
func (d *charter) mouth(p patients.DemoPatient) {
	switch {
	case p.Age < 6:
		d.milk(p, []string{"54", "64", "74", "84", "85", "75"})
	case p.Age < 13:
		d.mixed(p)
	default:
		d.grown(p)
	}
	d.appliance(p)
}

// milk charts caries of milk teeth and what was done about it.
func (d *charter) milk(p patients.DemoPatient, teeth []string) {
	for _, t := range teeth {
		if !d.chance(22) {
			continue
		}
		d.say(p, p.Since, Caries, Found, t+":"+[]string{"O", "D", "MO", "OD"}[d.rnd.IntN(4)], []string{"shallow", "medium", "deep"}[d.rnd.IntN(3)])
		if d.chance(60) {
			d.say(p, p.Since.AddDays(7+d.rnd.IntN(20)), Filling, Done, t+":O", "glass_ionomer")
		}
	}
}

// mixed charts a dentition in change: what has come, what is late, what is sealed.
func (d *charter) mixed(p patients.DemoPatient) {
	d.say(p, p.Since, Present, Found, "16,26,36,46", "")
	if p.Age >= 8 {
		d.say(p, p.Since, Present, Found, "11,21,31,41", "")
		d.say(p, p.Since, []What{Present, Erupting}[d.rnd.IntN(2)], Found, "12,22", "")
	}
	if d.chance(40) {
		d.say(p, p.Since.AddDays(14), Sealant, Done, "16:O,26:O,36:O,46:O", "")
	}
	if d.chance(4) {
		d.say(p, p.Since, Absent, Found, []string{"35", "45", "12", "22"}[d.rnd.IntN(4)], "")
	}
	if d.chance(2) {
		d.say(p, p.Since, Supernumerary, Found, "11s", "")
	}
	if p.Age < 11 {
		d.milk(p, []string{"54", "64", "75", "85"})
	}
}

// grown charts an adult: fillings old and new, what is missing, wisdom teeth.
func (d *charter) grown(p patients.DemoPatient) {
	for _, t := range []string{"16", "26", "36", "46", "17", "37", "15", "24"} {
		switch n := d.rnd.IntN(100); {
		case n < 8+p.Age/6:
			d.say(p, p.Since, Filling, Elsewhere, t+":"+[]string{"O", "MO", "OD"}[d.rnd.IntN(3)], []string{"composite", "amalgam"}[d.rnd.IntN(2)])
		case n < 24+p.Age/6:
			faces := []string{"O", "MO", "OD", "B"}[d.rnd.IntN(4)]
			d.say(p, p.Since, Caries, Found, t+":"+faces, []string{"shallow", "medium", "deep"}[d.rnd.IntN(3)])
			if d.chance(55) {
				d.say(p, p.Since.AddDays(5+d.rnd.IntN(30)), Filling, Done, t+":"+faces, "composite")
			} else if d.chance(60) {
				d.say(p, p.Since, Filling, Intended, t+":"+faces, "composite")
			}
		}
	}
	if p.Age >= 18 {
		for _, t := range []string{"18", "28", "38", "48"} {
			d.say(p, p.Since, []What{Present, Absent, Impacted, Absent}[d.rnd.IntN(4)], Found, t, "")
		}
	}
	if p.Age > 35 {
		d.worn(p)
	}
	if d.chance(45) {
		d.say(p, p.Since, Calculus, Found, []string{"FM", "LA"}[d.rnd.IntN(2)], []string{"1", "2"}[d.rnd.IntN(2)])
	}
}

// worn charts what years bring: root canals with crowns, bridges, implants.
func (d *charter) worn(p patients.DemoPatient) {
	later := p.Since.AddDays(30)
	if d.chance(30) {
		d.say(p, p.Since, RootCanal, Done, "47", "filled")
		d.say(p, later, Crown, Done, "47", "zirconia")
	}
	if d.chance(14) {
		d.say(p, p.Since, Bridge, Elsewhere, "12+11+21", "metal_ceramic", "11")
	}
	if d.chance(12) {
		d.say(p, p.Since, Absent, Found, "35", "")
		if d.chance(50) {
			d.say(p, later, Implant, Done, "35", "")
			d.say(p, later.AddDays(120), Crown, Done, "35", "zirconia")
		} else {
			d.say(p, p.Since, Implant, Intended, "35", "")
		}
	}
	if p.Age > 50 && d.chance(40) {
		d.say(p, p.Since, Mobility, Found, "31,41", []string{"1", "2"}[d.rnd.IntN(2)])
	}
}

// appliance charts what is bonded to the teeth of those in treatment.
func (d *charter) appliance(p patients.DemoPatient) {
	if p.State != patients.DemoTreatment {
		return
	}
	fitted := max(p.Since, d.w.Today.AddDays(-30*p.Months))
	switch kind := map[string]string{"metal": "metal", "self_ligating": "self_ligating", "ceramic": "ceramic"}[p.Kind]; {
	case kind != "" && p.Age >= 11:
		if p.Age > 14 && d.chance(30) {
			d.say(p, fitted, Extracted, Done, "14,24,34,44", "")
			d.say(p, fitted, Bracket, Done, "15,13-23,25,35,33-43,45", kind)
		} else {
			d.say(p, fitted, Bracket, Done, "15-25,35-45", kind)
		}
		d.say(p, fitted, Band, Done, "16,26,36,46", "")
		if p.Months > 8 && d.chance(12) {
			d.say(p, fitted.AddDays(240), Miniscrew, Done, "16,26", "")
		}
	case kind == "" && p.Kind != "early" && p.Age >= 13:
		d.say(p, fitted, Attachment, Done, []string{"13,23,33,43", "14,13,23,24,34,44"}[d.rnd.IntN(2)], "")
	}
}

// cards writes the visit cards of those in treatment, each carried from the last.
func (d *charter) cards(ctx context.Context) error {
	var list []visits.Visit
	next := map[string]string{}
	err := d.s.db.Read(ctx, func(tx *db.Tx) error {
		kinds, err := d.s.visits.TemplatesIn(tx, d.clinic)
		if err != nil {
			return err
		}
		for _, k := range kinds {
			next[k.Code] = k.ID
		}
		for day := d.w.From; day <= d.w.Today; day = day.AddDays(1) {
			more, err := d.s.visits.OnDay(tx, d.clinic, day)
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	last := map[string]Card{}
	var cards []Card
	for _, v := range list {
		p, ours := d.cast[v.Patient]
		if !ours || p.State != patients.DemoTreatment || v.Progress.State != visits.Left || cardDone[v.Code] == "" {
			continue
		}
		c := d.card(p, v, last[v.Patient])
		c.Next = next[map[bool]string{true: "o14", false: "o12"}[c.Stage > 0]]
		last[v.Patient] = c
		cards = append(cards, c)
	}
	for part := range slices.Chunk(cards, demoFindings) {
		if err := d.s.db.Write(ctx, func(tx *db.Tx) error { return insertCards(tx, part) }); err != nil {
			return err
		}
	}
	return nil
}

// cardDone is what is done at the orthodontic visits, by code.
var cardDone = map[string]string{
	"o07": "全口粘接托槽，入初始弓丝", "o08": "单颌粘接托槽，入初始弓丝", "o09": "粘接附件，戴入第 1 步牙套", "o12": "常规加力，更换结扎圈", "o13": "更换弓丝",
	"o14": "检查贴合，发放下一阶段牙套", "o15": "片切", "o16": "植入支抗钉", "o17": "补粘托槽",
}

// wires are the archwires by the months since the first fitting.
var wires = []string{"0.014 NiTi", "0.016 NiTi", "0.016×0.022 NiTi", "0.018×0.025 NiTi", "0.019×0.025 SS"}

func (d *charter) card(p patients.DemoPatient, v visits.Visit, last Card) Card {
	c := last.Carried()
	month := max(p.Months-d.w.Today.Sub(v.Day)/30, 0)
	grades := []Grade{Good, Good, Fair, Poor}
	c.Visit, c.Patient, c.Clinic, c.Day, c.Version = v.ID, v.Patient, v.Clinic, v.Day, 1
	c.Hygiene, c.Cooperation = grades[d.rnd.IntN(4)], grades[d.rnd.IntN(4)]
	c.Done, c.Weeks, c.At, c.By = cardDone[v.Code], 4, v.Progress.Actual.TreatedAt, v.Plan.DoctorID
	if p.Kind == "aligner_domestic" || p.Kind == "aligner_imported" {
		c.Stage = min(1+2*month, 60)
		c.StageTo, c.Weeks = c.Stage+4, 8
		return c
	}
	if p.Kind == "early" {
		c.Note = fmt.Sprintf("每天佩戴 %d 小时", 10+d.rnd.IntN(5))
		return c
	}
	c.UpperWire, c.LowerWire = wires[min(month/3, len(wires)-1)], wires[min(max(month-1, 0)/3, len(wires)-1)]
	if month > 8 && d.chance(50) {
		c.Elastics = []string{"Ⅱ 类 3/16 3.5 oz，13–46、23–36", "Ⅲ 类 1/4 3.5 oz，16–43、26–33", "垂直三角 1/8，13–43–44"}[d.rnd.IntN(3)]
	}
	if v.Code == "o17" || d.chance(4) {
		c.Off, _ = tooth.ParseSite([]string{"35", "45", "13", "24", "32,42"}[d.rnd.IntN(5)])
	}
	return c
}
