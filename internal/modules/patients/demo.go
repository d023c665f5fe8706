package patients

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoBatch is how many people one transaction writes.
const demoBatch = 500

// demo writes the people of the demo clinic, as far as they are not there yet,
// and leaves them on the World under DemoPeople. Everything depends on the seed
// alone, ids as well, so that a second run finds what the first one made.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	start := w.Today.At(0, w.Zone)
	ids := id.Seeded(w.Seed^0x7061, func() int64 { return start })
	people := demoCast(w.Patients, w.Rand("patients"), w.Today, ids)
	p := &player{
		s: s, w: w, people: people, ids: ids, rnd: w.Rand("patients.more"),
		clinics: demo.Get[map[string]org.Clinic](w, org.DemoClinics), staff: demo.Get[map[string]org.Staff](w, org.DemoStaff),
	}
	tags, err := p.tags(ctx)
	if err != nil {
		return err
	}
	done := 0
	for _, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
		mine := slices.DeleteFunc(slices.Clone(people), func(d DemoPatient) bool { return d.Clinic != code })
		for batch := range slices.Chunk(mine, demoBatch) {
			if err := p.write(ctx, code, batch, tags); err != nil {
				return err
			}
			done += len(batch)
			w.Step("patients", done, len(people))
		}
	}
	if err := p.introduce(ctx); err != nil {
		return err
	}
	w.Put(DemoPeople, people)
	return nil
}

// player writes the cast.
type player struct {
	s       *Service
	w       *demo.World
	clinics map[string]org.Clinic
	staff   map[string]org.Staff
	people  []DemoPatient
	ids     id.Source
	rnd     *rand.Rand

	relations []relationRow // of everybody, written when all are there
	consents  []consentRow
}

// write enters a batch with everything around each person, or nothing of those
// who are there.
func (p *player) write(ctx context.Context, code string, batch []DemoPatient, tags []tagRow) error {
	// Drawn before the transaction, which may run twice, and for everybody, so
	// that a second run draws the same.
	around := make([]surroundings, len(batch))
	for i, d := range batch {
		around[i] = p.surround(d, tags)
		p.relations, p.consents = append(p.relations, around[i].relations...), append(p.consents, around[i].consents...)
	}
	return p.s.db.Write(ctx, func(tx *db.Tx) error {
		ids := make([]string, len(batch))
		for i, d := range batch {
			ids[i] = d.ID
		}
		there, err := seen(tx, ids)
		if err != nil {
			return err
		}
		m := many{clinic: p.clinics[code]}
		var fresh []int
		for i, d := range batch {
			if !there[d.ID] {
				fresh = append(fresh, i)
				m.list, m.ids = append(m.list, p.entry(d, around[i])), append(m.ids, d.ID)
			}
		}
		m.alter = func(i int, r *patientRow) {
			d, a := batch[fresh[i]], around[fresh[i]]
			r.Household, r.CreatedAt, r.ChangedAt, r.Alerts = d.Household, a.since, a.since, len(a.alerts)
			r.Important, r.ImportantReason = a.important != "", a.important
		}
		if _, err := p.s.addMany(tx, m); err != nil {
			return err
		}
		return p.writeAround(tx, batch, around, fresh)
	})
}

