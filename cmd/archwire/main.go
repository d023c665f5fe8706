// Command archwire is the whole program: the server of a clinic group, its demo,
// and what an administrator needs to keep it well. See docs/administration.md.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"archwire/internal/app"
	"archwire/internal/fake"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
)

type cli struct {
	app.Config
	File kong.ConfigFlag `help:"One file with the same settings, as JSON: {\"data\": \"/var/lib/archwire\"}." name:"config" type:"path"`

	Serve   serveCmd   `cmd:"" help:"Serve the clinics of this installation."`
	Demo    demoCmd    `cmd:"" help:"Furnish and serve the demo clinic."`
	Fake    fakeCmd    `cmd:"" help:"Serve the outside world's double: payments, insurance, invoices and vouchers that are none."`
	Init    initCmd    `cmd:"" help:"Make a group of clinics with its first owner."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date."`
	OpenAPI openapiCmd `cmd:"" name:"openapi" help:"Write the description of the API."`
	I18n    i18nCmd    `cmd:"" name:"i18n" help:"Write the modules' sentences for the web."`
	Backup  backupCmd  `cmd:"" help:"Copy the database while the program serves."`
	Restore restoreCmd `cmd:"" help:"Put a backup in the place of the database."`
	Doctor  doctorCmd  `cmd:"" help:"Look at the installation and say what is wrong and what to do."`
	Retry   retryCmd   `cmd:"" help:"Try again what was given up or set aside, once its cause is mended."`
	Reset   resetCmd   `cmd:"" name:"reset-access" help:"Let somebody in again who lost the password and whom nobody else can help: the only owner."`
	KeyFile keysCmd    `cmd:"" name:"keys" help:"Look after the key file."`
	Version versionCmd `cmd:"" help:"Say the version."`
}

