package paper

import "github.com/boombuler/barcode/qr"

// code is the QR code of a text: rows of dots, true = dark.
func code(text string) ([][]bool, error) {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	b := c.Bounds()
	out := make([][]bool, b.Dy())
	for y := range out {
		out[y] = make([]bool, b.Dx())
		for x := range out[y] {
			r, _, _, _ := c.At(b.Min.X+x, b.Min.Y+y).RGBA()
			out[y][x] = r == 0
		}
	}
	return out, nil
}
