package patients

import (
	"context"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/pinyin"
	"archwire/internal/kit/span"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/i18n"
)

// ImportState is where an import stands.
type ImportState string

// The states. A file is uploaded, checked as often as one likes (the dry run),
// then run; a run can be undone completely.
const (
	ImportUploaded ImportState = "uploaded"
	ImportChecking ImportState = "checking"
	ImportChecked  ImportState = "checked"
	ImportRunning  ImportState = "running"
	ImportDone     ImportState = "done"
	ImportUndoing  ImportState = "undoing"
	ImportUndone   ImportState = "undone"
	ImportFailed   ImportState = "failed"
)

// partSize is how much of a file one sealed piece holds; keepParts how long a
// file that nobody finished stays.
const (
	partSize  = 192 << 10
	keepParts = 30 * span.Day
)

// Upload is a file of people for one clinic.
type Upload struct {
	Clinic   string
	FileName string
	Content  []byte
}

// UploadImport keeps a file, reads its headings and guesses its columns. Files
// that lie about for 30 days are forgotten with the next upload.
func (s *Service) UploadImport(ctx context.Context, u Upload) (importRow, error) {
	headers, form, err := headerOf(u.Content)
	if err != nil {
		return importRow{}, err
	}
	var r importRow
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(u.Clinic); err != nil {
			return err
		}
		if _, err := s.org.Clinic(tx, u.Clinic); err != nil {
			return err
		}
		r = importRow{
			ID: tx.NewID(), Clinic: u.Clinic, FileName: shorten(strings.ToValidUTF8(u.FileName, ""), maxLine), Form: form, State: ImportUploaded,
			Headers: headers, Columns: detect(headers), CreatedAt: tx.Now(), CreatedBy: tx.Actor(), ChangedAt: tx.Now(), Version: 1,
		}
		if err := insertImport(tx, r); err != nil {
			return err
		}
		if err := forgetOldFiles(tx); err != nil {
			return err
		}
		if err := s.keepFile(tx, r.ID, u.Content); err != nil {
			return err
		}
		if err := s.auditImport(tx, r, "patients.import_uploaded"); err != nil {
			return err
		}
		return httpapi.Answer(tx, wireImport(r))
	})
	return r, err
}

func (s *Service) auditImport(tx *db.Tx, r importRow, action string) error {
	return s.audit.Record(tx, audit.Entry{
		Action: action, SubjectKind: "import", SubjectID: r.ID, Clinic: r.Clinic, After: map[string]any{"file": r.FileName, "made": r.Made, "rows": r.Total},
	})
}

// keepFile seals the file piece by piece.
func (s *Service) keepFile(tx *db.Tx, id string, content []byte) error {
	i := 0
	for piece := range slices.Chunk(content, partSize) {
		row := partRow{id, i, s.vault.Seal(s.sealer(tx).place("import", id+"/"+strconv.Itoa(i)), piece)}
		if err := insertPart(tx, row); err != nil {
			return err
		}
		i++
	}
	return nil
}

// file puts the pieces together again.
func (s *Service) file(ctx context.Context, id string) ([]byte, error) {
	var content []byte
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		content = nil
		rows, err := partRows(tx, id)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return ImportNotFound.With()
		}
		for _, r := range rows {
			piece, err := s.vault.Open(s.sealer(tx).place("import", id+"/"+strconv.Itoa(r.Part)), r.Sealed)
			if err != nil {
				return err
			}
			content = append(content, piece...)
		}
		return nil
	})
	return content, err
}

// move changes the state of an import, if it is in one of those it may leave,
// and enqueues the job that goes with it.
func (s *Service) move(ctx context.Context, id string, from []ImportState, job string, set func(*db.Tx, *importRow) error) (importRow, error) {
	var r importRow
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if r, err = importOf(tx, id, true); err != nil {
			return err
		}
		if !slices.Contains(from, r.State) {
			return ImportNotReady.With("state", string(r.State))
		}
		if err := set(tx, &r); err != nil {
			return err
		}
		if err := saveImport(tx, r); err != nil {
			return err
		}
		if job == "" {
			return nil
		}
		return s.jobs.Enqueue(tx, job, importArgs{id, tx.Actor()})
	})
	return r, err
}

type importArgs struct {
	Import string `json:"import"`
	Actor  string `json:"actor"`
}

