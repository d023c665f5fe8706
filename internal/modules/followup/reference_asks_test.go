package followup

import (
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/patients"
)

// refQuestions are the types and answers of 1.4, in its order.
var refQuestions = []struct{ key, zh, kind, answers string }{
	{"pain", "现在疼痛几分（0 不痛，10 最痛）", "scale", ""},
	{"pain_trend", "", "choice", "better same worse"},
	{"painkiller", "吃止痛药了吗，管用吗", "choice", "none helps no_help"},
	{"bleeding", "", "choice", "none streak ooze active"},
	{"swelling", "", "choice", "none mild marked spreading"},
	{"fever", "体温 ℃", "number", "not_measured"},
	{"airway", "呼吸、吞咽困难吗", "yes_no", ""},
	{"trismus", "张口能放入几指", "choice", "3 2 1 0"},
	{"numbness", "嘴唇、下巴、舌头还麻吗", "choice", "none tingling numb"},
	{"rash", "皮疹、瘙痒、嘴唇肿、胸闷", "many", "none rash itch lips chest"},
	{"bite", "", "choice", "normal high cannot"},
	{"loose", "", "choice", "none loose lost"},
	{"mouth_sore", "溃疡、黏膜磨破", "choice", "none small large"},
	{"wire_poke", "钢丝扎嘴", "choice", "none pokes bleeding"},
	{"swallowed", "", "choice", "no swallowed breathing"},
	{"appliance_fit", "", "choice", "fits gap cannot"},
	{"wear_hours", "每天实际佩戴小时", "hours", ""},
	{"turns_done", "已转圈数", "count", ""},
	{"hygiene", "会刷、会用间隙刷吗", "choice", "yes partly no"},
	{"eating", "能正常吃饭吗", "choice", "yes soft no"},
	{"sensitive", "冷热敏感", "choice", "none short lasting"},
	{"lip_bite", "孩子咬破嘴唇了吗", "yes_no", ""},
	{"next_visit", "下次预约时间清楚吗", "choice", "yes rebook"},
	{"satisfaction", "满意度", "stars", ""},
	{"note", "其他想说的", "text", ""},
}

func TestReferenceQuestions(t *testing.T) {
	for _, want := range refQuestions {
		q, ok := questionOf(want.key)
		if !ok {
			t.Errorf("nobody can ask %s", want.key)
			continue
		}
		var keys []string
		for _, o := range q.Options {
			keys = append(keys, o.Key)
		}
		if string(q.Kind) != want.kind || strings.Join(keys, " ") != want.answers || want.zh != "" && q.Zh != want.zh {
			t.Errorf("%s is %s %v %q", want.key, q.Kind, keys, q.Zh)
		}
	}
	for answer, ok := range map[string]bool{"pain=0": true, "pain=10": true, "pain=11": false, "pain=2.5": false, "fever=36.6": true, "fever=not_measured": true, "fever=hot": false,
		"wear_hours=0": true, "wear_hours=24": true, "wear_hours=25": false, "turns_done=7": true, "turns_done=7.5": false, "satisfaction=1": true, "satisfaction=5": true,
		"satisfaction=0": false, "satisfaction=6": false, "rash=lips,chest": true, "airway=maybe": false} {
		key, given, _ := strings.Cut(answer, "=")
		q, _ := questionOf(key)
		if (q.Check(given) == nil) != ok {
			t.Errorf("%s is taken: %v", answer, !ok)
		}
	}
}

