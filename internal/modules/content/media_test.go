package content

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/db"
)

func box(kind string, body ...byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), append([]byte(kind), body...)...)
}

// What a telephone writes about where and when is not kept, of photos and videos.
func TestFilesAreCleanedAtTheDoor(t *testing.T) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 1600, 1200)), nil); err != nil {
		t.Fatal(err)
	}
	b := photo.Bytes()
	place := []byte("Exif\x00\x00GPS31.2304N121.4737E")
	app1 := append([]byte{0xff, 0xe1, 0, byte(2 + len(place))}, place...)
	c, err := cleanFile(slices.Concat(b[:2], app1, b[2:]))
	if err != nil || bytes.Contains(c.content, []byte("GPS")) || c.width != pictureSide || c.height != 960 || c.media != mediaJPEG {
		t.Errorf("a photo: %v, %d × %d", err, c.width, c.height)
	}

	moov := box("moov", slices.Concat(box("mvhd", 1, 2, 3), box("udta", []byte("\xa9xyz+31.2304+121.4737/")...), box("trak", box("meta", []byte("Shanghai")...)...))...)
	film := slices.Concat(box("ftyp", []byte("isom0000isom")...), moov, box("mdat", 9, 9), box("uuid", []byte("XMP-place")...))
	c, err = cleanFile(film)
	if err != nil || len(c.content) != len(film) || c.media != mediaMP4 {
		t.Fatalf("a video: %v", err)
	}
	for _, told := range []string{"31.2304", "Shanghai", "XMP"} {
		if bytes.Contains(c.content, []byte(told)) {
			t.Errorf("the video still tells %q", told)
		}
	}
	if !bytes.Contains(c.content, box("mvhd", 1, 2, 3)) || !bytes.Contains(c.content, box("mdat", 9, 9)) {
		t.Error("the film itself was touched")
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	ftyp := box("ftyp", []byte("isom0000isom")...)
	deep := box("moov")
	for range 20 {
		deep = box("trak", deep...)
	}
	for what, b := range map[string][]byte{
		"nothing":             nil,
		"SVG":                 []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"a page":              []byte("<!doctype html><script>alert(1)</script>"),
		"PDF":                 []byte("%PDF-1.7 ..."),
		"a program":           []byte("MZ\x90\x00................................................................................................................................"),
		"torn JPEG":           {0xff, 0xd8, 0xff, 0xe0, 0, 16},
		"MP4 without film":    slices.Concat(ftyp, box("mdat", 1)),
		"MP4 that lies":       slices.Concat(ftyp, box("moov"), []byte{0xff, 0xff, 0xff, 0xff, 'm', 'd', 'a', 't'}),
		"MP4 nested for ever": slices.Concat(ftyp, box("moov", deep...), box("mdat", 1)),
		"MP4 with size 2":     slices.Concat(ftyp, []byte{0, 0, 0, 2, 'm', 'o', 'o', 'v'}),
	} {
		if _, err := cleanFile(b); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

// The page of each article is light, has no script, and asks nothing of anybody else.
func TestPagesAreLightAndQuiet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill)
		for _, a := range DefaultArticles {
			var path string
			ok(t, h.write(func(tx *db.Tx) (err error) { path, err = h.s.ShareWith(tx, a.Key, p, "test", a.Key); return err }))
			parts := strings.Split(strings.TrimPrefix(path, pagePath), "/")
			for _, lang := range []string{"", "?lang=en"} {
				r := httptest.NewRequest("GET", path+lang, nil)
				r.SetPathValue("group", parts[0])
				r.SetPathValue("token", parts[1])
				w := httptest.NewRecorder()
				h.s.servePage(w, r)
				page := w.Body.String()
				title := a.TitleZh
				if lang != "" {
					title = a.TitleEn
				}
				if w.Code != 200 || len(page) > 15_000 || !strings.Contains(page, strings.ReplaceAll(title, "'", "&#39;")) {
					t.Errorf("%s%s: %d, %d bytes", a.Key, lang, w.Code, len(page))
				}
				for _, bad := range []string{"<script", "http://", "https://", "onload", "ZgotmplZ"} {
					if strings.Contains(page, bad) {
						t.Errorf("%s holds %s", a.Key, bad)
					}
				}
				if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
					t.Errorf("%s has no policy", a.Key)
				}
			}
		}
	})
}
