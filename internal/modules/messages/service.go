package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// Welcome greets who has just become a colleague's customer at WeCom.
var Welcome = Purpose{Key: "messages.welcome", Class: ServiceClass, Urgent: true, Channels: []Channel{WeComWelcome},
	Text: "您好，这里是{clinic}。您可以在这里提问、改约，我们也会在这里提醒您就诊时间。电话 {clinic_phone}。", Keep: 18 * time.Second}

// Add declares purposes, at start only. A bad declaration or a key that is there
// already is an error.
func (s *Service) Add(list ...Purpose) error {
	for _, p := range list {
		if err := p.check(); err != nil {
			return err
		}
		if _, dup := s.purposes[p.Key]; dup {
			return fmt.Errorf("messages: purpose %s is declared twice", p.Key)
		}
		s.purposes[p.Key] = p
		s.order = append(s.order, p.Key)
	}
	return nil
}

// Guard registers who is asked before messages of a purpose go, at start only.
func (s *Service) Guard(purpose string, ask Guard) error {
	if _, ok := s.purposes[purpose]; !ok || s.guards[purpose] != nil {
		return fmt.Errorf("messages: purpose %q is not declared, or guarded already", purpose)
	}
	s.guards[purpose] = ask
	return nil
}

// Plan plans messages in the caller's transaction, any number in a handful of
// statements. One whose purpose and occurrence are there already changes nothing,
// unless it was taken back before it was decided. The caller answers for clinic,
// patient, colleague and subject; a wish that its purpose does not allow for is an
// error of the caller's program. No patient's name belongs into the fields.
func (s *Service) Plan(tx *db.Tx, wishes ...Wish) error {
	if len(wishes) == 0 {
		return nil
	}
	list := make([]Message, len(wishes))
	var urgent, clinics []string
	first := int64(0)
	for i, w := range wishes {
		m, err := s.messageOf(tx, w, secret{Link: w.Link})
		if err != nil {
			return err
		}
		list[i] = m
		if m.Urgent && m.WakeAt <= tx.Now() {
			urgent = append(urgent, m.ID)
		}
		if first == 0 || m.WakeAt < first {
			first = m.WakeAt
		}
		clinics = append(clinics, m.Clinic)
	}
	if _, err := insertMessages(tx, list); err != nil {
		return err
	}
	if err := jobs.Lower(tx, wakeTopic, first); err != nil {
		return err
	}
	if err := s.touch(tx, clinics...); err != nil || len(urgent) == 0 {
		return err
	}
	return s.jobs.Enqueue(tx, nowKind, nowArgs{urgent})
}

// secret is what of a message is sealed.
type secret struct {
	Link    string `json:"link,omitempty"`
	Welcome string `json:"welcome,omitempty"`
}

// messageOf makes a message of a wish.
func (s *Service) messageOf(tx *db.Tx, w Wish, x secret) (Message, error) {
	p, ok := s.purposes[w.Purpose]
	if !ok {
		return Message{}, fmt.Errorf("messages: purpose %q is not declared", w.Purpose)
	}
	if err := w.check(p); err != nil {
		return Message{}, err
	}
	if w.At == 0 {
		w.At = tx.Now()
	}
	if w.Until == 0 {
		w.Until = w.At + p.keep()
	}
	if w.Until <= w.At {
		return Message{}, fmt.Errorf("messages: %s is worth nothing before it may go", p.Key)
	}
	m := Message{ID: tx.NewID(), Version: 1, Purpose: p.Key, Occurrence: w.Occurrence, Class: p.Class, Urgent: p.Urgent, Clinic: w.Clinic, Patient: w.Patient,
		Staff: w.Staff, Address: w.Address, Subject: w.Subject, Fields: w.Fields, Page: w.Page, State: Planned, At: w.At, Until: w.Until,
		Only: w.Only, WakeAt: max(w.At, tx.Now()), PlannedAt: tx.Now(), PlannedBy: tx.Actor()}
	if x == (secret{}) {
		return m, nil
	}
	var err error
	m.sealed, err = s.sealJSON(secretPlace(tx, m.Purpose, m.Occurrence), x)
	return m, err
}

