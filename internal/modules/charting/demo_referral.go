package charting

import (
	"context"
	"maps"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// demoReferral is one referral of the demo: what is asked, how many days ago, and
// how far it has come.
type demoReferral struct {
	site      string
	treatment What
	asked     string
	why       string
	answer    string // or the reason
	days      int
	urgency   Urgency
	state     ReferralState
	read      bool
}

var demoReferrals = []demoReferral{
	{"14,24,34,44", Extracted, "请拔除 14 24 34 44，先拔一侧，间隔 1 周再拔对侧", "牙列重度拥挤，减数矫治", "", 1, Soon, ReferralAsked, false},
	{"48", Extracted, "请拔除 48 近中阻生齿", "48 近中阻生，推磨牙向后前拔除", "", 3, Routine, ReferralTaken, false},
	{"14,24", Extracted, "请拔除 14 24", "上颌前突，上颌减数内收", "14 24 局麻下拔除顺利，牙槽窝搔刮压迫止血，嘱 1 周后复查。", 6, Routine, ReferralDone, false},
	{"36", Filling, "36 深龋，请在粘托槽前充填", "矫治前龋齿治疗", "36 OD 树脂充填，3 个月内观察冷热刺激。", 12, Routine, ReferralDone, true},
	{"11", RootCanal, "11 外伤变色，请评估牙髓并治疗", "11 外伤史，正畸加力前需排除根尖病变", "活力测试正常，X 线未见根尖异常，建议 3 个月后复查再加力。", 20, Urgent, ReferralDeclined, true},
}

// refer writes referrals between the first two dentists of the clinic, of patients
// whose teeth are there; those that are open have their tasks.
func (d *charter) refer(ctx context.Context) error {
	var there bool
	err := d.s.db.Read(ctx, func(tx *db.Tx) (err error) { there, err = anyReferral(tx, d.clinic); return err })
	if err != nil || there || len(d.doctors) < 2 {
		return err
	}
	var cast []patients.DemoPatient
	for _, id := range slices.Sorted(maps.Keys(d.cast)) {
		if p := d.cast[id]; p.Age > 12 && p.Age < 30 && (p.State == patients.DemoWaiting || p.State == patients.DemoNotAgreed) {
			cast = append(cast, p)
		}
	}
	for i, x := range demoReferrals {
		if i >= len(cast) {
			break
		}
		r, events := d.referral(x, cast[i])
		err := d.s.db.Write(ctx, func(tx *db.Tx) error {
			if err := insertReferrals(tx, []Referral{r}); err != nil {
				return err
			}
			if err := insertReferralEvents(tx, r.ID, events...); err != nil {
				return err
			}
			if last := events[len(events)-1].Step; last != ReadReferral {
				return d.s.referralTask(tx, r, last)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *charter) referral(x demoReferral, p patients.DemoPatient) (Referral, []ReferralEvent) {
	at := func(days, minutes int) int64 { return d.w.Today.AddDays(-days).At(civil.Clock(minutes), d.w.Zone) }
	site, _ := tooth.ParseSite(x.site)
	r := Referral{
		ID: d.ids(), Version: 1, Patient: p.ID, FromClinic: d.clinic, ToClinic: d.clinic, Sender: d.doctors[0], SentAt: at(x.days, 10*60), ToStaff: d.doctors[1],
		Site: site, Treatment: x.treatment, Why: x.why, Asked: x.asked, Urgency: x.urgency, Attached: []Reference{}, Planned: []string{}, State: x.state,
	}
	events := []ReferralEvent{{1, SendReferral, r.SentAt, r.Sender, "", ""}}
	step := func(s ReferralStep, at int64, by, text string) {
		r.Version++
		events = append(events, ReferralEvent{int64(len(events) + 1), s, at, by, text, ""})
	}
	if x.state == ReferralTaken || x.state == ReferralDone {
		r.Taker, r.TakenAt = r.ToStaff, at(x.days, 11*60)
		step(TakeReferral, r.TakenAt, r.Taker, "")
	}
	switch x.state {
	case ReferralDone:
		r.EndedAt, r.Answer = at(x.days-1, 15*60), x.answer
		step(AnswerReferral, r.EndedAt, r.Taker, x.answer)
	case ReferralDeclined:
		r.EndedAt, r.Reason = at(x.days-1, 15*60), x.answer
		step(DeclineReferral, r.EndedAt, r.ToStaff, x.answer)
	}
	if x.read {
		r.ReadAt = at(x.days-2, 9*60)
		step(ReadReferral, r.ReadAt, r.Sender, "")
	}
	if x.state == ReferralAsked {
		r.ToStaff, r.ToRole = "", org.RoleDoctor // whoever is free
	}
	return r, events
}
