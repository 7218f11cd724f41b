// Record takes the results of an executed notebook into the one it was made from, without what differs from run to run; with -check it only compares.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "write nothing, and fail where a text or the size of a picture has changed")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: record [-check] NOTEBOOK EXECUTED")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := record(flag.Arg(0), flag.Arg(1), *check); err != nil {
		fmt.Fprintln(os.Stderr, "record:", err)
		os.Exit(1)
	}
}

// record compares two files, or puts the second one's results into the first.
func record(path, executed string, check bool) error {
	now, err := read(executed)
	if err != nil {
		return err
	}
	if !check {
		text, err := now.write()
		if err != nil {
			return fmt.Errorf("%s: %w", executed, err)
		}
		return os.WriteFile(path, text, 0o644)
	}
	old, err := read(path)
	if err != nil {
		return err
	}
	if changed := differences(old, now); changed != nil {
		return fmt.Errorf("%s: running it gives other results; notebooks/run.sh records them:\n%s", path, strings.Join(changed, "\n"))
	}
	return nil
}

// read parses a file.
func read(path string) (*notebook, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}