// CheckImport is the dry run: every row is read and compared with what is
// there, and nothing is entered. columns nil keeps those guessed or set before.
func (s *Service) CheckImport(ctx context.Context, id string, columns []Column) (importRow, error) {
	from := []ImportState{ImportUploaded, ImportChecked, ImportFailed, ImportUndone}
	return s.move(ctx, id, from, jobCheck, func(tx *db.Tx, r *importRow) error {
		if columns != nil {
			r.Columns = columns
		}
		if err := checkColumns(r.Columns, len(r.Headers)); err != nil {
			return err
		}
		r.State, r.Problem, r.Total, r.Done, r.Wrong, r.Twice, r.Made = ImportChecking, "", 0, 0, 0, 0, 0
		if err := forgetFaults(tx, id); err != nil {
			return err
		}
		return setColumns(tx, id, r.Columns)
	})
}

// RunImport enters the rows of a checked file; skipWrong leaves out those with
// faults, otherwise a file with faults is ImportHasFaults.
func (s *Service) RunImport(ctx context.Context, id string, skipWrong bool) (importRow, error) {
	return s.move(ctx, id, []ImportState{ImportChecked}, jobRun, func(_ *db.Tx, r *importRow) error {
		if r.Wrong > 0 && !skipWrong {
			return ImportHasFaults.With("rows", r.Wrong)
		}
		r.State, r.SkipWrong, r.Done = ImportRunning, skipWrong, 0
		return nil
	})
}

// UndoImport removes everybody whom an import entered. It is refused where one
// of them has further records by now.
func (s *Service) UndoImport(ctx context.Context, id string) (importRow, error) {
	return s.move(ctx, id, []ImportState{ImportDone, ImportFailed}, jobUndo, func(tx *db.Tx, r *importRow) error {
		used, err := usedSince(tx, id, s.Moves)
		if err != nil {
			return err
		}
		if used > 0 {
			return ImportUsed.With("patients", used)
		}
		r.State = ImportUndoing
		return nil
	})
}

// DropImport forgets the uploaded file and what was wrong with it. Whom it
// entered stays.
func (s *Service) DropImport(ctx context.Context, id string) error {
	from := []ImportState{ImportUploaded, ImportChecked, ImportDone, ImportUndone, ImportFailed}
	_, err := s.move(ctx, id, from, "", func(tx *db.Tx, r *importRow) error {
		if err := forgetFaults(tx, id); err != nil {
			return err
		}
		if r.State == ImportUploaded || r.State == ImportChecked {
			r.State = ImportUndone
		}
		if err := forgetFile(tx, id); err != nil {
			return err
		}
		return s.auditImport(tx, *r, "patients.import_dropped")
	})
	return err
}

// Imports lists the imports of the actor's clinics, the latest first.
func (s *Service) Imports(ctx context.Context, limit int) ([]importRow, error) {
	var rows []importRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { rows, err = importRows(tx, limit); return err })
	return rows, err
}

// ImportByID tells how far an import is.
func (s *Service) ImportByID(ctx context.Context, id string) (importRow, error) {
	var r importRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { r, err = importOf(tx, id, false); return err })
	return r, err
}

// reader makes what reads the rows of an import.
func (s *Service) reader(tx *db.Tx, r importRow) (rowReader, error) {
	zone, err := s.org.Zone(tx, r.Clinic)
	if err != nil {
		return rowReader{}, err
	}
	sources := map[string]string{}
	for _, l := range i18n.Locales {
		words, err := i18n.Read(fs.FS(texts), l)
		if err != nil {
			return rowReader{}, err
		}
		for _, k := range builtInSources {
			sources[pinyin.Fold(words["patients.source."+k])] = k
		}
	}
	own, err := sourceRows(tx)
	for _, o := range own {
		if o.Name != "" {
			sources[pinyin.Fold(o.Name)] = o.Key
		}
	}
	return rowReader{r.Columns, civil.Of(tx.Now(), zone), sources}, err
}

// seenRows finds rows of one file that stand for the same person.
type seenRows map[string]int

// twice tells the faults of a row whose record number, identity number, or name
// and telephone stood in a row before.
func (m seenRows) twice(row int, in NewPatient) []*fault.Fault {
	var keys []string
	if in.RecordNo != "" {
		keys = append(keys, "r"+in.RecordNo)
	}
	if in.Entry.IDNumber != nil && *in.Entry.IDNumber != "" {
		keys = append(keys, "i"+*in.Entry.IDNumber)
	}
	for _, c := range in.Contacts {
		keys = append(keys, "p"+c.Number+*in.Entry.Name)
	}
	for _, k := range keys {
		if first, there := m[k]; there && first != row {
			return []*fault.Fault{RowTwice.At("name", "row", first)}
		}
	}
	for _, k := range keys {
		m[k] = row
	}
	return nil
}
