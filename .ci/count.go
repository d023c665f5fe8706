//go:build ignore

// Command count tells the truth about a test run: it reads what a runner reports
// and counts what passed, failed and was skipped.
//
//	go test -json ./... | count go OUT     shows progress and failures, writes the counts
//	count vitest REPORT OUT                reads vitest's JSON report
//	count playwright REPORT OUT            reads Playwright's JSON report
//	count sum PARTS OUT...                 adds up and fails if a test or one of PARTS parts did
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

// counts is what is written between the steps: three numbers.
type counts struct{ passed, failed, skipped int }

func main() {
	if len(os.Args) < 3 {
		stop("usage: count go OUT | vitest REPORT OUT | playwright REPORT OUT | sum PARTS OUT...")
	}
	var c counts
	var err error
	switch args := os.Args[2:]; os.Args[1] {
	case "go":
		c, err = countGo()
		write(args[0], c, err)
	case "vitest":
		c, err = countVitest(args[0])
		write(args[1], c, err)
	case "playwright":
		c, err = countPlaywright(args[0])
		write(args[1], c, err)
	case "sum":
		sum(args[0], args[1:])
	default:
		stop("unknown: " + os.Args[1])
	}
}

func stop(line string) {
	fmt.Fprintln(os.Stderr, line)
	os.Exit(2)
}

// write keeps the counts; a report that cannot be read counts as a failure.
func write(file string, c counts, err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		c.failed++
	}
	text := fmt.Sprintln(c.passed, c.failed, c.skipped)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		stop(err.Error())
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", c.passed, c.failed, c.skipped)
	if c.failed > 0 {
		os.Exit(1)
	}
}

func sum(parts string, files []string) {
	var all counts
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // no part wrote it; the part itself is among the failed
		}
		var c counts
		if _, err := fmt.Sscan(string(text), &c.passed, &c.failed, &c.skipped); err != nil {
			stop(f + ": " + err.Error())
		}
		all = counts{all.passed + c.passed, all.failed + c.failed, all.skipped + c.skipped}
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", all.passed, all.failed, all.skipped)
	if all.failed > 0 || parts != "0" {
		os.Exit(1)
	}
}

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
	ImportPath                    string // of build output
}

// run is one `go test -json`.
type run struct {
	state  map[string]string // package + test → how it ended
	parent map[string]bool   // tests that have subtests
	below  map[string]bool   // tests of which a subtest failed
	output map[string][]string
	broken int // packages that failed without a failing test: build, panic, timeout
}

func countGo() (counts, error) {
	r := run{state: map[string]string{}, parent: map[string]bool{}, below: map[string]bool{}, output: map[string][]string{}}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Println(in.Text()) // what the go command says beside the tests
			continue
		}
		r.hear(e)
	}
	return r.counts(), in.Err()
}

func (r *run) hear(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Print(e.Output)
	case "output":
		r.output[key] = append(r.output[key], e.Output)
	case "run":
		if at := strings.LastIndex(e.Test, "/"); at > 0 {
			r.parent[e.Package+" "+e.Test[:at]] = true
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
			return
		}
		r.state[key] = e.Action
		if e.Action == "fail" {
			if at := strings.LastIndex(e.Test, "/"); at > 0 {
				r.below[e.Package+" "+e.Test[:at]] = true
			}
			fmt.Printf("--- FAIL %s %s\n%s", e.Package, e.Test, strings.Join(r.output[key], ""))
		}
		if e.Action != "skip" {
			delete(r.output, key)
		}
	}
}

func (r *run) endPackage(e event) {
	n := 0
	failing := false
	for key, how := range r.state {
		if strings.HasPrefix(key, e.Package+" ") && !r.parent[key] {
			n++
			failing = failing || how == "fail"
		}
	}
	if e.Action == "fail" && !failing {
		r.broken++
		fmt.Printf("%s", strings.Join(r.output[e.Package+" "], ""))
	}
	if e.Action != "skip" && (n > 0 || e.Action == "fail") {
		fmt.Printf("%-4s %-50s %4d tests  %6.1fs\n", e.Action, e.Package, n, e.Elapsed)
	}
}

// counts takes the leaves: a test that has subtests is those, unless it failed
// by itself.
func (r *run) counts() (c counts) {
	c.failed = r.broken
	var skipped []string
	for key, how := range r.state {
		if r.parent[key] && (how != "fail" || r.below[key]) {
			continue
		}
		switch how {
		case "pass":
			c.passed++
		case "fail":
			c.failed++
		case "skip":
			c.skipped++
			skipped = append(skipped, reason(key, r.output[key]))
		}
	}
	sort.Strings(skipped)
	for _, s := range skipped {
		fmt.Println("skip", s)
	}
	return c
}

// reason is the line in which a skipped test says why.
func reason(key string, output []string) string {
	for _, line := range output {
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "===") && !strings.HasPrefix(s, "---") {
			return key + ": " + s
		}
	}
	return key
}

func report(file string, v any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}

func countVitest(file string) (counts, error) {
	var v struct {
		NumPassedTests, NumFailedTests, NumPendingTests, NumTodoTests, NumFailedTestSuites int
	}
	err := report(file, &v)
	c := counts{v.NumPassedTests, v.NumFailedTests, v.NumPendingTests + v.NumTodoTests}
	if c.failed == 0 && v.NumFailedTestSuites > 0 {
		c.failed = v.NumFailedTestSuites // files that do not load have no tests to fail
	}
	return c, err
}

// secondTries is how many stories may come through at the second try only (see
// docs/decisions/0012-second-try.md). Each is named, with what failed at the first.
const secondTries = 2

// suite is what Playwright's report nests.
type suite struct {
	Suites []suite
	Specs  []struct {
		Title, File string
		Tests       []struct {
			Status  string
			Results []struct {
				Errors []struct{ Message string }
			}
		}
	}
}

func countPlaywright(file string) (counts, error) {
	var v struct {
		Stats  struct{ Expected, Unexpected, Flaky, Skipped int }
		Errors []any // the configuration or the server failed
		Suites []suite
	}
	err := report(file, &v)
	for _, s := range v.Suites {
		s.tellSecondTries()
	}
	c := counts{v.Stats.Expected + v.Stats.Flaky, v.Stats.Unexpected + len(v.Errors), v.Stats.Skipped}
	if n := v.Stats.Flaky; n > 0 {
		fmt.Printf("%d at the second try only\n", n)
		if n > secondTries {
			fmt.Printf("more than %d: that is a fault of the stories or of the program\n", secondTries)
			c = counts{c.passed - n, c.failed + n, c.skipped}
		}
	}
	return c, err
}

func (s suite) tellSecondTries() {
	for _, below := range s.Suites {
		below.tellSecondTries()
	}
	for _, spec := range s.Specs {
		for _, t := range spec.Tests {
			if t.Status != "flaky" {
				continue
			}
			fmt.Printf("--- SECOND TRY %s › %s\n", spec.File, spec.Title)
			for _, e := range t.Results[0].Errors {
				fmt.Println(e.Message)
			}
		}
	}
}
