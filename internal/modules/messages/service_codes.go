package messages

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// CountedCode is a code with what came of it.
type CountedCode struct {
	Code
	CodeCounts
}

// Codes lists the codes of a clinic with what came of each, those that ended last.
// Fault: db.OutOfScope.
func (s *Service) Codes(ctx context.Context, clinic string) (out []CountedCode, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		list, err := codesAt(tx, clinic)
		if err != nil {
			return err
		}
		keys := make([]string, len(list))
		for i, c := range list {
			keys[i] = c.Key
		}
		counts, err := s.codeCounts(tx, keys)
		for _, c := range list {
			out = append(out, CountedCode{c, counts[c.Key]})
		}
		return err
	})
	return out, err
}

// CodeAccount is a WeCom account at which a clinic may have codes made, with the
// colleagues whom WeCom knows there.
type CodeAccount struct {
	ID    string
	Name  string
	Staff []string
}

// CodeOwners lists them. Fault: db.OutOfScope.
func (s *Service) CodeOwners(ctx context.Context, clinic string) (out []CodeAccount, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		kinds, err := accountKinds(tx)
		if err != nil {
			return err
		}
		known, err := staffList(tx)
		for _, k := range kinds {
			if k.Kind != WeCom || k.Clinic != "" && k.Clinic != clinic {
				continue
			}
			a := CodeAccount{ID: k.ID, Name: k.Name}
			for _, u := range known {
				if u.Account == k.ID {
					a.Staff = append(a.Staff, u.Staff)
				}
			}
			out = append(out, a)
		}
		return err
	})
	return out, err
}

// codeCounts counts what came of codes, by key.
func (s *Service) codeCounts(tx *db.Tx, keys []string) (map[string]CodeCounts, error) {
	out := map[string]CodeCounts{}
	rows, err := cameBy(tx, keys)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		out[r.Key] = CodeCounts{Added: r.Added, Friends: r.Friends, Bound: r.Bound}
	}
	if s.Here == nil {
		return out, nil
	}
	people, err := patientsBy(tx, keys)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.Patient
	}
	here, err := s.Here(tx, ids)
	for _, p := range people {
		if here[p.Patient] >= p.Since && here[p.Patient] > 0 {
			c := out[p.Key]
			c.Came++
			out[p.Key] = c
		}
	}
	return out, err
}

// AddCode has a code made soon after. Faults: db.OutOfScope, AccountNotFound,
// WrongChannel, BadCodeName, BadOwners, patients.SourceUnknown.
func (s *Service) AddCode(ctx context.Context, c Code) (Code, error) {
	if err := c.check(); err != nil {
		return c, err
	}
	key := strings.ToLower(rand.Text())
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(c.Clinic); err != nil {
			return err
		}
		a, err := s.accountOne(tx, c.Account)
		if err != nil {
			return err
		}
		if a.Kind != WeCom || a.Clinic != "" && a.Clinic != c.Clinic {
			return WrongChannel.At("account_id")
		}
		if err := s.codeFits(tx, c); err != nil {
			return err
		}
		c.ID, c.Version, c.Key, c.State = tx.NewID(), 1, key, CodeAsked
		c.At, c.Made, c.By = tx.Now(), tx.Now(), tx.Actor()
		if err := insertCode(tx, c); err != nil {
			return err
		}
		return s.tellCode(tx, c, "messages.code_added")
	})
	return c, err
}

// codeFits refuses colleagues whom WeCom does not know, and a source that nobody does.
func (s *Service) codeFits(tx *db.Tx, c Code) error {
	users, err := ownersAt(tx, c)
	if err != nil {
		return err
	}
	if len(users) < len(c.Owners) {
		return BadOwners.At("owners")
	}
	return s.patients.RequireSource(tx, c.Source)
}

// ownersAt gives the userids of a code's colleagues at its account.
func ownersAt(tx *db.Tx, c Code) ([]string, error) {
	known, err := userids(tx, c.Owners)
	var out []string
	for _, id := range c.Owners {
		for _, u := range known[id] {
			if u.Account == c.Account {
				out = append(out, u.Value)
			}
		}
	}
	return out, err
}

// tellCode notes what was decided about a code, and lets WeCom be told.
func (s *Service) tellCode(tx *db.Tx, c Code, action string) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "code", SubjectID: c.ID, Clinic: c.Clinic,
		After: map[string]any{"name": c.Name, "owners": c.Owners, "source": c.Source, "state": c.State}})
	if err != nil {
		return err
	}
	if err := s.touchCode(tx, c); err != nil {
		return err
	}
	// each decision has a job of its own: one that is about to end may have looked already
	return s.jobs.Enqueue(tx, codeKind, jobArgs{c.ID}, jobs.Unique(fmt.Sprint(c.ID, "/", c.Version)))
}

func (s *Service) touchCode(tx *db.Tx, c Code) error {
	return s.live.Touch(tx, live.Change{Topic: "messages_reach", Clinic: c.Clinic, ID: c.ID})
}

// ChangeCode changes a code's name, colleagues and source at its version; who is asked by
// WeCom from then on is told to it soon after. Faults: CodeNotFound, NotNow, db.Stale,
// BadCodeName, BadOwners, patients.SourceUnknown.
func (s *Service) ChangeCode(ctx context.Context, c Code) (Code, error) {
	if err := c.check(); err != nil {
		return c, err
	}
	return s.decideCode(ctx, c.ID, "messages.code_changed", func(tx *db.Tx, now *Code) error {
		if now.Version != c.Version {
			return db.Stale.With()
		}
		if now.State == CodeEnded || now.State == CodeMaking {
			return NotNow.With("state", now.State)
		}
		told := slices.Equal(now.Owners, c.Owners) && now.Name == c.Name
		now.Name, now.Owners, now.Source = c.Name, c.Owners, c.Source
		now.Untold = now.Untold || now.State == CodeMade && !told
		return s.codeFits(tx, *now)
	})
}

