package patients

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

// ExportSource gives what a higher module holds of a patient, as a value that is
// written as JSON under its name.
type ExportSource struct {
	Name string // "visits"
	Read func(tx *db.Tx, patient string) (any, error)
}

// exportedPerson is everything of this module about one person, with whole
// numbers: it is handed to the person.
type exportedPerson struct {
	Page     pageBody       `json:"record"`
	IDNumber string         `json:"id_number"`
	Numbers  []string       `json:"telephones"`
	Other    map[string]any `json:"other,omitempty"`
}

// ExportData writes one person's data as a zip with JSON (everything) and CSV
// (the record as lines of field and value), and notes in the audit who asked
// for it and why.
func (s *Service) ExportData(ctx context.Context, patient, reason string) ([]byte, error) {
	if f := checkReason("reason", reason); f != nil {
		return nil, f
	}
	var e exportedPerson
	var r patientRow
	var at int64
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if r, err = standing(tx, patient); err != nil {
			return err
		}
		at = tx.Now()
		e, err = s.exported(tx, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	content, err := zipped(e, at)
	if err != nil {
		return nil, err
	}
	return content, s.audit.Opened(ctx, audit.Entry{
		Action: "patients.exported", SubjectKind: subject, SubjectID: r.ID, Patient: r.ID, Clinic: r.HomeClinic, Reason: reason,
	})
}

func (s *Service) exported(tx *db.Tx, r patientRow) (exportedPerson, error) {
	var e exportedPerson
	p, err := s.page(tx, r)
	if err != nil {
		return e, err
	}
	seals := s.sealer(tx)
	e.Page, e.Other = wirePage(p), map[string]any{}
	// Who belongs to the family is somebody else's data.
	for i := range e.Page.Household {
		e.Page.Household[i] = recordBody{ID: e.Page.Household[i].ID, Name: e.Page.Household[i].Name}
	}
	if e.IDNumber, err = seals.open(atIdentity, r.ID, r.IDSealed); err != nil {
		return e, err
	}
	rows, err := contactRows(tx, r.ID)
	if err != nil {
		return e, err
	}
	for _, c := range rows {
		n, err := seals.open(atContact, c.ID, c.Sealed)
		if err != nil {
			return e, err
		}
		e.Numbers = append(e.Numbers, n)
	}
	for _, source := range s.Exports {
		if e.Other[source.Name], err = source.Read(tx, r.ID); err != nil {
			return e, err
		}
	}
	return e, nil
}

func zipped(e exportedPerson, at int64) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	text, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"person.json", func(w io.Writer) error { _, err := w.Write(text); return err }},
		{"person.csv", func(w io.Writer) error { return writeLines(w, text) }},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.UnixMilli(at)})
		if err != nil {
			return nil, err
		}
		if err := part.write(w); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return out.Bytes(), err
}

// writeLines writes each value of a JSON document as a line: where it stands,
// and what it is. A spreadsheet reads it, with its mark, and runs nothing of it.
func writeLines(w io.Writer, doc []byte) error {
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	if err := lines(c, "", v); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

func lines(c *csv.Writer, at string, v any) error {
	switch x := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			if err := lines(c, strings.TrimPrefix(at+"."+k, "."), x[k]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		for i, e := range x {
			if err := lines(c, at+"["+strconv.Itoa(i)+"]", e); err != nil {
				return err
			}
		}
		return nil
	case nil:
		return c.Write([]string{at, ""})
	}
	text := fmt.Sprint(v)
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r") {
		text = "'" + text // else a spreadsheet would take it for a formula
	}
	return c.Write([]string{at, text})
}
