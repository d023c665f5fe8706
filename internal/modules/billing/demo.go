package billing

import (
	"context"
	"math/rand/v2"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoBatch is how many patients one transaction of the demo lets pay.
const demoBatch = 100

// demo lets patients pay for what was executed, on its day: one in fifty still
// owes it, and of today every sixth has not come to the desk yet. A clinic that
// took money already is left alone.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	for _, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		p := &demoDesk{s: s, w: w, clinic: clinics[code], rnd: w.Rand("billing." + code)}
		for more := true; more; {
			err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
				more, err = p.batch(tx)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	w.Step("billing", 1, 1)
	return nil
}

// demoDesk is the desk of one clinic in the past.
type demoDesk struct {
	s      *Service
	w      *demo.World
	clinic org.Clinic
	rnd    *rand.Rand
	last   string // patient
}

// batch lets the next patients pay, and tells whether there may be more.
func (p *demoDesk) batch(tx *db.Tx) (bool, error) {
	if p.last == "" {
		if took, err := tookMoney(tx, p.clinic.ID); err != nil || took {
			return false, err
		}
	}
	people, err := owing(tx, p.clinic.ID, p.w.Today, p.last, demoBatch)
	if err != nil || len(people) == 0 {
		return false, err
	}
	for _, patient := range people {
		p.last = patient
		if p.rnd.IntN(50) == 0 {
			continue
		}
		if err := p.pays(tx, patient); err != nil {
			return false, err
		}
	}
	return true, nil
}

// pays lets one patient pay what they owe, a receipt for each day.
func (p *demoDesk) pays(tx *db.Tx, patient string) error {
	days, err := owedByDay(tx, p.clinic.ID, patient, p.w.Today)
	if err != nil {
		return err
	}
	means := []Means{WeChat, WeChat, WeChat, Alipay, Card, Cash}[p.rnd.IntN(6)]
	for _, d := range days {
		if d.day == p.w.Today && p.rnd.IntN(6) == 0 {
			continue
		}
		total := sumOwed(d.lines)
		n := newReceipt{desk: desk{p.clinic, patient, d.day}, pot: Prepaid, tenders: []NewTender{{Means: means, Amount: total}}, total: total,
			past: min(d.day.At(17*60, p.w.Zone), tx.Now())}
		r, err := p.s.receive(tx, n)
		if err != nil {
			return err
		}
		if err := coverWith(tx, n.desk, r, d.lines); err != nil {
			return err
		}
	}
	return nil
}

// owedOn is what is owed of one day.
type owedOn struct {
	day   civil.Day
	lines []Line
}

// byDay cuts lines, which are in the order of their days, by day.
func byDay(days []civil.Day, lines []Line) []owedOn {
	var out []owedOn
	for i, l := range lines {
		if n := len(out); n == 0 || out[n-1].day != days[i] {
			out = append(out, owedOn{day: days[i]})
		}
		last := &out[len(out)-1]
		last.lines = append(last.lines, l)
	}
	return out
}
