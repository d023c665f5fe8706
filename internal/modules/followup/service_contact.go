package followup

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// contact makes the contacts of one person on one day, or lets the parts join one
// that waits already.
func (d *deciding) contact(one personDay, list []Contact) error {
	for _, c := range list {
		for _, p := range c.Parts {
			d.take(p.ID)
		}
		if waits := d.waiting(one, c); waits >= 0 {
			d.join(&d.made[one.patient][waits], c)
			continue
		}
		m, err := d.make(one, c)
		if err != nil {
			return err
		}
		d.made[one.patient] = append(d.made[one.patient], m)
		d.contacts = append(d.contacts, m)
		d.link(m, c)
		if c.Way == Call {
			d.tasks = append(d.tasks, callTask(m, c))
		} else {
			d.letters = append(d.letters, d.letter(m, c))
		}
	}
	return nil
}

// waiting finds a contact of the day that waits and that the parts may join: the
// one of their slot, or any where they are of other protocols. -1 = there is none.
func (d *deciding) waiting(one personDay, c Contact) int {
	list := d.made[one.patient]
	same := slices.IndexFunc(list, func(m Made) bool { return m.Day == one.day && m.Live() && m.Slot == c.Slot })
	if same >= 0 {
		return same
	}
	return slices.IndexFunc(list, func(m Made) bool {
		return m.Day == one.day && m.Live() && !slices.Contains(m.Keys, c.Parts[0].Protocol.Key)
	})
}

// join lets parts be asked at a contact that waits already. A call that is made
// for blood does not wait for the answer of a form.
func (d *deciding) join(m *Made, c Contact) {
	for _, p := range c.Parts {
		m.Keys = append(m.Keys, p.Protocol.Key)
	}
	d.link(*m, c)
	fresh := slices.IndexFunc(d.contacts, func(o Made) bool { return o.ID == m.ID })
	call := c.Way == Call && m.Way != Call
	m.Due, m.Latest, m.OnCall = min(m.Due, c.Due), min(m.Latest, c.Latest), m.OnCall || c.OnCall
	if call {
		m.Way, m.Why, m.State, m.ChaseAt = Call, c.Why, ContactOpen, 0
		d.tasks = append(d.tasks, callTask(*m, c))
	}
	if fresh >= 0 {
		d.contacts[fresh] = *m
		return
	}
	d.joins = slices.DeleteFunc(d.joins, func(o Made) bool { return o.ID == m.ID })
	d.joins = append(d.joins, *m)
}

func (d *deciding) link(m Made, c Contact) {
	for _, p := range c.Parts {
		of := d.series[p.Series]
		d.parts = append(d.parts, partRow{Contact: m.ID, StepID: p.ID, Clinic: m.Clinic, Series: p.Series, Protocol: of.Protocol, Number: of.Number, Step: p.Step.Key})
	}
}

// make makes a contact that is not there yet.
func (d *deciding) make(one personDay, c Contact) (Made, error) {
	lead := d.series[c.Parts[0].Series]
	m := Made{ID: d.tx.NewID(), Version: 1, Clinic: lead.Clinic, Patient: one.patient, Day: one.day, Slot: c.Slot, Way: c.Way, Why: c.Why, Family: c.Family(),
		Layer: c.Parts[0].Protocol.Layer, State: ContactOpen, Due: c.Due, Latest: c.Latest, OnCall: c.OnCall, Doctor: lead.Doctor, Role: org.RoleServiceStaff,
		Opened: d.now}
	for _, p := range c.Parts {
		m.Keys = append(m.Keys, p.Protocol.Key)
		if p.Step.Role != "" {
			m.Role = p.Step.Role
		}
	}
	if m.Layer != Clinical {
		m.Caller = d.carers[one.patient]
	}
	if c.Way == Call && c.OnCall {
		duty, there, err := d.s.visits.OnDuty(d.tx, m.Clinic, c.Due)
		if err != nil {
			return m, err
		}
		if m.Caller = duty.Assistant; there && m.Caller == "" {
			m.Caller = duty.Doctor
		}
	}
	if c.Way == Call {
		return m, nil
	}
	m.State = ContactSent
	h, err := d.hoursOf(m.Clinic)
	if err != nil {
		return m, err
	}
	if c.Way == Message {
		m.ChaseAt = c.Latest // nobody waits for an answer: it is over by then
		return m, nil
	}
	m.ChaseAt = chaseAt(m, h)
	return m, nil
}

// chaseAt is when an unanswered form is looked at: at the next window after it
// went, with an hour's time to answer; those that become no call are left open
// until the end of the day after.
func chaseAt(m Made, h Hours) int64 {
	if m.Family == Routine {
		return h.endOf(civil.Of(m.Due, h.Zone).AddDays(1))
	}
	_, _, at := NextWindow(m.Due+mostLate, h)
	return at
}

// dedupe is the key of a contact's task.
func (m Made) dedupe() string { return TaskCall + ":" + m.ID }

