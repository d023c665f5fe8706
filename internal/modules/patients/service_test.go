package patients

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

var orgModule = (&org.Service{}).Module()

var stack = ground.Tables((&org.Service{}).Module(), (&Service{}).Module())

// desk is a group with two direct shops and a franchise, and the service over
// them.
type desk struct {
	*testkit.World
	t         testing.TB
	s         *Service
	a, b      string // direct shops: numbers FC…, ZC…
	franchise string // another legal person: YD…
	queue     *jobs.Queue
	doctor    string
	assistant string
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, open(t, w)) })
}

func open(t testing.TB, w *testkit.World) *desk {
	t.Helper()
	g := ground.Lay(t, w)
	d := &desk{World: w, t: t, queue: g.Jobs}
	d.s = New(Deps{DB: w.DB, Auth: g.Auth, Org: &org.Service{}, Vault: g.Vault, Audit: g.Audit, Facts: g.Facts, Jobs: g.Jobs})
	must(t, g.Jobs.Add(d.s.jobList()...))
	d.furnish()
	return d
}

func (d *desk) furnish() {
	type clinic struct {
		ID      string `db:"id"`
		Code    string `db:"code"`
		Name    string `db:"name"`
		Short   string `db:"short_name"`
		Kind    string `db:"kind"`
		Legal   string `db:"legal_entity"`
		City    string `db:"city"`
		Address string `db:"address"`
		Phone   string `db:"phone"`
		Zone    string `db:"zone"`
		Hours   string `db:"hours"`
		Prefix  string `db:"number_prefix"`
		At      int64  `db:"created_at"`
		Version int64  `db:"version"`
	}
	type account struct {
		ID         string `db:"id"`
		Login      string `db:"login"`
		Key        string `db:"login_key"`
		Name       string `db:"name"`
		Locale     string `db:"locale"`
		MustChange bool   `db:"must_change"`
		At         int64  `db:"created_at"`
	}
	type staff struct {
		ID       string `db:"id"`
		Name     string `db:"name"`
		Initials string `db:"initials"`
		Title    string `db:"title"`
		Colour   string `db:"colour"`
		Licensed bool   `db:"may_do_licensed_acts"`
		From     string `db:"employed_from"`
		At       int64  `db:"created_at"`
		Version  int64  `db:"version"`
	}
	must(d.t, d.DB.Write(d.Ctx(), func(tx *db.Tx) error {
		for i, c := range []struct{ kind, prefix string }{{"own", "FC"}, {"managed", "ZC"}, {"franchise", "YD"}} {
			id := tx.NewID()
			*[]*string{&d.a, &d.b, &d.franchise}[i] = id
			row := clinic{ID: id, Code: strings.ToLower(c.prefix), Name: c.prefix + "店", Short: c.prefix, Kind: c.kind, Legal: c.kind + "公司",
				Zone: org.HomeZone, Hours: "[]", Prefix: c.prefix, Version: 1}
			if err := tx.Insert("org_clinics", row); err != nil {
				return err
			}
		}
		for i, name := range []string{"程弓远", "陆小簧"} {
			id := tx.NewID()
			*[]*string{&d.doctor, &d.assistant}[i] = id
			if err := tx.Insert("auth_accounts", account{ID: id, Login: id, Key: id, Name: name}); err != nil {
				return err
			}
			if err := tx.Insert("org_staff", staff{ID: id, Name: name, From: "2020-01-01", Version: 1}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

// enter registers somebody with a name and a number.
func (d *desk) enter(clinic, name string, numbers ...string) Patient {
	d.t.Helper()
	r, err := d.s.Register(d.Ctx(), d.person(clinic, name, numbers...))
	must(d.t, err)
	return r.Patient
}

func (d *desk) person(clinic, name string, numbers ...string) NewPatient {
	in := NewPatient{Clinic: clinic, Entry: Entry{Name: &name}, ConfirmNew: true}
	for _, n := range numbers {
		in.Contacts = append(in.Contacts, Contact{Number: n})
	}
	return in
}

// find gives the names of the search's hits.
func (d *desk) find(ctx context.Context, typed string) []string {
	d.t.Helper()
	hits, err := d.s.Search(ctx, typed, 50)
	must(d.t, err)
	names := make([]string, len(hits))
	for i, h := range hits {
		names[i] = h.Name
	}
	return names
}

// facts lists the kinds of all facts so far, oldest first.
func (d *desk) facts() []string {
	d.t.Helper()
	var kinds []string
	must(d.t, d.DB.Read(d.Ctx(), func(tx *db.Tx) error { return tx.From("events_facts").OrderBy("id").Pluck("kind", &kinds) }))
	return kinds
}

func (d *desk) audited() []string {
	d.t.Helper()
	var actions []string
	must(d.t, d.DB.Read(d.Ctx(), func(tx *db.Tx) error { return tx.From("audit_entries").OrderBy("id").Pluck("action", &actions) }))
	return actions
}

func (d *desk) count(table string) (n int) {
	d.t.Helper()
	must(d.t, d.DB.Read(d.Ctx(), func(tx *db.Tx) (err error) { n, err = tx.From(table).Count(); return err }))
	return n
}

func wantFault(t *testing.T, err error, want *fault.Def) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %s", err, want.Code)
	}
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestADeskEntersAndFindsPeople(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		brick := d.enter(d.a, "李积木", "128 0000 0001")
		d.enter(d.a, "曾乐", "12800000002")
		d.enter(d.b, "Mary Smith", "+44 20 7946 0000")
		d.enter(d.b, "𠮷野 䶮")
		if brick.RecordNo != "FC000001" || brick.Phone != "128****0001" || brick.Version != 1 {
			t.Errorf("%+v", brick)
		}
		for typed, want := range map[string][]string{
			"李": {"李积木"}, "李积木": {"李积木"}, "积木": {"李积木"}, "liji": {"李积木"}, "LJM": {"李积木"}, "jimu": {"李积木"}, "jm": {"李积木"},
			"fc0000": {"李积木", "曾乐"}, "FC000001": {"李积木"}, "0001": {"李积木", "Mary Smith"}, "12800000002": {"曾乐"}, "+86 128-0000-0002": {"曾乐"},
			"zengle": {"曾乐"}, "cengyue": {"曾乐"}, "mary": {"Mary Smith"}, "smi": {"Mary Smith"}, "𠮷": {"𠮷野 䶮"}, "䶮": {"𠮷野 䶮"},
			"000": nil, "00002": {"曾乐", "𠮷野 䶮"}, "1280": nil, "': --": nil, "": nil, "🙂": nil, "李积木木": nil, strings.Repeat("李", 100): nil, "%": nil, "_": nil,
		} {
			wantList(t, "find "+typed, d.find(d.Ctx(), typed), want...)
		}
		wantList(t, "last four", d.find(d.Ctx(), "0002"), "曾乐", "𠮷野 䶮")
		wantList(t, "1", d.find(d.Ctx(), "1"), "李积木", "Mary Smith")
		wantList(t, "clinic b", d.find(d.Ctx(d.b), "1"), "Mary Smith")
		wantList(t, "another group", d.find(d.Other().Ctx(), "李"))
		wantList(t, "facts", d.facts(), FactRegistered, FactRegistered, FactRegistered, FactRegistered)
		if _, err := d.s.Page(d.Ctx(d.b), brick.ID); !errors.Is(err, NotFound) {
			t.Errorf("another clinic opens it: %v", err)
		}
	})
}

func TestNumbersAreSealedAndShownOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		in := d.person(d.a, "李积木", "12800000001")
		in.Entry.IDNumber, in.Entry.Birth = ptr("000000201305010017"), ptr(civil.Day("2013-05-01"))
		r, err := d.s.Register(d.Ctx(), in)
		must(t, err)
		if r.Patient.Sex != Male || r.Patient.IDNumber != "00**************17" {
			t.Errorf("%+v", r.Patient)
		}
		for _, table := range []string{"patients_patients", "patients_contacts", "patients_keys", "events_facts", "audit_entries"} {
			if hit := d.holds(table, "12800000001", "000000201305010017"); hit != "" {
				t.Errorf("%s holds a number in the clear: %s", table, hit)
			}
		}
		var contacts []Contact
		must(t, d.DB.Read(d.Ctx(), func(tx *db.Tx) (err error) { contacts, err = d.s.ContactsOf(tx, r.Patient.ID); return err }))
		n, err := d.s.ShowNumber(d.Ctx(), r.Patient.ID, contacts[0].ID)
		must(t, err)
		id, err := d.s.ShowIdentity(d.Ctx(), r.Patient.ID)
		must(t, err)
		if n != "12800000001" || id != "000000201305010017" || contacts[0].Number != "128****0001" {
			t.Errorf("%s %s %+v", n, id, contacts)
		}
		wantList(t, "audit", d.audited(), didRegister, didSeePhone, didSeeID)
	})
}

