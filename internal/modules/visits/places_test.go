package visits

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
	"archwire/internal/platform/testkit"
)

// TestAClinicKeepsItsPlaces: made, renamed, taken out of use with the visits that
// were planned there on a list.
func TestAClinicKeepsItsPlaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := len(h.facts())
		r, err := h.s.MakeRoom(h.manager(), Room{Clinic: h.mill, Name: "9号椅 𠮷", Where: Chair, Area: GeneralArea, Tags: []string{"显微镜"}, Position: -1}, nil)
		ok(t, err)
		if r.Position != 12 || !r.Active || r.Version != 1 {
			t.Errorf("%+v", r)
		}
		_, err = h.s.MakeRoom(h.manager(), Room{Clinic: h.mill, Name: r.Name, Where: Consult}, nil)
		wantFault(t, err, RoomNameTaken)
		_, err = h.s.MakeRoom(h.manager(), Room{Clinic: h.boat, Name: "x", Where: Chair}, nil)
		wantFault(t, err, db.OutOfScope)
		_, _, err = h.s.ChangeRoom(h.manager(), r.ID, 1, false, func(r *Room) error { r.Name = "1号椅"; return nil })
		wantFault(t, err, RoomNameTaken)
		wantList(t, "facts", h.told(n), FactRoom)

		v := h.book("o12", "10:00")
		chair := h.places[h.nameOf(v.Plan.Places[0])]
		shut := func(r *Room) error { r.Active = false; return nil }
		_, _, err = h.s.ChangeRoom(h.manager(), chair, 1, false, shut)
		if list := wantFault(t, err, Unfitting).Details.(Unfit).Visits; len(list) != 1 || list[0].Visit != v.ID || list[0].Cause != byPlace {
			t.Fatalf("%+v", list)
		}
		_, unfit, err := h.s.ChangeRoom(h.manager(), chair, 1, true, shut)
		if err != nil || len(unfit) != 1 {
			t.Fatalf("%v, %v", err, unfit)
		}
		_, _, err = h.s.ChangeRoom(h.manager(), chair, 1, true, shut)
		wantFault(t, err, db.Stale)
		short := WeekHours{sun: {{9 * 60, 12 * 60}}}
		_, unfit, err = h.s.ChangeRoom(h.manager(), h.places["2号椅"], 1, false, func(r *Room) error { r.Hours = &short; return nil })
		if err != nil || len(unfit) != 0 {
			t.Errorf("%v, %v", err, unfit)
		}
		list, err := h.s.Rooms(h.manager(), h.mill, false)
		if err != nil || len(list) != 12 || slices.ContainsFunc(list, func(r Room) bool { return r.ID == chair }) {
			t.Errorf("%v, %d places", err, len(list))
		}
		_, _, err = h.s.ChangeRoom(h.as([]string{h.boat}, MayPlaces), chair, 2, true, shut)
		wantFault(t, err, PlaceUnknown)
	})
}

func (h *house) nameOf(place string) string {
	for name, id := range h.places {
		if id == place {
			return name
		}
	}
	return ""
}

