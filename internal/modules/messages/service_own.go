package messages

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

func arrivalPlace(tx *db.Tx, id string) string {
	return "messages_arrivals.code/" + tx.Tenant() + "/" + id
}

// Arriving is a browser that sets out to prove whose WeChat it is, by an invitation's
// token or to an account. Browser is a secret of that browser, which goes on with it:
// what one began nobody else can finish.
type Arriving struct {
	Group   string // public code
	Token   string
	Account string
	Browser string
}

// Arrive begins a proof and gives the address at which WeChat says who it is; within
// tells that it opens in WeChat alone. Faults: InviteNotFound, InviteUsed,
// InviteExpired, AccountOff, ArrivalBusy.
func (s *Service) Arrive(ctx context.Context, in Arriving) (address string, within bool, err error) {
	ctx, found, err := s.asOwn(ctx, in.Group)
	if err != nil {
		return "", false, err
	}
	if !found || (in.Token == "") == (in.Account == "") || in.Account != "" && !id.Valid(in.Account) {
		return "", false, InviteNotFound.With()
	}
	state := strings.ToLower(rand.Text())
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		invite := ""
		if in.Token != "" {
			r, err := inviteBy(tx, digest([]byte(in.Token)))
			if err == nil {
				err = r.open(tx.Now())
			}
			if err != nil {
				return err
			}
			invite, in.Account = r.ID, r.Account
		}
		a, err := s.ownAccount(tx, in.Account)
		if err != nil {
			return err
		}
		n, err := arrivalsSince(tx, tx.Now()-time.Minute.Milliseconds())
		if err == nil && n >= arrivalMinute {
			err = ArrivalBusy.With()
		}
		if err != nil {
			return err
		}
		if err := dropArrivals(tx, tx.Now()-time.Hour.Milliseconds()); err != nil {
			return err
		}
		base := enterAddress
		if within = a.BaseURL != DoubleURL; !within {
			base = s.Double + "/official/connect/oauth2/authorize"
		}
		// The token stays out of what WeChat is told: the browser keeps it.
		address = ownURL(base, a, s.Public+"/m/b/"+in.Group+"/back", state)
		return insertArrival(tx, arrivalRow{ID: tx.NewID(), Hash: digest([]byte(state)), Browser: digest([]byte(in.Browser)), Account: a.ID, Invite: invite,
			State: arrivalOpen, Made: tx.Now(), Expires: tx.Now() + arrivalLife.Milliseconds()})
	})
	return address, within, err
}

// open tells why an invitation cannot be used. Faults: InviteUsed, InviteExpired.
func (r inviteRow) open(now int64) error {
	switch r.state(now) {
	case InviteBound:
		return InviteUsed.With()
	case InviteEnded:
		return InviteExpired.With()
	}
	return nil
}

// ownAccount gives the official account by which somebody binds themselves. Faults:
// InviteNotFound, AccountOff.
func (s *Service) ownAccount(tx *db.Tx, account string) (Account, error) {
	a, err := s.accountOne(tx, account)
	switch {
	case errors.Is(err, AccountNotFound) || err == nil && a.Kind != Official:
		return a, InviteNotFound.With()
	case err == nil && (!a.Enabled || a.BaseURL == DoubleURL && s.Double == ""):
		return a, AccountOff.With()
	}
	return a, err
}

// Arrived takes the code with which a browser came back, once: WeChat is asked whose it
// is. Faults: ArrivalNotFound, ArrivalOver.
func (s *Service) Arrived(ctx context.Context, group, state, browser, code string) error {
	return s.asArrived(ctx, group, state, browser, func(tx *db.Tx, r arrivalRow) error {
		r.State = arrivalGiven
		var err error
		if r.Code, err = s.sealJSON(arrivalPlace(tx, r.ID), code); err != nil {
			return err
		}
		moved, err := moveArrival(tx, r, arrivalOpen)
		if err != nil {
			return err
		}
		if !moved {
			return ArrivalOver.With()
		}
		return s.jobs.Enqueue(tx, ownKind, jobArgs{r.ID})
	})
}

