package followup

import (
	"fmt"
	"strings"

	"archwire/internal/kit/civil"
)

// Safety is read out, and shown before any other text, where somebody may be in
// danger. It is never delayed and never changed by a clinic.
var Safety = Words{
	Zh: "如出现呼吸或吞咽困难、意识不清、大量出血，请立即拨打 120 或到最近医院急诊，同时告诉我们。",
	En: "If breathing or swallowing is hard, somebody is not clear, or there is much blood: call 120 or go to the nearest emergency room at once, and tell us.",
}

// The scripts that the program brings, one sentence each, facts in braces.
const (
	SayOpening      = "opening"
	SayFirstNight   = "first_night"
	SayAmber        = "amber"
	SayNoShow       = "no_show"
	SayAnger        = "anger"
	SaySpecialDay   = "special_day"
	SayReferral     = "referral"
	SayRelationship = "relationship"
	SayLip          = "lip"
	SayAligner      = "aligner"
	SayRestore      = "restore"
	SayReplace      = "replace"
	SayRetainer     = "retainer"
	SaySutures      = "sutures"
	SayRecall       = "recall"
	SayDeclined     = "declined"
	SayTurns        = "turns"
	SaySedation     = "sedation"
)

// Scripts are the sentences of calls and messages, by key.
var Scripts = map[string]Words{
	SayOpening: {"{称呼}您好，我是{诊所}的{姓名}，{医生}医生让我来问问您{项目}后感觉怎么样，现在方便说两分钟吗？",
		"Hello {person}, this is {caller} of {clinic}. Dr {doctor} asked me how you have been since your {item}. Do you have two minutes?"},
	SayFirstNight: {"牙齿酸胀、咬东西没力是牙齿开始移动的正常反应，多数人 3–7 天会慢慢适应。先吃软一点的；钢丝扎嘴先把正畸蜡揉成小团盖住，拍张照片发给我。",
		"Teeth that ache and bite weakly are beginning to move; most people get used to it in 3 to 7 days. Eat soft food first. If a wire pokes, cover it with a little ball of wax and send me a photo."},
	SayAmber: {"您说的情况我马上告诉{医生}医生，今天{时间}前给您回电话，请保持电话畅通。",
		"I shall tell Dr {doctor} at once what you said. You will be called back before {time} today; please keep your phone at hand."},
	SayNoShow: {"{称呼}您好，{时间}约了{医生}医生复诊没有等到您，是路上有事吗？这个阶段隔太久会影响进度，我帮您看最近的时间：{时段一}还是{时段二}？",
		"Hello {person}, we expected you at {time} with Dr {doctor}. Did something come up? A long gap would slow the treatment now. May I offer {slot1} or {slot2}?"},
	SayAnger: {"给您添麻烦了，非常抱歉。您先说，我都记下来，{时间}前由{负责人}给您答复。",
		"I am very sorry for the trouble. Please tell me everything, I write it all down. {responsible} will answer you before {time}."},
	SaySpecialDay: {"方便登记一下生日吗？生日当天有一份小礼物。",
		"May I note your birthday? There is a small present on the day."},
	SayReferral: {"谢谢您的认可，家人朋友口腔有需要，也可以直接找我，我帮他们安排好时间。",
		"Thank you for your trust. If family or friends need a dentist, call me directly and I shall find them a good time."},
	SayRelationship: {"{称呼}您好，我是{诊所}的{姓名}，好久没见，打来问候一下。上次您说的{上次}，后来怎么样了？",
		"Hello {person}, this is {caller} of {clinic}; we have not seen you for a while and I wanted to say hello. You told us about {last}: how did it go?"},
	SayLip: {"麻药还没过，孩子的嘴唇是麻的，请看着别让他咬嘴唇、别抓脸，麻劲过了再吃东西。",
		"The lip is still numb. Please watch that the child does not bite it or scratch the cheek, and let it eat only when the numbness is gone."},
	SayAligner: {"前两天牙齿发胀、说话有点含糊都正常。每天戴满 22 小时，戴上后咬咬胶；边缘磨嘴可以先涂一点蜡，附件掉了拍张照片发给我。",
		"Pressure and unclear speech are usual in the first two days. Wear them for 22 hours a day and bite on the chewie after putting them in; cover a sharp edge with wax, and send me a photo if an attachment comes off."},
	SayRestore: {"做过根管治疗的牙比较脆，暂封材料不能长期使用，建议这一两周内来做充填或牙冠，我帮您约{医生}医生。",
		"A tooth is brittle after root canal treatment and the temporary filling does not last. It should get its filling or crown within a week or two; shall I book Dr {doctor}?"},
	SayReplace: {"您拔牙已经两个月，伤口基本长好，可以来看看缺的牙怎么补，拖太久邻牙会倒、对面的牙会伸长。",
		"It is two months since the tooth was taken out and the gum has healed. Come and see how to replace it: with time the neighbours lean in and the opposite tooth grows longer."},
	SayRetainer: {"保持器按医生说的时间戴，取下后用凉水刷洗，不要用热水。丢了、裂了、戴不上，三天内告诉我们，牙会往回跑。",
		"Wear the retainer as the doctor said and clean it with cold water. If it is lost, cracked or no longer fits, tell us within three days: teeth move back."},
	SaySutures: {"今天该拆线了，请按约好的时间来，几分钟就好。",
		"The stitches are due to come out; please come at the time we agreed, it takes a few minutes."},
	SayRecall: {"{称呼}您好，{医生}医生建议的复查时间快到了，您看哪天方便，我帮您约。",
		"Hello {person}, the check-up that Dr {doctor} advised is due soon. Which day suits you?"},
	SayDeclined: {"{称呼}您好，上次和您说的方案，家里商量得怎么样？有不清楚的地方我请医生再给您讲一遍。",
		"Hello {person}, what do you think of the plan we showed you? If anything is unclear, the doctor will gladly explain it again."},
	SayTurns: {"扩弓螺旋请按医生说的次数转，每次转到底，转完把钥匙收好；转不动、往回转，先停下来告诉我们。",
		"Turn the screw as often as the doctor said, each time to the end, and put the key away. If it does not turn, or turns back, stop and tell us."},
	SaySedation: {"今天请大人一直陪着，先喝少量温水，不吐再吃软的；不骑车、不爬高。叫不醒、反复呕吐，马上打电话。",
		"Somebody should stay with the patient all day. A little water first, soft food if it stays down; no cycling or climbing. Call at once if they cannot be woken or vomit again and again."},
}

