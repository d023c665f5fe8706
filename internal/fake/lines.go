package fake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// talk is what the double knows of messages. It grows by thousands, so each
// change is one line more in a file, and no file is written anew for a call.
type talk struct {
	accounts  map[string]*Account
	order     []string // of accounts, by key
	templates map[string]*Template
	people    map[string]*Person
	known     map[string]string // who has an address: scope|address → person
	ties      map[string]*Tie
	tokens    map[string]*token
	current   map[string]*token // by account
	sent      []*Sent           // by number, from 1
	byPerson  map[string][]*Sent
	byPhone   map[string][]*Sent // by account and number
	byKey     map[string]*Sent   // the last of a key, for what knows no doubles
	times     map[string][]int64 // when something counted happened
	tasks     map[string]*Task
	taskList  []string
	notices   map[string]*Notice
	told      []string // notices that were taken, in order
	welcomes  map[string]*welcome
	ways      map[string]*contactWay
	tags      map[string]*corpTag
	transfers []*transfer // in their order
	nonces    map[string]bool
	seq       int64
}

func newTalk() talk {
	return talk{accounts: map[string]*Account{}, templates: map[string]*Template{}, people: map[string]*Person{}, known: map[string]string{},
		ties: map[string]*Tie{}, tokens: map[string]*token{}, current: map[string]*token{}, byPerson: map[string][]*Sent{}, byPhone: map[string][]*Sent{}, byKey: map[string]*Sent{},
		times: map[string][]int64{}, tasks: map[string]*Task{}, notices: map[string]*Notice{}, welcomes: map[string]*welcome{},
		ways: map[string]*contactWay{}, tags: map[string]*corpTag{}, nonces: map[string]bool{}}
}

// line is one line of the file: a record as it is from now on.
type line struct {
	Kind  string          `json:"k"`
	Value json.RawMessage `json:"v"`
}

// record is what a line holds.
type record interface {
	kind() string
	id() string
}

// save keeps a record as it is now; the caller holds the lock.
func (w *World) save(r record) {
	w.version++
	if w.log == nil {
		return
	}
	if _, err := w.log.Write(lineOf(r.kind(), r)); err != nil {
		panic(err) // a double that forgets is none
	}
}

func lineOf(kind string, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // records are plain
	}
	b, _ = json.Marshal(line{kind, b})
	return append(b, '\n')
}

// openLines reads the file and goes on writing it. A file that belongs to another
// is begun anew; a line that death cut short is dropped.
func (w *World) openLines(path string) error {
	b, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	head := lineOf("of", w.s.Lines)
	if !bytes.HasPrefix(b, head) {
		b = head
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return err
		}
	}
	whole := b[:bytes.LastIndexByte(b, '\n')+1]
	count, err := w.replay(whole[len(head):])
	if err != nil {
		return err
	}
	if len(whole) < len(b) || count > 1000 {
		if err := w.rewrite(path, head); err != nil {
			return err
		}
	}
	w.log, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	return err
}

// replay reads lines; of each record the last stands.
func (w *World) replay(b []byte) (count int, err error) {
	last, order := map[string]record{}, []string{}
	for text := range bytes.Lines(b) {
		var l line
		if err := json.Unmarshal(text, &l); err != nil {
			return count, err
		}
		r := empty(l.Kind)
		if r == nil {
			return count, fmt.Errorf("the double does not know %q", l.Kind)
		}
		if err := json.Unmarshal(l.Value, r); err != nil {
			return count, err
		}
		key := l.Kind + " " + r.id()
		if last[key] == nil {
			order = append(order, key)
		}
		last[key] = r
		count++
	}
	for _, key := range order {
		w.place(last[key])
	}
	return count, nil
}

// empty is a record of a kind to read into.
func empty(kind string) record {
	for _, r := range []record{&Account{}, &Template{}, &Person{}, &Tie{}, &token{}, &Sent{}, &Task{}, &Notice{}, &welcome{}, &contactWay{}, &corpTag{}, &transfer{}} {
		if r.kind() == kind {
			return r
		}
	}
	return nil
}

// place puts a record where it belongs.
func (w *World) place(r record) {
	switch r := r.(type) {
	case *Account:
		w.placeAccount(r)
	case *Template:
		w.t.templates[r.id()] = r
	case *Person:
		w.placePerson(r)
	case *Tie:
		w.t.ties[r.id()] = r
	case *token:
		w.t.tokens[r.Value] = r
		if now := w.t.current[r.Account]; now == nil || now.Made <= r.Made {
			w.t.current[r.Account] = r
		}
	case *Sent:
		w.placeSent(r)
	case *Task:
		w.placeTask(r)
		for _, x := range r.Targets {
			w.count(r, x)
		}
	case *Notice:
		w.placeNotice(r)
	case *welcome:
		w.t.welcomes[r.Code] = r
	case *contactWay:
		w.t.ways[r.Config] = r
	case *corpTag:
		w.t.tags[r.id()] = r
	case *transfer:
		w.t.transfers = append(w.t.transfers, r)
	}
}

// rewrite writes each record once.
func (w *World) rewrite(path string, head []byte) error {
	var out bytes.Buffer
	out.Write(head)
	put := func(r record) { out.Write(lineOf(r.kind(), r)) }
	for _, key := range w.t.order {
		put(w.t.accounts[key])
	}
	all(w.t.templates, put)
	all(w.t.people, put)
	all(w.t.ties, put)
	all(w.t.tokens, put)
	for _, s := range w.t.sent {
		put(s)
	}
	for _, id := range w.t.taskList {
		put(w.t.tasks[id])
	}
	all(w.t.notices, put)
	all(w.t.welcomes, put)
	all(w.t.ways, put)
	all(w.t.tags, put)
	for _, m := range w.t.transfers {
		put(m)
	}
	if err := os.WriteFile(path+".part", out.Bytes(), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

func all[R record](m map[string]R, put func(record)) {
	for _, r := range m {
		put(r)
	}
}
