// Command vae trains variational autoencoders and uses them: see vae --help.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vae/configs"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // wrong flags, arguments or configuration
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run executes one command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	out := &results{w: stdout}
	root := newRoot(&app{out: out, err: stderr})
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.Execute()
	if err == nil && out.err != nil {
		err = fmt.Errorf("writing the results: %w", out.err)
	}
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "vae: "+strings.TrimSpace(err.Error()))
	if wrongUse(err) {
		return exitUsage
	}
	return exitFailed
}

// wrongUse reports whether the user has to write something else: on the command line, or in an experiment.
func wrongUse(err error) bool {
	var usage usageError
	var problems configs.Problems
	// Cobra has no types for a command that it does not know, and for flags that do not go together.
	return errors.As(err, &usage) || errors.As(err, &problems) ||
		strings.HasPrefix(err.Error(), "unknown command") || strings.HasPrefix(err.Error(), "if any flags in the group")
}

// results is standard output; it remembers the first failure, which print functions are not asked for.
type results struct {
	w   io.Writer
	err error
}

func (r *results) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	if r.err == nil {
		r.err = err
	}
	return n, err
}

// usageError is a mistake on the command line or in a configuration.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// app is what every subcommand shares.
type app struct {
	out, err  io.Writer // results; logs and progress
	logFormat string
	logLevel  string
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "vae",
		Short:         "Train variational autoencoders, and sample, encode and decode with them",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			_, err := a.logger(io.Discard) // a mistake in these flags is one whether or not the command logs
			return err
		},
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
	})
	root.PersistentFlags().StringVar(&a.logFormat, "log-format", "text", "how logs are written to standard error: text or json")
	root.PersistentFlags().StringVar(&a.logLevel, "log-level", "info", "the least important messages to log: debug, info, warning or error")
	root.AddCommand(newTrain(a), newSample(a), newReconstruct(a), newEval(a), newExplain(a), newData(a), newBench(a), newTheory(a))
	root.AddCommand(newInterpolate(a), newTraverse(a), newEncode(a), newDecode(a), newScore(a), newPlot(a))
	root.AddCommand(newConfig(a), newManual(a), newVersion(a), newReproduce(a))
	addCompletion(root)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = knownTopic
		case "completion":
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() } // only what runs has its arguments checked
		}
	}
	return root
}

// knownTopic refuses help on commands that there are not.
func knownTopic(c *cobra.Command, args []string) error {
	_, rest, err := c.Root().Find(args)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("unknown command %q", strings.Join(args, " "))
	}
	if err != nil {
		return usageError{err}
	}
	return nil
}

// wrongArgs turns a mistake in the number of arguments into a usage error.
func wrongArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{fmt.Errorf("%w; usage: %s", err, c.UseLine())}
		}
		return nil
	}
}
