package content

import (
	"embed"
	"encoding/json"

	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type pieceRow struct {
	Kind     Kind   `db:"kind"`
	Key      string `db:"key"`
	Version  int64  `db:"version"`
	Revision int    `db:"revision"`
	Retired  int64  `db:"retired_at,null"`
}

type revisionRow struct {
	Kind     Kind   `db:"kind"`
	Key      string `db:"key"`
	Revision int    `db:"revision"`
	Body     string `db:"body"`
	Note     string `db:"note"`
	At       int64  `db:"made_at"`
	By       string `db:"made_by,null"`
}

// read decodes what a revision holds.
func (r revisionRow) read(dest any) error { return json.Unmarshal([]byte(r.Body), dest) }

func pieceOne(tx *db.Tx, kind Kind, key string) (pieceRow, bool, error) {
	var r pieceRow
	found, err := tx.From("content_pieces").Where("kind = ? AND key = ?", kind, key).One(&r)
	return r, found, err
}

func pieceList(tx *db.Tx, kind Kind) ([]pieceRow, error) {
	var rows []pieceRow
	err := tx.From("content_pieces").Where("kind = ?", kind).OrderBy("key").All(&rows)
	return rows, err
}

func revisionOne(tx *db.Tx, kind Kind, key string, revision int) (revisionRow, bool, error) {
	var r revisionRow
	found, err := tx.From("content_revisions").Where("kind = ? AND key = ? AND revision = ?", kind, key, revision).One(&r)
	return r, found, err
}

func revisionsOf(tx *db.Tx, kind Kind, key string) ([]revisionRow, error) {
	var rows []revisionRow
	err := tx.From("content_revisions").Where("kind = ? AND key = ?", kind, key).OrderBy("revision DESC").All(&rows)
	return rows, err
}

// newest reads the revisions that are in force, of all pieces of a kind.
func newest(tx *db.Tx, kind Kind) (map[string]revisionRow, error) {
	var rows []revisionRow
	err := tx.From("content_revisions r").Join("content_pieces p", "p.kind = r.kind AND p.key = r.key AND p.revision = r.revision").
		Where("r.kind = ?", kind).All(&rows)
	out := make(map[string]revisionRow, len(rows))
	for _, r := range rows {
		out[r.Key] = r
	}
	return out, err
}

// insertPiece tells whether the piece is new.
func insertPiece(tx *db.Tx, p pieceRow) (bool, error) {
	n, err := tx.InsertOr("content_pieces", p, "ON CONFLICT (tenant_id, kind, key) DO NOTHING")
	return n > 0, err
}

func insertRevision(tx *db.Tx, kind Kind, key string, revision int, body any, note string) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return tx.Insert("content_revisions", revisionRow{Kind: kind, Key: key, Revision: revision, Body: string(b), Note: note, At: tx.Now(), By: tx.Actor()})
}

// updatePiece writes what may change, against the version that was read.
func updatePiece(tx *db.Tx, p *pieceRow) error {
	err := tx.Update("content_pieces").Set("revision = ?", p.Revision).Set("retired_at = ?", instant(p.Retired)).Set("version = version + 1").
		Where("kind = ? AND key = ? AND version = ?", p.Kind, p.Key, p.Version).Must()
	p.Version++
	return err
}

func instant(ms int64) *int64 {
	if ms == 0 {
		return nil
	}
	return &ms
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// insertShipped writes down what the program brought as the first revision.
func insertShipped(tx *db.Tx, kind Kind, key string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return tx.Insert("content_revisions", revisionRow{Kind: kind, Key: key, Revision: 1, Body: string(b), At: tx.Now()})
}