// TestABlockIsAClaim: it refuses bookings with its reason, is refused by a visit
// with the visit's name, and gives the place back.
func TestABlockIsAClaim(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.wish("o12", "10:00")
		in.Places = []string{h.places["1号椅"]}
		p, err := h.s.Book(h.desk(), in)
		ok(t, err)
		n := len(h.facts())
		b := Block{PlaceID: h.places["1号椅"], Reason: "换灯 𠮷", Span: span.Span{Start: h.at("10:10"), End: h.at("12:00")}}
		_, err = h.s.BlockPlace(h.manager(), b, nil)
		f := wantFault(t, err, BlockTaken)
		if list := f.Details.(Unfit).Visits; len(list) != 1 || list[0].Visit != p.Visit.ID || list[0].Name == "" || f.Args["resource"] != "1号椅" {
			t.Fatalf("%+v, %+v", f.Args, list)
		}
		if h.count("visits_blocks", "1 = 1") != 0 || len(h.told(n)) != 0 {
			t.Fatal("a refused block left something behind")
		}
		// Two days and a half: cut into claims of at most a day.
		b.Span = span.Span{Start: h.at("10:20"), End: h.at("10:20") + 5*span.Day/2}
		got, err := h.s.BlockPlace(h.manager(), b, nil)
		ok(t, err)
		if c := h.claims(got.ID); len(c) != 3 {
			t.Errorf("%v", c)
		}
		in.Start, in.Patient = h.at("11:00"), h.patient(h.mill)
		_, err = h.s.Book(h.desk(), in)
		if f := wantFault(t, err, PlaceBlocked); f.Args["rule"] != b.Reason {
			t.Errorf("%+v", f.Args)
		}
		list, err := h.s.Blocks(h.manager(), h.mill, h.at("09:00")+2*span.Day, h.at("10:00")+2*span.Day)
		if err != nil || len(list) != 1 || list[0] != got {
			t.Errorf("%v, %+v", err, list)
		}
		wantFault(t, h.s.UnblockPlace(h.as([]string{h.boat}, MayPlaces), got.ID), BlockUnknown)
		ok(t, h.s.UnblockPlace(h.manager(), got.ID))
		wantFault(t, h.s.UnblockPlace(h.manager(), got.ID), BlockUnknown)
		_, err = h.s.Book(h.desk(), in)
		ok(t, err)
		wantList(t, "facts", h.told(n), FactBlocked, FactUnblocked, FactBooked)
		for name, bad := range map[string]struct {
			b    Block
			want *fault.Def
		}{
			"no place":     {Block{PlaceID: h.mill, Reason: "x", Span: b.Span}, PlaceUnknown},
			"no reason":    {Block{PlaceID: b.PlaceID, Span: b.Span}, BlockReason},
			"a long story": {Block{PlaceID: b.PlaceID, Reason: strings.Repeat("长", 10_000), Span: b.Span}, BlockReason},
			"off the grid": {Block{PlaceID: b.PlaceID, Reason: "x", Span: b.Span.Shift(1)}, BlockSpan},
			"over":         {Block{PlaceID: b.PlaceID, Reason: "x", Span: b.Span.Shift(-5 * span.Day)}, StartPast},
		} {
			if _, err := h.s.BlockPlace(h.manager(), bad.b, nil); !errors.Is(err, bad.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestBlockAgainstBooking: ten who block a chair and ten who book it; one has it.
func TestBlockAgainstBooking(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		wishes := make([]NewVisit, 10)
		for i := range wishes {
			wishes[i] = h.wish("o12", "10:00")
			wishes[i].Places = []string{h.places["1号椅"]}
		}
		b := Block{PlaceID: h.places["1号椅"], Reason: "维修", Span: span.Span{Start: h.at("10:00"), End: h.at("11:00")}}
		won := 0
		for i, err := range testkit.Race(t, 20, func(i int) error {
			if i < 10 {
				_, err := h.s.BlockPlace(h.manager(), b, nil)
				return err
			}
			_, err := h.s.Book(h.desk(), wishes[i-10])
			return err
		}) {
			f, _ := fault.As(err)
			switch {
			case err == nil:
				won++
			case i < 10 && f != nil && f.Def == BlockTaken:
			case i >= 10 && f != nil && (f.Def == PlaceBlocked || f.Def == PlaceTaken || f.Def == ChairTaken):
			default:
				t.Errorf("%d: %v", i, err)
			}
		}
		if won != 1 {
			t.Errorf("%d have the chair", won)
		}
	})
}

// group is who keeps the kinds of visit.
func (h *house) group() context.Context {
	ctx := auth.With(h.t.Context(), auth.Actor{ID: h.Actor, Tenant: h.Tenant, Grants: auth.Grants{Group: auth.KeysOf(MayTemplates, MayRoster, MayView)}})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Actor: h.Actor})
}

func pattern(t *testing.T, s string) Pattern {
	t.Helper()
	p, err := ParsePattern(s)
	ok(t, err)
	return p
}

