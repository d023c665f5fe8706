package visits

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/fault"
)

// published is the table of orthodontic templates, copied by hand: number,
// colour, minutes, letters, places.
const published = `
1 red 45 TIIDDDTTT K,X,K
2 orange 30 TTDTTT K
3 purple 30 IIIIII X
4 red 45 TDDDTTTTT K
5 orange 30 AIIIDA C
6 green 15 AAA C
7 red 90 AAADDDDDDAAAAADDAA C
8 red 60 AADDDDAAADAA C
9 red 60 AADDDAAADAAA C
10 red 45 ADDDAAAAA C
11 red 45 AADDDAAAA C
12 red 15 ADA C
13 red 30 AADDAA C
14 orange 15 ADA C
15 red 20 ADDA C
16 red 45 ADAADDDAA C
17 red 30 AADDAA C
18 orange 15 AAD C
19 orange 20 ADAA C
20 orange 15 ADA C
21 green 30 AAAAAA Y
22 green 30 HHHHHH C
23 purple 15 III X
24 red 75 AADDDDAAAIIIDAA C
25 red 30 AADDAA C
26 orange 15 ADA C`

func TestDefaultTemplates(t *testing.T) {
	all := DefaultTemplates()
	lines := strings.Split(strings.TrimSpace(published), "\n")
	for i, line := range lines {
		f := strings.Fields(line)
		tpl := all[i]
		letters, places := "", []string{}
		for _, s := range tpl.Pattern {
			letters += strings.Repeat(string(s.Who), s.Units)
		}
		for _, s := range tpl.Pattern.Stays() {
			places = append(places, string(s.Where))
		}
		if string(tpl.Colour) != f[1] || letters != f[3] || strings.Join(places, ",") != f[4] {
			t.Errorf("template %s: %s %s %v, want %s", tpl.Code, tpl.Colour, letters, places, line)
		}
		if tpl.Pattern.Minutes() != atoi(t, f[2]) {
			t.Errorf("template %s lasts %d min, want %s", tpl.Code, tpl.Pattern.Minutes(), f[2])
		}
	}
	general := map[string]int{"g01": 15, "g02": 15, "g03": 30, "g04": 45, "g05": 30, "g06": 30}
	labels := map[string]string{}
	for i, tpl := range all {
		if err := tpl.Validate(DefaultLicences()); err != nil {
			t.Errorf("template %s: %v", tpl.Code, err)
		}
		if len(tpl.Prepare) < 2 && i < 26 {
			t.Errorf("template %s says too little about what to prepare", tpl.Code)
		}
		if want, ok := general[tpl.Code]; ok && tpl.Pattern.Minutes() != want {
			t.Errorf("template %s lasts %d min, want %d", tpl.Code, tpl.Pattern.Minutes(), want)
		}
		if by := labels[tpl.Label.Zh]; by != "" {
			t.Errorf("templates %s and %s have the label %s", by, tpl.Code, tpl.Label.Zh)
		}
		labels[tpl.Label.Zh] = tpl.Code
		if (tpl.Category == "chairless") != tpl.Pattern.Chairless() {
			t.Errorf("template %s: category %s, pattern %s", tpl.Code, tpl.Category, tpl.Pattern)
		}
	}
	if len(all) != 26+2+6 {
		t.Errorf("%d templates ship, want 34", len(all))
	}
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	var n int
	if err := json.Unmarshal([]byte(s), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPatternWithAddOns(t *testing.T) {
	wire, _ := DefaultTemplate("o13")
	p, err := wire.PatternWith(AddOns)
	if err != nil || p.String() != "C:AADDDAAAA" || p.Minutes() != wire.Pattern.Minutes()+AddOns[0].Minutes()+AddOns[1].Minutes() {
		t.Errorf("an archwire change with everything: %s, %v", p, err)
	}
}

func TestTemplateFaults(t *testing.T) {
	good, _ := DefaultTemplate("o06")
	for name, c := range map[string]struct {
		change func(*Template)
		want   error
	}{
		"no name":             {func(t *Template) { t.Name.En = "" }, TemplateName},
		"endless name":        {func(t *Template) { t.Name.Zh = strings.Repeat("长", 10_000) }, TemplateName},
		"long label":          {func(t *Template) { t.Label.Zh = "分牙试带" }, TemplateLabel},
		"no such colour":      {func(t *Template) { t.Colour = "pink" }, TemplateColour},
		"red without doctor":  {func(t *Template) { t.Colour = Red }, TemplateNoDoctor},
		"green with doctor":   {func(t *Template) { t.Pattern = Pattern{{Doctor, Chair, 1}} }, TemplateDoctor},
		"dentist's act":       {func(t *Template) { t.Acts = []Act{ActDebond} }, TemplateGreenAct},
		"dentist's act, blue": {func(t *Template) { t.Colour, t.Acts = Blue, []Act{ActDebond} }, TemplateGreenAct},
		"no pattern":          {func(t *Template) { t.Pattern = nil }, PatternEmpty},
		"endless interval":    {func(t *Template) { t.IntervalDays = 99999 }, TemplateInterval},
	} {
		tpl := good
		c.change(&tpl)
		if err := tpl.Validate(DefaultLicences()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	strict := DefaultLicences()
	strict[ActSeparate] = true
	if err := good.Validate(strict); !errors.Is(err, TemplateGreenAct) {
		t.Errorf("where separating is the dentist's, the green template stands: %v", err)
	}
}

// TestTexts holds every text that this package's codes need against both languages.
func TestTexts(t *testing.T) {
	read := func(name string) map[string]string {
		b, err := os.ReadFile("i18n/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]string
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	zh, en := read("zh-CN"), read("en")
	var keys []string
	for _, d := range fault.All() {
		if strings.HasPrefix(d.Code, "visits.") {
			keys = append(keys, "fault."+d.Code)
		}
	}
	for _, s := range States {
		keys = append(keys, "visits.state."+string(s))
		for _, step := range stepsFrom(s) {
			keys = append(keys, "visits.step."+string(step))
		}
	}
	for _, w := range wheres {
		keys = append(keys, "visits.place."+string(w))
	}
	for _, w := range append([]Who{Doctor, Nobody}, Pools...) {
		keys = append(keys, "visits.who."+string(w))
	}
	for _, r := range []Reason{ReasonBeside, ReasonWished, ReasonDense, ReasonEven, ReasonNoGap, ReasonNoWait, ReasonSoonest} {
		keys = append(keys, "visits.fit.reason."+string(r))
	}
	for _, r := range []WaitReason{WaitUrgent, WaitFills, WaitDoctor, WaitEarlier, WaitLong, WaitInReach} {
		keys = append(keys, "visits.waitlist.reason."+string(r))
	}
	for _, e := range []End{EndLeft, EndNoShow, EndEarlyCancel, EndLateCancel, EndByClinic} {
		keys = append(keys, "visits.end."+string(e))
	}
	for _, r := range DefaultDayTemplate().Rules {
		keys = append(keys, "visits.rule."+r.Name)
	}
	keys = append(keys, "visits.rule.kept", "visits.rule.last_start")
	for _, tpl := range DefaultTemplates() {
		keys = append(keys, "visits.category."+tpl.Category, "visits.colour."+string(tpl.Colour))
	}
	for a := range DefaultLicences() {
		keys = append(keys, "visits.act."+string(a))
	}
	for _, a := range AddOns {
		keys = append(keys, "visits.addon."+a.Code)
	}
	for _, k := range keys {
		if zh[k] == "" || en[k] == "" {
			t.Errorf("%s has no text in zh-CN (%q) or en (%q)", k, zh[k], en[k])
		}
	}
	args := regexp.MustCompile(`\{\w+\}`)
	for k := range zh {
		a, b := args.FindAllString(zh[k], -1), args.FindAllString(en[k], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: arguments %v in zh-CN, %v in en", k, a, b)
		}
	}
	for k := range en {
		if zh[k] == "" {
			t.Errorf("%s is in en only", k)
		}
	}
}