// asArrived does something for the browser that began a proof, in a transaction that
// holds it. Faults: ArrivalNotFound, ArrivalOver.
func (s *Service) asArrived(ctx context.Context, group, state, browser string, do func(*db.Tx, arrivalRow) error) error {
	ctx, found, err := s.asOwn(ctx, group)
	if err != nil {
		return err
	}
	if !found {
		return ArrivalNotFound.With()
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := arrived(tx, state, browser, true)
		if err != nil {
			return err
		}
		return do(tx, r)
	})
}

// arrived finds the proof that a browser began. Faults: ArrivalNotFound, ArrivalOver.
func arrived(tx *db.Tx, state, browser string, lock bool) (arrivalRow, error) {
	r, found, err := arrivalBy(tx, digest([]byte(state)), lock)
	switch {
	case err != nil:
		return r, err
	case !found || r.Browser != digest([]byte(browser)):
		return r, ArrivalNotFound.With()
	case tx.Now() >= r.Expires:
		return r, ArrivalOver.With()
	}
	return r, nil
}

// asKnown is asArrived for who has proven whose WeChat it is. Faults: ArrivalNotFound,
// ArrivalOver, AccountOff.
func (s *Service) asKnown(ctx context.Context, group, state, browser string, do func(*db.Tx, arrivalRow) error) (out Own, err error) {
	err = s.asArrived(ctx, group, state, browser, func(tx *db.Tx, r arrivalRow) error {
		if r.State != arrivalKnown {
			return ArrivalOver.With()
		}
		if _, err := s.ownAccount(tx, r.Account); err != nil {
			return err
		}
		if err := do(tx, r); err != nil {
			return err
		}
		out, err = s.ownOf(tx, r)
		return err
	})
	return out, err
}

// arrive asks WeChat whose code it is. A code serves once: where nobody answered, the
// person begins anew.
func (s *Service) arrive(ctx context.Context, arrival string) error {
	var a Account
	var r arrivalRow
	code := ""
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var found bool
		var err error
		if r, found, err = arrivalOne(tx, arrival); err != nil || !found || r.State != arrivalGiven {
			r.State = ""
			return err
		}
		if err := s.openJSON(arrivalPlace(tx, r.ID), r.Code, &code); err != nil {
			return err
		}
		a, err = s.accountOne(tx, r.Account)
		return err
	})
	if err != nil || r.State == "" {
		return err
	}
	said := reply{Said: saidUnreached, Code: "no_double"}
	who := Address{Account: a.ID}
	asked := false // whether they follow
	if l := s.lineTo(a); !a.Enabled {
		said = reply{Said: saidRefused, Code: "off"}
	} else if l.acct.BaseURL != "" {
		if who.Value, who.Union, said = officialWho(ctx, l, code); said.Said == saidAccepted {
			who.Following, asked = s.follows(ctx, l, &who)
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r.State, r.Code, r.Reason = arrivalRefused, "", ""
		switch {
		case said.Code == "off":
			r.Reason = "off"
		case said.Said == saidAccepted:
			if err := s.knowOwn(tx, &r, who, asked); err != nil {
				return err
			}
		case said.Said == saidRefused || said.Said == saidNotFriend:
			r.Reason = "code"
		default:
			r.Reason = "unreached"
		}
		_, err := moveArrival(tx, r, arrivalGiven)
		return err
	})
}

// follows asks whether somebody follows the account; asked is false where it could not
// be learned, which stops nothing.
func (s *Service) follows(ctx context.Context, l *line, who *Address) (follows, asked bool) {
	follows, union, said := officialFollows(ctx, l, who.Value)
	if union != "" {
		who.Union = union
	}
	return follows, said.Said == saidAccepted
}

