package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, bad := range []string{"", "2026-2-3", "2026-02-30", "1899-12-31", "2201-01-01", "2026-11-22 ", "２０２６-11-22", "20261122"} {
		if d, err := Parse(bad); err == nil {
			t.Errorf("%q was taken as %s", bad, d)
		}
	}
	if d, err := Parse("2028-02-29"); err != nil || d.Month() != 2 || d.DayOfMonth() != 29 || d.Year() != 2028 {
		t.Errorf("%v %v", d, err)
	}
}

func TestMonthsStayInTheirMonth(t *testing.T) {
	for _, c := range []struct {
		from Day
		n    int
		want Day
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-03-31", -1, "2026-02-28"},
		{"2026-11-30", 3, "2027-02-28"}, {"2026-12-15", 1, "2027-01-15"}, {"2026-05-31", 12, "2027-05-31"},
	} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		born, on Day
		want     int
	}{
		{"2012-11-23", "2026-11-22", 13}, {"2012-11-22", "2026-11-22", 14}, {"2012-02-29", "2026-02-28", 13},
		{"2012-02-29", "2026-03-01", 14}, {"", "2026-11-22", 0}, {"2027-01-01", "2026-11-22", 0},
	} {
		if got := c.on.Age(c.born); got != c.want {
			t.Errorf("born %s, on %s: %d, want %d", c.born, c.on, got, c.want)
		}
	}
}

func TestClock(t *testing.T) {
	for s, want := range map[string]Clock{"9:05": 545, "09:05": 545, "00:00": 0, "24:00": 1440, "23:59": 1439} {
		if got, err := ParseClock(s); err != nil || got != want {
			t.Errorf("%q: %d %v", s, got, err)
		}
	}
	for _, bad := range []string{"", "9", "9:5", "24:01", "25:00", "12:60", "-1:00", "9:05x", "009:05"} {
		if got, err := ParseClock(bad); err == nil {
			t.Errorf("%q was taken as %s", bad, got)
		}
	}
}

// TestDayAndInstant goes from a day and a time of day to the instant and back,
// in zones with and without summer time.
func TestDayAndInstant(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "UTC"} {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, z)
	}
	rapid.Check(t, func(t *rapid.T) {
		z := rapid.SampledFrom(zones).Draw(t, "zone")
		d := Must("2020-01-01").AddDays(rapid.IntRange(0, 5000).Draw(t, "day"))
		c := Clock(rapid.IntRange(4*60, 23*60+59).Draw(t, "clock")) // no zone here changes its clocks after four
		at := d.At(c, z)
		if Of(at, z) != d || ClockOf(at, z) != c {
			t.Fatalf("%s %s is %d, which is %s %s", d, c, at, Of(at, z), ClockOf(at, z))
		}
		if n := rapid.IntRange(-400, 400).Draw(t, "n"); d.AddDays(n).Sub(d) != n {
			t.Fatalf("%s and %d days: %d", d, n, d.AddDays(n).Sub(d))
		}
	})
}
