package patients

import (
	"context"
	"fmt"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// pages walks a list to its end.
func (d *desk) pages(ctx context.Context, f ListFilter) (names []string, total int) {
	d.t.Helper()
	for range 100 {
		l, err := d.s.List(ctx, f)
		must(d.t, err)
		if f.Below == "" {
			total = l.Total
		}
		for _, r := range l.Rows {
			names = append(names, r.Name)
		}
		if f.Below = l.Next; f.Below == "" {
			return names, total
		}
	}
	d.t.Fatal("the list does not end")
	return nil, 0
}

func TestAListIsNarrowed(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		in := d.person(d.a, "李积木", "12800000001")
		in.Entry.Birth, in.Entry.Source = ptr(civil.Day("2013-05-01")), ptr("referral")
		r, err := d.s.Register(d.Ctx(), in)
		must(t, err)
		child := r.Patient
		adult := d.person(d.a, "王风筝")
		adult.Entry.Birth = ptr(civil.Day("1990-05-01"))
		r, err = d.s.Register(d.Ctx(), adult)
		must(t, err)
		kite := r.Patient
		d.enter(d.b, "陈彩虹")
		gone := d.enter(d.a, "赵小雪人")
		must(t, d.s.ShareWith(d.Ctx(), child.ID, d.b, ByReferral))
		tag, err := d.s.AddTag(d.Ctx(), Tag{Name: "怕疼", Colour: "#2f6f5e"})
		must(t, err)
		must(t, d.s.SetTags(d.Ctx(), child.ID, []string{tag.ID}))
		must(t, d.s.SetCare(d.Ctx(), child.ID, TheDoctor, d.doctor))
		must(t, d.s.SetCare(d.Ctx(), kite.ID, TheDoctor, d.assistant))
		must(t, d.s.SetCare(d.Ctx(), kite.ID, TheDoctor, d.doctor))
		must(t, d.s.SetCare(d.Ctx(), kite.ID, TheDoctor, d.assistant))
		must(t, d.s.Mark(d.Ctx(), kite.ID, true, "介绍了许多人"))
		must(t, d.s.EraseData(d.Ctx(), gone.ID, "本人要求"))
		now := d.Clock.Now()
		d.s.Visits = func(_ *db.Tx, ids []string) (map[string]VisitDates, error) {
			return map[string]VisitDates{child.ID: {Last: now - 1000, Next: now + 1000}, kite.ID: {}}, nil
		}
		for what, c := range map[string]struct {
			f    ListFilter
			want []string
		}{
			"everybody": {ListFilter{}, []string{"陈彩虹", "王风筝", "李积木"}}, "clinic a": {ListFilter{Clinic: d.a}, []string{"王风筝", "李积木"}},
			"clinic b": {ListFilter{Clinic: d.b}, []string{"陈彩虹", "李积木"}}, "tag": {ListFilter{Tag: tag.ID}, []string{"李积木"}},
			"doctor": {ListFilter{Doctor: d.doctor}, []string{"李积木"}}, "source": {ListFilter{Source: "referral"}, []string{"李积木"}},
			"children": {ListFilter{AgeTo: 17}, []string{"李积木"}}, "adults": {ListFilter{AgeFrom: 18}, []string{"王风筝"}},
			"important": {ListFilter{Important: true}, []string{"王风筝"}}, "entered later": {ListFilter{EnteredFrom: now + 1}, nil},
			"was here": {ListFilter{LastFrom: now - 1000}, []string{"李积木"}}, "not here": {ListFilter{LastBefore: now - 1000}, []string{"陈彩虹", "王风筝"}},
			"nothing booked": {ListFilter{WithoutNext: true, Clinic: d.a}, []string{"王风筝"}}, "no id": {ListFilter{Tag: "x"}, nil},
			"nobody's": {ListFilter{Doctor: id.New()}, nil},
		} {
			for _, limit := range []int{1, 50} {
				c.f.Limit = limit
				got, _ := d.pages(d.Ctx(), c.f)
				wantList(t, fmt.Sprint(what, " by ", limit), got, c.want...)
			}
		}
		l, err := d.s.List(d.Ctx(d.a), ListFilter{Clinic: d.a, Limit: 50})
		must(t, err)
		if row := l.Rows[1]; l.Total != 2 || row.Doctor != d.doctor || len(row.Tags) != 1 || row.Tags[0] != "怕疼" || row.Phone != "128****0001" ||
			row.Source != "referral" || row.Visits.Next != now+1000 {
			t.Errorf("%+v", l)
		}
		_, err = d.s.List(d.Ctx(d.a), ListFilter{Limit: 50})
		wantFault(t, err, db.OutOfScope)
		_, err = d.s.List(d.Ctx(d.a), ListFilter{Clinic: d.b, Limit: 50})
		wantFault(t, err, db.OutOfScope)
		got, total := d.pages(d.Other().Ctx(), ListFilter{Limit: 50})
		wantList(t, "another group", got)
		if total != 0 {
			t.Errorf("another group counts %d", total)
		}
		hits, err := d.s.Search(d.Ctx(), "ljm", 5)
		if err != nil || len(hits) != 1 || hits[0].Doctor != d.doctor {
			t.Errorf("%+v %v", hits, err)
		}
	})
}

// Ages turn on the birthday.
func TestAgesOfAListAreFullYears(t *testing.T) {
	f := ListFilter{AgeFrom: 12, AgeTo: 14}
	f.born("2026-11-22")
	for born, want := range map[civil.Day]bool{"2014-11-22": true, "2014-11-23": false, "2011-11-23": true, "2011-11-22": false} {
		if got := born >= f.BornFrom && born <= f.BornTo; got != want {
			t.Errorf("born %s, %d: %v", born, civil.Day("2026-11-22").Age(born), got)
		}
	}
}
