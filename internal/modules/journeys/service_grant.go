package journeys

import (
	"archwire/internal/kit/fault"
)

// grant gives a coupon, once for the effect. A face that is sold out or over, or a
// household that has enough, is no reason to stop the journey: the effect is refused
// and says so.
func (d *deeds) grant(g *go1, row *did) error {
	_, err := d.w.s.d.Content.Grant(d.w.tx, row.What, g.e.Patient, "journey:"+g.e.ID, "journeys:"+occurrence(*row))
	if _, told := fault.As(err); told {
		row.State = DidRefused
		return nil
	}
	return err
}
