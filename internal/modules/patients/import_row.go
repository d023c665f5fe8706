package patients

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/pinyin"
)

// Column is what a column of the file stands for.
type Column string

// The columns that an import knows; "" passes a column over.
const (
	ColName     Column = "name"
	ColSex      Column = "sex"
	ColBirth    Column = "birth"
	ColPhone    Column = "phone"
	ColPhone2   Column = "phone2"
	ColIdentity Column = "id_number"
	ColRecordNo Column = "record_no"
	ColSource   Column = "source"
	ColAddress  Column = "address"
	ColNote     Column = "note"
)

// headerWords are the usual headings of a column, folded; the first column
// that fits gets it.
var headerWords = []struct {
	column Column
	words  []string
}{
	{ColName, []string{"姓名", "患者姓名", "客户姓名", "病人姓名", "名字", "name", "patientname", "fullname"}},
	{ColSex, []string{"性别", "sex", "gender"}},
	{ColBirth, []string{"出生日期", "生日", "出生年月", "出生年月日", "birth", "birthday", "birthdate", "dateofbirth", "dob"}},
	{ColPhone, []string{"手机", "手机号", "手机号码", "电话", "联系电话", "联系方式", "电话号码", "phone", "mobile", "telephone", "tel"}},
	{ColPhone2, []string{"电话2", "手机2", "备用电话", "第二电话", "其他电话", "家长电话", "phone2", "secondphone"}},
	{ColIdentity, []string{"身份证", "身份证号", "身份证号码", "证件号", "证件号码", "idnumber", "idno", "idcard"}},
	{ColRecordNo, []string{"病历号", "病案号", "编号", "患者编号", "客户编号", "档案号", "recordno", "recordnumber", "chartno"}},
	{ColSource, []string{"来源", "建档来源", "客户来源", "患者来源", "渠道", "source", "channel"}},
	{ColAddress, []string{"地址", "住址", "家庭住址", "联系地址", "address"}},
	{ColNote, []string{"备注", "说明", "note", "notes", "remark", "comment"}},
}

// detect guesses what each column stands for by its heading.
func detect(headers []string) []Column {
	out := make([]Column, len(headers))
	for i, h := range headers {
		folded := pinyin.Fold(h)
		for _, w := range headerWords {
			if slices.Contains(w.words, folded) && !slices.Contains(out, w.column) {
				out[i] = w.column
			}
		}
	}
	return out
}

// checkColumns refuses a mapping without the name, or with one meaning twice.
func checkColumns(columns []Column, headers int) error {
	seen := map[Column]bool{}
	for _, c := range columns {
		known := c == "" || slices.ContainsFunc(headerWords, func(w struct {
			column Column
			words  []string
		}) bool {
			return w.column == c
		})
		if !known || c != "" && seen[c] {
			return ColumnsMissing.At("columns")
		}
		seen[c] = true
	}
	if !seen[ColName] || len(columns) > headers {
		return ColumnsMissing.At("columns")
	}
	return nil
}

// rowReader turns rows into entries.
type rowReader struct {
	columns []Column
	today   civil.Day
	sources map[string]string // folded word → key
}

// read makes an entry of a row and tells everything that is wrong with it.
func (r rowReader) read(cells []string) (NewPatient, []*fault.Fault) {
	var in NewPatient
	var wrong []*fault.Fault
	add := func(f *fault.Fault) {
		if f != nil {
			wrong = append(wrong, f)
		}
	}
	in.Entry.Name = new(string)
	for i, c := range r.columns {
		if i >= len(cells) || c == "" {
			continue
		}
		text := strings.TrimSpace(strings.ToValidUTF8(cells[i], "\ufffd"))
		if text != "" {
			add(r.cell(&in, c, text))
		}
	}
	if err := in.Entry.tidy(Patient{}, r.today); err != nil {
		f, _ := fault.As(err)
		wrong = append(wrong, append([]*fault.Fault{f}, f.More...)...)
	}
	if err := tidyContacts(in.Contacts); err != nil {
		f, _ := fault.As(err)
		wrong = append(wrong, f)
	}
	return in, wrong
}

// cell takes one cell into the entry.
func (r rowReader) cell(in *NewPatient, c Column, text string) *fault.Fault {
	switch c {
	case ColName:
		*in.Entry.Name = text
	case ColSex:
		s, ok := sexWords[pinyin.Fold(text)]
		if !ok {
			return BadSex.At("sex")
		}
		in.Entry.Sex = &s
	case ColBirth:
		d, ok := parseBirth(text)
		if !ok {
			return BadBirth.At("birth_day")
		}
		in.Entry.Birth = &d
	case ColPhone, ColPhone2:
		n, f := parsePhone(string(c), plainNumber(text))
		if f != nil {
			return f
		}
		if !slices.ContainsFunc(in.Contacts, func(o Contact) bool { return o.Number == n }) {
			in.Contacts = append(in.Contacts, Contact{Number: n})
		}
	case ColIdentity:
		in.Entry.IDNumber = &text
	case ColRecordNo:
		text = plainNumber(text)
		in.RecordNo = text
		return checkRecordNo("record_no", text)
	case ColSource:
		r.source(in, text)
	case ColAddress:
		in.Entry.Address = &text
	case ColNote:
		in.Entry.Note = joined(in.Entry.Note, text)
	}
	return nil
}

// source looks the word up; one that the group does not have is kept in the
// note, so that nothing is lost and nothing invented.
func (r rowReader) source(in *NewPatient, text string) {
	if key, ok := r.sources[pinyin.Fold(text)]; ok {
		in.Entry.Source = &key
		return
	}
	in.Entry.Note = joined(in.Entry.Note, "建档来源："+text)
}

func joined(before *string, more string) *string {
	if before != nil && *before != "" {
		more = *before + "\n" + more
	}
	return &more
}

var sexWords = map[string]Sex{
	"男": Male, "女": Female, "男性": Male, "女性": Female, "m": Male, "f": Female, "male": Male, "female": Female, "1": Male, "2": Female,
	"未知": Unknown, "不详": Unknown, "0": Unknown, "unknown": Unknown,
}

var birthForm = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$`)

// parseBirth reads a date as people write it, or as Excel stores it: days since
// the end of 1899.
func parseBirth(s string) (civil.Day, bool) {
	if m := birthForm.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if len(s) == 8 && allDigits(s) {
		return day(s[:4], s[4:6], s[6:])
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n >= 1 && n <= 110_000) { // so that NaN is none
		return "", false
	}
	return civil.Day("1899-12-30").AddDays(int(n)), true
}

func day(y, m, d string) (civil.Day, bool) {
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	out, err := civil.Parse(y + "-" + pad(m) + "-" + pad(d))
	return out, err == nil
}

// plainNumber writes out what Excel stored as a number: 1.38E+10, 13800000000.0.
func plainNumber(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != float64(int64(n)) || n < 0 || n > 1e15 {
		return s
	}
	return strconv.FormatInt(int64(n), 10)
}