// refAsks are what is asked at each step: 1.5 says what of its protocol, 1.4 what is
// asked always (pain, eating, the next visit, a remark), from the next day on (the
// trend), and under a condition. The painkiller hangs on the pain and is listed with
// it. Facts stand behind the step; the questions stand in the order in which they
// are asked.
var refAsks = []struct{ step, facts, asked string }{
	{"extraction.h2", "lower", "airway pain painkiller bleeding swelling eating next_visit note"},
	{"extraction.d1", "lower", "airway pain pain_trend painkiller bleeding swelling fever numbness eating next_visit note"},
	{"extraction.d1", "upper", "airway pain pain_trend painkiller bleeding swelling fever eating next_visit note"},
	{"extraction.d1", "upper lower", "airway pain pain_trend painkiller bleeding swelling fever numbness eating next_visit note"},
	{"extraction.d1", "", "airway pain pain_trend painkiller bleeding swelling fever numbness eating next_visit note"},
	{"extraction.d1", "upper wisdom", "airway pain pain_trend painkiller bleeding swelling fever trismus eating next_visit note"},
	{"extraction.d1", "upper new_medicine", "airway pain pain_trend painkiller bleeding swelling fever rash eating next_visit note"},
	{"extraction.d3", "lower", "airway pain pain_trend painkiller bleeding swelling fever numbness eating next_visit note"},
	{"extraction.d7", "lower", "airway pain pain_trend painkiller bleeding swelling fever numbness eating next_visit satisfaction note"},
	{"extraction.m2", "lower", "pain pain_trend painkiller eating wants_visit next_visit note"},
	{"wisdom_surgery.h2", "lower wisdom", "airway pain painkiller bleeding swelling eating next_visit note"},
	{"wisdom_surgery.d3", "lower wisdom", "airway pain pain_trend painkiller bleeding swelling fever trismus numbness eating next_visit note"},
	{"ortho_extraction.d1", "upper", "airway pain pain_trend painkiller bleeding swelling fever eating next_visit note"},
	{"gum_surgery.h2", "", "airway pain painkiller bleeding swelling fever eating suture next_visit note"},
	{"miniscrew.d1", "", "airway pain pain_trend painkiller bleeding swelling fever loose eating gum_over next_visit note"},
	{"implant.d1", "lower", "airway pain pain_trend painkiller bleeding swelling fever numbness eating floor_mouth suture next_visit note"},
	{"implant.d1", "upper", "airway pain pain_trend painkiller bleeding swelling fever numbness eating floor_mouth suture nose next_visit note"},
	{"implant.m3", "lower", "pain pain_trend painkiller swelling loose hygiene eating brush_bleeds food_catches next_visit note"},
	{"implant.y1", "lower", "pain pain_trend painkiller swelling loose hygiene eating brush_bleeds food_catches next_visit satisfaction note"},
	{"sedation_ga.h2", "", "pain painkiller fever eating awake vomiting drinking breathing next_visit note"},
	{"child_la.h3", "child anaesthetic", "airway pain painkiller swelling eating lip_bite next_visit note"},
	{"child_la.h3", "", "airway pain painkiller swelling eating next_visit note"},
	{"infusion.d1", "", "airway pain pain_trend painkiller fever rash eating needle_arm next_visit note"},
	{"pulp_opening.d1", "", "pain pain_trend painkiller swelling fever bite loose eating next_visit note"},
	{"canal_visit.h2", "", "pain painkiller swelling fever bite loose eating next_visit note"},
	{"root_filling.h2", "", "pain painkiller swelling fever bite loose eating next_visit note"},
	{"root_filling.d7", "", "pain pain_trend painkiller swelling fever bite loose eating next_visit satisfaction note"},
	{"root_filling.restore", "", "pain pain_trend painkiller loose eating wants_visit next_visit note"},
	{"restoration.d1", "", "pain pain_trend painkiller bite loose eating sensitive next_visit note"},
	{"denture.d1", "", "pain pain_trend painkiller bite loose mouth_sore eating falls_talking next_visit note"},
	{"cleaning.d1", "", "pain pain_trend painkiller bleeding eating sensitive next_visit note"},
	{"whitening.d1", "", "pain pain_trend painkiller mouth_sore eating sensitive next_visit note"},
	{"debond.d1", "", "pain pain_trend painkiller mouth_sore eating sensitive next_visit note"},
	{"general.d1", "", "pain pain_trend painkiller swelling eating next_visit note"},
	{"general.d7", "", "pain pain_trend painkiller swelling eating next_visit satisfaction note"},
	{"fixed_start.h2", "", "pain painkiller loose mouth_sore wire_poke swallowed airway eating mouth_open next_visit note"},
	{"fixed_start.h2", "contact_allergy", "pain painkiller rash loose mouth_sore wire_poke swallowed airway eating mouth_open next_visit note"},
	{"fixed_start.d7", "", "pain pain_trend painkiller loose mouth_sore wire_poke swallowed airway hygiene eating mouth_open next_visit satisfaction note"},
	{"activation.h2", "", "pain painkiller loose mouth_sore wire_poke swallowed airway eating mouth_open next_visit note"},
	{"activation.d7", "", "pain pain_trend painkiller loose mouth_sore wire_poke swallowed airway eating mouth_open next_visit satisfaction note"},
	{"rebond_emergency.d1", "", "pain pain_trend painkiller loose mouth_sore wire_poke swallowed airway eating mouth_open next_visit note"},
	{"expander.h2", "", "pain painkiller loose mouth_sore swallowed airway turns_done eating breathing_night screw_back next_visit note"},
	{"expander.turning", "", "pain pain_trend painkiller loose mouth_sore swallowed airway turns_done eating breathing_night screw_back next_visit note"},
	{"aligner_start.h2", "", "pain painkiller mouth_sore appliance_fit eating edge_cut next_visit note"},
	{"aligner_start.d7", "", "pain pain_trend painkiller mouth_sore appliance_fit wear_hours eating gap_mm short_days attachments_lost edge_cut next_visit satisfaction note"},
	{"functional_start.d3", "", "pain pain_trend painkiller loose mouth_sore appliance_fit wear_hours eating broken jaw_pain next_visit note"},
	{"retainer.w1", "", "pain pain_trend painkiller loose mouth_sore appliance_fit wear_hours eating broken next_visit satisfaction note"},
	{"relationship.m1", "", "wants_visit next_visit satisfaction note"},
	{"relationship.m3", "", "wants_visit next_visit satisfaction note"},
	{"declined.d1", "", "wants_treatment note"},
	{"observation.call", "", "wants_visit next_visit note"},
}

