package messages

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// Who of the demo gave customers to whom: a colleague who takes over another's post.
const (
	demoGives = "yejieza"
	demoTakes = "luxiaohuang"
)

// demoMoves tells of two customers who were to go from one colleague to another: one went,
// three weeks ago, and one did not want to.
func (s *Service) demoMoves(ctx context.Context, w *demo.World, a Account, list []DemoContact) error {
	clinic := demo.Get[map[string]org.Clinic](w, org.DemoClinics)[org.DemoWindmill]
	by := demo.Get[map[string]org.Staff](w, org.DemoStaff)["shidinghai"].ID
	return s.db.Write(ctx, func(tx *db.Tx) error {
		there, err := movesAt(tx, clinic.ID, 1)
		if err != nil || len(there) > 0 {
			return err
		}
		at := w.Today.AddDays(-22).At(civil.Clock(15*60), w.Zone)
		for _, x := range []struct {
			friend string // whose customer they are now
			state  MoveState
			reason string
		}{{demoTakes, MoveMoved, ""}, {demoGives, MoveRefused, moveDeclined}} {
			address, err := demoCustomer(tx, a, list, clinic.Code, x.friend)
			if err != nil || address == "" {
				return err
			}
			m := Move{ID: tx.NewID(), Clinic: clinic.ID, Account: a.ID, Address: address, From: demoGives, To: demoTakes, Kind: MoveOnJob, State: MoveAsked, Batch: tx.NewID(), At: at, By: by}
			m.over(x.state, x.reason, at+moveDay.Milliseconds())
			if x.state == MoveRefused {
				m.StateAt, m.Settled = at+3*3600_000, at+3*3600_000
			}
			if _, err := insertMoves(tx, []Move{m}); err != nil {
				return err
			}
			if x.state != MoveMoved {
				continue
			}
			before := Edge{Address: address, User: demoGives, Account: a.ID, State: EdgeDeleted, At: m.StateAt, MovedTo: demoTakes, Way: 1}
			now := Edge{Address: address, User: demoTakes, Account: a.ID, State: EdgeFriend, Since: m.StateAt, At: m.StateAt, Way: wayAssigned}
			if err := saveEdges(tx, []Edge{before, now}); err != nil {
				return err
			}
		}
		return nil
	})
}

// demoCustomer finds somebody who is a colleague's customer and speaks for a patient, "" =
// there is none among so few.
func demoCustomer(tx *db.Tx, a Account, list []DemoContact, clinic, friend string) (string, error) {
	for i, c := range list {
		if c.External == "" || c.FriendOf != friend || c.Clinic != clinic || i%17 == 9 || demoCameBy(c, i) != "" {
			continue
		}
		return demoAddress(tx, a.ID, c.External)
	}
	return "", nil
}
