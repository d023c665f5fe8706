package checkin

import (
	"time"

	"archwire/internal/kit/civil"
)

func at(h, m int) civil.Clock { return civil.Clock(h*60 + m) }

// Items that several programmes ask.
var (
	note     = Item{Key: "note", Kind: Note, Words: Words{"想对医生说的话", "Anything for the doctor"}}
	fits     = Item{Key: "fits", Kind: YesNo, Words: Words{"戴上贴合吗", "Does it fit well?"}, Must: true}
	chewies  = Item{Key: "chewies", Kind: Count, Max: 240, Words: Words{"咬胶用了几分钟", "Minutes with the chewies"}}
	aligner  = Item{Key: "aligner", Kind: Count, Max: 120, Words: Words{"现在戴第几副", "Number of the aligner"}, Must: true}
	lost     = Item{Key: "attachment_lost", Kind: YesNo, Words: Words{"附件有脱落吗", "Is an attachment lost?"}}
	gap      = Item{Key: "gap", Kind: YesNo, Words: Words{"牙套和牙齿之间有缝吗", "Is there a gap?"}}
	pain     = Item{Key: "pain", Kind: Count, Max: 10, Words: Words{"疼痛几分（0 不痛）", "Pain from 0 to 10"}}
	nights   = Item{Key: "nights", Kind: Count, Target: 14, Max: 31, Words: Words{"最近一段时间戴了几晚", "Nights worn since last time"}, Must: true}
	wireFirm = Item{Key: "wire_firm", Kind: YesNo, Words: Words{"固定丝牢固吗", "Is the fixed wire firm?"}}
)

// worn asks how long something was worn; the target is that of the prescription.
func worn(words Words) Item {
	return Item{Key: "hours", Kind: Hours, Max: 24, Wear: true, Must: true, Words: words}
}

var (
	wornToday = worn(Words{"今天戴了几小时", "Hours worn today"})
	wornMean  = worn(Words{"平均每天戴几小时", "Hours a day on average"})
	sunday    = time.Sunday
)

// The ladders by cadence. What is late is counted from the due day.
var (
	dailyLadder = []Threshold{
		{Rung: RungWecom, Row: 1},
		{Rung: RungCall, Row: 3, Missed: 4, Of: 7},
		{Rung: RungAssistant, Missed: 7, Of: 14},
		{Rung: RungDoctor, Missed: 10, Of: 14},
	}
	weekdaysLadder = []Threshold{
		{Rung: RungWecom, Row: 2},
		{Rung: RungCall, Row: 3},
		{Rung: RungAssistant, Missed: 6, Of: 10},
		{Rung: RungDoctor, Missed: 8, Of: 10},
	}
	weekLadder = []Threshold{
		{Rung: RungWecom, Late: 2},
		{Rung: RungCall, Late: 4},
		{Rung: RungAssistant, Row: 2},
		{Rung: RungDoctor, Row: 3},
	}
	alignerLadder = []Threshold{
		{Rung: RungWecom, Late: 2},
		{Rung: RungCall, Late: 3},
		{Rung: RungAssistant, Late: 5},
		{Rung: RungDoctor, Row: 2},
	}
)

// Defaults are the five programmes that the program brings, as version 1.
func Defaults() []Programme {
	return []Programme{earlyRemovable(), alignerChange(), myofunctional(), elastics(), retainer()}
}

func earlyRemovable() Programme {
	items := []Item{
		wornToday,
		{Key: "brushed", Kind: YesNo, Words: Words{"矫治器刷干净了吗", "Is the appliance brushed?"}},
		{Key: "turns", Kind: Count, Max: 4, Words: Words{"扩弓转了几圈（不转填 0）", "Turns of the expander, 0 for none"}},
		note,
	}
	daily := func(key string, name Words, target int) Variant {
		return Variant{Key: key, Name: name, Target: target, Phases: []Phase{{Cadence: Daily, Items: items}}}
	}
	return Programme{
		Key: "early_removable", Number: 1, Name: Words{"儿童早矫·活动/功能矫治器", "Early treatment, removable or functional"},
		Windows: []Window{{Days: []time.Weekday{time.Saturday}, From: at(9, 0), To: at(22, 30)}, {From: at(19, 0), To: at(22, 30)}},
		Remind:  at(20, 0), MakeUp: MakeUp{Back: 1, PerMonth: 2}, Months: 6, Ladder: dailyLadder,
		Variants: []Variant{
			daily("functional", Words{"功能矫治器", "Functional appliance"}, 14),
			daily("night", Words{"只在夜间", "At night only"}, 10),
			daily("facemask", Words{"前方牵引", "Facemask"}, 12),
			{Key: "eased", Name: Words{"放宽：只打工作日", "Eased: weekdays only"}, Target: 14, Phases: []Phase{{Cadence: Weekdays, Items: items}}},
		},
	}
}

