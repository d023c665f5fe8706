package messages

import (
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
)

var shanghai = time.FixedZone("CST", 8*3600)

func instant(clock string) int64 {
	c, err := civil.ParseClock(clock)
	if err != nil {
		panic(err)
	}
	return civil.Day("2026-11-22").At(c, shanghai)
}

func TestQuietHoursByClass(t *testing.T) {
	day, night := Hours{7*60 + 30, 21*60 + 30}, Hours{22 * 60, 6 * 60}
	for _, x := range []struct {
		h        Hours
		at, next string
	}{
		{day, "07:29", "07:30"}, {day, "07:30", "07:30"}, {day, "21:29", "21:29"}, {day, "21:30", "31:30"}, {day, "00:00", "07:30"},
		{night, "05:59", "05:59"}, {night, "06:00", "22:00"}, {night, "23:00", "23:00"},
		{Hours{}, "03:00", "03:00"},
	} {
		if got := x.h.next(instant(x.at), shanghai); got != instantOver(x.next) {
			t.Errorf("%v at %s: %s", x.h, x.at, time.UnixMilli(got).In(shanghai))
		}
	}
	seen := map[int64]bool{}
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		n := smear(id, 20*time.Minute)
		if n < 0 || n >= (20*time.Minute).Milliseconds() || n != smear(id, 20*time.Minute) || smear(id, 0) != 0 {
			t.Errorf("%s: %d", id, n)
		}
		seen[n] = true
	}
	if len(seen) < 5 {
		t.Error("they are not spread")
	}
}

// instantOver reads times of the next day as well: 31:30.
func instantOver(clock string) int64 {
	h, m, _ := strings.Cut(clock, ":")
	n := 0
	for _, r := range h {
		n = n*10 + int(r-'0')
	}
	return civil.Day("2026-11-22").AddDays(n/24).At(civil.Clock(n%24*60+int(m[0]-'0')*10+int(m[1]-'0')), shanghai)
}

func TestSMSParts(t *testing.T) {
	for n, want := range map[int]int{1: 1, 70: 1, 71: 2, 134: 2, 135: 3, 201: 3, 202: 4} {
		if got := smsParts(strings.Repeat("字", n)); got != want {
			t.Errorf("%d characters: %d parts, want %d", n, got, want)
		}
	}
	if smsParts(strings.Repeat("😀", 35)) != 1 || smsParts(strings.Repeat("😀", 36)) != 2 {
		t.Error("an emoji counts as two")
	}
}

