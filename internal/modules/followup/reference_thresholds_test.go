package followup

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"archwire/internal/kit/span"
)

// refThresholds are 1.5, line by line and on both sides of each bound: protocol, how
// long after the treatment, the answers (and facts behind a bar), what they come to
// and the threshold that says so. "–" = nothing speaks. Lines that begin with + are
// the house's own beside the reference: what was asked and is bad is never green.
const refThresholds = `
extraction 2.5h bleeding=active                      red bleeds_on
extraction 2.5h pain=8,painkiller=no_help            red pain_unhelped
extraction 2.5h pain=7,painkiller=no_help            amber pain_6
extraction 2.5h bleeding=ooze                        amber oozes
extraction 2.5h bleeding=streak                      green –
extraction 2.5h pain=6                               amber pain_6
extraction 2.5h pain=7                               amber pain_6
extraction 2.5h pain=5                               green –
extraction 2.5h bleeding=ooze|anticoagulant          amber anticoagulant
extraction 2.5h bleeding=streak|anticoagulant        green –
+extraction 2.5h pain=8,painkiller=helps             amber pain_6
extraction 1d fever=38.5                             red fever_385
extraction 1d fever=38.4                             amber fever_376
extraction 1d fever=38.0,swelling=marked             red fever_swelling
extraction 1d fever=37.9,swelling=marked             amber fever_376
extraction 1d fever=38.0,swelling=mild               amber fever_376
extraction 1d bleeding=active                        red bleeds_on
extraction 1d trismus=1,fever=37.6                   red trismus_fever
extraction 1d trismus=0,fever=38.0                   red trismus_fever
extraction 1d trismus=1,fever=37.5                   amber trismus
extraction 1d trismus=2,fever=37.5                   green –
extraction 1d fever=37.6                             amber fever_376
extraction 1d fever=37.5                             green –
extraction 1d fever=not_measured                     green –
extraction 1d numbness=numb                          amber numb
extraction 1d numbness=tingling                      amber numb
extraction 1d numbness=none                          green –
extraction 3d pain=5,pain_trend=worse                amber dry_socket
extraction 5d pain=5,pain_trend=worse                amber dry_socket
extraction 2d pain=5,pain_trend=worse                green –
extraction 6d pain=5,pain_trend=worse                green –
extraction 3d pain=4,pain_trend=worse                green –
extraction 3d pain=5,pain_trend=same                 green –
extraction 1d trismus=0                              amber trismus
extraction 24h bleeding=ooze                         amber oozes
extraction 20h bleeding=ooze                         green –
extraction 23h bleeding=ooze                         green –
extraction 20h bleeding=ooze|anticoagulant           amber anticoagulant
extraction 4d swelling=marked                        amber swelling_4
extraction 3d swelling=marked                        green –
extraction 4d swelling=mild                          green –
extraction 1d pain=8,painkiller=no_help              red pain_unhelped
+extraction 1d pain=8                                amber pain_high
extraction 1d pain=7                                 green –
extraction 2.5h numbness=numb                        green –
extraction 2.5h trismus=1                            green –
wisdom_surgery 1d trismus=1,fever=37.6               red trismus_fever
wisdom_surgery 3d pain=5,pain_trend=worse            amber dry_socket
ortho_extraction 2.5h bleeding=ooze                  amber oozes
gum_surgery 2.5h bleeding=active                     red bleeds_on
gum_surgery 1d fever=38.5                            red fever_385
gum_surgery 4d swelling=marked                       amber swelling_4
+gum_surgery 3d suture=open                          amber suture_open

root_filling 2.5h pain=8,painkiller=no_help          red pain_unhelped
canal_visit 1d pain=8,painkiller=no_help             red pain_unhelped
pulp_opening 1d swelling=marked,fever=38.0           red swelling_fever
pulp_opening 1d swelling=marked,fever=37.9           amber swelling
pulp_opening 1d swelling=mild,fever=38.0             amber swelling
root_filling 7d fever=38.5                           red fever_385
root_filling 7d fever=38.4                           green –
root_filling 48h pain=5                              amber pain_5
root_filling 48h pain=7                              amber pain_5
root_filling 48h pain=4                              green –
root_filling 47h pain=7                              green –
canal_visit 1d pain_trend=worse                      amber worse
canal_visit 1d pain_trend=same                       green –
root_filling 7d bite=high                            amber bite
root_filling 7d bite=cannot                          amber bite
root_filling 7d bite=normal                          green –
root_filling 7d loose=loose                          amber lost
root_filling 7d loose=lost                           amber lost
root_filling 7d swelling=mild                        amber swelling
root_filling 7d swelling=marked                      amber swelling
+root_filling 2.5h pain=8                            amber pain_high
root_filling 2.5h pain=7,painkiller=no_help          green –
+root_filling 2.5h pain=8,painkiller=helps           amber pain_high

infusion 1d rash=rash,chest                          red rash_chest
infusion 1d airway=yes                               red airway
infusion 1d rash=rash                                amber rash
infusion 1d rash=itch                                amber rash
infusion 1d rash=none                                green –
infusion 1d needle_arm=swollen                       amber arm

fixed_start 2.5h swallowed=breathing                 red breathed_in
fixed_start 2.5h wire_poke=bleeding                  red wire_bleeds
fixed_start 2.5h mouth_open=no                       red mouth_shut
fixed_start 2.5h pain=7                              amber pain_7
fixed_start 2.5h pain=6                              green –
fixed_start 7d pain=4                                amber pain_4
fixed_start 7d pain=3                                green –
fixed_start 6d pain=6                                green –
fixed_start 2.5h wire_poke=pokes                     amber wire
fixed_start 2.5h loose=loose                         amber loose
fixed_start 2.5h loose=lost                          amber loose
fixed_start 2.5h mouth_sore=large                    amber sore
fixed_start 2.5h mouth_sore=small                    green –
fixed_start 2.5h swallowed=swallowed                 amber swallowed
fixed_start 3d eating=no                             amber not_eating
fixed_start 3d eating=soft                           green –
fixed_start 2d eating=no                             green –

activation 2.5h swallowed=breathing                  red breathed_in
activation 2.5h wire_poke=bleeding                   red wire_bleeds
activation 2.5h mouth_open=no                        red mouth_shut
activation 2.5h pain=7                               amber pain_7
activation 2.5h pain=6                               green –
activation 5d pain=4                                 amber pain_4
activation 5d pain=3                                 green –
activation 4d pain=6                                 green –
activation 2.5h wire_poke=pokes                      amber wire
activation 2.5h loose=loose                          amber loose
activation 2.5h loose=lost                           amber loose
+activation 7d swallowed=swallowed                   amber swallowed
rebond_emergency 1d wire_poke=bleeding               red wire_bleeds
rebond_emergency 1d wire_poke=pokes                  amber wire

expander 2d swallowed=breathing                      red breathed_in
expander 2d breathing_night=yes                      red breathing_night
expander 10d turns_done=8                            amber turns
expander 10d turns_done=12                           amber turns
expander 10d turns_done=9                            green –
expander 10d turns_done=11                           green –
expander 40d turns_done=28                           green –
expander 5d pain=6                                   amber pain_6
expander 5d pain=5                                   green –
expander 5d screw_back=yes                           amber screw_back
expander 5d loose=loose                              amber band_loose
expander 5d loose=lost                               amber band_loose
+expander 5d swallowed=swallowed                     amber swallowed

aligner_start 2.5h appliance_fit=cannot              amber cannot
aligner_start 7d appliance_fit=gap,gap_mm=2.1        amber gap
aligner_start 7d appliance_fit=gap,gap_mm=2          green –
aligner_start 7d appliance_fit=fits                  green –
aligner_start 3d appliance_fit=gap,gap_mm=3          amber gap
aligner_start 2d appliance_fit=gap,gap_mm=3          green –
aligner_start 7d short_days=2                        amber short
aligner_start 7d short_days=1                        green –
aligner_start 7d attachments_lost=2                  amber attachments
aligner_start 7d attachments_lost=1                  green –
aligner_start 7d edge_cut=yes                        amber edge

functional_start 1d appliance_fit=cannot             amber cannot
functional_start 3d wear_hours=6.9                   amber worn_half
functional_start 3d wear_hours=7                     green –
functional_start 2d wear_hours=2                     green –
functional_start 3d broken=yes                       amber broken
functional_start 3d jaw_pain=4                       amber jaw_pain
functional_start 3d jaw_pain=3                       green –

miniscrew 1d fever=38.5                              red fever_385
miniscrew 1d swelling=marked,fever=37.6              red swelling_fever
miniscrew 1d swelling=marked,fever=37.5              green –
miniscrew 1d swelling=none,fever=37.6                green –
miniscrew 1d fever=38.4                              green –
miniscrew 2d pain=5                                  amber pain_5
miniscrew 2d pain=4                                  green –
miniscrew 1d pain=5                                  green –
miniscrew 7d loose=loose                             amber loose
miniscrew 7d loose=lost                              amber loose
miniscrew 7d gum_over=yes                            amber gum_over
+miniscrew 1d bleeding=ooze                          amber bleeds_on
+miniscrew 1d bleeding=active                        amber bleeds_on

debond 1d pain=8                                     red pain_8
debond 1d sensitive=lasting                          amber sensitive
debond 1d sensitive=short                            green –
debond 2d pain=4                                     amber pain_4
debond 2d pain=3                                     green –
debond 2d sensitive=none                             green –
debond 1d pain=7                                     green –
whitening 1d pain=8                                  red pain_8
whitening 1d sensitive=lasting                       amber sensitive

retainer 7d appliance_fit=cannot                     amber cannot
retainer 7d appliance_fit=gap                        amber gap
retainer 7d loose=lost                               amber lost
retainer 7d loose=loose                              amber lost
retainer 7d broken=yes                               amber lost
retainer 7d wear_hours=9.9                           amber worn_half
retainer 7d wear_hours=10                            green –

restoration 1d pain=8,painkiller=no_help             red pain_unhelped
restoration 1d bite=high                             amber bite
restoration 1d bite=cannot                           amber bite
restoration 1d sensitive=lasting                     amber sensitive
restoration 1d pain=4                                amber pain_4
restoration 1d pain=3                                green –
restoration 1d pain=7,painkiller=no_help             amber pain_4
restoration 1d pain=8,painkiller=helps               amber pain_4
restoration 5h pain=4                                green –
restoration 1d loose=loose                           amber loose
restoration 1d loose=lost                            amber loose

denture 1d mouth_sore=small                          amber sore
denture 1d mouth_sore=large                          amber sore
denture 1d pain=4                                    amber pain_4
denture 1d pain=3                                    green –
denture 1d falls_talking=yes                         amber falls

cleaning 20h bleeding=active                         red bleeds_on
cleaning 24h bleeding=ooze                           amber oozes
cleaning 23h bleeding=ooze                           green –
cleaning 7d sensitive=lasting                        amber sensitive
cleaning 6d sensitive=lasting                        green –
cleaning 7d sensitive=short                          green –
cleaning 1d pain=5                                   amber pain_5
cleaning 1d pain=4                                   green –

implant 6h numbness=numb                             red numb
implant 5h numbness=numb                             green –
implant 1d bleeding=active                           red bleeds_on
implant 1d fever=38.5                                red fever_385
implant 1d fever=38.4                                green –
implant 1d floor_mouth=swollen                       red floor_swells
implant 3d pain=5,pain_trend=worse                   amber pain_worse
implant 3d pain=5,pain_trend=same                    green –
implant 3d pain=4,pain_trend=worse                   green –
implant 1d nose=blood|upper                          amber nose
implant 1d nose=air|upper                            amber nose
implant 1d nose=no|upper                             green –
implant 1d nose=air                                  green –
implant 3d suture=open                               amber suture_open
implant 1d numbness=tingling                         amber tingling
implant 90d pain=7,swelling=mild                     red pain_swelling
implant 90d pain=7,swelling=marked                   red pain_swelling
implant 60d pain=7,swelling=mild                     red pain_swelling
implant 59d pain=7,swelling=mild                     green –
implant 90d pain=6,swelling=mild                     green –
implant 90d pain=7,swelling=none                     green –
implant 90d loose=loose                              amber loose
implant 90d loose=lost                               amber loose
implant 90d brush_bleeds=yes                         amber brush_bleeds
implant 90d food_catches=yes                         amber food_catches

child_la 3h swelling=spreading                       red swelling_spreads
child_la 3h airway=yes                               red airway
child_la 3h lip_bite=yes                             amber lip_bite
child_la 3h pain=5                                   amber pain_5
child_la 3h pain=4                                   green –

sedation_ga 2h awake=hard                            red not_waking
sedation_ga 5h vomiting=3                            red vomits_3
sedation_ga 5h vomiting=2                            green –
sedation_ga 1d fever=38.5                            red fever_385
sedation_ga 4h drinking=no                           amber not_drinking
sedation_ga 3h drinking=no                           green –
sedation_ga 1d fever=37.6                            amber fever_376
sedation_ga 1d fever=38.4                            amber fever_376
sedation_ga 1d fever=37.5                            green –
+sedation_ga 2h breathing=hard                       red breathing_hard

+general 3d pain=5                                   amber pain_5
general 3d pain=4                                    green –
+general 3d pain=7,painkiller=no_help                amber pain_5
+general 3d pain=8,painkiller=helps                  amber pain_5
+general 3d pain_trend=worse                         amber worse
+general 3d swelling=marked                          amber swelling
+general 3d pain=8,painkiller=no_help                red pain_unhelped
`

