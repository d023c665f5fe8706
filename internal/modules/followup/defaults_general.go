package followup

import (
	"slices"
	"strconv"
)

// The thresholds of canal treatment.
var (
	canalRed = []Rule{
		rule("pain_unhelped", "疼痛 ≥ 8 且止痛药不管用", "Pain of 8 or more that a painkiller does not help", all(atLeast("pain", 8), is("painkiller", "no_help"))),
		rule("swelling_fever", "肿胀明显且体温 ≥ 38.0", "Marked swelling with fever of 38.0 or more", all(is("swelling", "marked"), atLeast("fever", 38))),
		rule("fever_385", "体温 ≥ 38.5", "Fever of 38.5 or more", atLeast("fever", 38.5)),
	}
	canalAmber = []Rule{
		rule("pain_5", "48 小时后疼痛 5–7", "Pain of 5 to 7 after 48 hours", all(atLeast("pain", 5), hours(48))),
		rule("worse", "疼痛加重", "Worse than before", is("pain_trend", "worse")),
		rule("bite", "咬合偏高或不能咬", "The bite is high, or they cannot bite", is("bite", "high", "cannot")),
		rule("lost", "暂封脱落", "The temporary filling is lost", is("loose", "loose", "lost")),
		rule("swelling", "肿胀", "Swelling", is("swelling", "mild", "marked")),
		rule("pain_high", "疼痛 ≥ 8", "Pain of 8 or more", atLeast("pain", 8)),
	}
	canalAsks = append(always("swelling", "fever", "bite", "loose"), newMedicine)
)

// endodontic are the protocols of canals.
var endodontic = []Protocol{
	{Key: "root_filling", Name: Words{"根管充填", "Root filling"}, Layer: Clinical, Family: Surgical, From: Words{"根管充填完成", "root filling done"},
		Asks: canalAsks, Red: canalRed, Amber: canalAmber, Goals: goalsCare,
		Steps: []Step{
			call("h2", soon, SayOpening),
			form("d3", inDays(3)),
			call("d7", inDays(7), SayOpening).ask("satisfaction"),
			{Key: "restore", Deed: Contacts, Way: Form, After: inDays(10), Until: inDays(14), Say: []string{SayRestore}, When: ref(not(fact(FactRestored))),
				Asks: always("loose", "wants_visit"), Only: true},
		}},
	{Key: "canal_visit", Name: Words{"根管治疗（未充填）", "Root canal treatment, not filled yet"}, Layer: Clinical, Family: Surgical,
		From: Words{"根管治疗的一次就诊", "a canal visit that does not fill"}, Asks: canalAsks, Red: canalRed, Amber: canalAmber, Goals: goalsCare,
		Steps: []Step{
			call("h2", soon, SayOpening),
			call("d1", inDays(1), SayOpening).when(fact(FactReaction)),
		}},
	{Key: "pulp_opening", Name: Words{"开髓引流", "Pulp opening"}, Layer: Clinical, Family: Surgical, From: Words{"开髓引流", "pulp opened"},
		Asks: canalAsks, Red: canalRed, Amber: canalAmber, Goals: goalsCare,
		Steps: []Step{call("d1", inDays(1), SayOpening)}},
}

// The thresholds of what is restored.
var (
	restoredRed = []Rule{
		rule("pain_unhelped", "疼痛 ≥ 8 且止痛药不管用", "Pain of 8 or more that a painkiller does not help", all(atLeast("pain", 8), is("painkiller", "no_help"))),
	}
	restoredAmber = []Rule{
		rule("bite", "咬合偏高或不能咬", "The bite is high, or they cannot bite", is("bite", "high", "cannot")),
		rule("sensitive", "持续冷热敏感", "Lasting sensitivity", is("sensitive", "lasting")),
		rule("pain_4", "第 2 天疼痛 ≥ 4", "Pain of 4 or more on day 2", all(atLeast("pain", 4), day(1))),
		rule("loose", "松动或脱落", "Loose or lost", is("loose", "loose", "lost")),
	}
)

