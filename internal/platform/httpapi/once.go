package httpapi

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"archwire/internal/platform/db"
)

// Migrations holds the table of idempotency keys.
//
//go:embed migrations
var Migrations embed.FS

// Texts holds the sentences of the edge.
//
//go:embed i18n
var Texts embed.FS

// keepFor is how long a key is remembered: two days, so that a till that lost
// its network over a night may still ask.
const keepFor = 48 * 60 * 60 * 1000

// The second of two equal requests waits so long for the first one's answer.
const (
	answerSoon = time.Second
	answerLook = 20 * time.Millisecond
)

type ticketKey struct{}

// ticket follows one idempotent request through its transaction.
type ticket struct {
	route, key, hash string
	answer           string
	status           int
	kept             bool
}

type onceRow struct {
	Actor  string `db:"actor_id"`
	Route  string `db:"route"`
	Key    string `db:"idem_key"`
	Hash   string `db:"body_hash"`
	Answer string `db:"answer"`
	At     int64  `db:"at"`
}

func idempotencyParam() *huma.Param {
	min, max := 8, 128
	return &huma.Param{
		Name: "Idempotency-Key", In: "header", Required: true,
		Description: "a fresh random text for each intended act; repeating it repeats the answer, not the act",
		Schema:      &huma.Schema{Type: "string", MinLength: &min, MaxLength: &max, Pattern: "^[A-Za-z0-9_-]+$"},
	}
}

// Answer keeps the answer's body in the transaction of the act, so that a
// repeated request gets it even if the program dies before it is sent. v is
// what the route answers as its body. Outside an idempotent request it does
// nothing.
func Answer(tx *db.Tx, v any) error {
	t, ok := tx.Context().Value(ticketKey{}).(*ticket)
	if !ok {
		return nil
	}
	b, err := json.Marshal(v)
	t.answer = string(b)
	return err
}

// KeepTickets is the hook that the roof registers with db.BeforeCommit: the
// first Write of an idempotent request stores its key.
func KeepTickets(tx *db.Tx) error {
	t, ok := tx.Context().Value(ticketKey{}).(*ticket)
	if !ok || t.kept {
		return nil
	}
	err := tx.Insert("httpapi_once", onceRow{tx.Actor(), t.route, t.key, t.hash, t.answer, tx.Now()})
	if err != nil {
		return err
	}
	tx.AfterCommit(func() { t.kept = true })
	return nil
}

// ForgetTickets removes keys older than 48 hours; the roof calls it for each group
// every few hours.
func ForgetTickets(tx *db.Tx) error {
	_, err := tx.Delete("httpapi_once").Where("at < ?", tx.Now()-keepFor).Exec()
	return err
}

// once wraps a handler: look the key up, act, keep the answer.
func once[I, O any](a *API, r Route, fn func(context.Context, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		key := keyOf(ctx)
		if len(key) < 8 || len(key) > 128 || !plainKey(key) {
			return nil, KeyRequired.At("Idempotency-Key")
		}
		body, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		t := &ticket{route: r.ID, key: key, hash: hex.EncodeToString(sum[:])}
		if out, done, err := replay[O](a, ctx, t); done || err != nil {
			return out, err
		}
		out, err := fn(context.WithValue(ctx, ticketKey{}, t), in)
		if err != nil {
			return afterRefusal[O](a, ctx, t, err)
		}
		if out == nil || !t.kept || t.answer != "" {
			return out, nil
		}
		return out, a.keepAnswer(ctx, t, out)
	}
}

// afterRefusal looks once more before an act is called refused: the same request
// sent twice at the same moment passes the first look twice, and then the second
// is refused by what the first has just done (the chair is taken: by this very
// visit), or by the key itself.
func afterRefusal[O any](a *API, ctx context.Context, t *ticket, refused error) (*O, error) {
	for range answerSoon / answerLook {
		out, done, err := replay[O](a, ctx, t)
		switch {
		case done && errors.Is(err, AlreadyDone): // its answer is still being kept
			time.Sleep(answerLook)
			continue
		case done:
			return out, err
		case db.Violated(refused) == "httpapi_once_pkey":
			return nil, KeyInFlight.With()
		}
		return nil, refused // a failed look as well: the first word counts
	}
	return nil, AlreadyDone.With()
}

// replay finds the answer of the same request before.
func replay[O any](a *API, ctx context.Context, t *ticket) (*O, bool, error) {
	var row onceRow
	var found bool
	err := a.db.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = tx.From("httpapi_once").Where("actor_id = ? AND route = ? AND idem_key = ?", tx.Actor(), t.route, t.key).One(&row)
		return err
	})
	switch {
	case err != nil || !found:
		return nil, false, err
	case row.Hash != t.hash:
		return nil, true, KeyReused.At("Idempotency-Key")
	}
	out := new(O)
	f := reflect.ValueOf(out).Elem().FieldByName("Body")
	if !f.IsValid() {
		return out, true, nil
	}
	if row.Answer == "" {
		return nil, true, AlreadyDone.With()
	}
	return out, true, json.Unmarshal([]byte(row.Answer), f.Addr().Interface())
}

// keepAnswer stores the answer of a handler that did not call Answer. If the
// program dies before, a repeat is told that the act is done.
func (a *API) keepAnswer(ctx context.Context, t *ticket, out any) error {
	f := reflect.ValueOf(out).Elem().FieldByName("Body")
	if !f.IsValid() {
		return nil
	}
	b, err := json.Marshal(f.Interface())
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Update("httpapi_once").Set("answer = ?", string(b)).
			Where("actor_id = ? AND route = ? AND idem_key = ?", tx.Actor(), t.route, t.key).Exec()
		return err
	})
}

func plainKey(s string) bool {
	for _, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}
