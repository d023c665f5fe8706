package visits

import (
	"context"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoPlace is a place of a demo clinic.
type demoPlace struct {
	name  string
	where Where
	area  Area
	tags  []string
}

// demoWorker is who works in a demo clinic as what, and on which weekdays not.
type demoWorker struct {
	login string
	who   Who
	off   []time.Weekday
}

// demoHouse is what a demo clinic has. In duty take turns the doctors and
// assistants of the emergency telephone.
type demoHouse struct {
	places  []demoPlace
	workers []demoWorker
	duty    [][2]string
}

const (
	sun = time.Sunday
	mon = time.Monday
	tue = time.Tuesday
	wed = time.Wednesday
	thu = time.Thursday
	fri = time.Friday
	sat = time.Saturday
)

func not(list ...time.Weekday) []time.Weekday { return list }

// demoHouses are the clinics of the demo. On a Sunday everybody whom the
// reference day needs works at the windmill: seven of nine assistants.
var demoHouses = map[string]demoHouse{
	org.DemoWindmill: {
		places: []demoPlace{
			{"1号椅", Chair, OrthoArea, nil}, {"2号椅", Chair, OrthoArea, nil}, {"3号椅", Chair, OrthoArea, nil},
			{"4号椅", Chair, OrthoArea, nil}, {"5号椅", Chair, OrthoArea, nil}, {"6号椅", Chair, OrthoArea, []string{"儿童"}},
			{"7号椅", Chair, GeneralArea, nil}, {"8号椅", Chair, GeneralArea, nil},
			{"咨询室1", Consult, "", nil}, {"咨询室2", Consult, "", nil}, {"影像室", Imaging, "", nil}, {"训练室", Training, "", nil},
		},
		workers: []demoWorker{
			{"chenggongyuan", Doctor, not(tue, thu)}, {"dougenguan", Doctor, not(wed)}, {"xuwuzhu", Doctor, not(fri)},
			{"minglangbai", Second, not(mon)}, {"fangpian", Imager, not(thu)},
			{"luxiaohuang", Assistant, not(thu, fri)}, {"yejieza", Assistant, not(wed, tue)}, {"jiangmianqiu", Assistant, not(wed, tue)},
			{"gukoujing", Assistant, not(mon, tue)}, {"shenniezi", Assistant, not(mon, tue)}, {"mengweijin", Assistant, not(sun, tue)},
			{"tangxituo", Assistant, not(sun, fri)}, {"dingtuopan", Assistant, not(sat, fri)}, {"xiashoutao", Assistant, not(sat, thu)},
			{"wenyan", Coordinator, not(mon, thu)}, {"suwenzhen", Coordinator, not(tue, wed)},
			{"shidinghai", Nobody, not(mon)}, {"heying", Nobody, not(tue, wed)}, {"jiyue", Nobody, not(thu, fri)},
			{"qianfenming", Nobody, not(tue)}, {"anhuifang", Nobody, not(wed, thu)}, {"yunuan", Nobody, not(mon, tue)},
		},
		duty: [][2]string{{"chenggongyuan", "luxiaohuang"}, {"dougenguan", "yejieza"}, {"xuwuzhu", "luxiaohuang"}},
	},
	org.DemoPaperBoat: {
		places: []demoPlace{
			{"A1", Chair, OrthoArea, nil}, {"A2", Chair, OrthoArea, nil}, {"B1", Chair, GeneralArea, nil}, {"B2", Chair, GeneralArea, []string{"儿童"}},
			{"咨询室", Consult, "", nil}, {"拍片间", Imaging, "", nil},
		},
		workers: []demoWorker{
			{"liangpingqi", Doctor, not(sun, mon, wed, fri)}, {"baimoliang", Doctor, not(wed)}, {"tongxiaoya", Doctor, not(mon, tue)},
			{"lushukou", Imager, not(sun, mon)}, {"qiaoshabu", Assistant, not(wed)}, {"wuxiaodeng", Assistant, not(thu)},
			{"xiewenxin", Coordinator, not(sun, mon)}, {"zhangxiaoling", Nobody, not(tue)}, {"liuqiandao", Nobody, not(thu, fri)},
		},
		duty: [][2]string{{"liangpingqi", "qiaoshabu"}, {"baimoliang", "wuxiaodeng"}, {"tongxiaoya", "qiaoshabu"}},
	},
}

// demoOrthodontists run their days by the default day template.
var demoOrthodontists = []string{"chenggongyuan", "liangpingqi"}

// demoStanding furnishes the clinics: kinds of visit, calendar, places, rosters,
// day templates, duties. What is there stays as it is.
func (s *Service) demoStanding(ctx context.Context, w *demo.World) error {
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	return s.db.Write(auth.AsProgram(ctx, w.Tenant, "demo"), func(tx *db.Tx) error {
		if err := install(tx); err != nil {
			return err
		}
		for i, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
			w.Step("visits", i, 2)
			there, err := roomsOf(tx, clinics[code].ID, true)
			if err != nil {
				return err
			}
			if len(there) > 0 {
				continue
			}
			f := furnishing{tx: tx, w: w, clinic: clinics[code], staff: staff, house: demoHouses[code]}
			if err := f.all(); err != nil {
				return err
			}
		}
		return nil
	})
}

