package audience

import (
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"strings"

	"archwire/internal/kit/civil"
)

// Person is somebody with a number of the audience's own.
type Person struct {
	No int64 `db:"no"`
	Profile
}

// Profile is what the audience keeps of somebody: the columns of audience_people.
// Days are "" where they are not known. A column that rules are to ask is added here,
// by a migration, and in the dictionary.
type Profile struct {
	Patient    string    `db:"patient_id"`
	HomeID     string    `db:"home_id"`
	Zone       string    `db:"zone"`
	Hash       int64     `db:"hash"`
	Born       civil.Day `db:"born"`
	Sex        string    `db:"sex"`
	Source     string    `db:"source"`
	Class      string    `db:"class"`
	Doctor     string    `db:"doctor"`
	Home       string    `db:"home"`
	Registered civil.Day `db:"registered"`
	FirstVisit civil.Day `db:"first_visit"`
	LastVisit  civil.Day `db:"last_visit"`
	NextVisit  civil.Day `db:"next_visit"`
	RecallDue  civil.Day `db:"recall_due"`
	PrepaidDay civil.Day `db:"prepaid_day"`
	Prepaid    int64     `db:"prepaid"`
	Debt       int64     `db:"debt"`
	Ortho      string    `db:"ortho"`
	OrthoKind  string    `db:"ortho_kind"`
	OrthoStage int64     `db:"ortho_stage"`
	OrthoSince civil.Day `db:"ortho_since"`
	Important  bool      `db:"important"`
	WeChat     bool      `db:"wechat"`
	Phone      bool      `db:"phone"`
	Marketing  bool      `db:"marketing"`
	Complaint  bool      `db:"complaint"`
	Died       bool      `db:"died"`
}

// columns tells where in a Profile each column stands.
var columns = func() map[string]int {
	out := map[string]int{}
	t := reflect.TypeFor[Profile]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("db"), ",")
		out[name] = i
	}
	return out
}()

func (p *Person) field(column string) reflect.Value {
	return reflect.ValueOf(&p.Profile).Elem().Field(columns[column])
}

func (p *Person) word(column string) string  { return p.field(column).String() }
func (p *Person) number(column string) int64 { return p.field(column).Int() }
func (p *Person) yes(column string) bool     { return p.field(column).Bool() }

// hashOf makes 31 bits of a patient.
func hashOf(patient string) int64 {
	sum := sha256.Sum256([]byte(patient))
	return int64(binary.BigEndian.Uint32(sum[:4]) >> 1)
}

// mixer makes the two numbers with which a salt spreads the hashes of people anew:
// (hash * m + c) % 2147483647, which both databases and this program compute alike.
func mixer(salt string) (m, c int64) {
	sum := sha256.Sum256([]byte(salt))
	m = int64(binary.BigEndian.Uint32(sum[:4])>>1)%2147483645 + 1
	return m, int64(binary.BigEndian.Uint32(sum[4:8])>>1) % 2147483647
}

// bucketOf is the part of 10,000 in which somebody falls for a salt.
func bucketOf(hash int64, salt string) int64 {
	m, c := mixer(salt)
	return (hash*m + c) % 2147483647 % bucketsAll
}

// Happening is something that happened to somebody.
type Happening struct {
	Patient string
	Kind    string
	Subject string // the thing it happened with; with Part it happens once
	Part    int
	At      int64     // epoch milliseconds
	Day     civil.Day // of the clinic where it happened
	Word    string    // the kind's fields, see Slot
	Other   string
	Amount  int64
}

// known is a person with everything that rules may ask, as it was loaded for a
// judgement.
type known struct {
	Person
	happened map[string][]past          // by kind, in the order of time
	tags     map[string]bool            //
	held     map[string]bool            // tags that somebody gave otherwise than by a rule
	words    map[string]map[string]bool // by attribute
	in       map[string]bool            // segment id
}

// past is a happening as the judge needs it.
type past struct {
	day         civil.Day
	at          int64
	word, other string
	amount      int64
}
