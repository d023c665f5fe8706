package followup

import (
	"archwire/internal/modules/billing"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
	"archwire/internal/platform/module"
	"archwire/internal/platform/paper"
	"archwire/internal/platform/settings"
)

// The rights that the use cases ask for.
const (
	MayView    = "followup.view"    // see series, contacts, results and recalls
	MayCall    = "followup.call"    // work the calling desk: record what came of a contact
	MayCorrect = "followup.correct" // add a correction to a result
	MayPlan    = "followup.plan"    // change a case, stop a series, set recalls
	MayResults = "followup.results" // the results of one's own patients, and that they were seen
	MayWeek    = "followup.week"    // the week per caller
	MayEdit    = "followup.edit"    // write and publish protocols and types of recall, for the group
)

func permissions() []auth.Permission {
	callers := []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleAssistant, org.RoleNurse, org.RoleCoordinator, org.RoleFrontDesk,
		org.RoleServiceStaff}
	return []auth.Permission{
		{Key: MayView, Scope: auth.Clinic, Roles: append([]string{org.RoleAuditor}, callers...)},
		{Key: MayCall, Scope: auth.Clinic, Roles: callers},
		{Key: MayCorrect, Scope: auth.Clinic, Roles: callers},
		{Key: MayPlan, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist, org.RoleAssistant, org.RoleCoordinator, org.RoleServiceStaff}},
		{Key: MayResults, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleDoctor, org.RoleSecondDentist}},
		{Key: MayWeek, Scope: auth.Clinic, Roles: []string{org.RoleManager, org.RoleServiceStaff}},
		{Key: MayEdit, Scope: auth.Group},
	}
}

// The settings.
var (
	WakeAt    = clock("followup.wake", "07:00", settings.House)
	MorningAt = clock("followup.morning", "10:30", settings.Practice)
	LaterAt   = clock("followup.afternoon", "16:00", settings.Practice)
	LateFrom  = clock("followup.late_from", "15:30", settings.Practice)
	LateEnd   = clock("followup.late_end", "20:30", settings.Practice)
	EveningAt = clock("followup.evening", "19:00", settings.Practice)
	AmberEnd  = clock("followup.amber_end", "17:00", settings.Practice)
	NextCall  = clock("followup.next_call", "10:00", settings.Practice)
	Tries     = settings.Setting{Key: "followup.tries", Kind: settings.Int, Default: 3, Min: 1, Max: 10, PerClinic: true, Source: settings.Practice}
	FormHours = settings.Setting{Key: "followup.form_hours", Kind: settings.Int, Default: 72, Unit: "h", Min: 4, Max: 336, PerClinic: true, Source: settings.House}
	ChildAge  = settings.Setting{Key: "followup.child_age", Kind: settings.Int, Default: 14, Min: 6, Max: 18, PerClinic: true, Source: settings.House}
)

func clock(key, at string, from settings.Origin) settings.Setting {
	return settings.Setting{Key: key, Kind: settings.Clock, Default: at, PerClinic: true, Source: from}
}

func settingList() []settings.Setting {
	return []settings.Setting{WakeAt, MorningAt, LaterAt, LateFrom, LateEnd, EveningAt, AmberEnd, NextCall, Tries, FormHours, ChildAge}
}

// The kinds of task that the module opens.
const (
	TaskCall       = "followup.call"
	TaskDoctorCall = "followup.doctor_call"
	TaskBook       = "followup.book"
	TaskTell       = "followup.tell"
	TaskNumber     = "followup.number"
	TaskDigest     = "followup.digest"
	TaskWeek       = "followup.week"
)

