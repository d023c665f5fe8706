package followup

// The thresholds of fixed appliances.
var (
	fixedRed = []Rule{
		rule("wire_bleeds", "钢丝扎破出血不止", "A wire pokes and it bleeds", is("wire_poke", "bleeding")),
		rule("mouth_shut", "嘴张不开", "The mouth does not open", is("mouth_open", "no")),
	}
	fixedAmber = []Rule{
		rule("pain_7", "疼痛 ≥ 7", "Pain of 7 or more", atLeast("pain", 7)),
		rule("pain_4", "第 7 天后疼痛 ≥ 4", "Pain of 4 or more after day 7", all(atLeast("pain", 4), day(7))),
		rule("wire", "钢丝扎嘴", "A wire pokes", is("wire_poke", "pokes")),
		rule("loose", "托槽、带环松脱", "A bracket or band is loose", is("loose", "loose", "lost")),
		rule("sore", "大面积溃疡", "A large sore", is("mouth_sore", "large")),
		rule("swallowed", "误吞零件", "A part was swallowed", is("swallowed", "swallowed")),
		rule("not_eating", "第 3 天后仍不能吃饭", "Cannot eat after day 3", all(is("eating", "no"), day(3))),
	}
	activationAmber = []Rule{
		rule("pain_7", "疼痛 ≥ 7", "Pain of 7 or more", atLeast("pain", 7)),
		rule("pain_4", "第 5 天后疼痛 ≥ 4", "Pain of 4 or more after day 5", all(atLeast("pain", 4), day(5))),
		rule("wire", "钢丝扎嘴", "A wire pokes", is("wire_poke", "pokes")),
		rule("loose", "托槽松脱", "A bracket is loose", is("loose", "loose", "lost")),
		rule("swallowed", "误吞零件", "A part was swallowed", is("swallowed", "swallowed")),
	}
)

// orthodontic are the protocols of first fittings and activations.
var orthodontic = []Protocol{
	{Key: "fixed_start", Name: Words{"固定矫治初戴", "Fixed appliance, first fitting"}, Layer: Clinical, Family: First, From: Words{"固定矫治器初戴", "fixed appliance fitted"},
		Asks: append(always("wire_poke", "mouth_sore", "loose", "swallowed", "mouth_open", "hygiene"), metalDoubt, breathToo), Red: fixedRed, Amber: fixedAmber, Goals: goalsCare,
		Steps: []Step{
			call("h2", soon, SayOpening, SayFirstNight).only("wire_poke", "mouth_sore", "loose", "swallowed", "mouth_open").plus(metalDoubt, breathToo),
			message("d2", inDays(2), Scripts[SayFirstNight]),
			call("d7", inDays(7), SayOpening).ask("satisfaction"),
		}},
	{Key: "activation", Name: Words{"正畸加力复诊", "Activation"}, Layer: Clinical, Family: Routine, Early: true, From: Words{"固定矫治加力", "activation of a fixed appliance"},
		Asks: append(always("wire_poke", "loose", "mouth_sore", "swallowed", "mouth_open"), metalDoubt, breathToo), Red: fixedRed, Amber: activationAmber, Goals: goalsCare,
		Steps: []Step{
			form("h2", soon),
			form("d7", inDays(7)).ask("satisfaction"),
		}},
	{Key: "expander", Name: Words{"扩弓器", "Expander"}, Layer: Clinical, Family: First, Kids: true, From: Words{"扩弓器戴入", "expander fitted"}, Plan: map[string]float64{"turns": 28, "turns_per_day": 1},
		Asks: append(always("turns_done", "swallowed", "mouth_sore", "loose", "screw_back", "breathing_night"), metalDoubt, breathToo), Goals: goalsCare,
		Steps: []Step{
			either("h2", soon, SayOpening, SayTurns),
			form("d2", inDays(2), SayTurns),
			form("turning", inDays(5), SayTurns).again(3, fact(FactTurning)),
			{Key: "end", Deed: Contacts, Way: Call, Upon: "turning", Say: []string{SayOpening}, Asks: asksOf("satisfaction")},
		},
		Red: []Rule{rule("breathing_night", "戴着时夜里呼吸困难", "Breathing trouble at night with the appliance", is("breathing_night", "yes"))},
		Amber: []Rule{
			rule("turns", "圈数与计划差 ≥ 2", "Turns differ from the plan by 2 or more", all(atLeast("turns_done", 0), from(FactTurnsGap, 2))),
			rule("pain_6", "转圈期间疼痛 ≥ 6", "Pain of 6 or more while turning", atLeast("pain", 6)),
			rule("swallowed", "误吞零件", "A part was swallowed", is("swallowed", "swallowed")),
			rule("screw_back", "螺旋倒转", "The screw turns back", is("screw_back", "yes")),
			rule("band_loose", "带环松动", "A band is loose", is("loose", "loose", "lost")),
		}},
	{Key: "aligner_start", Name: Words{"隐形初戴", "Aligners, first fitting"}, Layer: Clinical, Family: First, From: Words{"第一副牙套戴入", "first aligner"},
		Asks: always("appliance_fit", "gap_mm", "wear_hours", "short_days", "attachments_lost", "mouth_sore", "edge_cut"), Goals: goalsCare,
		Steps: []Step{
			form("h2", soon).only("appliance_fit", "edge_cut", "mouth_sore"),
			message("d2", inDays(2), Scripts[SayAligner]),
			call("d7", inDays(7), SayOpening).ask("satisfaction"),
		},
		Amber: []Rule{
			rule("cannot", "戴不上", "Does not go on", is("appliance_fit", "cannot")),
			rule("gap", "第 3 天后缝隙 > 2 mm", "Gap above 2 mm after day 3", all(atLeast("gap_mm", 2.1), day(3))),
			rule("short", "2 天没戴满 20 小时", "Under 20 hours on 2 days", atLeast("short_days", 2)),
			rule("attachments", "附件脱落 ≥ 2", "Two or more attachments lost", atLeast("attachments_lost", 2)),
			rule("edge", "边缘割舌", "An edge cuts the tongue", is("edge_cut", "yes")),
		}},
	{Key: "functional_start", Name: Words{"功能/活动矫治器初戴", "Functional or removable appliance, first fitting"}, Layer: Clinical, Family: First, Kids: true,
		From: Words{"功能或活动矫治器戴入", "appliance fitted"}, Plan: map[string]float64{"wear_hours": 14}, Goals: goalsCare,
		Asks:  append(always("appliance_fit", "wear_hours", "mouth_sore", "loose", "broken", "jaw_pain"), metalDoubt),
		Steps: []Step{form("d1", inDays(1)), call("d3", inDays(3), SayOpening), call("d7", inDays(7), SayOpening).ask("satisfaction")},
		Amber: []Rule{
			rule("cannot", "戴不上", "Does not go on", is("appliance_fit", "cannot")),
			rule("worn_half", "3 天内佩戴不足医嘱的一半", "Worn less than half of what was prescribed in 3 days", all(atLeast("wear_hours", 0), under(FactWearShare, 0.5), day(3))),
			rule("broken", "卡环或钢丝断", "A clasp or wire is broken", is("broken", "yes")),
			rule("jaw_pain", "关节痛 ≥ 4", "Jaw joint pain of 4 or more", atLeast("jaw_pain", 4)),
		}},
	{Key: "rebond_emergency", Name: Words{"补粘/应急处理", "Rebond, emergency"}, Layer: Clinical, Family: Routine, From: Words{"补粘、钢丝、应急处理", "rebond, wire, emergency"},
		Asks: append(always("wire_poke", "loose", "mouth_sore", "swallowed", "mouth_open"), metalDoubt, breathToo), Steps: []Step{nextDay()}, Red: fixedRed, Amber: activationAmber, Goals: goalsCare},
}

