package audience

import (
	"bytes"
	"context"
	"time"

	"github.com/xuri/excelize/v2"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

const excelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// maxExport is how many people one file holds.
const maxExport = 20_000

// Export writes who is in a segment, of those whom the actor may see, as an Excel
// file: name, record number, sex, birthday, masked number, since when. It is recorded.
// Fault: SegmentNotFound.
func (s *Service) Export(ctx context.Context, segment string) ([]byte, error) {
	list, err := s.MembersInSight(ctx, segment, "", maxExport)
	if err != nil {
		return nil, err
	}
	zone := time.UTC
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		zone = location(homeZone(tx))
		return nil
	})
	if err != nil {
		return nil, err
	}
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter(f.GetSheetList()[0])
	if err != nil {
		return nil, err
	}
	if err := w.SetRow("A1", []any{"姓名 Name", "病历号 Record", "性别 Sex", "生日 Birthday", "电话 Phone", "进入 Since"}); err != nil {
		return nil, err
	}
	for i, p := range list {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return nil, err
		}
		if err := w.SetRow(cell, []any{asText(p.Name), p.RecordNo, p.Sex, p.Birth, p.Phone, string(civil.Of(p.Since, zone))}); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), s.d.Audit.Opened(ctx, audit.Entry{Action: "audience.exported", SubjectKind: "segment", SubjectID: segment, After: map[string]any{"people": len(list)}})
}

// asText keeps a name from being read as a formula.
func asText(s string) string {
	if s != "" && bytes.ContainsRune([]byte("=+-@"), rune(s[0])) {
		return "'" + s
	}
	return s
}
