// Package stage sets up what a measurement runs on: both databases as they are
// in earnest (synced to disk, behind the roles of a real installation), copies of
// them, the program upon them, and somebody logged in.
package stage
