package messages

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// Because says in a sentence to the patient why messages of a module came, by id of
// the message. What it leaves out is said by their class.
type Because func(tx *db.Tx, list []Message) (map[string]Sentence, error)

// Origin tells staff where messages of a module come from, by id of the message.
type Origin func(tx *db.Tx, list []Message) (map[string]Passport, error)

// Explain registers who tells why messages of a module's purposes came: because to
// patients, origin to staff; either may be nil. At start only; twice is an error.
func (s *Service) Explain(module string, because Because, origin Origin) error {
	if s.because[module] != nil || s.origins[module] != nil {
		return fmt.Errorf("messages: %s explains its messages twice", module)
	}
	if because != nil {
		s.because[module] = because
	}
	if origin != nil {
		s.origins[module] = origin
	}
	return nil
}

// moduleOf is the module that declared a purpose.
func moduleOf(purpose string) string {
	module, _, _ := strings.Cut(purpose, ".")
	return module
}

// warm learns the public code of the group of ctx, with which links of its messages
// begin, before a transaction needs it.
func (s *Service) warm(ctx context.Context) error {
	tenant := tenantOf(ctx)
	if _, known := s.codes.Load(tenant); known {
		return nil
	}
	g, found, err := s.auth.Group(ctx, tenant)
	if err == nil && found {
		s.codes.Store(tenant, g.PublicCode)
	}
	return err
}

// tokenOf is the token of a message's page: 80 bits that nobody can guess who has not
// the program's key. It stands in the message alone.
func (s *Service) tokenOf(tx *db.Tx, message string) string {
	sum := sha256.Sum256([]byte(s.vault.Mac(tx.Tenant(), "messages.door", message)))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// doorOf is the address of a message's page, "" while the group's code is not known.
func (s *Service) doorOf(tx *db.Tx, message string) string {
	return s.absolute(s.doorPath(tx, message))
}

func (s *Service) doorPath(tx *db.Tx, message string) string {
	code, known := s.codes.Load(tx.Tenant())
	if !known {
		return ""
	}
	return "/m/w/" + code.(string) + "/" + s.tokenOf(tx, message)
}

// openDoors makes the pages of messages that go to patients.
func (s *Service) openDoors(tx *db.Tx, list []calling) error {
	var rows []doorRow
	for _, c := range list {
		if c.msg.Patient != "" {
			rows = append(rows, doorRow{digest([]byte(s.tokenOf(tx, c.msg.ID))), c.msg.ID, c.msg.Clinic, tx.Now()})
		}
	}
	return insertDoors(tx, rows)
}

// throughDoor finds the message of a link. Fault: DoorNotFound.
func (s *Service) throughDoor(ctx context.Context, group, token string) (context.Context, string, error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return ctx, "", err
	}
	if !found {
		return ctx, "", DoorNotFound.With()
	}
	ctx = auth.AsProgram(ctx, g.ID, "messages.door")
	id := ""
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) { id, err = doorOne(tx, digest([]byte(token))); return err })
	return ctx, id, err
}

// visitor is who reads a message's page: the message, whose it is, and where they
// hear.
type visitor struct {
	msg     Message
	person  patients.Patient
	send    Send
	mark    string // of where they hear; "" = it has not gone
	optOuts []OptOut
}

// Door tells why a message came, and what may be stopped. Fault: DoorNotFound.
func (s *Service) Door(ctx context.Context, group, token string) (out Door, err error) {
	ctx, id, err := s.throughDoor(ctx, group, token)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := s.visitorOf(tx, id)
		if err != nil {
			return err
		}
		out, err = s.doorFor(tx, v)
		return err
	})
	return out, err
}

func (s *Service) visitorOf(tx *db.Tx, id string) (v visitor, err error) {
	if v.msg, err = messageOne(tx, id, false); err != nil {
		return v, err
	}
	people, err := s.patients.ByIDs(tx, []string{v.msg.Patient})
	if err != nil {
		return v, err
	}
	if v.person = people[v.msg.Patient]; v.person.ID == "" || v.person.State == patients.Erased {
		return v, DoorNotFound.With()
	}
	sends, err := latestSends(tx, []string{id})
	if err != nil {
		return v, err
	}
	if v.send = sends[id]; v.send.ID != "" {
		if v.mark, err = s.markOf(tx, v.msg, v.send); err != nil {
			return v, err
		}
	}
	marks := []string{}
	if v.mark != "" {
		marks = append(marks, v.mark)
	}
	v.optOuts, err = optOutsInForce(tx, []string{v.person.ID}, marks)
	return v, err
}

// markOf is how the place where a message was heard stands among opt-outs.
func (s *Service) markOf(tx *db.Tx, m Message, x Send) (string, error) {
	if x.Address != "" {
		return "a:" + x.Address, nil
	}
	numbers, err := s.patients.NumbersFor(tx, []string{m.Patient})
	if n := numbers[m.Patient]; n != "" {
		return s.mark(tx, n), err
	}
	return "", err
}

