package charting

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestMarksBecomeSites(t *testing.T) {
	for text, want := range map[string]string{
		"#46 𬌗面龋坏":          "46",
		"#46、#47 叩痛":        "46,47",
		"#16mo 充填":          "16:MO",
		"#16：MOD 龋":         "16:MOD",
		"#55 乳牙，#11s 多生":    "55,11s",
		"#461 不是牙":          "",
		"#46mm 间隙":          "46:M",
		"#19 没有":            "",
		"46 没有井号":           "",
		"#46bone":           "46",
		"#46bo ne":          "46:OB",
		"𠮷#11䶮":             "11",
		"":                  "",
		"# 46":              "",
		"右下后牙 #46":          "46",
		"#46 与 #46 一样":      "46",
		"下颌 #36#46":         "36,46",
		"(#21) emoji 🦷 #22": "21,22",
	} {
		l, f := Line{Text: text}.tidy("x")
		if f != nil {
			t.Errorf("%q: %v", text, f)
		} else if wants := sortedSite(t, want); l.Site != wants {
			t.Errorf("%q: site %q, want %q", text, l.Site, wants)
		}
	}
}

func sortedSite(t *testing.T, s string) string {
	t.Helper()
	l, f := Line{Text: "x", Site: s}.tidy("x")
	if f != nil {
		t.Fatal(f)
	}
	return l.Site
}

func TestTidyContent(t *testing.T) {
	got, err := tidy([]Section{
		{Advice, []Line{{Text: " 4 周后复诊 "}, {Text: "  "}}},
		{Complaint, []Line{{Text: "牙疼 2 天"}}},
		{Advice, []Line{{Text: "勿咬硬物", Site: "FM"}}},
		{Diagnosis, []Line{{}}},
	})
	want := Content{{Complaint, []Line{{Text: "牙疼 2 天"}}}, {Advice, []Line{{Text: "4 周后复诊"}, {"勿咬硬物", "FM"}}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v %v", got, err)
	}
	for what, bad := range map[string][]Section{
		"part":    {{Part("x"), []Line{{Text: "y"}}}},
		"long":    {{Advice, []Line{{Text: strings.Repeat("长", 1001)}}}},
		"control": {{Advice, []Line{{Text: "a\x07b"}}}},
		"site":    {{Advice, []Line{{Text: "a", Site: "99"}}}},
		"lines":   {{Advice, repeat(61, "一行")}},
		"whole":   {{Advice, repeat(30, strings.Repeat("长", 400))}, {Diagnosis, repeat(30, strings.Repeat("长", 400))}},
		"sites":   {{Advice, []Line{{Text: "#11 #12 #13", Site: strings.Repeat("11:MODBL,", 45)}}}},
	} {
		if _, err := tidy(bad); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}

func repeat(n int, text string) []Line {
	out := make([]Line, n)
	for i := range out {
		out[i].Text = fmt.Sprint(text, i)
	}
	return out
}

func TestDiff(t *testing.T) {
	a := Content{{Complaint, []Line{{Text: "一"}, {Text: "二"}, {Text: "三"}}}, {Advice, []Line{{Text: "同"}}}}
	b := Content{{Complaint, []Line{{Text: "一"}, {Text: "三"}, {Text: "四"}}}, {Diagnosis, []Line{{Text: "新"}}}, {Advice, []Line{{Text: "同"}}}}
	var got []string
	for _, p := range Diff(a, b) {
		for _, l := range p.Lines {
			got = append(got, fmt.Sprintf("%s %v %s %s", p.Part, p.Changed, l.Op, l.Line.Text))
		}
	}
	want := "[complaint true same 一 complaint true removed 二 complaint true same 三 complaint true added 四 diagnosis true added 新 advice false same 同]"
	if s := fmt.Sprint(got); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if d := Diff(Content{{Advice, []Line{{Text: "a", Site: "11"}}}}, Content{{Advice, []Line{{Text: "a", Site: "12"}}}}); !d[0].Changed {
		t.Error("another tooth is no change")
	}
	if len(Diff(nil, nil)) != 0 {
		t.Error("nothing differs from nothing")
	}
}
