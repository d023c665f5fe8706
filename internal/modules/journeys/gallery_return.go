package journeys

import (
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
)

// galleryReturn are the journeys that bring somebody back whose treatment needs it.
var galleryReturn = []Template{
	{
		Key: "no_show_rescue", Sort: SortReturn, Result: ResultVisit,
		Name:  Words{"爽约挽回", "No-show rescue"},
		About: Words{"爽约的患者：发一条能直接改约的消息，两天没约再打电话", "Patients who did not come: a message to book anew, a call if nothing is booked in two days"},
		Steps: []Words{
			{"爽约确认后进入，每次就诊一次", "Enters when a no-show is confirmed, once for each visit"},
			{"两小时后发送改约消息", "Two hours later: a message to book anew"},
			{"2 天内没有新预约：前台电话", "Nothing booked in 2 days: the front desk calls"},
			{"约上就算成功", "A booking is success"},
		},
		Texts: []string{textKey("no_show_rescue", "1")},
		plan: func(d draw) Graph {
			return Graph{Reentry: PerKey, Key: "subject", MaxDays: 21, Goals: []When{happens("visits.booked")}, Exits: []When{complained}, Nodes: row(
				onEvent("visits.no_show"),
				pause("calm", after(2, Hours)),
				tell("rebook", MessageDo{Class: messages.ServiceClass, Text: textKey("no_show_rescue", "1"), Hours: 24}),
				pause("two_days", afterDays(2, "10:00")),
				ask("call", TaskDo{What: TaskCall, Title: d.say("爽约两天未改约，电话联系", "Missed a visit, nothing booked for two days: call"), Role: org.RoleFrontDesk, Due: Delay{At: "18:00"}}),
				pause("last", afterDays(14, "10:00")),
			)}
		},
	},
	{
		Key: "recall_due", Sort: SortReturn, Result: ResultVisit,
		Name:  Words{"该复诊未约", "Due and not booked"},
		About: Words{"到期该复诊、还没有预约的患者", "Patients who are due and have booked nothing"},
		Steps: []Words{
			{"进入「该复诊未约」分群时进入", "Enters with the segment “due and not booked”"},
			{"10% 的家庭作为对照，不发", "10 % of households are held back for comparison"},
			{"10:00 发送提醒，5 天后再提醒一次", "A reminder at 10:00, another after 5 days"},
			{"再 7 天没约：客服电话", "Nothing booked 7 days later: the service calls"},
		},
		Segments: []string{"due_unbooked"}, Texts: []string{textKey("recall_due", "1"), textKey("recall_due", "2")},
		plan: func(d draw) Graph {
			return Graph{Reentry: AfterExit, CoolDown: 60, MaxDays: 60, Goals: []When{happens("visits.booked")}, Exits: []When{complained}, Nodes: row(
				onSegment(d.segment("due_unbooked")), heldBack(10),
				pause("morning", Delay{At: "10:00"}),
				tell("first", MessageDo{Class: messages.ServiceClass, Text: textKey("recall_due", "1"), Hours: 48}),
				pause("five_days", afterDays(5, "10:00")),
				tell("second", MessageDo{Class: messages.ServiceClass, Text: textKey("recall_due", "2"), Hours: 48}),
				pause("a_week", afterDays(7, "10:00")),
				ask("call", TaskDo{What: TaskCall, Title: d.say("该复诊未约，电话约一下", "Due and not booked: call"), Member: "follow_up", Role: org.RoleServiceStaff, Due: afterDays(1, "18:00")}),
				pause("last", afterDays(14, "10:00")),
			)}
		},
	},
	{
		Key: "prepaid_asleep", Sort: SortReturn, Result: ResultVisit,
		Name:  Words{"预收沉睡", "Prepaid, long not seen"},
		About: Words{"有预收余额但很久没来的患者", "Patients with prepaid money who have not come for long"},
		Steps: []Words{
			{"进入「预收沉睡」分群时进入", "Enters with the segment “prepaid asleep”"},
			{"10:00 告知还有余额、可以预约", "At 10:00: there is a balance, and how to book"},
			{"两周没约：咨询师电话", "Nothing booked in two weeks: the coordinator calls"},
		},
		Segments: []string{"prepaid_asleep"}, Texts: []string{textKey("prepaid_asleep", "1")},
		plan: func(d draw) Graph {
			return Graph{Reentry: AfterExit, CoolDown: 90, MaxDays: 60, Goals: []When{happens("visits.booked")}, Exits: []When{complained}, Nodes: row(
				onSegment(d.segment("prepaid_asleep")), heldBack(10),
				pause("morning", Delay{At: "10:00"}),
				tell("balance", MessageDo{Class: messages.ServiceClass, Text: textKey("prepaid_asleep", "1"), Hours: 48}),
				pause("two_weeks", afterDays(14, "10:00")),
				ask("call", TaskDo{What: TaskCall, Title: d.say("有预收未用，电话约一下", "Prepaid and asleep: call"), Member: "coordinator", Role: org.RoleCoordinator, Due: afterDays(1, "18:00")}),
				pause("last", afterDays(14, "10:00")),
			)}
		},
	},
	{
		Key: "welcome", Sort: SortReturn, Result: ResultVisit,
		Name:  Words{"新患者欢迎", "Welcome"},
		About: Words{"刚建档的患者：怎么联系我们、来之前要带什么", "New patients: how to reach us, and what to bring"},
		Steps: []Words{
			{"建档后进入，只进一次", "Enters once, after registration"},
			{"两小时后发送欢迎和联系方式", "Two hours later: a welcome and how to reach us"},
			{"7 天没有预约：前台问一句", "Nothing booked in 7 days: the front desk asks"},
		},
		Texts: []string{textKey("welcome", "1")},
		plan: func(d draw) Graph {
			return Graph{Reentry: Once, MaxDays: 30, Goals: []When{happens("visits.left")}, Exits: []When{complained}, Nodes: row(
				onEvent("patients.registered"),
				pause("settle", after(2, Hours)),
				tell("hello", MessageDo{Class: messages.ServiceClass, Text: textKey("welcome", "1"), Hours: 48}),
				Node{ID: "booked", Kind: KindWaitFor, WaitFor: &WaitFor{Any: []When{happens("visits.booked")}, Timeout: afterDays(7, "10:00")},
					To: map[string]string{"next": "done", "timeout": "ask"}},
				ask("ask", TaskDo{What: TaskCall, Title: d.say("建档一周未约，问一句", "Registered a week ago, nothing booked: ask"), Role: org.RoleFrontDesk, Due: afterDays(1, "18:00")}),
				Node{ID: "done", Kind: KindExit, Exit: &ExitDo{}},
			)}
		},
	},
}
