package charting

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts of the chart. Bodies carry ids.
const (
	FactFindings = "charting.findings_noted" // findings, visit
	FactStruck   = "charting.finding_struck" // Subject = the finding
)

// MaxFindings is how many findings are written down at once.
const MaxFindings = 64

// Chart is what is known of a mouth: everything that was written down, of which
// MouthAt makes the state on a day.
type Chart struct {
	Patient  string
	Born     civil.Day // "" = not known
	Today    civil.Day // in the zone of the patient's clinic
	Findings []MouthFinding
	Names    map[string]string // of those who wrote and struck, by account
}

// ChartOf gives a patient's chart of teeth; the opening is in the audit. Its
// fault is patients.NotFound.
func (s *Service) ChartOf(ctx context.Context, patient string) (Chart, error) {
	var c Chart
	var home string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		home = p.HomeClinic
		if c, err = s.chart(tx, p); err != nil {
			return err
		}
		c.Names, err = s.staffNames(tx, c.accounts())
		return err
	})
	if err != nil {
		return Chart{}, err
	}
	return c, s.audit.Opened(ctx, audit.Entry{Action: "charting.chart_opened", SubjectKind: "patient", SubjectID: patient, Patient: patient, Clinic: home})
}

// inSight gives a patient whom the actor's clinics see. What was charted of an
// erased person is kept for the law alone: no route shows it. Its fault is
// patients.NotFound.
func (s *Service) inSight(tx *db.Tx, patient string) (patients.Patient, error) {
	p, err := s.patients.ByID(tx, patient)
	if err == nil && p.State == patients.Erased {
		err = patients.NotFound.With()
	}
	return p, err
}

func (s *Service) chart(tx *db.Tx, p patients.Patient) (Chart, error) {
	c := Chart{Patient: p.ID, Born: p.Birth}
	zone, err := s.org.Zone(tx, p.HomeClinic)
	if err != nil {
		return c, err
	}
	c.Today = civil.Of(tx.Now(), zone)
	c.Findings, err = findingsOf(tx, p.ID)
	return c, err
}

func (c Chart) accounts() []string {
	var out []string
	for _, f := range c.Findings {
		out = append(out, f.By)
		if f.Struck != nil {
			out = append(out, f.Struck.By)
		}
	}
	return out
}

// staffNames gives the names of accounts; "" and unknown ones are left out.
func (s *Service) staffNames(tx *db.Tx, accounts []string) (map[string]string, error) {
	seen, list := map[string]bool{"": true}, []string{}
	for _, a := range accounts {
		if !seen[a] {
			seen[a] = true
			list = append(list, a)
		}
	}
	people, err := s.org.StaffByIDs(tx, list)
	out := make(map[string]string, len(people))
	for id, p := range people {
		out[id] = p.Name
	}
	return out, err
}

// Mouth gives the state of a patient's mouth at the end of a day, for the modules
// above. The caller may see the patient. Its fault is patients.NotFound.
func (s *Service) Mouth(tx *db.Tx, patient string, day civil.Day) (Mouth, error) {
	p, err := s.inSight(tx, patient)
	if err != nil {
		return Mouth{}, err
	}
	list, err := findingsOf(tx, patient)
	return MouthAt(day, p.Birth, list), err
}

// NewFindings are findings of one patient that are written down together.
type NewFindings struct {
	Clinic  string
	Patient string
	Visit   string    // "" = outside a visit
	Day     civil.Day // "" = today, or the day of the visit
	List    []MouthFinding
}

// NoteFindings writes findings down, each held against the mouth that those
// before it leave. last runs at the end of the transaction. Faults:
// patients.NotFound, patients.Closed, patients.ConsentNeeded, VisitOfAnother,
// BadChartDay, ToothGone, and those of a single finding.
func (s *Service) NoteFindings(ctx context.Context, n NewFindings, last func(*db.Tx, []MouthFinding) error) ([]MouthFinding, error) {
	var wrong []*fault.Fault
	for i, f := range n.List {
		wrong = append(wrong, within(i, f.check())...)
	}
	if err := fault.Join(wrong); err != nil {
		return nil, err
	}
	var out []MouthFinding
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if out, err = s.note(tx, n); err != nil {
			return err
		}
		return last(tx, out)
	})
	return out, err
}

// note writes findings that are right in themselves into the chart.
func (s *Service) note(tx *db.Tx, n NewFindings) ([]MouthFinding, error) {
	c, day, err := s.toChart(tx, n)
	if err != nil {
		return nil, err
	}
	var out []MouthFinding
	for i, f := range n.List {
		f.ID, f.Patient, f.Clinic, f.Visit, f.Day, f.At, f.By = tx.NewID(), n.Patient, n.Clinic, n.Visit, day, tx.Now(), tx.Actor()
		f.Note = strings.TrimSpace(f.Note)
		if no := MouthAt(day, c.Born, c.Findings).refuses(f); no != nil {
			return nil, within(i, []*fault.Fault{no})[0]
		}
		c.Findings, out = append(c.Findings, f), append(out, f)
	}
	if err := insertFindings(tx, out); err != nil {
		return nil, err
	}
	return out, s.tellFindings(tx, n, out)
}

