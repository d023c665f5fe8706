package patients

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// importBatch is how many rows one transaction reads or writes: a fraction of a
// second, so that the desk's own writes get in between.
const importBatch = 1000

// fileRow is one row of the file as it was read.
type fileRow struct {
	no    int
	in    NewPatient
	wrong []*fault.Fault
}

// eachBatch reads the file of an import batch by batch. Rows that stand for the
// same person as one before are marked.
func (s *Service) eachBatch(ctx context.Context, r importRow, fn func([]fileRow) error) (int, error) {
	content, err := s.file(ctx, r.ID)
	if err != nil {
		return 0, err
	}
	var reader rowReader
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) { reader, err = s.reader(tx, r); return err })
	if err != nil {
		return 0, err
	}
	batch, seen := make([]fileRow, 0, importBatch), seenRows{}
	total, err := walkSheet(content, func(no int, cells []string) error {
		in, wrong := reader.read(cells)
		if len(wrong) == 0 {
			wrong = seen.twice(no, in)
		}
		if batch = append(batch, fileRow{no, in, wrong}); len(batch) < importBatch {
			return nil
		}
		err := fn(batch)
		batch = batch[:0]
		return err
	})
	if err == nil && len(batch) > 0 {
		err = fn(batch)
	}
	return total, err
}

// compareKnown marks the rows whose people are in the records already.
func (s *Service) compareKnown(tx *db.Tx, clinic string, batch []fileRow) error {
	seals := s.sealer(tx)
	var numbers, identities, phones []string
	for _, f := range batch {
		if f.in.RecordNo != "" {
			numbers = append(numbers, f.in.RecordNo)
		}
		if id := f.in.Entry.IDNumber; id != nil && *id != "" {
			identities = append(identities, seals.identity(*id))
		}
		for _, c := range f.in.Contacts {
			phones = append(phones, seals.phone(c.Number))
		}
	}
	clinics, err := s.alike(tx, clinic)
	if err != nil {
		return err
	}
	k, err := knownOf(tx, clinics, numbers, identities, phones)
	if err != nil {
		return err
	}
	for i, f := range batch {
		if len(f.wrong) > 0 {
			continue
		}
		if no := k.whose(f.in, seals); no != "" {
			batch[i].wrong = []*fault.Fault{RowKnown.At("name", "record_no", no)}
		}
	}
	return nil
}

// alike lists the clinics of the same legal person.
func (s *Service) alike(tx *db.Tx, clinic string) ([]string, error) {
	here, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return nil, err
	}
	list, err := s.org.Clinics(tx)
	var out []string
	for _, c := range list {
		if sameController(here, c) {
			out = append(out, c.ID)
		}
	}
	return out, err
}

// whose gives the record number of the record that the entry is, "" for none.
func (k known) whose(in NewPatient, seals sealer) string {
	if no := k.byNumber[in.RecordNo]; no != "" {
		return no
	}
	if id := in.Entry.IDNumber; id != nil && *id != "" {
		if no := k.byIdentity[seals.identity(*id)]; no != "" {
			return no
		}
	}
	for _, c := range in.Contacts {
		if no := k.byPhone[seals.phone(c.Number)][*in.Entry.Name]; no != "" {
			return no
		}
	}
	return ""
}

// checkFile is the dry run, from where a run before left off.
func (s *Service) checkFile(ctx context.Context, r importRow, rest func() error) error {
	at := 0
	total, err := s.eachBatch(ctx, r, func(batch []fileRow) error {
		if at += len(batch); at <= r.Done {
			return nil
		}
		err := s.db.Read(ctx, func(tx *db.Tx) error { return s.compareKnown(tx, r.Clinic, batch) })
		if err != nil {
			return err
		}
		for _, f := range batch {
			r.count(f)
		}
		r.Done += len(batch)
		return cmp.Or(s.keepFaults(ctx, r, batch), rest())
	})
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r.State, r.Total = ImportChecked, total
		return saveImport(tx, r)
	})
}

// count adds a row to the sums of the import.
func (r *importRow) count(f fileRow) {
	if len(f.wrong) == 0 {
		return
	}
	r.Wrong++
	if f.wrong[0].Def == RowTwice || f.wrong[0].Def == RowKnown {
		r.Twice++
	}
}

func (s *Service) keepFaults(ctx context.Context, r importRow, batch []fileRow) error {
	var rows []rowFaultsRow
	for _, f := range batch {
		if len(f.wrong) > 0 {
			rows = append(rows, rowFaultsRow{r.ID, f.no, keptFaults(f.wrong)})
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := keepFaultRows(tx, rows); err != nil {
			return err
		}
		return saveImport(tx, r)
	})
}

