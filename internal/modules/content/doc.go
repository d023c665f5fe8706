// Package content keeps what patients are given to read and to hold.
package content
