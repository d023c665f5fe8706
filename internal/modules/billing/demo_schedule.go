package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// part is so many per cent of an amount, to the fen.
func part(amount money.Fen, percent int64) money.Fen {
	return (amount*money.Fen(percent) + 50) / 100
}

// byStages is the schedule of case A: a deposit, to 40 % before production, 30 % at
// the fitting, 15 % after six and the rest after twelve months.
func byStages(amount, deposit money.Fen, from civil.Day) []Instalment {
	list := []Instalment{{Amount: deposit, Milestone: Deposit}, {Amount: part(amount, 40) - deposit, Milestone: Production},
		{Amount: part(amount, 30), Milestone: Fitting}, {Amount: part(amount, 15), Due: from.AddMonths(6)}}
	return append(list, Instalment{Amount: amount - sumOf(list), Due: from.AddMonths(12)})
}

// byMonths is the schedule of case B: a deposit, half by the fitting, the rest in
// twelve months, what is left over with the last.
func byMonths(amount, deposit money.Fen, from civil.Day) []Instalment {
	half := part(amount, 50)
	list := []Instalment{{Amount: deposit, Milestone: Deposit}, {Amount: half - deposit, Milestone: Fitting}}
	month := (amount - half + 6) / 12
	for m := 1; m < 12; m++ {
		list = append(list, Instalment{Amount: month, Due: from.AddMonths(m)})
	}
	return append(list, Instalment{Amount: amount - sumOf(list), Due: from.AddMonths(12)})
}

func sumOf(list []Instalment) (sum money.Fen) {
	for _, p := range list {
		sum += p.Amount
	}
	return sum
}
