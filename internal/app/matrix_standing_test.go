package app

import (
	"net/http"
	"strconv"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/testkit"
)

// standingExamples are the requests of module visits about places, kinds of visit
// and who works when.
var standingExamples = book{
	"visits.list_places": func(w *world) example { return example{query: w.inOne("all", "true")} },
	"visits.make_place": func(w *world) example {
		return example{body: map[string]any{"clinic_id": w.one, "name": w.fresh("椅"), "kind": "C", "area": "ortho", "tags": []any{"ceph"},
			"position": 3, "own_hours": true, "hours": []any{map[string]any{"weekday": 1,
				"open": []any{map[string]any{"from": "09:00", "to": "12:00"}}}}}}
	},
	"visits.change_place": func(w *world) example {
		return example{path: about(w.place(w.fresh("椅"))), match: 1, body: map[string]any{"name": w.fresh("椅"), "tags": []any{"ceph"}, "active": false}}
	},
	"visits.list_blocks": func(w *world) example {
		return example{query: w.inOne("from", strconv.FormatInt(testkit.Start, 10), "to", strconv.FormatInt(testkit.Start+aDay, 10))}
	},
	"visits.block_place": func(w *world) example { return example{body: w.newBlock()} },
	"visits.unblock_place": func(w *world) example {
		return example{path: about(w.post(w.here, "/visits/blocks", w.newBlock())["id"].(string))}
	},

	"visits.list_templates":   func(w *world) example { return example{query: w.inOne()} },
	"visits.show_template":    func(w *world) example { return example{path: about(w.kind("o06")), wide: true} },
	"visits.make_template":    func(w *world) example { return example{body: w.newTemplate()} },
	"visits.check_template":   func(w *world) example { return example{body: w.newTemplate(), looks: true} },
	"visits.install_defaults": func(w *world) example { return example{} },
	"visits.change_template": func(w *world) example {
		id := w.post(w.owner, "/visits/templates", w.newTemplate())["id"].(string)
		change := w.newTemplate()
		delete(change, "code")
		return example{path: about(id), match: 1, body: change}
	},
	"visits.switch_template": func(w *world) example {
		return example{path: about(w.kind("o01")), body: map[string]any{"clinic_id": w.one, "offered": false}}
	},
	"visits.list_add_ons": func(w *world) example { return example{wide: true} },

	"visits.show_roster": func(w *world) example { return example{query: w.inOne("from", "2026-11-22", "to", "2026-11-28")} },
	"visits.put_week": func(w *world) example {
		return example{path: map[string]string{"staff_id": w.newDoctor()}, fresh: true, body: w.newWeek()}
	},
	"visits.drop_week": func(w *world) example {
		staff := w.newDoctor()
		w.write(http.MethodPut, "/visits/roster/weeks/"+staff, `"0"`, w.newWeek())
		return example{path: map[string]string{"staff_id": staff}, match: 1, query: w.inOne("from_day", "2026-12-07", "confirm", "true")}
	},
	"visits.put_lanes": func(w *world) example {
		return example{path: map[string]string{"staff_id": w.newDoctor()}, body: map[string]any{"lanes": 2}}
	},
	"visits.list_misfits": func(w *world) example { return example{query: w.inOne()} },
	"visits.settle_misfit": func(w *world) example {
		return example{path: about(w.misfit()), body: map[string]any{"clinic_id": w.one}}
	},
	"visits.list_day_templates": func(w *world) example { return example{query: w.inOne()} },
	"visits.put_day_template": func(w *world) example {
		return example{path: map[string]string{"doctor_id": w.newDoctor(), "weekday": "3"}, fresh: true, body: map[string]any{
			"clinic_id": w.one, "last_start": "17:30",
			"rules": []any{map[string]any{"name": "初诊", "matches": []any{"o01"}, "from": "09:00", "until": "12:00", "max": 3}},
			"kept":  []any{map[string]any{"category": "emergency", "from": "11:40", "minutes": 20, "until": "11:00"}}}}
	},

	"visits.put_shift": func(w *world) example {
		return example{path: map[string]string{"staff_id": w.newDoctor()}, fresh: true, body: w.newShift()}
	},
	"visits.drop_shift": func(w *world) example {
		staff := w.newDoctor()
		w.write(http.MethodPut, "/visits/roster/shifts/"+staff, `"0"`, w.newShift())
		return example{path: map[string]string{"staff_id": staff}, match: 1, query: w.inOne("day", "2026-12-07")}
	},
	"visits.copy_week": func(w *world) example {
		return example{body: map[string]any{"clinic_id": w.one, "from_day": "2026-12-07", "to_day": "2026-12-14", "staff": []any{w.newDoctor()}}}
	},
	"visits.stagger_lunch": func(w *world) example {
		return example{body: map[string]any{"clinic_id": w.one, "from_day": "2026-12-07", "to_day": "2026-12-08", "who": "A",
			"window": map[string]any{"from": "11:30", "to": "13:30"}, "minutes": 30}}
	},

	"visits.list_leave": func(w *world) example { return example{query: w.inOne("from", "2026-11-22", "to", "2026-12-28")} },
	"visits.give_leave": func(w *world) example { return example{body: w.newLeave()} },
	"visits.approve_leave": func(w *world) example {
		return example{path: about(w.post(w.here, "/visits/roster/leave", w.newLeave())["id"].(string))}
	},
	"visits.name_stand_in": func(w *world) example {
		return example{path: about(w.post(w.here, "/visits/roster/leave", w.newLeave())["id"].(string)), match: 1, body: map[string]any{"stand_in_id": w.here.id}}
	},
	"visits.drop_leave": func(w *world) example {
		return example{path: about(w.post(w.here, "/visits/roster/leave", w.newLeave())["id"].(string)), match: 1}
	},

	"visits.show_calendar": func(w *world) example { return example{query: w.inOne("from", "2026-11-22", "to", "2026-11-28")} },
	"visits.add_entry":     func(w *world) example { return example{body: w.newEntry()} },
	"visits.change_entry": func(w *world) example {
		id := w.post(w.here, "/visits/calendar", w.newEntry())["id"].(string)
		return example{path: about(id), match: 1, body: map[string]any{"name": "团建", "opens": "13:00", "closes": "18:00"}}
	},
	"visits.drop_entry": func(w *world) example {
		return example{path: about(w.post(w.here, "/visits/calendar", w.newEntry())["id"].(string)), match: 1}
	},

	"visits.list_duty": func(w *world) example {
		return example{query: w.inOne("from", strconv.FormatInt(testkit.Start, 10), "to", strconv.FormatInt(testkit.Start+aDay, 10))}
	},
	"visits.show_duty_now": func(w *world) example { return example{query: w.inOne()} },
	"visits.give_duty":     func(w *world) example { return example{body: w.newDuty()} },
	"visits.change_duty": func(w *world) example {
		id := w.post(w.here, "/visits/duty", w.newDuty())["id"].(string)
		return example{path: about(id), match: 1, body: map[string]any{"note": "改为电话"}}
	},
	"visits.drop_duty": func(w *world) example {
		return example{path: about(w.post(w.here, "/visits/duty", w.newDuty())["id"].(string)), match: 1}
	},

	"visits.show_presence": func(w *world) example { return example{query: w.inOne()} },
	"visits.mark_presence": func(w *world) example {
		return example{body: map[string]any{"clinic_id": w.one, "doctor_id": w.newDoctor(), "state": "away",
			"back_at": testkit.Start + hour, "reason": "会诊"}}
	},
	"visits.undo_presence": func(w *world) example {
		about := map[string]any{"clinic_id": w.one, "doctor_id": w.newDoctor()}
		w.post(w.here, "/visits/presence", map[string]any{"clinic_id": w.one, "doctor_id": about["doctor_id"], "state": "on_site"})
		return example{body: about}
	},
}

