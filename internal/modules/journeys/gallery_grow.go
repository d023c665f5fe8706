package journeys

import (
	"archwire/internal/modules/audience"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
)

// galleryGrow are the journeys of who has not decided yet, and of who is content. What
// they say is advertising by law: they need consent, and stop for who objects.
var galleryGrow = []Template{
	{
		Key: "ortho_not_agreed", Sort: SortGrow, Result: ResultPlan,
		Name:  Words{"正畸未成交", "Orthodontics not agreed"},
		About: Words{"面诊过正畸、方案没有成交的患者：几周内依次发文章、优惠券和视频，最后咨询师再联系一次", "Patients who saw a plan and did not agree: an article, a coupon and a video over some weeks, then the coordinator once more"},
		Steps: []Words{
			{"进入「正畸未成交」分群时进入", "Enters with the segment “orthodontics not agreed”"},
			{"10% 的家庭作为对照，不发", "10 % of households are held back for comparison"},
			{"第 3 天 10:00 发送文章", "On day 3 at 10:00: an article"},
			{"第 10 天发放优惠券并告知", "On day 10: a coupon"},
			{"第 20 天发送视频", "On day 20: a video"},
			{"第 35 天咨询师联系一次", "On day 35 the coordinator gets in touch"},
			{"成交、投诉或退订营销时停止", "Stops when the plan is accepted, at a complaint, or when marketing is stopped"},
		},
		Segments: []string{"not_agreed"},
		Texts:    []string{textKey("ortho_not_agreed", "1"), textKey("ortho_not_agreed", "2"), textKey("ortho_not_agreed", "3")},
		plan: func(d draw) Graph {
			return Graph{Reentry: AfterExit, CoolDown: 180, MaxDays: 60, Goals: []When{happens("plans.accepted")}, Exits: []When{complained}, Nodes: row(
				onSegment(d.segment("not_agreed")), heldBack(10),
				pause("think", afterDays(3, "10:00")),
				tell("article", MessageDo{Class: messages.Marketing, Text: textKey("ortho_not_agreed", "1"), Hours: 72}),
				pause("week", afterDays(7, "10:00")),
				coupon("coupon", "coupon.ortho_case"),
				tell("offer", MessageDo{Class: messages.Marketing, Text: textKey("ortho_not_agreed", "2"), Hours: 72}),
				pause("ten_days", afterDays(10, "10:00")),
				tell("video", MessageDo{Class: messages.Marketing, Text: textKey("ortho_not_agreed", "3"), Hours: 72}),
				pause("two_weeks", afterDays(15, "10:00")),
				ask("talk", TaskDo{What: TaskOneToOne, Title: d.say("方案未成交，再联系一次", "Plan not agreed: get in touch once more"), Member: "coordinator", Role: org.RoleCoordinator, Due: afterDays(2, "18:00")}),
				pause("last", afterDays(14, "10:00")),
			)}
		},
	},
	{
		Key: "asked_ortho", Sort: SortGrow, Result: ResultPlan,
		Name:  Words{"孩子问过正畸", "Asked about orthodontics for a child"},
		About: Words{"咨询过正畸的儿童和青少年的家长：替牙期知识，提醒定期观察", "Parents of children who asked about orthodontics: what happens while teeth change, and a look now and then"},
		Steps: []Words{
			{"进入「咨询过正畸的儿童青少年」分群时进入", "Enters with the segment “child or youth who asked about orthodontics”"},
			{"第 2 天 10:00 发送替牙期知识", "On day 2 at 10:00: what happens while teeth change"},
			{"第 30 天提醒定期观察", "On day 30: a look now and then"},
		},
		Segments: []string{"child_ortho"}, Texts: []string{textKey("asked_ortho", "1"), textKey("asked_ortho", "2")},
		plan: func(d draw) Graph {
			return Graph{Reentry: AfterExit, CoolDown: 180, MaxDays: 60, Goals: []When{happens("plans.accepted")}, Exits: []When{complained}, Nodes: row(
				onSegment(d.segment("child_ortho")), heldBack(10),
				pause("two_days", afterDays(2, "10:00")),
				tell("teeth", MessageDo{Class: messages.Marketing, Text: textKey("asked_ortho", "1"), Hours: 72}),
				pause("month", afterDays(28, "10:00")),
				tell("look", MessageDo{Class: messages.Marketing, Text: textKey("asked_ortho", "2"), Hours: 72}),
			)}
		},
	},
	referral("referral_mid", Words{"正畸中期：递一张卡", "Mid-treatment: hand a card"}, Words{"矫治满 9 个月的患者，提醒客服递一张介绍卡", "Nine months into treatment: service staff is asked to hand a referral card"},
		func(draw) Node {
			return eachDay("09:00", audience.Rule{Op: audience.OpAnd, Rules: []audience.Rule{
				{Op: audience.OpAttr, Attr: "ortho", Compare: audience.In, Words: []string{"active"}},
				{Op: audience.OpAttr, Attr: "ortho_since", Compare: audience.Within, Window: &audience.Window{Ago: true, MinAgo: 270, MaxAgo: 300}},
				{Op: audience.OpAttr, Attr: "complaint", Compare: audience.No},
			}})
		}),
	referral("referral_end", Words{"正畸结束：递一张卡", "End of treatment: hand a card"}, Words{"拆除矫治器后，提醒客服递一张介绍卡、合影留念", "After the appliance comes off: service staff is asked for a card and a picture together"},
		func(draw) Node { return onEvent("plans.item_executed", oneOf("class", "debond", "retainer")) }),
	{
		Key: "birthday", Sort: SortGrow, Result: ResultVisit,
		Name:  Words{"生日祝福", "Birthday"},
		About: Words{"当天过生日的患者：一句祝福和一份小礼物", "Patients on their birthday: a greeting and a small present"},
		Steps: []Words{
			{"生日当天 9:30 进入，一年一次", "Enters on the birthday at 9:30, once a year"},
			{"发放生日券并祝福（营销类：需同意，可退订）", "A coupon and a greeting (marketing: consent needed, can be stopped)"},
		},
		Texts: []string{textKey("birthday", "1")},
		plan: func(draw) Graph {
			return Graph{Reentry: AfterExit, CoolDown: 300, MaxDays: 30, Exits: []When{complained}, Nodes: row(
				eachDay("09:30", audience.Rule{Op: audience.OpAttr, Attr: "birthday", Compare: audience.Within, Window: &audience.Window{Next: 1, Unit: audience.Day}}),
				heldBack(5),
				coupon("coupon", "gift.birthday"),
				tell("greeting", MessageDo{Class: messages.Marketing, Text: textKey("birthday", "1"), Hours: 8}),
				pause("month", afterDays(21, "10:00")),
			)}
		},
	},
}

// referral asks service staff to hand a card to who is content.
func referral(key string, name, about Words, entry func(draw) Node) Template {
	return Template{
		Key: key, Sort: SortGrow, Result: ResultPlan, Name: name, About: about,
		Steps: []Words{
			{"到了这个阶段时进入，只进一次；有未结投诉的不进", "Enters once at this stage; not with an open complaint"},
			{"客服清单：确认满意、递卡、登记介绍", "A list for the service: content? hand the card, note who was told"},
		},
		plan: func(d draw) Graph {
			return Graph{Reentry: Once, MaxDays: 30, Exits: []When{complained}, Nodes: row(
				entry(d),
				pause("morning", Delay{At: "10:00"}),
				ask("card", TaskDo{What: TaskSOP, Title: d.say("递介绍卡", "Hand a referral card"), Member: "follow_up", Role: org.RoleServiceStaff, Due: afterDays(3, "18:00"), List: []string{
					d.say("问一句满意吗；不满意就登记，不递卡", "Ask whether they are content; if not, note it and hand no card"),
					d.say("递卡，说明怎么用", "Hand the card and say how it works"),
					d.say("登记介绍了谁", "Note who was told"),
				}}),
			)}
		},
	}
}