// holds looks for a text in every column of a table.
func (d *desk) holds(table string, texts ...string) string {
	d.t.Helper()
	var cols []string
	for c := range d.DB.Columns()[table] {
		cols = append(cols, c)
	}
	for _, c := range cols {
		var values []string
		must(d.t, d.DB.Read(d.Ctx(), func(tx *db.Tx) error { return tx.From(table).Pluck("CAST("+c+" AS TEXT)", &values) }))
		for _, v := range values {
			for _, text := range texts {
				if strings.Contains(v, text) {
					return c
				}
			}
		}
	}
	return ""
}

func TestTwentyDesksGetNumbersWithoutAGap(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		numbers := make([]string, 20)
		errs := testkit.Race(t, 20, func(i int) error {
			in := d.person(d.a, fmt.Sprintf("李%c", '一'+rune(i)), "12800000001")
			if i%4 == 3 {
				in.Contacts[0].Number = "" // refused: its number must not be lost
			}
			r, err := d.s.Register(d.Ctx(), in)
			numbers[i] = r.Patient.RecordNo
			return err
		})
		var got []string
		for i, err := range errs {
			if i%4 == 3 {
				wantFault(t, err, BadPhone)
			} else {
				must(t, err)
				got = append(got, numbers[i])
			}
		}
		slices.Sort(got)
		for i, n := range got {
			if want := fmt.Sprintf("FC%06d", i+1); n != want {
				t.Fatalf("numbers %v", got)
			}
		}
		if n := d.count("patients_patients"); n != 15 {
			t.Errorf("%d records", n)
		}
	})
}