// titleOf is the title of a task for a protocol: those that the program brings are
// named in the reader's language, a clinic's own as the clinic named it.
func titleOf(what string, p Protocol) tasks.Title {
	if _, brought := DefaultOf(p.Key); brought {
		return tasks.Title{Key: "followup.title." + what + "." + p.Key, Args: map[string]any{}}
	}
	return tasks.Title{Key: "followup.title." + what, Args: map[string]any{"name": p.Name.Zh}}
}

// callTask is the task of a call.
func callTask(m Made, c Contact) tasks.New {
	n := tasks.New{Kind: TaskCall, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID, Due: m.Latest, Dedupe: m.dedupe(), Owner: m.Caller,
		Title: titleOf("call", c.Parts[0].Protocol)}
	if n.Owner == "" {
		n.Role = m.Role
	}
	if m.First || m.OnCall {
		n.Priority = tasks.Urgent
	}
	return n
}

// withdraw ends contacts that are not needed any more, with their tasks and
// messages.
func (s *Service) withdraw(tx *db.Tx, list []Made, why string) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	var forms []string
	for i, m := range list {
		ids[i] = m.ID
		if m.Way == Call {
			if _, err := s.tasks.Close(tx, m.dedupe(), tasks.Withdrawn, ""); err != nil {
				return err
			}
			continue
		}
		forms = append(forms, m.ID)
	}
	for _, p := range []string{PurposeForm, PurposeComfort, PurposeCard} {
		if len(forms) == 0 {
			break
		}
		if _, err := s.messages.DropAll(tx, p, forms, "done"); err != nil {
			return err
		}
	}
	parts, err := partsOf(tx, ids)
	if err != nil {
		return err
	}
	steps, series := make([]string, len(parts)), map[string]bool{}
	for i, p := range parts {
		steps[i], series[p.Series] = p.StepID, true
	}
	if err := setSteps(tx, steps, StepCancelled, why); err != nil {
		return err
	}
	if err := endContacts(tx, ids, why, tx.Now()); err != nil {
		return err
	}
	if err := endWhereDone(tx, keysOf(series), tx.Now()); err != nil {
		return err
	}
	return s.touchAll(tx, list)
}

// chaseDue looks at forms that nobody answered: after blood and first fittings
// they become calls, first on the list; the others are left.
func (s *Service) chaseDue(ctx context.Context, now int64) error {
	for {
		n := 0
		err := s.db.Write(asProgram(ctx), func(tx *db.Tx) error {
			list, err := chased(tx, now, perWake)
			if err != nil {
				return err
			}
			n = len(list)
			return s.chase(tx, list)
		})
		if err != nil || n < perWake || ctx.Err() != nil {
			return err
		}
	}
}

func (s *Service) chase(tx *db.Tx, list []Made) error {
	var left, heard []Made
	var calls []Made
	for _, m := range list {
		switch {
		case m.State != ContactSent:
		case m.Way == Message:
			heard = append(heard, m)
		case m.Family != Routine:
			calls = append(calls, m)
		default:
			left = append(left, m)
		}
	}
	if err := s.callInstead(tx, calls, WhyUnanswered); err != nil {
		return err
	}
	if err := countUnanswered(tx, slices.Concat(left, calls)); err != nil {
		return err
	}
	if err := s.leave(tx, left, BecauseUnanswered); err != nil {
		return err
	}
	return s.leave(tx, heard, "")
}

// leave ends contacts of which nothing more is expected.
func (s *Service) leave(tx *db.Tx, list []Made, why string) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	if err := endContacts(tx, ids, why, tx.Now()); err != nil {
		return err
	}
	return s.finish(tx, ids)
}

// finish marks the steps of contacts as done, and ends series that are through.
func (s *Service) finish(tx *db.Tx, contacts []string) error {
	parts, err := partsOf(tx, contacts)
	if err != nil {
		return err
	}
	steps, series := make([]string, len(parts)), map[string]bool{}
	for i, p := range parts {
		steps[i], series[p.Series] = p.StepID, true
	}
	if err := setSteps(tx, steps, StepDone, ""); err != nil {
		return err
	}
	return endWhereDone(tx, keysOf(series), tx.Now())
}

// callInstead makes calls of forms: first on the next list.
func (s *Service) callInstead(tx *db.Tx, list []Made, why string) error {
	d := s.desk(tx)
	var open []tasks.New
	for _, m := range list {
		h, err := d.hoursOf(m.Clinic)
		if err != nil {
			return err
		}
		at := tx.Now()
		if day := civil.Of(at, h.Zone); !h.open(day) || at > h.at(day, Afternoon)+mostLate || at < h.at(day, Morning) {
			_, _, at = NextWindow(at, h)
		}
		m.Way, m.Why, m.State, m.First, m.ChaseAt, m.Due, m.Latest = Call, why, ContactOpen, true, 0, at, max(m.Latest, h.endOf(civil.Of(at, h.Zone)))
		if err := updateContact(tx, &m); err != nil {
			return err
		}
		p, err := d.version(m.Keys[0], 1)
		if err != nil {
			return err
		}
		open = append(open, callTask(m, Contact{Parts: []Part{{Protocol: p}}}))
	}
	if len(open) == 0 {
		return nil
	}
	if _, err := s.tasks.OpenAll(tx, open); err != nil {
		return err
	}
	return s.touchAll(tx, list)
}
