package patients

import (
	"context"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// hand is the context of the doctor, who works in some clinics and holds
// break-glass access there or not.
func (d *desk) hand(glass bool, clinics ...string) context.Context {
	keys := auth.KeysOf(View, SeePhone)
	if glass {
		keys.Add(auth.KeysOf(auth.GlassPermission))
	}
	a := auth.Actor{ID: d.doctor, Tenant: d.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{}}}
	for _, c := range clinics {
		a.Grants.Clinic[c] = keys
	}
	return auth.With(db.With(d.Ctx(), db.Scope{Tenant: d.Tenant, Clinics: clinics, Actor: d.doctor}), a)
}

func TestWhoIsKnownElsewhere(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		in := d.person(d.a, "李积木", "12800000001")
		in.Entry.Birth, in.Entry.Sex = ptr(civil.Day("2013-05-01")), ptr(Male)
		brick, err := d.s.Register(d.Ctx(), in)
		must(t, err)
		d.enter(d.franchise, "李小雪人", "12800000001")
		d.enter(d.b, "李风筝", "12800000001")
		list, err := d.s.KnownElsewhere(d.Ctx(d.b), d.b, " 128-0000-0001 ")
		must(t, err)
		if len(list) != 2 {
			t.Fatalf("%+v", list)
		}
		if e := list[0]; e.ID != brick.Patient.ID || e.Name != "李**" || e.Clinic != "FC店" || e.Sex != Male || e.Age < 12 || !e.TakeIn {
			t.Errorf("%+v", e)
		}
		if e := list[1]; e.Name != "李***" || e.TakeIn || e.Age != -1 {
			t.Errorf("a franchise's: %+v", e)
		}
		for _, typed := range []string{"fc000001", "FC000001"} {
			if list, err = d.s.KnownElsewhere(d.Ctx(d.b), d.b, typed); err != nil || len(list) != 1 {
				t.Errorf("%s: %+v %v", typed, list, err)
			}
		}
		for what, typed := range map[string]string{"the last four": "0001", "a name": "李积木", "one's own": "ZC000001", "nothing": ""} {
			if list, err = d.s.KnownElsewhere(d.Ctx(d.b), d.b, typed); err != nil || len(list) != 0 {
				t.Errorf("%s: %+v %v", what, list, err)
			}
		}
		_, err = d.s.KnownElsewhere(d.Ctx(d.b), d.a, "12800000001")
		wantFault(t, err, db.OutOfScope)
		if list, err = d.s.KnownElsewhere(d.Other().Ctx(), d.b, "12800000001"); len(list) != 0 {
			t.Errorf("another group: %+v %v", list, err)
		}
		wantList(t, "audit", d.audited(), didRegister, didRegister, didRegister, didLookUp, didLookUp, didLookUp, didLookUp)
		p, err := d.s.TakeIn(d.Ctx(d.b), d.b, "李积木", "fc000001")
		must(t, err)
		if p.ID != brick.Patient.ID {
			t.Errorf("%+v", p)
		}
		if list, err = d.s.KnownElsewhere(d.Ctx(d.b), d.b, "fc000001"); err != nil || len(list) != 0 {
			t.Errorf("taken in, and still elsewhere: %+v %v", list, err)
		}
	})
}

// The child of the franchise bleeds in our chair: the doctor reads the allergies
// for an hour, the owner sees who did.
func TestTheGlassIsBroken(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.franchise, "李积木", "12800000001")
		mother := d.enter(d.franchise, "周母亲", "12800000002")
		must(t, d.s.JoinHousehold(d.Ctx(), p.ID, mother.ID))
		_, err := d.s.NoteAlert(d.Ctx(), p.ID, Alert{Kind: "allergy", Text: "青霉素", Severe: true})
		must(t, err)
		in := d.person(d.franchise, "王风筝")
		in.Entry.Introducer = &Introducer{Kind: ByPatient, ID: p.ID}
		_, err = d.s.Register(d.Ctx(), in)
		must(t, err)
		doctor, colleague := d.hand(true, d.a), d.hand(false, d.a)
		_, err = d.s.Page(doctor, p.ID)
		wantFault(t, err, NotFound)
		_, err = d.s.OpenUrgently(colleague, p.ID, "外伤，不清楚过敏史")
		wantFault(t, err, auth.Forbidden)
		_, err = d.s.OpenUrgently(doctor, p.ID, " 急 ")
		wantFault(t, err, auth.ReasonNeeded)
		_, err = d.s.OpenUrgently(doctor, d.IDs(), "外伤，不清楚过敏史")
		wantFault(t, err, NotFound)
		before := len(d.facts())

		until, err := d.s.OpenUrgently(doctor, p.ID, "外伤，不清楚过敏史")
		must(t, err)
		if until != d.Clock.Now()+time.Hour.Milliseconds() {
			t.Errorf("until %d", until)
		}
		page, err := d.s.Page(doctor, p.ID)
		must(t, err)
		if page.Urgent != until || len(page.Alerts) != 1 || page.Alerts[0].Text != "青霉素" || len(page.Household) != 0 || len(page.Clinics) != 1 {
			t.Errorf("%+v", page)
		}
		number, err := d.s.ShowNumber(doctor, p.ID, page.Contacts[0].ID)
		if err != nil || number != "12800000001" {
			t.Errorf("%s %v", number, err)
		}
		moments, err := d.s.Timeline(doctor, p.ID, "", 0, 50)
		must(t, err)
		for _, m := range moments {
			if m.Kind == introduced {
				t.Errorf("tells of somebody else: %+v", m)
			}
		}
		if len(moments) < 2 {
			t.Errorf("%+v", moments)
		}
		_, err = d.s.Change(doctor, p.ID, page.Patient.Version, Entry{Name: ptr("李铁桶")})
		wantFault(t, err, NotFound)
		_, err = d.s.NoteAlert(doctor, p.ID, Alert{Kind: "allergy", Text: "乳胶"})
		wantFault(t, err, NotFound)
		_, err = d.s.Page(doctor, mother.ID)
		wantFault(t, err, NotFound)
		wantList(t, "not in the search", d.find(doctor, "ljm"))
		if other := d.hand(true, d.a); true {
			a, _ := auth.From(other)
			a.ID = d.assistant
			_, err = d.s.Page(auth.With(db.With(other, db.Scope{Tenant: d.Tenant, Clinics: []string{d.a}, Actor: d.assistant}), a), p.ID)
			wantFault(t, err, NotFound)
		}
		if n := len(d.facts()); n != before {
			t.Errorf("%d facts came of reading", n-before)
		}
		wantList(t, "audit", d.audited()[5:], "auth.glass_broken", didOpenUrgently, didSeePhone, didOpenUrgently)

		d.Clock.Add(time.Hour)
		_, err = d.s.Page(doctor, p.ID)
		wantFault(t, err, NotFound)
	})
}
