// Package fake is the outside world's double: it stands where WeChat Pay, the
// insurance, the tax office's invoices and the group-buy platforms would, speaks
// as they do, and misbehaves as it is told.
//
// It is a process of its own (archwire fake); the demo starts it within itself, so
// that the whole product is seen working with no account anywhere. It knows
// nothing of the product: it shares no code with it but the shape of the wire.
//
// A control page at / and a control API below /__ctl say how the next calls are
// answered (Rules) and let a patient pay. What it knows is kept in a file, if one
// is named, so that it may be killed and started again.
//
// Its keys are in the program's source: they open nothing anywhere else.
package fake
