package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// clinicDay is the demo's larger clinic as the measurements work in it.
type clinicDay struct {
	clinic    string
	zone      *time.Location
	today     civil.Day         // the reference day
	free      civil.Day         // the first one that the demo has left empty
	rooms     map[string]string // id by name
	staff     map[string]string // id by name
	templates map[string]string // id by code
	patients  []string
}

// demo gives the furnished demo clinic, made once for a run. Measurements work on
// copies of it.
func (r *run) demo(ctx context.Context, d db.Dialect) (*stage.Database, error) {
	if base := r.demos[d]; base != nil {
		return base, nil
	}
	base, err := r.place.Empty(ctx, d)
	if err != nil {
		return nil, err
	}
	r.say("  furnishing the demo clinic on " + stage.Name(d))
	if err := base.Furnish(ctx, r.pick(6000, 600), func(string) {}); err != nil {
		return nil, err
	}
	r.demos[d] = base
	return base, nil
}

// copied gives a copy of the demo, or of another database.
func (r *run) copied(ctx context.Context, d db.Dialect) (*stage.Database, error) {
	base, err := r.demo(ctx, d)
	if err != nil {
		return nil, err
	}
	return base.Copy(ctx)
}

// onDemo lets fn work with the program on a copy of the demo.
func (r *run) onDemo(ctx context.Context, d db.Dialect, fn func(*program, *clinicDay) error) error {
	mine, err := r.copied(ctx, d)
	if err != nil {
		return err
	}
	p, err := start(ctx, mine, deskLogin)
	if err != nil {
		return err
	}
	c, err := p.clinicDay(ctx)
	if err == nil {
		err = fn(p, c)
	}
	if stopped := p.stop(); err == nil {
		err = stopped
	}
	if err != nil {
		return fmt.Errorf("%s: %w", stage.Name(d), err)
	}
	return mine.Drop()
}

// clinicDay reads what requests name.
func (p *program) clinicDay(ctx context.Context) (*clinicDay, error) {
	c := &clinicDay{rooms: map[string]string{}, staff: map[string]string{}, templates: map[string]string{}}
	ctx = auth.AsProgram(ctx, org.DemoTenant, "bench")
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		clinics, err := p.House.Org.Clinics(tx)
		for _, x := range clinics {
			if x.Code == org.DemoWindmill {
				c.clinic, c.zone = x.ID, x.Location()
			}
		}
		if err != nil {
			return err
		}
		people, err := p.House.Org.StaffOf(tx, c.clinic)
		for _, x := range people {
			c.staff[x.Name] = x.ID
		}
		if err != nil {
			return err
		}
		kinds, err := p.House.Visits.TemplatesIn(tx, c.clinic)
		for _, x := range kinds {
			c.templates[x.Code] = x.ID
		}
		if err != nil {
			return err
		}
		var last civil.Day
		if _, err := tx.From("visits_visits").Get("max(day)", &last); err != nil {
			return err
		}
		c.today, c.free = civil.Of(tx.Now(), c.zone), last.AddDays(1)
		return tx.From("patients_clinics").Where("clinic_id = ?", c.clinic).OrderBy("patient_id").Pluck("patient_id", &c.patients)
	})
	if err != nil {
		return nil, err
	}
	rooms, err := p.House.Visits.Rooms(ctx, c.clinic, false)
	for _, x := range rooms {
		c.rooms[x.Name] = x.ID
	}
	return c, err
}

// reference is the clinic of the reference day with its real ids.
func (c *clinicDay) reference() visits.ReferenceClinic {
	ids := func(from map[string]string, names ...string) []string {
		out := make([]string, len(names))
		for i, n := range names {
			out[i] = from[n]
		}
		return out
	}
	n := visits.NamedReferenceClinic()
	return visits.ReferenceClinic{
		ID: c.clinic, Orthodontist: c.staff[n.Orthodontist], Generals: ids(c.staff, n.Generals...), Second: c.staff[n.Second],
		Imager: c.staff[n.Imager], Assistants: n.Assistants, Coordinators: n.Coordinators,
		Chairs: ids(c.rooms, n.Chairs...), GeneralChairs: ids(c.rooms, n.GeneralChairs...), Consult: ids(c.rooms, n.Consult...),
		Imaging: c.rooms[n.Imaging], Training: c.rooms[n.Training],
	}
}

// bookings are n requests that fill empty Sundays as the reference day is
// filled, in no order: each names its start, doctor and places, as a desk does
// that has clicked into the board. All of them fit together.
func (c *clinicDay) bookings(cookie string, n int) ([]ask, error) {
	sunday := c.free
	for sunday.Weekday() != time.Sunday {
		sunday = sunday.AddDays(1)
	}
	model, wanted := visits.ReferenceDay(c.reference(), sunday, c.zone)
	packed := visits.Pack(model.Prepare(), wanted)
	if len(packed.Unplaced) > 0 {
		return nil, fmt.Errorf("%d visits of the reference day have no place", len(packed.Unplaced))
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	var out []ask
	for week := int64(0); len(out) < n; week++ {
		order := rnd.Perm(len(c.patients))
		for i, b := range packed.Booked {
			body, err := json.Marshal(map[string]any{
				"clinic_id": c.clinic, "patient_id": c.patients[order[i%len(order)]], "template_id": c.templates[b.Template.Code],
				"starts_at": b.Plan.Start + week*7*span.Day, "doctor_id": b.Plan.DoctorID, "places": b.Plan.Places, "appliance_arrived": true,
			})
			if err != nil {
				return nil, err
			}
			out = append(out, post(cookie, "/api/v1/visits/bookings", fmt.Sprintf("bench-%d-%d", week, i), body, http.StatusCreated))
		}
	}
	out = out[:n]
	rnd.Shuffle(n, func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out, nil
}
