package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// each runs fn on an installation of each database that holds a group.
func each(t *testing.T, fn func(*testing.T, Config)) {
	t.Helper()
	furnished := func(t *testing.T, c Config) {
		a, err := Build(t.Context(), c, Options{Log: silent(), Unsynced: true, Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		founded(t, a, "alpha")
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		fn(t, c)
	}
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		furnished(t, Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")})
	})
	t.Run("postgres", func(t *testing.T) {
		c, _ := onServer(t, filepath.Join(t.TempDir(), "keys"))
		furnished(t, c)
	})
}

// Whoever starts the program without the key file is told so, and finds no new
// one in its place: not even a backup would then know which is the right one.
func TestALostKeyFileIsNotReplaced(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		away := c.Keys + ".away"
		if err := os.Rename(c.Keys, away); err != nil {
			t.Fatal(err)
		}
		for _, migrate := range []bool{false, true} {
			_, err := Build(t.Context(), c, Options{Log: silent(), Migrate: migrate})
			says(t, "without its key file", err, "put it back from where its copy is kept")
			if _, err := os.Stat(c.Keys); !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("a key file was made: %v", err)
			}
		}
		if err := os.Rename(away, c.Keys); err != nil {
			t.Fatal(err)
		}
		a, err := Open(t.Context(), c, silent())
		if err != nil {
			t.Fatal(err)
		}
		a.Close()
	})
}

func TestOpenMakesNothing(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(t.Context(), Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}, silent())
	says(t, "nothing is there", err, "there is no database")
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("made: %v %v", list, err)
	}
}
