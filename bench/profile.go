package main

import (
	"os"
	"path/filepath"
	"runtime/pprof"
)

// profiled runs a load, and with -profile keeps what it spent its time on.
func (r *run) profiled(name string, load func() (outcome, error)) (outcome, error) {
	if r.profile == "" {
		return load()
	}
	f, err := os.Create(filepath.Join(r.profile, name+".pprof"))
	if err != nil {
		return outcome{}, err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return outcome{}, err
	}
	defer pprof.StopCPUProfile()
	return load()
}
