package jobs

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

// connection is pgx's connection under a name that leaves Conn free.
type connection = pgx.Conn

// lent is the connection under an open transaction of the door, as River wants
// to see a transaction. Beginning and ending it stay with the door.
type lent struct{ *connection }

var errLent = errors.New("jobs: the transaction belongs to the door")

// Begin refuses: the door has no transactions inside a transaction.
func (l lent) Begin(context.Context) (pgx.Tx, error) { return nil, errLent }

// Commit refuses.
func (l lent) Commit(context.Context) error { return errLent }

// Rollback refuses.
func (l lent) Rollback(context.Context) error { return errLent }

// LargeObjects is not used by River.
func (l lent) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

// Conn is the connection itself.
func (l lent) Conn() *pgx.Conn { return l.connection }
