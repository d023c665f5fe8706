package imaging

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"slices"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/files"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/testkit"
)

// stack is every migration below and of this module.
var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&tasks.Service{}).Module(),
	(&visits.Service{}).Module(), (&Service{}).Module())

// house is the demo group with its two clinics, and nobody in them.
type house struct {
	*testkit.World
	t      testing.TB
	s      *Service
	people *patients.Service
	visits *visits.Service
	world  *demo.World
	dir    string // of the files
	mill   string
	boat   string
	doctor string
	n      int
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	var err error
	g := ground.Lay(t, w)
	group := org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})
	h := &house{World: w, t: t, dir: filepath.Join(t.TempDir(), "files")}
	h.people = patients.New(patients.Deps{DB: w.DB, Auth: g.Auth, Org: group, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	todo := tasks.Make(tasks.Deps{DB: w.DB, Org: group, Audit: g.Audit, Facts: g.Facts})
	h.visits, err = visits.New(visits.Deps{DB: w.DB, Org: group, Patients: h.people, Tasks: todo, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts, Vault: g.Vault})
	ok(t, err)
	h.s = New(Deps{DB: w.DB, Org: group, Patients: h.people, Visits: h.visits, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs,
		Files: files.Local{Dir: h.dir, Unsynced: true}})
	ok(t, g.Jobs.Add(h.s.drawJob()))
	ok(t, g.Facts.Add(h.s.subscriptions()...))
	h.people.Moves = slices.Concat(visits.PatientColumns, PatientColumns)
	group.Declare(slices.Concat(org.Permissions, permissions()))
	day := civil.Of(testkit.Start, shanghai)
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: shanghai, Today: day, From: day.AddDays(-90), To: day.AddDays(30), Patients: 60}
	ok(t, group.Module().Demo(h.program(), h.world))
	clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
	h.mill, h.boat = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID
	h.doctor = demo.Get[map[string]org.Staff](h.world, org.DemoStaff)[org.DemoDoctor].ID
	return h
}

var shanghai = org.Clinic{Zone: org.HomeZone}.Location()

func (h *house) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

// as is a context of the doctor with the rights of the module in clinics.
func (h *house) as(clinics ...string) context.Context {
	g := auth.Grants{Clinic: map[string]auth.Keys{}}
	for _, c := range clinics {
		g.Clinic[c] = auth.KeysOf(MayView, MayAdd, MayChange, MayFigures)
	}
	ctx := auth.With(h.t.Context(), auth.Actor{ID: h.doctor, Tenant: h.Tenant, Grants: g})
	return db.With(ctx, db.Scope{Tenant: h.Tenant, Clinics: clinics, Actor: h.doctor})
}

func (h *house) patient(clinic, name string) string {
	h.t.Helper()
	h.n++
	r, err := h.people.Register(h.program(), patients.NewPatient{Clinic: clinic, ConfirmNew: true,
		Entry: patients.Entry{Name: &name}, Contacts: []patients.Contact{{Number: fmt.Sprintf("128%08d", h.n), Default: true}}})
	ok(h.t, err)
	return r.Patient.ID
}

// bring adds a file as the doctor of the mill.
func (h *house) bring(patient string, content []byte, slot Slot) (AddedImage, error) {
	return h.s.Add(h.as(h.mill), NewImage{Clinic: h.mill, Patient: patient, Slot: slot, Hash: files.HashOf(content), Content: content})
}

func (h *house) must(patient string, content []byte, slot Slot) Image {
	h.t.Helper()
	a, err := h.bring(patient, content, slot)
	ok(h.t, err)
	return a.Image
}

func (h *house) facts() (kinds []string) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		return tx.From("events_facts").Where("kind LIKE 'imaging.%'").OrderBy("id").Pluck("kind", &kinds)
	}))
	return kinds
}

func (h *house) count(table, where string, args ...any) (n int) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { n, err = tx.From(table).Where(where, args...).Count(); return err }))
	return n
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t testing.TB, err error, want *fault.Def) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %s", err, want.Code)
	}
}

