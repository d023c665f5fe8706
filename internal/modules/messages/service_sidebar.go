package messages

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// PageKeys are what a page within WeCom's client proves itself with.
type PageKeys struct {
	Ready   bool // false: tickets are being fetched, ask again
	CorpID  string
	AgentID string
	Scripts []string // the client's own, in order
	Config  PageKey  // of wx.config
	Agent   PageKey  // of wx.agentConfig
}

// PageKeys signs the address of a page of ours for WeCom's client. Faults:
// AccountNotFound, WrongChannel, BadURL.
func (s *Service) PageKeys(ctx context.Context, account, address string) (out PageKeys, err error) {
	address, _, _ = strings.Cut(address, "#")
	if !strings.HasPrefix(address, s.Public+"/wx/") {
		return out, BadURL.At("url")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = PageKeys{}
		a, err := s.accountOne(tx, account)
		if err != nil {
			return err
		}
		if a.Kind != WeCom {
			return WrongChannel.With()
		}
		have, err := ticketsOf(tx, account)
		if err != nil {
			return err
		}
		soon := tx.Now() + ticketMargin.Milliseconds()
		if have[ticketCorp].Until <= soon || have[ticketAgent].Until <= soon {
			return s.askTickets(tx, account)
		}
		out = PageKeys{Ready: true, CorpID: a.CorpID, AgentID: a.AgentID, Scripts: []string{scriptWeChat, scriptWeCom}}
		if a.BaseURL == DoubleURL {
			out.Scripts = []string{s.Double + "/client.js"}
		}
		for kind, key := range map[string]*PageKey{ticketCorp: &out.Config, ticketAgent: &out.Agent} {
			text := ""
			if err := s.openJSON(ticketPlace(tx, account, kind), have[kind].Ticket, &text); err != nil {
				return err
			}
			*key = pageKey(text, strings.ToLower(rand.Text()), tx.Now(), address)
		}
		return nil
	})
	return out, err
}

// Card is who a contact is, for a colleague who has their chat open.
type Card struct {
	Address
	Kind     Kind
	Names    []string // as colleagues noted them
	Edges    []Edge   // who of the colleagues knows them, the latest first
	Staff    map[string]string
	Patients []CardPatient // those in sight
	Hidden   int           // for how many others they speak, in clinics out of sight
	Said     []Said        // what colleagues say they sent, the latest first
	Code     Code          // by which they came; the zero Code = by none in sight
}

// CardPatient is somebody for whom a contact speaks.
type CardPatient struct {
	ID        string
	Name      string
	RecordNo  string
	Whose     string
	Complaint bool  // one is open
	Next      int64 // their next visit; 0 = none is booked
}

// Said is what a colleague says they sent.
type Said struct {
	ID, Patient, Staff, Key, Text string
	At                            int64
}

// saidShown is how many of them a card shows.
const saidShown = 10

// OpenContact tells who a contact is whose chat a colleague has open, and notes them
// where they are not known yet: their name is asked for then. Faults: AccountNotFound,
// WrongChannel.
func (s *Service) OpenContact(ctx context.Context, account, external string) (out Card, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, account)
		if err != nil {
			return err
		}
		if a.Kind != WeCom {
			return WrongChannel.With()
		}
		at, found, err := addressBy(tx, account, external)
		if err != nil {
			return err
		}
		if !found {
			if at, err = knowAddress(tx, account, external); err != nil {
				return err
			}
		}
		if at.Nick == "" {
			if err := s.jobs.Enqueue(tx, nameKind, jobArgs{at.ID}, jobs.Unique(at.ID)); err != nil {
				return err
			}
		}
		out, err = s.card(tx, at)
		return err
	})
	return out, err
}

// card gathers what is known of a contact.
func (s *Service) card(tx *db.Tx, a Address) (Card, error) {
	out := Card{Address: a, Kind: WeCom, Staff: map[string]string{}}
	var h hints
	if err := s.openJSON(hintPlace(tx, a.ID), a.hints, &h); err != nil {
		return out, err
	}
	out.Names = h.Names
	edges, err := edgesOf(tx, []string{a.ID})
	if err != nil {
		return out, err
	}
	out.Edges = edges[a.ID]
	codes, err := codesOf(tx, []string{a.State})
	if err != nil {
		return out, err
	}
	out.Code = codes[a.State]
	known, err := staffList(tx)
	if err != nil {
		return out, err
	}
	for _, k := range known {
		if k.Account == a.Account {
			out.Staff[k.Userid] = k.Staff
		}
	}
	if err := s.cardPatients(tx, &out); err != nil {
		return out, err
	}
	rows, err := saidTo(tx, a.ID, saidShown)
	for _, r := range rows {
		x := Said{r.ID, r.Patient, r.Staff, r.Key, "", r.At}
		if err := s.openJSON(saidPlace(tx, r.ID), r.Body, &x.Text); err != nil {
			return out, err
		}
		out.Said = append(out.Said, x)
	}
	return out, err
}

