package auth

import "time"

// The numbers of this package, in one place. Times are of the clock of the data
// door.
const (
	freeTries   = 5                // wrong tries at one login before the first wait
	firstWait   = time.Minute      // the wait after them; it doubles with each further wrong try
	longestWait = 30 * time.Minute // and grows no further
	triesForget = 24 * time.Hour   // without a wrong try the count begins anew

	// All desks of a clinic may have one address to the outside, so it gets more
	// tries than its people need on a bad morning, and is forgiven sooner.
	addressTries  = 60
	addressForget = 15 * time.Minute

	sessionIdle = 12 * time.Hour      // unused for so long, a session is over
	sessionLife = 30 * 24 * time.Hour // and after this in any case
	sessionNote = 5 * time.Minute     // how exactly the last use is noted
	halfLife    = 5 * time.Minute     // to enter the second factor

	inviteLife = 7 * 24 * time.Hour
	resetLife  = 24 * time.Hour
	glassLife  = time.Hour // of a break-glass access

	passwordMin = 10  // characters
	passwordMax = 128 // characters; longer ones only cost time
	reasonMin   = 4   // characters of a break-glass reason

	recoveryCodes = 10
	sweepAfter    = 90 * 24 * time.Hour // ended sessions and links are kept so long
)

// Rule is how many wrong tries are free, and when they are forgotten.
type Rule struct {
	Free   int           // wrong tries before the first wait
	Forget time.Duration // without a wrong try the count begins anew
}

// The two rules: of one login, whoever tries it, and of one address, whichever
// login is tried from there.
var (
	PerLogin   = Rule{freeTries, triesForget}
	PerAddress = Rule{addressTries, addressForget}
)

// Tries is the state of the lock-out of one login or address.
type Tries struct {
	Failed int   // wrong tries in a row
	Last   int64 // instant of the last, epoch milliseconds
	Until  int64 // locked until; 0 = not locked
}

// Waits tells how long a try at now must wait; 0 = it may go ahead.
func (t Tries) Waits(now int64) time.Duration {
	return max(0, time.Duration(t.Until-now)*time.Millisecond)
}

// Count notes a try at now as a wrong one. It is called before the password is
// looked at and taken back if that was right, so that tries in parallel cannot
// slip through.
func (r Rule) Count(t Tries, now int64) Tries {
	if now-t.Last > r.Forget.Milliseconds() {
		t.Failed = 0
	}
	t.Failed++
	t.Last, t.Until = now, 0
	if wait := r.waitAfter(t.Failed); wait > 0 {
		t.Until = now + wait.Milliseconds()
	}
	return t
}

// Back takes the last Count back: the try was right, but does not clear the ones
// before, be it that the second factor is still to come or that others use the
// address as well. It was let through, so there was no wait before it.
func (t Tries) Back() Tries {
	t.Failed, t.Until = max(0, t.Failed-1), 0
	return t
}

// waitAfter is the wait after a number of wrong tries: from the last free one on
// 1, 2, 4, 8, 16, 30, 30 … minutes.
func (r Rule) waitAfter(failed int) time.Duration {
	if failed < r.Free {
		return 0
	}
	doublings := failed - r.Free
	if doublings > 10 {
		return longestWait
	}
	return min(longestWait, firstWait<<doublings)
}
