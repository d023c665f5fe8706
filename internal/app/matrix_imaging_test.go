package app

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"time"

	"archwire/internal/platform/files"
)

// imagingExamples are the requests of module imaging.
var imagingExamples = book{
	"imaging.of_patient": func(w *world) example {
		i := w.image()
		return example{path: about(i["patient_id"].(string))}
	},
	"imaging.show": func(w *world) example { return example{path: about(w.image()["id"].(string))} },
	"imaging.known": func(w *world) example {
		return example{path: about(w.patient()), looks: true, body: map[string]any{"hashes": []any{files.HashOf([]byte("x"))}}}
	},
	"imaging.add": func(w *world) example {
		photo, patient := w.photo(), w.patient()
		return example{
			path:  map[string]string{"id": patient, "hash": files.HashOf(photo)},
			query: w.inOne("slot", "oral_front", "day", "2026-11-22", "order_id", w.order(patient)), media: "application/octet-stream", raw: photo,
		}
	},
	"imaging.file": func(w *world) example {
		return example{path: about(w.image()["id"].(string)), match: 1, body: map[string]any{"slot": "film_periapical", "site": "46", "day": "2026-11-20"}}
	},
	"imaging.move": func(w *world) example {
		i := w.image()
		return example{path: about(i["patient_id"].(string)),
			body: map[string]any{"images": []any{map[string]any{"id": i["id"], "version": 1}}, "day": "2026-11-20"}}
	},
	"imaging.return": func(w *world) example {
		id := w.image()["id"].(string)
		w.do(request{by: w.here, method: http.MethodPost, path: "/imaging/images/" + id + "/withdraw", match: `"1"`, body: []byte(`{"reason":"模糊"}`)})
		return example{path: about(id), match: 2}
	},
	"imaging.withdraw": func(w *world) example {
		return example{path: about(w.image()["id"].(string)), match: 1, body: map[string]any{"reason": "模糊"}}
	},
	"imaging.thumb":    func(w *world) example { return example{path: about(w.drawnImage())} },
	"imaging.picture":  func(w *world) example { return example{path: about(w.drawnImage())} },
	"imaging.original": func(w *world) example { return example{path: about(w.image()["id"].(string))} },
	"imaging.figures": func(w *world) example {
		w.image()
		return example{query: w.inOne("from", "2026-11-01", "to", "2026-11-30")}
	},
}

// photo is a small picture that is not there yet.
func (w *world) photo() []byte {
	w.seq++
	m := image.NewRGBA(image.Rect(0, 0, 8, 6))
	m.Set(w.seq%8, w.seq/8%6, color.RGBA{uint8(w.seq), uint8(w.seq >> 8), 7, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		w.T.Fatal(err)
	}
	return b.Bytes()
}

// image brings in a photo of a new patient of the first clinic.
func (w *world) image() map[string]any {
	w.T.Helper()
	photo := w.photo()
	got := w.do(request{by: w.here, method: http.MethodPut, media: "application/octet-stream", body: photo,
		path: fmt.Sprintf("/imaging/patients/%s/images/%s?%s", w.patient(), files.HashOf(photo),
			url.Values{"clinic_id": {w.one}, "slot": {"face_front"}}.Encode())})
	if !got.ok() {
		w.T.Fatal(got)
	}
	return got.json["image"].(map[string]any)
}

// drawnImage is an image whose picture was drawn.
func (w *world) drawnImage() string {
	w.T.Helper()
	id := w.image()["id"].(string)
	if err := w.app.Queue.Start(w.T.Context()); err != nil {
		w.T.Fatal(err)
	}
	defer func() {
		if err := w.app.Queue.Stop(w.T.Context()); err != nil {
			w.T.Error(err)
		}
	}()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if w.get(w.here, "/imaging/images/"+id)["image"].(map[string]any)["drawn"] == true {
			return id
		}
	}
	w.T.Fatal("the picture was not drawn")
	return ""
}
