package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// outcome is what a load gave.
type outcome struct {
	done   int
	failed int
	first  error // the first failure
	took   time.Duration
	each   []time.Duration // sorted
}

func (o outcome) rate() float64 { return float64(o.done) / o.took.Seconds() }

// at gives the quantile q of the time that one request took.
func (o outcome) at(q float64) time.Duration {
	if len(o.each) == 0 {
		return 0
	}
	return o.each[min(int(q*float64(len(o.each))), len(o.each)-1)]
}

// err is set where a figure would lie: more than one request in a thousand
// failed.
func (o outcome) err() error {
	if o.failed*1000 > o.done+o.failed {
		return fmt.Errorf("%d of %d requests failed: %w", o.failed, o.done+o.failed, o.first)
	}
	return nil
}

// with is both outcomes as one.
func (o outcome) with(p outcome) outcome {
	o.done, o.failed, o.took = o.done+p.done, o.failed+p.failed, o.took+p.took
	o.first = cmp.Or(o.first, p.first)
	o.each = append(o.each, p.each...)
	slices.Sort(o.each)
	return o
}

// tally gathers what the workers of a load saw.
type tally struct {
	mu  sync.Mutex
	out outcome
}

func (t *tally) add(each []time.Duration, failed int, first error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out.each = append(t.out.each, each...)
	t.out.done += len(each)
	t.out.failed += failed
	if t.out.first == nil {
		t.out.first = first
	}
}

// closed lets n workers do total acts, each as soon as it has done the one
// before, until all are done or the time is over. worker is called once for
// each and gives what does act i.
func closed(n, total int, limit time.Duration, worker func() (func(i int) error, error)) (outcome, error) {
	acts := make([]func(int) error, n)
	for i := range acts {
		var err error
		if acts[i], err = worker(); err != nil {
			return outcome{}, err
		}
	}
	var t tally
	var next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for _, act := range acts {
		all.Go(func() {
			var each []time.Duration
			failed, first := 0, error(nil)
			for time.Since(began) < limit {
				i := int(next.Add(1)) - 1
				if i >= total {
					break
				}
				at := time.Now()
				if err := act(i); err != nil {
					failed++
					first = err
					continue
				}
				each = append(each, time.Since(at))
			}
			t.add(each, failed, first)
		})
	}
	all.Wait()
	t.out.took = time.Since(began)
	slices.Sort(t.out.each)
	return t.out, t.out.err()
}

// arrivals lets acts come at a rate a second for a while, at random moments, as
// people do: each is timed from the moment it came, also while all of the n
// workers were busy.
func arrivals(n int, rate float64, during time.Duration, worker func() (func(i int) error, error)) (outcome, error) {
	return arrivalsAt(n, rate, during, func() (func(int, time.Time) error, error) {
		act, err := worker()
		return func(i int, _ time.Time) error { return act(i) }, err
	})
}

// arrivalsAt is arrivals for acts that ask when they came.
func arrivalsAt(n int, rate float64, during time.Duration, worker func() (func(i int, came time.Time) error, error)) (outcome, error) {
	acts := make([]func(int, time.Time) error, n)
	for i := range acts {
		var err error
		if acts[i], err = worker(); err != nil {
			return outcome{}, err
		}
	}
	type arrival struct {
		i  int
		at time.Time
	}
	queue := make(chan arrival, int(rate*during.Seconds())*2+16)
	var t tally
	var all sync.WaitGroup
	for _, act := range acts {
		all.Go(func() {
			var each []time.Duration
			failed, first := 0, error(nil)
			for a := range queue {
				if err := act(a.i, a.at); err != nil {
					failed++
					first = err
					continue
				}
				each = append(each, time.Since(a.at))
			}
			t.add(each, failed, first)
		})
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	began := time.Now()
	at := began
	for i := 0; ; i++ {
		at = at.Add(time.Duration(rnd.ExpFloat64() / rate * float64(time.Second)))
		if at.Sub(began) > during {
			break
		}
		time.Sleep(time.Until(at))
		queue <- arrival{i, at}
	}
	close(queue)
	all.Wait()
	t.out.took = time.Since(began)
	slices.Sort(t.out.each)
	return t.out, t.out.err()
}