// within names the finding of the list to which faults belong.
func within(i int, list []*fault.Fault) []*fault.Fault {
	for _, f := range list {
		f.Field = fmt.Sprintf("findings[%d].%s", i, f.Field)
	}
	return list
}

// toChart gives the chart that is written to, and the day from which the new
// findings are so.
func (s *Service) toChart(tx *db.Tx, n NewFindings) (Chart, civil.Day, error) {
	if err := tx.RequireClinic(n.Clinic); err != nil {
		return Chart{}, "", err
	}
	if _, err := s.inSight(tx, n.Patient); err != nil {
		return Chart{}, "", err // nobody is taken in by charting them
	}
	p, err := s.patients.Visiting(tx, n.Patient, n.Clinic)
	if err != nil {
		return Chart{}, "", err
	}
	c, err := s.chart(tx, p)
	if err != nil {
		return c, "", err
	}
	day := n.Day
	if n.Visit != "" {
		v, err := s.visits.ByID(tx, n.Visit)
		if err != nil {
			return c, "", err
		}
		if v.Patient != n.Patient || v.Clinic != n.Clinic {
			return c, "", VisitOfAnother.At("visit_id")
		}
		if day == "" {
			day = min(v.Day, c.Today)
		}
	}
	if day == "" {
		day = c.Today
	}
	if day > c.Today || day < c.Born {
		return c, "", BadChartDay.At("day")
	}
	return c, day, nil
}

type findingsTold struct {
	Findings []string `json:"findings"`
	Visit    string   `json:"visit,omitempty"`
}

func (s *Service) tellFindings(tx *db.Tx, n NewFindings, list []MouthFinding) error {
	body := findingsTold{Visit: n.Visit}
	lines := make([]string, len(list))
	for i, f := range list {
		body.Findings = append(body.Findings, f.ID)
		lines[i] = f.line()
	}
	err := s.audit.Record(tx, audit.Entry{Action: FactFindings, SubjectKind: "patient", SubjectID: n.Patient, Patient: n.Patient,
		Clinic: n.Clinic, After: lines})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: FactFindings, Clinic: n.Clinic, Patient: n.Patient, Subject: n.Visit, Body: body})
	if err != nil {
		return err
	}
	return s.touchChart(tx, n.Patient)
}

// line is a finding as the audit keeps it.
func (f MouthFinding) line() string {
	out := fmt.Sprintf("%s %s %s %s", f.Day, f.Site.String(), f.What, f.State)
	for _, more := range []string{f.Detail, ponticText(f.Pontics), f.Note} {
		if more != "" {
			out += " " + more
		}
	}
	return out
}

// touchChart tells open charts of the patient; every clinic that sees the patient
// has one.
func (s *Service) touchChart(tx *db.Tx, patient string) error {
	return s.live.Touch(tx, live.Change{Topic: "charting", Key: patient, ID: patient})
}

// StrikeFinding strikes a wrong finding out: it stays to be read, and no longer
// counts. Faults: FindingNotFound, AlreadyStruck, StrikeReason.
func (s *Service) StrikeFinding(ctx context.Context, finding, reason string) error {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > MaxStrikeReason {
		return StrikeReason.At("reason", "max", MaxStrikeReason)
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := findingOne(tx, finding)
		if err != nil {
			return err
		}
		if _, err := s.inSight(tx, f.Patient); err != nil {
			return FindingNotFound.With()
		}
		return s.strike(tx, f, reason)
	})
	if db.Violated(err) == "charting_strikes_pkey" {
		return AlreadyStruck.With()
	}
	return err
}

// strike strikes a finding out. Its fault is AlreadyStruck; two at once violate
// charting_strikes_pkey.
func (s *Service) strike(tx *db.Tx, f MouthFinding, reason string) error {
	if f.Struck != nil {
		return AlreadyStruck.With()
	}
	f.Struck = &Strike{At: tx.Now(), By: tx.Actor(), Reason: reason}
	if err := insertStrike(tx, f.ID, *f.Struck); err != nil {
		return err
	}
	return s.tellStrike(tx, f)
}

// strikeStanding strikes out those of some findings that stand: what they were
// written for is called back.
func (s *Service) strikeStanding(tx *db.Tx, ids []string, reason string) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := findingsByID(tx, ids)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.Struck != nil {
			continue
		}
		if err := s.strike(tx, f, reason); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellStrike(tx *db.Tx, f MouthFinding) error {
	err := s.audit.Record(tx, audit.Entry{Action: FactStruck, SubjectKind: "finding", SubjectID: f.ID, Patient: f.Patient,
		Clinic: f.Clinic, Before: f.line(), Reason: f.Struck.Reason})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: FactStruck, Clinic: f.Clinic, Patient: f.Patient, Subject: f.ID,
		Body: findingsTold{Findings: []string{f.ID}, Visit: f.Visit}})
	if err != nil {
		return err
	}
	return s.touchChart(tx, f.Patient)
}
