package invalid

import (
	"strings"
	"testing"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"epoch", "epochs", 1}, {"epohcs", "epochs", 1},
		{"trian.epochs", "train.epochs", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}, {"ab", "ba", 1}, {"same", "same", 0},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance(c.b, c.a); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"default", "mnist", "fashion-mnist", "mnist-2d"}
	for word, want := range map[string]string{
		"fashon-mnist": "fashion-mnist", "minst": "mnist", "mnist2d": "mnist-2d", "defualt": "default",
		"cifar": "", "": "", "x": "", strings.Repeat("mnist", 1000): "",
	} {
		if got := Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	var bad Fields
	if bad.Err() != nil {
		t.Error("no problems are an error")
	}
	bad.OneOf("activation", "rleu", "relu", "tanh")
	bad.OneOf("activation", "tanh", "relu", "tanh")
	bad.OneOf("hidden[1]", "sinus", "relu", "tanh")
	want := `model.activation: "rleu" is not known; choose one of relu, tanh (nearest: relu)` + "\n" +
		`model.hidden[1]: "sinus" is not known; choose one of relu, tanh`
	if got := bad.Under("model").Err(); got == nil || got.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", got, want)
	}
}
