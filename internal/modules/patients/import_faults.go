package patients

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
)

// FaultFile writes the rows of an import that need a correction as an Excel
// file: the cells as they were, with one more column that says what is wrong.
// It can be corrected and uploaded as it is.
func (s *Service) FaultFile(ctx context.Context, id string, l i18n.Locale) ([]byte, error) {
	var r importRow
	wrong := map[int][]rowFault{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var err error
		if r, err = importOf(tx, id, false); err != nil {
			return err
		}
		rows, err := faultRows(tx, id)
		for _, f := range rows {
			wrong[f.Row] = f.Faults
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	content, err := s.file(ctx, id)
	if err != nil {
		return nil, err
	}
	words, err := i18n.Load([]i18n.Source{{Module: "patients", Files: texts}})
	if err != nil {
		return nil, err
	}
	out, err := writeFaults(content, r, wrong, func(key string, args map[string]any) string { return words.Text(l, key, args) })
	if err != nil {
		return nil, err
	}
	return out, s.audit.Opened(ctx, audit.Entry{Action: "patients.exported", SubjectKind: "import", SubjectID: id, Clinic: r.Clinic})
}

func writeFaults(content []byte, r importRow, wrong map[int][]rowFault, say func(string, map[string]any) string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter(f.GetSheetList()[0])
	if err != nil {
		return nil, err
	}
	line := 0
	put := func(cells []string, last string) error {
		line++
		row := make([]any, len(r.Headers)+1)
		for i := range r.Headers {
			row[i] = ""
			if i < len(cells) {
				row[i] = shorten(cells[i], 32_000) // Excel's own bound is 32,767
			}
		}
		row[len(r.Headers)] = last
		at, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		return w.SetRow(at, row)
	}
	if err := put(r.Headers, say("patients.column.errors", nil)); err != nil {
		return nil, err
	}
	_, err = walkSheet(content, func(no int, cells []string) error {
		list, ok := wrong[no]
		if !ok {
			return nil
		}
		return put(cells, sentences(list, r, say))
	})
	if err != nil {
		return nil, err
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// fieldColumns tells which column a fault's field came from.
var fieldColumns = map[string]Column{"birth_day": ColBirth, "contacts": ColPhone}

// sentences says what is wrong in one row, each with the heading of its column.
func sentences(list []rowFault, r importRow, say func(string, map[string]any) string) string {
	out := make([]string, len(list))
	for i, f := range list {
		column := Column(f.Field)
		if c, ok := fieldColumns[f.Field]; ok {
			column = c
		}
		heading := ""
		if at := slices.Index(r.Columns, column); at >= 0 && at < len(r.Headers) {
			heading = r.Headers[at] + "："
		}
		out[i] = heading + say("fault."+f.Code, f.Args)
	}
	return strings.Join(out, "；")
}
