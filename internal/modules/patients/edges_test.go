package patients

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// child enters a boy of thirteen years: born on 2013-05-01, today is 2026-11-22.
func (d *desk) child(name string) Patient {
	d.t.Helper()
	in := d.person(d.a, name)
	in.Entry.Birth = ptr(civil.Day("2013-05-01"))
	r, err := d.s.Register(d.Ctx(), in)
	must(d.t, err)
	return r.Patient
}

func (d *desk) page(id string) Page {
	d.t.Helper()
	p, err := d.s.Page(d.Ctx(), id)
	must(d.t, err)
	return p
}

func TestWhoStandsBesideAChild(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		child, mother := d.child("王小雪人"), d.enter(d.a, "李风筝", "12800000002")
		father, err := d.s.Relate(d.Ctx(), child.ID, Relation{Kind: Payer, Relation: "father", Name: "王山", Phone: "12800000001"})
		must(t, err)
		if father.Phone != "128****0001" || father.From != "2026-11-22" || !father.InForce {
			t.Errorf("%+v", father)
		}
		guardian, err := d.s.Relate(d.Ctx(), child.ID, Relation{Kind: Guardian, Relation: "mother", Person: mother.ID})
		must(t, err)
		if guardian.Name != "李风筝" {
			t.Errorf("%+v", guardian)
		}
		for what, r := range map[string]Relation{
			"nobody": {Kind: Payer, Relation: "father"}, "a stranger": {Kind: Payer, Relation: "father", Person: d.Tenant},
			"oneself": {Kind: Guardian, Relation: "mother", Person: child.ID}, "no word": {Kind: Payer, Relation: "x", Name: "王"},
			"own guardian": {Kind: Guardian, Relation: "self"}, "long": {Kind: Payer, Relation: "father", Name: strings.Repeat("王", 10000)},
		} {
			if _, err := d.s.Relate(d.Ctx(), child.ID, r); err == nil {
				t.Errorf("%s: taken", what)
			}
		}
		must(t, d.s.JoinHousehold(d.Ctx(), child.ID, mother.ID))
		p := d.page(child.ID)
		if len(p.Relations) != 2 || len(p.Household) != 1 || p.Household[0].Name != "李风筝" {
			t.Errorf("%+v", p)
		}
		hits, err := d.s.Search(d.Ctx(), "王小雪人", 10)
		must(t, err)
		if len(hits) != 1 || fmt.Sprint(hits[0].Household) != "[李风筝]" || hits[0].Age != 13 {
			t.Errorf("%+v", hits)
		}
		must(t, d.s.EndRelation(d.Ctx(), child.ID, father.ID, "离婚后由母亲付款"))
		wantFault(t, d.s.EndRelation(d.Ctx(), child.ID, father.ID, "again"), RelationEnded)
		wantFault(t, d.s.EndRelation(d.Ctx(), child.ID, child.ID, "x"), RelationNotFound)
		d.Clock.Set(civil.Day("2031-05-01").At(0, homeZone))
		for _, r := range d.page(child.ID).Relations {
			if r.InForce {
				t.Errorf("at eighteen: %+v", r)
			}
		}
		must(t, d.s.JoinHousehold(d.Ctx(), child.ID, ""))
		if p := d.page(mother.ID); len(p.Household) != 0 {
			t.Errorf("%+v", p.Household)
		}
	})
}

func TestConsentsOfAChildAreAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		child := d.child("王小雪人")
		photos := Consent{Purpose: ForPhotos, Given: true, By: "self", Means: "screen"}
		_, err := d.s.NoteConsent(d.Ctx(), child.ID, photos)
		wantFault(t, err, GuardianNeeded)
		payer, err := d.s.Relate(d.Ctx(), child.ID, Relation{Kind: Payer, Relation: "father", Name: "王山"})
		must(t, err)
		photos.By, photos.Relation = "guardian", payer.ID
		_, err = d.s.NoteConsent(d.Ctx(), child.ID, photos)
		wantFault(t, err, NotAGuardian)
		mother, err := d.s.Relate(d.Ctx(), child.ID, Relation{Kind: Guardian, Relation: "mother", Name: "李风筝"})
		must(t, err)
		photos.Relation = mother.ID
		_, err = d.s.NoteConsent(d.Ctx(), child.ID, photos)
		must(t, err)
		standing := func(want Standing) {
			t.Helper()
			if got := d.page(child.ID).Standings[ForPhotos]; got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		standing(ConsentGiven)
		d.Clock.Set(civil.Day("2027-05-01").At(9*60, homeZone)) // fourteen
		standing(ConsentAskAgain)
		own := Consent{Purpose: ForPhotos, Given: true, By: "self", Means: "paper"}
		_, err = d.s.NoteConsent(d.Ctx(), child.ID, own)
		must(t, err)
		standing(ConsentGiven)
		d.Clock.Set(civil.Day("2031-05-01").At(9*60, homeZone)) // eighteen
		standing(ConsentAskAgain)
		photos.Given = true
		_, err = d.s.NoteConsent(d.Ctx(), child.ID, photos)
		wantFault(t, err, NotAGuardian)
		_, err = d.s.NoteConsent(d.Ctx(), child.ID, Consent{Purpose: ForPhotos, By: "self", Means: "verbal"})
		must(t, err)
		standing(ConsentWithdrawn)
		// Nothing of it can be rewritten.
		for _, text := range []string{"UPDATE patients_consents SET given = ? WHERE tenant_id = :tenant", "DELETE FROM patients_consents WHERE given <> ? AND tenant_id = :tenant"} {
			err := d.DB.Write(d.Ctx(), func(tx *db.Tx) error { _, err := tx.RawExec(text, true); return err })
			if db.Violated(err) != "patients_consents_append_only" {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

func TestAFranchiseSeesARecordByConsentOnly(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.a, "李积木", "12800000001")
		must(t, d.s.ShareWith(d.Ctx(), p.ID, d.b, ByReferral))
		wantList(t, "direct shop", d.find(d.Ctx(d.b), "ljm"), "李积木")
		wantFault(t, d.s.ShareWith(d.Ctx(), p.ID, d.franchise, ByVisit), ConsentNeeded)
		_, err := d.s.NoteConsent(d.Ctx(), p.ID, Consent{Purpose: ForSharing, Given: true, By: "self", Means: "paper"})
		must(t, err)
		must(t, d.s.ShareWith(d.Ctx(), p.ID, d.franchise, ByVisit))
		must(t, d.s.ShareWith(d.Ctx(), p.ID, d.franchise, ByVisit)) // twice does no harm
		wantList(t, "franchise", d.find(d.Ctx(d.franchise), "0001"), "李积木")
		_, err = d.s.Change(d.Ctx(d.a), p.ID, 1, Entry{Name: ptr("李铁桶")})
		must(t, err)
		wantList(t, "renamed everywhere", d.find(d.Ctx(d.franchise), "litietong"), "李铁桶")
		wantList(t, "facts", d.facts(), FactRegistered, FactShared, FactConsent, FactShared, FactChanged)
	})
}

func TestASisterClinicTakesAPatientIn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.a, "李积木", "12800000001")
		for what, c := range map[string]struct{ clinic, name, number string }{
			"another name": {d.b, "李铁桶", "12800000001"}, "another number": {d.b, "李积木", "12800000002"}, "a franchise": {d.franchise, "李积木", "12800000001"},
		} {
			if _, err := d.s.TakeIn(d.Ctx(c.clinic), c.clinic, c.name, c.number); !errors.Is(err, NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := d.s.TakeIn(d.Ctx(d.b), d.a, "李积木", "12800000001")
		wantFault(t, err, db.OutOfScope)
		q, err := d.s.TakeIn(d.Ctx(d.b), d.b, " 李积木 ", "128 0000 0001")
		must(t, err)
		if q.ID != p.ID {
			t.Errorf("%+v", q)
		}
		wantList(t, "seen now", d.find(d.Ctx(d.b), "ljm"), "李积木")
		wantList(t, "not there", d.find(d.Ctx(d.franchise), "ljm"))
	})
}

