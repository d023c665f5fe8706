package followup

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
)

// Imagined is somebody made up, for whom an editor tries a protocol before it is
// published.
type Imagined struct {
	Site     tooth.Site
	Age      int   // years; 0 = not said, a grown-up
	Treated  int64 // when the treatment ended
	Who      Person
	Booked   int64 // a visit that lies ahead, 0 = none
	OptedOut bool
	Active   bool            // in active orthodontic treatment
	Flags    map[string]bool // what else is so: anticoagulant, anaesthetic, restored, …
	Answers  Answers         // what they answer, and
	At       string          // at which step; "" = the first that asks
}

// Rehearsed is one step as it would go for them.
type Rehearsed struct {
	Preview
	Nth int
	Not string // why it is not done, "" if it is
}

// Rehearse tells what somebody would get by a protocol: when, by which way, with
// which questions and why, what is left out, and what their answers would come to.
func Rehearse(p Protocol, who Imagined, childAge int, h Hours) ([]Rehearsed, Verdict, int64) {
	flags := who.flags(p, childAge)
	person := who.Who
	person.Child = flags[FactChild]
	var out []Rehearsed
	came := map[string]int{}
	verdict, judgedAt := Verdict{Level: Green}, int64(0)
	for _, v := range PreviewOf(p, who.Treated, person, h) {
		one := Rehearsed{Preview: v, Nth: came[v.Step.Key]}
		came[v.Step.Key]++
		one.Not = p.Fate(v.Step, v.Moment, Standing{OptedOut: who.OptedOut, Complaint: person.Complaint,
			VisitDay: who.Booked > 0 && civil.Of(who.Booked, h.Zone) == v.Moment.Day})
		then := p.SituationOf(who.Treated, v.Moment.Due, flags, nil, who.Answers, nil, h)
		then.Flags[FactBooked] = who.Booked > v.Moment.Due
		one.Not = why(one.Not, v.Step, then)
		one.Questions = asks(v.Questions, then)
		if judgedAt == 0 && v.Step.Deed == Contacts && one.Not == "" && (who.At == "" || who.At == v.Step.Key) {
			judgedAt, verdict = v.Moment.Due, Judge([]Judged{{p, then}}, who.Answers)
		}
		out = append(out, one)
	}
	return out, verdict, judgedAt
}

// why is the reason for which a step is left out, beside what is already known.
func why(known string, s Step, then Situation) string {
	switch {
	case known != "":
		return known
	case s.While != nil && !s.While.holds(nil, then):
		return BecauseTurned
	case s.When != nil && !s.When.holds(nil, then):
		return BecauseCondition
	}
	return ""
}

// asks are the questions that are asked of them; one that hangs on an answer is
// among them.
func asks(list []Asked, then Situation) []Asked {
	var out []Asked
	for _, q := range list {
		if q.When == nil || len(q.When.questions()) > 0 || q.asked(nil, then) {
			out = append(out, q)
		}
	}
	return out
}

// flags are what the site, the age and the editor say of the case.
func (who Imagined) flags(p Protocol, childAge int) map[string]bool {
	child := who.Age > 0 && who.Age < childAge
	out := Executed{Class: p.Key, Site: who.Site, Child: child, Last: true}.Flags()
	for k, so := range who.Flags {
		out[k] = so
	}
	if _, said := who.Flags[FactAnaesthetic]; !said {
		out[FactAnaesthetic] = out[FactAnaesthetic] || p.Family == Surgical || p.Key == "child_la"
	}
	out[FactChild], out[FactActive], out[FactComplaint] = child, who.Active, who.Who.Complaint
	return out
}
