package billing

import "archwire/internal/kit/money"

// Way is where a part of what was paid for a line goes when the line is taken
// back: over the desk to the means it came by, or into a pot where it stands.
type Way struct {
	Means  Means
	Pot    Pot
	Over   bool // over the desk
	Amount money.Fen
}

// WayBack is what would come of taking so many of a line back.
type WayBack struct {
	Left     int       // of the line that may be taken back
	Credited money.Fen // of the line's net
	Unpaid   money.Fen // of it, what is owed no more
	Refund   money.Fen // goes over the desk
	Stands   money.Fen // stands again
	Ways     []Way
}

// wayBack tells what RefundLine would do: list are the line's allocations, the
// latest first.
func wayBack(l Line, list []Allocation, tenders map[string]Tender, quantity int, keep bool) WayBack {
	w := WayBack{Left: l.Quantity - l.CreditedQuantity, Credited: l.share(quantity)}
	over := max(0, l.Paid-(l.Net-l.Credited-w.Credited))
	w.Unpaid = w.Credited - over
	for _, a := range list {
		back := min(over, a.Live())
		if back == 0 {
			break
		}
		over -= back
		t := tenders[a.Tender]
		w.add(Way{t.Means, t.Pot, t.Pot == Prepaid && !keep, back})
	}
	return w
}

func (w *WayBack) add(one Way) {
	if one.Over {
		w.Refund += one.Amount
	} else {
		w.Stands += one.Amount
	}
	for i := range w.Ways {
		if h := &w.Ways[i]; h.Means == one.Means && h.Pot == one.Pot && h.Over == one.Over {
			h.Amount += one.Amount
			return
		}
	}
	w.Ways = append(w.Ways, one)
}

// takeable refuses to take more of a line back than is left, and what was
// executed. Faults: ExecutedLine, NotSoMany.
func (l Line) takeable(quantity int) error {
	switch left := l.Quantity - l.CreditedQuantity; {
	case l.Execution != "":
		return ExecutedLine.With()
	case quantity > left:
		return NotSoMany.At("quantity", "left", left)
	}
	return nil
}
