package patients

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/phone"
	"archwire/internal/platform/db"
)

// ListFilter says whom a list of patients holds; zero fields ask for everybody.
type ListFilter struct {
	Clinic      string // who is seen there; "" = the whole group, for who may see all of it
	Tag         string
	Doctor      string // of the care team now
	Source      string
	AgeFrom     int // full years today
	AgeTo       int // inclusive; 0 = no end
	EnteredFrom int64
	Important   bool
	LastFrom    int64  // last visit at or after
	LastBefore  int64  // last visit before, or never here
	WithoutNext bool   // no visit booked
	Below       string // after the record number that ended the page before
	Limit       int

	BornFrom, BornTo civil.Day // from the ages
}

// Listed is one row of a list.
type Listed struct {
	Hit
	Source    string
	Tags      []string // names
	CreatedAt int64
}

// Listing is one page of a list, by record number, the highest first.
type Listing struct {
	Rows  []Listed
	Next  string // to go on after; "" = the end
	Total int    // of the first page: how many there are without the filters about visits
}

// mostLooked bounds how many records one page of a list looks at: who is last
// seen when is told by another module, row by row. A page that reached it is
// short, and Next goes on.
const mostLooked = 2000

// List gives the patients of a clinic. Its fault is db.OutOfScope.
func (s *Service) List(ctx context.Context, f ListFilter) (Listing, error) {
	var out Listing
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = Listing{}
		if f.Clinic != "" || tx.Scope().Clinics != nil {
			if err := tx.RequireClinic(f.Clinic); err != nil {
				return err
			}
		}
		for _, v := range []string{f.Tag, f.Doctor} {
			if v != "" && !id.Valid(v) {
				return nil // no row can match; PostgreSQL would refuse the comparison
			}
		}
		today := civil.Of(tx.Now(), homeZone)
		f.born(today)
		if f.Below == "" {
			n, err := countList(tx, f)
			if err != nil {
				return err
			}
			out.Total = n
		}
		return s.list(tx, f, today, &out)
	})
	return out, err
}

// born turns ages into birth dates: who is 12 today was born in the year that
// ends today twelve years ago.
func (f *ListFilter) born(today civil.Day) {
	if f.AgeFrom > 0 {
		f.BornTo = today.AddMonths(-12 * f.AgeFrom)
	}
	if f.AgeTo > 0 {
		f.BornFrom = today.AddMonths(-12 * (f.AgeTo + 1)).AddDays(1)
	}
}

func (s *Service) list(tx *db.Tx, f ListFilter, today civil.Day, out *Listing) error {
	below := f.Below
	for looked := 0; looked < mostLooked; {
		rows, err := listRows(tx, f, below, f.Limit)
		if err != nil {
			return err
		}
		page, err := s.listed(tx, rows, today)
		if err != nil {
			return err
		}
		for _, p := range page {
			below = p.RecordNo
			if f.fits(p.Visits) {
				out.Rows = append(out.Rows, p)
			}
			if len(out.Rows) == f.Limit {
				out.Next = below
				return dress(tx, out.Rows)
			}
		}
		if looked += len(rows); len(rows) < f.Limit {
			return dress(tx, out.Rows)
		}
	}
	out.Next = below
	return dress(tx, out.Rows)
}

// fits tells whether somebody's visits are those that are asked for.
func (f ListFilter) fits(v VisitDates) bool {
	return (f.LastFrom == 0 || v.Last >= f.LastFrom) && (f.LastBefore == 0 || v.Last < f.LastBefore) && (!f.WithoutNext || v.Next == 0)
}

func (s *Service) listed(tx *db.Tx, rows []listRow, today civil.Day) ([]Listed, error) {
	seals := s.sealer(tx)
	out := make([]Listed, len(rows))
	ids := make([]string, len(rows))
	for i, r := range rows {
		number, err := seals.open(atDefault, r.ID, r.PhoneSealed)
		if err != nil {
			return nil, err
		}
		ids[i] = r.ID
		out[i] = Listed{Hit: Hit{
			ID: r.ID, HomeClinic: r.HomeClinic, RecordNo: r.RecordNo, Name: r.Name, Sex: r.Sex, Birth: r.Birth, Age: ageOn(r.Birth, today),
			Phone: phone.Mask(number), Important: r.Important, Alerts: r.Alerts,
		}, Source: r.Source, CreatedAt: r.CreatedAt}
	}
	if s.Visits == nil || len(ids) == 0 {
		return out, nil
	}
	dates, err := s.Visits(tx, ids)
	for i := range out {
		out[i].Visits = dates[out[i].ID]
	}
	return out, err
}

// dress adds to the rows of a page what is shown and not asked for.
func dress(tx *db.Tx, rows []Listed) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[string]*Listed, len(rows))
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		at[ids[i]] = &rows[i]
	}
	tags, err := cardTags(tx, ids)
	if err != nil {
		return err
	}
	for _, t := range tags {
		at[t.Patient].Tags = append(at[t.Patient].Tags, t.Name)
	}
	doctors, err := doctorsNow(tx, ids)
	for i := range rows {
		rows[i].Doctor = doctors[rows[i].ID]
	}
	return err
}
