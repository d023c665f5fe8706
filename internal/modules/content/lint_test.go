package content

import (
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/messages"
)

// Each example says which rules speak, in the order of the words; "" = none.
func TestLint(t *testing.T) {
	const ad, care, kind = messages.Marketing, messages.Care, messages.Relation
	for _, x := range []struct {
		class messages.Class
		words string
		rules string
	}{
		// promises
		{ad, "我们保证治好您的牙", "promise"},
		{ad, "承诺效果，不满意全额退款", "promise promise"},
		{ad, "签约治疗，放心选择", "promise"},
		{care, "请保证每天佩戴 20 小时以上", ""},
		{ad, "请保证充足睡眠后来做检查", ""},
		{care, "为了保证效果，请按时换副", ""},
		{care, "我们不能保证每个人都一样快", ""},
		{ad, "保 证 治 好", "promise"},
		{ad, "保證治好", "promise"},
		{ad, "包·治·好", "promise"},
		{ad, "We guarantee results", "promise"},
		{care, "No dentist can guarantee results", ""},
		{ad, "服务承诺请见门店公示", "vow"},
		// cures
		{ad, "牙周问题一次根治", "cure"},
		{care, "做完就永不复发", "cure"},
		{ad, "立竿见影的美白", "cure"},
		{care, "牙周问题无法根治，需要终身维护", ""},
		{care, "正畸后仍可能复发，请坚持戴保持器", ""},
		// rates
		{ad, "种植成功率高达99%", "rate"},
		{ad, "百分百有效", "rate"},
		{ad, "九成患者满意的100%安全体验", "rate safe"},
		{care, "本月打卡完成率 100%，真棒", ""},
		{kind, "打卡率95%，继续加油", ""},
		{ad, "98% success", "rate"},
		// pain
		{ad, "无痛拔牙，轻松解决", "painless"},
		{ad, "我们使用无痛麻醉技术", ""},
		{ad, "采用无痛口腔麻醉仪", ""},
		{care, "如果当天不痛，也请按时复诊", ""},
		{care, "现在不疼了不代表炎症好了", ""},
		{care, "拔牙全程不痛", "painless"},
		{ad, "全程零痛感受", "painless"},
		{ad, "Painless implants for everybody", "painless technique"},
		// safety
		{ad, "绝对安全，零风险", "safe safe"},
		{care, "任何手术都不存在零风险", ""},
		{ad, "不伤牙的美白", "safe"},
		// for life
		{ad, "烤瓷终身质保", "lifelong"},
		{ad, "做一次管一辈子", "lifelong"},
		{care, "保持器没有终身质保，请爱护", ""},
		// superlatives
		{ad, "本市最好的诊所", "superlative"},
		{ad, "全国领先的数字化口腔", "superlative"},
		{care, "拔牙后最好不要用吸管", ""},
		{care, "最好在饭后半小时刷牙", ""},
		{ad, "替牙期是最佳矫治时机", ""},
		{care, "第一天请吃软食，第一时间联系我们", ""},
		{ad, "中国第一品牌", "superlative"},
		{ad, "The best dentist in town", "superlative"},
		// authorities
		{ad, "卫健委推荐的诊所", "state"},
		{ad, "国家级口腔专家团队", "state staff_proof"},
		{care, "请关注我们的官方公众号认证信息", ""},
		// comparison
		{ad, "比其他诊所便宜一半", "compare"},
		{ad, "别的医院做不到，我们可以", "compare"},
		{care, "冲牙器比普通牙刷更容易清洁托槽", ""},
		// before and after
		{ad, "看看他们矫正前后的对比", "before_after"},
		{ad, "成功案例分享", "before_after"},
		{care, "饭前饭后各戴一次", ""},
		// patients as proof
		{ad, "上万名患者的选择", "testimonial"},
		{ad, "宝妈都说好", "testimonial"},
		{kind, "感谢您的信任与推荐", ""},
		{care, "欢迎您把评价告诉我们", ""},
		// children
		{ad, "征集宝宝笑脸照片，萌娃代言人等你来", "child_face child_face testimonial"},
		{ad, "小朋友，快告诉爸爸妈妈带你来吧", "child_urge"},
		{care, "请家长协助孩子每天戴够 12 小时", ""},
		// bait and price
		{ad, "免费种牙，名额有限", "free technique urge"},
		{ad, "0元矫正", "free"},
		{care, "术后七天免费拆线", ""},
		{ad, "到店免费停车", ""},
		{ad, "免费口腔检查", "free_check"},
		{ad, "全城最低价", "superlative price_trick"},
		{ad, "原价3980，现仅需1980", "price_basis price_basis"},
		{ad, "仅限今天", "urge"},
		{kind, "生日当天可领一份小礼物", ""},
		// sharing, lottery
		{ad, "转发朋友圈集赞领礼品", "sharing"},
		{care, "打卡抽奖啦", "lottery"},
		// technique
		{ad, "春季隐形矫正开放日，隐形矫治医生现场答疑", "technique"},
		// advertisement dressed as service
		{care, "复诊顺便参加限时秒杀", "disguised disguised"},
		{messages.ServiceClass, "您的预约已改期，无优惠影响", ""},
		{care, "如有骨折或曲折部位请告知", ""},
		{messages.ServiceClass, "您有一张代金券未使用", "disguised"},
		// colleagues are not judged
		{messages.Staff, "保证治好", ""},
	} {
		var got []string
		for _, f := range Lint(x.class, x.words) {
			got = append(got, f.Rule)
		}
		if s := strings.Join(got, " "); s != x.rules {
			t.Errorf("%s %q: %q, want %q", x.class, x.words, s, x.rules)
		}
	}
}

