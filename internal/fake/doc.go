// Package fake is the outside world's double: it stands where WeChat Pay, the
// insurance, the tax office's invoices, the group-buy platforms, WeCom, an official
// account, a mini-program and two providers of SMS would, speaks as they do, and
// misbehaves as it is told.
//
// It is a process of its own (archwire fake); the demo starts it within itself, so
// that the whole product is seen working with no account anywhere. It knows
// nothing of the product: it shares no code with it but the shape of the wire.
//
// A control page at / and a control API below /__ctl say how the next calls are
// answered (Rules) and let a patient pay. The telephones at /phones show what
// everybody got, and let them act. What the double knows is kept in files, if one is
// named, so that it may be killed and started again: of money in one that is written
// whole, of messages in one to which each change adds a line.
//
// # Messages
//
// An Account is a customer of a provider; six are there from the start, and callback
// addresses are said to Open. A Person is somebody with a telephone, whom each
// account knows by an address of its own (OpenID, ExternalUserID, a number). What an
// account sent is a Sent, what it is told a Notice. Time is that of Options, put
// forward by Advance; what is due then is sent. Wait is for tests. The
// demo that it runs in lets its whole clock be put forward: POST /__ctl/forward with
// {"minutes": 1440}.
//
// Its keys are in the program's source: they open nothing anywhere else.
package fake