// runFile enters the rows, from where a run before left off: each batch moves
// rows_done in its own transaction. What became known since the dry run is left
// out with its fault.
func (s *Service) runFile(ctx context.Context, r importRow, rest func() error) error {
	at := 0
	_, err := s.eachBatch(ctx, r, func(batch []fileRow) error {
		from := at
		at += len(batch)
		if at <= r.Done {
			return nil
		}
		return cmp.Or(s.runBatch(ctx, &r, batch, from), rest())
	})
	if err != nil {
		return err
	}
	s.settle(ctx)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r.State = ImportDone
		if r.Wrong == 0 {
			if err := forgetFile(tx, r.ID); err != nil {
				return err
			}
		}
		if err := saveImport(tx, r); err != nil {
			return err
		}
		if err := s.auditImport(tx, r, "patients.imported"); err != nil {
			return err
		}
		return s.facts.Publish(tx, events.Fact{
			Kind: FactImported, Clinic: r.Clinic, Subject: r.ID, Body: map[string]any{"import": r.ID, "count": r.Made},
		})
	})
}

// settle lets PostgreSQL see what has come in: until it does, its plans walk the
// whole group. Autovacuum does the same about a minute later, so that a server
// which may not (no owner's address) loses nothing but that minute. SQLite plans
// by the figures of the migrations.
func (s *Service) settle(ctx context.Context) {
	if s.db.Dialect == db.Postgres {
		_ = s.db.Settle(ctx)
	}
}

func (s *Service) runBatch(ctx context.Context, r *importRow, batch []fileRow, from int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := importOf(tx, r.ID, true)
		if err != nil {
			return err
		}
		if now.State != ImportRunning || now.Done > from { // another run of the job was here
			*r = now
			return nil
		}
		clinic, err := s.org.Clinic(tx, now.Clinic)
		if err != nil {
			return err
		}
		if err := s.compareKnown(tx, now.Clinic, batch); err != nil {
			return err
		}
		m := many{clinic: clinic, mark: now.ID}
		var late []rowFaultsRow
		for _, f := range batch {
			if len(f.wrong) == 0 {
				m.list = append(m.list, f.in)
			} else {
				late = append(late, rowFaultsRow{now.ID, f.no, keptFaults(f.wrong)})
			}
		}
		if _, err := s.addMany(tx, m); err != nil {
			return err
		}
		n, err := keepFaultRows(tx, late)
		if err != nil {
			return err
		}
		now.Wrong += int(n)
		now.Done, now.Made = now.Done+len(batch), now.Made+len(m.list)
		*r = now
		return saveImport(tx, now)
	})
}

// undoFile removes the people of an import batch by batch: those who are still
// there, so that it goes on where a run before left off. Whoever got a record in
// the meantime stops it: the foreign keys see to that.
func (s *Service) undoFile(ctx context.Context, r importRow, rest func() error) error {
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			var err error
			more, err = s.undoBatch(tx, r)
			return err
		})
		if err == nil && more {
			err = rest()
		}
		if db.Violated(err) != "" {
			return ImportUsed.With("patients", 1)
		}
		if err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := importOf(tx, r.ID, true)
		if err != nil || now.State != ImportUndoing { // another run of the job was here
			return err
		}
		if err := s.lowerCounter(tx, r.Clinic); err != nil {
			return err
		}
		now.State, now.Made, now.Done = ImportUndone, 0, 0
		if err := saveImport(tx, now); err != nil {
			return err
		}
		if err := s.auditImport(tx, now, "patients.import_undone"); err != nil {
			return err
		}
		return s.facts.Publish(tx, events.Fact{Kind: FactImportUndone, Clinic: r.Clinic, Subject: r.ID, Body: map[string]any{"import": r.ID}})
	})
}

func (s *Service) undoBatch(tx *db.Tx, r importRow) (more bool, err error) {
	rows, err := broughtIn(tx, r.ID, importBatch)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	ids := make([]string, len(rows))
	var keys []keyRow
	for i, p := range rows {
		ids[i] = p.ID
		for _, k := range p.Keys {
			keys = append(keys, keyRow{k, r.Clinic, p.ID})
		}
	}
	if err := deleteKeys(tx, keys); err != nil {
		return false, err
	}
	return true, removePatients(tx, ids)
}

// lowerCounter puts the clinic's counter behind the highest number in use, so
// that an import that was undone leaves no gap.
func (s *Service) lowerCounter(tx *db.Tx, clinic string) error {
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return err
	}
	next, err := takeNumbers(tx, clinic, 1)
	if err != nil {
		return err
	}
	highest, err := highestNumber(tx, recordNo(c.NumberPrefix, 0), recordNo(c.NumberPrefix, next))
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(strings.TrimPrefix(highest, c.NumberPrefix), 10, 64) // "" where there is none
	return setCounter(tx, clinic, n+1)
}
