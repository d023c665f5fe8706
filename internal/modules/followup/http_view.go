package followup

import (
	"archwire/internal/kit/civil"
)

// wordsBody is a text in both languages.
type wordsBody struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

func wordsOf(list []Words) []wordsBody {
	out := make([]wordsBody, len(list))
	for i, w := range list {
		out[i] = wordsBody(w)
	}
	return out
}

type faceBody struct {
	Name      string    `json:"name"`
	RecordNo  string    `json:"record_no"`
	Sex       string    `json:"sex"`
	Birth     civil.Day `json:"birth"`
	Phone     string    `json:"phone" doc:"masked; the whole number is shown by the record, on request"`
	Important bool      `json:"important"`
	Alerts    []string  `json:"alerts"`
	Wishes    string    `json:"wishes"`
}

type spokeBody struct {
	Level    Level     `json:"level" enum:"green,amber,red"`
	Rule     string    `json:"rule"`
	Protocol string    `json:"protocol"`
	Words    wordsBody `json:"words"`
}

type resultBody struct {
	ID           string            `json:"id"`
	At           int64             `json:"at"`
	By           string            `json:"by" doc:"name; empty = the patient, by form"`
	Means        string            `json:"means" enum:"call,form,visit"`
	Outcome      Outcome           `json:"outcome" doc:"its text is task.outcome.<outcome>"`
	InTime       bool              `json:"in_time"`
	Level        Level             `json:"level" enum:"green,amber,red"`
	Spoke        []spokeBody       `json:"spoke" doc:"the thresholds that were passed"`
	Answers      map[string]string `json:"answers"`
	Mood         string            `json:"mood"`
	Advice       string            `json:"advice"`
	Note         string            `json:"note"`
	Satisfaction int               `json:"satisfaction"`
	Referral     string            `json:"referral"`
	Wish         string            `json:"wish"`
	Corrects     string            `json:"corrects_id" doc:"empty = the first"`
	SeenAt       int64             `json:"seen_at" doc:"by the doctor; 0 = not yet"`
}

func resultBodyOf(r Result, name string) resultBody {
	b := resultBody{ID: r.ID, At: r.At, By: name, Means: r.Means, Outcome: r.Outcome, InTime: r.InTime, Level: r.Level, Answers: r.Answers, Mood: r.Mood,
		Advice: r.Advice, Note: r.Note, Satisfaction: r.Satisfaction, Referral: r.Referral, Wish: r.Wish, Corrects: r.Corrects, SeenAt: r.SeenAt}
	for _, s := range r.Spoke {
		b.Spoke = append(b.Spoke, spokeBody{s.Level, s.Rule, s.Protocol, wordsBody(s.Words)})
	}
	if b.Answers == nil {
		b.Answers = map[string]string{}
	}
	return b
}

// lineBody is a contact on a list.
type lineBody struct {
	ID        string       `json:"id" format:"uuid"`
	Version   int64        `json:"version"`
	Clinic    string       `json:"clinic_id" format:"uuid"`
	PatientID string       `json:"patient_id" format:"uuid"`
	Patient   faceBody     `json:"patient"`
	Day       civil.Day    `json:"day"`
	Slot      Slot         `json:"slot" enum:"own,second,morning,afternoon,evening"`
	Way       Way          `json:"way" enum:"call,form,message"`
	Why       string       `json:"why" doc:"why by this way; its text is followup.why.<why>"`
	Family    Family       `json:"family" enum:"surgical,first,routine"`
	Layer     Layer        `json:"layer" enum:"clinical,relation,recall,selling"`
	Protocols []string     `json:"protocols"`
	State     ContactState `json:"state" enum:"open,sent,done,ended"`
	Reason    string       `json:"reason" doc:"of ended; its text is followup.reason.<reason>"`
	Due       int64        `json:"due_at"`
	Latest    int64        `json:"latest_at" doc:"until then it is in time"`
	OnCall    bool         `json:"on_call"`
	First     bool         `json:"first" doc:"first on the list: nobody answered before"`
	DoctorID  string       `json:"doctor_id"`
	Doctor    string       `json:"doctor"`
	CallerID  string       `json:"caller_id" doc:"empty = anybody of the role"`
	Caller    string       `json:"caller"`
	Role      string       `json:"role"`
	Attempts  int          `json:"attempts"`
	Level     string       `json:"level" doc:"of the result; empty = none yet"`
	ClosedAt  int64        `json:"closed_at"`
	Result    *resultBody  `json:"result,omitempty" doc:"the one that counts"`
}

