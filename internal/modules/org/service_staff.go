package org

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/pinyin"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// NewStaff is somebody who joins.
type NewStaff struct {
	Login  string
	Locale string // "" = zh-CN
	Staff         // without ID and Version; Initials "" = of the name, EmployedFrom "" = today
}

// Invite adds a person, their account and roles, and gives the link by which
// they set their password. The actor must hold, wherever the roles are given,
// org.manage_staff and everything that the roles are worth. Its faults are
// NoHolding, RoleNotFound, ClinicNotFound, ClinicClosed, BeyondOwn, those of the
// values, and auth's of an account.
func (s *Service) Invite(ctx context.Context, n NewStaff) (Staff, auth.Invitation, error) {
	return s.invite(ctx, n, nil)
}

func (s *Service) invite(ctx context.Context, n NewStaff, last func(*db.Tx, Staff) error) (Staff, auth.Invitation, error) {
	var out Staff
	var link auth.Invitation
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.join(tx, n, func(in auth.AccountInput) (string, error) {
			link, err = s.auth.InviteIn(tx, in)
			return link.Account, err
		})
		if err != nil || last == nil {
			return err
		}
		return last(tx, out)
	})
	return out, link, auth.LoginFault(err)
}

// join adds a person around the account that open makes.
func (s *Service) join(tx *db.Tx, n NewStaff, open func(auth.AccountInput) (string, error)) (Staff, error) {
	p := n.Staff.filled(today(tx))
	if err := p.check(); err != nil {
		return Staff{}, err
	}
	if len(p.Holdings) == 0 {
		return Staff{}, NoHolding.At("holdings")
	}
	if err := lockRights(tx); err != nil {
		return Staff{}, err
	}
	if err := s.mayGiveHoldings(tx, p.Holdings, nil); err != nil {
		return Staff{}, err
	}
	id, err := open(auth.AccountInput{Login: n.Login, Name: p.Name, Locale: n.Locale})
	if err != nil {
		return Staff{}, err
	}
	p.ID, p.Version = id, 1
	if err := insertStaff(tx, p); err != nil {
		return Staff{}, err
	}
	if err := insertHoldings(tx, p.ID, p.Holdings); err != nil {
		return Staff{}, err
	}
	return p, s.happened(tx, change{what: StaffJoined, kind: aStaff, id: p.ID, clinic: p.home(), after: staffOut(p)})
}

// filled puts in what follows from the rest.
func (s Staff) filled(today civil.Day) Staff {
	if s.EmployedFrom == "" {
		s.EmployedFrom = today
	}
	if s.Initials == "" {
		s.Initials = initials(s.Name)
	}
	s.Holdings = sorted(s.Holdings)
	return s
}

// home is the one clinic in which the person works, "" for several or none: the
// clinic under which the audit lists what concerns the person.
func (s Staff) home() string {
	if c := s.Clinics(); len(c) == 1 {
		return c[0]
	}
	return ""
}

// initials is the likeliest spelling, cut where a name is absurdly long.
func initials(name string) string {
	list := pinyin.Keys(name).Initials
	if len(list) == 0 {
		return ""
	}
	r := []rune(list[0])
	return string(r[:min(len(r), 16)])
}

// mayGiveHoldings checks that holdings exist and that the actor, whose scope
// are the clinics of org.manage_staff, may give or take them.
func (s *Service) mayGiveHoldings(tx *db.Tx, give, take []Holding) error {
	if err := s.checkHoldings(tx, give); err != nil {
		return err
	}
	both := slices.Concat(give, take)
	for _, h := range both {
		switch {
		case h.Clinic != "" && !tx.Scope().Sees(h.Clinic):
			return ClinicNotFound.At("holdings")
		case h.Clinic == "" && tx.Scope().Clinics != nil:
			return BeyondOwn.At("holdings", "permission", ManageStaff)
		}
	}
	return s.mayTouch(tx, both)
}

