package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"archwire/bench/stage"
)

// table is one measurement as it is printed.
type table struct {
	title string
	note  string // what was measured, and how
	head  []string
	rows  [][]string
	also  []*table // that come of the same measurement, written after it
}

func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case float64:
			row[i] = thousands(v)
		case time.Duration:
			row[i] = stage.Round(v)
		default:
			row[i] = fmt.Sprint(v)
		}
	}
	t.rows = append(t.rows, row)
}

// write prints the table as markdown, and those that come with it.
func (t *table) write(w io.Writer) {
	fmt.Fprintf(w, "### %s\n\n%s\n\n", t.title, t.note)
	fmt.Fprintf(w, "| %s |\n|%s\n", strings.Join(t.head, " | "), strings.Repeat(" --- |", len(t.head)))
	for _, r := range t.rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(r, " | "))
	}
	fmt.Fprintln(w)
	for _, other := range t.also {
		other.write(w)
	}
}

// thousands writes a number as people read it: 6,500; small ones with a digit
// after the point.
func thousands(v float64) string {
	if v < 10 {
		return fmt.Sprintf("%.2f", v)
	}
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// met marks a figure that reaches what was asked for.
func met(ok bool, words string) string {
	if ok {
		return words + " ✓"
	}
	return words + " ✗"
}
