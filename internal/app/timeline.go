package app

import (
	"slices"
	"strconv"
	"strings"

	"archwire/internal/modules/billing"
	"archwire/internal/modules/charting"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/imaging"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// told is what a patient's timeline tells of one module: the facts by which it
// does, and who may hear them.
type told struct {
	of    string // the module
	may   string // the permission in the clinic of the fact
	kinds []string
}

// tellings are the modules above patients whose facts become moments. The words of
// "plans.accepted" are the text "plans.timeline.accepted".
var tellings = []told{
	{"charting", charting.MayView, []string{charting.FactRecordSigned, charting.FactRecordAmended, charting.FactCard, charting.FactReferralSent,
		charting.FactReferralAnswered}},
	{"imaging", imaging.MayView, []string{imaging.FactAdded, imaging.FactWithdrawn}},
	{"plans", plans.MayView, []string{plans.FactPresented, plans.FactAccepted, plans.FactDeclined, plans.FactChanged, plans.FactItemExecuted,
		plans.FactExecutionUndone, plans.FactCompleted, plans.FactReopened, plans.FactEnded}},
	{"billing", billing.MayView, []string{billing.FactCharged, billing.FactReceived, billing.FactCredited, billing.FactRefunded, billing.FactReceiptVoided}},
	{"followup", followup.MayView, []string{followup.FactReached, followup.FactAbnormal, followup.FactGivenUp}},
}

// timelines are the sources of moments above the visits.
func (a *App) timelines() []patients.TimelineSource {
	out := make([]patients.TimelineSource, len(tellings))
	for n, t := range tellings {
		out[n] = patients.TimelineSource{Of: t.of, Moments: func(tx *db.Tx, patient string, from, to int64, limit int) ([]patients.Moment, error) {
			return a.moments(tx, t, patient, from, to, limit)
		}}
	}
	return out
}

// moments reads the facts of one module until there are as many moments as were
// asked for: several images of one visit are one moment.
func (a *App) moments(tx *db.Tx, t told, patient string, from, to int64, limit int) ([]patients.Moment, error) {
	actor, _ := auth.From(tx.Context())
	if _, ok := actor.Clinics(t.may); !ok {
		return nil, nil
	}
	var out []patients.Moment
	var bodies []momentBody
	for len(out) <= limit {
		list, err := events.List(tx, events.Filter{Patient: patient, Kinds: t.kinds, Before: to, Limit: limit + 1})
		if err != nil {
			return nil, err
		}
		list, to = wholeInstants(list, limit)
		for _, f := range list {
			if f.At < from || !actor.Can(t.may, f.Clinic) {
				continue
			}
			b, err := readMoment(f)
			if err != nil {
				return nil, err
			}
			if last := len(out) - 1; last >= 0 && alike(out[last], bodies[last], f, b) {
				bodies[last].count++
				continue
			}
			out, bodies = append(out, momentOf(f)), append(bodies, b)
		}
		if to == 0 {
			break
		}
	}
	for n := range out {
		out[n].Words = bodies[n].words(actor.Can(billing.MayView, out[n].Clinic))
	}
	return out[:min(len(out), limit)], a.nameItems(tx, out, bodies)
}

// wholeInstants leaves out what may be only the first part of an instant, where
// there is more than limit, and tells before which instant to go on; 0 = nothing is
// left.
func wholeInstants(list []events.Fact, limit int) ([]events.Fact, int64) {
	if len(list) <= limit {
		return list, 0
	}
	last := list[len(list)-1].At
	n := slices.IndexFunc(list, func(f events.Fact) bool { return f.At == last })
	if n == 0 {
		return list, last
	}
	return list[:n], last + 1
}

// momentBody is what a timeline reads of the bodies of facts.
type momentBody struct {
	Item     string   `json:"item"` // of a plan
	Site     string   `json:"site"`
	Steps    []string `json:"steps"`
	Amount   *int64   `json:"amount"`
	Reason   string   `json:"reason"`
	Revision int      `json:"revision"`
	Slot     string   `json:"slot"`
	Visit    string   `json:"visit"`
	Record   string   `json:"record"`
	Kind     string   `json:"kind"`
	Late     bool     `json:"late"`

	count int
}

func readMoment(f events.Fact) (momentBody, error) {
	b := momentBody{count: 1}
	return b, f.Decode(&b)
}

func momentOf(f events.Fact) patients.Moment {
	module, what, _ := strings.Cut(f.Kind, ".")
	return patients.Moment{At: f.At, Kind: module + ".timeline." + what, Clinic: f.Clinic, Staff: f.Actor, Subject: f.Subject}
}

// imagesApart is how far apart images of one sitting are added, in milliseconds.
const imagesApart = 30 * 60 * 1000

// alike tells whether a fact is one more image of the moment before.
func alike(m patients.Moment, of momentBody, f events.Fact, b momentBody) bool {
	return f.Kind == imaging.FactAdded && m.Kind == momentOf(f).Kind && of.Visit == b.Visit && m.Clinic == f.Clinic && m.At-f.At < imagesApart
}

// words are the arguments of the moment's sentence; amounts are for who sees money.
func (b momentBody) words(money bool) map[string]string {
	out := map[string]string{}
	put := func(name, value string) {
		if value != "" {
			out[name] = value
		}
	}
	put("site", b.Site)
	put("reason", b.Reason)
	if b.Record != "" {
		put("record_kind", b.Kind)
	}
	if b.count > 1 {
		put("count", strconv.Itoa(b.count))
	} else {
		put("slot", b.Slot)
	}
	if len(b.Steps) > 0 && b.Steps[0] != string(plans.StepWhole) {
		put("step", b.Steps[0])
	}
	if b.Revision > 1 {
		put("revision", strconv.Itoa(b.Revision))
	}
	if money && b.Amount != nil {
		put("amount", strconv.FormatInt(*b.Amount, 10))
	}
	return out
}

// nameItems puts the names of executed items into the words.
func (a *App) nameItems(tx *db.Tx, out []patients.Moment, bodies []momentBody) error {
	var ids []string
	for _, b := range bodies {
		if b.Item != "" && !slices.Contains(ids, b.Item) {
			ids = append(ids, b.Item)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	items, err := a.House.Plans.ItemsByID(tx, ids)
	for n := range out {
		if i, ok := items[bodies[n].Item]; ok {
			out[n].Words["item_zh"], out[n].Words["item_en"] = i.NameZh, i.NameEn
		}
	}
	return err
}