// knowOwn notes who came. Where they speak for the patient of the invitation already, it
// is spent: there is nothing left to ask.
func (s *Service) knowOwn(tx *db.Tx, r *arrivalRow, who Address, asked bool) error {
	invite := inviteRow{}
	if r.Invite != "" {
		var err error
		if invite, err = inviteOne(tx, r.Invite); err != nil && !errors.Is(err, InviteNotFound) {
			return err
		}
	}
	now, err := knowAddress(tx, who.Account, who.Value)
	if err != nil {
		return err
	}
	if who.Union != "" {
		now.Union = who.Union
	}
	if asked {
		now.follows(who.Following, tx.Now())
	}
	if err := saveAddress(tx, now); err != nil {
		return err
	}
	r.State, r.Address, r.Expires = arrivalKnown, now.ID, tx.Now()+ownLife.Milliseconds()
	if invite.ID == "" || invite.state(tx.Now()) != InviteOpen {
		return nil
	}
	of, err := patientsOf(tx, now.ID)
	if err == nil && slices.Contains(of, invite.Patient) {
		_, err = spendInvite(tx, invite.ID, now.ID)
	}
	return err
}

// LookOwn tells how far a proof has come, and whoever it knows for whom they speak.
// Faults: ArrivalNotFound, ArrivalOver.
func (s *Service) LookOwn(ctx context.Context, group, state, browser string) (out Own, err error) {
	ctx, found, err := s.asOwn(ctx, group)
	if err == nil && !found {
		err = ArrivalNotFound.With()
	}
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := arrived(tx, state, browser, false)
		if err == nil {
			out, err = s.ownOf(tx, r)
		}
		return err
	})
	return out, err
}

func (s *Service) ownOf(tx *db.Tx, r arrivalRow) (out Own, err error) {
	switch r.State {
	case arrivalRefused:
		return Own{Reason: r.Reason}, nil
	case arrivalOpen, arrivalGiven:
		return Own{Waiting: true}, nil
	}
	a, err := s.accountOne(tx, r.Account)
	if err != nil {
		return out, err
	}
	who, err := addressOne(tx, r.Address, false)
	if err != nil {
		return out, err
	}
	out = Own{Account: a.Name, Follows: who.Following}
	rows, err := bindingsOf(tx, r.Address)
	if err != nil {
		return out, err
	}
	ids := make([]string, len(rows))
	for i, b := range rows {
		ids[i] = b.Patient
	}
	people, err := s.patients.ByIDs(tx, ids)
	if err != nil {
		return out, err
	}
	for _, b := range rows {
		p, there := people[b.Patient]
		if !there {
			continue
		}
		c, err := s.org.Clinic(tx, p.HomeClinic)
		if err != nil {
			return out, err
		}
		out.People = append(out.People, OwnPatient{b.ID, hidden(p.Name), b.Whose, c.Name})
	}
	if r.Invite != "" {
		out.Invite, err = s.askedBy(tx, r.Invite, ids)
	}
	return out, err
}

