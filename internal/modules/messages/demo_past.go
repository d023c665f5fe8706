package messages

import (
	"context"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// PastMessage is a message as it went before the program was there, or in a
// history that is furnished.
type PastMessage struct {
	ID         string // "" = a fresh one
	Purpose    string
	Occurrence string
	Clinic     string
	Patient    string
	Subject    string
	Fields     map[string]string
	Channel    Channel
	Account    string
	State      State // any but planned and sending
	Reason     string
	At         int64
	Text       string // as it went
}

// Past writes messages of the past in bulk, marked as such: nothing is sent, taken
// from a pot or told. What is there already stays.
func (s *Service) Past(tx *db.Tx, list []PastMessage) error {
	messages, sends := make([]Message, len(list)), make([]Send, 0, len(list))
	for i, p := range list {
		if p.ID == "" {
			p.ID = tx.NewID()
		}
		m := Message{ID: p.ID, Version: 1, Purpose: p.Purpose, Occurrence: p.Occurrence, Class: s.purposes[p.Purpose].Class, Clinic: p.Clinic, Patient: p.Patient,
			Subject: p.Subject, Fields: p.Fields, State: p.State, Reason: p.Reason, At: p.At, Until: p.At + s.purposes[p.Purpose].keep(), PlannedAt: p.At,
			Past: true, Why: Why{Basis: basisOf[s.purposes[p.Purpose].Class]}}
		if p.State == Delivered || p.State == Accepted {
			m.SentAt = p.At
		}
		if p.State.Over() {
			m.DoneAt = p.At + 60_000
		}
		if p.Channel != "" {
			m.Channel, m.Rung = p.Channel, 1
			x := Send{ID: p.ID, Message: p.ID, Rung: 1, Number: numberOf(p.ID), Clinic: p.Clinic, Purpose: p.Purpose, Channel: p.Channel, Account: p.Account,
				Template: p.ID, State: sendStateOf(p.State), Tries: 1, SentAt: p.At, SaidAt: p.At + 60_000}
			if p.Channel == SMS {
				x.Parts = smsParts(p.Text)
			}
			var err error
			if x.to, err = s.sealJSON(whitherPlace(tx, x.ID), outgoing{Number: x.Number, Channel: x.Channel, Text: p.Text}); err != nil {
				return err
			}
			sends = append(sends, x)
		}
		messages[i] = m
	}
	return insertPast(tx, messages, sends)
}

// sendStateOf is how the one attempt of a past message ended.
func sendStateOf(s State) SendState {
	switch s {
	case Delivered:
		return SendDelivered
	case Accepted:
		return SendAccepted
	case Unknown:
		return SendUnknown
	case Waits:
		return SendWaits
	}
	return SendFailed
}

// demoPast writes three months of reminders and follow-ups, as far as modules have
// declared any.
func (s *Service) demoPast(ctx context.Context, w *demo.World, accounts map[Kind]Account, list []DemoContact) error {
	var purposes []Purpose
	for _, p := range s.Purposes() {
		if (p.Class == ServiceClass || p.Class == Care) && p.Key != Welcome.Key && len(p.Fields) > 0 {
			purposes = append(purposes, p)
		}
	}
	if len(purposes) == 0 {
		return nil
	}
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	h := &pastDemo{w: w, rnd: w.Rand("messages.past"), accounts: accounts, purposes: purposes}
	h.ids = id.Seeded(w.Seed^0x6d70, func() int64 { return h.at }) // lists go by id: the latest first
	for batch := range slices.Chunk(list, 1000) {
		var past []PastMessage
		for _, c := range batch {
			past = append(past, h.of(c, clinics[c.Clinic])...)
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.Past(tx, past) }); err != nil {
			return err
		}
	}
	return nil
}

// pastDemo draws what people were told.
type pastDemo struct {
	w        *demo.World
	rnd      *rand.Rand
	ids      id.Source
	at       int64
	accounts map[Kind]Account
	purposes []Purpose
}

// of draws up to four messages to a telephone.
func (h *pastDemo) of(c DemoContact, clinic org.Clinic) []PastMessage {
	var out []PastMessage
	for range h.rnd.IntN(5) {
		p := h.purposes[h.rnd.IntN(len(h.purposes))]
		day := h.w.Today.AddDays(-1 - h.rnd.IntN(90))
		h.at = day.At(civil.Clock(8*60+h.rnd.IntN(12*60)), h.w.Zone)
		m := PastMessage{ID: h.ids(), Purpose: p.Key, Clinic: clinic.ID, Patient: c.Patients[h.rnd.IntN(len(c.Patients))], At: h.at, State: Delivered, Fields: map[string]string{}}
		m.Occurrence = "demo:" + m.ID
		values := p.samples()
		values["who"], values["clinic"], values["clinic_phone"], values["link"] = c.Nick, clinic.ShortName, clinic.Phone, ""
		for _, f := range p.Fields {
			m.Fields[f.Key] = f.Sample
		}
		m.Text, _ = fill(p.Text, values)
		m.Channel, m.Account = h.way(p, c)
		if m.Channel == SMS {
			m.Text = signed(h.accounts[Aliyun].SignName, m.Text)
		}
		switch n := h.rnd.IntN(200); {
		case m.Channel == "" || n < 4:
			m.State, m.Reason, m.Channel = Dropped, []string{ReasonMoved, ReasonDone, ReasonCancelled}[h.rnd.IntN(3)], ""
		case n < 10:
			m.State = Accepted
		case n < 14:
			m.State, m.Reason = Failed, ReasonUnreachable
		}
		out = append(out, m)
	}
	return out
}

// way is the first channel of the ladder that the telephone uses.
func (h *pastDemo) way(p Purpose, c DemoContact) (Channel, string) {
	has := map[Kind]bool{WeCom: c.External != "", Official: c.Official != "", Mini: c.Mini != "", Aliyun: true}
	for _, ch := range p.Channels {
		for _, k := range kindsOf[ch] {
			if has[k] && ch != WeComWelcome && ch != OfficialService {
				return ch, h.accounts[k].ID
			}
		}
	}
	return "", ""
}
