// Package audience knows the patients by facts.
package audience