// askedBy tells of whom an invitation speaks to who came by it; nil = it is there no
// more.
func (s *Service) askedBy(tx *db.Tx, invite string, speaks []string) (*Asked, error) {
	r, err := inviteSeen(tx, invite)
	if errors.Is(err, InviteNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	people, err := s.patients.ByIDs(tx, []string{r.Patient})
	if err != nil {
		return nil, err
	}
	c, err := s.org.Clinic(tx, r.Clinic)
	if err != nil {
		return nil, err
	}
	p := people[r.Patient]
	if p.State != patients.Active {
		return nil, nil
	}
	minor := p.Birth != "" && civil.Of(tx.Now(), c.Location()).Age(p.Birth) < adultAge
	return &Asked{c.Name, c.Phone, hidden(p.Name), minor, r.state(tx.Now()) != InviteOpen, slices.Contains(speaks, r.Patient)}, nil
}

// BindOwn says that the WeChat of who came by an invitation speaks for its patient, and
// spends the invitation. Faults: ArrivalNotFound, ArrivalOver, AccountOff, InviteNotFound,
// InviteUsed, InviteExpired, AlreadyBound, BadWhose.
func (s *Service) BindOwn(ctx context.Context, group, state, browser, whose string) (Own, error) {
	if !slices.Contains(whoseWords, whose) {
		return Own{}, BadWhose.At("whose")
	}
	return s.asKnown(ctx, group, state, browser, func(tx *db.Tx, r arrivalRow) error {
		if r.Invite == "" {
			return InviteNotFound.With()
		}
		invite, err := inviteOne(tx, r.Invite)
		if err == nil {
			err = invite.open(tx.Now())
		}
		if err != nil {
			return err
		}
		p, err := s.living(tx, invite.Patient)
		if err != nil {
			return err
		}
		if _, err := addressOne(tx, r.Address, true); err != nil {
			return err
		}
		there, err := patientsOf(tx, r.Address)
		if err != nil {
			return err
		}
		if slices.Contains(there, p.ID) {
			return AlreadyBound.With()
		}
		spent, err := spendInvite(tx, invite.ID, r.Address)
		if err != nil {
			return err
		}
		if !spent {
			return InviteUsed.With()
		}
		return s.bindSelf(tx, p, boundRow{ID: tx.NewID(), Address: r.Address, Patient: p.ID, Whose: whose, Source: "self", At: tx.Now()}, invite.ID)
	})
}

// living gives a patient whom somebody may bind themselves to. Fault: InviteExpired.
func (s *Service) living(tx *db.Tx, patient string) (patients.Patient, error) {
	list, err := s.patients.ByIDs(tx, []string{patient})
	if err == nil && !list[patient].Searchable() {
		err = InviteExpired.With()
	}
	return list[patient], err
}

// bindSelf writes a binding that its holder made, and tells of it.
func (s *Service) bindSelf(tx *db.Tx, p patients.Patient, b boundRow, invite string) error {
	if err := insertBindings(tx, []boundRow{b}); err != nil {
		return err
	}
	if err := s.retagAddresses(tx, b.Address); err != nil {
		return err
	}
	after := map[string]any{"address": b.Address, "whose": b.Whose, "source": "self"}
	if invite != "" {
		after["invite"] = invite
	}
	return s.tellBinding(tx, p, FactBound, b.Address, after)
}

// UnbindOwn ends a binding for its holder, who may take that back for a minute. Faults:
// ArrivalNotFound, ArrivalOver, AccountOff, AddressNotFound.
func (s *Service) UnbindOwn(ctx context.Context, group, state, browser, binding string) (Own, error) {
	return s.asKnown(ctx, group, state, browser, func(tx *db.Tx, r arrivalRow) error {
		if _, err := addressOne(tx, r.Address, true); err != nil {
			return err
		}
		b, found, err := bindingOfAddress(tx, r.Address, binding)
		if err == nil && !found {
			err = AddressNotFound.With()
		}
		if err != nil {
			return err
		}
		if _, err := deleteBinding(tx, r.Address, b.Patient); err != nil {
			return err
		}
		if err := s.retagAddresses(tx, r.Address); err != nil {
			return err
		}
		taken, err := json.Marshal(takenBinding{b.ID, b.Patient, b.Whose, b.Source, b.At, b.By, tx.Now()})
		if err == nil {
			err = setTaken(tx, r.ID, string(taken))
		}
		if err != nil {
			return err
		}
		people, err := s.patients.ByIDs(tx, []string{b.Patient})
		if err != nil {
			return err
		}
		return s.tellBinding(tx, people[b.Patient], FactUnbound, r.Address, map[string]any{"address": r.Address, "source": "self"})
	})
}

// RebindOwn takes back what UnbindOwn just ended. Faults: ArrivalNotFound, ArrivalOver,
// AccountOff, AlreadyBound, InviteExpired.
func (s *Service) RebindOwn(ctx context.Context, group, state, browser string) (Own, error) {
	return s.asKnown(ctx, group, state, browser, func(tx *db.Tx, r arrivalRow) error {
		var was takenBinding
		if r.Taken == "" || json.Unmarshal([]byte(r.Taken), &was) != nil || tx.Now()-was.Ended > takenLife.Milliseconds() {
			return ArrivalOver.With()
		}
		p, err := s.living(tx, was.Patient)
		if err != nil {
			return err
		}
		if _, err := addressOne(tx, r.Address, true); err != nil {
			return err
		}
		there, err := patientsOf(tx, r.Address)
		if err == nil && slices.Contains(there, p.ID) {
			err = AlreadyBound.With()
		}
		if err != nil {
			return err
		}
		if err := setTaken(tx, r.ID, ""); err != nil {
			return err
		}
		return s.bindSelf(tx, p, boundRow{was.ID, r.Address, was.Patient, was.Whose, was.Source, was.At, was.By}, "")
	})
}
