package messages

import (
	"context"
	"errors"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// hearContact notes who has become a colleague's customer at WeCom, and who is none
// any more. Who came in gets a welcome, and their name is asked for.
func (s *Service) hearContact(tx *db.Tx, h heardRow) error {
	n := h.notice
	a, err := knowAddress(tx, h.Account, n.Address)
	if err != nil {
		return err
	}
	if n.Kind == noticeTransferFailed {
		if err := s.hearMoveFailed(tx, a, n, h.happened()); err != nil {
			return err
		}
	}
	if n.Kind == noticeContactEdited || n.Kind == noticeTransferFailed {
		return s.jobs.Enqueue(tx, nameKind, jobArgs{a.ID}, jobs.Unique(a.ID)) // the callback does not tell what changed
	}
	if n.User != "" {
		e := Edge{Address: a.ID, User: n.User, Account: h.Account, State: edgeStateOf(n.Kind, n.Half), At: h.happened(), CameBy: n.State}
		if e.State.Stands() {
			e.Since = e.At
		}
		if err := saveEdges(tx, []Edge{e}); err != nil {
			return err
		}
		if err := s.live.Touch(tx, live.Change{Topic: "messages_reach"}); err != nil {
			return err
		}
		if err := s.retagAddresses(tx, a.ID); err != nil {
			return err
		}
		if err := hastenMoves(tx, a.ID); err != nil {
			return err
		}
	}
	if n.Kind != noticeContactAdded {
		if a.FriendOf != "" && a.FriendOf != n.User || !a.follows(false, h.happened()) {
			return nil
		}
		a.FriendOf = ""
		if err := saveAddress(tx, a); err != nil {
			return err
		}
		return s.jobs.Enqueue(tx, nameKind, jobArgs{a.ID}, jobs.Unique(a.ID)) // they may be another colleague's customer still
	}
	if a.follows(true, h.happened()) {
		a.FriendOf = n.User
	}
	if n.State != "" {
		a.State = n.State
	}
	if err := saveAddress(tx, a); err != nil {
		return err
	}
	if err := s.jobs.Enqueue(tx, nameKind, jobArgs{a.ID}, jobs.Unique(a.ID)); err != nil {
		return err
	}
	if n.Welcome == "" || tx.Now() >= h.At+Welcome.keep() {
		return nil
	}
	return s.welcome(tx, h, a)
}

// welcome plans the greeting of who has just been added.
func (s *Service) welcome(tx *db.Tx, h heardRow, a Address) error {
	clinic, err := s.clinicOfUser(tx, h.Account, h.notice.User)
	if err != nil || clinic == "" {
		return err
	}
	m, err := s.messageOf(tx, Wish{Purpose: Welcome.Key, Occurrence: h.ID, Clinic: clinic, Address: a.ID, Until: h.At + Welcome.keep()},
		secret{Welcome: h.notice.Welcome})
	if err != nil {
		return err
	}
	if _, err := insertMessages(tx, []Message{m}); err != nil {
		return err
	}
	if err := jobs.Lower(tx, wakeTopic, m.WakeAt); err != nil {
		return err
	}
	return s.jobs.Enqueue(tx, nowKind, nowArgs{[]string{m.ID}})
}

// clinicOfUser is where a colleague works: the account's clinic, or the first in
// which they hold a role, or the group's first.
func (s *Service) clinicOfUser(tx *db.Tx, account, userid string) (string, error) {
	a, err := s.accountOne(tx, account)
	if err != nil || a.Clinic != "" {
		return a.Clinic, err
	}
	staff, found, err := staffByUserid(tx, account, userid)
	if err != nil {
		return "", err
	}
	if found {
		list, err := s.org.StaffByIDs(tx, []string{staff})
		if err != nil {
			return "", err
		}
		if at := list[staff].Clinics(); len(at) > 0 {
			return at[0], nil
		}
	}
	all, err := s.org.AllClinics(tx)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0].ID, nil
}

// nameContact asks WeCom who was added, for the list of those nobody is bound to; of
// one whom a colleague lost, whether another knows them still.
func (s *Service) nameContact(ctx context.Context, id string) error {
	var a Address
	var acct Account
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = addressOne(tx, id, false); err != nil {
			return err
		}
		acct, err = s.accountOne(tx, a.Account)
		return err
	})
	if err != nil {
		return err
	}
	l := s.lineTo(acct)
	if l.acct.BaseURL == "" || acct.Kind != WeCom {
		return nil
	}
	asked := s.db.Now()
	c, r := wecomContactGet(ctx, l, a.Value)
	if r.Said != saidAccepted {
		if r.Said == saidRefused || r.Said == saidNotFriend {
			return nil
		}
		return errNotNamed
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := addressOne(tx, id, true)
		if err != nil {
			return err
		}
		now.Nick, now.Union = cut(c.Name, 60), c.Union
		if friend := c.latestFriend(); now.FriendOf == "" && friend != "" {
			now.Following, now.FriendOf = true, friend
		}
		if err := saveAddress(tx, now); err != nil {
			return err
		}
		if err := noteEdges(tx, now, c, asked); err != nil {
			return err
		}
		if err := s.retagAddresses(tx, now.ID); err != nil {
			return err
		}
		if err := s.noteHints(tx, id, c); err != nil {
			return err
		}
		// Whoever has the list before them sees what they are called, and whom they look like.
		return s.live.Touch(tx, live.Change{Topic: "messages_reach"})
	})
}

// noteEdges notes who of the colleagues knows a customer, as WeCom told when asked.
func noteEdges(tx *db.Tx, a Address, c wecomContact, asked int64) error {
	list := edgesFrom(c, a.ID, a.Account, asked)
	users := make([]string, len(list))
	for i, e := range list {
		users[i] = e.User
	}
	if err := endEdges(tx, a.ID, users, asked); err != nil {
		return err
	}
	return saveEdges(tx, list)
}

// errNotNamed says that WeCom did not tell who was added; it is asked again.
var errNotNamed = errors.New("messages: the contact was not named")

// noteHints keeps, sealed, the telephone numbers that a colleague noted beside a
// customer, as hints whom it may speak for.
func (s *Service) noteHints(tx *db.Tx, address string, c wecomContact) error {
	h := hints{}
	for _, f := range c.Followers {
		h.Mobiles = append(h.Mobiles, f.Mobiles...)
		if f.Remark != "" {
			h.Names = append(h.Names, cut(f.Remark, 60))
		}
	}
	sealed, err := s.sealJSON(hintPlace(tx, address), h)
	if err != nil {
		return err
	}
	return setHints(tx, address, sealed)
}

// hints is what may tell whom an address speaks for.
type hints struct {
	Mobiles []string `json:"mobiles,omitempty"`
	Names   []string `json:"names,omitempty"`
}
