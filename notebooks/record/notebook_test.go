package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// local is what only one machine or one moment would print.
var local = regexp.MustCompile(`(^|[\s"'])/(home|Users|var|usr|etc|tm` + `p|roo` + `t)/|[0-9]{2}:[0-9]{2}:[0-9]{2}|go: downloading`)

// The notebooks as they stand have been run, hold nothing that the next run would change, and are small enough to be looked at on a page.
func TestRecorded(t *testing.T) {
	files, err := filepath.Glob("../*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatal("no notebooks", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n, err := parse(raw)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if again, err := n.write(); err != nil || !bytes.Equal(raw, again) {
			t.Errorf("%s: not as it is recorded; notebooks/run.sh does that: %v", file, err)
		}
		if len(raw) > 300<<10 {
			t.Errorf("%s: has %d bytes, more than 300 KiB", file, len(raw))
		}
		count := 0
		for i, c := range n.Cells {
			if c.Outputs == nil {
				continue
			}
			if count++; c.Count == nil || *c.Count != count {
				t.Errorf("%s: cell %d was not run in its turn", file, i+1)
			}
			if strings.Contains(c.Source.String(), "show(chart.") && !strings.Contains(c.results(), "image/png of ") {
				t.Errorf("%s: cell %d shows no picture", file, i+1)
			}
			if found := local.FindString(c.results()); found != "" {
				t.Errorf("%s: cell %d prints %q", file, i+1, found)
			}
		}
	}
}

// executed is a notebook as Jupyter leaves it, with outputs put in.
func executed(outputs string) []byte {
	return []byte(`{"cells": [{"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {"execution": {"shell": "2026-01-01T05:57:12Z"}}, "outputs": [` + outputs +
		`], "source": "x := 1\nprint(x)"}], "metadata": {"kernelspec": {"name": "gonb"}, "language_info": {"version": "go1.26.8"}}, "nbformat": 4, "nbformat_minor": 5}`)
}

const (
	loss    = `{"name": "stdout", "output_type": "stream", "text": ["loss 245.1 +- 3\n"]}`
	first   = `{"name": "stdout", "output_type": "stream", "text": ["loss "]}`
	second  = `{"name": "stdout", "output_type": "stream", "text": ["245.1 +- 3\n"]}`
	shown   = `{"data": {"text/markdown": ["hello"]}, "metadata": {"width": 3}, "output_type": "display_data"}`
	warning = `{"name": "stderr", "output_type": "stream", "text": ["careful\n"]}`
	broken  = `{"data": {"image/png": "bm8gcGljdHVyZQ=="}, "metadata": {}, "output_type": "display_data"}`
)

// Times, versions, the cut of texts and their place among the displays do not matter.
func TestWriteKeepsWhatStays(t *testing.T) {
	var all []string
	for _, outputs := range []string{loss + "," + shown, shown + "," + loss, first + "," + shown + "," + second} {
		n, err := parse(executed(outputs))
		if err != nil {
			t.Fatal(err)
		}
		text, err := n.write()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	if all[0] != all[1] || all[0] != all[2] {
		t.Errorf("three runs differ:\n%s", strings.Join(all, "\n"))
	}
	for _, gone := range []string{"2026", "go1.26", "width"} {
		if strings.Contains(all[0], gone) {
			t.Errorf("%s is kept:\n%s", gone, all[0])
		}
	}
	for _, kept := range []string{`"loss 245.1 +- 3\n"`, "hello", `"x := 1\n"`, `"print(x)"`} {
		if !strings.Contains(all[0], kept) {
			t.Errorf("%s is not kept:\n%s", kept, all[0])
		}
	}
	if _, err := parse(executed(loss + "," + warning)); err == nil || !strings.Contains(err.Error(), "careful") {
		t.Errorf("a complaint is no error: %v", err)
	}
}

// Numbers may differ in their last place, and nothing else may.
func TestDifferences(t *testing.T) {
	old, err := parse(executed(loss + "," + shown))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		outputs string
		same    bool
	}{
		{loss + "," + shown, true},
		{strings.Replace(loss, "245.1", "245.3", 1) + "," + shown, true},
		{strings.Replace(loss, "+- 3", "+-  5", 1) + "," + shown, true},
		{strings.Replace(loss, "245.1", "245.4", 1) + "," + shown, false},
		{strings.Replace(loss, "245.1", "-245.1", 1) + "," + shown, false},
		{strings.Replace(loss, "loss", "gain", 1) + "," + shown, false},
		{strings.Replace(loss, "3", "NaN", 1) + "," + shown, false},
		{loss, false},
		{loss + "," + shown + "," + broken, false},
		{loss + "," + strings.Replace(shown, "hello", "bye", 1), false},
	} {
		now, err := parse(executed(c.outputs))
		if err != nil {
			t.Fatal(err)
		}
		if found := differences(old, now); (found == nil) != c.same {
			t.Errorf("%s: %v", c.outputs, found)
		}
	}
}
