package charting

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
)

// said is a finding as the examples write it: "day what state site detail
// pontics", "-" for nothing; a "!" in front strikes it out.
func said(t *testing.T, i int, text string) MouthFinding {
	t.Helper()
	plain := strings.TrimPrefix(text, "!")
	w := append(strings.Fields(plain), "-", "-")
	for i := range w {
		if w[i] == "-" {
			w[i] = ""
		}
	}
	site, err := tooth.ParseSite(w[3])
	if err != nil {
		t.Fatal(err)
	}
	pontics, ok := parsePontics(w[5])
	f := MouthFinding{ID: fmt.Sprintf("f%02d", i), Day: civil.Must(w[0]), What: What(w[1]), State: FindingState(w[2]), Site: site,
		Detail: w[4], Pontics: pontics, At: int64(i)}
	if wrong := f.check(); len(wrong) > 0 || !ok {
		t.Fatalf("%q: %v", text, wrong)
	}
	if plain != text {
		f.Struck = &Strike{At: 1, Reason: "写错"}
	}
	return f
}

// shown is a mouth in short: only what was written of, or what is asked for.
func (m Mouth) shown(teeth ...tooth.Tooth) string {
	var out []string
	for _, n := range m.Teeth {
		if (n.Assumed || n.Presence == Shed) && len(n.Marks) == 0 && !slices.Contains(teeth, n.Tooth) {
			continue
		}
		line := fmt.Sprintf("%s %s", n.Tooth, n.Presence)
		if n.Assumed {
			line += "?"
		}
		for _, k := range n.Marks {
			line += fmt.Sprintf(" %s/%s", k.What, k.State)
			for _, more := range []string{k.Faces, k.Detail} {
				if more != "" {
					line += ":" + more
				}
			}
		}
		out = append(out, line)
	}
	for _, p := range m.Pieces {
		out = append(out, fmt.Sprintf("%s/%s %v-%v", p.What, p.State, p.Teeth, p.Pontics))
	}
	for _, a := range m.Areas {
		out = append(out, fmt.Sprintf("%s:%s %v", a.What, a.Detail, a.Quadrants))
	}
	return strings.Join(out, " | ")
}

