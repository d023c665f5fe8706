package fake

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// Person is somebody with a telephone: a patient, a parent, a colleague. Each
// account knows them by an address of its own.
type Person struct {
	Key   string `json:"key"`            // what they are called here
	Name  string `json:"name,omitempty"` // a nickname
	Phone string `json:"phone,omitempty"`
	User  string `json:"user,omitempty"` // userid: of a colleague
	Corp  string `json:"corp,omitempty"` // of a colleague; "" = WeCom's, the first
	Left  bool   `json:"left,omitempty"` // of a colleague: the admin took them out of the corp
	// Addresses are those that are not made from the key, by scope: an AppID, a
	// CorpID.
	Addresses map[string]string `json:"addresses,omitempty"`
	Off       bool              `json:"off,omitempty"`       // the telephone is switched off: SMS fail
	Blocks    bool              `json:"blocks,omitempty"`    // takes no messages of official accounts
	Blacklist bool              `json:"blacklist,omitempty"` // of official accounts: 43019
}

func (p *Person) kind() string { return "person" }

func (p *Person) id() string { return p.Key }

func hashed(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "|")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// OpenID is how an official account or a mini-program knows somebody.
func OpenID(app, person string) string { return "o" + hashed("openid", app, person)[:27] }

// UnionID is how all that belong to one developer know somebody.
func UnionID(person string) string { return "u" + hashed("unionid", person)[:27] }

// ExternalUserID is how a corp, or a scope of its own within one, knows a customer.
func ExternalUserID(scope, person string) string {
	return "wm" + hashed("external", scope, person)[:30]
}

// address is how an account knows somebody, "" = not at all.
func (a *Account) address(p *Person) string {
	if own := p.Addresses[a.scope()]; own != "" {
		return own
	}
	switch {
	case a.Kind == AliyunKind || a.Kind == TencentKind:
		return p.Phone
	case a.Kind == WeComKind && p.User != "":
		if cmp.Or(p.Corp, WeCom.ID) != a.ID {
			return ""
		}
		return p.User
	case a.Kind == WeComKind:
		return ExternalUserID(a.scope(), p.Key)
	}
	return OpenID(a.ID, p.Key)
}

func (w *World) know(a *Account, p *Person) {
	if address := a.address(p); address != "" {
		w.t.known[a.scope()+"|"+address] = p.Key
	}
}

func (w *World) placePerson(p *Person) {
	w.t.people[p.Key] = p
	for _, a := range w.t.accounts {
		w.know(a, p)
	}
}

// Meet makes people, or changes them.
func (w *World) Meet(people ...Person) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range people {
		w.meet(p)
	}
}

func (w *World) meet(p Person) *Person {
	w.placePerson(&p)
	w.save(&p)
	return &p
}

// who finds the person behind an address. A number is always somebody's; an openid
// or a userid only of who was met, unless the account takes anybody.
func (w *World) who(a *Account, address string) *Person {
	if key, found := w.t.known[a.scope()+"|"+address]; found {
		return w.t.people[key]
	}
	switch {
	case address == "":
		return nil
	case a.Kind == AliyunKind || a.Kind == TencentKind:
		return w.meet(Person{Key: address, Phone: address})
	case a.Anybody:
		p := Person{Key: a.scope() + ":" + address, Name: address}
		if a.Kind == WeComKind && !strings.HasPrefix(address, "wm") {
			p.User, p.Corp = address, a.ID
		} else {
			p.Addresses = map[string]string{a.scope(): address}
		}
		return w.meet(p)
	}
	return nil
}

// person finds somebody by key, telephone, userid or an address.
func (w *World) person(name string) (*Person, error) {
	if p := w.t.people[name]; p != nil {
		return p, nil
	}
	for _, key := range w.t.order {
		a := w.t.accounts[key]
		if found, ok := w.t.known[a.scope()+"|"+name]; ok {
			return w.t.people[found], nil
		}
	}
	return nil, fmt.Errorf("nobody is called %q", name)
}

// Tie is what somebody is to an account: a follower, a friend of colleagues, who
// gave permissions.
type Tie struct {
	Scope   string          `json:"scope"`
	Address string          `json:"address"`
	Person  string          `json:"person"`
	Follows bool            `json:"follows,omitempty"`
	Since   int64           `json:"since,omitempty"`
	Windows []window        `json:"windows,omitempty"` // within which one may write freely
	Credits map[string]int  `json:"credits,omitempty"` // one message each, by template
	Refuses map[string]bool `json:"refuses,omitempty"` // templates that were switched off
	Friends []*Friend       `json:"friends,omitempty"` // colleagues, at WeCom
}

// window lets an account write so many messages until then.
type window struct {
	Until int64 `json:"until"`
	Left  int   `json:"left"`
}

// Friend is a colleague whom a customer has added.
type Friend struct {
	User    string   `json:"userid"`
	Since   int64    `json:"createtime"`
	State   string   `json:"state,omitempty"`
	Way     int      `json:"add_way"`
	Remark  string   `json:"remark,omitempty"`
	Mobiles []string `json:"mobiles,omitempty"` // that the colleague noted
	Tags    []string `json:"tags,omitempty"`
	Chat    int64    `json:"chat,omitempty"`   // when they last wrote to each other
	Gone    bool     `json:"gone,omitempty"`   // the customer removed the colleague
	Erased  bool     `json:"erased,omitempty"` // the colleague removed the customer
}

func (t *Tie) kind() string { return "tie" }

func (t *Tie) id() string { return t.Scope + "|" + t.Address }

// tie is what somebody is to an account, made where there is none.
func (w *World) tie(a *Account, p *Person) *Tie {
	address := a.address(p)
	t := w.t.ties[a.scope()+"|"+address]
	if t == nil {
		t = &Tie{Scope: a.scope(), Address: address, Person: p.Key, Credits: map[string]int{}, Refuses: map[string]bool{}}
		if a.Anybody {
			t.Follows, t.Since = true, w.now()
		}
		w.t.ties[t.id()] = t
	}
	if t.Credits == nil {
		t.Credits = map[string]int{}
	}
	if t.Refuses == nil {
		t.Refuses = map[string]bool{}
	}
	return t
}

// friend is the tie to a colleague, nil = never.
func (t *Tie) friend(user string) *Friend {
	for _, f := range t.Friends {
		if f.User == user {
			return f
		}
	}
	return nil
}

// tied tells whether a colleague may still write.
func (t *Tie) tied(user string) bool {
	f := t.friend(user)
	return f != nil && !f.Gone && !f.Erased
}

func sortBy[T any](list []T, key func(T) int64) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(a), key(b)) })
}
