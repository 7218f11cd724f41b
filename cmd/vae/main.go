// Command vae trains variational autoencoders and uses them: see vae --help.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
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
	root := newRoot(&app{out: stdout, err: stderr})
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "vae: "+err.Error())
	var usage usageError
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") {
		return exitUsage
	}
	return exitFailed
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
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
	})
	root.PersistentFlags().StringVar(&a.logFormat, "log-format", "text", "how logs are written to standard error: text or json")
	root.PersistentFlags().StringVar(&a.logLevel, "log-level", "info", "the least important messages to log: debug, info, warning or error")
	root.AddCommand(newTrain(a), newSample(a), newReconstruct(a), newEval(a), newExplain(a))
	return root
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
