package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/sirupsen/logrus"
	"golang.org/x/term"
)

// logger makes the log that the flags ask for, on w.
func (a *app) logger(w io.Writer) (*logrus.Logger, error) {
	log := logrus.New()
	log.SetOutput(w)
	level, err := logrus.ParseLevel(a.logLevel)
	if err != nil {
		return nil, usageError{fmt.Errorf("--log-level %s: choose debug, info, warning or error", a.logLevel)}
	}
	log.SetLevel(level)
	switch a.logFormat {
	case "text":
		log.SetFormatter(&logrus.TextFormatter{SortingFunc: byMeaning, FullTimestamp: true, TimestampFormat: "15:04:05", ForceColors: onTerminal(a.err)})
	case "json":
		log.SetFormatter(&logrus.JSONFormatter{})
	default:
		return nil, usageError{fmt.Errorf("--log-format %s: choose text or json", a.logFormat)}
	}
	return log, nil
}

// onTerminal reports whether w is a terminal.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// meaningful lists the fields of an epoch's line in the order in which they are read; any others come before them, sorted.
var meaningful = []string{
	"train_loss", "train_reconstruction", "train_kl", "valid_loss", "valid_reconstruction", "valid_kl", "active_units", "kl_dimensions", "seconds",
}

// byMeaning orders the fields of a log line.
func byMeaning(fields []string) {
	rank := func(field string) int { return slices.Index(meaningful, field) }
	fixed := func(field string) int { return slices.Index([]string{"time", "level", "msg"}, field) }
	slices.SortFunc(fields, func(a, b string) int {
		if fa, fb := fixed(a), fixed(b); fa >= 0 || fb >= 0 {
			return cmp.Compare(uint(fa), uint(fb))
		}
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
}
