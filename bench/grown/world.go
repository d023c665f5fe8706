package grown

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"archwire/internal/app"
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// Years is how long the group has worked.
const Years = 5

// Cashiers are the log-ins whose tills hold the heavy day of the larger clinic.
var Cashiers = []string{"qianfenming", "jiyue", "shidinghai"}

// Furnish makes the group with its people, price list, rooms and calendar in an
// empty database, through the modules' own use cases, and then lets it grow while
// no program is open. say hears how far it is.
func Furnish(ctx context.Context, open func(context.Context) (*app.App, error), conf db.Config, patients int, say func(what string, done, total int)) (Counts, error) {
	a, err := open(ctx)
	if err != nil {
		return Counts{}, err
	}
	g, err := begin(ctx, a, patients, say)
	if err := errors.Join(err, a.Close()); err != nil {
		return Counts{}, err
	}
	t := newTables()
	err = bulk(ctx, conf, t.all(), func(s sink) error {
		g.out, g.t = s, t
		return g.live(say)
	})
	return g.counts, err
}

// begin makes what is there before anybody comes.
func begin(ctx context.Context, a *app.App, patients int, say func(string, int, int)) (*group, error) {
	zone, err := time.LoadLocation(org.HomeZone)
	if err != nil {
		return nil, err
	}
	today := civil.Of(a.DB.Now(), zone)
	w := &demo.World{Tenant: org.DemoTenant, Seed: 1, Zone: zone, Today: today, From: today.AddDays(-90), To: today.AddDays(30), Patients: patients, Progress: say}
	for _, m := range a.Modules() {
		if slices.Contains([]string{"org", "patients", "catalog", "visits"}, m.Name) {
			if err := m.Demo(auth.AsProgram(ctx, w.Tenant, "demo"), w); err != nil {
				return nil, fmt.Errorf("%s: %w", m.Name, err)
			}
		}
	}
	g := &group{zone: zone, today: today, days: Years * 365, rnd: rand.New(rand.NewPCG(1, 0x6720)), later: tills{}}
	g.ids = id.Seeded(7, func() int64 { return g.now })
	return g, g.look(auth.AsProgram(ctx, w.Tenant, "bench"), a)
}

// group is the world as the past needs it.
type group struct {
	zone    *time.Location
	today   civil.Day
	days    int // of the past
	rnd     *rand.Rand
	ids     id.Source
	now     int64
	clinics []*clinic
	items   []item
	courses []item
	agreed  []*plan
	tenders []*tender
	later   tills // what came in beside the way past the desk

	out    sink
	t      *tables
	err    error
	counts Counts
}

// Counts is how much was made.
type Counts struct{ Patients, Visits, Executions, Bills, Lines, Receipts, Tenders, Allocations, Entries, Postings int }

type clinic struct {
	id, prefix       string
	doctors, helpers []string
	cashiers         []string    // of every day
	heavy            []string    // of today
	kinds            []visitKind // visits that took place
	patients         []string
	numbers          map[series]int // the last that was given
}

// series are the numbers of a kind in a year.
type series struct {
	kind string
	year int
}

// visitKind is what a visit has of its template, and where it took place.
type visitKind struct {
	ID       string `db:"template_id"`
	Code     string `db:"code"`
	Category string `db:"category"`
	Colour   string `db:"colour"`
	Pattern  string `db:"pattern"`
	Places   string `db:"places"`
	Turnover int    `db:"turnover_minutes"`
}

type item struct {
	id, code, zh, en, class, unit, teeth string
	discountable                         bool
	price                                money.Fen
}

// look reads what the past is made of.
func (g *group) look(ctx context.Context, a *app.App) error {
	return a.DB.Read(ctx, func(tx *db.Tx) error {
		g.clinics, g.items, g.courses = nil, nil, nil
		clinics, err := a.House.Org.Clinics(tx)
		if err != nil {
			return err
		}
		for _, c := range clinics {
			if c.Code != org.DemoWindmill && c.Code != org.DemoPaperBoat {
				continue
			}
			one := &clinic{id: c.ID, prefix: c.NumberPrefix, numbers: map[series]int{}}
			if err := g.people(tx, a, one); err != nil {
				return err
			}
			if c.Code == org.DemoWindmill {
				g.clinics = slices.Insert(g.clinics, 0, one)
			} else {
				g.clinics = append(g.clinics, one)
			}
		}
		list, err := a.House.Catalog.List(tx, g.clinics[0].id, g.today)
		for _, p := range list {
			g.offer(p)
		}
		return err
	})
}

func (g *group) people(tx *db.Tx, a *app.App, c *clinic) error {
	staff, err := a.House.Org.StaffOf(tx, c.id)
	if err != nil {
		return err
	}
	var logins []struct {
		ID    string `db:"id"`
		Login string `db:"login"`
	}
	if err := tx.From("auth_accounts").OrderBy("login").All(&logins); err != nil {
		return err
	}
	names := map[string]string{}
	for _, l := range logins {
		names[l.ID] = l.Login
	}
	for _, s := range staff {
		roles := s.RolesAt(c.id)
		switch {
		case slices.Contains(roles, org.RoleDoctor):
			c.doctors = append(c.doctors, s.ID)
		case slices.Contains(roles, org.RoleAssistant), slices.Contains(roles, org.RoleNurse):
			c.helpers = append(c.helpers, s.ID)
		case slices.Contains(roles, org.RoleFrontDesk), slices.Contains(roles, org.RoleCashier):
			c.cashiers = append(c.cashiers, s.ID)
		}
		if slices.Contains(Cashiers, names[s.ID]) {
			c.heavy = append(c.heavy, s.ID)
		}
	}
	err = tx.From("visits_visits").Where("clinic_id = ? AND state = 'left'", c.id).OrderBy("id").Limit(60).All(&c.kinds)
	if err != nil {
		return err
	}
	if len(c.kinds) == 0 {
		return errors.New("nobody was ever there")
	}
	return tx.From("patients_patients").Where("home_clinic_id = ?", c.id).OrderBy("id").Pluck("id", &c.patients)
}

// offer takes what has a price: courses are contracts, the rest is done at once.
func (g *group) offer(p catalog.Priced) {
	if !p.HasPrice || !p.Offered || p.Price.Amount <= 0 {
		return
	}
	i := item{p.ID, p.Code, p.NameZh, p.NameEn, p.FollowUp, string(p.Unit), string(p.Teeth), p.Discountable, p.Price.Amount}
	switch {
	case p.Unit == "course" && p.Price.Amount >= 600_000:
		g.courses = append(g.courses, i)
	case p.Unit != "course" && p.Price.Amount < 300_000:
		g.items = append(g.items, i)
	}
}