// TestAKindOfVisitIsWritten under the rules and licences, changed, offered and
// put away.
func TestAKindOfVisitIsWritten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := len(h.facts())
		good := ClinicTemplate{Template: Template{Code: "x01", Name: Text{"牙面抛光 𠮷", "Polishing"}, Label: Text{"抛光", "Pol"}, Category: "cleaning",
			Colour: Green, Pattern: pattern(t, "C:HHA"), Acts: []Act{ActScale}, Prepare: []Text{{"抛光杯", "Cups"}}}}
		made, err := h.s.MakeTemplate(h.group(), good, nil)
		ok(t, err)
		if !slices.Equal(made.Roles, []Who{Assistant, Second}) || made.Version != 1 {
			t.Errorf("%+v", made)
		}
		_, err = h.s.MakeTemplate(h.group(), good, nil)
		wantFault(t, err, TemplateTaken)
		for name, c := range map[string]struct {
			edit func(*ClinicTemplate)
			want *fault.Def
		}{
			"scaling left to assistants": {func(t *ClinicTemplate) { t.Pattern = Pattern{{Assistant, Chair, 3}} }, TemplateGreenAct},
			"green with the doctor":      {func(t *ClinicTemplate) { t.Pattern = Pattern{{Doctor, Chair, 3}} }, TemplateDoctor},
			"red without":                {func(t *ClinicTemplate) { t.Colour = Red }, TemplateNoDoctor},
			"a long name":                {func(t *ClinicTemplate) { t.Name.Zh = strings.Repeat("长", 10_000) }, TemplateName},
			"no English":                 {func(t *ClinicTemplate) { t.Name.En = "" }, TemplateName},
			"a label of four":            {func(t *ClinicTemplate) { t.Label.Zh = "抛光抛光" }, TemplateLabel},
			"a colour of its own":        {func(t *ClinicTemplate) { t.Colour = "pink" }, TemplateColour},
			"a bad code":                 {func(t *ClinicTemplate) { t.Code = "Ω" }, TemplateCode},
			"an unknown category":        {func(t *ClinicTemplate) { t.Category = "fun" }, TemplateWords},
			"an unknown act":             {func(t *ClinicTemplate) { t.Acts = []Act{"sing"} }, TemplateWords},
			"an unknown add-on":          {func(t *ClinicTemplate) { t.AddOns = []string{"coffee"} }, AddOnUnknown},
			"an empty pattern":           {func(t *ClinicTemplate) { t.Pattern = nil }, PatternEmpty},
			"a day in the chair":         {func(t *ClinicTemplate) { t.Pattern = Pattern{{Assistant, Chair, 97}} }, PatternTooLong},
			"ten years to the next":      {func(t *ClinicTemplate) { t.IntervalDays = 3650 }, TemplateInterval},
		} {
			bad := good
			bad.Code = "x02"
			c.edit(&bad)
			if _, err := h.s.MakeTemplate(h.group(), bad, nil); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			if err := h.s.CheckTemplate(h.group(), bad); !errors.Is(err, c.want) {
				t.Errorf("checked, %s: %v", name, err)
			}
		}
		changed, err := h.s.ChangeTemplate(h.group(), made.ID, 1, func(t *ClinicTemplate) error { t.IntervalDays = 90; return nil })
		if err != nil || changed.Version != 2 {
			t.Fatalf("%v, %+v", err, changed)
		}
		_, err = h.s.ChangeTemplate(h.group(), made.ID, 1, func(t *ClinicTemplate) error { t.IntervalDays = 91; return nil })
		wantFault(t, err, db.Stale)
		h.offered(t, made)
		wantList(t, "facts", h.told(n), FactTemplate, FactTemplate, FactTemplateOn, FactTemplateOn, FactBooked, FactTemplate)
	})
}

// offered switches a kind of visit off and on in a clinic, and puts it away.
func (h *house) offered(t *testing.T, made ClinicTemplate) {
	t.Helper()
	ok(t, h.s.SwitchTemplate(h.manager(), h.mill, made.ID, false))
	ok(t, h.s.SwitchTemplate(h.manager(), h.mill, made.ID, false)) // nothing new
	wantFault(t, h.s.SwitchTemplate(h.manager(), h.boat, made.ID, false), db.OutOfScope)
	in := h.wish("o22", "10:00")
	in.Template = made.ID
	_, err := h.s.Book(h.desk(), in)
	wantFault(t, err, TemplateOff)
	ok(t, h.s.SwitchTemplate(h.manager(), h.mill, made.ID, true))
	_, err = h.s.Book(h.desk(), in)
	ok(t, err)
	_, err = h.s.ChangeTemplate(h.group(), made.ID, 2, func(t *ClinicTemplate) error { t.Archived = true; return nil })
	ok(t, err)
	in.Start, in.Patient = h.at("11:00"), h.patient(h.mill)
	_, err = h.s.Book(h.desk(), in)
	wantFault(t, err, TemplateOff)
}

