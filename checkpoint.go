package vae

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"vae/internal/atomicfile"
	"vae/internal/kernel"
	"vae/internal/safetensors"
)

// Checkpoint is what one checkpoint file holds. The file is in the safetensors format; a weight is [out, in] there, as PyTorch has it, and
// its tensors carry the parameters' names. Everything else is text in the header's metadata.
type Checkpoint struct {
	Model *Model
	// Average is the model with an average of the parameters over training in place of the last ones; nil where the run keeps none.
	Average *Model
	// Config is the resolved experiment, YAML that this package does not read.
	Config string
	// Data is the fingerprint of the training data.
	Data string
	// Preprocessing is what takes raw data to the model's examples and back, JSON that this package does not read; empty where there is nothing to do.
	Preprocessing string
	// Progress is where training stood.
	Progress Progress
	// History is the text of metrics.jsonl up to this point.
	History string
	// State holds the optimiser's memory by name, each block in the model's layout; nil in a file that holds weights only.
	State map[string][]float32
}

// Progress is a place in a training run. Seed and place say everything: there is no generator state.
type Progress struct {
	Step  int `json:"step"`  // optimiser steps taken
	Epoch int `json:"epoch"` // epochs completed
	Batch int `json:"batch"` // batches of the running epoch completed
	// Sums are the running epoch's sums over examples of loss, reconstruction and KL, in that order.
	Sums [3]float64 `json:"sums"`
	// Best is the lowest loss of an epoch so far, and BestEpoch the epoch it was seen in; 0 before the first.
	Best      float64 `json:"best"`
	BestEpoch int     `json:"best_epoch"`
}

// The metadata's keys.
const (
	keyFormat   = "format"
	keyModel    = "model"
	keyConfig   = "config"
	keyData     = "data_fingerprint"
	keyProgress = "progress"
	keyPreproc  = "preprocessing" // left out where it is empty
	keyHistory  = "history"

	formatName = "vae-1"
	optimizer  = "optim." // BLOCK.PARAMETER of the optimiser's memory
	averaged   = "ema."   // PARAMETER of the average
)

// described is the model as the metadata tells it: all that inference needs.
type described struct {
	Architecture
	Shape []int `json:"shape"`
}

// Open loads the model of a checkpoint, best.safetensors or last.safetensors, with the averaged parameters where there are any. A file that is truncated, corrupted or not a checkpoint is refused
// with what is wrong.
func Open(path string) (*Model, error) {
	c, err := ReadCheckpoint(path)
	if err != nil {
		return nil, err
	}
	return c.Judged(), nil
}

// Judged is the model that a run validates, and that is meant to be used: the averaged one, where there is one.
func (c *Checkpoint) Judged() *Model {
	if c.Average != nil {
		return c.Average
	}
	return c.Model
}

// ReadCheckpoint loads all of a checkpoint.
func ReadCheckpoint(path string) (*Checkpoint, error) {
	f, err := safetensors.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

func decode(f *safetensors.File) (*Checkpoint, error) {
	switch format := f.Metadata[keyFormat]; {
	case format == "":
		return nil, fmt.Errorf("is a safetensors file, but no checkpoint of this program: its metadata has no %q; choose a best.safetensors or last.safetensors of a run", keyFormat)
	case format != formatName:
		return nil, fmt.Errorf("has checkpoint format %q; this program reads %q", format, formatName)
	}
	if err := f.RequireDigest(); err != nil {
		return nil, err
	}
	var d described
	if err := json.Unmarshal([]byte(f.Metadata[keyModel]), &d); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", keyModel, err)
	}
	m, err := newModel(d.Architecture, d.Shape)
	if err != nil {
		return nil, err
	}
	c := &Checkpoint{Model: m, Config: f.Metadata[keyConfig], Data: f.Metadata[keyData], Preprocessing: f.Metadata[keyPreproc], History: f.Metadata[keyHistory]}
	if err := json.Unmarshal([]byte(f.Metadata[keyProgress]), &c.Progress); err != nil {
		return nil, fmt.Errorf("metadata %q: %w", keyProgress, err)
	}
	return c, c.readTensors(f)
}

// readTensors takes every tensor of the file into a block, and refuses files that hold others or lack some.
func (c *Checkpoint) readTensors(f *safetensors.File) error {
	if err := c.readBlock(f, "", c.Model.block); err != nil {
		return err
	}
	used := len(c.Model.parameters)
	if slices.ContainsFunc(f.Tensors, func(t safetensors.Tensor) bool { return strings.HasPrefix(t.Name, averaged) }) {
		c.Average = c.Model.Clone()
		if err := c.readBlock(f, averaged, c.Average.block); err != nil {
			return err
		}
		used += len(c.Model.parameters)
	}
	for _, t := range f.Tensors {
		name, ok := stateName(t.Name)
		if !ok || c.State[name] != nil {
			continue
		}
		if c.State == nil {
			c.State = map[string][]float32{}
		}
		c.State[name] = make([]float32, c.Model.layout.Len)
		if err := c.readBlock(f, optimizer+name+".", c.State[name]); err != nil {
			return err
		}
		used += len(c.Model.parameters)
	}
	if used != len(f.Tensors) {
		return fmt.Errorf("holds %d tensors where the model it describes has %d", len(f.Tensors), used)
	}
	return nil
}

