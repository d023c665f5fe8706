// Package testkit gives a test a database of its own, already migrated, with a
// clock that the test sets.
//
//	testkit.Each(t, []db.Migrations{mine}, func(t *testing.T, w *testkit.World) {
//		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error { … })
//	})
//
// The function runs as the subtest "sqlite" always, and as "postgres" when
// TEST_POSTGRES is set: 1 starts a server for the test process, which goes away
// with it; anything else is the address of a running server as its superuser,
// without a database name ("host=127.0.0.1 user=postgres password=…").
// REQUIRE_ALL=1 turns a missing server from a skip into a failure.
//
// On PostgreSQL the door is opened with the three roles of a real installation,
// so that row-level security is at work in every test.
package testkit
