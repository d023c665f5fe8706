package org

import (
	"context"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// NewGroup is a group of clinics with its first owner.
type NewGroup struct {
	ID       string // the tenant; "" = a new one
	Code     string // what people type at log-in
	Name     string
	Owner    NewStaff // holds the owner's role, whatever Holdings say
	Password string   // of the owner
	// MustChange makes the owner choose another password at the first log-in.
	MustChange bool
}

// CreateGroup makes a group and its first owner, who can log in at once, both or
// neither. It is for the operator of the program, not for a route. Its faults are
// auth's of a group, an account and a password, and those of the person.
func (s *Service) CreateGroup(ctx context.Context, n NewGroup) (auth.GroupInfo, error) {
	if n.ID == "" {
		n.ID = s.db.NewID()
	}
	hash, err := s.auth.HashPassword(ctx, n.Password, n.Owner.Login)
	if err != nil {
		return auth.GroupInfo{}, err
	}
	n.Owner.Holdings = []Holding{{Role: RoleOwner}}
	var g auth.GroupInfo
	err = s.db.Write(auth.AsProgram(ctx, n.ID, "init"), func(tx *db.Tx) (err error) {
		if g, err = s.auth.CreateGroupIn(tx, auth.GroupInput{Code: n.Code, Name: n.Name}); err != nil {
			return err
		}
		_, err = s.join(tx, n.Owner, s.opening(tx, hash, n.MustChange))
		return err
	})
	return g, auth.GroupFault(auth.LoginFault(err))
}

// hire adds a person with a password at once, without a link.
func (s *Service) hire(ctx context.Context, n NewStaff, hash string) (Staff, error) {
	var out Staff
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.join(tx, n, s.opening(tx, hash, false))
		return err
	})
	return out, auth.LoginFault(err)
}

// opening opens an account with a password, for join.
func (s *Service) opening(tx *db.Tx, hash string, mustChange bool) func(auth.AccountInput) (string, error) {
	return func(in auth.AccountInput) (string, error) {
		in.MustChange = mustChange
		return s.auth.CreateIn(tx, in, hash)
	}
}
