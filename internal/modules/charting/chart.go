package charting

import (
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
)

// What is what a finding says of a place in a mouth. Its text is
// "charting.what.<what>".
type What string

// What may be found.
const (
	Sound         What = "sound" // looked at, nothing wrong any more
	Present       What = "present"
	Erupting      What = "erupting"
	Unerupted     What = "unerupted"
	Impacted      What = "impacted"
	RetainedRoot  What = "retained_root"
	Supernumerary What = "supernumerary"
	Absent        What = "missing"
	Caries        What = "caries"
	Fracture      What = "fracture"
	Mobility      What = "mobility"
	Calculus      What = "calculus"
	Fluorosis     What = "fluorosis"
)

// What may be done.
const (
	Extracted    What = "extracted"
	Filling      What = "filling"
	Sealant      What = "sealant"
	RootCanal    What = "root_canal"
	Crown        What = "crown"
	Veneer       What = "veneer"
	Bridge       What = "bridge"
	JoinedCrowns What = "joined_crowns" // 连冠
	Implant      What = "implant"
	Bracket      What = "bracket"
	Band         What = "band"
	Attachment   What = "attachment"
	Miniscrew    What = "miniscrew"
	ApplianceOff What = "appliance_off" // what was bonded to the tooth came off
)

// FindingState says whether a finding was seen, or is a treatment that is
// planned, done here, or was done elsewhere. Its text is
// "charting.finding_state.<state>".
type FindingState string

// The states. A condition is always Found; a treatment never is.
const (
	Found     FindingState = "found"
	Intended  FindingState = "planned"
	Done      FindingState = "done"
	Elsewhere FindingState = "elsewhere"
)

// MouthFinding is one thing seen, planned or done in a mouth, as it was written down.
// It is never changed; a wrong one is struck out and stays to be read.
type MouthFinding struct {
	ID      string
	Patient string
	Clinic  string    // where it was written down
	Visit   string    // "" = outside a visit
	Day     civil.Day // from which it is so, in the clinic's zone
	Site    tooth.Site
	What    What
	State   FindingState
	Detail  string        // depth, material or grade, of the words of its kind; may be ""
	Pontics []tooth.Tooth // of a bridge: the teeth that it replaces
	Note    string
	At      int64 // when it was written down, epoch milliseconds
	By      string
	Struck  *Strike // nil = it stands
}

// Strike says who struck a finding out, and why.
type Strike struct {
	At     int64 // epoch milliseconds
	By     string
	Reason string
}

// MaxFindingNote bounds a note, MaxStrikeReason the reason of a strike.
const (
	MaxFindingNote  = 400
	MaxStrikeReason = 200
)

// Where a kind of finding may stand.
type place int

const (
	oneTooth place = 1 << iota
	onePiece       // several neighbours that are one piece
	anArea         // quadrants, arches, the whole mouth
)

// kind is what the chart knows of a What.
type kind struct {
	what      What
	treatment bool
	at        place
	faces     bool     // may name surfaces
	details   []string // the words it may carry; their texts are "charting.detail.<what>.<word>"
	clears    []What   // what it takes the place of on the tooth
	leaves    bool     // stays as a mark until something clears it
	makes     Presence // what it says of the tooth being there
	bears     bool     // only a tooth that is there can have it
	natural   bool     // an implant cannot have it
}

// everything clears whatever stands on a tooth, except an implant that is planned.
const everything What = "*"

var (
	onSurfaces = []What{Caries, Fracture, Filling, Sealant}
	covered    = []What{Caries, Fracture, Filling, Sealant, Veneer, Crown}
	bonded     = []What{Bracket, Band, Attachment, Miniscrew}
	grades     = []string{"1", "2", "3"}
)

