package followup

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
)

// Kind is the type of an answer.
type Kind string

// The kinds.
const (
	Scale  Kind = "scale"  // 0–10
	Choice Kind = "choice" // one of
	Many   Kind = "many"   // some of, or none
	Number Kind = "number" // decimal, or a word of the choices ("not_measured")
	Count  Kind = "count"  // whole number
	Worn   Kind = "hours"  // 0–24
	YesNo  Kind = "yes_no"
	Stars  Kind = "stars" // 1–5
	Text   Kind = "text"
)

// Kinds are all of them.
var Kinds = []Kind{Scale, Choice, Many, Number, Count, Worn, YesNo, Stars, Text}

// Option is one answer that may be chosen.
type Option struct {
	Key string `json:"key"`
	Words
}

// Question is asked by a caller or on a form.
type Question struct {
	Key     string     `json:"key"`
	Kind    Kind       `json:"kind"`
	Words              // as it is asked
	Options []Option   `json:"options,omitempty"`
	Min     float64    `json:"min,omitempty"` // of a number or count
	Max     float64    `json:"max,omitempty"`
	When    *Condition `json:"when,omitempty"` // asked only where this holds; nil = always
}

// maxAnswer bounds a text, in characters.
const maxAnswer = 500

// Check refuses an answer that the question does not have. Faults: BadAnswer.
func (q Question) Check(answer string) *fault.Fault {
	ok := false
	switch q.Kind {
	case Scale:
		ok = whole(answer, 0, 10)
	case Worn:
		ok = number(answer, 0, 24)
	case Stars:
		ok = whole(answer, 1, 5)
	case Count:
		ok = whole(answer, q.Min, q.Max)
	case Number:
		ok = number(answer, q.Min, q.Max) || q.has(answer)
	case Choice:
		ok = q.has(answer)
	case YesNo:
		ok = answer == "yes" || answer == "no"
	case Many:
		ok = true
		for _, one := range strings.Split(answer, ",") {
			ok = ok && q.has(one)
		}
	case Text:
		ok = utf8.RuneCountInString(answer) <= maxAnswer
	}
	if !ok {
		return BadAnswer.At("answers."+q.Key, "question", q.Key)
	}
	return nil
}

func (q Question) has(key string) bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Key == key })
}

func number(s string, low, high float64) bool {
	n, err := strconv.ParseFloat(s, 64)
	return err == nil && n >= low && n <= high
}

func whole(s string, low, high float64) bool {
	n, err := strconv.Atoi(s)
	return err == nil && float64(n) >= low && float64(n) <= high
}

// asked tells whether the question is to be asked, as far as the answers go.
func (q Question) asked(a Answers, s Situation) bool { return q.When == nil || q.When.holds(a, s) }

func choice(key, zh, en string, options ...Option) Question {
	return Question{Key: key, Kind: Choice, Words: Words{zh, en}, Options: options}
}

func opt(key, zh, en string) Option { return Option{key, Words{zh, en}} }

func (q Question) when(c Condition) Question { q.When = &c; return q }

func yesNo(key, zh, en string) Question { return Question{Key: key, Kind: YesNo, Words: Words{zh, en}} }

// Questions are what may be asked: first the common ones, in the order in which
// they are asked, then those of single protocols. Three stand at the end whatever
// comes before them: next_visit, satisfaction, note.
var Questions = append(common, special...)

