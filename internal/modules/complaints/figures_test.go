package complaints

import (
	"testing"
	"time"

	"archwire/internal/kit/civil"
)

func TestFigures(t *testing.T) {
	dayOf := func(at int64) civil.Day { return civil.Of(at, time.UTC) }
	at := func(d civil.Day) int64 { return d.At(9*60, time.UTC) }
	c := func(d civil.Day, about About, owner string) Complaint {
		return Complaint{About: about, Owner: owner, State: Open, RaisedAt: at(d), AnswerDue: at(d) + 24*hour, ResultDue: at(d) + 7*day}
	}
	closed := func(c Complaint, answered, ended int64, content Content) Complaint {
		c.AnsweredAt, c.State, c.ClosedAt, c.Content = c.RaisedAt+answered, Closed, c.RaisedAt+ended, content
		return c
	}
	now := at("2026-11-22")
	list := []Complaint{
		closed(c("2026-10-01", AboutMoney, "a"), hour, 2*day, Yes),
		closed(c("2026-10-31", AboutMoney, "b"), 30*hour, 8*day, No),
		closed(c("2026-11-10", AboutWaiting, "a"), 3*hour, 3*day, NotKnown),
		c("2026-11-14", AboutMoney, "a"), // neither answered nor closed, and late for both
		c("2026-11-22", AboutOther, ""),  // came now
	}
	f := figuresOf(list, []month{{"2026-10-01", 200}, {"2026-11-01", 0}}, 2, now, dayOf)
	if f.Target != 2 || len(f.Months) != 2 || f.Months[0] != (MonthFigures{"2026-10", 2, 200, 1}) || f.Months[1] != (MonthFigures{"2026-11", 3, 0, 0}) {
		t.Errorf("%+v", f.Months)
	}
	want := Sum{Raised: 5, Open: 2, Late: 1, AnsweredInTime: 50, ClosedInTime: 50, AnswerMinutes: 180, ResultMinutes: 3 * 24 * 60, Content: 50, Asked: 2}
	if f.Total != want {
		t.Errorf("%+v, want %+v", f.Total, want)
	}
	if len(f.Causes) != 3 || f.Causes[0].About != AboutMoney || f.Causes[0].Raised != 3 || f.Causes[1].About != AboutOther {
		t.Errorf("%+v", f.Causes)
	}
	if len(f.Owners) != 3 || f.Owners[0].Owner != "a" || f.Owners[0].Late != 1 || f.Owners[1].Owner != "" || f.Owners[2].AnsweredInTime != 0 {
		t.Errorf("%+v", f.Owners)
	}
	if none := figuresOf(nil, nil, 2, now, dayOf); none.Total != (Sum{}) {
		t.Errorf("%+v", none)
	}
}

func TestDueAndLate(t *testing.T) {
	c := Complaint{State: Open, AnswerDue: 10, ResultDue: 100}
	if c.Due() != 10 || c.Late(9) || !c.Late(10) {
		t.Error("before the first answer it waits for that")
	}
	c.AnsweredAt = 5
	if c.Due() != 100 || c.Late(10) || !c.Late(100) {
		t.Error("after it, for the result")
	}
	c.State = Closed
	if c.Due() != 0 || c.Late(1000) {
		t.Error("a closed one waits for nothing")
	}
}
