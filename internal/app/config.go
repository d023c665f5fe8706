package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"archwire/internal/platform/db"
)

// Config is everything an administrator may say at start, by flag, environment
// (ARCHWIRE_…) or the one file; see docs/administration.md.
type Config struct {
	Data           string `help:"Directory of the embedded database and of files." default:"data" env:"ARCHWIRE_DATA" type:"path"`
	Database       string `help:"PostgreSQL address of the serving role; empty = embedded SQLite in the data directory." env:"ARCHWIRE_DATABASE"`
	DatabaseOwner  string `help:"PostgreSQL address of the owner, who migrates." env:"ARCHWIRE_DATABASE_OWNER"`
	DatabaseSystem string `help:"PostgreSQL address of the system role (BYPASSRLS)." env:"ARCHWIRE_DATABASE_SYSTEM"`
	Keys           string `help:"Key file (mode 0600), outside the data directory; empty = archwire.keys beside it." env:"ARCHWIRE_KEYS" type:"path"`
	FilesURL       string `help:"Address of a store that speaks S3, for photos and films (https://…); empty = the directory files in the data directory." env:"ARCHWIRE_FILES_URL"`
	FilesBucket    string `help:"Bucket of that store; it must be there." env:"ARCHWIRE_FILES_BUCKET"`
	FilesRegion    string `help:"Region of that store, where it asks for one." env:"ARCHWIRE_FILES_REGION"`
	FilesKey       string `help:"Access key of that store." env:"ARCHWIRE_FILES_KEY"`
	FilesSecret    string `help:"Secret key of that store; better in the environment or the file than on the command line." env:"ARCHWIRE_FILES_SECRET"`
	LogLevel       string `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"ARCHWIRE_LOG_LEVEL"`
	LogFormat      string `help:"text or json." default:"text" enum:"text,json" env:"ARCHWIRE_LOG_FORMAT"`
}

// ServeConfig says where and how the server listens.
type ServeConfig struct {
	Listen      string `help:"Address to listen on." default:"127.0.0.1:8420" env:"ARCHWIRE_LISTEN"`
	TLSCert     string `help:"Certificate file (PEM)." env:"ARCHWIRE_TLS_CERT" type:"path"`
	TLSKey      string `help:"Key file of the certificate (PEM)." env:"ARCHWIRE_TLS_KEY" type:"path"`
	TLSSelf     bool   `help:"Make a certificate from an own local authority, for a clinic's network without a domain." env:"ARCHWIRE_TLS_SELF"`
	PlainHTTP   bool   `help:"Allow plain HTTP beyond this computer: only behind a proxy that speaks HTTPS." env:"ARCHWIRE_PLAIN_HTTP"`
	PublicURL   string `help:"Address at which payment providers reach this program, as https://clinic.example; empty = they are asked, and call nobody." env:"ARCHWIRE_PUBLIC_URL"`
	MetricsOpen bool   `help:"Answer /metrics to other computers as well." env:"ARCHWIRE_METRICS_OPEN"`
}

// File is the embedded database.
func (c Config) File() string { return filepath.Join(c.Data, "archwire.db") }

// KeyFile is where the keys are.
func (c Config) KeyFile() string {
	if c.Keys != "" {
		return c.Keys
	}
	return filepath.Join(filepath.Dir(filepath.Clean(c.Data)), "archwire.keys")
}

// Embedded tells whether the embedded database is used.
func (c Config) Embedded() bool { return c.Database == "" }

// written tells whether the embedded database is there and not empty.
func (c Config) written() bool {
	info, err := os.Stat(c.File())
	return err == nil && info.Size() > 0
}

// Validate finds what cannot work before anything is opened.
func (c Config) Validate() error {
	if !c.Embedded() && (c.DatabaseOwner == "" || c.DatabaseSystem == "") {
		return errors.New("with a PostgreSQL database the addresses of three roles are needed: --database, --database-owner and --database-system; docs/administration.md shows how to make them")
	}
	if c.Embedded() && (c.DatabaseOwner != "" || c.DatabaseSystem != "") {
		return errors.New("--database-owner or --database-system is set, but --database is not")
	}
	return c.checkFiles()
}

// Validate refuses plain HTTP beyond this computer unless it was asked for by
// name.
func (c ServeConfig) Validate() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen %q is no address of the form host:port", c.Listen)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key belong together")
	}
	if c.TLSSelf && c.TLSCert != "" {
		return errors.New("choose one of --tls-self and --tls-cert")
	}
	if c.TLS() || c.PlainHTTP || loopback(host) {
		return nil
	}
	return fmt.Errorf("%s can be reached from other computers, so it needs HTTPS: give --tls-cert and --tls-key, or --tls-self; behind a proxy that speaks HTTPS, --plain-http", c.Listen)
}

// TLS tells whether the server speaks HTTPS itself.
func (c ServeConfig) TLS() bool { return c.TLSCert != "" || c.TLSSelf }

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

// Logger makes the program's log.
func (c Config) Logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel))
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

func (c Config) door(o Options) db.Config {
	d := db.Config{Clock: o.Clock, IDs: o.IDs, Unsynced: o.Unsynced}
	if c.Embedded() {
		d.Path = c.File()
		return d
	}
	d.App, d.Owner, d.System = c.Database, c.DatabaseOwner, c.DatabaseSystem
	return d
}

// reserve makes the embedded database's file, still empty, so that nobody else
// may read it: left to itself SQLite would let everybody, and the files beside it
// take after it.
func (c Config) reserve() error {
	if !c.Embedded() {
		return nil
	}
	f, err := os.OpenFile(c.File(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("the database file cannot be opened: %w", err)
	}
	return f.Close()
}

func (c Config) prepare() error {
	if !c.Embedded() {
		return nil
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data directory cannot be made: %w", err)
	}
	return nil
}
