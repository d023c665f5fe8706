package followup

import "slices"

// What is asked after an extraction: at first, and from the next day on.
var (
	extractionAsks  = []string{"bleeding", "swelling", "airway"}
	extractionLater = []string{"fever", "trismus"}
)

// The thresholds after an extraction.
var (
	extractionRed = []Rule{
		rule("bleeds_on", "咬紧棉球 30 分钟仍出血", "Still bleeds after 30 minutes on gauze", is("bleeding", "active")),
		rule("pain_unhelped", "疼痛 ≥ 8 且止痛药不管用", "Pain of 8 or more that a painkiller does not help", all(atLeast("pain", 8), is("painkiller", "no_help"))),
		rule("fever_385", "体温 ≥ 38.5", "Fever of 38.5 or more", atLeast("fever", 38.5)),
		rule("fever_swelling", "体温 ≥ 38.0 且肿胀明显", "Fever of 38.0 or more with marked swelling", all(atLeast("fever", 38), is("swelling", "marked"))),
		rule("trismus_fever", "张口 ≤ 1 指且发热", "Opens one finger or less, with fever", all(is("trismus", "1", "0"), atLeast("fever", 37.6))),
	}
	extractionAmber = []Rule{
		rule("oozes", "渗血（2–3 小时或 24 小时后）", "Oozes at 2–3 hours or after a day", all(is("bleeding", "ooze"), anyOf(under(FactDay, 1), hours(24)))),
		rule("pain_6", "疼痛 6–7", "Pain of 6 or 7", all(atLeast("pain", 6), under(FactDay, 1))),
		rule("anticoagulant", "服抗凝药且出血超过血丝", "On anticoagulants, more than streaks of blood", all(is("bleeding", "ooze", "active"), fact(FactAnticoagulant))),
		rule("fever_376", "体温 37.6–38.4", "Fever of 37.6 to 38.4", between("fever", 37.6, 38.49)),
		rule("numb", "仍麻木", "Still numb", all(is("numbness", "numb", "tingling"), day(1))),
		rule("dry_socket", "第 3–5 天疼痛 ≥ 5 且加重：疑干槽症，当天看", "Pain of 5 or more and worse on day 3–5: dry socket? To be seen the same day",
			all(atLeast("pain", 5), is("pain_trend", "worse"), days(3, 5))),
		rule("trismus", "张口 ≤ 1 指", "Opens one finger or less", all(is("trismus", "1", "0"), day(1))),
		rule("swelling_4", "第 4 天后肿胀仍明显", "Swelling still marked after day 4", all(is("swelling", "marked"), day(4))),
		rule("pain_high", "疼痛 ≥ 8", "Pain of 8 or more", atLeast("pain", 8)),
	}
	extractionBody = Protocol{Layer: Clinical, Family: Surgical, Asks: append(always(slices.Concat(extractionAsks, extractionLater)...), lowerLip, newMedicine),
		Red: extractionRed, Amber: extractionAmber, Goals: goalsCare}
)

// of fills what protocols of one kind have in common.
func (p Protocol) of(key string, name, from Words, steps ...Step) Protocol {
	p.Key, p.Name, p.From, p.Steps = key, name, from, steps
	return p
}

