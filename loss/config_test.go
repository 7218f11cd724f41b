package loss

import (
	"strings"
	"testing"
)

// TestConfigRefuses: what an objective or a likelihood cannot use is refused by the field's name, and nothing else is.
func TestConfigRefuses(t *testing.T) {
	for field, changes := range map[string][]func(c *Config){
		"": {
			func(*Config) {},
			func(c *Config) { c.Objective, c.Samples = "iwae", 50 },
			func(c *Config) { c.Objective, c.Samples, c.Groups = "miwae", 50, 5 },
			func(c *Config) { c.Objective, c.Samples, c.Groups = "piwae", 1, 5 }, // each sample is a group
			func(c *Config) { c.Objective, c.Beta = "gjs", 4 },
			func(c *Config) { c.FreeBits, c.FreeBitsGroup = 1, 2 },
		},
		"objective": {func(c *Config) { c.Objective = "elbow" }},
		"beta": {
			func(c *Config) { c.Beta = -1 },
			func(c *Config) { c.Objective, c.Beta = "iwae", 2 },
			func(c *Config) { c.Objective, c.Beta = "dreg", 0.5 },
			func(c *Config) { c.Objective, c.Beta = "miwae", 2 },
		},
		"groups": {
			func(c *Config) { c.Objective, c.Samples, c.Groups = "miwae", 50, 7 },
			func(c *Config) { c.Objective, c.Groups = "piwae", 0 },
			func(c *Config) { c.Groups = -1 },
		},
		"free_bits":       {func(c *Config) { c.Objective, c.FreeBits = "iwae", 0.1 }, func(c *Config) { c.FreeBits = -1 }},
		"free_bits_group": {func(c *Config) { c.FreeBitsGroup = -1 }},
		"capacity":        {func(c *Config) { c.Capacity = -1 }},
		"capacity_steps":  {func(c *Config) { c.CapacitySteps = -1 }, func(c *Config) { c.CapacitySteps = maxWarmup + 1 }},
		"elbo_weight":     {func(c *Config) { c.ELBOWeight = 1.5 }},
		"skew":            {func(c *Config) { c.Skew = -0.1 }},
		"samples":         {func(c *Config) { c.Samples = 0 }},
	} {
		for i, change := range changes {
			c := DefaultConfig()
			change(&c)
			err := c.Validate().Err()
			if field == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), field+":") {
				t.Errorf("%s %d: %v", field, i, err)
			}
		}
	}
	l := DefaultLikelihood()
	l.Name, l.Categories = "categorical", 1
	if err := l.Validate().Err(); err == nil || !strings.Contains(err.Error(), "categories") {
		t.Errorf("one category: %v", err)
	}
	l.Categories = 4
	if _, err := l.Likelihood(12); err != nil {
		t.Error(err)
	}
	if _, err := l.Likelihood(10); err == nil || !strings.Contains(err.Error(), "categories: 10 features do not divide into groups of 4") {
		t.Errorf("10 features in groups of 4: %v", err)
	}
}

// TestBound: only what is a bound is called one, and estimators are named as they are.
func TestBound(t *testing.T) {
	bounds := map[string]bool{
		"elbo": true, "elbo_sampled": true, "stl": true, "iwae": true, "dreg": true, "miwae": true, "piwae": true, "ciwae": true,
		"capacity": false, "reverse_kl": false, "jeffreys": false, "gjs": false, "dual_gjs": false,
	}
	for _, name := range Objectives() {
		want, known := bounds[name]
		if c := (Config{Objective: name, Beta: 1}); !known || c.Bound() != want {
			t.Errorf("%s is a bound: %v", name, c.Bound())
		}
		sampled := want && name != "elbo"
		if e := (Config{Objective: name, Beta: 1}).Estimator(); strings.HasPrefix(e, name+", sampled kl") != sampled || strings.HasSuffix(e, ", no bound on log p(x)") == want || !strings.HasPrefix(e, name+", ") {
			t.Errorf("%s is estimated by %q", name, e)
		}
		if c := (Config{Objective: name, Beta: 0.5}); c.Bound() || !strings.HasSuffix(c.Estimator(), ", no bound on log p(x)") {
			t.Errorf("%s with half a KL is called a bound", name)
		}
	}
}
