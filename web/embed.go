// Package web holds the built pages: staff at /, patients at /m/. Without a
// build the folder holds only its mark, and the server shows one page that says
// how to make it.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Staff is the folder of the staff's application; ok is false without a build.
func Staff() (files fs.FS, ok bool) { return sub("dist/staff") }

// Phone is the folder of the pages that patients open on their telephones; ok is
// false without a build.
func Phone() (files fs.FS, ok bool) { return sub("dist/m") }

func sub(dir string) (fs.FS, bool) {
	if _, err := fs.Stat(dist, dir+"/index.html"); err != nil {
		return nil, false
	}
	f, err := fs.Sub(dist, dir)
	return f, err == nil
}

// Fonts is the folder of the fonts for paper; without a build it holds none.
func Fonts() fs.FS {
	f, err := fs.Sub(dist, "dist/fonts")
	if err != nil {
		return nil
	}
	return f
}