// kinds are recorded through the forms of this module where it is the one that
// knows what came of it.
func kinds() []tasks.Kind {
	calls := []tasks.Outcome{{Key: string(Reached), Effect: tasks.Finishes}, {Key: string(NoAnswer), Effect: tasks.Retries}, {Key: string(CallBack), Effect: tasks.Retries},
		{Key: string(WrongNumber), Effect: tasks.Finishes}, {Key: string(Refused), Effect: tasks.Finishes}, {Key: string(Unreachable), Effect: tasks.Finishes},
		{Key: string(Answered), Effect: tasks.Voids}, {Key: tasks.Came, Effect: tasks.Voids}, {Key: tasks.Withdrawn, Effect: tasks.Voids}}
	return []tasks.Kind{
		{Key: TaskCall, Call: true, Outcomes: calls, Ladder: []string{org.RoleManager}, Own: true, Form: "followup"},
		{Key: TaskDoctorCall, Call: true, Outcomes: tasks.CallOutcomes, Ladder: []string{org.RoleManager}, StandIn: org.RoleDoctor, Form: tasks.FormDoctorCall},
		{Key: TaskBook, Call: true, Outcomes: tasks.CallOutcomes, Ladder: []string{org.RoleManager}},
		{Key: TaskTell, Outcomes: tasks.TodoOutcomes, Ladder: []string{org.RoleManager}},
		{Key: TaskNumber, Outcomes: tasks.TodoOutcomes, Ladder: []string{org.RoleManager}},
		{Key: TaskDigest, Outcomes: tasks.TodoOutcomes, StandIn: org.RoleDoctor, Form: "followup_page"},
		{Key: TaskWeek, Outcomes: tasks.TodoOutcomes, Form: "followup_page"},
	}
}

// The purposes of the messages that the module plans.
const (
	PurposeForm    = "followup.form"
	PurposeComfort = "followup.comfort"
	PurposeCard    = "followup.card"
	PurposeAlarm   = "followup.alarm"
)

// purposes: care after a treatment goes whatever somebody opted out of, the
// relationship does not, and an alarm to a colleague goes at once.
func purposes() []messages.Purpose {
	// What is opened is a page of the web: a mini-program that has no page of its own
	// for it cannot show it.
	patient := []messages.Channel{messages.OfficialTemplate, messages.WeComTask, messages.SMS}
	return []messages.Purpose{
		{Key: PurposeForm, Class: messages.Care, Channels: patient, Fields: []messages.Field{{Key: "item", Sample: "加力"}, {Key: "doctor", Sample: "程弓远"}},
			Text:  "{clinic}：{doctor}医生想知道您{item}后感觉怎么样，两分钟填一下 {link}",
			Words: "您好，我是{clinic}的工作人员。{doctor}医生想知道您{item}后感觉怎么样，点开两分钟就能填好：{link}",
			Slots: []messages.Slot{{Name: "thing1", Text: "{item}"}, {Name: "name2", Text: "{doctor}"}, {Name: "thing3", Text: "点开填写，两分钟"}}},
		{Key: PurposeComfort, Class: messages.Care, Channels: patient, Fields: []messages.Field{{Key: "item", Sample: "初戴"}, {Key: "words", Sample: "先吃软一点的"}},
			Text: "{clinic}：{words}", Words: "{words}", Slots: []messages.Slot{{Name: "thing1", Text: "{item}"}, {Name: "thing2", Text: "点开看医生的提醒"}}},
		{Key: PurposeCard, Class: messages.Relation, Channels: []messages.Channel{messages.WeComTask},
			Text: "{clinic}：好久不见，一张卡片问候您 {link}", Words: "您好，好久不见。{clinic}给您寄来一张卡片：{link}",
			Slots: []messages.Slot{{Name: "thing1", Text: "一张问候卡"}}},
		{Key: PurposeAlarm, Class: messages.Staff, Urgent: true, Channels: []messages.Channel{messages.WeComApp}, Fields: []messages.Field{{Key: "level", Sample: "红"}, {Key: "time", Sample: "10:40"}},
			Text: "【{level}】回访异常，请在 {time} 前回电话，点开看患者说了什么"},
	}
}

// Deps is what the module stands on.
type Deps struct {
	DB       *db.DB
	Org      *org.Service
	Patients *patients.Service
	Tasks    *tasks.Service
	Messages *messages.Service
	Visits   *visits.Service
	Plans    *plans.Service
	Billing  *billing.Service
	Auth     *auth.Service
	Audit    *audit.Log
	Facts    *events.Bus
	Live     *live.Hub // nil: no open screens
}

