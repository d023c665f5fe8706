package complaints

import (
	"context"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
)

// perMille is how many of a thousand patients of the demo complain in a month.
const perMille = 6

// demoCase is a complaint as people make them, and how it ended.
type demoCase struct {
	about    About
	severity Severity
	way      Way
	words    string
	answer   string
	measure  string
	cost     money.Fen
	result   Result
	content  Content
	end      string
}

var demoCases = []demoCase{
	{AboutWaiting, Normal, InPerson, "约的两点，等到两点五十才叫号，也没有人来说一声", "当面致歉，说明上一位患者加做了处理", "", 0, Apologised, Yes, "下次安排在当天第一位，患者接受"},
	{AboutWaiting, Minor, ByCall, "每次复诊都要等二十分钟以上", "电话致歉，记下患者希望的时间段", "", 0, Explained, Yes, "改约到工作日上午，等候明显缩短"},
	{AboutWaiting, Normal, ByReview, "点评：预约形同虚设，带孩子等了一小时", "在评价下回复并电话联系家长", "送孩子一份口腔护理包", 3900, Compensated, Yes, "家长同意修改评价"},
	{AboutMoney, Normal, InPerson, "补粘托槽为什么还要收费，签约时没有讲", "翻出协议与患者一起看：前三个免费", "", 0, Explained, Yes, "患者理解，第四个起按价目收费"},
	{AboutMoney, Serious, ByPhone, "停止矫治要退费，说了两周没有人给我答复", "店长致电，说明两种退费算法并约定面谈", "按协议办理退费", 520000, Refunded, Yes, "退费已到账，患者签字确认"},
	{AboutMoney, Normal, ByMessage, "账单里多了一张全景片", "核对收费记录，确为重复录入", "退回重复收费", 12000, Refunded, Yes, "已原路退回"},
	{AboutItem, Serious, ByPhone, "补的牙不到一个月就掉了，吃饭都不敢咬", "请医生当天回电，约次日复查", "免费重新充填", 0, Redone, Yes, "重新充填后一周回访无不适"},
	{AboutItem, Normal, ByCall, "戴上矫治器以后说话不清楚，上班很尴尬", "解释适应期，教发音练习", "", 0, Explained, Yes, "两周后复诊，患者已适应"},
	{AboutItem, Normal, InPerson, "牙冠颜色比旁边的牙白很多", "请医生一起看色，同意返工", "返技工所重做牙冠", 60000, Redone, Yes, "重戴后患者满意"},
	{AboutDoctor, Normal, ByCall, "医生全程没说几句话，问了也不耐烦", "致歉，转告医生本人并由医生回电", "", 0, Apologised, Yes, "医生亲自致电说明治疗计划"},
	{AboutDoctor, Normal, InPerson, "换了医生没有提前告诉我", "说明原医生请假，今后换人提前一天通知", "", 0, Apologised, No, "患者坚持等原医生，改约下周"},
	{AboutService, Minor, ByMessage, "一周收到三条一样的提醒", "核对发送记录，合并同一家庭的提醒", "", 0, Apologised, Yes, "已调整提醒设置"},
	{AboutService, Normal, InPerson, "前台说话很冲，孩子都吓到了", "店长当面道歉", "当班同事补训接待礼仪", 0, Apologised, Yes, "家长接受道歉"},
	{AboutService, Minor, ByReview, "卫生间没有纸，地上有水", "回复评价并致谢", "保洁巡查改为每小时一次", 0, Apologised, NotKnown, "已整改，未能联系上评价者"},
	{AboutVisit, Normal, ByCall, "拔完牙没有告诉我能不能刷牙，回家不敢动", "电话逐条补讲术后注意事项", "", 0, Explained, Yes, "已补发注意事项，患者恢复良好"},
	{AboutVisit, Normal, ByPhone, "打麻药没有提前说，孩子疼哭了", "医生回电致歉并解释", "", 0, Apologised, Yes, "下次改用表麻后再注射，家长同意"},
	{AboutVisit, Serious, ByAuthority, "12345 转来：患者称没有看过知情同意书", "调出签字记录，约患者到店当面说明", "", 0, Unfounded, No, "签字与录像齐全，已书面回复主管部门"},
	{AboutOther, Minor, InPerson, "停车场离得太远，雨天很不方便", "致歉，说明附近可用的停车场", "", 0, Explained, Yes, "在预约提醒里加上停车指引"},
	{AboutMoney, Minor, ByCall, "会员价没有给我打上", "查会员等级，当时未到门槛", "", 0, Withdrawn, Yes, "患者看过规则后表示不再追究"},
}

// demo gives the clinics the complaints of three months: most of them settled, one
// that waits for its first answer, one that waits for its result.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	err := s.db.Write(auth.AsProgram(ctx, w.Tenant, "demo"), func(tx *db.Tx) error {
		if there, err := everRaised(tx); err != nil || there {
			return err
		}
		f := &furnishing{s: s, tx: tx, w: w, rand: w.Rand("complaints"), steps: map[string][]Step{}, owners: map[string][]string{
			clinics[org.DemoWindmill].ID:  {staff["shidinghai"].ID, staff["anhuifang"].ID, staff["yunuan"].ID, staff["wenyan"].ID},
			clinics[org.DemoPaperBoat].ID: {staff["baimoliang"].ID, staff["xiewenxin"].ID},
		}}
		months := w.Today.Sub(w.From) / 30
		for range w.Patients * perMille * months / 1000 {
			clinic := clinics[org.DemoWindmill].ID
			if f.rand.IntN(10) < 3 {
				clinic = clinics[org.DemoPaperBoat].ID
			}
			if err := f.settled(clinic); err != nil {
				return err
			}
		}
		return f.finish(clinics[org.DemoWindmill].ID)
	})
	w.Step("complaints", 1, 1)
	return err
}

