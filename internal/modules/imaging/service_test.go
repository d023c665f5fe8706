package imaging

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
	"archwire/internal/platform/testkit"
)

func TestStoryOfAPhoto(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		file := camera(photo(1800, 1200), 6, "2026:11:20 10:15:00")
		a, err := h.bring(p, file, OralFront)
		ok(t, err)
		if a.Already || a.Elsewhere || a.Day != "2026-11-20" || a.Slot != OralFront || a.TakenBy != h.doctor || a.Width != 1200 || a.Picture != "" {
			t.Errorf("%+v", a)
		}
		if _, _, err := h.s.Bytes(h.as(h.mill), a.ID, PictureOf); !errors.Is(err, NotDrawn) {
			t.Errorf("before it is drawn: %v", err)
		}
		ok(t, h.s.draw(h.program(), a.ID))
		ok(t, h.s.draw(h.program(), a.ID)) // a job may be run twice
		_, thumb, err := h.s.Bytes(h.as(h.mill), a.ID, ThumbOf)
		ok(t, err)
		if l, err := lookAt(thumb); err != nil || l.Width != 213 || l.Height != 320 {
			t.Errorf("the thumb: %+v %v", l, err)
		}
		_, original, err := h.s.Bytes(h.as(h.mill), a.ID, OriginalOf)
		ok(t, err)
		if !bytes.Equal(original, file) {
			t.Error("the original was changed")
		}

		slot, site, day := FilmPeriapical, "#46", civil.Day("2026-11-19")
		i, err := h.s.File(h.as(h.mill), a.ID, 1, Filing{Slot: &slot, Site: &site, Day: &day})
		ok(t, err)
		if i.Slot != slot || i.Site != "46" || i.Day != day || i.TakenAt != a.TakenAt || i.Version != 2 {
			t.Errorf("%+v", i)
		}
		i, err = h.s.File(h.as(h.mill), a.ID, 2, Filing{Slot: &slot})
		if ok(t, err); i.Version != 2 {
			t.Error("nothing was different, but something was written")
		}
		_, err = h.s.Withdraw(h.as(h.mill), a.ID, 2, "拍的是别人")
		ok(t, err)
		_, err = h.s.File(h.as(h.mill), a.ID, 3, Filing{Site: new(string)})
		wantFault(t, err, AlreadyWithdrawn)

		list, err := h.s.OfPatient(h.as(h.mill), p, false)
		if ok(t, err); len(list) != 0 {
			t.Errorf("in view: %v", list)
		}
		list, err = h.s.OfPatient(h.as(h.mill), p, true)
		if ok(t, err); len(list) != 1 || list[0].TakenByName == "" {
			t.Errorf("all: %+v", list)
		}
		_, steps, err := h.s.One(h.as(h.mill), a.ID)
		ok(t, err)
		var told []string
		for _, e := range steps {
			told = append(told, string(e.Step)+" "+string(e.Slot)+" "+e.Reason)
		}
		if want := []string{"added oral_front ", "filed film_periapical ", "withdrawn film_periapical 拍的是别人"}; !slices.Equal(told, want) {
			t.Errorf("%q", told)
		}
		if want := []string{FactAdded, FactFiled, FactWithdrawn}; !slices.Equal(h.facts(), want) {
			t.Errorf("facts: %v", h.facts())
		}
		if n := h.count("audit_entries", "action = 'imaging.original_opened' AND patient_id = ?", p); n != 1 {
			t.Errorf("%d openings of the original", n)
		}
		if n := h.count("audit_entries", "action = 'imaging.images_opened'"); n != 2 {
			t.Errorf("%d openings of the images", n)
		}
	})
}

func TestTheSameFileTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, other := h.patient(h.mill, "李积木"), h.patient(h.mill, "王石子")
		file := asPNG(photo(20, 10))
		first := h.must(p, file, FaceFront)
		again, err := h.bring(p, file, FaceProfile)
		ok(t, err)
		if !again.Already || again.ID != first.ID || again.Slot != FaceFront {
			t.Errorf("%+v", again)
		}
		twin, err := h.bring(other, file, FaceFront)
		ok(t, err)
		if twin.Already || !twin.Elsewhere {
			t.Errorf("%+v", twin)
		}
		have, err := h.s.Known(h.as(h.mill), p, []string{first.Hash, files.HashOf([]byte("x"))})
		if ok(t, err); !slices.Equal(have, []string{first.Hash}) {
			t.Errorf("known: %v", have)
		}
		_, err = h.s.Withdraw(h.as(h.mill), first.ID, 1, "模糊")
		ok(t, err)
		if a, err := h.bring(p, file, FaceProfile); err != nil || a.Already {
			t.Errorf("after it was withdrawn: %+v %v", a, err)
		}
		if n := h.count("imaging_images", "patient_id = ?", p); n != 2 {
			t.Errorf("%d images", n)
		}
	})
}

