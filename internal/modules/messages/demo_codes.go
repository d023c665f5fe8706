package messages

import (
	"context"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoCode is a code of the demo: by it came, of the customers of its colleagues, one of
// so many.
type demoCode struct {
	name, source string
	owners       []string // log-ins
	every        int
}

var demoCodeList = []demoCode{
	{"前台立牌", "walk_in", []string{"luxiaohuang", "yejieza"}, 6},
	{"候诊区海报", "short_video", []string{"wenyan"}, 5},
}

// key is what those who came by the code carry.
func (d demoCode) key() string { return demoValue(d.name, "code")[:26] }

// demoCameBy is by which code somebody came, "" = by none.
func demoCameBy(c DemoContact, i int) string {
	for _, d := range demoCodeList {
		for _, login := range d.owners {
			if c.Clinic == org.DemoWindmill && c.FriendOf == login && i%d.every == 1 {
				return d.key()
			}
		}
	}
	return ""
}

// demoCodes asks for the codes that are not there yet; they are made once jobs work.
func (s *Service) demoCodes(ctx context.Context, w *demo.World, a Account) error {
	clinic := demo.Get[map[string]org.Clinic](w, org.DemoClinics)[org.DemoWindmill]
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, d := range demoCodeList {
			there, err := codesByKey(tx, []string{d.key()})
			if err != nil {
				return err
			}
			if len(there) > 0 {
				continue
			}
			c := Code{ID: tx.NewID(), Version: 1, Clinic: clinic.ID, Account: a.ID, Name: d.name, Key: d.key(), Source: d.source, State: CodeAsked, At: tx.Now(), Made: tx.Now()}
			for _, login := range d.owners {
				c.Owners = append(c.Owners, staff[login].ID)
			}
			if err := insertCode(tx, c); err != nil {
				return err
			}
			if err := s.tellCode(tx, c, "messages.code_added"); err != nil {
				return err
			}
		}
		return nil
	})
}