// TestAClinicMapsLicencesItself: what it leaves to dentists is never booked
// without one, whatever was written before.
func TestAClinicMapsLicencesItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		figures, err := settings.New(h.DB, h.s.audit, slices.Concat(settingList, licenceSettings()))
		ok(t, err)
		_, err = h.s.Book(h.desk(), h.wish("o06", "10:00")) // separators, by assistants
		ok(t, err)
		h.write(func(tx *db.Tx) error { return figures.Set(tx, "visits.licensed_separate", h.mill, true) })
		_, err = h.s.Book(h.desk(), h.wish("o06", "11:00"))
		if f := wantFault(t, err, TemplateGreenAct); f.Args["act"] != string(ActSeparate) {
			t.Errorf("%+v", f.Args)
		}
		wantFault(t, h.s.SwitchTemplate(h.manager(), h.mill, h.kinds["o06"], true), TemplateGreenAct)
		_, err = h.s.ChangeTemplate(h.group(), h.kinds["o06"], 1, func(t *ClinicTemplate) error { t.IntervalDays = 6; return nil })
		wantFault(t, err, TemplateGreenAct)
		ok(t, h.s.SwitchTemplate(h.manager(), h.mill, h.kinds["o06"], false))
		_, err = h.s.ChangeTemplate(h.group(), h.kinds["o06"], 1, func(t *ClinicTemplate) error { t.IntervalDays = 6; return nil })
		ok(t, err)
		h.read(func(tx *db.Tx) error {
			list, err := h.s.TemplatesIn(tx, h.mill)
			if err != nil {
				return err
			}
			l, err := licencesOf(tx, h.mill)
			if got := unlicensed(list, l); len(got) != 1 || got[h.kinds["o06"]] != ActSeparate {
				t.Errorf("%v", got)
			}
			at := slices.IndexFunc(list, func(x ClinicTemplate) bool { return x.ID == h.kinds["o06"] })
			if list[at].On {
				t.Error("it is still offered")
			}
			return err
		})
	})
}

// TestDayTemplatesAreWritten and hold at the next booking.
func TestDayTemplatesAreWritten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rules := DayTemplate{Rules: []DayRule{{Name: "上午不做加力", Matches: []string{"o12"}, From: 13 * 60}}}
		put := func(ctx context.Context, doctor string, version int64, rules DayTemplate) (DoctorTemplate, error) {
			return h.s.PutDayTemplate(ctx, DoctorTemplate{Clinic: h.mill, Doctor: doctor, Weekday: time.Sunday, Rules: rules, Version: version})
		}
		out, err := put(h.manager(), h.doctor, 1, rules)
		if err != nil || out.Version != 2 {
			t.Fatalf("%v, %+v", err, out)
		}
		_, err = put(h.manager(), h.doctor, 1, rules)
		wantFault(t, err, db.Stale)
		_, err = put(h.manager(), h.staff["jiangmianqiu"].ID, 0, rules)
		wantFault(t, err, LicenceMissing)
		_, err = put(h.as([]string{h.boat}, MayRoster), h.doctor, 2, rules)
		wantFault(t, err, db.OutOfScope)
		_, err = put(h.manager(), h.doctor, 2, DayTemplate{Rules: []DayRule{{Name: "什么也不管"}}})
		wantFault(t, err, DayTemplateRule)
		_, err = h.s.Book(h.desk(), h.wish("o12", "10:00"))
		if f := wantFault(t, err, AgainstTemplate); f.Args["rule"] != "上午不做加力" {
			t.Errorf("%+v", f.Args)
		}
		_, err = h.s.Book(h.desk(), h.wish("o12", "13:00"))
		ok(t, err)
	})
}