// Twenty bring the same file of one patient: it is there once.
func TestRaceOfTheSameFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		file := asPNG(photo(20, 10))
		for _, err := range testkit.Race(t, 20, func(int) error { _, err := h.bring(p, file, FaceFront); return err }) {
			ok(t, err)
		}
		if n := h.count("imaging_images", "patient_id = ?", p); n != 1 {
			t.Errorf("%d images", n)
		}
		if got := h.facts(); len(got) != 1 {
			t.Errorf("facts: %v", got)
		}
	})
}

// Twenty file one image anew from the same version: one of them does.
func TestRaceOfFiling(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i := h.must(h.patient(h.mill, "李积木"), asPNG(photo(20, 10)), Other)
		done := 0
		for n, err := range testkit.Race(t, 20, func(n int) error {
			_, err := h.s.File(h.as(h.mill), i.ID, 1, Filing{Slot: &Slots[n%15]})
			return err
		}) {
			if err == nil {
				done++
			} else if !errors.Is(err, db.Stale) {
				t.Errorf("%d: %v", n, err)
			}
		}
		if done != 1 {
			t.Errorf("%d were filed", done)
		}
		if n := h.count("imaging_events", "image_id = ?", i.ID); n != 2 {
			t.Errorf("%d steps", n)
		}
	})
}

func TestFilmOfSomebodyElseWarns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		film := filmFile{name: "Wang^Shizi", rows: 2, cols: 2, photometric: "MONOCHROME2", points: []uint16{0, 1, 2, 3}}
		i := h.must(p, film.bytes(), FilmPano)
		if i.NameInFile != "Wang^Shizi" || i.Day != "2026-11-20" || i.Media != DICOM {
			t.Errorf("%+v", i)
		}
		ok(t, h.s.draw(h.program(), i.ID))
		if _, b, err := h.s.Bytes(h.as(h.mill), i.ID, PictureOf); err != nil || len(b) == 0 {
			t.Error(err)
		}
		film.name = "Li^Jimu"
		if own := h.must(p, film.bytes(), FilmPano); own.NameInFile != "" {
			t.Errorf("%+v", own)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		file := asPNG(photo(20, 10))
		good := NewImage{Clinic: h.mill, Patient: p, Slot: OralFront, Hash: files.HashOf(file), Content: file}
		for name, c := range map[string]struct {
			change func(*NewImage)
			want   error
		}{
			"a torn file":         {func(n *NewImage) { n.Content = file[1:] }, HashDiffers},
			"no image":            {func(n *NewImage) { n.Content = []byte("x"); n.Hash = files.HashOf([]byte("x")) }, Unreadable},
			"no slot":             {func(n *NewImage) { n.Slot = "" }, BadSlot},
			"a slot of tomorrow":  {func(n *NewImage) { n.Slot = "face_back" }, BadSlot},
			"no tooth":            {func(n *NewImage) { n.Site = "99" }, BadSite},
			"a long site":         {func(n *NewImage) { n.Site = strings.Repeat("𠮷", 10_000) }, BadSite},
			"a day to come":       {func(n *NewImage) { n.Day = "2026-11-23" }, BadDay},
			"a day of no month":   {func(n *NewImage) { n.Day = "2026-02-30" }, BadDay},
			"a visit of nobody":   {func(n *NewImage) { n.Visit = h.IDs() }, OtherPatient},
			"a patient of nobody": {func(n *NewImage) { n.Patient = h.IDs() }, patients.NotFound},
			"another clinic":      {func(n *NewImage) { n.Clinic = h.boat }, db.OutOfScope},
		} {
			in := good
			c.change(&in)
			if _, err := h.s.Add(h.as(h.mill), in); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		big := append(asPNG(photo(2, 2)), make([]byte, 31<<20)...)
		if _, err := h.bring(p, big, Other); !errors.Is(err, TooLarge) {
			t.Errorf("31 MB: %v", err)
		}
		if n := h.count("imaging_images", "1 = 1") + h.count("imaging_events", "1 = 1") + len(h.facts()); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestWhoSees(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		i := h.must(p, asPNG(photo(20, 10)), Other)
		there := h.as(h.boat)
		_, err := h.s.OfPatient(there, p, false)
		wantFault(t, err, patients.NotFound)
		_, _, err = h.s.One(there, i.ID)
		wantFault(t, err, ImageNotFound)
		_, _, err = h.s.Bytes(there, i.ID, OriginalOf)
		wantFault(t, err, ImageNotFound)
		_, err = h.s.Withdraw(there, i.ID, 1, "x")
		wantFault(t, err, ImageNotFound)
		_, err = h.s.Known(there, p, []string{i.Hash})
		wantFault(t, err, patients.NotFound)

		// Once the patient comes to the other clinic of the same company, it sees the
		// images of the first, and changes none.
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error { _, err := h.people.Visiting(tx, p, h.boat); return err }))
		list, err := h.s.OfPatient(there, p, false)
		if ok(t, err); len(list) != 1 {
			t.Errorf("%d images", len(list))
		}
		_, err = h.s.Withdraw(there, i.ID, 1, "x")
		wantFault(t, err, db.OutOfScope)
	})
}