// retention is what follows active treatment.
var retention = []Protocol{
	{Key: "debond", Name: Words{"拆除托槽", "Debonding"}, Layer: Clinical, Family: Routine, From: Words{"拆除托槽", "brackets taken off"}, Ends: "retainer",
		Asks: always("sensitive", "mouth_sore"), Goals: goalsCare, Red: soreRed, Amber: soreAmber,
		Steps: []Step{form("d1", inDays(1)).when(not(fact(FactRetained)))}},
	{Key: "retainer", Name: Words{"保持器", "Retainer"}, Layer: Clinical, Family: First, From: Words{"保持器初戴（不是拆托槽）", "retainer delivered, not debonding"},
		Plan: map[string]float64{"wear_hours": 20},
		Asks: always("appliance_fit", "wear_hours", "loose", "broken", "mouth_sore"), Goals: goalsCare,
		Steps: []Step{
			call("w1", inDays(7), SayOpening, SayRetainer).ask("satisfaction"),
			{Key: "m1", Deed: Books, After: inMonths(1), Words: Words{"保持器 1 个月复查", "Retainer review at one month"}},
			form("m3", inMonths(3), SayRetainer),
			form("m6", inMonths(6), SayRetainer).ask("satisfaction"),
			form("m12", inMonths(12), SayRetainer),
			{Key: "recall", Deed: Recall, After: inMonths(24), Words: Words{"保持期每年复查", "Retention review, yearly"}},
		},
		Amber: []Rule{
			rule("cannot", "戴不上", "Does not go on", is("appliance_fit", "cannot")),
			rule("gap", "有缝隙", "A gap", is("appliance_fit", "gap")),
			rule("lost", "丢失、断裂或固定丝松：3 天内做新的", "Lost, broken or the fixed wire is loose: a new one within 3 days", anyOf(is("loose", "loose", "lost"), is("broken", "yes"))),
			rule("worn_half", "佩戴不足一半", "Worn less than half", all(atLeast("wear_hours", 0), under(FactWearShare, 0.5))),
		}},
}
