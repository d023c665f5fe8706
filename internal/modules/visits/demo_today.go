package visits

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// now is the clock of the demo.
func (p *demoPlayer) now() int64 { return p.s.db.Now() }

// demoLate is how many patients of a clinic have not come though their time was a
// while ago.
var demoLate = map[string]int{org.DemoWindmill: 2, org.DemoPaperBoat: 1}

// stage sees to it that the clock of the demo finds a clinic at work, whatever the
// seed draws: somebody missed the first hour, some are late and suspected not to
// come, and one visit runs over while the next patient waits.
func (p *demoPlayer) stage(booked []Booking, fates map[string]fate, now int64) {
	list := slices.SortedFunc(slices.Values(booked), func(a, b Booking) int {
		return cmp.Or(cmp.Compare(b.Plan.Start, a.Plan.Start), cmp.Compare(a.VisitID, b.VisitID))
	})
	give := func(how howEnds, n int, fits func(Booking) bool) {
		for _, b := range list {
			f := fates[b.VisitID]
			if n > 0 && f.how == fateComes && !f.first && len(b.Plan.Hands()) > 0 && fits(b) {
				f.how, n = how, n-1
				fates[b.VisitID] = f
			}
		}
	}
	within := func(at int64, from, to int64) bool {
		return now-from*span.Minute <= at && at <= now-to*span.Minute
	}
	give(fateOverruns, 1, func(b Booking) bool { return within(b.Plan.End(), 15, 5) && !followedSoon(b, list, now) })
	late := map[string]bool{}
	give(fateAwaited, demoLate[p.clinic.Code], func(b Booking) bool {
		ok := within(b.Plan.Start, 40, 15) && !late[b.Template.Code]
		late[b.Template.Code] = late[b.Template.Code] || ok
		return ok
	})
	give(fateMisses, 1, func(b Booking) bool { return within(b.Plan.Start, 120, 65) })
}

// followedSoon tells whether the next patient of the visit's place would be with
// the doctor by now.
func followedSoon(b Booking, list []Booking, now int64) bool {
	return slices.ContainsFunc(list, func(o Booking) bool {
		return o.Plan.Start > b.Plan.Start && o.Plan.Start < now-5*span.Minute && slices.Contains(o.Plan.Places, b.Plan.Places[len(b.Plan.Places)-1])
	})
}

// called closes the calls to those who missed their visit this morning: they were
// reached, and come another day.
func (p *demoPlayer) called(tx *db.Tx) error {
	for _, v := range p.all {
		if v.Day != p.w.Today || v.Progress.State != NoShow {
			continue
		}
		n, err := numbersOf(tx, v.Clinic)
		if err != nil {
			return err
		}
		if err := p.s.followCall(tx, v, n, false); err != nil {
			return err
		}
		if _, err := p.s.tasks.Close(tx, callKey(v.ID), tasks.Reached, "孩子发烧，退烧后家长自己来约"); err != nil {
			return err
		}
	}
	return nil
}

// invite asks the best of the waitlist about the first slot that came free.
func (p *demoPlayer) invite(ctx context.Context) error {
	slots, err := p.s.FreedSlots(ctx, p.clinic.ID)
	if err != nil {
		return err
	}
	for _, f := range slots {
		ranked, err := p.s.Rank(ctx, p.clinic.ID, f.Freed)
		if err != nil {
			return err
		}
		if len(ranked) == 0 {
			continue
		}
		w, plan := ranked[0].Waiter, ranked[0].Offer.Fit.Plan
		_, err = p.s.Offer(ctx, w.ID, w.Version, Slot{Start: plan.Start, Doctor: plan.DoctorID, Places: plan.Places})
		return err
	}
	return nil
}

// demoWish is what somebody of the waitlist waits for. Without a queue it is a
// booked visit that would move forward.
type demoWish struct {
	queue, code string
	note        string
	parts       []Part
	reach       int
	urgent      bool
	own         bool // only with the orthodontist
}