// StaffChange names what is to change; nil leaves it as it is.
type StaffChange struct {
	Initials, Title, Colour *string
	// These need as much right as the person has.
	Name, Login              *string
	MayDoLicensedActs        *bool
	EmployedFrom, EmployedTo *civil.Day // EmployedTo "" = no end
}

func (c StaffChange) deep() bool {
	return c.Name != nil || c.Login != nil || c.MayDoLicensedActs != nil || c.EmployedFrom != nil || c.EmployedTo != nil
}

func (c StaffChange) apply(to *Staff) {
	set(&to.Name, c.Name)
	set(&to.Initials, c.Initials)
	set(&to.Title, c.Title)
	set(&to.Colour, c.Colour)
	set(&to.MayDoLicensedActs, c.MayDoLicensedActs)
	set(&to.EmployedFrom, c.EmployedFrom)
	set(&to.EmployedTo, c.EmployedTo)
	if c.Name != nil && c.Initials == nil {
		to.Initials = initials(to.Name)
	}
}

// ChangeStaff changes a person whom the actor sees and who was read at version.
// Its faults are StaffNotFound, db.Stale, BeyondOwn, LastOwner, those of the
// values, and auth's of a login.
func (s *Service) ChangeStaff(ctx context.Context, staff string, version int64, c StaffChange) (Staff, error) {
	var p Staff
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err = lockRights(tx); err != nil {
			return err
		}
		if p, err = s.seen(tx, staff); err != nil {
			return err
		}
		if c.deep() {
			if err := s.mayTouch(tx, p.Holdings); err != nil {
				return err
			}
		}
		before := p
		c.apply(&p)
		if err := p.check(); err != nil {
			return err
		}
		p.Version = version
		if err := updateStaff(tx, p); err != nil {
			return err
		}
		p.Version++
		if err := s.renameAccount(tx, p, c); err != nil {
			return err
		}
		if err := s.keepOwner(tx, before); err != nil {
			return err
		}
		return s.happened(tx, change{what: StaffChanged, kind: aStaff, id: p.ID, clinic: p.home(), before: staffOut(before), after: staffOut(p)})
	})
	return p, auth.LoginFault(err)
}

// renameAccount keeps name and login of the account with the person's.
func (s *Service) renameAccount(tx *db.Tx, p Staff, c StaffChange) error {
	if c.Name == nil && c.Login == nil {
		return nil
	}
	a, err := s.auth.AccountIn(tx, p.ID)
	if err != nil {
		return err
	}
	set(&a.Login, c.Login)
	return s.auth.RenameIn(tx, p.ID, a.Login, p.Name)
}

// seen reads a person whom the actor sees: everybody for who acts in the whole
// group, otherwise who works in one of their clinics.
func (s *Service) seen(tx *db.Tx, staff string) (Staff, error) {
	p, err := s.Staff(tx, staff)
	if err != nil {
		return Staff{}, err
	}
	if in := tx.Scope().Clinics; in != nil && !slices.ContainsFunc(p.Clinics(), tx.Scope().Sees) {
		return Staff{}, StaffNotFound.With()
	}
	return p, nil
}

// GiveRoles gives and takes roles of a person whom the actor sees; what is so
// already stays as it is. It counts at the person's next request. Its faults
// are StaffNotFound, RoleNotFound, ClinicNotFound, ClinicClosed, OwnerOfGroup,
// BeyondOwn and LastOwner.
func (s *Service) GiveRoles(ctx context.Context, staff string, give, take []Holding) (Staff, error) {
	var p Staff
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err = lockRights(tx); err != nil {
			return err
		}
		if p, err = s.seen(tx, staff); err != nil {
			return err
		}
		before := p
		held := func(h Holding) bool { return slices.Contains(before.Holdings, h) }
		more := slices.DeleteFunc(sorted(give), held)
		less := slices.DeleteFunc(sorted(take), func(h Holding) bool { return !held(h) || slices.Contains(give, h) })
		if len(more)+len(less) == 0 {
			return nil
		}
		if err := s.mayGiveHoldings(tx, more, less); err != nil {
			return err
		}
		if err := s.moveHoldings(tx, &p, more, less); err != nil {
			return err
		}
		if err := s.keepOwner(tx, before); err != nil {
			return err
		}
		return s.happened(tx, change{what: RightsChanged, kind: aStaff, id: p.ID, clinic: p.home(),
			before: holdingsOut(before.Holdings), after: holdingsOut(p.Holdings)})
	})
	return p, err
}

