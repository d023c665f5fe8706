package followup

import (
	"context"
	"slices"

	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoRecalled is of how many patients one is to be looked at again about now,
// because of what was done before the clinics began with the program.
const demoRecalled = 40

// recalls gives the demo whom to call in: the recalls that follow from three months
// of treatments lie ahead, those of the old books are due now.
func (f *furnishing) recalls(ctx context.Context, told []plans.DemoPlan) error {
	treated := map[string]bool{}
	for _, p := range told {
		treated[p.Patient] = true
	}
	clinics := map[string]string{} // id by code
	for _, c := range demo.Get[map[string]org.Clinic](f.w, org.DemoClinics) {
		clinics[c.Code] = c.ID
	}
	rnd := f.w.Rand("followup recalls")
	return f.s.db.Write(ctx, func(tx *db.Tx) error {
		types, _, err := recallTypes(tx)
		if err != nil {
			return err
		}
		var rows []recallRow
		for _, p := range demo.Get[[]patients.DemoPatient](f.w, patients.DemoPeople) {
			if treated[p.ID] || (p.State != patients.DemoGeneral && p.State != patients.DemoRetention) || rnd.IntN(demoRecalled) > 0 {
				continue
			}
			kind := recallFor(p, rnd.IntN(100))
			i := slices.IndexFunc(types, func(t RecallType) bool { return t.Key == kind })
			last := f.w.Today.AddDays(rnd.IntN(66) - 40).AddMonths(-12*types[i].Interval.Years - types[i].Interval.Months)
			rows = append(rows, recallRow{ID: tx.NewID(), Clinic: clinics[p.Clinic], Patient: p.ID, Of: p.ID, Kind: kind, From: last, Due: types[i].Interval.After(last), ByHand: true,
				State: RecallOn, Note: "旧系统转来", Changed: tx.Now(), Version: 1})
		}
		return insertRecalls(tx, rows)
	})
}

// recallFor is what somebody is to be looked at again for; n is a number of a hundred.
func recallFor(p patients.DemoPatient, n int) string {
	switch {
	case p.State == patients.DemoRetention:
		return "retention"
	case p.Age < 13:
		return "fluoride"
	case n < 12 && p.Age > 35:
		return "implant"
	case n < 35 && p.Age > 25:
		return "periodontal"
	}
	return "cleaning"
}
