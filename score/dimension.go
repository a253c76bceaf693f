package score

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// dimension is one of the score's five parts.
type dimension struct {
	name     string
	question string
	weight   float64 // by default
	rate     func(nhi.Identity, time.Time) rating
}

// The places of the dimensions in the table.
const (
	ownership = iota
	privilege
	rotation
	staleness
	expiration
	dimensionCount
)

var dimensions = [dimensionCount]dimension{
	ownership:  {"ownership", "Is it tied to a real owner, or orphaned?", 25, rateOwnership},
	privilege:  {"privilege", "Is it granted more than it needs?", 25, ratePrivilege},
	rotation:   {"rotation", "Is it rotated on schedule?", 20, rateRotation},
	staleness:  {"staleness", "Has it been unused for months?", 15, rateStaleness},
	expiration: {"expiration", "Does it have an expiry, or does it live for ever?", 15, rateExpiration},
}

// DefaultWeights are the weights of the dimensions; they sum to 100.
func DefaultWeights() map[string]float64 {
	weights := make(map[string]float64, dimensionCount)
	for _, d := range dimensions {
		weights[d.name] = d.weight
	}
	return weights
}

// CheckWeights tells what is wrong with weights: a name that is no dimension, one that is
// missing, a number below 0, or a sum that is not 100.
func CheckWeights(weights map[string]float64) error {
	var sum float64
	for _, d := range dimensions {
		w, given := weights[d.name]
		if !given {
			return fmt.Errorf("the weight of %s is missing", d.name)
		}
		if !(w >= 0 && w <= 100) {
			return fmt.Errorf("the weight of %s must be from 0 to 100", d.name)
		}
		sum += w
	}
	if len(weights) != dimensionCount {
		return fmt.Errorf("weights name %d dimensions; there are %d: %v",
			len(weights), dimensionCount, slices.Sorted(maps.Keys(DefaultWeights())))
	}
	if math.Abs(sum-100) > 1e-6 {
		return fmt.Errorf("the weights sum to %g, not 100", sum)
	}
	return nil
}

func weightsOf(given map[string]float64) (weights [dimensionCount]float64) {
	if CheckWeights(given) != nil {
		given = DefaultWeights()
	}
	for i, d := range dimensions {
		weights[i] = given[d.name]
	}
	return weights
}
