package messages

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"archwire/internal/kit/phone"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// The states of a fetch.
const (
	fetchGoing  = "going"
	fetchDone   = "done"
	fetchFailed = "failed"
)

// Fetch is how far the customers of an account were fetched.
type Fetch struct {
	Account string
	Name    string // of the account
	State   string // "" = never
	Found   int
	Words   string // of the provider, where it failed
	BeganAt int64
	EndedAt int64
}

// Fetches tells of each WeCom account how far its customers were fetched.
func (s *Service) Fetches(ctx context.Context) (out []Fetch, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		rows, err := fetchList(tx)
		if err != nil {
			return err
		}
		accounts, err := s.accountList(tx)
		for _, a := range accounts {
			if a.Kind != WeCom {
				continue
			}
			f := Fetch{Account: a.ID, Name: a.Name}
			if i := slices.IndexFunc(rows, func(r fetchRow) bool { return r.Account == a.ID }); i >= 0 {
				r := rows[i]
				f.State, f.Found, f.Words, f.BeganAt, f.EndedAt = r.State, r.Found, r.Words, r.BeganAt, r.EndedAt
			}
			out = append(out, f)
		}
		return err
	})
	return out, err
}

// FetchContacts begins to fetch the customers whom colleagues had before the account
// was here; while that goes on, nothing changes. Faults: AccountNotFound, WrongChannel.
func (s *Service) FetchContacts(ctx context.Context, account string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, account)
		if err != nil {
			return err
		}
		if a.Kind != WeCom {
			return WrongChannel.With()
		}
		r, _, err := fetchOne(tx, account)
		if err != nil || r.State == fetchGoing && tx.Now()-r.BeganAt < time.Hour.Milliseconds() {
			return err
		}
		if err := saveFetch(tx, fetchRow{Account: account, State: fetchGoing, Users: "[]", BeganAt: tx.Now()}); err != nil {
			return err
		}
		if err := s.audit.Record(tx, audit.Entry{Action: "messages.contacts_fetched", SubjectKind: "account", SubjectID: account}); err != nil {
			return err
		}
		return s.jobs.Enqueue(tx, fetchKind, jobArgs{account}, jobs.Unique(account))
	})
}

// errNotFetched says that WeCom did not answer; it is asked again where it stopped.
var errNotFetched = errors.New("messages: the customers were not fetched")

// fetch reads the customers page by page; each page is kept before the next is asked.
func (s *Service) fetch(ctx context.Context, account string, halfWay func() bool) error {
	var a Account
	var r fetchRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = s.accountOne(tx, account); err != nil {
			return err
		}
		rows, err := fetchList(tx)
		if i := slices.IndexFunc(rows, func(x fetchRow) bool { return x.Account == account }); i >= 0 {
			r = rows[i]
		}
		return err
	})
	if err != nil || r.State != fetchGoing {
		return err
	}
	l := s.lineTo(a)
	if l.acct.BaseURL == "" {
		return s.endFetch(ctx, r, "no_double")
	}
	for {
		more, failed, err := s.fetchPage(ctx, l, &r)
		switch {
		case err != nil:
			return err
		case failed.Said == saidRefused:
			return s.endFetch(ctx, r, failed.Code+" "+failed.Words)
		case failed.Said != saidAccepted:
			return errNotFetched
		case !more:
			return s.endFetch(ctx, r, "")
		case halfWay():
			return jobs.Again(0)
		}
	}
}

// fetchPage asks for the next page and keeps it, with the place where the one after it
// begins.
func (s *Service) fetchPage(ctx context.Context, l *line, r *fetchRow) (more bool, failed reply, err error) {
	var users []string
	if err := json.Unmarshal([]byte(r.Users), &users); err != nil {
		return false, failed, err
	}
	if len(users) == 0 {
		if users, failed = wecomFollowUsers(ctx, l); failed.Said != saidAccepted || len(users) == 0 {
			return false, failed, nil
		}
	}
	now := s.db.Now()
	list, next, failed := wecomContactsOf(ctx, l, users[:min(len(users), fetchAtOnce)], r.Next)
	switch {
	case failed.Said == saidNotFriend: // none of these has a customer
		list, next = nil, ""
	case failed.Said != saidAccepted:
		return false, failed, nil
	}
	left := users
	if next == "" {
		left = users[min(len(users), fetchAtOnce):]
	}
	text, err := json.Marshal(left)
	if err != nil {
		return false, failed, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.keepFetched(tx, l.acct.ID, list, now); err != nil {
			return err
		}
		r.Users, r.Next, r.Found = string(text), next, r.Found+len(list)
		return saveFetch(tx, *r)
	})
	return len(left) > 0, reply{Said: saidAccepted}, err
}

