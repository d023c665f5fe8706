package audience

import (
	"regexp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
)

// classes are those of patients who have not agreed to orthodontics, the one that is
// never marketed to first. Until coordinators keep them they are hand tags of these
// names.
var classes = []string{"C-A", "C-B", "C-C", "C-D", "C-E"}

var classForm = regexp.MustCompile(`^[Cc][- ]?([A-Ea-e])$`)

// classOf reads a class off the names of somebody's tags: of several the first of
// classes, so that who is never marketed to stays so.
func classOf(names []string) string {
	best := ""
	for _, n := range names {
		if m := classForm.FindStringSubmatch(n); m != nil {
			c := "C-" + string(m[1][0]&^0x20)
			if best == "" || c < best {
				best = c
			}
		}
	}
	return best
}

// record fills a profile with what stands in somebody's record. tagged are the names
// of their tags.
func (p *Profile) record(t patients.Trait, zone string, day civil.Day, tagged []string) {
	p.Patient, p.HomeID, p.Home, p.Zone, p.Hash = t.ID, t.HomeClinic, t.HomeClinic, zone, hashOf(t.ID)
	p.Born, p.Sex, p.Source, p.Doctor, p.Registered = t.Birth, string(t.Sex), t.Source, t.Doctor, day
	p.Important, p.Phone, p.Marketing, p.Died = t.Important, t.Phone, t.Marketing, t.Deceased
	p.Class = classOf(tagged)
}

// coming fills in when somebody came and is expected.
func (p *Profile) coming(c visits.Coming) {
	p.FirstVisit, p.LastVisit, p.NextVisit = c.First, c.Came, c.Next
}

// purse fills in somebody's money.
func (p *Profile) purse(b billing.Purse) {
	p.Debt, p.Prepaid, p.PrepaidDay = int64(b.Owed), int64(b.Prepaid), b.Moved
}

// recalls fills in the earliest recall that counts.
func (p *Profile) recalls(list []followup.Recalled) {
	p.RecallDue = ""
	for _, r := range list {
		if p.RecallDue == "" || r.Due < p.RecallDue {
			p.RecallDue = r.Due
		}
	}
}

// courseOf tells which kind of orthodontic treatment an item begins, "" = none. The
// follow-up class of the price list decides, so that items of the group's own count.
func courseOf(code, class string) string {
	switch class {
	case "fixed_start":
		return kindFixed
	case "aligner_start":
		return kindAligner
	case "functional_start", "expander":
		return kindEarly
	}
	if code == "O13" { // myofunctional training has no follow-up of its own
		return kindEarly
	}
	return ""
}

// retentionMonths is how long somebody is looked after in retention.
const retentionMonths = 24

// ortho fills in how far somebody's orthodontic treatment has come: the latest course
// decides, and of several that are offered the furthest. came tells that they were at
// a consultation.
func (p *Profile) ortho(offered []plans.Offered, done []plans.Executed, came bool, today civil.Day) {
	p.Ortho, p.OrthoKind, p.OrthoSince, p.OrthoStage = "", "", "", 0
	if came {
		p.Ortho = OrthoConsulted
	}
	if c := furthest(offered, done, today); rank[c.state] >= rank[p.Ortho] {
		p.Ortho, p.OrthoKind, p.OrthoSince, p.OrthoStage = c.state, c.kind, c.since, c.stage
	}
}

// rank orders how far orthodontic treatments have come.
var rank = map[string]int{"": 0, OrthoConsulted: 1, OrthoDeclined: 2, OrthoPresented: 3, OrthoAgreed: 4, OrthoDone: 5, OrthoRetention: 6, OrthoActive: 7}

// furthest gives the orthodontic course that speaks for somebody: of those that came as
// far the latest; none where nothing was ever offered.
func furthest(offered []plans.Offered, done []plans.Executed, today civil.Day) (best course) {
	for _, o := range offered {
		kind := courseOf(o.Code, o.Class)
		if kind == "" {
			continue
		}
		if c := courseState(o, done, today); rank[c.state] >= rank[best.state] {
			best = c
			best.kind = kind
		}
	}
	return best
}

// course is how far one orthodontic course has come.
type course struct {
	state string
	kind  string
	since civil.Day // of the first fitting
	off   civil.Day // when it came off, or retention began
	stage int64     // reviews since
}

func courseState(o plans.Offered, done []plans.Executed, today civil.Day) course {
	switch o.State {
	case plans.Presented:
		return course{state: OrthoPresented}
	case plans.Declined:
		return course{state: OrthoDeclined}
	}
	c := course{state: OrthoAgreed}
	for _, d := range done {
		if d.Plan != o.Plan || d.Code != o.Code {
			continue
		}
		switch d.Step {
		case plans.StepFitting, plans.StepWhole, plans.StepSession:
			if c.since == "" {
				c.since = d.Day
			}
		case plans.StepReview:
			c.stage++
		case plans.StepDebond, plans.StepRetention:
			if c.off == "" {
				c.off = d.Day
			}
		}
	}
	switch {
	case o.State == plans.Ended, c.off != "" && c.off.AddMonths(retentionMonths) < today:
		c.state = OrthoDone
	case c.off != "", o.State == plans.Completed:
		c.state = OrthoRetention
	case c.since != "":
		c.state = OrthoActive
	}
	return c
}

// planWords are the attributes with several words that follow from somebody's plans:
// in which states plans are, and the items that are offered, agreed on and refused.
func planWords(offered []plans.Offered) map[string][]string {
	out := map[string][]string{"plans": nil, "offered": nil, "agreed": nil, "refused": nil}
	add := func(attr, word string) {
		if !slices.Contains(out[attr], word) {
			out[attr] = append(out[attr], word)
		}
	}
	for _, o := range offered {
		switch o.State {
		case plans.Presented:
			add("plans", string(o.State))
			add("offered", o.Code)
		case plans.Accepted:
			add("plans", string(o.State))
			add("agreed", o.Code)
		case plans.Declined:
			add("plans", string(o.State))
			add("refused", o.Code)
		}
	}
	return out
}