// mouths are the examples of the fold, which the pages' copy is held against as
// well: web/packages/domain/test/mouth.test.ts reads what this test writes.
var mouths = []struct {
	name, born, at string
	teeth          string // assumed ones that are looked at
	said           []string
	want           string
}{
	{"nothing is known", "", "2026-11-22", "18,11,55", nil, "18 unknown? | 55 unknown? | 11 unknown?"},
	{"an adult of whom nothing was written", "1990-05-01", "2026-11-22", "18,16,55", nil, "18 unknown? | 16 here? | 55 shed?"},
	{"a child of eight", "2018-05-01", "2026-11-22", "16,11,12,13,53,51,85", nil,
		"16 here? | 13 unerupted? | 53 here? | 12 here? | 11 here? | 51 shed? | 85 here?"},
	{"a baby", "2026-03-01", "2026-11-22", "71,51,16", nil, "16 unerupted? | 51 unerupted? | 71 here?"},
	{"a day before the birth", "2018-05-01", "2018-04-30", "16", nil, "16 unknown?"},
	{"the day on which a month is full", "2020-01-31", "2026-05-31", "46", nil, "46 here?"},
	{"the day before", "2020-01-31", "2026-05-30", "46", nil, "46 unerupted?"},

	{"caries is filled where the filling reaches", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 16:MOD deep", "2026-02-02 filling done 16:MO composite"}, "16 here caries/found:D:deep filling/done:MO:composite"},
	{"a filling without surfaces treats all caries", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 16:MO", "2026-02-02 filling done 16"}, "16 here filling/done"},
	{"caries without surfaces is treated by any filling", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 16", "2026-02-02 filling done 16:O"}, "16 here filling/done:O"},
	{"caries beside a filling", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 filling elsewhere 16:O amalgam", "2026-02-02 caries found 16:O"}, "16 here filling/elsewhere:O:amalgam caries/found:O"},
	{"a plan is a mark of its own, and doing it fulfils it", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 16:O", "2026-01-02 filling planned 16:O", "2026-01-02 filling planned 17:O", "2026-02-02 filling done 16:O"},
		"17 here? filling/planned:O | 16 here filling/done:O"},
	{"a plan does not treat", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 16:O", "2026-01-02 crown planned 16"}, "16 here caries/found:O crown/planned"},
	{"a crown covers what was below, a root canal stays", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 46:OD pulp", "2026-02-02 root_canal done 46 filled", "2026-02-03 filling done 46:OD", "2026-03-02 crown done 46 zirconia"},
		"46 here root_canal/done:filled crown/done:zirconia"},
	{"a veneer, then a crown", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 veneer elsewhere 11", "2026-02-02 crown done 11"}, "11 here crown/done"},
	{"a grade takes the place of the one before", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 mobility found 31 1", "2026-02-02 mobility found 31 3"}, "31 here mobility/found:3"},
	{"sound takes back what was seen", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 16:OM", "2026-02-02 sound found 16:O"}, "16 here caries/found:M"},
	{"sealants", "2016-05-01", "2026-11-22", "", []string{"2026-01-02 sealant done 16:O,26:O"}, "16 here sealant/done:O | 26 here sealant/done:O"},
	{"a broken edge is filled", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 fracture found 11:M", "2026-01-02 filling done 11:M"}, "11 here filling/done:M"},

	{"extracted, and everything on it goes", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 18:O", "2026-01-02 filling planned 18:O", "2026-01-02 extracted planned 18", "2026-02-02 extracted done 18"}, "18 extracted"},
	{"an implant that was planned stays planned", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 implant planned 46", "2026-02-02 extracted done 46"}, "46 extracted implant/planned"},
	{"an implant with a crown", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 extracted elsewhere 46", "2026-01-03 implant planned 46", "2026-02-02 implant done 46", "2026-06-02 crown done 46"}, "46 implant crown/done"},
	{"a root is left", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 crown elsewhere 15", "2026-02-02 retained_root found 15"}, "15 root"},
	{"impacted is there", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 impacted found 38", "2026-01-03 caries found 38"}, "38 impacted caries/found"},
	{"never came", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 missing found 12,22"}, "12 missing | 22 missing"},
	{"a supernumerary tooth", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 supernumerary found 11s"}, "11s here"},

	{"a successor that has come sheds the milk tooth", "2015-05-01", "2026-11-22", "55", []string{"2026-01-02 caries found 55:O", "2026-06-02 present found 15"}, "15 here | 55 shed"},
	{"a bracket says that the tooth is there", "2015-05-01", "2026-11-22", "55", []string{"2026-01-02 bracket done 15 metal"}, "15 here bracket/done:metal | 55 shed"},
	{"a milk tooth that was seen beside its successor stays", "2005-05-01", "2026-11-22", "",
		[]string{"2026-01-02 present found 15", "2026-01-02 present found 55"}, "15 here | 55 here"},
	{"and later work on the successor does not shed it", "2005-05-01", "2026-11-22", "",
		[]string{"2026-01-02 present found 15", "2026-01-02 present found 55", "2026-03-02 caries found 15:O"}, "15 here caries/found:O | 55 here"},
	{"an extracted milk tooth stays extracted", "2015-05-01", "2026-11-22", "", []string{"2026-01-02 extracted done 55", "2026-06-02 erupting found 15"}, "15 erupting | 55 extracted"},
	{"a milk tooth that is there speaks against its successor", "2010-05-01", "2026-11-22", "15,25", []string{"2026-01-02 present found 55"},
		"15 unerupted? | 55 here | 25 here?"},
	{"a successor that is missing speaks for nothing", "2005-05-01", "2026-11-22", "85,84", []string{"2026-01-02 missing found 45"}, "45 missing | 85 unknown? | 84 shed?"},

	{"a bridge", "1970-05-01", "2026-11-22", "",
		[]string{"2026-01-02 caries found 11:M", "2026-02-02 bridge done 13+12+11 zirconia 12"}, "13 here | 12 missing | 11 here | bridge/done [13 12 11]-[12]"},
	{"a bridge over what was extracted", "1970-05-01", "2026-11-22", "",
		[]string{"2026-01-02 extracted done 12", "2026-01-02 bridge planned 13+12+11 - 12", "2026-02-02 bridge done 13+12+11 - 12"}, "13 here | 12 extracted | 11 here | bridge/done [13 12 11]-[12]"},
	{"a bridge goes with a tooth that bears it", "1970-05-01", "2026-11-22", "",
		[]string{"2026-01-02 bridge elsewhere 13+12+11 metal 12", "2026-02-02 extracted done 13"}, "13 extracted | 12 missing | 11 here"},
	{"joined crowns take the place of a crown", "1970-05-01", "2026-11-22", "",
		[]string{"2026-01-02 crown elsewhere 36", "2026-02-02 joined_crowns done 36+37"}, "36 here | 37 here | joined_crowns/done [36 37]-[]"},
	{"and a crown theirs", "1970-05-01", "2026-11-22", "",
		[]string{"2026-01-02 joined_crowns done 36+37", "2026-02-02 crown done 36"}, "36 here crown/done | 37 here"},

	{"an appliance on and off", "2010-05-01", "2026-11-22", "",
		[]string{"2026-01-02 bracket done 13,12 metal", "2026-01-02 band done 16", "2026-01-02 miniscrew done 16", "2026-05-02 appliance_off done 13,16"}, "16 here | 13 here | 12 here bracket/done:metal"},
	{"a band takes the bracket's place", "2010-05-01", "2026-11-22", "", []string{"2026-01-02 bracket done 16", "2026-02-02 band done 16", "2026-02-02 attachment done 15"}, "16 here band/done | 15 here attachment/done"},

	{"calculus of quadrants", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 calculus found FM 2", "2026-02-02 calculus found LA 3", "2026-03-02 sound found Q1,Q3"}, "calculus:2 [2] | calculus:3 [4]"},
	{"fluorosis of a tooth and of the mouth", "1990-05-01", "2026-11-22", "",
		[]string{"2026-01-02 fluorosis found FM mild", "2026-01-02 fluorosis found 11 severe"}, "11 here fluorosis/found:severe | fluorosis:mild [1 2 3 4]"},

	{"what was struck out does not count", "1990-05-01", "2026-11-22", "", []string{"2026-01-02 caries found 16:O", "!2026-02-02 extracted done 16"}, "16 here caries/found:O"},
	{"what begins later does not count yet", "1990-05-01", "2026-01-31", "", []string{"2026-01-02 caries found 16:O", "2026-02-01 extracted done 16"}, "16 here caries/found:O"},
	{"the order of writing does not matter, the day does", "1990-05-01", "2026-11-22", "", []string{"2026-02-01 filling done 16:O", "2026-01-02 caries found 16:O"}, "16 here filling/done:O"},
}

// mouthVector is an example as the pages read it.
type mouthVector struct {
	Name     string        `json:"name"`
	Born     civil.Day     `json:"born"`
	At       civil.Day     `json:"at"`
	Findings []findingBody `json:"findings"`
	Want     Mouth         `json:"want"`
}

func TestMouthAt(t *testing.T) {
	for _, c := range mouths {
		var list []MouthFinding
		for i, text := range c.said {
			list = append(list, said(t, i, text))
		}
		var teeth []tooth.Tooth
		for _, x := range strings.Split(c.teeth, ",") {
			teeth = append(teeth, tooth.Tooth(x))
		}
		m := MouthAt(civil.Day(c.at), civil.Day(c.born), list)
		if got := m.shown(teeth...); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		slices.Reverse(list)
		if again := MouthAt(civil.Day(c.at), civil.Day(c.born), list); !reflect.DeepEqual(again, m) {
			t.Errorf("%s: the order of the list matters", c.name)
		}
		whole := 0
		for _, n := range m.Teeth {
			if !n.Tooth.Extra() {
				whole++
			}
		}
		if whole != 52 {
			t.Errorf("%s: %d teeth", c.name, whole)
		}
	}
}

// TestMouthVectors proves that the file says what the fold does.
func TestMouthVectors(t *testing.T) {
	var all []mouthVector
	for _, c := range mouths {
		v := mouthVector{Name: c.name, Born: civil.Day(c.born), At: civil.Day(c.at), Findings: []findingBody{}}
		var list []MouthFinding
		for i, text := range c.said {
			list = append(list, said(t, i, text))
			v.Findings = append(v.Findings, findingOf(list[i], nil))
		}
		v.Want = MouthAt(v.At, v.Born, list)
		all = append(all, v)
	}
	want, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/mouth.json"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(want), `},{"name"`, "},\n{\"name\"")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if json.Unmarshal(got, &a) != nil || json.Unmarshal(want, &b) != nil || !reflect.DeepEqual(a, b) {
		t.Error("the chart's law has changed: UPDATE=1 go test ./internal/modules/charting -run MouthVectors, and make the pages follow")
	}
}

func TestFindingCheck(t *testing.T) {
	for text, want := range map[string]string{
		"caries found 16:O deep":             "",
		"caries found 16:O 1":                "charting.wrong_detail",
		"caries done 16:O":                   "charting.wrong_finding_state",
		"filling found 16:O":                 "charting.wrong_finding_state",
		"filling someday 16:O":               "charting.wrong_finding_state",
		"crown done 16:O":                    "charting.wrong_place",
		"crown done 16+17":                   "charting.wrong_place",
		"crown done Q1":                      "charting.wrong_place",
		"bridge done 13+12+11 - 12":          "",
		"bridge done 13+12+11":               "charting.wrong_pontics",
		"bridge done 13+12+11 - 13,12,11":    "charting.wrong_pontics",
		"bridge done 13+12+11 - 14":          "charting.wrong_pontics",
		"bridge done 13+12+11,23+22+21 - 12": "charting.wrong_pontics",
		"bridge done 13 - 13":                "charting.wrong_place charting.wrong_pontics",
		"joined_crowns done 36+37 - 36":      "charting.wrong_pontics",
		"supernumerary found 11":             "charting.wrong_place",
		"calculus found UA 2":                "",
		"calculus found UA,16 2":             "charting.wrong_place",
		"sleepy found 11":                    "charting.unknown_finding",
		"missing found -":                    "charting.wrong_place",
	} {
		w := append(strings.Fields(text), "-", "-")
		for i := range w {
			w[i] = strings.TrimPrefix(w[i], "-")
		}
		site, err := tooth.ParseSite(w[2])
		if err != nil {
			t.Fatal(err)
		}
		pontics, _ := parsePontics(w[4])
		var codes []string
		for _, f := range (MouthFinding{What: What(w[0]), State: FindingState(w[1]), Site: site, Detail: w[3], Pontics: pontics}).check() {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestMouthRefuses(t *testing.T) {
	m := MouthAt("2026-11-22", "1990-05-01", []MouthFinding{
		said(t, 0, "2026-01-02 extracted done 18"), said(t, 1, "2026-01-02 implant done 46"), said(t, 2, "2026-01-02 caries found 55:O"),
		said(t, 3, "2026-02-02 present found 15"),
	})
	for text, refused := range map[string]bool{
		"caries found 18:O": true, "extracted done 18": true, "crown done 18": true, "filling planned 18": true, "implant planned 18": false,
		"retained_root found 18": false, "present found 18": false, "missing found 18": false, "caries found 46:O": true, "crown done 46": false,
		"mobility found 46 1": false, "extracted done 46": false, "caries found 55:O": true, "caries found 16:O": false, "caries found 85:O": false,
	} {
		if no := m.refuses(said(t, 9, "2026-11-22 "+text)); (no != nil) != refused {
			t.Errorf("%s: %v, want refused %v", text, no, refused)
		}
	}
}

// The law has no hole: what a kind clears and says is known to the chart.
func TestKinds(t *testing.T) {
	seen := map[What]bool{}
	for _, k := range kinds {
		if seen[k.what] {
			t.Errorf("%s is there twice", k.what)
		}
		seen[k.what] = true
	}
	for _, k := range kinds {
		for _, c := range k.clears {
			if c != everything && !seen[c] {
				t.Errorf("%s clears %s, which is no kind", k.what, c)
			}
		}
	}
}
