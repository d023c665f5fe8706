package charting

import "slices"

// Op says what became of a line between two versions.
type Op string

// The ops. A line that was reworded is one removed and one added.
const (
	Same    Op = "same"
	Added   Op = "added"
	Removed Op = "removed"
)

// LineDiff is a line and what became of it.
type LineDiff struct {
	Op   Op
	Line Line
}

// PartDiff is what became of a part.
type PartDiff struct {
	Part    Part
	Changed bool
	Lines   []LineDiff
}

// Diff tells part by part and line by line how one content became the other. A
// part that neither has is left out.
func Diff(before, after Content) []PartDiff {
	var out []PartDiff
	for _, p := range Parts {
		lines := diffLines(before.Lines(p), after.Lines(p))
		if len(lines) == 0 {
			continue
		}
		changed := slices.ContainsFunc(lines, func(l LineDiff) bool { return l.Op != Same })
		out = append(out, PartDiff{Part: p, Changed: changed, Lines: lines})
	}
	return out
}

// diffLines keeps as many lines as it can, in order.
func diffLines(a, b []Line) []LineDiff {
	// kept[i][j] is how many lines a[i:] and b[j:] can keep.
	kept := make([][]int, len(a)+1)
	for i := range kept {
		kept[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				kept[i][j] = kept[i+1][j+1] + 1
			} else {
				kept[i][j] = max(kept[i+1][j], kept[i][j+1])
			}
		}
	}
	var out []LineDiff
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, LineDiff{Same, a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && kept[i+1][j] >= kept[i][j+1]:
			out = append(out, LineDiff{Removed, a[i]})
			i++
		default:
			out = append(out, LineDiff{Added, b[j]})
			j++
		}
	}
	return out
}