// refGeneral is red in every protocol.
const refGeneral = `airway=yes airway
swelling=spreading swelling_spreads
rash=rash,lips allergy
rash=chest allergy
swallowed=breathing breathed_in
fever=39.0 high_fever
awake=hard hard_to_wake`

// answersOf reads "pain=8,rash=rash,lips".
func answersOf(text string) Answers {
	out, key := Answers{}, ""
	for _, part := range strings.Split(text, ",") {
		if k, v, pair := strings.Cut(part, "="); pair {
			key, out[k] = k, v
		} else {
			out[key] += "," + part
		}
	}
	return out
}

// judged is what answers come to so long after a treatment by a protocol.
func judged(t *testing.T, protocol, after, answers, facts string) Verdict {
	t.Helper()
	p, ok := DefaultOf(protocol)
	if !ok {
		t.Fatalf("no protocol %s", protocol)
	}
	n, err := strconv.ParseFloat(after[:len(after)-1], 64)
	if err != nil {
		t.Fatal(err)
	}
	if after[len(after)-1] == 'd' {
		n *= 24
	}
	flags := map[string]bool{}
	for _, f := range strings.Fields(facts) {
		flags[f] = true
	}
	anchor, a := instant(t, treated), answersOf(answers)
	s := p.SituationOf(anchor, anchor+int64(n*float64(span.Hour)), flags, nil, a, nil, UsualHours(shanghai))
	return Judge([]Judged{{p, s}}, a)
}

