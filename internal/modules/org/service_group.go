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

// CreateGroup makes a group and its first owner, who can log in at once. It is
// for the operator of the program, not for a route. The owner is made first and
// the code last, so that a group which can be found always has an owner. Its
// faults are auth's of a group, an account and a password, and those of the
// person.
func (s *Service) CreateGroup(ctx context.Context, n NewGroup) (auth.GroupInfo, error) {
	if n.ID == "" {
		n.ID = s.db.NewID()
	}
	if _, there, err := s.auth.Group(ctx, n.ID); err != nil || there {
		if there {
			err = auth.GroupTaken.At("id")
		}
		return auth.GroupInfo{}, err
	}
	hash, err := s.auth.HashPassword(ctx, n.Password, n.Owner.Login)
	if err != nil {
		return auth.GroupInfo{}, err
	}
	n.Owner.Holdings = []Holding{{Role: RoleOwner}}
	inside := auth.AsProgram(ctx, n.ID, "init")
	if _, err := s.hire(inside, n.Owner, hash, n.MustChange); err != nil {
		return auth.GroupInfo{}, err
	}
	return s.auth.CreateGroup(ctx, auth.GroupInput{ID: n.ID, Code: n.Code, Name: n.Name})
}

// hire adds a person with a password at once, without a link.
func (s *Service) hire(ctx context.Context, n NewStaff, hash string, mustChange bool) (Staff, error) {
	var out Staff
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.join(tx, n, func(in auth.AccountInput) (string, error) {
			in.MustChange = mustChange
			return s.auth.CreateIn(tx, in, hash)
		})
		return err
	})
	return out, auth.LoginFault(err)
}
