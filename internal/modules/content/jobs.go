package content

import (
	"context"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// expireTopic wakes coupons that are over.
const expireTopic = "content.expire"

// expireBatch is how many coupons one transaction ends.
const expireBatch = 500

// expect lets a coupon be ended at its instant.
func (s *Service) expect(tx *db.Tx, at int64) error { return jobs.Lower(tx, expireTopic, at) }

func (s *Service) expirer() jobs.Waker {
	return jobs.Waker{Topic: expireTopic, Next: nextEnd, Due: s.expireDue}
}

// expireDue ends what is over.
func (s *Service) expireDue(ctx context.Context, now int64) error {
	for {
		n := 0
		err := s.write(ctx, func(tx *db.Tx) error {
			list, err := overdue(tx, now, expireBatch)
			if err != nil {
				return err
			}
			n = len(list)
			for _, c := range list {
				c.State, c.Closed = CouponExpired, tx.Now()
				if held, err := closeCoupon(tx, c); err != nil || !held {
					return err
				}
				if err := s.tellCoupon(tx, c, FactExpired); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < expireBatch {
			return err
		}
	}
}