func TestOriginalsAndStepsStand(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i := h.must(h.patient(h.mill, "李积木"), asPNG(photo(20, 10)), Other)
		_, err := h.s.Withdraw(h.as(h.mill), i.ID, 1, "模糊")
		ok(t, err)
		for name, c := range map[string]struct {
			do   func(tx *db.Tx) error
			want string
		}{
			"delete an image": {func(tx *db.Tx) error { _, err := tx.Delete("imaging_images").Where("id = ?", i.ID).Exec(); return err }, "imaging_images_kept"},
			"change a hash": {func(tx *db.Tx) error {
				_, err := tx.Update("imaging_images").Set("hash = ?", strings.Repeat("0", 64)).Where("id = ?", i.ID).Exec()
				return err
			}, "imaging_images_original"},
			"delete a step": {func(tx *db.Tx) error {
				_, err := tx.Delete("imaging_events").Where("image_id = ?", i.ID).Exec()
				return err
			}, "imaging_events_append_only"},
			"change a step": {func(tx *db.Tx) error {
				_, err := tx.Update("imaging_events").Set("slot = 'other'").Set("at = 1").Where("image_id = ?", i.ID).Exec()
				return err
			}, "imaging_events_append_only"},
			"change its reason": {func(tx *db.Tx) error {
				_, err := tx.Update("imaging_events").Set("reason = 'y'").Where("image_id = ?", i.ID).Exec()
				return err
			}, "imaging_events_append_only"},
		} {
			if err := h.DB.Write(h.program(), c.do); db.Violated(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestErasedPersonsAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		film := filmFile{name: "Wang^Shizi", rows: 2, cols: 2, photometric: "MONOCHROME2", points: []uint16{0, 1, 2, 3}}
		i := h.must(p, film.bytes(), FilmPano)
		_, err := h.s.Withdraw(h.as(h.mill), i.ID, 1, "王石子的片子")
		ok(t, err)
		ok(t, h.people.EraseData(h.program(), p, "本人要求"))
		if n := h.count("imaging_images", "name_in_file <> ''") + h.count("imaging_events", "reason <> ''"); n != 0 {
			t.Errorf("%d rows still tell", n)
		}
		if n := h.count("imaging_images", "patient_id = ?", p); n != 1 {
			t.Errorf("%d images: the record is kept", n)
		}
		_, err = h.bring(p, asPNG(photo(3, 3)), Other)
		wantFault(t, err, RecordClosed)
	})
}

func TestMergedRecordsKeepTheirImages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		into, from := h.patient(h.mill, "李积木"), h.patient(h.mill, "李积木")
		file := asPNG(photo(20, 10))
		h.must(into, file, FaceFront)
		h.must(from, file, FaceFront)
		h.must(from, asPNG(photo(10, 10)), OralFront)
		_, err := h.people.MergeInto(h.program(), from, into, "同一人")
		ok(t, err)
		list, err := h.s.OfPatient(h.as(h.mill), into, false)
		if ok(t, err); len(list) != 3 {
			t.Errorf("%d images", len(list))
		}
	})
}

