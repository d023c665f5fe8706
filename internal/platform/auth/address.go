package auth

import "net/netip"

// addressBlock is what counts as one address in the lock-out: a version 4
// address, or the /64 of a version 6 address, within which a house chooses
// freely. This computer itself gives "": behind a proxy that does not say for
// whom it asks, everybody would come from there.
func addressBlock(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.IsLoopback() {
		return ""
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64) // cannot fail: 64 fits
	return p.String()
}
