package app

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"archwire/internal/modules/audience"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics counts what an operator watches; labels are routes and kinds, never
// anything of a patient.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	jobs     *prometheus.HistogramVec
	wakes    *prometheus.HistogramVec
	facts    *prometheus.CounterVec
	flaws    prometheus.Counter
}

func newMetrics() *metrics {
	work := []float64{.01, .05, .1, .5, 1, 5, 10, 30, 60}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "archwire_http_request_seconds", Help: "Time to answer, by route and status; 499 = the client gave it up.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status"}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "archwire_job_seconds", Help: "Time of an attempt at a job, by kind and result: done, failed, given_up, again.", Buckets: work,
		}, []string{"kind", "result"}),
		wakes: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "archwire_wake_seconds", Help: "Time to work off what was due, by topic and result: done, failed.", Buckets: work,
		}, []string{"topic", "result"}),
		facts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "archwire_facts_total", Help: "Facts given to their hearers, by hearer and result: heard, refused, set_aside.",
		}, []string{"hearer", "result"}),
	}
	m.flaws = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "archwire_segment_flaws_total", Help: "People whom a nightly proof found wrongly in or out of a segment; they were put right. Anything but 0 is an alarm.",
	})
	m.registry.MustRegister(m.requests, m.jobs, m.wakes, m.facts, m.flaws,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch has the work behind the requests counted, and what lies in the database
// looked up whenever somebody asks.
func (m *metrics) watch(a *App) {
	a.Queue.Observe = func(kind, result string, took time.Duration) {
		m.jobs.WithLabelValues(kind, result).Observe(took.Seconds())
	}
	a.ticker.Observe = func(topic, result string, took time.Duration) {
		m.wakes.WithLabelValues(topic, result).Observe(took.Seconds())
	}
	a.Facts.Observe = func(hearer, result string, n int) { m.facts.WithLabelValues(hearer, result).Add(float64(n)) }
	m.registry.MustRegister(held{a})
}

// hearProofs has what the proofs of segments find counted, once the modules stand.
func (m *metrics) hearProofs(a *App) {
	a.House.Audience.Alarm = func(b audience.Build) {
		m.flaws.Add(float64(b.Flaws))
		a.Log.Error("a proof found a segment wrong and put it right", "segment", b.Segment, "flaws", b.Flaws)
	}
}

func (m *metrics) observe(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

var (
	jobsHeld   = prometheus.NewDesc("archwire_jobs", "Jobs that the queue holds, by kind and state; discarded = given up, kept for a week.", []string{"kind", "state"}, nil)
	factsAside = prometheus.NewDesc("archwire_facts_aside", "Facts that were set aside, by hearer: archwire retry.", []string{"hearer"}, nil)
)

// held tells what the database holds of jobs and facts. A database that does not
// answer is told by /readyz; here it leaves a gap.
type held struct{ app *App }

// Describe lists what Collect gives.
func (held) Describe(ch chan<- *prometheus.Desc) { ch <- jobsHeld; ch <- factsAside }

// Collect counts.
func (h held) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	jobs, err := h.app.Queue.Counts(ctx)
	if err != nil {
		h.app.Log.Warn("cannot count the jobs", slog.String("error", err.Error()))
	}
	for _, c := range jobs {
		ch <- prometheus.MustNewConstMetric(jobsHeld, prometheus.GaugeValue, float64(c.N), c.Kind, c.State)
	}
	facts, err := h.app.Facts.AsideCounts(ctx)
	if err != nil {
		h.app.Log.Warn("cannot count the facts", slog.String("error", err.Error()))
	}
	for _, c := range facts {
		ch <- prometheus.MustNewConstMetric(factsAside, prometheus.GaugeValue, float64(c.N), c.Subscriber)
	}
}
