package journeys

import (
	"time"

	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
)

// The purposes of messages that journeys send, one for each class: who does not want
// promotions gets care and service all the same.
const (
	PurposeCare      = "journeys.care"
	PurposeSafety    = "journeys.safety"
	PurposeService   = "journeys.service"
	PurposeRelation  = "journeys.relation"
	PurposeMarketing = "journeys.marketing"
)

// fields are what a message of a journey carries: the three lengths of its text, as
// content has them at the moment of sending, and where it comes from.
var fields = []messages.Field{{Key: "words", Sample: "今天记得打卡，坚持就是胜利。"}, {Key: "short", Sample: "今天记得打卡"}, {Key: "sms", Sample: "今天记得打卡，坚持就是胜利。"}}

// purposes by the class that a node names.
var purposes = map[messages.Class]messages.Purpose{
	messages.Care:         purpose(PurposeCare, messages.Care, messages.OfficialTemplate, messages.SMS),
	messages.ServiceClass: purpose(PurposeService, messages.ServiceClass, messages.OfficialTemplate, messages.SMS),
	messages.Relation:     purpose(PurposeRelation, messages.Relation, messages.SMS),
	messages.Marketing:    purpose(PurposeMarketing, messages.Marketing, messages.SMS),
}

// safety is for warning signs after an operation: at once, at any hour.
var safety = func() messages.Purpose {
	p := purpose(PurposeSafety, messages.Care, messages.OfficialTemplate, messages.SMS)
	p.Urgent = true
	return p
}()

// purpose makes the ladder of a class. A recurring reminder by template is refused
// by the platform as harassment, and promotions by template are not allowed at all.
func purpose(key string, c messages.Class, last ...messages.Channel) messages.Purpose {
	return messages.Purpose{Key: key, Class: c, Keep: 24 * time.Hour, Fields: fields,
		Channels: append([]messages.Channel{messages.MiniSubscribe, messages.OfficialSubscribe, messages.OfficialService, messages.WeComTask}, last...),
		Text:     "{sms}", Words: "{words}", Slots: []messages.Slot{{Name: "thing1", Text: "{short}"}}}
}

// purposeOf is the purpose under which a message goes.
func (m *MessageDo) purposeOf() string {
	if m.Safety {
		return PurposeSafety
	}
	return purposes[m.Class].Key
}

var manager = []string{org.RoleManager}

// kindsOf are the kinds of task by sort.
var kindsOf = map[TaskWhat]tasks.Kind{
	TaskCall:     {Key: "journeys.call", Call: true, Outcomes: tasks.CallOutcomes, Ladder: manager},
	TaskOneToOne: {Key: "journeys.one_to_one", Outcomes: tasks.TodoOutcomes, Ladder: manager},
	TaskEvaluate: {Key: "journeys.evaluate", Outcomes: tasks.TodoOutcomes, Ladder: manager},
	TaskSOP:      {Key: "journeys.sop", Outcomes: tasks.TodoOutcomes, Ladder: manager},
}
