package journeys

import (
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
)

// The ladders of check-in follow the thresholds by cadence of the clinic's programmes:
// one ladder for each run of missed days, ended by the check-in itself. A bare count of
// cycles is never used: three missed cycles of 14 days are six weeks.
var galleryCheckin = []Template{
	{
		Key: "checkin_ladder", Sort: SortCheckin, Result: ResultCheckin,
		Name:  Words{"打卡提醒阶梯（每天）", "Check-in ladder (daily)"},
		About: Words{"每天打卡的患者：先消息，次日企微单聊，再客服电话，再医生助理，最后医生电话；打了卡就停", "Patients who check in daily: a message, WeCom the next day, a service call, the assistant, the doctor's call. It stops at the check-in"},
		Steps: []Words{
			{"到打卡提醒时间还没打卡时进入；一段连续漏打只走一次阶梯", "Enters when a check-in is due; one ladder for one run of missed days"},
			{"到点发送打卡提醒，20:30 再提醒一次", "A reminder at the hour, once more at 20:30"},
			{"次日 9:00 由跟进人企微单聊", "Next day at 9:00 somebody writes by WeCom"},
			{"连续漏打 3 天：客服电话", "3 days missed in a row: the service calls"},
			{"连续漏打 7 天：医生助理", "7 days: the doctor's assistant"},
			{"连续漏打 10 天：医生电话", "10 days: the doctor calls"},
			{"打卡、暂停、退出、投诉时立即停止", "Stops at once at the check-in, a pause, leaving, or a complaint"},
		},
		Texts: []string{textKey("checkin_ladder", "1"), textKey("checkin_ladder", "2"), textKey("checkin_ladder", "3")},
		plan: func(d draw) Graph {
			return ladderGraph(d, amount("cycle", "le", 1), afterDays(1, "09:00"), []Rung{
				remind("2", Delay{At: "20:30"}),
				person(d, TaskOneToOne, afterDays(1, "09:00")),
				remind("1", Delay{Amount: 11, Unit: Hours}),
				remind("1", afterDays(1, "20:00")),
				person(d, TaskCall, afterDays(1, "09:00")),
				assistant(d, afterDays(4, "09:00")),
				doctor(d, afterDays(3, "09:00")),
			})
		},
	},
	{
		Key: "checkin_ladder_cycle", Sort: SortCheckin, Result: ResultCheckin,
		Name:  Words{"打卡提醒阶梯（7、10、14 天）", "Check-in ladder (every 7, 10 or 14 days)"},
		About: Words{"按周期或换副打卡的患者", "Patients who check in by cycles or aligners"},
		Steps: []Words{
			{"到打卡日还没打卡时进入", "Enters when a check-in is due"},
			{"当天 19:00 和次日发送提醒", "Reminders on the day at 19:00 and the next day"},
			{"第 2 天企微单聊，第 4 天客服电话", "WeCom on day 2, a call on day 4"},
			{"逾期一个周期多：医生助理，再医生（可能戴错副）", "More than a cycle late: the assistant, then the doctor (it may be the wrong aligner)"},
		},
		Texts: []string{textKey("checkin_ladder", "1"), textKey("checkin_ladder", "2"), textKey("checkin_ladder", "3")},
		plan: func(d draw) Graph {
			return ladderGraph(d, amount("cycle", "gt", 1), afterDays(7, "09:00"), []Rung{
				remind("2", afterDays(1, "19:00")),
				person(d, TaskOneToOne, afterDays(1, "09:00")),
				person(d, TaskCall, afterDays(2, "09:00")),
				assistant(d, afterDays(10, "09:00")),
				doctor(d, afterDays(5, "09:00")),
			})
		},
	},
	{
		Key: "checkin_often_missed", Sort: SortCheckin, Result: ResultCheckin,
		Name:  Words{"断断续续漏打", "Missed again and again"},
		About: Words{"没有连续漏打、但 14 天里漏得太多的患者", "Patients who missed too many of 14 days, though not in a row"},
		Steps: []Words{
			{"14 天内漏打达到助理或医生的阈值时进入，两周内只进一次", "Enters when the days missed of 14 reach the assistant's or the doctor's threshold; once in two weeks"},
			{"次日 9:00 医生助理联系", "Next day at 9:00 the doctor's assistant gets in touch"},
			{"一周内没有好转：医生电话", "No better within a week: the doctor calls"},
		},
		plan: func(d draw) Graph {
			return Graph{Reentry: AfterExit, CoolDown: 14, MaxDays: 30, Exits: stopped(), Nodes: row(
				onEvent("checkin.missed", oneOf("rung", "assistant", "doctor"), amount("misses", "lt", 3)),
				pause("morning", Delay{At: "09:00"}),
				ask("assistant", *assistant(d, Delay{}).Task),
				Node{ID: "worse", Kind: KindWaitFor, WaitFor: &WaitFor{Any: []When{happens("checkin.missed", is("rung", "doctor"))}, Timeout: afterDays(7, "09:00")},
					To: map[string]string{"next": "doctor", "timeout": "better"}},
				ask("doctor", *doctor(d, Delay{}).Task),
				Node{ID: "better", Kind: KindExit, Exit: &ExitDo{}},
			)}
		},
	},
}

