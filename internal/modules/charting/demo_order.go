package charting

import (
	"context"

	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
)

// demoOrderDays is how far back the demo's imaging orders reach.
const demoOrderDays = 14

// orders writes what the imaging room was asked for at the first consultations and
// records of the last days; those of the reference day still wait.
func (d *charter) orders(ctx context.Context) error {
	var list []Order
	err := d.s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		var items []string
		for _, code := range []string{"I02", "I03", "I01"} {
			i, err := d.s.catalog.ItemByCode(tx, code)
			if err != nil {
				return err
			}
			items = append(items, i.ID)
		}
		items, small := items[:2], items[2:]
		waiting := 0
		for day := d.w.Today.AddDays(-demoOrderDays); day <= d.w.Today; day = day.AddDays(1) {
			some, err := d.s.visits.OnDay(tx, d.clinic, day)
			if err != nil {
				return err
			}
			for _, v := range some {
				p, ours := d.cast[v.Patient]
				switch {
				case !ours || v.Progress.Actual.ArrivedAt == 0 || v.Plan.DoctorID == "":
				case v.Code == "o01" || v.Code == "o03":
					list = append(list, d.order(p, v, items))
				case day == d.w.Today && v.Progress.State == visits.InPlace && waiting < len(demoQuestions):
					o := d.order(p, v, small)
					o.Question, o.Urgency = demoQuestions[waiting].question, demoQuestions[waiting].urgency
					o.Site, _ = tooth.ParseSite(demoQuestions[waiting].site)
					list, waiting = append(list, o), waiting+1
				}
			}
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		return err
	}
	return d.s.db.Write(ctx, func(tx *db.Tx) error { return insertOrders(tx, list) })
}

// demoQuestions are what is asked of those who sit in a chair now.
var demoQuestions = []struct {
	site, question string
	urgency        Urgency
}{
	{"46", "46 咬痛，根尖有无阴影", Soon}, {"36", "36 牙髓炎，根管形态", Urgent}, {"16", "16 加力后不适，牙周膜间隙", Routine},
}

func (d *charter) order(p patients.DemoPatient, v visits.Visit, items []string) Order {
	o := Order{
		ID: d.ids(), Version: 1, Clinic: v.Clinic, Patient: v.Patient, Visit: v.ID, Items: items, Question: "正畸初诊评估：牙列、骨面型、第三磨牙",
		State: Ordered, Urgency: Routine, OrderedAt: v.Progress.Actual.ArrivedAt, OrderedBy: v.Plan.DoctorID,
	}
	if mustAskPregnancy(p.Sex, p.Age) {
		o.Pregnancy = NotPregnant
	}
	if v.Day < d.w.Today {
		o.Version, o.State, o.TakenAt, o.ReportedAt, o.ReportedBy = 3, Reported, o.OrderedAt+20*60_000, o.OrderedAt+60*60_000, v.Plan.DoctorID
		o.Report = "全口恒牙列，未见明显骨质异常；骨面型见头影测量。"
		if p.Age < 12 {
			o.Report = "混合牙列，继承恒牙胚可见；骨面型见头影测量。"
		}
	}
	return o
}