// stateName takes the block's name from optim.BLOCK.PARAMETER.
func stateName(tensor string) (string, bool) {
	rest, ok := strings.CutPrefix(tensor, optimizer)
	name, _, found := strings.Cut(rest, ".")
	return name, ok && found
}

func (c *Checkpoint) readBlock(f *safetensors.File, prefix string, block []float32) error {
	for i, p := range c.Model.parameters {
		t, ok := f.Tensor(prefix + p.Name)
		if !ok {
			return fmt.Errorf("lacks the tensor %s%s", prefix, p.Name)
		}
		if want := onDisk(p.Shape); fmt.Sprint(t.Shape) != fmt.Sprint(want) {
			return fmt.Errorf("tensor %s%s has shape %v, the model needs %v", prefix, p.Name, t.Shape, want)
		}
		c.Model.layout.Entries[i].Pack(block, transposed(t.Data, t.Shape))
	}
	return nil
}

// Write replaces path by the checkpoint, atomically: a failure leaves the previous file.
func (c *Checkpoint) Write(path string) error {
	f, err := c.encode()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return safetensors.WriteFile(path, f)
}

// Destination is a checkpoint and where it goes.
type Destination struct {
	*Checkpoint
	Path string
}

// WriteCheckpoints writes several checkpoints at once. Each replaces its file atomically, in the order given and only when all are on the disk: a failure or a crash
// leaves the previous files from some checkpoint on.
func WriteCheckpoints(all ...Destination) error {
	pending, errs := make([]*atomicfile.Pending, len(all)), make([]error, len(all))
	var wait sync.WaitGroup
	for i, d := range all {
		wait.Go(func() {
			f, err := d.encode()
			if err != nil {
				errs[i] = fmt.Errorf("%s: %w", d.Path, err)
				return
			}
			pending[i], errs[i] = safetensors.PrepareFile(d.Path, f)
		})
	}
	wait.Wait()
	err := errors.Join(errs...)
	for _, p := range pending {
		switch {
		case p == nil:
		case err == nil:
			err = p.Commit()
		default:
			err = errors.Join(err, p.Discard())
		}
	}
	return err
}

// encode is the file of the checkpoint.
func (c *Checkpoint) encode() (*safetensors.File, error) {
	model, err := json.Marshal(described{c.Model.arch, c.Model.shape})
	if err != nil {
		return nil, err
	}
	progress, err := json.Marshal(c.Progress)
	if err != nil {
		return nil, err
	}
	f := &safetensors.File{Metadata: map[string]string{
		keyFormat: formatName, keyModel: string(model), keyConfig: c.Config, keyData: c.Data,
		keyProgress: string(progress), keyHistory: c.History,
	}}
	if c.Preprocessing != "" {
		f.Metadata[keyPreproc] = c.Preprocessing
	}
	c.addBlock(f, "", c.Model.block)
	if c.Average != nil {
		c.addBlock(f, averaged, c.Average.block)
	}
	for name, block := range c.State {
		c.addBlock(f, optimizer+name+".", block)
	}
	return f, nil
}

func (c *Checkpoint) addBlock(f *safetensors.File, prefix string, block []float32) {
	for i, p := range c.Model.parameters {
		dense := make([]float32, size(p.Shape))
		c.Model.layout.Entries[i].Unpack(dense, block)
		f.Tensors = append(f.Tensors, safetensors.Tensor{Name: prefix + p.Name, Shape: onDisk(p.Shape), Data: transposed(dense, p.Shape)})
	}
}

// onDisk is a parameter's shape in a file: a weight's axes are exchanged.
func onDisk(shape []int) []int {
	if len(shape) == 2 {
		return []int{shape[1], shape[0]}
	}
	return shape
}

// transposed exchanges the axes of a matrix; a vector stays.
func transposed(data []float32, shape []int) []float32 {
	if len(shape) != 2 {
		return data
	}
	rows, cols := shape[0], shape[1]
	out := make([]float32, len(data))
	kernel.Transpose(out, rows, data, cols, rows, cols)
	return out
}

// String tells a place in a few words.
func (p Progress) String() string {
	if p.Batch == 0 {
		return "epoch " + strconv.Itoa(p.Epoch) + ", step " + strconv.Itoa(p.Step)
	}
	return "epoch " + strconv.Itoa(p.Epoch+1) + ", batch " + strconv.Itoa(p.Batch) + ", step " + strconv.Itoa(p.Step)
}
