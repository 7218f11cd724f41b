package data

import (
	"math"
	"strconv"

	"vae/data/npy"
	"vae/data/shapes"
	"vae/data/tabular"
	"vae/internal/invalid"
)

// Config says which data an experiment reads and how they become numbers. A setting that means nothing for the data, such as a label's column for pictures, is
// refused when they are opened.
type Config struct {
	// Name is an embedded data set, one that is installed, or a path to a folder or a file; see Open.
	Name string `yaml:"name" json:"name"`
	// Validation is how many training examples are held out; 0 holds none out.
	Validation int `yaml:"validation" json:"validation"`
	// ValidationFrom says which ones: random, chosen by the seed, or last.
	ValidationFrom string `yaml:"validation_from" json:"validation_from"`
	// Binarization is none, threshold, dynamic or fixed.
	Binarization string `yaml:"binarization" json:"binarization"`
	// Test is which examples test, where the data do not say: a part below 1 or a number, chosen by the seed; or a second file of a table. auto is the
	// data's own, or else a tenth.
	Test string `yaml:"test" json:"test"`
	// Label is the column of a table that is no feature but a label, or the factor that labels made shapes; empty for none.
	Label string `yaml:"label" json:"label"`
	// Standardize takes every feature of a table to mean 0 and standard deviation 1 over the training examples.
	Standardize bool `yaml:"standardize" json:"standardize"`
	// Size is the height and width that pictures of a folder, or made shapes, have; empty leaves pictures as they are.
	Size []int `yaml:"size" json:"size"`
	// Channels makes a folder's pictures grey (1) or coloured (3); 0 leaves them as they are.
	Channels int `yaml:"channels" json:"channels"`
	// Count is how many shapes are made, those for testing included.
	Count int `yaml:"count" json:"count"`
}

// Auto stands for the data's own test examples.
const Auto = "auto"

// What ValidationFrom may be.
const (
	FromRandom = "random" // examples chosen by the seed
	FromLast   = "last"   // the last examples, as in papers that hold out "the last n"
)

// DefaultConfig is the embedded data set with a thousand examples held out.
func DefaultConfig() Config {
	return Config{
		Name: "fashion-mnist-12k", Validation: 1000, ValidationFrom: FromRandom, Binarization: None.String(), Test: Auto, Size: []int{}, Count: 10000,
	}
}

// Bounds of the settings.
const (
	maxSide  = 4096
	maxCount = 1 << 26
)

// Validate reports every setting that cannot be used, whatever the data turn out to be.
func (c Config) Validate() invalid.Fields {
	var bad invalid.Fields
	if c.Name == "" {
		bad.Addf("name", "is empty; name a data set, a folder or a file")
	}
	if c.Validation < 0 {
		bad.Addf("validation", "%d is negative; 0 holds nothing out", c.Validation)
	}
	bad.OneOf("validation_from", c.ValidationFrom, FromRandom, FromLast)
	bad.OneOf("binarization", c.Binarization, Binarizations()...)
	if c.Standardize && c.Binarization != None.String() && c.Binarization != "" {
		bad.Addf("standardize", "true takes values out of [0, 1], where binarization %.20q needs them; use one of the two", c.Binarization)
	}
	if _, _, ok := c.part(); !ok && !c.testFile() {
		bad.Addf("test", "%.80q is no part of the data; give auto, a part between 0 and 1, a number from 1, or a .csv, .tsv or .npy file", c.Test)
	}
	if len(c.Size) != 0 && len(c.Size) != 2 {
		bad.Addf("size", "has %d numbers; give [height, width], or [] to leave pictures as they are", len(c.Size))
	}
	for i, side := range c.Size {
		if side < 1 || side > maxSide {
			bad.Addf("size["+strconv.Itoa(i)+"]", "%d is not between 1 and %d", side, maxSide)
		}
	}
	if c.Channels != 0 && c.Channels != 1 && c.Channels != 3 {
		bad.Addf("channels", "%d is not 0 (as they are), 1 (grey) or 3 (red, green, blue)", c.Channels)
	}
	if c.Count < 1 || c.Count > maxCount {
		bad.Addf("count", "%d is not between 1 and %d", c.Count, maxCount)
	}
	return bad
}

// part reads test as a part of the data or a number of examples. Both are 0 for auto; not ok: it is neither.
func (c Config) part() (part float64, count int, ok bool) {
	if c.Test == Auto {
		return 0, 0, true
	}
	x, err := strconv.ParseFloat(c.Test, 64)
	switch {
	case err != nil || !(x > 0) || x > math.MaxInt32 || x >= 1 && x != math.Trunc(x):
		return 0, 0, false
	case x < 1:
		return x, 0, true
	}
	return 0, int(x), true
}

// testFile reports whether test names a file.
func (c Config) testFile() bool { return tabular.Extension(c.Test) || npy.Extension(c.Test) }

// shapeSize is the size of made shapes.
func (c Config) shapeSize() (height, width int) {
	if len(c.Size) != 2 {
		return shapes.DefaultSide, shapes.DefaultSide
	}
	return c.Size[0], c.Size[1]
}
