package charting

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
)

func TestCarried(t *testing.T) {
	c := Card{Visit: "v", Day: "2026-11-22", Version: 3, UpperWire: "0.016 NiTi", LowerWire: "0.014 NiTi", Elastics: "Ⅱ 类", Off: at(t, "13"), Hygiene: Poor,
		Stage: 4, StageTo: 7, Done: "换丝", Next: "k", Weeks: 4, Note: "考试"}
	want := Card{UpperWire: "0.016 NiTi", LowerWire: "0.014 NiTi", Elastics: "Ⅱ 类", Stage: 4, StageTo: 7, Next: "k", Weeks: 4}
	got := c.Carried()
	if got.Off.String() != "" || got.Hygiene != "" || got.Done != "" || got.Note != "" || got.Version != 0 || got.Visit != "" {
		t.Errorf("%+v", got)
	}
	if !reflect.DeepEqual(rowOfCard(got), rowOfCard(want)) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if c.Due() != "2026-12-20" {
		t.Errorf("due %s", c.Due())
	}
	if (Card{Day: "2026-11-22"}).Due() != "" {
		t.Error("nothing was said, and something is due")
	}
}

func TestCardCheck(t *testing.T) {
	for name, x := range map[string]struct {
		c    Card
		want string
	}{
		"empty":            {Card{}, ""},
		"an area":          {Card{Off: at(t, "UA")}, "charting.wrong_place"},
		"a piece":          {Card{Off: at(t, "11+12")}, "charting.wrong_place"},
		"a surface":        {Card{Off: at(t, "11:B")}, "charting.wrong_place"},
		"a long wire":      {Card{UpperWire: strings.Repeat("丝", 61)}, "charting.card_text_too_long"},
		"stages backwards": {Card{Stage: 8, StageTo: 7}, "charting.wrong_stage"},
		"one stage":        {Card{Stage: 8}, ""},
		"too late":         {Card{Weeks: 53}, "charting.wrong_weeks"},
		"everything":       {Card{Weeks: -1, Stage: -1, Note: strings.Repeat("😀", 401)}, "charting.card_text_too_long charting.wrong_stage charting.wrong_weeks"},
	} {
		var codes []string
		for _, f := range x.c.check() {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// A card is written, corrected, and carried to the next visit.
func TestCardStory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.visit
		c, err := h.s.WriteCard(h.doctor(), v.ID, 0, Card{UpperWire: " 0.016 NiTi ", Off: at(t, "13"), Hygiene: Good, Done: "加力", Next: v.TemplateID, Weeks: 4})
		ok(t, err)
		if c.Version != 1 || c.UpperWire != "0.016 NiTi" || c.Patient != v.Patient || c.Day != v.Day {
			t.Fatalf("%+v", c)
		}
		_, err = h.s.WriteCard(h.doctor(), v.ID, 0, Card{})
		refused(t, err, db.Stale)
		_, err = h.s.WriteCard(h.doctor(), v.ID, 1, Card{Next: v.ID})
		refused(t, err, UnknownKind)
		_, err = h.s.WriteCard(h.at(h.boat, "liangpingqi", MayView, MayWrite), v.ID, 1, Card{})
		if f, is := fault.As(err); !is || f.Kind != fault.NotFound {
			t.Errorf("from another clinic: %v", err)
		}
		if len(c.Charted) != 1 || h.facts(FactFindings) != 1 {
			t.Errorf("what came off is not in the chart: %+v", c)
		}
		c.UpperWire = "0.018 NiTi"
		_, err = h.s.WriteCard(h.doctor(), v.ID, 1, c)
		ok(t, err)
		if h.facts(FactFindings) != 1 || h.facts(FactStruck) != 0 {
			t.Error("charted again")
		}
		got, err := h.s.CardOfVisit(h.doctor(), v.ID)
		ok(t, err)
		if got.Card.UpperWire != "0.018 NiTi" || len(got.Versions) != 2 || got.Versions[1].UpperWire != "0.016 NiTi" || got.Names[c.By] == "" {
			t.Errorf("%+v", got)
		}
		list, _, err := h.s.CardsOfPatient(h.doctor(), v.Patient)
		ok(t, err)
		if len(list) != 1 || list[0].Version != 2 || h.facts(FactCard) != 2 {
			t.Errorf("%d cards, %d facts", len(list), h.facts(FactCard))
		}
		c.Off = at(t, "24")
		c, err = h.s.WriteCard(h.doctor(), v.ID, 2, c)
		ok(t, err)
		chart, err := h.s.ChartOf(h.doctor(), v.Patient)
		ok(t, err)
		var standing []string
		for _, f := range chart.Findings {
			if f.Struck != nil && f.Struck.Reason == cardCorrected {
				standing = append(standing, "struck "+f.Site.String())
			} else if f.What == ApplianceOff && f.Visit == v.ID {
				standing = append(standing, f.Site.String())
			}
		}
		if got := strings.Join(standing, " "); got != "struck 13 24" {
			t.Errorf("after the correction: %s", got)
		}
		c.Off = at(t, "")
		_, err = h.s.WriteCard(h.doctor(), v.ID, 3, c)
		ok(t, err)
		if h.facts(FactStruck) != 2 || h.facts(FactFindings) != 2 {
			t.Error("still off")
		}
		if err := h.DB.Write(h.program(), func(tx *db.Tx) error {
			_, err := tx.Update("charting_cards").Set("note = 'x'").Where("visit_id = ?", v.ID).Exec()
			return err
		}); db.Violated(err) != "charting_cards_append_only" {
			t.Errorf("changed: %v", err)
		}
	})
}

// Twenty write upon the same version: one is first, the others hear of it.
func TestCardRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var done sync.WaitGroup
		won := make(chan bool, 20)
		for range 20 {
			done.Go(func() {
				switch _, err := h.s.WriteCard(h.doctor(), h.visit.ID, 0, Card{Done: "加力"}); {
				case err == nil:
					won <- true
				case !errors.Is(err, db.Stale):
					t.Error(err)
				}
			})
		}
		done.Wait()
		if n := h.count("charting_cards", "visit_id = ?", h.visit.ID); len(won) != 1 || n != 1 {
			t.Errorf("written %d times, %d versions", len(won), n)
		}
	})
}