// photo is a picture whose left half is red and whose right half is blue.
func photo(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{220, 20, 20, 255}
			if x >= w/2 {
				c = color.RGBA{20, 20, 220, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// camera is a JPEG with the notes of a camera: how it was held, and when.
func camera(m image.Image, turn uint16, taken string) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	var t bytes.Buffer
	le := binary.LittleEndian
	put := func(v any) { _ = binary.Write(&t, le, v) }
	t.WriteString("II*\x00")
	put(uint32(8))
	put(uint16(2)) // entries
	put([]uint16{tagOrientation, 3})
	put(uint32(1))
	put([]uint16{turn, 0})
	put([]uint16{tagExifIFD, 4})
	put(uint32(1))
	put(uint32(38))
	put(uint32(0))
	put(uint16(1)) // entries of the second directory, at 38
	put([]uint16{tagTaken, 2})
	put(uint32(20))
	put(uint32(56))
	put(uint32(0))
	t.WriteString(taken + "\x00")
	notes := append([]byte("Exif\x00\x00"), t.Bytes()...)
	head := []byte{0xff, 0xd8, 0xff, 0xe1, byte((len(notes) + 2) >> 8), byte(len(notes) + 2)}
	return slices.Concat(head, notes, b.Bytes()[2:])
}

// filmFile is a DICOM file, written by hand after part 10 of the standard.
type filmFile struct {
	name, syntax, photometric string
	rows, cols                uint16
	window                    [2]string
	points                    []uint16
	spacing                   string   // of points, in millimetres
	packed                    [][]byte // a compressed picture, in pieces
}

func (f filmFile) bytes() []byte {
	le := binary.LittleEndian
	element := func(b *bytes.Buffer, group, el uint16, vr string, value []byte) {
		if len(value)%2 == 1 {
			value = append(value, ' ')
		}
		_ = binary.Write(b, le, []uint16{group, el})
		b.WriteString(vr)
		if vr == "OW" || vr == "OB" {
			_ = binary.Write(b, le, uint16(0))
			_ = binary.Write(b, le, uint32(len(value)))
		} else {
			_ = binary.Write(b, le, uint16(len(value)))
		}
		b.Write(value)
	}
	short := func(v uint16) []byte { return le.AppendUint16(nil, v) }
	syntax := f.syntax
	if syntax == "" {
		syntax = explicitLittle
	}
	if len(syntax)%2 == 1 {
		syntax += "\x00"
	}
	var meta, b bytes.Buffer
	element(&meta, 2, 0x0010, "UI", []byte(syntax))
	b.Write(make([]byte, 128))
	b.WriteString("DICM")
	element(&b, 2, 0, "UL", le.AppendUint32(nil, uint32(meta.Len())))
	b.Write(meta.Bytes())
	element(&b, 8, 0x0005, "CS", []byte("ISO_IR 192"))
	element(&b, 8, 0x0020, "DA", []byte("20261120"))
	element(&b, 8, 0x0030, "TM", []byte("101500"))
	element(&b, 0x10, 0x0010, "PN", []byte(f.name))
	element(&b, 0x28, 0x0002, "US", short(1))
	element(&b, 0x28, 0x0004, "CS", []byte(f.photometric))
	element(&b, 0x28, 0x0010, "US", short(f.rows))
	element(&b, 0x28, 0x0011, "US", short(f.cols))
	element(&b, 0x28, 0x0100, "US", short(16))
	element(&b, 0x28, 0x0101, "US", short(12))
	element(&b, 0x28, 0x0102, "US", short(11))
	element(&b, 0x28, 0x0103, "US", short(0))
	if f.window[0] != "" {
		element(&b, 0x28, 0x1050, "DS", []byte(f.window[0]))
		element(&b, 0x28, 0x1051, "DS", []byte(f.window[1]))
	}
	if f.spacing != "" {
		element(&b, 0x28, 0x0030, "DS", []byte(f.spacing))
	}
	if f.packed != nil {
		_ = binary.Write(&b, le, []uint16{0x7fe0, 0x0010})
		b.WriteString("OB\x00\x00\xff\xff\xff\xff")
		for _, piece := range append([][]byte{nil}, f.packed...) { // the first would say where each begins
			if len(piece)%2 == 1 {
				piece = append(piece, 0)
			}
			_ = binary.Write(&b, le, []uint16{0xfffe, 0xe000})
			_ = binary.Write(&b, le, uint32(len(piece)))
			b.Write(piece)
		}
		_ = binary.Write(&b, le, []uint16{0xfffe, 0xe0dd, 0, 0})
	}
	if f.points != nil {
		raw := make([]byte, 0, 2*len(f.points))
		for _, p := range f.points {
			raw = le.AppendUint16(raw, p)
		}
		element(&b, 0x7fe0, 0x0010, "OW", raw)
	}
	return b.Bytes()
}