func lineBodyOf(l Line) lineBody {
	b := lineBody{ID: l.ID, Version: l.Version, Clinic: l.Clinic, PatientID: l.Patient, Day: l.Day, Slot: l.Slot, Way: l.Way, Why: l.Why, Family: l.Family,
		Layer: l.Layer, Protocols: l.Keys, State: l.State, Reason: l.Reason, Due: l.Due, Latest: l.Latest, OnCall: l.OnCall, First: l.First,
		DoctorID: l.Made.Doctor, Doctor: l.Doctor, CallerID: l.Made.Caller, Caller: l.Caller, Role: l.Role, Attempts: l.Attempts, Level: string(l.Level), ClosedAt: l.Closed}
	f := l.Face
	b.Patient = faceBody{f.Name, f.RecordNo, string(f.Sex), f.Birth, f.Phone, f.Important, f.Alerts, f.Wishes}
	if l.Last != nil {
		r := resultBodyOf(*l.Last, "")
		b.Result = &r
	}
	return b
}

func lineBodies(list []Line) []lineBody {
	out := make([]lineBody, len(list))
	for i, l := range list {
		out[i] = lineBodyOf(l)
	}
	return out
}

type optionBody struct {
	Key   string    `json:"key"`
	Words wordsBody `json:"words"`
}

type questionBody struct {
	Key     string       `json:"key"`
	Kind    Kind         `json:"kind" enum:"scale,choice,many,number,count,hours,yes_no,stars,text"`
	Words   wordsBody    `json:"words"`
	Options []optionBody `json:"options"`
	Min     float64      `json:"min"`
	Max     float64      `json:"max"`
	After   string       `json:"after" doc:"key of the question whose answer it hangs on; empty = always asked"`
	From    float64      `json:"from" doc:"asked where that answer is at least this, unless any_of is given"`
	AnyOf   []string     `json:"any_of" doc:"asked where that answer is one of these"`
	For     []string     `json:"for" doc:"protocols that ask it"`
}

func questionBodies(list []Asked) []questionBody {
	out := make([]questionBody, len(list))
	for i, q := range list {
		b := questionBody{Key: q.Key, Kind: q.Kind, Words: wordsBody(q.Words), Min: q.Min, Max: q.Max, For: q.For}
		for _, o := range q.Options {
			b.Options = append(b.Options, optionBody{o.Key, wordsBody(o.Words)})
		}
		switch {
		case q.When == nil || q.When.Ask == "":
		case len(q.When.Is) > 0:
			b.After, b.AnyOf = q.When.Ask, q.When.Is
		case q.When.Min != nil:
			b.After, b.From = q.When.Ask, *q.When.Min
		}
		out[i] = b
	}
	return out
}

type attemptBody struct {
	At      int64   `json:"at"`
	By      string  `json:"by"`
	Outcome Outcome `json:"outcome"`
	Note    string  `json:"note"`
	Next    int64   `json:"next_at" doc:"0 = given up"`
}

type caseBody struct {
	Series    string             `json:"series_id"`
	Version   int64              `json:"version"`
	Protocol  string             `json:"protocol"`
	Name      wordsBody          `json:"name"`
	Item      wordsBody          `json:"item"`
	Site      string             `json:"site"`
	TreatedAt int64              `json:"treated_at"`
	Days      int                `json:"days" doc:"since the treatment"`
	Flags     map[string]bool    `json:"flags"`
	Plan      map[string]float64 `json:"plan"`
}

// contactBody is a contact as its caller needs it.
type contactBody struct {
	Contact   lineBody             `json:"contact"`
	Cases     []caseBody           `json:"cases"`
	Safety    wordsBody            `json:"safety" doc:"read out, and shown before anything else, where somebody may be in danger"`
	Unsafe    bool                 `json:"unsafe"`
	Says      []wordsBody          `json:"says" doc:"the script, with the facts filled in"`
	Scripts   map[string]wordsBody `json:"scripts" doc:"amber, anger, special_day, referral"`
	Goals     []wordsBody          `json:"goals"`
	Questions []questionBody       `json:"questions"`
	Results   []resultBody         `json:"results" doc:"corrections after what they correct"`
	Attempts  []attemptBody        `json:"attempts"`
	Before    []resultBody         `json:"before" doc:"of earlier contacts, the newest first"`
	AsksCalls bool                 `json:"asks_calls"`
	OptedOut  bool                 `json:"opted_out"`
	Referral  bool                 `json:"ask_referral" doc:"content, and nothing is wrong: ask for a recommendation"`
}