// cardPatients adds for whom the contact speaks.
func (s *Service) cardPatients(tx *db.Tx, out *Card) error {
	rows, err := bindingsOf(tx, out.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.Patient
	}
	people, err := s.patients.ByIDs(tx, ids)
	if err != nil {
		return err
	}
	complains := map[string]bool{}
	if s.Complaints != nil && len(ids) > 0 {
		if complains, err = s.Complaints(tx, ids); err != nil {
			return err
		}
	}
	next := map[string]int64{}
	if s.Coming != nil {
		if next, err = s.Coming(tx, sortedKeys(people)); err != nil {
			return err
		}
	}
	for _, r := range rows {
		p, seen := people[r.Patient]
		if !seen {
			out.Hidden++
			continue
		}
		if p.State != patients.Erased {
			out.Patients = append(out.Patients, CardPatient{p.ID, p.Name, p.RecordNo, r.Whose, complains[p.ID], next[p.ID]})
		}
	}
	return nil
}

func saidPlace(tx *db.Tx, id string) string { return "messages_said.body/" + tx.Tenant() + "/" + id }

// saidUndo is how long one may take back what one said one sent.
const saidUndo = 24 * time.Hour

// NoteSaid notes that the colleague who asks says they sent a text in the chat. WeCom
// tells nobody whether it left. Faults: db.OutOfScope, AddressNotFound, patients.NotFound.
func (s *Service) NoteSaid(ctx context.Context, clinic, contact, patient, key, text string) (id string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if _, err := addressOne(tx, contact, false); err != nil {
			return err
		}
		if patient != "" {
			of, err := patientsOf(tx, contact)
			if err != nil {
				return err
			}
			if _, _, err := s.inSight(tx, patient); err != nil || !slices.Contains(of, patient) {
				return patients.NotFound.With()
			}
		}
		id = tx.NewID()
		sealed, err := s.sealJSON(saidPlace(tx, id), text)
		if err != nil {
			return err
		}
		if err := insertSaid(tx, saidRow{id, clinic, patient, contact, tx.Actor(), key, sealed, tx.Now()}); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "messages.said", SubjectKind: "contact", SubjectID: contact, Patient: patient, Clinic: clinic, After: map[string]any{"key": key}})
	})
	return id, err
}

// TakeSaidBack takes back what the colleague who asks said they sent, within a day.
// Fault: SaidNotFound.
func (s *Service) TakeSaidBack(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		done, err := deleteSaid(tx, id, tx.Actor(), tx.Now()-saidUndo.Milliseconds())
		if err == nil && !done {
			err = SaidNotFound.With()
		}
		if err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "messages.said_back", SubjectKind: "said", SubjectID: id})
	})
}

// Ready is a text that a colleague may send with a tap.
type Ready struct {
	Key   string
	Name  string
	Text  string // filled
	Class Class
}

// ReadyTexts gives the texts for a chat with a patient, filled. Faults: db.OutOfScope,
// patients.NotFound.
func (s *Service) ReadyTexts(ctx context.Context, clinic, patient string) (out []Ready, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		p, _, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		values, err := s.readyValues(tx, clinic, p)
		if err != nil {
			return err
		}
		list := houseTexts
		if s.Texts != nil {
			own, err := s.Texts(tx, clinic, patient)
			if err != nil {
				return err
			}
			list = append(slices.Clone(list), own...)
		}
		for _, r := range list {
			if text, missing := fill(r.Text, values); missing == "" {
				out = append(out, Ready{r.Key, r.Name, text, r.Class})
			}
		}
		return nil
	})
	return out, err
}

// readyValues is what fills the braces of ready texts.
func (s *Service) readyValues(tx *db.Tx, clinic string, p patients.Patient) (map[string]string, error) {
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return nil, err
	}
	values := map[string]string{"who": p.Name, "clinic": c.ShortName, "clinic_phone": c.Phone, "address": c.Address}
	known, err := s.org.StaffByIDs(tx, []string{tx.Actor()})
	if err != nil {
		return nil, err
	}
	if me := known[tx.Actor()].Name; me != "" {
		values["staff"] = me
	}
	if s.Coming == nil {
		return values, nil
	}
	next, err := s.Coming(tx, []string{p.ID})
	if at := next[p.ID]; at != 0 {
		values["time"] = time.UnixMilli(at).In(c.Location()).Format("1月2日 15:04")
	}
	return values, err
}

// houseTexts are the texts with which every group begins; one that lacks a value, such
// as a next visit, is left out.
var houseTexts = []Ready{
	{"house.hello", "问候", "您好，我是{clinic}的同事，关于{who}的就诊有什么问题，随时在这里告诉我。", ServiceClass},
	{"house.next", "下次就诊", "{who}下次就诊是{time}，在{clinic}。如果时间不方便，请提前告诉我们，我们帮您改约。", ServiceClass},
	{"house.book", "邀请预约", "{who}有一段时间没来复查了，方便的话告诉我哪几天有空，我帮您约医生。", ServiceClass},
	{"house.where", "地址电话", "{clinic}的地址：{address}，电话 {clinic_phone}。", ServiceClass},
}