func TestAlertsEndButStay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.a, "李积木")
		a, err := d.s.NoteAlert(d.Ctx(), p.ID, Alert{Kind: "allergy", Text: " 青霉素 ", Severe: true})
		must(t, err)
		_, err = d.s.NoteAlert(d.Ctx(), p.ID, Alert{Kind: "medicine", Text: "华法林"})
		must(t, err)
		for what, bad := range map[string]Alert{"kind": {Kind: "x", Text: "y"}, "empty": {Kind: "allergy", Text: "  "}, "long": {Kind: "allergy", Text: strings.Repeat("长", 201)}} {
			if _, err := d.s.NoteAlert(d.Ctx(), p.ID, bad); err == nil {
				t.Errorf("%s: taken", what)
			}
		}
		wantFault(t, d.s.EndAlert(d.Ctx(), p.ID, a.ID, "  "), ReasonMissing)
		must(t, d.s.EndAlert(d.Ctx(), p.ID, a.ID, "皮试阴性"))
		wantFault(t, d.s.EndAlert(d.Ctx(), p.ID, a.ID, "again"), AlertEnded)
		wantFault(t, d.s.EndAlert(d.Ctx(), p.ID, p.ID, "none"), AlertNotFound)
		page := d.page(p.ID)
		if page.Patient.Alerts != 1 || len(page.Alerts) != 2 || page.Alerts[0].EndReason != "皮试阴性" {
			t.Errorf("%+v", page.Alerts)
		}
		err = d.DB.Write(d.Ctx(), func(tx *db.Tx) error { _, err := tx.Delete("patients_alerts").Where("id = ?", a.ID).Exec(); return err })
		if db.Violated(err) != "patients_alerts_kept" {
			t.Errorf("deleted: %v", err)
		}
	})
}

func TestCareIsHandedOverInOneStep(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var ids []string
		for i := range 5 {
			p := d.enter([]string{d.a, d.b}[i%2], fmt.Sprintf("李%c", '一'+rune(i)))
			must(t, d.s.SetCare(d.Ctx(), p.ID, TheDoctor, d.doctor))
			ids = append(ids, p.ID)
		}
		wantFault(t, d.s.SetCare(d.Ctx(), ids[0], TheDoctor, d.Tenant), StaffUnknown)
		wantFault(t, d.s.SetCare(d.Ctx(), ids[0], Part("boss"), d.doctor), BadChoice)
		d.Clock.Add(time.Hour)
		n, err := d.s.HandOver(d.Ctx(d.a), Handing{Part: TheDoctor, From: d.doctor, To: d.assistant, Reason: "调往纸船街"})
		must(t, err)
		if n != 3 {
			t.Errorf("%d of those whom the actor sees", n)
		}
		team := d.page(ids[0]).CareTeam
		if len(team) != 2 || team[0].To != d.Clock.Now() || team[1].Staff != d.assistant || team[1].To != 0 {
			t.Errorf("%+v", team)
		}
		errs := testkit.Race(t, 20, func(i int) error {
			return d.s.SetCare(d.Ctx(), ids[1], TheCoordinator, []string{d.doctor, d.assistant}[i%2])
		})
		for _, err := range errs {
			must(t, err)
		}
		open := 0
		for _, c := range d.page(ids[1]).CareTeam {
			if c.Part == TheCoordinator && c.To == 0 {
				open++
			}
		}
		if open != 1 {
			t.Errorf("%d coordinators at once", open)
		}
	})
}