var common = []Question{
	yesNo("airway", "呼吸、吞咽困难吗", "Is it hard to breathe or to swallow?"),
	{Key: "pain", Kind: Scale, Words: Words{"现在疼痛几分（0 不痛，10 最痛）", "How much does it hurt now (0 not at all, 10 worst)?"}},
	choice("pain_trend", "和昨天比", "Compared with yesterday", opt("better", "好转", "better"), opt("same", "一样", "the same"),
		opt("worse", "加重", "worse")).when(day(1)),
	choice("painkiller", "吃止痛药了吗，管用吗", "Did you take a painkiller, and does it help?", opt("none", "没吃", "none taken"),
		opt("helps", "吃了，管用", "taken, helps"), opt("no_help", "吃了，不管用", "taken, no help")).when(atLeast("pain", 4)),
	choice("bleeding", "出血", "Bleeding", opt("none", "无", "none"), opt("streak", "唾液带血丝", "streaks in the saliva"),
		opt("ooze", "渗血", "oozing"), opt("active", "咬紧棉球仍出血", "bleeds although biting on gauze")),
	choice("swelling", "肿胀", "Swelling", opt("none", "无", "none"), opt("mild", "轻", "a little"), opt("marked", "明显", "clearly"),
		opt("spreading", "扩散到眼、颈或口底", "spreads to eye, neck or floor of the mouth")),
	{Key: "fever", Kind: Number, Min: 34, Max: 43, Words: Words{"体温 ℃", "Temperature, °C"}, Options: []Option{opt("not_measured", "没量", "not measured")}},
	choice("trismus", "张口能放入几指", "How many fingers fit between the teeth?", opt("3", "3 指", "3"), opt("2", "2 指", "2"),
		opt("1", "1 指", "1"), opt("0", "张不开", "0")).when(all(fact(FactWisdom), day(1))),
	choice("numbness", "嘴唇、下巴、舌头还麻吗", "Are lip, chin or tongue still numb?", opt("none", "不麻", "no"), opt("tingling", "有点麻、刺", "tingling"),
		opt("numb", "还麻", "numb")).when(day(1)),
	{Key: "rash", Kind: Many, Words: Words{"皮疹、瘙痒、嘴唇肿、胸闷", "Rash, itching, swollen lips, tight chest?"}, Options: []Option{opt("none", "都没有", "none"),
		opt("rash", "皮疹", "rash"), opt("itch", "瘙痒", "itching"), opt("lips", "嘴唇肿", "swollen lips"), opt("chest", "胸闷", "tight chest")}},
	choice("bite", "咬合", "The bite", opt("normal", "正常", "normal"), opt("high", "偏高", "too high"), opt("cannot", "不能咬", "cannot bite")),
	choice("loose", "松动、脱落", "Anything loose or lost?", opt("none", "无", "no"), opt("loose", "松", "loose"), opt("lost", "掉", "lost")),
	choice("mouth_sore", "溃疡、黏膜磨破", "Sore spots in the mouth?", opt("none", "无", "none"), opt("small", "小", "small"), opt("large", "大", "large")),
	choice("wire_poke", "钢丝扎嘴", "Does a wire poke?", opt("none", "无", "no"), opt("pokes", "扎", "it pokes"), opt("bleeding", "扎破出血", "it pokes and bleeds")),
	choice("swallowed", "误吞、误吸零件", "Was a part swallowed or breathed in?", opt("no", "没有", "no"), opt("swallowed", "吞下去了", "swallowed"),
		opt("breathing", "呛进气管、呼吸不畅", "breathed in, breathing is hard")),
	choice("appliance_fit", "就位", "Does it fit?", opt("fits", "贴合", "fits"), opt("gap", "有缝隙", "a gap"), opt("cannot", "戴不上", "does not go on")),
	{Key: "wear_hours", Kind: Worn, Words: Words{"每天实际佩戴小时", "Hours really worn each day"}},
	{Key: "turns_done", Kind: Count, Min: 0, Max: 120, Words: Words{"已转圈数", "Turns done so far"}},
	choice("hygiene", "会刷、会用间隙刷吗", "Brushing and the interdental brush: do you manage?", opt("yes", "会", "yes"), opt("partly", "部分会", "partly"),
		opt("no", "不会", "no")),
	choice("eating", "能正常吃饭吗", "Can you eat as usual?", opt("yes", "能", "yes"), opt("soft", "只能吃软的", "soft food only"), opt("no", "不能", "no")),
	choice("sensitive", "冷热敏感", "Sensitive to cold and heat?", opt("none", "无", "no"), opt("short", "一下就过", "for a moment"),
		opt("lasting", "持续", "it lasts")),
	yesNo("lip_bite", "孩子咬破嘴唇了吗", "Did the child bite its lip?").when(all(fact(FactChild), fact(FactAnaesthetic))),
	choice("next_visit", "下次预约时间清楚吗", "Do you know your next appointment?", opt("yes", "清楚", "yes"), opt("rebook", "想改约", "I would like to change it")),
	{Key: "satisfaction", Kind: Stars, Words: Words{"满意度", "How content are you?"}},
	{Key: "note", Kind: Text, Words: Words{"其他想说的", "Anything else you would like to say"}},
}