// Complaint is a complaint that somebody raised in a call.
type Complaint struct {
	Clinic, Patient, Contact, Doctor string
	Words                            string
}

// Service holds the use cases of the module. It is safe for concurrent use once it
// serves. What other modules know it is given by the roof before that.
type Service struct {
	// Complaints tells which patients have an open complaint; nil: none has.
	Complaints func(tx *db.Tx, patients []string) (map[string]bool, error)
	// Complain registers a complaint in the transaction of the call and gives its id;
	// nil: there is no register, and a caller is told so.
	Complain func(tx *db.Tx, c Complaint) (string, error)
	// Raised counts the complaints of a clinic between two instants, by the account
	// that registered them; nil: there is no register.
	Raised func(tx *db.Tx, clinic string, from, to int64) (map[string]int, error)
	// Unwilling tells which patients are of class C-A; nil: none is.
	Unwilling func(tx *db.Tx, patients []string) (map[string]bool, error)
	// Reachable tells which patients a form would reach; nil: everybody with a
	// telephone number.
	Reachable func(tx *db.Tx, patients []string) (map[string]bool, error)
	// Recorded tells what the records of some visits say was done, by visit; nil:
	// nobody writes records.
	Recorded func(tx *db.Tx, visits []string) (map[string]string, error)
	// Press prints the weekly summary; nil: with the small fonts.
	Press *paper.Press

	db       *db.DB
	org      *org.Service
	patients *patients.Service
	tasks    *tasks.Service
	messages *messages.Service
	visits   *visits.Service
	plans    *plans.Service
	billing  *billing.Service
	auth     *auth.Service
	audit    *audit.Log
	facts    *events.Bus
	live     *live.Hub
}

// New makes the module and declares its tasks and messages.
func New(d Deps) (*Service, error) {
	s := &Service{db: d.DB, org: d.Org, patients: d.Patients, tasks: d.Tasks, messages: d.Messages, visits: d.Visits, plans: d.Plans, billing: d.Billing, auth: d.Auth,
		audit: d.Audit, facts: d.Facts, live: d.Live}
	if err := d.Tasks.Add(kinds()...); err != nil {
		return nil, err
	}
	if err := d.Messages.Add(purposes()...); err != nil {
		return nil, err
	}
	for _, p := range []string{PurposeForm, PurposeComfort, PurposeCard} {
		if err := d.Messages.Guard(p, s.guard); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// The topics under which the ticker wakes what waits.
const (
	wakeTopic  = "followup.wake"
	chaseTopic = "followup.chase"

	morningTopic = "followup.morning"
)

// Module says what the program must know of this module.
func (s *Service) Module() module.Module {
	return module.Module{
		Name: "followup", Migrations: migrations, Texts: texts, Permissions: permissions(), Settings: settingList(),
		Routes: func(a *httpapi.API) { s.routes(a) }, Events: append(s.hears(), s.hearsOfPeople()), Demo: s.demo,
		Wakers: []jobs.Waker{{Topic: wakeTopic, Due: s.decideDue, Next: nextWake}, {Topic: chaseTopic, Due: s.chaseDue, Next: nextChase},
			{Topic: morningTopic, Due: s.announceDue, Next: nextMorningAt}},
	}
}

// PatientColumns are the columns of this module that name a patient; a merge of
// two records moves them.
var PatientColumns = []patients.MergeMove{{Table: "followup_series", Column: "patient_id"}, {Table: "followup_steps", Column: "patient_id"},
	{Table: "followup_contacts", Column: "patient_id"}, {Table: "followup_results", Column: "patient_id"}, {Table: "followup_forms", Column: "patient_id"},
	{Table: "followup_recalls", Column: "patient_id"}, {Table: "followup_triggers", Column: "patient_id"}, {Table: "followup_people", Column: "patient_id"}}
