// Package fetch downloads data sets and proves that they are the published ones.
//
// Mirrors are tried one after the other. A broken transfer goes on where it stopped, in the same run or the next, if the server can do that. What counts is the
// SHA-256 of the uncompressed bytes, for mirrors compress the same file in different ways. A data set appears in its folder whole or not at all.
package fetch

import "slices"

// File is one file of a data set. Mirrors have it as NAME.gz.
type File struct {
	Name   string
	Size   int64  // bytes, uncompressed
	SHA256 string // of the uncompressed bytes, hexadecimal
}

// Set is a data set that can be downloaded.
type Set struct {
	Name    string
	About   string   // whose it is
	Mirrors []string // URLs of folders that have the files
	Files   []File
}

// Known are the data sets with known sums.
var Known = []Set{
	{
		Name: "fashion-mnist", About: "Xiao, Rasul and Vollgraf 2017, MIT licence",
		Mirrors: []string{
			"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
			"https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
		},
		Files: []File{
			{"train-images-idx3-ubyte", 47040016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
			{"train-labels-idx1-ubyte", 60008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
			{"t10k-images-idx3-ubyte", 7840016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
			{"t10k-labels-idx1-ubyte", 10008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"},
		},
	},
	{
		Name: "mnist", About: "LeCun, Cortes and Burges 1998",
		Mirrors: []string{
			"https://ossci-datasets.s3.amazonaws.com/mnist/",
			"https://storage.googleapis.com/cvdf-datasets/mnist/",
			"http://yann.lecun.com/exdb/mnist/",
		},
		Files: []File{
			{"train-images-idx3-ubyte", 47040016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
			{"train-labels-idx1-ubyte", 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
			{"t10k-images-idx3-ubyte", 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
			{"t10k-labels-idx1-ubyte", 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
		},
	},
}

// Lookup finds a known data set.
func Lookup(name string) (Set, bool) {
	i := slices.IndexFunc(Known, func(s Set) bool { return s.Name == name })
	if i < 0 {
		return Set{}, false
	}
	return Known[i], true
}

// Names lists the known data sets, sorted.
func Names() []string {
	var names []string
	for _, s := range Known {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	return names
}