func TestReferenceThresholds(t *testing.T) {
	spoke := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(refThresholds), "\n") {
		f := strings.Fields(strings.TrimPrefix(line, "+"))
		if len(f) == 0 {
			continue
		}
		answers, facts, _ := strings.Cut(f[2], "|")
		v := judged(t, f[0], f[1], answers, facts)
		if string(v.Level) != f[3] {
			t.Errorf("%s: %s because %v", line, v.Level, v.Spoke)
		}
		if f[4] == "–" {
			continue
		}
		spoke[bodyOf(f[0])+"."+f[4]] = true
		if !slices.ContainsFunc(v.Spoke, func(s Spoke) bool { return s.Rule == f[4] }) {
			t.Errorf("%s: said by %v", line, v.Spoke)
		}
	}
	for _, p := range Defaults {
		body, _ := DefaultOf(bodyOf(p.Key))
		for _, r := range slices.Concat(p.Red, p.Amber) {
			for _, same := range slices.Concat(body.Red, body.Amber) {
				if same.Key == r.Key && jsonText(same.When) != jsonText(r.When) {
					t.Errorf("%s of %s is not that of %s", r.Key, p.Key, body.Key)
				}
			}
			if !spoke[bodyOf(p.Key)+"."+r.Key] {
				t.Errorf("no line lets %s of %s speak", r.Key, p.Key)
			}
		}
	}
}

