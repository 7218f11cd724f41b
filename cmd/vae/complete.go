package main

// What shells complete: presets, settings, checkpoints, data sets, and the few values that some flags have.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"vae/configs"
	"vae/data"
	"vae/train"
)

// completer lists candidates, each perhaps with a description after a tab.
type completer = func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective)

// flagValues are completed by the flag's name, whichever command has it.
var flagValues = map[string]completer{
	"set":        completeSetting,
	"resume":     completeRun,
	"data":       completeData,
	"split":      cobra.FixedCompletions([]cobra.Completion{"test", "train"}, cobra.ShellCompDirectiveNoFileComp),
	"path":       cobra.FixedCompletions([]cobra.Completion{"linear", "spherical"}, cobra.ShellCompDirectiveNoFileComp),
	"engine":     completeAllowed("train.engine"),
	"activation": completeAllowed("model.activation"),
	"log-format": cobra.FixedCompletions([]cobra.Completion{"text", "json"}, cobra.ShellCompDirectiveNoFileComp),
	"log-level":  cobra.FixedCompletions([]cobra.Completion{"debug", "info", "warning", "error"}, cobra.ShellCompDirectiveNoFileComp),
}

// arguments are completed by what the command's usage calls them.
var arguments = map[string]completer{"PRESET": completePreset, "CHECKPOINT": completeCheckpoint, "RUN": completeRun}

// addCompletion gives every command below c what can be completed for it.
func addCompletion(c *cobra.Command) {
	for name, complete := range flagValues {
		if c.Flags().Lookup(name) == nil && c.PersistentFlags().Lookup(name) == nil {
			continue
		}
		if err := c.RegisterFlagCompletionFunc(name, complete); err != nil {
			panic("vae: a flag is completed twice")
		}
	}
	for name, complete := range arguments {
		if c.ValidArgsFunction == nil && strings.Contains(c.Use, name) {
			c.ValidArgsFunction = complete
		}
	}
	for _, sub := range c.Commands() {
		addCompletion(sub)
	}
}

// completePreset lists presets; where none begins so, shells go on to files.
func completePreset(_ *cobra.Command, args []string, begun string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	lines, err := presetLines()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	for _, l := range lines {
		if strings.HasPrefix(l.Name, begun) {
			out = append(out, cobra.CompletionWithDesc(l.Name, l.About))
		}
	}
	return out, cobra.ShellCompDirectiveDefault
}

// completeSetting lists the settings, and after the = what one of them may be.
func completeSetting(_ *cobra.Command, _ []string, begun string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
	path, value, chosen := strings.Cut(begun, "=")
	for _, s := range configs.Settings() {
		switch {
		case chosen && s.Path == path:
			allowed := s.Allowed
			if allowed == nil {
				allowed = []string{strings.ReplaceAll(fmt.Sprint(s.Default), " ", ",")}
			}
			for _, v := range allowed {
				if strings.HasPrefix(v, value) {
					out = append(out, path+"="+v)
				}
			}
		case !chosen && strings.HasPrefix(s.Path, begun):
			out = append(out, cobra.CompletionWithDesc(s.Path+"=", s.About))
		}
	}
	if chosen {
		return out, cobra.ShellCompDirectiveNoFileComp
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeAllowed lists the values of one setting.
func completeAllowed(path string) completer {
	return func(*cobra.Command, []string, string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
		for _, s := range configs.Settings() {
			if s.Path == path {
				out = s.Allowed
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeData lists the data sets that are found by name.
func completeData(_ *cobra.Command, _ []string, begun string) (out []cobra.Completion, _ cobra.ShellCompDirective) {
	for _, name := range data.Names() {
		if strings.HasPrefix(name, begun) {
			out = append(out, name)
		}
	}
	return out, cobra.ShellCompDirectiveDefault
}

// completeRun lists the runs in checkpoints/.
func completeRun(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	found, _ := filepath.Glob(filepath.Join("checkpoints", "*", train.LastFile)) // the pattern is a good one
	var out []cobra.Completion
	for _, path := range found {
		if dir := filepath.Dir(path); strings.HasPrefix(dir, begun) {
			out = append(out, cobra.CompletionWithDesc(dir, describeRun(dir)))
		}
	}
	return out, cobra.ShellCompDirectiveDefault
}

// completeCheckpoint lists runs and the checkpoints that are files by themselves.
func completeCheckpoint(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	out, directive := completeRun(c, args, begun)
	if len(args) > 0 {
		return out, directive
	}
	files, _ := filepath.Glob(filepath.Join("checkpoints", "*.safetensors"))
	for _, path := range files {
		if strings.HasPrefix(path, begun) {
			out = append(out, path)
		}
	}
	return out, directive
}

// describeRun says how far a run is, without reading its weights.
func describeRun(dir string) string {
	epochs, err := train.ReadHistory(dir)
	if err != nil || len(epochs) == 0 {
		return "no epoch yet"
	}
	last := epochs[len(epochs)-1]
	when := ""
	if info, err := os.Stat(filepath.Join(dir, train.LastFile)); err == nil {
		when = info.ModTime().Format(", 2 January 15:04")
	}
	return fmt.Sprintf("epoch %d, loss %.2f%s", last.Epoch, last.Monitored(), when)
}