// furnishing is the demo in the making.
type furnishing struct {
	s      *Service
	tx     *db.Tx
	w      *demo.World
	rand   *rand.Rand
	owners map[string][]string // by clinic
	list   []Complaint
	steps  map[string][]Step
}

// somebody gives a patient who came to the clinic on a day, false if nobody did.
func (f *furnishing) somebody(clinic string, d civil.Day) (visits.Visit, bool, error) {
	list, err := f.s.visits.OnDay(f.tx, clinic, d)
	list = slices.DeleteFunc(list, func(v visits.Visit) bool {
		return v.Progress.State != visits.Treated && v.Progress.State != visits.Left
	})
	if err != nil || len(list) == 0 {
		return visits.Visit{}, false, err
	}
	return list[f.rand.IntN(len(list))], true, nil
}

// begun is a complaint about a visit, some hours after it.
func (f *furnishing) begun(v visits.Visit, k demoCase, after int64) Complaint {
	at := v.Plan.Span().End + after
	owners := f.owners[v.Clinic]
	c := Complaint{ID: f.tx.NewID(), Version: 1, Clinic: v.Clinic, Patient: v.Patient, About: k.about, Words: k.words, Severity: k.severity, Way: k.way,
		State: Open, Owner: owners[f.rand.IntN(len(owners))], AnswerDue: at + 24*hour, ResultDue: at + 7*day, RaisedAt: at}
	if k.about == AboutDoctor {
		c.Subject = v.Plan.DoctorID
	} else if k.about == AboutVisit || k.about == AboutWaiting {
		c.Subject = v.ID
	}
	c.RaisedBy = c.Owner
	f.note(c, at, StepRaised, "", 0)
	return c
}

func (f *furnishing) note(c Complaint, at int64, what What, text string, cost money.Fen) {
	f.steps[c.ID] = append(f.steps[c.ID], Step{ID: f.tx.NewID(), At: at, Actor: c.Owner, What: what, Text: text, Amount: cost, Owner: c.Owner,
		Result: c.Result, Content: c.Content})
}

// settled adds a complaint that was settled; most were answered in time.
func (f *furnishing) settled(clinic string) error {
	back := 9 + f.rand.IntN(max(f.w.Today.Sub(f.w.From)-9, 1))
	v, found, err := f.somebody(clinic, f.w.Today.AddDays(-back))
	if err != nil || !found {
		return err
	}
	k := demoCases[f.rand.IntN(len(demoCases))]
	c := f.begun(v, k, int64(f.rand.IntN(90))*minute)
	wait := int64(20+f.rand.IntN(600)) * minute
	if f.rand.IntN(12) == 0 {
		wait += 26 * hour
	}
	c.AnsweredAt = c.RaisedAt + wait
	f.note(c, c.AnsweredAt, StepAnswered, k.answer, 0)
	end := c.AnsweredAt + int64(2+f.rand.IntN(96))*hour
	if f.rand.IntN(14) == 0 {
		end += 5 * day
	}
	if k.measure != "" {
		f.note(c, (c.AnsweredAt+end)/2, StepMeasure, k.measure, k.cost)
	}
	end = min(end, f.tx.Now()-hour)
	c.State, c.Result, c.Content, c.ClosedAt, c.ClosedBy = Closed, k.result, k.content, end, c.Owner
	f.note(c, end, StepClosed, k.end, 0)
	f.list = append(f.list, c)
	return nil
}

// finish adds the two that are open, and writes all.
func (f *furnishing) finish(clinic string) error {
	for _, open := range []struct {
		back int
		demoCase
	}{{1, demoCases[0]}, {3, demoCases[6]}} {
		back, k := open.back, open.demoCase
		v, found, err := f.somebody(clinic, f.w.Today.AddDays(-back))
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		c := f.begun(v, k, hour)
		c.Owner = f.owners[clinic][0]
		kind, due := toAnswer, c.AnswerDue
		if back > 1 {
			c.AnsweredAt = c.RaisedAt + 2*hour
			f.note(c, c.AnsweredAt, StepAnswered, k.answer, 0)
			kind, due = toResolve, c.ResultDue
		}
		f.list = append(f.list, c)
		if err := f.s.openTask(f.tx, c, kind, due); err != nil {
			return err
		}
	}
	return f.write()
}

// write stores what was made, as of the past.
func (f *furnishing) write() error {
	if err := insertPast(f.tx, f.list, f.steps); err != nil {
		return err
	}
	var facts []events.Fact
	for _, c := range f.list {
		facts = append(facts, events.Fact{Kind: FactRaised, Clinic: c.Clinic, Patient: c.Patient, Subject: c.ID, At: c.RaisedAt, Body: toldOf(c)})
		if c.State == Closed {
			facts = append(facts, events.Fact{Kind: FactClosed, Clinic: c.Clinic, Patient: c.Patient, Subject: c.ID, At: c.ClosedAt, Body: toldOf(c)})
		}
	}
	return f.s.facts.Past(f.tx, facts)
}
