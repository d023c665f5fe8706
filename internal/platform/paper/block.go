package paper

// Block is a part of a document, as wide as the page.
type Block interface{ set(*setter) }

// Align says where text stands in its width.
type Align int

// The places.
const (
	Left Align = iota
	Centre
	Right
)

// Text is a paragraph. ☐ ☑ ☒ ✓ ✗ in it are drawn as lines.
type Text struct {
	S      string
	Size   float64 // points; 0 = that of the format
	Align  Align
	Bold   bool
	Pale   bool
	Indent float64 // millimetres
}

// Pair is a word and what it says.
type Pair struct{ Label, Value string }

// Pairs is a grid of words and what they say, row by row.
type Pairs struct {
	Columns int
	Items   []Pair
	Size    float64
}

// Column is a column of a table. Share is its part of the width, beside the
// shares of the others.
type Column struct {
	Title string
	Share float64
	Align Align
}

// Row is a row of a table.
type Row struct {
	Cells []string
	Bold  bool
	Pale  bool
	Rule  bool // a line above
	Span  bool // the first cell over the whole width
	// Strong are the cells that are bold where the others are not.
	Strong []int
}

// Table is columns and rows; the head stands again on each page.
type Table struct {
	Columns []Column
	Rows    []Row
	Size    float64
	NoHead  bool
	Framed  bool // lines between all rows
}

// Rule is a line across.
type Rule struct{ Dashed bool }

// Gap is room, in millimetres.
type Gap float64

// Sign is places to sign at, side by side; a long list goes on below.
type Sign struct{ Labels []string }

// Code is a QR code with a text beneath.
type Code struct {
	S       string
	Size    float64 // millimetres
	Caption string
	Align   Align
}

// Together keeps blocks on one page where there is room on any.
type Together []Block

// Break begins a new page.
type Break struct{}
