package db

import "testing"

func TestTarget(t *testing.T) {
	for text, want := range map[string]string{
		"INSERT INTO auth_sessions (tenant_id) VALUES (?)": "auth_sessions",
		"INSERT INTO auth_sessions(tenant_id) VALUES (?)":  "auth_sessions",
		"UPDATE org_staff SET name = ? WHERE id = ?":       "org_staff",
		"UPDATE org_staff\n\t\tSET name = ?":               "org_staff",
		"DELETE FROM org_holdings WHERE id = ?":            "org_holdings",
		"SELECT pg_notify(?, ?)":                           "",
		"DELETE":                                           "",
		"":                                                 "",
	} {
		if got := target(text); got != want {
			t.Errorf("target(%q) = %q, want %q", text, got, want)
		}
	}
}
