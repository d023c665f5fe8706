// Package paper makes what leaves the house on paper: a Document of blocks
// becomes the bytes of a PDF.
//
// Words:
//   - a document has a format (A3, A4, A5, or an 80 mm roll that is as long as
//     what stands on it) and blocks, set from the top down and over pages;
//   - a press prints documents with its faces, asked for a character in order;
//   - a mark (作废) stands large and pale across every page, a stamp is a line at
//     the foot of every page.
//
// Promises:
//   - the same document gives the same bytes, whenever and on whatever machine:
//     no clock, no chance, and no compression, whose bytes would change with the
//     library that compresses;
//   - every character can be read and copied: what no face has stands as a box
//     with its number and is told of (Sheet.Missing), never as a hole;
//   - Chinese lines break by the rules for the beginning and end of lines
//     (避头尾), Latin words and numbers stay whole;
//   - ticks and boxes are lines, not letters, and are read as the characters that
//     they stand for.
//
// Lengths are millimetres, letters in points. Reading order: press.go, block.go,
// lines.go; face.go and pdf.go are the two file formats.
package paper