func main() {
	var c cli
	p, err := parser(&c)
	if err != nil {
		panic(err) // the struct above is wrong
	}
	k, err := p.Parse(os.Args[1:])
	p.FatalIfErrorf(err)
	for _, name := range strangers(p.Model, os.Environ()) {
		say("warning: no setting is read from " + name + "; `archwire serve --help` lists them all")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k.BindTo(ctx, (*context.Context)(nil))
	k.FatalIfErrorf(k.Run(&c.Config))
}

func parser(c *cli) (*kong.Kong, error) {
	return kong.New(c, kong.Name("archwire"), kong.UsageOnError(), kong.Configuration(readSettings),
		kong.Description("Archwire (牙程): the clinic's day and the patients' journeys in one program."))
}

func say(line string) { fmt.Fprintln(os.Stderr, line) }

func sayStep(s db.Step) { say("migrating " + s.Module + " " + s.Version + "_" + s.Name) }

func options(c *app.Config) app.Options {
	return app.Options{Log: c.Logger(os.Stderr), Migrate: true, Progress: sayStep}
}

type serveCmd struct{ app.ServeConfig }

// Run serves until it is told to stop.
func (s *serveCmd) Run(ctx context.Context, c *app.Config) error {
	a, err := app.Build(ctx, *c, options(c))
	if err != nil {
		return err
	}
	defer a.Close()
	groups, err := a.Auth.Groups(ctx)
	if err != nil {
		return err
	}
	if len(groups) == 0 {
		say("nobody can log in yet: make a group of clinics with its first owner by `archwire init`, now or while this serves")
	}
	return a.Serve(ctx, s.ServeConfig, func(url string) { say("archwire " + app.Version + " serves " + url) })
}

type demoCmd struct {
	app.ServeConfig
	app.DemoConfig
}

// Run furnishes the demo if needed and serves it.
func (d *demoCmd) Run(ctx context.Context, c *app.Config) error {
	conf := *c
	if conf.Data == filepath.Base(conf.Data) || filepath.Base(conf.Data) == "data" {
		conf.Data = filepath.Join(conf.Data, "demo")
	}
	log := conf
	if log.LogLevel == "info" {
		log.LogLevel = "warn" // the log-ins stay in sight
	}
	a, err := app.Demo(ctx, conf, d.DemoConfig, log.Logger(os.Stderr), say)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(ctx, d.ServeConfig, func(url string) {
		say("\nArchwire demo clinic 牙程示范口腔:  " + url)
		say("group (集团代码) " + org.DemoGroup + "   password (密码) " + org.DemoPassword)
		for _, l := range app.DemoLogins() {
			say(fmt.Sprintf("  %-14s %s  (%s)", l[0], l[1], l[2]))
		}
		say("Stop with Ctrl+C.")
	})
}

type fakeCmd struct {
	Listen string `help:"Address to listen on; only this computer's." default:"127.0.0.1:8421"`
	State  string `help:"File in which it keeps what it knows; empty = in memory." type:"path"`
}

// Run answers in the place of everything outside until it is told to stop.
func (f *fakeCmd) Run(ctx context.Context) error {
	w, err := fake.New(fake.Options{File: f.State})
	if err != nil {
		return err
	}
	url, stop, err := w.Serve(f.Listen)
	if err != nil {
		return err
	}
	defer stop()
	say("the outside world's double serves " + url + "\nAccounts have the address " + url + "/wechatpay, /insurance, /invoice or /voucher. Stop with Ctrl+C.")
	<-ctx.Done()
	return nil
}

type initCmd struct {
	Code     string `help:"Group code that people type at log-in." required:""`
	Name     string `help:"Name of the group." required:""`
	Owner    string `help:"Name of the owner." required:""`
	Login    string `help:"Log-in name of the owner." required:""`
	Password string `help:"First password of the owner; asked to change it. Empty = made and printed." env:"ARCHWIRE_FIRST_PASSWORD"`
}

// Run makes the group.
func (i *initCmd) Run(ctx context.Context, c *app.Config) error {
	a, err := app.Build(ctx, *c, options(c))
	if err != nil {
		return err
	}
	defer a.Close()
	password, err := a.InitGroup(ctx, app.NewGroup{Code: i.Code, Name: i.Name, Owner: i.Owner, Login: i.Login, Password: i.Password})
	if err != nil {
		return err
	}
	with := "the given password"
	if password != "" {
		with = "the password " + password
	}
	say("group " + i.Code + " is there; " + i.Login + " logs in with " + with + " and must choose another\nNext: archwire serve")
	return nil
}

type migrateCmd struct{}

// Run migrates and ends.
func (migrateCmd) Run(ctx context.Context, c *app.Config) error {
	if err := app.Migrate(ctx, *c, options(c)); err != nil {
		return err
	}
	say("the database is up to date")
	return nil
}

type openapiCmd struct {
	Out string `arg:"" optional:"" default:"api/openapi.yaml" type:"path" help:"File to write."`
}

// Run writes the file; it needs no database of its own.
func (o *openapiCmd) Run(ctx context.Context, c *app.Config) error {
	return app.WithScratch(ctx, c.Logger(os.Stderr), func(a *app.App) error { return a.WriteOpenAPI(o.Out) })
}

type i18nCmd struct {
	Dir string `arg:"" optional:"" default:"web/packages/i18n/src/modules" type:"path" help:"Folder to write to."`
}

// Run writes the files.
func (i *i18nCmd) Run(ctx context.Context, c *app.Config) error {
	return app.WithScratch(ctx, c.Logger(os.Stderr), func(a *app.App) error { return a.ExportTexts(i.Dir) })
}

type backupCmd struct {
	To string `arg:"" type:"path" help:"File to write; must not exist."`
}

// Run copies the database.
func (b *backupCmd) Run(ctx context.Context, c *app.Config) error {
	if err := app.Backup(ctx, *c, b.To, say); err != nil {
		return err
	}
	say("written: " + b.To + "\nKeep the key file " + c.KeyFile() + " as well, in another place: without it the sealed parts cannot be read.")
	return nil
}

type restoreCmd struct {
	From    string `arg:"" type:"existingfile" help:"The backup."`
	Replace bool   `help:"Replace a database that is there; the old one is kept aside."`
}

// Run restores and brings the schema up to date.
func (r *restoreCmd) Run(ctx context.Context, c *app.Config) error {
	if err := app.Restore(ctx, *c, r.From, r.Replace, say); err != nil {
		return err
	}
	if err := app.Migrate(ctx, *c, options(c)); err != nil {
		return err
	}
	say("restored")
	return nil
}

type doctorCmd struct {
	Backup string `type:"existingfile" help:"Read this backup as well, and every file that it names, from end to end."`
}

// Run prints the findings and fails if something is wrong.
func (d doctorCmd) Run(ctx context.Context, c *app.Config) error {
	findings := app.Doctor(ctx, *c)
	if d.Backup != "" {
		findings = append(findings, app.CheckBackup(ctx, *c, d.Backup)...)
	}
	bad := 0
	for _, f := range findings {
		fmt.Println(f)
		if !f.OK {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d checks need attention", bad, len(findings))
	}
	return nil
}

type retryCmd struct{}

// Run puts the work back and says what; whoever serves does it.
func (retryCmd) Run(ctx context.Context, c *app.Config) error {
	a, err := app.Open(ctx, *c, c.Logger(os.Stderr))
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Retry(ctx, say)
}

type resetCmd struct {
	Code       string `help:"Group code that people type at log-in." required:""`
	Login      string `help:"Log-in name of the person." required:""`
	DropFactor bool   `help:"Take the second step at log-in away as well: telephone and recovery codes are lost."`
}

// Run makes the link and prints it, once.
func (r *resetCmd) Run(ctx context.Context, c *app.Config) error {
	a, err := app.Open(ctx, *c, c.Logger(os.Stderr))
	if err != nil {
		return err
	}
	defer a.Close()
	path, expires, err := a.ResetAccess(ctx, app.LostAccess{Group: r.Code, Login: r.Login, Factor: r.DropFactor})
	if err != nil {
		return err
	}
	say("the password of " + r.Login + " is taken away, and every device is logged out\n" +
		"Open this below the server's address, once, before " + expires.Format(time.DateTime) + ", and set a new password:")
	fmt.Println(path)
	return nil
}

type keysCmd struct {
	Add addKeyCmd `cmd:"" help:"Add a key, which seals from the next start on; the older ones go on opening what they sealed."`
}

type addKeyCmd struct{}

// Run adds a key to the file of this installation.
func (addKeyCmd) Run(c *app.Config) error {
	id, err := secrets.AddKey(c.KeyFile())
	if err != nil {
		return err
	}
	say("key " + id + " is in " + c.KeyFile() + "\n" +
		"Keep a new copy of the file now, in another place than the backups: what is sealed from now on needs it.\n" +
		"Then stop every program that serves this database, and start them again.")
	return nil
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error { fmt.Println("archwire " + app.Version); return nil }
