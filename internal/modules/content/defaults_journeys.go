package content

import "archwire/internal/modules/messages"

// journeyTexts are those that the gallery of journeys names: "journey.<template>.<n>".
var journeyTexts = []Text{
	// After the first fitting.
	journeyCare("journey.after_fitting.1", "初戴注意事项", "初戴注意事项请查看",
		"{who}您好，今天戴上矫治器辛苦了。头几天牙齿酸胀、咬东西没力是正常反应，多数人 3 到 7 天会慢慢适应：先吃软一点的，避免啃咬硬物；钢丝扎嘴先用正畸蜡盖住，拍照发给我们；每餐后刷牙，隐形牙套饭后及时戴回。如果误吞零件、出血不止或者张不开嘴，请马上打 {clinic_phone}；呼吸困难请拨打 120。—— {clinic}",
		"{who}您好，初戴后酸胀属正常，先吃软食，钢丝扎嘴用正畸蜡盖住并联系我们。误吞零件、出血不止请马上打{clinic_phone}，呼吸困难请拨120。"),
	journeyService("journey.after_fitting.2", "打卡规则", "打卡规则请查看",
		"{who}您好，从今天起请在家打卡：按医生说的时间佩戴，每天到点会提醒一次，半分钟就能填完。漏了可以在次日补卡；身体不舒服或者外出，可以先告诉我们暂停。医生每周都会看。—— {clinic}",
		"{who}您好，从今天起请在家打卡：按医嘱佩戴，到点会提醒，漏了次日可补。外出或不舒服可先告诉我们暂停。"),
	journeyService("journey.after_fitting.3", "礼品规则", "打卡礼品规则请查看",
		"{who}您好，打卡有积分：按时打卡记 10 分，照片清楚再加 5 分，连续 7 天再加 20 分。积分可以在复诊时换小礼物，清单在前台。积分只看有没有坚持，不看疼不疼、也不看效果。—— {clinic}",
		"{who}您好，按时打卡有积分，连续打卡有加分，复诊时可在前台换小礼物。"),
	// After root canal treatment.
	journeyCare("journey.after_root_canal.1", "根管治疗后注意事项", "根管治疗后注意事项",
		"{who}您好，今天做完了根管治疗。麻药过去之前先别吃东西，以免咬伤；两三天内用另一侧咀嚼，有轻微胀痛属正常反应。暂时封上的材料还不耐咬，别用这颗牙咬硬物。如果明显肿胀、发烧，或者疼得吃了药也不管用，请马上打 {clinic_phone}；呼吸或吞咽困难请拨打 120。—— {clinic}",
		"{who}您好，根管治疗后请用另一侧咀嚼，轻微胀痛属正常。明显肿胀、发烧或剧痛请马上打{clinic_phone}，呼吸困难请拨120。"),
	journeyService("journey.after_root_canal.2", "根管治疗后的修复", "请预约牙齿修复",
		"{who}您好，做过根管治疗的牙比原来脆，咬硬物容易裂开，一般在一两周后要做修复把它保护起来。方便的话打 {clinic_phone} 约个时间，让医生看看适合怎么做。—— {clinic}",
		"{who}您好，根管治疗后的牙较脆，一两周后请来做修复，预约电话{clinic_phone}。"),
	// What to look out for, by what was done.
	journeyCare("journey.postop_extraction.1", "拔牙后注意事项", "拔牙后注意事项请查看",
		"{who}您好，今天拔了牙，请留意：咬住棉球 30 分钟再吐掉；24 小时内不漱口、不吸吮、不用舌头舔伤口；两小时后可吃温凉软食；今天不喝酒、不做剧烈运动。唾液里带点血丝是正常的。如果咬紧棉球 30 分钟后还在出血、发烧或者肿得厉害，请马上打 {clinic_phone}；呼吸或吞咽困难请拨打 120。—— {clinic}",
		"{who}您好，拔牙后咬棉球30分钟，24小时内不漱口，吃温凉软食。持续出血、发烧请马上打{clinic_phone}，呼吸困难请拨120。"),
	journeyCare("journey.postop_extraction.2", "拔牙次日", "拔牙次日要点请查看",
		"{who}您好，拔牙第二天：可以轻轻刷牙，避开伤口；饭后用温水轻轻漱一漱；继续吃软食，别抽烟喝酒。疼痛应该一天比一天轻；第 3 到 5 天反而加重，请打 {clinic_phone}，当天可以来看。—— {clinic}",
		"{who}您好，拔牙次日可轻轻刷牙、避开伤口。疼痛如果反而加重，请打{clinic_phone}。"),
	journeyCare("journey.postop_implant.1", "种植术后注意事项", "术后注意事项请查看",
		"{who}您好，今天做了手术，请留意：24 小时内冰敷、不漱口，吃温凉软食；按医嘱吃药；别用手术一侧咀嚼，不抽烟。麻药过了 6 小时嘴唇还是麻的、出血不止或者发烧，请马上打 {clinic_phone}；口底肿胀、呼吸困难请拨打 120。—— {clinic}",
		"{who}您好，术后24小时冰敷、不漱口、吃软食。嘴唇一直麻、出血不止或发烧请马上打{clinic_phone}，呼吸困难请拨120。"),
	journeyCare("journey.postop_implant.2", "种植术后次日", "术后次日要点请查看",
		"{who}您好，术后第二天：肿胀在两三天内会到最明显，之后慢慢消退；继续吃软食，用软毛刷清洁其他牙，按医嘱漱口。线松了、零件松动或者越来越疼，请打 {clinic_phone}。—— {clinic}",
		"{who}您好，术后两三天肿胀最明显，之后会消退。越来越疼或有松动请打{clinic_phone}。"),
	journeyCare("journey.postop_gum.1", "牙周治疗后注意事项", "治疗后注意事项请查看",
		"{who}您好，牙周治疗后：两小时内先别吃东西，今天避免太烫、太辣；刷牙动作轻一点；刷牙带点血丝、遇冷热敏感几天内会好转。如果一直出血，请打 {clinic_phone}。—— {clinic}",
		"{who}您好，牙周治疗后今天吃温凉软食，轻柔刷牙。一直出血请打{clinic_phone}。"),
	journeyCare("journey.postop_gum.2", "牙周治疗次日", "牙龈护理要点请查看",
		"{who}您好，牙龈需要一点时间恢复：坚持早晚刷牙，配合牙线或间隙刷；敏感可以用抗敏感牙膏。一周后还敏感或者出血，请打 {clinic_phone}。—— {clinic}",
		"{who}您好，请坚持早晚刷牙和使用牙线。一周后还敏感或出血请打{clinic_phone}。"),
	journeyCare("journey.postop_whitening.1", "美白后注意事项", "美白后注意事项请查看",
		"{who}您好，冷光美白后 24 到 48 小时内请避开咖啡、茶、红酒、酱油等深色食物，也别抽烟；牙齿酸、遇冷热敏感一般一两天会缓解，可以用抗敏感牙膏。疼得睡不着请打 {clinic_phone}。—— {clinic}",
		"{who}您好，美白后48小时内避开深色饮食，敏感一两天会缓解。疼痛明显请打{clinic_phone}。"),
	journeyCare("journey.postop_whitening.2", "美白次日", "美白次日要点请查看",
		"{who}您好，美白第二天，请继续避开深色饮食；牙龈发白或者有点刺痛，一般当天会恢复。还不舒服请打 {clinic_phone}。—— {clinic}",
		"{who}您好，请继续避开深色饮食。还不舒服请打{clinic_phone}。"),
	journeyCare("journey.postop_child.1", "儿童局麻后注意事项", "孩子局麻后注意事项",
		"家长您好，孩子今天打了局部麻药，嘴唇和脸颊会麻两三个小时：麻药过去之前先别吃东西，看着孩子不要咬嘴唇、不要抓脸。如果嘴唇咬破肿起来、发烧或者精神不好，请马上打 {clinic_phone}；呼吸困难请拨打 120。—— {clinic}",
		"家长您好，孩子局麻未退前请勿进食，看着别咬嘴唇。咬破肿起、发烧请马上打{clinic_phone}，呼吸困难请拨120。"),
	journeyCare("journey.postop_child.2", "儿童局麻次日", "孩子治疗次日要点",
		"家长您好，请看看孩子的嘴唇有没有咬破、治疗的牙吃东西疼不疼。有不放心的地方，拍张照片发给我们，或者打 {clinic_phone}。—— {clinic}",
		"家长您好，请看看孩子的嘴唇和牙齿，有不放心请打{clinic_phone}。"),
	// The ladder of check-in.
	journeyService("journey.checkin_ladder.1", "打卡提醒", "今天还没有打卡",
		"{who}您好，到打卡的时间了，半分钟就能填完：按实际填就好，戴得少也请照实写，医生好帮您调整。点这里打卡：{link} —— {clinic}",
		"{who}您好，到打卡的时间了，半分钟就能填完：{link}"),
	journeyService("journey.checkin_ladder.2", "打卡再提醒", "今天的打卡还空着",
		"{who}您好，今天的打卡还空着，睡前补上也算按时：{link} 如果这两天不方便，告诉我们可以先暂停。—— {clinic}",
		"{who}您好，今天的打卡还空着，睡前补上也算按时：{link}"),
	journeyService("journey.checkin_ladder.3", "漏打单聊话术", "这两天没看到打卡",
		"您好，这两天没看到打卡，是不舒服还是太忙？不舒服的话拍张照片发我，我请医生看看；忙的话回个“忙”，我们调一下提醒的时间。", ""),
	// Coming back.
	journeyService("journey.no_show_rescue.1", "爽约改约", "请另约一个时间",
		"{who}您好，今天约好的时间没有等到您，是路上有事吗？治疗中间隔得太久会影响进度，请打 {clinic_phone} 或直接回复，我们帮您另约一个时间。—— {clinic}",
		"{who}您好，今天没有等到您，请打{clinic_phone}另约一个时间。"),
	journeyService("journey.recall_due.1", "该复诊提醒", "到复诊的时间了",
		"{who}您好，按医生的安排，最近该来复诊了。方便的话打 {clinic_phone} 或直接回复，我们帮您找一个合适的时间。—— {clinic}",
		"{who}您好，按医生安排该来复诊了，预约电话{clinic_phone}。"),
	journeyService("journey.recall_due.2", "该复诊再提醒", "复诊还没有预约",
		"{who}您好，复诊的时间已经过了几天，还没有看到预约。如果已经在别处处理，回复一声，我们记下来就不再提醒。—— {clinic}",
		"{who}您好，复诊时间已过，预约电话{clinic_phone}；已处理请回复告知。"),
	journeyService("journey.prepaid_asleep.1", "预收余额告知", "您还有余额可使用",
		"{who}您好，您在 {clinic} 还有未使用的预收款，治疗也还没有做完。需要继续治疗、查询余额或者办理退款，都可以打 {clinic_phone} 或直接回复。",
		"{who}您好，您在{clinic}还有未使用的预收款，预约或查询请打{clinic_phone}。"),
	journeyService("journey.welcome.1", "欢迎", "欢迎，联系方式请查看",
		"{who}您好，您的档案已经建好。就诊时请带身份证件、以前的片子和正在吃的药的名字。要预约或者改时间，打 {clinic_phone} 或直接回复这里都可以。—— {clinic}",
		"{who}您好，档案已建好，预约或改时间请打{clinic_phone}。"),
	// Not decided yet: promotions by law.
	journeyPromotion("journey.ortho_not_agreed.1", "正畸前想清楚的几件事", "正畸前想清楚的几件事",
		"{who}您好，正畸是一件要花一两年的事，值得想清楚再决定：大概多久复诊一次、平时怎么清洁、保持器要戴多久。我们把常问的问题写成了一篇文章，您和家人可以慢慢看，有疑问随时问咨询师。—— {clinic}", ""),
	journeyPromotion("journey.ortho_not_agreed.2", "正畸方案券", "一张正畸方案券",
		"{who}您好，给您留了一张正畸方案券，到店出示即可，有效期和使用条件写在券上。方案要不要做、什么时候做，由您决定。—— {clinic}", ""),
	journeyPromotion("journey.ortho_not_agreed.3", "复诊的一天", "看看复诊的一天",
		"{who}您好，我们拍了一段短片，从挂号到离开，看看一次正畸复诊是怎么过的。想再聊聊方案，可以打 {clinic_phone} 约咨询师。—— {clinic}", ""),
	journeyPromotion("journey.asked_ortho.1", "换牙期的知识", "换牙期的知识",
		"家长您好，6 到 12 岁是换牙的阶段，哪些情况可以再等等、哪些应该让医生看一眼，我们写成了一篇短文，供您参考。—— {clinic}", ""),
	journeyPromotion("journey.asked_ortho.2", "替牙期观察", "替牙期可以来看一看",
		"家长您好，换牙期间每半年看一次，记录一下变化就好，不一定需要治疗。要来看，打 {clinic_phone} 约个放学后的时间。—— {clinic}", ""),
	journeyPromotion("journey.birthday.1", "生日祝福", "生日快乐",
		"{who}生日快乐！{clinic}全体同事祝您平安喜乐。给您留了一份小礼物，下次来时在前台领取。", ""),
}

func journeyCare(key, name, short, words, sms string) Text {
	return Text{Key: key, Revision: 1, Name: name, Class: messages.Care, Words: words, Short: short, SMS: sms}
}

func journeyService(key, name, short, words, sms string) Text {
	return Text{Key: key, Revision: 1, Name: name, Class: messages.ServiceClass, Words: words, Short: short, SMS: sms}
}

func journeyPromotion(key, name, short, words, sms string) Text {
	return Text{Key: key, Revision: 1, Name: name, Class: messages.Marketing, Words: words, Short: short, SMS: sms}
}