// keepFetched notes customers as they were read.
func (s *Service) keepFetched(tx *db.Tx, account string, list []wecomContact, now int64) error {
	var edges []Edge
	for _, c := range list {
		if c.ID == "" {
			continue
		}
		a, err := knowAddress(tx, account, c.ID)
		if err != nil {
			return err
		}
		a.Nick, a.Following = cut(c.Name, 60), true
		if c.Union != "" {
			a.Union = c.Union
		}
		if a.FriendOf == "" {
			a.FriendOf = c.latestFriend()
		}
		if err := saveAddress(tx, a); err != nil {
			return err
		}
		edges = append(edges, edgesFrom(c, a.ID, account, now)...)
		if a.hints == "" {
			if err := s.noteHints(tx, a.ID, c); err != nil {
				return err
			}
		}
	}
	if err := saveEdges(tx, edges); err != nil {
		return err
	}
	ids := make([]string, len(edges))
	for i, e := range edges {
		ids[i] = e.Address
	}
	return s.retagAddresses(tx, ids...)
}

func (s *Service) endFetch(ctx context.Context, r fetchRow, words string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r.State, r.Words, r.EndedAt = fetchDone, cut(words, 200), tx.Now()
		if words != "" {
			r.State = fetchFailed
		}
		if err := saveFetch(tx, r); err != nil {
			return err
		}
		return s.live.Touch(tx, live.Change{Topic: "messages_reach"})
	})
}

// Share is how many of a colleague's customers speak for a patient.
type Share struct {
	Staff string // "" = a userid of nobody we know
	User  string
	All   int
	Bound int
}

// Shares tells of each colleague with customers at a clinic's accounts how many of
// them speak for a patient. Fault: db.OutOfScope.
func (s *Service) Shares(ctx context.Context, clinic string) (out []Share, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		accounts, err := s.wecomAt(tx, clinic)
		if err != nil {
			return err
		}
		counts, err := edgeCounts(tx, accounts)
		if err != nil {
			return err
		}
		known, err := staffList(tx)
		if err != nil {
			return err
		}
		of := map[string]string{}
		var ids []string
		for _, k := range known {
			of[k.Userid] = k.Staff
			ids = append(ids, k.Staff)
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, c := range counts {
			staff := of[c.User]
			if at := people[staff].Clinics(); staff != "" && len(at) > 0 && !slices.Contains(at, clinic) {
				continue // of another clinic
			}
			out = append(out, Share{staff, c.User, c.All, c.Bound})
		}
		return err
	})
	return out, err
}

// wecomAt lists a clinic's accounts at WeCom, and the group's.
func (s *Service) wecomAt(tx *db.Tx, clinic string) ([]string, error) {
	kinds, err := accountKinds(tx)
	var out []string
	for _, a := range kinds {
		if a.Kind == WeCom && (a.Clinic == "" || a.Clinic == clinic) {
			out = append(out, a.ID)
		}
	}
	return out, err
}

// Unreached is a patient for whom nobody speaks at any account.
type Unreached struct {
	Patient  string
	Name     string
	RecordNo string
	Phone    string // masked
	LastAt   int64  // when a message was last planned to them
	NextAt   int64  // their next visit; 0 = none is booked
}

// unreachedMost is how many are listed.
const unreachedMost = 200

// WithoutContact lists the patients of a clinic to whom messages were planned lately
// and for whom nobody speaks at any account: those who come soonest first, since they
// can be asked at the desk. Fault: db.OutOfScope.
func (s *Service) WithoutContact(ctx context.Context, clinic string) (out []Unreached, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		rows, err := withoutContact(tx, clinic, tx.Now()-rateOver.Milliseconds(), unreachedMost)
		if err != nil {
			return err
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.Patient
		}
		people, err := s.patients.ByIDs(tx, ids)
		if err != nil {
			return err
		}
		numbers, err := s.patients.NumbersFor(tx, ids)
		if err != nil {
			return err
		}
		next := map[string]int64{}
		if s.Coming != nil {
			if next, err = s.Coming(tx, ids); err != nil {
				return err
			}
		}
		for _, r := range rows {
			if p, found := people[r.Patient]; found {
				out = append(out, Unreached{p.ID, p.Name, p.RecordNo, phone.Mask(numbers[p.ID]), r.Last, next[p.ID]})
			}
		}
		slices.SortStableFunc(out, soonest)
		return nil
	})
	return out, err
}

// soonest puts who comes sooner first, and who does not come last.
func soonest(a, b Unreached) int {
	switch {
	case a.NextAt == b.NextAt:
		return 0
	case b.NextAt == 0 || a.NextAt != 0 && a.NextAt < b.NextAt:
		return -1
	}
	return 1
}