func TestOnlyTheCertainLinksByItself(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		full := func(clinic string) NewPatient {
			in := d.person(clinic, "李积木", "12800000001")
			in.Entry.IDNumber, in.Entry.Birth, in.ConfirmNew = ptr("000000201305010017"), ptr(civil.Day("2013-05-01")), false
			return in
		}
		first, err := d.s.Register(d.Ctx(d.a), full(d.a))
		must(t, err)
		linked, err := d.s.Register(d.Ctx(d.b), full(d.b))
		must(t, err)
		if !linked.Linked || linked.Patient.ID != first.Patient.ID {
			t.Errorf("a direct shop makes a second record: %+v", linked)
		}
		wantList(t, "seen in b", d.find(d.Ctx(d.b), "ljm"), "李积木")
		apart, err := d.s.Register(d.Ctx(d.franchise), full(d.franchise))
		must(t, err)
		if apart.Linked || apart.Patient.RecordNo != "YD000001" {
			t.Errorf("a franchise gets the group's record: %+v", apart)
		}
		for name, in := range map[string]NewPatient{
			"same phone, name alike": d.person(d.a, "李机木", "12800000001"),
			"same phone, given name": d.person(d.a, "积木", "12800000001"),
			"same name and birth":    {Clinic: d.a, Entry: Entry{Name: ptr("李积木"), Birth: ptr(civil.Day("2013-05-01"))}},
			"same id, name unlike":   {Clinic: d.a, Entry: Entry{Name: ptr("王风筝"), IDNumber: ptr("000000201305010017")}},
		} {
			in.ConfirmNew = false
			before := d.count("patients_patients")
			_, err := d.s.Register(d.Ctx(d.a), in)
			wantFault(t, err, LikelyThere)
			f, _ := fault.As(err)
			if text, _ := json.Marshal(f.Details); !strings.Contains(string(text), first.Patient.ID) {
				t.Errorf("%s: whom? %s", name, text)
			}
			if d.count("patients_patients") != before {
				t.Errorf("%s: stored", name)
			}
		}
		for name, in := range map[string]NewPatient{
			"a brother":        d.person(d.a, "李风筝", "12800000001"),
			"a namesake":       {Clinic: d.a, Entry: Entry{Name: ptr("李积木"), Birth: ptr(civil.Day("1980-01-01"))}},
			"a namesake apart": d.person(d.a, "李积木", "12800000009"),
		} {
			in.ConfirmNew = false
			if _, err := d.s.Register(d.Ctx(d.a), in); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestARecordIsChangedAgainstItsVersion(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		p := d.enter(d.a, "李积木", "12800000001")
		other := d.enter(d.a, "王风筝")
		q, err := d.s.Change(d.Ctx(), p.ID, 1, Entry{Name: ptr("  李 小积木 "), Note: ptr("怕疼"), Introducer: &Introducer{Kind: ByPatient, ID: other.ID}})
		must(t, err)
		if q.Name != "李 小积木" || q.Version != 2 || q.Note != "怕疼" || q.Phone != p.Phone {
			t.Errorf("%+v", q)
		}
		wantList(t, "new name", d.find(d.Ctx(), "lixiao"), "李 小积木")
		wantList(t, "old name", d.find(d.Ctx(), "lijimu"))
		_, err = d.s.Change(d.Ctx(), p.ID, 1, Entry{Note: ptr("x")})
		wantFault(t, err, db.Stale)
		_, err = d.s.Change(d.Ctx(d.b), p.ID, 2, Entry{Note: ptr("x")})
		wantFault(t, err, NotFound)
		list, version, err := d.s.SetContacts(d.Ctx(), p.ID, 2, []Contact{{Number: "12800000007", Whose: "mother"}, {Number: "010-62345678", Label: "home", Default: true}})
		must(t, err)
		if version != 3 || len(list) != 2 || list[0].Number != "010****5678" {
			t.Errorf("%d %+v", version, list)
		}
		wantList(t, "old phone", d.find(d.Ctx(), "12800000001"))
		wantList(t, "new phone", d.find(d.Ctx(), "0007"), "李 小积木")
		kept := []Contact{{ID: list[1].ID, Label: "mobile", Whose: "mother", Default: true}}
		list, _, err = d.s.SetContacts(d.Ctx(), p.ID, 3, kept)
		must(t, err)
		if len(list) != 1 || list[0].Number != "128****0007" {
			t.Errorf("%+v", list)
		}
		wantList(t, "kept phone", d.find(d.Ctx(), "12800000007"), "李 小积木")
		_, err = d.s.Change(d.Ctx(), p.ID, 4, Entry{Deceased: ptr(civil.Day("2026-11-20"))})
		must(t, err)
		wantList(t, "the dead are not found", d.find(d.Ctx(), "lixiao"))
		wantList(t, "facts", d.facts(), FactRegistered, FactRegistered, FactChanged, FactIntroducerSet, FactChanged, FactChanged, FactChanged)
	})
}