func openedBody(o Opened) contactBody {
	b := contactBody{Contact: lineBodyOf(o.Line), Safety: wordsBody(Safety), Unsafe: o.Unsafe, Says: wordsOf(o.Says), Scripts: map[string]wordsBody{}, Goals: wordsOf(o.Goals),
		Questions: questionBodies(o.Questions), AsksCalls: o.AsksCalls, OptedOut: o.OptedOut, Referral: o.Referral}
	for k, w := range o.Own {
		b.Scripts[k] = wordsBody(w)
	}
	for _, c := range o.Items {
		b.Cases = append(b.Cases, caseBody{c.Series.ID, c.Series.Version, c.Series.Protocol, wordsBody(c.Name), wordsBody(c.Series.Item), c.Series.Site, c.Series.Anchor, c.Days,
			c.Series.Flags, c.Series.Plan})
	}
	for _, r := range o.Results {
		b.Results = append(b.Results, resultBodyOf(r, o.People[r.By].Name))
	}
	for _, r := range o.Before {
		b.Before = append(b.Before, resultBodyOf(r, o.People[r.By].Name))
	}
	for _, a := range o.Attempts {
		b.Attempts = append(b.Attempts, attemptBody{a.At, o.People[a.By].Name, a.Outcome, a.Note, a.Next})
	}
	return b
}

type stepBody struct {
	Step   string    `json:"step"`
	Deed   Deed      `json:"deed" enum:"contact,message,visit,recall,task"`
	Day    civil.Day `json:"day"`
	Slot   Slot      `json:"slot"`
	Due    int64     `json:"due_at"`
	Latest int64     `json:"latest_at"`
	State  StepState `json:"state" enum:"planned,taken,done,cancelled"`
	Reason string    `json:"reason" doc:"of cancelled; its text is followup.reason.<reason>"`
	OnCall bool      `json:"on_call"`
}

type seriesBody struct {
	ID        string             `json:"id" format:"uuid"`
	Version   int64              `json:"version"`
	Clinic    string             `json:"clinic_id"`
	Protocol  string             `json:"protocol"`
	Number    int                `json:"protocol_version"`
	State     SeriesState        `json:"state" enum:"open,done,cancelled"`
	Reason    string             `json:"reason"`
	Item      wordsBody          `json:"item"`
	Site      string             `json:"site"`
	Visit     string             `json:"visit_id"`
	Doctor    string             `json:"doctor_id"`
	TreatedAt int64              `json:"treated_at"`
	Level     string             `json:"level" doc:"of the last answer; empty = none yet"`
	Flags     map[string]bool    `json:"flags"`
	Plan      map[string]float64 `json:"plan"`
	Steps     []stepBody         `json:"steps"`
	Facts     []string           `json:"facts" doc:"those of the flags upon which something hangs here; on a patient's page only"`
	Usual     []usualBody        `json:"prescribed" doc:"those of the plan that are prescribed here; on a patient's page only"`
}

type usualBody struct {
	Key   string  `json:"key"`
	Usual float64 `json:"usual" doc:"where the case has none of its own"`
	Most  float64 `json:"most"`
}

func seriesBodyOf(s Series, steps []Planned) seriesBody {
	b := seriesBody{s.ID, s.Version, s.Clinic, s.Protocol, s.Number, s.State, s.Reason, wordsBody(s.Item), s.Site, s.Visit, s.Doctor, s.Anchor, string(s.Level), s.Flags, s.Plan, nil, nil, nil}
	if b.Flags == nil {
		b.Flags = map[string]bool{}
	}
	if b.Plan == nil {
		b.Plan = map[string]float64{}
	}
	for _, st := range steps {
		if st.Series == s.ID {
			b.Steps = append(b.Steps, stepBody{st.Step, st.Deed, st.Day, st.Slot, st.Due, st.Latest, st.State, st.Reason, st.OnCall})
		}
	}
	return b
}
