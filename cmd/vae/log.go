package main

import (
	"fmt"
	"io"
	"os"

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
		log.SetFormatter(&logrus.TextFormatter{DisableSorting: true, FullTimestamp: true, TimestampFormat: "15:04:05", ForceColors: onTerminal(a.err)})
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
