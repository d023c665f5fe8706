package audit

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"archwire/internal/platform/db"
)

// perSeal bounds the rows that one transaction chains, so that no booking waits
// long for it.
const perSeal = 500

// Head is the last link of a group's chain. Noted elsewhere, it proves later
// that nothing before it was rewritten.
type Head struct {
	Seq  int64
	Hash string
}

// Report is what Verify found.
type Report struct {
	Rows   int64  // sealed rows that fit
	Open   int64  // rows not sealed yet
	Head   Head   // of the chain as walked
	Broken *Break // nil: whole
}

// Run seals the new rows of every group once a second until ctx ends, and once
// more then. Several programs on one database may run it at once.
func (l *Log) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if err := l.SealAll(last); err != nil {
				log.Error("audit: seal at the end", "err", err)
			}
			return
		case <-tick.C:
			if err := l.SealAll(ctx); err != nil && ctx.Err() == nil {
				log.Error("audit: seal", "err", err)
			}
		}
	}
}

// SealAll seals what is open in every group. One group's failure does not keep
// the others from being sealed.
func (l *Log) SealAll(ctx context.Context) error {
	var tenants []string
	err := l.db.System(ctx, "which groups have audit rows to seal", func(tx *db.Tx) (err error) {
		tenants, err = openTenants(tx)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range tenants {
		errs = append(errs, l.Seal(ctx, t))
	}
	return errors.Join(errs...)
}

// Seal chains every open row of the group.
func (l *Log) Seal(ctx context.Context, tenant string) error {
	for {
		n := 0
		err := l.db.Write(db.With(ctx, db.Scope{Tenant: tenant}), func(tx *db.Tx) (err error) {
			n, err = sealSome(tx)
			return err
		})
		if err != nil || n < perSeal {
			return err
		}
	}
}

// sealSome chains the next rows and moves the head. The lock keeps a second
// sealer out; the unique number would refuse it.
func sealSome(tx *db.Tx) (int, error) {
	if err := tx.Lock("audit.seal"); err != nil {
		return 0, err
	}
	head, err := headOf(tx)
	if err != nil {
		return 0, err
	}
	rows, err := openRows(tx, perSeal)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	for _, r := range rows {
		head = Head{head.Seq + 1, link(head.Hash, head.Seq+1, tx.Tenant(), r)}
		if err := sealRow(tx, r.ID, head); err != nil {
			return 0, err
		}
	}
	return len(rows), setHead(tx, head)
}

// Verify walks the whole chain of the context's group, page by page, and names
// the first row that does not fit.
func (l *Log) Verify(ctx context.Context) (Report, error) {
	s, _ := db.From(ctx)
	var rep Report
	// The head first: rows sealed while we walk lie beyond it.
	var noted Head
	err := l.db.Read(ctx, func(tx *db.Tx) (err error) {
		if noted, err = headOf(tx); err != nil {
			return err
		}
		rep.Open, err = countOpen(tx)
		return err
	})
	for err == nil && rep.Broken == nil && rep.Head.Seq < noted.Seq {
		var rows []row
		err = l.db.Read(ctx, func(tx *db.Tx) (err error) {
			rows, err = sealedRows(tx, rep.Head.Seq, noted.Seq, 1000)
			return err
		})
		if err != nil {
			break
		}
		if len(rows) == 0 {
			rep.Broken = &Break{Seq: rep.Head.Seq + 1, Why: "missing"}
			break
		}
		var at int64
		rep.Head.Hash, at, rep.Broken = walk(rep.Head.Hash, rep.Head.Seq, s.Tenant, rows)
		rep.Head.Seq = at
		if rep.Broken != nil {
			rep.Head.Seq = at - 1
		}
		rep.Rows = rep.Head.Seq
	}
	if err == nil && rep.Broken == nil && rep.Head != noted {
		rep.Broken = &Break{Seq: noted.Seq, Why: "head"}
	}
	return rep, err
}
