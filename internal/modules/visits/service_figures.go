package visits

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// Figures are what a clinic's visits of some days came to.
type Figures struct {
	Visits      int           `json:"visits" doc:"booked visits whose day is over or whose state is an end"`
	Ends        map[End]int   `json:"ends"`
	CancelRate  float64       `json:"cancel_rate" doc:"cancelled by patient or clinic, of all; 0 to 1"`
	Target      float64       `json:"cancel_target" doc:"the clinic's: the cancel rate is to stay below it"`
	NoShowRate  float64       `json:"no_show_rate"`
	Reasons     []ReasonCount `json:"reasons"`
	ByTemplate  []Overruns    `json:"by_template"`
	ByDoctor    []Overruns    `json:"by_doctor"`
	Rescheduled float64       `json:"rescheduled_rate"`
}

// ReasonCount is how often visits ended for a reason; free text counts as other.
type ReasonCount struct {
	End    End     `json:"end"`
	Reason string  `json:"reason" doc:"key of a reason, or other"`
	N      int     `json:"n"`
	Rate   float64 `json:"rate" doc:"of all ends of that kind, 0 to 1"`
}

// Overruns are how treated visits ran against their plan. Over counts those that
// sat more than five minutes longer than planned.
type Overruns struct {
	Key     string  `json:"key" doc:"code of the template, or id of the doctor"`
	Name    string  `json:"name"`
	Visits  int     `json:"visits"`
	Over    int     `json:"over"`
	Rate    float64 `json:"rate"`
	Mean    float64 `json:"mean_minutes" doc:"actual less planned length"`
	LateEnd float64 `json:"mean_late_minutes" doc:"end of treatment after the planned end, late ones only, over all"`
}

// maxFigureDays bounds the days of one question.
const maxFigureDays = 400

// FiguresOf counts a clinic's visits of the days from … to. Fault: RangeTooLong.
func (s *Service) FiguresOf(ctx context.Context, clinic string, from, to civil.Day) (Figures, error) {
	out := Figures{Ends: map[End]int{}}
	if n := to.Sub(from); n < 0 || n >= maxFigureDays {
		return out, RangeTooLong.At("to", "max", maxFigureDays)
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		ends, err := endCounts(tx, clinic, from, to)
		if err != nil {
			return err
		}
		out.count(ends)
		templates, err := templatesByID(tx, nil)
		if err != nil {
			return err
		}
		names := map[string]string{}
		for _, t := range templates {
			names[t.Code] = t.Name.Zh
		}
		target, err := cancelTarget.Int(tx, clinic)
		if err != nil {
			return err
		}
		out.Target = share(target, 100)
		tolerance, err := overrunMinutes.Int(tx, clinic)
		if err != nil {
			return err
		}
		if out.ByTemplate, err = overruns(tx, clinic, Days{from, to}, tolerance, "v.code"); err != nil {
			return err
		}
		if out.ByDoctor, err = overruns(tx, clinic, Days{from, to}, tolerance, "v.doctor_id"); err != nil {
			return err
		}
		var ids []string
		for _, o := range out.ByDoctor {
			ids = append(ids, o.Key)
		}
		staff, err := s.org.StaffByIDs(tx, ids)
		for i := range out.ByTemplate {
			out.ByTemplate[i].Name = names[out.ByTemplate[i].Key]
		}
		for i := range out.ByDoctor {
			out.ByDoctor[i].Name = staff[out.ByDoctor[i].Key].Name
		}
		return err
	})
	return out, err
}

// count adds up the ends and their reasons.
func (f *Figures) count(rows []endRow) {
	reasons := map[ReasonCount]int{}
	var order []ReasonCount
	for _, r := range rows {
		f.Ends[r.Ended] += r.N
		f.Visits += r.N
		switch r.Ended {
		case EndNoShow, EndEarlyCancel, EndLateCancel, EndByClinic, EndRescheduled:
			k := ReasonCount{End: r.Ended, Reason: reasonKey(r.Reason)}
			if _, known := reasons[k]; !known {
				order = append(order, k)
			}
			reasons[k] += r.N
		}
	}
	for _, k := range order {
		k.N, k.Rate = reasons[k], share(reasons[k], f.Ends[k.End])
		f.Reasons = append(f.Reasons, k)
	}
	cancelled := f.Ends[EndEarlyCancel] + f.Ends[EndLateCancel] + f.Ends[EndByClinic]
	f.CancelRate, f.NoShowRate = share(cancelled, f.Visits), share(f.Ends[EndNoShow], f.Visits)
	f.Rescheduled = share(f.Ends[EndRescheduled], f.Visits)
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// DayPrint is a day on paper: per doctor what comes when, where, and what is laid
// out for it.
type DayPrint struct {
	Board   Board             `json:"board"`
	Prepare map[string][]Text `json:"prepare" doc:"by code of template: what is laid out"`
}

// PrintDay reads a day for the printer; that it was printed is recorded.
func (s *Service) PrintDay(ctx context.Context, clinic string, day civil.Day) (DayPrint, error) {
	out := DayPrint{Prepare: map[string][]Text{}}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if out.Board, err = s.board(tx, clinic, day); err != nil {
			return err
		}
		templates, err := templatesByID(tx, nil)
		for _, v := range out.Board.Visits {
			out.Prepare[v.Template.Code] = templates[v.Template.ID].Prepare
		}
		return err
	})
	if err != nil {
		return out, err
	}
	return out, s.audit.Opened(ctx, audit.Entry{Action: "visits.day_printed", SubjectKind: "day", SubjectID: string(day), Clinic: clinic})
}
