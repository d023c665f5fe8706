package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parsed reads the arguments of a serve with the file of settings.
func parsed(t *testing.T, file string, args ...string) (cli, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archwire.json")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	var c cli
	k, err := parser(&c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Parse(append([]string{"serve", "--config", path}, args...))
	return c, err
}

func TestTheFileOfSettings(t *testing.T) {
	for _, file := range []string{
		`{"listen": "127.0.0.1:1", "tls_self": true, "log-level": "warn"}`,
		`{"listen": "127.0.0.1:1", "tls-self": true, "log_level": "warn"}`,
	} {
		c, err := parsed(t, file)
		if err != nil || c.Serve.Listen != "127.0.0.1:1" || !c.Serve.TLSSelf || c.LogLevel != "warn" {
			t.Errorf("%s: %v %+v", file, err, c.Serve)
		}
	}
	c, err := parsed(t, `{"listen": "127.0.0.1:1"}`, "--listen", "127.0.0.1:2")
	if err != nil || c.Serve.Listen != "127.0.0.1:2" {
		t.Errorf("the flag does not stand over the file: %v %+v", err, c.Serve)
	}
	t.Setenv("ARCHWIRE_LOG_LEVEL", "debug")
	if c, err = parsed(t, `{"log_format": "json"}`); err != nil || c.LogLevel != "debug" || c.LogFormat != "json" {
		t.Errorf("%v %+v", err, c.Config)
	}
	if c, err = parsed(t, `{"log_level": "error"}`); err != nil || c.LogLevel != "error" {
		t.Errorf("the file does not stand over the environment: %v %+v", err, c.Config)
	}
	for file, words := range map[string]string{
		`{"tls_sefl": true}`:                   `the setting "tls-sefl", which there is not; there are: data, database`,
		`{"tlsSelf": true}`:                    `the setting "tlsSelf"`,
		`{"config": "other.json"}`:             `the setting "config"`,
		`{"tls-self": true, "tls_self": true}`: "says tls-self twice",
		`{"tls_self": "perhaps"}`:              "--tls-self",
		`{"log_level": "loud"}`:                "--log-level",
		`["listen"]`:                           "no JSON object",
		`{"listen": "127.0.0.1:1"} {}`:         "no JSON object",
		`{"listen": "9.9.9.9:1"}`:              "needs HTTPS",
	} {
		if _, err := parsed(t, file); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", file, err, words)
		}
	}
}

func TestStrangers(t *testing.T) {
	var c cli
	k, err := parser(&c)
	if err != nil {
		t.Fatal(err)
	}
	got := strangers(k.Model, []string{"ARCHWIRE_TLS_SEFL=1", "HOME=/", "ARCHWIRE_DATA=/d", "ARCHWIRE_LISTEN=:1", "ARCHWIRE_A", "MY_ARCHWIRE_X=1"})
	if !slices.Equal(got, []string{"ARCHWIRE_A", "ARCHWIRE_TLS_SEFL"}) {
		t.Error(got)
	}
	if n := len(settingsOf(k.Model)); n < 14 {
		t.Errorf("only %d settings", n)
	}
}

var _ kong.Resolver = fileOfSettings{}