// anotherDay is the sentence for a time that does not lie today: it names the day
// with the time.
func (w Words) anotherDay() Words {
	return Words{strings.ReplaceAll(w.Zh, "今天{时间}", "{时间}"), strings.ReplaceAll(w.En, "{time} today", "{time}")}
}

// byWhen says until when somebody is called back, and whether that is today.
func byWhen(due, now int64, h Hours) (Words, bool) {
	day, today, clock := civil.Of(due, h.Zone), civil.Of(now, h.Zone), civil.ClockOf(due, h.Zone).String()
	switch day {
	case today:
		return Words{clock, clock}, true
	case today.AddDays(1):
		return Words{"明天 " + clock, clock + " tomorrow"}, false
	}
	return Words{fmt.Sprintf("%d 月 %d 日 %s", day.Month(), day.DayOfMonth(), clock), clock + " on " + string(day)}, false
}

// The braces of scripts: the Chinese and the English name of each fact.
var braces = [][2]string{
	{"{称呼}", "{person}"}, {"{诊所}", "{clinic}"}, {"{姓名}", "{caller}"}, {"{医生}", "{doctor}"}, {"{项目}", "{item}"}, {"{时间}", "{time}"},
	{"{负责人}", "{responsible}"}, {"{时段一}", "{slot1}"}, {"{时段二}", "{slot2}"}, {"{上次}", "{last}"},
}

// Facts fill the braces, by their English names without braces. What is not known
// stays a brace, so that a caller sees what to put there.
type Facts map[string]string

// Fill puts the facts into a sentence.
func (f Facts) Fill(text string) string {
	for _, b := range braces {
		v := f[strings.Trim(b[1], "{}")]
		if v != "" {
			text = strings.ReplaceAll(strings.ReplaceAll(text, b[0], v), b[1], v)
		}
	}
	return text
}

// FillWords puts the facts into both languages.
func (f Facts) FillWords(w Words) Words { return Words{f.Fill(w.Zh), f.Fill(w.En)} }
