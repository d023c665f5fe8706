package visits

import (
	"fmt"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// ReferenceClinic names who and what works on the reference day. The lists have
// the lengths that NamedReferenceClinic has.
type ReferenceClinic struct {
	ID            string
	Orthodontist  string
	Generals      []string // two
	Second        string
	Imager        string
	Assistants    []string // seven
	Coordinators  []string // two
	Chairs        []string // six
	GeneralChairs []string // two
	Consult       []string // two
	Imaging       string
	Training      string
}

// NamedReferenceClinic is the clinic with its people's own names for ids, for
// trials without a database.
func NamedReferenceClinic() ReferenceClinic {
	return ReferenceClinic{
		ID: "风车路店", Orthodontist: "程弓远", Generals: []string{"窦根管", "许无蛀"}, Second: "明朗白", Imager: "方片",
		Assistants:   []string{"陆小簧", "叶结扎", "江棉球", "护士二", "护士三", "护士四", "护士五"},
		Coordinators: []string{"温言", "苏问诊"},
		Chairs:       []string{"1号椅", "2号椅", "3号椅", "4号椅", "5号椅", "6号椅"}, GeneralChairs: []string{"7号椅", "8号椅"},
		Consult: []string{"咨询室1", "咨询室2"}, Imaging: "影像室", Training: "训练室",
	}
}

// referenceMix is how many visits of each template the reference day has.
var referenceMix = []struct {
	code string
	n    int
}{
	{"o12", 30}, {"o13", 2}, {"o14", 16}, {"o01", 2}, {"o02", 1}, {"o03", 2}, {"o04", 1}, {"o05", 1}, {"o06", 1}, {"o07", 1},
	{"o17", 1}, {"o18", 1}, {"o19", 3}, {"o20", 1}, {"o21", 3}, {"o22", 1}, {"o23", 2}, {"o24", 1}, {"o26", 2},
	{"g01", 6}, {"g02", 4}, {"g03", 4}, {"g04", 4}, {"g05", 4}, {"g06", 2},
}

// ReferenceDay is the full Saturday of the clinic: one orthodontist on six
// chairs, 72 orthodontic and 24 general visits, 9:00 to 18:00 with lunch. The
// day is empty and planned the evening before; wanted is what Pack has to place.
func ReferenceDay(c ReferenceClinic, date civil.Day, zone *time.Location) (day Day, wanted []Wanted) {
	at := func(h, m int) int64 { return date.At(civil.Clock(h*60+m), zone) }
	work := []span.Span{{Start: at(9, 0), End: at(18, 0)}}
	noon := []span.Span{{Start: at(12, 0), End: at(13, 0)}}
	lunch := span.Span{Start: at(11, 30), End: at(13, 30)}
	day = Day{
		ClinicID: c.ID, Date: date, Zone: zone, Now: date.AddDays(-1).At(18*60, zone), Numbers: DefaultNumbers(),
		Places:  c.places(work),
		Doctors: []DoctorDay{{ID: c.Orthodontist, Lanes: 1, Free: span.Minus(work, noon), Template: DefaultDayTemplate()}},
		Staff: []Shift{
			{StaffID: c.Second, Who: Second, Work: work, Breaks: noon},
			{StaffID: c.Imager, Who: Imager, Work: work, Breaks: noon},
		},
	}
	for _, g := range c.Generals {
		day.Doctors = append(day.Doctors, DoctorDay{ID: g, Lanes: 1, Free: span.Minus(work, noon), Template: DayTemplate{LastStart: 17*60 + 30}})
	}
	for _, pool := range []struct {
		who Who
		ids []string
	}{{Assistant, c.Assistants}, {Coordinator, c.Coordinators}} {
		breaks := StaggeredBreaks(lunch, 60, len(pool.ids))
		for i, id := range pool.ids {
			day.Staff = append(day.Staff, Shift{StaffID: id, Who: pool.who, Work: work, Breaks: breaks[i : i+1]})
		}
	}
	return day, c.wanted()
}

func (c ReferenceClinic) places(open []span.Span) []Place {
	var out []Place
	add := func(where Where, area Area, ids ...string) {
		for _, id := range ids {
			out = append(out, Place{ID: id, Name: id, Where: where, Area: area, Position: len(out), Open: open})
		}
	}
	add(Chair, OrthoArea, c.Chairs...)
	add(Chair, GeneralArea, c.GeneralChairs...)
	add(Consult, "", c.Consult...)
	add(Imaging, "", c.Imaging)
	add(Training, "", c.Training)
	return out
}

func (c ReferenceClinic) wanted() []Wanted {
	var out []Wanted
	for _, m := range referenceMix {
		t, ok := DefaultTemplate(m.code)
		if !ok {
			panic("visits: the reference day names a template that does not ship: " + m.code)
		}
		doctors := []string{c.Orthodontist}
		if t.Area == GeneralArea {
			doctors = c.Generals
		}
		for i := range m.n {
			out = append(out, Wanted{VisitID: fmt.Sprintf("%s-%02d", m.code, i+1), Template: t, Doctors: doctors})
		}
	}
	return out
}
