package imaging

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"sync"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
)

// demoPatients is how many orthodontic patients have images in the demo at most:
// those who come on the reference day first; of a small demo one in twenty.
const demoPatients = 20

// The sets of the demo: at the start of a treatment, and half way.
var (
	firstSet = []Slot{FaceFront, FaceFrontSmile, FaceOblique, FaceObliqueSmile, FaceProfile, FaceProfileSmile,
		OralFront, OralRight, OralLeft, OralUpper, OralLower, FilmPano, FilmCeph}
	laterSet = []Slot{FaceFront, FaceFrontSmile, FaceProfile, OralFront, OralRight, OralLeft, OralUpper, OralLower}
)

// sitting is one set of a patient that the demo draws.
type sitting struct {
	patient patients.DemoPatient
	clinic  org.Clinic
	by      string
	day     civil.Day
	slots   []Slot
	sketch  sketch
}

// demo draws sets of orthodontic patients: line drawings, plainly no photos. Who
// has images already is passed over.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	list, err := s.sittings(ctx, w)
	if err != nil {
		return err
	}
	for n, one := range list {
		if err := s.demoSitting(ctx, one); err != nil {
			return err
		}
		w.Step("imaging", n+1, len(list))
	}
	return nil
}

// sittings chooses whom the demo draws, and when.
func (s *Service) sittings(ctx context.Context, w *demo.World) ([]sitting, error) {
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	rnd := w.Rand("imaging")
	chosen, err := s.demoChosen(ctx, w, clinics)
	var out []sitting
	for _, p := range chosen {
		one := sitting{patient: p, clinic: clinics[p.Clinic], by: staff["fangpian"].ID, slots: firstSet, sketch: newSketch(p, rnd)}
		if p.Clinic == org.DemoPaperBoat {
			one.by = staff["lushukou"].ID
		}
		one.day = w.Today.AddMonths(-p.Months).AddDays(-7)
		out = append(out, one)
		if p.Months >= 5 {
			one.day, one.slots = w.Today.AddMonths(-p.Months/2), laterSet
			one.sketch.progress = 0.7
			out = append(out, one)
		}
	}
	return out, err
}

// demoChosen are people in orthodontic treatment, less those who have images already.
func (s *Service) demoChosen(ctx context.Context, w *demo.World, clinics map[string]org.Clinic) ([]patients.DemoPatient, error) {
	today := map[string]bool{}
	var out []patients.DemoPatient
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		for _, code := range []string{org.DemoWindmill, org.DemoPaperBoat} {
			list, err := s.visits.OnDay(tx, clinics[code].ID, w.Today)
			if err != nil {
				return err
			}
			for _, v := range list {
				today[v.Patient] = true
			}
		}
		people := slices.Clone(demo.Get[[]patients.DemoPatient](w, patients.DemoPeople))
		slices.SortStableFunc(people, func(a, b patients.DemoPatient) int {
			switch {
			case today[a.ID] == today[b.ID]:
				return 0
			case today[a.ID]:
				return -1
			}
			return 1
		})
		people = slices.DeleteFunc(people, func(p patients.DemoPatient) bool { return p.State != patients.DemoTreatment })
		for _, p := range people[:min(len(people), demoPatients, max(2, w.Patients/20))] {
			there, err := imagesOf(tx, p.ID, 1)
			if err != nil {
				return err
			}
			if len(there) == 0 {
				out = append(out, p)
			}
		}
		return nil
	})
	return out, err
}

// demoSitting draws one set and files it.
func (s *Service) demoSitting(ctx context.Context, one sitting) error {
	list := make([]Image, len(one.slots))
	errs := make([]error, len(one.slots))
	var wg sync.WaitGroup
	for n, slot := range one.slots {
		wg.Go(func() { list[n], errs[n] = s.demoImage(ctx, one, slot) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		visit := ""
		day, err := s.visits.OnDay(tx, one.clinic.ID, one.day)
		for _, v := range day {
			if v.Patient == one.patient.ID && v.Live() {
				visit = v.ID
			}
		}
		if err != nil {
			return err
		}
		for _, i := range list {
			i.ID, i.Visit, i.AddedAt = tx.NewID(), visit, tx.Now()
			if err := insertImage(tx, i); err != nil {
				return err
			}
			if err := addEvent(tx, i, Added, ""); err != nil {
				return err
			}
			err := s.facts.Publish(tx, events.Fact{Kind: FactAdded, Clinic: i.Clinic, Patient: i.Patient, Subject: i.ID, Backfill: true,
				Body: i.filed()})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// demoImage draws one image and keeps what the job would have drawn from it.
func (s *Service) demoImage(ctx context.Context, one sitting, slot Slot) (Image, error) {
	img := one.sketch.draw(slot)
	content, err := asJPEG(img, 72)
	if err != nil {
		return Image{}, err
	}
	blob, err := s.files.Put(ctx, bytes.NewReader(content), maxFile)
	if err != nil {
		return Image{}, err
	}
	d := drawn{Picture: content, Width: sketchWide, Height: sketchHigh}
	if d.Thumb, err = asJPEG(fit(img, thumbSide), 80); err != nil {
		return Image{}, err
	}
	i := Image{
		Version: 1, Clinic: one.clinic.ID, Patient: one.patient.ID, Slot: slot, Day: one.day, TakenBy: one.by,
		Hash: blob.Hash, Size: blob.Size, Media: JPEG, Width: d.Width, Height: d.Height,
	}
	return i, s.keepDrawn(ctx, &i, d)
}

// newSketch chooses how somebody looks in the demo.
func newSketch(p patients.DemoPatient, rnd *rand.Rand) sketch {
	k := sketch{seed: rnd.Uint64(), long: p.Sex == patients.Female, child: p.Age < 13}
	k.hair, k.shirt = hairs[rnd.IntN(len(hairs))], shirts[rnd.IntN(len(shirts))]
	return k
}