func TestWhatCannotBeEntered(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		future := civil.Day("2027-01-01")
		for name, c := range map[string]struct {
			e    Entry
			want *fault.Def
		}{
			"no name":          {Entry{}, BadName},
			"blank":            {Entry{Name: ptr("  \u3000 ")}, BadName},
			"10,000 letters":   {Entry{Name: ptr(strings.Repeat("李", 10000))}, BadName},
			"emoji alone":      {Entry{Name: ptr("🙂🙂")}, BadName},
			"digits alone":     {Entry{Name: ptr("12345")}, BadName},
			"control":          {Entry{Name: ptr("李\x00积木")}, BadName},
			"zero width":       {Entry{Name: ptr("李\u200b积木")}, BadName},
			"broken text":      {Entry{Name: ptr("李\xff")}, BadName},
			"born tomorrow":    {Entry{Name: ptr("李积木"), Birth: &future}, BadBirth},
			"30 February":      {Entry{Name: ptr("李积木"), Birth: ptr(civil.Day("2020-02-30"))}, BadBirth},
			"no sex":           {Entry{Name: ptr("李积木"), Sex: ptr(Sex("x"))}, BadSex},
			"check digit":      {Entry{Name: ptr("李积木"), IDNumber: ptr("110101199003070019")}, BadIDNumber},
			"impossible birth": {Entry{Name: ptr("李积木"), IDNumber: ptr("000000201302300017")}, BadIDNumber},
			"id against birth": {Entry{Name: ptr("李积木"), IDNumber: ptr("000000201305010017"), Birth: ptr(civil.Day("2013-05-02"))}, IDContradicts},
			"id against sex":   {Entry{Name: ptr("李积木"), IDNumber: ptr("000000201305010017"), Sex: ptr(Female)}, IDContradicts},
			"long note":        {Entry{Name: ptr("李积木"), Note: ptr(strings.Repeat("长", 2001))}, BadText},
			"unknown source":   {Entry{Name: ptr("李积木"), Source: ptr("moon")}, SourceUnknown},
			"by a stranger":    {Entry{Name: ptr("李积木"), Introducer: &Introducer{Kind: ByPatient, ID: d.Tenant}}, PersonMissing},
			"by no staff":      {Entry{Name: ptr("李积木"), Introducer: &Introducer{Kind: ByStaff, ID: d.Tenant}}, StaffUnknown},
			"dies tomorrow":    {Entry{Name: ptr("李积木"), Deceased: &future}, BadDay},
		} {
			_, err := d.s.Register(d.Ctx(), NewPatient{Clinic: d.a, Entry: c.e})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want.Code)
			}
		}
		for name, contacts := range map[string][]Contact{
			"words": {{Number: "abc"}}, "short": {{Number: "12345"}}, "twice": {{Number: "12800000001"}, {Number: "128 0000 0001"}},
			"two defaults": {{Number: "12800000001", Default: true}, {Number: "12800000002", Default: true}}, "label": {{Number: "12800000001", Label: "x"}},
			"nine": slices.Repeat([]Contact{{Number: "12800000001"}}, 9),
		} {
			if _, err := d.s.Register(d.Ctx(), NewPatient{Clinic: d.a, Entry: Entry{Name: ptr("李积木")}, Contacts: contacts}); err == nil {
				t.Errorf("%s: taken", name)
			} else if _, ok := fault.As(err); !ok {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := d.s.Register(d.Ctx(d.b), d.person(d.a, "李积木"))
		wantFault(t, err, db.OutOfScope)
		if n := d.count("patients_patients") + d.count("patients_keys") + len(d.facts()) + len(d.audited()); n != 0 {
			t.Errorf("%d rows were stored", n)
		}
		d.enter(d.a, "李🙂积木")
		wantList(t, "emoji in a name", d.find(d.Ctx(), "李积木"), "李🙂积木")
	})
}
