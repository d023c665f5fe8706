package journeys

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/messages"
)

// Rehearsal is what a journey would have done to the people of a clinic, or will.
type Rehearsal struct {
	From       int64          `json:"from"`
	To         int64          `json:"to"`
	People     int            `json:"people" doc:"patients who were looked at"`
	Entered    int            `json:"entered" doc:"times that somebody entered"`
	Refused    int            `json:"refused" doc:"times that the rules about coming again refused"`
	Inside     int            `json:"inside" doc:"still in it at the end"`
	Ended      map[Ending]int `json:"ended" doc:"by how it ended"`
	Steps      int            `json:"steps"`
	Nodes      map[string]int `json:"nodes" doc:"what was done at each node"`
	Days       []DayOf        `json:"days" doc:"in their order; days on which nothing is done are left out"`
	Messages   int            `json:"messages" doc:"that would go"`
	Tasks      int            `json:"tasks"`
	Withheld   []Count        `json:"withheld" doc:"what would not be done, by its reason, the most frequent first"`
	Parts      int            `json:"parts" doc:"of SMS"`
	Touches    []int          `json:"touches" doc:"people by how many messages they get: none, 1, 2, …; the last are that many and more"`
	Many       []Touched      `json:"many" doc:"who gets more than somebody should look at, the most first; at most 50"`
	ManyAll    int            `json:"many_all" doc:"how many they are"`
	Collisions int            `json:"collisions" doc:"days on which somebody gets a message beside another one"`
	Collided   []Touched      `json:"collided" doc:"some of them, at most 50"`
	OverWeCom  int            `json:"over_wecom" doc:"messages beyond the days of a month that WeCom allows one contact"`
	Peak       Peak           `json:"peak" doc:"the fullest hour"`
	TaskPeak   int            `json:"task_peak" doc:"tasks of the fullest day of one role in one clinic"`

	touched map[string]int
	asked   map[string]int
}

// DayOf is what is done on one day.
type DayOf struct {
	Day      civil.Day                `json:"day"`
	Channels map[messages.Channel]int `json:"channels" doc:"messages by channel"`
	Who      map[string]int           `json:"who" doc:"tasks by role"`
	Withheld int                      `json:"withheld"`
}

// Count is how often something is.
type Count struct {
	Key string `json:"key"`
	N   int    `json:"n"`
}

// Touched is a person and how many messages.
type Touched struct {
	Patient string `json:"patient_id"`
	N       int    `json:"n"`
}

// Peak is an hour and how many messages go in it.
type Peak struct {
	Day  civil.Day `json:"day"`
	Hour int       `json:"hour"`
	N    int       `json:"n"`
}

// mostShown bounds the people that a rehearsal names.
const mostShown = 50

// touchesShown is where the counts of touches end.
const touchesShown = 12

// Rehearse walks everybody through a plan and says what came of it. Equal arguments
// give an equal answer.
func Rehearse(p *Plan, st Stage, players []Player) Rehearsal {
	k := newTally(st)
	for i := range players {
		k.take(&players[i], Walk(p, st, &players[i], false))
	}
	return k.close()
}

// counting is a rehearsal under way.
type counting struct {
	st       Stage
	out      Rehearsal
	days     map[civil.Day]*DayOf
	reasons  map[string]int
	hours    map[Peak]int
	rows     map[string]int // tasks by clinic, role and day
	wecom    map[string]int // by patient and month
	homes    map[string]int // messages by household and day
	collided map[string]int
}

func newTally(st Stage) *counting {
	return &counting{st: st, days: map[civil.Day]*DayOf{}, reasons: map[string]int{}, hours: map[Peak]int{}, rows: map[string]int{}, wecom: map[string]int{},
		homes: map[string]int{}, collided: map[string]int{},
		out: Rehearsal{From: st.From, To: st.To, Ended: map[Ending]int{}, Nodes: map[string]int{}, Touches: make([]int, touchesShown+1),
			touched: map[string]int{}, asked: map[string]int{}}}
}

func (k *counting) take(who *Player, w Walked) {
	o := &k.out
	o.People++
	o.Entered, o.Refused, o.Steps = o.Entered+w.Entered, o.Refused+w.Refused, o.Steps+w.Steps
	if w.Inside {
		o.Inside++
	}
	for e, n := range w.Ended {
		o.Ended[e] += n
	}
	for _, x := range w.Would {
		k.would(who, x)
	}
	if w.Entered > 0 || who.Stands != nil {
		o.Touches[min(o.touched[who.Patient], touchesShown)]++
	}
}

