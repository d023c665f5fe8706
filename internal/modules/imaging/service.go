package imaging

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
)

// NewImage is an image as it is brought in.
type NewImage struct {
	Clinic  string
	Patient string
	Visit   string // "" = the patient's visit of the day in the clinic, if there is one
	Order   string // the imaging order for which it was taken, "" = none
	Slot    Slot
	Site    string
	Day     civil.Day // "" = as the file says, else today
	TakenBy string    // "" = who brings it in
	Hash    string    // what the sender computed
	Content []byte
}

// AddedImage is what became of it.
type AddedImage struct {
	Image
	Already   bool // the patient had the same bytes: nothing was added
	Elsewhere bool // another patient of the group has the same bytes
}

// arrival is a new image on its way: what the file says, and where it will stand.
type arrival struct {
	NewImage
	look    look
	zone    *time.Location
	patient patients.Patient
}

// Add keeps an original and files it; the picture is drawn by a job. What the
// patient has already is given as it stands. Faults: those of the file (TooLarge,
// HashDiffers, Unreadable, NoHEIC, TooManyDots, PackedDICOM, NoPictureIn), BadSlot,
// BadSite, BadDay, OtherPatient, NoSuchOrder, OrderClosed, RecordClosed, StoreAway,
// patients.NotFound, db.OutOfScope.
func (s *Service) Add(ctx context.Context, in NewImage) (AddedImage, error) {
	if files.HashOf(in.Content) != in.Hash {
		return AddedImage{}, HashDiffers.With()
	}
	a := arrival{NewImage: in}
	if err := s.db.Read(ctx, func(tx *db.Tx) error { return s.expect(tx, &a) }); err != nil {
		return AddedImage{}, err
	}
	var err error
	if a.look, err = lookAt(in.Content); err != nil {
		return AddedImage{}, err
	}
	if _, err = s.files.Put(ctx, bytes.NewReader(in.Content), int64(len(in.Content))); err != nil {
		return AddedImage{}, told(err)
	}
	var out AddedImage
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.add(tx, a)
		return err
	})
	return out, err
}

// expect finds what stands against an image before its bytes are kept.
func (s *Service) expect(tx *db.Tx, a *arrival) (err error) {
	if err := tx.RequireClinic(a.Clinic); err != nil {
		return err
	}
	if a.patient, err = s.patients.ByID(tx, a.Patient); err != nil {
		return err
	}
	if err := takesImages(a.patient); err != nil {
		return err
	}
	most, err := maxMB.Int(tx, a.Clinic)
	if err != nil {
		return err
	}
	if len(a.Content) > most<<20 {
		return TooLarge.With("max", most)
	}
	if a.Slot.Group() == "" {
		return BadSlot.At("slot", "slot", string(a.Slot))
	}
	site, err := tooth.ParseSite(a.Site)
	if err != nil {
		return BadSite.At("site", "site", a.Site)
	}
	a.Site = site.String()
	if a.TakenBy != "" {
		if _, err := s.org.Staff(tx, a.TakenBy); err != nil {
			return err
		}
	}
	a.zone, err = s.org.Zone(tx, a.Clinic)
	return err
}

// told gives what of a failing store may be said.
func told(err error) error {
	switch {
	case errors.Is(err, files.ErrMissing), errors.Is(err, files.ErrDamaged):
		return FileMissing.With()
	case errors.Is(err, files.ErrAway):
		return StoreAway.With()
	}
	return err
}

// takesImages refuses a record that was merged or erased. Fault: RecordClosed.
func takesImages(p patients.Patient) error {
	if p.State != patients.Active {
		return RecordClosed.With()
	}
	return nil
}

// add files the image within its transaction.
func (s *Service) add(tx *db.Tx, a arrival) (AddedImage, error) {
	if err := tx.Lock("imaging/" + a.Patient); err != nil {
		return AddedImage{}, err
	}
	same, err := twins(tx, a.Hash)
	if err != nil {
		return AddedImage{}, err
	}
	if n := slices.IndexFunc(same, func(i Image) bool { return i.Patient == a.Patient }); n >= 0 {
		return AddedImage{Image: same[n], Already: true}, nil
	}
	i, err := s.place(tx, a)
	if err != nil {
		return AddedImage{}, err
	}
	if err := s.takeOrder(tx, i); err != nil {
		return AddedImage{}, err
	}
	if err := insertImage(tx, i); err != nil {
		return AddedImage{}, err
	}
	if err := addEvent(tx, i, Added, ""); err != nil {
		return AddedImage{}, err
	}
	if err := s.tell(tx, FactAdded, i, nil, ""); err != nil {
		return AddedImage{}, err
	}
	return AddedImage{Image: i, Elsewhere: len(same) > 0}, s.jobs.Enqueue(tx, drawKind, drawArgs{i.ID})
}

// place says where a new image stands: its day and its visit.
func (s *Service) place(tx *db.Tx, a arrival) (Image, error) {
	i := Image{
		ID: tx.NewID(), Version: 1, Clinic: a.Clinic, Patient: a.Patient, Visit: a.Visit, Order: a.Order, Slot: a.Slot, Site: a.Site, Day: a.Day,
		TakenBy: a.TakenBy, Hash: a.Hash, Size: int64(len(a.Content)), Media: a.look.Media, Width: a.look.Width, Height: a.look.Height,
		PointX: a.look.PointX, PointY: a.look.PointY,
		AddedAt: tx.Now(), AddedBy: tx.Actor(),
	}
	if i.TakenBy == "" {
		i.TakenBy = tx.Actor()
	}
	if a.look.Name != "" && !sameName(a.look.Name, a.patient.Name) {
		i.NameInFile = cut(a.look.Name, 100)
	}
	today := civil.Of(tx.Now(), a.zone)
	if at := a.look.at(a.zone); at > 0 && at <= tx.Now() && (i.Day == "" || i.Day == civil.Of(at, a.zone)) {
		i.Day, i.TakenAt = civil.Of(at, a.zone), at
	}
	if i.Day == "" {
		i.Day = today
	}
	if day, err := civil.Parse(string(i.Day)); err != nil || day > today {
		return i, BadDay.At("day", "today", string(today))
	}
	if i.Visit != "" {
		return i, s.ofPatient(tx, i.Visit, i.Patient)
	}
	list, err := s.visits.OnDay(tx, i.Clinic, i.Day)
	for _, v := range list {
		if v.Patient == i.Patient && v.ParkedAt == 0 && v.Progress.State != visits.Cancelled && v.Progress.State != visits.NoShow {
			i.Visit = v.ID
		}
	}
	return i, err
}

// ofPatient proves that a visit is the patient's.
func (s *Service) ofPatient(tx *db.Tx, visit, patient string) error {
	v, err := s.visits.ByID(tx, visit)
	if errors.Is(err, visits.NotFound) || err == nil && v.Patient != patient {
		return OtherPatient.At("visit_id")
	}
	return err
}

// cut shortens a text to some characters that every database keeps.
func cut(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, text)
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}

// Known tells which of the hashes the patient has already, so that an upload that
// broke off sends the rest only. Fault: patients.NotFound.
func (s *Service) Known(ctx context.Context, patient string, hashes []string) ([]string, error) {
	var out []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := s.patients.ByID(tx, patient); err != nil {
			return err
		}
		var err error
		out, err = hashesOf(tx, patient, hashes)
		return err
	})
	return out, err
}
