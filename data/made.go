package data

// Made shapes as a data set, with their factors.

import (
	"slices"
	"strings"

	"vae/data/shapes"
	"vae/internal/invalid"
)

// readShapes makes them. The label is the level of the factor that is asked for, the shape's kind where none is.
func readShapes(r reading, _ place) (*Collection, error) {
	label := r.Label
	if label == "" || r.other && !slices.Contains(shapes.Names(), label) {
		label = "shape"
	}
	height, width := r.shapeSize()
	if !slices.Contains(shapes.Names(), label) {
		var bad invalid.Fields
		bad.OneOf("label", label, shapes.Names()...)
		return nil, bad
	}
	d, err := shapes.Draw(r.Count, height, width, r.seed)
	if err != nil {
		field := "count"
		if strings.Contains(err.Error(), "sides are") {
			field = "size"
		}
		return nil, invalid.Fields{{Path: field, Reason: err.Error()}}
	}
	levels, _ := d.LevelsOf(label)
	all, err := FromBytes(r.name, "train", []int{height, width}, d.Pixels, levels)
	if err != nil {
		return nil, err
	}
	all.factors, all.factorNames = d.Values, shapes.Names()
	c, err := r.collect("made", all, nil)
	if err == nil && label == "shape" {
		c.Classes = slices.Clone(shapes.Kinds)
	}
	return c, err
}
