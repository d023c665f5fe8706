package messages

import "strings"

// Channel is a way to reach somebody. Its text is "messages.channel.<channel>".
type Channel string

// The channels.
const (
	WeComTask         Channel = "wecom_task"         // 企业群发 to one patient: a colleague must tap before it goes
	WeComApp          Channel = "wecom_app"          // 应用消息, to colleagues
	WeComWelcome      Channel = "wecom_welcome"      // once, within 20 s after somebody was added
	OfficialTemplate  Channel = "official_template"  // 模板消息, to followers
	OfficialSubscribe Channel = "official_subscribe" // 订阅通知, one credit each
	OfficialService   Channel = "official_service"   // 客服消息, within 48 h after a word of theirs
	MiniSubscribe     Channel = "mini_subscribe"     // 小程序订阅消息, one credit each
	SMS               Channel = "sms"
)

// Channels lists them all, in the order of the screens.
var Channels = []Channel{MiniSubscribe, OfficialSubscribe, OfficialTemplate, OfficialService, WeComTask, WeComWelcome, WeComApp, SMS}

// Kind is a sort of account. Its text is "messages.account.<kind>".
type Kind string

// The kinds of account.
const (
	WeCom    Kind = "wecom"
	Official Kind = "official"
	Mini     Kind = "mini"
	Aliyun   Kind = "aliyun"
	Tencent  Kind = "tencent"
)

// Kinds lists them all.
var Kinds = []Kind{WeCom, Official, Mini, Aliyun, Tencent}

// kindsOf says which accounts a channel goes through.
var kindsOf = map[Channel][]Kind{
	WeComTask: {WeCom}, WeComApp: {WeCom}, WeComWelcome: {WeCom},
	OfficialTemplate: {Official}, OfficialSubscribe: {Official}, OfficialService: {Official},
	MiniSubscribe: {Mini}, SMS: {Aliyun, Tencent},
}

// takesCredit tells of channels on which each message uses up one permission that
// the person gave for the template.
func (c Channel) takesCredit() bool { return c == OfficialSubscribe || c == MiniSubscribe }

// free tells of channels that take free text; the others fill a template that the
// provider has approved.
func (c Channel) free() bool {
	return c == WeComTask || c == WeComApp || c == WeComWelcome || c == OfficialService
}

// Class is what a message is, in law and in courtesy. Its text is
// "messages.class.<class>".
type Class string

// The classes.
const (
	Care         Class = "care"      // 随访: after treatment. Not silenced by an opt-out from promotions
	ServiceClass Class = "service"   // an appointment, an appliance, a bill
	Relation     Class = "relation"  // 关怀: birthdays, how are you
	Marketing    Class = "marketing" // needs the patient's consent
	Staff        Class = "staff"     // to colleagues
)

// Classes lists them all.
var Classes = []Class{Care, ServiceClass, Relation, Marketing, Staff}

// through tells whether the channel goes through accounts of the kind.
func (c Channel) through(k Kind) bool {
	for _, of := range kindsOf[c] {
		if of == k {
			return true
		}
	}
	return false
}

// channelsText writes a choice of channels as it is kept, channelsOf reads it back.
func channelsText(list []Channel) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = string(c)
	}
	return strings.Join(words, " ")
}

func channelsOf(text string) []Channel {
	var out []Channel
	for _, w := range strings.Fields(text) {
		out = append(out, Channel(w))
	}
	return out
}