// kinds is the law of the chart, in the order of the screens. The pages hold a
// copy in web/packages/domain/src/mouth.ts, proven by the same examples.
var kinds = []kind{
	{what: Caries, at: oneTooth, faces: true, details: []string{"shallow", "medium", "deep", "pulp"}, clears: []What{Caries}, leaves: true, bears: true, natural: true},
	{what: Fracture, at: oneTooth, faces: true, clears: []What{Fracture}, leaves: true, bears: true, natural: true},
	{what: Absent, at: oneTooth, clears: []What{everything}, makes: Gone},
	{what: Present, at: oneTooth, makes: Here},
	{what: Erupting, at: oneTooth, makes: ComingIn},
	{what: Unerupted, at: oneTooth, clears: []What{everything}, makes: NotYet},
	{what: Impacted, at: oneTooth, makes: Stuck},
	{what: RetainedRoot, at: oneTooth, clears: slices.Concat(covered, bonded, []What{Mobility}), makes: RootOnly},
	{what: Supernumerary, at: oneTooth, makes: Here},
	{what: Mobility, at: oneTooth, details: grades, clears: []What{Mobility}, leaves: true, bears: true},
	{what: Calculus, at: oneTooth | anArea, details: grades, clears: []What{Calculus}, leaves: true, bears: true},
	{what: Fluorosis, at: oneTooth | anArea, details: []string{"mild", "moderate", "severe"}, clears: []What{Fluorosis}, leaves: true, bears: true, natural: true},
	{what: Sound, at: oneTooth | anArea, faces: true, clears: []What{Caries, Fracture, Mobility, Calculus, Fluorosis}, bears: true},

	{what: Filling, treatment: true, at: oneTooth, faces: true, details: []string{"composite", "glass_ionomer", "amalgam", "inlay", "temporary"}, clears: onSurfaces, leaves: true, bears: true, natural: true},
	{what: Sealant, treatment: true, at: oneTooth, faces: true, clears: []What{Sealant}, leaves: true, bears: true, natural: true},
	{what: RootCanal, treatment: true, at: oneTooth, details: []string{"opened", "prepared", "filled"}, clears: []What{RootCanal}, leaves: true, bears: true, natural: true},
	{what: Crown, treatment: true, at: oneTooth, details: []string{"zirconia", "metal_ceramic", "metal", "preformed", "temporary"}, clears: covered, leaves: true, bears: true},
	{what: Veneer, treatment: true, at: oneTooth, clears: []What{Veneer}, leaves: true, bears: true, natural: true},
	{what: Bridge, treatment: true, at: onePiece, details: []string{"zirconia", "metal_ceramic", "metal", "temporary"}, clears: covered, bears: true},
	{what: JoinedCrowns, treatment: true, at: onePiece, details: []string{"zirconia", "metal_ceramic", "metal", "temporary"}, clears: covered, bears: true},
	{what: Implant, treatment: true, at: oneTooth, clears: []What{everything}, makes: OnImplant},
	{what: Extracted, treatment: true, at: oneTooth, clears: []What{everything}, makes: Drawn},
	{what: Bracket, treatment: true, at: oneTooth, details: []string{"metal", "self_ligating", "ceramic", "lingual"}, clears: []What{Bracket, Band}, leaves: true, bears: true},
	{what: Band, treatment: true, at: oneTooth, clears: []What{Bracket, Band}, leaves: true, bears: true},
	{what: Attachment, treatment: true, at: oneTooth, clears: []What{Attachment}, leaves: true, bears: true},
	{what: Miniscrew, treatment: true, at: oneTooth, clears: []What{Miniscrew}, leaves: true},
	{what: ApplianceOff, treatment: true, at: oneTooth, clears: bonded},
}

func kindOf(w What) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.what == w })
	if i < 0 {
		return kind{}, false
	}
	return kinds[i], true
}

// check tells everything that is wrong with a finding by itself, whatever else
// is in the mouth.
func (f MouthFinding) check() []*fault.Fault {
	k, ok := kindOf(f.What)
	if !ok {
		return []*fault.Fault{UnknownFinding.At("what")}
	}
	var wrong []*fault.Fault
	if k.treatment == (f.State == Found) || !slices.Contains([]FindingState{Found, Intended, Done, Elsewhere}, f.State) {
		wrong = append(wrong, WrongFindingState.At("state"))
	}
	if !k.stands(f.Site) {
		wrong = append(wrong, WrongPlace.At("site", "site", f.Site.String()))
	}
	if f.Detail != "" && !slices.Contains(k.details, f.Detail) {
		wrong = append(wrong, WrongDetail.At("detail"))
	}
	if !f.ponticsFit() {
		wrong = append(wrong, WrongPontics.At("pontics"))
	}
	if utf8.RuneCountInString(f.Note) > MaxFindingNote {
		wrong = append(wrong, FindingNoteTooLong.At("note", "max", MaxFindingNote))
	}
	return wrong
}

// stands tells whether the kind may be said of the place.
func (k kind) stands(s tooth.Site) bool {
	area := len(s.Quadrants) > 0 || s.Upper || s.Lower || s.Mouth
	if s.Empty() || area && k.at&anArea == 0 || area && len(s.Units) > 0 {
		return false
	}
	for _, u := range s.Units {
		switch {
		case len(u.Teeth) > 1 && k.at&onePiece == 0, len(u.Teeth) == 1 && k.at&oneTooth == 0:
			return false
		case u.Surfaces != "" && !k.faces:
			return false
		case k.what == Supernumerary && !u.Teeth[0].Extra():
			return false
		}
	}
	return true
}

// ponticsFit: a bridge is one piece and carries at least one pontic and one tooth
// that bears it; nothing else has pontics.
func (f MouthFinding) ponticsFit() bool {
	if f.What != Bridge {
		return len(f.Pontics) == 0
	}
	teeth := f.Site.Teeth()
	for _, p := range f.Pontics {
		if !slices.Contains(teeth, p) {
			return false
		}
	}
	return len(f.Site.Units) == 1 && len(f.Pontics) > 0 && len(f.Pontics) < len(teeth)
}

// parsePontics reads the pontics of a bridge as they are sent and stored: "12,11".
func parsePontics(text string) ([]tooth.Tooth, bool) {
	if text == "" {
		return nil, true
	}
	var out []tooth.Tooth
	for _, p := range strings.Split(text, ",") {
		t, ok := tooth.Parse(p)
		if !ok || slices.Contains(out, t) {
			return nil, false
		}
		out = append(out, t)
	}
	slices.SortFunc(out, tooth.Compare)
	return out, true
}

func ponticText(list []tooth.Tooth) string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = string(t)
	}
	return strings.Join(out, ",")
}
