package journeys

import (
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
)

// galleryCare are the journeys after a treatment: what to look out for, sent while the
// anaesthetic is still felt, and what comes next.
var galleryCare = []Template{
	{
		Key: "after_fitting", Sort: SortCare, Result: ResultCheckin,
		Name:  Words{"初戴之后", "After the first fitting"},
		About: Words{"第一次戴上矫治器的患者：当天注意事项，随后打卡规则和礼品规则", "Patients with a new appliance: precautions on the day, then the rules of checking in and of gifts"},
		Steps: []Words{
			{"矫治器初戴完成后进入（同一治疗计划只进一次）", "Enters when an appliance was fitted (once for each plan)"},
			{"一小时后发送注意事项（诊疗安全，不参与对照）", "An hour later: precautions (safety: nobody is held back)"},
			{"次日 10:00 发送打卡规则", "Next day at 10:00: the rules of checking in"},
			{"再过一天 10:00 发送礼品规则", "A day later at 10:00: the rules of gifts"},
			{"第 7 天助理联系：适应得怎么样", "On day 7 the assistant asks how it goes"},
		},
		Texts: []string{textKey("after_fitting", "1"), textKey("after_fitting", "2"), textKey("after_fitting", "3")},
		plan: func(d draw) Graph {
			return Graph{Reentry: PerKey, Key: "plan", MaxDays: 30, Exits: []When{happens("plans.execution_undone")}, Nodes: row(
				onEvent("plans.item_executed", oneOf("class", "fixed_start", "aligner_start", "functional_start", "expander"), yes("first")),
				pause("settle", after(1, Hours)),
				tell("precautions", MessageDo{Class: messages.Care, Text: textKey("after_fitting", "1"), Safety: true, Hours: 12}),
				pause("next_day", afterDays(1, "10:00")),
				tell("rules", MessageDo{Class: messages.ServiceClass, Text: textKey("after_fitting", "2"), Hours: 48}),
				pause("third_day", afterDays(1, "10:00")),
				tell("gifts", MessageDo{Class: messages.ServiceClass, Text: textKey("after_fitting", "3"), Hours: 48}),
				pause("week", afterDays(5, "10:00")),
				ask("how", TaskDo{What: TaskOneToOne, Title: d.say("问问适应得怎么样", "Ask how it goes"), Member: "assistant", Role: org.RoleAssistant, Due: afterDays(1, "18:00")}),
			)}
		},
	},
	{
		Key: "after_root_canal", Sort: SortCare, Result: ResultVisit,
		Name:  Words{"根管治疗之后", "After root canal treatment"},
		About: Words{"根管充填完成的患者：当天注意事项，几天后说明为什么要做冠", "Patients whose root canal was filled: precautions on the day, and why the tooth needs a crown"},
		Steps: []Words{
			{"根管治疗最后一步完成后进入", "Enters after the last step of a root canal treatment"},
			{"一小时后发送注意事项（诊疗安全）", "An hour later: precautions (safety)"},
			{"第 3 天 10:00 说明修复的必要", "On day 3 at 10:00: why it should be restored"},
			{"预约了就离开", "Leaves when a visit is booked"},
		},
		Texts: []string{textKey("after_root_canal", "1"), textKey("after_root_canal", "2")},
		plan: func(d draw) Graph {
			return Graph{Reentry: PerKey, Key: "item", MaxDays: 30, Exits: []When{happens("plans.execution_undone")}, Nodes: row(
				onEvent("plans.item_executed", is("class", "root_canal"), yes("last")),
				pause("settle", after(1, Hours)),
				tell("precautions", MessageDo{Class: messages.Care, Text: textKey("after_root_canal", "1"), Safety: true, Hours: 12}),
				Node{ID: "booked", Kind: KindWaitFor, WaitFor: &WaitFor{Any: []When{happens("visits.booked")}, Timeout: afterDays(3, "10:00")},
					To: map[string]string{"next": "done", "timeout": "crown"}},
				tell("crown", MessageDo{Class: messages.ServiceClass, Text: textKey("after_root_canal", "2"), Hours: 48}),
				Node{ID: "done", Kind: KindExit, Exit: &ExitDo{}},
			)}
		},
	},
	postOp("extraction", Words{"拔牙之后", "After an extraction"}, Words{"拔牙、智齿和正畸拔牙", "Extractions, wisdom teeth and extractions for orthodontics"},
		"extraction", "wisdom_surgery", "ortho_extraction"),
	postOp("implant", Words{"种植手术之后", "After an implant"}, Words{"种植体和支抗钉植入", "Implants and miniscrews"}, "implant", "miniscrew"),
	postOp("gum", Words{"牙周治疗之后", "After gum treatment"}, Words{"牙周手术和深部清洁", "Gum surgery and deep cleaning"}, "gum_surgery", "cleaning"),
	postOp("whitening", Words{"美白之后", "After whitening"}, Words{"冷光美白", "Whitening"}, "whitening"),
	postOp("child", Words{"儿童局麻之后", "After a child's anaesthetic"}, Words{"儿童局麻治疗，发给监护人", "Children treated under local anaesthesia; to the guardian"}, "child_la"),
}

// postOp is the care after one sort of treatment: what to look out for, at once.
func postOp(key string, name, about Words, classes ...string) Template {
	key = "postop_" + key
	return Template{
		Key: key, Sort: SortCare, Result: ResultVisit, Name: name, About: about,
		Steps: []Words{
			{"治疗完成后进入，同一次治疗只进一次", "Enters after the treatment, once for each"},
			{"十五分钟后发送注意事项（诊疗安全，不参与对照，不受免打扰限制的类别）", "A quarter of an hour later: what to look out for (safety: nobody is held back)"},
			{"第 2 天 10:00 再提醒一次要点", "On day 2 at 10:00 the main points again"},
		},
		Texts: []string{textKey(key, "1"), textKey(key, "2")},
		plan: func(draw) Graph {
			return Graph{Reentry: PerKey, Key: "execution", MaxDays: 14, Exits: []When{happens("plans.execution_undone")}, Nodes: row(
				onEvent("plans.item_executed", oneOf("class", classes...)),
				pause("settle", after(15, Minutes)),
				tell("care", MessageDo{Class: messages.Care, Text: textKey(key, "1"), Safety: true, Hours: 12}),
				pause("next_day", afterDays(1, "10:00")),
				tell("again", MessageDo{Class: messages.Care, Text: textKey(key, "2"), Safety: true, Hours: 24}),
			)}
		},
	}
}