// TestSomebodyIsOnDuty, one doctor at a time.
func TestSomebodyIsOnDuty(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		now := func() (d Duty, there bool) {
			h.read(func(tx *db.Tx) (err error) { d, there, err = h.s.OnDuty(tx, h.mill, tx.Now()); return err })
			return d, there
		}
		demo, there := now()
		if !there || demo.Doctor == "" || demo.Assistant == "" {
			t.Fatalf("%+v", demo)
		}
		after := h.day.AddDays(60).At(18*60, shanghai)
		d := Duty{Clinic: h.mill, Doctor: h.doctor, Assistant: h.staff["luxiaohuang"].ID, Span: span.Span{Start: after, End: after + span.Day}, Note: "元旦 𠮷"}
		won := 0
		for _, err := range testkit.Race(t, 20, func(i int) error {
			one := d
			one.Span = one.Span.Shift(int64(i) * span.Hour)
			_, err := h.s.GiveDuty(h.manager(), one, nil)
			return err
		}) {
			if err == nil {
				won++
			} else {
				wantFault(t, err, DutyTaken)
			}
		}
		if won != 1 {
			t.Errorf("%d on duty at once", won)
		}
		d.Span = d.Span.Shift(3 * span.Day)
		d, err := h.s.GiveDuty(h.manager(), d, nil)
		ok(t, err)
		h.Clock.Set(d.Span.Start)
		if got, there := now(); !there || got != d {
			t.Errorf("%+v", got)
		}
		d, err = h.s.ChangeDuty(h.manager(), d.ID, 1, func(d *Duty) error { d.Assistant = ""; d.Span.End += span.Day; return nil })
		if err != nil || d.Version != 2 {
			t.Fatalf("%v, %+v", err, d)
		}
		wantFault(t, h.s.DropDuty(h.as([]string{h.boat}, MayRoster), d.ID, 2), DutyUnknown)
		wantFault(t, h.s.DropDuty(h.manager(), d.ID, 1), db.Stale)
		ok(t, h.s.DropDuty(h.manager(), d.ID, 2))
		if _, there := now(); there {
			t.Error("somebody is still on duty")
		}
		for name, edit := range map[string]func(*Duty){
			"not of the clinic": func(d *Duty) { d.Doctor = h.staff["liangpingqi"].ID },
			"not a doctor":      func(d *Duty) { d.Doctor = h.staff["heying"].ID },
			"backwards":         func(d *Duty) { d.Span.End = d.Span.Start },
			"long over":         func(d *Duty) { d.Span = d.Span.Shift(-200 * span.Day) },
			"a long note":       func(d *Duty) { d.Note = strings.Repeat("长", 10_000) },
		} {
			bad := d
			edit(&bad)
			if _, err := h.s.GiveDuty(h.manager(), bad, nil); err == nil {
				t.Errorf("%s: on duty", name)
			} else if _, known := fault.As(err); !known {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestWhereADoctorIs: marks, what was said before, and taking back.
func TestWhereADoctorIs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.staff["dougenguan"].ID
		other := h.as([]string{h.mill}, MayPresence)
		say := func(m PresenceMark) (Presence, error) {
			m.Doctor = doctor
			return h.s.MarkPresence(other, h.mill, m, nil)
		}
		start, err := h.s.UndoPresence(other, h.mill, doctor) // the demo's mark of the morning
		if err != nil || start.State != PresenceUnknown {
			t.Fatalf("%v, %+v", err, start)
		}
		_, err = h.s.UndoPresence(other, h.mill, doctor)
		wantFault(t, err, PresenceNothing)
		h.clock("10:20")
		_, err = say(PresenceMark{State: OnSite})
		ok(t, err)
		away, err := say(PresenceMark{State: Away, BackAt: h.at("11:00"), Reason: "去院部会诊"})
		if err != nil || away.State != Away || away.BackAt != h.at("11:00") {
			t.Fatalf("%v, %+v", err, away)
		}
		for name, m := range map[string]PresenceMark{
			"back yesterday":  {State: Away, BackAt: h.at("10:00")},
			"back in a week":  {State: Away, BackAt: h.at("10:00") + 7*span.Day},
			"on site and off": {State: OnSite, BackAt: h.at("11:00")},
			"a long reason":   {State: Off, Reason: strings.Repeat("长", 10_000)},
		} {
			if _, err := say(m); err == nil {
				t.Errorf("%s was said", name)
			}
		}
		won := 0
		for _, err := range testkit.Race(t, 20, func(int) error { _, err := h.s.UndoPresence(other, h.mill, doctor); return err }) {
			if err == nil {
				won++
			} else {
				wantFault(t, err, PresenceNothing)
			}
		}
		if won != 2 {
			t.Errorf("%d marks were taken back, of two", won)
		}
		_, err = say(PresenceMark{State: Off})
		ok(t, err)
		now, history, err := h.s.PresenceOn(other, h.mill, h.day)
		ok(t, err)
		var states []PresenceState
		for _, m := range history {
			if m.Doctor == doctor {
				states = append(states, m.State)
			}
		}
		want := []PresenceState{OnSite, presenceUndone, OnSite, Away, presenceUndone, presenceUndone, Off}
		if now[doctor].State != Off || !slices.Equal(states, want) {
			t.Errorf("%v, %v", now[doctor], states)
		}
		_, err = h.s.MarkPresence(other, h.mill, PresenceMark{Doctor: h.staff["liangpingqi"].ID, State: OnSite}, nil)
		wantFault(t, err, NotOnStaff)
		_, err = h.s.MarkPresence(other, h.mill, PresenceMark{Doctor: h.staff["heying"].ID, State: OnSite}, nil)
		wantFault(t, err, LicenceMissing)
		_, err = h.s.MarkPresence(other, h.boat, PresenceMark{Doctor: doctor, State: OnSite}, nil)
		wantFault(t, err, db.OutOfScope)
	})
}
