package charting

import (
	"context"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// FactCard tells that a visit card was written. Subject is the visit; the body is
// CardFact.
const FactCard = "charting.card_written"

// CardFact is what hearers get: ids and numbers, never the text.
type CardFact struct {
	Visit   string `json:"visit"`
	Version int64  `json:"version"`
	Off     string `json:"off,omitempty"` // a site
	Next    string `json:"next,omitempty"`
	Weeks   int    `json:"weeks,omitempty"`
}

// VisitCard is the card of one visit with what it is written upon.
type VisitCard struct {
	Card     Card   // Version 0 = nobody wrote it yet; then it is the last one carried forward
	Last     *Card  // of the visit before, nil = none
	Versions []Card // of this visit, the latest first
	Names    map[string]string
}

// CardsOfPatient gives a patient's visit cards, the newest first, with the names of
// who wrote them. Its fault is patients.NotFound.
func (s *Service) CardsOfPatient(ctx context.Context, patient string) ([]Card, map[string]string, error) {
	var list []Card
	var names map[string]string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = s.inSight(tx, patient); err != nil {
			return err
		}
		if list, err = cardsOf(tx, patient); err != nil {
			return err
		}
		names, err = s.staffNames(tx, writers(list))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return list, names, s.audit.Opened(ctx, audit.Entry{Action: "charting.cards_opened", SubjectKind: "patient", SubjectID: patient, Patient: patient})
}

func writers(list []Card) (out []string) {
	for _, c := range list {
		out = append(out, c.By)
	}
	return out
}

// CardOfVisit gives the card of a visit, or what it begins with. Its fault is
// visits.NotFound.
func (s *Service) CardOfVisit(ctx context.Context, visit string) (VisitCard, error) {
	var out VisitCard
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := s.visits.ByID(tx, visit)
		if err != nil {
			return err
		}
		if out, err = s.visitCard(tx, v); err != nil {
			return err
		}
		out.Names, err = s.staffNames(tx, writers(append(slices.Clone(out.Versions), deref(out.Last))))
		return err
	})
	return out, err
}

func deref(c *Card) Card {
	if c == nil {
		return Card{}
	}
	return *c
}

func (s *Service) visitCard(tx *db.Tx, v visits.Visit) (VisitCard, error) {
	if _, err := s.inSight(tx, v.Patient); err != nil {
		return VisitCard{}, visits.NotFound.With()
	}
	versions, err := cardVersions(tx, v.ID)
	if err != nil {
		return VisitCard{}, err
	}
	all, err := cardsOf(tx, v.Patient)
	if err != nil {
		return VisitCard{}, err
	}
	out := VisitCard{Versions: versions}
	for _, c := range all {
		if c.Visit != v.ID && c.Day <= v.Day {
			out.Last = &c
			break
		}
	}
	switch {
	case len(versions) > 0:
		out.Card = versions[0]
	case out.Last != nil:
		out.Card = out.Last.Carried()
	}
	out.Card.Visit, out.Card.Patient, out.Card.Clinic, out.Card.Day = v.ID, v.Patient, v.Clinic, v.Day
	return out, nil
}

// WriteCard writes a version of a visit's card upon the one that was read (0 =
// none). What had come off is charted; where a version corrects it, the findings of
// the one before are struck out. Faults: visits.NotFound, db.Stale, UnknownKind,
// CardTextTooLong, WrongPlace, WrongStage, WrongWeeks, and of the chart
// patients.Closed, patients.ConsentNeeded, BadChartDay and ToothGone.
func (s *Service) WriteCard(ctx context.Context, visit string, upon int64, c Card) (Card, error) {
	c = c.tidy()
	if err := fault.Join(c.check()); err != nil {
		return Card{}, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.visits.ByID(tx, visit)
		if err != nil {
			return err
		}
		if err := s.knownKind(tx, v.Clinic, c.Next); err != nil {
			return err
		}
		now, err := s.visitCard(tx, v)
		if err != nil {
			return err
		}
		if now.Card.Version != upon {
			return db.Stale.With()
		}
		c.Visit, c.Patient, c.Clinic, c.Day, c.Version, c.At, c.By = v.ID, v.Patient, v.Clinic, v.Day, upon+1, tx.Now(), tx.Actor()
		if c.Charted, err = s.chartOff(tx, now.Card, c); err != nil {
			return err
		}
		if err := insertCards(tx, []Card{c}); err != nil {
			return err
		}
		return s.tellCard(tx, now.Card, c)
	})
	if db.Violated(err) == "charting_cards_pkey" {
		return Card{}, db.Stale.With()
	}
	return c, err
}

// cardCorrected is the reason of a strike that a corrected card makes; it is a key
// of the texts.
const cardCorrected = "charting.struck.card_corrected"

// chartOff writes into the chart what a card says has come off, and strikes out
// what the version before said otherwise. It gives the findings that stand.
func (s *Service) chartOff(tx *db.Tx, before, after Card) ([]string, error) {
	if before.Version > 0 && before.Off.String() == after.Off.String() {
		return before.Charted, nil
	}
	if before.Version > 0 {
		if err := s.strikeStanding(tx, before.Charted, cardCorrected); err != nil {
			return nil, err
		}
	}
	if after.Off.Empty() {
		return nil, nil
	}
	list, err := s.note(tx, NewFindings{Clinic: after.Clinic, Patient: after.Patient, Visit: after.Visit,
		List: []MouthFinding{{Site: after.Off, What: ApplianceOff, State: Done}}})
	if f, is := fault.As(err); is && f.Field == "findings[0].site" {
		f.Field = "off"
	}
	var out []string
	for _, f := range list {
		out = append(out, f.ID)
	}
	return out, err
}

// knownKind refuses a kind of visit that the clinic does not have.
func (s *Service) knownKind(tx *db.Tx, clinic, template string) error {
	if template == "" {
		return nil
	}
	list, err := s.visits.TemplatesIn(tx, clinic)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(t visits.ClinicTemplate) bool { return t.ID == template }) {
		return UnknownKind.At("next_template_id")
	}
	return nil
}

func (s *Service) tellCard(tx *db.Tx, before, after Card) error {
	e := audit.Entry{Action: FactCard, SubjectKind: "visit", SubjectID: after.Visit, Patient: after.Patient, Clinic: after.Clinic, After: rowOfCard(after)}
	if before.Version > 0 {
		e.Before = rowOfCard(before)
	}
	if err := s.audit.Record(tx, e); err != nil {
		return err
	}
	err := s.facts.Publish(tx, events.Fact{Kind: FactCard, Clinic: after.Clinic, Patient: after.Patient, Subject: after.Visit,
		Body: CardFact{Visit: after.Visit, Version: after.Version, Off: after.Off.String(), Next: after.Next, Weeks: after.Weeks}})
	if err != nil {
		return err
	}
	return s.touchChart(tx, after.Patient)
}
