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
	g := GroupInfo{ID: in.ID, Code: loginKey(in.Code), PublicCode: in.PublicCode, Name: strings.TrimSpace(in.Name)}
	if g.ID == "" {
		g.ID = s.db.NewID()
	}
	if g.PublicCode == "" {
		g.PublicCode = newWord(10)
	}
	if !plainWord(g.Code, 2, 32) || !plainWord(g.PublicCode, 2, 32) || strings.Contains(g.PublicCode, ".") {
		return GroupInfo{}, GroupForm.At("code", "min", 2, "max", 32)
	}
	if err := checkName("name", g.Name); err != nil {
		return GroupInfo{}, err
	}
	err := s.db.Write(as(ctx, g.ID, ""), func(tx *db.Tx) error {
		if err := addGroup(tx, g); err != nil {
			return err
		}
		return s.note(tx, "auth.group_created", "", map[string]string{"group": g.ID})
	})
	switch db.Violated(err) {
	case "auth_groups_code", "auth_groups_public_code", "auth_groups_pkey":
		return GroupInfo{}, GroupTaken.At("code")
	}
	if err == nil {
		s.groups.forget()
	}
	return g, err
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