var (
	demoAfterSchool = []Part{{16*60 + 30, 18 * 60}}
	demoMornings    = []Part{{9 * 60, 12 * 60}}
	demoLunch       = []Part{{11*60 + 30, 14 * 60}}
)

// demoEarlier are wishes of those who have a visit and would come earlier.
var demoEarlier = []demoWish{
	{note: "期末考试前想先复诊一次", parts: demoAfterSchool, reach: 30},
	{note: "住在隔壁小区，接到电话二十分钟能到", reach: 20},
	{note: "下月出差，想提前", parts: demoMornings, reach: 60},
	{note: "皮圈快用完了，想早点来", reach: 40, own: true},
	{note: "妈妈周末值班，平日放学后更方便", parts: demoAfterSchool, reach: 45},
	{note: "午休时间都可以", parts: demoLunch, reach: 15},
	{note: "钢丝后面有点长，用保护蜡顶着", reach: 30, urgent: true, own: true},
	{note: "兄妹一起来，最好同一天", reach: 60},
}

// demoUnbooked are wishes of those who have no visit yet.
var demoUnbooked = []demoWish{
	{queue: toReview, code: "o17", note: "右上掉了一个托槽，不疼", reach: 40, urgent: true, own: true},
	{queue: toConsult, code: "o01", note: "朋友介绍来的，想尽快面诊", reach: 60},
	{queue: toAligners, code: "o14", note: "本周期戴完了，等下一副", parts: demoAfterSchool, reach: 30},
	{queue: toGeneral, code: "g05", note: "只有周末上午有空", parts: demoMornings, reach: 30},
	{queue: toGeneral, code: "g03", note: "补过的牙缺了一角，冷热都不敏感", reach: 45},
	{queue: toRetain, code: "o26", note: "保持器戴着有点紧", reach: 30},
	{queue: toEarly, code: "o19", note: "矫治器磨牙龈，奶奶陪同", parts: demoMornings, reach: 50},
	{queue: toObserve, code: "o20", note: "新牙长歪了，家长想早点看", parts: demoAfterSchool, reach: 60},
}

// waiters are those who would come earlier and those who wait without a visit, as
// the desk wrote them down in the last three weeks.
func (p *demoPlayer) waiters() []Waiter {
	coming := map[string]bool{}
	var booked []Visit
	for _, v := range p.all {
		if v.Progress.State.Expected() {
			coming[v.Patient] = true
			if ahead := v.Day.Sub(p.w.Today); ahead >= 5 && v.Category == "active" {
				booked = append(booked, v)
			}
		}
	}
	var out []Waiter
	for i, w := range demoEarlier {
		// Spread over the weeks ahead.
		if at := (2*i + 1) * len(booked) / (2 * len(demoEarlier)); at < len(booked) {
			v := booked[at]
			e := p.waiter(w, len(out), v.Patient, v.TemplateID)
			e.Visit = v.ID
			out = append(out, e)
		}
	}
	for _, w := range demoUnbooked {
		if who, ok := p.cast.idle(w.queue, coming, p.w.Today); ok {
			coming[who.ID] = true
			out = append(out, p.waiter(w, len(out), who.ID, p.kinds[w.code].ID))
		}
	}
	return out
}

func (p *demoPlayer) waiter(w demoWish, n int, patient, template string) Waiter {
	e := Waiter{
		ID: p.ids(), Version: 1, Clinic: p.clinic.ID, Patient: patient, TemplateID: template, Appliance: true, Parts: w.parts, Reach: w.reach,
		Urgent: w.urgent, Note: w.note, State: WaiterOpen, Since: p.w.Today.AddDays(-1-n).At(civil.Clock(9*60+30+37*n%480), p.clinic.Location()),
	}
	if w.own && len(p.ortho) > 0 {
		e.Doctors = p.ortho[:1]
	}
	return e
}

// idle gives the first person of a queue who has no visit ahead.
func (c *demoCast) idle(queue string, coming map[string]bool, today civil.Day) (patients.DemoPatient, bool) {
	for _, p := range c.queues[queue] {
		if !coming[p.ID] && p.Since <= today {
			return p, true
		}
	}
	return patients.DemoPatient{}, false
}
