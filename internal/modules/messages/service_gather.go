package messages

import (
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// desk is everything that is true at the moment of deciding about some messages,
// read in one question of each kind.
type desk struct {
	s         *Service
	tx        *db.Tx
	list      []Message
	people    map[string]patients.Patient
	staff     map[string]org.Staff
	clinics   map[string]org.Clinic
	rules     map[string]settings.Values
	accounts  []Account
	templates map[string]map[route]Template
	fresh     []Template // of them, those that are not written yet
	bound     map[string][]Bound
	userids   map[string][]Address
	unbound   map[string]Address
	numbers   map[string]string
	refused   map[string]string
	complains map[string]bool
	neverSold map[string]bool
	consents  map[string]bool
	agreed    map[string]string // id of the consent to promotions in force, by patient
	optOuts   []OptOut
	sends     map[string][]Send
	credits   map[creditKey]int
	quota     map[string]int
	heard     map[touch]int // before, and by what was decided meanwhile
	counted   map[touch]int // by what was decided
}

// gather reads it.
func (s *Service) gather(tx *db.Tx, list []Message) (*desk, error) {
	d := s.deskFor(tx, list)
	for _, read := range []func() error{d.readHouse, d.readPeople, d.readWays, d.readObjections, d.readCounts, d.askGuards} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// deskFor is a desk on which nothing lies yet.
func (s *Service) deskFor(tx *db.Tx, list []Message) *desk {
	return &desk{s: s, tx: tx, list: list, templates: map[string]map[route]Template{}, clinics: map[string]org.Clinic{}, rules: map[string]settings.Values{},
		refused: map[string]string{}, complains: map[string]bool{}, consents: map[string]bool{}, agreed: map[string]string{}, counted: map[touch]int{}, credits: map[creditKey]int{}}
}

// ids gathers one column of the messages, each value once.
func (d *desk) ids(of func(Message) string) []string {
	var out []string
	for _, m := range d.list {
		if id := of(m); id != "" {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func patientOf(m Message) string { return m.Patient }
func clinicOf(m Message) string  { return m.Clinic }

// readHouse reads clinics, their settings, accounts and templates.
func (d *desk) readHouse() (err error) {
	all, err := d.s.org.AllClinics(d.tx)
	if err != nil {
		return err
	}
	for _, c := range all {
		d.clinics[c.ID] = c
	}
	for _, id := range d.ids(clinicOf) {
		if d.rules[id], err = settings.Of(d.tx, id); err != nil {
			return err
		}
	}
	if d.accounts, err = d.s.accountList(d.tx); err != nil {
		return err
	}
	list, err := templatesOf(d.tx, d.ids(func(m Message) string { return m.Purpose })...)
	for _, t := range list {
		if !t.Enabled {
			continue
		}
		if d.templates[t.Purpose] == nil {
			d.templates[t.Purpose] = map[route]Template{}
		}
		d.templates[t.Purpose][route{t.Channel, t.Account}] = t
	}
	d.addDefaults(list)
	return err
}

// addDefaults lets channels of free text read as their purpose has it where nobody
// said otherwise: a purpose may be younger than the account.
func (d *desk) addDefaults(there []Template) {
	said := map[string]bool{}
	for _, t := range there {
		said[t.Purpose+" "+string(t.Channel)+" "+t.Account] = true
	}
	for _, key := range d.ids(func(m Message) string { return m.Purpose }) {
		for _, a := range d.accounts {
			for _, t := range d.s.purposes[key].defaults(a, "") {
				if !t.Channel.free() || said[key+" "+string(t.Channel)+" "+a.ID] {
					continue
				}
				t.ID, t.Version = d.tx.NewID(), 1
				d.fresh = append(d.fresh, t)
				if d.templates[key] == nil {
					d.templates[key] = map[route]Template{}
				}
				d.templates[key][route{t.Channel, a.ID}] = t
			}
		}
	}
}

// readPeople reads patients, their numbers, and colleagues.
func (d *desk) readPeople() (err error) {
	ids := d.ids(patientOf)
	if d.people, err = d.s.patients.ByIDs(d.tx, ids); err != nil {
		return err
	}
	if d.numbers, err = d.s.patients.NumbersFor(d.tx, ids); err != nil {
		return err
	}
	d.staff, err = d.s.org.StaffByIDs(d.tx, d.ids(func(m Message) string { return m.Staff }))
	return err
}

// readWays reads addresses, credits, quota and earlier attempts.
func (d *desk) readWays() (err error) {
	if d.bound, err = boundTo(d.tx, d.ids(patientOf)); err != nil {
		return err
	}
	if d.userids, err = userids(d.tx, d.ids(func(m Message) string { return m.Staff })); err != nil {
		return err
	}
	if d.unbound, err = addressesByID(d.tx, d.ids(func(m Message) string { return m.Address })); err != nil {
		return err
	}
	if d.credits, err = creditsOf(d.tx, d.addressIDs()); err != nil {
		return err
	}
	if d.quota, err = quotas(d.tx, d.ids(clinicOf)); err != nil {
		return err
	}
	again := d.ids(func(m Message) string {
		if m.Rung == 0 {
			return ""
		}
		return m.ID
	})
	if len(again) > 0 {
		d.sends, err = sendsByMessage(d.tx, again)
	}
	return err
}

func (d *desk) addressIDs() []string {
	var out []string
	for _, list := range d.bound {
		for _, b := range list {
			out = append(out, b.ID)
		}
	}
	for id := range d.unbound {
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mark is how a number stands among opt-outs.
func (s *Service) mark(tx *db.Tx, number string) string {
	return "p:" + s.vault.Mac(tx.Tenant(), "messages.phone", number)
}

// readObjections reads complaints, consents and opt-outs.
func (d *desk) readObjections() (err error) {
	ids := d.ids(patientOf)
	var marks []string
	for _, n := range d.numbers {
		if n != "" {
			marks = append(marks, d.s.mark(d.tx, n))
		}
	}
	for _, id := range d.addressIDs() {
		marks = append(marks, "a:"+id)
	}
	if d.optOuts, err = optOutsInForce(d.tx, ids, marks); err != nil {
		return err
	}
	stopped := d.ids(func(m Message) string {
		if m.Class.stops() {
			return m.Patient
		}
		return ""
	})
	if d.s.Complaints != nil && len(stopped) > 0 {
		if d.complains, err = d.s.Complaints(d.tx, stopped); err != nil {
			return err
		}
	}
	if err := d.readNeverSold(); err != nil {
		return err
	}
	for _, m := range d.list {
		if _, asked := d.consents[m.Patient]; m.Class != Marketing || asked || d.people[m.Patient].ID == "" {
			continue
		}
		list, standing, err := d.s.patients.ConsentsOf(d.tx, m.Patient)
		if err != nil {
			return err
		}
		d.consents[m.Patient] = standing[patients.ForMarketing] == patients.ConsentGiven
		d.agreed[m.Patient] = lastGiven(list).ID
	}
	return nil
}

// readNeverSold reads who of those whom promotions are for is never marketed to.
func (d *desk) readNeverSold() (err error) {
	ids := d.ids(func(m Message) string {
		if m.Class == Marketing {
			return m.Patient
		}
		return ""
	})
	if d.s.NeverMarketed != nil && len(ids) > 0 {
		d.neverSold, err = d.s.NeverMarketed(d.tx, ids)
	}
	return err
}

// readCounts reads what was heard today and this month.
func (d *desk) readCounts() (err error) {
	var who, days []string
	for _, m := range d.list {
		for _, t := range d.touchesOf(m) {
			who, days = append(who, t.who), append(days, t.day)
		}
		days = append(days, d.month(m.Clinic))
		if m.Staff != "" {
			t := d.appTouch(m)
			who, days = append(who, t.who), append(days, t.day)
		}
	}
	for _, id := range d.addressIDs() {
		who = append(who, "a:"+id)
	}
	slices.Sort(who)
	slices.Sort(days)
	d.heard, err = touches(d.tx, slices.Compact(who), slices.Compact(days))
	return err
}

// askGuards asks each purpose's guard about its messages at once.
func (d *desk) askGuards() error {
	of := map[string][]Message{}
	for _, m := range d.list {
		if d.s.guards[m.Purpose] != nil {
			of[m.Purpose] = append(of[m.Purpose], m)
		}
	}
	for purpose, list := range of {
		refused, err := d.s.guards[purpose](d.tx, list)
		if err != nil {
			return err
		}
		for id, reason := range refused {
			d.refused[id] = reason
		}
	}
	return nil
}

func (d *desk) zone(clinic string) *time.Location { return d.clinics[clinic].Location() }

// caseOf puts together what the decision about one message needs.
func (d *desk) caseOf(m Message) (Case, error) {
	c := Case{Message: m, Purpose: d.s.purposes[m.Purpose], Zone: d.zone(m.Clinic), Person: d.person(m), Refused: d.refused[m.ID],
		Complaint: d.complains[m.Patient], NeverSold: d.neverSold[m.Patient], Consent: d.consents[m.Patient], Agreed: d.agreed[m.Patient], Rules: rulesOf(m.Class, d.rules[m.Clinic])}
	if len(m.Only) > 0 {
		c.Purpose.Channels = m.Only
	}
	if c.Purpose.Key == "" {
		c.Refused = ReasonCancelled // of a program before this one: nobody knows what it was for
	}
	for i, t := range d.touchesOf(m) {
		if i == 0 {
			c.Heard = d.heard[t]
		} else {
			c.AtHome = d.heard[t]
		}
	}
	var x secret
	if err := d.s.openJSON(secretPlace(d.tx, m.Purpose, m.Occurrence), m.sealed, &x); err != nil {
		return c, err
	}
	c.Known = d.known(m, x)
	c.OptedOut = c.Known.OptedOut[optKey("", "")]
	return c, nil
}

// person tells what is known of who a message is for.
func (d *desk) person(m Message) Person {
	switch {
	case m.Patient != "":
		p := d.people[m.Patient]
		return Person{Found: p.State == patients.Active, Deceased: p.Deceased != ""}
	case m.Staff != "":
		x := d.staff[m.Staff]
		return Person{Found: x.ID != "", Absent: !x.Employed(civil.Of(d.tx.Now(), d.zone(m.Clinic)))}
	}
	return Person{Found: d.unbound[m.Address].ID != ""}
}

// known puts together what the choice of a channel needs.
func (d *desk) known(m Message, x secret) Known {
	k := Known{Now: d.tx.Now(), Today: d.day(m.Clinic), Clinic: m.Clinic, Accounts: d.accounts, Templates: d.templates[m.Purpose], Credits: d.credits, Quota: d.quota[m.Clinic],
		Month: map[string]int{}, MonthBound: d.rules[m.Clinic].Int(WeComMonth), OptedOut: map[string]bool{}, Tried: triedBefore(d.sends[m.ID], m.Why.Again),
		Mobile: d.numbers[m.Patient], Welcome: x.Welcome, Values: map[string]string{}}
	for _, b := range d.bound[m.Patient] {
		k.Addresses = append(k.Addresses, b.Address)
	}
	k.Addresses = append(k.Addresses, d.userids[m.Staff]...)
	if a, ok := d.unbound[m.Address]; ok {
		k.Addresses = append(k.Addresses, a)
	}
	for _, a := range k.Addresses {
		k.Month[a.ID] = d.heard[touch{"a:" + a.ID, "wecom", d.month(m.Clinic)}]
	}
	if k.Mobile != "" {
		k.MobileMark = d.s.mark(d.tx, k.Mobile)
	}
	for _, o := range d.optOuts {
		if o.Class == m.Class && (o.Patient == "" || o.Patient == m.Patient) {
			k.OptedOut[optKey(o.Mark, o.Channel)] = true
		}
	}
	for name, v := range m.Fields {
		k.Values[name] = v
	}
	if m.Staff != "" {
		k.Lately = d.heard[d.appTouch(m)]
	}
	clinic := d.clinics[m.Clinic]
	k.Values["who"], k.Values["clinic"], k.Values["clinic_phone"] = hidden(d.people[m.Patient].Name), clinic.ShortName, clinic.Phone
	k.Values["link"] = d.s.absolute(x.Link)
	k.Values["stop"], k.Stop = d.s.doorOf(d.tx, m.ID), m.Class.carriesStop()
	return k
}

// rulesOf reads the numbers of a class.
func rulesOf(c Class, v settings.Values) Rules {
	r := Rules{Hours: Hours{v.Clock(ServiceFrom), v.Clock(ServiceTo)}, Smear: time.Duration(v.Int(SmearMinutes)) * time.Minute}
	if c.stops() {
		r.Hours = Hours{v.Clock(MarketingFrom), v.Clock(MarketingTo)}
	}
	if pair, ok := capsOf[c]; ok {
		r.Person, r.Household = v.Int(pair[0]), v.Int(pair[1])
	}
	return r
}
