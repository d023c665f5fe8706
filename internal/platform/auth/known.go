package auth

import (
	"strings"
	"sync"
	"time"
)

// knownFor is how long a log-in that was looked up serves the next requests. What
// this process changes counts at the next request all the same (see forget); what
// another process on the same PostgreSQL changes, after this time at the latest.
// It is worth a third of what a search costs: docs/decisions/0006.
const knownFor = time.Second

// mostKnown bounds the memory: past it all are looked up anew.
const mostKnown = 10_000

// login is who a cookie stood for when it was looked up.
type login struct {
	actor Actor
	row   session
	until int64  // epoch milliseconds
	turn  uint64 // of knownLogins, when the look-up began
}

// knownLogins are the log-ins of the last second. Each write to accounts, sessions
// or rights begins a new turn, and nothing of an earlier turn is believed: also
// not what was read before the write and is put here after it.
type knownLogins struct {
	mu   sync.Mutex
	turn uint64
	list map[string]login
}

func (k *knownLogins) get(key string, now int64) (l login, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	l, ok = k.list[key]
	if !ok || l.until < now || l.until > now+knownFor.Milliseconds() {
		return login{turn: k.turn}, false
	}
	return l, true
}

func (k *knownLogins) put(key string, l login) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l.turn != k.turn {
		return
	}
	if k.list == nil || len(k.list) >= mostKnown {
		k.list = map[string]login{}
	}
	k.list[key] = l
}

// forget begins a new turn if one of the written tables decides who may do what.
func (k *knownLogins) forget(tables []string) {
	for _, t := range tables {
		if strings.HasPrefix(t, "auth_") || strings.HasPrefix(t, "org_") {
			k.mu.Lock()
			k.turn++
			clear(k.list)
			k.mu.Unlock()
			return
		}
	}
}
