package paper

import (
	"bytes"
	"embed"
	"errors"
	"io"
	"io/fs"
	"sync"
)

// The fonts that are kept with the sources: basic has the common characters and
// what the program itself says (cut from Noto Sans SC), rare the Han characters
// that Noto Sans SC has not (cut from LXGW WenKai, whose reserved name it must not
// bear). Both are under the SIL Open Font License 1.1, which lies beside them.
//
//go:embed fonts/*.ttf
var small embed.FS

// Whole is the file name of the whole font among the built pages.
const Whole = "NotoSansSC.ttf"

// Fonts are those of a press: the whole font where the folder has it, else the
// basic one, which shows other characters as boxes; then the rare characters.
func Fonts(folder fs.FS) []Font {
	first := Font{Name: "NotoSansSC", Open: within(small, "fonts/basic.ttf")}
	if HasWhole(folder) {
		first.Open = within(folder, Whole)
	}
	return []Font{first, {Name: "RareHan", Open: within(small, "fonts/rare.ttf")}}
}

// HasWhole tells whether the folder has the whole font.
func HasWhole(folder fs.FS) bool {
	if folder == nil {
		return false
	}
	_, err := fs.Stat(folder, Whole)
	return err == nil
}

// within opens a font in a folder. A file of the binary is read where it lies; of
// other folders it is read whole.
func within(folder fs.FS, name string) func() (io.ReaderAt, error) {
	return func() (io.ReaderAt, error) {
		f, err := folder.Open(name)
		if err != nil {
			return nil, err
		}
		if r, ok := f.(io.ReaderAt); ok {
			return r, nil
		}
		b, err := io.ReadAll(f)
		return bytes.NewReader(b), errors.Join(err, f.Close())
	}
}

// Basic is a press with the fonts that are kept with the sources.
var Basic = sync.OnceValue(func() *Press { return NewPress(Fonts(nil)...) })

// Or is the press, or that with the small fonts where there is none.
func Or(p *Press) *Press {
	if p == nil {
		return Basic()
	}
	return p
}
