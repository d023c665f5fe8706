package auth

import "archwire/internal/kit/fault"

// What auth may answer.
var (
	// Unauthenticated: nobody is logged in, or the session is over.
	Unauthenticated = fault.New("auth.unauthenticated", fault.Unauthenticated)
	// Forbidden: the actor does not hold the permission; argument permission.
	Forbidden = fault.New("auth.forbidden", fault.Forbidden)
)