// bodyOf is the protocol that stands for those with the same thresholds.
func bodyOf(key string) string {
	for body, of := range map[string]string{"extraction": "wisdom_surgery ortho_extraction gum_surgery", "root_filling": "canal_visit pulp_opening",
		"activation": "rebond_emergency", "debond": "whitening"} {
		if slices.Contains(strings.Fields(of), key) {
			return body
		}
	}
	return key
}

func TestReferenceGeneralRed(t *testing.T) {
	for _, p := range Defaults {
		for _, line := range strings.Split(refGeneral, "\n") {
			answers, rule, _ := strings.Cut(line, " ")
			v := judged(t, p.Key, "1d", answers, "")
			if v.Level != Red || !slices.ContainsFunc(v.Spoke, func(s Spoke) bool { return s.Rule == rule && s.Protocol == "" }) {
				t.Errorf("%s, %s: %s because %v", p.Key, answers, v.Level, v.Spoke)
			}
		}
		for _, answers := range []string{"fever=38.4,swelling=none", "swallowed=no", "awake=sleepy", "airway=no"} {
			if v := judged(t, p.Key, "1h", answers, ""); v.Level == Red {
				t.Errorf("%s, %s: red because %v", p.Key, answers, v.Spoke)
			}
		}
	}
	if Safety.Zh != "如出现呼吸或吞咽困难、意识不清、大量出血，请立即拨打 120 或到最近医院急诊，同时告诉我们。" {
		t.Errorf("the safety sentence reads %s", Safety.Zh)
	}
}

