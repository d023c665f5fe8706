package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"archwire/internal/platform/files"
)

// Files are kept once for all backups of a directory: each is named by what it
// holds and never changed, so that a backup copies only those that are new. Beside
// a backup lies the list of those that it names.

// filesBeside is the list of a backup's files, a hash in each line. Backups of
// before had a directory of that name with the files themselves.
func filesBeside(backup string) string { return backup + ".files" }

// blobsOf is where the files of a backup lie.
func blobsOf(backup string) files.Local {
	if i, err := os.Stat(filesBeside(backup)); err == nil && i.IsDir() {
		return files.Local{Dir: filesBeside(backup)}
	}
	return files.Local{Dir: filepath.Join(filepath.Dir(backup), "archwire-files")}
}

// backupFiles copies the files that the copy of the database names and that no
// backup before has, and writes their list, which gets its name at last. Files that
// are lost or damaged are told, and do not keep anybody from having a backup of the
// rest.
func backupFiles(ctx context.Context, c Config, copied, backup string, say func(string)) error {
	if !c.FilesHere() {
		return nil // the store is kept by who runs it
	}
	names, err := namesIn(ctx, c, copied)
	if err != nil || len(names) == 0 {
		return err
	}
	from, to := files.Local{Dir: c.FileDir()}, blobsOf(backup)
	t := transfer{from: from, to: to, began: time.Now()}
	for _, name := range names {
		if err := t.copy(ctx, name); err != nil {
			return err
		}
	}
	say(t.String())
	tellLost(t.lost, "are not in this backup, because they are lost or damaged", say)
	if err := os.RemoveAll(filepath.Join(to.Dir, "part")); err != nil { // of one that was killed
		return err
	}
	part := filesBeside(backup) + ".part"
	if err := os.WriteFile(part, []byte(strings.Join(names, "\n")+"\n"), 0o600); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return err
	}
	return os.Rename(part, filesBeside(backup))
}

// transfer copies files from one directory to another.
type transfer struct {
	from, to      files.Local
	proof         bool // what is there already is read, and replaced where it is damaged
	began         time.Time
	copied, there int
	bytes         int64
	lost          []string // not to be had from from
}

// copy copies one file that is not there yet and proves that it is what its name
// says. What is lost or damaged is written down.
func (t *transfer) copy(ctx context.Context, name string) error {
	size, err := t.from.Size(ctx, name)
	if errors.Is(err, files.ErrMissing) {
		t.lost = append(t.lost, name)
		return nil
	}
	if err != nil {
		return err
	}
	sound, err := t.sound(ctx, name, size)
	if err != nil {
		return err
	}
	if sound {
		t.there++
		return nil
	}
	r, err := t.from.Open(ctx, name)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := t.to.Put(ctx, r, 1<<40); errors.Is(err, files.ErrDamaged) {
		t.lost = append(t.lost, name)
		return nil
	} else if err != nil {
		return err
	}
	t.copied++
	t.bytes += size
	return nil
}

// sound tells whether the file is there already. One that is damaged is taken away.
func (t *transfer) sound(ctx context.Context, name string, size int64) (bool, error) {
	n, err := t.to.Size(ctx, name)
	if errors.Is(err, files.ErrMissing) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if n == size && !t.proof {
		return true, nil
	}
	switch _, err := files.Bytes(ctx, t.to, name); {
	case err == nil:
		return true, nil
	case !errors.Is(err, files.ErrDamaged):
		return false, err
	}
	if _, err := files.Bytes(ctx, t.from, name); err != nil {
		return true, nil // both are damaged: what is there stays, and is told of
	}
	return false, t.to.Drop(name)
}

// String says what was copied and how fast.
func (t *transfer) String() string {
	took := time.Since(t.began)
	text := fmt.Sprintf("files: %d new (%s", t.copied, megabytes(float64(t.bytes)))
	if t.copied > 0 && took > 0 {
		text += ", " + megabytes(float64(t.bytes)/took.Seconds()) + "/s"
	}
	return text + fmt.Sprintf("), %d there already", t.there)
}