func TestTagsMarksAndDays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.a, "李积木")
		tag, err := d.s.AddTag(d.Ctx(), Tag{Name: "怕疼", Colour: "#aa3322"})
		must(t, err)
		_, err = d.s.AddTag(d.Ctx(), Tag{Name: "怕疼", Colour: "#aa3322"})
		wantFault(t, err, TagTaken)
		_, err = d.s.AddTag(d.Ctx(), Tag{Name: "红", Colour: "red"})
		wantFault(t, err, BadColour)
		must(t, d.s.SetTags(d.Ctx(), p.ID, []string{tag.ID}))
		wantFault(t, d.s.SetTags(d.Ctx(), p.ID, []string{p.ID}), TagNotFound)
		tag.Name = "很怕疼"
		changed, err := d.s.ChangeTag(d.Ctx(), tag)
		must(t, err)
		_, err = d.s.ChangeTag(d.Ctx(), tag)
		wantFault(t, err, db.Stale)
		wantFault(t, d.s.Mark(d.Ctx(), p.ID, true, ""), ReasonMissing)
		must(t, d.s.Mark(d.Ctx(), p.ID, true, "介绍了十二位"))
		must(t, d.s.SetDays(d.Ctx(), p.ID, []SpecialDay{{Kind: "birthday", Month: 12, Day: 30, Lunar: true}, {Kind: "wedding", Year: 2019, Month: 5, Day: 20}}))
		for what, bad := range map[string]SpecialDay{
			"31 April": {Kind: "birthday", Month: 4, Day: 31}, "month": {Kind: "birthday", Month: 13, Day: 1}, "no label": {Kind: "other", Month: 1, Day: 1},
			"moon": {Kind: "birthday", Month: 1, Day: 31, Lunar: true}, "long": {Kind: "other", Label: strings.Repeat("长", 201), Month: 1, Day: 1},
		} {
			if err := d.s.SetDays(d.Ctx(), p.ID, []SpecialDay{bad}); err == nil {
				t.Errorf("%s: taken", what)
			}
		}
		page := d.page(p.ID)
		if !page.Patient.Important || len(page.Days) != 2 || len(page.Tags) != 1 || page.Tags[0].Name != changed.Name {
			t.Errorf("%+v", page)
		}
		must(t, d.s.SetTags(d.Ctx(), p.ID, nil))
		own, err := d.s.SetSource(d.Ctx(), Source{Name: "校园讲座"})
		must(t, err)
		_, err = d.s.Change(d.Ctx(), p.ID, 1, Entry{Source: &own.Key})
		must(t, err)
		list, err := d.s.SourceList(d.Ctx())
		must(t, err)
		if last := list[len(list)-1]; last.Name != "校园讲座" || len(list) != len(builtInSources)+1 {
			t.Errorf("%+v", list)
		}
	})
}

