package charting

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoDays is how many days one transaction of the demo writes.
const demoDays = 10

// demoRecords brings the templates that ship, and writes what the doctors of the
// demo wrote about its past visits. A clinic with records is left alone. Everything
// depends on the seed.
func (s *Service) demoRecords(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	if _, err := s.InstallTemplates(ctx); err != nil {
		return err
	}
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	days := w.Today.Sub(w.From) + 1
	for i, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		start := w.Today.At(0, w.Zone)
		p := &scribe{s: s, w: w, clinic: clinics[code].ID, rnd: w.Rand("charting." + code)}
		p.ids = id.Seeded(w.Rand("charting.ids."+code).Uint64(), func() int64 { return start })
		there, err := p.there(ctx)
		if err != nil || there {
			return err
		}
		for done := 0; done < days; done += demoDays {
			if err := p.days(ctx, w.From.AddDays(done), w.From.AddDays(min(done+demoDays, days)-1)); err != nil {
				return err
			}
			w.Step("charting", i*days+done, 2*days)
		}
	}
	w.Step("charting", 1, 1)
	return nil
}

// scribe writes the records of one clinic of the demo.
type scribe struct {
	s      *Service
	w      *demo.World
	clinic string
	rnd    *rand.Rand
	ids    id.Source
}

func (p *scribe) there(ctx context.Context) (bool, error) {
	var n bool
	err := p.s.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = anyRecord(tx, p.clinic)
		return err
	})
	return n, err
}