func (s *Service) moveHoldings(tx *db.Tx, p *Staff, more, less []Holding) error {
	if err := insertHoldings(tx, p.ID, more); err != nil {
		return err
	}
	for _, h := range less {
		if err := deleteHolding(tx, p.ID, h); err != nil {
			return err
		}
	}
	p.Holdings = sorted(slices.Concat(slices.DeleteFunc(slices.Clone(p.Holdings), func(h Holding) bool {
		return slices.Contains(less, h)
	}), more))
	return nil
}

// keepOwner refuses a change after which nobody owns the group who can log in
// and stays. It looks only where the person changed was an owner.
func (s *Service) keepOwner(tx *db.Tx, before Staff) error {
	if !before.Is(RoleOwner, "") {
		return nil
	}
	ids, err := lastingOwners(tx, today(tx))
	if err != nil {
		return err
	}
	accounts, err := s.auth.AccountsIn(tx, ids)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.HasPassword && a.DisabledAt == 0 {
			return nil
		}
	}
	return LastOwner.With()
}

// CloseAccess ends a person's sessions and lets them in no more; OpenAccess lets
// them in again. Faults are StaffNotFound, NotOneself, BeyondOwn and LastOwner.
func (s *Service) CloseAccess(ctx context.Context, staff string) error {
	return s.access(ctx, staff, s.auth.DisableIn)
}

// OpenAccess lets a person in again; see CloseAccess.
func (s *Service) OpenAccess(ctx context.Context, staff string) error {
	return s.access(ctx, staff, s.auth.EnableIn)
}

// ResetAccess takes a person's password away and gives a link to set a new one;
// dropFactor takes the second factor too. For somebody who was invited and has
// not come yet it is a new invitation. Faults are those of CloseAccess.
func (s *Service) ResetAccess(ctx context.Context, staff string, dropFactor bool) (auth.Invitation, error) {
	var link auth.Invitation
	err := s.access(ctx, staff, func(tx *db.Tx, id string) (err error) {
		link, err = s.auth.ResetIn(tx, auth.ResetInput{Account: id, DropFactor: dropFactor})
		return err
	})
	return link, err
}

// access changes how somebody gets in: not one's own, and only over who may do
// no more than the actor.
func (s *Service) access(ctx context.Context, staff string, do func(*db.Tx, string) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if staff == tx.Actor() {
			return NotOneself.With()
		}
		if err := lockRights(tx); err != nil {
			return err
		}
		p, err := s.seen(tx, staff)
		if err != nil {
			return err
		}
		if err := s.mayTouch(tx, p.Holdings); err != nil {
			return err
		}
		if err := do(tx, p.ID); err != nil {
			return err
		}
		if err := s.keepOwner(tx, p); err != nil {
			return err
		}
		// The audit row is auth's own.
		return s.facts.Publish(tx, events.Fact{Kind: AccessChanged, Clinic: p.home(), Subject: p.ID})
	})
}

// StaffFilter narrows a list of people; the zero value lists who is employed.
type StaffFilter struct {
	Clinic        string // who work there
	Role          string
	Search        string // part of the name, or the beginning of the initials
	Gone          bool   // those too whose employment is over
	Limit         int    // page size
	AfterInitials string // keys of the last row of the page before
	After         string
}
