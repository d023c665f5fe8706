package followup

import (
	"testing"

	"archwire/internal/modules/patients"
)

func TestWhatAlertsBringAlong(t *testing.T) {
	for _, c := range []struct {
		alert patients.Alert
		fact  string
		want  bool
	}{
		{patients.Alert{Kind: "medicine", Text: "华法林 3 mg"}, FactAnticoagulant, true},
		{patients.Alert{Kind: "medicine", Text: "长期服阿司匹林"}, FactAnticoagulant, true},
		{patients.Alert{Kind: "medicine", Text: "Rivaroxaban 20 mg"}, FactAnticoagulant, true},
		{patients.Alert{Kind: "medicine", Text: "二甲双胍"}, FactAnticoagulant, false},
		{patients.Alert{Kind: "medicine", Text: "华法林", EndedAt: 1}, FactAnticoagulant, false},
		{patients.Alert{Kind: "allergy", Text: "阿司匹林"}, FactAnticoagulant, false},
		{patients.Alert{Kind: "allergy", Text: "镍"}, FactDoubt, true},
		{patients.Alert{Kind: "allergy", Text: "乳胶手套起疹"}, FactDoubt, true},
		{patients.Alert{Kind: "allergy", Text: "青霉素"}, FactDoubt, false},
		{patients.Alert{Kind: "disease", Text: "金属内固定"}, FactDoubt, false},
	} {
		if got := knownOf([]patients.Alert{c.alert})[c.fact]; got != c.want {
			t.Errorf("%+v: %s is %v", c.alert, c.fact, got)
		}
	}
}

func TestWhatARecordSaysOfAReaction(t *testing.T) {
	for text, want := range map[string]bool{
		"根管预备，患者术中有反应，封药":   true,
		"扩管后反应明显，开放引流":      true,
		"预备后出现急性反应":         true,
		"患者诉术中反应较大":         true,
		"局麻下根管预备，无不良反应，暂封":  false,
		"根管预备，无明显反应，封药":     false,
		"未见过敏反应":            false,
		"患者反应良好":            false,
		"根管预备，次氯酸钠冲洗，封药，暂封": false,
		"局麻无不良反应；扩大根管时反应明显": true,
		"": false,
	} {
		if got := saysReaction(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// What somebody said by hand stands above what the record says.
func TestByHandStands(t *testing.T) {
	one := Series{Flags: map[string]bool{FactAnticoagulant: false, FactLower: true}}.with(map[string]bool{FactAnticoagulant: true, FactDoubt: true})
	if one.Flags[FactAnticoagulant] || !one.Flags[FactDoubt] || !one.Flags[FactLower] {
		t.Errorf("known: %v", one.Flags)
	}
}