// stopped are the ends of whatever reminds of checking in.
func stopped() []When {
	return []When{happens("checkin.paused"), happens("checkin.left"), complained}
}

// ladderGraph is a reminder when a check-in is due and what follows until it is there.
func ladderGraph(_ draw, which Cond, last Delay, rungs []Rung) Graph {
	first := remind("1", Delay{})
	first.NextFail = true
	return Graph{Reentry: AfterExit, MaxDays: 60, Goals: []When{happens("checkin.done")}, Exits: stopped(), Nodes: []Node{
		{ID: "entry", Kind: KindEntry, Entry: &Entry{How: ByEvent, When: &When{Event: "checkin.due", Where: []Cond{which}}}, To: map[string]string{"next": "ladder"}},
		{ID: "ladder", Kind: KindLadder, Ladder: &Ladder{Success: []When{happens("checkin.done")}, Last: last, Rungs: append([]Rung{first}, rungs...)},
			To: map[string]string{"done": "came", "failed": "gave_up"}},
		{ID: "came", Kind: KindGoal},
		{ID: "gave_up", Kind: KindExit, Exit: &ExitDo{Reason: "no_outcome"}},
	}}
}

func remind(text string, after Delay) Rung {
	return Rung{After: after, Until: "21:30", Message: &MessageDo{Class: messages.ServiceClass, Text: textKey("checkin_ladder", text), Hours: 3, Opens: PageCheckIn}}
}

// person has the one who follows up write or call.
func person(d draw, what TaskWhat, after Delay) Rung {
	title := d.say("企微问一句：昨天没看到打卡", "Write a line: no check-in yesterday")
	if what == TaskCall {
		title = d.say("电话问问打卡遇到什么困难", "Call: what makes the check-in hard")
	}
	return Rung{After: after, Task: &TaskDo{What: what, Title: title, Text: textKey("checkin_ladder", "3"), Member: "follow_up", Role: org.RoleServiceStaff,
		Due: Delay{At: "18:00"}}}
}

func assistant(d draw, after Delay) Rung {
	return Rung{After: after, Task: &TaskDo{What: TaskCall, Title: d.say("医生助理联系：多日没有打卡", "Assistant: no check-in for days"), Member: "assistant", Role: org.RoleAssistant,
		Due: Delay{At: "18:00"}}}
}

func doctor(d draw, after Delay) Rung {
	return Rung{After: after, Task: &TaskDo{What: TaskCall, Title: d.say("医生电话：长期没有打卡", "Doctor's call: no check-in for long"), Member: "doctor", Role: org.RoleDoctor,
		Due: Delay{At: "19:00"}, Urgent: true}}
}