func TestLostAndDamagedOriginals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i := h.must(h.patient(h.mill, "李积木"), asPNG(photo(20, 10)), Other)
		path := filepath.Join(h.dir, i.Hash[:2], i.Hash)
		ok(t, os.WriteFile(path, []byte("changed"), 0o600))
		_, _, err := h.s.Bytes(h.as(h.mill), i.ID, OriginalOf)
		wantFault(t, err, FileMissing)
		if err := h.s.draw(h.program(), i.ID); !errors.Is(err, files.ErrDamaged) {
			t.Errorf("drawn from a damaged file: %v", err)
		}
		ok(t, os.Remove(path))
		_, _, err = h.s.Bytes(h.as(h.mill), i.ID, OriginalOf)
		wantFault(t, err, FileMissing)
	})
}

// away is a store that does not answer.
type away struct{ files.Store }

func (away) Put(context.Context, io.Reader, int64) (files.Blob, error) {
	return files.Blob{}, files.ErrAway
}
func (away) Open(context.Context, string) (io.ReadCloser, error) { return nil, files.ErrAway }

func TestAStoreThatDoesNotAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		i := h.must(p, asPNG(photo(20, 10)), Other)
		h.s.files = away{h.s.files}
		_, err := h.bring(p, asPNG(photo(20, 11)), Other)
		wantFault(t, err, StoreAway)
		_, _, err = h.s.Bytes(h.as(h.mill), i.ID, OriginalOf)
		wantFault(t, err, StoreAway)
		if err := h.s.draw(h.program(), i.ID); !errors.Is(err, files.ErrAway) { // the job is run again later
			t.Errorf("drawn: %v", err)
		}
		if n := h.count("imaging_images", "patient_id = ?", p); n != 1 {
			t.Errorf("%d images", n)
		}
	})
}

func TestAFileThatCannotBeDrawnSaysSo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		whole := asPNG(photo(60, 60))
		i := h.must(h.patient(h.mill, "李积木"), whole[:len(whole)-30], Other) // its head is sound
		ok(t, h.s.draw(h.program(), i.ID))
		v, _, err := h.s.One(h.as(h.mill), i.ID)
		if ok(t, err); v.Trouble != Unreadable.Code || v.Picture != "" {
			t.Errorf("%+v", v)
		}
	})
}

func TestFiguresCountWhatIsInView(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill, "李积木")
		gone := h.must(p, asPNG(photo(20, 10)), FaceFront)
		h.must(p, asPNG(photo(20, 11)), FaceFront)
		h.must(p, asPNG(photo(20, 12)), FaceFront)
		h.must(p, asPNG(photo(20, 13)), FilmPano)
		_, err := h.s.Withdraw(h.as(h.mill), gone.ID, 1, "模糊")
		ok(t, err)
		got, err := h.s.Figures(h.as(h.mill), h.mill, "2026-11-01", "2026-11-30")
		ok(t, err)
		if len(got) != 2 || got[0].Slot != FaceFront || got[0].Count != 2 || got[0].Staff != h.doctor || got[0].Name == "" || got[1].Count != 1 {
			t.Errorf("%+v", got)
		}
		_, err = h.s.Figures(h.as(h.mill), h.boat, "2026-11-01", "2026-11-30")
		wantFault(t, err, db.OutOfScope)
		_, err = h.s.Figures(h.as(h.mill), h.mill, "2026-11-30", "2026-11-01")
		wantFault(t, err, BadRange)
	})
}

// The demo draws the same for the same seed, and a second run adds nothing.
func TestDemoDrawsSets(t *testing.T) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) {
		h := openHouse(t, w)
		for _, furnish := range []func(context.Context, *house) error{
			func(ctx context.Context, h *house) error { return h.people.Module().Demo(ctx, h.world) },
			func(ctx context.Context, h *house) error { return h.s.demo(ctx, h.world) },
		} {
			ok(t, furnish(h.program(), h))
		}
		n := h.count("imaging_images", "1 = 1")
		if n < len(firstSet) || h.count("imaging_images", "picture_hash = ''") != 0 {
			t.Errorf("%d images", n)
		}
		ok(t, h.s.demo(h.program(), h.world))
		if again := h.count("imaging_images", "1 = 1"); again != n {
			t.Errorf("the second run added %d", again-n)
		}
		k := sketch{seed: 7, hair: hairs[0], shirt: shirts[0]}
		for _, slot := range firstSet {
			a, err := asJPEG(k.draw(slot), 72)
			ok(t, err)
			b, err := asJPEG(k.draw(slot), 72)
			if ok(t, err); !bytes.Equal(a, b) {
				t.Errorf("%s is drawn differently each time", slot)
			}
		}
	})
}