// refScripts are 1.6.
var refScripts = map[string]string{
	SayOpening:    "{称呼}您好，我是{诊所}的{姓名}，{医生}医生让我来问问您{项目}后感觉怎么样，现在方便说两分钟吗？",
	SayFirstNight: "牙齿酸胀、咬东西没力是牙齿开始移动的正常反应，多数人 3–7 天会慢慢适应。先吃软一点的；钢丝扎嘴先把正畸蜡揉成小团盖住，拍张照片发给我。",
	SayAmber:      "您说的情况我马上告诉{医生}医生，今天{时间}前给您回电话，请保持电话畅通。",
	SayNoShow:     "{称呼}您好，{时间}约了{医生}医生复诊没有等到您，是路上有事吗？这个阶段隔太久会影响进度，我帮您看最近的时间：{时段一}还是{时段二}？",
	SayAnger:      "给您添麻烦了，非常抱歉。您先说，我都记下来，{时间}前由{负责人}给您答复。",
	SaySpecialDay: "方便登记一下生日吗？生日当天有一份小礼物。",
	SayReferral:   "谢谢您的认可，家人朋友口腔有需要，也可以直接找我，我帮他们安排好时间。",
}

func TestReferenceScripts(t *testing.T) {
	for key, want := range refScripts {
		if got := Scripts[key].Zh; got != want {
			t.Errorf("%s reads\n%s\nwant\n%s", key, got, want)
		}
	}
	said := map[string]string{"extraction.h2": SayOpening, "fixed_start.h2": SayFirstNight, "missed_visit.h1": SayNoShow, "relationship.m1": SaySpecialDay}
	for step, script := range said {
		key, name, _ := strings.Cut(step, ".")
		p, _ := DefaultOf(key)
		if s, _ := p.step(name); !slices.Contains(s.Say, script) {
			t.Errorf("%s says %v", step, s.Say)
		}
	}
	// The referral is asked for from 4 on, with nothing open; 1.6.
	for _, c := range []struct {
		level Level
		stars int
		want  bool
	}{{Green, 4, true}, {Green, 5, true}, {Green, 3, false}, {Amber, 5, false}, {Red, 5, false}, {Green, 0, false}} {
		if got := offersReferral(Verdict{Level: c.level}, c.stars); got != c.want {
			t.Errorf("%s with %d stars: %v", c.level, c.stars, got)
		}
	}
}

// What is to be done tomorrow is not promised for today.
func TestByWhen(t *testing.T) {
	h := UsualHours(shanghai)
	for _, c := range []struct{ due, now, want string }{
		{"2026-11-23 18:00", "2026-11-23 10:40", "今天18:00前给您回电话"},
		{"2026-11-24 10:00", "2026-11-23 17:10", "明天 10:00前给您回电话"},
		{"2026-11-26 10:00", "2026-11-23 17:10", "11 月 26 日 10:00前给您回电话"},
	} {
		by, today := byWhen(instant(t, c.due), instant(t, c.now), h)
		w := Scripts[SayAmber]
		if !today {
			w = w.anotherDay()
		}
		got := Facts{"time": by.Zh}.FillWords(w)
		if !strings.Contains(got.Zh, c.want) {
			t.Errorf("due %s, said at %s: %s", c.due, c.now, got.Zh)
		}
		if en := (Facts{"time": by.En}).FillWords(w).En; strings.Contains(en, "tomorrow today") || strings.Contains(en, "{") && !strings.Contains(en, "{doctor}") {
			t.Errorf("in English: %s", en)
		}
	}
}
