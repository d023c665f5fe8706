package patients

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The bounds of a file of people.
const (
	maxImportBytes = 20 << 20
	maxImportRows  = 100_000
	maxCells       = 60
	// maxUnzipped bounds what a small file may grow to when it is opened.
	maxUnzipped = 400 << 20
)

// sheet gives the rows of a file one by one, the header first. The text of a
// cell is as it is stored: a date in Excel is a number of days.
type sheet interface {
	next() ([]string, error) // io.EOF at the end
	close()
}

// openSheet opens an xlsx or csv file; its form is told by its first bytes. A
// file that is neither is FileUnreadable.
func openSheet(content []byte) (sheet, string, error) {
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		s, err := openExcel(content)
		return s, "xlsx", err
	}
	s, err := openCSV(content)
	return s, "csv", err
}

type excelSheet struct {
	file *excelize.File
	rows *excelize.Rows
}

// openExcel keeps the file in memory: what is unpacked into temporary files
// would leave people's data on the disk.
func openExcel(content []byte) (sheet, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped,
	})
	if err != nil {
		return nil, FileUnreadable.At("file")
	}
	names := f.GetSheetList()
	if len(names) == 0 {
		f.Close()
		return nil, FileUnreadable.At("file")
	}
	rows, err := f.Rows(names[0])
	if err != nil {
		f.Close()
		return nil, FileUnreadable.At("file")
	}
	return &excelSheet{f, rows}, nil
}

func (s *excelSheet) next() ([]string, error) {
	if !s.rows.Next() {
		if s.rows.Error() != nil {
			return nil, FileUnreadable.At("file")
		}
		return nil, io.EOF
	}
	cells, err := s.rows.Columns()
	if err != nil {
		return nil, FileUnreadable.At("file")
	}
	return cells[:min(len(cells), maxCells)], nil
}

func (s *excelSheet) close() {
	s.rows.Close()
	s.file.Close()
}

type csvSheet struct{ r *csv.Reader }

// openCSV reads UTF-8, with or without its mark, and otherwise GB 18030, which
// Chinese Excel writes; the separator is what the header has most of.
func openCSV(content []byte) (sheet, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(content, 0) >= 0 {
		return nil, FileUnreadable.At("file")
	}
	var in io.Reader = bytes.NewReader(content)
	if !utf8.Valid(content) {
		in = simplifiedchinese.GB18030.NewDecoder().Reader(in)
	}
	b := bufio.NewReaderSize(in, 64<<10)
	head, _ := b.Peek(4 << 10)
	line, _, _ := strings.Cut(string(head), "\n")
	r := csv.NewReader(b)
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	for _, sep := range []rune{';', '\t'} {
		if strings.Count(line, string(sep)) > strings.Count(line, string(r.Comma)) {
			r.Comma = sep
		}
	}
	return &csvSheet{r}, nil
}

func (s *csvSheet) next() ([]string, error) {
	cells, err := s.r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, FileUnreadable.At("file")
	}
	return cells[:min(len(cells), maxCells)], err
}

func (s *csvSheet) close() {}

// walkSheet calls fn with each row below the header that has anything in it,
// with its number as a spreadsheet counts, and tells how many there were. A file
// with more rows than an import takes is FileTooLong, one without any FileEmpty.
func walkSheet(content []byte, fn func(row int, cells []string) error) (int, error) {
	s, _, err := openSheet(content)
	if err != nil {
		return 0, err
	}
	defer s.close()
	n := 0
	for row := 1; ; row++ {
		cells, err := s.next()
		if errors.Is(err, io.EOF) {
			if n == 0 {
				return 0, FileEmpty.At("file")
			}
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if row == 1 || blankRow(cells) {
			continue
		}
		if n++; n > maxImportRows {
			return n, FileTooLong.At("file", "max", maxImportRows)
		}
		if err := fn(row, cells); err != nil {
			return n, err
		}
	}
}

func blankRow(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// headerOf reads the first row.
func headerOf(content []byte) ([]string, string, error) {
	s, form, err := openSheet(content)
	if err != nil {
		return nil, "", err
	}
	defer s.close()
	cells, err := s.next()
	if errors.Is(err, io.EOF) || err == nil && blankRow(cells) {
		return nil, "", FileEmpty.At("file")
	}
	for i, c := range cells {
		cells[i] = shorten(strings.TrimSpace(strings.ToValidUTF8(c, "")), maxName)
	}
	return cells, form, err
}

func shorten(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max])
	}
	return s
}