func TestSlots(t *testing.T) {
	long := strings.Repeat("长", 30)
	for _, x := range []struct{ name, text, fit, why string }{
		{"thing1", "复诊", "复诊", ""}, {"thing12", long, strings.Repeat("长", 19) + "…", ""}, {"thing1", " ", "", "empty"},
		{"name2", strings.Repeat("名", 11), strings.Repeat("名", 9) + "…", ""}, {"phrase3", "六个汉字的话", "六个汉字…", ""},
		{"time2", "2026年11月23日 09:00", "2026年11月23日 09:00", ""}, {"time2", "09:00~10:00", "09:00~10:00", ""}, {"time2", "明天", "", "form"},
		{"date4", "2026年11月23日", "2026年11月23日", ""}, {"date4", "2026-11-23", "", "form"},
		{"number1", "32", "32", ""}, {"number1", "32个", "", "form"}, {"number1", strings.Repeat("9", 33), "", "form"},
		{"character_string5", "F-000123", "F-000123", ""}, {"character_string5", "病历", "", "form"},
		{"amount1", "￥100.50", "￥100.50", ""}, {"amount1", "一百", "", "form"}, {"phone_number1", "128 0000 9001", "128 0000 9001", ""},
		{"phone_number1", "请打电话", "", "form"}, {"code", "任意 内容", "任意 内容", ""}, {"thing", "不是微信的变量", "不是微信的变量", ""},
	} {
		if fit, why := fitted(x.name, x.text); fit != x.fit || why != x.why {
			t.Errorf("%s %q: %q %q", x.name, x.text, fit, why)
		}
	}
	for text, want := range map[string]string{"11月23日 09:00": "2026年11月23日 09:00", "1月5日 09:00": "2027年1月5日 09:00", "2026年11月23日 09:00": "2026年11月23日 09:00",
		"11月23日 09:00~11月24日 10:00": "2026年11月23日 09:00~2026年11月24日 10:00", "09:00": "09:00"} {
		if got := withYear("time2", text, "2026-11-22"); got != want || withYear("thing2", text, "2026-11-22") != text {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := withYear("date1", "12月30日", "2027-01-02"); got != "2026年12月30日" {
		t.Error(got)
	}
	for name, want := range map[string]string{"李积木": "李*木", "李木": "李*", "欧阳小积木": "欧**木", "李": "李", "": ""} {
		if hidden(name) != want {
			t.Errorf("%s: %s", name, hidden(name))
		}
	}
	for text, want := range map[string]bool{"R": true, " r ": true, "ｒ。": true, "退订": true, "TD": true, "好的": false, "Repeat": false, "": false} {
		if stops(text) != want {
			t.Errorf("%q: %v", text, stops(text))
		}
	}
}

// Templates are tried in samples before they may be used.
func TestTemplateCheck(t *testing.T) {
	slots := []Slot{{"thing1", "{who}"}, {"time2", "{time}"}}
	for name, x := range map[string]struct {
		t  Template
		ok bool
	}{
		"right":                   {Template{Channel: OfficialTemplate, Provider: "T1", Slots: slots}, true},
		"no provider's id":        {Template{Channel: OfficialTemplate, Slots: slots}, false},
		"no slots":                {Template{Channel: OfficialTemplate, Provider: "T1"}, false},
		"an unknown field":        {Template{Channel: OfficialTemplate, Provider: "T1", Slots: []Slot{{"thing1", "{nobody}"}}}, false},
		"a value of another form": {Template{Channel: OfficialTemplate, Provider: "T1", Slots: []Slot{{"number1", "{doctor}"}}}, false},
		"one slot twice":          {Template{Channel: OfficialTemplate, Provider: "T1", Slots: []Slot{{"thing1", "a"}, {"thing1", "b"}}}, false},
		"SMS":                     {Template{Channel: SMS, Provider: "SMS_1", Text: "{who}{time}", Slots: []Slot{{"time", "{time}"}}}, true},
		"SMS without its text":    {Template{Channel: SMS, Provider: "SMS_1", Slots: []Slot{{"time", "{time}"}}}, false},
		"SMS too long":            {Template{Channel: SMS, Provider: "SMS_1", Text: strings.Repeat("长", 499)}, true},
		"SMS of eleven parts":     {Template{Channel: SMS, Provider: "SMS_1", Text: strings.Repeat("a", 700)}, false},
		"free text":               {Template{Channel: WeComTask, Text: "{who}"}, true},
		"free text with an id":    {Template{Channel: WeComTask, Provider: "T1", Text: "{who}"}, false},
		"free text, empty":        {Template{Channel: WeComTask}, false},
	} {
		if err := x.t.check(reminder, "牙程"); (err == nil) != x.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every word about a send leads where the table says, and nothing leads out of
// delivered.
func TestStepsOfASend(t *testing.T) {
	all := []said{saidAccepted, saidDelivered, saidWaits, saidRefused, saidNoCredit, saidNotFriend, saidBusy, saidUnreached, saidSilent, saidAbsent}
	for _, w := range all {
		if step(SendDelivered, w) != SendDelivered {
			t.Errorf("%s leads out of delivered", w)
		}
		if next := step(SendFailed, w); next != SendFailed && w != saidDelivered {
			t.Errorf("%s leads from failed to %s", w, next)
		}
		if step(SendSending, w) == SendSending {
			t.Errorf("%s leaves a send under way", w)
		}
		if next := step(SendAccepted, w); next != SendAccepted && next != SendDelivered && next != SendFailed {
			t.Errorf("%s leads from accepted back to %s", w, next)
		}
	}
	for _, x := range []struct {
		from SendState
		said said
		to   SendState
	}{
		{SendSending, saidSilent, SendUnknown}, {SendSending, saidAbsent, SendUnknown}, {SendUnknown, saidSilent, SendUnknown}, {SendUnknown, saidAbsent, SendFailed},
		{SendUnknown, saidBusy, SendUnknown}, {SendUnknown, saidUnreached, SendUnknown}, {SendWaits, saidSilent, SendWaits}, {SendWaits, saidAbsent, SendWaits},
		{SendAccepted, saidAbsent, SendAccepted}, {SendAccepted, saidRefused, SendFailed}, {SendFailed, saidDelivered, SendDelivered},
	} {
		if got := step(x.from, x.said); got != x.to {
			t.Errorf("%s, %s: %s, want %s", x.from, x.said, got, x.to)
		}
	}
}

// What is given back, voided and told after a word.
func TestTake(t *testing.T) {
	now := instant("10:00")
	for name, x := range map[string]struct {
		m     Message
		s     Send
		r     reply
		state State
		send  SendState
		want  effect
	}{
		"accepted": {Message{State: Sending, Rung: 1}, Send{State: SendSending, Rung: 1}, reply{Said: saidAccepted, Ref: "x"}, Accepted, SendAccepted,
			effect{changed: true, fact: FactAccepted}},
		"refused": {Message{State: Sending, Rung: 1}, Send{State: SendSending, Rung: 1, Parts: 1}, reply{Said: saidRefused}, Planned, SendFailed,
			effect{changed: true, back: true, wakesNow: true}},
		"no credit": {Message{State: Sending, Rung: 1}, Send{State: SendSending, Rung: 1, Credit: true}, reply{Said: saidNoCredit}, Planned, SendFailed,
			effect{changed: true, back: true, void: true, wakesNow: true}},
		"no credit after unknown: the first one used it up": {Message{State: Unknown, Rung: 1}, Send{State: SendUnknown, Rung: 1, Credit: true}, reply{Said: saidNoCredit},
			Accepted, SendAccepted, effect{changed: true, fact: FactAccepted}},
		"unfollowed": {Message{State: Sending, Rung: 1}, Send{State: SendSending, Rung: 1}, reply{Said: saidNotFriend}, Planned, SendFailed,
			effect{changed: true, back: true, dead: true, wakesNow: true}},
		"a receipt of failure gives nothing back": {Message{State: Accepted, Rung: 1, SentAt: 1}, Send{State: SendAccepted, Rung: 1, Parts: 2}, reply{Said: saidRefused}, Planned, SendFailed,
			effect{changed: true, wakesNow: true}},
		"an earlier rung arrives late": {Message{State: Sending, Rung: 2}, Send{State: SendFailed, Rung: 1}, reply{Said: saidDelivered}, Delivered, SendDelivered,
			effect{changed: true, fact: FactDelivered}},
		"an earlier rung fails late": {Message{State: Sending, Rung: 2}, Send{State: SendAccepted, Rung: 1}, reply{Said: saidRefused}, Sending, SendFailed, effect{changed: true}},
		"stopped, and tapped all the same": {Message{State: Dropped, Rung: 1}, Send{State: SendWaits, Rung: 1}, reply{Said: saidDelivered}, Delivered, SendDelivered,
			effect{changed: true, fact: FactDelivered}},
		"stopped, and taken back": {Message{State: Dropped, Rung: 1}, Send{State: SendWaits, Rung: 1}, reply{Said: saidRefused}, Dropped, SendFailed, effect{changed: true, back: true}},
		"still unknown":           {Message{State: Unknown, Rung: 1}, Send{State: SendUnknown, Rung: 1}, reply{Said: saidSilent}, Unknown, SendUnknown, effect{}},
	} {
		m, s := x.m, x.s
		if e := m.take(&s, x.r, now, true); e != x.want || m.State != x.state || s.State != x.send {
			t.Errorf("%s: %+v, %s, %s", name, e, m.State, s.State)
		}
	}
}

// The ladder: what is open, and why the rest is not.
func TestChoose(t *testing.T) {
	now := instant("10:00")
	mini, official := Account{ID: "m", Kind: Mini, Enabled: true}, Account{ID: "o", Kind: Official, Enabled: true}
	wecom, sms := Account{ID: "w", Kind: WeCom, Enabled: true}, Account{ID: "s", Kind: Aliyun, Enabled: true, Keys: Keys{SignName: "牙程"}}
	p := Purpose{Key: "t.t", Channels: []Channel{MiniSubscribe, OfficialTemplate, OfficialService, WeComTask, SMS}}
	slots := []Slot{{"thing1", "{x}"}}
	base := func() Known {
		return Known{Now: now, Clinic: "c", Accounts: []Account{mini, official, wecom, sms}, Quota: 5, Mobile: "12800010001", MobileMark: "p:x", MonthBound: 2,
			Templates: map[route]Template{{MiniSubscribe, "m"}: {Channel: MiniSubscribe, Provider: "TM", Slots: slots}, {OfficialTemplate, "o"}: {Channel: OfficialTemplate, Provider: "TO", Slots: slots},
				{OfficialService, "o"}: {Channel: OfficialService, Text: "{x}"}, {WeComTask, "w"}: {Channel: WeComTask, Text: "{x}"},
				{SMS, "s"}: {Channel: SMS, Provider: "TS", Text: "{x}", Slots: []Slot{{"x", "{x}"}}}},
			Addresses: []Address{{ID: "am", Account: "m"}, {ID: "ao", Account: "o", Following: true, LastWordAt: now - 1000}, {ID: "aw", Account: "w", Following: true, FriendOf: "u"}},
			Credits:   map[creditKey]int{{"am", "TM"}: 1}, Month: map[string]int{}, OptedOut: map[string]bool{}, Tried: map[tryKey]tries{}, Values: map[string]string{"x": "复诊"}}
	}
	for _, x := range []struct {
		name   string
		change func(*Known)
		want   Channel
		why    string // reason of the last one passed over
	}{
		{"a credit", func(*Known) {}, MiniSubscribe, ""},
		{"no credit", func(k *Known) { k.Credits = nil }, OfficialTemplate, ReasonNoCredit},
		{"tried", func(k *Known) {
			k.Tried[tryKey{MiniSubscribe, "m"}] = tries{over: true}
			k.Tried[tryKey{OfficialTemplate, "o"}] = tries{soft: softMost}
		}, OfficialService, ReasonBusy},
		{"not followed", func(k *Known) { k.Credits = nil; k.Addresses[1].Following = false }, WeComTask, ReasonGone},
		{"a follower, 48 hours silent", func(k *Known) {
			k.Credits = nil
			delete(k.Templates, route{OfficialTemplate, "o"})
			k.Addresses[1].LastWordAt = now - talkWindow
		}, WeComTask, ReasonWindow},
		{"month full", func(k *Known) { k.Addresses = k.Addresses[2:]; k.Month["aw"] = 2 }, SMS, ReasonMonth},
		{"nobody's friend", func(k *Known) { k.Addresses = k.Addresses[2:]; k.Addresses[0].FriendOf = "" }, SMS, ReasonNoFriend},
		{"opted out of a channel", func(k *Known) { k.OptedOut[optKey("", MiniSubscribe)] = true }, OfficialTemplate, ReasonOptedOut},
		{"another clinic's account", func(k *Known) { k.Accounts[0].Clinic = "d" }, OfficialTemplate, ReasonNoAccount},
		{"switched off", func(k *Known) { k.Accounts[0].Enabled = false }, OfficialTemplate, ReasonNoAccount},
		{"nothing but a number", func(k *Known) { k.Addresses = nil }, SMS, ReasonNoAddress},
		{"the number opted out", func(k *Known) { k.Addresses = nil; k.OptedOut[optKey("p:x", SMS)] = true }, "", ReasonOptedOut},
		{"no quota", func(k *Known) { k.Addresses = nil; k.Quota = 0 }, "", ReasonNoQuota},
		{"a land line", func(k *Known) { k.Addresses = nil; k.Mobile = "01062345678" }, "", ReasonNoMobile},
		{"a field is missing", func(k *Known) { k.Values = nil }, "", ReasonNoWords},
	} {
		k := base()
		x.change(&k)
		c, passed, ok := choose(p, k)
		if ok != (x.want != "") || c.Channel != x.want || x.why != "" && passed[len(passed)-1].Reason != x.why {
			t.Errorf("%s: %q, passed %v", x.name, c.Channel, passed)
		}
	}
}

// An urgent message for safety is held back by nothing but the impossible.
func TestDecideUrgent(t *testing.T) {
	c := Case{Message: Message{ID: "m", Class: Care, Urgent: true, Until: instant("23:59")}, Zone: shanghai, Person: Person{Found: true}, OptedOut: true,
		Rules: Rules{Hours: Hours{9 * 60, 10 * 60}, Person: 1}, Heard: 5, Purpose: Purpose{Channels: []Channel{SMS}},
		Known: Known{Now: instant("22:00"), Clinic: "c", Accounts: []Account{{ID: "s", Kind: Aliyun, Enabled: true}}, Quota: 1, Mobile: "12800010001",
			Templates: map[route]Template{{SMS, "s"}: {Channel: SMS, Provider: "T", Text: "请立即就医"}}}}
	if v := decide(c); v.do != Go {
		t.Errorf("%+v", v)
	}
	c.Urgent = false
	if v := decide(c); v.do != Drop || v.reason != ReasonOptedOut {
		t.Errorf("%+v", v)
	}
	c.OptedOut = false
	if v := decide(c); v.do != Expire || v.reason != ReasonQuiet {
		t.Errorf("%+v", v)
	}
	c.Known.Now, c.Until = instant("09:30"), instant("09:30")+48*3600_000
	if v := decide(c); v.do != Later || v.reason != ReasonCap || v.at < civil.Day("2026-11-23").At(9*60, shanghai) {
		t.Errorf("%+v", v)
	}
	c.Heard, c.Known.Quota = 0, 0
	if v := decide(c); v.do != Later || v.reason != ReasonNoQuota {
		t.Errorf("%+v", v)
	}
	c.Until = c.Known.Now + 1000
	if v := decide(c); v.do != Drop || v.reason != ReasonUnreachable {
		t.Errorf("%+v", v)
	}
}

// A bad declaration is refused at start.
func TestPurposeCheck(t *testing.T) {
	for name, p := range map[string]Purpose{
		"no module":       {Key: "reminder", Class: Care, Channels: []Channel{SMS}},
		"no class":        {Key: "a.b", Channels: []Channel{SMS}},
		"no channel":      {Key: "a.b", Class: Care},
		"staff's channel": {Key: "a.b", Class: Care, Channels: []Channel{WeComApp}},
		"to staff by SMS": {Key: "a.b", Class: Staff, Channels: []Channel{SMS}},
		"twice":           {Key: "a.b", Class: Care, Channels: []Channel{SMS, SMS}},
		"no sample":       {Key: "a.b", Class: Care, Channels: []Channel{SMS}, Fields: []Field{{"x", ""}}},
		"built in":        {Key: "a.b", Class: Care, Channels: []Channel{SMS}, Fields: []Field{{"who", "x"}}},
		"unknown brace":   {Key: "a.b", Class: Care, Channels: []Channel{SMS}, Text: "{x}"},
		"buttons":         {Key: "a.b", Class: Care, Channels: []Channel{SMS}, Buttons: []Slot{{"x", "y"}}},
		"bad slot":        {Key: "a.b", Class: Care, Channels: []Channel{SMS}, Slots: []Slot{{"number1", "{who}"}}},
	} {
		if p.check() == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := Welcome.check(); err != nil {
		t.Error(err)
	}
}
