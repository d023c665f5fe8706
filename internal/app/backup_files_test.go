package app

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archwire/internal/platform/files"
)

// pictured is an installation with one image, whose files are named.
func pictured(t *testing.T, conf Config) (names []string) {
	t.Helper()
	a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	group := founded(t, a, "alpha")
	for _, content := range []string{"original", "picture", "thumb"} {
		b, err := a.Files.Put(t.Context(), strings.NewReader(content), 100)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, b.Hash)
	}
	if _, err := a.Files.Put(t.Context(), strings.NewReader("nobody's"), 100); err != nil {
		t.Fatal(err)
	}
	id := func(n string) string { return "01900000-0000-7000-8000-00000000000" + n }
	d, err := sql.Open("sqlite", "file:"+conf.File()) // without foreign keys: the patient plays no part
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	_, err = d.Exec(`INSERT INTO imaging_images (tenant_id, id, version, clinic_id, patient_id, slot, site, day, hash, size, media, width, height,
			name_in_file, thumb_hash, picture_hash, trouble, added_at)
		VALUES (?, ?, 1, ?, ?, 'other', '', '2026-11-22', ?, 8, 'image/png', 1, 1, '', ?, ?, '', 1)`,
		group, id("1"), id("2"), id("3"), names[0], names[2], names[1])
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestBackupCarriesTheFilesThatItNames(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "one"), Keys: filepath.Join(dir, "keys")}
	names := pictured(t, conf)
	file := filepath.Join(dir, "backup.db")
	if err := Backup(t.Context(), conf, file, quiet); err != nil {
		t.Fatal(err)
	}
	beside := blobsOf(file)
	for _, n := range names {
		if _, err := files.Bytes(t.Context(), beside, n); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
	if _, err := beside.Size(t.Context(), files.HashOf([]byte("nobody's"))); err == nil {
		t.Error("a file that no row names is in the backup")
	}
	if left, _ := filepath.Glob(file + "*.part"); len(left) > 0 || exists(filepath.Join(beside.Dir, "part")) {
		t.Errorf("left: %v", left)
	}
	says(t, "once more", Backup(t.Context(), conf, file, quiet), "never overwritten")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	says(t, "only its list is there", Backup(t.Context(), conf, file, quiet), "never overwritten")

	// The second copies nothing that the first has.
	file = filepath.Join(dir, "second.db")
	var said bytes.Buffer
	if err := Backup(t.Context(), conf, file, func(s string) { said.WriteString(s + "\n") }); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "files: 0 new (0.0 MB), 3 there already") {
		t.Errorf("it says: %s", said.String())
	}

	two := Config{Data: filepath.Join(dir, "two"), Keys: conf.Keys}
	if err := Restore(t.Context(), two, file, false, quiet); err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if _, err := files.Bytes(t.Context(), files.Local{Dir: two.FileDir()}, n); err != nil {
			t.Errorf("restored %s: %v", n, err)
		}
	}
}

func TestLostFilesAreTold(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "one"), Keys: filepath.Join(dir, "keys")}
	names := pictured(t, conf)
	doctor := func() (f Finding) {
		for _, one := range Doctor(t.Context(), conf) {
			if one.What == "files" {
				f = one
			}
		}
		return f
	}
	if f := doctor(); !f.OK {
		t.Errorf("whole: %+v", f)
	}
	path := filepath.Join(conf.FileDir(), names[0][:2], names[0])
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if f := doctor(); f.OK || !strings.Contains(f.Says, names[0]) {
		t.Errorf("lost: %+v", f)
	}
	var said bytes.Buffer
	say := func(s string) { said.WriteString(s + "\n") }
	file := filepath.Join(dir, "backup.db")
	if err := Backup(t.Context(), conf, file, say); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "1 files are not in this backup") {
		t.Errorf("the backup says: %s", said.String())
	}
	// Somebody finds the file and lays it beside; a damaged one is not taken.
	beside := filepath.Join(blobsOf(file).Dir, names[0][:2], names[0])
	for _, content := range [][]byte{[]byte("damaged"), whole} {
		if err := os.MkdirAll(filepath.Dir(beside), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(beside, content, 0o600); err != nil {
			t.Fatal(err)
		}
		said.Reset()
		if err := Restore(t.Context(), conf, file, true, say); err != nil {
			t.Fatal(err)
		}
		damaged := string(content) == "damaged"
		if strings.Contains(said.String(), "damaged") != damaged || strings.Contains(said.String(), "neither beside it") != damaged {
			t.Errorf("restored with %q: %s", content, said.String())
		}
	}
	if f := doctor(); !f.OK {
		t.Errorf("found again: %+v", f)
	}
}

// A blob of the backup that was torn is written anew by the next backup; one that
// was changed is found by the check, and made good in the installation by restore.
func TestBackupsAreChecked(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "one"), Keys: filepath.Join(dir, "keys")}
	names := pictured(t, conf)
	at := func(d files.Local, n int) string { return filepath.Join(d.Dir, names[n][:2], names[n]) }
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	backup := func(name string) string {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := Backup(t.Context(), conf, file, quiet); err != nil {
			t.Fatal(err)
		}
		return file
	}
	check := func(file, want string) {
		t.Helper()
		var told string
		for _, f := range CheckBackup(t.Context(), conf, file) {
			told += f.String() + "\n"
		}
		if !strings.Contains(told, want) {
			t.Errorf("the check says %s, want %q", told, want)
		}
	}
	first := backup("first.db")
	check(first, "3, all whole")
	write(at(blobsOf(first), 0), "orig")
	check(first, "1 of 3 files are missing or damaged")
	second := backup("second.db")
	check(second, "3, all whole")
	check(first, "3, all whole") // they share it
	write(at(blobsOf(first), 1), "PICTURE")
	check(first, "1 of 3 files are missing or damaged")
	write(at(blobsOf(first), 1), "picture")

	write(at(files.Local{Dir: conf.FileDir()}, 2), "THUMB")
	if err := Restore(t.Context(), conf, first, true, quiet); err != nil {
		t.Fatal(err)
	}
	if b, err := files.Bytes(t.Context(), files.Local{Dir: conf.FileDir()}, names[2]); err != nil || string(b) != "thumb" {
		t.Errorf("%q %v", b, err)
	}
	write(filesBeside(second), "../../etc/passwd\n")
	check(second, "is not a list of files")
}

// Backups of before had their files in a directory of their own.
func TestBackupsOfBeforeAreRestored(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "one"), Keys: filepath.Join(dir, "keys")}
	names := pictured(t, conf)
	file := filepath.Join(dir, "old.db")
	if err := Backup(t.Context(), conf, file, quiet); err != nil {
		t.Fatal(err)
	}
	blobs := blobsOf(file).Dir
	if err := os.Remove(filesBeside(file)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(blobs, filesBeside(file)); err != nil {
		t.Fatal(err)
	}
	two := Config{Data: filepath.Join(dir, "two"), Keys: conf.Keys}
	if err := Restore(t.Context(), two, file, false, quiet); err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if _, err := files.Bytes(t.Context(), files.Local{Dir: two.FileDir()}, n); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
}

func TestWhereFilesAreKept(t *testing.T) {
	for want, c := range map[string]Config{
		"":                                  {Data: "x"},
		"--files-url is not":                {FilesBucket: "clinic"},
		"--files-bucket, --files-key and":   {FilesURL: "https://s3.example.org"},
		"not of the form https://host:port": {FilesURL: "s3", FilesBucket: "b", FilesKey: "k", FilesSecret: "s"},
	} {
		err := c.Validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v", want, err)
		}
	}
}
