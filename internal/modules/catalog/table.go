package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
)

// MaxRows is how many rows a file may have.
const MaxRows = 2000

// column is one column of the file: its key and its heading.
type column struct{ key, heading string }

// columns in the order of an export. A file may have them in any order, headed
// in Chinese or by key; only code, category, name and price are needed for an
// item that is new.
var columns = []column{
	{"code", "编码"}, {"category", "分类"}, {"name_zh", "名称"}, {"name_en", "英文名称"}, {"unit", "单位"}, {"teeth", "牙位"},
	{"price", "价格（元）"}, {"insured", "可医保"}, {"discountable", "可打折"}, {"followup_class", "随访类别"}, {"active", "启用"},
	{"note_zh", "说明"}, {"note_en", "英文说明"},
}

// The words of a file, as a clinic writes them; keys are taken as well.
var (
	unitWords = map[Unit]string{"visit": "人次", "tooth": "颗", "quadrant": "象限", "arch": "单颌", "film": "张", "scan": "次",
		"piece": "件", "set": "套", "course": "疗程"}
	teethWords = map[TeethRule]string{NoTeeth: "不填", MayTeeth: "可填", EachTooth: "按牙", EachQuadrant: "按象限", EachArch: "按颌", WholeMouth: "全口"}
)

// fileRow is one line of the file: the columns that it has, by key.
type fileRow struct {
	Line int // as a table program counts: the heading is line 1
	Cell map[string]string
}

// readTable reads a file: UTF-8, or GB18030 as Chinese table programs write it.
// Faults: FileUnreadable, FileColumns, FileTooLong.
func readTable(file []byte) ([]fileRow, error) {
	text := bytes.TrimPrefix(file, []byte("\ufeff"))
	if !utf8.Valid(text) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, FileUnreadable.With()
		}
		text = decoded
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, FileUnreadable.With()
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, FileUnreadable.With()
	}
	keys, err := headings(head)
	if err != nil {
		return nil, err
	}
	var out []fileRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, FileUnreadable.With()
		}
		line, _ := r.FieldPos(0)
		if row, ok := rowOfCells(line, keys, cells); ok {
			out = append(out, row)
		}
		if len(out) > MaxRows {
			return nil, FileTooLong.With("max", MaxRows)
		}
	}
}

// headings gives the key of each column, "" for one that is not known.
func headings(head []string) ([]string, error) {
	keys := make([]string, len(head))
	hasCode := false
	for i, h := range head {
		for _, c := range columns {
			if h = strings.TrimSpace(h); h == c.heading || strings.EqualFold(h, c.key) {
				keys[i] = c.key
			}
		}
		hasCode = hasCode || keys[i] == "code"
	}
	if !hasCode {
		return nil, FileColumns.With("columns", columns[0].heading)
	}
	return keys, nil
}

// rowOfCells drops empty lines.
func rowOfCells(line int, keys, cells []string) (fileRow, bool) {
	row := fileRow{Line: line, Cell: map[string]string{}}
	filled := false
	for i, cell := range cells {
		if i < len(keys) && keys[i] != "" {
			cell = strings.TrimPrefix(strings.TrimSpace(cell), "'")
			row.Cell[keys[i]] = cell
			filled = filled || cell != ""
		}
	}
	return row, filled
}

// onto puts what the row says over an item and tells what cannot be read. An
// empty cell says nothing.
func (r fileRow) onto(i Item) (Item, []*fault.Fault) {
	var wrong []*fault.Fault
	text := func(key string, to *string) {
		if v := r.Cell[key]; v != "" {
			*to = v
		}
	}
	yes := func(key string, to *bool) {
		v := r.Cell[key]
		if v == "" {
			return
		}
		var ok bool
		if *to, ok = yesNo(v); !ok {
			wrong = append(wrong, BadYesNo.At(key, "value", short(v)))
		}
	}
	text("code", &i.Code)
	text("category", &i.Category)
	text("name_zh", &i.NameZh)
	text("name_en", &i.NameEn)
	text("followup_class", &i.FollowUp)
	text("note_zh", &i.NoteZh)
	text("note_en", &i.NoteEn)
	if v := r.Cell["unit"]; v != "" {
		i.Unit = word(unitWords, v)
	}
	if v := r.Cell["teeth"]; v != "" {
		i.Teeth = word(teethWords, v)
	}
	yes("insured", &i.Insured)
	yes("discountable", &i.Discountable)
	yes("active", &i.Active)
	i = i.tidy()
	return i, append(wrong, i.check()...)
}

// amount reads the price, false where the row says nothing of it.
func (r fileRow) amount() (money.Fen, bool, *fault.Fault) {
	v := r.Cell["price"]
	if v == "" {
		return 0, false, nil
	}
	a, ok := yuan(v)
	if !ok {
		return 0, true, BadAmount.At("price", "max", MaxAmount.String())
	}
	if f := checkAmount(a); f != nil {
		f.Field = "price"
		return 0, true, f
	}
	return a, true, nil
}

// word finds a key by itself or by its word; what is neither comes back as it
// is, for check to refuse.
func word[K ~string](words map[K]string, v string) K {
	for k, w := range words {
		if w == v {
			return k
		}
	}
	return K(strings.ToLower(v))
}

func yesNo(v string) (value, ok bool) {
	switch strings.ToLower(v) {
	case "是", "yes", "y", "true", "1":
		return true, true
	case "否", "no", "n", "false", "0":
		return false, true
	}
	return false, false
}

func noYes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// yuan reads 12800, 12,800.00 or ¥12,800.5.
func yuan(s string) (money.Fen, bool) {
	s = strings.NewReplacer("¥", "", "￥", "", ",", "", "，", "", " ", "", "元", "").Replace(s)
	whole, part, _ := strings.Cut(s, ".")
	if len(whole) > 12 || len(part) > 2 || whole == "" || !digits(whole) || !digits(part) {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return money.Fen(n), err == nil
}

func digits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// writeTable writes a file that readTable reads back, with the mark by which
// table programs know UTF-8.
func writeTable(list []Priced) ([]byte, error) {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.heading
	}
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, p := range list {
		price := ""
		if p.HasPrice {
			price = strings.ReplaceAll(p.Price.Amount.String(), ",", "")
		}
		err := w.Write([]string{
			p.Code, p.Category, plain(p.NameZh), plain(p.NameEn), unitWords[p.Unit], teethWords[p.Teeth], price, noYes(p.Insured),
			noYes(p.Discountable), p.FollowUp, noYes(p.Active), plain(p.NoteZh), plain(p.NoteEn),
		})
		if err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// plain keeps a table program from taking a text for a formula.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		return "'" + s
	}
	return s
}
