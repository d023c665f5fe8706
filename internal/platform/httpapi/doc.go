// Package httpapi is the edge: routes with a permission, a list of faults and
// an OpenAPI description that is made from the code (huma, OpenAPI 3.1), under
// /api/v1.
//
// What a route promises:
//   - the actor is known and has the right before the body is looked at; the
//     clinics in which they have it become the scope of the data door, so a row
//     of another clinic is simply not there;
//   - every refusal is a Problem (RFC 9457) with a code, its arguments and a
//     sentence in the reader's language; internal errors show nothing;
//   - a route marked Idempotent needs an Idempotency-Key: the same key with the
//     same request gives the same answer for 48 hours and acts once, kept in the
//     transaction of the act; with another request it is refused;
//   - JSON texts with control characters (other than tabs and line breaks) or
//     broken UTF-8 are refused before they reach a rule.
package httpapi
