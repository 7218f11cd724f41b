package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"vae/internal/kernel"
)

// versions is what vae version prints.
type versions struct {
	Module   string `json:"version"`
	Revision string `json:"revision,omitempty"` // of the sources, with -dirty where they were changed
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	SIMD     string `json:"simd"`
	Threads  int    `json:"threads"`
}

func newVersion(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and what this program was built for and runs on",
		Long: `Print the version, the revision it was built from, Go's version, the system, and which of the
processor's SIMD instructions are used, on how many threads. A run's timing.jsonl names the last two.`,
		Args: wrongArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			v := currentVersions()
			if asJSON {
				return a.printJSON(v)
			}
			revision := ""
			if v.Revision != "" {
				revision = " (" + v.Revision + ")"
			}
			_, err := fmt.Fprintf(a.out, "vae %s%s, %s, %s/%s, %s, %s\n", v.Module, revision, v.Go, v.OS, v.Arch, v.SIMD, count(v.Threads, "thread"))
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// moduleVersion is the version that the module was built as: (devel) in a clone without tags.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func currentVersions() versions {
	level, _ := kernel.Level()
	v := versions{Module: moduleVersion(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, SIMD: level.String(), Threads: runtime.GOMAXPROCS(0)}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	changed := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				changed = "-dirty"
			}
		}
	}
	if v.Revision != "" {
		v.Revision += changed
	}
	return v
}
