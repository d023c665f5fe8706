package org

import (
	"embed"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type clinicRow struct {
	ID           string `db:"id"`
	Code         string `db:"code"`
	Name         string `db:"name"`
	ShortName    string `db:"short_name"`
	Kind         Kind   `db:"kind"`
	LegalEntity  string `db:"legal_entity"`
	City         string `db:"city"`
	Address      string `db:"address"`
	Phone        string `db:"phone"`
	Zone         string `db:"zone"`
	Hours        Hours  `db:"hours,json"`
	NumberPrefix string `db:"number_prefix"`
	CreatedAt    int64  `db:"created_at"`
	ClosedAt     int64  `db:"closed_at,null"`
	Version      int64  `db:"version"`
}

func (r clinicRow) clinic() Clinic {
	return Clinic{
		ID: r.ID, Code: r.Code, Name: r.Name, ShortName: r.ShortName, Kind: r.Kind, LegalEntity: r.LegalEntity,
		City: r.City, Address: r.Address, Phone: r.Phone, Zone: r.Zone, Hours: r.Hours, NumberPrefix: r.NumberPrefix,
		ClosedAt: r.ClosedAt, Version: r.Version,
	}
}

func clinicOne(tx *db.Tx, clinic string) (Clinic, error) {
	var r clinicRow
	if !id.Valid(clinic) { // PostgreSQL would refuse the comparison
		return Clinic{}, ClinicNotFound.With()
	}
	found, err := tx.From("org_clinics").Where("id = ?", clinic).One(&r)
	if err != nil {
		return Clinic{}, err
	}
	if !found {
		return Clinic{}, ClinicNotFound.With()
	}
	return r.clinic(), nil
}

// clinicList gives the clinics in the scope of tx, the open ones first.
func clinicList(tx *db.Tx) ([]Clinic, error) {
	q := clinicsInOrder(tx)
	if in := tx.Scope().Clinics; in != nil {
		q = q.Where("id IN (?)", in)
	}
	return clinicsOf(q)
}

func clinicsInOrder(tx *db.Tx) *db.Query {
	return tx.From("org_clinics").OrderBy("CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, code")
}

func clinicsOf(q *db.Query) ([]Clinic, error) {
	var rows []clinicRow
	if err := q.All(&rows); err != nil {
		return nil, err
	}
	out := make([]Clinic, len(rows))
	for i, r := range rows {
		out[i] = r.clinic()
	}
	return out, nil
}

func insertClinic(tx *db.Tx, c Clinic) error {
	return tx.Insert("org_clinics", clinicRow{
		ID: c.ID, Code: c.Code, Name: c.Name, ShortName: c.ShortName, Kind: c.Kind, LegalEntity: c.LegalEntity,
		City: c.City, Address: c.Address, Phone: c.Phone, Zone: c.Zone, Hours: c.Hours, NumberPrefix: c.NumberPrefix,
		CreatedAt: tx.Now(), Version: 1,
	})
}

// updateClinic writes everything but the code, which never changes, against the
// version of c.
func updateClinic(tx *db.Tx, c Clinic, hours string) error {
	return tx.Update("org_clinics").
		Set("name = ?", c.Name).Set("short_name = ?", c.ShortName).Set("kind = ?", c.Kind).
		Set("legal_entity = ?", c.LegalEntity).Set("city = ?", c.City).Set("address = ?", c.Address).
		Set("phone = ?", c.Phone).Set("zone = ?", c.Zone).Set("hours = ?", hours).
		Set("number_prefix = ?", c.NumberPrefix).Set("closed_at = ?", orNull(c.ClosedAt)).
		Set("version = version + 1").Where("id = ? AND version = ?", c.ID, c.Version).Must()
}

func orNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

type staffRow struct {
	ID                string    `db:"id"`
	Name              string    `db:"name"`
	Initials          string    `db:"initials"`
	Title             string    `db:"title"`
	Colour            string    `db:"colour"`
	MayDoLicensedActs bool      `db:"may_do_licensed_acts"`
	EmployedFrom      civil.Day `db:"employed_from"`
	EmployedTo        civil.Day `db:"employed_to,null"`
	CreatedAt         int64     `db:"created_at"`
	Version           int64     `db:"version"`
}

func (r staffRow) staff() Staff {
	return Staff{
		ID: r.ID, Name: r.Name, Initials: r.Initials, Title: r.Title, Colour: r.Colour,
		MayDoLicensedActs: r.MayDoLicensedActs, EmployedFrom: r.EmployedFrom, EmployedTo: r.EmployedTo, Version: r.Version,
	}
}

func insertStaff(tx *db.Tx, s Staff) error {
	return tx.Insert("org_staff", staffRow{
		ID: s.ID, Name: s.Name, Initials: s.Initials, Title: s.Title, Colour: s.Colour,
		MayDoLicensedActs: s.MayDoLicensedActs, EmployedFrom: s.EmployedFrom, EmployedTo: s.EmployedTo,
		CreatedAt: tx.Now(), Version: 1,
	})
}

// staffWhere reads people, by initials, and their holdings in a second query.
func staffWhere(tx *db.Tx, narrow func(*db.Query) *db.Query) ([]Staff, error) {
	var rows []staffRow
	if err := narrow(tx.From("org_staff s").OrderBy("s.initials, s.id")).All(&rows); err != nil || len(rows) == 0 {
		return nil, err
	}
	out := make([]Staff, len(rows))
	at := make(map[string]int, len(rows))
	ids := make([]string, len(rows))
	for i, r := range rows {
		out[i], ids[i], at[r.ID] = r.staff(), r.ID, i
	}
	held, err := holdingRows(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, h := range held {
		s := &out[at[h.Staff]]
		s.Holdings = append(s.Holdings, Holding{h.Role, h.Clinic})
	}
	return out, nil
}

type holdingRow struct {
	Staff  string `db:"staff_id"`
	Role   string `db:"role_id"`
	Clinic string `db:"for_clinic"`
	Since  int64  `db:"since"`
}

// holdingRows reads the holdings of the people, each person's in order.
func holdingRows(tx *db.Tx, staff []string) ([]holdingRow, error) {
	var out []holdingRow
	err := tx.From("org_holdings").Where("staff_id IN (?)", staff).OrderBy("staff_id, for_clinic, role_id").All(&out)
	return out, err
}

// staffList reads a page of people by initials, Limit+1 of them.
func staffList(tx *db.Tx, f StaffFilter, day civil.Day) ([]Staff, error) {
	return staffWhere(tx, func(q *db.Query) *db.Query {
		if cond, args := f.holding(tx.Scope().Clinics); cond != "" {
			q = q.Where(cond, args...)
		}
		if !f.Gone {
			q = q.Where("s.employed_to IS NULL OR s.employed_to >= ?", day)
		}
		if f.Search != "" {
			q = q.Where("s.name LIKE ? ESCAPE '!' OR s.initials LIKE ? ESCAPE '!'",
				"%"+escapeLike(f.Search)+"%", escapeLike(strings.ToLower(f.Search))+"%")
		}
		if f.After != "" {
			q = q.Where("s.initials > ? OR (s.initials = ? AND s.id > ?)", f.AfterInitials, f.AfterInitials, f.After)
		}
		return q.Limit(f.Limit + 1)
	})
}

// holding is the condition on what people hold: in the clinics of the scope, in
// the clinic asked for, the role asked for.
func (f StaffFilter) holding(scope []string) (string, []any) {
	cond, args := "", []any{}
	if scope != nil {
		cond, args = cond+" AND w.for_clinic IN (?)", append(args, scope)
	}
	if f.Clinic != "" {
		cond, args = cond+" AND w.for_clinic = ?", append(args, f.Clinic)
	}
	if f.Role != "" {
		cond, args = cond+" AND w.role_id = ?", append(args, f.Role)
	}
	if cond == "" {
		return "", nil
	}
	return "EXISTS (SELECT 1 FROM org_holdings w WHERE w.tenant_id = s.tenant_id AND w.staff_id = s.id" + cond + ")", args
}

func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// updateStaff writes against the version of s.
func updateStaff(tx *db.Tx, s Staff) error {
	return tx.Update("org_staff").
		Set("name = ?", s.Name).Set("initials = ?", s.Initials).Set("title = ?", s.Title).Set("colour = ?", s.Colour).
		Set("may_do_licensed_acts = ?", s.MayDoLicensedActs).Set("employed_from = ?", s.EmployedFrom).
		Set("employed_to = ?", dayOrNull(s.EmployedTo)).Set("version = version + 1").
		Where("id = ? AND version = ?", s.ID, s.Version).Must()
}

func dayOrNull(d civil.Day) *string {
	if d == "" {
		return nil
	}
	text := string(d)
	return &text
}