func TestWhoIntroducedWhom(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		root := d.enter(d.a, "陈彩虹")
		by := func(clinic, name, introducer string) Patient {
			in := d.person(clinic, name)
			in.Entry.Introducer = &Introducer{Kind: ByPatient, ID: introducer}
			r, err := d.s.Register(d.Ctx(), in)
			must(t, err)
			return r.Patient
		}
		first, second := by(d.a, "李积木", root.ID), by(d.b, "王风筝", root.ID)
		third := by(d.a, "赵小雪人", first.ID)
		_, err := d.s.Change(d.Ctx(), root.ID, 1, Entry{Introducer: &Introducer{Kind: ByPatient, ID: third.ID}})
		wantFault(t, err, IntroducerCircle)
		_, err = d.s.Change(d.Ctx(), root.ID, 1, Entry{Introducer: &Introducer{Kind: ByPatient, ID: root.ID}})
		wantFault(t, err, IntroducerSelf)
		tree, err := d.s.Referrals(d.Ctx(), root.ID)
		must(t, err)
		if tree.Total != 3 || tree.Direct != 2 || tree.Children[0].Children[0].Patient.Name != "赵小雪人" || tree.Children[0].Children[0].Depth != 2 {
			t.Errorf("%+v", tree)
		}
		half, err := d.s.Referrals(d.Ctx(d.a), root.ID)
		must(t, err)
		for _, b := range half.Children {
			if b.Hidden && b.Patient.Name != "" || b.Patient.ID == second.ID {
				t.Errorf("another clinic's patient is named: %+v", b)
			}
		}
		if half.Total != 3 {
			t.Errorf("hidden ones are counted: %d", half.Total)
		}
		circles, err := d.s.Circles(d.Ctx(), "", 10)
		must(t, err)
		if len(circles) != 1 || circles[0].Total != 3 || circles[0].Depth != 2 || circles[0].Around != 0 {
			t.Errorf("%+v", circles)
		}
		// Around a doctor: of two trees the one with people in their care.
		by(d.a, "周纸鸢", d.enter(d.b, "吴风车").ID)
		must(t, d.s.SetCare(d.Ctx(), first.ID, TheDoctor, d.doctor))
		must(t, d.s.SetCare(d.Ctx(), third.ID, TheDoctor, d.doctor))
		circles, err = d.s.Circles(d.Ctx(), d.doctor, 10)
		must(t, err)
		if len(circles) != 1 || circles[0].Patient.ID != root.ID || circles[0].Total != 3 || circles[0].Around != 2 {
			t.Errorf("around the doctor: %+v", circles)
		}
		card, err := d.s.Card(d.Ctx(), first.ID)
		must(t, err)
		if card.Name != "陈彩虹" || card.Brought != 2 {
			t.Errorf("%+v", card)
		}
		moments, err := d.s.Timeline(d.Ctx(), root.ID, "", 0, 50)
		must(t, err)
		if len(moments) != 3 {
			t.Errorf("%+v", moments)
		}
	})
}

// One mother's WeChat speaks for two children and is nobody's identity.
func TestWechatIsAnEdgeOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, b := d.enter(d.a, "李积木"), d.enter(d.a, "李风筝")
		for _, p := range []Patient{a, b} {
			must(t, d.s.SetWechats(d.Ctx(), p.ID, []Wechat{{Nick: " 云朵 妈妈☁️ ", Whose: "mother", Note: "晚上回"}}))
		}
		wantList(t, "by the nick", d.find(d.Ctx(), "云朵"), "李积木", "李风筝")
		wantList(t, "in pinyin", d.find(d.Ctx(), "yunduoma"), "李积木", "李风筝")
		wantList(t, "another clinic", d.find(d.Ctx(d.b), "云朵"))
		if w := d.page(a.ID).Wechats; len(w) != 1 || w[0] != (Wechat{"云朵 妈妈☁️", "mother", "晚上回"}) {
			t.Errorf("%+v", w)
		}
		likely, err := d.s.Duplicates(d.Ctx(), Entry{Name: ptr("云朵妈妈")}, nil)
		if err != nil || len(likely) != 0 {
			t.Errorf("a nick proposes a duplicate: %+v %v", likely, err)
		}
		for what, bad := range map[string][]Wechat{
			"empty": {{Nick: "  "}}, "long": {{Nick: strings.Repeat("长", 61)}}, "whose": {{Nick: "x", Whose: "boss"}}, "many": make([]Wechat, 9),
		} {
			if err := d.s.SetWechats(d.Ctx(), a.ID, bad); err == nil {
				t.Errorf("%s is taken", what)
			}
		}
		must(t, d.s.SetWechats(d.Ctx(), a.ID, nil))
		wantList(t, "taken away", d.find(d.Ctx(), "云朵"), "李风筝")
		wantList(t, "facts", d.facts(), FactRegistered, FactRegistered, FactChanged, FactChanged, FactChanged)
	})
}
