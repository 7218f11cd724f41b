package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the command: this test binary under the name vae.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"vae": main}) }

// TestScripts runs what users type, a file a topic.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Cmds:                scriptCommands,
		Condition:           scriptCondition,
		RequireExplicitExec: true,
	})
}

// full is a standard output on which nothing fits any more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left") }

// Results that could not be written are a failure, whichever way a command prints them.
func TestLostResults(t *testing.T) {
	var log strings.Builder
	for _, args := range [][]string{
		{"explain", "--stage", "plan"},
		{"train", "--help"},
		{"train", "--out", t.TempDir() + "/run", "--set", "train.epochs=1", "--set", "model.hidden=[2]", "--log-level", "error"},
	} {
		log.Reset()
		if code := run(args, full{}, &log); code != exitFailed || !strings.Contains(log.String(), "writing the results: no space left") {
			t.Errorf("%v: exit code %d, %s", args, code, log.String())
		}
	}
}

// Neither standard output nor the log holds a progress bar's control characters where they are no terminals.
func TestNoBarOffATerminal(t *testing.T) {
	out, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	args := []string{"train", "--out", t.TempDir() + "/run", "--set", "train.epochs=1", "--set", "model.hidden=[2]"}
	if code := run(args, io.Discard, out); code != exitDone {
		t.Fatalf("exit code %d", code)
	}
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); strings.ContainsAny(s, "\r\x1b") || strings.Count(s, "epoch 1/1") != 1 {
		t.Errorf("%q", s)
	}
}
