package charting

import (
	"fmt"
	"slices"
	"testing"
)

func everyRule(s Severity) map[Rule]Severity {
	out := map[Rule]Severity{}
	for _, r := range Rules {
		out[r] = s
	}
	return out
}

// one makes a content of parts with one line each.
func one(t *testing.T, pairs ...string) Content {
	t.Helper()
	var list []Section
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Section{Part(pairs[i]), []Line{{Text: pairs[i+1]}}})
	}
	c, err := tidy(list)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestQuality(t *testing.T) {
	whole := []string{"complaint", "右下后牙疼痛 3 天", "history", "否认药物过敏史", "examination", "#46 深龋", "diagnosis", "#46 急性牙髓炎",
		"plan", "#46 根管治疗；已说明拔除等替代方案", "treatment", "#46 开髓", "advice", "1 周后复诊"}
	with := func(part, text string) []string {
		out := slices.Clone(whole)
		out[slices.Index(out, part)+1] = text
		return out
	}
	for _, c := range []struct {
		what  string
		kind  Kind
		text  []string
		known Known
		want  string
	}{
		{"a whole record", FirstVisit, whole, Known{}, "[]"},
		{"no time", FirstVisit, with("complaint", "右下后牙疼痛"), Known{}, "[complaint_time]"},
		{"no symptom", FirstVisit, with("complaint", "右下三天"), Known{}, "[complaint_symptom]"},
		{"no site", Emergency, with("complaint", "疼痛 3 天"), Known{}, "[complaint_site]"},
		{"nothing of the three", FirstVisit, with("complaint", "无"), Known{}, "[complaint_site complaint_symptom complaint_time]"},
		{"a tooth is a site", FirstVisit, with("complaint", "#46 疼痛 3 天"), Known{}, "[]"},
		{"english", FirstVisit, with("complaint", "toothache, lower right, since Monday"), Known{}, "[]"},
		{"a review names no time", Orthodontic, with("complaint", "固定矫治复诊"), Known{}, "[]"},
		{"no allergy", FirstVisit, with("history", "体健"), Known{}, "[allergy_stated]"},
		{"allergy among the alerts", FirstVisit, with("history", "体健"), Known{Allergies: 1}, "[]"},
		{"allergy denied before", ReturnVisit, with("history", "体健"), Known{Stated: true}, "[]"},
		{"no tooth in the diagnosis", FirstVisit, with("diagnosis", "急性牙髓炎"), Known{}, "[tooth_named]"},
		{"no tooth in the treatment", ReturnVisit, with("treatment", "树脂充填"), Known{}, "[tooth_named]"},
		{"of no tooth", ReturnVisit, with("treatment", "全口洁治"), Known{}, "[]"},
		{"no alternatives", FirstVisit, with("plan", "#46 拔除"), Known{}, "[alternatives]"},
		{"one or the other", FirstVisit, with("plan", "#46 根管治疗，或拔除后种植"), Known{}, "[]"},
		{"or, of something else", FirstVisit, with("plan", "#46 拔除，疼痛或肿胀随时复诊"), Known{}, "[alternatives]"},
		{"nothing to choose", FirstVisit, with("plan", "口腔卫生宣教"), Known{}, "[]"},
		{"nothing written", FirstVisit, nil, Known{}, "[missing missing missing allergy_stated]"},
		{"a gap of the template", ReturnVisit, with("treatment", "#46 充填，__"), Known{}, "[missing]"},
		{"a note", Note, []string{"treatment", "电话告知：明日复查"}, Known{}, "[]"},
		{"an empty note", Note, nil, Known{}, "[missing]"},
	} {
		var got []Rule
		for _, f := range Check(c.kind, one(t, c.text...), c.known, everyRule(Warns)) {
			got = append(got, f.Rule)
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%s: %s, want %s", c.what, s, c.want)
		}
	}
	if n := len(Check(FirstVisit, one(t, with("history", "体健")...), Known{}, everyRule(Silent))); n != 0 {
		t.Errorf("what is off finds %d", n)
	}
}

func TestSettle(t *testing.T) {
	list := []Finding{{AllergyStated, Blocks, History, -1}, {ToothNamed, Warns, Diagnosis, 0}, {ToothNamed, Warns, Treatment, 1}, {ComplaintTime, Warns, Complaint, -1}}
	against, open, waived := Settle(list, map[Rule]string{AllergyStated: "无法询问", ToothNamed: " 全口情况 ", ComplaintTime: "无"})
	if len(against) != 1 || against[0].Rule != AllergyStated {
		t.Errorf("a reason does not help against an error: %v", against)
	}
	if len(open) != 1 || open[0].Rule != ComplaintTime {
		t.Errorf("one character is no reason: %v", open)
	}
	if fmt.Sprint(waived) != "[{tooth_named 全口情况}]" {
		t.Errorf("waived %v", waived)
	}
}

func TestWhatShips(t *testing.T) {
	codes := map[string]bool{}
	forms := map[Form]int{}
	for _, x := range shipped() {
		if codes[x.Code] {
			t.Errorf("%s is there twice", x.Code)
		}
		codes[x.Code] = true
		forms[x.Form]++
		if x.Form == WholeRecord && len(x.Content.Lines(Treatment)) == 0 {
			t.Errorf("%s has no treatment", x.Name)
		}
	}
	if forms[WholeRecord] < 9 || forms[Phrase] < 20 {
		t.Errorf("%v ship", forms)
	}
	if _, err := readShipped("诊断: x"); err == nil {
		t.Error("a line of no template is taken")
	}
}