func megabytes(n float64) string { return fmt.Sprintf("%.1f MB", n/1e6) }

func tellLost(lost []string, what string, say func(string)) {
	if len(lost) > 0 {
		say(fmt.Sprintf("WRONG: %d files %s, such as %s", len(lost), what, lost[0]))
	}
}

// restoreFiles puts a backup's files into the store. It comes before the database
// takes its place: files that no row names do no harm.
func restoreFiles(ctx context.Context, c Config, backup string, say func(string)) error {
	if !c.FilesHere() {
		return nil
	}
	names, err := namesOfBackup(ctx, c, backup)
	if err != nil || len(names) == 0 {
		return err
	}
	t := transfer{from: blobsOf(backup), to: files.Local{Dir: c.FileDir()}, proof: true, began: time.Now()}
	for _, name := range names {
		if err := t.copy(ctx, name); err != nil {
			return err
		}
	}
	say(t.String())
	var damaged, missing []string
	for _, name := range t.lost {
		if _, err := t.from.Size(ctx, name); err == nil {
			damaged = append(damaged, name)
		}
		if _, err := t.to.Size(ctx, name); errors.Is(err, files.ErrMissing) {
			missing = append(missing, name)
		} else if err != nil {
			return err
		}
	}
	tellLost(damaged, "of the backup are damaged", say)
	tellLost(missing, "that the backup names lie neither beside it nor in "+t.to.Dir, say)
	return nil
}

// namesOfBackup lists the files that a backup names: by its list; where that was
// lost, or of a backup of before, by its database and what lies beside it.
func namesOfBackup(ctx context.Context, c Config, backup string) ([]string, error) {
	list, err := os.Open(filesBeside(backup))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if !c.Embedded() {
			return nil, nil // a dump cannot be asked; the doctor looks afterwards
		}
		return namesIn(ctx, c, backup)
	case err != nil:
		return nil, err
	}
	defer list.Close()
	if i, err := list.Stat(); err != nil {
		return nil, err
	} else if i.IsDir() {
		return namesBeside(ctx, c, backup)
	}
	var out []string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if !files.Valid(lines.Text()) {
			return nil, fmt.Errorf("%s is not a list of files", filesBeside(backup))
		}
		out = append(out, lines.Text())
	}
	return out, lines.Err()
}

// namesBeside lists the files that lie in the directory of a backup of before, and
// those that its database names.
func namesBeside(ctx context.Context, c Config, backup string) (out []string, err error) {
	if c.Embedded() {
		if out, err = namesIn(ctx, c, backup); err != nil {
			return nil, err
		}
		return out, nil
	}
	err = filepath.WalkDir(filesBeside(backup), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && files.Valid(filepath.Base(path)) {
			out = append(out, filepath.Base(path))
		}
		return err
	})
	return out, err
}

// CheckBackup reads a backup from end to end, its database and every file that it
// names, and says what could not be restored.
func CheckBackup(ctx context.Context, c Config, backup string) []Finding {
	find := func(what string, err error, says string) Finding {
		f := Finding{What: what, OK: err == nil, Says: says, Do: "do not rely on this backup: make another, and look after the disk on which it lies"}
		if err != nil {
			f.Says = err.Error()
		}
		return f
	}
	out := []Finding{find("backup", verifyBackup(ctx, c, backup), "can be read")}
	if !c.FilesHere() || !out[0].OK {
		return out
	}
	names, err := namesOfBackup(ctx, c, backup)
	from, began := blobsOf(backup), time.Now()
	var bad []string
	var bytes int64
	for _, name := range names {
		b, err := files.Bytes(ctx, from, name)
		if err != nil {
			bad = append(bad, name)
		}
		bytes += int64(len(b))
	}
	if err == nil && len(bad) > 0 {
		err = fmt.Errorf("%d of %d files are missing or damaged, such as %s", len(bad), len(names), bad[0])
	}
	speed := float64(bytes) / max(time.Since(began).Seconds(), 1e-9)
	return append(out, find("backup files", err, fmt.Sprintf("%d, all whole (%s, %s/s)", len(names), megabytes(float64(bytes)), megabytes(speed))))
}