func (k *counting) would(who *Player, x Would) {
	o := &k.out
	d := k.days[x.day]
	if d == nil {
		d = &DayOf{Day: x.day, Channels: map[messages.Channel]int{}, Who: map[string]int{}}
		k.days[x.day] = d
	}
	if x.Reason != "" {
		k.reasons[x.Reason]++
		d.Withheld++
		return
	}
	o.Nodes[x.Node]++
	switch x.Kind {
	case EffectTask:
		o.Tasks++
		o.asked[who.Patient]++
		d.Who[x.Who]++
		row := x.Clinic + "/" + x.Who + "/" + string(x.day)
		k.rows[row]++
		o.TaskPeak = max(o.TaskPeak, k.rows[row])
	case EffectMessage:
		k.message(who, x, d)
	}
}

func (k *counting) message(who *Player, x Would, d *DayOf) {
	o := &k.out
	o.Messages++
	o.touched[who.Patient]++
	d.Channels[x.Channel]++
	o.Parts += x.Parts
	h := Peak{Day: x.day, Hour: x.hour}
	k.hours[h]++
	if n := k.hours[h]; n > o.Peak.N {
		o.Peak = Peak{x.day, x.hour, n}
	}
	home := cmp.Or(who.Household, who.Patient) + "/" + string(x.day)
	k.homes[home]++
	if k.homes[home] > 1 || who.Others[x.day] > 0 {
		o.Collisions++
		k.collided[who.Patient]++
	}
	if x.Channel == messages.WeComTask {
		month := who.Patient + "/" + string(x.day[:7])
		k.wecom[month]++
		if k.wecom[month] > daysOf(x.day) {
			o.OverWeCom++
		}
	}
}

// daysOf is how many days the month of a day has: as many mass messages one contact
// may get in it.
func daysOf(d civil.Day) int {
	first := d.AddDays(1 - d.DayOfMonth())
	return first.AddMonths(1).Sub(first)
}

func (k *counting) close() Rehearsal {
	o := &k.out
	for _, d := range k.days {
		o.Days = append(o.Days, *d)
	}
	slices.SortFunc(o.Days, func(a, b DayOf) int { return cmp.Compare(a.Day, b.Day) })
	for r, n := range k.reasons {
		o.Withheld = append(o.Withheld, Count{r, n})
	}
	slices.SortFunc(o.Withheld, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Key, b.Key)) })
	many := map[string]int{}
	for p, n := range o.touched {
		if n > k.st.Most && k.st.Most > 0 {
			many[p] = n
		}
	}
	o.ManyAll, o.Many, o.Collided = len(many), top(many), top(k.collided)
	return *o
}

// top lists people by their numbers, the greatest first.
func top(of map[string]int) []Touched {
	out := make([]Touched, 0, len(of))
	for p, n := range of {
		out = append(out, Touched{p, n})
	}
	slices.SortFunc(out, func(a, b Touched) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Patient, b.Patient)) })
	return out[:min(len(out), mostShown)]
}

// Contrast is what a draft does that the live version did not, over the same people
// and days.
type Contrast struct {
	Entered  [2]int    `json:"entered" doc:"draft, live"`
	Messages [2]int    `json:"messages"`
	Tasks    [2]int    `json:"tasks"`
	Parts    [2]int    `json:"parts"`
	Peak     [2]int    `json:"peak" doc:"messages of the fullest hour"`
	More     int       `json:"more" doc:"people who get more messages than from the live version"`
	Fewer    int       `json:"fewer"`
	New      int       `json:"new" doc:"of those with more: who got none"`
	None     int       `json:"none" doc:"of those with fewer: who get none any more"`
	Most     []Touched `json:"most" doc:"whose number grows most, and by how many; at most 50"`
}

// Contrasted compares the rehearsal of a draft with that of the live version.
func (o Rehearsal) Contrasted(live Rehearsal) Contrast {
	c := Contrast{Entered: [2]int{o.Entered, live.Entered}, Messages: [2]int{o.Messages, live.Messages}, Tasks: [2]int{o.Tasks, live.Tasks},
		Parts: [2]int{o.Parts, live.Parts}, Peak: [2]int{o.Peak.N, live.Peak.N}}
	grown := map[string]int{}
	for p, n := range o.touched {
		switch was := live.touched[p]; {
		case n > was:
			c.More++
			grown[p] = n - was
			if was == 0 {
				c.New++
			}
		case n < was:
			c.Fewer++
		}
	}
	for p := range live.touched {
		if o.touched[p] == 0 {
			c.Fewer++
			c.None++
		}
	}
	c.Most = top(grown)
	return c
}