func (s *Service) doorFor(tx *db.Tx, v visitor) (Door, error) {
	clinic, err := s.org.Clinic(tx, v.msg.Clinic)
	if err != nil {
		return Door{}, err
	}
	out := Door{Clinic: clinic.Name, Phone: clinic.Phone, Name: hidden(v.person.Name), Purpose: v.msg.Purpose, Class: v.msg.Class, Channel: v.msg.Channel,
		At: v.msg.At, Basis: basisOf[v.msg.Class], Stops: doorEnds(v.optOuts, v.send.Channel)}
	if v.msg.SentAt > 0 {
		out.At = v.msg.SentAt
	}
	if say := s.because[moduleOf(v.msg.Purpose)]; say != nil {
		said, err := say(tx, []Message{v.msg})
		if err != nil {
			return out, err
		}
		out.Reason = said[v.msg.ID]
	}
	if v.msg.Class != Marketing {
		return out, nil
	}
	list, _, err := s.patients.ConsentsOf(tx, v.person.ID)
	if c := agreedOn(list, v.msg.Why.Consent); c.ID != "" {
		out.Consent = &Agreed{c.At, c.By, c.Means}
	}
	return out, err
}

// lastGiven is the latest consent to promotions, if it was not withdrawn since.
func lastGiven(list []patients.Consent) (last patients.Consent) {
	for _, c := range list {
		if c.Purpose == patients.ForMarketing && (c.At > last.At || c.At == last.At && c.ID > last.ID) {
			last = c
		}
	}
	if !last.Given {
		return patients.Consent{}
	}
	return last
}

// agreedOn is the consent of an id; without one, the one in force.
func agreedOn(list []patients.Consent, id string) patients.Consent {
	if i := slices.IndexFunc(list, func(c patients.Consent) bool { return c.ID == id }); i >= 0 {
		return list[i]
	}
	return lastGiven(list)
}

// DoorChoice is what somebody decides on a message's page.
type DoorChoice struct {
	Class  Class
	Here   bool // of the channel by which the message came alone; else of all
	Wanted bool
}

// Choose notes what the reader of a message's page wants, for the patient and for
// where the reader hears, and gives the page anew. Saying a thing twice changes
// nothing; what is wanted again ends what was said on such a page or in an answer,
// not what somebody told the clinic. Faults: DoorNotFound, BadClass.
func (s *Service) Choose(ctx context.Context, group, token string, c DoorChoice) (out Door, err error) {
	if !stoppable(c.Class) {
		return out, BadClass.At("class")
	}
	ctx, id, err := s.throughDoor(ctx, group, token)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.visitorOf(tx, id)
		if err != nil {
			return err
		}
		if err := tx.Lock("messages.optout/" + v.person.ID); err != nil {
			return err
		}
		if v, err = s.visitorOf(tx, id); err != nil { // as it is under the lock
			return err
		}
		changed, err := s.choose(tx, v, c)
		if err != nil {
			return err
		}
		if changed {
			if err := s.tellChoice(tx, v, c); err != nil {
				return err
			}
		}
		if v, err = s.visitorOf(tx, id); err == nil {
			out, err = s.doorFor(tx, v)
		}
		return err
	})
	return out, err
}

// choose writes or ends the opt-outs of a choice, and tells whether anything changed.
func (s *Service) choose(tx *db.Tx, v visitor, c DoorChoice) (bool, error) {
	channel := Channel("")
	if c.Here {
		channel = v.send.Channel
	}
	same := func(o OptOut) bool { return o.Class == c.Class && o.Channel == channel }
	if c.Wanted {
		changed := false
		for _, o := range v.optOuts {
			if o.Class != c.Class || o.Source == "hand" || c.Here && o.Channel != channel {
				continue
			}
			if err := endOptOut(tx, o.ID); err != nil {
				return false, err
			}
			changed = true
		}
		return changed, nil
	}
	var fresh []OptOut
	for _, o := range doorMarks(v.person.ID, v.mark, c.Class, channel) {
		there := slices.ContainsFunc(v.optOuts, func(x OptOut) bool { return same(x) && x.Mark == o.Mark && x.Patient == o.Patient })
		if !there {
			o.ID, o.At = tx.NewID(), tx.Now()
			fresh = append(fresh, o)
		}
	}
	if len(fresh) == 0 {
		return false, nil
	}
	n, err := insertOptOuts(tx, fresh)
	return n > 0, err
}

// tellChoice writes down what was chosen, and looks again at what lies before a
// colleague.
func (s *Service) tellChoice(tx *db.Tx, v visitor, c DoorChoice) error {
	action := "messages.opted_out"
	if c.Wanted {
		action = "messages.opted_in"
	}
	if err := s.Recheck(tx, v.person.ID); err != nil {
		return err
	}
	return s.tellPatient(tx, v.person, action, map[string]any{"class": c.Class, "here": c.Here, "source": "page", "message": v.msg.ID}, "")
}