// special are asked by single protocols, for a threshold of theirs.
var special = []Question{
	choice("awake", "孩子（患者）清醒吗，叫得醒吗", "Is the patient awake and easy to wake?", opt("awake", "清醒", "awake"), opt("sleepy", "困，一叫就醒", "sleepy, wakes at once"),
		opt("hard", "很难叫醒", "hard to wake")),
	{Key: "vomiting", Kind: Count, Min: 0, Max: 50, Words: Words{"吐了几次", "How many times vomited?"}},
	choice("drinking", "喝水了吗", "Drinking water?", opt("yes", "喝了", "yes"), opt("no", "没喝", "no")),
	choice("breathing", "呼吸平稳吗", "Is the breathing calm?", opt("calm", "平稳", "calm"), opt("snoring", "打鼾重", "loud snoring"), opt("hard", "费力", "hard")),
	choice("needle_arm", "打针的手臂", "The arm with the needle", opt("fine", "正常", "fine"), opt("swollen", "红肿", "swollen or red")),
	choice("floor_mouth", "口底（舌头下面）肿吗", "Is the floor of the mouth swollen?", opt("no", "不肿", "no"), opt("swollen", "肿", "swollen")),
	choice("suture", "缝线", "The stitches", opt("closed", "在", "in place"), opt("open", "松开、裂开", "open"), opt("none", "没有缝线", "no stitches")),
	choice("nose", "鼻子出血或漏气", "Nosebleed, or air through the nose?", opt("no", "没有", "no"), opt("blood", "出血", "nosebleed"), opt("air", "漏气", "air")).when(fact(FactUpper)),
	yesNo("breathing_night", "戴着时夜里呼吸困难吗", "Is breathing hard at night with the appliance?"),
	yesNo("screw_back", "螺旋有没有倒转", "Did the screw turn back?"),
	yesNo("mouth_open", "嘴能张开吗", "Can the mouth be opened?"),
	{Key: "gap_mm", Kind: Number, Min: 0, Max: 10, Words: Words{"缝隙大约几毫米", "How wide is the gap, in mm?"}},
	{Key: "short_days", Kind: Count, Min: 0, Max: 31, Words: Words{"有几天没戴满 20 小时", "On how many days less than 20 hours?"}},
	{Key: "attachments_lost", Kind: Count, Min: 0, Max: 28, Words: Words{"附件掉了几个", "How many attachments were lost?"}},
	yesNo("edge_cut", "牙套边缘割舌头吗", "Does an edge cut the tongue?"),
	yesNo("broken", "断了、裂了吗（卡环、钢丝、保持器）", "Is anything broken (clasp, wire, retainer)?"),
	{Key: "jaw_pain", Kind: Scale, Words: Words{"耳前关节疼痛几分", "How much does the jaw joint hurt?"}},
	yesNo("gum_over", "牙龈盖住支抗钉了吗", "Has gum grown over the miniscrew?"),
	yesNo("falls_talking", "说话时义齿掉吗", "Does it fall when you talk?"),
	yesNo("brush_bleeds", "刷牙出血吗", "Does it bleed when you brush?"),
	yesNo("food_catches", "塞牙吗", "Does food catch there?"),
	choice("wants_visit", "需要我们帮您约时间吗", "Shall we book a time for you?", opt("yes", "需要", "yes"), opt("later", "过一阵", "later"), opt("no", "不需要", "no")),
	choice("wants_treatment", "方案考虑得怎样", "What do you think of the plan?", opt("book", "想开始", "I would like to begin"), opt("thinking", "还在考虑", "still thinking"),
		opt("no", "不做了，请别再联系", "no; please do not call again")),
}

// ending are asked last, in this order.
var ending = []string{"next_visit", "satisfaction", "note"}

// questionOf finds a question of the program.
func questionOf(key string) (Question, bool) {
	i := slices.IndexFunc(Questions, func(q Question) bool { return q.Key == key })
	if i < 0 {
		return Question{}, false
	}
	return Questions[i], true
}

// place orders questions as they are asked.
func place(key string) int {
	if i := slices.Index(ending, key); i >= 0 {
		return len(Questions) + i
	}
	return slices.IndexFunc(Questions, func(q Question) bool { return q.Key == key })
}
