package patients

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// Moment is one line of a patient's time at the clinic.
type Moment struct {
	At      int64  // epoch milliseconds
	Kind    string // "visits.treated"; its words stand in the texts of its module
	Clinic  string
	Staff   string
	Subject string            // id of the thing it speaks of
	Words   map[string]string // what the sentence needs: keys and ids, no numbers
}

// TimelineSource is what one module has to tell of a patient's time.
type TimelineSource struct {
	Of string // the module
	// Moments gives those in [from, to), at most limit, the latest first.
	Moments func(tx *db.Tx, patient string, from, to int64, limit int) ([]Moment, error)
}

// maxMoments bounds one page of a timeline.
const maxMoments = 200

// introduced is the moment at which somebody whom the patient brought came.
const introduced = "patients.timeline.introduced"

// Timeline gives a patient's moments before an instant (0 = now and later), the
// latest first, of one module ("" = of this one and of every source): limit of
// them, and those of the same instant as the last.
func (s *Service) Timeline(ctx context.Context, patient, of string, before int64, limit int) ([]Moment, error) {
	limit = min(max(limit, 1), maxMoments)
	if before == 0 {
		before = 1 << 62
	}
	var out []Moment
	var r patientRow
	until, err := s.readOne(ctx, patient, func(tx *db.Tx) error {
		out = nil
		var err error
		if r, err = standing(tx, patient); err != nil {
			return err
		}
		for _, source := range append([]TimelineSource{{"patients", s.ownMoments}}, s.Sources...) {
			if of != "" && of != source.Of {
				continue
			}
			list, err := source.Moments(tx, r.ID, 0, before, limit)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b Moment) int {
		if a.At != b.At {
			return int(min(max(b.At-a.At, -1), 1))
		}
		return strings.Compare(b.Kind, a.Kind)
	})
	if until > 0 {
		out = slices.DeleteFunc(out, func(m Moment) bool { return m.Kind == introduced }) // other people
	}
	n := min(len(out), limit)
	for n > 0 && n < len(out) && out[n].At == out[n-1].At { // the next page begins before an instant
		n++
	}
	out = out[:n]
	return out, s.audit.Opened(ctx, audit.Entry{Action: openedAs(until), SubjectKind: "timeline", SubjectID: r.ID, Patient: r.ID, Clinic: r.HomeClinic})
}

// ownMoments tells of the record itself.
func (s *Service) ownMoments(tx *db.Tx, patient string, from, to int64, limit int) ([]Moment, error) {
	r, err := rowOf(tx, patient)
	if err != nil {
		return nil, err
	}
	kind := "patients.timeline.registered"
	if r.Import != "" {
		kind = "patients.timeline.imported"
	}
	out := []Moment{{At: r.CreatedAt, Kind: kind, Clinic: r.HomeClinic, Staff: r.CreatedBy, Subject: r.ID}}
	for _, more := range []func(*db.Tx, patientRow) ([]Moment, error){alertMoments, consentMoments, careMoments, otherMoments} {
		list, err := more(tx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	out = slices.DeleteFunc(out, func(m Moment) bool { return m.At < from || m.At >= to })
	slices.SortStableFunc(out, func(a, b Moment) int { return int(min(max(b.At-a.At, -1), 1)) })
	return out[:min(len(out), limit)], nil
}

func alertMoments(tx *db.Tx, r patientRow) ([]Moment, error) {
	rows, err := alertRows(tx, r.ID)
	var out []Moment
	for _, a := range rows {
		words := map[string]string{"kind": a.Kind, "text": a.Text}
		out = append(out, Moment{a.NotedAt, "patients.timeline.alert_noted", "", a.NotedBy, a.ID, words})
		if a.EndedAt > 0 {
			out = append(out, Moment{a.EndedAt, "patients.timeline.alert_ended", "", a.EndedBy, a.ID, words})
		}
	}
	return out, err
}

func consentMoments(tx *db.Tx, r patientRow) ([]Moment, error) {
	rows, err := consentRows(tx, r.ID)
	var out []Moment
	for _, c := range rows {
		kind := "patients.timeline.consent_given"
		if !c.Given {
			kind = "patients.timeline.consent_withdrawn"
		}
		out = append(out, Moment{c.At, kind, "", c.Staff, c.ID, map[string]string{"purpose": string(c.Purpose), "by": c.By}})
	}
	return out, err
}

func careMoments(tx *db.Tx, r patientRow) ([]Moment, error) {
	rows, err := careRows(tx, r.ID)
	var out []Moment
	for _, c := range rows {
		words := map[string]string{"part": string(c.Part)}
		out = append(out, Moment{c.From, "patients.timeline.care_began", "", c.Staff, c.ID, words})
		if c.To > 0 {
			out = append(out, Moment{c.To, "patients.timeline.care_ended", "", c.Staff, c.ID, words})
		}
	}
	return out, err
}

// otherMoments tells of clinics, merges, and of whom the patient introduced.
func otherMoments(tx *db.Tx, r patientRow) ([]Moment, error) {
	clinics, err := clinicsInSight(tx, r.ID)
	if err != nil {
		return nil, err
	}
	var out []Moment
	for _, c := range clinics {
		if c.Basis != Registered {
			out = append(out, Moment{c.Since, "patients.timeline.seen_here", c.Clinic, "", r.ID, map[string]string{"basis": string(c.Basis)}})
		}
	}
	merges, err := mergesOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range merges {
		if m.Into != r.ID || m.UndoneAt > 0 {
			continue
		}
		out = append(out, Moment{m.At, "patients.timeline.merged", "", m.By, m.ID, nil})
	}
	brought, err := broughtBy(tx, r.ID)
	for _, b := range brought {
		out = append(out, Moment{b.CreatedAt, introduced, b.HomeClinic, "", b.ID, map[string]string{"name": b.Name}})
	}
	return out, err
}
