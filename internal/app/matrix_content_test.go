package app

import (
	"encoding/binary"
	"net/http"
	"net/url"
	"slices"
)

// contentExamples are the requests of module content.
var contentExamples = book{
	"content.texts": func(w *world) example { return example{} },
	"content.text": func(w *world) example {
		return example{path: map[string]string{"key": w.text()}, names: true, wide: true}
	},
	"content.save_text": func(w *world) example {
		return example{path: map[string]string{"key": w.text()}, match: 1, names: true, wide: true, body: textFields("根管治疗后请勿咬硬物")}
	},
	"content.retire_text": func(w *world) example {
		return example{path: map[string]string{"key": w.text()}, match: 1, names: true, wide: true, body: map[string]any{"retired": true}}
	},
	"content.judge":    func(w *world) example { return example{body: textFields("保证治好"), looks: true} },
	"content.articles": func(w *world) example { return example{} },
	"content.article": func(w *world) example {
		return example{path: map[string]string{"key": w.article()}, names: true, wide: true}
	},
	"content.save_article": func(w *world) example {
		return example{path: map[string]string{"key": w.article()}, match: 1, names: true, wide: true, body: articleFields("换牙期怎么刷牙")}
	},
	"content.retire_article": func(w *world) example {
		return example{path: map[string]string{"key": w.article()}, match: 1, names: true, wide: true, body: map[string]any{"retired": true}}
	},
	"content.judge_article": func(w *world) example { return example{body: articleFields("成功案例"), looks: true} },
	"content.share": func(w *world) example {
		return example{path: map[string]string{"key": w.article()}, names: true, body: map[string]any{"patient_id": w.patient()}}
	},
	"content.add_file": func(w *world) example {
		return example{query: url.Values{"name": {"图.jpg"}}, media: "application/octet-stream", raw: w.photo()}
	},
	"content.files":   func(w *world) example { w.contentFile(w.photo()); return example{} },
	"content.picture": func(w *world) example { return example{path: about(w.contentFile(w.photo())), wide: true} },
	"content.video":   func(w *world) example { return example{path: about(w.contentFile(w.clip())), wide: true} },
	"content.faces":   func(w *world) example { w.face(); return example{} },
	"content.add_face": func(w *world) example {
		return example{body: faceFields(w, "coupon.new")}
	},
	"content.change_face": func(w *world) example {
		f := faceFields(w, "")
		delete(f, "key")
		return example{path: about(w.face()), match: 1, wide: true, body: f}
	},
	"content.retire_face": func(w *world) example {
		return example{path: about(w.face()), match: 1, wide: true, body: map[string]any{"retired": true}}
	},
	"content.judge_face": func(w *world) example {
		f := faceFields(w, "")
		delete(f, "key")
		return example{body: f, looks: true}
	},
	"content.of_patient": func(w *world) example { return example{path: about(w.patient())} },
	"content.grant": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"face_id": w.face()}}
	},
	"content.withdraw": func(w *world) example {
		c := w.post(w.here, "/content/patients/"+w.patient()+"/coupons", map[string]any{"face_id": w.face()})
		return example{path: about(c["id"].(string))}
	},
}

func textFields(words string) map[string]any {
	return map[string]any{"name": "治疗后", "class": "care", "words": words, "short": "治疗后注意事项", "sms": words}
}

func articleFields(title string) map[string]any {
	return map[string]any{"class": "care", "title_zh": title, "blocks": []any{map[string]any{"kind": "text", "zh": "每天两次，每次三分钟。"}}}
}

func faceFields(w *world, key string) map[string]any {
	return map[string]any{"key": key, "name_zh": "涂氟券", "class": "marketing", "worth": "amount", "value": 5000, "days": 30, "per_house": 20}
}

// text writes a text of the group's own and gives its key.
func (w *world) text() string {
	w.T.Helper()
	key := w.fresh("own.t")
	w.writeBy(w.owner, http.MethodPut, "/content/texts/"+key, 0, textFields("治疗后请勿咬硬物"))
	return key
}

func (w *world) article() string {
	w.T.Helper()
	key := w.fresh("own.t")
	w.writeBy(w.owner, http.MethodPut, "/content/articles/"+key, 0, articleFields("换牙期"))
	return key
}

func (w *world) face() string {
	w.T.Helper()
	return w.post(w.owner, "/content/faces", faceFields(w, w.fresh("own.t")))["id"].(string)
}

// clip makes the smallest file that is a video, never the same twice.
func (w *world) clip() []byte {
	w.seq++
	box := func(kind string, body []byte) []byte {
		return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), append([]byte(kind), body...)...)
	}
	return slices.Concat(box("ftyp", []byte("isom0000isom")), box("moov", nil), box("mdat", []byte{byte(w.seq), byte(w.seq >> 8)}))
}

// contentFile brings a file in and gives its id.
func (w *world) contentFile(b []byte) string {
	w.T.Helper()
	got := w.do(request{by: w.owner, method: http.MethodPost, path: "/content/files", key: w.fresh("file"), media: "application/octet-stream", body: b})
	if !got.ok() {
		w.T.Fatalf("a picture: %s", got)
	}
	return got.json["id"].(string)
}
