package patients

import (
	"context"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// The jobs of an import. Each goes on where one that died left off, and rests
// between two batches, so that on PostgreSQL a dead process is noticed after a
// minute.
const (
	jobCheck = "patients.import_check"
	jobRun   = "patients.import_run"
	jobUndo  = "patients.import_undo"
)

func (s *Service) jobList() []jobs.Job {
	list := []jobs.Job{
		{Kind: jobCheck, Work: s.imports(ImportChecking, s.checkFile)},
		{Kind: jobRun, Work: s.imports(ImportRunning, s.runFile)},
		{Kind: jobUndo, Work: s.imports(ImportUndoing, s.undoFile)},
	}
	for i := range list {
		list[i].Queue, list[i].Timeout, list[i].MaxAttempts = jobs.QueueHeavy, 40*time.Second, 5
	}
	return list
}

// imports wraps the work on an import: it runs in the name of who asked for it,
// only while the import is in the state, and what cannot be done becomes the
// import's problem instead of a job that is tried again. Between two steps the
// work calls its last argument and ends with the error that this gives.
func (s *Service) imports(state ImportState, work func(context.Context, importRow, func() error) error) func(context.Context, jobs.Input) error {
	return func(ctx context.Context, in jobs.Input) error {
		var args importArgs
		if err := in.Args(&args); err != nil {
			return err
		}
		ctx = auth.AsProgram(ctx, in.Tenant, "import")
		scope, _ := db.From(ctx)
		scope.Actor = args.Actor
		ctx = db.With(ctx, scope)
		r, err := s.ImportByID(ctx, args.Import)
		if err != nil || r.State != state {
			return err
		}
		err = work(ctx, r, func() error {
			if in.HalfWay() {
				return jobs.Again(0)
			}
			return nil
		})
		if err == nil || jobs.Resumes(err) {
			return err
		}
		if _, known := fault.As(err); !known && !in.Last {
			return err
		}
		return s.failImport(ctx, args.Import, err)
	}
}

func (s *Service) failImport(ctx context.Context, id string, why error) error {
	problem := "http.internal"
	f, known := fault.As(why)
	if known {
		problem = f.Code
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := importOf(tx, id, true)
		if err != nil {
			return err
		}
		r.State, r.Problem = ImportFailed, problem
		return saveImport(tx, r)
	})
	if err == nil && !known {
		err = why
	}
	return err
}