// surgical are the protocols of blood and needles.
var surgical = []Protocol{
	extractionBody.of("extraction", Words{"拔牙", "Extraction"}, Words{"拔牙完成", "extraction done"},
		call("h2", soon, SayOpening).only(extractionAsks...),
		call("d1", inDays(1), SayOpening),
		form("d3", inDays(3)),
		call("d7", inDays(7), SayOpening).ask("satisfaction"),
		call("m2", inMonths(2), SayReplace).only("wants_visit").when(fact(FactReplace)).at(Afternoon)),
	extractionBody.of("wisdom_surgery", Words{"阻生齿拔除", "Impacted tooth, surgical"}, Words{"阻生齿拔除完成", "surgical extraction done"},
		call("h2", soon, SayOpening).only(extractionAsks...),
		call("d1", inDays(1), SayOpening),
		form("d3", inDays(3)),
		Step{Key: "d7", Deed: Books, After: inDays(7), Say: []string{SaySutures}, Words: Words{"第 7 天拆线", "Stitches out on day 7"}}),
	withTells(extractionBody).of("ortho_extraction", Words{"正畸拔牙", "Orthodontic extraction"}, Words{"内部转诊的拔牙完成", "extraction by internal referral done"},
		Step{Key: "tell", Deed: Tasks, Role: "assistant", Words: Words{"正畸拔牙已完成，可约下一步", "Orthodontic extraction is done: the next step may be booked"}},
		call("h2", soon, SayOpening).only(extractionAsks...),
		call("d1", inDays(1), SayOpening),
		form("d3", inDays(3)),
		call("d7", inDays(7), SayOpening).ask("satisfaction")),
	{Key: "gum_surgery", Name: Words{"牙周/牙龈手术", "Gum surgery"}, Layer: Clinical, Family: Surgical, From: Words{"翻瓣、系带、冠延长", "flap, frenum, crown lengthening"},
		Asks: append(always(slices.Concat(extractionAsks, []string{"fever", "suture"})...), newMedicine), Goals: goalsCare,
		Steps: []Step{either("h2", soon, SayOpening), either("d1", inDays(1), SayOpening), form("d3", inDays(3)),
			{Key: "d7", Deed: Books, After: inDays(7), Say: []string{SaySutures}, Words: Words{"第 7 天拆线", "Stitches out on day 7"}}},
		Red:   without(extractionRed, "trismus_fever"),
		Amber: append(without(extractionAmber, "trismus", "numb"), rule("suture_open", "缝线松开", "Stitches are open", is("suture", "open")))},
	{Key: "miniscrew", Name: Words{"支抗钉植入", "Miniscrew"}, Layer: Clinical, Family: Surgical, From: Words{"支抗钉植入", "miniscrew placed"},
		Asks: append(always("bleeding", "swelling", "airway", "fever", "loose", "gum_over"), newMedicine), Goals: goalsCare,
		Steps: []Step{call("h2", soon, SayOpening), form("d1", inDays(1)), call("d7", inDays(7), SayOpening).ask("satisfaction")},
		Red: []Rule{
			rule("fever_385", "体温 ≥ 38.5", "Fever of 38.5 or more", atLeast("fever", 38.5)),
			rule("swelling_fever", "肿胀明显且发热", "Marked swelling with fever", all(is("swelling", "marked"), atLeast("fever", 37.6))),
		},
		Amber: []Rule{
			rule("pain_5", "第 2 天后疼痛 ≥ 5", "Pain of 5 or more after day 2", all(atLeast("pain", 5), day(2))),
			rule("loose", "支抗钉松动", "The miniscrew is loose", is("loose", "loose", "lost")),
			rule("gum_over", "牙龈盖住支抗钉", "Gum has grown over it", is("gum_over", "yes")),
			rule("bleeds_on", "仍出血", "Still bleeds", is("bleeding", "ooze", "active")),
		}},
	{Key: "implant", Name: Words{"种植体植入", "Implant"}, Layer: Clinical, Family: Surgical, From: Words{"种植体植入", "implant placed"}, Goals: goalsCare,
		Asks: append(always("bleeding", "swelling", "airway", "numbness", "fever", "floor_mouth", "nose", "suture"), newMedicine),
		Steps: []Step{
			call("d1", inDays(1), SayOpening),
			call("d3", inDays(3), SayOpening),
			{Key: "d7", Deed: Books, After: inDays(7), Until: inDays(10), Say: []string{SaySutures}, Words: Words{"第 7–10 天拆线", "Stitches out on day 7–10"}},
			form("m3", inMonths(3)).only("swelling", "loose", "brush_bleeds", "food_catches", "hygiene").when(not(fact(FactProsthesis))),
			form("m6", inMonths(6)).only("swelling", "loose", "brush_bleeds", "food_catches", "hygiene").when(not(fact(FactProsthesis))),
			form("y1", inMonths(12)).only("swelling", "loose", "brush_bleeds", "food_catches", "hygiene", "satisfaction").
				when(not(fact(FactProsthesis))),
			{Key: "recall", Deed: Recall, After: inMonths(12), Words: Words{"种植体每年维护", "Implant maintenance, yearly"}},
		},
		Red: []Rule{
			rule("numb", "麻药应退（≥ 6 小时）后仍麻木", "Still numb after the anaesthetic should be gone (6 hours)", all(is("numbness", "numb"), hours(6))),
			rule("bleeds_on", "咬紧棉球仍出血", "Bleeds although biting on gauze", is("bleeding", "active")),
			rule("fever_385", "体温 ≥ 38.5", "Fever of 38.5 or more", atLeast("fever", 38.5)),
			rule("floor_swells", "口底肿", "The floor of the mouth swells", is("floor_mouth", "swollen")),
			rule("pain_swelling", "疼痛 ≥ 7 且肿胀", "Pain of 7 or more with swelling", all(atLeast("pain", 7), is("swelling", "mild", "marked"), day(60))),
		},
		Amber: []Rule{
			rule("pain_worse", "疼痛 ≥ 5 且加重", "Pain of 5 or more and worse", all(atLeast("pain", 5), is("pain_trend", "worse"))),
			rule("nose", "鼻出血或漏气", "Nosebleed, or air through the nose", all(is("nose", "blood", "air"), fact(FactUpper))),
			rule("suture_open", "缝线裂开", "Stitches are open", is("suture", "open")),
			rule("tingling", "麻刺感", "Tingling", is("numbness", "tingling")),
			rule("loose", "种植牙松动", "Loose", is("loose", "loose", "lost")),
			rule("brush_bleeds", "刷牙出血", "Bleeds on brushing", is("brush_bleeds", "yes")),
			rule("food_catches", "塞牙", "Food catches", is("food_catches", "yes")),
		}},
	{Key: "sedation_ga", Name: Words{"舒适化/镇静治疗", "Sedation and general anaesthesia"}, Layer: Clinical, Family: Surgical, Phone: true,
		From: Words{"镇静、全麻", "sedation, general anaesthesia"}, Goals: goalsCare,
		Asks: always("breathing", "awake", "vomiting", "fever", "drinking"),
		Steps: []Step{call("h2", Offset{Minutes: 120}, SayOpening, SaySedation), call("evening", Offset{}, SayOpening).at(Evening),
			call("d1", inDays(1), SayOpening).ask("satisfaction")},
		Red: []Rule{
			rule("not_waking", "叫不醒", "Hard to wake", is("awake", "hard")),
			rule("vomits_3", "呕吐 ≥ 3 次", "Vomited three times or more", atLeast("vomiting", 3)),
			rule("fever_385", "体温 ≥ 38.5", "Fever of 38.5 or more", atLeast("fever", 38.5)),
			rule("breathing_hard", "呼吸费力", "Breathing is hard", is("breathing", "hard")),
		},
		Amber: []Rule{
			rule("not_drinking", "4 小时后仍不喝水", "Not drinking after 4 hours", all(is("drinking", "no"), hours(4))),
			rule("fever_376", "体温 37.6–38.4", "Fever of 37.6 to 38.4", between("fever", 37.6, 38.49)),
		}},
	{Key: "child_la", Name: Words{"儿童局麻治疗", "Child under local anaesthesia"}, Layer: Clinical, Family: Routine,
		From: Words{"儿童局麻下的任何治疗", "any child's treatment under local anaesthesia"}, Goals: goalsCare,
		Asks: always("lip_bite", "swelling", "airway"),
		Steps: []Step{
			{Key: "h1", Deed: Comforts, Way: Form, After: Offset{Minutes: 60}, Until: Offset{Minutes: 75}, Words: Scripts[SayLip]},
			form("h3", Offset{Minutes: 180}).until(Offset{Minutes: 210}),
		},
		Amber: []Rule{
			rule("lip_bite", "咬破嘴唇", "Bit its lip", is("lip_bite", "yes")),
			rule("pain_5", "疼痛 ≥ 5", "Pain of 5 or more", atLeast("pain", 5)),
		}},
	{Key: "infusion", Name: Words{"输液", "Infusion"}, Layer: Clinical, Family: Surgical, From: Words{"输液完成", "infusion done"}, Goals: goalsCare,
		Asks:  always("rash", "fever", "airway", "needle_arm"),
		Steps: []Step{call("d1", inDays(1), SayOpening)},
		Red:   []Rule{rule("rash_chest", "皮疹伴胸闷", "Rash with a tight chest", is("rash", "chest"))},
		Amber: []Rule{
			rule("rash", "皮疹", "Rash", is("rash", "rash", "itch")),
			rule("arm", "打针处红肿", "Arm swollen or red at the needle", is("needle_arm", "swollen")),
		}},
}

// without leaves some rules out: gums neither stiffen the jaw nor numb the lip.
func without(list []Rule, keys ...string) []Rule {
	return slices.DeleteFunc(slices.Clone(list), func(r Rule) bool { return slices.Contains(keys, r.Key) })
}

func withTells(p Protocol) Protocol { p.Tells = true; return p }