func alignerChange() Programme {
	items := []Item{wornMean, aligner, chewies, lost, gap, pain, note}
	every := func(key string, name Words, days int) Variant {
		return Variant{Key: key, Name: name, Target: 22, Phases: []Phase{{Cadence: Every, Every: days, Items: items}}}
	}
	return Programme{
		Key: "aligner_change", Number: 1, Name: Words{"隐形矫治·换副打卡", "Aligners: change of the aligner"},
		Windows: []Window{{From: at(18, 0), To: at(23, 30)}}, Remind: at(19, 0), MakeUp: MakeUp{Back: 5}, Ladder: alignerLadder,
		Variants: []Variant{
			every("10", Words{"10 天换副", "Every 10 days"}, 10),
			every("7", Words{"7 天换副", "Every 7 days"}, 7),
			every("14", Words{"14 天换副", "Every 14 days"}, 14),
			{Key: "stage", Name: Words{"按处方天数换副", "As the prescription says"}, Target: 22, Phases: []Phase{{Cadence: Stage, Items: items}}},
		},
	}
}

func myofunctional() Programme {
	train := func(key, zh, en string, target, most int) Item {
		return Item{Key: key, Kind: Count, Target: target, Max: most, Words: Words{zh, en}}
	}
	items := []Item{
		{Key: "trained", Kind: YesNo, Must: true, Words: Words{"今天的训练做完了吗", "Is today's training done?"}},
		train("lips", "闭唇几分钟", "Minutes with lips closed", 3, 60),
		train("tongue", "弹舌几次", "Tongue clicks", 60, 300),
		train("swallow", "吞咽训练几次", "Swallowing exercises", 20, 200),
		{Key: "nose_blocked", Kind: YesNo, Words: Words{"鼻子堵吗", "Is the nose blocked?"}},
		note,
	}
	return Programme{
		Key: "myofunctional", Number: 1, Name: Words{"肌功能训练", "Myofunctional training"},
		Windows: []Window{{From: at(18, 0), To: at(22, 0)}}, Remind: at(18, 30), MakeUp: MakeUp{Back: 1, PerMonth: 4}, Months: 5, Ladder: weekdaysLadder,
		Variants: []Variant{{Key: "levels", Name: Words{"五级训练", "Five levels"}, Phases: []Phase{{Cadence: Weekdays, Items: items}}}},
	}
}

func elastics() Programme {
	items := []Item{
		wornToday,
		{Key: "brushes", Kind: Count, Target: 3, Max: 10, Words: Words{"今天刷牙几次", "How often brushed today"}},
		{Key: "interdental", Kind: YesNo, Words: Words{"用间隙刷了吗", "Interdental brush used?"}},
		{Key: "bracket_off", Kind: YesNo, Words: Words{"有托槽松动脱落吗", "Is a bracket off?"}},
		note,
	}
	return Programme{
		Key: "elastics_brushing", Number: 1, Name: Words{"牵引与刷牙", "Elastics and brushing"},
		Windows: []Window{{From: at(20, 0), To: at(23, 30)}}, Remind: at(21, 0), MakeUp: MakeUp{Back: 1, PerMonth: 3}, Ladder: dailyLadder,
		Variants: []Variant{
			{Key: "full", Name: Words{"全天挂皮圈", "All day"}, Target: 22, Phases: []Phase{{Cadence: Daily, Items: items}, {Days: 30, Cadence: Every, Every: 7, Items: items}}},
			{Key: "night", Name: Words{"只在夜间挂", "At night"}, Target: 10, Phases: []Phase{{Cadence: Daily, Items: items}, {Days: 30, Cadence: Every, Every: 7, Items: items}}},
		},
	}
}

func retainer() Programme {
	day := []Item{wornMean, fits, wireFirm, note}
	night := []Item{nights, fits, note}
	return Programme{
		Key: "retainer", Number: 1, Name: Words{"保持期", "Retention"},
		Windows: []Window{{From: at(10, 0), To: at(22, 30)}}, Remind: at(19, 0), MakeUp: MakeUp{Back: 3}, Months: 24, Ladder: weekLadder,
		Variants: []Variant{{Key: "usual", Name: Words{"24 个月", "24 months"}, Target: 20, Phases: []Phase{
			{Cadence: Every, Every: 7, On: &sunday, Items: day},
			{Months: 6, Cadence: Every, Every: 14, On: &sunday, Items: night},
			{Months: 12, Cadence: Every, Every: 30, Items: night},
		}}},
	}
}
