package checkin

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// consents names the guardian who consented for a child.
func (f *furnishing) consents(ctx context.Context, list []*demoLife) error {
	return f.s.db.Read(ctx, func(tx *db.Tx) error {
		for _, l := range list {
			if l.m.Consent.By == "self" {
				continue
			}
			beside, err := f.s.patients.Beside(tx, l.m.Patient)
			if err != nil {
				return err
			}
			for _, r := range beside {
				if r.Kind == patients.Guardian {
					l.m.Consent.Relation = r.ID
				}
			}
		}
		return nil
	})
}

// tell adds a fact about the past; upto is how many of the days had passed.
func (l *demoLife) tell(f *furnishing, fact string, day civil.Day, at int64, upto int) {
	m := l.m
	if fact != FactPaused && fact != FactLeft {
		m.Reason = ""
	}
	x := telling{fact, day, at, l.days[:upto]}
	b := toldOf(m, l.p, x)
	b.MadeUp = fact == FactDone && upto > 0 && l.days[upto-1].State == MadeUp
	l.told = append(l.told, events.Fact{Kind: fact, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID, At: at, Dedupe: dedupe(m, x), Body: b})
}

// facts tells the life of a member, in the order of time.
func (l *demoLife) facts(f *furnishing) []events.Fact {
	l.tell(f, FactJoined, l.m.From, l.m.JoinedAt, 0)
	for i := range l.days {
		d := l.days[i]
		if d.State == Paused {
			continue
		}
		remind := f.c.Reminds(l.m, l.p, d.Day)
		if (d.State != Done || d.At > remind) && d.Day >= f.w.Today.AddDays(-demoDue) {
			l.tell(f, FactDue, d.Day, remind, i)
		}
		if d.State != Done {
			made := d.State == MadeUp
			l.days[i].State = Missed
			l.tell(f, FactMissed, d.Day, f.c.Ends(d.Day), i+1)
			if !made {
				continue
			}
			l.days[i].State = MadeUp
		}
		l.tell(f, FactDone, d.Day, d.At, i+1)
	}
	if l.m.State == Left {
		l.tell(f, FactLeft, f.c.Today(l.m.EndedAt), l.m.EndedAt, len(l.days))
	}
	slices.SortStableFunc(l.told, func(a, b events.Fact) int { return int(min(max(a.At-b.At, -1), 1)) })
	return l.told
}

// write stores members as of the past.
func (f *furnishing) write(tx *db.Tx, list []*demoLife) error {
	var members []Member
	var days []Day
	var facts []events.Fact
	for _, l := range list {
		members, days = append(members, l.m), append(days, l.days...)
		facts = append(facts, l.facts(f)...)
		l.told = l.told[:0]
	}
	if err := insertMembers(tx, members); err != nil {
		return err
	}
	if err := insertDays(tx, days); err != nil {
		return err
	}
	for _, m := range members {
		if err := lower(tx, m); err != nil {
			return err
		}
	}
	return f.s.facts.Past(tx, facts)
}
