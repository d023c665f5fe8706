package org

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

type heldRow struct {
	Role       string `db:"role_id"`
	Clinic     string `db:"for_clinic"`
	Permission string `db:"permission" sql:"COALESCE(r.permission, '')"`
	Ruled      bool   `db:"ruled" sql:"COALESCE(r.held, false)"`
}

// heldNow reads what somebody holds who is employed on the day, and the rulings
// on those roles.
func heldNow(tx *db.Tx, staff string, day civil.Day) ([]Holding, []ruling, error) {
	var rows []heldRow
	err := tx.From("org_holdings h").
		Join("org_staff s", "s.id = h.staff_id").
		LeftJoin("org_rulings r", "r.role_id = h.role_id").
		Where("h.staff_id = ?", staff).
		Where("s.employed_from <= ? AND (s.employed_to IS NULL OR s.employed_to >= ?)", day, day).
		All(&rows)
	if err != nil {
		return nil, nil, err
	}
	var held []Holding
	var rulings []ruling
	for _, r := range rows {
		held = append(held, Holding{r.Role, r.Clinic})
		if r.Permission != "" {
			rulings = append(rulings, ruling{r.Role, r.Permission, r.Ruled})
		}
	}
	return sorted(held), rulings, nil
}

type rulingRow struct {
	Role       string `db:"role_id"`
	Permission string `db:"permission"`
	Held       bool   `db:"held"`
}

func rulingRows(tx *db.Tx) ([]ruling, error) {
	var rows []rulingRow
	if err := tx.From("org_rulings").OrderBy("role_id, permission").All(&rows); err != nil {
		return nil, err
	}
	out := make([]ruling, len(rows))
	for i, r := range rows {
		out[i] = ruling(r)
	}
	return out, nil
}

// putRuling keeps a decision; dropRuling goes back to the program's default.
func putRuling(tx *db.Tx, r ruling) error {
	_, err := tx.InsertOr("org_rulings", rulingRow(r),
		"ON CONFLICT (tenant_id, role_id, permission) DO UPDATE SET held = excluded.held")
	return err
}

func dropRuling(tx *db.Tx, r ruling) error {
	_, err := tx.Delete("org_rulings").Where("role_id = ? AND permission = ?", r.Role, r.Permission).Exec()
	return err
}

type roleRow struct {
	ID          string `db:"id"`
	Name        string `db:"name"`
	Description string `db:"description"`
	CreatedAt   int64  `db:"created_at"`
	Version     int64  `db:"version"`
}

func roleRows(tx *db.Tx) ([]roleRow, error) {
	var rows []roleRow
	err := tx.From("org_roles").OrderBy("created_at, id").All(&rows)
	return rows, err
}

func insertRole(tx *db.Tx, r Role) error {
	return tx.Insert("org_roles", roleRow{r.ID, r.Name, r.Description, tx.Now(), 1})
}

func updateRole(tx *db.Tx, r Role) error {
	return tx.Update("org_roles").Set("name = ?", r.Name).Set("description = ?", r.Description).
		Set("version = version + 1").Where("id = ? AND version = ?", r.ID, r.Version).Must()
}

func deleteRole(tx *db.Tx, role string) error {
	if _, err := tx.Delete("org_rulings").Where("role_id = ?", role).Exec(); err != nil {
		return err
	}
	return tx.Delete("org_roles").Where("id = ?", role).Must()
}

// holders counts the people who hold a role.
func holders(tx *db.Tx, role string) (int, error) {
	var n int
	_, err := tx.From("org_holdings").Where("role_id = ?", role).Get("count(DISTINCT staff_id)", &n)
	return n, err
}

// lastingOwners lists those who own the group and whose employment has begun
// and has no end.
func lastingOwners(tx *db.Tx, day civil.Day) ([]string, error) {
	var ids []string
	err := tx.From("org_holdings h").Join("org_staff s", "s.id = h.staff_id").
		Where("h.role_id = ? AND h.for_clinic = ''", RoleOwner).
		Where("s.employed_from <= ? AND s.employed_to IS NULL", day).Pluck("h.staff_id", &ids)
	return ids, err
}

func openClinics(tx *db.Tx) (int, error) {
	return tx.From("org_clinics").Where("closed_at IS NULL").Count()
}

func insertHoldings(tx *db.Tx, staff string, list []Holding) error {
	rows := make([]holdingRow, len(list))
	for i, h := range list {
		rows[i] = holdingRow{staff, h.Role, h.Clinic, tx.Now()}
	}
	return tx.Insert("org_holdings", rows)
}

func deleteHolding(tx *db.Tx, staff string, h Holding) error {
	_, err := tx.Delete("org_holdings").
		Where("staff_id = ? AND role_id = ? AND for_clinic = ?", staff, h.Role, h.Clinic).Exec()
	return err
}
