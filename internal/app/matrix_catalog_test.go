package app

import (
	"net/url"
)

// catalogExamples are the requests of module catalog.
var catalogExamples = book{
	"catalog.search_items": func(w *world) example {
		w.item()
		return example{query: url.Values{"clinic_id": {w.one}, "q": {"测"}, "day": {"2026-11-22"}}}
	},
	"catalog.add_item": func(w *world) example { return example{body: w.newItem()} },
	"catalog.show_item": func(w *world) example {
		return example{path: about(w.item()), wide: true}
	},
	"catalog.change_item": func(w *world) example {
		return example{path: about(w.item()), match: 1, body: map[string]any{"name_zh": "改名", "name_en": "Renamed", "note_zh": "说明", "active": false}}
	},
	"catalog.set_price": func(w *world) example {
		return example{path: about(w.item()), match: 1, body: map[string]any{"clinic_id": w.one, "from": "2026-12-01", "amount": 12000, "note": "涨价"}}
	},
	"catalog.offer": func(w *world) example {
		return example{path: about(w.item()), match: 1, body: map[string]any{"clinic_id": w.one, "offered": false}}
	},
	"catalog.price_list": func(w *world) example {
		w.item()
		return example{query: url.Values{"clinic_id": {w.one}, "day": {"2026-11-22"}}}
	},

	"catalog.list_categories": func(w *world) example { return example{wide: true} },
	"catalog.add_category":    func(w *world) example { return example{body: w.newCategory()} },
	"catalog.change_category": func(w *world) example {
		code := w.category()
		return example{path: map[string]string{"code": code}, names: true, match: 1, body: map[string]any{"name_zh": "换", "name_en": "Other", "position": 3}}
	},
	"catalog.drop_category": func(w *world) example {
		return example{path: map[string]string{"code": w.category()}, names: true, match: 1}
	},
	"catalog.choices": func(w *world) example { return example{wide: true} },

	"catalog.poster": func(w *world) example { return example{query: url.Values{"clinic_id": {w.one}, "format": {"a4"}}} },
	"catalog.export": func(w *world) example { return example{} },
	"catalog.import": func(w *world) example {
		i := w.newItem()
		w.post(w.owner, "/catalog/items", i)
		return example{media: "text/csv", raw: []byte("code,price\n" + i["code"].(string) + ",230\n")}
	},
	"catalog.install": func(w *world) example { return example{} },
}

func (w *world) newCategory() map[string]any {
	return map[string]any{"code": w.fresh("K"), "name_zh": "类", "name_en": "Category", "position": 2}
}

func (w *world) category() string {
	w.T.Helper()
	return w.post(w.owner, "/catalog/categories", w.newCategory())["code"].(string)
}

func (w *world) newItem() map[string]any {
	return map[string]any{"code": w.fresh("M"), "category": w.category(), "name_zh": "测试项", "name_en": "Item", "unit": "visit", "teeth": "none",
		"followup_class": "none", "note_zh": "说明", "note_en": "Note", "amount": 10000, "from": "2026-11-22"}
}

// item adds an item to the group's catalogue.
func (w *world) item() string {
	w.T.Helper()
	return w.post(w.owner, "/catalog/items", w.newItem())["id"].(string)
}
