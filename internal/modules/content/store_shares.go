package content

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// File is a picture or a video that articles show.
type File struct {
	ID     string `db:"id"`
	Hash   string `db:"hash"`
	Media  string `db:"media"`
	Name   string `db:"name"` // as it was called where it came from
	Size   int64  `db:"size"`
	Width  int    `db:"width"` // of a picture, 0 of a video
	Height int    `db:"height"`
	At     int64  `db:"added_at"`
	By     string `db:"added_by,null"`
}

// Video tells whether the file is a video.
func (f File) Video() bool { return f.Media == mediaMP4 }

func insertFile(tx *db.Tx, f File) (bool, error) {
	n, err := tx.InsertOr("content_files", f, "ON CONFLICT (tenant_id, hash) DO NOTHING")
	return n > 0, err
}

func fileByHash(tx *db.Tx, hash string) (File, error) {
	var f File
	_, err := tx.From("content_files").Where("hash = ?", hash).One(&f)
	return f, err
}

func fileOne(tx *db.Tx, file string) (File, error) {
	if !id.Valid(file) { // PostgreSQL would refuse the comparison
		return File{}, NotFound.With()
	}
	var f File
	found, err := tx.From("content_files").Where("id = ?", file).One(&f)
	if err == nil && !found {
		err = NotFound.With()
	}
	return f, err
}

func filesByID(tx *db.Tx, ids []string) (map[string]File, error) {
	var rows []File
	out := map[string]File{}
	if len(ids) == 0 {
		return out, nil
	}
	err := tx.From("content_files").Where("id IN (?)", ids).All(&rows)
	for _, f := range rows {
		out[f.ID] = f
	}
	return out, err
}

func fileList(tx *db.Tx) ([]File, error) {
	var rows []File
	err := tx.From("content_files").OrderBy("added_at DESC, id DESC").Limit(500).All(&rows)
	return rows, err
}

// Share is the address of an article for one recipient, or for whoever gets it.
type Share struct {
	ID      string    `db:"id"`
	Key     string    `db:"share_key"` // what made it, unique
	Article string    `db:"article"`
	Patient string    `db:"patient_id,null"` // "" = whoever gets it
	By      string    `db:"made_by"`
	At      int64     `db:"made_at"`
	Expires int64     `db:"expires_at"`
	Opens   int       `db:"opens"`
	First   int64     `db:"first_at,null"`
	Last    int64     `db:"last_at,null"`
	LastDay civil.Day `db:"last_day"`
}

func insertShare(tx *db.Tx, s Share) (bool, error) {
	n, err := tx.InsertOr("content_shares", s, "ON CONFLICT (tenant_id, share_key) DO NOTHING")
	return n > 0, err
}

func shareBy(tx *db.Tx, column, value string) (Share, bool, error) {
	var s Share
	found, err := tx.From("content_shares").Where(column+" = ?", value).One(&s)
	return s, found, err
}

func sharesOf(tx *db.Tx, patient string) ([]Share, error) {
	var rows []Share
	err := tx.From("content_shares").Where("patient_id = ?", patient).OrderBy("made_at DESC, id DESC").Limit(200).All(&rows)
	return rows, err
}

// openShare notes an opening, and tells whether it is the first of the day.
func openShare(tx *db.Tx, share string, day civil.Day) (bool, error) {
	_, err := tx.Update("content_shares").Set("opens = opens + 1").Set("first_at = coalesce(first_at, ?)", tx.Now()).Set("last_at = ?", tx.Now()).
		Where("id = ?", share).Exec()
	if err != nil {
		return false, err
	}
	n, err := tx.Update("content_shares").Set("last_day = ?", string(day)).Where("id = ? AND last_day <> ?", share, string(day)).Exec()
	return n > 0, err
}

type shareCount struct {
	Article string `db:"article"`
	Sent    int    `db:"sent" sql:"count(*)"`
	Opened  int    `db:"opened" sql:"sum(CASE WHEN opens > 0 THEN 1 ELSE 0 END)"`
}

// shareCounts counts the links that were made for somebody, by article.
func shareCounts(tx *db.Tx) (map[string]shareCount, error) {
	var rows []shareCount
	err := tx.From("content_shares").Where("patient_id IS NOT NULL").GroupBy("article").All(&rows)
	out := map[string]shareCount{}
	for _, r := range rows {
		out[r.Article] = r
	}
	return out, err
}

// forgetShares cuts the links of erased records off from them.
func forgetShares(tx *db.Tx, records []string) error {
	_, err := tx.Update("content_shares").Set("patient_id = NULL").Set("expires_at = ?", tx.Now()).Where("patient_id IN (?)", records).Exec()
	return err
}
