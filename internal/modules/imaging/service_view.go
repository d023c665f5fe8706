package imaging

import (
	"context"
	"errors"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
)

// maxOfPatient is how many images of one patient a page shows: thirty years of
// orthodontic sets.
const maxOfPatient = 2000

// seen hides an image whose patient the actor does not see. Fault: ImageNotFound.
func (s *Service) seen(tx *db.Tx, i Image) error {
	_, err := s.patients.ByID(tx, i.Patient)
	if errors.Is(err, patients.NotFound) {
		return ImageNotFound.With()
	}
	return err
}

// Viewed is an image with the names of the people who had to do with it.
type Viewed struct {
	Image
	TakenByName string
	AddedByName string
	Gone        NamedEvent // of an image out of view: who withdrew it and why
}

// OfPatient gives a patient's images of all clinics, the latest day first, and
// writes into the audit that they were opened. Fault: patients.NotFound.
func (s *Service) OfPatient(ctx context.Context, patient string, withdrawn bool) ([]Viewed, error) {
	var out []Viewed
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := s.patients.ByID(tx, patient); err != nil {
			return err
		}
		list, err := imagesOf(tx, patient, maxOfPatient)
		if err != nil {
			return err
		}
		out, err = s.named(tx, list, withdrawn)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.audit.Opened(ctx, audit.Entry{Action: "imaging.images_opened", SubjectKind: "patient", SubjectID: patient, Patient: patient})
}

// named puts names to images; those out of view only where they are asked for.
func (s *Service) named(tx *db.Tx, list []Image, withdrawn bool) ([]Viewed, error) {
	var ids []string
	for _, i := range list {
		ids = append(ids, i.TakenBy, i.AddedBy)
	}
	staff, err := s.org.StaffByIDs(tx, ids)
	var out []Viewed
	for _, i := range list {
		if i.Withdrawn == 0 || withdrawn {
			out = append(out, Viewed{Image: i, TakenByName: staff[i.TakenBy].Name, AddedByName: staff[i.AddedBy].Name})
		}
	}
	if err != nil {
		return nil, err
	}
	return out, s.tellGone(tx, out)
}

// tellGone puts to images out of view who withdrew them and why.
func (s *Service) tellGone(tx *db.Tx, list []Viewed) error {
	var ids, by []string
	for _, v := range list {
		if v.Withdrawn > 0 {
			ids = append(ids, v.ID)
		}
	}
	steps, err := withdrawals(tx, ids)
	if err != nil || len(steps) == 0 {
		return err
	}
	for _, e := range steps {
		by = append(by, e.By)
	}
	staff, err := s.org.StaffByIDs(tx, by)
	for n, v := range list {
		if e, ok := steps[v.ID]; ok {
			list[n].Gone = NamedEvent{e, staff[e.By].Name}
		}
	}
	return err
}

// NamedEvent is a step with the name of who did it.
type NamedEvent struct {
	Event
	Name string
}

// One gives an image with all that happened to it. Fault: ImageNotFound.
func (s *Service) One(ctx context.Context, image string) (Viewed, []NamedEvent, error) {
	var out Viewed
	var steps []NamedEvent
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		i, err := imageOne(tx, image, false)
		if err != nil {
			return err
		}
		if err := s.seen(tx, i); err != nil {
			return err
		}
		list, err := s.named(tx, []Image{i}, true)
		if err != nil {
			return err
		}
		out = list[0]
		events, err := eventsOf(tx, i.ID)
		if err != nil {
			return err
		}
		var ids []string
		for _, e := range events {
			ids = append(ids, e.By)
		}
		staff, err := s.org.StaffByIDs(tx, ids)
		for _, e := range events {
			steps = append(steps, NamedEvent{e, staff[e.By].Name})
		}
		return err
	})
	return out, steps, err
}

// Rendition is one of the forms in which an image is looked at.
type Rendition string

// The renditions.
const (
	ThumbOf    Rendition = "thumb"
	PictureOf  Rendition = "picture"
	OriginalOf Rendition = "original"
)

// Bytes gives the bytes of a rendition; the opening of an original is in the
// audit. Faults: ImageNotFound, NotDrawn, FileMissing, StoreAway.
func (s *Service) Bytes(ctx context.Context, image string, r Rendition) (Image, []byte, error) {
	var i Image
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if i, err = imageOne(tx, image, false); err != nil {
			return err
		}
		return s.seen(tx, i)
	})
	if err != nil {
		return i, nil, err
	}
	hash := map[Rendition]string{ThumbOf: i.Thumb, PictureOf: i.Picture, OriginalOf: i.Hash}[r]
	if hash == "" {
		return i, nil, NotDrawn.With()
	}
	if r == OriginalOf {
		e := audit.Entry{Action: "imaging.original_opened", SubjectKind: subject, SubjectID: i.ID, Patient: i.Patient, Clinic: i.Clinic}
		if err := s.audit.Opened(ctx, e); err != nil {
			return i, nil, err
		}
	}
	b, err := files.Bytes(ctx, s.files, hash)
	return i, b, told(err)
}

// Figure is how many images of a slot somebody took.
type Figure struct {
	Slot  Slot
	Staff string
	Name  string
	Count int
}

// maxFigureDays bounds the days of one look at the figures, as for those of visits on the same page.
const maxFigureDays = 400

// Figures counts a clinic's images of the days, by slot and person. Faults:
// BadRange, db.OutOfScope.
func (s *Service) Figures(ctx context.Context, clinic string, from, to civil.Day) ([]Figure, error) {
	if from > to || to.Sub(from) > maxFigureDays {
		return nil, BadRange.At("from", "days", maxFigureDays)
	}
	var out []Figure
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		rows, err := counts(tx, clinic, from, to)
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range rows {
			ids = append(ids, r.Staff)
		}
		var staff map[string]org.Staff
		staff, err = s.org.StaffByIDs(tx, ids)
		for _, r := range rows {
			out = append(out, Figure{r.Slot, r.Staff, staff[r.Staff].Name, r.N})
		}
		return err
	})
	return out, err
}

// atOnce is how many visits are asked about in one statement.
const atOnce = 500

// TakersAt tells who took the images of visits; of several people who took the
// most. A visit without images is not in the answer.
func (s *Service) TakersAt(tx *db.Tx, visits []string) (map[string]string, error) {
	out := map[string]string{}
	for some := range slices.Chunk(visits, atOnce) {
		rows, err := takers(tx, some)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if out[r.Visit] == "" {
				out[r.Visit] = r.Staff
			}
		}
	}
	return out, nil
}
