package charting

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

var entered int

// enter makes a record for somebody at a clinic.
func (h *house) enter(clinic string, sex patients.Sex, born civil.Day) string {
	h.t.Helper()
	entered++
	name := fmt.Sprintf("李积木%d", entered)
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true,
		Entry: patients.Entry{Name: &name, Sex: &sex, Birth: &born}})
	ok(h.t, err)
	return r.Patient.ID
}

func at(t testing.TB, text string) tooth.Site {
	t.Helper()
	s, err := tooth.ParseSite(text)
	ok(t, err)
	return s
}

// note writes one finding down at the mill.
func (h *house) note(ctx context.Context, patient string, f MouthFinding) (MouthFinding, error) {
	list, err := h.s.NoteFindings(ctx, NewFindings{Clinic: h.mill, Patient: patient, List: []MouthFinding{f}}, nothing)
	if err != nil {
		return MouthFinding{}, err
	}
	return list[0], nil
}

// A visit of an adult: seen, planned, filled, one slip of the pen.
func TestChartStory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.visit
		p := v.Patient
		n := NewFindings{Clinic: h.mill, Patient: p, Visit: v.ID, List: []MouthFinding{
			{What: Caries, State: Found, Site: at(t, "16:MO,46:O"), Detail: "deep", Note: " 探痛 "},
			{What: Filling, State: Intended, Site: at(t, "16:MO")},
			{What: Extracted, State: Elsewhere, Site: at(t, "18")},
		}}
		list, err := h.s.NoteFindings(h.doctor(), n, nothing)
		ok(t, err)
		if len(list) != 3 || list[0].Note != "探痛" || list[0].Day != v.Day || list[0].By == "" {
			t.Fatalf("%+v", list)
		}
		_, err = h.note(h.doctor(), p, MouthFinding{What: Caries, State: Found, Site: at(t, "18:O")})
		refused(t, err, ToothGone)
		ok(t, h.s.StrikeFinding(h.doctor(), list[2].ID, "看错了片子"))
		refused(t, h.s.StrikeFinding(h.doctor(), list[2].ID, "再来一次"), AlreadyStruck)
		_, err = h.note(h.doctor(), p, MouthFinding{What: Filling, State: Done, Site: at(t, "16:MO"), Detail: "composite"})
		ok(t, err)

		chart, err := h.s.ChartOf(h.doctor(), p)
		ok(t, err)
		if len(chart.Findings) != 4 || chart.Findings[2].Struck == nil || chart.Findings[2].Struck.Reason != "看错了片子" || chart.Names[list[0].By] == "" {
			t.Errorf("%+v", chart)
		}
		var m Mouth
		ok(t, h.DB.Read(h.doctor(), func(tx *db.Tx) (err error) { m, err = h.s.Mouth(tx, p, chart.Today); return err }))
		if got, want := m.shown(), "16 here filling/done:MO:composite | 46 here caries/found:O:deep"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if noted, struck := h.facts(FactFindings), h.facts(FactStruck); noted != 2 || struck != 1 {
			t.Errorf("%d noted, %d struck", noted, struck)
		}
	})
}

// The whole chart belongs to the patient: who may see them sees all of it, and
// nobody else any of it.
func TestChartFollowsThePatient(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.enter(h.mill, patients.Male, "2015-05-01")
		f, err := h.note(h.doctor(), p, MouthFinding{What: Caries, State: Found, Site: at(t, "55:O")})
		ok(t, err)
		boat := h.at(h.boat, org.DemoDoctor, MayView, MayWrite)
		_, err = h.s.ChartOf(boat, p)
		refused(t, err, patients.NotFound)
		refused(t, h.s.StrikeFinding(boat, f.ID, "不是我们的"), FindingNotFound)
		_, err = h.s.NoteFindings(boat, NewFindings{Clinic: h.boat, Patient: p, List: []MouthFinding{{What: Present, State: Found, Site: at(t, "16")}}}, nothing)
		refused(t, err, patients.NotFound)
		ok(t, h.people.ShareWith(h.program(), p, h.boat, patients.ByVisit))
		chart, err := h.s.ChartOf(boat, p)
		ok(t, err)
		if len(chart.Findings) != 1 {
			t.Errorf("%d findings at the other clinic", len(chart.Findings))
		}
	})
}