// nextDay is due on the next day, and late when that ends.
func nextDay(say ...string) Step { return form("d1", inDays(1), say...) }

// restorative are fillings, crowns, dentures, cleaning and whitening, and what has
// no protocol of its own.
var restorative = []Protocol{
	{Key: "restoration", Name: Words{"充填、嵌体、冠、桥", "Filling, inlay, crown, bridge"}, Layer: Clinical, Family: Routine,
		From: Words{"修复完成", "restoration done"}, Asks: always("bite", "sensitive", "loose"), Goals: goalsCare,
		Steps: []Step{nextDay()}, Red: restoredRed, Amber: restoredAmber},
	{Key: "denture", Name: Words{"义齿初戴", "Denture first worn"}, Layer: Clinical, Family: First, From: Words{"义齿戴入", "denture fitted"},
		Asks: always("mouth_sore", "bite", "loose", "falls_talking"), Goals: goalsCare, Steps: []Step{nextDay()},
		Amber: []Rule{
			rule("sore", "黏膜磨破", "Sore spots", is("mouth_sore", "small", "large")),
			rule("pain_4", "疼痛 ≥ 4", "Pain of 4 or more", atLeast("pain", 4)),
			rule("falls", "说话时掉：3 天内约调改", "Falls when talking: adjustment within 3 days", is("falls_talking", "yes")),
		}},
	{Key: "cleaning", Name: Words{"洁牙、牙周", "Cleaning and periodontal"}, Layer: Clinical, Family: Routine, From: Words{"洁牙完成", "cleaning done"},
		Asks: always("bleeding", "sensitive"), Goals: goalsCare, Steps: []Step{nextDay()},
		Red: []Rule{rule("bleeds_on", "咬紧棉球仍出血", "Bleeds although biting on gauze", is("bleeding", "active"))},
		Amber: []Rule{
			rule("oozes", "24 小时后仍渗血", "Oozes after a day", all(is("bleeding", "ooze"), hours(24))),
			rule("sensitive", "7 天后仍持续敏感", "Lasting sensitivity after 7 days", all(is("sensitive", "lasting"), day(7))),
			rule("pain_5", "疼痛 ≥ 5", "Pain of 5 or more", atLeast("pain", 5)),
		}},
	{Key: "whitening", Name: Words{"冷光美白", "Whitening"}, Layer: Clinical, Family: Routine, From: Words{"美白完成", "whitening done"},
		Asks: always("sensitive", "mouth_sore"), Goals: goalsCare, Steps: []Step{nextDay()}, Red: soreRed, Amber: soreAmber},
	{Key: "general", Name: Words{"一般治疗", "Any other treatment"}, Layer: Clinical, Family: Routine, From: Words{"其他治疗完成", "any other treatment done"},
		Asks: append(always("swelling"), newMedicine), Goals: goalsCare,
		Steps: []Step{form("d1", inDays(1)), form("d3", inDays(3)), form("d7", inDays(7)).ask("satisfaction")},
		Red:   restoredRed,
		Amber: []Rule{
			rule("pain_5", "疼痛 ≥ 5", "Pain of 5 or more", atLeast("pain", 5)),
			rule("worse", "疼痛加重", "Worse than before", is("pain_trend", "worse")),
			rule("swelling", "肿胀明显", "Marked swelling", is("swelling", "marked")),
		}},
}

// The thresholds of debonding and whitening.
var (
	soreRed   = []Rule{rule("pain_8", "疼痛 ≥ 8", "Pain of 8 or more", atLeast("pain", 8))}
	soreAmber = []Rule{
		rule("sensitive", "持续敏感", "Lasting sensitivity", is("sensitive", "lasting")),
		rule("pain_4", "第 2 天后疼痛 ≥ 4", "Pain of 4 or more after day 2", all(atLeast("pain", 4), day(2))),
	}
)