func (p *scribe) days(ctx context.Context, from, to civil.Day) error {
	var list []visits.Visit
	err := p.s.db.Read(ctx, func(tx *db.Tx) error {
		for d := from; d <= to; d = d.AddDays(1) {
			day, err := p.s.visits.OnDay(tx, p.clinic, d)
			if err != nil {
				return err
			}
			list = append(list, day...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	// Drawn before the transaction, which may run twice.
	var records []Record
	var versions []Version
	for _, v := range list {
		if r, v, ok := p.write(v); ok {
			records, versions = append(records, r), append(versions, v...)
		}
	}
	return p.s.db.Write(ctx, func(tx *db.Tx) error { return insertHistory(tx, records, versions) })
}

// write is what the doctor wrote about a visit. Of the reference day some is still
// a draft; of the week before a little waits for its signature.
func (p *scribe) write(v visits.Visit) (Record, []Version, bool) {
	over := v.Progress.State == visits.Treated || v.Progress.State == visits.Left
	if v.Plan.DoctorID == "" || !over {
		return Record{}, nil, false
	}
	r := Record{
		ID: p.ids(), Version: 1, Clinic: v.Clinic, Patient: v.Patient, Visit: v.ID, Day: v.Day, Kind: visitKind(v), State: Draft,
		Author: v.Plan.DoctorID, Writer: v.Plan.DoctorID, CreatedAt: v.Plan.Start, ChangedAt: v.Plan.End(),
	}
	r.Content = p.content(v, r.Kind)
	ago := p.w.Today.Sub(v.Day)
	at := v.Progress.Actual.TreatedAt + int64(2+p.rnd.IntN(20))*60_000
	draw := p.rnd.IntN(100)
	switch {
	case ago == 0 && draw < 50, ago == 1 && draw < 8:
		return r, nil, true
	case ago == 0 && draw < 75, ago < 7 && draw < 6:
		r.State, r.SubmittedAt = Submitted, at
		v := p.kept(&r, DidSubmit, at)
		return r, []Version{v}, true
	}
	if ago > 0 && draw > 97 {
		at += 30 * 60 * 60_000
		r.Late = true
	}
	r.SubmittedAt, r.SignedAt = at, at
	signed := p.kept(&r, DidSign, at)
	r.State, r.Allergy = Signed, statesAllergy(r.Content)
	return r, []Version{signed}, true
}

// kept makes a version of a record and the hash that goes with it.
func (p *scribe) kept(r *Record, act Act, at int64) Version {
	v := r.version(act, r.Author, at)
	if act == DidSign {
		v.Method = ByPassword
	}
	_, hash, err := v.sealed()
	if err != nil {
		panic("charting: a demo record cannot be written: " + err.Error())
	}
	r.Seq, r.Hash, r.ChangedAt = v.Seq, hash, at
	return v
}

// content takes the text that ships for such a visit and fills its gaps.
func (p *scribe) content(v visits.Visit, k Kind) Content {
	t := shippedFor(p.template(v, k))
	site := fmt.Sprintf("%d%d", 1+p.rnd.IntN(4), 4+p.rnd.IntN(4))
	out := make([]Section, len(t.Content))
	for i, s := range t.Content {
		out[i].Part = s.Part
		for _, l := range s.Lines {
			out[i].Lines = append(out[i].Lines, Line{Text: p.fill(l.Text, site)})
		}
	}
	done, err := tidy(out)
	if err != nil {
		panic("charting: a demo record is none: " + err.Error())
	}
	return done
}

func (p *scribe) template(v visits.Visit, k Kind) string {
	switch {
	case k == FirstVisit && v.SchoolAge:
		return "child"
	case k == FirstVisit && strings.HasPrefix(v.Code, "o"):
		return "ortho_first"
	case v.Category == "early":
		return "ortho_early"
	case v.Code == "o14": // the review of an aligner
		return "ortho_aligner"
	case k == Orthodontic:
		return "ortho_metal"
	case k == Emergency:
		return "emergency"
	case v.Category == "cleaning":
		return "cleaning"
	}
	return [...]string{"filling", "filling", "root_canal", "extraction", "cleaning"}[p.rnd.IntN(5)]
}

// fill puts a tooth where a template names one, and believable words elsewhere.
func (p *scribe) fill(text, site string) string {
	text = strings.ReplaceAll(text, "#__", "#"+site+" ")
	for _, f := range []struct {
		before string
		words  []string
	}{
		{"每日佩戴__", []string{"20", "21", "22"}}, {"现戴第__", []string{"11", "12"}}, {"发放第__至__", []string{"16 至 18", "13 至 15"}}, {"__天换", []string{"7 ", "10 ", "14 "}}, {"佩戴约__", []string{"10", "12", "14"}}, {"覆盖较前__", []string{"改善", "减小"}},
		{"上颌__", []string{"0.014 NiTi", "0.016 NiTi", "0.018×0.025 NiTi", "0.019×0.025 不锈钢"}}, {"下颌__", []string{"0.014 NiTi", "0.016 NiTi", "0.018×0.025 NiTi"}},
		{"间隙较前__", []string{"减小", "关闭", "明显改善"}}, {"下次__", []string{"换丝", "继续结扎", "开始颌间牵引"}}, {"血压__", []string{"120/78", "126/82", "118/76"}},
		{"牙根__", []string{"完整", "弯曲", "长度正常"}}, {"体温__", []string{"36.6", "36.8"}}, {"口腔习惯：__", []string{"无"}}, {"不良习惯：__", []string{"无", "口呼吸", "咬唇"}},
		{"侧貌__", []string{"直面型", "凸面型"}}, {"左__类", []string{"Ⅰ", "Ⅱ"}}, {"右__类", []string{"Ⅰ", "Ⅱ"}}, {"安氏__类", []string{"Ⅰ", "Ⅱ"}},
		{"方案一：__", []string{"金属自锁托槽，不拔牙"}}, {"方案二：__", []string{"隐形矫治"}}, {"松动__", []string{"Ⅰ", "Ⅱ"}}, {"服止痛药__", []string{"可", "稍"}},
		{"喂养史__", []string{"1 年"}}, {"牙龈__", []string{"轻度红肿"}}, {"卫生__", []string{"一般", "可"}}, {"窝沟__", []string{"较深"}}, {"去釉__", []string{"0.2mm"}},
	} {
		from, to := strings.Index(f.before, gap), strings.LastIndex(f.before, gap)
		if strings.Contains(text, f.before) {
			word := f.words[p.rnd.IntN(len(f.words))]
			text = strings.ReplaceAll(text, f.before, f.before[:from]+word+f.before[to+len(gap):])
		}
	}
	for strings.Contains(text, gap) {
		text = strings.Replace(text, gap, fmt.Sprint(2+p.rnd.IntN(4)), 1)
	}
	return strings.Join(strings.Fields(text), " ")
}

// shippedFor is the template of a code; all codes here are those of shipped.txt.
func shippedFor(code string) Template {
	for _, t := range shippedOnce() {
		if t.Code == code {
			return t
		}
	}
	panic("charting: no shipped template " + code)
}
