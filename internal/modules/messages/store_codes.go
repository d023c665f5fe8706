package messages

import "archwire/internal/platform/db"

type codeRow struct {
	ID      string    `db:"id"`
	Version int64     `db:"version"`
	Clinic  string    `db:"clinic_id"`
	Account string    `db:"account_id"`
	Name    string    `db:"name"`
	Owners  []string  `db:"owners,json"`
	Key     string    `db:"key"`
	Config  string    `db:"config"`
	Picture string    `db:"picture"`
	Source  string    `db:"source"`
	State   CodeState `db:"state"`
	Reason  string    `db:"reason"`
	Untold  bool      `db:"untold"`
	At      int64     `db:"state_at"`
	Made    int64     `db:"added_at"`
	By      string    `db:"added_by,null"`
}

func insertCode(tx *db.Tx, c Code) error { return tx.Insert("messages_codes", codeRow(c)) }

// saveCode writes a code that the caller locked; each writing is a version.
func saveCode(tx *db.Tx, c Code) error {
	owners, err := jsonText(c.Owners)
	if err != nil {
		return err
	}
	return tx.Update("messages_codes").Set("version = version + 1").Set("name = ?", c.Name).Set("owners = ?", owners).Set("config = ?", c.Config).
		Set("picture = ?", c.Picture).Set("source = ?", c.Source).Set("state = ?", c.State).Set("reason = ?", c.Reason).Set("untold = ?", c.Untold).
		Set("state_at = ?", c.At).Where("id = ? AND version = ?", c.ID, c.Version).Must()
}

// codeOne gives a code, locked. Fault: CodeNotFound.
func codeOne(tx *db.Tx, id string) (Code, error) {
	var r codeRow
	found, err := tx.From("messages_codes").Where("id = ?", id).ForUpdate().One(&r)
	if err == nil && !found {
		err = CodeNotFound.With()
	}
	return Code(r), err
}

// codesAt lists the codes of a clinic, those that ended last.
func codesAt(tx *db.Tx, clinic string) ([]Code, error) {
	var rows []codeRow
	err := tx.From("messages_codes").Where("clinic_id = ?", clinic).OrderBy("CASE WHEN state = 'ended' THEN 1 ELSE 0 END, added_at DESC, id").All(&rows)
	out := make([]Code, len(rows))
	for i, r := range rows {
		out[i] = Code(r)
	}
	return out, err
}

// codesByKey gives the codes in sight by what those who come by them carry.
func codesByKey(tx *db.Tx, keys []string) (map[string]Code, error) {
	out := map[string]Code{}
	if len(keys) == 0 {
		return out, nil
	}
	var rows []codeRow
	err := tx.From("messages_codes").Where("key IN (?)", keys).All(&rows)
	for _, r := range rows {
		out[r.Key] = Code(r)
	}
	return out, err
}

type cameRow struct {
	Key     string `db:"came_by" sql:"e.came_by"`
	Added   int    `db:"added" sql:"count(DISTINCT e.address_id)"`
	Friends int    `db:"friends" sql:"count(DISTINCT CASE WHEN e.state IN ('friend', 'half') THEN e.address_id END)"`
	Bound   int    `db:"bound" sql:"count(DISTINCT b.address_id)"`
}

// cameBy counts who came by codes.
func cameBy(tx *db.Tx, keys []string) ([]cameRow, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var rows []cameRow
	err := tx.From("messages_edges e").LeftJoin("messages_bindings b", "b.address_id = e.address_id").Where("e.came_by IN (?)", keys).GroupBy("e.came_by").All(&rows)
	return rows, err
}

type camePatient struct {
	Key     string `db:"came_by" sql:"e.came_by"`
	Patient string `db:"patient_id" sql:"b.patient_id"`
	Since   int64  `db:"since" sql:"min(COALESCE(e.since, e.state_at))"`
}

// patientsBy lists for whom those speak who came by codes, and since when they do.
func patientsBy(tx *db.Tx, keys []string) ([]camePatient, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var rows []camePatient
	err := tx.From("messages_edges e").Join("messages_bindings b", "b.address_id = e.address_id").Where("e.came_by IN (?)", keys).
		GroupBy("e.came_by, b.patient_id").All(&rows)
	return rows, err
}