// entry is what the desk would have entered.
func (p *player) entry(d DemoPatient, a surroundings) NewPatient {
	d.Source = or(d.Source, "other")
	e := Entry{Name: &d.Name, Sex: &d.Sex, Birth: &d.Birth, Source: &d.Source, Address: &a.address, Wishes: &a.wishes}
	if a.identity != "" {
		e.IDNumber = &a.identity
	}
	return NewPatient{Entry: e, Contacts: []Contact{{Label: "mobile", Whose: d.PhoneOf, Number: d.Phone, Default: true}}}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// surroundings is everything around one person of the demo.
type surroundings struct {
	since                                int64
	identity, address, wishes, important string
	relations                            []relationRow
	care                                 []careRow
	alerts                               []alertRow
	consents                             []consentRow
	tags                                 []taggedRow
	household                            householdRow
	day                                  []dayRow
}

func (p *player) surround(d DemoPatient, tags []tagRow) surroundings {
	a := surroundings{
		since:   d.Since.At(civil.Clock(9*60+p.rnd.IntN(500)), p.w.Zone),
		address: fmt.Sprintf("积木市%s区%s %d 号", pick(p.rnd, "风车", "纸船", "云朵"), pick(p.rnd, "纸船街", "风车路", "积木大道", "弹珠巷", "风筝里"), 1+p.rnd.IntN(300)),
	}
	if p.rnd.IntN(100) < 60 {
		a.identity = p.identity(d)
	}
	if p.rnd.IntN(100) < 12 {
		a.wishes = pick(p.rnd, "喜欢周末上午", "怕疼，请先沟通", "接送的是奶奶，请发短信给妈妈", "希望同一位医生", "想先了解费用", "牙龈敏感，请慢一点")
	}
	if p.rnd.IntN(100) < 2 {
		a.important = pick(p.rnd, "介绍了多位家人朋友", "疗程复杂，店长关注", "曾经投诉，请格外留意")
	}
	if d.Household != "" {
		a.household = householdRow{d.Household, surnameOf(d.Name) + "家", a.since}
	}
	p.relate(d, &a)
	p.care(d, &a)
	p.alert(d, &a)
	p.consent(d, &a)
	if p.rnd.IntN(100) < 15 {
		a.tags = append(a.tags, taggedRow{d.ID, tags[p.rnd.IntN(len(tags))].ID, a.since, ""})
	}
	if d.Age > 25 && p.rnd.IntN(100) < 4 {
		a.day = append(a.day, dayRow{p.ids(), d.ID, "wedding", "", 2010 + p.rnd.IntN(15), 1 + p.rnd.IntN(12), 1 + p.rnd.IntN(28), false})
	}
	return a
}

func pick(rnd *rand.Rand, list ...string) string { return list[rnd.IntN(len(list))] }

// identity makes a number of no region whose check digit is wrong.
func (p *player) identity(d DemoPatient) string {
	serial := p.rnd.IntN(500) * 2
	if d.Sex == Male {
		serial++
	}
	n := "000000" + string(d.Birth[:4]+d.Birth[5:7]+d.Birth[8:10]) + fmt.Sprintf("%03d", serial)
	last := byte('0' + p.rnd.IntN(10))
	if last == checkDigit(n+"0") {
		last = '0' + (last-'0'+1)%10
	}
	return n + string(last)
}

// relate gives a child its guardian, who pays where the family is in the
// records; 王小雪人 has the three of her story.
func (p *player) relate(d DemoPatient, a *surroundings) {
	add := func(kind RelationKind, relation, person, name, note string) {
		r := relationRow{ID: p.ids(), Patient: d.ID, Kind: kind, Relation: relation, Person: person, Name: name, Note: note, From: d.Since, At: a.since}
		a.relations = append(a.relations, r)
	}
	if d.Age >= adultAge {
		return
	}
	if d.Name == "王小雪人" && d.ID == p.people[1].ID {
		add(Guardian, "mother", "", "李春雷", "")
		add(Payer, "father", "", "王青松", "")
		add(ContactRelated, "mother", "", "李春雷", "")
		add(ContactRelated, "grandmother", "", "陶月牙", "平时由奶奶接送，同意书发给监护人")
		return
	}
	name := surnameOf(d.Name) + demoGiven[p.rnd.IntN(len(demoGiven))]
	switch {
	case d.Mother != "":
		add(Guardian, "mother", d.Mother, p.nameOf(d.Mother), "")
	case d.Father != "":
		add(Guardian, "father", d.Father, p.nameOf(d.Father), "")
	default:
		add(Guardian, "mother", "", demoSurnames[p.rnd.IntN(len(demoSurnames))]+givenOf(name), "")
	}
	if d.Father != "" {
		add(Payer, "father", d.Father, p.nameOf(d.Father), "")
	}
}

func (p *player) nameOf(id string) string {
	i := slices.IndexFunc(p.people, func(d DemoPatient) bool { return d.ID == id })
	return p.people[i].Name
}

// care gives the care team: orthodontics has four parts, general dentistry its
// doctor.
func (p *player) care(d DemoPatient, a *surroundings) {
	add := func(part Part, logins ...string) {
		if s, ok := p.staff[pick(p.rnd, logins...)]; ok {
			a.care = append(a.care, careRow{p.ids(), d.ID, part, s.ID, a.since, 0, ""})
		}
	}
	windmill := d.Clinic == org.DemoWindmill
	switch {
	case d.State != DemoGeneral && windmill:
		add(TheDoctor, "chenggongyuan")
		add(TheAssistant, "luxiaohuang", "yejieza")
		add(TheCoordinator, "wenyan", "suwenzhen")
		add(TheFollowUp, "anhuifang", "yunuan")
	case d.State != DemoGeneral:
		add(TheDoctor, "liangpingqi")
		add(TheCoordinator, "xiewenxin")
	case windmill:
		add(TheDoctor, "dougenguan", "xuwuzhu")
	case d.Age < 13:
		add(TheDoctor, "tongxiaoya")
	default:
		add(TheDoctor, "baimoliang")
	}
}

func (p *player) alert(d DemoPatient, a *surroundings) {
	note := func(kind, text string, severe bool) {
		a.alerts = append(a.alerts, alertRow{ID: p.ids(), Patient: d.ID, Kind: kind, Text: text, Severe: severe, NotedAt: a.since})
	}
	switch k := p.rnd.IntN(100); {
	case k < 3:
		note("allergy", pick(p.rnd, "青霉素", "头孢", "磺胺", "乳胶", "镍", "碘"), true)
	case k < 4:
		note("allergy", pick(p.rnd, "海鲜", "花粉"), false)
	case k < 10 && d.Age > 45:
		note("disease", pick(p.rnd, "高血压", "2 型糖尿病", "冠心病支架术后"), true)
		note("medicine", pick(p.rnd, "阿司匹林", "二甲双胍", "华法林"), true)
	case k < 6 && d.Age < 18:
		note("disease", pick(p.rnd, "哮喘", "先天性心脏病术后", "癫痫"), true)
	}
}

// consent is asked of the person, or of the guardian of a child below 14.
func (p *player) consent(d DemoPatient, a *surroundings) {
	by, relation := "self", ""
	if d.Since.Age(d.Birth) < ownConsentAge && len(a.relations) > 0 {
		by, relation = "guardian", a.relations[0].ID
	}
	note := func(purpose Purpose, percent int) {
		if p.rnd.IntN(100) < percent {
			a.consents = append(a.consents, consentRow{ID: p.ids(), Patient: d.ID, Purpose: purpose, Given: true, By: by, Relation: relation, Means: "paper", At: a.since})
		}
	}
	note(ForTreatment, 99)
	note(ForMarketing, 70)
	if d.ortho() {
		note(ForPhotos, 62)
	}
}

// writeAround adds the surroundings of those who are new.
func (p *player) writeAround(tx *db.Tx, batch []DemoPatient, around []surroundings, fresh []int) error {
	var all surroundings
	var homes []householdRow
	for _, i := range fresh {
		a := around[i]
		all.care, all.alerts = append(all.care, a.care...), append(all.alerts, a.alerts...)
		all.tags, all.day = append(all.tags, a.tags...), append(all.day, a.day...)
		if a.household.ID != "" {
			homes = append(homes, a.household)
		}
	}
	return insertAround(tx, homes, all)
}

// introduce adds the edges between people, once all are there: relations, the
// consents that name them, and who introduced whom. What is there stays.
func (p *player) introduce(ctx context.Context) error {
	return p.s.db.Write(ctx, func(tx *db.Tx) error { return insertBetween(tx, p.relations, p.consents, p.people) })
}

func (p *player) tags(ctx context.Context) ([]tagRow, error) {
	rows := []tagRow{}
	for i, t := range []struct{ name, colour string }{
		{"怕疼", "#b0563f"}, {"学生", "#2b7a9b"}, {"备婚", "#c05f7e"}, {"牙周关注", "#a36f00"}, {"赶时间", "#6a5acd"}, {"爱沟通", "#2f6f5e"}, {"复诊常迟到", "#8a5a2b"}, {"本地教师", "#3f7d3f"},
	} {
		rows = append(rows, tagRow{p.ids(), t.name, t.colour, false, p.w.Today.At(0, p.w.Zone) + int64(i), 1})
	}
	return rows, p.s.db.Write(ctx, func(tx *db.Tx) error { return insertTags(tx, rows) })
}
