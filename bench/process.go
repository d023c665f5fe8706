package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
)

// process starts the built program on the furnished demo and looks at it from
// outside: how long until it is ready, and what it takes while nobody asks.
func process(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "The built program on the demo database",
		note: "Start: from exec of the binary until /readyz answers 200, the middle of several starts on a database that is furnished and migrated. " +
			"Memory: the resident set one minute after the start with nobody asking, and after some work (1,000 boards and 5,000 searches) and another minute of rest. " +
			"Asked for: start ≤ 1 s, idle ≤ 120 MB.",
		head: []string{"database", "start", "slowest of them", "idle", "idle after work"},
	}
	for _, d := range r.dialects {
		mine, err := r.copied(ctx, d)
		if err == nil {
			err = r.processOn(ctx, t, mine)
		}
		if err == nil {
			err = mine.Drop()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

func (r *run) processOn(ctx context.Context, t *table, d *stage.Database) error {
	log, err := os.Create(filepath.Join(r.place.Dir, "serve.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	var starts []time.Duration
	for range r.pick(9, 3) {
		s, err := stage.Serve(ctx, r.binary, d, log)
		if err != nil {
			return err
		}
		starts = append(starts, s.Took)
		if err := s.Stop(); err != nil {
			return err
		}
	}
	slices.Sort(starts)
	s, err := stage.Serve(ctx, r.binary, d, log)
	if err != nil {
		return err
	}
	defer s.Kill()
	rest := time.Duration(r.pick(60, 3)) * time.Second
	time.Sleep(rest)
	idle, _, err := s.Resident()
	if err != nil {
		return err
	}
	if err := r.work(s); err != nil {
		return err
	}
	time.Sleep(rest)
	after, _, err := s.Resident()
	if err != nil {
		return err
	}
	middle := starts[len(starts)/2]
	t.add(stage.Name(d.Dialect), met(middle <= time.Second, stage.Round(middle)), starts[len(starts)-1],
		met(idle <= 120<<20, megabytes(idle)), megabytes(after))
	return s.Stop()
}

// work asks what screens ask.
func (r *run) work(s *stage.Served) error {
	cookie, err := stage.LogIn(s.URL, deskLogin)
	if err != nil {
		return err
	}
	clinic, err := clinicOf(s.URL, cookie)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(org.HomeZone)
	if err != nil {
		return err
	}
	board := get(cookie, fmt.Sprintf("/api/v1/visits/board?clinic_id=%s&day=%s", clinic, civil.Of(time.Now().UnixMilli(), zone)))
	asks := []ask{board}
	for _, typed := range []string{"li", "wj", "0001", "%E6%9D%8E", "zhang"} {
		asks = append(asks, get(cookie, "/api/v1/patients/search?q="+typed))
	}
	_, err = closed(8, r.pick(6000, 60), limit, func() (func(int) error, error) {
		w, err := dial(s.URL)
		if err != nil {
			return nil, err
		}
		return func(i int) error { return w.do(asks[i%len(asks)]) }, nil
	})
	return err
}

// clinicOf is the first clinic that the session sees.
func clinicOf(url, cookie string) (string, error) {
	r, err := http.NewRequest(http.MethodGet, url+"/api/v1/org/clinics", nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("Cookie", sessionCookie(cookie))
	in, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer in.Body.Close()
	var list struct {
		Items []struct {
			ID   string `json:"id"`
			Code string `json:"code"`
		} `json:"items"`
	}
	if err := json.NewDecoder(in.Body).Decode(&list); err != nil {
		return "", err
	}
	for _, c := range list.Items {
		if c.Code == org.DemoWindmill {
			return c.ID, nil
		}
	}
	return "", fmt.Errorf("no clinic is in sight: %s", in.Status)
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }
