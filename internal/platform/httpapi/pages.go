package httpapi

import (
	"bytes"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Pages serves a built single-page application: hashed files for ever, the page
// itself never from a cache, the smallest form the browser takes (.br, .gz made
// at build). A missing file with an extension is 404; any other address is the
// page of its first part where that has one (c/index.html), else the one page, which
// finds its own way.
func Pages(files fs.FS, built bool, guests ...Guest) http.Handler {
	if !built {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(unbuilt))
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if there, err := fs.Stat(files, name); err != nil || there.IsDir() {
			if path.Ext(name) != "" && name != "." {
				http.NotFound(w, r)
				return
			}
			first, _, _ := strings.Cut(name, "/")
			if name = first + "/index.html"; !isFile(files, name) {
				name = "index.html"
			}
		}
		for _, g := range guests {
			if path.Base(name) == "index.html" && strings.HasPrefix(r.URL.Path, g.Under) {
				servePage(w, r, files, name, g.policy())
				return
			}
		}
		servePage(w, r, files, name, policy)
	})
}

func isFile(files fs.FS, name string) bool {
	at, err := fs.Stat(files, name)
	return err == nil && !at.IsDir()
}

const unbuilt = `<!doctype html><meta charset="utf-8"><title>Archwire 牙程</title>
<p style="font:16px sans-serif;margin:3em">页面尚未构建：请运行 <code>make web</code> 后重新编译。<br>
The pages are not built: run <code>make web</code> and build the program again.</p>`

func servePage(w http.ResponseWriter, r *http.Request, files fs.FS, name, policy string) {
	h := w.Header()
	ctype := mime.TypeByExtension(path.Ext(name))
	if ctype == "" {
		ctype = "application/octet-stream"
	}
	h.Set("Content-Type", ctype)
	h.Set("Vary", "Accept-Encoding")
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if path.Base(name) == "index.html" {
		h.Set("Content-Security-Policy", policy)
	}
	for _, c := range []struct{ token, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), c.token) {
			continue
		}
		if b, err := fs.ReadFile(files, name+c.ext); err == nil {
			h.Set("Content-Encoding", c.token)
			send(w, r, b)
			return
		}
	}
	b, err := fs.ReadFile(files, name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	send(w, r, b)
}

// policy lets the page load from its own origin only; the component library
// writes its styles inline.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"

// Guest are the addresses of pages that deal with another program: whose scripts and
// pictures they load, and who may frame them. A nil list is an empty one.
type Guest struct {
	Under   string          // the addresses begin so
	Scripts func() []string // origins
	Images  func() []string // origins
	Parents func() []string // origins; none = nobody
}

// policy is that of the page, with what its host needs.
func (g Guest) policy() string {
	of := func(list func() []string) []string {
		if list == nil {
			return nil
		}
		return list()
	}
	out := policy + "; script-src " + strings.Join(append([]string{"'self'"}, of(g.Scripts)...), " ")
	if images := of(g.Images); len(images) > 0 {
		out = strings.Replace(out, "img-src 'self'", "img-src 'self' "+strings.Join(images, " "), 1)
	}
	if parents := of(g.Parents); len(parents) > 0 {
		out = strings.Replace(out, "frame-ancestors 'none'", "frame-ancestors "+strings.Join(parents, " "), 1)
	}
	return out
}

func send(w http.ResponseWriter, r *http.Request, b []byte) {
	if r.Method == http.MethodHead {
		return
	}
	_, _ = bytes.NewReader(b).WriteTo(w)
}
