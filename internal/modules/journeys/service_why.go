package journeys

import (
	"cmp"
	"slices"
	"strings"

	"archwire/internal/modules/audience"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// because says to the patient why messages of journeys came, in a plain sentence: what
// happened that let them into the journey, or what sort of people it is for.
func (s *Service) because(tx *db.Tx, list []messages.Message) (map[string]messages.Sentence, error) {
	out := map[string]messages.Sentence{}
	found, err := s.originsOf(tx, list)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		out[x.message.ID] = x.plan.sentence()
	}
	return out, nil
}

// sentence is why somebody is in a journey, as the patient is told.
func (p *Plan) sentence() messages.Sentence {
	e := p.nodes[p.entry].Entry
	kind := ""
	if e.How == ByEvent {
		kind = e.When.Event
	}
	if said, known := toldWhy[kind]; known {
		return said
	}
	module, _, _ := strings.Cut(kind, ".")
	return cmp.Or(toldWhy[module], messages.Sentence{Zh: "根据您在我们这里的就诊和治疗情况，我们认为这条消息对您有用。",
		En: "By your visits and treatment with us we think that this message is of use to you.", Tw: "根據您在我們這裡的就診和治療情況，我們認為這則訊息對您有用。"})
}

// toldWhy are the sentences by the kind of fact that let somebody in, or its module.
var toldWhy = map[string]messages.Sentence{
	"plans.item_executed": {Zh: "您刚在我们这里做了治疗，我们把之后要注意的告诉您。", En: "You were treated with us, and we tell you what to look out for.",
		Tw: "您剛在我們這裡做了治療，我們把之後要注意的告訴您。"},
	"visits.no_show": {Zh: "您约好的就诊没有来，我们帮您另约一个时间。", En: "You missed a visit, and we help you book another.", Tw: "您約好的就診沒有來，我們幫您另約時間。"},
	"checkin":        {Zh: "您参加了在家打卡，到时间我们提醒您。", En: "You take part in checking in at home, and we remind you when it is due.", Tw: "您參加了在家打卡，到時間我們提醒您。"},
	"patients.registered": {Zh: "您刚在我们这里建了档案，我们告诉您怎么联系。", En: "You have just registered with us, and we tell you how to reach us.",
		Tw: "您剛在我們這裡建了檔案，我們告訴您怎麼聯絡。"},
}

// source is where one message comes from.
type source struct {
	message messages.Message
	origin  Origin
	plan    *Plan
	e       *enrolment
}

// originsOf finds the journeys behind messages.
func (s *Service) originsOf(tx *db.Tx, list []messages.Message) ([]source, error) {
	var out []source
	var ids []string
	for _, m := range list {
		if o, is := OriginOf(m.Occurrence); is {
			out, ids = append(out, source{message: m, origin: o}), append(ids, o.Enrolment)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	enrolments, err := enrolmentsByID(tx, ids, false)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].plan, err = s.planOf(tx, out[i].origin.Version); err != nil {
			return nil, err
		}
		out[i].e = enrolments[out[i].origin.Enrolment]
	}
	return out, nil
}

// origin tells staff where messages of journeys come from: journey, version, step, arm,
// text, and how the rule by which the patient came in stands now.
func (s *Service) origin(tx *db.Tx, list []messages.Message) (map[string]messages.Passport, error) {
	out := map[string]messages.Passport{}
	found, err := s.originsOf(tx, list)
	if err != nil || len(found) == 0 {
		return out, err
	}
	all, err := journeyList(tx)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		p, err := s.passport(tx, x, all)
		if err != nil {
			return nil, err
		}
		out[x.message.ID] = p
	}
	return out, nil
}

func (s *Service) passport(tx *db.Tx, x source, all []Journey) (messages.Passport, error) {
	p := messages.Passport{Seq: int(x.origin.Seq), Node: nodeWords(x.plan, x.origin)}
	if i := slices.IndexFunc(all, func(j Journey) bool { return j.No == x.plan.Journey }); i >= 0 {
		p.Origin, p.Link = messages.Sentence{Zh: all[i].Name, En: all[i].Name}, "/journeys/"+all[i].ID
	}
	v, err := versionOne(tx, x.origin.Version)
	if err != nil {
		return p, err
	}
	p.Version = v.Number
	if m := x.plan.message(x.origin.Node, x.origin.Rung); m != nil {
		p.Text = m.Text
		if t, err := s.d.Content.TextOf(tx, m.Text, 0); err == nil {
			p.Revise = t.Revision
		}
	}
	if x.e == nil {
		return p, nil
	}
	p.Entered, p.Arm = x.e.Entered, armWords(x.e)
	p.Leaves, err = s.leaves(tx, x)
	return p, err
}

func nodeWords(p *Plan, o Origin) messages.Sentence {
	name := o.Node
	if n := p.Node(o.Node); n != nil && n.Name != "" {
		name = n.Name
	}
	return messages.Sentence{Zh: name, En: name}
}

// armWords names the arms that a lot put somebody into.
func armWords(e *enrolment) messages.Sentence {
	var arms []string
	for name, arm := range e.Vars {
		if node, is := strings.CutPrefix(name, "@"); is {
			arms = append(arms, node+": "+arm)
		}
	}
	slices.Sort(arms)
	text := strings.Join(arms, " · ")
	return messages.Sentence{Zh: text, En: text}
}

// leaves tells the rule by which somebody came in, leaf by leaf, as it stands now.
func (s *Service) leaves(tx *db.Tx, x source) ([]messages.Seen, error) {
	e := x.plan.nodes[x.plan.entry].Entry
	var rule audience.Rule
	switch {
	case e.Only != nil:
		rule = *e.Only
	case e.How == BySegment:
		r, err := s.ruleOfSegment(tx, audience.Rule{Op: audience.OpSegment, Segment: e.When.Segment})
		if err != nil {
			return nil, err
		}
		rule = r
	default:
		return nil, nil
	}
	leaf, err := s.d.Audience.Explain(tx, rule, x.e.Patient)
	if err != nil {
		return nil, nil // merged or erased since: there is nobody to judge
	}
	return seenOf(rule, leaf), nil
}

// seenOf lists the leaves of a judged rule, in their order.
func seenOf(r audience.Rule, l audience.Leaf) []messages.Seen {
	if len(r.Rules) > 0 {
		var out []messages.Seen
		for i := range r.Rules {
			if i < len(l.Rules) {
				out = append(out, seenOf(r.Rules[i], l.Rules[i])...)
			}
		}
		return out
	}
	name := cmp.Or(r.Attr, r.Event, r.Tag, r.Segment, string(r.Op))
	return []messages.Seen{{Words: messages.Sentence{Zh: name, En: name}, Held: l.True}}
}
