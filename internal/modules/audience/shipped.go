package audience

// NeverMarketed is the key of the shipped segment whose members no promotion reaches.
const NeverMarketed = "c_a"

// Shipped is a segment that Archwire brings to every group, which may change it.
type Shipped struct {
	Key  string
	Zh   string
	En   string
	Note string // 中文
	Rule Rule
}

func all(rules ...Rule) Rule { return Rule{Op: OpAnd, Rules: rules} }

func not(r Rule) Rule     { return Rule{Op: OpNot, Rules: []Rule{r}} }
func is(attr string) Rule { return Rule{Op: OpAttr, Attr: attr, Compare: Yes} }
func in(attr string, words ...string) Rule {
	return Rule{Op: OpAttr, Attr: attr, Compare: In, Words: words}
}
func num(attr string, how Compare, n ...int64) Rule {
	return Rule{Op: OpAttr, Attr: attr, Compare: how, Numbers: n}
}
func within(attr string, w Window) Rule {
	return Rule{Op: OpAttr, Attr: attr, Compare: Within, Window: &w}
}
func times(event string, how Compare, n int64, w Window) Rule {
	return Rule{Op: OpEvent, Event: event, Measure: Count, Compare: how, Numbers: []int64{n}, Window: &w}
}

var (
	pastYear = Window{Last: 1, Unit: Year}
	alive    = Rule{Op: OpAttr, Attr: "died", Compare: No}
	unbooked = Rule{Op: OpAttr, Attr: "next_visit", Compare: Unknown}
)

// shippedList are the segments of the source articles, as the first rule of each.
func shippedList() []Shipped {
	return []Shipped{
		{"frequent", "高频消费", "Frequent consumer", "近一年结清的收费超过 4 次；收费指金额大于零、没有欠款的收费单，不含合同划扣、预收和分期",
			all(times(chargedKind, Gt, 4, pastYear), alive)},
		{"child_ortho", "咨询过正畸的儿童青少年", "Child or youth who asked about orthodontics", "18 岁以下，近两年来做过正畸面诊或出过方案，尚未成交",
			all(num("age", Lt, 18), in("ortho", OrthoConsulted, OrthoPresented, OrthoDeclined), alive)},
		{"not_agreed", "正畸未成交", "Orthodontics not agreed", "咨询过或出过正畸方案，还没有成交",
			all(in("ortho", OrthoConsulted, OrthoPresented, OrthoDeclined), alive)},
		{"early_checkin", "儿童早矫打卡中", "Child early treatment checking in", "12 岁以下，早期矫治中，近两周有打卡",
			all(num("age", Le, 12), in("ortho_kind", kindEarly), in("ortho", OrthoAgreed, OrthoActive), times("checkin.done", Ge, 1, Window{Last: 14, Unit: Day}))},
		{"due_unbooked", "复查到期未预约", "Due and not booked", "复查日期已到，没有之后的预约",
			all(within("recall_due", Window{Ago: true, MinAgo: 0}), unbooked, alive)},
		{"birthday", "本月生日", "Birthday this month", "生日在本月", all(within("birthday", Window{This: true, Unit: Month}), alive)},
		{"prepaid_asleep", "预收沉睡", "Prepaid, asleep", "还有预收余额，半年没有变动也没有就诊，也没有预约",
			all(num("prepaid", Gt, 0), within("prepaid_day", Window{Ago: true, MinAgo: 180}), not(within("last_visit", Window{Last: 180, Unit: Day})), unbooked, alive)},
		{NeverMarketed, "C-A 不做营销", "C-A, never marketed to", "标签 C-A 的患者：只提醒，不营销；任何模块的营销消息都不会发给他们", in("class", "C-A")},
	}
}
