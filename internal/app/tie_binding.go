package app

import (
	"errors"

	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// purposeReminder is how visits names its reminders.
const purposeReminder = "visits.reminder"

// tieBinding gives the customer page and the modules below what they need of each other.
func (a *App) tieBinding() error {
	m := a.House.Messages
	m.Coming, m.Here = a.coming, a.here
	return errors.Join(m.Explain("visits", becauseOfVisits, nil), m.Explain("followup", becauseOfFollowup, nil))
}

// coming tells when patients come next, those who do.
func (a *App) coming(tx *db.Tx, people []string) (map[string]int64, error) {
	out := map[string]int64{}
	if a.House.Patients.Visits == nil || len(people) == 0 {
		return out, nil
	}
	dates, err := a.House.Patients.Visits(tx, people)
	for p, d := range dates {
		if d.Next > 0 {
			out[p] = d.Next
		}
	}
	return out, err
}

// here tells when patients were last here, those who were.
func (a *App) here(tx *db.Tx, people []string) (map[string]int64, error) {
	out := map[string]int64{}
	if a.House.Patients.Visits == nil || len(people) == 0 {
		return out, nil
	}
	dates, err := a.House.Patients.Visits(tx, people)
	for p, d := range dates {
		if d.Last > 0 {
			out[p] = d.Last
		}
	}
	return out, err
}

// becauseOfVisits says why messages about a visit come.
func becauseOfVisits(_ *db.Tx, list []messages.Message) (map[string]messages.Sentence, error) {
	out := map[string]messages.Sentence{}
	for _, x := range list {
		if x.Purpose == purposeReminder {
			out[x.ID] = messages.Sentence{Zh: "您预约了就诊，日子近了，我们提醒您一次。", En: "You have a visit booked that is near, and we remind you once.",
				Tw: "您預約了就診，日子近了，我們提醒您一次。"}
			continue
		}
		out[x.ID] = messages.Sentence{Zh: "您刚刚预约了就诊，我们把时间告诉您。", En: "You have just booked a visit, and we tell you its time.",
			Tw: "您剛剛預約了就診，我們把時間告訴您。"}
	}
	return out, nil
}

// becauseOfFollowup says why messages after treatment come.
func becauseOfFollowup(_ *db.Tx, list []messages.Message) (map[string]messages.Sentence, error) {
	out := map[string]messages.Sentence{}
	for _, x := range list {
		switch item := x.Fields["item"]; {
		case x.Purpose == followup.PurposeCard:
			out[x.ID] = messages.Sentence{Zh: "您是我们的老朋友，逢节日和生日我们问候一声。", En: "You are an old friend of the clinic, and we greet you on special days.",
				Tw: "您是我們的老朋友，逢節日和生日我們問候一聲。"}
		case item != "":
			out[x.ID] = messages.Sentence{Zh: "您在我们这里做了" + item + "，医生想知道您恢复得怎样。", En: "You had a treatment with us, and your doctor wants to know how you are.",
				Tw: "您在我們這裡做了" + item + "，醫生想知道您恢復得怎樣。"}
		}
	}
	return out, nil
}
