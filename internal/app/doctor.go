package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"archwire/internal/modules/billing"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
)

// Finding is one thing the doctor looked at.
type Finding struct {
	What string
	OK   bool
	Says string // what was found
	Do   string // what to do, where something is wrong
}

// String is the line that is printed.
func (f Finding) String() string {
	if f.OK {
		return fmt.Sprintf("ok    %-14s %s", f.What, f.Says)
	}
	return fmt.Sprintf("WRONG %-14s %s\n      -> %s", f.What, f.Says, f.Do)
}

// Doctor looks at configuration, keys, database, roles, whether commits wait for
// the disk, schema, clock, room, the audit chains and the books of money, and for
// work that was given up. It changes nothing.
func Doctor(ctx context.Context, c Config) []Finding {
	var out []Finding
	add := func(what string, err error, says, do string) bool {
		f := Finding{What: what, OK: err == nil, Says: says, Do: do}
		if err != nil {
			f.Says = err.Error()
		}
		out = append(out, f)
		return f.OK
	}
	if !add("configuration", c.Validate(), "can be used", "correct the flag, the environment or the file") {
		return out
	}
	if c.Embedded() {
		_, err := os.Stat(c.File())
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("there is none at %s", c.File())
		}
		if !add("database file", err, c.File(), "look whether --data is right; `archwire init` makes a new one, `archwire restore` brings one back") {
			return out
		}
	}
	add("disk", diskError(c.Data), "enough room", "free some room: the database stops writing on a full disk")
	if !add("keys", keysError(c), c.KeyFile(), keysRemedy(c)) {
		return out
	}
	a, err := Build(ctx, c, Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if !add("database", err, "answers, roles are right", databaseRemedy(err)) {
		return out
	}
	defer a.Close()
	add("durability", a.DB.Durable(ctx), "a commit waits for the disk", durableRemedy(c))
	if c.Embedded() && !add("file", verifyBackup(ctx, c, c.File()), "sound", restoreIt) {
		return out
	}
	err = a.schemaError(ctx)
	sound := add("schema", err, "up to date", schemaRemedy(err))
	if sound {
		add("files", a.filesError(ctx), "all there", "put the directory files back from a backup: archwire restore does, or copy what lies in archwire-files beside it")
	}
	add("clock", a.clockError(ctx), "goes with the database's", "set the computer's clock by a time server (NTP)")
	a.leftBehind(ctx, add)
	groups, err := a.Auth.Groups(ctx)
	if add("groups", err, fmt.Sprintf("%d", len(groups)), "see the error") {
		a.chains(ctx, groups, add)
		if sound {
			a.books(ctx, groups, add)
		}
	}
	return out
}

func durableRemedy(c Config) string {
	if c.Embedded() {
		return "this program is not made from a release: stop it, and run one that was released"
	}
	return "turn it on in postgresql.conf, and for the roles: ALTER ROLE … RESET synchronous_commit; then look through the last hours' receipts"
}

func keysError(c Config) error {
	if _, err := os.Stat(c.KeyFile()); err != nil {
		return fmt.Errorf("no key file at %s", c.KeyFile())
	}
	dir := ""
	if c.Embedded() {
		dir = c.Data
	}
	_, err := secrets.Load(c.KeyFile(), dir)
	return err
}

func keysRemedy(c Config) string {
	if _, err := os.Stat(c.KeyFile()); err != nil {
		return "put the key file back from where it is kept; without it telephone numbers cannot be read"
	}
	return "it must be the program's own, and readable for nobody else"
}

const restoreIt = "stop the program, keep a copy of the file, and put the last backup in its place: archwire restore --replace"

// databaseRemedy tells what to do by what the database, or its driver, says.
func databaseRemedy(err error) string {
	if err == nil {
		return ""
	}
	for _, c := range []struct{ says, do string }{
		{"does not belong to this database", "put the right key file back from where it is kept, or name it by --keys"},
		{"not a database", restoreIt},
		{"malformed", restoreIt},
		{"no such table", "it is empty: `archwire init` makes the tables and a first group, `archwire restore` brings a backup back"},
		{"42P01", "it is empty: `archwire init` makes the tables and a first group, `archwire restore` brings a backup back"},
		{"BYPASSRLS", "make the three roles as in docs/administration.md, section on PostgreSQL, and name each in its own address"},
		{"own no table", "give --database the serving role, and the owner's role to --database-owner only"},
		{"connection refused", "start PostgreSQL, or correct host and port of the address"},
		{"3D000", "make the database as in docs/administration.md, section on PostgreSQL, or correct its name in the address"},
		{"28P01", "correct the role or the password in the address"},
		{"cannot parse", "write the address as postgres://role:password@host:5432/database"},
	} {
		if strings.Contains(err.Error(), c.says) {
			return c.do
		}
	}
	return "see docs/administration.md, section on PostgreSQL; for the embedded database look whether the disk and the file's owner are right"
}

