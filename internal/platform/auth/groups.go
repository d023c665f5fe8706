package auth

import (
	"context"
	"strings"
	"sync"
	"time"

	"archwire/internal/platform/db"
)

// GroupInput is a new group of clinics.
type GroupInput struct {
	ID         string // the tenant; "" = a new one
	Code       string // what people type: 2 to 32 letters, digits and . _ - @
	PublicCode string // what travels in addresses; "" = a random one
	Name       string
}

// GroupInfo is a group as log-in knows it.
type GroupInfo struct {
	ID, Code, PublicCode, Name string
}

// CreateGroup makes a group. Its faults are GroupForm, NameForm and GroupTaken.
func (s *Service) CreateGroup(ctx context.Context, in GroupInput) (GroupInfo, error) {
	if in.ID == "" {
		in.ID = s.db.NewID()
	}
	var g GroupInfo
	err := s.db.Write(as(ctx, in.ID, ""), func(tx *db.Tx) (err error) {
		g, err = s.CreateGroupIn(tx, in)
		return err
	})
	return g, GroupFault(err)
}

// CreateGroupIn is CreateGroup for the group of the caller's transaction, which
// makes more than the group. The caller passes the Write's error through
// GroupFault.
func (s *Service) CreateGroupIn(tx *db.Tx, in GroupInput) (GroupInfo, error) {
	g := GroupInfo{ID: tx.Tenant(), Code: loginKey(in.Code), PublicCode: in.PublicCode, Name: strings.TrimSpace(in.Name)}
	if g.PublicCode == "" {
		g.PublicCode = newWord(10)
	}
	if !plainWord(g.Code, 2, 32) || !plainWord(g.PublicCode, 2, 32) || strings.Contains(g.PublicCode, ".") {
		return GroupInfo{}, GroupForm.At("code", "min", 2, "max", 32)
	}
	if err := checkName("name", g.Name); err != nil {
		return GroupInfo{}, err
	}
	if err := addGroup(tx, g); err != nil {
		return GroupInfo{}, err
	}
	tx.AfterCommit(s.groups.forget)
	return g, s.note(tx, "auth.group_created", "", map[string]string{"group": g.ID})
}

// GroupFault turns a broken constraint of a Write that made a group into
// GroupTaken, and leaves any other error as it is.
func GroupFault(err error) error {
	switch db.Violated(err) {
	case "auth_groups_code", "auth_groups_public_code", "auth_groups_pkey":
		return GroupTaken.At("code")
	}
	return err
}

// Group finds the group of a tenant's id.
func (s *Service) Group(ctx context.Context, tenant string) (GroupInfo, bool, error) {
	return s.group(ctx, func(g GroupInfo) bool { return g.ID == tenant })
}

func (s *Service) group(ctx context.Context, is func(GroupInfo) bool) (GroupInfo, bool, error) {
	return s.groups.find(ctx, s.db, is)
}

// groups remembers all groups: their codes never change, and a session is
// looked up at each request. An unknown code makes it read again, at most once
// in a second, so that guessing costs the database nothing.
type groups struct {
	mu   sync.Mutex
	list []GroupInfo
	read time.Time
}

const rereadGroups = time.Second

func (c *groups) find(ctx context.Context, d *db.DB, is func(GroupInfo) bool) (GroupInfo, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for _, g := range c.list {
			if is(g) {
				return g, true, nil
			}
		}
		if time.Since(c.read) < rereadGroups {
			return GroupInfo{}, false, nil
		}
		err := d.System(ctx, "the groups by their codes", func(tx *db.Tx) (err error) {
			c.list, err = allGroups(tx)
			return err
		})
		if err != nil {
			return GroupInfo{}, false, err
		}
		c.read = time.Now()
	}
}

func (c *groups) forget() {
	c.mu.Lock()
	c.read = time.Time{}
	c.mu.Unlock()
}

// Groups lists every group of the installation, for the operator's commands.
func (s *Service) Groups(ctx context.Context) (list []GroupInfo, err error) {
	err = s.db.System(ctx, "the groups of this installation", func(tx *db.Tx) (err error) {
		list, err = allGroups(tx)
		return err
	})
	return list, err
}