func TestReferenceAsks(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range refAsks {
		key, step, _ := strings.Cut(c.step, ".")
		listed[key] = true
		p, _ := DefaultOf(key)
		s, ok := p.step(step)
		if !ok {
			t.Errorf("no step %s", c.step)
			continue
		}
		flags := map[string]bool{}
		for _, f := range strings.Fields(c.facts) {
			flags[f] = true
		}
		h := UsualHours(shanghai)
		then := p.SituationOf(instant(t, treated), p.When(s, instant(t, treated), h).Due, flags, nil, nil, nil, h)
		var got []string
		for _, q := range asks(Contact{Parts: []Part{{Protocol: p, Step: s}}}.Questions(), then) {
			got = append(got, q.Key)
		}
		if strings.Join(got, " ") != c.asked {
			t.Errorf("%s with %q asks\n%s\nwant\n%s", c.step, c.facts, strings.Join(got, " "), c.asked)
		}
	}
	for _, p := range Defaults {
		if !listed[p.Key] && p.Key != "missed_visit" {
			t.Errorf("what %s asks stands nowhere", p.Key)
		}
	}
}

// 1.4, "always": every contact about a treatment asks for pain, eating, the next
// visit and anything else, whatever stands in a table.
func TestReferenceAlways(t *testing.T) {
	for _, p := range Defaults {
		for _, s := range p.Steps {
			if p.Layer != Clinical || s.Deed != Contacts {
				continue
			}
			for _, need := range []string{"pain", "eating", "next_visit", "note"} {
				at := slices.IndexFunc(p.asks(s), func(a Ask) bool { return a.Question == need && a.When == nil })
				if at < 0 {
					t.Errorf("%s.%s does not always ask %s", p.Key, s.Key, need)
				}
			}
		}
	}
}

// What hangs on an answer is asked after it, and told to the screens in a way that
// they follow by themselves: also where two protocols of one contact ask it.
func TestReferenceHangsOn(t *testing.T) {
	fixed, activation := part(t, "fixed_start", "d7", treated), part(t, "activation", "d7", treated)
	for _, list := range [][]Part{{fixed}, {fixed, activation}} {
		bodies := questionBodies(Merge(list)[0].Questions())
		at := func(key string) int {
			return slices.IndexFunc(bodies, func(b questionBody) bool { return b.Key == key })
		}
		pill, breath := bodies[at("painkiller")], bodies[at("airway")]
		if pill.After != "pain" || pill.From != 4 || at("painkiller") < at("pain") {
			t.Errorf("the painkiller hangs on %q from %v", pill.After, pill.From)
		}
		if breath.After != "swallowed" || !slices.Equal(breath.AnyOf, []string{"swallowed", "breathing"}) || at("airway") != at("swallowed")+1 {
			t.Errorf("the breath hangs on %q of %v at %d", breath.After, breath.AnyOf, at("airway"))
		}
	}
}

// Who is addressed: a child's parent, not a lady of seven.
func TestHowSomebodyIsCalled(t *testing.T) {
	for _, c := range []struct {
		card patients.Card
		want string
	}{
		{patients.Card{Name: "赵小雪", Sex: "female", Birth: "1990-01-01"}, "赵小雪女士"},
		{patients.Card{Name: "李积木", Sex: "male"}, "李积木先生"},
		{patients.Card{Name: "陈彩虹"}, "陈彩虹"},
		{patients.Card{Name: "董含羞", Sex: "female", Birth: "2019-01-01"}, "董含羞家长"},
		{patients.Card{Name: "董含羞", Sex: "female", Birth: "2012-11-23"}, "董含羞女士"},
	} {
		if got := called(c.card, "2026-11-23", 14); got.Zh != c.want || got.En == "" {
			t.Errorf("%+v is called %v", c.card, got)
		}
	}
}
