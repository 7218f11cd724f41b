package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"vae/internal/invalid"
	"vae/train"
)

// reproduceFlags are the flags of vae reproduce.
type reproduceFlags struct {
	full    bool
	resume  bool
	report  bool
	only    []string
	out     string
	seed    uint64
	threads int
	number  int
	set     []string
	json    bool
}

func newReproduce(a *app) *cobra.Command {
	var f reproduceFlags
	c := &cobra.Command{
		Use:   "reproduce NAME",
		Short: "Run a published experiment, and print its numbers beside ours",
		Long: `Train what a paper or another framework has trained, judge it as they did, and print the
published value, ours with its error, and whether they agree. The names are
  ` + strings.Join(studyNames(), ", ") + `
Protocol, source and what differs are in the comments of the preset of that name, configs/NAME.yaml.

The short form is a part of the published training where that takes days; --full runs all of it.
Ctrl-C writes checkpoints, and after a crash there are those of the last epoch; --resume goes on.
Runs that are over are not repeated. Processes may share a folder, each with other runs (--only):
the table has all that are over, and says how far the others are; --report prints it and no more.
Where the published training has stages, each leaves a checkpoint for vae eval, epoch-N.safetensors.`,
		Example: `  vae reproduce numpyro-vae --only mnist
  vae reproduce iwae --full --only vae-1 --threads 1
  vae reproduce iwae --full --only vae-1 --threads 1 --resume
  vae reproduce iwae --full --report
  vae eval checkpoints/reproduce-iwae-full/vae-1/epoch-40.safetensors --nll 5000`,
		Args: wrongArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return a.reproduce(args[0], f) },
	}
	c.Flags().BoolVar(&f.full, "full", false, "train as long as was published")
	c.Flags().BoolVar(&f.resume, "resume", false, "go on with what an interrupted reproduction left")
	c.Flags().BoolVar(&f.report, "report", false, "print what the runs have come to, and train nothing")
	c.Flags().StringSliceVar(&f.only, "only", nil, "the runs to make, by name; by default all")
	c.Flags().StringVar(&f.out, "out", "", "the folder of the runs; by default checkpoints/reproduce-NAME, with -full for the full form")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "decides every random number")
	c.Flags().IntVar(&f.threads, "threads", 0, "how many threads to use; 0 is one for each processor")
	c.Flags().IntVarP(&f.number, "number", "n", 0, "how many test examples to judge, the first ones; 0 is all")
	c.Flags().StringArrayVar(&f.set, "set", nil, "change a setting, which makes it another experiment; may be repeated")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return c
}

// reproduce runs the chosen trials of a study one after the other, and reports all of them.
func (a *app) reproduce(name string, f reproduceFlags) error {
	s, chosen, err := findStudy(name, f.only)
	if err != nil {
		return err
	}
	for _, err := range []error{between("--threads", f.threads, 0, 1<<16), between("-n", f.number, 0, 1<<31)} {
		if err != nil {
			return err
		}
	}
	r := &reproduction{app: a, study: s, flags: f, dir: f.folder(name)}
	if f.report {
		chosen = nil
		if _, err := os.Stat(r.dir); err != nil {
			return fmt.Errorf("there are no runs to report: %w", err)
		}
	}
	for _, t := range chosen {
		if _, err := os.Stat(r.run(t)); err == nil && !f.resume {
			return fmt.Errorf("%s exists already; go on with --resume, or choose another --out", r.run(t))
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	for _, t := range chosen {
		result, err := r.trial(ctx, t)
		if errors.Is(err, train.ErrInterrupted) || errors.Is(err, context.Canceled) {
			return fmt.Errorf("interrupted; go on with\n  vae reproduce %s --resume%s", name, f.again())
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		r.results = append(r.results, result)
	}
	skipped := 0
	for _, x := range r.results {
		if x.Skipped != "" {
			skipped++
		}
	}
	if err := r.collect(); err != nil {
		return err
	}
	if err := r.report(); err != nil {
		return err
	}
	if skipped > 0 && skipped == len(chosen) {
		return errors.New("nothing was run: the data are not there")
	}
	return nil
}

// folder is where the runs are.
func (f reproduceFlags) folder(name string) string {
	switch {
	case f.out != "":
		return filepath.Clean(f.out)
	case f.full:
		return filepath.Join("checkpoints", "reproduce-"+name+"-full")
	}
	return filepath.Join("checkpoints", "reproduce-"+name)
}

// again are the flags that a resumed reproduction needs.
func (f reproduceFlags) again() string {
	text := ""
	if f.full {
		text += " --full"
	}
	if len(f.only) > 0 {
		text += " --only " + strings.Join(f.only, ",")
	}
	if f.out != "" {
		text += " --out " + f.out
	}
	if f.seed != 1 {
		text += fmt.Sprintf(" --seed %d", f.seed)
	}
	if f.threads > 0 {
		text += fmt.Sprintf(" --threads %d", f.threads)
	}
	if f.number > 0 {
		text += fmt.Sprintf(" -n %d", f.number)
	}
	for _, s := range f.set {
		text += " --set '" + s + "'"
	}
	return text
}

// findStudy returns a study, and of its trials those that were asked for.
func findStudy(name string, only []string) (s study, chosen []trial, err error) {
	i := slices.IndexFunc(studies, func(s study) bool { return s.name == name })
	if i < 0 {
		hint := ""
		if near := invalid.Nearest(name, studyNames()); near != "" {
			hint = " (nearest: " + near + ")"
		}
		return study{}, nil, usageError{fmt.Errorf("there is no published result called %.40q%s; choose one of %s", name, hint, strings.Join(studyNames(), ", "))}
	}
	s = studies[i]
	if len(only) == 0 {
		return s, s.trials, nil
	}
	var names []string
	for _, t := range s.trials {
		names = append(names, t.name)
		if slices.Contains(only, t.name) {
			chosen = append(chosen, t)
		}
	}
	for _, o := range only {
		if !slices.Contains(names, o) {
			return study{}, nil, usageError{fmt.Errorf("--only %s: the runs of %s are %s", o, name, strings.Join(names, ", "))}
		}
	}
	return s, chosen, nil
}