// check tells what is wrong with a wish: a programming error.
func (w Wish) check(p Purpose) error {
	whom := 0
	for _, id := range []string{w.Patient, w.Staff, w.Address} {
		if id != "" {
			whom++
		}
	}
	if w.Occurrence == "" || len(w.Occurrence) > 200 || w.Clinic == "" || whom != 1 || (w.Staff != "") != (p.Class == Staff) {
		return fmt.Errorf("messages: a wish for %s needs an occurrence, a clinic, and either a patient, a colleague or an address, as its class has it", p.Key)
	}
	for _, c := range w.Only {
		if !p.goes(c) {
			return fmt.Errorf("messages: %s does not go by %s", p.Key, c)
		}
	}
	for name := range w.Fields {
		if !slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Key == name }) {
			return fmt.Errorf("messages: %s has no field %q", p.Key, name)
		}
	}
	return nil
}

// Drop takes a message back for a reason, and tells whether it was in time: one that
// a provider has is not. What waits for a colleague's tap is taken back from them.
func (s *Service) Drop(tx *db.Tx, k Key, reason string) (bool, error) {
	n, err := s.DropAll(tx, k.Purpose, []string{k.Occurrence}, reason)
	return n > 0, err
}

// DropAll takes back the messages of a purpose for some occurrences, and tells how
// many were in time; see Drop.
func (s *Service) DropAll(tx *db.Tx, purpose string, occurrences []string, reason string) (int, error) {
	if len(occurrences) == 0 {
		return 0, nil
	}
	n, err := dropPlanned(tx, purpose, occurrences, reason)
	if err == nil && n > 0 {
		err = s.live.Touch(tx, live.Change{Topic: "messages"})
	}
	if err != nil || int(n) == len(occurrences) {
		return int(n), err
	}
	list, err := underWay(tx, purpose, occurrences)
	if err != nil || len(list) == 0 {
		return int(n), err
	}
	return int(n) + len(list), s.stop(tx, list, reason)
}

// stop ends messages that are planned or wait for a colleague's tap.
func (s *Service) stop(tx *db.Tx, list []Message, reason string) error {
	var clinics []string
	for i := range list {
		m := &list[i]
		if m.State == Waits {
			if err := s.jobs.Enqueue(tx, cancelKind, jobArgs{m.ID}, jobs.Unique(m.ID)); err != nil {
				return err
			}
		}
		m.State, m.Reason, m.DoneAt, m.WakeAt, m.sealed = Dropped, reason, tx.Now(), 0, ""
		clinics = append(clinics, m.Clinic)
	}
	if err := saveAll(tx, list); err != nil {
		return err
	}
	return s.touch(tx, clinics...)
}

// touch lets the open screens of clinics read again, each once.
func (s *Service) touch(tx *db.Tx, clinics ...string) error {
	slices.Sort(clinics)
	for _, c := range slices.Compact(clinics) {
		if err := s.live.Touch(tx, live.Change{Topic: "messages", Clinic: c}); err != nil {
			return err
		}
	}
	return nil
}

// told is a fact about a message.
func told(fact string, m Message) events.Fact {
	return events.Fact{Kind: fact, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID,
		Body: Told{Purpose: m.Purpose, Occurrence: m.Occurrence, Subject: m.Subject, Staff: m.Staff, Channel: m.Channel, Reason: m.Reason}}
}

// forget takes out what was written to an erased patient.
func (s *Service) forget(tx *db.Tx, f events.Fact) error {
	if err := s.Retag(tx, []string{f.Patient}); err != nil { // while it is known who spoke for them
		return err
	}
	return forgetPatient(tx, f.Patient)
}

func tenantOf(ctx context.Context) string { x, _ := db.From(ctx); return x.Tenant }

// absolute makes an address of a path at this program.
func (s *Service) absolute(link string) string {
	if strings.HasPrefix(link, "/") {
		return s.Public + link
	}
	return link
}
