package messages

import (
	"context"
	"slices"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// whoseWords are whose an address may be, seen from the patient.
var whoseWords = []string{"self", "mother", "father", "grandparent", "spouse", "child", "other"}

// unboundMost is how many addresses are shown of which nobody knows for whom they
// speak.
const unboundMost = 200

// Contact is an address that speaks for nobody yet.
type Contact struct {
	Address
	Kind  Kind
	Names []string // as colleagues noted them
	Code  string   // where the code hangs by which they came, "" = by none in sight
}

// Unbound lists the addresses at a clinic's accounts, and the group's, that speak
// for nobody yet, the latest first. Fault: db.OutOfScope.
func (s *Service) Unbound(ctx context.Context, clinic string) (out []Contact, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		kinds, err := accountKinds(tx)
		if err != nil {
			return err
		}
		of := map[string]Kind{}
		for _, a := range kinds {
			if a.Clinic == "" || a.Clinic == clinic {
				of[a.ID] = a.Kind
			}
		}
		list, err := unbound(tx, sortedKeys(of), unboundMost)
		if err != nil {
			return err
		}
		states := make([]string, len(list))
		for i, a := range list {
			states[i] = a.State
		}
		codes, err := codesOf(tx, states)
		if err != nil {
			return err
		}
		for _, a := range list {
			var h hints
			if err := s.openJSON(hintPlace(tx, a.ID), a.hints, &h); err != nil {
				return err
			}
			out = append(out, Contact{a, of[a.Account], h.Names, codes[a.State].Name})
		}
		return nil
	})
	return out, err
}

// Suggestion is a patient for whom an address may speak.
type Suggestion struct {
	Patient  string
	Name     string
	RecordNo string
	Why      string // "messages.suggested.<why>": union, phone, name
}

// Suggest proposes for whom an address may speak: those for whom the same person
// speaks elsewhere, those whose number a colleague noted beside it, those of that
// name. A person decides. Fault: AddressNotFound.
func (s *Service) Suggest(ctx context.Context, address string) (out []Suggestion, err error) {
	var h hints
	var a Address
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if a, err = addressOne(tx, address, false); err != nil {
			return err
		}
		if err := s.openJSON(hintPlace(tx, a.ID), a.hints, &h); err != nil {
			return err
		}
		out, err = s.sameUnion(tx, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, number := range h.Mobiles {
		if out, err = s.searched(ctx, out, number, "phone"); err != nil {
			return nil, err
		}
	}
	for _, name := range append(h.Names, a.Nick) {
		if out, err = s.searched(ctx, out, name, "name"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sameUnion lists those for whom the same person's other addresses speak.
func (s *Service) sameUnion(tx *db.Tx, a Address) ([]Suggestion, error) {
	others, err := byUnion(tx, a.Union)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, o := range others {
		if o == a.ID {
			continue
		}
		of, err := patientsOf(tx, o)
		if err != nil {
			return nil, err
		}
		ids = append(ids, of...)
	}
	people, err := s.patients.ByIDs(tx, ids)
	var out []Suggestion
	for _, id := range sortedKeys(people) {
		out = append(out, Suggestion{id, people[id].Name, people[id].RecordNo, "union"})
	}
	return out, err
}

// searched adds whom the record's own search finds.
func (s *Service) searched(ctx context.Context, list []Suggestion, typed, why string) ([]Suggestion, error) {
	if len([]rune(typed)) < 2 {
		return list, nil
	}
	hits, err := s.patients.Search(ctx, typed, 5)
	for _, x := range hits {
		if !slices.ContainsFunc(list, func(o Suggestion) bool { return o.Patient == x.ID }) {
			list = append(list, Suggestion{x.ID, x.Name, x.RecordNo, why})
		}
	}
	return list, err
}

// Bind says that an address speaks for a patient. Faults: AddressNotFound,
// patients.NotFound, AlreadyBound, BadWhose.
func (s *Service) Bind(ctx context.Context, address, patient, whose string) error {
	if !slices.Contains(whoseWords, whose) {
		return BadWhose.At("whose")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, _, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		a, err := addressOne(tx, address, true) // locked: two bindings of one address go one after the other
		if err != nil {
			return err
		}
		there, err := patientsOf(tx, address)
		if err != nil {
			return err
		}
		if slices.Contains(there, patient) {
			return AlreadyBound.With()
		}
		err = insertBindings(tx, []boundRow{{ID: tx.NewID(), Address: address, Patient: patient, Whose: whose, Source: "hand", At: tx.Now(), By: tx.Actor()}})
		if err != nil {
			return err
		}
		if err := s.retagAddresses(tx, address); err != nil {
			return err
		}
		return s.tellBinding(tx, p, FactBound, a.ID, map[string]any{"address": a.ID, "whose": whose})
	})
}

// Unbind says that an address does not speak for a patient. Faults: AddressNotFound,
// patients.NotFound.
func (s *Service) Unbind(ctx context.Context, address, patient string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, _, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		n, err := deleteBinding(tx, address, patient)
		if err != nil {
			return err
		}
		if n == 0 {
			return AddressNotFound.With()
		}
		if err := s.retagAddresses(tx, address); err != nil {
			return err
		}
		return s.tellBinding(tx, p, FactUnbound, address, map[string]any{"address": address})
	})
}

// tellBinding tells that an address speaks for a patient, or does no more.
func (s *Service) tellBinding(tx *db.Tx, p patients.Patient, fact, address string, after map[string]any) error {
	if err := s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: p.HomeClinic, Patient: p.ID, Subject: address, Body: after}); err != nil {
		return err
	}
	return s.tellPatient(tx, p, fact, after, "")
}

// Words gives what was written, of which a fact FactHeard tells, for the module that
// answers it. Fault: MessageNotFound.
func (s *Service) Words(tx *db.Tx, noticeID string) (string, error) {
	r, found, err := noticeOne(tx, noticeID)
	if err != nil {
		return "", err
	}
	if !found {
		return "", MessageNotFound.With()
	}
	var n notice
	err = s.openJSON(noticePlace(tx, r.ID), r.Body, &n)
	return n.Text, err
}

// Know notes an address as it is known elsewhere (a log-in of the mini-program, an
// older program), where it is not known yet, and gives its id.
func (s *Service) Know(tx *db.Tx, a Address) (string, error) {
	now, err := knowAddress(tx, a.Account, a.Value)
	if err != nil {
		return "", err
	}
	now.Following = now.Following || a.Following
	for to, from := range map[*string]string{&now.Nick: a.Nick, &now.FriendOf: a.FriendOf, &now.Union: a.Union, &now.State: a.State} {
		if from != "" {
			*to = from
		}
	}
	return now.ID, saveAddress(tx, now)
}