// A finding quotes the words as they were written and tells where they stand.
func TestFindingsQuoteTheOriginal(t *testing.T) {
	list := Lint(messages.Marketing, "您好！我们保 證·治 好您的牙。")
	if len(list) != 1 || list[0].Quote != "保 證·治 好" || list[0].At != 5 || list[0].Severity != Forbid || list[0].Law != "ad_law_16_1" {
		t.Errorf("%+v", list)
	}
	if !Forbids(list) || Forbids(nil) {
		t.Error("a finding that blocks does not forbid")
	}
}

// What is missing is told of advertisement, and by the channel.
func TestLintOfCircumstances(t *testing.T) {
	rules := func(c Circumstance, words string) string {
		var out []string
		for _, f := range LintIn(c, words) {
			out = append(out, f.Rule)
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	for _, x := range []struct {
		what  string
		c     Circumstance
		words string
		want  string
	}{
		{"no certificate", Circumstance{Class: messages.Marketing}, "口腔健康讲座周六上午", "certificate"},
		{"a certificate", Circumstance{Class: messages.Marketing, Certificate: "沪医广〔2026〕第01-02-003号"}, "口腔健康讲座周六上午", ""},
		{"an SMS that cannot be stopped", Circumstance{Class: messages.Marketing, Certified: true, Channel: messages.SMS}, "口腔健康讲座周六上午", "no_stop sms_topic"},
		{"an SMS that can", Circumstance{Class: messages.Marketing, Certified: true, Channel: messages.SMS}, "讲座周六上午，拒收请回复R", "sms_topic"},
		{"an advertisement as template", Circumstance{Class: messages.Marketing, Certified: true, Channel: messages.OfficialTemplate}, "讲座周六上午", "template_ad"},
		{"a reminder as template", Circumstance{Class: messages.ServiceClass, Channel: messages.OfficialTemplate}, "该打卡了", "harass"},
		{"a promotion in a service's template", Circumstance{Class: messages.ServiceClass, Channel: messages.MiniSubscribe}, "复诊领取福利", "template_promo template_promo"},
		{"a removable appliance", Circumstance{Class: messages.ServiceClass, Channel: messages.MiniSubscribe}, "活动矫治器已到", ""},
		{"a service in a chat", Circumstance{Class: messages.ServiceClass, Channel: messages.WeComTask}, "该打卡了", ""},
		{"a name that the clinic may use", Circumstance{Class: messages.Marketing, Certified: true, Allowed: []string{"无痛舒眠"}}, "了解无痛舒眠", ""},
		{"beyond the name", Circumstance{Class: messages.Marketing, Certified: true, Allowed: []string{"无痛舒眠"}}, "无痛舒眠，无痛看牙", "painless"},
	} {
		if got := rules(x.c, x.words); got != x.want {
			t.Errorf("%s: %q, want %q", x.what, got, x.want)
		}
	}
}

// Every rule has a name of its own, a law, and something that it finds by itself.
func TestRulesAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules {
		if r.key == "" || r.law == "" || r.find == nil || seen[r.key] {
			t.Errorf("rule %q is not whole, or is there twice", r.key)
		}
		seen[r.key] = true
		if r.ad+r.greeting+r.care+r.template == "" {
			t.Errorf("rule %s never speaks", r.key)
		}
	}
}

// Judging is quick whatever is typed: no word makes it walk for ever.
func FuzzLint(f *testing.F) {
	f.Add("保 证治好 100% {who} 😀 <b>")
	f.Add("最最最最最最最好不要不要")
	f.Fuzz(func(t *testing.T, words string) {
		for _, class := range messages.Classes {
			for _, x := range LintIn(Circumstance{Class: class, Channel: messages.SMS}, words) {
				if x.Quote != "" && !strings.Contains(string([]rune(words)), x.Quote) {
					t.Errorf("%q is no part of %q", x.Quote, words)
				}
			}
		}
	})
}
