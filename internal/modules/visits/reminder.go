package visits

import (
	"fmt"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/settings"
)

// The purposes of messages about a visit. A time that was just agreed is confirmed
// where it costs nothing; the reminder goes by SMS as well where nothing else does.
var (
	bookedNotice = messages.Purpose{
		Key: "visits.booked", Class: messages.ServiceClass, Keep: 2 * time.Hour,
		Channels: []messages.Channel{messages.MiniSubscribe, messages.OfficialSubscribe, messages.OfficialTemplate},
		Fields:   aboutVisit,
		Text:     "【预约成功】{who}：{time}，{doctor}，{kind}。如需改约请致电{clinic}{clinic_phone}。",
		Slots:    []messages.Slot{{Name: "thing1", Text: "{who}"}, {Name: "time2", Text: "{time}"}, {Name: "thing3", Text: "{doctor} {kind}"}, {Name: "thing4", Text: "{clinic}"}},
	}
	remindNotice = messages.Purpose{
		Key: "visits.reminder", Class: messages.ServiceClass,
		Channels: []messages.Channel{messages.MiniSubscribe, messages.OfficialSubscribe, messages.OfficialTemplate, messages.SMS},
		Fields:   aboutVisit,
		Text:     "{who}您好，提醒您{time}在{clinic}就诊（{doctor}，{kind}）。不能来请提前致电{clinic_phone}改约。",
		Slots:    []messages.Slot{{Name: "thing1", Text: "{who}"}, {Name: "time2", Text: "{time}"}, {Name: "thing3", Text: "{doctor} {kind}"}, {Name: "thing4", Text: "{clinic}"}},
	}
	aboutVisit = []messages.Field{{Key: "time", Sample: "11月23日 09:00"}, {Key: "doctor", Sample: "程弓远"}, {Key: "kind", Sample: "常规加力复诊"}}
)

// purposes lists what this module says to patients.
var purposes = []messages.Purpose{bookedNotice, remindNotice}

// When patients are reminded.
var (
	remindDays = settings.Setting{Key: "visits.remind_days", Kind: settings.Int, Default: 1, Unit: "d",
		Min: 0, Max: 14, PerClinic: true, Source: settings.Practice} // the evening before; 0 = on the day itself
	remindClock = settings.Setting{Key: "visits.remind_clock", Kind: settings.Clock, Default: "18:00", PerClinic: true,
		Source: settings.Practice} // parents are home
	remindLeadMinutes = settings.Setting{Key: "visits.remind_lead_minutes", Kind: settings.Minutes, Default: 120, Unit: "min",
		Min: 0, Max: 1440, PerClinic: true, Source: settings.House} // who has left home already needs none
)

// occurrence names a message about a visit at a start: another start is another
// message.
func occurrence(visit string, start int64) string { return fmt.Sprintf("%s@%d", visit, start) }

// spoken is an instant as people name it: "11月23日 09:00".
func spoken(at int64, zone *time.Location) string {
	day := civil.Of(at, zone)
	return fmt.Sprintf("%d月%d日 %s", day.Month(), day.DayOfMonth(), civil.ClockOf(at, zone))
}

// remindAt says when the patient of a visit is reminded and until when that is worth
// it; false = not, because the time for it has passed.
func remindAt(start, now int64, zone *time.Location, days int, clock civil.Clock, lead int64) (at, until int64, ok bool) {
	at, until = civil.Of(start, zone).AddDays(-days).At(clock, zone), start-lead
	return at, until, at > now && at < until
}