// related tells whom the relationship layer is for: not who comes anyway,
// who is in active orthodontic treatment, who does not want to be courted, or
// who has a complaint.
var related = ref(all(not(fact(FactBooked)), not(fact(FactActive)), not(fact(FactUnwilling)), not(fact(FactComplaint))))

// relations are the second layer, recalls, and what was not agreed to.
var relations = []Protocol{
	{Key: "relationship", Name: Words{"关系回访", "Relationship"}, Layer: Relation, Family: Routine, From: Words{"最近一次就诊", "the last visit"},
		Asks: asksOf("satisfaction", "wants_visit", "next_visit", "note"),
		Steps: []Step{
			{Key: "m1", Deed: Contacts, After: inMonths(1), Slot: Afternoon, When: related, Say: []string{SayRelationship, SaySpecialDay}},
			{Key: "m3", Deed: Contacts, After: inMonths(3), Slot: Afternoon, When: related, Say: []string{SayRelationship}},
		},
		Goals: []Words{
			{"不推项目：一次问候、一张卡片、一个邀请", "No product: a greeting, a card, an invitation"},
			{"登记生日、纪念日，问上次聊到的事", "Note birthdays and anniversaries; ask about what they told us last time"},
			{"满意就请他介绍", "If content, ask for a recommendation"},
		}},
	{Key: "declined", Name: Words{"未成交跟进", "Presented, not agreed"}, Layer: Selling, Family: Routine, From: Words{"方案沟通后未成交", "plan presented, not agreed"},
		Asks: asksOf("wants_treatment", "note"),
		Steps: slices.Collect(func(yield func(Step) bool) {
			for _, n := range []int{1, 3, 7, 15, 30} {
				s := Step{Key: "d" + strconv.Itoa(n), Deed: Contacts, Way: Call, After: inDays(n), Slot: Afternoon, Say: []string{SayDeclined}, Role: "coordinator",
					When: ref(all(not(fact(FactAgreed)), not(fact(FactBooked)), not(fact(FactUnwilling)), not(fact(FactComplaint))))}
				if !yield(s) {
					return
				}
			}
		}),
		Goals: []Words{{"了解顾虑，请医生再讲一遍", "Hear the doubts; let the doctor explain again"}, {"说“别再打”就停", "“Do not call” ends it"}}},
	{Key: "observation", Name: Words{"替牙期观察", "Observation of mixed dentition"}, Layer: Recalls, Family: Routine, From: Words{"决定观察", "observation decided"},
		Asks: asksOf("wants_visit", "next_visit", "note"),
		Steps: []Step{
			message("remind", Offset{Months: 4, Days: -14}, Words{"孩子的替牙期观察复查再过两周就到时间了，请和我们约个方便的时间，来看看换牙的情况。",
				"The review of the changing teeth is due in two weeks. Please book a time that suits you, so that we can see how they come in."}).when(not(fact(FactBooked))).at(Afternoon),
			{Key: "recall", Deed: Recall, After: inMonths(4), Until: inMonths(6), Words: Words{"替牙期观察复查", "Observation review"}},
			call("call", inMonths(4), SayRecall).when(not(fact(FactBooked))).at(Afternoon),
		}},
	{Key: "missed_visit", Name: Words{"在治患者爽约", "Missed visit during treatment"}, Layer: Clinical, Family: Routine,
		From: Words{"预约开始时间（不是确认爽约的时间）", "the booked start, not the moment somebody confirms it"}, Asks: asksOf("next_visit", "note"),
		Steps: []Step{{Key: "h1", Deed: Tasks, Way: Call, After: Offset{Minutes: 15}, Until: Offset{Minutes: 60}, Say: []string{SayNoShow}, Role: "front_desk",
			Words: Words{"爽约 1 小时内电话：问原因、重新约", "Called within the hour: why, and when instead"}}},
		Goals: []Words{{"问原因，不责备", "Ask why, do not blame"}, {"当场给两个时间", "Offer two times at once"}}},
}

func ref(c Condition) *Condition { return &c }