// MakeCodeAnew lets a code be asked for once more, of which WeCom may have made one that
// nobody ever saw. Faults: CodeNotFound, NotNow.
func (s *Service) MakeCodeAnew(ctx context.Context, id string) (Code, error) {
	return s.decideCode(ctx, id, "messages.code_anew", func(tx *db.Tx, c *Code) error {
		if c.State != CodeUnknown && c.State != CodeFailed {
			return NotNow.With("state", c.State)
		}
		c.State, c.Reason, c.At = CodeAsked, "", tx.Now()
		return nil
	})
}

// EndCode lets nobody come by a code any more. Faults: CodeNotFound, NotNow.
func (s *Service) EndCode(ctx context.Context, id string) (Code, error) {
	return s.decideCode(ctx, id, "messages.code_ended", func(tx *db.Tx, c *Code) error {
		if c.State == CodeEnded || c.State == CodeMaking {
			return NotNow.With("state", c.State)
		}
		c.State, c.Reason, c.Untold, c.At = CodeEnded, "", c.Config != "", tx.Now()
		return nil
	})
}

func (s *Service) decideCode(ctx context.Context, id, action string, decide func(*db.Tx, *Code) error) (c Code, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = codeOne(tx, id); err != nil {
			return err
		}
		if err := decide(tx, &c); err != nil {
			return err
		}
		if err := saveCode(tx, c); err != nil {
			return err
		}
		c.Version++
		return s.tellCode(tx, c, action)
	})
	return c, err
}

// errCodeUntold says that WeCom did not take what was decided; it is told again.
var errCodeUntold = errors.New("messages: WeCom was not told of a code")

// tendCode does at WeCom what is due about a code. Who makes one says so first, so that
// of two jobs one makes it, and a making whose process died is seen.
func (s *Service) tendCode(ctx context.Context, id string) error {
	var c Code
	var do codeDo
	var users []string
	var a Account
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = codeOne(tx, id); err != nil {
			return err
		}
		if users, err = ownersAt(tx, c); err != nil {
			return err
		}
		if a, err = s.accountOne(tx, c.Account); err != nil {
			return err
		}
		switch do = c.due(tx.Now()); do {
		case codeMake:
			c.State, c.At = CodeMaking, tx.Now()
		case codeLost:
			c.State, c.Reason, c.At = CodeUnknown, "lost", tx.Now()
		default:
			return nil
		}
		if err := saveCode(tx, c); err != nil {
			return err
		}
		c.Version++
		return s.touchCode(tx, c)
	})
	switch {
	case err != nil:
		return err
	case do == codeWait:
		return jobs.Again(codeLease)
	case do == codeNothing || do == codeLost:
		return nil
	}
	return s.codeTold(context.WithoutCancel(ctx), c, do, s.askCode(ctx, c, do, a, users))
}

// codeSaid is what WeCom answered about a code.
type codeSaid struct {
	reply
	config, picture string
}

func (s *Service) askCode(ctx context.Context, c Code, do codeDo, a Account, users []string) (out codeSaid) {
	l := s.lineTo(a)
	switch {
	case l.acct.BaseURL == "":
		out.reply = reply{Said: saidRefused, Code: "no_double"}
	case do == codeEnd:
		out.reply = wecomEndWay(ctx, l, c.Config)
	case len(users) == 0:
		out.reply = reply{Said: saidRefused, Code: "no_owner"}
	case do == codeTell:
		out.reply = wecomChangeWay(ctx, l, c.Config, users, c.Name)
	default:
		out.config, out.picture, out.reply = wecomAddWay(ctx, l, users, c.Key, c.Name)
	}
	return out
}

// codeTold notes what WeCom answered. What was changed here meanwhile stays to be told.
func (s *Service) codeTold(ctx context.Context, asked Code, do codeDo, said codeSaid) error {
	again := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := codeOne(tx, asked.ID)
		if err != nil {
			return err
		}
		if do == codeMake {
			if c.State != CodeMaking && c.State != CodeUnknown || c.Config != "" {
				return nil
			}
			c.made(said.config, said.picture, said.reply, tx.Now())
			again = c.State == CodeAsked
		} else {
			if c.State != asked.State {
				return nil // it was ended meanwhile
			}
			switch said.Said {
			case saidAccepted: // two tellings may have crossed on the way: the last word is told once more
				c.Untold, c.Reason = c.Version != asked.Version, ""
				again = c.Untold
			case saidUnreached, saidBusy, saidSilent: // telling it twice changes nothing
				c.Reason, again = said.Code, true
			default:
				c.Reason = strings.TrimSpace(said.Code + " " + bytesCut(said.Words, 200))
			}
		}
		if err := saveCode(tx, c); err != nil {
			return err
		}
		return s.touchCode(tx, c)
	})
	switch {
	case err != nil || !again:
		return err
	case said.Said == saidAccepted:
		return jobs.Again(0)
	case said.Said == saidBusy:
		return jobs.Again(max(said.Wait, time.Second))
	}
	return errCodeUntold
}

// codesOf gives the codes in sight by which contacts came, by what they carry.
func codesOf(tx *db.Tx, states []string) (map[string]Code, error) {
	slices.Sort(states)
	states = slices.DeleteFunc(slices.Compact(states), func(x string) bool { return x == "" })
	return codesByKey(tx, states)
}
