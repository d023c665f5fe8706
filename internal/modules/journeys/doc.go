// Package journeys accompanies patients.
package journeys