func schemaRemedy(err error) string {
	switch {
	case errors.Is(err, db.ErrNewer):
		return "run the newer program, or restore a backup from before it was installed"
	case errors.Is(err, db.ErrChanged):
		return "this program is not made from a release: run the one that was here before, or one that was released"
	}
	return "run `archwire migrate`"
}

// minFree is the room below which the doctor warns: a day of a busy clinic's
// log and one backup.
const minFree = 1 << 30

func diskError(dir string) error {
	var st syscall.Statfs_t
	for ; ; dir = filepath.Dir(dir) {
		if err := syscall.Statfs(dir, &st); err == nil {
			break
		} else if dir == "/" || dir == "." {
			return err
		}
	}
	if free := st.Bavail * uint64(st.Bsize); free < minFree {
		return fmt.Errorf("only %d MB are free", free>>20)
	}
	return nil
}

func (a *App) schemaError(ctx context.Context) error {
	want, err := db.Steps(a.DB.Dialect, a.Migrations())
	if err != nil {
		return err
	}
	have, err := a.DB.Applied(ctx)
	if err != nil {
		return err
	}
	if err := db.Known(want, have); err != nil {
		return err
	}
	missing := 0
	for _, s := range want {
		switch sum := have[s.Module+" "+s.Version]; sum {
		case s.Checksum:
		case "":
			missing++
		default:
			return fmt.Errorf("%w: %s %s", db.ErrChanged, s.Module, s.Version)
		}
	}
	if missing > 0 {
		return fmt.Errorf("%d steps are missing", missing)
	}
	return nil
}

// clockError compares this computer's clock with the database server's, and on
// SQLite with the file's last change, which cannot lie ahead.
func (a *App) clockError(ctx context.Context) error {
	now := time.Now()
	if now.Year() < 2026 {
		return fmt.Errorf("the clock says %s", now.Format(time.DateTime))
	}
	theirs := now
	if a.DB.Dialect == db.Postgres {
		t, err := a.DB.ServerTime(ctx)
		if err != nil {
			return err
		}
		theirs = t
	} else if info, err := os.Stat(a.conf.File()); err == nil && info.ModTime().After(now) {
		theirs = info.ModTime()
	}
	if d := now.Sub(theirs).Abs(); d > 2*time.Second {
		return fmt.Errorf("this computer and the database differ by %s", d.Round(time.Second))
	}
	return nil
}

const retryIt = "mend the cause, which stands in the log where it happened, then run `archwire retry`"

// leftBehind looks for work that nobody does any more: it failed too often.
func (a *App) leftBehind(ctx context.Context, add func(string, error, string, string) bool) {
	held, err := a.Queue.Counts(ctx)
	var jobs, facts []string
	for _, c := range held {
		if c.State == "discarded" {
			jobs = append(jobs, fmt.Sprintf("%s %d", c.Kind, c.N))
		}
	}
	if err == nil && len(jobs) > 0 {
		err = fmt.Errorf("given up in the last seven days: %s", strings.Join(jobs, ", "))
	}
	add("jobs", err, "none given up", retryIt)
	aside, err := a.Facts.AsideCounts(ctx)
	for _, c := range aside {
		facts = append(facts, fmt.Sprintf("%s %d", c.Subscriber, c.N))
	}
	if err == nil && len(facts) > 0 {
		err = fmt.Errorf("set aside: %s", strings.Join(facts, ", "))
	}
	add("facts", err, "none set aside", retryIt)
}

// chains walks the audit chain of every group.
func (a *App) chains(ctx context.Context, groups []auth.GroupInfo, add func(string, error, string, string) bool) {
	for _, g := range groups {
		r, err := a.Audit.Verify(db.With(ctx, db.Scope{Tenant: g.ID}))
		if err == nil && r.Broken != nil {
			err = fmt.Errorf("the chain is broken: %+v", *r.Broken)
		}
		add("audit "+g.Code, err, fmt.Sprintf("%d rows whole, %d not sealed yet", r.Rows, r.Open),
			"somebody changed the audit outside the program: compare with a backup before you go on")
	}
}

// books holds the money of every group against its journal.
func (a *App) books(ctx context.Context, groups []auth.GroupInfo, add func(string, error, string, string) bool) {
	for _, g := range groups {
		v, err := a.House.Billing.Verify(db.With(ctx, db.Scope{Tenant: g.ID}))
		if err == nil && len(v.Wrong) > 0 {
			err = fmt.Errorf("rows and journal differ: %s", firstOf(v.Wrong))
		}
		add("books "+g.Code, err, fmt.Sprintf("%d lines and %d entries of the journal agree", v.Lines, v.Entries),
			"somebody changed money outside the program: keep a copy, compare with the last backup, and close no till before it is understood")
	}
}

// firstOf tells the first differences, and how many more were found.
func firstOf(list []billing.Difference) string {
	const told = 5
	var words []string
	for _, d := range list[:min(told, len(list))] {
		words = append(words, d.String())
	}
	if more := len(list) - told; more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(words, "; ")
}
