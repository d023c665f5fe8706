package app

import (
	"slices"
	"testing"
)

// openRoutes need no permission: log-in and one-time links, everybody about
// themselves, the stream, secret addresses, and providers that prove
// themselves by their signature. Who adds one says so here.
var openRoutes = []string{
	"checkin.check_in", "checkin.page",
	"followup.answer", "followup.form", "gateways.notice",
	"live.stream", "messages.arrive", "messages.arrived", "messages.begin_login", "messages.bind_own", "messages.choose", "messages.door", "messages.finish_login", "messages.give_code", "messages.look_own", "messages.notice", "messages.prove",
	"messages.rebind_own", "messages.unbind_own",
	"org.accept_link", "org.change_password", "org.confirm_factor", "org.drop_factor", "org.enrol_factor", "org.log_in", "org.log_out",
	"org.look_at_link", "org.me", "org.my_sessions", "org.revoke_others", "org.revoke_session", "org.second_factor", "org.set_locale",
	"visits.call_screen", "visits.icalendar",
}

// TestOpenRoutes proves that no other route does without a permission.
func TestOpenRoutes(t *testing.T) {
	var open []string
	for _, r := range scratch(t).API.Routes() {
		if r.Open != "" {
			open = append(open, r.ID)
		}
	}
	slices.Sort(open)
	if d := difference(open, openRoutes); len(d) > 0 {
		t.Errorf("open without being listed, or listed without being open: %v", d)
	}
}
