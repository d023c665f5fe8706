package grown

import (
	"context"
	"fmt"
	"time"

	"archwire/internal/app"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// sums that must come out beside the books of money: each statement counts what
// does not.
var sums = map[string]string{
	"executions and their steps": `SELECT count(*) AS n FROM (SELECT e.id FROM plans_executions e LEFT JOIN plans_steps s
		ON s.tenant_id = e.tenant_id AND s.execution_id = e.id GROUP BY e.id, e.amount HAVING e.amount <> coalesce(sum(s.amount), 0)) x`,
	"items and their steps": `SELECT count(*) AS n FROM (SELECT i.id FROM plans_items i LEFT JOIN plans_steps s
		ON s.tenant_id = i.tenant_id AND s.plan_id = i.plan_id AND s.item_id = i.id GROUP BY i.id, i.amount HAVING i.amount <> coalesce(sum(s.amount), 0)) x`,
	"executions and their lines": `SELECT count(*) AS n FROM plans_executions e LEFT JOIN billing_lines l
		ON l.tenant_id = e.tenant_id AND l.execution_id = e.id WHERE l.id IS NULL OR l.net <> e.amount`,
	"plans and their agreements": `SELECT count(*) AS n FROM plans_plans p LEFT JOIN billing_agreements a
		ON a.tenant_id = p.tenant_id AND a.id = p.id WHERE a.id IS NULL OR a.amount <> p.amount`,
}

// Proven fails unless the group is one that the program could have made: every
// sum comes out, and money agrees with its journal. It gives how long the books
// took. (Foreign keys were proven when they were made again.)
func Proven(ctx context.Context, a *app.App) (books time.Duration, err error) {
	for what, text := range sums {
		var bad []struct {
			N int `db:"n"`
		}
		if err := a.DB.System(ctx, "sums of a made group", func(tx *db.Tx) error { return tx.Raw(&bad, text) }); err != nil {
			return 0, fmt.Errorf("%s: %w", what, err)
		}
		if bad[0].N > 0 {
			return 0, fmt.Errorf("%s: %d do not come out", what, bad[0].N)
		}
	}
	began := time.Now()
	v, err := a.House.Billing.Verify(auth.AsProgram(ctx, org.DemoTenant, "bench"))
	if err == nil && len(v.Wrong) > 0 {
		err = fmt.Errorf("the books: %v", v.Wrong)
	}
	return time.Since(began), err
}
