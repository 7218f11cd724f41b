package loss

// Likelihoods by column: heterogeneous data (Nazabal et al. 2020, https://arxiv.org/abs/1807.03653).

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"vae/autodiff/op"
	"vae/internal/invalid"
)

// ByColumn is the likelihood that is made of Parts.
const ByColumn = "by_column"

// PartConfig is the likelihood of some features.
type PartConfig struct {
	// Columns are the features that it describes, each by the name of a table's column, by number from 0, or as a range of numbers, ends included: 3-7.
	Columns []string `yaml:"columns,flow" json:"columns"`
	// Name is a row of Likelihoods.
	Name string `yaml:"likelihood" json:"likelihood"`
	// Variance is the fixed variance of gaussian_fixed; 0 stands for that of the whole.
	Variance float64 `yaml:"variance,omitempty" json:"variance,omitempty"`
	// Categories is how many columns, one after the other here, are the one-hot code of one variable, for categorical; 0 stands for all of the part's.
	Categories int `yaml:"categories,omitempty" json:"categories,omitempty"`
}

// checkParts reports every setting of the parts that cannot be used, whatever the data are.
func (c LikelihoodConfig) checkParts(bad *invalid.Fields) {
	switch {
	case c.Name != ByColumn && len(c.Parts) > 0:
		bad.Addf("parts", "means nothing for likelihood %.64s; set likelihood to %s, or leave parts out", c.Name, ByColumn)
		return
	case c.Name == ByColumn && len(c.Parts) == 0:
		bad.Addf("parts", "is empty; give %s at least one part, such as {columns: [0-3], likelihood: gaussian_shared}", ByColumn)
	}
	for i, p := range c.Parts {
		var wrong invalid.Fields
		if len(p.Columns) == 0 {
			wrong.Addf("columns", "is empty; name at least one column, or give numbers such as 3-7")
		}
		wrong.OneOf("likelihood", p.Name, Likelihoods()...)
		if p.Variance != 0 {
			checkVariance(&wrong, p.Variance)
		}
		if p.Categories < 0 || p.Categories == 1 {
			wrong.Addf("categories", "%d are too few; give at least 2, or leave it out for all columns of the part", p.Categories)
		}
		*bad = append(*bad, wrong.Under(partPath(i))...)
	}
}

func partPath(i int) string { return fmt.Sprintf("parts[%d]", i) }

// Resolve returns the configuration with numbers in the place of names, for data of a number of features, which a table names; names is nil where there are none. A column
// that there is not, that is in two parts or in none, is refused, as invalid.Fields. A likelihood that is not by column stays as it is.
func (c LikelihoodConfig) Resolve(features int, names []string) (LikelihoodConfig, error) {
	columns, err := c.assign(features, names)
	if err != nil {
		return c, err
	}
	c.Parts = slices.Clone(c.Parts)
	for i := range columns {
		c.Parts[i].Columns = op.Ranges(columns[i])
	}
	return c, nil
}

// assign finds the columns of every part.
func (c LikelihoodConfig) assign(features int, names []string) ([][]int, error) {
	if c.Name != ByColumn {
		return nil, nil
	}
	var bad invalid.Fields
	out, owner := make([][]int, len(c.Parts)), make([]int, features) // owner is the part's number from 1
	for i, p := range c.Parts {
		for _, entry := range p.Columns {
			columns, err := columnsOf(entry, features, names)
			if err != nil {
				bad.Addf(partPath(i)+".columns", "%v", err)
			}
			for _, column := range columns {
				if owner[column] > 0 {
					bad.Addf(partPath(i)+".columns", "%s is in %s already; leave it out of one", columnName(column, names), partPath(owner[column]-1))
					continue
				}
				owner[column] = i + 1
				out[i] = append(out[i], column)
			}
		}
	}
	var missing []string
	for column, part := range owner {
		if part == 0 {
			missing = append(missing, columnName(column, names))
		}
	}
	if len(missing) > 0 && len(bad) == 0 {
		const most = 5
		more := ""
		if n := len(missing) - most; n > 0 {
			missing, more = missing[:most], fmt.Sprintf(" and %d more", n)
		}
		bad.Addf("parts", "there is no likelihood for %s%s; put every column into a part", strings.Join(missing, ", "), more)
	}
	return out, bad.Err()
}

// numbered is a column by number, or a range of them.
var numbered = regexp.MustCompile(`^(\d{1,9})(?:-(\d{1,9}))?$`)

// columnsOf returns the columns that an entry means: a name before a number, where it could be both.
func columnsOf(entry string, features int, names []string) ([]int, error) {
	if i := slices.Index(names, entry); i >= 0 {
		return []int{i}, nil
	}
	m := numbered.FindStringSubmatch(entry)
	switch {
	case m == nil && names == nil:
		return nil, fmt.Errorf("%.80q is no number, and the data have no names; give numbers from 0 to %d, or ranges such as 0-3", entry, features-1)
	case m == nil:
		hint := ""
		if near := invalid.Nearest(entry, names); near != "" {
			hint = " (nearest: " + near + ")"
		}
		return nil, fmt.Errorf("the data have no column %.80q%s; numbers from 0 to %d, or ranges such as 0-3, will do too", entry, hint, features-1)
	}
	first, _ := strconv.Atoi(m[1])
	last := first
	if m[2] != "" {
		last, _ = strconv.Atoi(m[2])
	}
	if last < first {
		return nil, fmt.Errorf("the range %s ends before it begins", entry)
	}
	if last >= features {
		return nil, fmt.Errorf("there is no column %d; the data have %d, numbered from 0", last, features)
	}
	var columns []int
	for i := first; i <= last; i++ {
		columns = append(columns, i)
	}
	return columns, nil
}

// divide makes the parts for data of a number of features; the columns are numbers.
func (c LikelihoodConfig) divide(features int) ([]part, error) {
	columns, err := c.assign(features, nil)
	if err != nil {
		return nil, err
	}
	var bad invalid.Fields
	parts := make([]part, len(c.Parts))
	for i, of := range c.Parts {
		p := part{
			family: familyOf(of.Name), prefix: fmt.Sprintf("part%d.", i), columns: columns[i], width: len(columns[i]),
			variance: of.Variance, categories: of.Categories,
		}
		if p.variance == 0 {
			p.variance = c.Variance
		}
		if p.categories == 0 {
			p.categories = p.width
		}
		bad = append(bad, p.fit("categories").Under(partPath(i))...)
		parts[i] = p
	}
	return parts, bad.Err()
}

// Real says of each feature whether its likelihood is one of any real number, so that standardisation does not take it out of where it belongs. nil stands for all, of a
// likelihood that is not by column.
func (c LikelihoodConfig) Real(features int, names []string) ([]bool, error) {
	columns, err := c.assign(features, names)
	if err != nil || columns == nil {
		return nil, err
	}
	real := make([]bool, features)
	for i, part := range columns {
		for _, column := range part {
			real[column] = familyOf(c.Parts[i].Name).support == anywhere
		}
	}
	return real, nil
}
