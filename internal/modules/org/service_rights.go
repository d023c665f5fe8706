package org

import (
	"errors"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// errNothing ends a change that is already so; it never leaves the module.
var errNothing = errors.New("org: nothing to change")

// lockRights makes this transaction the only one that changes rights in the
// group: "the last owner stays" and "nobody gives more than they hold" speak of
// many rows.
func lockRights(tx *db.Tx) error { return tx.Lock("org.rights") }

// GrantsOf tells what an account may do now: what its roles are worth under the
// group's rulings, on a day of employment; otherwise nothing. One query.
func (s *Service) GrantsOf(tx *db.Tx, account string) (auth.Grants, error) {
	held, rulings, err := heldNow(tx, account, today(tx))
	if err != nil {
		return auth.Grants{}, err
	}
	return s.book.grants(held, rulings), nil
}

// today is the group's own day.
func today(tx *db.Tx) civil.Day { return civil.Of(tx.Now(), homeZone()) }

// actorGrants reads what the actor of tx may do, fresh, so that a right that was
// taken a moment ago gives nothing away. The program itself may do everything.
func (s *Service) actorGrants(tx *db.Tx) (auth.Grants, error) {
	if a, ok := auth.From(tx.Context()); ok && a.Program {
		return auth.Grants{Group: s.book.defaults[RoleOwner]}, nil
	}
	return s.GrantsOf(tx, tx.Actor())
}

// worth tells what holdings are worth under the group's rulings, on whatever day.
func (s *Service) worth(tx *db.Tx, holdings []Holding) (auth.Grants, error) {
	rulings, err := rulingRows(tx)
	if err != nil {
		return auth.Grants{}, err
	}
	return s.book.grants(holdings, rulings), nil
}

// mayTouch refuses an actor who holds less than what the holdings are worth: it
// guards giving and taking them, and everything that gives access to somebody's
// account.
func (s *Service) mayTouch(tx *db.Tx, holdings []Holding) error {
	have, err := s.actorGrants(tx)
	if err != nil {
		return err
	}
	want, err := s.worth(tx, holdings)
	if err != nil {
		return err
	}
	return mayGive(have, want)
}
