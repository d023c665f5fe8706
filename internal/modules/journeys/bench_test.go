package journeys

import (
	"os"
	"strconv"
	"testing"
	"time"

	"archwire/internal/platform/testkit"
)

// BenchmarkTurn takes plain steps (a wait is over, the next begins) beside sleepers:
// JOURNEYS_SLEEPERS of them, 20,000 if it is not set. It reports steps a second.
func BenchmarkTurn(b *testing.B) {
	open := map[string]func(testing.TB) *testkit.World{"sqlite": func(t testing.TB) *testkit.World { return testkit.OpenSQLite(t, stack) }}
	if os.Getenv("TEST_POSTGRES") != "" {
		open["postgres"] = func(t testing.TB) *testkit.World { return testkit.OpenPostgres(t, stack) }
	}
	sleepers, _ := strconv.Atoi(os.Getenv("JOURNEYS_SLEEPERS"))
	if sleepers == 0 {
		sleepers = 20_000
	}
	for name, world := range open {
		b.Run(name, func(b *testing.B) {
			h := openHouse(b, world(b))
			now := at(b, "02 09:00")
			h.Clock.Set(now)
			j := h.live(`{"nodes":[{"id":"in","kind":"entry","to":{"next":"l"},"entry":{"how":"manual"}},
				{"id":"l","kind":"loop","to":{"body":"w","next":"z"},"loop":{"every":{"amount":1,"unit":"hours"},"max":400}},
				{"id":"w","kind":"wait","to":{"next":"l"},"wait":{"amount":1,"unit":"hours"}},{"id":"z","kind":"goal"}],"max_days":1000}`)
			h.waiters(j, sleepers/2, "w", func(int) int64 { return now + days(300) })
			h.waiters(j, 10_000, "w", func(int) int64 { return now })
			h.waiters(j, sleepers/2, "w", func(int) int64 { return now + days(300) })
			b.ResetTimer()
			steps, took := 0, time.Duration(0)
			for b.Loop() {
				h.Clock.Add(time.Hour)
				begun := time.Now()
				for {
					n, _, err := h.s.Turn(h.program(), Batch)
					ok(b, err)
					if steps += n; n < Batch {
						break
					}
				}
				took += time.Since(begun)
			}
			b.ReportMetric(float64(steps)/took.Seconds(), "steps/s")
		})
	}
}