// furnishing is the furnishing of one demo clinic.
type furnishing struct {
	tx     *db.Tx
	w      *demo.World
	clinic org.Clinic
	staff  map[string]org.Staff
	house  demoHouse
}

func (f furnishing) all() error {
	for _, part := range []func() error{f.rooms, f.weeks, f.dayTemplates, f.reference, f.leave, f.duties, f.presence} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (f furnishing) rooms() error {
	var list []Room
	for i, p := range f.house.places {
		list = append(list, Room{ID: f.tx.NewID(), Version: 1, Clinic: f.clinic.ID, Name: p.name, Where: p.where, Area: p.area, Tags: p.tags,
			Position: i, Active: true})
	}
	return insertRooms(f.tx, list)
}

// weeks gives everybody their week, from before the history.
func (f furnishing) weeks() error {
	plans := map[string]WeekPlan{}
	for weekday := sun; weekday <= sat; weekday++ {
		for login, day := range f.house.weekday(weekday) {
			if plans[login].Days == nil {
				plans[login] = WeekPlan{Clinic: f.clinic.ID, Staff: f.staff[login].ID, From: f.w.From.AddDays(-7), Version: 1, Days: map[time.Weekday]WorkDay{}}
			}
			plans[login].Days[weekday] = day
		}
	}
	var list []WeekPlan
	for _, p := range f.house.workers {
		list = append(list, plans[p.login])
	}
	return insertPlans(f.tx, list)
}

// weekday is who works on a weekday, by login: from 9:00 to 18:00, with lunch at
// noon or, for assistants and coordinators, in turns.
func (h demoHouse) weekday(weekday time.Weekday) map[string]WorkDay {
	out := map[string]WorkDay{}
	pools := map[Who][]string{}
	for _, p := range h.workers {
		if slices.Contains(p.off, weekday) {
			continue
		}
		out[p.login] = WorkDay{Who: p.who, Work: []ClockSpan{{9 * 60, 18 * 60}}, Breaks: []ClockSpan{{12 * 60, 13 * 60}}}
		if p.who == Assistant || p.who == Coordinator {
			pools[p.who] = append(pools[p.who], p.login)
		}
	}
	window := span.Span{Start: 11*span.Hour + 30*span.Minute, End: 13*span.Hour + 30*span.Minute}
	for _, pool := range pools {
		for i, b := range StaggeredBreaks(window, 60, len(pool)) {
			day := out[pool[i]]
			day.Breaks = []ClockSpan{{civil.Clock(b.Start / span.Minute), civil.Clock(b.End / span.Minute)}}
			out[pool[i]] = day
		}
	}
	return out
}

func (f furnishing) dayTemplates() error {
	var list []DoctorTemplate
	for _, p := range f.house.workers {
		if p.who != Doctor {
			continue
		}
		rules := DayTemplate{LastStart: 17*60 + 30}
		if slices.Contains(demoOrthodontists, p.login) {
			rules = DefaultDayTemplate()
		}
		for weekday := sun; weekday <= sat; weekday++ {
			list = append(list, DoctorTemplate{Clinic: f.clinic.ID, Doctor: f.staff[p.login].ID, Weekday: weekday, Rules: rules, Version: 1})
		}
	}
	return insertDayTemplates(f.tx, list)
}

// demoLike is the weekday as which the reference day is worked: everybody whom its
// visits need is there.
var demoLike = map[string]time.Weekday{org.DemoWindmill: sun, org.DemoPaperBoat: sat}

// reference lets today be worked like a weekend day in the holidays, whatever
// weekday it is: it is the reference day.
func (f furnishing) reference() error {
	today := f.w.Today
	entries := []CalendarEntry{{ID: f.tx.NewID(), Version: 1, Clinic: f.clinic.ID, Kind: EntryOrdinary, Days: Days{today, today}, Name: "照常营业"}}
	if wd := today.Weekday(); wd != sun && wd != sat {
		entries = append(entries, CalendarEntry{ID: f.tx.NewID(), Version: 1, Clinic: f.clinic.ID, Kind: EntrySchoolBreak, Days: Days{today, today}, Name: "学校放假一天"})
	}
	like := demoLike[f.clinic.Code]
	if _, err := installEntries(f.tx, entries); err != nil || today.Weekday() == like {
		return err
	}
	full := f.house.weekday(like)
	var list []DayShift
	for _, p := range f.house.workers {
		day, works := full[p.login]
		if !works {
			day = WorkDay{Who: p.who}
		}
		list = append(list, DayShift{Clinic: f.clinic.ID, Staff: f.staff[p.login].ID, Day: today, WorkDay: day})
	}
	return putShifts(f.tx, list)
}

// leave is a few days of it, none today, one not yet approved.
func (f furnishing) leave() error {
	type away struct {
		login    string
		in, days int
		reason   string
		approved bool
		standIn  string // login
	}
	list := map[string][]away{
		org.DemoWindmill: {
			{"yejieza", 9, 3, "年假", true, "luxiaohuang"}, {"gukoujing", -12, 2, "病假", true, ""}, {"suwenzhen", 16, 2, "培训", false, "wenyan"}, {"xuwuzhu", 20, 2, "学术会议", true, "dougenguan"},
		},
		org.DemoPaperBoat: {{"wuxiaodeng", 6, 2, "年假", true, ""}},
	}[f.clinic.Code]
	for _, a := range list {
		from := f.w.Today.AddDays(a.in)
		err := insertLeave(f.tx, TimeOff{ID: f.tx.NewID(), Staff: f.staff[a.login].ID, Days: Days{from, from.AddDays(a.days - 1)}, Reason: a.reason, Approved: a.approved,
			StandIn: f.staff[a.standIn].ID})
		if err != nil {
			return err
		}
	}
	return nil
}

// duties are a week each, from Monday 18:00 on, in turns.
func (f furnishing) duties() error {
	zone := f.clinic.Location()
	monday := f.w.From
	for monday.Weekday() != mon {
		monday = monday.AddDays(-1)
	}
	var list []Duty
	for i := 0; monday <= f.w.To; i++ {
		turn := f.house.duty[i%len(f.house.duty)]
		next := monday.AddDays(7)
		list = append(list, Duty{ID: f.tx.NewID(), Version: 1, Clinic: f.clinic.ID, Doctor: f.staff[turn[0]].ID, Assistant: f.staff[turn[1]].ID,
			Span: span.Span{Start: monday.At(18*60, zone), End: next.At(18*60, zone)}})
		monday = next
	}
	return insertDuties(f.tx, list)
}

// presence marks today's doctors on site, as the desk does in the morning, if the
// morning is over.
func (f furnishing) presence() error {
	at := f.w.Today.At(8*60+50, f.clinic.Location())
	if f.tx.Now() < at {
		return nil
	}
	works := f.house.weekday(demoLike[f.clinic.Code])
	var rows []presenceRow
	for _, p := range f.house.workers {
		if _, today := works[p.login]; today && p.who == Doctor {
			rows = append(rows, presenceRow{ID: f.tx.NewID(), Clinic: f.clinic.ID, Doctor: f.staff[p.login].ID, Day: f.w.Today, State: OnSite, At: at})
		}
	}
	return insertPresence(f.tx, rows...)
}