// newDoctor is a dentist of the first clinic whom no other example knows.
func (w *world) newDoctor() string {
	w.T.Helper()
	p, _ := w.invite(w.fresh("new-"), org.RoleDoctor, w.one)
	w.write(http.MethodPatch, "/org/staff/"+p.id, `"1"`, map[string]any{"may_do_licensed_acts": true})
	return p.id
}

// write changes something at a version, as who holds every right in the first
// clinic.
func (w *world) write(method, path, version string, body any) map[string]any {
	w.T.Helper()
	got := w.do(request{by: w.here, method: method, path: path, match: version, media: "application/json", body: encode(body)})
	if !got.ok() {
		w.T.Fatalf("%s %s: %s", method, path, got)
	}
	return got.json
}

func (w *world) newWeek() map[string]any {
	return map[string]any{"clinic_id": w.one, "from_day": "2026-12-07", "to_day": "2027-12-06", "days": []any{map[string]any{
		"weekday": 1, "who": "D", "work": []any{map[string]any{"from": "09:00", "to": "18:00"}},
		"breaks": []any{map[string]any{"from": "12:00", "to": "12:30"}}}}}
}

func (w *world) newShift() map[string]any {
	return map[string]any{"clinic_id": w.one, "day": "2026-12-07", "who": "D", "work": []any{map[string]any{"from": "09:00", "to": "12:00"}},
		"breaks": []any{map[string]any{"from": "10:00", "to": "10:15"}}}
}

func (w *world) newLeave() map[string]any {
	return map[string]any{"staff_id": w.newDoctor(), "from_day": "2026-12-07", "to_day": "2026-12-08", "reason": "年假"}
}

// newEntry is a day far ahead, another one each time.
func (w *world) newEntry() map[string]any {
	w.slots++
	day := string(civil.Of(testkit.Start+aDay*int64(400+w.slots), time.UTC))
	return map[string]any{"clinic_id": w.one, "kind": "hours", "from_day": day, "to_day": day, "name": "培训", "opens": "10:00", "closes": "16:00"}
}

func (w *world) newDuty() map[string]any {
	at := w.slot()
	return map[string]any{"clinic_id": w.one, "doctor_id": w.newDoctor(), "starts_at": at, "ends_at": at + hour/2, "note": "电话"}
}

// misfit books a visit and closes its day, and gives the visit.
func (w *world) misfit() string {
	w.T.Helper()
	w.slots += 16 // a day of its own
	v := w.newVisit()
	w.post(w.here, "/visits/bookings", v)
	day := string(civil.Of(v["starts_at"].(int64), time.FixedZone("", 8*3600)))
	out := w.post(w.here, "/visits/calendar?confirm=true", map[string]any{"clinic_id": w.one, "kind": "closed", "from_day": day, "to_day": day, "name": "停电"})
	return out["unfit"].([]any)[0].(map[string]any)["visit_id"].(string)
}

// newBlock takes a new place out of use.
func (w *world) newBlock() map[string]any {
	return map[string]any{"place_id": w.place(w.fresh("椅")), "starts_at": testkit.Start + aDay, "ends_at": testkit.Start + aDay + hour, "reason": "维修"}
}

func (w *world) newTemplate() map[string]any {
	return map[string]any{"code": w.fresh("t"), "name_zh": "清洗", "name_en": "Cleaning", "label_zh": "洗", "label_en": "Cl",
		"category": "cleaning", "area": "general", "colour": "blue", "pattern": "C:HHH", "prepare": []any{map[string]any{"zh": "杯", "en": "Cup"}}}
}
