package charting

import (
	"context"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoSeal seals one record of the first clinic: one that was signed and amended,
// or the first that was signed.
func (s *Service) demoSeal(ctx context.Context, w *demo.World) error {
	if s.Store == nil {
		return nil
	}
	clinic := demo.Get[map[string]org.Clinic](w, org.DemoClinics)[org.DemoWindmill]
	manager := demo.Get[map[string]org.Staff](w, org.DemoStaff)["shidinghai"]
	var patient string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		done, err := anySeal(tx, clinic.ID)
		if err == nil && !done {
			patient, err = mostAmended(tx, clinic.ID)
		}
		return err
	})
	if err != nil || patient == "" {
		return err
	}
	who := db.With(auth.With(ctx, auth.Actor{ID: manager.ID, Tenant: w.Tenant}), db.Scope{Tenant: w.Tenant, Actor: manager.ID})
	_, err = s.Seal(who, NewSeal{Clinic: clinic.ID, Patient: patient, Reason: "患者对疗效有疑问，要求封存病历", Present: []string{"患者本人", "护士 江棉球"}})
	return err
}