func TestChartRefuses(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, v := h.enter(h.mill, patients.Male, "2015-05-01"), h.visit
		one := []MouthFinding{{What: Caries, State: Found, Site: at(t, "55:O")}}
		for name, x := range map[string]struct {
			n    NewFindings
			want *fault.Def
		}{
			"another's visit":       {NewFindings{Clinic: h.mill, Patient: p, Visit: v.ID, List: one}, VisitOfAnother},
			"tomorrow":              {NewFindings{Clinic: h.mill, Patient: p, Day: h.world.Today.AddDays(1), List: one}, BadChartDay},
			"before the birth":      {NewFindings{Clinic: h.mill, Patient: p, Day: "2015-04-30", List: one}, BadChartDay},
			"a clinic out of sight": {NewFindings{Clinic: h.boat, Patient: p, List: one}, db.OutOfScope},
			"gone by the one before": {NewFindings{Clinic: h.mill, Patient: p,
				List: []MouthFinding{{What: Extracted, State: Done, Site: at(t, "55")}, one[0]}}, ToothGone},
			"a long note": {NewFindings{Clinic: h.mill, Patient: p,
				List: []MouthFinding{{What: Caries, State: Found, Site: at(t, "55"), Note: strings.Repeat("𠮷", 401)}}}, FindingNoteTooLong},
		} {
			_, err := h.s.NoteFindings(h.doctor(), x.n, nothing)
			if !errors.Is(err, x.want) {
				t.Errorf("%s: %v, want %s", name, err, x.want.Code)
			}
		}
		if n := h.facts(FactFindings) + h.count("charting_findings", "patient_id = ?", p); n != 0 {
			t.Errorf("something was written: %d", n)
		}
	})
}

// Twenty strike the same finding out at once: it is struck out once. And nothing
// changes or removes what was written.
func TestFindingsStay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.enter(h.mill, patients.Male, "1980-05-01")
		f, err := h.note(h.doctor(), p, MouthFinding{What: Caries, State: Found, Site: at(t, "16:O"), Note: "䶮😀"})
		ok(t, err)
		var done sync.WaitGroup
		won := make(chan bool, 20)
		for range 20 {
			done.Go(func() {
				switch err := h.s.StrikeFinding(h.doctor(), f.ID, "写错"); {
				case err == nil:
					won <- true
				case !errors.Is(err, AlreadyStruck):
					t.Error(err)
				}
			})
		}
		done.Wait()
		if len(won) != 1 {
			t.Errorf("struck out %d times", len(won))
		}
		for what, change := range map[string]func(tx *db.Tx) error{
			"change": func(tx *db.Tx) error {
				_, err := tx.Update("charting_findings").Set("note = ''").Where("id = ?", f.ID).Exec()
				return err
			},
			"remove": func(tx *db.Tx) error {
				_, err := tx.Delete("charting_findings").Where("id = ?", f.ID).Exec()
				return err
			},
			"take back": func(tx *db.Tx) error {
				_, err := tx.Delete("charting_strikes").Where("finding_id = ?", f.ID).Exec()
				return err
			},
		} {
			if err := h.DB.Write(h.program(), change); db.Violated(err) != "charting_findings_append_only" {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// The demo charts mouths that the chart itself would take, and twice changes
// nothing.
func TestDemoTeeth(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.s.demoTeeth(h.program(), h.world))
		n, cards := h.count("charting_findings", "1 = 1"), h.count("charting_cards", "1 = 1")
		ok(t, h.s.demoTeeth(h.program(), h.world))
		if again := h.count("charting_findings", "1 = 1"); n < 1000 || again != n || cards < 50 || h.count("charting_orders", "1 = 1") == 0 {
			t.Errorf("%d findings, then %d; %d cards", n, again, cards)
		}
		for _, p := range demo.Get[[]patients.DemoPatient](h.world, patients.DemoPeople) {
			var list []MouthFinding
			h.read(func(tx *db.Tx) (err error) { list, err = findingsOf(tx, p.ID); return err })
			for i, f := range list {
				if no := MouthAt(f.Day, p.Birth, list[:i]).refuses(f); no != nil {
					t.Errorf("%d years, %s: %v", p.Age, f.line(), no)
				}
			}
		}
	})
}
